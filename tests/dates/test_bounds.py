import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import Bounds, Edtf, bounds
from interlocal.errors import DateError

FIELDS = [
    "start_lo", "start_hi", "end_lo", "end_hi", "start_open", "end_open", "start_unknown", "end_unknown",
    "approximate", "uncertain",
]  # fmt: skip

number = st.integers(0, 99).map("{:02d}".format)
year = st.text(st.sampled_from("0129X"), min_size=4, max_size=4)
piece = st.sampled_from(["XX", "01", "02", "12", "28", "29", "30", "31", "1X", "3X"]) | number
mark = st.sampled_from(["", "", "?", "~", "%"])
plain = st.one_of(
    st.tuples(year, mark).map("".join),
    st.tuples(year, st.just("-"), piece, mark).map("".join),
    st.tuples(year, st.just("-"), piece, st.just("-"), piece, mark).map("".join),
)
texts = plain | st.tuples(plain | st.sampled_from(["", ".."]), plain | st.sampled_from(["", ".."])).map(
    "/".join
)


@given(texts)
def test_reading_many_is_reading_each(text: str) -> None:
    try:
        one = Edtf(text)
    except DateError:
        with pytest.raises(DateError):
            bounds([text])
        return
    many = bounds(["1992", text, "1993-02/.."])
    for name in FIELDS:
        got = getattr(many, name)[1].item()
        expected = getattr(one, name)
        if expected is None:
            assert abs(got) > 10**18
        else:
            assert got == expected
    assert many.point[1] == one.is_point


@given(
    st.lists(st.sampled_from(["1992", "199X", "1992-02/..", "/1995", "[..1999]", "{1990,1992-03}", "Y-17E7"]))
)
def test_bounds_are_ordered_whatever_the_mixture(several: list[str]) -> None:
    b = bounds(several)
    assert len(b) == len(several)
    for low, high in (
        ("start_lo", "start_hi"),
        ("end_lo", "end_hi"),
        ("start_lo", "end_lo"),
        ("start_hi", "end_hi"),
    ):
        assert (getattr(b, low) <= getattr(b, high)).all()


def test_no_dates_give_empty_bounds() -> None:
    b = bounds([])
    assert len(b) == 0
    assert b.start_lo.dtype == np.int64


def test_an_empty_cell_is_a_date_of_which_nothing_is_known() -> None:
    b = bounds(["", None, Edtf("1992")])
    assert b.start_unknown.tolist() == [True, True, False]
    assert b.bounded.tolist() == [False, False, True]


def test_what_is_no_text_is_refused_with_its_position() -> None:
    with pytest.raises(DateError, match=r"date 1 is 1992"):
        bounds(["1992", 1992])  # type: ignore[list-item]


def test_bounds_can_be_picked_by_mask_slice_and_position() -> None:
    b = bounds(["1992~", "1993", "1994"])
    assert len(b[b.approximate]) == 1
    assert len(b[1:]) == 2
    assert b[[2, 0]].start_lo.tolist() == [b.start_lo[2], b.start_lo[0]]


def test_widening_moves_only_bounds_that_exist() -> None:
    b: Bounds = bounds(["/1995", "1992"]).widened(10)
    plain = bounds(["/1995", "1992"])
    assert b.start_lo[0] == plain.start_lo[0]
    assert (b.start_lo[1], b.end_hi[1]) == (plain.start_lo[1] - 10, plain.end_hi[1] + 10)
    with pytest.raises(DateError, match="0 days or more"):
        plain.widened(-1)
