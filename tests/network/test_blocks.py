"""Blocks over any executor give what one pass gives, whatever fails on the way."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from interlocal.errors import NetworkError
from interlocal.network import blocks, executors, reach
from interlocal.network.events import EventNetwork


def network(actors=1_300, ties=4_000):
    draw = np.random.default_rng(6)
    return EventNetwork.from_arrays(
        draw.integers(0, actors, ties), draw.integers(0, actors, ties), draw.integers(0, 500, ties),
        actors=range(actors),
    )  # fmt: skip


class KilledOnce:
    """A block that takes its worker process with it the first time it is asked, as a machine's failure
    would.
    """

    def __init__(self, mark, start):
        self.mark, self.start = str(mark), start

    def __call__(self, net, lo, hi):
        if lo == self.start and not os.path.exists(self.mark):
            with open(self.mark, "w"):
                pass
            os.kill(os.getpid(), signal.SIGKILL)
        return blocks._RowCounts(True, (None, None, reach.STRICT, "python"))(net, lo, hi)


class FailsTwice:
    def __init__(self, error=OSError):
        self.left, self.error = 2, error

    def __call__(self, net, lo, hi):
        if lo == 0 and self.left:
            self.left -= 1
            raise self.error("the wire was cut")
        return lo


@pytest.mark.parametrize("parts", [1, 2, 7])
@pytest.mark.parametrize("workers", [None, 1, 3])
def test_neither_blocks_nor_workers_change_a_result(parts, workers):
    net = network()
    executor = workers and ThreadPoolExecutor(workers)
    asked = {"executor": executor, "parts": parts}
    for engine in ("python", "compiled"):
        assert np.array_equal(
            blocks.reach_sizes(net, engine=engine, **asked).sizes, reach.reach_sizes(net).sizes
        )
        assert np.array_equal(
            blocks.remove_each(net, [3], engine=engine, **asked).lost, reach.remove_each(net, [3]).lost
        )
        few = {"replications": 9, "seed": 4, "engine": engine}
        assert np.array_equal(
            blocks.shuffled(net, [3], **few, **asked).counts, reach.shuffled(net, [3], **few).counts
        )
    if executor:
        executor.shutdown()


@pytest.mark.parametrize("parts", [2, 3, 16])
def test_blocks_of_sparse_networks_count_nobody_twice(parts):
    # Few ties at many moments, so that rows of the compiled engine run in pairs.
    draw = np.random.default_rng(2)
    net = EventNetwork.from_arrays(
        draw.integers(0, 5_000, 9_000), draw.integers(0, 5_000, 9_000), draw.permutation(9_000),
        actors=range(5_000),
    )  # fmt: skip
    truth = reach.reach_sizes(net, engine="python").sizes
    for direction in ("out", "in"):
        found = blocks.reach_sizes(net, engine="compiled", direction=direction, parts=parts).sizes
        expected = (
            truth if direction == "out" else reach.reach_sizes(net, direction="in", engine="python").sizes
        )
        assert np.array_equal(found, expected)


def test_progress_is_told_after_every_block():
    told = []
    blocks.reach_sizes(network(2_100), parts=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(2)])
def test_a_failed_block_is_asked_again(executor):
    ranges = executors.split(4, 4)
    assert executors.run_blocks(FailsTwice(), None, ranges, executor=executor) == [0, 1, 2, 3]
    with pytest.raises(OSError, match="the wire was cut"):
        executors.run_blocks(FailsTwice(), None, ranges, executor=executor, retries=1)
    with pytest.raises(NetworkError):
        executors.run_blocks(FailsTwice(NetworkError), None, ranges, executor=executor, retries=9)


def test_a_broken_process_pool_is_replaced(tmp_path):
    net = network()
    counts = executors.run_blocks(
        KilledOnce(tmp_path / "killed", 512), net, executors.split(1_300, 3, 512),
        executor=lambda: ProcessPoolExecutor(1),
    )  # fmt: skip
    assert (tmp_path / "killed").exists()
    assert np.array_equal(sum(counts), reach.reach_sizes(net).sizes)


def test_what_is_no_cluster_is_refused():
    with pytest.raises(NetworkError, match=r"str is no distributed\.Client"):
        executors.on_cluster("tcp://here")


def test_a_worker_killed_in_a_cluster_changes_nothing(tmp_path):
    distributed = pytest.importorskip("distributed")
    net = network()
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor = executors.on_cluster(client)
        counts = executors.run_blocks(
            KilledOnce(tmp_path / "killed", 512), net, executors.split(1_300, 3, 512), executor=executor
        )
        assert (tmp_path / "killed").exists()
        assert np.array_equal(sum(counts), reach.reach_sizes(net).sizes)
        assert np.array_equal(
            blocks.shuffled(net, [3], replications=6, parts=3, executor=executor, engine="python").counts,
            reach.shuffled(net, [3], replications=6, engine="python").counts,
        )


@pytest.mark.parametrize("parts", [1, 2, 16])
def test_scenarios_in_blocks_are_the_scenarios_of_one_pass(parts):
    net, draw = network(), np.random.default_rng(3)
    masks = {
        "actor_mask": draw.random((len(net.actors), 1_100)) < 0.9,
        "tie_mask": draw.random((len(net), 1_100)) < 0.7,
    }
    for name, ends in (("targets", [0, 5]), ("sources", [7])):
        for engine in ("python", "compiled"):
            asked = {name: ends, **masks, "before": 400, "engine": engine}
            with ThreadPoolExecutor(2) as pool:
                counts = blocks.scenarios(net, **asked, parts=parts, executor=pool).counts
            assert np.array_equal(counts, reach.scenarios(net, **asked).counts)


def test_scenarios_in_blocks_need_masks_and_ends():
    net = network()
    with pytest.raises(NetworkError, match="targets or sources"):
        blocks.scenarios(net, actor_mask=np.ones((1_300, 2), bool))
    with pytest.raises(NetworkError, match="actor_mask, tie_mask or both"):
        blocks.scenarios(net, targets=[0])
