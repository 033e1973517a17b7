"""N4: the same ties at other times, and the same times on other pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from interlocal.inference.losses import Moved, lose_moved
from interlocal.inference.nulls import Tried
from interlocal.inference.nulls.rewiring import few_for, shuffle_within
from interlocal.inference.rung import judged
from interlocal.inference.subject import Subject

__all__ = ["links_shuffled", "timelines_shuffled"]

ENABLING = "only without what the removed had enabled"
ORDER = "sequences that the source states are not kept: they are what is tested"


def timelines_shuffled(subject: Subject, draws: int) -> Tried:
    """N4, P[w, t]: dates change places among ties of the same case and kind of relation.

    Who is tied to whom, how often, and the set of dates stay. Gauvin et al. 2022 call it timestamp
    shuffling; a tie's start and end travel together, and only between ties that both last or both do not.
    """
    own, ties = subject.ground.own, subject.ground.network.ties
    draws, worlds = few_for(subject, draws)
    # Ties that last carry more, and are of other issues: a meeting with a partnership's dates is another tie.
    lasts = (ties.start != ties.end).tolist()
    blocks = _numbered(ties.case.tolist(), ties.forward.tolist(), ties.reverse.tolist(), lasts)
    order = shuffle_within(blocks, draws, subject.claim.seed, ties.record.tolist(), "timelines")
    dates = np.tile(np.arange(len(subject.ground.source), dtype=np.int32), (draws, 1))
    dates[:, :own] = order
    return _judged(
        subject, Moved(dates=dates), worlds, "P[w, t]",
        "dates permuted among ties of one case and kind of relation, lasting ones among themselves",
        "who is tied to whom and how often, which ties last; the set of dates in every case and kind of relation",
    )  # fmt: skip


def links_shuffled(subject: Subject, draws: int) -> Tried:
    """N4, P[k, p(Theta)]: the timelines of linked pairs change places with their receivers, pair by pair.

    All ties of a pair move together: who receives from how many stays, and every pair's timeline stays
    whole, but it belongs to another pair of the same case.
    """
    own, ties = subject.ground.own, subject.ground.network.ties
    draws, worlds = few_for(subject, draws)
    ends = np.column_stack([subject.ground.source[:own], subject.ground.target[:own]])
    pairs, which = np.unique(ends, axis=0, return_inverse=True)
    which = which.ravel()
    first = np.full(len(pairs), own, np.int64)
    np.minimum.at(first, which, np.arange(own))
    blocks = _numbered([str(ties.case[k]) for k in first.tolist()])
    order = shuffle_within(
        blocks, draws, subject.claim.seed, [f"{a}>{b}" for a, b in pairs.tolist()], "links"
    )
    moved = pairs[:, 1][order]
    moved = np.where(moved == pairs[:, 0], pairs[:, 1], moved)  # nobody is tied to itself
    target = np.tile(subject.ground.target, (draws, 1))
    target[:, :own] = moved[:, which]
    source = np.tile(subject.ground.source, (draws, 1))
    return _judged(
        subject, Moved(source=source, target=target.astype(np.int32)), worlds, "P[k, p(Theta)]",
        "receivers permuted among linked pairs of one case, each pair's ties moving together",
        "how many pairs every actor sends in; every pair's timeline, whole",
    )  # fmt: skip


def _numbered(*columns: list[object] | list[str] | list[int] | list[bool]) -> npt.NDArray[np.int64]:
    known: dict[tuple[object, ...], int] = {}
    return np.array([known.setdefault(key, len(known)) for key in zip(*columns, strict=True)], np.int64)


def _judged(
    subject: Subject, moved: Moved, worlds: list[int], name: str, construction: str, held: str
) -> Tried:
    found = lose_moved(
        subject.ground,
        subject.removed,
        moved,
        between=subject.between,
        worlds=worlds,
        workers=subject.workers,
    )
    observed = subject.estimate(subject.losses(subject.removed[None], enabled="without", worlds=worlds))
    rung = judged(
        "N4",
        subject.claim.statistic,
        observed,
        found.share,
        alpha=subject.claim.alpha,
        notes=(ENABLING, ORDER),
    )
    return Tried(replace(rung, name=name, construction=construction, held=held), found.share)
