import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import Answer, Bounds, Edtf, after, before, bounds, overlaps

TEXTS = [
    "1992", "1992-02", "1992-02-16", "199X", "1990/1993", "1992/..", "/1992", "1992/", "[..1992]",
    "[1991,1993]", "{1991,1993}", "1992-24", "1993", "1980", "XXXX",
]  # fmt: skip
text = st.sampled_from(TEXTS)


def days_of(b: Bounds, at: int) -> list[tuple[int, int]]:
    """All datings (start, end) of a date with small bounds, by enumeration."""
    starts = range(b.start_lo[at], b.start_hi[at] + 1)
    if b.point[at]:
        return [(day, day) for day in starts]
    return [(s, e) for s in starts for e in range(b.end_lo[at], b.end_hi[at] + 1) if s <= e]


small = st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.booleans())


def made(numbers: tuple[int, int, int, int, bool]) -> Bounds:
    first, a, b, c, point = numbers
    start_lo, start_hi = first, first + a
    end_lo, end_hi = (start_lo, start_hi) if point else (start_lo + b, max(start_hi, start_lo + b) + c)
    no = np.array([False])
    lows = [np.array([day]) for day in (start_lo, start_hi, end_lo, end_hi)]
    return Bounds(*[*lows, no, no, no, no, no, no, np.array([point]), no, no])


def judged(facts: list[bool]) -> int:
    return Answer.CERTAIN if all(facts) else Answer.POSSIBLE if any(facts) else Answer.IMPOSSIBLE


@given(small, small)
def test_answers_agree_with_trying_every_dating(
    x: tuple[int, int, int, int, bool], y: tuple[int, int, int, int, bool]
) -> None:
    a, b = made(x), made(y)
    pairs = [(p, q) for p in days_of(a, 0) for q in days_of(b, 0)]
    assert before(a, b)[0] == judged([p[1] < q[0] for p, q in pairs])
    assert before(a, b, strict=False)[0] == judged([p[1] <= q[0] for p, q in pairs])
    assert overlaps(a, b)[0] == judged([p[0] <= q[1] and q[0] <= p[1] for p, q in pairs])


@given(text, text, st.integers(0, 5000))
def test_widening_never_turns_possible_into_impossible(x: str, y: str, more: int) -> None:
    a, b = bounds([x]), bounds([y])
    for relation in (before, after, overlaps):
        narrow, wide = relation(a, b)[0], relation(a.widened(more), b)[0]
        if narrow != Answer.IMPOSSIBLE:
            assert wide != Answer.IMPOSSIBLE
        if narrow != Answer.CERTAIN:
            assert wide != Answer.CERTAIN


@given(text, text)
def test_one_pair_and_arrays_agree_and_after_mirrors_before(x: str, y: str) -> None:
    assert after(Edtf(x), Edtf(y)) == before(Edtf(y), Edtf(x))
    assert overlaps(Edtf(x), Edtf(y)) == overlaps(Edtf(y), Edtf(x))
    assert before(bounds([x, y]), Edtf(y)).tolist() == [before(Edtf(x), Edtf(y)), before(Edtf(y), Edtf(y))]
    assert after(Edtf(x), bounds([y])).dtype == np.int8


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        ("1991", "1992", "CERTAIN"),
        ("1992", "1992", "POSSIBLE"),
        ("1993", "1992", "IMPOSSIBLE"),
        ("1980/..", "1992", "POSSIBLE"),
        ("1992", "1995/..", "CERTAIN"),
        ("-0044", "0001", "CERTAIN"),
        ("XXXX", "1992", "POSSIBLE"),
    ],
)
def test_before(a: str, b: str, answer: str) -> None:
    assert before(Edtf(a), Edtf(b)).name == answer


def test_the_same_day_is_before_only_when_not_strict() -> None:
    day = Edtf("1992-02-16")
    assert before(day, day).name == "IMPOSSIBLE"
    assert before(day, day, strict=False).name == "CERTAIN"


def test_separate_dates_do_not_certainly_hold_the_days_between_them() -> None:
    assert overlaps(Edtf("{1992-02,1992-04}"), Edtf("1992-03-10")).name == "POSSIBLE"
