"""How active the subject was in a role, counted from ties: one more, noisy rater of what coders judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.framework.classes import class_members
from interlocal.framework.frame import Framework, Role
from interlocal.framework.model import Indicators, Item
from interlocal.framework.study import Study
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.worlds import Worlds

__all__ = ["activity"]

Floats = npt.NDArray[np.float64]
WORLDS = 100
"""So many simulated codings at most: the sampler takes one a sweep."""


def activity(study: Study, frame: Framework, items: Sequence[Item]) -> Indicators | None:
    """Count the subject's ties of a role that are in force in a period, in every simulated coding.

    log(1 + count), with the mean of its role taken away, for roles whose framework names relations
    (`Role.activity`); NaN for the others, and where a role's count is the same in all items. None where
    no role has one. Reported contacts only: what the source reads into them is the coders' business.

    The count shows how much is *told* of the subject in the role, not how well it did.
    """
    roles = {role.id: role for role in frame.roles if role.activity.relations}
    n = min(study.n, WORLDS)
    values = np.full((1, len(items), max(n, 1)), np.nan)
    for case in dict.fromkeys(item.case for item in items):
        network, worlds = study.network("contact", case), study.worlds("contact", case)
        subject = np.zeros(len(network.members), bool)
        subject[[network.positions[one] for one in class_members(study.book, frame.subject)]] = True
        for k, item in enumerate(items):
            if item.case == case and item.role in roles and n:
                span = _span(study, item.period)
                if span is not None:
                    values[0, k] = _told(network, worlds, subject, roles[item.role], span, n)
    _centre(values[0], [item.role for item in items])
    return None if np.isnan(values).all() else Indicators(("activity",), values)


def _span(study: Study, period: str) -> tuple[int, int] | None:
    found = next((one for one in study.book.codebook.periods if one.id == period), None)
    if found is None:
        return None
    days = dates.bounds([found.start, found.end])
    return int(days.start_lo[0]), int(days.end_hi[1])


def _told(
    network: CoalitionNetwork,
    worlds: Worlds,
    subject: npt.NDArray[np.bool_],
    role: Role,
    span: tuple[int, int],
    n: int,
) -> Floats:
    ties, rule = network.ties, role.activity
    ours, theirs = (ties.source, ties.target) if rule.way == "given" else (ties.target, ties.source)
    sectors = np.array([member.sector in rule.to or not rule.to for member in network.members], bool)
    chosen = np.flatnonzero(np.isin(ties.relation, list(rule.relations)) & subject[ours] & sectors[theirs])
    count = np.zeros(n)
    for tie in chosen.tolist():
        start, end = worlds.day(int(ties.start[tie]))[:n], worlds.day(int(ties.end[tie]))[:n]
        count += worlds.present[tie, :n] & (start <= span[1]) & (end >= span[0])
    logs: Floats = np.log1p(count)
    return logs


def _centre(values: Floats, roles: Sequence[str]) -> None:
    """Take each role's mean away, in place: roles differ in how many ties they ever have."""
    for role in set(roles):
        rows = [k for k, one in enumerate(roles) if one == role]
        known = values[rows]
        if np.isnan(known).all() or np.nanmax(known) == np.nanmin(known):
            values[rows] = np.nan
        else:
            values[rows] = known - np.nanmean(known)
