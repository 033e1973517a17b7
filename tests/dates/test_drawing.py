import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import Window, bounds, draw, within
from interlocal.errors import DateError

WINDOW = Window.of("1979/2003")
TEXTS = [
    "1992",
    "1992-02-16",
    "1990/1993",
    "1992/..",
    "/1992",
    "1992/",
    "",
    "[..1950]",
    "{1990,1990-06}",
    "1990/1990",
]
IDS = [f"t{at}" for at in range(len(TEXTS))]


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.integers(0, 2**64))
def test_draws_keep_to_their_bounds_and_start_before_they_end(texts: list[str], seed: int) -> None:
    b = bounds(texts)
    known = within(b, WINDOW)
    start, end = draw(b, [f"t{at}" for at in range(len(texts))], 20, seed, WINDOW)
    assert start.shape == end.shape == (len(texts), 20)
    assert (start <= end).all()
    assert (start >= known.start_lo[:, None]).all()
    assert (start <= known.start_hi[:, None]).all()
    assert (end >= known.end_lo[:, None]).all()
    assert (end <= known.end_hi[:, None]).all()
    assert (start == end)[b.point].all()


def test_removing_a_record_shifts_no_other() -> None:
    whole = draw(bounds(TEXTS), IDS, 50, 1, WINDOW)
    kept = [0, 2, 5, 6, 9]
    less = draw(bounds([TEXTS[at] for at in kept]), [IDS[at] for at in kept], 50, 1, WINDOW)
    for a, b in zip(whole, less, strict=True):
        np.testing.assert_array_equal(a[kept], b)


def test_slices_of_draws_join_to_the_whole() -> None:
    whole = draw(bounds(TEXTS), IDS, 50, 1, WINDOW)
    parts = [draw(bounds(TEXTS), IDS, 25, 1, WINDOW, first=at) for at in (0, 25)]
    for side in (0, 1):
        np.testing.assert_array_equal(whole[side], np.hstack([part[side] for part in parts]))


def test_every_day_of_a_short_date_is_drawn_about_equally_often() -> None:
    start, _ = draw(bounds(["1992-02"]), ["t1"], 29_000, 1)
    counts = np.bincount(start[0] - start.min())
    assert len(counts) == 29
    assert counts.min() > 850
    assert counts.max() < 1150


def test_spans_of_many_days_are_drawn_within_bounds() -> None:
    start, end = draw(bounds(["Y-99999999999999/Y99999999999999", "Y-17E7"]), ["a", "b"], 100, 1)
    assert (start <= end).all()


def test_a_side_without_bound_needs_a_window() -> None:
    with pytest.raises(DateError, match="'t2' has no bound"):
        draw(bounds(["1992", "1992/.."]), ["t1", "t2"], 2, 1)
    with pytest.raises(DateError, match="2 dates and 1 ids"):
        draw(bounds(["1992", "1993"]), ["t1"], 2, 1)


def test_no_dates_draw_nothing() -> None:
    assert draw(bounds([]), [], 5, 1)[0].shape == (0, 5)
