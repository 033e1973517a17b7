"""Who carries cohesion: Shapley's value of classes of actors as relays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal.network.coalition import CoalitionNetwork, Member
from interlocal.network.executors import PARTS, Progress, Workers, run_blocks, split
from interlocal.network.measures import pairs_of
from interlocal.network.pairs import Dating, Plan, Scenario, best, datings, plan, reach_in_each
from interlocal.network.worlds import Worlds, mean_of, worlds_for
from interlocal.provenance import Estimate, Result

__all__ = ["Attribution", "Share", "attribution", "relay_class", "relay_classes"]

Array: TypeAlias = npt.NDArray[Any]

EXACT = 12
"""Up to this many classes all subsets are evaluated."""

BLOCK = 256


class Share(Result, frozen=True):
    """A class's part of what relaying achieves, and the same an actor."""

    name: str
    actors: int
    value: Estimate
    per_actor: float | None


class Attribution(Result, frozen=True):
    """The parts sum to `everyone` − `nobody`: the measure when all relay, and when nobody does.

    `exact` says whether all subsets of classes were evaluated, or permutations drawn.
    """

    measure: str
    everyone: Estimate
    nobody: Estimate
    parts: tuple[Share, ...]
    exact: bool


def relay_class(member: Member, home: str) -> str:
    """Local and national government by side, every other sector by itself."""
    if member.level not in ("local", "state"):
        return member.sector
    side = member.side(home)
    return "international" if side == "international" else f"{side} {member.level}"


def relay_classes(network: CoalitionNetwork) -> dict[str, frozenset[int]]:
    """The default classes, at most twelve: `relay_class` of every actor with a tie."""
    found: dict[str, set[int]] = {}
    for k in sorted({*network.ties.source.tolist(), *network.ties.target.tolist()}):
        found.setdefault(relay_class(network.members[k], network.home), set()).add(k)
    return {name: frozenset(ones) for name, ones in sorted(found.items())}


def attribution(
    network: CoalitionNetwork,
    classes: Mapping[str, frozenset[int]] | None = None,
    *,
    measure: str = "cohesion",
    issue: str | None = None,
    carrier: str = "claim",
    worlds: Worlds | int = 1,
    seed: int = 1,
    permutations: int = 200,
    executor: Workers = None,
    progress: Progress | None = None,
) -> Attribution:
    """Split a measure among classes of actors as relays (Shapley's value).

    v(K) is the measure when only actors of the classes K may pass on what they received; sources
    always send, targets always receive, actors of no class always relay. The value of a class is
    its mean marginal contribution over all orders: exact up to 12 classes, else over `permutations`
    drawn orders (`mc_se` then includes that error). Over several worlds, the mean. With `worlds=0`
    dates are read in favour of reaching and all ties are there. Without any pair nothing is known. `executor`
    answers for blocks of subsets of the classes.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local JP; c society CN", "a meets b 1990; b meets c 1991")
    >>> result = attribution(net, worlds=0)
    >>> [(part.name, part.value.value) for part in result.parts]
    [('home local', 0.5), ('civil_society', 0.0)]

    Source: L. S. Shapley, "A value for n-person games" (1953); relay cohesion, method of the tool.
    """
    chosen = relay_classes(network) if classes is None else dict(classes)
    drawn = None if worlds == 0 else worlds_for(network, worlds, seed)
    pairs = pairs_of(network, measure)
    if not pairs.counted.any():
        unknown = Estimate(value=None)
        none = tuple(Share(name, len(ones), unknown, None) for name, ones in chosen.items())
        return Attribution(measure, unknown, unknown, none, True)
    laid = plan(network, pairs.sources, pairs.groups, issue=issue, carrier=carrier)
    every = [best(network)] if drawn is None else list(datings(network, drawn, presence=True))
    free = frozenset(range(len(network.members))) - frozenset().union(*chosen.values())
    through = _through(laid)
    names = [name for name, ones in chosen.items() if ones & through]
    exact = len(names) <= EXACT
    orders = (
        None
        if exact
        else np.random.Generator(np.random.Philox(seed)).permuted(
            np.tile(np.arange(len(names)), (permutations, 1)), axis=1
        )
    )
    subsets = list(range(1 << len(names))) if orders is None else _prefixes(orders)
    idle = free.union(*(ones for name, ones in chosen.items() if name not in names))
    playing = {name: chosen[name] for name in names}
    asked = _Subsets(laid, pairs.counted, every, subsets, list(playing.values()), idle)
    rows = run_blocks(_values, asked, split(len(subsets), PARTS, BLOCK), executor=executor, progress=progress)
    values = np.concatenate(rows, axis=1)
    parts, spread = _parts(values, subsets, len(names), orders)
    shares = [
        Share(
            name,
            len(chosen[name]),
            _with_spread(parts[:, k], spread[k]),
            float(parts[:, k].mean()) / max(1, len(chosen[name])),
        )
        for k, name in enumerate(names)
    ]
    nothing = Estimate(value=0.0, interval=(0.0, 0.0), mc_se=0.0)
    shares += [Share(name, len(ones), nothing, 0.0) for name, ones in chosen.items() if name not in names]
    last = subsets.index((1 << len(names)) - 1)
    ordered = tuple(sorted(shares, key=lambda one: (-(one.value.value or 0.0), one.name)))
    return Attribution(
        measure, mean_of(values[:, last]), mean_of(values[:, subsets.index(0)]), ordered, exact
    )


