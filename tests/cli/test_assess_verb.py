"""`interlocal assess`: its tables, its views, its JSON and its errors."""

import json
import re
from pathlib import Path

import pytest
from tests.casebook.harbour import FILES, harbour

from interlocal.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["assess", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def test_roles_are_shown_by_case_and_period_with_coders_rival_and_evidence(
    capsys: pytest.CaptureFixture[str],
):
    code, out, _ = run(capsys, "takao2003", "--case", "niigata", "--no-indicators")
    assert code == 0
    assert "There is no overall index." in out
    line = next(line for line in out.splitlines() if line.startswith("access to the center"))
    assert "1973–1989" in line
    assert "2 ad hoc meetings" in line
    assert "3 Heilongjiang Province (behind)" in line
    assert "passage" in line
    assert "Kawasaki" not in out


def test_providers_say_where_a_role_is_particular_and_where_another_scores_as_high(
    capsys: pytest.CaptureFixture[str],
):
    _, out, _ = run(capsys, "takao2003", "--case", "kawasaki", "--providers")
    assert "particular" in out
    assert "Whom a role reaches is no rival at it." in out
    assert "nationality" in out.lower()


def test_outcomes_say_what_is_told_and_why_the_rest_is_not_coded(capsys: pytest.CaptureFixture[str]):
    _, out, _ = run(capsys, "takao2003", "--case", "kitakyushu", "--outcomes")
    flat = " ".join(out.split())
    assert "furthest step" in flat
    assert "none coded: freedom gained through delegation" in flat
    assert "silence is no exit" in flat


def test_another_framework_is_a_name_or_a_path(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    _, out, _ = run(capsys, "takao2003", "--case", "kitakyushu", "--framework", "keck_sikkink")
    assert "4 policy adopted" in out
    path = tmp_path / "mine.toml"
    path.write_text("id = 1", "utf-8")
    code, _, err = run(capsys, "takao2003", "--framework", str(path))
    assert code == 2
    assert str(path) in err
    code, _, err = run(capsys, "takao2003", "--framework", "keck")
    assert code == 2
    assert "did you mean keck_sikkink?" in err


def test_json_holds_rows_providers_outcomes_and_the_question(capsys: pytest.CaptureFixture[str]):
    code, out, _ = run(capsys, "takao2003", "--case", "kawasaki", "--no-indicators", "--json")
    answer = json.loads(out)
    assert (code, answer["command"], answer["seed"]) == (0, "assess", None)
    assert answer["question"]["case"] == ["kawasaki"]
    assert {row["case"] for row in answer["results"]["rows"]} == {"kawasaki"}
    assert {one["case"] for one in answer["results"]["outcomes"]} == {"kawasaki"}
    assert answer["results"]["providers"]
    assert answer["warnings"] == answer["results"]["warnings"]


def test_no_worlds_for_measures_is_bad_input(capsys: pytest.CaptureFixture[str]):
    code, _, err = run(capsys, "takao2003", "--worlds", "0")
    assert code == 2
    assert "--no-indicators" in err


def test_numbers_are_told_in_words_beside_the_scores(capsys: pytest.CaptureFixture[str]):
    code, out, _ = run(capsys, "takao2003", "--case", "niigata", "--worlds", "5")
    assert code == 0
    line = next(line for line in out.splitlines() if "venues that local government hosts" in line)
    assert "0.29" in line
    assert "locus_share" not in out
    assert re.search(r"\d+ further numbers? cannot be told", out)


def test_a_casebook_without_scores_or_classes_is_told_so_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    book = FILES["codebook.toml"]
    bare = book[: book.index("[[items]]")].replace('roles = ["fund_raising"]', "")
    support = FILES["support.csv"].replace("c-fund,p-2,supports,implied,kim\n", "")
    harbour(tmp_path, codings=None, codebook=bare, support=support)
    code, out, err = run(capsys, str(tmp_path), "--worlds", "5")
    assert (code, err) == (0, "")
    assert "Assessed: home local governments" in out
    assert "No scores: nobody was scored here" in out
    assert sum("nobody was scored; to score" in line for line in out.splitlines()) == 1
    assert "rival" not in out


def test_the_scores_of_the_only_coder_stand_and_of_several_one_must_be_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    harbour(tmp_path)
    code, out, _ = run(capsys, str(tmp_path), "--no-indicators")
    assert code == 0
    assert "by the scores of kim" in out
    assert any(line.startswith("fund-raising") and " 2 " in line for line in out.splitlines())
    more = FILES["codings.csv"] + "\nc-other,lee,ferry,before,fund_raising,otaru,1,low"
    harbour(
        tmp_path, codings=more, support=FILES["support.csv"].rstrip() + "\nc-other,p-2,supports,implied,lee"
    )
    code, _, err = run(capsys, str(tmp_path), "--no-indicators")
    assert code == 2
    assert "scores by kim, lee" in err
    assert run(capsys, str(tmp_path), "--no-indicators", "--coder", "lee")[0] == 0


def test_a_casebook_without_home_local_governments_is_told_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    harbour(tmp_path, actors=FILES["actors.csv"].replace(",local_government,", ",residents,"))
    code, out, _ = run(capsys, str(tmp_path), "--no-indicators")
    assert code == 0
    assert "Nobody here is one of the home local governments" in out
