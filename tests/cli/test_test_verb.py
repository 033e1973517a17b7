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
        (["takao2003", "--unit", "x"], "belongs to a table"),
        (["nothing.csv"], "--unit"),
        (["nothing.csv", "--figure", "curve.txt"], "choose one of these endings"),
        (["nothing.csv", "--figure", "no/such/folder/curve.svg"], "there is no folder no/such/folder"),
        (["nothing.csv", "--roles"], "a table has no roles"),
        (["takao2003", "--kind", "events"], "--kind belongs to a table"),
        (["takao2003", "--least", "0.2"], "--least belongs to a table"),
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
    out = " ".join(capsys.readouterr().out.split())
    assert "N2b" in out
    assert out.startswith("kind = city: reach ")
    assert "kind = city, reach: contradicted. " in out
    assert main(["test", str(table), *asked, "--least", "0", "--level", "N1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["results"]["verdicts"]
    assert [(one["statistic"], one["level"], one["least"]) for one in told] == [
        ("reach", "N1", 0.0),
        ("bridging", "N1", 0.0),
    ]


def test_a_table_of_events_is_tested_by_the_same_verb(capsys, tmp_path):
    rows = ["who,whom,kind,other,at,there,when"]
    for k in range(60):
        u, v = k % 12, (k * 5 + 1 + k // 12) % 12
        kinds = ["city" if x < 4 else "firm" for x in (u, v)]
        rows.append(f"a{u},a{v},{kinds[0]},{kinds[1]},C{u % 3},C{v % 3},{1980 + k % 9}")
    table = tmp_path / "meetings.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    asked = ["--unit", "who", "--group", "whom", "--label", "kind", "--value", "city", "--time", "when"]
    asked += ["--kind", "events", "--group-label", "other", "--country", "at", "--group-country", "there"]
    assert main(["test", str(table), *asked, "--replications", "19"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "ties among 12 units, 3 countries" in out
    assert "kind = city, journeys: " in out


def test_a_long_list_of_classes_is_cut_and_says_so(capsys, tmp_path):
    rows = ["body,place,kind"] + [f"u{k},g{k % 4},kind{k % 14}" for k in range(42)]
    table = tmp_path / "members.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    asked = ["--unit", "body", "--group", "place", "--label", "kind", "--value", "kind9"]
    asked += ["--statistic", "reach", "--replications", "19"]
    assert main(["test", str(table), *asked]) == 0
    out = capsys.readouterr().out
    assert sum(line.startswith("reach ") and " kind" in line for line in out.splitlines()) in (10, 11)
    assert "further rows, of classes that cost less" in out


def test_the_statistics_of_a_table_are_told_apart_and_its_rule_can_be_named(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    rows = ["body;place;kind;since"]
    rows += [f"u{k};g{k % 5};{'city' if k % 3 else 'firm'};{1980 + k % 7}" for k in range(30)]
    rows += [f"u{k};g{(k + 1) % 5};firm;unknown" for k in range(0, 30, 2)]
    table = tmp_path / "members.tsv"
    table.write_text("\n".join(rows).replace(";", "\t") + "\n", encoding="utf-8")
    asked = ["--unit", "body", "--group", "place", "--label", "kind", "--value", "city", "--time", "since"]
    asked += ["--replications", "19"]
    assert main(["test", str(table), *asked]) == 2
    assert "--odd-dates missing" in capsys.readouterr().err
    assert main(["test", str(table), *asked, "--odd-dates", "missing", "--rule", "any"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert {line.split()[1] for line in out.splitlines() if line.startswith("N2b ")} == {
        "reach",
        "bridging",
        "journeys",
    }
    assert "share whose shared units" in " ".join(out.split())
    city = next(line for line in out.splitlines() if line.startswith("bridging") and "city" in line)
    assert city.split()[2] == "20"


def test_several_claims_end_in_a_table_of_verdicts_and_a_legend(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    harbour(tmp_path)
    (tmp_path / "claims").mkdir()
    for name in ("first", "second"):
        (tmp_path / "claims" / f"{name}.toml").write_text(
            f'id = "{name}"\nstatement = "The {name}."\nstatistic = "access"\n'
            'removed = ["home_local_government"]\nreplications = 19\nworlds = 2\n',
            encoding="utf-8",
        )
    assert main(["test", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "Loss: the share of what was connected" in out
    assert [line.split()[0] for line in out.splitlines()[-2:]] == ["first", "second"]
    assert main(["test", str(tmp_path), "--claim", "second", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["claim"]["id"] for one in answer["results"]] == ["second"]
    assert (answer["seed"], answer["n_worlds"]) == (1, 2)


@pytest.mark.parametrize("more", [["--rule", "any"], ["--odd-dates", "missing"], ["--keys", "x"]])
def test_what_belongs_to_a_table_is_refused_for_a_casebook(more, capsys):
    assert main(["test", "takao2003", *more]) == 2
    assert f"{more[0]} belongs to a table" in capsys.readouterr().err
