"""When each target is reached in each simulated coding.

Where the days of all ties are known, a world is one bit, and one pass in order of time answers for
all of them; elsewhere arrival days are carried as arrays of all worlds, a step being taken again
whenever its tail is reached earlier in some world.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice, product

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.executors import PARTS, Workers, run_blocks, split
from interlocal.network.question import Question
from interlocal.network.search import COMBINATIONS, gaps_of
from interlocal.network.states import Arc, States
from interlocal.network.worlds import Bools, Days, Worlds, used_moments

__all__ = ["along", "along_waiting", "arrivals"]


def arrivals(
    states: States,
    question: Question,
    network: CoalitionNetwork,
    worlds: Worlds,
    *,
    presence: bool,
    onward: bool = False,
    executor: Workers = None,
) -> dict[int, Days]:
    """For every goal actor, the day of arrival in each world (n,); `NEVER` where it is not reached.

    With `presence` a tie counts only in the worlds where it is there; without, only dates are drawn.
    Label-correcting over arrays of all worlds: a step is taken again whenever its tail came earlier.
    `executor` answers for blocks of worlds.
    """
    blocks = split(worlds.n, 1 if executor is None else PARTS) or [range(0)]
    shared = states, question, network, worlds, presence, onward
    found = run_blocks(_arrivals_of_block, shared, blocks, executor=executor)
    return {actor: np.concatenate([one[actor] for one in found]) for actor in found[0]}


def _arrivals_of_block(
    shared: tuple[States, Question, CoalitionNetwork, Worlds, bool, bool], begin: int, end: int
) -> dict[int, Days]:
    states, question, network, every, presence, onward = shared
    worlds = every if end - begin == every.n else every.block(begin, end)
    fixed = _one_pass if _is_fixed(network) else _correct
    reached = fixed(states, question, network, worlds, presence and not worlds.certain_presence, onward)
    found: dict[int, Days] = {}
    for k in states.goals:
        actor = states.actor[k]
        found[actor] = np.minimum(found[actor], reached[k]) if actor in found else reached[k]
    return found


def _is_fixed(network: CoalitionNetwork) -> bool:
    if "fixed" not in network._memo:
        used, clock = used_moments(network), network.clock
        network._memo["fixed"] = bool((clock.low[used] == clock.high[used]).all())
    return bool(network._memo["fixed"])


def _windows(
    states: States, question: Question, worlds: Worlds, presence: bool
) -> list[list[tuple[int, Days, Days]]]:
    """For every state its steps: head, and first and last usable day in each world."""
    made: dict[tuple[int, int, int], tuple[Days, Days]] = {}

    def window(arc: Arc) -> tuple[Days, Days]:
        key = (arc.tie, arc.start, arc.end)
        if key not in made:
            start, end = worlds.day(arc.start), worlds.day(arc.end)
            if question.before < NEVER:
                end = np.minimum(end, np.int32(question.before))
            if presence and arc.tie >= 0:
                end = np.where(worlds.present[arc.tie], end, np.int32(ALWAYS - 1))
            made[key] = start, end
        return made[key]

    return [[(arc.head, *window(arc)) for arc in out] for out in states.arcs]


def _correct(
    states: States,
    question: Question,
    network: CoalitionNetwork,
    worlds: Worlds,
    presence: bool,
    onward: bool,
) -> list[Days]:
    steps = _windows(states, question, worlds, presence)
    never = np.int32(NEVER)
    reached = [np.full(worlds.n, never, np.int32) for _ in states.actor]
    for k in states.starts:
        reached[k][:] = question.after
    queue = deque(sorted(set(states.starts), key=lambda k: states.first[k]))
    waiting = set(queue)
    when, mask = np.empty(worlds.n, np.int32), np.empty(worlds.n, bool)  # used again and again: no allocation
    while queue:
        k = queue.popleft()
        waiting.discard(k)
        now = reached[k]
        for head, start, end in steps[k]:
            np.maximum(now, start, out=when)
            np.greater(when, end, out=mask)
            np.putmask(when, mask, never)
            there = reached[head]
            np.less(when, there, out=mask)
            if mask.any():
                np.minimum(there, when, out=there)
                if head not in waiting and (onward or head not in states.goals):
                    waiting.add(head)
                    queue.append(head)
    return reached


def _one_pass(
    states: States,
    question: Question,
    network: CoalitionNetwork,
    worlds: Worlds,
    presence: bool,
    onward: bool,
) -> list[Days]:
    """Dates known to the day: a world is one bit, and one pass in order of time answers for all of them."""
    clock, n = network.clock, worlds.n
    everywhere = (1 << n) - 1
    masks = _bits(worlds.present) if presence else None
    has = [0] * len(states.actor)
    reached = [np.full(n, NEVER, np.int32) for _ in states.actor]
    waiting = sorted(
        (max(clock.lows[arc.start], question.after), tail, arc)
        for tail, out in enumerate(states.arcs)
        for arc in out
        if clock.lows[arc.start] <= question.before
    )
    open_: list[list[tuple[int, int, int]]] = [[] for _ in states.actor]
    for k in states.starts:
        has[k] = everywhere
        reached[k][:] = question.after

    def arrive(k: int, bits: int, when: int) -> None:
        pending = [(k, bits)]
        while pending:
            k, bits = pending.pop()
            new = bits & ~has[k]
            if not new:
                continue
            has[k] |= new
            reached[k][_positions(new, n)] = when
            open_[k] = [one for one in open_[k] if one[0] >= when]
            pending += [(head, new & mask) for _, head, mask in open_[k]]

    for when, tail, arc in waiting:
        mask = masks[arc.tie] if masks is not None and arc.tie >= 0 else everywhere
        end = min(clock.lows[arc.end], question.before)
        if end < when:
            continue
        open_[tail].append((end, arc.head, mask))
        if has[tail] & mask:
            arrive(arc.head, has[tail] & mask, when)
    return reached


def _bits(present: Bools) -> list[int]:
    packed = np.packbits(present, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def _positions(bits: int, n: int) -> npt.NDArray[np.bool_]:
    raw = np.frombuffer(bits.to_bytes((n + 7) // 8, "little"), np.uint8)
    return np.unpackbits(raw, count=n, bitorder="little").astype(bool)


def along(steps: Sequence[Sequence[Arc]], question: Question, worlds: Worlds, *, presence: bool) -> Days:
    """The day of arrival along one course in each world (n,), taking the best of its parallel ties."""
    now = np.full(worlds.n, question.after, np.int32)
    for arcs in steps:
        best = np.full(worlds.n, NEVER, np.int32)
        for arc in arcs:
            when = np.maximum(now, worlds.day(arc.start))
            late = when > np.minimum(worlds.day(arc.end), np.int32(min(question.before, NEVER - 1)))
            if presence and arc.tie >= 0:
                late |= ~worlds.present[arc.tie]
            np.putmask(when, late, NEVER)
            np.minimum(best, when, out=best)
        now = best
    return now


def along_waiting(
    steps: Sequence[Sequence[Arc]], question: Question, worlds: Worlds, *, presence: bool
) -> Days:
    """The same where at most `question.waiting` days may pass from tie to tie.

    With a limit the earliest arrival need not be the best to go on from, so that every choice of parallel ties
    is looked at by itself: see `interlocal.network.search`.
    """
    found = np.full(worlds.n, NEVER, np.int32)
    for arcs in islice(product(*steps), COMBINATIONS):
        day = {m: worlds.day(m).astype(np.int64) for arc in arcs for m in (arc.start, arc.end)}
        fits = np.ones(worlds.n, bool)
        now = np.full(worlds.n, question.after, np.int64)
        for arc in arcs:
            np.maximum(now, day[arc.start], out=now)
            fits &= now <= np.minimum(day[arc.end], question.before)
            if presence and arc.tie >= 0:
                fits &= worlds.present[arc.tie]
        for end, start, days in gaps_of(arcs, question.waiting):
            fits &= day[start] - day[end] <= days
        np.minimum(found, np.where(fits, now, NEVER), out=found, casting="unsafe")
    return found
