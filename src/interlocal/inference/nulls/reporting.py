"""N5: ties of others added as if the sources had reported them too seldom, and how many would undo the claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal.draws import uniform
from interlocal.inference.ground import Bools, Ground, Ints, with_ties
from interlocal.inference.losses import Losses, fallen_ties, lose, who_reaches
from interlocal.inference.subject import Subject
from interlocal.inference.tipping import Tipping, crossing, tipping_curve
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.provenance import Estimate, Result

__all__ = ["RHO", "VARIANTS", "Robustness", "Unseen", "robustness", "unseen"]

RHO = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
"""How many times too seldom ties of others are supposed to be reported."""

VARIANTS = {
    "anywhere": "unseen ties fall between any two others of the same case, evenly",
    "as reported": "unseen ties fall where those of others are reported: the busy are busier still",
}
"""Where unseen ties would fall: nobody knows, so both are shown."""

WORLDS = 3
GRID = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 60)
"""Numbers of unobserved ties that are tried; between them the loss is read off a straight line."""


class Unseen(Result, frozen=True):
    """What unseen ties of others would do to a loss, in one variant.

    `tipping` is the curve; its `flips` is the rho at which the loss falls below the claim's `least`.
    `rival` names the class of affiliated bodies, `rival_loss` what their removal costs at rho 1, and
    `below_rival` the rho at which the loss falls below that; None where there is no such class here.
    `at_two` is the loss when others are reported half as often as those removed.
    """

    variant: str
    tipping: Tipping
    at_two: float | None
    rival: str = ""
    rival_loss: float | None = None
    below_rival: Estimate | None = None


class Robustness(Result, frozen=True):
    """How many unobserved ties between pairs that the removal parts would halve the loss.

    Each such tie is as strong as can be: two-way, on every issue, over the whole window. So the number is
    a lower bound. `ties` is the median over replications, None where even `most` do not halve it.
    """

    ties: Estimate
    most: int
    said: str


class _Pool(NamedTuple):
    """A block of reported ties of others: their positions, and who could be tied in their case."""

    ties: npt.NDArray[np.int64]
    actors: npt.NDArray[np.int64]


def unseen(
    subject: Subject, replications: int, rival: tuple[str, float | None] = ("", None)
) -> tuple[Unseen, ...]:
    """The tipping curves of a claim, one a variant.

    In every block (case and issues) of n reported ties that touch none of those removed, (rho - 1) n are
    added, each with the dates, issues and carriers of one of the n. Nobody removed gets any. A replication
    adds the ties of a larger rho to those of a smaller one.
    """
    found = []
    for variant in VARIANTS:
        curves = np.array([row for row in _replications(subject, variant, replications)])
        curve = tipping_curve(
            subject.claim.statistic, VARIANTS[variant], RHO, curves, threshold=subject.claim.least
        )
        name, loss = rival
        start = curve.points[0].mean
        below = crossing(RHO, curves, loss) if loss is not None and start is not None else None
        found.append(
            Unseen(
                variant=variant,
                tipping=curve,
                at_two=curve.points[RHO.index(2.0)].mean,
                rival=name,
                rival_loss=loss,
                below_rival=below,
            )
        )
    return tuple(found)


def _replications(subject: Subject, variant: str, replications: int) -> Iterator[npt.NDArray[np.float64]]:
    pools = _pools(subject)
    most = [int(np.ceil((RHO[-1] - 1) * len(pool.ties))) + 1 for pool in pools]
    total = sum(most)
    names = [str(r) for r in range(replications)]
    luck = uniform(subject.claim.seed, f"unseen {variant}", names, 3 * total + len(pools))
    for r, row in enumerate(luck):
        added, rank = _added(subject.ground, pools, most, variant, row)
        hidden = np.zeros((len(RHO), len(added.source)), bool)
        for k, rho in enumerate(RHO):
            hidden[k, len(subject.ground.source) :] = rank >= rho - 1
        yield _lost(subject, added, hidden, _few(subject, r)).share


def _few(subject: Subject, replication: int) -> list[int]:
    """The worlds of a replication: three, another three in the next; go-betweens cost more, so one."""
    count = 1 if subject.between else WORLDS
    return sorted({(replication * count + i) % subject.ground.worlds for i in range(count)})


def _pools(subject: Subject) -> list[_Pool]:
    """Blocks of ties of others by case and issues, those with anybody to tie."""
    ground, ties = subject.ground, subject.ground.network.ties
    gone = ground.removed_with(subject.removed)[0]
    others = np.flatnonzero(~subject.touching[: ground.own])
    ends = np.column_stack([ground.source, ground.target])
    cases, found = {}, []
    for case in sorted(set(ties.case.tolist())):
        here = np.unique(ends[: ground.own][ties.case == case])
        cases[case] = here[~gone[here]]
    keys = sorted({(str(ties.case[k]), int(ties.issues[k])) for k in others.tolist()})
    for case, issues in keys:
        block = others[(ties.case[others] == case) & (ties.issues[others] == np.uint64(issues))]
        if len(cases[case]) > 1:
            found.append(_Pool(block, cases[case]))
    return found


def _added(
    ground: Ground, pools: list[_Pool], most: list[int], variant: str, luck: npt.NDArray[np.float64]
) -> tuple[Ground, npt.NDArray[np.float64]]:
    """The ground with all unseen ties up to the largest rho; at which rho - 1 each of them comes in."""
    like: list[npt.NDArray[Any]] = []
    source, target, rank = list(like), list(like), list(like)
    at, total = 0, sum(most)
    rounding = luck[3 * total :]
    for b, (pool, count) in enumerate(zip(pools, most, strict=True)):
        u = [luck[k * total + at : k * total + at + count] for k in range(3)]
        at += count
        like.append(pool.ties[(u[0] * len(pool.ties)).astype(np.int64)])
        if variant == "anywhere":
            i = (u[1] * len(pool.actors)).astype(np.int64)
            j = (i + 1 + (u[2] * (len(pool.actors) - 1)).astype(np.int64)) % len(pool.actors)
            source.append(pool.actors[i])
            target.append(pool.actors[j])
        else:
            i, j = ((u[k] * len(pool.ties)).astype(np.int64) for k in (1, 2))
            senders, receivers = ground.source[pool.ties], ground.target[pool.ties]
            # Nobody is tied to itself: the sender then meets the receiver that it has.
            j = np.where(senders[i] == receivers[j], i, j)
            source.append(senders[i])
            target.append(receivers[j])
        rank.append((np.arange(count) + rounding[b]) / len(pool.ties))
    if not like:
        return ground, np.zeros(0)
    ends = (np.concatenate(part).astype(np.int32) for part in (source, target))
    return with_ties(ground, np.concatenate(like).astype(np.int32), *ends), np.concatenate(rank)


def _lost(subject: Subject, ground: Ground, hidden: Bools, worlds: list[int]) -> Losses:
    sets = np.tile(subject.removed, (len(hidden), 1))
    cut = None
    if subject.claim.enabled == "with":
        cut = np.repeat(fallen_ties(ground, ground.removed_with(subject.removed)), len(hidden), axis=0)
    return lose(ground, sets, cut=cut, base=hidden, between=subject.between, worlds=worlds, workers=1)


def robustness(subject: Subject, replications: int) -> Robustness:
    """Add ties one by one between random pairs that the removal parts, until half of the loss is gone."""
    apart = _apart(subject)
    if not len(apart):
        return Robustness(
            ties=Estimate(value=None), most=GRID[-1], said="no pair is parted: nothing to halve"
        )
    names = [str(r) for r in range(replications)]
    luck = uniform(subject.claim.seed, "bridges", names, GRID[-1])
    hidden_new = np.arange(GRID[-1])[None, :] >= np.array(GRID)[:, None]
    curves = []
    for r, row in enumerate(luck):
        pairs = apart[(row * len(apart)).astype(np.int64)]
        bridged = _bridged(subject.ground, pairs[:, 0], pairs[:, 1])
        hidden = np.zeros((len(GRID), len(bridged.source)), bool)
        hidden[:, len(subject.ground.source) :] = hidden_new
        curves.append(_lost(subject, bridged, hidden, _few(subject, r)).share)
    table = np.array(curves)
    start = float(np.nanmean(table[:, 0]))
    ties = crossing(GRID, table, start / 2)
    said = (
        f"not even {GRID[-1]} unobserved ties between parted pairs halve the loss"
        if ties.value is None
        else f"about {ties_said(ties.value)} between parted pairs would halve the loss"
    )
    return Robustness(ties=ties, most=GRID[-1], said=said)


def ties_said(number: float) -> str:
    """How many unobserved ties, in words: at least one.

    >>> ties_said(0.2), ties_said(3.4)
    ('1 unobserved tie', '3 unobserved ties')
    """
    whole = max(1, round(number))
    return f"{whole} unobserved {'tie' if whole == 1 else 'ties'}"


def _apart(subject: Subject) -> npt.NDArray[np.int64]:
    """Sources and targets of which one reaches the other before the removal and not after it, in some world."""
    ground = subject.ground
    gone = ground.removed_with(subject.removed)[0]
    cut = fallen_ties(ground, gone[None])[0] if subject.claim.enabled == "with" else None
    nobody = np.zeros_like(gone)
    parted = np.zeros(ground.pairs.counted.T.shape, bool)
    for world in range(ground.worlds):
        whole = who_reaches(ground, world, nobody, between=subject.between)
        left = who_reaches(ground, world, gone, cut=cut, between=subject.between)
        parted |= whole & ~left & ground.pairs.counted.T
    rows = []
    for g, k in np.argwhere(parted).tolist():
        source = ground.place[ground.pairs.sources[k]]
        for target in ground.pairs.groups[g]:
            if not gone[source] and not gone[ground.place[target]]:
                rows.append((source, ground.place[target]))
    return np.array(rows, np.int64).reshape(-1, 2)


def _bridged(ground: Ground, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Ground:
    """The ground with a standing two-way tie on every issue for every pair."""
    count, layers = len(source), ground.layers
    new = np.repeat(np.arange(count), 2 * layers) + len(ground.source)
    layer = np.tile(np.repeat(np.arange(layers), 2), count)
    always = np.full((count, ground.worlds), ALWAYS, np.int32)
    return replace(
        ground,
        source=_more(ground.source, source),
        target=_more(ground.target, target),
        tie=_more(ground.tie, new),
        back=np.concatenate([ground.back, np.tile([False, True], count * layers)]),
        low=_more(ground.low, layer),
        high=_more(ground.high, layer),
        first=np.concatenate([ground.first, always]),
        last=np.concatenate([ground.last, np.full_like(always, NEVER)]),
        present=np.concatenate([ground.present, np.ones_like(always, bool)]),
    )


def _more(column: Ints, new: npt.NDArray[np.int64]) -> Ints:
    return np.concatenate([column, new]).astype(np.int32)
