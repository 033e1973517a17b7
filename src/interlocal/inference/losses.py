"""What is lost when a set of actors goes: the same statistic for one set or for thousands of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal.inference.ground import Bools, Ground, Ints, Words, in_words
from interlocal.provenance import Estimate

__all__ = ["Losses", "Moved", "fallen_ties", "lose", "lose_moved", "who_reaches"]

BLOCK = 128
"""Sets that one call of a kernel answers: bounds memory, and lets an interrupt through."""


@dataclass(frozen=True, eq=False)
class Moved:
    """A shuffled network a row: other ends of ties (draws, ties), or for each tie the tie whose dates it takes."""

    source: Ints | None = None
    target: Ints | None = None
    dates: Ints | None = None

    def __len__(self) -> int:
        return len(next(one for one in (self.source, self.dates) if one is not None))

    def rows(self, some: slice) -> Moved:
        """Some of the draws."""
        parts = (None if one is None else one[some] for one in (self.source, self.target, self.dates))
        return Moved(*parts)


@dataclass(frozen=True, eq=False)
class Losses:
    """Pairs that can reach before and after each removal, (sets, worlds), and how many survive it, (sets,)."""

    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    pairs: npt.NDArray[np.int64]

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """The relative loss of every set over all worlds, (sets,); NaN where nothing was there to lose."""
        before = self.before.sum(axis=1).astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((before - self.after.sum(axis=1)) / before)

    def estimate(self, row: int = 0, passages: tuple[str, ...] = ()) -> Estimate:
        """One set's loss; 5th to 95th percentile over the worlds in which there was something to lose."""
        value = float(self.share[row])
        if np.isnan(value):
            return Estimate(value=None, passages=passages)
        before, after = self.before[row], self.after[row]
        there = before > 0
        low, high = np.quantile(1 - after[there] / before[there], [0.05, 0.95])
        spread = (before - after - value * before).std() / before.mean()
        return Estimate(
            value=value,
            interval=(min(float(low), value), max(float(high), value)),
            mc_se=float(spread / np.sqrt(len(before))),
            passages=passages,
        )


def fallen_ties(ground: Ground, sets: Bools) -> Bools:
    """Which ties and links fall with what each set had enabled, (sets, ties)."""
    network = ground.network
    records = [*network.ties.record.tolist(), *(one.record for one in network.links)]
    records += [one.record for one in network.translations]
    place: dict[str, list[int]] = {}
    for k, record in enumerate(records):
        place.setdefault(record, []).append(k)
    cut = np.zeros((len(sets), len(ground.source)), bool)
    for row, chosen in zip(cut, sets, strict=True):
        gone = frozenset(ground.ids[k] for k in np.flatnonzero(chosen).tolist())
        for record in network.standing.fallen(gone):
            row[place.get(record, [])] = True
    return cut


