"""Why a table of events has no route in certain order: the rule that cut it, or the nearest miss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interlocal.network.columns import Actor
from interlocal.network.events import EventNetwork
from interlocal.network.reach import arrivals

__all__ = ["Missed", "missed"]


class Missed(NamedTuple):
    """What is missing for a route.

    `without` maps each rule (before, after, avoiding) without which the target would be reached to the target
    and the moment. `actor` is whom the sources reach (at `reached`) that is nearest to a target along ties of
    any date, `hops` how far away (None: no chain of ties leads there at all), and `next` the following actor
    on that chain, with `too_early` the end of the last tie to it: it was over before anyone arrived.
    """

    without: dict[str, tuple[Actor, int]]
    actor: Actor | None = None
    reached: int | None = None
    hops: int | None = None
    next: Actor | None = None
    too_early: int | None = None


def missed(
    net: EventNetwork,
    sources: Sequence[Actor],
    targets: Sequence[Actor],
    *,
    before: int | None = None,
    after: int | None = None,
    avoiding: Sequence[Actor] = (),
) -> Missed:
    """Look for what keeps the sources from the targets in certain (strict) order.

    >>> net = EventNetwork.from_arrays(["a", "b", "c"], ["b", "c", "d"], [5, 3, 9])
    >>> missed(net, ["a"], ["d"])
    Missed(without={}, actor='b', reached=5, hops=2, next='c', too_early=3)
    >>> missed(net, ["b"], ["d"], before=8).without
    {'before': ('d', 9)}
    """
    rules: dict[str, Any] = {"before": before, "after": after, "avoiding": tuple(avoiding)}
    without = {}
    for rule, value in rules.items():
        if value in (None, ()):
            continue
        time = _times(net, sources, **{**rules, rule: () if rule == "avoiding" else None})
        ends = [one for one in targets if one in time]
        if ends:
            best = min(ends, key=lambda one: (time[one], str(one)))
            without[rule] = (best, time[best])
    rest = net.without(avoiding) if avoiding else net
    away = _hops(rest, [net.position(one) for one in targets])
    time = _times(net, sources, **rules)
    known = sorted((int(away[net.position(one)]), time[one], str(one), one) for one in time)
    near = next((one for one in known if one[0] >= 0), None)
    if near is None:
        return Missed(without)
    hops, reached, _, actor = near
    further, ended = _next(rest, net.position(actor), away)
    if ended is not None and ended > reached:
        further, ended = None, None  # the deadline, not an early end, is in the way
    return Missed(without, actor, reached, hops, None if further is None else net.actors[further], ended)


def _times(
    net: EventNetwork,
    sources: Sequence[Actor],
    *,
    before: int | None,
    after: int | None,
    avoiding: Sequence[Actor],
) -> dict[Actor, int]:
    rest = net.without(avoiding) if avoiding else net
    return arrivals(rest, sources, before=before, after=after).as_dict()


def _sides(net: EventNetwork) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    return [(net.source, net.target)] + ([] if net.directed else [(net.target, net.source)])


def _hops(net: EventNetwork, targets: Sequence[int]) -> NDArray[np.int64]:
    """How many ties each actor is away from a target, whatever their dates; -1 for never."""
    away = np.full(len(net.actors), -1, np.int64)
    away[list(targets)] = 0
    for step in range(len(net.actors)):
        found = [tails[(away[heads] == step) & (away[tails] < 0)] for tails, heads in _sides(net)]
        fresh = np.concatenate(found)
        if not len(fresh):
            break
        away[fresh] = step + 1
    return away


def _next(net: EventNetwork, at: int, away: NDArray[np.int64]) -> tuple[int | None, int | None]:
    """The next actor on a shortest chain to a target, by the tie that ends last, and when that ends."""
    best: tuple[int | None, int | None] = (None, None)
    for tails, heads in _sides(net):
        ties = np.flatnonzero((tails == at) & (away[heads] == away[at] - 1))
        if len(ties):
            last = ties[np.argmax(net.end[ties])]
            if best[1] is None or int(net.end[last]) > best[1]:
                best = int(heads[last]), int(net.end[last])
    return best
