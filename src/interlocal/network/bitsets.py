"""Reachability with Python's own integers as bitsets: the engine for small networks, and the oracle for
large ones.

Every actor has a row of bits, and a hop copies the row of its source onto the row of its target. What a bit
stands for is up to the question: a source, a target, a removed actor, a scenario, a deadline. No
compilation, no numba, and nothing shared with the compiled engine but :class:`Arcs`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interlocal.network import dealing
from interlocal.network.arcs import Arcs, arcs_of
from interlocal.network.columns import TIME_LIMIT
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import Semantics

__all__ = [
    "ALWAYS",
    "NEVER",
    "Flow",
    "PythonEngine",
    "Seed",
    "curve_counts",
    "earliest",
    "flow",
    "removal_counts",
    "row_counts",
    "scenario_counts",
    "shuffled_counts",
    "smallest_latencies",
]

NEVER = 2 * TIME_LIMIT
"""The moment at which what is never reached is reached."""

ALWAYS = -2 * TIME_LIMIT
"""A moment before every moment."""


class Seed(NamedTuple):
    """Bits that an actor has of itself from a moment on."""

    ready: int
    actor: int
    bits: int


class Flow(NamedTuple):
    """Where bits ended up: a row per actor, and the moment each row got its first bit (NEVER if it got
    none).
    """

    rows: list[int]
    ready: list[int]


def flow(
    arcs: Arcs,
    seeds: Iterable[Seed],
    *,
    actor_mask: Sequence[int] | None = None,
    tie_mask: Sequence[int] | None = None,
) -> Flow:
    """Let bits flow along arcs in time. Masks say which bits may enter an actor, or cross a tie."""
    seeds = sorted(seeds)
    if arcs.wait is not None:
        return _flow_with_waiting_limit(arcs, seeds, actor_mask, tie_mask)
    plain = actor_mask is None and tie_mask is None
    if plain and arcs.instant and isinstance(arcs.delay, int) and arcs.delay == 1:
        return _flow_of_strict_instants(arcs, seeds)
    return _flow_by_moments(arcs, seeds, actor_mask, tie_mask)


def _flow_of_strict_instants(arcs: Arcs, seeds: list[Seed]) -> Flow:
    """The common case, in one pass: within a moment every row is read before any is written."""
    source, target, first = arcs.source.tolist(), arcs.target.tolist(), arcs.first.tolist()
    rows, ready = [0] * arcs.actors, [NEVER] * arcs.actors
    begin, size, sown = 0, len(source), 0
    while begin < size:
        moment, end = first[begin], begin + 1
        while end < size and first[end] == moment:
            end += 1
        while sown < len(seeds) and seeds[sown].ready <= moment:
            _sow(seeds[sown], rows, ready)
            sown += 1
        read = [rows[u] for u in source[begin:end]]
        for v, bits in zip(target[begin:end], read, strict=True):
            if bits:
                if not rows[v]:
                    ready[v] = moment + 1
                rows[v] |= bits
        begin = end
    for seed in seeds[sown:]:
        _sow(seed, rows, ready)
    return Flow(rows, ready)


def _sow(seed: Seed, rows: list[int], ready: list[int]) -> None:
    rows[seed.actor] |= seed.bits
    ready[seed.actor] = min(ready[seed.actor], seed.ready)


def _flow_by_moments(
    arcs: Arcs, seeds: list[Seed], actor_mask: Sequence[int] | None, tie_mask: Sequence[int] | None
) -> Flow:
    """The general case: at each moment deliver what arrives, open what starts, and pass on what is new.

    Only new bits travel, so every bit enters an actor once.
    """
    source, target, first, last = (a.tolist() for a in (arcs.source, arcs.target, arcs.first, arcs.last))
    delay = arcs.delays().tolist()
    tie = arcs.tie.tolist() if arcs.tie is not None else range(len(source))
    rows, ready = [0] * arcs.actors, [NEVER] * arcs.actors
    due: dict[int, dict[int, int]] = {}
    for moment, actor, bits in seeds:
        landing = due.setdefault(moment, {})
        landing[actor] = landing.get(actor, 0) | (bits if actor_mask is None else bits & actor_mask[actor])
    clock = list(due)
    heapify(clock)
    usable: dict[int, list[int]] = {}
    within_moment = 0 in delay  # then bits may still come in at the moment an arc departs
    begin, size = 0, len(source)
    while begin < size or clock:
        now = clock[0] if clock and (begin == size or clock[0] <= first[begin]) else first[begin]
        fresh: dict[int, int] = {}
        queue: deque[int] = deque()

        def gain(
            actor: int, bits: int, now: int = now, fresh: dict[int, int] = fresh, queue: deque[int] = queue
        ) -> None:
            bits &= ~rows[actor]
            if bits:
                if not rows[actor]:
                    ready[actor] = now
                rows[actor] |= bits
                if actor in fresh:  # what comes to an actor from many sides goes on together
                    fresh[actor] |= bits
                else:
                    fresh[actor] = bits
                    queue.append(actor)

        def send(arc: int, bits: int, now: int = now, gain: object = gain) -> None:
            actor = target[arc]
            bits &= ~rows[actor]
            if actor_mask is not None:
                bits &= actor_mask[actor]
            if tie_mask is not None:
                bits &= tie_mask[tie[arc]]
            if not bits:
                return
            if delay[arc] == 0:
                gain(actor, bits)  # type: ignore[operator]
                return
            arrives = now + delay[arc]
            if arrives not in due:
                due[arrives] = {}
                heappush(clock, arrives)
            due[arrives][actor] = due[arrives].get(actor, 0) | bits

        if clock and clock[0] == now:
            for actor, bits in due.pop(heappop(clock)).items():
                gain(actor, bits)
        started = begin
        while begin < size and first[begin] == now:
            if within_moment or last[begin] > now:
                usable.setdefault(source[begin], []).append(begin)
            begin += 1
        for arc in range(started, begin):
            if rows[source[arc]]:
                send(arc, rows[source[arc]])
        while queue:
            actor = queue.popleft()
            bits = fresh.pop(actor)
            if actor in usable:
                usable[actor] = [arc for arc in usable[actor] if last[arc] >= now]
                for arc in usable[actor]:
                    send(arc, bits)
    return Flow(rows, ready)


def _flow_with_waiting_limit(
    arcs: Arcs, seeds: list[Seed], actor_mask: Sequence[int] | None, tie_mask: Sequence[int] | None
) -> Flow:
    """Instants under a waiting limit: an actor holds arrivals, not a row, and arrivals expire. Seeds do
    not.
    """
    source, target, first = arcs.source.tolist(), arcs.target.tolist(), arcs.first.tolist()
    delay = arcs.delays().tolist()
    tie = arcs.tie.tolist() if arcs.tie is not None else range(len(source))
    own, ever, ready = [0] * arcs.actors, [0] * arcs.actors, [NEVER] * arcs.actors
    held: list[deque[tuple[int, int]]] = [deque() for _ in range(arcs.actors)]
    due: list[tuple[int, int, int]] = []
    wait, strict = arcs.wait or 0, int(arcs.strict)

    def arrive(moment: int, actor: int, bits: int) -> None:
        held[actor].append((moment - strict, bits))
        note(moment, actor, bits)

    def note(moment: int, actor: int, bits: int) -> None:
        ready[actor] = min(ready[actor], moment)
        ever[actor] |= bits

    def passable(arc: int, bits: int) -> int:
        if actor_mask is not None:
            bits &= actor_mask[target[arc]]
        return bits if tie_mask is None else bits & tie_mask[tie[arc]]

    begin, size, sown = 0, len(source), 0
    while begin < size or sown < len(seeds) or due:
        now = first[begin] if begin < size else NEVER
        while sown < len(seeds) and seeds[sown].ready <= now:
            moment, actor, bits = seeds[sown]
            bits = bits if actor_mask is None else bits & actor_mask[actor]
            own[actor] |= bits
            if bits:
                note(moment, actor, bits)
            sown += 1
        while due and due[0][0] <= now:
            arrive(*heappop(due))
        present: dict[int, int] = {}
        started = begin
        while begin < size and first[begin] == now:
            actor = source[begin]
            if actor not in present:
                while held[actor] and held[actor][0][0] < now - wait:
                    held[actor].popleft()
                present[actor] = own[actor]
                for _, bits in held[actor]:
                    present[actor] |= bits
            begin += 1
        fresh: dict[int, int] = {}
        changed = True
        while changed:  # hops that take no time go on within the moment
            changed = False
            for arc in range(started, begin):
                if delay[arc]:
                    continue
                actor = target[arc]
                bits = passable(arc, present[source[arc]])
                if bits & ~fresh.get(actor, 0):
                    fresh[actor] = fresh.get(actor, 0) | bits
                    if actor in present:
                        changed |= bool(bits & ~present[actor])
                        present[actor] |= bits
        for actor, bits in fresh.items():
            arrive(now, actor, bits)
        for arc in range(started, begin):
            if delay[arc]:
                bits = passable(arc, present[source[arc]])
                if bits:
                    heappush(due, (now + delay[arc], target[arc], bits))
    return Flow(ever, ready)


def earliest(arcs: Arcs, sources: Sequence[int], ready: int) -> NDArray[np.int64]:
    """When each actor is first ready to go on, if the sources are ready at ``ready``; NEVER if not
    reached.
    """
    return np.array(flow(arcs, [Seed(ready, s, 1) for s in sources]).ready, np.int64)


def row_counts(arcs: Arcs, lo: int, hi: int, *, memory: int = 1 << 28) -> NDArray[np.int64]:
    """How many of the actors ``lo`` to ``hi - 1`` flow into each actor, itself included; blocks fit
    ``memory`` bytes.
    """
    block = max(64, 8 * memory // max(arcs.actors, 1))
    counts = np.zeros(arcs.actors, np.int64)
    for start in range(lo, hi, block):
        seeds = [Seed(ALWAYS, a, 1 << (a - start)) for a in range(start, min(start + block, hi))]
        counts += np.fromiter((row.bit_count() for row in flow(arcs, seeds).rows), np.int64, arcs.actors)
    return counts


def removal_counts(arcs: Arcs, seeds: Sequence[int], lo: int, hi: int) -> NDArray[np.int64]:
    """For each actor from ``lo`` to ``hi - 1``: how many other actors the seeds still flow into without
    it.
    """
    counts = [np.zeros(0, np.int64)]
    for start in range(lo, hi, 4096):
        size = min(4096, hi - start)
        everyone = (1 << size) - 1
        mask = [everyone] * arcs.actors
        for k in range(size):
            mask[start + k] ^= 1 << k
        rows = flow(arcs, [Seed(ALWAYS, s, everyone) for s in seeds], actor_mask=mask).rows
        counts.append(_column_counts(rows, size))
    return np.concatenate(counts)


def curve_counts(arcs: Arcs, targets: Sequence[int], readies: Sequence[int]) -> NDArray[np.int64]:
    """Column k counts the actors that targets ready from ``readies[k]`` flow into."""
    seeds = [Seed(ready, a, 1 << k) for k, ready in enumerate(readies) for a in targets]
    return _column_counts(flow(arcs, seeds).rows, len(readies))


def scenario_counts(
    arcs: Arcs,
    seeds: Sequence[int],
    size: int,
    actor_mask: NDArray[np.uint64] | None,
    tie_mask: NDArray[np.uint64] | None,
) -> NDArray[np.int64]:
    """Column k counts the actors that the seeds flow into in scenario k. Masks are packed, one row per
    actor or tie.
    """
    everywhere = (1 << size) - 1
    rows = flow(
        arcs,
        [Seed(ALWAYS, s, everywhere) for s in seeds],
        actor_mask=None if actor_mask is None else _integers(actor_mask),
        tie_mask=None if tie_mask is None else _integers(tie_mask),
    ).rows
    return _column_counts(rows, size)


def shuffled_counts(
    arcs: Arcs,
    ends: tuple[NDArray[np.int32], NDArray[np.int32]],
    seeds: Sequence[int],
    seed: int,
    lo: int,
    hi: int,
    *,
    both_ways: bool,
) -> NDArray[np.int64]:
    """Replications ``lo`` to ``hi - 1``: how many actors the seeds flow into with the ends of ties dealt out
    anew.

    The k-th arc gets the k-th pair of ``ends`` in the order in which :mod:`dealing` deals them out.
    """
    counts = np.zeros(hi - lo, np.int64)
    for r, key in enumerate(dealing.keys(seed, lo, hi)):
        drawn = dealing.deal(key, len(ends[0]))[: len(arcs)]
        source, target = ends[0][drawn], ends[1][drawn]
        dealt = replace(arcs, source=source, target=target)
        rows = flow(dealt.both_ways() if both_ways else dealt, [Seed(ALWAYS, s, 1) for s in seeds]).rows
        counts[r] = sum(map(bool, rows))
    return counts


def smallest_latencies(arcs: Arcs, sources: Sequence[int]) -> NDArray[np.int64]:
    """The shortest time from leaving a source to being ready at each actor, over instants; NEVER if not
    reached.

    A label is the latest departure from a source with which one can be here by now; labels only grow.
    """
    source, target, first = arcs.source.tolist(), arcs.target.tolist(), arcs.first.tolist()
    delay, own = arcs.delays().tolist(), set(sources)
    label, shortest = [ALWAYS] * arcs.actors, [NEVER] * arcs.actors
    due: list[tuple[int, int, int]] = []

    def arrive(moment: int, actor: int, left: int) -> bool:
        if left <= label[actor]:
            return False
        label[actor] = left
        shortest[actor] = min(shortest[actor], moment - left)
        return True

    begin, size = 0, len(source)
    while begin < size:
        now, started = first[begin], begin
        while begin < size and first[begin] == now:
            begin += 1
        while due and due[0][0] <= now:
            arrive(*heappop(due))
        changed = True
        while changed:
            changed = False
            for arc in range(started, begin):
                left = now if source[arc] in own else label[source[arc]]
                if delay[arc] == 0 and left > ALWAYS:
                    changed |= arrive(now, target[arc], left)
        for arc in range(started, begin):
            left = now if source[arc] in own else label[source[arc]]
            if delay[arc] and left > ALWAYS:
                heappush(due, (now + delay[arc], target[arc], left))
    while due:
        arrive(*heappop(due))
    return np.array(shortest, np.int64)


class PythonEngine:
    """The questions an engine answers, here by Python integers. Seeds and actors are positions.

    ``backward`` asks in turned time: the seeds are then where journeys end.
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

    def arcs(self, backward: bool) -> Arcs:
        """The arcs of the question, cut to its span and turned when backward."""
        arcs = arcs_of(self.net, self.semantics, after=self.after, before=self.before)
        return arcs.reversed() if backward else arcs

    def earliest(self, seeds: Sequence[int], ready: int, *, backward: bool = False) -> NDArray[np.int64]:
        """When each actor is first ready; NEVER if not reached."""
        return earliest(self.arcs(backward), seeds, ready)

    def row_counts(self, lo: int, hi: int, *, backward: bool) -> NDArray[np.int64]:
        """How many of the actors ``lo`` to ``hi - 1`` flow into each actor."""
        return row_counts(self.arcs(backward), lo, hi)

    def removal_counts(self, seeds: Sequence[int], lo: int, hi: int, *, backward: bool) -> NDArray[np.int64]:
        """For each actor from ``lo`` to ``hi - 1``: how many others the seeds still flow into without it."""
        return removal_counts(self.arcs(backward), seeds, lo, hi)

    def removals(
        self, seeds: Sequence[int], lo: int, hi: int, *, backward: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Whom the seeds flow into with everyone there, and how many others without each of lo to hi - 1."""
        arcs = self.arcs(backward)
        return earliest(arcs, seeds, ALWAYS) != NEVER, removal_counts(arcs, seeds, lo, hi)

    def curve_counts(
        self, targets: Sequence[int], deadlines: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """How many actors reach the targets with an arrival by each deadline."""
        strict = int(self.semantics.strict)
        return curve_counts(self.arcs(True), targets, [-(int(deadline) + strict) for deadline in deadlines])

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
        return scenario_counts(self.arcs(backward), seeds, size, actor_mask, tie_mask)

    def shuffled_counts(self, targets: Sequence[int], seed: int, lo: int, hi: int) -> NDArray[np.int64]:
        """Replications ``lo`` to ``hi - 1``: how many actors reach the targets with ends dealt out over
        moments.
        """
        net = self.net
        arcs = arcs_of(net, self.semantics, after=self.after, before=self.before, both_ways=False).reversed()
        ends = net.target, net.source
        return shuffled_counts(arcs, ends, targets, seed, lo, hi, both_ways=not net.directed)

    def latencies(self, sources: Sequence[int]) -> NDArray[np.int64]:
        """The shortest time from leaving a source to being ready at each actor, over instants."""
        return smallest_latencies(self.arcs(False), sources)


def _column_counts(rows: Sequence[int], size: int) -> NDArray[np.int64]:
    """How many rows have each of ``size`` bits."""
    width = (size + 7) // 8
    counts = np.zeros(8 * width, np.int64)
    block = max(1, (1 << 22) // max(width, 1))
    for k in range(0, len(rows), block):
        packed = b"".join(row.to_bytes(width, "little") for row in rows[k : k + block])
        bits = np.unpackbits(np.frombuffer(packed, np.uint8).reshape(-1, width), axis=1, bitorder="little")
        counts += bits.sum(axis=0, dtype=np.int64)
    return counts[:size]


def _integers(packed: NDArray[np.uint64]) -> list[int]:
    return [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in packed]
