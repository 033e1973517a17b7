"""Large questions cut into blocks, answered by any executor: threads, processes, or a cluster.

An executor is anything of :mod:`concurrent.futures`; a Dask cluster gives one too (:func:`on_cluster`). A
block whose worker fails or is killed is asked again. Blocks carry no state: replications are numbered and
actors are ranges, so the number of blocks and workers, their order and their failures never change a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from itertools import pairwise
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import InterlocalError, NetworkError
from interlocal.network import reach
from interlocal.network.answers import ReachSizes, Removals, Scenarios, Shuffled
from interlocal.network.columns import Actor
from interlocal.network.engines import LONG, Asked, Choice, Engine, Masks, Rules, choose, packed
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import STRICT, Semantics

__all__ = [
    "Progress",
    "on_cluster",
    "reach_sizes",
    "remove_each",
    "run_blocks",
    "scenarios",
    "shuffled",
    "split",
]

R = TypeVar("R")
Progress: TypeAlias = Callable[[int, int], None]
Workers: TypeAlias = Executor | Callable[[], Executor] | None

UNIT = 1024
"""Two rows of 512 bits, which run side by side: blocks of actors, or of scenarios, are multiples of it."""


def split(size: int, parts: int, unit: int = 1) -> list[range]:
    """Cut 0..size-1 into at most ``parts`` ranges of nearly equal length, each but the last a multiple of
    ``unit``.

    >>> split(10, 3)
    [range(0, 4), range(4, 7), range(7, 10)]
    >>> split(1200, 9, unit=512)
    [range(0, 512), range(512, 1024), range(1024, 1200)]
    """
    units = -(-size // unit)
    parts = max(1, min(parts, units))
    cuts = [min(size, unit * -(-units * k // parts)) for k in range(parts + 1)]
    return [range(lo, hi) for lo, hi in pairwise(cuts) if lo < hi]


def run_blocks(
    task: Callable[..., R],
    shared: object,
    blocks: Sequence[range],
    *,
    executor: Workers = None,
    retries: int = 2,
    progress: Progress | None = None,
) -> list[R]:
    """``task(shared, block.start, block.stop)`` for every block, in the order of the blocks.

    ``executor`` None runs here, one after another. A block that fails is tried ``retries`` times more, and
    then its error is raised; an InterlocalError is nobody's accident and is raised at once. When the
    executor itself breaks (a process pool that lost a process), it is replaced if ``executor`` is a function
    that makes one. ``progress(done, total)`` is called after every block.
    """
    done: dict[int, R] = {}
    tries = dict.fromkeys(range(len(blocks)), 0)
    pool = executor() if callable(executor) else executor
    given = _placed(shared, pool)
    waiting: dict[Future[R], int] = {}

    def failed(k: int, error: BaseException) -> None:
        tries[k] += 1
        if isinstance(error, InterlocalError) or tries[k] > retries or not isinstance(error, Exception):
            for other in waiting:
                other.cancel()
            raise error

    def finished(k: int, answer: R) -> None:
        done[k] = answer
        if progress is not None:
            progress(len(done), len(blocks))

    try:
        while len(done) < len(blocks):
            for k in [k for k in tries if k not in done and k not in waiting.values()]:
                if pool is None:
                    try:
                        finished(k, task(given, blocks[k].start, blocks[k].stop))
                    except Exception as error:
                        failed(k, error)
                    continue
                try:
                    waiting[pool.submit(task, given, blocks[k].start, blocks[k].stop)] = k
                except BrokenExecutor as error:
                    failed(k, error)
                    break
            ready = wait(waiting, return_when=FIRST_COMPLETED).done if waiting else set()
            broken = False
            for future in ready:
                k = waiting.pop(future)
                trouble = future.exception()
                if trouble is None:
                    finished(k, future.result())
                else:
                    broken = broken or isinstance(trouble, BrokenExecutor)
                    failed(k, trouble)
            if broken and callable(executor):
                waiting.clear()
                pool = executor()
    finally:
        if callable(executor) and pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
    return [done[k] for k in range(len(blocks))]


def reach_sizes(
    net: EventNetwork,
    *,
    direction: Literal["out", "in"] = "out",
    after: int | None = None,
    before: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    executor: Workers = None,
    parts: int = 16,
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
    parts: int = 16,
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
    parts: int = 16,
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
    parts: int = 16,
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


def on_cluster(client: Any, *, retries: int = 3) -> Executor:
    """The executor of a Dask cluster (``distributed.Client``); the extra ``cluster`` installs Dask.

    A network asked about through it is sent to each worker once. A killed worker's blocks move to another, at
    most ``retries`` times.
    """
    if not hasattr(client, "get_executor"):
        raise NetworkError(
            f"{type(client).__name__} is no distributed.Client; "
            'pip install "interlocal[cluster]" and connect one'
        )
    executor: Executor = client.get_executor(retries=retries, pure=False)
    return executor


def _placed(shared: object, pool: Executor | None) -> object:
    """What blocks share, put on the workers ahead where the executor is a cluster's."""
    scatter = getattr(getattr(pool, "_client", None), "scatter", None)
    return scatter(shared, broadcast=True, hash=False) if scatter is not None else shared


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
