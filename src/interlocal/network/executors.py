"""Large questions cut into blocks, answered by any executor: threads, processes, or a cluster.

An executor is anything of :mod:`concurrent.futures`; a Dask cluster gives one too (:func:`on_cluster`). A
block whose worker fails or is killed is asked again. Blocks carry no state: replications, simulated codings and
removals are numbered, so the number of blocks and workers, their order and their failures never change a result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from interlocal.errors import InterlocalError, NetworkError

__all__ = ["PARTS", "Progress", "Workers", "on_cluster", "run_blocks", "split"]

R = TypeVar("R")
Progress: TypeAlias = Callable[[int, int], None]
Workers: TypeAlias = Executor | Callable[[], Executor] | None

PARTS = 16
"""Into how many blocks a question is cut."""


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
