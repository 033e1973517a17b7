"""Reachability as a compiled list of operations on rows of bits: the engine for large networks.

Timed arcs are compiled once into ``row[dst] |= row[src]`` in the order of time. Every question is then the
same linear pass with other bits: sources, deadlines, removed actors, scenarios. The algebra is that of
Vaudaine et al. (2024, Applied Network Science 9:3), packed 512 bits to a row; single sources use the
one-pass scan of Wu et al. (2014, PVLDB 7:9). The arithmetic is in ``kernels``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from interlocal.network import dealing
from interlocal.network.arcs import Arcs, arcs_of, shared_delay
from interlocal.network.bitsets import ALWAYS, NEVER, PythonEngine
from interlocal.network.events import EventNetwork
from interlocal.network.kernels import compiling, due, passes, removals, rows, scans, scenarios, shuffles
from interlocal.network.lasting import LastingRows, search, shuffled_counts
from interlocal.network.semantics import Semantics

__all__ = ["CompiledEngine", "OpList", "compile_ops"]

T = TypeVar("T")

Links: TypeAlias = tuple[NDArray[np.int32], NDArray[np.int32]]
"""The first operation out of each row, and which operations follow each operation (``kernels.due``)."""

BITS = rows.BITS
NEAR_BYTES = 1 << 19
"""Rows beyond this many bytes leave the nearer caches and are fetched ahead."""

PAIR_BYTES = 1 << 22
"""Rows up to this many bytes are run two chunks at once: half the operations to read for twice the rows."""

AHEAD = 12
"""Operations by which rows are fetched ahead."""

PATIENCE = 8
"""Comparisons per operation after which the actors on every journey are no longer listed but tried by
bits.
"""

DENSE = 30
"""Operations per actor from which skipping empty and full rows pays throughout …"""

SOME = 0.1
"""… otherwise empty ones are skipped until this share of the rows is not, where rows are many."""

SPARSE = 32
"""Operations per actor up to which a single source follows links from operation to operation …"""

DUE = 1 / 8
"""… until it has looked at this share of them; then it reads on, one by one."""

LARGE_PAGE = 1 << 21
"""Bytes that processors can look up at once, where the system grants it."""

SHARES = 8
"""Shares of the work for every thread."""


@dataclass(frozen=True, eq=False)
class OpList:
    """Operations in the order of time (turned round when ``backward``), and where each came from.

    With ``flights`` a departure and its landing are two operations, at two moments.

    ``event`` maps an operation to its arc; None when operation k is arc k (or, backward, the k-th from the
    end). ``links`` say which operation follows which, once asked for.
    """

    arcs: Arcs
    dst: NDArray[np.int32]
    src: NDArray[np.int32]
    event: NDArray[np.int32] | None
    loops: NDArray[np.int64]
    temporary: int
    backward: bool
    flights: bool = False
    links: Links | None = None

    def __post_init__(self) -> None:
        for array in (self.dst, self.src, self.event):
            if array is not None:
                array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.dst)

    @property
    def copies(self) -> bool:
        """Whether some operation may copy a row instead of adding to it."""
        closed = isinstance(self.arcs.delay, int) and self.arcs.delay == 0
        return closed or self.flights or self.temporary > 0

    @property
    def in_step(self) -> bool:
        """Whether operation k is of the moment of arc k (backward: of the k-th from the end).

        So it is under strict order when there is one operation an arc: moved within their moments only.
        """
        one_unit = isinstance(self.arcs.delay, int) and self.arcs.delay == 1
        return one_unit and not self.flights and not self.temporary and len(self) == len(self.arcs)

    def events(self) -> NDArray[np.int32]:
        """The arc of every operation."""
        if self.event is not None:
            return self.event
        forward = np.arange(len(self), dtype=np.int32)
        return forward[::-1].copy() if self.backward else forward

    def begins(self, moments: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The first operation at or after each moment; at or before it, when backward."""
        found = np.empty(len(moments), np.int64)
        scans.begins_of(
            self.dst, self._event(), self.backward, self.flights, self.arcs.first,
            *_delays(self.arcs), np.asarray(moments, np.int64), found,
        )  # fmt: skip
        return found

    def _event(self) -> NDArray[np.int32]:
        return _NO_EVENT if self.event is None else self.event


