from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import civil, days, iso


@given(st.dates())
def test_days_agree_with_the_standard_library(when: date) -> None:
    number = (when - date(1970, 1, 1)) // timedelta(days=1)
    assert days(when.year, when.month, when.day) == number
    assert civil(number) == (when.year, when.month, when.day)


@given(st.integers(-(10**16), 10**16))
def test_every_day_number_goes_to_the_calendar_and_back(number: int) -> None:
    assert days(*civil(number)) == number


def test_arrays_give_the_same_days_as_integers_for_years_before_zero() -> None:
    year = np.array([-1, 0, 1, -4712, 170_000_002])
    month, day = np.array([12, 2, 1, 1, 3]), np.array([31, 29, 1, 1, 1])
    expected = [days(int(y), int(m), int(d)) for y, m, d in zip(year, month, day, strict=True)]
    assert days(year, month, day).tolist() == expected


def test_a_day_before_year_zero_is_written_with_its_sign() -> None:
    assert iso(days(-43, 3, 15)) == "-0043-03-15"
    assert iso(days(12_345, 1, 1)) == "+12345-01-01"
