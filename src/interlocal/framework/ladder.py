"""How far a policy got with whom: steps of a ladder, read from dated positions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Event, Position
from interlocal.framework.adopters import days_of
from interlocal.framework.scope import STATED
from interlocal.framework.study import Study

__all__ = ["STEPS", "Climb", "climbs", "level_at", "outcome"]

Ints = npt.NDArray[np.int64]

STEPS = ("none", "agenda", "position", "procedure", "adopted", "implemented")
"""The ladder: nothing; on the agenda; a changed position; a changed procedure; adopted; carried out."""


@dataclass(frozen=True, eq=False)
class Climb:
    """What one target did on one policy: its positions, their levels (0 to 5), and their days, (positions, n).

    `undated` are positions whose date is not coded: their level counts at the end, not on the way.
    """

    target: str
    policy: str
    positions: tuple[Position, ...]
    level: Ints
    days: Ints
    undated: tuple[Position, ...]

    @property
    def top(self) -> int:
        """The highest level reached by the end of the observation window."""
        return max(STEPS.index(p.step) for p in (*self.positions, *self.undated))


def climbs(study: Study) -> tuple[Climb, ...]:
    """Every target and policy with a step on the ladder, by policy and target.

    A target's decisions, adoptions and non-adoptions count, and its statements that ask nothing of
    others; a statement that asks says where its speaker wants another to go, not how far that one went.
    """
    found: dict[tuple[str, str], list[Position]] = {}
    for p in study.book.positions:
        if p.policy != "other" and p.step in STEPS and p.status in STATED and _its_own(p):
            found.setdefault((p.policy, p.actor), []).append(p)
    return tuple(_climb(study, target, policy, own) for (policy, target), own in sorted(found.items()))


def _its_own(p: Position) -> bool:
    return p.kind in ("decision", "adoption", "not_adopted") or not p.asked


def _climb(study: Study, target: str, policy: str, own: Iterable[Position]) -> Climb:
    listed = tuple(own)
    dated = tuple(p for p in listed if days_of(p.date) is not None)
    return Climb(
        target,
        policy,
        dated,
        np.array([STEPS.index(p.step) for p in dated], np.int64),
        np.array([study.days(p.id) for p in dated], np.int64).reshape(len(dated), study.n),
        tuple(p for p in listed if p not in dated),
    )


def level_at(level: Ints, days: Ints, day: Ints | int) -> Ints:
    """The level reached by a day in each world: the highest step not after it, 0 before the first.

    >>> level_at(np.array([1, 4]), np.array([[10, 10], [30, 20]]), 25).tolist()
    [1, 4]
    """
    reached: Ints = np.where(days <= day, level[:, None], 0).max(axis=0, initial=0)
    return reached


def outcome(book: Casebook, episode: Episode) -> tuple[int, str] | None:
    """How far an episode's own decision got (0 to 5), and the record that says so; None where it names none.

    An opening is a policy carried out, any other event that decides is one adopted.

    >>> from interlocal.casebook.folder import read
    >>> book = read("takao2003")
    >>> [outcome(book, book.codebook.entry("episodes", name))[0] for name in ("suffrage", "dalian-aid-project")]
    [1, 4]
    """
    named = book.by_id.get(episode.decision) if episode.decision else None
    if isinstance(named, Position) and named.step in STEPS:
        return STEPS.index(named.step), named.id
    if isinstance(named, Event):
        return (5 if named.kind == "opening" else 4), named.id
    return None
