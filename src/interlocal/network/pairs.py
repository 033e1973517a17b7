"""Who can reach whom, for all sources and many scenarios at once: Python integers as bit sets.

One bit stands for one source in one scenario (something removed, or only some actors relaying). The
ties are taken once, in order of their start; whatever newly arrives at an actor goes on along the
ties in force on that day. One pass answers every source and every scenario for one dating.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.executors import PARTS, Progress, Workers, run_blocks, split
from interlocal.network.worlds import Worlds

__all__ = [
    "NOBODY",
    "Dating",
    "Masks",
    "Plan",
    "Scenario",
    "best",
    "datings",
    "plan",
    "reach",
    "reach_in_each",
    "worst",
]

Bools = npt.NDArray[np.bool_]


class Scenario(NamedTuple):
    """What is gone: positions of ties and of actors. `relays`: who may pass on; None for everyone."""

    ties: frozenset[int] = frozenset()
    actors: frozenset[int] = frozenset()
    relays: frozenset[int] | None = None


class Dating(NamedTuple):
    """One dating: the day of every moment, and which ties are there (None for all)."""

    start: Sequence[int]
    end: Sequence[int]
    present: Sequence[bool] | None = None


NOBODY = Scenario()
"""Nothing is gone."""


@dataclass(frozen=True, eq=False)
class Plan:
    """All steps of a network, in one layer an issue. `groups` are sets of targets: any one of them counts.

    A step is (tail, head, tie, start moment, end moment); ties below 0 are links.
    """

    network: CoalitionNetwork
    sources: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    layers: tuple[int, ...]
    steps: tuple[tuple[int, int, int, int, int], ...]
    after: int = ALWAYS
    before: int = NEVER


def plan(
    network: CoalitionNetwork,
    sources: Sequence[int],
    groups: Sequence[Sequence[int]],
    *,
    issue: str | Sequence[str] | None = None,
    carrier: str = "claim",
    after: int = ALWAYS,
    before: int = NEVER,
) -> Plan:
    """Lay out the steps that carry `carrier`, one layer for every issue (or the one or more asked for)."""
    size = len(network.members)
    asked = [issue] if isinstance(issue, str) else issue or ()
    first = tuple(network.issues.index(one) for one in asked if one) or _busy(network)
    layers = tuple(range(len(network.issues))) or (0,) if network.translations else first
    steps = [
        (layer * size + tail, layer * size + head, tie, start, end)
        for tail, head, tie, about, start, end in _ways(network, carrier)
        for layer in layers
        if not about or about >> layer & 1
    ]
    for number, one in enumerate(network.translations):
        tail, head = one.from_issue * size + one.actor, one.to_issue * size + one.actor
        steps.append((tail, head, -1 - len(network.links) - number, one.start, one.end))
    groups_ = tuple(tuple(group) for group in groups)
    return Plan(network, tuple(sources), groups_, first, tuple(steps), after, before)


def _busy(network: CoalitionNetwork) -> tuple[int, ...]:
    """The issues of some tie: in the layers of all others the same neutral ties lead nowhere further."""
    if network.translations:
        return tuple(range(len(network.issues))) or (0,)
    about = int(np.bitwise_or.reduce(network.ties.issues, initial=np.uint64(0)))
    return tuple(k for k in range(len(network.issues)) if about >> k & 1) or (0,)


def _ways(network: CoalitionNetwork, carrier: str) -> Iterator[tuple[int, int, int, int, int, int]]:
    bit, ties = network.carrier_bit(carrier), network.ties
    columns = (
        ties.source,
        ties.target,
        ties.forward & bit,
        ties.reverse & bit,
        ties.issues,
        ties.start,
        ties.end,
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for k, (source, target, there, back, about, start, end) in enumerate(rows):
        if there:
            yield source, target, k, about, start, end
        if back:
            yield target, source, k, about, start, end
    for number, link in enumerate(network.links):
        yield link.official, link.organisation, -1 - number, 0, link.start, link.end
        yield link.organisation, link.official, -1 - number, 0, link.start, link.end


def best(network: CoalitionNetwork) -> Dating:
    """Every date read in favour of reaching: what is reached so is an upper bound."""
    return Dating(network.clock.lows, network.clock.highs)


def worst(network: CoalitionNetwork) -> Dating:
    """Every date read against reaching, asserted ties only: what is reached so is reached for certain."""
    return Dating(network.clock.highs, network.clock.lows, network.ties.asserted.tolist())


def datings(network: CoalitionNetwork, worlds: Worlds, *, presence: bool) -> Iterator[Dating]:
    """The dating of each world; with `presence`, also which ties are there."""
    days = np.full((len(network.clock), worlds.n), NEVER, np.int32)
    used = np.flatnonzero(worlds.row >= 0)
    days[used] = worlds.days[worlds.row[used]]
    for w in range(worlds.n):
        column = days[:, w].tolist()
        yield Dating(column, column, worlds.present[:, w].tolist() if presence else None)


def reach(
    plan: Plan, dating: Dating, scenarios: Sequence[Scenario] = (Scenario(),), *, masks: Masks | None = None
) -> Bools:
    """Who reaches which group under one dating: shape (scenarios, sources, groups).

    A source that is gone reaches nobody, and nobody reaches a target that is gone. `masks` are those of
    the same scenarios and plan, for asking of many datings.
    """
    width = len(plan.sources)
    size = len(plan.network.members)
    masks = masks or Masks(scenarios, plan)
    has: dict[int, int] = {}
    open_: dict[int, list[tuple[int, int, int]]] = {}
    for layer in plan.layers:
        for number, source in enumerate(plan.sources):
            bits = masks.of_source(number) & masks.actor(source)
            has[layer * size + source] = has.get(layer * size + source, 0) | bits
    for when, end, tail, head, tie in _in_order(plan, dating):
        mask = masks.tie(tie) & masks.actor(head % size) & masks.relay(tail % size)
        open_.setdefault(tail, []).append((end, head, mask))
        new = has.get(tail, 0) & mask & ~has.get(head, 0)
        if new:
            _spread(head, new, when, has, open_)
    found = np.zeros((len(scenarios), width, len(plan.groups)), bool)
    layers = range(max(1, len(plan.network.issues)))
    for g, group in enumerate(plan.groups):
        bits = 0
        for target in group:
            for layer in layers:
                bits |= has.get(layer * size + target, 0)
        found[:, :, g] = _unpack(bits, len(scenarios), width)
    return found


def reach_in_each(
    plan: Plan,
    datings: Sequence[Dating],
    scenarios: Sequence[Scenario] = (Scenario(),),
    *,
    executor: Workers = None,
    progress: Progress | None = None,
) -> list[Bools]:
    """`reach` under each of many datings, in blocks of them over any executor."""
    blocks = split(len(datings), 1 if executor is None and progress is None else PARTS)
    shared = plan, datings, scenarios
    tables = run_blocks(_reach_of_block, shared, blocks, executor=executor, progress=progress)
    return [table for block in tables for table in block]


def _reach_of_block(
    shared: tuple[Plan, Sequence[Dating], Sequence[Scenario]], begin: int, end: int
) -> list[Bools]:
    plan, datings, scenarios = shared
    masks = Masks(scenarios, plan)
    return [reach(plan, dating, scenarios, masks=masks) for dating in datings[begin:end]]


def _in_order(plan: Plan, dating: Dating) -> list[tuple[int, int, int, int, int]]:
    start, end, present = dating
    rows = []
    for tail, head, tie, s, e in plan.steps:
        if present is not None and tie >= 0 and not present[tie]:
            continue
        first, last = max(start[s], plan.after), min(end[e], plan.before)
        if first <= last:
            rows.append((first, last, tail, head, tie))
    rows.sort()
    return rows


def _spread(
    at: int, bits: int, when: int, has: dict[int, int], open_: dict[int, list[tuple[int, int, int]]]
) -> None:
    pending = [(at, bits)]
    while pending:
        at, bits = pending.pop()
        new = bits & ~has.get(at, 0)
        if not new:
            continue
        has[at] = has.get(at, 0) | new
        ways = open_.get(at)
        if ways:
            still = [way for way in ways if way[0] >= when]
            if len(still) < len(ways):
                open_[at] = still
            pending += [(head, onward) for _, head, mask in still if (onward := new & mask)]


class Masks:
    """Bit masks of ties, actors and relays over (scenario, source), scenario-major; made when asked for."""

    def __init__(self, scenarios: Sequence[Scenario], plan: Plan) -> None:
        self.width = len(plan.sources)
        self.block = (1 << self.width) - 1
        self.everything = (1 << self.width * len(scenarios)) - 1
        self.every = sum(1 << k * self.width for k in range(len(scenarios)))
        self.of_actor: dict[int, list[int]] = {}
        for number, source in enumerate(plan.sources):
            self.of_actor.setdefault(source, []).append(number)
        self.gone_ties: dict[int, int] = {}
        self.gone_actors: dict[int, int] = {}
        self.held: dict[int, int] = {}
        self.free = 0
        for k, one in enumerate(scenarios):
            bits = self.block << k * self.width
            for tie in one.ties:
                self.gone_ties[tie] = self.gone_ties.get(tie, 0) | bits
            for actor in one.actors:
                self.gone_actors[actor] = self.gone_actors.get(actor, 0) | bits
            if one.relays is None:
                self.free |= bits
            else:
                for actor in one.relays:
                    self.held[actor] = self.held.get(actor, 0) | bits

    def of_source(self, number: int) -> int:
        """The bits of one source in all scenarios."""
        return self.every << number

    def tie(self, tie: int) -> int:
        """The bits that a tie carries on: those of scenarios in which it is there."""
        return self.everything & ~self.gone_ties[tie] if tie in self.gone_ties else self.everything

    def actor(self, actor: int) -> int:
        """The bits that may arrive at an actor."""
        return self.everything & ~self.gone_actors[actor] if actor in self.gone_actors else self.everything

    def relay(self, actor: int) -> int:
        """Who may leave from this actor: everyone if it may relay, always its own."""
        if self.free == self.everything:
            return self.everything
        own = sum(self.of_source(number) for number in self.of_actor.get(actor, ()))
        return self.free | self.held.get(actor, 0) | own


def _unpack(bits: int, scenarios: int, width: int) -> Bools:
    total = scenarios * width
    raw = np.frombuffer(bits.to_bytes((total + 7) // 8, "little"), np.uint8)
    return np.unpackbits(raw, count=total, bitorder="little").astype(bool).reshape(scenarios, width)
