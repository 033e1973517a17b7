"""Searches on the graph of states: the certain arrival, and routes one after another.

A route of hops with starts s₁ … sₙ and ends e₁ … eₙ can be travelled, waiting as long as one likes,
if and only if sᵢ ≤ eⱼ for all i ≤ j. Where at most w days may pass between two ties, there is besides
sⱼ ≤ eᵢ + (j - i) w for all i < j: each tie is taken as late as the later ones ask. It is *certain* when each
of these is certain under bounds and order statements, and *possible* when all of them hold together in
some dating; both are exact.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, product
from typing import Literal

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import ALWAYS, NEVER, Clock
from interlocal.network.question import Question
from interlocal.network.states import Arc, States

__all__ = ["Chain", "Course", "certain_arrivals", "courses", "gaps_of", "weigh"]

Frontier = tuple[int, ...]
COMBINATIONS = 256
"""Parallel ties are combined at most so often along one course; a course has few of them."""


@dataclass(frozen=True, slots=True)
class Course:
    """A way through the states: for every step the parallel arcs that take it."""

    actors: tuple[int, ...]
    steps: tuple[tuple[Arc, ...], ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One choice of ties along a course, with the bounds of its arrival when it holds."""

    arcs: tuple[Arc, ...]
    certain: bool
    low: int
    high: int


def certain_arrivals(
    states: States,
    clock: Clock,
    question: Question,
    asserted: npt.NDArray[np.bool_],
    *,
    onward: bool = False,
) -> dict[int, int]:
    """For every state that some certain chain of asserted ties reaches, the day by which it surely has.

    Labels are frontiers: the starts passed so far that are not surely before another of them.
    """
    firm = asserted.tolist()
    heap: list[tuple[int, int, Frontier]] = [(question.after, k, ()) for k in states.starts]
    settled: dict[int, list[Frontier]] = {}
    best: dict[int, int] = {}
    while heap:
        when, k, front = heapq.heappop(heap)
        known = settled.setdefault(k, [])
        if any(_dominates(clock, other, front) for other in known):
            continue
        known.append(front)
        best.setdefault(k, when)
        if k in states.goals and not onward:
            continue
        for arc in states.arcs[k]:
            if (arc.tie < 0 or firm[arc.tie]) and clock.highs[arc.start] <= question.before:
                grown = _onward(clock, front, arc, question.after)
                if grown is not None:
                    heapq.heappush(heap, (max(when, clock.highs[arc.start]), arc.head, grown))
    return best


def _onward(clock: Clock, front: Frontier, arc: Arc, after: int) -> Frontier | None:
    if clock.lows[arc.end] < after or not all(clock.certainly(x, arc.end) for x in front):
        return None
    new = arc.start
    if any(x == new or clock.certainly(new, x) for x in front) or clock.highs[new] == ALWAYS:
        return front
    kept = [x for x in front if not clock.certainly(x, new)]
    if clock.group[new] < 0:
        free = [x for x in kept if clock.group[x] < 0]
        if any(clock.highs[x] >= clock.highs[new] for x in free):
            return tuple(kept)
        kept = [x for x in kept if clock.group[x] >= 0]
    return tuple(sorted([*kept, new]))


def _dominates(clock: Clock, a: Frontier, b: Frontier) -> bool:
    """Whether frontier a can go on wherever b can."""
    return all(
        any(
            x == y
            or clock.certainly(x, y)
            or (clock.group[x] < 0 and clock.group[y] < 0 and clock.highs[x] <= clock.highs[y])
            for y in b
        )
        for x in a
    )


