"""The verbs about routes, on the shipped casebook."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.casebook.harbour import FILES, harbour

from interlocal.cli import main

ASK = ["paths", "takao2003", "--from", "City of Kitakyushu", "--to", "Chinese state", "--before", "1995"]


def run(capsys, *arguments):
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_paths_says_who_reaches_whom(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    code, out, err = run(capsys, *ASK, "--avoiding", "Japanese state", "--worlds", "50")
    assert (code, err) == (0, "")
    assert "Access is certain" in out
    assert "Kitakyushu City: actor" in out


def test_paths_as_json_is_the_published_envelope(capsys):
    code, out, _ = run(capsys, *ASK, "--json", "--worlds", "50", "--seed", "3")
    answer = json.loads(out)
    assert code == 0
    assert (answer["command"], answer["seed"], answer["n_worlds"]) == ("paths", 3, 50)
    assert answer["results"]["access"] == "certain"
    assert set(answer["results"]["p_all"]) == {
        "value",
        "interval",
        "mc_se",
        "coverage",
        "certainty",
        "passages",
    }
    assert answer["results"]["routes"][0]["hops"][0]["passages"]


def test_no_route_says_what_is_missing(capsys):
    code, out, _ = run(
        capsys, "paths", "takao2003", "--from", "mindan", "--to", "Japanese state", "--pattern", "domestic",
        "--worlds", "0", "--before", "1990",
    )  # fmt: skip
    assert code == 0
    assert "No route." in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["paths", "takao2003", "--from", "Kitakyushu Cty Hall of Fame", "--to", "Chinese state"],
            "Kitakyushu",
        ),
        ([*ASK, "--pattern", "home kings"], "kings"),
        ([*ASK, "--layer", "deep"], "layer"),
        ([*ASK, "--worlds", "-1"], "--worlds"),
        ([*ASK, "--carrier", "luck"], "carriers are"),
        (["remove", "takao2003", "--each", "--relay"], "not both"),
        (["paths", "nowhere", "--from", "a", "--to", "b"], "nowhere"),
    ],
)
def test_bad_input_is_said_without_a_traceback(capsys, arguments, said):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_figures_are_svg_text(capsys, tmp_path):
    path = tmp_path / "ribbon.svg"
    code, out, _ = run(capsys, *ASK, "--worlds", "0", "--most", "1", "--figure", str(path))
    assert code == 0
    assert "ribbon.svg" in out
    svg = path.read_text(encoding="utf-8")
    assert "<svg" in svg[:60]
    assert ">Kitakyushu City<" in svg
    code, _, _ = run(
        capsys, "remove", "takao2003", "kita", "--worlds", "5", "--figure", str(tmp_path / "m.svg")
    )
    assert code == 0
    assert "without home local governments" in " ".join(
        (tmp_path / "m.svg").read_text(encoding="utf-8").split()
    )


def test_reach_remove_and_curve(capsys):
    code, out, _ = run(capsys, "reach", "takao2003", "--from", "kita", "--before", "1996", "--worlds", "20")
    assert code == 0
    assert "Government of China" in out
    code, out, _ = run(capsys, "remove", "takao2003", "--worlds", "5", "--case", "kitakyushu")
    assert code == 0
    assert "without" in out
    code, out, _ = run(capsys, "remove", "takao2003", "--relay", "--measure", "cohesion", "--worlds", "1")
    assert code == 0
    assert "home local" in out
    code, out, _ = run(capsys, "curve", "takao2003", "--to", "Chinese state", "--worlds", "10", "--json")
    assert code == 0
    counts = [len(point["possible"]) for point in json.loads(out)["results"]["points"]]
    assert counts == sorted(counts)


def test_asking_a_casebook_never_imports_numba():
    code = (
        "import sys; from interlocal.cli import main; main(sys.argv[1:]);"
        "assert 'numba' not in sys.modules and 'scipy' not in sys.modules, 'heavy imports'"
    )
    subprocess.run([sys.executable, "-c", code, *ASK, "--worlds", "10"], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("von,nach,datum\na,b,1999\n", "--columns SOURCE,TARGET,START"),
        ("source,target,start\na,b,1999-01-02\nb,c,12/31/1999\n", "row 3 (start=12/31/1999)"),
        ("source,target,start\na,b,1999-01-02\nb,c,1999\n", "row 3 (start=1999)"),
    ],
)
def test_a_table_of_events_that_cannot_be_read_says_where(
    rows: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "events.csv"
    table.write_text(rows, encoding="utf-8")
    assert main(["paths", str(table), "--from", "a", "--to", "c"]) == 2
    assert said in capsys.readouterr().err


def test_a_table_without_rows_has_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "events.csv"
    table.write_text("source,target,start\n", encoding="utf-8")
    assert main(["paths", str(table), "--from", "a", "--to", "c"]) == 2
    assert "no actor 'a'" in capsys.readouterr().err


def test_without_a_class_home_local_governments_are_found_by_sector(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FILES["codebook.toml"]
    harbour(tmp_path, codebook=text[: text.index("[[classes]]")])
    assert main(["remove", str(tmp_path), "--worlds", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"]["removed"] == ["otaru"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*ASK, "--most", "0"], "--most 0: ask for at least one route"),
        (
            ["remove", "takao2003", "kita", "--worlds", "0", "--figure", "x.txt"],
            "choose one of these endings",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, said, capsys):
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
