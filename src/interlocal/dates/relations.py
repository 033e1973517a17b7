"""Does one date lie before another? Certainly, possibly, or not at all."""

from __future__ import annotations

from enum import IntEnum
from typing import overload

import numpy as np
import numpy.typing as npt

from interlocal.dates.bounds import Bounds, of_one
from interlocal.dates.edtf import Edtf

__all__ = ["Answer", "after", "before", "overlaps"]

Answers = npt.NDArray[np.int8]


class Answer(IntEnum):
    """Three-valued answer about uncertain dates; the number is the int8 code in arrays.

    CERTAIN: it holds for every dating that the bounds admit. POSSIBLE: for some. IMPOSSIBLE: for none.
    """

    IMPOSSIBLE = 0
    POSSIBLE = 1
    CERTAIN = 2


@overload
def before(a: Edtf, b: Edtf, *, strict: bool = True) -> Answer: ...
@overload
def before(a: Edtf | Bounds, b: Bounds, *, strict: bool = True) -> Answers: ...
@overload
def before(a: Bounds, b: Edtf, *, strict: bool = True) -> Answers: ...
def before(a: Edtf | Bounds, b: Edtf | Bounds, *, strict: bool = True) -> Answer | Answers:
    """Say whether ``a`` ends before ``b`` starts.

    With ``strict`` the end of a lies on an earlier day than the start of b; without it the same day will do.
    Two Edtf give an Answer; Bounds of length n (or n and 1) give int8 codes of shape (n,). Unknown ends may
    lie anywhere; before a window is applied, an open end may too (it can have come after the source was
    written). Stretching a date never turns a possible answer into an impossible one, nor an uncertain one
    into a certain.

    >>> before(Edtf("1992"), Edtf("1992-06")).name, before(Edtf("1992"), Edtf("1995/..")).name
    ('POSSIBLE', 'CERTAIN')
    >>> from interlocal.dates import bounds
    >>> before(bounds(["1990", "1993"]), Edtf("1992")).tolist()
    [2, 0]

    Source: J. F. Allen, "Maintaining knowledge about temporal intervals", CACM 26 (1983), with bounds.
    """
    x, y = _both(a, b)
    if strict:
        certain, possible = x.end_hi < y.start_lo, x.end_lo < y.start_hi
    else:
        certain, possible = x.end_hi <= y.start_lo, x.end_lo <= y.start_hi
    return _answer(a, b, certain, possible)


@overload
def after(a: Edtf, b: Edtf, *, strict: bool = True) -> Answer: ...
@overload
def after(a: Edtf | Bounds, b: Bounds, *, strict: bool = True) -> Answers: ...
@overload
def after(a: Bounds, b: Edtf, *, strict: bool = True) -> Answers: ...
def after(a: Edtf | Bounds, b: Edtf | Bounds, *, strict: bool = True) -> Answer | Answers:
    """Say whether ``a`` starts after ``b`` ends: ``before(b, a)``.

    >>> after(Edtf("1995/.."), Edtf("1992")).name
    'CERTAIN'
    """
    x, y = _both(a, b)
    if strict:
        certain, possible = y.end_hi < x.start_lo, y.end_lo < x.start_hi
    else:
        certain, possible = y.end_hi <= x.start_lo, y.end_lo <= x.start_hi
    return _answer(a, b, certain, possible)


@overload
def overlaps(a: Edtf, b: Edtf) -> Answer: ...
@overload
def overlaps(a: Edtf | Bounds, b: Bounds) -> Answers: ...
@overload
def overlaps(a: Bounds, b: Edtf) -> Answers: ...
def overlaps(a: Edtf | Bounds, b: Edtf | Bounds) -> Answer | Answers:
    """Say whether ``a`` and ``b`` share a day.

    Shapes as for ``before``. Several separate dates ({1992-02,1992-04}) need not hold every day between the
    first and the last, so with them the answer is at most POSSIBLE.

    >>> overlaps(Edtf("1990/1995"), Edtf("1992")).name, overlaps(Edtf("1992"), Edtf("1992-06")).name
    ('CERTAIN', 'POSSIBLE')
    """
    x, y = _both(a, b)
    certain = (x.start_hi <= y.end_lo) & (y.start_hi <= x.end_lo) & ~(x.gaps | y.gaps)
    possible = (x.start_lo <= y.end_hi) & (y.start_lo <= x.end_hi)
    return _answer(a, b, certain, possible)


def _both(a: Edtf | Bounds, b: Edtf | Bounds) -> tuple[Bounds, Bounds]:
    return (of_one(a) if isinstance(a, Edtf) else a), (of_one(b) if isinstance(b, Edtf) else b)


def _answer(
    a: Edtf | Bounds, b: Edtf | Bounds, certain: npt.NDArray[np.bool_], possible: npt.NDArray[np.bool_]
) -> Answer | Answers:
    codes = possible.astype(np.int8) + (certain & possible)
    if isinstance(a, Edtf) and isinstance(b, Edtf):
        return Answer(int(codes[0]))
    return codes
