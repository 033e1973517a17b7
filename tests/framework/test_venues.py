"""M13: who meets whom where, hosted by whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.framework.measured import Measured
from interlocal.framework.measures.venues import MEASURE, blau, venues
from interlocal.framework.study import Study
from tests.report import quay


def told(book: Casebook, layer: str = "contact") -> dict[tuple[str, str], Measured]:
    rows = MEASURE.read(Study(book, 40, 1))
    return {(row.about, row.number): row for row in rows if row.layer in ("", layer)}


def hall(host: str = "city", tie: str = "", venue: str = "1990-05-01") -> Casebook:
    """A meeting of the fishers and the firm, and perhaps an earlier or later tie of theirs."""
    ties = (quay._tie("t-1", "fishers", "firm", "requests", tie, certainty=1.0),) if tie else ()
    events = (r.Event("e-1", "talks", "meeting", venue, case="quay", issues="berths", host=host),)
    parts = tuple(
        r.Participant(f"pt-{k}", "e-1", actor, role)
        for k, (actor, role) in enumerate([("fishers", "participant"), ("firm", "participant"), ("union", "subject")])
    )  # fmt: skip
    return quay.book().with_records(
        ties=ties, events=events, participants=parts, positions=(), quantities=(), support=(), codings=(), doubts=()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("host", "tie", "share"),
    [("city", "", 1.0), ("firm", "", 0.0), ("city", "1985", 0.0), ("city", "1999", 1.0), ("twin", "", 0.0)],
)
def test_the_first_meeting_decides_whose_venue_it_was(host: str, tie: str, share: float) -> None:
    row = told(hall(host, tie))["", "locus_share"]
    # Abroad, the hosting town itself met the two at its own venue: three pairs, none at a home government's.
    assert row.estimate.value == share


def test_subjects_were_not_there_and_hosts_were() -> None:
    (found,) = venues(Study(hall(), 1), "quay")
    assert found.present == ("city", "firm", "fishers")
    rows = told(hall())
    assert rows["", "unlike_pairs_sharing"].estimate.value == 1.0
    assert rows["e-1", "inclusion"].estimate.value == 1.0
    assert rows["home_local_government", "hosted"].estimate.value == 1.0
    assert rows["", "standing"].estimate.value == 0.0


def test_without_a_host_there_is_no_share_of_hosts() -> None:
    row = told(hall(""))["", "hosted"]
    assert (row.estimate.value, row.estimate.coverage) == (None, 0.0)


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=12), st.integers(4, 11))
def test_variety_lies_between_none_and_all(kinds: list[str], number: int) -> None:
    found = blau(kinds, number)
    assert found is not None
    assert 0 <= found <= 1 + 1e-9
    assert (found == 0) == (len(set(kinds)) == 1)


def test_the_papers_venues() -> None:
    study = Study(read("takao2003"), 40, 1)
    rows = {(m.case, m.about, m.number, m.layer): m for m in MEASURE.read(study)}
    assert "e-nxlzdaw" not in {v.event.id for v in venues(study, "kawasaki")}  # an interview by the author
    assert rows["kawasaki", "home_local_government", "hosted", ""].estimate.value == 1.0
    hosts = [m.estimate.value or 0 for key, m in rows.items() if key[0] == "niigata" and key[2] == "hosted"]
    assert sum(hosts) == pytest.approx(1)
    for case in study.cases:
        low, high = rows[case, "", "locus_share", "both"].estimate.interval or (0, 0)
        assert 0 <= (low or 0) <= (high or 0) < 0.5


def venue(id: str, start: str, end: str, host: str) -> r.Event:
    return r.Event(id, "hall", "venue", start, end=end, case="quay", issues="berths", host=host)


def test_standing_venues_live_as_long_as_half_of_them_do() -> None:
    """Three of the city's: ended after 10 and 20 years, and one of which no end is told; the firm's lasted 2."""
    book = hall().with_records(
        events=(
            venue("e-1", "1980-01-01", "1990-01-01", "city"),
            venue("e-2", "1980-01-01", "2000-01-01", "city"),
            venue("e-3", "1982-01-01", "", "city"),
            venue("e-4", "1980-01-01", "1982-01-01", "firm"),
        ),
        participants=(),
    )
    rows = told(book)
    # Of the city's three, two thirds live on after 10 years and a third after 20; of all four a half after 10.
    assert rows["home_local_government", "median_life"].estimate.value == pytest.approx(20, abs=0.01)
    assert rows["", "median_life"].estimate.value == pytest.approx(10, abs=0.01)
    assert rows["home_local_government", "median_life"].said[-5:] == "ended"
    still = told(hall().with_records(events=(venue("e-3", "1982", "", "city"),), participants=()))
    assert still["", "median_life"].estimate.value is None
    assert "fewer than half" in still["", "median_life"].why


def test_two_of_one_sector_and_two_countries_are_unlike() -> None:
    """A firm at home and one abroad met at the city's: across belonging, and in as even a mix as three can be."""
    book = hall()
    abroad = r.Actor("yard", "The yard", "organisation", "business", "local", "RU", case="quay")
    parts = tuple(r.Participant(f"pt-{a}", "e-1", a, "participant") for a in ("firm", "yard"))
    book = book.with_records(actors=(*book.actors, abroad), participants=parts)
    rows = told(book)
    assert rows["", "locus_share"].estimate.value == 1.0
    assert rows["", "locus_share"].said.startswith("of 1 pairs")
    # Two at home (the hosting city and the firm), one abroad.
    assert rows["e-1", "inclusion_country"].estimate.value == pytest.approx(1.0)


def test_a_foreign_town_that_hosts_is_no_home_local_government() -> None:
    rows = told(hall("twin"))
    assert rows["foreign_local_government", "hosted"].estimate.value == 1.0
    assert ("home_local_government", "hosted") not in rows
