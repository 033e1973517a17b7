"""M11: first movers, their lead, the curve, the hazard and exposure."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Relation
from interlocal.casebook.folder import read
from interlocal.framework.adopters import adopters, count_by, days_of
from interlocal.framework.measured import Measured
from interlocal.framework.measures.adoption import MEASURE, chance_first, constant_hazard, gaps
from interlocal.framework.study import Study
from tests.report import quay

YEAR = 365.2425


def told(book: Casebook, n: int = 200) -> dict[tuple[str, str, str], Measured]:
    return {(row.about, row.number, row.layer): row for row in MEASURE.read(Study(book, n, 1))}


def adopted(actor: str, date: str, **more: object) -> r.Position:
    values = {"kind": "adoption", "step": "adopted", "case": "quay", **more}
    return r.Position(f"po-{actor}", actor, "rule", date=date, **values)  # type: ignore[arg-type]


def ruled(*positions: r.Position, ties: tuple[r.Tie, ...] = ()) -> Casebook:
    base = quay.book()
    return base.with_records(positions=positions, ties=ties, support=(), quantities=(), codings=())


def test_of_several_adoptions_of_one_actor_the_earliest_counts() -> None:
    renamed = msgspec.structs.replace(adopted("city", "1990"), id="po-0")
    book = ruled(adopted("city", "1996"), adopted("twin", "1994"), renamed)
    assert [(p.actor, p.date) for p in adopters(book, "rule")] == [("city", "1990"), ("twin", "1994")]


def test_leads_by_hand() -> None:
    days = np.array([[0], [365], [730], [731], [1095]])
    second, middle = gaps(days, np.ones((5, 1), bool))
    assert (second[0] * YEAR, middle[0] * YEAR) == pytest.approx((365, 730))
    assert np.isnan(gaps(days[:1], np.ones((1, 1), bool))[0]).all()


def test_a_shared_first_day_is_shared() -> None:
    book = ruled(adopted("city", "1990-05-01"), adopted("twin", "1990-05-01"))
    rows = told(book)
    assert rows["rule>city", "p_first", ""].estimate.value == 0.5
    assert rows["rule>twin", "p_first", ""].said == "undecided by the dates"


def test_a_disputed_first_adopter_leaves_the_second_a_chance() -> None:
    book = ruled(adopted("twin", "1988", status="disputed", certainty=0.3), adopted("city", "1990"))
    rows = told(book, 2000)
    first = {a: rows[f"rule>{a}", "p_first", ""].estimate.value or 0 for a in ("twin", "city")}
    assert first["twin"] == pytest.approx(0.3, abs=0.04)
    assert sum(first.values()) == pytest.approx(1)


@pytest.mark.parametrize(("date", "value"), [("1980/2000", None), ("1989", 0.0), ("1991", 1.0)])
def test_narrowing_a_date_decides_who_was_first(date: str, value: float | None) -> None:
    row = told(ruled(adopted("city", "1990"), adopted("twin", date)))["rule>city", "p_first", ""]
    if value is None:
        assert 0.2 < (row.estimate.value or 0) < 0.8
    else:
        assert row.estimate.value == value
        assert row.estimate.interval == (value, value)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=4))
def test_someone_is_first_in_every_world(days: list[list[int]]) -> None:
    array = np.array(days)
    part = chance_first(array, np.ones(array.shape, bool))
    assert part.sum(axis=0) == pytest.approx(1)
    assert (part[array > array.min(axis=0)] == 0).all()


@given(st.integers(1, 40), st.integers(0, 40), st.floats(0.5, 30))
def test_the_hazard_lies_in_its_interval_and_scales_with_time(whole: int, some: int, years: float) -> None:
    some = min(some, whole - 1)
    value, (low, high) = constant_hazard(some, whole, years)
    assert low <= value <= (high or np.inf)
    assert constant_hazard(some, whole, 2 * years)[0] == pytest.approx(value / 2)


def test_hazards_of_cities_and_prefectures_by_hand() -> None:
    """Ten of eleven other designated cities and eleven of 47 prefectures in 5.67 years: .42 and .047 a year, 9 to 1."""
    cities, prefectures = (constant_hazard(*counted, 5.67)[0] for counted in ((10, 11), (11, 47)))
    assert cities == pytest.approx(0.423, abs=0.0005)
    assert prefectures == pytest.approx(0.0470, abs=0.0005)
    assert cities / prefectures == pytest.approx(9.0, abs=0.05)


def test_a_hazard_needs_a_count_that_can_be() -> None:
    with pytest.raises(ValueError, match="5 of 4"):
        constant_hazard(5, 4, 1)
    assert constant_hazard(3, 3, 1)[1][1] is None


def test_exposure_counts_ties_before_the_adoption_and_not_imitation() -> None:
    both = (adopted("city", "1990"), adopted("twin", "1994"))
    early, late = (
        quay._tie("t-1", "city", "twin", "partners", when, certainty=1.0) for when in ("1985", "1999")
    )
    same = told(ruled(*both, ties=(early,)))["rule", "exposure_network", "contact"]
    assert same.estimate.value == 1.0
    assert "exposure-consistent" in same.said
    assert told(ruled(*both, ties=(late,)))["rule", "exposure_network", "contact"].estimate.value == 0.0
    base = ruled(*both, ties=(msgspec.structs.replace(early, relation="imitates"),))
    imitates = Relation("imitates", "takes up from", reverse=("norm",))
    codebook = msgspec.structs.replace(base.codebook, relations=(*base.codebook.relations, imitates))
    copied = replace(base, codebook=codebook)
    assert len(Study(copied, 5, 1).network().ties) == 1
    assert told(copied)["rule", "exposure_network", "contact"].estimate.value == 0.0
    assert told(ruled(*both))["rule", "exposure_network_p", "contact"].why == "no tie joins two adopters"


@given(st.integers(0, 60), st.integers(0, 60))
def test_at_least_is_never_more_than_at_most(a: int, b: int) -> None:
    dates = [(0, 10), (5, 40), None]
    low, high = count_by(dates, a)
    assert low <= high
    assert count_by(dates, max(a, b))[0] >= low


def test_an_unreadable_date_is_no_date() -> None:
    assert days_of("nonsense") is None


TAKAO = told(read("takao2003"))


def test_kawasakis_assembly_came_first_and_four_followed() -> None:
    by = [
        TAKAO["residents-assembly", f"adopters_by_{y}", ""].estimate.value for y in (1996, 1997, 1998, 1999)
    ]
    assert by == [1, 2, 4, 5]
    assert TAKAO["residents-assembly>kawasaki-assembly", "p_first", ""].estimate.value == 1
    for number, years in (("lead_to_second", 1), ("lead_to_median", 2)):
        low, high = TAKAO["residents-assembly", number, ""].estimate.interval or (None, None)
        assert (low or 9) < years < (high or 0)


def test_the_nationality_clause_has_a_hazard_where_numbers_are_coded_and_none_elsewhere() -> None:
    row = TAKAO["nationality-clause>prefectures-adopting", "hazard", ""]
    assert row.said.startswith("11 of 47 within 5.")
    assert row.estimate.value == pytest.approx(-np.log(36 / 47) / 5.67, rel=0.1)
    other = TAKAO["nationality-clause>designated-cities-adopting", "hazard", ""]
    assert (other.estimate.value, other.why) == (None, "the number of those adopting is not coded")
    first = TAKAO["nationality-clause>kawasaki-city", "p_first", ""]
    assert (
        first.said == "undecided by the dates; the source: rank among designated cities ending the clause 1"
    )
