"""Passages stand where they say, are found again when a text changes, and never leave the casebook's folder."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interlocal.casebook.passages import (
    Texts,
    anchor,
    locate_text,
    read_text,
    reanchor,
    reanchor_all,
    verify,
)
from interlocal.casebook.records import Passage
from interlocal.errors import CasebookError
from tests import tiny

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(stretches(), st.booleans())
def test_what_was_anchored_verifies(stretch: tuple[str, int, int], keep: bool) -> None:
    assert verify(anchor(*stretch, keep_words=keep), stretch[0]) == "ok"


@given(stretches(), texts, st.booleans())
def test_text_put_before_is_found_through(stretch: tuple[str, int, int], new: str, keep: bool) -> None:
    text, start, end = stretch
    here = anchor(text, start, end, keep_words=keep)
    assert verify(here, new + text) in ("ok", "moved")
    found = reanchor(here, new + text)
    assert found is not None
    assert found.how == "hash"
    assert (new + text)[found.start : found.end] == text[start:end]
    assert abs(found.start - start) <= len(new)


@given(stretches(), texts)
def test_words_that_are_gone_are_missing(stretch: tuple[str, int, int], other: str) -> None:
    text, start, end = stretch
    assume(text[start:end] not in other)
    here = anchor(text, start, end)
    assert verify(here, other) == "missing"
    assert reanchor(here, other) is None


def test_offsets_count_code_points_and_the_digest_is_of_utf8() -> None:
    here = anchor("𠮷野 in 新潟", 6, 8)
    assert here.sha256 == hashlib.sha256("新潟".encode()).hexdigest()
    assert verify(here, "𠮷野 in 新潟") == "ok"


def test_words_are_kept_only_when_asked() -> None:
    text = "a" * 50 + "mayor" + "b" * 50
    assert anchor(text, 50, 55).quote == ""
    kept = anchor(text, 50, 55, keep_words=True)
    assert (kept.before, kept.quote, kept.after) == ("a" * 32, "mayor", "b" * 32)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 6)])
def test_a_stretch_must_lie_within_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        anchor("mayor", start, end)


def test_of_equal_stretches_the_nearest_is_meant() -> None:
    text = "NEPA met. NEPA agreed. NEPA left."
    here = anchor(text, 10, 14)
    found = reanchor(here, "So: " + text)
    assert found is not None
    assert found.start == 14


def test_many_passages_move_together() -> None:
    text = "KITA " * 40
    places = [anchor(text, i, i + 4) for i in range(0, 200, 5)]
    found = reanchor_all(reversed(places), "Preface. " + text)
    assert [here.start for here in found if here] == [i + 9 for i in reversed(range(0, 200, 5))]
    assert all(here is not None and here.how == "hash" for here in found)


def test_a_passage_with_a_locator_only_cannot_be_verified() -> None:
    assert verify(Passage(id="p-1", source="s", locator="p. 4"), "text") == "unanchored"
    assert reanchor(Passage(id="p-1", source="s", locator="p. 4"), "text") is None


def test_a_quote_without_offsets_is_found() -> None:
    passage = Passage(id="p-1", source="s", locator="p. 4", quote="the mayor")
    assert verify(passage, "So the mayor agreed") == "moved"
    found = reanchor(passage, "So the mayor agreed")
    assert found is not None
    assert (found.start, found.end) == (3, 12)


def test_reflowed_words_are_found_by_their_quote() -> None:
    text = "They said that “the city would pay” for it."
    here = anchor(text, 10, 35, keep_words=True)
    found = reanchor(here, 'They wrote:\n\nthey said that "the city\nwould  pay" and it did.')
    assert found is not None
    assert found.how == "quote"
    assert found.likeness == 1.0


def test_changed_words_are_found_between_what_stood_around_them() -> None:
    text = "In the spring of 1994 the governor of Niigata travelled north, and nobody knew why he went."
    start = text.index("the governor")
    here = anchor(text, start, start + 29, keep_words=True)
    changed = text.replace("the governor of Niigata", "a deputy")
    found = reanchor(here, changed)
    assert found is not None
    assert found.how == "context"
    assert changed[found.start : found.end].startswith("a deputy")


def test_a_corrected_misprint_is_found_as_much_alike() -> None:
    text = "Before. The directors of the airport at Vladivostok visited in March. After."
    here = anchor(text, 8, 69, keep_words=True)
    changed = (
        "Quite another beginning. " + text[8:69].replace("Vladivostok", "Vladivostock") + " Another end."
    )
    found = reanchor(here, changed)
    assert found is not None
    assert found.how == "fuzzy"
    assert 0.9 < found.likeness < 1
    assert changed[found.start : found.end].startswith("The directors")
    assert reanchor(here, "Nothing of the kind was ever written here, or anywhere near it at all.") is None


def test_a_digest_that_is_none_finds_nothing() -> None:
    passage = Passage(id="p-1", source="s", locator="p. 4", start=0, end=3, sha256="no digest")
    assert verify(passage, "text") == "missing"


def test_line_ends_and_byte_order_mark_do_not_move_offsets(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\ufeffone\r\ntwo\rthree\n".encode())
    assert read_text(path) == "one\ntwo\nthree\n"


def test_texts_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "sjis.txt").write_bytes("新潟".encode("cp932"))
    with pytest.raises(CasebookError, match=r"sjis.txt: not UTF-8 at byte 0"):
        read_text(tmp_path / "sjis.txt")
    with pytest.raises(CasebookError, match=r"none.txt: cannot be read"):
        read_text(tmp_path / "none.txt")


def test_a_text_is_found_in_the_casebook(tmp_path: Path) -> None:
    book = tiny.saved(tmp_path)
    assert locate_text(book, "report") is None
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "report.txt").write_text(tiny.TEXT, encoding="utf-8")
    assert locate_text(book, "report") == tmp_path / "texts" / "report.txt"
    assert locate_text(tiny.book(), "report") is None


def test_a_coders_pass_uses_the_texts_of_its_casebook(tmp_path: Path) -> None:
    own = tiny.saved(tmp_path / "coders" / "ann")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "report.txt").write_text(tiny.TEXT, encoding="utf-8")
    assert locate_text(own, "report") == tmp_path / "texts" / "report.txt"


@pytest.mark.parametrize("source", ["../secret", "/etc/passwd", "a\\b", "", ".", "..", ".hidden", "c:x"])
def test_a_source_key_is_no_way_out_of_the_folder(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    book = tiny.saved(tmp_path / "book")
    (tmp_path / "book" / "texts").mkdir()
    assert locate_text(book, source) is None


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    book = tiny.saved(tmp_path / "book")
    (tmp_path / "book" / "texts").mkdir()
    (tmp_path / "book" / "texts" / "report.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(CasebookError, match="link to a file outside the casebook"):
        locate_text(book, "report")


def test_words_are_shown_only_where_they_are_verified(tmp_path: Path) -> None:
    (tmp_path / "same.txt").write_text(tiny.TEXT, encoding="utf-8")
    (tmp_path / "moved.txt").write_text("Preface. " + tiny.TEXT, encoding="utf-8")
    book = tiny.book()
    passage = book.passages[0]
    same = Texts(book, {"report": tmp_path / "same.txt"})
    assert same.words("report", passage) == ("ok", tiny.TEXT[passage.start : passage.end])
    assert Texts(book, {"report": tmp_path / "moved.txt"}).words("report", passage) == ("moved", "")
    assert Texts(book).words("report", passage) == ("no text", "")
