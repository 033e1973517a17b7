"""What coders judged, read under the names of the adjudicated casebook."""

from dataclasses import replace

import pytest

from interlocal.casebook.folder import read
from interlocal.errors import UnknownNameError
from interlocal.framework.classes import class_members
from interlocal.framework.scores import Score, judgements, scores
from tests.framework import pier


def cell(coder: str, period: str, item: str, provider_class: str = "home_local_government") -> Score | None:
    found = [
        one
        for one in scores(pier.book(), provider_class)
        if (one.coder, one.period, one.item) == (coder, period, item)
    ]
    assert len(found) < 2
    return found[0] if found else None


def test_the_highest_of_a_class_counts_with_its_own_confidence_and_record():
    found = cell("adjudicated", "one", "loci")
    assert found is not None
    assert (found.score, found.confidence, found.providers) == (3, "medium", ("harbour-board",))
    assert found.records == ("c-adjudicated-one-loci-harbour-board-",)


def test_not_codable_is_none_and_not_coded_is_no_score():
    found = cell("adjudicated", "two", "loci")
    assert found is not None
    assert found.score is None
    assert cell("adjudicated", "one", "freedom") is None


def test_a_coders_actor_counts_as_what_it_is_matched_to_and_not_as_the_coder_classed_it():
    assert cell("ann", "two", "freedom").score == 3  # type: ignore[union-attr]  # "town" is a civil society to ann


def test_a_coders_unmatched_actor_counts_as_its_own_sector_says():
    found = cell("ann", "one", "loci")
    assert found is not None
    assert (found.score, found.providers) == (4, ("ann/hamlet",))


def test_a_foreign_local_government_is_no_home_one():
    assert cell("ann", "two", "loci") is None
    assert cell("ann", "two", "loci", "foreign_local_government").score == 3  # type: ignore[union-attr]


def test_a_class_that_is_none_is_named_with_those_there_are():
    with pytest.raises(UnknownNameError, match="no class of actors 'cities'; the classes are home_local"):
        scores(pier.book(), "cities")


def test_rows_at_the_root_under_a_coder_with_a_pass_of_its_own_count_once():
    extra = pier.coding("ann", "one", "loci", "city", "0")
    book = replace(pier.book(), codings=(*pier.CODINGS, extra))
    assert judgements(book) == judgements(pier.book())


def test_scores_of_the_paper_never_exceed_what_any_provider_of_the_class_was_given():
    book = read("takao2003")
    home = class_members(book, "home_local_government")
    told = {
        (c.case, c.period, c.item): max(
            [
                int(d.score)
                for d in book.codings
                if (d.case, d.period, d.item) == (c.case, c.period, c.item)
                and d.provider in home
                and d.score != "not_codable"
            ],
            default=None,
        )
        for c in book.codings
    }
    found = {(s.case, s.period, s.item): s.score for s in scores(book) if s.coder == "adjudicated"}
    assert len(found) == 90
    assert all(told[place] == score for place, score in found.items())


def test_both_coders_of_the_paper_judged_every_cell_that_was_adjudicated():
    cells: dict[str, set[tuple[str, str, str]]] = {}
    for one in scores(read("takao2003")):
        cells.setdefault(one.coder, set()).add((one.case, one.period, one.item))
    assert cells["coder-a"] == cells["coder-b"] == cells["adjudicated"]
