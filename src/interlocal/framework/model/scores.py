"""What is fitted, as plain arrays: coders' scores of items, and network indicators of the same items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from interlocal.errors import NetworkError
from interlocal.framework.model.arrays import Data, Floats, Ints

__all__ = ["GRADES", "Indicators", "Item", "Scores", "scores_of"]

GRADES = ("low", "medium", "high")
"""A coder's confidence. Not stated counts as medium."""

TEMPER = (0.7, 1.0, 1.3)


@dataclass(frozen=True, order=True)
class Item:
    """What a score is about: one role in one period of one case."""

    case: str
    period: str
    role: str


@dataclass(frozen=True, eq=False)
class Scores:
    """Coders' scores: `y` (coders, items), 0 to `levels` - 1, -1 where there is none.

    `confidence` (coders, items) holds places in `GRADES`; without it all are medium. `why` (item's place → text)
    says why an item has no score at all, `records` (item's place → ids) from which records its scores are.
    Items of a case and role stand in the order of their periods; only `fit(walk=True)` uses that.

    Raises `NetworkError` for a shape that does not fit, a level outside the scale, or a scale without two levels.

    >>> two = Scores(("ann", "bob"), (Item("quay", "p1", "funds"),), np.array([[3], [2]]))
    >>> two.levels, two.y.shape
    (5, (2, 1))
    """

    coders: tuple[str, ...]
    items: tuple[Item, ...]
    y: Ints
    levels: int = 5
    confidence: Ints | None = None
    why: dict[int, str] = field(default_factory=dict)
    records: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.coders), len(self.items))
        for name in ("y", "confidence"):
            found = getattr(self, name)
            if found is not None and np.shape(found) != shape:
                raise NetworkError(f"{name} has shape {np.shape(found)}; {shape} is needed: coders by items")
        if self.levels < 2:
            raise NetworkError(f"a scale of {self.levels} level(s) measures nothing; it needs at least 2")
        if 0 in shape:
            raise NetworkError(
                f"{shape[0]} coders and {shape[1]} items: nothing to fit; give at least one of each"
            )
        if self.y.min() < -1 or self.y.max() >= self.levels:
            r, i = np.argwhere((self.y < -1) | (self.y >= self.levels))[0]
            raise NetworkError(
                f"score {self.y[r, i]} of {self.coders[r]} on {self.items[i]}: "
                f"the scale has levels 0 to {self.levels - 1}, and -1 means missing"
            )

    def without(self, coder: str) -> Scores:
        """The same items without one coder."""
        keep = [r for r, name in enumerate(self.coders) if name != coder]
        grade = None if self.confidence is None else self.confidence[keep]
        named = tuple(self.coders[r] for r in keep)
        return Scores(named, self.items, self.y[keep], self.levels, grade, self.why, self.records)


@dataclass(frozen=True, eq=False)
class Indicators:
    """Network indicators of the items: `z` (indicators, items, worlds), NaN where there is none.

    A world is one simulated coding of the network, the same for all indicators and items.
    """

    names: tuple[str, ...]
    z: Floats

    def __post_init__(self) -> None:
        if self.z.ndim != 3 or len(self.z) != len(self.names) or self.z.shape[2] < 1:
            raise NetworkError(
                f"indicators have shape {self.z.shape}; "
                f"({len(self.names)}, items, worlds) is needed, with at least one world"
            )
        if np.isinf(self.z).any():
            raise NetworkError("an indicator is infinite; NaN means missing")

    def standardised(self) -> Floats:
        """Each with mean 0 and standard deviation 1 over items and worlds, (worlds, indicators, items).

        One that does not vary says nothing and is left out as missing.
        """
        out = np.full(self.z.shape, np.nan)
        for j, rows in enumerate(self.z):
            known = rows[~np.isnan(rows)]
            if known.size and known.std() > 1e-12:
                out[j] = (rows - known.mean()) / known.std()
        return np.ascontiguousarray(out.transpose(2, 0, 1))


