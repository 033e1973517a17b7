"""A network of dated ties as a handful of immutable arrays: who, to whom, from when, until when, how long it
takes.

The arrays are the whole state. Every change (a slice of time, a selection of ties, the arrow of time turned
round) is a new value that shares what it can with the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.columns import TIME_LIMIT, Actor, Ties, in_order, is_constant, moments, positions

__all__ = ["EventNetwork"]


@dataclass(frozen=True, eq=False)
class EventNetwork:
    """Dated ties among actors, sorted by start (ties of one moment keep their given order).

    ``source`` and ``target`` are positions in ``actors`` (int32, one per tie); ``start`` and ``end`` are
    moments (int64), equal for an instant; ``duration`` is what a hop takes (int64, 0 or more). ``directed``
    says whether a tie is usable only from source to target. ``attributes`` holds further arrays, one entry
    per tie. ``unit`` names the unit of time (``"D"``, ``"s"``, ...; None for plain numbers); it is a label,
    not a conversion.

    Duplicate ties are kept (each is a tie). Self-ties are kept and never carry anyone anywhere. Build one
    with :meth:`from_arrays`, or from dataframes and files with :func:`interlocal.network.tables.from_table`.

    >>> net = EventNetwork.from_arrays(["Kitakyushu", "KITA"], ["KITA", "Dalian"], [1979, 1980])
    >>> net
    EventNetwork(3 actors, 2 ties, 1979 to 1980, directed)
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    duration: NDArray[np.int64]
    actors: tuple[Actor, ...] | range
    directed: bool = True
    attributes: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    unit: str | None = None
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False, init=False)

    def __post_init__(self) -> None:
        # Arrays are shared between values, so nobody may write to them.
        arrays: list[NDArray[Any]] = [self.source, self.target, self.start, self.end, self.duration]
        for array in (*arrays, *self.attributes.values()):
            array.setflags(write=False)

    @classmethod
    def from_arrays(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        start: ArrayLike,
        end: ArrayLike | None = None,
        *,
        duration: ArrayLike = 0,
        actors: Iterable[Actor] | None = None,
        directed: bool = True,
        attributes: Mapping[str, ArrayLike] | None = None,
        unit: str | None = None,
    ) -> EventNetwork:
        """Make a network from columns already in memory, in any order.

        ``source`` and ``target`` are labels (strings or integers). ``start`` and ``end`` are whole numbers or
        ``datetime64``; without ``end`` every tie is an instant. ``duration`` is one number or one per tie.
        ``actors`` fixes the actors and their positions, and may name some without any tie; otherwise they are
        the labels that occur, sorted. An empty network is a network. Raises NetworkError for a missing or
        non-whole date, an end before its start, a negative duration, columns of unequal length, a value
        beyond ±2**61, or an actor that ``actors`` does not name.
        """
        first, unit = moments(start, "start", unit)
        last, unit = (first, unit) if end is None else moments(end, "end", unit)
        labels, sources, targets = positions(source, target, actors)
        takes = moments(np.atleast_1d(np.asarray(duration)), "duration", None)[0]
        if np.ndim(duration) == 0:
            takes = np.broadcast_to(takes[0], first.shape)
        extra = {name: np.array(column) for name, column in (attributes or {}).items()}
        ties = in_order(Ties(sources, targets, first, last, takes, extra))
        return cls(*ties[:5], labels, directed, ties.attributes, unit)

    def __repr__(self) -> str:
        span = f", {_moment(self.first)} to {_moment(self.last)}" if len(self) else ""
        way = "directed" if self.directed else "undirected"
        return f"EventNetwork({len(self.actors)} actors, {len(self)} ties{span}, {way})"

    def __len__(self) -> int:
        """The number of ties."""
        return len(self.source)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same ties, in the same order, among the same actors."""
        if not isinstance(other, EventNetwork):
            return NotImplemented
        return (
            tuple(self.actors) == tuple(other.actors)
            and self.directed == other.directed
            and self.unit == other.unit
            and self.attributes.keys() == other.attributes.keys()
            and all(np.array_equal(self.attributes[k], other.attributes[k]) for k in self.attributes)
            and all(
                np.array_equal(getattr(self, k), getattr(other, k))
                for k in ("source", "target", "start", "end", "duration")
            )
        )

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> dict[str, Any]:
        """Leave remembered plans behind: another process makes its own."""
        return {**self.__dict__, "_memo": {}}

    @property
    def first(self) -> int:
        """The earliest start; 0 in an empty network."""
        return int(self.start[0]) if len(self) else 0

    @property
    def last(self) -> int:
        """The latest end; 0 in an empty network."""
        return int(self.end.max()) if len(self) else 0

    @property
    def instantaneous(self) -> bool:
        """Whether every tie is an instant (start equals end)."""
        return self.end is self.start or bool(np.array_equal(self.start, self.end))

    def position(self, actor: Actor) -> int:
        """Where an actor stands in ``actors``; UnknownNameError with near misses when it does not.

        >>> EventNetwork.from_arrays(["Dalian"], ["Tokyo"], [1995]).position("Tokio")
        Traceback (most recent call last):
        interlocal.errors.UnknownNameError: no actor 'Tokio' in this network; did you mean 'Tokyo'?
        """
        if isinstance(self.actors, range):
            if isinstance(actor, (int, np.integer)) and actor in self.actors:
                return self.actors.index(int(actor))
        else:
            places = self._memo.get("places")
            if places is None:
                places = self._memo["places"] = {label: k for k, label in enumerate(self.actors)}
            found = places.get(actor)
            if found is not None:
                return int(found)
        raise UnknownNameError(f"no actor {actor!r} in this network{_near(actor, self.actors)}")

    def during(self, after: int | None = None, before: int | None = None) -> EventNetwork:
        """The ties usable at some moment from ``after`` to ``before``, both included, cut to that span.

        Only the departures are cut: a hop that departs inside may arrive outside.

        >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 5], [9, 6])
        >>> net.during(7, 8).start, net.during(7, 8).end
        (array([7]), array([8]))
        """
        if after is None and before is None:
            return self
        if self.end is self.start:
            lo = 0 if after is None else int(np.searchsorted(self.start, after, "left"))
            hi = len(self) if before is None else int(np.searchsorted(self.start, before, "right"))
            return self._part(slice(lo, max(lo, hi)))
        start = self.start if after is None else np.maximum(self.start, after)
        end = self.end if before is None else np.minimum(self.end, before)
        keep = np.flatnonzero(start <= end)
        keep = keep[np.argsort(start[keep], kind="stable")]
        return self._part(keep, start[keep], end[keep])

    def select(self, ties: ArrayLike) -> EventNetwork:
        """The same actors with only the ties of a boolean mask (one per tie) or of tie positions."""
        chosen = np.asarray(ties)
        if chosen.dtype == bool:
            if chosen.shape != (len(self),):
                raise NetworkError(f"the mask has shape {chosen.shape}, the network {len(self)} ties")
            return self._part(np.flatnonzero(chosen))
        chosen = np.sort(chosen.astype(np.int64))
        if len(chosen) and (chosen[0] < 0 or chosen[-1] >= len(self)):
            raise NetworkError(f"ties are numbered 0 to {len(self) - 1}; {chosen.tolist()} leaves them")
        return self._part(chosen)

    def without(self, actors: Iterable[Actor]) -> EventNetwork:
        """The network with these actors' ties gone; the actors keep their positions and are left isolated.

        >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
        >>> len(net.without(["c"]))
        1
        """
        gone = np.zeros(len(self.actors), bool)
        gone[[self.position(actor) for actor in actors]] = True
        return self.select(~(gone[self.source] | gone[self.target]))

    def _part(
        self,
        ties: slice | NDArray[np.int64],
        start: NDArray[np.int64] | None = None,
        end: NDArray[np.int64] | None = None,
    ) -> EventNetwork:
        first = self.start[ties] if start is None else start
        last = end if end is not None else first if self.end is self.start else self.end[ties]
        return EventNetwork(
            self.source[ties],
            self.target[ties],
            first,
            last,
            _part_of(self.duration, ties, len(first)),
            self.actors,
            self.directed,
            {name: column[ties] for name, column in self.attributes.items()},
            self.unit,
        )


def _part_of(column: NDArray[Any], ties: slice | NDArray[np.int64], size: int) -> NDArray[Any]:
    """A column's part; a single repeated value stays a single repeated value."""
    return np.broadcast_to(column[0], (size,)) if is_constant(column) else column[ties]


def _moment(value: int) -> str:
    return "open" if abs(value) >= TIME_LIMIT else str(value)


def _near(actor: Actor, actors: tuple[Actor, ...] | range) -> str:
    if not isinstance(actor, str) or isinstance(actors, range):
        return (
            f"; they are the numbers {actors.start} to {actors.stop - 1}" if isinstance(actors, range) else ""
        )
    folded = {a.casefold(): a for a in reversed(actors) if isinstance(a, str)}
    close = [folded[one] for one in get_close_matches(actor.casefold(), folded, n=3)]
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
