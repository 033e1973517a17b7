"""Ties under declared semantics, as the only thing the engines see: arcs with a departure window and a delay.

Every rule of :mod:`semantics` comes down to two numbers per arc. An arc may be taken at any departure moment
from ``first`` to ``last`` (both included), and whoever takes it at ``t`` is *ready* to go on at ``t +
delay``, where the delay is the duration plus one under the strict order. So strict journeys are non-strict
journeys of arcs one unit longer, and only a delay of 0 lets several hops share a moment.

Turning time round turns an arc ``u -> v`` into ``v -> u`` with window ``[-(last + delay), -(first +
delay)]`` and the same delay: who can reach a target is who the target reaches in the turned network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interlocal.network.columns import OPEN_END, OPEN_START, TIME_LIMIT, is_constant
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import Semantics

__all__ = ["Arcs", "arcs_of", "shared_delay"]


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed arcs among ``actors`` positions, sorted by ``first``.

    ``delay`` is one int where all arcs share it. ``tie`` maps an arc to the tie it came from (None: its own
    position). ``instant`` says that first and last are one array. ``wait`` is the waiting limit, counted from
    the arrival, which is ``ready - strict``.
    """

    actors: int
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    delay: NDArray[np.int64] | int
    tie: NDArray[np.int32] | None
    strict: bool
    wait: int | None = None

    def __post_init__(self) -> None:
        # A kernel is compiled once for arrays that may be written and once for those that may not:
        # all are the latter.
        for array in (self.source, self.target, self.first, self.last, self.delay, self.tie):
            if isinstance(array, np.ndarray):
                array.setflags(write=False)

    def __len__(self) -> int:
        """The number of arcs."""
        return len(self.source)

    @property
    def instant(self) -> bool:
        """Whether every arc has a single departure moment."""
        return self.last is self.first

    def delays(self) -> NDArray[np.int64]:
        """The delay of every arc, as an array."""
        return np.broadcast_to(np.int64(self.delay), len(self)) if isinstance(self.delay, int) else self.delay

    def reversed(self) -> Arcs:
        """The arcs with time and direction turned round, sorted again."""
        first = -(self.last + self.delay)
        last = first if self.instant else -(self.first + self.delay)
        if self.instant and isinstance(self.delay, int):
            order: slice | NDArray[np.int64] = slice(None, None, -1)
        else:
            order = np.argsort(first, kind="stable")
        begins = np.ascontiguousarray(first[order])
        return replace(
            self,
            source=np.ascontiguousarray(self.target[order]),
            target=np.ascontiguousarray(self.source[order]),
            first=begins,
            last=begins if self.instant else last[order],
            delay=self.delay if isinstance(self.delay, int) else self.delay[order],
            tie=self._tie_of(order),
        )

    def both_ways(self) -> Arcs:
        """Each arc and, right behind it, the same arc from the other side."""
        first = np.repeat(self.first, 2)
        return replace(
            self,
            source=np.ravel(np.column_stack((self.source, self.target))),
            target=np.ravel(np.column_stack((self.target, self.source))),
            first=first,
            last=first if self.instant else np.repeat(self.last, 2),
            delay=self.delay if isinstance(self.delay, int) else np.repeat(self.delay, 2),
            tie=np.repeat(self._tie_of(slice(None)), 2),
        )

    def _tie_of(self, order: slice | NDArray[np.int64]) -> NDArray[np.int32]:
        tie = np.arange(len(self), dtype=np.int32) if self.tie is None else self.tie
        return np.ascontiguousarray(tie[order])


def shared_delay(net: EventNetwork, semantics: Semantics) -> int | None:
    """The delay of every arc where all share it: the duration, and one more under strict order."""
    if len(net) and not is_constant(net.duration):
        return None
    return (int(net.duration[0]) if len(net) else 0) + int(semantics.strict)


def arcs_of(
    net: EventNetwork,
    semantics: Semantics,
    *,
    after: int | None = None,
    before: int | None = None,
    both_ways: bool = True,
) -> Arcs:
    """The arcs of a network under semantics, cut to departures at or after ``after`` and arrivals by
    ``before``.

    An undirected tie becomes two arcs, unless ``both_ways`` is False. Nothing is copied when nothing
    changes: the arcs of a directed network of instants are its own arrays.
    """
    shared = shared_delay(net, semantics)
    delay = net.duration + int(semantics.strict) if shared is None else shared
    arcs = Arcs(
        len(net.actors),
        net.source,
        net.target,
        net.start,
        net.end,
        delay,
        None,
        semantics.strict,
        semantics.max_wait,
    )
    if not net.instantaneous:
        arcs = _windows(arcs, semantics)
    elif not arcs.instant:
        arcs = replace(arcs, last=arcs.first)
    arcs = _cut(arcs, after, before)
    return arcs if net.directed or not both_ways else arcs.both_ways()


def _windows(arcs: Arcs, semantics: Semantics) -> Arcs:
    """Take excluded ends off lasting arcs; an instant stays usable, and an open end has no moment to
    exclude.
    """
    lasting = arcs.last > arcs.first
    first, last = arcs.first, arcs.last
    if not semantics.start_included:
        first = first + (lasting & (first > OPEN_START))
    if not semantics.end_included:
        last = last - (lasting & (last < OPEN_END))
    return _chosen(replace(arcs, first=first, last=last), first, last)


def _cut(arcs: Arcs, after: int | None, before: int | None) -> Arcs:
    if after is None and before is None:
        return arcs
    after = -TIME_LIMIT if after is None else max(int(after), -TIME_LIMIT)
    before = TIME_LIMIT if before is None else min(int(before), TIME_LIMIT)
    latest = before + int(arcs.strict) - arcs.delay  # the last departure that still arrives by `before`
    if arcs.instant and isinstance(latest, int):
        lo = int(np.searchsorted(arcs.first, after, "left"))
        hi = max(lo, int(np.searchsorted(arcs.first, latest, "right")))
        return _taken(arcs, slice(lo, hi))
    if arcs.instant:
        return _taken(arcs, np.flatnonzero((arcs.first >= after) & (arcs.first <= latest)))
    return _chosen(arcs, np.maximum(arcs.first, after), np.minimum(arcs.last, latest))


def _chosen(arcs: Arcs, first: NDArray[np.int64], last: NDArray[np.int64]) -> Arcs:
    """The arcs with new windows, without those whose window is empty, sorted."""
    keep = np.flatnonzero(first <= last)
    keep = keep[np.argsort(first[keep], kind="stable")]
    return _taken(replace(arcs, first=first, last=last), keep)


def _taken(arcs: Arcs, which: slice | NDArray[np.int64]) -> Arcs:
    whole = isinstance(which, slice) and which == slice(0, len(arcs))
    if whole:
        return arcs
    first = arcs.first[which]
    return replace(
        arcs,
        source=arcs.source[which],
        target=arcs.target[which],
        first=first,
        last=first if arcs.instant else arcs.last[which],
        delay=arcs.delay if isinstance(arcs.delay, int) else arcs.delay[which],
        tie=arcs._tie_of(which),
    )
