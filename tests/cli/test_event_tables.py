"""The verbs on a table of events: both readings, all sources, all removals, and a cluster."""

from __future__ import annotations

import json

import numpy as np
import pytest

from interlocal.cli import main, workers

ROWS = """source,target,start
Kobe,Riga,1990-01-01
Riga,Oslo,1990-01-01
Oslo,Bonn,1991-05-05
Kobe,Kobe,1991-06-05
Bonn,Kobe,1985-06-05
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def asked(capsys, *arguments):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_paths_in_either_reading_and_in_any_spelling(table, capsys):
    found = asked(capsys, "paths", table, "--from", "KOBE", "--to", "bonn")["results"]
    assert found["certain order"] == []
    assert [hop["to"] for hop in found["possible order"]] == ["Riga", "Oslo", "Bonn"]
    found = asked(capsys, "paths", table, "--from", "Kobe", "--to", "Bonn", "--avoiding", "Riga")["results"]
    assert found["possible order"] == []


def test_reach_of_some_and_of_all(table, capsys):
    found = asked(capsys, "reach", table, "--from", "Kobe", "--after", "1985")["results"]
    assert {one["actor"]: (one["certain"] is not None) for one in found} == {
        "Riga": True, "Oslo": False, "Bonn": False,
    }  # fmt: skip
    found = asked(capsys, "reach", table)["results"]
    assert {one["actor"]: (one["certain"], one["possible"]) for one in found} == {
        "Bonn": (2, 3), "Riga": (2, 2), "Kobe": (1, 3), "Oslo": (1, 1),
    }  # fmt: skip
    assert main(["reach", table]) == 0
    assert "Bonn" in capsys.readouterr().out


def test_removals_of_each_and_of_some(table, capsys):
    answer = asked(capsys, "remove", table, "--to", "Bonn")
    assert {one["actor"]: (one["certain"], one["possible"]) for one in answer["results"]} == {
        "Oslo": (1, 2), "Riga": (0, 1),
    }  # fmt: skip
    assert answer["question"]["to"] == ["Bonn"]
    found = asked(capsys, "remove", table, "Riga", "--to", "Bonn")["results"]
    assert found == [
        {"order": "certain order", "pairs": 2, "before": 1, "after": 1},
        {"order": "possible order", "pairs": 2, "before": 2, "after": 1},
    ]
    assert main(["remove", table, "--to", "Bonn"]) == 0
    assert "Oslo" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["paths", "--to", "Bonn"], "say with --from"),
        (["paths", "--from", "Kobe", "--to", "Bon"], "did you mean 'Bonn'"),
        (["paths", "--from", "Kobe", "--to", "Bonn", "--avoiding", "Bonn"], "is to be avoided, and an end"),
        (["paths", "--from", "Kobe", "--to", "Bonn", "--carrier", "money"], "knows no --carrier"),
        (["paths", "--from", "Kobe", "--to", "Bonn", "--worlds", "5"], "knows no --worlds"),
        (["reach", "--case", "kawasaki"], "knows no --case"),
        (["remove"], "say whom to remove, or --each with --to"),
        (["remove", "Bonn", "--to", "Bonn"], "no pair of actors is left"),
        (["remove", "Riga", "--each", "--to", "Bonn"], "neither --from nor anybody to remove"),
        (
            ["remove", "Riga", "--to", "Bonn", "--cluster", "tcp://127.0.0.1:1"],
            "--cluster answers for --each",
        ),
        (["reach", "--from", "Riga", "--cluster", "tcp://127.0.0.1:1"], "--cluster answers for all actors"),
        (["reach", "--cluster", "nowhere"], "no scheduler answers there"),
    ],
)
def test_what_a_table_does_not_know_is_refused(table, capsys, arguments, said):
    assert main([arguments[0], table, *arguments[1:]]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["reach", "takao2003", "--from", "kita"], ["remove", "takao2003"]])
def test_a_cluster_that_is_not_there_is_told(capsys, verb):
    assert main([*verb, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "no scheduler answers there" in capsys.readouterr().err


def test_a_cluster_gives_what_this_machine_gives(tmp_path, capsys):
    distributed = pytest.importorskip("distributed")
    draw = np.random.default_rng(5)
    ends = draw.integers(0, 1_200, (4_000, 2))
    rows = [f"{u},{v},{t}" for (u, v), t in zip(ends, draw.integers(0, 500, 4_000), strict=True)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["source,target,start", *rows]), encoding="utf-8")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        for verb in (
            ["reach", str(path)],
            ["remove", str(path), "--to", "7"],
            ["reach", "takao2003", "--from", "kita", "--worlds", "40"],
            ["remove", "takao2003", "--worlds", "20"],
        ):
            here = asked(capsys, *verb)["results"]
            there = asked(capsys, *verb, "--cluster", cluster.scheduler_address)["results"]
            assert here == there
            if verb[1] == str(path):
                assert len(here) > (1_000 if verb[0] == "reach" else 10)
            else:
                assert "mc_se" in str(here)


def test_a_cluster_without_workers_is_said(capsys, table):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=0, processes=False, dashboard_address=None, silence_logs=50
    ) as it:
        assert main(["reach", table, "--cluster", it.scheduler_address]) == 2
    assert "the scheduler has no workers" in capsys.readouterr().err


def test_the_bar_fills_and_clears(monkeypatch):
    said = []
    monkeypatch.setattr(workers, "progress", lambda: said.append)
    told = workers.bar("removals")
    for done in (0, 1, 2):
        told(done, 2)
    assert said == ["removals " + "░" * 30 + " 0 of 2", "removals " + "█" * 15 + "░" * 15 + " 1 of 2", ""]
    monkeypatch.setattr(workers, "progress", lambda: None)
    assert workers.bar("removals") is None
