"""Small makers of numbers that several measures share: days, shares, medians, and rows that name themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.framework.measured import Measured
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.provenance import Estimate

__all__ = ["NOTHING", "Teller", "backed", "day_by", "exactly", "median_day", "median_of"]

NOTHING = Estimate(value=None)


@dataclass(frozen=True)
class Teller:
    """Makes the numbers of one measure in one case and layer."""

    measure: str
    case: str
    layer: str

    def __call__(self, number: str, about: str, estimate: Estimate, **more: Any) -> Measured:
        """One number; further fields of `Measured` by keyword."""
        return Measured(
            measure=self.measure, number=number, case=self.case, layer=self.layer, about=about,
            estimate=estimate, **more,
        )  # fmt: skip


def backed(estimate: Estimate, coverage: float | None = None, passages: Iterable[str] = ()) -> Estimate:
    """The estimate with its coverage and passages.

    >>> backed(Estimate(value=1.0), 0.5, ["p-a"]).coverage
    0.5
    """
    return msgspec.structs.replace(estimate, coverage=coverage, passages=tuple(passages))


def exactly(value: float) -> Estimate:
    """A number that is known without drawing."""
    return Estimate(value=value, interval=(value, value), mc_se=0.0)


def median_of(values: npt.ArrayLike) -> Estimate:
    """The median, the 5th and 95th percentile, and its error from the order statistics ±√n/2 ranks away.

    None for no values.

    >>> median_of([1.0, 2.0, 4.0]).value
    2.0
    """
    known = np.asarray(values, np.float64).ravel()
    if not len(known):
        return NOTHING
    low, middle, high = (float(x) for x in np.quantile(known, [0.05, 0.5, 0.95]))
    half = 0.5 / np.sqrt(len(known))
    around = np.quantile(known, [max(0.0, 0.5 - half), min(1.0, 0.5 + half)])
    return Estimate(value=middle, interval=(low, high), mc_se=float(around[1] - around[0]) / 2)


def median_day(days: npt.NDArray[np.int32]) -> tuple[Estimate, str]:
    """The median day (days since 1970-01-01) over the worlds that have one, and in words.

    Worlds without an arrival are left out: what is said holds if there is one.

    >>> median_day(np.array([0, 1, 2, NEVER], np.int32))[1]
    '1970-01-02'
    """
    known = days[(days < NEVER) & (days > ALWAYS)]
    if not len(known):
        return NOTHING, ""
    found = median_of(known)
    rounded = msgspec.structs.replace(found, value=float(int(found.value or 0.0)))
    return rounded, dates.iso(int(found.value or 0.0))


def day_by(days: npt.NDArray[np.int32], part: float) -> tuple[Estimate, str]:
    """The first day by which a part of all worlds has arrived; None when fewer ever arrive.

    >>> day_by(np.array([0, 1, 2, NEVER], np.int32), 0.9)[0].value is None
    True
    """
    if not len(days):
        return NOTHING, ""
    rank = int(np.ceil(part * len(days) - 1e-9)) - 1
    when = int(np.sort(days)[max(0, rank)])
    if not ALWAYS < when < NEVER:
        return NOTHING, ""
    return Estimate(value=float(when)), dates.iso(when)
