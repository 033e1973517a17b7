"""Who passed something on between two others that had no tie of their own, when, in each simulated coding."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.worlds import Bools, Days, Worlds

__all__ = ["Ends", "Mediation", "acting_for", "ends_of", "mediation"]

Ints = npt.NDArray[np.int64]

FIVE_YEARS = 1826
"""Days: how long after hearing something an actor still counts as passing it on."""

CELLS = 4_000_000
"""Candidates times worlds that are held in memory at once."""

ANY = np.uint64(2**64 - 1)


class Ends(NamedTuple):
    """Arcs that carry something: tie, who sends, who receives, on which issues (all bits: any)."""

    tie: Ints
    source: Ints
    target: Ints
    issues: npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Mediation:
    """Open triads a → b → c of actors, in n worlds.

    `triads` (triads, 3) are positions of a, b, c, sorted; `since` (triads, n) is the day from which b
    had brought the two together, `NEVER` in a world where it did not. An official who acts for one
    organisation counts as that organisation.
    """

    triads: Ints
    since: Days

    @functools.cached_property
    def held(self) -> Bools:
        """Whether the triad was there and open, (triads, n)."""
        there: Bools = self.since < NEVER
        return there

    @functools.cached_property
    def pair(self) -> Ints:
        """The number of each triad's pair (a, c); the pairs are numbered in the order of `pairs`."""
        return np.unique(self.triads[:, [0, 2]], axis=0, return_inverse=True)[1].reshape(-1)

    def pairs_of(self, brokers: npt.NDArray[np.bool_]) -> Bools:
        """Which pairs some of these actors brought together in each world, (pairs, n)."""
        found = np.zeros((int(self.pair.max(initial=-1)) + 1, self.since.shape[1]), bool)
        mine = brokers[self.triads[:, 1]]
        np.logical_or.at(found, self.pair[mine], self.held[mine])
        return found


def acting_for(network: CoalitionNetwork) -> Ints:
    """For whom each actor acts: the one organisation of an official or office, else itself.

    Whoever acts for several is left as it is: which of them it acted for is not told.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("mayor local JP; city local JP", "mayor meets city 1990", links="mayor=city")
    >>> acting_for(net).tolist()
    [1, 1]
    """
    bodies: dict[int, set[int]] = {}
    for link in network.links:
        bodies.setdefault(link.official, set()).add(link.organisation)
    found = []
    for k in range(len(network.members)):
        seen = {k}
        at = k
        while len(bodies.get(at, ())) == 1 and (above := next(iter(bodies[at]))) not in seen:
            at = above
            seen.add(at)
        found.append(at)
    return np.array(found, np.int64)


def ends_of(network: CoalitionNetwork, carrier: str | None = "claim", *, acting: bool = True) -> Ends:
    """The arcs along which a carrier goes (None: any), a two-way tie as two; arcs to oneself are left out.

    With `acting`, officials are read as the organisations for which they act.
    """
    ties = network.ties
    bit = np.uint16(0xFFFF if carrier is None else network.carrier_bit(carrier))
    there, back = np.flatnonzero(ties.forward & bit), np.flatnonzero(ties.reverse & bit)
    tie = np.concatenate([there, back]).astype(np.int64)
    source = np.concatenate([ties.source[there], ties.target[back]]).astype(np.int64)
    target = np.concatenate([ties.target[there], ties.source[back]]).astype(np.int64)
    if acting:
        body = acting_for(network)
        source, target = body[source], body[target]
    issues = np.where(ties.issues[tie] == 0, ANY, ties.issues[tie])
    keep = source != target
    return Ends(tie[keep], source[keep], target[keep], issues[keep])


