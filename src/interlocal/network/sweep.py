"""When every group of targets is reached, and how strongly, from every source in every simulated coding.

One sweep over the ties in order of time answers for all sources at once. The best that is known of an
actor only grows as time passes, so that the sweep keeps for each day what a search would keep as
labels (arrival, strength): the earliest journey and the strongest one are both found, and they may
be two different journeys.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.pairs import NOBODY, Plan, Scenario
from interlocal.network.worlds import Days, Worlds

__all__ = ["Arrivals", "Sweep", "tie_weights"]

Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]


class Arrivals(NamedTuple):
    """What a sweep found, each of shape (worlds, sources, groups).

    `day` is the first day of arrival, `NEVER` for none. With weights, `day_strength` is the greatest
    strength of a journey that arrives on that day, `best` the greatest of any journey, `best_day` the
    first day of arrival with it; strengths are -1 where nothing is reached. Without weights they are empty.
    """

    day: Days
    day_strength: Floats
    best: Floats
    best_day: Days


@dataclass(frozen=True, eq=False)
class Sweep:
    """A plan laid out for the worlds of a network.

    With `presence` a tie counts only in the worlds in which it is there; without, the asserted ones
    are all there. `backward` asks for the latest departures: sources are then those who come to know,
    groups those from whom they know, and `day` is minus the latest day of leaving; `plan.before`
    then is the day of asking. `deadline` (worlds,) is a last day for each world.
    """

    plan: Plan
    worlds: Worlds
    presence: bool = True
    backward: bool = False
    deadline: Days | None = None

    def run(
        self, scenario: Scenario = NOBODY, *, sources: Sequence[int] | None = None,
        weights: Floats | None = None,
    ) -> Arrivals:  # fmt: skip
        """Sweep once, for some positions among the plan's sources (default all of them).

        `weights` (ties, worlds) are the factors of the ties, in [0, 1]; links and translations weigh 1.
        A source that is gone reaches nobody, and nobody reaches a target that is gone.
        """
        from interlocal.network.sweep_kernels import sweep

        chosen = list(range(len(self.plan.sources))) if sources is None else list(sources)
        laid, worlds = self._laid, self.worlds.n
        last, mute, gone = self._cut(scenario)
        seed_ptr, seed_node, own = self._seeds([self.plan.sources[k] for k in chosen], gone)
        shape = (worlds, len(chosen), len(self.plan.groups))
        wide = shape if weights is not None else (0, 0, 0)
        found = Arrivals(
            np.full(shape, NEVER, np.int32), np.full(wide, -1.0), np.full(wide, -1.0),
            np.full(wide, NEVER, np.int32),
        )  # fmt: skip
        if laid.tail.size and worlds and chosen:
            sweep(
                laid.tail, laid.head, laid.actor_of, laid.first, last, laid.order, self._weights(weights),
                laid.out_ptr, laid.out_step, seed_ptr, seed_node, mute, own, laid.group_ptr, laid.group_of,
                *found,
            )  # fmt: skip
        return found

    @functools.cached_property
    def _laid(self) -> _Laid:
        return _lay(self.plan, self.worlds, self.presence, self.backward, self.deadline)

    def _weights(self, weights: Floats | None) -> Floats:
        laid = self._laid
        factors = np.ones(laid.first.shape)
        if weights is not None:
            of_tie = laid.tie >= 0
            factors[:, of_tie] = np.broadcast_to(weights, (len(weights), self.worlds.n))[laid.tie[of_tie]].T
        return factors

    def _cut(self, scenario: Scenario) -> tuple[Days, Array, frozenset[int]]:
        """Last days with the scenario's ties and actors gone, who may not pass on, and who is gone."""
        laid, last = self._laid, self._laid.last
        gone = np.isin(laid.tie, list(scenario.ties)) if scenario.ties else np.zeros(len(laid.tie), bool)
        if scenario.actors:
            away = np.isin(laid.actor_of, list(scenario.actors))
            gone |= away[laid.tail] | away[laid.head]
        if gone.any():
            last = last.copy()
            last[:, gone] = ALWAYS - 1
        mute = np.zeros(len(laid.actor_of), bool)
        if scenario.relays is not None:
            mute = ~np.isin(laid.actor_of, list(scenario.relays))
        return last, mute, scenario.actors

    def _seeds(self, sources: Sequence[int], gone: frozenset[int]) -> tuple[Array, Array, Array]:
        laid = self._laid
        own = np.full(len(laid.actor_of), -1, np.int64)
        pointer, nodes = [0], []
        for lane, source in enumerate(sources):
            mine = np.flatnonzero(laid.actor_of == source) if source not in gone else np.zeros(0, np.int64)
            own[mine] = lane
            nodes += [k for k in mine.tolist() if self.backward or laid.layer_of[k] in self.plan.layers]
            pointer.append(len(nodes))
        return np.array(pointer, np.int64), np.array(nodes, np.int64), own