def _through(laid: Plan) -> frozenset[int]:
    """Actors that something leads to and something leads on from: a class without any contributes nothing."""
    size = len(laid.network.members)
    tails, heads = ({step[k] % size for step in laid.steps} for k in (0, 1))
    return frozenset(tails & heads)


def _prefixes(orders: Array) -> list[int]:
    found: dict[int, None] = {0: None}
    for order in orders:
        mask = 0
        for k in order.tolist():
            mask |= 1 << k
            found[mask] = None
    return list(found)


class _Subsets(NamedTuple):
    """What is asked of all subsets of the classes; those in `free` relay in each."""

    plan: Plan
    counted: Array
    datings: Sequence[Dating]
    subsets: Sequence[int]
    classes: Sequence[frozenset[int]]
    free: frozenset[int]


def _values(asked: _Subsets, begin: int, end: int) -> Array:
    """The measure in every dating for subsets begin to end - 1 (datings, subsets), BLOCK of them at once."""
    found = np.zeros((len(asked.datings), end - begin))
    for at in range(begin, end, BLOCK):
        few = asked.subsets[at : min(end, at + BLOCK)]
        scenarios = [
            Scenario(
                relays=asked.free.union(*(group for k, group in enumerate(asked.classes) if mask >> k & 1))
            )
            for mask in few
        ]
        for row, table in enumerate(reach_in_each(asked.plan, asked.datings, scenarios)):
            found[row, at - begin : at - begin + len(few)] = table[:, asked.counted].mean(axis=1)
    return found


def _parts(
    values: Array,
    subsets: Sequence[int],
    n: int,
    orders: Array | None,
) -> tuple[Array, Array]:
    place = {mask: k for k, mask in enumerate(subsets)}
    parts, spread = np.zeros((len(values), n)), np.zeros(n)
    if orders is None:
        for mask in subsets:
            size = bin(mask).count("1")
            for k in range(n):
                if not mask >> k & 1:
                    weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                    parts[:, k] += weight * (values[:, place[mask | 1 << k]] - values[:, place[mask]])
        return parts, spread
    gains = np.zeros((len(orders), len(values), n))
    for row, order in enumerate(orders):
        mask = 0
        for k in order.tolist():
            gains[row, :, k] = values[:, place[mask | 1 << k]] - values[:, place[mask]]
            mask |= 1 << k
    spread = gains.mean(axis=1).std(axis=0, ddof=1) / np.sqrt(len(orders))
    return gains.mean(axis=0), spread


def _with_spread(values: Array, spread: float) -> Estimate:
    one = mean_of(values)
    return Estimate(value=one.value, interval=one.interval, mc_se=float(np.hypot(one.mc_se or 0.0, spread)))
