"""How many routes there are that share no tie: exact, for one dating at a time.

A tie counts once however it is used: in either direction, on any of its issues, on any day on which
it lasts. Where ties happen at one moment each, this is a maximal flow on the graph expanded in time;
ties that last are used at one of many moments, which couples those flows. Two bounds are cheap and mostly
meet: routes packed one after another, and a flow of the ties that lie on some route whatever their
order. Where they differ, an integer programme over the expanded graph decides.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.pairs import Dating, best, datings
from interlocal.network.question import Question
from interlocal.network.spreading import arrivals
from interlocal.network.states import States
from interlocal.network.worlds import Worlds

__all__ = ["disjoint", "redundancies"]


class _Way(NamedTuple):
    tail: int
    head: int
    record: str
    start: int
    end: int


def disjoint(network: CoalitionNetwork, question: Question, states: States, dating: Dating) -> int:
    """The greatest number of routes from source to target in one dating of which no two share a tie.

    Acting for an organisation and translating an issue are shared freely. 0 when there is no route; a
    route without any tie (an official and its organisation) counts as one.

    >>> from interlocal.network.pairs import best
    >>> from interlocal.network.question import ask
    >>> from interlocal.network.sketch import sketch
    >>> from interlocal.network.states import states_of
    >>> net = sketch("a society JP; b local JP; c state CN", "a asks b 1990; b meets c 1991; a asks c 1992")
    >>> question = ask(net, "a", "c")
    >>> disjoint(net, question, states_of(net, question), best(net))
    2
    """
    ways = _usable(network, question, states, dating)
    low = _packed(states, question, ways)
    if low == 0:
        return 0
    high = _flow(states, ways)
    return low if low >= high else _programme(states, question, ways)


def redundancies(network: CoalitionNetwork, question: Question, states: States, worlds: Worlds) -> list[int]:
    """`disjoint` in each world; worlds in which the same ties can follow one another are solved once."""
    reached = np.zeros(worlds.n, bool)
    for days in arrivals(states, question, network, worlds, presence=True).values():
        reached |= days < NEVER
    if disjoint(network, question, states, best(network)) <= 1:
        return [int(one) for one in reached]
    solved: dict[bytes, int] = {}
    found = []
    keys = _likenesses(question, states, worlds)
    for w, dating in enumerate(datings(network, worlds, presence=True)):
        if not reached[w]:
            found.append(0)
            continue
        if keys[w] not in solved:
            solved[keys[w]] = disjoint(network, question, states, dating)
        found.append(solved[keys[w]])
    return found


def _likenesses(question: Question, states: States, worlds: Worlds) -> list[bytes]:
    """Worlds of one key have the same routes: which ties begin before which end is all that decides."""
    used = sorted({(arc.tie, arc.start, arc.end) for out in states.arcs for arc in out})
    if not used:
        return [b""] * worlds.n
    start = np.maximum(worlds.days[worlds.row[[u[1] for u in used]]], question.after)
    end = np.minimum(worlds.days[worlds.row[[u[2] for u in used]]], question.before)
    there = np.array([[True] * worlds.n if tie < 0 else worlds.present[tie] for tie, _, _ in used])
    start, end = np.where(there, start, NEVER), np.where(there, end, -NEVER)
    before = start[:, None, :] <= end[None, :, :]
    return [row.tobytes() for row in np.packbits(before.reshape(-1, worlds.n), axis=0).T]


def _usable(network: CoalitionNetwork, question: Question, states: States, dating: Dating) -> list[_Way]:
    """The arcs that lie on some route of this dating."""
    record = network.ties.record
    ways = [
        _Way(
            tail,
            arc.head,
            str(record[arc.tie]) if arc.tie >= 0 else "",
            max(dating.start[arc.start], question.after),
            min(dating.end[arc.end], question.before),
        )
        for tail, out in enumerate(states.arcs)
        for arc in out
        if arc.tie < 0 or dating.present is None or dating.present[arc.tie]
    ]
    ways = [way for way in ways if way.start <= way.end]
    early = _earliest(len(states.actor), states.starts, question.after, ways)
    back = [_Way(w.head, w.tail, w.record, -w.end, -w.start) for w in ways]
    late = _earliest(len(states.actor), list(states.goals), -NEVER, back)
    return [w for w in ways if max(early[w.tail], w.start) <= min(w.end, -late[w.head])]


def _earliest(size: int, starts: Sequence[int], after: int, ways: Sequence[_Way]) -> list[int]:
    out: list[list[_Way]] = [[] for _ in range(size)]
    for way in ways:
        out[way.tail].append(way)
    day = [NEVER + 1] * size
    heap = [(after, k) for k in starts]
    while heap:
        now, k = heapq.heappop(heap)
        if now >= day[k]:
            continue
        day[k] = now
        for way in out[k]:
            when = max(now, way.start)
            if when <= way.end and when < day[way.head]:
                heapq.heappush(heap, (when, way.head))
    return day


def _packed(states: States, question: Question, ways: Sequence[_Way]) -> int:
    """Routes that share no tie, taken one after another: the fewest ties first, then the earliest."""
    used: set[str] = set()
    count = 0
    while (route := _route(states, question, [w for w in ways if w.record not in used])) is not None:
        count += 1
        records = {record for record in route if record}
        if not records:
            break
        used |= records
    return count


def _route(states: States, question: Question, ways: Sequence[_Way]) -> tuple[str, ...] | None:
    """The records of a route with the fewest ties."""
    out: list[list[_Way]] = [[] for _ in states.actor]
    for way in ways:
        out[way.tail].append(way)
    heap: list[tuple[int, int, int, tuple[str, ...]]] = [(0, question.after, k, ()) for k in states.starts]
    reached: dict[int, int] = {}
    while heap:
        hops, now, k, records = heapq.heappop(heap)
        if k in states.goals:
            return records
        if reached.get(k, NEVER + 1) <= now:
            continue
        reached[k] = now
        for way in out[k]:
            when = max(now, way.start)
            if when <= way.end:
                tie = bool(way.record)
                onward = (*records, way.record) if tie else records
                heapq.heappush(heap, (hops + tie, when, way.head, onward))
    return None


def _flow(states: States, ways: Sequence[_Way]) -> int:
    """The most that these ties allow if their order did not matter: unit flow between actors."""
    start, goal = -1, -2
    edges: dict[tuple[int, int, str], int] = {}
    for way in ways:
        edges[states.actor[way.tail], states.actor[way.head], way.record] = 0
    for k in states.starts:
        edges[start, states.actor[k], ""] = 0
    for k in states.goals:
        edges[states.actor[k], goal, ""] = 0
    touching: dict[int, list[tuple[int, int, str]]] = {}
    for edge in edges:
        touching.setdefault(edge[0], []).append(edge)
        touching.setdefault(edge[1], []).append(edge)
    limit = len({way.record for way in ways if way.record})
    count = 0
    while count < max(1, limit) and _augment(start, goal, edges, touching):
        count += 1
    return count


def _augment(
    start: int,
    goal: int,
    edges: dict[tuple[int, int, str], int],
    touching: dict[int, list[tuple[int, int, str]]],
) -> bool:
    came: dict[int, tuple[tuple[int, int, str], int] | None] = {start: None}
    queue = deque([start])
    while queue and goal not in came:
        k = queue.popleft()
        for edge in touching.get(k, ()):
            tail, head, record = edge
            if tail == k and head not in came and (not record or edges[edge] == 0):
                came[head] = (edge, 1)
                queue.append(head)
            elif head == k and tail not in came and edges[edge] > 0:
                came[tail] = (edge, -1)
                queue.append(tail)
    if goal not in came:
        return False
    step = came[goal]
    while step is not None:
        edge, sign = step
        edges[edge] += sign
        step = came[edge[0] if sign > 0 else edge[1]]
    return True


def _programme(states: States, question: Question, ways: Sequence[_Way]) -> int:
    """The integer programme over states and moments: a tie carries at most one route in all its uses.

    A route that waits no longer than it must moves only on days on which some tie begins.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    times = sorted({question.after, *(way.start for way in ways)})
    place = {day: k for k, day in enumerate(times)}
    row = {(k, t): k * len(times) + t for k in range(len(states.actor)) for t in range(len(times))}
    uses: list[tuple[int, int, str]] = []
    for k in range(len(states.actor)):
        uses += [(row[k, t], row[k, t + 1], "") for t in range(len(times) - 1)]
    for way in ways:
        moments = range(place[way.start], len(times))
        uses += [(row[way.tail, t], row[way.head, t], way.record) for t in moments if times[t] <= way.end]
    source, sink = len(row), len(row) + 1
    uses += [(source, row[k, 0], "") for k in states.starts]
    uses += [(row[k, len(times) - 1], sink, "") for k in states.goals]
    records = sorted({record for _, _, record in uses if record})
    at = {record: k for k, record in enumerate(records)}
    n = len(uses)
    tails, heads = np.array([u[0] for u in uses]), np.array([u[1] for u in uses])
    flow = coo_array(
        (np.repeat([1.0, -1.0], n), (np.concatenate([tails, heads]), np.tile(np.arange(n), 2))),
        shape=(len(row) + 2, n),
    ).tocsr()[: len(row)]
    tied = [(at[record], k) for k, (_, _, record) in enumerate(uses) if record]
    capacity = coo_array((np.ones(len(tied)), tuple(np.array(tied).T)), shape=(len(records), n))
    gain = np.where(heads == sink, -1.0, 0.0)
    found = milp(
        gain,
        integrality=np.ones(n),
        bounds=Bounds(0, len(records)),
        constraints=[LinearConstraint(flow, 0, 0), LinearConstraint(capacity, -np.inf, 1)],
    )
    return round(-float(found.fun))
