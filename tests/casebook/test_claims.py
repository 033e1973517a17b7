"""Claims as files: read, written back, part of the digest, and checked against the casebook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook.check import check, sound
from interlocal.casebook.claims import LARGEST, Claim, parse_claim, write_claim
from interlocal.casebook.folder import read, write
from interlocal.errors import CasebookError, UnknownNameError
from tests.casebook.harbour import harbour

HELD = Claim("held", "The city holds it together.", removed=("otaru",))


def _with(folder: Path, **files: str) -> Path:
    book = harbour(folder)
    (book / "claims").mkdir()
    for name, text in files.items():
        (book / "claims" / f"{name}.toml").write_text(text, encoding="utf-8")
    return book


def test_a_casebook_holds_its_claims_and_keeps_the_words_of_their_files(tmp_path: Path) -> None:
    text = '# declared before looking\nid = "held"\nstatement = "Whole."\nremoved = ["otaru"]\n'
    book = read(_with(tmp_path, held=text))
    assert book.claims == (Claim("held", "Whole.", removed=("otaru",)),)
    write(book, tmp_path / "copy")
    assert (tmp_path / "copy" / "claims" / "held.toml").read_text(encoding="utf-8") == text
    assert read(tmp_path / "copy") == book


def test_a_claim_that_changes_is_written_anew_and_changes_the_digest(tmp_path: Path) -> None:
    book = read(_with(tmp_path, held='id = "held"\nstatement = "Whole."\nremoved = ["otaru"]\n'))
    other = replace(book, claims=(msgspec.structs.replace(book.claims[0], least=0.2),))
    assert other.digest != book.digest
    write(other, tmp_path)
    assert read(tmp_path).claim("held").least == 0.2


def test_a_claim_that_is_not_there_is_asked_for_with_a_hint(tmp_path: Path) -> None:
    book = replace(read(harbour(tmp_path)), claims=(HELD,))
    assert book.claim("held") is HELD
    with pytest.raises(UnknownNameError, match="did you mean 'held'"):
        book.claim("hold")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('level = "N9"', "N9"),
        ("alpha = 1.5", "alpha"),
        ("alpha = nan", "alpha"),
        ("replications = 10000000", "replications"),
        ("worlds = 0", "worlds"),
        ("removed = []", "removed"),
        ('statistic = "route"', "source"),
        ("colour = 1", "colour"),
        ("= 3", "TOML"),
        ("seed = 99999999999999999999999999", "seed"),
    ],
)
def test_what_no_claim_can_say_is_said_with_its_file(tmp_path: Path, line: str, said: str) -> None:
    removed = "" if line.startswith("removed") else 'removed = ["otaru"]'
    text = f'id = "held"\nstatement = "x"\n{removed}\n{line}\n'
    faults = check(_with(tmp_path, held=text))
    assert [fault.file for fault in faults] == ["claims/held.toml"]
    assert said in str(faults[0])
    with pytest.raises(CasebookError, match=r"claims/held\.toml"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('removed = ["home_local_goverment"]', "removed = 'home_local_goverment'"),
        ('cases = ["nowhere"]', "cases = 'nowhere'"),
        ('issue = "nothing"', "issue = 'nothing'"),
        ('carrier = "smoke"', "carrier = 'smoke'"),
        ('before = "Feb-92"', "before = 'Feb-92'"),
        ('statistic = "route"\nsource = ["otaru"]\ntarget = ["China"]', "target = 'China'"),
        ('placebo = ["pirates"]', "placebo = 'pirates'"),
    ],
)
def test_what_the_casebook_does_not_have_is_found(tmp_path: Path, line: str, said: str) -> None:
    removed = "" if "removed" in line else 'removed = ["otaru"]\n'
    faults = check(_with(tmp_path, held=f'id = "held"\nstatement = "x"\n{removed}{line}\n'))
    assert [fault.file for fault in faults] == ["claims/held.toml"]
    assert said in str(faults[0])
    with pytest.raises(CasebookError):
        sound(tmp_path)


def test_an_id_twice_and_a_file_of_another_name_are_found(tmp_path: Path) -> None:
    text = 'id = "held"\nstatement = "x"\nremoved = ["otaru"]\n'
    faults = check(_with(tmp_path, held=text, other=text))
    assert [(fault.file, fault.problem) for fault in faults] == [
        ("claims/other.toml", "is also the id in claims/held.toml"),
        ("claims/other.toml", "is not the name of its file"),
    ]


def test_a_file_of_any_size_is_refused(tmp_path: Path) -> None:
    faults = check(_with(tmp_path, held="#" * (LARGEST * 3)))
    assert "at most" in str(faults[0])


@given(
    statement=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    cases=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=3),
    alpha=st.floats(1e-9, 0.99),
    replications=st.integers(19, 100_000),
)
def test_what_is_written_is_what_is_read(
    statement: str, cases: list[str], alpha: float, replications: int
) -> None:
    claim = Claim("c", statement, cases=tuple(cases), alpha=alpha, replications=replications)
    assert parse_claim(write_claim(claim)) == claim
