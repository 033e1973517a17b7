"""Who answers the blocks of a large question, threads, processes or a Dask cluster, and how far they are."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from interlocal.cli.output import progress
from interlocal.errors import InterlocalError

__all__ = ["bar", "book_workers", "workers"]

WIDTH = 30
LONG = 100_000
"""Ties times simulated codings from which starting processes pays for a question to a casebook."""


@contextmanager
def workers(cluster: str | None) -> Iterator[Executor | Callable[[], Executor]]:
    """An executor for blocks. Which one never changes a result."""
    if cluster is None:
        yield lambda: ThreadPoolExecutor(os.cpu_count())
        return
    if ":" not in cluster:
        raise _unanswered(cluster)
    from interlocal.network.executors import on_cluster

    try:
        import distributed
    except ImportError as error:
        raise InterlocalError('--cluster needs Dask: pip install "interlocal[cluster]"') from error
    try:
        client: Any = distributed.Client(cluster, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TypeError, ValueError) as error:
        raise _unanswered(cluster) from error
    with client:
        if not client.scheduler_info(n_workers=1)["workers"]:
            raise InterlocalError(
                f"--cluster {cluster}: the scheduler has no workers; start one with dask-worker"
            )
        try:
            yield on_cluster(client)
        except ImportError as error:
            raise InterlocalError(
                f"--cluster {cluster}: its workers lack {error.name}; install the same interlocal there"
            ) from error


@contextmanager
def book_workers(cluster: str | None, work: int) -> Iterator[Executor | Callable[[], Executor] | None]:
    """The same for casebooks, whose engine is Python's own: processes, and none for short work (below LONG)."""
    if cluster is not None:
        with workers(cluster) as executor:
            yield executor
        return
    cores = os.cpu_count() or 1
    if work < LONG or cores < 2:
        yield None
        return
    yield lambda: ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn"))


def _unanswered(cluster: str) -> InterlocalError:
    return InterlocalError(
        f"--cluster {cluster}: no scheduler answers there; give the address that dask-scheduler prints, "
        "such as tcp://127.0.0.1:8786"
    )


def bar(what: str) -> Callable[[int, int], None] | None:
    """A progress bar on stderr for blocks done and blocks in all; None where stderr is no terminal."""
    say = progress()
    if say is None:
        return None

    def shown(done: int, total: int) -> None:
        full = WIDTH * done // max(total, 1)
        say(f"{what} {'█' * full}{'░' * (WIDTH - full)} {done} of {total}" if done < total else "")

    return shown
