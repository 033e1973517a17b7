"""SVG helpers: nothing gets in that was not drawn."""

import xml.etree.ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.report import svg


@given(st.text(), st.text())
def test_whatever_a_cell_holds_the_element_parses_and_says_it(words: str, value: str) -> None:
    made = Xml.fromstring(str(svg.element("text", words, class_=value)))
    assert not list(made)
    assert (made.text or "") == svg.clean(words).replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(min_size=1), st.floats(20, 400))
def test_wrapped_lines_keep_every_letter_and_their_width(words: str, limit: float) -> None:
    lines = svg.wrap(words, limit)
    assert "".join("".join(lines).split()) == "".join(words.split())
    for line in lines:
        assert svg.width(line) <= limit or len(line.strip()) <= 2


@pytest.mark.parametrize("name", ["onload", "ONCLICK", "a b", "x=1"])
def test_attributes_that_could_run_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no attribute"):
        svg.element("g", **{name: "x"})


def test_names_carry_the_language_of_their_script() -> None:
    assert 'lang="ja"' in svg.text(0, 0, "カラフト")
    assert 'lang="ko"' in svg.text(0, 0, "부산")
    assert 'lang="ru"' in svg.text(0, 0, "Хабаровск")
    assert "lang" not in svg.text(0, 0, "Niigata")
