from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import lag
from interlocal.errors import DateError


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("P1D", (1, 1)),
        ("P2W", (14, 14)),
        ("P1M", (28, 31)),
        ("P5M", (150, 153)),
        ("P1Y", (365, 366)),
        ("P12M", (365, 366)),
        ("P4Y", (1460, 1461)),
        ("P400Y", (146097, 146097)),
        ("P1Y6M10D", (556, 560)),
        ("P0D", (0, 0)),
        ("P4M/P6M", (120, 184)),
        ("../P6M", (0, 184)),
        ("P1Y/..", (365, None)),
    ],
)
def test_a_lag_is_a_range_of_days(text: str, days: tuple[int, int | None]) -> None:
    assert lag(text) == days


@given(st.dates(date(1600, 1, 1), date(2600, 1, 1)), st.integers(0, 700))
def test_so_many_months_later_on_the_calendar_lies_within_the_lag(start: date, months: int) -> None:
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    first, then = start.replace(day=1), date(year, month + 1, 1)
    least, most = lag(f"P{months}M")
    assert most is not None
    assert least <= (then - first).days <= most


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("5 months", "P5M"),
        ("P", "P5M"),
        ("-P5M", "exchange"),
        ("P1.5Y", "P18M"),
        ("PT5H", "leave out the time"),
        ("P6M/P4M", "P4M/P6M"),
        ("P5", "P5M"),
        ("", "P5M"),
        ("P99999999999999Y", "digits"),
    ],
)
def test_what_is_no_lag_is_refused_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(DateError, match=r"lag|duration") as caught:
        lag(text)
    assert remedy in str(caught.value)
