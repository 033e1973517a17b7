"""`interlocal test` on the shipped casebook and on what cannot be tested."""

from __future__ import annotations

import json

import pytest
from tests.casebook.harbour import harbour

from interlocal.cli import main

ASK = ["test", "takao2003", "cohesion-kawasaki", "--replications", "59"]


def test_a_claim_is_told_with_its_verdict_and_its_ladder(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "200")
    assert main([*ASK, "--figure", str(tmp_path / "tipping.svg")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("cohesion-kawasaki: ")
    for said in ("N2b", "rho 6", "anywhere", "one source: not testable"):
        assert said in out
    assert "Traceback" not in err
    assert "<svg" in (tmp_path / "tipping.svg").read_text(encoding="utf-8")


def test_the_same_as_json(capsys):
    assert main([*ASK, "--json", "--level", "N2"]) == 0
    answer = json.loads(capsys.readouterr().out)
    found = answer["results"][0]
    assert (answer["command"], found["claim"]["level"], found["claim"]["replications"]) == ("test", "N2", 59)
    assert [one["level"] for one in found["whole"]["ladder"]["rungs"]] == [
        "N0", "N1", "N2", "N2b", "N3", "N4", "N4", "N5", "N6",
    ]  # fmt: skip
    assert found["whole"]["verdict"]["outcome"] in (
        "confirmed",
        "contradicted",
        "not confirmed",
        "not testable",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["takao2003", "cohesion-kawasak"], "did you mean 'cohesion-kawasaki'"),
        (["takao2003", "--replications", "3"], "19 to 100,000"),
        (["takao2003", "--level", "N7"], "N2b"),
        (["takao2003", "--unit", "x"], "belong to a table"),
        (["nothing.csv"], "--unit"),
    ],
)
def test_what_cannot_be_asked_is_said(capsys, arguments, said):
    assert main(["test", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_casebook_without_claims_says_where_they_go(capsys, tmp_path):
    assert main(["test", str(harbour(tmp_path))]) == 2
    assert "claims/" in capsys.readouterr().err


def test_a_table_is_tested_by_the_same_verb(capsys, tmp_path):
    rows = ["body,place,kind"] + [f"u{k},g{k % 5},{'city' if k % 3 else 'firm'}" for k in range(30)]
    rows += [f"u{k},g{(k + 1) % 5},{'city' if k % 3 else 'firm'}" for k in range(0, 30, 2)]
    table = tmp_path / "members.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    asked = [
        "--unit",
        "body",
        "--group",
        "place",
        "--label",
        "kind",
        "--value",
        "city",
        "--replications",
        "59",
    ]
    assert main(["test", str(table), *asked]) == 0
    assert "N2b" in capsys.readouterr().out
