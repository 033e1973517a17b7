"""What the page says in words: the same as the measures say, without ids, and readable on its ground."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from interlocal.casebook.folder import read
from interlocal.framework.participation import participation
from interlocal.framework.study import Study
from interlocal.provenance import Estimate
from interlocal.report import palette
from interlocal.report.charts import WIDTH, Row, Scale, intervals
from interlocal.report.evidence import Evidence, Link
from interlocal.report.participation import joined
from interlocal.report.plain import _compared
from interlocal.report.reading import Reading
from interlocal.report.removal_matrix import removal_matrix
from interlocal.report.verdict import judge
from tests.report import quay

BOOK = quay.book()


def test_the_figure_of_who_joined_and_the_measure_agree_on_every_actor() -> None:
    book = read("takao2003")
    study, reading = Study(book, n=2), Reading(book)
    for episode in book.codebook.episodes:
        drawn = {one.actor: one.answer for one in joined(reading, episode)}
        assert drawn == {one.actor: one.answer for one in participation(study, episode)}, episode.id


def test_level_is_never_told_as_ahead() -> None:
    verdict = judge(Reading(BOOK), BOOK.codebook.episodes[0])
    assert _compared(verdict) == "clearly higher in one role"
    words = ["ahead", "level", "level", "behind", "untested"]
    roles = tuple(replace(verdict.roles[0], word=word) for word in words)
    told = _compared(replace(verdict, word="mixed", roles=roles))
    assert told == "clearly higher in one role, not clearly higher in two roles, lower in one role"
    assert _compared(replace(verdict, word="not testable")) == "too little is scored to say"


def test_ids_in_a_sentence_become_words_that_lead_to_their_passages() -> None:
    evidence = Evidence(Reading(BOOK))
    tie, passage = BOOK.ties[0].id, next(p for p in BOOK.passages if p.locator)
    told = evidence.told(f"depends most on tie {tie} (left out), then on {passage.id}")
    links = [part for part in told if isinstance(part, Link)]
    first, second = links
    assert first.href == evidence.href(tie)
    assert second.words == passage.locator
    assert second.href
    said = "".join(part if isinstance(part, str) else part.words for part in told)
    assert not set(re.findall(r"[\w-]+", said)) & {tie, passage.id}


def test_passages_are_counted_and_the_first_ones_linked() -> None:
    evidence = Evidence(Reading(BOOK))
    ids = [passage.id for passage in BOOK.passages]
    told = evidence.passages(ids)
    assert told[0] == f"{len(ids)} passages: "
    assert sum(isinstance(part, Link) and bool(part.href) for part in told) == 4
    assert evidence.passages([]) == ()


def test_works_without_an_author_are_not_named_by_their_year_alone() -> None:
    book = read("takao2003")
    evidence = Evidence(Reading(book))
    bare = [s.id for s in book.sources if re.fullmatch(r"\d*", evidence.source(s.id).words)]
    assert not bare


def test_every_value_of_the_matrix_is_readable_on_its_ground() -> None:
    values = [Estimate(value=k / 10, interval=(0.0, 1.0)) for k in range(11)]
    figure = removal_matrix([str(k) for k in range(11)], ["nobody"], [[(one, None)] for one in values])
    part = str(figure.parts[0])
    for opacity in Counter(re.findall(r'fill-opacity="([\d.]+)"', part)):
        assert palette.contrast(palette.INK, _over(palette.AGREEMENT, float(opacity))) >= 4.5
    assert 'fill="#FFFFFF"' not in part
    assert f'width="{WIDTH:g}"' in part  # letters as large as in the other figures
    assert figure.table is not None
    assert figure.table.rows[5][1] == "0.50 (0.00 to 1.00)"


def _over(colour: str, opacity: float) -> str:
    parts = (round(255 + opacity * (int(colour[k : k + 2], 16) - 255)) for k in (1, 3, 5))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def test_what_has_no_value_is_said_once_a_row() -> None:
    scale = Scale(0.0, 1.0, (0.0, 1.0))
    rows = [Row("a", (None, None)), Row("b", (None, Estimate(value=0.5)), absent="no such route")]
    drawn = str(intervals("x", "t", rows, scale)).partition("</desc>")[2]
    assert drawn.count("not known") == 1
    assert drawn.count("no such route") == 1
