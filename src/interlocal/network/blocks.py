"""Large questions to tables of events in blocks of actors, replications or scenarios, over any executor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import NetworkError
from interlocal.network import reach
from interlocal.network.answers import ReachSizes, Removals, Scenarios, Shuffled
from interlocal.network.columns import Actor
from interlocal.network.engines import LONG, Asked, Choice, Engine, Masks, Rules, choose, packed
from interlocal.network.events import EventNetwork
from interlocal.network.executors import PARTS, Progress, Workers, run_blocks, split
from interlocal.network.semantics import STRICT, Semantics

__all__ = ["reach_sizes", "remove_each", "scenarios", "shuffled"]

UNIT = 1024
"""Two rows of 512 bits, which run side by side: blocks of actors, or of scenarios, are multiples of it."""


def reach_sizes(
    net: EventNetwork,
    *,
    direction: Literal["out", "in"] = "out",
    after: int | None = None,
    before: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    executor: Workers = None,
    parts: int = PARTS,
    retries: int = 2,
    progress: Progress | None = None,
) -> ReachSizes:
    """:func:`interlocal.network.reach.reach_sizes`, in ``parts`` blocks of actors.

    >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    >>> reach_sizes(net).as_dict()
    {'a': 3, 'b': 2, 'c': 1}
    """
    asked = Asked(net, after, before, semantics, engine)
    counted = run_blocks(
        _RowCounts(direction == "out", asked.rules), net, split(len(net.actors), parts, UNIT),
        executor=executor, retries=retries, progress=progress,
    )  # fmt: skip
    sizes = sum(counted, np.zeros(len(net.actors), np.int64))
    return ReachSizes(asked.question("reach_sizes"), net.actors, sizes, direction)


def remove_each(
    net: EventNetwork,
    targets: Iterable[Actor],
    *,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    executor: Workers = None,
    parts: int = PARTS,
    retries: int = 2,
    progress: Progress | None = None,
) -> Removals:
    """:func:`interlocal.network.reach.remove_each`, in ``parts`` blocks of removed actors."""
    asked, labels = Asked(net, after, before, semantics, engine), tuple(targets)
    members = reach.reaching(
        net, labels, before=before, after=after, semantics=semantics, engine=engine
    ).members  # fmt: skip
    remaining = run_blocks(
        _Removals(labels, asked.rules), net, split(len(net.actors), parts, UNIT),
        executor=executor, retries=retries, progress=progress,
    )  # fmt: skip
    counts = np.concatenate([np.zeros(0, np.int64), *remaining])
    return Removals(asked.question("remove_each", labels), net.actors, members, counts)


def shuffled(
    net: EventNetwork,
    targets: Iterable[Actor],
    *,
    replications: int = 1000,
    seed: int = 0,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    executor: Workers = None,
    parts: int = PARTS,
    retries: int = 2,
    progress: Progress | None = None,
) -> Shuffled:
    """:func:`interlocal.network.reach.shuffled`, in ``parts`` blocks of replications."""
    asked, labels = Asked(net, after, before, semantics, engine), tuple(targets)
    if replications < 1:
        raise NetworkError(f"replications is {replications}; ask for at least one")
    observed = reach.reaching(
        net, labels, before=before, after=after, semantics=semantics, engine=engine
    ).count
    counts = run_blocks(
        _Shuffles(labels, seed, asked.rules), net, split(replications, parts),
        executor=executor, retries=retries, progress=progress,
    )  # fmt: skip
    return Shuffled(asked.question("shuffled", labels, seed), observed, np.concatenate(counts))


def scenarios(
    net: EventNetwork,
    *,
    targets: Iterable[Actor] | None = None,
    sources: Iterable[Actor] | None = None,
    actor_mask: ArrayLike | None = None,
    tie_mask: ArrayLike | None = None,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    executor: Workers = None,
    parts: int = PARTS,
    retries: int = 2,
    progress: Progress | None = None,
) -> Scenarios:
    """:func:`interlocal.network.reach.scenarios`, in ``parts`` blocks of scenarios (1,024 at least).

    >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    >>> everyone, without_b = [True, True, True], [True, False, True]
    >>> scenarios(net, targets=["c"], actor_mask=np.column_stack([everyone, without_b])).counts
    array([3, 1])
    """
    asked = Asked(net, after, before, semantics, engine)
    places, labels = asked.places(reach.ends(targets, sources))
    masks = packed(net, actor_mask, tie_mask)
    counts = run_blocks(
        _Scenarios(places, targets is not None, asked.rules), (net, masks), split(masks.size, parts, UNIT),
        executor=executor, retries=retries, progress=progress,
    )  # fmt: skip
    return Scenarios(asked.question("scenarios", labels), np.concatenate([np.zeros(0, np.int64), *counts]))


class _Block:
    """One kind of block: a small thing that pickles, made into an engine where it lands."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def engine(self, net: EventNetwork) -> Engine:
        after, before, semantics, choice = self.rules
        work = LONG if choice == "auto" and len(net) > 5_000 else 0
        return choose(net, semantics, after, before, choice, 1, work=work)


class _RowCounts(_Block):
    def __init__(self, backward: bool, rules: Rules) -> None:
        super().__init__(rules)
        self.backward = backward

    def __call__(self, net: EventNetwork, lo: int, hi: int) -> NDArray[np.int64]:
        return self.engine(net).row_counts(lo, hi, backward=self.backward)


class _Removals(_Block):
    def __init__(self, targets: tuple[Actor, ...], rules: Rules) -> None:
        super().__init__(rules)
        self.targets = targets

    def __call__(self, net: EventNetwork, lo: int, hi: int) -> NDArray[np.int64]:
        places = sorted({net.position(actor) for actor in self.targets})
        return self.engine(net).removal_counts(places, lo, hi, backward=True)


class _Shuffles(_Block):
    def __init__(self, targets: tuple[Actor, ...], seed: int, rules: Rules) -> None:
        super().__init__(rules)
        self.targets, self.seed = targets, seed

    def __call__(self, net: EventNetwork, lo: int, hi: int) -> NDArray[np.int64]:
        places = sorted({net.position(actor) for actor in self.targets})
        return self.engine(net).shuffled_counts(places, self.seed, lo, hi)


class _Scenarios(_Block):
    def __init__(self, places: list[int], backward: bool, rules: Rules) -> None:
        super().__init__(rules)
        self.places, self.backward = places, backward

    def __call__(self, shared: tuple[EventNetwork, Masks], lo: int, hi: int) -> NDArray[np.int64]:
        net, masks = shared
        words = slice(lo // 64, -(-hi // 64))
        actors, ties = (mask if mask is None else mask[:, words] for mask in (masks.actors, masks.ties))
        return self.engine(net).scenario_counts(self.places, hi - lo, actors, ties, backward=self.backward)