class _Laid(NamedTuple):
    tail: Array
    head: Array
    tie: Array
    actor_of: Array
    layer_of: Array
    first: Days
    last: Days
    order: Array
    out_ptr: Array
    out_step: Array
    group_ptr: Array
    group_of: Array


def _lay(plan: Plan, worlds: Worlds, presence: bool, backward: bool, deadline: Days | None) -> _Laid:
    steps = np.array(plan.steps, np.int64).reshape(-1, 5)
    ends, tie = steps[:, :2], steps[:, 2]
    nodes, place = np.unique(ends, return_inverse=True)
    place = place.reshape(-1, 2)
    tail, head = (place[:, 1], place[:, 0]) if backward else (place[:, 0], place[:, 1])
    size = max(1, len(plan.network.members))
    layer_of, actor_of = np.divmod(nodes, size)
    first, last = _windows(plan, worlds, steps, presence, backward)
    if deadline is not None:
        last = np.minimum(last, deadline[:, None])
    groups = plan.groups
    if backward and len(plan.layers) < int(layer_of.max(initial=0)) + 1:
        allowed = np.isin(layer_of, plan.layers)
    else:
        allowed = np.ones(len(nodes), bool)
    of_actor: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for actor in group:
            of_actor.setdefault(actor, []).append(number)
    listed = [of_actor.get(a, []) if ok else [] for a, ok in zip(actor_of.tolist(), allowed, strict=True)]
    return _Laid(
        np.ascontiguousarray(tail), np.ascontiguousarray(head), tie, actor_of, layer_of, first, last,
        np.argsort(first, axis=1, kind="stable"), *_by(tail, len(nodes)), *_flat(listed),
    )  # fmt: skip


def _windows(plan: Plan, worlds: Worlds, steps: Array, presence: bool, backward: bool) -> tuple[Days, Days]:
    """First and last usable day of every step, each (worlds, steps) and contiguous."""
    start = np.maximum(worlds.days[worlds.row[steps[:, 3]]], plan.after)
    end = np.minimum(worlds.days[worlds.row[steps[:, 4]]], plan.before)
    tie = steps[:, 2]
    of_tie = tie >= 0
    there = worlds.present if presence else np.broadcast_to(
        plan.network.ties.asserted[:, None], (len(plan.network.ties), worlds.n)
    )  # fmt: skip
    absent = np.zeros(start.shape, bool)
    absent[of_tie] = ~there[tie[of_tie]]
    absent |= end < start
    if backward:
        start, end = -end, -start
    end = np.where(absent, ALWAYS - 1, end)
    start = np.where(absent, NEVER, start)
    return np.ascontiguousarray(start.T, np.int32), np.ascontiguousarray(end.T, np.int32)


def _by(tail: Array, nodes: int) -> tuple[Array, Array]:
    pointer = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=nodes))]).astype(np.int64)
    return pointer, np.argsort(tail, kind="stable")


def _flat(listed: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    pointer = np.cumsum([0, *(len(one) for one in listed)])
    return pointer.astype(np.int64), np.array([g for one in listed for g in one], np.int64)


def tie_weights(modes: Iterable[int], value_of: Floats, unknown: int) -> Floats:
    """The factor of every tie from its mode; `unknown` is the mode that stands for one not coded.

    `value_of` (6,) or (6, worlds) holds the factor of each mode; the answer is (ties, worlds or 1).

    >>> tie_weights([2, -1], np.array([0, 0.1, 0.3, 0.5, 0.75, 1]), 1).ravel().tolist()
    [0.3, 0.1]
    """
    table = value_of.reshape(6, -1)
    found: Floats = table[[unknown if mode < 0 else mode for mode in modes]].reshape(-1, table.shape[1])
    return found