def lose(
    ground: Ground,
    sets: Bools,
    *,
    cut: Bools | None = None,
    base: Bools | None = None,
    counted: Words | None = None,
    between: bool = False,
    worlds: Sequence[int] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Losses:
    """Remove each set in turn, and count who can still reach whom, over the pairs that survive it.

    `sets` (sets, actors) are removed with their officials; `cut` (sets, ties) falls besides, `base`
    (sets, ties) is gone both before and after. `counted` (sets, groups, words) says which pairs count, where
    that is another matter in every set. With `between`, a pair counts when it has a
    go-between: it is reached over exactly one relay, and not directly. Results do not depend on
    `workers` (threads; default two).
    """
    chosen = range(ground.worlds) if worlds is None else worlds
    gone = ground.removed_with(sets)
    ask = _between if between else _reaching
    jobs = [(w, slice(at, at + BLOCK)) for w in chosen for at in range(0, len(gone), BLOCK)]
    done = np.zeros((len(gone), len(chosen), 3), np.int64)
    column = {w: k for k, w in enumerate(chosen)}

    def one(job: tuple[int, slice]) -> None:
        w, rows = job
        parts: list[Any] = [None if given is None else given[rows] for given in (cut, base, counted)]
        done[rows, column[w]] = ask(ground, w, gone[rows], *parts)

    _run(one, jobs, workers, progress)
    return Losses(done[:, :, 0], done[:, :, 1], done[:, :, 2].max(axis=1, initial=0))


def lose_moved(
    ground: Ground,
    removed: Bools,
    moved: Moved,
    *,
    between: bool = False,
    worlds: Sequence[int] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Losses:
    """Remove one set (actors,) from every shuffled network; what it had enabled stays."""
    gone = ground.removed_with(removed)
    chosen = range(ground.worlds) if worlds is None else worlds
    jobs = [(w, slice(at, at + BLOCK)) for w in chosen for at in range(0, len(moved), BLOCK)]
    done = np.zeros((len(moved), len(chosen), 3), np.int64)
    column = {w: k for k, w in enumerate(chosen)}
    nobody, none = np.zeros_like(gone), np.zeros((1, len(ground.source)), bool)

    def one(job: tuple[int, slice]) -> None:
        w, rows = job
        some = moved.rows(rows)
        if between:
            done[rows, column[w]] = _between_moved(ground, w, gone, some)
            return
        before, after = (_tables(ground, w, who, none, _everyone(ground), some) for who in (nobody, gone))
        done[rows, column[w]] = _count(ground, gone, before, after)

    _run(one, jobs, workers, progress)
    return Losses(done[:, :, 0], done[:, :, 1], done[:, :, 2].max(axis=1, initial=0))


def _between_moved(ground: Ground, world: int, gone: Bools, moved: Moved) -> npt.NDArray[np.int64]:
    nobody, none = np.zeros_like(gone), np.zeros((1, len(ground.source)), bool)
    shape = (len(moved), len(ground.pairs.groups), ground.words)
    before, after = np.empty(shape, np.uint64), np.empty(shape, np.uint64)
    for k in range(len(moved)):
        alone = _alone(_as_moved(ground, moved, k), world, nobody, none)
        before[k], after[k] = _brokered(alone), _without(alone, gone)[0]
    return _count(ground, gone, before, after)


def _as_moved(ground: Ground, moved: Moved, k: int) -> Ground:
    if moved.dates is not None:
        return replace(ground, first=ground.first[moved.dates[k]], last=ground.last[moved.dates[k]])
    if moved.source is None or moved.target is None:
        raise ValueError("a shuffled network has other ends or other dates; this one has neither")
    return replace(ground, source=moved.source[k], target=moved.target[k])


def _run(
    task: Callable[[Any], None],
    jobs: Sequence[Any],
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    threads = 2 if workers is None else max(1, workers)
    if threads == 1 or len(jobs) == 1:
        for k, job in enumerate(jobs):
            task(job)
            if progress is not None:
                progress(k + 1, len(jobs))
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(task, job) for job in jobs]
        try:
            for k, future in enumerate(waiting):
                future.result()
                if progress is not None:
                    progress(k + 1, len(jobs))
        except BaseException:
            for future in waiting:
                future.cancel()
            raise


def _tables(
    ground: Ground, world: int, gone: Bools, cut: Bools, relay: Words, moved: Moved | None = None
) -> Words:
    from interlocal.inference.reach_kernels import reach_shuffled, reach_tables

    rows = [len(gone), len(cut), len(relay)]
    ends = (ground.source[None], ground.target[None])
    if moved is not None and moved.source is not None and moved.target is not None:
        ends = (moved.source, moved.target)
        rows.append(len(moved.source))
    common = (len(ground.actors), ground.layers, ground.starts, ground.seeds, *ground.targets)
    if moved is None or moved.dates is None:
        out = _empty(ground, max(rows))
        reach_tables(*ground.steps(world), *ends, *common, gone, cut, relay, out)
        return out
    out = _empty(ground, max(*rows, len(moved.dates)))
    order = np.argsort(ground.tie, kind="stable")
    there = order[ground.present[ground.tie[order], world]]
    steps = (ground.tie[there], ground.back[there], ground.low[there], ground.high[there])
    days = (np.ascontiguousarray(ground.first[:, world]), np.ascontiguousarray(ground.last[:, world]))
    reach_shuffled(*steps, *days, moved.dates, *ground.window, *ends, *common, gone, cut, relay, out)
    return out


def _empty(ground: Ground, rows: int) -> Words:
    return np.zeros((rows, len(ground.pairs.groups), ground.words), np.uint64)


def _everyone(ground: Ground) -> Words:
    return np.full((1, len(ground.actors), ground.words), np.uint64(0xFFFFFFFFFFFFFFFF))


def _both(ground: Ground, gone: Bools, cut: Bools | None, base: Bools | None) -> tuple[Bools, Bools, Bools]:
    """Nobody gone; what is cut before; what is cut after: one row where it is the same for all."""
    none = np.zeros((1, len(ground.source)), bool)
    before = none if base is None else base
    after = before if cut is None else cut if base is None else cut | base
    return np.zeros((1, len(ground.actors)), bool), before, after


def _reaching(
    ground: Ground, world: int, gone: Bools, cut: Bools | None, base: Bools | None, counted: Words | None
) -> npt.NDArray[np.int64]:
    nobody, first, second = _both(ground, gone, cut, base)
    relay = _everyone(ground)
    before = _tables(ground, world, nobody, first, relay)
    return _count(ground, gone, before, _tables(ground, world, gone, second, relay), counted)


def who_reaches(
    ground: Ground, world: int, gone: Bools, *, cut: Bools | None = None, between: bool = False
) -> Bools:
    """Who reaches which group in one world when these (actors,) are gone, and `cut` (ties,), (groups, sources)."""
    none = np.zeros((1, len(ground.source)), bool) if cut is None else cut[None]
    if between:
        table = _brokered(_alone(ground, world, gone[None], none))
    else:
        table = _tables(ground, world, gone[None], none, _everyone(ground))[0]
    bits = np.unpackbits(table.astype("<u8").view(np.uint8), axis=1, bitorder="little")
    return bits[:, : len(ground.pairs.sources)].astype(bool)


def _count(
    ground: Ground, gone: Bools, before: Words, after: Words, counted: Words | None = None
) -> npt.NDArray[np.int64]:
    from interlocal.inference.reach_kernels import count_pairs

    seeds = ground.seeds
    alive = in_words((seeds >= 0) & ~gone[:, seeds])
    targets, group = ground.targets
    standing = np.zeros((len(gone), len(ground.pairs.groups)), bool)
    for target, g in zip(targets.tolist(), group.tolist(), strict=True):
        standing[:, g] |= ~gone[:, target]
    out = np.zeros((len(after), 3), np.int64)
    which = ground.counted[None] if counted is None else counted
    count_pairs(before, after, which, alive, standing, ground.pairs.together, out)
    return out


def _between(
    ground: Ground, world: int, gone: Bools, cut: Bools | None, base: Bools | None, counted: Words | None
) -> npt.NDArray[np.int64]:
    """Pairs with a go-between: for every possible one, who reaches whom when it alone relays."""
    nobody, first, second = _both(ground, gone, cut, base)
    if cut is None and base is None:
        alone = _alone(ground, world, nobody, first)
        return _count(ground, gone, _brokered(alone)[None], _without(alone, gone), counted)
    rows = []
    for k in range(len(gone)):
        start = _alone(ground, world, nobody, first[k % len(first)][None])
        left = _without(start, gone[k][None])
        if cut is not None:
            left = _brokered(_alone(ground, world, gone[k][None], second[k % len(second)][None]))[None]
        which = None if counted is None else counted[k][None]
        rows.append(_count(ground, gone[k][None], _brokered(start)[None], left, which)[0])
    return np.array(rows, np.int64).reshape(-1, 3)


def _alone(ground: Ground, world: int, gone: Bools, cut: Bools) -> Words:
    """Who reaches whom when one actor alone relays, (relays + 1, groups, words).

    Row 0: nobody relays. Row k: only actor k, with its officials; everyone may send its own.
    """
    from interlocal.inference.reach_kernels import reach_over_one

    found = np.zeros((len(ground.actors) + 1, len(ground.pairs.groups), ground.words), np.uint64)
    # Whoever sets out in every layer gains nothing by a step between others, nor by one of its own.
    everywhere = len(ground.starts) == ground.layers
    reach_over_one(
        *ground.steps(world), ground.source, ground.target, ground.layers, ground.starts, ground.seeds,
        *ground.targets, ground.closure, everywhere, gone[0], cut[0], found,
    )  # fmt: skip
    return found


def _brokered(alone: Words) -> Words:
    found: Words = np.bitwise_or.reduce(alone[1:], axis=0) & ~alone[0]
    return found


def _without(alone: Words, gone: Bools) -> Words:
    """Who still has a go-between when these are gone, (sets, groups, words)."""
    from interlocal.inference.reach_kernels import joined_by_rest

    found = np.zeros((len(gone), *alone.shape[1:]), np.uint64)
    joined_by_rest(alone, gone, found)
    return found