def courses(
    states: States, clock: Clock, question: Question, by: Literal["hops", "time"], limit: int = 20_000
) -> Iterator[Course | None]:
    """Courses from start to goal without repeated actors: fewest hops first, or earliest first.

    Dates are read in favour of the course, so that some may prove impossible when weighed.
    Yields None, last, when `limit` partial courses were looked at and more may exist.
    """
    after = question.after
    # `here` are the states since the last actor was reached: links of issues may lead round in a circle there.
    heap: list[
        tuple[int, int, int, int, int, tuple[int, ...], tuple[tuple[Arc, ...], ...], tuple[int, ...]]
    ] = []
    for n, k in enumerate(states.starts):
        heap.append((*_rank(by, states.togo[k], after), n, k, 0, (states.actor[k],), (), (k,)))
    heapq.heapify(heap)
    count = len(heap)
    while heap:
        _, _, _, k, hops, actors, steps, here = item = heapq.heappop(heap)
        now = item[0] if by == "time" else item[1]
        if k in states.goals:
            yield Course(actors, steps)
            continue
        for head, arcs in _parallel(states.arcs[k]).items():
            actor = states.actor[head]
            stays = actor == actors[-1]
            if head in here if stays else actor in actors:
                continue
            times = [max(now, clock.lows[a.start]) for a in arcs]
            usable = [(t, a) for t, a in zip(times, arcs, strict=True) if t <= clock.highs[a.end]]
            if not usable or (when := min(t for t, _ in usable)) > question.before:
                continue
            done = hops + arcs[0].hop
            count += 1
            rank = _rank(by, done + states.togo[head], when)
            path, seen = (actors, (*here, head)) if stays else ((*actors, actor), (head,))
            way = (*steps, tuple(a for _, a in usable))
            heapq.heappush(heap, (*rank, count, head, done, path, way, seen))
        if count > limit:
            yield None
            return


def _rank(by: str, hops: int, when: int) -> tuple[int, int]:
    return (hops, when) if by == "hops" else (when, hops)


def _parallel(arcs: list[Arc]) -> dict[int, list[Arc]]:
    groups: dict[int, list[Arc]] = {}
    for arc in arcs:
        groups.setdefault(arc.head, []).append(arc)
    return groups


def weigh(course: Course, clock: Clock, question: Question, asserted: npt.NDArray[np.bool_]) -> Chain | None:
    """The best choice among the parallel ties of a course, or None when no choice is possible.

    A certain choice before an uncertain one, then the earlier; bounds cover every possible choice.
    """
    found: Chain | None = None
    low = NEVER
    for arcs in islice(product(*course.steps), COMBINATIONS):
        chain = _weigh_one(arcs, clock, question, asserted)
        if chain is None:
            continue
        low = min(low, chain.low)
        if found is None or (not chain.certain, chain.high, chain.low) < (
            not found.certain,
            found.high,
            found.low,
        ):
            found = chain
    return None if found is None else Chain(found.arcs, found.certain, low, found.high)


def _weigh_one(
    arcs: tuple[Arc, ...], clock: Clock, question: Question, asserted: npt.NDArray[np.bool_]
) -> Chain | None:
    pairs = [(a.start, b.end) for k, a in enumerate(arcs) for b in arcs[k:]]
    gaps = gaps_of(arcs, question.waiting)
    if all(
        clock.lows[a.start] == clock.highs[a.start] and clock.lows[a.end] == clock.highs[a.end] for a in arcs
    ):
        lows = highs = {m: clock.lows[m] for a in arcs for m in (a.start, a.end)}
        late = any(lows[a.start] > question.before or lows[a.end] < question.after for a in arcs)
        if late or any(lows[i] > lows[j] for i, j in pairs):
            return None
        if any(lows[j] - lows[i] > days for i, j, days in gaps):
            return None
    else:
        bounds = clock.together(pairs, after=question.after, before=question.before, gaps=gaps)
        if bounds is None:
            return None
        lows, highs = bounds
    firm = all(a.tie < 0 or asserted[a.tie] for a in arcs)
    certain = firm and all(
        clock.highs[a.start] <= question.before and clock.lows[a.end] >= question.after for a in arcs
    )
    certain = certain and all(clock.certainly(i, j) for i, j in pairs)
    certain = certain and all(clock.most(i, j) <= days for i, j, days in gaps)
    low = max([question.after, *(lows[a.start] for a in arcs if a.start in lows)])
    high = max([question.after, *(highs[a.start] for a in arcs if a.start in highs)])
    return Chain(arcs, certain, low, high)


def gaps_of(arcs: Sequence[Arc], waiting: int | None) -> list[tuple[int, int, int]]:
    """For each two steps (the end of the earlier, the start of the later, the most days between these).

    Waiting counts from tie to tie; acting for somebody and translating happen meanwhile. Before the first tie
    and after the last one may wait as long as one likes.
    """
    if waiting is None:
        return []
    passed = list(accumulate(arc.tie >= 0 for arc in arcs))
    ties = passed[-1] if passed else 0
    found = []
    for k, arc in enumerate(arcs):
        for i in range(k + 1, len(arcs)):
            upto = passed[i] + (arcs[i].tie < 0)  # what is done between two ties is done by the second
            if passed[k] and upto <= ties:
                found.append((arc.end, arcs[i].start, (upto - passed[k]) * waiting))
    return found
