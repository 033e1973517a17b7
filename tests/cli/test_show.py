"""`interlocal show` tells what is in a casebook, whatever its cells hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests import tiny

from interlocal.casebook.folder import write
from interlocal.casebook.records import Actor
from interlocal.casebook.schema import tables
from interlocal.cli import main
from interlocal.cli.views import CODEBOOK, VIEWS
from interlocal.provenance import schema_text

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def shown(capsys: Capture, *arguments: object, code: int = 0) -> str:
    assert main(["show", *map(str, arguments)]) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def asked(capsys: Capture, *arguments: object) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(shown(capsys, *arguments, "--json"))
    return answer


def test_the_summary_counts(folder: Path, capsys: Capture) -> None:
    said = shown(capsys, folder)
    assert said.startswith("A tiny coalition\n")
    assert " ".join(said.split()).count("actors 8") == 1
    assert asked(capsys, folder)["results"]["counts"]["ties"] == 6


def test_every_table_has_a_view(folder: Path, capsys: Capture) -> None:
    assert set(VIEWS) == {*tables(), "sources", *CODEBOOK}
    for name in VIEWS:
        said = shown(capsys, folder, name)
        rows = asked(capsys, folder, name)["results"]["records"]
        assert f"{name}: {len(rows)}" in said


@pytest.mark.parametrize("columns", [40, 80, 120, 160])
def test_tables_fit_the_window(
    columns: int, folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(columns))
    for name in VIEWS:
        assert max(cell_len(line) for line in shown(capsys, folder, name).splitlines()) <= columns


def test_columns_without_room_are_named(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "no room for: as printed, on, about, standing, case" in shown(capsys, folder, "ties")


def test_ties_are_shown_in_time_with_names(folder: Path, capsys: Capture) -> None:
    said = shown(capsys, folder, "ties")
    order = [said.index(id) for id in ("t-twins", "t-asks", "t-answers", "t-helps", "t-money")]
    assert order == sorted(order)
    assert "1965 to .." in said
    assert "Khabarovsk City" in said


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["ties", "--case", "south"], ["t-helps", "t-money"]),
        (["ties", "--issue", "air-route"], ["t-answers", "t-asks"]),
        (["ties", "--relation", "partners"], ["t-twins"]),
        (["ties", "--sector", "civil_society"], ["t-speaks"]),
        (["actors", "--sector", "national government"], ["beijing", "mofa"]),
        (["ties", "--sector", "national_government", "--case", "south"], ["t-money"]),
        (["names", "--sector", "affiliated_body"], ["n-4"]),
    ],
)
def test_filters(arguments: list[str], ids: list[str], folder: Path, capsys: Capture) -> None:
    assert [record["id"] for record in asked(capsys, folder, *arguments)["results"]["records"]] == ids


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ties", "--case", "east"], "choose one of: north, south"),
        (["ties", "--sector", "city"], "choose one of: academic"),
        (["order", "--relation", "helps"], "the table order has no relation"),
        (["--case", "south"], "name one, such as ties"),
        (["city", "--case", "south"], "name one, such as ties"),
        (["Zzyzx"], "or name a table: actors"),
        (["Niigata"], "may mean 2 actors"),
        (["--id", "Niigata City"], "no record or source has this id"),
    ],
)
def test_questions_that_cannot_be_answered(
    arguments: list[str], said: str, folder: Path, capsys: Capture
) -> None:
    assert said in shown(capsys, folder, *arguments, code=2)


@pytest.mark.parametrize("typed", ["新潟市", "niigata CITY", "city"])
def test_an_actor_is_shown_by_any_of_its_names(typed: str, folder: Path, capsys: Capture) -> None:
    assert asked(capsys, folder, typed)["results"]["id"] == "city"


def test_a_search_says_how_each_was_found(folder: Path, capsys: Capture) -> None:
    assert asked(capsys, folder, "--search", "Хабаровск")["results"]["hits"] == [
        {"how": "exact", "id": "haba", "label": "Khabarovsk City", "name": "Хабаровск", "table": "actors"}
    ]
    assert "talks on the air route" in shown(capsys, folder, "--search", "air route")
    assert "nothing is called 'Zzyzx'" in shown(capsys, folder, "--search", "Zzyzx")


def test_a_record_is_shown_with_all_around_it(folder: Path, capsys: Capture) -> None:
    said = shown(capsys, folder, "t-answers")
    for part in (
        "supported by (1)",
        "p-2  report, sentence 3 · explicit · read by ann",
        "rests on: Abe, 1999, Report on the coast",
        "contradicted by (1)",
        "made possible by (1)",
        "Niigata City partners Khabarovsk City [t-twins], group g1",
        "comes after (1)",
        "P1Y/..",
    ):
        assert part in said


@pytest.mark.parametrize(
    "id", ["report", "p-2", "e-talks", "x-2", "q-1", "c-1", "po-1", "d-1", "s-1", "n-1", "en-1", "o-1"]
)
def test_every_kind_of_record_can_be_shown(id: str, folder: Path, capsys: Capture) -> None:
    assert f"{id}, in " in shown(capsys, folder, "--id", id)
    assert asked(capsys, folder, "--id", id)["results"]["id"] == id


def test_words_are_shown_only_with_the_text(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    words = "The ministry agreed a year later"
    assert words not in shown(capsys, folder, "t-answers")
    assert asked(capsys, folder, "t-answers")["results"]["evidence"][0]["status"] == "no text"
    path = tmp_path / "paper.txt"
    path.write_text(tiny.TEXT, encoding="utf-8")
    assert f"“{words}" in shown(capsys, folder, "t-answers", "--text", f"report={path}")
    evidence = asked(capsys, folder, "t-answers", "--text", f"report={path}")["results"]["evidence"][0]
    assert (evidence["status"], evidence["words"][: len(words)]) == ("ok", words)


def test_words_that_moved_are_said_to_have(folder: Path, capsys: Capture) -> None:
    (folder / "texts").mkdir()
    (folder / "texts" / "report.txt").write_text("Preface. " + tiny.TEXT, encoding="utf-8")
    said = shown(capsys, folder, "t-answers")
    assert "the passage moved" in said
    assert "agreed a year" not in said


def test_cells_are_neither_markup_nor_commands(tmp_path: Path, capsys: Capture) -> None:
    evil = Actor(
        id="evil",
        name="[bold red]Evil[/] \x1b[2J:smile: [link=http://x]x[/link]",
        kind="person",
        sector="media",
        tier="local",
        note="\u202egnihton [/nothing]",
    )
    folder = write(tiny.book().with_records(actors=(*tiny.ACTORS, evil)), tmp_path / "evil")
    for arguments in (["actors"], ["evil"], ["--search", "evil"]):
        said = " ".join(shown(capsys, folder, *arguments).split())
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "[bold red]Evil[/]" in said
    assert "gnihton [/nothing]" in shown(capsys, folder, "evil")


def test_answers_keep_to_the_published_schema(folder: Path, capsys: Capture) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for arguments in ([], ["ties"], ["sources"], ["relations"], ["t-answers"], ["--search", "kita"]):
        jsonschema.validate(asked(capsys, folder, *arguments), json.loads(schema_text()))


def test_the_shipped_example_is_shown_by_its_name(capsys: Capture) -> None:
    assert "Transnational coalitions in Northeast Asia" in shown(capsys, "takao2003")
