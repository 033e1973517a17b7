"""Tables as spreadsheet programs save them are read, or refused with what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from interlocal.casebook.check import check
from interlocal.casebook.folder import read
from interlocal.errors import CasebookError
from tests.casebook.harbour import FILES, harbour


def made(folder: Path) -> Path:
    folder.mkdir()
    harbour(folder)
    return folder


def errors(folder: Path) -> list[str]:
    return [str(fault) for fault in check(folder) if not fault.warning]


def semicolons(text: str) -> str:
    """As Excel writes it where the comma is the decimal mark: cells that hold a semicolon are quoted."""
    rows = [line.split(",") for line in text.splitlines()]
    return "\n".join(";".join(f'"{cell}"' if ";" in cell else cell for cell in row) for row in rows) + "\n"


CHANGES: list[tuple[str, Callable[[str], str]]] = [
    ("semicolons", semicolons),
    ("tabs", lambda text: text.replace(",", "\t")),
    ("a line that names the separator", lambda text: "sep=;\n" + semicolons(text)),
    ("a byte-order mark and CRLF", lambda text: "\ufeff" + text.replace("\n", "\r\n")),
    ("empty columns at the end", lambda text: text.replace("\n", ",,\n")),
    ("cells beyond the header", lambda text: "\n".join(f"{line},," for line in text.splitlines())),
    ("rows that only look empty", lambda text: text + "," * text.split("\n")[0].count(",") + "\n\n"),
    ("capitals and spaces in the header", lambda text: text.replace("id,", "ID , ", 1)),
]


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[what for what, _ in CHANGES])
def test_what_a_spreadsheet_program_writes_is_read(
    tmp_path: Path, what: str, change: Callable[[str], str]
) -> None:
    plain, saved = made(tmp_path / "plain"), made(tmp_path / "saved")
    text = FILES["participants.csv"].rstrip("\n") + "\n"
    assert '"' not in text
    (plain / "participants.csv").write_text(text, encoding="utf-8")
    (saved / "participants.csv").write_bytes(change(text).encode())
    assert errors(saved) == errors(plain) == []
    assert read(saved).participants == read(plain).participants
    assert read(saved).participants


def test_rows_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    header, first, *rest = semicolons(FILES["participants.csv"]).splitlines()
    (folder / "participants.csv").write_text(
        "\n".join(["sep=;", header, "", first, *rest]).replace("society", "nobody"), encoding="utf-8"
    )
    found = [fault for fault in check(folder) if fault.column == "actor"]
    line = 3 + next(i for i, one in enumerate([first, *rest]) if "society" in one) + 1
    assert [fault.row for fault in found] == [line]


@pytest.mark.parametrize(
    ("data", "guess"),
    [
        ("Münster".encode("cp1252"), "cp1252"),
        ("北九州市役所".encode("cp932"), "cp932"),
        ("Волгоград".encode("cp1251"), "cp1251"),
        ("ü".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_table_that_cannot_be_read_is_the_only_fault(tmp_path: Path, data: bytes, guess: str) -> None:
    folder = made(tmp_path / "book")
    (folder / "actors.csv").write_bytes(b"id,name\na," + data if guess != "UTF-16" else data)
    found = errors(folder)
    assert len(found) == 1
    assert "actors.csv" in found[0]
    if guess != "cp1251":  # two of the East Asian encodings fit these bytes too
        assert f"it looks like {guess}" in found[0]


@pytest.mark.parametrize("name", ["Ties.csv", "ties.xlsx", "ties.csv.csv", "tie.csv"])
def test_a_table_under_another_name_is_found(tmp_path: Path, name: str) -> None:
    folder = made(tmp_path / "book")
    (folder / "ties.csv").rename(folder / name)
    if (folder / "ties.csv").exists():
        pytest.skip("this file system does not tell capitals from small letters")
    assert errors(folder) == [
        f"{name}: is not read: the table is ties.csv; save it as UTF-8 CSV of that name"
    ]


def test_a_table_that_is_not_there_is_named_where_its_records_are_missed(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    (folder / "ties.csv").unlink()
    found = [fault for fault in check(folder) if fault.file == "support.csv"]
    assert found
    assert {fault.remedy for fault in found} == {"ties.csv has no rows or is not there; add it"}


@pytest.mark.parametrize("name", ["City of Otaru", "小樽市"])
def test_a_name_where_an_id_belongs_is_told_its_id(tmp_path: Path, name: str) -> None:
    folder = made(tmp_path / "book")
    names, ties = (folder / "names.csv"), (folder / "ties.csv")
    names.write_text(
        names.read_text(encoding="utf-8").rstrip("\n") + "\nn-zzzzzzz,otaru,小樽市,ja,other_script,,,,\n",
        encoding="utf-8",
    )
    ties.write_text(ties.read_text(encoding="utf-8").replace("otaru", name, 1), encoding="utf-8")
    assert [fault.remedy for fault in check(folder) if fault.value == name] == ["write its id, 'otaru'"]


@pytest.mark.parametrize(("cell", "write"), [("0,95", "0.95"), ("1,200", "1200"), ("12,5", "12.5")])
def test_a_decimal_comma_is_no_thousands_mark(tmp_path: Path, cell: str, write: str) -> None:
    folder = made(tmp_path / "book")
    text = FILES["quantities.csv"].replace(",120,", f',"{cell}",')
    (folder / "quantities.csv").write_text(text, encoding="utf-8")
    assert f"write {write}" in [fault.remedy for fault in check(folder) if fault.value == cell]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title =", "titel =", "has no entry 'titel' at the top; did you mean 'title'?"),
        ("[window]", "[windows]", "has no entry 'windows' at the top; did you mean 'window'?"),
        ('start = "', 'start = 1960 # "', "[window], start is a number; put quotation marks around it"),
    ],
)
def test_the_codebook_is_faulted_in_its_own_words(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = made(tmp_path / "book")
    path = folder / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    head, window, rest = text.partition("[window]")
    changed = (
        (head + window).replace(old, new, 1) + rest
        if old != 'start = "'
        else head + window + rest.replace(old, new, 1)
    )
    path.write_text(changed, encoding="utf-8")
    assert [fault.problem for fault in check(folder) if fault.file == "codebook.toml"] == [said]


@pytest.mark.parametrize(("cell", "word"), [("NGO", "civil_society"), ("City", "local_government")])
def test_a_common_word_for_a_sector_is_understood(tmp_path: Path, cell: str, word: str) -> None:
    folder = made(tmp_path / "book")
    text = FILES["actors.csv"].replace("affiliated_body", cell, 1)
    assert cell in text
    (folder / "actors.csv").write_text(text, encoding="utf-8")
    (fault,) = [fault for fault in check(folder) if fault.value == cell]
    assert f"did you mean {word!r}?" in fault.remedy


def test_a_file_is_no_casebook(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    with pytest.raises(CasebookError, match="is a file; a casebook is a folder"):
        read(folder / "sources.json")
    with pytest.raises(
        CasebookError, match="is a table; `interlocal paths`, `reach`, `remove` and `curve` take"
    ):
        read(folder / "ties.csv")