def scores_of(found: Iterable[Any], items: Sequence[Item] = (), levels: int = 5) -> Scores:
    """Arrange score records (coder, case, period, item, score or None, confidence, records) as arrays.

    `items` fixes which items there are and their order; without it, those found, in the order of case, period
    and item. Of several scores of one coder on one item, the middle one counts (the lower of two middle ones).
    """
    found = list(found)
    listed = tuple(items) or tuple(sorted({Item(one.case, one.period, one.item) for one in found}))
    place = {item: i for i, item in enumerate(listed)}
    coders = tuple(sorted({one.coder for one in found}))
    cells: dict[tuple[int, int], list[Any]] = {}
    for one in found:
        i = place.get(Item(one.case, one.period, one.item))
        if i is not None:
            cells.setdefault((coders.index(one.coder), i), []).append(one)
    y = np.full((len(coders), len(listed)), -1)
    grade = np.ones_like(y)
    for (r, i), some in cells.items():
        given = sorted((one for one in some if one.score is not None), key=lambda one: int(one.score))
        if given:
            middle = given[(len(given) - 1) // 2]
            y[r, i] = middle.score
            grade[r, i] = GRADES.index(middle.confidence or "medium")
    return Scores(coders, listed, y, levels, grade, _reasons(y, cells), _records(cells))


def _reasons(y: Ints, cells: dict[tuple[int, int], list[Any]]) -> dict[int, str]:
    """Why items have no score: no coder looked, or those who did found nothing to judge by."""
    looked = {i for _, i in cells}
    return {
        int(i): "not codable, say all coders who looked" if int(i) in looked else "no coder scored it"
        for i in np.flatnonzero((y < 0).all(axis=0))
    }


def _records(cells: dict[tuple[int, int], list[Any]]) -> dict[int, tuple[str, ...]]:
    out: dict[int, set[str]] = {}
    for (_, i), some in cells.items():
        out.setdefault(i, set()).update(id for one in some for id in one.records)
    return {i: tuple(sorted(ids)) for i, ids in out.items()}


def arranged(
    scores: Scores, indicators: Indicators | None, *, walk: bool, tempered: bool
) -> tuple[Data, Ints]:
    """Return the kernels' arrays, and where in them each item stands."""
    roles = sorted({one.role for one in scores.items})
    cases = sorted({one.case for one in scores.items})
    role = np.array([roles.index(one.role) for one in scores.items])
    case = np.array([cases.index(one.case) for one in scores.items])
    line = np.lexsort((np.arange(len(role)), role, case)) if walk else np.arange(len(role))
    role, case = role[line], case[line]
    chained = np.zeros(len(line), np.int64)
    if walk:
        chained[1:] = (role[1:] == role[:-1]) & (case[1:] == case[:-1])
    # One memory layout always: another would have the kernels compiled again.
    y = np.ascontiguousarray(scores.y[:, line], np.int64)
    use_grades = tempered and scores.confidence is not None
    grade = 0 * y
    if use_grades and scores.confidence is not None:
        grade = np.ascontiguousarray(scores.confidence[:, line], np.int64)
    temper = np.array(TEMPER if use_grades else (1.0,))
    order, begin = _sorted_by_level(y, grade, scores.levels, len(temper))
    z = np.empty((1, 0, len(line))) if indicators is None else indicators.standardised()[:, :, line]
    where = np.empty(len(line), np.int64)
    where[line] = np.arange(len(line))
    data = Data(
        y, grade, temper, role, case, chained, order, begin, np.ascontiguousarray(z), scores.levels,
        len(roles), len(cases),
    )  # fmt: skip
    return data, where


def _sorted_by_level(y: Ints, grade: Ints, levels: int, grades: int) -> tuple[Ints, Ints]:
    group = np.where(y < 0, levels * grades, y * grades + grade)
    order = np.argsort(group, axis=1, kind="stable")
    bounds = np.arange(levels * grades + 1)
    begin = np.array([np.searchsorted(np.sort(row), bounds) for row in group])
    return np.ascontiguousarray(order), begin
