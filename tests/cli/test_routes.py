"""The verbs about routes, on the shipped casebook."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

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
