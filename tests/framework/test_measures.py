"""What the measures say of their numbers, against the numbers they give."""

import re
from pathlib import Path

import pytest

from interlocal.framework.measures import NAMES, measure, numbers
from interlocal.framework.measures.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"


def test_the_page_is_what_the_measures_say():
    remedy = "stale: python -m interlocal.framework.measures.reference > docs/measures.md"
    assert PAGE.read_text(encoding="utf-8") == reference(), remedy


def test_measures_are_numbered_and_cite_author_and_year():
    assert [measure(name).code for name in NAMES] == [f"M{k}" for k in range(1, 14)]
    for name in NAMES:
        for cited in measure(name).references:
            assert re.match(r"[A-Z].*\(\d{4}\), ", cited), (name, cited)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_described_and_in_its_unit_and_range(measured, name):
    described = numbers(name)
    for row in measured(name):
        (one,) = [number for number in described if number.named(row.number)]
        assert row.unit == one.unit, row.number
        for value in (row.estimate.value, *(row.estimate.interval or ())):
            if value is not None:
                assert one.least is None or value >= one.least - 1e-9, (row.number, row.about, value)
                assert one.most is None or value <= one.most + 1e-9, (row.number, row.about, value)
        assert row.estimate.value is not None or row.why


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_described_that_is_never_given(measured, name):
    given = {row.number for row in measured(name)}
    for number in numbers(name):
        assert any(number.named(one) for one in given), number.name


NO_INTERVAL = ("earliest_90", "lent_or_direct.p", "exposure_network_p", "transfer_p")
"""A quantile, and values of p: their error is the Monte-Carlo one."""


@pytest.mark.parametrize("name", NAMES)
def test_every_number_rests_on_something_and_says_how_sure_it_is(measured, takao, name):
    """Coverage always; an interval with every value; passages wherever a value is not nothing."""
    for row in measured(name):
        told = row.estimate
        assert told.coverage is not None, (row.number, row.about)
        if told.value is None:
            continue
        assert told.interval is not None or row.number in NO_INTERVAL, (row.number, row.about)
        evidenced = any(takao.book.passages_of(record) for record in row.records)
        assert told.passages or not evidenced, (row.number, row.about)
        if told.value and row.number not in ("without_route", "portfolio", "exposure_tier"):
            assert row.records, (row.number, row.about, row.case, row.layer)


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_says_which_null_is_run_and_where(name):
    said = measure(name).null
    assert "none" in said or "run" in said or "claim" in said
