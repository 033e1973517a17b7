"""One foremost journey through a table of events, hop by hop, from the arrivals that the engine gives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interlocal.network.columns import Actor
from interlocal.network.events import EventNetwork
from interlocal.network.reach import Arrivals

__all__ = ["EventHop", "journey"]


class EventHop(NamedTuple):
    """A tie taken: from whom, to whom, when it is left and when one arrives; `tie` is its position."""

    from_: Actor
    to: Actor
    departs: int
    arrives: int
    tie: int


def journey(net: EventNetwork, found: Arrivals, target: Actor) -> tuple[EventHop, ...]:
    """A journey that reaches the target when the arrivals say so; empty when it is not reached, or is a source.

    Follows ties backwards from the target, each time to an actor from whom the arrival is explained.
    Arrivals with a waiting limit cannot be followed so, and raise ValueError.

    >>> from interlocal.network.reach import arrivals
    >>> net = EventNetwork.from_arrays(["a", "b", "a"], ["b", "c", "c"], [1, 2, 9])
    >>> [(hop.from_, hop.to, hop.arrives) for hop in journey(net, arrivals(net, ["a"]), "c")]
    [('a', 'b', 1), ('b', 'c', 2)]
    """
    semantics = found.question.semantics
    if semantics.max_wait is not None:
        raise ValueError("journeys with a waiting limit cannot be followed back from arrivals alone")
    sources = {net.position(one) for one in found.question.of}
    at = net.position(target)
    if not found.reached[at] or at in sources:
        return ()
    hops: list[EventHop] = []
    stack = [(at, _into(net, found, at, sources))]
    seen = {at}
    while stack:
        at, ways = stack[-1]
        way = ways.pop() if ways else None
        if way is None:
            stack.pop()
            if hops:
                hops.pop()
        elif way[0] in sources or way[0] not in seen:
            seen.add(way[0])
            before, tie, departs = way
            hops.append(EventHop(net.actors[before], net.actors[at], departs, int(found.time[at]), tie))
            if before in sources:
                break
            stack.append((before, _into(net, found, before, sources)))
    return tuple(reversed(hops))


def _into(net: EventNetwork, found: Arrivals, at: int, sources: set[int]) -> list[tuple[int, int, int]]:
    """The ties by which an actor is reached at its arrival: whom from, which tie, when left; the earliest last."""
    sides = [(net.target, net.source)] + ([] if net.directed else [(net.source, net.target)])
    rules, question = found.question.semantics, found.question
    made = []
    for heads, tails in sides:
        ties = np.flatnonzero(heads == at)
        tail = tails[ties]
        ready = found.time[tail] + (1 if rules.strict else 0)
        free = np.isin(tail, list(sources))
        ready = np.where(free, found.time[tail] if question.after is not None else net.first, ready)
        lasting = net.start[ties] < net.end[ties]
        first = net.start[ties] + (lasting & (not rules.start_included))
        last = net.end[ties] - (lasting & (not rules.end_included))
        departs = np.maximum(ready, first)
        fits = found.reached[tail] & (departs <= last) & (departs + net.duration[ties] == found.time[at])
        if question.before is not None:
            fits &= departs <= question.before
        made += [(int(tail[k]), int(ties[k]), int(departs[k])) for k in np.flatnonzero(fits)]
    return sorted(made, key=lambda way: -int(found.time[way[0]]))
