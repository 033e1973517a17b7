"""Dates as bounds, and the bars that show them."""

from interlocal.report import axis
from interlocal.report.when import Moment, moment, order, stretch, year_of

WINDOW = (3653, 12053)  # 1980 to 2002


def test_unknown_is_the_window_and_open_is_its_end() -> None:
    assert moment("", WINDOW) == Moment(*WINDOW, known=False)
    assert moment("..", WINDOW) == Moment(WINDOW[1], WINDOW[1], known=False, open=True)
    assert moment("nonsense", WINDOW) == Moment(*WINDOW, known=False)


def test_not_after_is_bounded_below_by_the_window_only() -> None:
    by = moment("[..1989]", WINDOW)
    assert by.lo == WINDOW[0]
    assert by.earlier
    assert 1989 < year_of(by.hi) < 1990.01


def test_before_and_after_hold_for_every_admissible_date() -> None:
    a, b = moment("1990", WINDOW), moment("1991", WINDOW)
    assert (order(a, b), order(b, a), order(a, moment("1990-05", WINDOW))) == ("before", "after", "undecided")
    assert order(moment("", WINDOW), b) == "undecided"


def test_an_end_does_not_come_before_its_start() -> None:
    held = stretch("1992", "1991/1993", WINDOW)
    assert held.end.lo >= held.start.lo
    assert held.start.hi <= held.end.hi


SCALE = axis.Axis(1980, 2003, 0, 230)


def drawn(start: str, end: str = "", standing: bool = False) -> str:
    return str(axis.bar(SCALE, stretch(start, end, WINDOW, standing=standing), 10, "h"))


def test_a_coarse_instant_is_hatched_and_a_known_day_is_a_mark() -> None:
    assert "url(#h)" in drawn("1992")
    assert "polygon" in drawn("1992-05-01")
    assert "url(#h)" not in drawn("1992-05-01")


def test_a_stretch_is_solid_where_certain_and_hatched_where_possible() -> None:
    bar = drawn("1985", "1995")
    assert bar.count("url(#h)") == 2
    assert 'fill="#1F1E1A"' in bar


def test_open_unknown_and_undated_ends_look_different() -> None:
    open_end, unknown_end, undated = drawn("1985", ".."), drawn("1985", standing=True), drawn("")
    assert "polygon" in open_end
    assert "?" in unknown_end
    assert "undated" in undated
