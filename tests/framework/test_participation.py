"""Who joined before and after the decision."""

from dataclasses import replace

import msgspec
import pytest

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.framework.participation import Joined, decision_of, participation
from interlocal.framework.study import Study
from interlocal.report.participation import joined
from interlocal.report.reading import Reading
from tests.report import quay


def told(book: Casebook) -> dict[str, Joined]:
    return {one.actor: one for one in participation(Study(book, 200, 1), book.codebook.episodes[0])}


def test_before_after_and_undecided_by_hand() -> None:
    rows = told(quay.book())
    answers = {actor: one.answer for actor, one in rows.items()}
    assert (answers["fishers"], answers["firm"], answers["union"]) == ("before", "after", "undecided")
    assert (rows["fishers"].possibly_before, rows["firm"].possibly_before) == (True, False)
    assert (rows["fishers"].before.value, rows["firm"].before.value) == (1, 0)
    assert 0.1 < (rows["union"].before.value or 0) < 0.9
    assert rows["union"].before.coverage == 0
    assert "ministry" not in rows


def test_one_later_contact_does_not_make_a_late_joiner() -> None:
    book = quay.book()
    row = told(book.with_records(ties=(*book.ties, quay._tie("t-99", "firm", "city", "requests"))))["firm"]
    assert (row.answer, row.possibly_before) == ("undecided", True)
    assert row.records == ("t-4", "t-99")
    assert row.before.coverage == 0.5


def test_a_stated_sequence_decides_what_dates_leave_open() -> None:
    book = quay.book().with_records(order=(r.Order("o-1", "po-2", "t-5", min_lag="P1D", printed="then"),))
    row = told(book)["union"]
    assert (row.answer, row.before.value) == ("after", 0)


def test_without_a_dated_decision_nothing_is_told() -> None:
    book = quay.book()
    book = book.with_records(positions=tuple(p for p in book.positions if p.id != "po-2"))
    assert decision_of(Study(book, 1), book.codebook.episodes[0]) is None
    assert {one.answer for one in told(book).values()} == {"undecided"}
    assert all(one.before.value is None for one in told(book).values())


def test_a_named_but_undated_decision_is_none() -> None:
    book = quay.book()
    episode = msgspec.structs.replace(book.codebook.episodes[0], decision="e-3")
    own = replace(book, codebook=msgspec.structs.replace(book.codebook, episodes=(episode,)))
    assert decision_of(Study(own, 1), episode) is None


TAKAO = Study(read("takao2003"), 50, 1)


@pytest.mark.parametrize("episode", TAKAO.book.codebook.episodes, ids=lambda e: e.id)
def test_the_framework_answers_as_the_figure_does(episode) -> None:  # type: ignore[no-untyped-def]
    drawn = {j.actor: j.answer for j in joined(Reading(TAKAO.book), episode)}
    rows = {one.actor: one.answer for one in participation(TAKAO, episode)}
    assert rows.keys() == drawn.keys()
    # Answers to a tie and ties at an event bind in the network's clock too: it may decide more, never otherwise.
    assert all(rows[actor] == said for actor, said in drawn.items() if said != "undecided")
    for one in participation(TAKAO, episode):
        if one.answer == "before":
            assert one.possibly_before
        if not one.possibly_before:
            assert one.before.value == 0


def test_in_kitakyushu_wider_groups_are_not_certainly_there_before_the_decision() -> None:
    rows = {
        o.actor: o for o in participation(TAKAO, TAKAO.book.codebook.entry("episodes", "dalian-aid-project"))
    }
    assert rows["kita"].answer == "before"
    assert not any(rows[a].answer == "before" for a in ("dk-grassroots", "dk-business") if a in rows)
