"""Every planted fault is found, with its file and row."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlocal.casebook.check import check, sound
from interlocal.casebook.folder import read, write
from interlocal.errors import CasebookError
from tests.casebook.harbour import FILES, TEXT, harbour


def edit(file: str, old: str, new: str) -> dict[str, str | bytes | None]:
    name = next(key for key in FILES if key.split(".")[0] == file)
    assert old in FILES[name], f"{old!r} is not in {name}"
    return {file: FILES[name].replace(old, new, 1)}


def row(file: str, line: str) -> dict[str, str | bytes | None]:
    name = next(key for key in FILES if key.split(".")[0] == file)
    return {file: FILES[name] + "\n" + line}


# (what is planted, the change, file, row, words of the message)
PLANTED = [
    ("another encoding", {"names": FILES["names.csv"].encode("utf-16")}, "names.csv", 1, "UTF-16"),
    (
        "Shift-JIS",
        {"names": FILES["names.csv"].replace("Находка", "N").encode("cp932")},
        "names.csv",
        3,
        "UTF-8",
    ),
    ("a NUL", edit("ties", "Five", "Fi\0ve"), "ties.csv", 2, "NUL"),
    ("a short row", edit("quantities", ",120,people,1990", ",120"), "quantities.csv", 2, "6 cells"),
    ("an open quotation mark", edit("events", "First ferry", '"First ferry'), "events.csv", 2, "quotation"),
    ("a missing column", edit("codings", "period", "when"), "codings.csv", 1, "missing"),
    ("an unknown column", edit("codings", "confidence", "sureness"), "codings.csv", 1, "not a column"),
    ("a column twice", edit("codings", "confidence", "score"), "codings.csv", 1, "twice"),
    ("an empty file", {"order": b""}, "order.csv", 1, "empty"),
    ("a word for a number", edit("quantities", "120", "many"), "quantities.csv", 2, "not a plain number"),
    ("a number with commas", edit("quantities", ",120,", ',"1,200",'), "quantities.csv", 2, "write 1200"),
    ("a NaN", edit("quantities", ",120,", ",nan,"), "quantities.csv", 2, "not a plain number"),
    ("a probability above 1", edit("ties", "transport,0.9,", "transport,1.9,"), "ties.csv", 2, "0 to 1"),
    ("a mode of 7", edit("ties", "requests,2", "requests,7"), "ties.csv", 2, "out of range"),
    (
        "an unknown sector",
        edit("actors", "affiliated_body", "affiliated"),
        "actors.csv",
        5,
        "affiliated_body",
    ),
    ("an empty name", edit("actors", "City of Otaru", ""), "actors.csv", 4, "empty"),
    ("an id with spaces", edit("doubts", "d-1", "d 1"), "doubts.csv", 2, "not an id"),
    ("a duplicate id", row("doubts", "d-1,otaru,misprint,twice,"), "doubts.csv", 3, "already in row 2"),
    ("an id of two tables", row("doubts", "otaru,otaru,misprint,twice,"), "doubts.csv", 3, "actors.csv too"),
    ("a dangling actor", edit("ties", "otaru,ministry", "otaru,ministrie"), "ties.csv", 2, "'ministry'"),
    ("a dangling relation", edit("ties", "requests", "demands"), "ties.csv", 2, "relations"),
    ("a dangling issue among two", edit("ties", "transport", "transport;fish"), "ties.csv", 2, "'fish'"),
    ("a dangling passage", edit("support", "t-ask,p-3", "t-ask,p-9"), "support.csv", 12, "passages"),
    ("a dangling record", edit("doubts", "t-ask", "t-nothing"), "doubts.csv", 2, "any table"),
    (
        "an attribute that should name an actor",
        edit("attributes", "funded_by,otaru", "part_of,hokkaido"),
        "attributes.csv",
        2,
        "not an actor",
    ),
    ("a bad date", edit("ties", "1967,", "1967-13,"), "ties.csv", 3, "1967-13"),
    ("a spreadsheet's date", edit("ties", "1989-21", "Feb-92"), "ties.csv", 4, "1992-02"),
    ("a spreadsheet's serial number", edit("ties", "1989-21", "36557"), "ties.csv", 4, "2000-02-01"),
    ("a date with slashes", edit("events", "1990,", "1990/2/1,"), "events.csv", 2, "1990-02-01"),
    ("an end before its start", edit("ties", "1967,,..", "1967,,1966"), "ties.csv", 3, "before start"),
    ("a bad lag", edit("order", "P4M", "4 months"), "order.csv", 2, "duration"),
    (
        "a least lag above the greatest",
        edit("order", "P4M,P6M", "P8M,P6M"),
        "order.csv",
        2,
        "longer than max_lag",
    ),
    (
        "an impossible sequence",
        edit("ties", "event,1989,Five", "event,1988,Five"),
        "order.csv",
        2,
        "contradicts",
    ),
    (
        "a circle of enabling",
        row("enabling", "en-2,t-twin,g1,t-propose,inferred,0.8,"),
        "enabling.csv",
        2,
        "circle",
    ),
    (
        "a part of itself",
        edit("attributes", "society,funded_by,otaru", "society,part_of,society"),
        "attributes.csv",
        2,
        "part of itself",
    ),
    (
        "a record without support",
        edit("support", "t-ask,p-3,supports,explicit,kim\n", ""),
        "ties.csv",
        2,
        "no supporting passage",
    ),
    (
        "a support row twice",
        row("support", "x-1,p-2,supports,explicit,kim"),
        "support.csv",
        17,
        "already in row 16",
    ),
    (
        "a hash of other text",
        edit("passages", "p-1,leaflet,paragraph 1,0", "p-1,leaflet,paragraph 1,6"),
        "passages.csv",
        2,
        "does not match",
    ),
    (
        "an anchor beyond the text",
        edit("passages", "p-1,leaflet,paragraph 1,0,48", "p-1,leaflet,paragraph 1,0,4800"),
        "passages.csv",
        2,
        "beyond",
    ),
    (
        "an anchor turned round",
        edit("passages", "p-1,leaflet,paragraph 1,0,48", "p-1,leaflet,paragraph 1,48,0"),
        "passages.csv",
        2,
        "not after start",
    ),
    (
        "a quote that is another",
        edit("passages", ",,,,,\np-2", ",,Otaru is a port.,,,\np-2"),
        "passages.csv",
        2,
        "hash",
    ),
    (
        "look-alike actors",
        row("actors", "otaru-shi,Otaru City,organisation,local_government,local,JP,,,,,ferry"),
        "actors.csv",
        6,
        "looks like 'City of Otaru'",
    ),
    ("a tie to oneself", edit("ties", "otaru,ministry", "otaru,otaru"), "ties.csv", 2, "sender itself"),
    (
        "a space at the end",
        edit("actors", "Ministry of Transport", "Ministry of Transport "),
        "actors.csv",
        2,
        "space",
    ),
    (
        "text read in a wrong encoding",
        edit("actors", "Otaru–Nakhodka", "Otaruâ€“Nakhodka"),
        "actors.csv",
        5,
        "wrong encoding",
    ),
    (
        "a spreadsheet's error",
        edit("actors", "Ministry of Transport", "#REF!"),
        "actors.csv",
        2,
        "error value",
    ),
    ("a formula", edit("doubts", "the year", "=HYPERLINK(1) the year"), "doubts.csv", 2, "formula"),
    ("a country by its name", edit("actors", "national,JP", "national,Japan"), "actors.csv", 2, "ISO 3166"),
    (
        "a period of another case",
        edit("codings", "kim,ferry", "kim,fish"),
        "codings.csv",
        2,
        "belongs to case",
    ),
    (
        "one score given twice",
        row("codings", "c-g,kim,ferry,before,fund_raising,otaru,3,low"),
        "codings.csv",
        3,
        "scored already in row 2",
    ),
    ("a score of 5", edit("codings", "otaru,2", "otaru,5"), "codings.csv", 2, "not_codable"),
    (
        "an amount without currency",
        edit("ties", "ferry,,0.9,,", "ferry,,0.9,500,"),
        "ties.csv",
        3,
        "currency",
    ),
    (
        "rows out of order",
        edit(
            "participants",
            "pt-1,e-start,otaru,host\npt-2,e-start,society,participant",
            "pt-2,e-start,otaru,host\npt-1,e-start,society,participant",
        ),
        "participants.csv",
        3,
        "sorted order",
    ),
    (
        "an actor before its founding",
        edit("actors", "principled,1967", "principled,1992"),
        "ties.csv",
        4,
        "before it was",
    ),
    ("a codebook that is no TOML", {"codebook": "title = "}, "codebook.toml", 0, "TOML"),
    ("an unknown carrier", edit("codebook", '["money"]', '["cash"]'), "codebook.toml", 0, "not a carrier"),
    (
        "an issue twice",
        {"codebook": FILES["codebook.toml"] + '[[issues]]\nid="transport"\nname="T"'},
        "codebook.toml",
        0,
        "2 times",
    ),
    (
        "an episode of no case",
        edit("codebook", 'name = "Ferry licence"\ncase = "ferry"', 'name = "Ferry licence"\ncase = "boat"'),
        "codebook.toml",
        0,
        "not a case",
    ),
    (
        "an episode that bears on no item",
        edit("codebook", 'roles = ["fund_raising"]', 'roles = ["fund-raising"]'),
        "codebook.toml",
        0,
        "of episode 'licence' is not an item; use one of: fund_raising",
    ),
    (
        "an episode decided by nothing",
        edit("codebook", 'decision = "e-start"', 'decision = "e-strat"'),
        "codebook.toml",
        0,
        "is no position and no event; did you mean 'e-start'?",
    ),
    (
        "a decision that is a tie",
        edit("codebook", 'decision = "e-start"', 'decision = "t-ask"'),
        "codebook.toml",
        0,
        "is no position and no event",
    ),
    (
        "an item that reaches no sector",
        edit("codebook", 'reaches = ["national_government"]', 'reaches = ["ministry"]'),
        "codebook.toml",
        0,
        "of 'fund_raising' is not a sector",
    ),
    ("sources that are no JSON", {"sources": "[{"}, "sources.json", 0, "JSON"),
    ("a source without a type", edit("sources", '"type": "book", ', ""), "sources.json", 0, "no type"),
    (
        "a source that repeats nothing",
        edit("sources", '"reporter": "self"', '"repeats": ["other"]'),
        "sources.json",
        0,
        "no source",
    ),
]


@pytest.mark.parametrize(
    ("change", "file", "line", "words"), [p[1:] for p in PLANTED], ids=[p[0] for p in PLANTED]
)
def test_a_planted_fault_is_found_with_its_file_and_row(
    tmp_path: Path, change: dict[str, str | bytes | None], file: str, line: int, words: str
) -> None:
    text = tmp_path / "leaflet.txt"
    text.write_text(TEXT, encoding="utf-8")
    found = check(harbour(tmp_path, **change), texts={"leaflet": text})
    assert any(f.file == file and f.row == line and words in f"{f}" for f in found), "\n".join(
        map(str, found)
    )


def test_there_are_at_least_thirty_kinds_of_planted_fault() -> None:
    assert len({name for name, *_ in PLANTED}) >= 30


def test_the_unspoilt_casebook_is_clean(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "leaflet.txt").write_text(TEXT, encoding="utf-8")
    assert check(harbour(tmp_path)) == []


def test_a_utf8_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    marked = {name: b"\xef\xbb\xbf" + FILES[f"{name}.csv"].encode() for name in ("actors", "ties", "names")}
    assert check(harbour(tmp_path, **marked)) == []


def test_two_faults_are_found_in_one_run(tmp_path: Path) -> None:
    found = check(
        harbour(tmp_path, **edit("ties", "requests", "demands"), **edit("quantities", "120", "many"))
    )
    assert {fault.file for fault in found} == {"ties.csv", "quantities.csv"}


def test_what_write_produces_check_accepts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    book = read(harbour(tmp_path / "a"))
    assert check(write(book, tmp_path / "b")) == []


def test_a_coders_pass_is_checked_with_its_matches(tmp_path: Path) -> None:
    own = tmp_path / "coders" / "kim"
    own.mkdir(parents=True)
    harbour(tmp_path)
    harbour(own, **edit("ties", "otaru,ministry", "otaru,nobody"))
    (own / "matches.csv").write_text("record,adjudicated\notaru,otaru\nt-ask,t-none\n")
    found = {(fault.file, fault.row) for fault in check(tmp_path)}
    assert ("coders/kim/ties.csv", 2) in found
    assert ("coders/kim/matches.csv", 3) in found


def test_a_declared_distinction_silences_a_lookalike(tmp_path: Path) -> None:
    actor = row("actors", "otaru-shi,Otaru City,organisation,local_government,local,JP,,,,,ferry")
    parted = row("attributes", "x-2,otaru-shi,distinct_from,otaru,,,,,,asserted,")
    support = row("support", "otaru-shi,p-1,supports,explicit,kim\nx-2,p-1,supports,explicit,kim")
    found = check(harbour(tmp_path, **actor, **parted, **support))
    assert not any("looks like" in fault.problem for fault in found)


def test_an_answer_refuses_to_stand_on_a_casebook_with_errors(tmp_path: Path) -> None:
    harbour(tmp_path, **edit("ties", "otaru,ministry", "otaru,nobody"))
    with pytest.raises(CasebookError, match=r"(?s)ties.csv, row 2, to = .nobody.*interlocal check"):
        sound(tmp_path)


def test_warnings_stop_no_answer(tmp_path: Path) -> None:
    harbour(tmp_path, **edit("doubts", "the year", "=HYPERLINK(1) the year"))
    assert sound(tmp_path).title == "Harbour towns"


@pytest.mark.parametrize("depth", [100_000])
def test_sources_nested_without_end_are_an_error_not_a_crash(tmp_path: Path, depth: int) -> None:
    found = check(harbour(tmp_path, sources="[" * depth))
    assert any(fault.file == "sources.json" and "JSON" in fault.problem for fault in found)


def test_a_cell_larger_than_a_mebibyte_is_an_error(tmp_path: Path) -> None:
    found = check(harbour(tmp_path, **edit("doubts", "the year", "the year" + "y" * (1 << 21))))
    assert any(fault.file == "doubts.csv" and "CSV" in fault.problem for fault in found)
