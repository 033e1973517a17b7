"""Figures: what they draw, that nothing overlaps, and that they look as they did."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Xml
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal import report
from interlocal.casebook import records as r
from interlocal.framework.adopters import adopters
from interlocal.report import svg
from interlocal.report.adoption import bounds
from interlocal.report.evidence import Evidence
from interlocal.report.figure import figure_file
from interlocal.report.levels import LARGEST, WIDTH, bundles, levels, place, select
from interlocal.report.participation import decision_of, joined
from interlocal.report.raster import MissingFontError, missing_scripts
from interlocal.report.reading import Reading
from tests.report import quay
from tests.report.snapshot import same_as_before

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = report.build(quay.book()).figures
DRAWN = sorted(name for name, figure in FIGURES.items() if figure.parts)


@pytest.mark.parametrize("name", DRAWN)
def test_figures_look_as_they_did(name: str) -> None:
    figure = FIGURES[name]
    assert figure.parts, figure.absent
    same_as_before(f"{name}.svg", "\n".join(figure.parts))


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_says_in_words_what_it_shows_and_has_its_data(name: str) -> None:
    figure = FIGURES[name]
    assert figure.lead
    assert figure.table is not None
    assert figure.table.rows
    for part in figure.parts:
        root = Xml.fromstring(str(part))
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")


@pytest.mark.parametrize("name", sorted(set(FIGURES) - set(DRAWN)))
def test_a_figure_with_nothing_to_draw_says_why(name: str) -> None:
    assert FIGURES[name].absent.endswith(".")


def _boxes(part: str) -> list[tuple[str, svg.Box]]:
    """Where every line of text may reach at most."""
    boxes = []
    for element in Xml.fromstring(part).iter(f"{SVG}text"):
        size = float(element.get("font-size", 12))
        for line in [element, *element]:
            words = (line.text or "").strip()
            if not words:
                continue
            x, y = float(line.get("x", element.get("x", 0))), float(line.get("y", element.get("y", 0)))
            wide = svg.width(words, size, bold=int(element.get("font-weight", 400)) >= 600)
            left = {"middle": x - wide / 2, "end": x - wide}.get(element.get("text-anchor", ""), x)
            boxes.append((words, (left, y - 0.75 * size, left + wide, y + 0.2 * size)))
    return boxes


def _overlap(a: svg.Box, b: svg.Box) -> bool:
    return a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_no_text_is_cut_or_lies_on_another(name: str) -> None:
    for part in FIGURES[name].parts:
        root = Xml.fromstring(str(part))
        wide, high = float(root.get("width", 0)), float(root.get("height", 0))
        boxes = _boxes(str(part))
        for words, (left, top, right, bottom) in boxes:
            assert left >= -0.5, words
            assert top >= -0.5, words
            assert right <= wide + 0.5, words
            assert bottom <= high + 0.5, words
        for (one, a), (two, b) in combinations(boxes, 2):
            assert not _overlap(a, b), (one, two)


WORDS = st.text(alphabet="abc XYZ-新潟市Ж", min_size=1, max_size=70).filter(str.strip)


@given(
    names=st.lists(WORDS, min_size=1, max_size=LARGEST),
    places=st.lists(
        st.tuples(st.integers(0, 8), st.sampled_from(["JP", "RU", "CN", "KR", "US", "", "CN;JP"])), min_size=1
    ),
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_names_no_label_of_the_levels_figure_overlaps_or_is_cut(
    names: list[str], places: list[tuple[int, str]]
) -> None:
    actors = []
    for i, name in enumerate(names):
        kind, nation = places[i % len(places)]
        model = quay.ACTORS[kind]
        actors.append(quay._renamed(model, id=f"a{i}", name=name, territory=nation))
    reading = Reading(quay.book().with_records(actors=tuple(actors)))
    layout = place(reading, [a.id for a in actors], (), "JP")
    spots = list(layout.spots.values())
    assert len(spots) == len(actors)
    for spot in spots:
        left, top, right, bottom = spot.box
        assert left >= 0
        assert right <= WIDTH
        assert 0 <= top < bottom <= layout.height
    for one, two in combinations(spots, 2):
        assert not _overlap(one.box, two.box), (one, two)
        assert abs(one.x - two.x) + abs(one.y - two.y) > 8


def test_the_selection_keeps_the_drawing_readable_and_says_its_rule() -> None:
    many = tuple(quay._renamed(quay.ACTORS[4], id=f"a{i}", name=f"Group {i}") for i in range(120))
    ties = tuple(
        quay._tie(f"t-{i}-{j}", f"a{i}", f"a{(i * 7 + j) % 120}", "requests")
        for i in range(120)
        for j in range(1, 2 + i % 5)
    )
    reading = Reading(quay.book().with_records(actors=many, ties=ties))
    kept, least = select(reading, "quay")
    assert 0 < len(kept) <= LARGEST
    figure = levels(reading, Evidence(reading), "quay")
    assert f"at least {least} ties" in figure.lead
    assert figure.table is not None
    assert len(figure.table.rows) == len(ties)


def test_status_is_dashed_and_certainty_is_width() -> None:
    drawn = FIGURES["levels-quay"].parts[0]
    inferred = re.search(r'<a href="#p-t-6".*?</a>', drawn)
    asserted = re.search(r'<a href="#p-t-1".*?</a>', drawn)
    assert inferred
    assert asserted
    assert "stroke-dasharray" in inferred[0]
    assert "stroke-dasharray" not in asserted[0]
    width = [float(re.findall(r'stroke-width="([\d.]+)"', found[0])[0]) for found in (inferred, asserted)]
    assert width[0] < width[1]


def test_general_statements_are_counted_and_not_drawn() -> None:
    figure = FIGURES["levels-quay"]
    assert "#p-t-8" not in figure.parts[0]
    assert "1 general statement or expectation, not being an event, is not drawn" in figure.lead


def test_ties_of_one_pair_are_one_line_with_a_count() -> None:
    twice = quay._tie("t-99", "ministry", "city", "requests", "1996", status="planned")
    book = quay.book().with_records(ties=(*quay.TIES, twice))
    by = {(b.first, b.second): b for b in bundles(book.ties)}
    assert [t.id for t in by["city", "ministry"].ties] == ["t-2", "t-3", "t-99"]
    assert [t.id for t in by["city", "ministry"].towards("ministry")] == ["t-2"]
    figure = report.build(book).figures["levels-quay"]
    line = next(a for a in figure.parts[0].split("<a ") if a.startswith('href="#p-t-2" class="tie"'))
    assert all(word in line for word in ("asks", "answers", "planned"))


def test_joining_is_told_only_where_every_date_agrees() -> None:
    reading = Reading(quay.book())
    episode = reading.book.codebook.episodes[0]
    decision = decision_of(reading, episode)
    assert decision is not None
    assert decision.id == "po-2"
    answers = {j.actor: j.answer for j in joined(reading, episode)}
    assert answers["fishers"] == "before"
    assert answers["firm"] == "after"
    assert answers["union"] == "undecided"
    assert "ministry" not in answers


def test_later_adoptions_of_an_episode_are_drawn_beside_the_first() -> None:
    later = quay._renamed(quay.POSITIONS[1], id="po-9", actor="twin", date="1997")
    drawn = report.build(quay.book().with_records(positions=(*quay.POSITIONS, later))).figures[
        "participation-quay"
    ]
    assert re.search(r'<a href="#p-po-9"><title>Хабаровск: a common berth, 1997', drawn.parts[0])


def test_an_undated_contact_may_have_come_first() -> None:
    book = quay.book()
    more = quay._tie("t-99", "firm", "city", "requests")
    reading = Reading(book.with_records(ties=(*book.ties, more)))
    answers = {j.actor: j.answer for j in joined(reading, reading.book.codebook.episodes[0])}
    assert answers["firm"] == "undecided"


def test_the_stated_sequence_decides_what_dates_alone_cannot() -> None:
    book = quay.book()
    more = quay._tie("t-99", "firm", "city", "requests")
    said = (
        r.Order("o-1", "po-2", "t-99", printed="then"),
        r.Order("o-2", "t-5", "po-2", min_lag="P1D", printed="the day before, at the latest"),
    )
    reading = Reading(book.with_records(ties=(*book.ties, more), order=said))
    answers = {j.actor: j.answer for j in joined(reading, reading.book.codebook.episodes[0])}
    assert (answers["firm"], answers["union"]) == ("after", "before")


def test_a_contradictory_sequence_is_said_and_dates_alone_compare() -> None:
    book = quay.book()
    turned = book.with_records(order=(r.Order("o-1", "t-4", "t-1", min_lag="P1D"),))
    reading = Reading(turned)
    assert reading.chronology is None
    answers = {j.actor: j.answer for j in joined(reading, reading.book.codebook.episodes[0])}
    assert (answers["fishers"], answers["firm"]) == ("before", "after")
    assert "contradict each other or cannot be read" in report.build(turned).html


def test_the_decision_is_the_one_that_the_codebook_names() -> None:
    book = quay.book()
    for named, word in (
        ("e-1", "decision: opening of the berth"),
        ("po-1", "furthest step reached: FU, 1990"),
    ):
        episode = msgspec.structs.replace(book.codebook.episodes[0], decision=named)
        own = replace(book, codebook=msgspec.structs.replace(book.codebook, episodes=(episode,)))
        decision = decision_of(Reading(own), episode)
        assert decision is not None
        assert decision.id == named
        assert word in report.build(own).figures["participation-quay"].parts[0]


def test_adopters_are_counted_at_least_and_at_most() -> None:
    reading = Reading(quay.book())
    found = adopters(reading.book, "rule")
    assert [p.actor for p in found] == ["city", "twin", "busan"]
    days = range(3000, 13000, 97)
    counts = [bounds(reading, found, day) for day in days]
    assert all(low <= high for low, high in counts)
    assert counts == sorted(counts)
    assert counts[-1] == (2, 3)


def test_a_figure_is_saved_as_svg_that_stands_alone(tmp_path: Path) -> None:
    (path,) = figure_file(FIGURES["levels-quay"], tmp_path / "levels.svg")
    root = Xml.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert "Noto Sans CJK" in root.get("font-family", "")
    with pytest.raises(ValueError, match=r"\.svg, \.png or \.pdf"):
        figure_file(FIGURES["levels-quay"], tmp_path / "levels.gif")


LATIN = replace(
    FIGURES["levels-quay"], parts=(svg.drawing("x", 90, 40, "t", "d", svg.text(5, 20, "Niigata $1")),)
)


@pytest.mark.parametrize("ending", [".png", ".pdf"])
def test_a_figure_is_saved_as_png_and_pdf(ending: str, tmp_path: Path) -> None:
    (path,) = figure_file(LATIN, tmp_path / f"figure{ending}")
    assert path.read_bytes()[:4] in (b"\x89PNG", b"%PDF")


def test_every_kind_of_element_can_be_drawn_as_png(tmp_path: Path) -> None:
    for name in DRAWN:
        figure = FIGURES[name]
        plain = tuple(type(p)(re.sub(r"[^\x00-\u04ff–—…→×≥α·]", "x", p)) for p in figure.parts)
        assert figure_file(replace(figure, parts=plain), tmp_path / f"{name}.png")


def test_a_missing_font_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interlocal.report.raster._fonts", lambda: (("Noto Sans", frozenset(range(0x250))),))
    drawing = svg.drawing("x", 90, 40, "t", "d", svg.text(5, 20, "新潟 Хабаровск"))
    with pytest.raises(MissingFontError, match=r"Japanese.*Cyrillic.*fonts-noto-cjk fonts-dejavu-core"):
        figure_file(replace(LATIN, parts=(drawing,)), tmp_path / "f.png")
    assert not list(tmp_path.iterdir())


def test_scripts_are_told_apart() -> None:
    assert missing_scripts("부산 и α", []) == ("Chinese, Japanese or Korean", "Cyrillic", "Greek")
