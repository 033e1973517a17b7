"""Two dates as stretches of days within the observation window: how much of them is shared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from interlocal.casebook.chronology import OPEN, moments
from interlocal.casebook.codebook import Window

__all__ = ["containment", "days", "distance"]

Days = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def days(texts: Sequence[str], window: Window) -> Days:
    """First and last possible day of each date cell, cut to the observation window; NaN for an empty cell.

    An open end (`..`) is the window's last day: it was in force when the source was written. A date that lies
    wholly outside the window keeps its own days. Raises `DateError` for a text that is no date.

    >>> first, last = days(["1992-02", ""], Window(start="1990", end="2000"))
    >>> last - first
    array([28., nan])
    """
    edges = moments([window.start, window.end])
    low, high = int(edges[0][0]), int(edges[1][1])
    lo, hi = moments(texts)
    outside = (hi < low) | (lo > high)
    first = np.where(outside, lo, np.maximum(lo, low)).astype(np.float64)
    last = np.where(outside, hi, np.minimum(hi, high)).astype(np.float64)
    first[[text == OPEN for text in texts]] = high
    empty = [not text for text in texts]
    first[empty], last[empty] = np.nan, np.nan
    return first, last


def _shared(a: Days, b: Days) -> npt.NDArray[np.float64]:
    shared: npt.NDArray[np.float64] = np.maximum(np.minimum(a[1], b[1]) - np.maximum(a[0], b[0]) + 1, 0)
    return shared


def _length(a: Days) -> npt.NDArray[np.float64]:
    length: npt.NDArray[np.float64] = a[1] - a[0] + 1
    return length


def distance(a: Days, b: Days) -> npt.NDArray[np.float64]:
    """One minus the share of days in both among days in either: 0 the same date, 1 no day in common.

    A year and a month of that year differ by about 11/12: the coders disagree on how exact the source is.

    >>> distance((np.array([0.0]), np.array([9.0])), (np.array([5.0]), np.array([9.0])))
    array([0.5])

    Source: the distance of Jaccard, P. (1901). Bulletin de la Société vaudoise des sciences naturelles 37.
    """
    shared = _shared(a, b)
    result: npt.NDArray[np.float64] = 1 - shared / (_length(a) + _length(b) - shared)
    return result


def containment(a: Days, b: Days) -> npt.NDArray[np.float64]:
    """The share of the shorter date that lies within the other: 1 if one contains the other, 0 if they are apart.

    >>> containment((np.array([0.0]), np.array([9.0])), (np.array([5.0]), np.array([9.0])))
    array([1.])
    """
    result: npt.NDArray[np.float64] = _shared(a, b) / np.minimum(_length(a), _length(b))
    return result
