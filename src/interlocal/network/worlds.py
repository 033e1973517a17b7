"""Simulated codings ("worlds"): one dating of every record, and for each tie whether it was there.

Dates are drawn within their bounds and consistent with every order statement. Ties are drawn with
the probability of their evidence, and errors of one source are shared: in world w

    logit p(w) = logit p + mean of u(w) over the tie's works + mean of v(w) over its passages

with u ~ N(0, 0.5²) for each work and v ~ N(0, 0.3²) for each passage. Every draw belongs to a
record, work or passage (Philox, keyed by seed, purpose and id): editing one never shifts another's.
Monte-Carlo standard errors are √(p (1 − p) / n) of the share p over n worlds.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.question import Arc, Question, States
from interlocal.provenance import Estimate

__all__ = ["Days", "Worlds", "along", "arrivals", "draw_worlds", "share"]

Days = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

SOURCE_ERROR = 0.5
PASSAGE_ERROR = 0.3


@dataclass(frozen=True, eq=False)
class Worlds:
    """n simulated codings of a network.

    `days` (moments, n) holds the day of every moment that ties and links use, in the rows that
    `row` gives; `present` (ties, n) says which ties are there.
    """

    n: int
    seed: int
    days: Days
    row: npt.NDArray[np.int64]
    present: Bools
    _memo: dict[str, Days] = field(default_factory=dict, repr=False, init=False)

    def day(self, moment: int) -> Days:
        """The day of a moment in every world, shape (n,)."""
        days: Days = self.days[self.row[moment]]
        return days

    @functools.cached_property
    def certain_presence(self) -> bool:
        """Whether every tie is there in every world."""
        return bool(self.present.all())


def draw_worlds(
    network: CoalitionNetwork,
    n: int = 2000,
    seed: int = 1,
    *,
    source_error: float = SOURCE_ERROR,
    passage_error: float = PASSAGE_ERROR,
) -> Worlds:
    """Draw n worlds of a network; the same seed gives the same worlds.

    `source_error` and `passage_error` are standard deviations on the logit scale; without them
    intervals come out too narrow. A certainty of 0 or 1 is not moved by them.
    """
    used = _used(network)
    row = np.full(len(network.clock), -1, np.int64)
    row[used] = np.arange(len(used))
    present = _presence(network, n, seed, source_error, passage_error)
    return Worlds(n, seed, network.clock.draw(used.tolist(), n, seed), row, present)


def _used(network: CoalitionNetwork) -> npt.NDArray[np.int64]:
    """The moments that ties, links and translations use, sorted."""
    inner = [m for one in network.links for m in (one.start, one.end)]
    inner += [m for one in network.translations for m in (one.start, one.end)]
    return np.unique(np.concatenate([network.ties.start, network.ties.end, np.array(inner, np.int64)]))


def _presence(
    network: CoalitionNetwork, n: int, seed: int, source_error: float, passage_error: float
) -> Bools:
    ties = network.ties
    records, inverse = np.unique(ties.record, return_inverse=True)
    names = records.tolist()
    chance = np.zeros(len(names))
    chance[inverse] = ties.certainty
    with np.errstate(divide="ignore"):
        logit = np.log(chance) - np.log1p(-chance)
    shift = np.zeros((len(names), n))
    for scale, purpose, evidence in (
        (source_error, "source", network.sources),
        (passage_error, "passage", network.passages),
    ):
        if scale > 0 and n:
            _add_shared(shift, names, evidence, scale, purpose, seed)
    odds = logit[:, None] + shift
    uniform = draws.uniform(seed, "presence", names, n)
    with np.errstate(over="ignore"):
        there: Bools = uniform * (1 + np.exp(-odds)) < 1
    return there[inverse]


def _add_shared(
    shift: npt.NDArray[np.float64],
    names: Sequence[str],
    evidence: Mapping[str, tuple[str, ...]],
    scale: float,
    purpose: str,
    seed: int,
) -> None:
    shared = sorted({one for name in names for one in evidence.get(name, ())})
    if not shared:
        return
    place = {one: k for k, one in enumerate(shared)}
    error = scale * _normal(seed, purpose, shared, shift.shape[1])
    for k, name in enumerate(names):
        rows = [place[one] for one in evidence.get(name, ())]
        if len(rows) == 1:
            shift[k] += error[rows[0]]
        elif rows:
            shift[k] += error[rows].mean(axis=0)


def _normal(seed: int, purpose: str, ids: Sequence[str], n: int) -> npt.NDArray[np.float64]:
    """Standard normal draws by Box and Muller, (ids, n), from two uniform draws each."""
    radius = np.sqrt(-2.0 * np.log1p(-draws.uniform(seed, f"{purpose} radius", ids, n)))
    angle: npt.NDArray[np.float64] = radius * np.cos(
        2 * np.pi * draws.uniform(seed, f"{purpose} angle", ids, n)
    )
    return angle


def share(hits: Bools, passages: tuple[str, ...] = ()) -> Estimate:
    """The share of worlds in which something holds, with its 90 % Monte-Carlo interval and error."""
    n = len(hits)
    if not n:
        return Estimate(value=None)
    p = float(hits.mean())
    error = float(np.sqrt(p * (1 - p) / n))
    # Wilson's interval, so that 0 and 1 of n keep an interval of their own.
    z = 1.6448536269514722
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    low, high = max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half))
    return Estimate(value=p, interval=(low, high), mc_se=error, passages=passages)


def arrivals(
    states: States,
    question: Question,
    network: CoalitionNetwork,
    worlds: Worlds,
    *,
    presence: bool,
    onward: bool = False,
) -> dict[int, Days]:
    """For every goal actor, the day of arrival in each world (n,); `NEVER` where it is not reached.

    With `presence` a tie counts only in the worlds where it is there; without, only dates are drawn.
    Label-correcting over arrays of all worlds: a step is taken again whenever its tail came earlier.
    """
    fixed = _one_pass if _is_fixed(network) else _correct
    reached = fixed(states, question, network, worlds, presence and not worlds.certain_presence, onward)
    found: dict[int, Days] = {}
    for k in states.goals:
        actor = states.actor[k]
        found[actor] = np.minimum(found[actor], reached[k]) if actor in found else reached[k]
    return found


def _is_fixed(network: CoalitionNetwork) -> bool:
    if "fixed" not in network._memo:
        used, clock = _used(network), network.clock
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
    order = sorted(range(len(states.actor)), key=lambda k: states.first[k])
    queue = deque(k for k in order if k in set(states.starts))
    waiting = set(queue)
    while queue:
        k = queue.popleft()
        waiting.discard(k)
        now = reached[k]
        for head, start, end in steps[k]:
            when = np.maximum(now, start)
            np.putmask(when, when > end, never)
            there = reached[head]
            if (when < there).any():
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
