"""N3: the ends of ties are rewired within blocks, so that who is busy, when and how stays as it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from interlocal.casebook.codebook import Period
from interlocal.draws import uniform
from interlocal.inference.ground import Ints
from interlocal.inference.losses import Moved, lose_moved
from interlocal.inference.nulls import Tried
from interlocal.inference.rung import judged
from interlocal.inference.subject import Subject
from interlocal.network.question import day_after, day_before

__all__ = ["few_for", "rewired", "shuffle_within"]

HELD = (
    "all dates, modes and carriers; how many ties every actor sends and receives in every block of case, "
    "issue, period and kind of relation"
)
ENABLING = "only without what the removed had enabled: after rewiring nobody knows what enabled what"


def rewired(subject: Subject, draws: int) -> Tried:
    """N3: receivers change places among the ties of a block (case, issues, period, what the relation carries).

    A tie that alone fills its block stays; a draw that would tie an actor to itself leaves that tie as it
    was. Enabling records say what one tie made possible, and mean nothing after rewiring: only the loss
    without them is compared.
    """
    claim, own = subject.claim, subject.ground.own
    blocks = _blocks(subject)
    draws, worlds = few_for(subject, draws)
    order = shuffle_within(blocks, draws, claim.seed, subject.ground.network.ties.record.tolist(), "rewiring")
    target = np.tile(subject.ground.target, (draws, 1))
    target[:, :own] = subject.ground.target[:own][order]
    source = np.tile(subject.ground.source, (draws, 1))
    target = _no_self_ties(source, target, subject.ground.target)
    found = lose_moved(
        subject.ground, subject.removed, Moved(source=source, target=target), between=subject.between,
        worlds=worlds, workers=subject.workers,
    )  # fmt: skip
    moving = _moving(blocks)
    notes = (f"{moving} of {own} ties share a block with another", ENABLING)
    observed = subject.estimate(subject.losses(subject.removed[None], enabled="without", worlds=worlds))
    rung = judged("N3", claim.statistic, observed, found.share, alpha=claim.alpha, notes=notes)
    return Tried(replace(rung, held=HELD), found.share)


def few_for(subject: Subject, draws: int) -> tuple[int, list[int]]:
    """Draws and worlds for nulls that shuffle the network itself: at most five worlds, spread over all.

    The observed loss is taken over the same worlds. Go-betweens cost one pass an actor: at most 99 draws.
    """
    n = subject.ground.worlds
    few = sorted({int(k) for k in np.linspace(0, n - 1, min(n, 5))})
    return (min(draws, 99) if subject.between else draws), few


def _blocks(subject: Subject) -> npt.NDArray[np.int64]:
    """The block of every tie of the network."""
    ties, clock = subject.ground.network.ties, subject.ground.network.clock
    middle = (clock.low[ties.start] + clock.high[ties.start]) // 2
    spans = [_span(one) for one in subject.book.codebook.periods]
    keys: list[tuple[object, ...]] = []
    for k in range(len(ties)):
        cases = ties.case[k].split(";")
        period = next(
            (n for n, (case, low, high) in enumerate(spans) if case in cases and low <= middle[k] <= high), -1
        )
        keys.append(
            (str(ties.case[k]), int(ties.issues[k]), period, int(ties.forward[k]), int(ties.reverse[k]))
        )
    return _numbered(keys)


def _span(period: Period) -> tuple[str, int, int]:
    return period.case, day_after(period.start) - 400, day_before(period.end) + 366


def _numbered(keys: list[tuple[object, ...]]) -> npt.NDArray[np.int64]:
    known: dict[tuple[object, ...], int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], np.int64)


def _moving(blocks: npt.NDArray[np.int64]) -> int:
    return int((np.bincount(blocks)[blocks] > 1).sum()) if len(blocks) else 0


def shuffle_within(
    blocks: npt.NDArray[np.int64], draws: int, seed: int, ids: list[str], purpose: str
) -> npt.NDArray[np.int64]:
    """Random orders that keep every block together, (draws, units): unit k takes the place of unit order[k].

    >>> order = shuffle_within(np.array([0, 0, 1]), 50, 1, ["a", "b", "c"], "doc")
    >>> sorted(set(map(tuple, order.tolist())))
    [(0, 1, 2), (1, 0, 2)]
    """
    luck = uniform(seed, purpose, [f"{one} {k}" for k, one in enumerate(ids)], draws).T
    ranked = np.argsort(blocks + luck, axis=1, kind="stable")
    order = np.empty_like(ranked)
    order[:, np.argsort(blocks, kind="stable")] = ranked
    return order


def _no_self_ties(source: Ints, target: Ints, was: Ints) -> Ints:
    """Where a tie would join an actor to itself, give it back its own receiver, in exchange within the row."""
    for row, ends in zip(target, source, strict=True):
        for k in np.flatnonzero(row == ends).tolist():
            if was[k] == ends[k]:
                continue  # a link of an actor with itself, as issue links are
            holders = np.flatnonzero((row == was[k]) & (ends != row[k]))
            if len(holders):
                row[holders[0]], row[k] = row[k], was[k]
            else:
                row[k] = was[k]
    return target
