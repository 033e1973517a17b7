"""A casebook survives being written, read, and killed."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook.book import Casebook, mint
from interlocal.casebook.check import check
from interlocal.casebook.claims import Claim
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.folder import find_book, read, write
from interlocal.casebook.records import Actor, Name, Passage, Quantity, Support, Tie
from interlocal.casebook.sources import Source
from interlocal.casebook.transaction import locked, recover, replace_all
from interlocal.errors import CasebookError
from tests.casebook.harbour import CODEBOOK, harbour

# Cells as people write them: any script, commas, quotation marks, line breaks inside; no NUL, no lone surrogate.
words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12).map(str.strip)
ids = st.lists(st.integers(0, 999), unique=True, min_size=2, max_size=6)


UNDECIDED = CODEBOOK.replace('decision = "e-start"\n', "")
"""The harbour's codebook for casebooks that hold no event."""


@st.composite
def books(draw: st.DrawFn) -> Casebook:
    numbers = draw(ids)
    actors = tuple(
        Actor(
            f"a-{n}",
            f"Actor {n} {draw(words)}".strip(),
            "organisation",
            "business",
            "local",
            note=draw(words),
        )
        for n in numbers
    )
    ties = tuple(
        Tie(
            f"t-{n}",
            f"a-{n}",
            f"a-{m}",
            "funds",
            mode=draw(st.sampled_from([None, 0, 3, 5])),
            start="1989~",
            certainty=draw(st.none() | st.floats(0, 1)),
            case="ferry",
            about=draw(words),
        )
        for n, m in itertools.pairwise(numbers)
    )
    quantities = tuple(
        Quantity(f"q-{n}", f"a-{n}", "something", draw(st.floats(allow_nan=False, allow_infinity=False)))
        for n in numbers
    )
    names = tuple(Name(f"n-{n}", f"a-{n}", draw(words) or "小樽") for n in numbers)
    supported = [*actors, *ties, *quantities]
    book = Casebook(
        codebook=parse_codebook(UNDECIDED.encode()),
        codebook_text=UNDECIDED.encode(),
        sources=(Source({"id": "leaflet", "type": "book", "title": draw(words)}),),
    )
    return book.with_records(
        actors=actors,
        ties=ties,
        names=names,
        quantities=quantities,
        passages=(Passage("p-1", "leaflet", "page 1"),),
        support=tuple(Support(record.id, "p-1") for record in supported),
    )


@settings(max_examples=60, deadline=None)
@given(books())
def test_reading_what_was_written_gives_the_same_casebook_and_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, book: Casebook
) -> None:
    folder = write(book, tmp_path_factory.mktemp("book"))
    again = read(folder)
    assert again == book
    assert dict(again.files) == dict(book.files)
    assert again.digest == book.digest
    assert all((folder / name).read_bytes() == data for name, data in again.files.items())


@settings(max_examples=40, deadline=None)
@given(books())
def test_check_accepts_what_write_produces(tmp_path_factory: pytest.TempPathFactory, book: Casebook) -> None:
    found = check(write(book, tmp_path_factory.mktemp("book")))
    # Drawn text may hold characters that a check rightly names; the form is always accepted.
    allowed = ("control character", "wrong encoding", "formula", "error value", "looks like")
    assert [fault for fault in found if not any(word in fault.problem for word in allowed)] == []


def test_a_fact_is_one_line_of_a_diff(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    book = read(harbour(tmp_path / "a"))
    before = book.files["ties.csv"].splitlines()
    changed = book.with_records(ties=tuple(replace_tie(tie) for tie in book.ties))
    after = changed.files["ties.csv"].splitlines()
    assert sum(x != y for x, y in zip(before, after, strict=True)) == 1


def replace_tie(tie: Tie) -> Tie:
    import msgspec

    return msgspec.structs.replace(tie, note="seen") if tie.id == "t-ask" else tie


def test_files_that_are_not_the_casebooks_are_left_alone(tmp_path: Path) -> None:
    book = read(harbour(tmp_path))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "leaflet.txt").write_text("mine")
    (tmp_path / "notes.md").write_text("mine too")
    write(book, tmp_path)
    assert (tmp_path / "texts" / "leaflet.txt").read_text() == "mine"
    assert (tmp_path / "notes.md").read_text() == "mine too"


