import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import Window, bounds, days, iso, within
from interlocal.errors import DateError

WINDOW = Window.of("1979/2003")


def seen(text: str) -> tuple[str, str, str, str]:
    b = within(bounds([text]), WINDOW)
    return tuple(iso(day[0]) for day in (b.start_lo, b.start_hi, b.end_lo, b.end_hi))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("1979-01-01", "2003-12-31", "1979-01-01", "2003-12-31")),
        ("XXXX", ("1979-01-01", "2003-12-31", "1979-01-01", "2003-12-31")),
        ("1992/..", ("1992-01-01", "1992-12-31", "2003-12-31", "2003-12-31")),
        ("1992/", ("1992-01-01", "1992-12-31", "1992-01-01", "2003-12-31")),
        ("/1992", ("1979-01-01", "1992-12-31", "1992-01-01", "1992-12-31")),
        ("../1992", ("1979-01-01", "1979-01-01", "1992-01-01", "1992-12-31")),
        ("[..1992]", ("1979-01-01", "1992-12-31", "1979-01-01", "1992-12-31")),
        ("[1992..]", ("1992-01-01", "2003-12-31", "1992-01-01", "2003-12-31")),
        ("[..1950]", ("1950-12-31", "1950-12-31", "1950-12-31", "1950-12-31")),
        ("/1950", ("1950-01-01", "1950-12-31", "1950-01-01", "1950-12-31")),
        ("2010/..", ("2010-01-01", "2010-12-31", "2010-01-01", "2010-12-31")),
        ("1950", ("1950-01-01", "1950-12-31", "1950-01-01", "1950-12-31")),
        ("XXXX/..", ("1979-01-01", "2003-12-31", "2003-12-31", "2003-12-31")),
    ],
)
def test_the_window_bounds_what_the_text_does_not(text: str, expected: tuple[str, str, str, str]) -> None:
    assert seen(text) == expected


def test_only_open_ends_are_censored() -> None:
    assert within(bounds(["1992/..", "1992/", "1992"]), WINDOW).censored.tolist() == [True, False, False]


side = st.sampled_from(["", "..", "1950", "1979", "1992-02", "199X", "2003", "2010", "XXXX"])
dates = (
    side.filter(lambda s: s != "..")
    | st.tuples(side, side).map("/".join)
    | st.sampled_from(["[..1950]", "[2010..]", "{..1950}", "{2010..}"])
)


@given(dates)
def test_every_date_is_bounded_and_ordered_within_a_window(text: str) -> None:
    try:
        plain = bounds([text])
    except DateError:
        return
    b = within(plain, WINDOW)
    assert b.bounded.all()
    assert b.start_lo <= b.start_hi <= b.end_hi
    assert b.start_lo <= b.end_lo <= b.end_hi
    again = within(b, WINDOW)
    assert (again.start_lo, again.end_hi) == (b.start_lo, b.end_hi)


def test_a_window_needs_both_days_in_order() -> None:
    with pytest.raises(DateError, match="no bound on one side"):
        Window.of("1979/..")
    with pytest.raises(DateError, match="ends before it starts"):
        Window(days(2003, 1, 1), days(1979, 1, 1))
