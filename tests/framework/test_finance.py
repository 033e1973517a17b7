"""On whose money something depends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.framework.finance import Dependence, by_receiver, finance, share_bounds
from interlocal.framework.study import Study
from tests.report import quay


def paid(*ties: r.Tie) -> dict[tuple[str, int], Dependence]:
    base: Casebook = quay.book()
    book = base.with_records(ties=ties, support=(), codings=(), doubts=())
    return {(one.funders, one.year): one for one in finance(Study(book, 100, 1))}


def grant(id: str, from_: str, start: str, **more: object) -> r.Tie:
    return quay._tie(id, from_, "centre", "funds", start, kind="standing", **more)


def test_shares_follow_from_amounts() -> None:
    rows = paid(
        grant("t-1", "city", "1990", end="1992", amount=30.0, currency="JPY"),
        grant("t-2", "firm", "1990", end="1992", amount=10.0, currency="JPY"),
    )
    assert rows["local_government", 1991].dependence.value == 0.75
    assert rows["business", 1991].dependence.value == 0.25
    assert ("business", 1993) not in rows


def test_amounts_in_two_currencies_are_not_added() -> None:
    rows = paid(
        grant("t-1", "city", "1990", end="1992", amount=30.0, currency="JPY"),
        grant("t-2", "firm", "1990", end="1992", amount=10.0, currency="RUB"),
    )
    assert rows["business", 1991].dependence.value is None
    assert rows["business", 1991].dependence.interval == (0, 1)


def test_a_stated_share_bounds_the_others() -> None:
    rows = paid(
        grant("t-1", "city", "1990", end="1992", share_low=0.6, share_high=0.7),
        grant("t-2", "firm", "1990", end="1992"),
    )
    assert rows["local_government", 1991].dependence.interval == (0.6, 0.7)
    assert rows["business", 1991].dependence.interval == pytest.approx((0, 0.4))
    assert rows["business", 1991].dependence.coverage == 0.5


def test_an_undated_end_is_possible_and_not_certain() -> None:
    rows = paid(grant("t-1", "city", "1990"))
    assert rows["local_government", 1990].certain
    later = rows["local_government", 1996]
    assert not later.certain
    assert 0 < (later.flows.value or 0) < 1


def test_a_single_payment_is_of_its_year() -> None:
    rows = paid(quay._tie("t-1", "city", "centre", "funds", "1990"))
    assert set(rows) == {("local_government", 1990)}
    assert rows["local_government", 1990].certain


intervals = st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(intervals, max_size=3), st.lists(intervals, max_size=3))
def test_bounds_are_ordered_and_complement_one_another(
    mine: list[tuple[float, float]], others: list[tuple[float, float]]
) -> None:
    low, high = share_bounds(mine, others)
    back_low, back_high = share_bounds(others, mine)
    assert 0 <= low <= high <= 1
    if (low, high) != (0.0, 1.0) and (back_low, back_high) != (0.0, 1.0):
        assert (low, high) == pytest.approx((1 - back_high, 1 - back_low))


def test_the_paper_tells_funders_and_no_shares() -> None:
    rows = finance(Study(read("takao2003"), 30, 1))
    assert all(one.dependence.value is None for one in rows)
    assert all(one.flows.passages for one in rows)
    sieic = by_receiver(rows)["niigata", "sieic"]
    assert {one.funders for one in sieic} == {"business", "local_government"}
    assert {one.funders for one in by_receiver(rows)["kitakyushu", "kita"]} == {"local_government"}
