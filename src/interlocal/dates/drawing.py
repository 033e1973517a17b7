"""Draws of uncertain dates: admissible days for every record, many times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.dates.bounds import Bounds
from interlocal.dates.window import Window, within
from interlocal.errors import DateError

__all__ = ["PURPOSE", "draw", "end_of", "spread"]

Ints = npt.NDArray[np.int64]

# One purpose for all draws of dates, so that a record draws the same day with and without order constraints.
PURPOSE = "date"


def end_of(record: str) -> str:
    """Return the name under which the end of a dated record draws, and stands in a chronology.

    >>> end_of("t7")
    't7:end'
    """
    return f"{record}:end"


def draw(
    dates: Bounds,
    ids: Sequence[str],
    n: int,
    seed: int,
    window: Window | None = None,
    *,
    first: int = 0,
) -> tuple[Ints, Ints]:
    """Draw the start and end of every date, days since 1970-01-01, two arrays of shape (len(dates), n).

    The start is uniform on the days of [start_lo, start_hi]; the end is uniform on what remains of
    [end_lo, end_hi] from the start on, so start <= end in every draw; a point has start and end the same.
    Each row depends only on its own date, its id, the seed and the draw number: editing or leaving out a
    record changes no other row, and ``first`` makes any slice of the draws again. With a ``window``, sides
    without bound are first put ``within`` it.

    >>> from interlocal.dates import bounds, iso
    >>> start, end = draw(bounds(["1992", "1995/.."]), ["t1", "t2"], 4, seed=1, window=Window.of("1979/2003"))
    >>> start.shape, bool((start[0] == end[0]).all()), iso(end[1, 0])
    ((2, 4), True, '2003-12-31')

    Raises DateError when a date has a side without bound and no window is given, or ids and dates differ in
    number.
    """
    if len(ids) != len(dates):
        raise DateError(f"{len(dates)} dates and {len(ids)} ids: each date needs the id of its record")
    known = dates if window is None else within(dates, window)
    if not known.bounded.all():
        at = int(np.flatnonzero(~known.bounded)[0])
        raise DateError(f"the date of {ids[at]!r} has no bound on one side; give the observation window")
    start = spread(draws.uniform(seed, PURPOSE, ids, n, first=first), known.start_lo, known.start_hi)
    end = start.copy()
    long = np.flatnonzero(~known.point & ((known.end_hi > known.end_lo) | (known.end_lo > known.start_lo)))
    if len(long):
        chances = draws.uniform(seed, PURPOSE, [end_of(ids[at]) for at in long.tolist()], n, first=first)
        lo = np.maximum(known.end_lo[long, None], start[long])
        end[long] = _spread(chances, lo, known.end_hi[long, None])
    return start, end


def spread(chances: npt.NDArray[np.float64], lo: Ints, hi: Ints) -> Ints:
    """Turn uniform draws (n, m) into days uniform on [lo, hi], bounds of shape (n,)."""
    return _spread(chances, lo[:, None], hi[:, None])


def _spread(chances: npt.NDArray[np.float64], lo: Ints, hi: Ints) -> Ints:
    days = hi - lo + 1
    # Rounding of the product could reach the number of days itself when there are very many.
    drawn: Ints = lo + np.minimum((chances * days).astype(np.int64), days - 1)
    return drawn