def compile_ops(arcs: Arcs, *, backward: bool = False, loops: bool = False, events: bool = True) -> OpList:
    """Compile instants into operations. ``loops`` keeps cycles within a moment, which masks may cut, apart.

    ``events`` records the arc of each operation where it is not evident; leave it out to save 4 bytes each.
    """
    none = np.empty((0, 2), np.int64)
    size = len(arcs)
    largest, shared = compiling.moment_sizes(arcs.first) if size else (0, 0)
    if isinstance(arcs.delay, int) and arcs.delay in (0, 1):
        if shared == 0:
            order = slice(None, None, -1) if backward else slice(None)
            ends = (arcs.source, arcs.target) if backward else (arcs.target, arcs.source)
            dst, src = (np.ascontiguousarray(end[order]) for end in ends)
            return OpList(arcs, dst, src, None, none, 0, backward)
        about = (arcs.source, arcs.target, arcs.first, arcs.actors, size + shared + 16, largest, backward)
        if arcs.delay == 1:
            dst, src, event, temporary = compiling.strict_ops(*about, events)
            return OpList(arcs, dst, src, event, none, temporary, backward)
        dst, src, event, found = compiling.closed_ops(*about, loops, events)
        return OpList(arcs, dst, src, event, found, 0, backward)
    arcs = arcs.reversed() if backward else arcs
    delay = np.ascontiguousarray(arcs.delays())
    landing = np.argsort(arcs.first + delay, kind="stable")
    landing = landing[delay[landing] > 0]
    dst, src, event, found, temporary = compiling.flight_ops(
        arcs.source, arcs.target, arcs.first, delay, landing, arcs.actors, 2 * size + 16, largest, loops
    )
    return OpList(arcs, dst, src, event, found, temporary, False, True)