def mediation(
    network: CoalitionNetwork, worlds: Worlds, *, window: int = FIVE_YEARS, carrier: str | None = "claim"
) -> Mediation:
    """Find who passed `carrier` on between two others that had no tie of their own.

    In a world, b mediates a → b → c when some day t1 of a's tie to b and some day t2 of b's tie to c
    have t1 ≤ t2 ≤ t1 + `window` (days), both ties are there and share an issue (a tie without issues
    is neutral), and a had no tie to c on that issue by the first such t2. Where all ties have one day
    and one issue these are the open triads of `interlocal.network.brokers`. Actors are positions.

    >>> from interlocal.network.sketch import sketch
    >>> from interlocal.network.worlds import draw_worlds
    >>> net = sketch("a society JP; b local JP; c state CN", "a proposes b 1990; b presses c 1992")
    >>> mediation(net, draw_worlds(net, 4)).triads.tolist()
    [[0, 1, 2]]

    Source: Gould and Fernandez (1989), with time: Takao (2003), "Access to the Center".
    """
    ends = ends_of(network, carrier)
    first, second = _chains(ends)
    issues = ends.issues[first] & ends.issues[second]
    triads = np.column_stack([ends.source[first], ends.target[first], ends.target[second]])
    direct, key = _direct(ends, triads, issues)
    unique, which = (
        np.unique(triads, axis=0, return_inverse=True) if len(triads) else (triads, np.zeros(0, np.int64))
    )
    since = np.full((len(unique), worlds.n), NEVER, np.int32)
    ties = ends.tie
    step = max(1, CELLS // max(1, len(first)))
    for at in range(0, worlds.n if len(first) else 0, step):
        part = slice(at, at + step)
        start, end = _days(network, worlds, part)
        closed = _earliest(direct, start[ties])
        a, b = ties[first], ties[second]
        day = np.maximum(start[a], start[b])
        there = (start[a] <= end[b]) & (start[b] <= end[a].astype(np.int64) + window)
        there &= (day < NEVER) & (closed[key] > day)
        np.minimum.at(since[:, part], which.reshape(-1), np.where(there, day, NEVER))
    some = (since < NEVER).any(axis=1)
    return Mediation(unique[some], since[some])


def _chains(ends: Ends) -> tuple[Ints, Ints]:
    """Pairs of arcs, the second from where the first leads, to a third actor, with an issue in common."""
    into: dict[int, list[int]] = {}
    out: dict[int, list[int]] = {}
    for k, (source, target) in enumerate(zip(ends.source.tolist(), ends.target.tolist(), strict=True)):
        out.setdefault(source, []).append(k)
        into.setdefault(target, []).append(k)
    middle = [b for b in into if b in out]
    first = [np.repeat(into[b], len(out[b])) for b in middle]
    second = [np.tile(out[b], len(into[b])) for b in middle]
    i, j = (_joined(one) for one in (first, second))
    keep = (ends.source[i] != ends.target[j]) & (ends.issues[i] & ends.issues[j] != 0)
    return i[keep], j[keep]


def _joined(parts: Sequence[npt.NDArray[np.int64]]) -> Ints:
    return np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int64)


def _direct(ends: Ends, triads: Ints, issues: npt.NDArray[np.uint64]) -> tuple[list[list[int]], Ints]:
    """Lists of arcs that close a triad, and which list is each triad's; the first list is empty."""
    arcs: dict[tuple[int, int], list[int]] = {}
    for k, pair in enumerate(zip(ends.source.tolist(), ends.target.tolist(), strict=True)):
        arcs.setdefault(pair, []).append(k)
    about = ends.issues.tolist()
    lists: dict[tuple[int, ...], int] = {(): 0}
    key = []
    for (a, _, c), mask in zip(triads.tolist(), issues.tolist(), strict=True):
        closing = tuple(k for k in arcs.get((a, c), ()) if about[k] & mask)
        key.append(lists.setdefault(closing, len(lists)))
    return [list(one) for one in lists], np.array(key, np.int64)


def _days(network: CoalitionNetwork, worlds: Worlds, part: slice) -> tuple[Days, Days]:
    """First and last day of each tie; an absent tie starts never."""
    start = worlds.days[worlds.row[network.ties.start], part]
    end = worlds.days[worlds.row[network.ties.end], part]
    return np.where(worlds.present[:, part], start, NEVER).astype(np.int32), end


def _earliest(lists: list[list[int]], start: Days) -> Days:
    return np.stack([start[one].min(axis=0, initial=NEVER) for one in lists]).astype(np.int32)
