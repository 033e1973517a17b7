"""Kernels are compiled once, kept where the user keeps caches, and never wanted for a small question."""

import os
import subprocess
import sys

import pytest

from interlocal.network import accelerate

SMALL = """
import sys
from interlocal.network import blocks, events, exports, reach, semantics, tables
net = events.EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
reach.arrivals(net, ["a"]), reach.reach_sizes(net), reach.remove_each(net, ["c"]), reach.shuffled(net, ["c"])
reach.access_curve(net, ["c"], [1, 2]), blocks.reach_sizes(net)
print([name for name in ("numba", "duckdb", "distributed", "networkx", "scipy") if name in sys.modules])
"""

LARGE = """
from interlocal.network import events, reach
net = events.EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
print(reach.arrivals(net, ["a"], engine="compiled").count)
"""


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )


def test_a_small_question_imports_nothing_heavy():
    assert run(SMALL).stdout.strip() == "[]"


def test_compiling_is_said_once_and_not_again_from_the_cache(tmp_path):
    first = run(LARGE, XDG_CACHE_HOME=str(tmp_path), NUMBA_CACHE_DIR="")
    assert first.stderr == "interlocal: compiling once (kept for next time)\n"
    assert list(tmp_path.rglob("*.nbi"))
    assert run(LARGE, XDG_CACHE_HOME=str(tmp_path), NUMBA_CACHE_DIR="").stderr == ""


def test_the_cache_can_be_turned_off(tmp_path):
    done = run(LARGE, XDG_CACHE_HOME=str(tmp_path), INTERLOCAL_NO_JIT_CACHE="1", NUMBA_CACHE_DIR="")
    assert done.stderr == "interlocal: compiling once (not kept: the cache is off)\n"
    assert not list(tmp_path.rglob("*.nbi"))


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path):
    (tmp_path / "file").write_text("")
    done = run(LARGE, XDG_CACHE_HOME=str(tmp_path / "file"), NUMBA_CACHE_DIR="")
    assert done.stdout.strip() == "3"


@pytest.mark.parametrize(
    ("platform", "variable", "folder"),
    [
        ("linux", "XDG_CACHE_HOME", "{0}/interlocal/kernels"),
        ("darwin", "XDG_CACHE_HOME", "{0}/interlocal/kernels"),
        ("win32", "LOCALAPPDATA", "{0}/interlocal/kernels"),
    ],
)
def test_the_cache_lies_where_the_platform_keeps_caches(platform, variable, folder, monkeypatch, tmp_path):
    monkeypatch.delenv("INTERLOCAL_NO_JIT_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert str(accelerate.cache_folder()).startswith(folder.format(tmp_path))
    monkeypatch.setenv("INTERLOCAL_NO_JIT_CACHE", "1")
    assert accelerate.cache_folder() is None
