"""M10: the ladder, credit, preference attainment and route necessity."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.framework.ladder import STEPS, climbs, level_at, outcome
from interlocal.framework.measured import Measured
from interlocal.framework.measures.impact import MEASURE, attainment, necessity
from interlocal.framework.study import Study
from tests.report import quay


def told(study: Study) -> dict[tuple[str, str, str], Measured]:
    return {(row.about, row.number, row.layer): row for row in MEASURE.read(study)}


def test_a_statement_that_asks_is_no_step_of_the_target() -> None:
    book = quay.book()
    asking = msgspec.structs.replace(book.positions[0], step="agenda")
    book = book.with_records(positions=(asking, *book.positions[1:]))
    assert asking.actor == "fishers"
    found = {(c.policy, c.target): c.top for c in climbs(Study(book, 5, 1))}
    assert found == {("berth", "ministry"): 4, ("rule", "city"): 4, ("rule", "twin"): 4, ("rule", "busan"): 4}


def test_levels_by_hand() -> None:
    rows = told(Study(quay.book(), 100, 1))
    assert rows["berth>ministry", "level", ""].said == "adopted"
    low, high = rows["berth>ministry", "reached_adopted", ""].estimate.interval or (0, 0)
    assert 8401 <= (low or 0) < (high or 0) <= 8765  # 1993
    assert rows["rule>busan", "reached_adopted", ""].why == "reached, at no coded date"
    assert rows["berth>ministry", "attributed", "attribution"].estimate.value is None


def decided(**cells: object) -> Casebook:
    """The quay with its decision named, and the fishers' claim changed."""
    book = quay.book()
    episode = msgspec.structs.replace(book.codebook.episodes[0], decision="po-2")
    claim = msgspec.structs.replace(book.positions[0], **cells)  # type: ignore[arg-type]
    book = book.with_records(positions=(claim, *book.positions[1:]))
    return replace(book, codebook=msgspec.structs.replace(book.codebook, episodes=(episode,)))


@pytest.mark.parametrize(
    ("stance", "date", "gained"), [(1, "1990", 0.8), (-1, "1990", -0.8), (1, "1995", 0.0)]
)
def test_attainment_of_those_who_asked_before_and_after(stance: int, date: str, gained: float) -> None:
    row = told(Study(decided(stance=stance, date=date), 20, 1))["berth>fishers", "attainment", ""]
    assert row.estimate.value == pytest.approx(gained)


def test_without_a_coded_stance_or_a_named_decision_there_is_no_attainment() -> None:
    row = told(Study(decided(stance=None), 20, 1))["berth>fishers", "attainment", ""]
    assert (row.estimate.value, row.why) == (None, "no one stance is coded")
    assert not [key for key in told(Study(quay.book(), 5, 1)) if key[1] == "attainment"]


@given(st.integers(0, 5), st.integers(0, 5))
def test_one_who_is_against_loses_what_one_who_is_for_gains(before: int, after: int) -> None:
    gained, lost = float(attainment(1, before, after)), float(attainment(-1, before, after))
    assert gained == pytest.approx(-lost)
    assert -1 <= gained <= 1


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_necessity_is_a_share_and_none_without_a_route(worlds: list[tuple[bool, bool]]) -> None:
    whole, kept = np.array(worlds).T
    found = necessity(whole, kept & whole)
    assert (found.value is None) == (not whole.any())
    assert found.value is None or 0 <= found.value <= 1
    assert necessity(whole, whole).value in (None, 0)


@given(st.integers(0, 50))
def test_the_ladder_only_climbs(day: int) -> None:
    level, days = np.array([1, 4, 2]), np.array([[3], [20], [30]])
    assert level_at(level, days, day) <= level_at(level, days, day + 1)


TAKAO = Study(read("takao2003"), 60, 1)
ROWS = told(TAKAO)


def test_outcomes_of_the_papers_episodes() -> None:
    reached = {e.id: STEPS[(outcome(TAKAO.book, e) or (0, ""))[0]] for e in TAKAO.book.codebook.episodes}
    assert reached["suffrage"] == "agenda"
    assert reached["dalian-aid-project"] == "adopted"
    assert reached["kawasaki-assembly"] == "adopted"
    assert reached["vladivostok-terminal"] == "implemented"


def test_suffrage_attained_little_and_local_decisions_have_no_route_necessity() -> None:
    assert ROWS["suffrage>mindan", "attainment", ""].estimate.value == pytest.approx(0.2)
    assert ROWS["dalian-aid-project>kita", "attainment", ""].estimate.value == pytest.approx(0.8)
    row = ROWS["nationality-clause>kawasaki-city", "route_necessity_with_enabling", "contact"]
    assert row.why == "a home local government decided: the removal takes the decision away"


def test_in_kitakyushu_necessity_rests_on_what_local_governments_enabled() -> None:
    kinds = ("without", "with")
    value = [
        ROWS["dalian-aid-project>JP state", f"route_necessity_{kind}_enabling", "contact"].estimate.value or 0
        for kind in kinds
    ]
    assert value[0] < 0.5 < value[1]
    assert (ROWS["suffrage>JP state", "route_necessity_with_enabling", "contact"].estimate.value or 0) < 0.1
