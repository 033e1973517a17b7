"""N1, N2 and N2b: other sets of actors are removed from the same network."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from interlocal.inference.ground import Bools
from interlocal.inference.losses import Losses
from interlocal.inference.nulls import Tried
from interlocal.inference.nulls.places import lose_in_place
from interlocal.inference.permutation import assignments
from interlocal.inference.rung import judged
from interlocal.inference.strata import (
    Support,
    label_draws,
    matched_sets,
    matching,
    same_size,
    strata,
    support,
)
from interlocal.inference.subject import Subject

__all__ = ["comparable", "matched", "of_same_size", "permuted"]

CONSTRUCTION = (
    "labels permuted within strata of case, side of the border, degree and distinct passages; whoever loses the "
    "label takes the place, at the ends of pairs, of the one who gets it"
)


def of_same_size(subject: Subject, draws: int) -> Tried:
    """N1: as many actors, drawn from everyone who has a tie here."""
    claim = subject.claim
    sets = same_size(subject.removed, draws, claim.seed, pool=subject.pool, ids=subject.ground.ids)
    return _judged(subject, "N1", subject.losses(sets))


def matched(subject: Subject, draws: int) -> Tried:
    """N2: as many actors, each one of those nearest to one removed in degree and distinct passages.

    Where nobody else is as active, the sets fall short: the note says by how much.
    """
    claim = subject.claim
    among = matching(subject.removed, subject.degree, subject.activity, pool=subject.pool)
    sets = matched_sets(among, draws, claim.seed, ids=subject.ground.ids)
    own = int(subject.degree[subject.removed].sum())
    drawn = (sets @ subject.degree).mean()
    note = f"the removed have {own} ends of ties, the sets {drawn:.0f} on average"
    if drawn < 0.8 * own:
        note += ": no common support, the sets are less busy than those of the claim"
    return _judged(subject, "N2", subject.losses(sets), notes=(note,))


def comparable(subject: Subject) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Support]:
    """The strata of comparable actors, of one case and side of the border; outside the pool nobody is comparable."""
    inside, network = subject.pool, subject.ground.network
    side = np.array([network.members[k].side(network.home) for k in subject.ground.actors.tolist()], np.str_)
    keys = [side[inside], np.array(subject.main_case, np.str_)[inside]]
    found = np.full(len(inside), -1, np.int64)
    found[inside] = strata(subject.degree[inside], subject.activity[inside], keys)
    found[~inside] = found.max(initial=0) + 1 + np.arange(int((~inside).sum()))
    return found, support(subject.removed, found, subject.ground.ids)


def permuted(subject: Subject, draws: int, removed: Bools | None = None) -> Tried:
    """N2b, the primary test: the label goes to others of the same case and side, and about as busy.

    Whoever loses the label takes the place of the one who gets it (`nulls.places`). Every assignment is
    tried where there are no more than the draws asked for.
    """
    claim = subject.claim
    labels = subject.removed if removed is None else removed
    groups, found = comparable(subject)
    if removed is not None:
        found = support(labels, groups, subject.ground.ids)
    exact = found.assignments is not None and found.assignments <= draws + 1
    sets = (
        assignments(labels, groups)
        if exact
        else label_draws(labels, groups, draws, claim.seed, ids=subject.ground.ids)
    )
    drawn = lose_in_place(subject, labels, sets, groups)
    rung = _judged(
        subject, "N2b", drawn, labels=labels, count=found.assignments, exact=exact, notes=(found.said,)
    )
    return Tried(replace(rung.rung, construction=CONSTRUCTION), rung.values)


def _judged(
    subject: Subject,
    level: str,
    drawn: Losses,
    *,
    labels: Bools | None = None,
    count: int | None = None,
    exact: bool = False,
    notes: tuple[str, ...] = (),
) -> Tried:
    claim = subject.claim
    own = subject.removed if labels is None else labels
    observed = subject.estimate(subject.losses(own[None]))
    values = drawn.share
    rung = judged(
        level, claim.statistic, observed, values, count=count, exact=exact, alpha=claim.alpha, notes=notes
    )
    return Tried(rung, values)
