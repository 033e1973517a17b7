"""How many pairs of actors are connected with and without some of them, along a table's ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from interlocal.errors import NetworkError
from interlocal.network.columns import Actor
from interlocal.network.events import EventNetwork
from interlocal.network.reach import arrivals, reach_sizes, reaching
from interlocal.network.semantics import STRICT, Semantics

__all__ = ["Loss", "loss"]

Places: TypeAlias = NDArray[np.int64]

MOST_ENDS = 1_000


class Loss(NamedTuple):
    """Ordered pairs of actors that are not removed: all there are, those connected before, and those after."""

    pairs: int
    before: int
    after: int


def loss(
    net: EventNetwork,
    removed: Iterable[Actor],
    *,
    sources: Iterable[Actor] = (),
    targets: Iterable[Actor] = (),
    after: int | None = None,
    before: int | None = None,
    semantics: Semantics = STRICT,
) -> Loss:
    """Count the pairs (from, to) of other actors that are connected with everyone there, and without `removed`.

    `sources` and `targets` narrow the pairs down to some ends; without any, all actors are ends. Nobody
    is paired with itself. Raises UnknownNameError for an actor that is not there, and NetworkError for more
    than 1,000 actors removed or named as ends, or where nobody is left.

    >>> net = EventNetwork.from_arrays(["a", "b", "c"], ["b", "c", "d"], [1, 2, 3])
    >>> loss(net, ["c"]), loss(net, ["b"], targets=["d"])
    (Loss(pairs=6, before=3, after=1), Loss(pairs=2, before=2, after=1))
    """
    gone = np.zeros(len(net.actors), bool)
    for actor in removed:
        gone[net.position(actor)] = True
    ends = [np.array(sorted({net.position(one) for one in some}), np.int64) for some in (sources, targets)]
    if max(int(gone.sum()), *map(len, ends)) > MOST_ENDS:
        raise NetworkError(f"more than {MOST_ENDS:,} actors are removed or named as ends; ask for fewer")
    starts, goals = (some[~gone[some]] if len(some) else np.flatnonzero(~gone) for some in ends)
    pairs = len(starts) * len(goals) - len(np.intersect1d(starts, goals))
    if not pairs:
        raise NetworkError("no pair of actors is left when they are gone; remove fewer, or name other ends")
    rest = net.without([net.actors[k] for k in np.flatnonzero(gone)])
    asked: dict[str, Any] = {"after": after, "before": before, "semantics": semantics}
    if any(map(len, ends)):
        backward = not len(ends[0]) or (0 < len(ends[1]) < len(ends[0]))
        one, other = (goals, starts) if backward else (starts, goals)
        counts = [_between(some, one, other, backward, asked) for some in (net, rest)]
    else:
        counts = [_among(net, gone, asked), _among(rest, gone, asked)]
    return Loss(pairs, *counts)


def _between(net: EventNetwork, one: Places, other: Places, backward: bool, asked: Mapping[str, Any]) -> int:
    """Connected pairs of two sets of positions, one pass over the ties for each of `one`."""
    found = 0
    for place in one.tolist():
        actor = [net.actors[place]]
        there = reaching(net, actor, **asked).members if backward else arrivals(net, actor, **asked).reached
        found += int(there[other].sum()) - int(place in other)
    return found


def _among(net: EventNetwork, gone: NDArray[np.bool_], asked: Mapping[str, Any]) -> int:
    """Connected pairs of all actors but those that are gone: all pairs, less those with one of the gone."""
    found = int(reach_sizes(net, **asked).sizes.sum()) - len(net.actors)
    for place in np.flatnonzero(gone).tolist():
        actor = [net.actors[place]]
        found -= int(arrivals(net, actor, **asked).reached.sum()) - 1
        found -= int((reaching(net, actor, **asked).members & ~gone).sum())
    return found
