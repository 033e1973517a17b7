"""Simulated codings and removals of casebooks over executors: workers change nothing, nor does their death."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from interlocal.casebook.folder import read
from interlocal.network import pairs
from interlocal.network.attribution import attribution
from interlocal.network.build import build
from interlocal.network.executors import on_cluster, run_blocks, split
from interlocal.network.measures import pairs_of
from interlocal.network.paths import paths
from interlocal.network.reached import reached
from interlocal.network.removal import remove, remove_each
from interlocal.network.worlds import draw_worlds

HOME = "home_local_government"


@pytest.fixture(scope="module")
def net():
    return build(read("takao2003"), cases=["kitakyushu"])


def answers(net, executor):
    """One question of every kind that is split."""
    return (
        remove(net, HOME, worlds=40, executor=executor),
        remove_each(net, worlds=3, executor=executor),
        attribution(net, worlds=2, executor=executor),
        reached(net, [HOME], worlds=50, executor=executor),
        paths(net, [HOME], "Government of China", worlds=50, executor=executor),
    )


def test_workers_change_no_answer(net):
    alone = answers(net, None)
    assert any(one.difference.value for one in alone[0].losses)
    assert any(one.p_all.mc_se for one in alone[3])
    with ThreadPoolExecutor(2) as pool:
        assert answers(net, pool) == alone
    with ProcessPoolExecutor(2) as pool:
        assert answers(net, pool) == alone


def test_progress_hears_of_every_block(net):
    told = []
    remove(net, HOME, worlds=14, progress=lambda done, total: told.append((done, total)))
    assert told == [(k, len(told)) for k in range(1, len(told) + 1)]
    assert len(told) > 16


class KilledOnce:
    """A block of datings whose worker is killed the first time."""

    def __init__(self, note):
        self.note = str(note)

    def __call__(self, shared, begin, end):
        if begin and not os.path.exists(self.note):
            with open(self.note, "w", encoding="utf-8"):
                pass
            os.kill(os.getpid(), signal.SIGKILL)
        return pairs._reach_of_block(shared, begin, end)


def test_worlds_survive_a_worker_killed_in_a_cluster(net, tmp_path):
    distributed = pytest.importorskip("distributed")
    found = pairs_of(net, "access")
    laid = pairs.plan(net, found.sources, found.groups)
    every = list(pairs.datings(net, draw_worlds(net, 12, 1), presence=True))
    expected = pairs.reach_in_each(laid, every)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor = on_cluster(client)
        shared = laid, every, [pairs.NOBODY]
        blocks = run_blocks(KilledOnce(tmp_path / "killed"), shared, split(12, 3), executor=executor)
        assert (tmp_path / "killed").exists()
        assert all((a == b).all() for a, b in zip([t for one in blocks for t in one], expected, strict=True))
        removed = remove(net, HOME, worlds=40, executor=executor)
    assert removed == remove(net, HOME, worlds=40)
