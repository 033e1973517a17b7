"""Ties that last, compiled: rows of bits for all sources, removals, deadlines and scenarios at once, and shuffles.

Time is gone through once for 512 bits. Only what is new to an actor goes on, along the ties then in force and
those that begin later: every bit enters an actor once, whatever a tie's length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from interlocal.network import dealing
from interlocal.network.arcs import Arcs
from interlocal.network.bitsets import ALWAYS, NEVER
from interlocal.network.columns import TIME_LIMIT
from interlocal.network.kernels import lasting, rows, scans, shuffles

__all__ = ["LastingRows", "search", "shuffled_counts"]

Ints: TypeAlias = NDArray[np.int64]
SideBySide: TypeAlias = Callable[[Callable[[int, int], Any], range, int], list[Any]]

_NONE = np.empty(0, np.int32)
_FOR_GOOD = 4 * TIME_LIMIT - 1


@dataclass(frozen=True, eq=False)
class LastingRows:
    """The questions about rows of bits over some arcs, turned or not; ``side_by_side`` deals chunks to threads."""

    arcs: Arcs
    side_by_side: SideBySide

    def row_counts(self, lo: int, hi: int) -> Ints:
        """How many of the actors ``lo`` to ``hi - 1`` flow into each actor.

        All into all are asked in the direction of time in which fewer moments bring something new: ties that
        end with the record all begin at once in turned time.
        """
        turned = self.arcs.reversed() if (lo, hi) == (0, self.arcs.actors) else self.arcs
        if _moments(turned) < _moments(self.arcs):
            return LastingRows(turned, self.side_by_side)._by_source(lo, hi)[1]
        return self._by_source(lo, hi)[0]

    def curve_counts(self, targets: Sequence[int], readies: Ints) -> Ints:
        """How many actors the targets flow into, if they are ready at each moment of ``readies``.

        A newcomer for each moment flows into one who is tied to all targets for good, just in time.
        """
        arcs, size, many = self.arcs, len(readies), len(targets)
        if not len(arcs):
            return np.full(size, many)
        even = isinstance(arcs.delay, int) and arcs.delay <= 1
        delay = int(arcs.delay) if even else 0  # of the hops that are made up
        hub = arcs.actors + size
        leave = np.clip(readies, arcs.first[0], arcs.last.max() + 1) - 2 * delay
        first = np.concatenate([arcs.first, leave, np.full(many, -_FOR_GOOD)])
        last = np.concatenate([arcs.last, leave, np.full(many, _FOR_GOOD)])
        order = np.argsort(first, kind="stable")
        newcomers = np.arange(arcs.actors, hub)
        source = np.concatenate([arcs.source, newcomers, np.full(many, hub)])
        target = np.concatenate([arcs.target, np.full(size, hub), np.asarray(targets, np.int64)])
        delays = np.concatenate([arcs.delays(), np.full(size + many, delay)])
        among = Arcs(
            hub + 1, source[order].astype(np.int32), target[order].astype(np.int32), first[order], last[order],
            delay if even else delays[order], None, arcs.strict,
        )  # fmt: skip
        return LastingRows(among, self.side_by_side)._by_source(arcs.actors, hub)[1][arcs.actors : hub] - 2

    def removal_counts(self, seeds: Sequence[int], lo: int, hi: int) -> Ints:
        """How many others the seeds flow into without each of the actors ``lo`` to ``hi - 1``."""
        full = np.full(rows.WORDS, rows.ALL)
        actors = self.arcs.actors
        chunks = range(lo // rows.BITS, -(-hi // rows.BITS))
        masks = full[:0], np.full(rows.WORDS * chunks.stop, rows.ALL), _NONE
        return self._run(_NONE, seeds, masks, (0, 0), chunks, (0, actors), removing=True)[1][lo:hi]

    def scenario_counts(
        self, seeds: Sequence[int], size: int, actor: NDArray[np.uint64], tie: NDArray[np.uint64],
        wide: tuple[int, int],
    ) -> Ints:  # fmt: skip
        """How many the seeds flow into in each scenario; rows of the masks are ``wide`` words apart (0: one
        row for all).
        """
        ties = _NONE
        if wide[1]:
            arcs = self.arcs
            ties = np.arange(len(arcs), dtype=np.int32) if arcs.tie is None else arcs.tie.copy()
        chunks = range(-(-size // rows.BITS))
        return self._run(_NONE, seeds, (actor, tie, ties), wide, chunks, (0, size))[1]

    def _by_source(self, lo: int, hi: int) -> tuple[Ints, Ints]:
        """How many of the actors lo to hi - 1 flow into each actor, and into how many each of them does."""
        arcs = self.arcs
        begins = np.full(arcs.actors, _FOR_GOOD)
        begins[arcs.source[::-1]] = arcs.first[::-1]
        # Sources that begin together go together: their bits travel side by side.
        order = (lo + np.argsort(begins[lo:hi], kind="stable")).astype(np.int32)
        full = np.full(rows.WORDS, rows.ALL)
        chunks = range(-(-len(order) // rows.BITS))
        by_row, by_bit = self._run(order, [], (full, full, _NONE), (0, 0), chunks, (arcs.actors, hi - lo))
        among = np.zeros(arcs.actors, np.int64)
        among[order] = by_bit
        return by_row, among

    def _run(
        self, sources: NDArray[np.int32], seeds: Sequence[int], masks: tuple[NDArray[Any], ...],
        wide: tuple[int, int], chunks: range, sizes: tuple[int, int], *, removing: bool = False,
    ) -> tuple[Ints, Ints]:  # fmt: skip
        arcs, origin = self.arcs, np.unique(np.asarray(seeds, np.int32))
        even = isinstance(arcs.delay, int)
        delay = np.array([arcs.delay], np.int64) if even else np.ascontiguousarray(arcs.delays())
        delay.setflags(write=False)
        first = _snapped(arcs)
        begins, place = lasting.by_source(arcs.source, arcs.actors)
        order = np.empty(len(arcs), np.int64)
        order[place] = np.arange(len(arcs))
        since, until, towards = first[order], arcs.last[order], order << 32 | arcs.target[order]

        def work(chunk: int, stride: int) -> tuple[Ints, Ints]:
            by_row, by_bit = (np.zeros(size, np.int64) for size in sizes)
            lasting.lasting_rows(
                arcs.source, arcs.target, first, place, delay, even, begins, since, until, towards,
                sources, origin, masks, wide, removing, chunk, stride, chunks.stop, by_row, by_bit,
            )  # fmt: skip
            return by_row, by_bit

        found = tuple(np.zeros(size, np.int64) for size in sizes)
        for part in self.side_by_side(work, chunks, 10 * len(arcs) * len(chunks)):
            for whole, some in zip(found, part, strict=True):
                whole += some
        return found[0], found[1]


def _snapped(arcs: Arcs) -> Ints:
    """When arcs begin. Hops that take no time may as well wait until the next moment at which some arc ends:
    all that begins in between is then one moment's work.
    """
    if not (isinstance(arcs.delay, int) and arcs.delay == 0 and len(arcs)):
        return arcs.first
    ends = np.unique(arcs.last)
    first = ends[np.searchsorted(ends, arcs.first)]
    first.setflags(write=False)
    return first


def _moments(arcs: Arcs) -> int:
    """At how many moments arcs begin."""
    first = _snapped(arcs)
    return int(np.count_nonzero(first[1:] != first[:-1]))


def search(arcs: Arcs, when: Ints) -> None:
    """Bring forward when each actor is ready, from those in ``when`` who are."""
    begins, order = scans.by_end(arcs.source, np.arange(len(arcs)), arcs.actors)
    delay = np.ascontiguousarray(arcs.delays()[order])
    scans.search(begins, arcs.target[order], arcs.first[order], arcs.last[order], delay, when)


def shuffled_counts(
    arcs: Arcs, pairs: Ints, seeds: NDArray[np.int32], keys: NDArray[np.uint64], *, both_ways: bool
) -> Ints:
    """How many actors the seeds flow into when the arcs get the pairs of ends that each key deals."""
    bits, counts = dealing.share_bits(len(pairs)), np.zeros(len(keys), np.int64)
    for r, key in enumerate(keys):
        dealt = shuffles.deal(pairs, bits, key)[: len(arcs)]
        source, target = (dealt >> 32).astype(np.int32), (dealt & 0xFFFFFFFF).astype(np.int32)
        some = replace(arcs, source=source, target=target)
        when = np.full(arcs.actors, NEVER)
        when[seeds] = ALWAYS
        search(some.both_ways() if both_ways else some, when)
        counts[r] = np.count_nonzero(when != NEVER)
    return counts
