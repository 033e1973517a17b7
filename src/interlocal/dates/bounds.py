"""Bounds of many dates at once, as arrays: the form in which windows, order and draws are computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal.dates.edtf import Edtf
from interlocal.dates.reading import read
from interlocal.dates.simple import Simple, read_simple
from interlocal.dates.span import UNBOUNDED, UNKNOWN, Span
from interlocal.errors import DateError

__all__ = ["Bounds", "bounds"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# The longest simple text is an interval of two marked days.
_LONGEST = len("1992-02-16~/1995-11-03~")
_SLASH = np.uint8(ord("/"))
_DOT = np.uint8(ord("."))


@dataclass(frozen=True, eq=False)
class Bounds:
    """What n dates say: bounds of start and end in days since 1970-01-01 (int64) and flags (bool), each (n,).

    All bounds are inclusive, and start_lo <= start_hi, end_lo <= end_hi, start_lo <= end_lo, start_hi <=
    end_hi. ``point``: start and end are one instant. ``gaps``: several separate dates (an all-of set).
    ``approximate``, ``uncertain``: some component is marked. ``censored``: set by ``within`` where an open
    end was put at the end of the observation window.

    A side without bound holds a day far beyond any date (``bounded`` tells): it compares correctly and is
    never to be shown; ``within`` replaces it. Index with a slice, a mask or an array of positions.

    >>> some = bounds(["1992", "1992-02/..", "/1995"])
    >>> some.end_open.tolist(), some.start_unknown.tolist()
    ([False, True, False], [False, False, True])
    >>> len(some[some.point])
    1
    """

    start_lo: Ints
    start_hi: Ints
    end_lo: Ints
    end_hi: Ints
    start_open: Bools
    end_open: Bools
    start_unknown: Bools
    end_unknown: Bools
    approximate: Bools
    uncertain: Bools
    point: Bools
    gaps: Bools
    censored: Bools

    def __len__(self) -> int:
        return len(self.start_lo)

    def __getitem__(self, where: slice | Ints | Bools | list[int]) -> Bounds:
        return Bounds(**{one.name: getattr(self, one.name)[where] for one in fields(self)})

    @property
    def bounded(self) -> Bools:
        """Whether every bound of the date is an actual day, (n,)."""
        return (self.start_lo > -UNBOUNDED) & (self.end_hi < UNBOUNDED)

    def widened(self, days: int | Ints, where: Bools | None = None) -> Bounds:
        """Return the bounds stretched by so many days on both sides, at the dates chosen by ``where``.

        Meant for marks: ``b.widened(365, b.approximate)`` reads every "about" as a year more either way.
        Sides without bound stay so. Raises DateError for a negative number of days.

        >>> about = bounds(["1995~", "1996"])
        >>> (about.widened(365, about.approximate).start_lo - about.start_lo).tolist()
        [-365, 0]
        """
        if np.any(np.asarray(days) < 0):
            raise DateError(f"dates are widened by 0 days or more, not by {days!r}")
        by = np.where(np.ones(len(self), dtype=bool) if where is None else where, days, 0).astype(np.int64)
        below, above = self.start_lo <= -UNBOUNDED, self.end_hi >= UNBOUNDED
        return replace(
            self,
            start_lo=np.where(below, self.start_lo, self.start_lo - by),
            start_hi=np.where(self.start_hi >= UNBOUNDED, self.start_hi, self.start_hi + by),
            end_lo=np.where(self.end_lo <= -UNBOUNDED, self.end_lo, self.end_lo - by),
            end_hi=np.where(above, self.end_hi, self.end_hi + by),
        )


def bounds(texts: Iterable[str | Edtf | None]) -> Bounds:
    """Return the bounds of many dates.

    Each distinct text is read once. An empty text or None is a date of which nothing is known: some instant,
    unknown at both ends. No texts give empty arrays.

    >>> (bounds(["1992-02", "199X"]).start_hi - bounds(["1992-02", "199X"]).start_lo + 1).tolist()
    [29, 3652]

    Raises DateError for the first text that is not EDTF, with its position counted from 0.
    """
    listed = [one if type(one) is str else _text(one, at) for at, one in enumerate(texts)]
    distinct = dict.fromkeys(listed)
    if len(distinct) == len(listed):
        return _read_all(listed)
    places = {one: at for at, one in enumerate(distinct)}
    try:
        once = _read_all(list(distinct))
    except DateError:
        return _read_all(listed)  # to name the position in what was given
    return once[np.fromiter(map(places.__getitem__, listed), np.int64, len(listed))]


def of_one(date: Edtf) -> Bounds:
    """Return the bounds of one date, n = 1."""
    return _gather([date._span])


def _text(one: object, at: int) -> str:
    if one is None:
        return ""
    if isinstance(one, (str, Edtf)):
        return str(one)
    raise DateError(f"date {at} is {one!r}, which is no text; write {str(one)!r}")


def _gather(spans: list[Span]) -> Bounds:
    return _made([np.array(column) for column in zip(*spans, strict=True)])


def _made(columns: list[npt.NDArray[Any]]) -> Bounds:
    """Bounds from the columns of a Span."""
    return Bounds(*[*columns, np.zeros(len(columns[0]), dtype=bool)])


def _read_all(texts: list[str]) -> Bounds:
    n = len(texts)
    sizes = np.fromiter(map(len, texts), np.int64, n)
    short = sizes <= _LONGEST
    if not short.all():
        kept = [text if fits else "" for text, fits in zip(texts, short.tolist(), strict=True)]
        sizes = np.where(short, sizes, 0)
    else:
        kept = texts
    out, ok = _read_simple(kept, sizes)
    for at in np.flatnonzero(~ok).tolist():
        try:
            span = read(texts[at])[0] if texts[at] else UNKNOWN
        except DateError as error:
            raise DateError(f"date {at}: {error}" if n > 1 else str(error)) from None
        for column, value in zip(out, span, strict=True):
            column[at] = value
    return _made(out)


def _read_simple(texts: list[str], sizes: Ints) -> tuple[list[npt.NDArray[Any]], Bools]:
    """Return the columns of a Span for every text, and where they could be read by arrays alone."""
    n = len(texts)
    if n == 0:
        flags = [np.zeros(0, dtype=bool) for _ in range(8)]
        return [*(np.zeros(0, dtype=np.int64) for _ in range(4)), *flags], np.zeros(0, dtype=bool)
    width = max(11, int(sizes.max()))
    letters = np.array(texts, dtype=f"<U{width}").view(np.uint32).reshape(n, width)
    codes = np.ascontiguousarray(np.minimum(letters, 255).astype(np.uint8).T)
    slashes = codes == _SLASH
    count = slashes.sum(axis=0)
    pairs = np.flatnonzero(count == 1)
    cut = np.where(count == 1, slashes.argmax(axis=0), sizes)
    left = read_simple(codes, cut)
    out: list[npt.NDArray[Any]] = [left.lo, left.hi, left.lo.copy(), left.hi.copy()]
    out += [np.zeros(n, dtype=bool), np.zeros(n, dtype=bool), left.any_year, left.any_year.copy()]
    out += [left.approximate, left.uncertain, np.ones(n, dtype=bool), np.zeros(n, dtype=bool)]
    ok = left.ok & (count == 0)
    if len(pairs):
        columns, ok[pairs] = _intervals(codes[:, pairs], cut[pairs], sizes[pairs], _take(left, pairs))
        for column, values in zip(out, columns, strict=True):
            column[pairs] = values
    return out, ok


def _take(simple: Simple, where: Ints) -> Simple:
    columns: list[npt.NDArray[Any]] = [column[where] for column in simple]
    return Simple(*columns)


def _intervals(
    codes: npt.NDArray[np.uint8], cut: Ints, sizes: Ints, left: Simple
) -> tuple[list[npt.NDArray[Any]], Bools]:
    reach = np.minimum(cut + 1 + np.arange(11)[:, None], len(codes) - 1)
    moved = np.take_along_axis(codes, reach, axis=0)
    rest = sizes - cut - 1
    right = read_simple(moved, rest)
    start_open, start_empty = (cut == 2) & (codes[0] == _DOT) & (codes[1] == _DOT), cut == 0
    end_open, end_empty = (rest == 2) & (moved[0] == _DOT) & (moved[1] == _DOT), rest == 0
    no_start, no_end = start_open | start_empty, end_open | end_empty
    start_lo, start_hi = np.where(no_start, -UNBOUNDED, left.lo), np.where(no_start, UNBOUNDED, left.hi)
    end_lo, end_hi = np.where(no_end, -UNBOUNDED, right.lo), np.where(no_end, UNBOUNDED, right.hi)
    ok = (left.ok | no_start) & (right.ok | no_end) & ~(no_start & no_end) & (start_lo <= end_hi)
    columns: list[npt.NDArray[Any]] = [
        start_lo,
        np.minimum(start_hi, end_hi),
        np.maximum(start_lo, end_lo),
        end_hi,
        start_open,
        end_open,
        start_empty | left.any_year & ~no_start,
        end_empty | right.any_year & ~no_end,
        left.approximate & ~no_start | right.approximate & ~no_end,
        left.uncertain & ~no_start | right.uncertain & ~no_end,
        np.zeros(len(cut), dtype=bool),
        np.zeros(len(cut), dtype=bool),
    ]
    return columns, ok
