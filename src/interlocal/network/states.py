"""The graph of states in which a question is answered.

A state is an actor together with everything that decides how a route may go on: which issues it can
still be about, where it stands in the pattern, whether it has passed through the actors asked for.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.question import Question

__all__ = ["Arc", "States", "explore", "states_of"]


class Arc(NamedTuple):
    """One step of a state: `tie` counts ties from 0, links as -1 - link; -1 - links … are translations."""

    head: int
    tie: int
    start: int
    end: int
    hop: int


@dataclass
class States:
    """The states that some route from source to target can pass, with the arcs between them.

    `first[k]` is the day on which state k can be reached at the earliest, reading every date in
    favour of the route; `togo[k]` the hops from k to the nearest goal. `failed` describes, when
    there is no goal, what the search came to: see `interlocal.network.missing`.
    """

    actor: list[int]
    arcs: list[list[Arc]]
    first: list[int]
    starts: list[int]
    goals: frozenset[int]
    togo: list[int]


Key: TypeAlias = tuple[int, int, Hashable, bool]


class _Steps(NamedTuple):
    tie: int
    other: int
    issues: int
    start: int
    end: int


def adjacency(network: CoalitionNetwork, carrier: str) -> list[list[_Steps]]:
    """For every actor, the ways on: ties that carry in that direction, and links in both."""
    key = ("adjacency", carrier)
    if key not in network._memo:
        bit = network.carrier_bit(carrier)
        ties = network.ties
        made: list[list[_Steps]] = [[] for _ in network.members]
        columns = (
            ties.source,
            ties.target,
            ties.issues,
            ties.start,
            ties.end,
            ties.forward & bit,
            ties.reverse & bit,
        )
        for k, (u, v, issues, start, end, there, back) in enumerate(
            zip(*(c.tolist() for c in columns), strict=True)
        ):
            if there:
                made[u].append(_Steps(k, v, issues, start, end))
            if back:
                made[v].append(_Steps(k, u, issues, start, end))
        for number, link in enumerate(network.links):
            for u, v in ((link.official, link.organisation), (link.organisation, link.official)):
                made[u].append(_Steps(-1 - number, v, 0, link.start, link.end))
        network._memo[key] = made
    steps: list[list[_Steps]] = network._memo[key]
    return steps


def explore(
    network: CoalitionNetwork, question: Question, *, onward: bool = False
) -> tuple[list[Key], States]:
    """All states that can be reached when every date is read in favour of the route, goals or not.

    With `onward` routes go on beyond a goal.
    """
    return _Explorer(network, question).run(onward)


class _Explorer:
    def __init__(self, network: CoalitionNetwork, question: Question) -> None:
        self.network, self.question = network, question
        self.low, self.high = network.clock.lows, network.clock.highs
        self.place: dict[Key, int] = {}
        self.keys: list[Key] = []
        self.first: list[int] = []
        self.heap: list[tuple[int, int]] = []
        self.sourced = question.pattern is None and not question.via
        self.moves: dict[Any, Any] = {}

    def run(self, onward: bool) -> tuple[list[Key], States]:
        question, network = self.question, self.network
        steps = adjacency(network, question.carrier)
        everything = (1 << len(network.issues)) - 1
        issues = network.issue_bit(question.issue) if question.issue else everything
        starts = [
            k for k in map(self._start, sorted(question.sources), [issues] * len(question.sources)) if k >= 0
        ]
        arcs: list[list[Arc]] = [[] for _ in self.keys]
        goals, done = set(), set()
        while self.heap:
            now, k = heapq.heappop(self.heap)
            if k in done:
                continue
            done.add(k)
            if self._is_goal(self.keys[k]):
                goals.add(k)
                if not onward:
                    continue
            out = self._ways_on(k, now, steps)
            arcs += [[] for _ in range(len(self.keys) - len(arcs))]
            arcs[k] = out
        states = States([key[0] for key in self.keys], arcs, self.first, starts, frozenset(goals), [])
        return self.keys, states

    def _start(self, actor: int, issues: int) -> int:
        pattern = self.question.pattern
        q = None if pattern is None else pattern.start(self.network.members[actor], self.network.home)
        if pattern is not None and q is None:
            return -1
        return self._reach(
            (actor, issues, q, not self.question.via or actor in self.question.via), self.question.after
        )

    def _reach(self, key: Key, when: int) -> int:
        k = self.place.get(key, -1)
        if k < 0:
            k = self.place[key] = len(self.keys)
            self.keys.append(key)
            self.first.append(when)
            heapq.heappush(self.heap, (when, k))
        elif when < self.first[k]:
            self.first[k] = when
            heapq.heappush(self.heap, (when, k))
        return k

    def _is_goal(self, key: Key) -> bool:
        actor, _, q, passed = key
        pattern = self.question.pattern
        return actor in self.question.targets and passed and (pattern is None or pattern.accepts(q))

    def _ways_on(self, k: int, now: int, steps: list[list[_Steps]]) -> list[Arc]:
        question, low, high = self.question, self.low, self.high
        actor, issues, q, passed = self.keys[k]
        out = []
        for tie, other, about, start, end in steps[actor]:
            kept = issues & about if about else issues
            when = low[start] if low[start] > now else now
            if (
                (not kept and issues)
                or when > high[end]
                or when > question.before
                or other in question.avoiding
            ):
                continue
            if self.sourced and other in question.sources:
                continue
            onward = q
            if question.pattern is not None and tie >= 0:
                onward = self._move(q, actor, other, tie)
                if onward is None:
                    continue
            head = self._reach((other, kept, onward, passed or other in question.via), when)
            out.append(Arc(head, tie, start, end, 1 if tie >= 0 else 0))
        for number, link in enumerate(self.network.translations):
            when = max(now, low[link.start])
            if link.actor == actor and issues >> link.from_issue & 1 and not issues >> link.to_issue & 1:
                head = self._reach((actor, 1 << link.to_issue, q, passed), when)
                out.append(Arc(head, -1 - len(self.network.links) - number, link.start, link.end, 0))
        return out

    def _move(self, q: Hashable, actor: int, other: int, tie: int) -> Hashable:
        relation = str(self.network.ties.relation[tie])
        key = (q, actor, other, relation)
        if key not in self.moves:
            members, pattern = self.network.members, self.question.pattern
            assert pattern is not None
            self.moves[key] = pattern.step(q, members[actor], members[other], relation)
        onward: Hashable = self.moves[key]
        return onward


def states_of(network: CoalitionNetwork, question: Question) -> States:
    """The states on some possible route from source to target, renumbered; no goals when there is no route."""
    _, full = explore(network, question)
    back: list[list[tuple[int, int]]] = [[] for _ in full.actor]
    for tail, out in enumerate(full.arcs):
        for arc in out:
            back[arc.head].append((tail, arc.hop))
    togo = _hops_to(full.goals, back)
    keep = [k for k in range(len(full.actor)) if k in togo]
    new = {k: n for n, k in enumerate(keep)}
    return States(
        [full.actor[k] for k in keep],
        [[arc._replace(head=new[arc.head]) for arc in full.arcs[k] if arc.head in new] for k in keep],
        [full.first[k] for k in keep],
        [new[k] for k in full.starts if k in new],
        frozenset(new[k] for k in full.goals),
        [togo[k] for k in keep],
    )


def _hops_to(goals: Iterable[int], back: list[list[tuple[int, int]]]) -> dict[int, int]:
    togo = dict.fromkeys(goals, 0)
    queue = deque(togo)
    while queue:
        k = queue.popleft()
        for tail, hop in back[k]:
            if tail not in togo or togo[k] + hop < togo[tail]:
                togo[tail] = togo[k] + hop
                queue.append(tail) if hop else queue.appendleft(tail)
    return togo