def test_a_removed_claim_goes_and_a_coders_pass_is_kept(tmp_path: Path) -> None:
    book = replace(read(harbour(tmp_path)), claims=(Claim("one", "x"),))
    with_pass = replace(book, coders={"kim": replace(book, matches=(("otaru", "otaru"),))})
    write(with_pass, tmp_path)
    assert read(tmp_path) == with_pass
    write(replace(with_pass, claims=()), tmp_path)
    assert not (tmp_path / "claims" / "one.toml").exists()


OLD = {"a.csv": b"old a\n", "b.csv": b"old b\n", "c.csv": b"old c\n"}
NEW = {"a.csv": b"new a\n", "b.csv": b"new b\n", "c.csv": None, "d.csv": b"new d\n"}


def _state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_a_kill_at_any_step_leaves_all_of_the_old_or_all_of_the_new(tmp_path: Path) -> None:
    new = {name: data for name, data in NEW.items() if data is not None}
    outcomes = []
    for death in range(20):
        folder = tmp_path / str(death)
        folder.mkdir()
        for name, data in OLD.items():
            (folder / name).write_bytes(data)
        code = f"""
import os
from pathlib import Path
from interlocal.casebook.transaction import locked, replace_all
steps = iter(range(1000))
def die(_):
    if next(steps) == {death}:
        os._exit(9)
folder = Path({str(folder)!r})
with locked(folder):
    replace_all(folder, {NEW!r}, die)
"""
        done = subprocess.run([sys.executable, "-c", code], check=False)
        with locked(folder):
            recover(folder)
        state = _state(folder)
        assert state in (OLD, new)
        assert not (folder / ".interlocal" / "stage").exists()
        outcomes.append((done.returncode, state == new))
        if done.returncode == 0:
            break
    assert (9, False) in outcomes
    assert (9, True) in outcomes
    assert outcomes[-1] == (0, True)


def test_opening_a_casebook_completes_what_a_kill_left(tmp_path: Path) -> None:
    book = read(harbour(tmp_path))

    class Killed(BaseException):
        pass

    def die(step: str) -> None:
        if step.startswith("replace"):
            raise Killed

    changed = replace(book, claims=(Claim("one", "x"),))
    files: dict[str, bytes | None] = dict(changed.files)
    with pytest.raises(Killed), locked(tmp_path):
        replace_all(tmp_path, files, die)
    assert read(tmp_path) == changed


def test_a_manifest_cannot_reach_outside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    (folder / ".interlocal" / "stage").mkdir(parents=True)
    (folder / ".interlocal" / "manifest.json").write_text('{"../victim": null}')
    victim = tmp_path / "victim"
    victim.write_text("here")
    with locked(folder), pytest.raises(CasebookError, match="outside the casebook"):
        recover(folder)
    assert victim.exists()


def test_a_second_writer_is_told_that_the_casebook_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with locked(tmp_path), pytest.raises(CasebookError, match="another interlocal process"), locked(tmp_path):
        pass


def test_reading_a_broken_casebook_names_file_row_value_and_remedy(tmp_path: Path) -> None:
    from tests.casebook.harbour import FILES

    harbour(tmp_path, quantities=FILES["quantities.csv"].replace("120", "many"))
    with pytest.raises(CasebookError, match=r"quantities.csv, row 2, value = 'many'.*; write digits"):
        read(tmp_path)


def test_an_unknown_book_names_the_shipped_examples() -> None:
    with pytest.raises(CasebookError, match="takao2003"):
        find_book("takao1993")


def test_minted_ids_differ_and_avoid_those_taken() -> None:
    assert len({mint("t") for _ in range(1000)}) == 1000


def test_an_installed_example_is_read_without_a_lock(tmp_path: Path) -> None:
    harbour(tmp_path)
    tmp_path.chmod(0o555)
    try:
        assert read(tmp_path).title == "Harbour towns"
        assert not (tmp_path / ".interlocal").exists()
    finally:
        tmp_path.chmod(0o755)