class CompiledEngine:
    """The kernels behind the same questions as :class:`PythonEngine`.

    Instants are compiled into operations, and lasting ties gone through in order of time (:mod:`lasting`).
    Under a waiting limit only single sets of sources are compiled; the rest is answered by the Python engine, which
    this one holds for it.
    """

    def __init__(
        self,
        net: EventNetwork,
        semantics: Semantics,
        after: int | None,
        before: int | None,
        threads: int | None = None,
    ) -> None:
        self.net, self.semantics, self.after, self.before = net, semantics, after, before
        self.threads = threads or _cores()
        self._python: PythonEngine | None = None

    @property
    def python(self) -> PythonEngine:
        """The engine for what is not compiled."""
        if self._python is None:
            self._python = PythonEngine(self.net, self.semantics, self.after, self.before)
        return self._python

    @property
    def compiles(self) -> bool:
        """Whether the operations of this network can be listed: instants, without a waiting limit."""
        return self.net.instantaneous and self.semantics.max_wait is None

    def arcs(self) -> Arcs:
        """The arcs of the question, cut to its span."""
        return arcs_of(self.net, self.semantics, after=self.after, before=self.before)

    def ops(self, *, backward: bool, loops: bool = False, events: bool = False) -> tuple[OpList, int, int]:
        """The operations of the question and the range to run; lists of a whole network are kept with it."""
        whole = self._kept(backward, loops, events)
        if whole is None:
            ops = compile_ops(self.arcs(), backward=backward, loops=loops, events=events)
            return ops, 0, len(ops)
        if self.after is None and self.before is None:
            return whole, 0, len(whole)
        cut = self.arcs()
        if len(cut) == 0:
            return whole, 0, 0
        earliest, latest = int(cut.first[0]), int(cut.first[-1])
        if backward:
            begin, end = whole.begins([latest, earliest - 1]).tolist()
        else:
            begin, end = whole.begins([earliest, latest + 1]).tolist()
        return whole, begin, end

    def _kept(self, backward: bool, loops: bool, events: bool) -> OpList | None:
        """The list of the whole network, made once; None where a cut needs its own list."""
        uncut = self.after is None and self.before is None
        delay = shared_delay(self.net, self.semantics)
        if not (uncut or (delay in (0, 1) and self.net.directed)):
            return None
        events = events or not uncut  # a range is found through the events
        loops = loops and delay != 1
        for known in (events, True):
            kept = self.net._memo.get(("ops", self.semantics.order, backward, loops, known))
            if isinstance(kept, OpList):
                return kept
        made = compile_ops(arcs_of(self.net, self.semantics), backward=backward, loops=loops, events=events)
        self.net._memo[("ops", self.semantics.order, backward, loops, events)] = made
        return made

    def link(self, backward: bool) -> None:
        """Find out which operation follows which, where single sources will be quicker for it."""
        ops, _, _ = self.ops(backward=backward, events=True)
        if not ops.copies and len(ops) <= SPARSE * ops.arcs.actors:
            firsts, links = np.full(ops.arcs.actors, -1, np.int32), np.empty(2 * len(ops), np.int32)
            due.link(ops.dst, ops.src, firsts, links)
            self.net._memo[self._with_events(backward)] = replace(ops, links=(firsts, links))

    def has_ops(self, backward: bool) -> bool:
        """Whether the operations with their events are already at hand."""
        return self._with_events(backward) in self.net._memo

    def _with_events(self, backward: bool) -> tuple[str, str, bool, bool, bool]:
        """Where the network keeps the operations of single sources."""
        return ("ops", self.semantics.order, backward, False, True)

    def earliest(self, seeds: Sequence[int], ready: int, *, backward: bool = False) -> NDArray[np.int64]:
        """When each actor is first ready, in turned time when backward; NEVER if not reached."""
        if self.compiles and self.has_ops(backward):
            return self._earliest_by_ops(seeds, ready, backward)
        arcs = self.arcs()
        when = np.full(arcs.actors, compiling.NEVER)
        when[list(seeds)] = ready
        if arcs.wait is not None:
            _scan_waiting(arcs.reversed() if backward else arcs, when)
            return when
        missing = arcs.actors - len(set(seeds))
        if arcs.instant and isinstance(arcs.delay, int) and arcs.delay >= 1:
            if backward:
                latest = np.where(when == NEVER, -compiling.NEVER, -when)
                scans.scan_back(arcs.source, arcs.target, arcs.first, arcs.delay, latest, missing)
                return -latest
            scans.scan_until_all(arcs.source, arcs.target, arcs.first, arcs.delay, when, missing)
            return when
        arcs = arcs.reversed() if backward else arcs
        if not arcs.instant:
            search(arcs, when)
            return when
        delay = np.ascontiguousarray(arcs.delays())
        if delay.size and int(delay.min()) >= 1:
            scans.scan_delays(arcs.source, arcs.target, arcs.first, delay, when)
        elif delay.size:
            largest, _ = compiling.moment_sizes(arcs.first)
            scans.scan_closed(arcs.source, arcs.target, arcs.first, delay, when, largest)
        return when

    def _earliest_by_ops(self, seeds: Sequence[int], ready: int, backward: bool) -> NDArray[np.int64]:
        ops, lo, hi = self.ops(backward=backward, events=True)
        actors = ops.arcs.actors
        who, how = (_first_by_copies if ops.copies else _first_by_adds)(ops, lo, hi, seeds)
        when = np.full(actors, compiling.NEVER)
        event = _NO_EVENT if ops.in_step else ops._event()
        scans.moments_of(who, how, event, ops.backward, ops.arcs.first, *_delays(ops.arcs), when)
        when[list(seeds)] = ready
        return when

    def row_counts(self, lo: int, hi: int, *, backward: bool) -> NDArray[np.int64]:
        """How many of the actors ``lo`` to ``hi - 1`` flow into each actor."""
        if self.semantics.max_wait is not None:
            return self.python.row_counts(lo, hi, backward=backward)
        if not self.compiles:
            return self._rows(backward).row_counts(lo, hi)
        ops, begin, end = self.ops(backward=backward)
        # Actors that pass on late share chunks, which then begin late; columns may come in any order. Who passes
        # nothing on flows into itself alone.
        reads = passes.first_reads(ops.src, begin, end, lo, hi)
        order = np.argsort(reads, kind="stable")
        order, idle = np.split(order, [np.count_nonzero(reads < end)])
        columns = (order + lo).astype(np.int32)
        counts = self.count_columns(ops, end, columns, reads[order[::BITS]], skipping=True)
        counts[idle + lo] += 1
        return counts

    def count_columns(
        self, ops: OpList, end: int, columns: NDArray[np.int32], begins: NDArray[np.int64], *, skipping: bool
    ) -> NDArray[np.int64]:
        """How many of some actors (``columns``) flow into each actor.

        No operation before ``begins[c]`` reads the row of any in the c-th 512 of them. ``skipping`` leaves out
        what adds nothing, where that pays.
        """
        actors = ops.arcs.actors
        size = 8 * rows.WORDS * (actors + ops.temporary)
        ahead = AHEAD if size > NEAR_BYTES else 0
        pruned = skipping and len(begins) > 0 and end - begins[0] >= DENSE * actors
        paired = not ops.copies and len(begins) > 1 and 2 * size <= PAIR_BYTES

        def work(first: int, stride: int) -> NDArray[np.int64]:
            counts = np.zeros(actors, np.int64)
            ties = ops.dst, ops.src, end, actors
            mine = columns, begins, first, stride
            if pruned:
                passes.reach_counts_pruned(*ties, ops.temporary, *mine, counts)
            elif paired:
                passes.reach_counts_by_pairs(*ties, *mine, ahead, counts)
            else:
                filled = int(SOME * actors) if skipping and ahead else 0
                scratch = _room(actors + ops.temporary + 1)
                passes.reach_counts(*ties, ops.temporary, *mine, ops.copies, ahead, filled, scratch, counts)
            return counts

        chunks = range(-(-len(begins) // (2 if pruned or paired else 1)))
        parts = self._side_by_side(work, chunks, int((end - begins).sum()))
        return sum(parts, np.zeros(actors, np.int64))

    def removal_counts(self, seeds: Sequence[int], lo: int, hi: int, *, backward: bool) -> NDArray[np.int64]:
        """For each actor from ``lo`` to ``hi - 1``: how many others the seeds still flow into without it."""
        return self.removals(seeds, lo, hi, backward=backward)[1]

    def removals(
        self, seeds: Sequence[int], lo: int, hi: int, *, backward: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Whom the seeds flow into with everyone there, and how many others without each of lo to hi - 1."""
        if self.semantics.max_wait is not None:
            return self.python.removals(seeds, lo, hi, backward=backward)
        if not self.compiles:
            members = self.earliest(seeds, ALWAYS, backward=backward) != NEVER
            return members, self._rows(backward).removal_counts(seeds, lo, hi)
        ops, begin, end = self.ops(backward=backward, loops=True)
        actors = ops.arcs.actors
        origin = np.unique(np.asarray(seeds, np.int32))
        counts, members = np.zeros(actors, np.int64), np.zeros(actors, np.bool_)
        pool = np.empty(16 * actors + 4096, np.int32)
        patience = PATIENCE * (end - begin + 8 * actors)
        reached = removals.on_every_journey(
            ops.dst, ops.src, begin, end, ops.loops, actors, ops.temporary, ops.copies,
            origin, pool, patience, members, counts,
        )  # fmt: skip
        if reached >= 0:
            return members, (int(reached) - counts)[lo:hi]
        counts[:] = 0
        chunks = range(lo // BITS, -(-hi // BITS))

        def work(first: int, stride: int) -> None:
            removals.removal_ops(
                ops.dst, ops.src, begin, end, ops.loops, actors, ops.temporary,
                origin, first, stride, chunks.stop, counts,
            )  # fmt: skip

        self._side_by_side(work, chunks, (end - begin) * len(chunks))
        members = self.earliest(seeds, ALWAYS, backward=backward) != NEVER
        return members, counts[lo:hi]

    def curve_counts(
        self, targets: Sequence[int], deadlines: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """How many actors reach the targets with an arrival by each deadline."""
        if self.semantics.max_wait is not None:
            return self.python.curve_counts(targets, deadlines)
        moments = np.asarray(deadlines, np.int64)
        if not self.compiles:
            return self._rows(True).curve_counts(targets, -(moments + int(self.semantics.strict)))
        ops, lo, hi = self.ops(backward=True, events=True)
        order = np.argsort(moments, kind="stable")[::-1]
        ready = moments[order] + int(self.semantics.strict)
        if ops.backward and isinstance(ops.arcs.delay, int):
            begins = ops.begins(ready - ops.arcs.delay)
        else:  # the list of the turned arcs runs forward
            begins = ops.begins(-ready)
        counts = np.zeros(len(moments), np.int64)
        origin = np.asarray(targets, np.int32)
        ahead = AHEAD if 8 * rows.WORDS * (ops.arcs.actors + ops.temporary) > NEAR_BYTES else 0
        for k in range(0, len(moments), BITS):
            block = order[k : k + BITS]
            column = np.zeros(BITS, np.int64)
            curve = passes.short_curve_ops if len(block) <= 64 else passes.curve_ops
            curve(
                ops.dst, ops.src, lo, hi, ops.arcs.actors, ops.temporary, ops.copies, ahead,
                origin, begins[k : k + BITS], column,
            )  # fmt: skip
            counts[block] = column[: len(block)]
        return counts

    def scenario_counts(
        self,
        seeds: Sequence[int],
        size: int,
        actor_mask: NDArray[np.uint64] | None,
        tie_mask: NDArray[np.uint64] | None,
        *,
        backward: bool,
    ) -> NDArray[np.int64]:
        """How many actors the seeds flow into in each scenario; masks have a row per actor or tie."""
        if self.semantics.max_wait is not None:
            return self.python.scenario_counts(seeds, size, actor_mask, tie_mask, backward=backward)
        chunks = range(-(-size // BITS))
        everyone = np.full(len(chunks) * rows.WORDS, rows.ALL)
        everyone[size // 64 + 1 :] = 0  # no scenario, no bit: rows are full when every scenario is in them
        everyone[size // 64 : size // 64 + 1] = (1 << (size % 64)) - 1
        actor, actor_words = (everyone, 0) if actor_mask is None else _flat(actor_mask)
        tie, tie_words = (everyone, 0) if tie_mask is None else _flat(tie_mask)
        if not self.compiles:
            return self._rows(backward).scenario_counts(seeds, size, actor, tie, (actor_words, tie_words))
        ops, begin, end = self.ops(backward=backward, loops=True, events=tie_mask is not None)
        actors = ops.arcs.actors
        origin = np.unique(np.asarray(seeds, np.int32))
        ties = np.zeros(1, np.int32)
        if tie_mask is not None:
            ties = ops.events() if ops.arcs.tie is None else ops.arcs.tie[ops.events()]

        def work(first: int, stride: int) -> NDArray[np.int64]:
            found = np.zeros((chunks.stop, BITS), np.int64)
            for chunk in range(first, chunks.stop, stride):
                scenarios.scenario_ops(
                    ops.dst, ops.src, ties, begin, end, ops.loops, actors, ops.temporary, origin,
                    actor, tie, (actor_words, tie_words), chunk, tie_mask is not None, found[chunk],
                )  # fmt: skip
            return found

        parts = self._side_by_side(work, chunks, (end - begin) * len(chunks))
        return np.ravel(sum(parts, np.zeros((chunks.stop, BITS), np.int64)))[:size]

    def shuffled_counts(self, targets: Sequence[int], seed: int, lo: int, hi: int) -> NDArray[np.int64]:
        """Replications ``lo`` to ``hi - 1``: how many actors reach the targets with ends dealt out over
        moments.
        """
        if self.semantics.max_wait is not None:
            return self.python.shuffled_counts(targets, seed, lo, hi)
        net = self.net
        arcs = arcs_of(net, self.semantics, after=self.after, before=self.before, both_ways=False).reversed()
        origin = np.unique(np.asarray(targets, np.int32))
        keys = dealing.keys(seed, lo, hi)
        if arcs.instant:
            deal, cost = _instants_dealt(net, arcs, origin), len(net)
        else:
            pairs = shuffles.pairs_of(net.target, net.source)
            deal = partial(shuffled_counts, arcs, pairs, origin, both_ways=not net.directed)
            cost = 10 * len(net)

        def work(first: int, stride: int) -> NDArray[np.int64]:
            return deal(np.ascontiguousarray(keys[first::stride]))

        counts = np.zeros(len(keys), np.int64)
        parts = self._side_by_side(work, range(len(keys)), len(keys) * cost)
        for k, part in enumerate(parts):
            counts[k :: len(parts)] = part
        return counts

    def latencies(self, sources: Sequence[int]) -> NDArray[np.int64]:
        """The shortest time from leaving a source to being ready at each actor, over instants."""
        ops, lo, hi = self.ops(backward=False, events=True)
        actors = ops.arcs.actors
        is_source = np.zeros(actors, np.bool_)
        is_source[list(sources)] = True
        label = np.full(actors + ops.temporary, -compiling.NEVER)
        shortest = np.full(actors, compiling.NEVER)
        scans.latest_start_ops(
            ops.dst, ops.src, ops.events(), lo, hi, actors, is_source,
            ops.arcs.first, np.ascontiguousarray(ops.arcs.delays()), label, shortest,
        )  # fmt: skip
        return shortest

    def _rows(self, backward: bool) -> LastingRows:
        """What answers for rows over lasting ties."""
        arcs = self.arcs()
        return LastingRows(arcs.reversed() if backward else arcs, self._side_by_side)

    def _side_by_side(self, work: Callable[[int, int], T], items: range, cost: int) -> list[T]:
        """Deal the items to threads in more shares than threads, by stride; small work stays on this one.

        A thread that is done takes another share: processors are not always equally quick.
        """
        if len(items) == 0:
            return []
        threads = min(self.threads, len(items)) if cost > 1_000_000 else 1
        if threads == 1:
            return [work(items.start, 1)]
        shares = min(len(items), SHARES * threads)
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda k: work(items.start + k, shares), range(shares)))


_NO_EVENT = np.empty(0, np.int32)
_NO_EVENT.setflags(write=False)


def _first_by_adds(
    ops: OpList, lo: int, hi: int, seeds: Sequence[int]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Whom the seeds reach and by which operation, when all operations add."""
    actors, sources = ops.arcs.actors, np.unique(np.asarray(seeds, np.int64))
    bits = np.zeros(actors // 64 + 1, np.uint64)
    np.bitwise_or.at(bits, sources >> 6, np.uint64(1) << (sources & 63).astype(np.uint64))
    who, how = np.empty((2, actors - len(sources)), np.int32)
    count = 0
    if ops.links is not None:
        marked, budget = np.zeros(len(ops) // 64 + 1, np.uint64), int(DUE * len(ops))
        count, lo = due.first_adds_due(ops.dst, *ops.links, lo, hi, sources, bits, marked, budget, who, how)
    count = scans.first_adds(ops.dst, ops.src, lo, hi, bits, count, who, how)
    return who[:count], how[:count]


def _first_by_copies(
    ops: OpList, lo: int, hi: int, seeds: Sequence[int]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The same where operations may copy a row."""
    actors = ops.arcs.actors
    at = np.full(actors + ops.temporary, scans.NOWHERE)
    at[list(seeds)] = -1
    scans.first_ops(ops.dst, ops.src, lo, hi, actors, at, actors - len(set(seeds)))
    at = at[:actors]
    who = np.flatnonzero((at != scans.NOWHERE) & (at >= 0)).astype(np.int32)
    return who, at[who]


def _delays(arcs: Arcs) -> tuple[NDArray[np.int64], bool]:
    """The delays as kernels take them: one for all, or one each; and whether it is one for all."""
    even = isinstance(arcs.delay, int)
    delays = np.array([arcs.delay], np.int64) if even else np.ascontiguousarray(arcs.delays())
    delays.setflags(write=False)
    return delays, even


def _cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _room(count: int) -> NDArray[np.uint64]:
    """Rows of zeros, begun where a large page does: NumPy asks the system for such, and rows are read at random."""
    begin = LARGE_PAGE if 8 * rows.WORDS * count > LARGE_PAGE else 8 * rows.WORDS
    whole = np.zeros(rows.WORDS * count + begin // 8, np.uint64)
    shift = -whole.ctypes.data % begin // 8
    return whole[shift : shift + rows.WORDS * count]


def _instants_dealt(
    net: EventNetwork, arcs: Arcs, origin: NDArray[np.int32]
) -> Callable[[NDArray[np.uint64]], NDArray[np.int64]]:
    """How many actors the origin flows into over instants that get the pairs of ends that each key deals."""
    both_ways = not net.directed
    bound = shuffles.static_reach(net.target, net.source, both_ways, origin, arcs.actors)
    delay, even = _delays(arcs)
    pairs = _pairs_of(net.target, net.source, arcs.actors)
    bits, lands = dealing.share_bits(len(pairs)), shuffles.landings(arcs.first, delay, even)
    closing = bool((delay == 0).any())

    def deal(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        found = np.zeros(len(keys), np.int64)
        shuffles.shuffled_reach(
            pairs, arcs.first, lands, closing, both_ways, origin, arcs.actors, bound, bits, keys, found
        )
        return found

    return deal


def _pairs_of(
    source: NDArray[np.int32], target: NDArray[np.int32], actors: int
) -> NDArray[np.int64] | NDArray[np.uint32]:
    """Both ends of each tie in one word: a short one, of which more stay in the caches, where actors are few."""
    if actors > 1 << 16:
        wide: NDArray[np.int64] = shuffles.pairs_of(source, target)
        return wide
    return source.astype(np.uint32) << np.uint32(16) | target.astype(np.uint32)


def _scan_waiting(arcs: Arcs, when: NDArray[np.int64]) -> None:
    delay = np.ascontiguousarray(arcs.delays())
    landing = np.flatnonzero(delay)
    if not isinstance(arcs.delay, int):
        landing = landing[np.argsort(arcs.first[landing] + delay[landing], kind="stable")]
    begins, incoming = scans.by_end(arcs.target, landing, arcs.actors)
    wait = min(arcs.wait or 0, compiling.NEVER)
    scans.scan_waiting(
        arcs.source,
        arcs.target,
        arcs.first,
        delay,
        begins,
        incoming,
        wait,
        int(arcs.strict),
        when.copy(),
        when,
    )


def _flat(mask: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], int]:
    """A mask's words in one row, and how many make a row of it: whole chunks, so that none is cut."""
    missing = -mask.shape[1] % rows.WORDS
    if missing:
        mask = np.pad(mask, ((0, 0), (0, missing)))
    return np.ascontiguousarray(mask).ravel(), mask.shape[1]
