"""When things were, in days: bounds of every dated record, and what the source says of their order.

A cell of a date column is one moment, known more or less closely: `1992` is some day of 1992,
`1997/1999` some day within these years. An empty cell is unknown and lies within the observation
window; `..` in an end column is open: in force when the source was written, and censored there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Codebook
from interlocal.casebook.folder import RawBook

__all__ = ["FAR", "OPEN", "Chronology", "Moment", "chronology", "contradiction", "moments"]

OPEN = ".."
"""An end cell that holds this says: in force when the source was written."""

FAR = 1 << 60
"""Bound of a moment that nothing bounds, in days; no written date comes near it."""

Days = npt.NDArray[np.int64]
DATED = ("ties", "events", "positions", "attributes")


def moments(cells: Sequence[str]) -> tuple[Days, Days]:
    """Earliest and latest day of each cell's moment; ±FAR where it is not bounded.

    >>> low, high = moments(["1970", "", ".."])
    >>> int(low[0]), int(high[0]), int(high[1]) == FAR
    (0, 364, True)
    """
    written = [cell if cell and cell != OPEN else "1970" for cell in cells]
    bounds = dates.bounds(written)
    low = np.clip(bounds.start_lo, -FAR, FAR)
    high = np.clip(bounds.end_hi, -FAR, FAR)
    unknown = np.array([not cell or cell == OPEN for cell in cells], dtype=bool)
    low[unknown], high[unknown] = -FAR, FAR
    return low, high


@dataclass(frozen=True)
class Moment:
    """One end of one record: its start or its end."""

    record: str
    point: str

    @property
    def key(self) -> str:
        """A key for the constraint network and for draws: the record's id, with the point when it is an end."""
        return self.record if self.point == "start" else f"{self.record}/end"


@dataclass(frozen=True)
class Chronology:
    """Bounds and order of all dated records of a casebook.

    `low` and `high` (days since 1970-01-01, inclusive) come from the cells and the window alone;
    `network` holds them with the order rows, and gives the tightened bounds.
    """

    moments: tuple[Moment, ...]
    low: Days
    high: Days
    open: npt.NDArray[np.bool_]
    network: dates.TemporalNetwork

    def index(self, record: str, point: str = "start") -> int:
        """Position of a record's start or end among the moments."""
        return self._positions[record, point]

    @property
    def _positions(self) -> dict[tuple[str, str], int]:
        cached = self.__dict__.get("_cache")
        if cached is None:
            cached = {(m.record, m.point): i for i, m in enumerate(self.moments)}
            object.__setattr__(self, "_cache", cached)
        return cached  # type: ignore[no-any-return]


def _window(codebook: Codebook) -> tuple[int, int]:
    start, end = dates.parse(codebook.window.start), dates.parse(codebook.window.end)
    return start.start_lo, end.end_hi


def chronology(book: Casebook, *, tables: Iterable[str] = DATED) -> Chronology:
    """The dated records of a casebook, bounded by its window, with its order rows as constraints.

    An end is never before its start. A record whose order row is only an expectation, a general
    statement or disputed constrains nothing.
    """
    rows: list[tuple[str, str, str]] = []
    for table in tables:
        for record in book.records(table):
            rows.append(
                (record.id, getattr(record, "date", None) or getattr(record, "start", ""), _end(record))
            )
    orders = [
        (o.id, o.earlier, o.earlier_point, o.later, o.later_point, o.min_lag, o.max_lag)
        for o in book.order
        if o.status in ("asserted", "inferred")
    ]
    return _make(book.codebook, rows, orders)


def _end(record: Any) -> str:
    end = getattr(record, "end", "")
    return str(end) if end or getattr(record, "kind", "") == "standing" else "="


def _make(codebook: Codebook, rows: list[tuple[str, str, str]], orders: list[tuple[str, ...]]) -> Chronology:
    low_window, high_window = _window(codebook)
    names: list[Moment] = []
    cells: list[str] = []
    for record, start, end in rows:
        names.append(Moment(record, "start"))
        cells.append(start)
        if end != "=":
            names.append(Moment(record, "end"))
            cells.append(end)
    low, high = moments(cells)
    is_open = np.array([cell == OPEN for cell in cells], dtype=bool)
    unknown = low == -FAR
    low = np.where(unknown, low_window, low)
    high = np.where(high == FAR, np.maximum(high_window, low), high)
    low[is_open] = high_window  # in force at the end of the window, if it began by then
    place = {(m.record, m.point): i for i, m in enumerate(names)}
    network = dates.TemporalNetwork.build(
        [m.key for m in names], low, high, _constraints(names, place, orders, is_open)
    )
    return Chronology(tuple(names), low, high, is_open, network)


def _constraints(
    names: list[Moment],
    place: dict[tuple[str, str], int],
    orders: list[tuple[str, ...]],
    is_open: npt.NDArray[np.bool_],
) -> list[tuple[int, int, int, int | None, str]]:
    made: list[tuple[int, int, int, int | None, str]] = []
    for i, moment in enumerate(names):
        if moment.point == "end" and not is_open[i]:
            made.append((place[moment.record, "start"], i, 0, None, moment.record))
    for id, earlier, earlier_point, later, later_point, shortest, longest in orders:
        i = place.get((earlier, earlier_point), place.get((earlier, "start")))
        j = place.get((later, later_point), place.get((later, "start")))
        if i is None or j is None:
            continue
        least = dates.lag(shortest)[0] if shortest else 0
        most = dates.lag(longest)[1] if longest else None
        made.append((i, j, least, most, id))
    return made


def contradiction(raw: RawBook) -> list[str]:
    """Ids of the order rows and records that contradict one another, or an empty list."""
    if raw.codebook is None:
        return []
    rows: list[tuple[str, str, str]] = []
    for name in DATED:
        cells = raw.cells[name]
        header = cells.table.header
        starts = cells.column("date" if "date" in header else "start")
        ends = cells.column("end") if "end" in header else [""] * len(starts)
        standing = (
            [kind == "standing" for kind in cells.column("kind")] if name == "ties" else [False] * len(starts)
        )
        rows += [
            (id, start, end if end or lasts else "=")
            for id, start, end, lasts in zip(cells.column("id"), starts, ends, standing, strict=True)
        ]
    cells = raw.cells["order"]
    wanted = ("id", "earlier", "earlier_point", "later", "later_point", "min_lag", "max_lag", "status")
    orders = [
        (id, earlier, a or "start", later, b or "start", least or "P0D", most)
        for id, earlier, a, later, b, least, most, status in zip(
            *(cells.column(c) for c in wanted), strict=True
        )
        if status in ("", "asserted", "inferred")
    ]
    if not orders:
        return []
    touched = {record for _, earlier, _, later, *_ in orders for record in (earlier, later)}
    return list(
        _make(raw.codebook, [row for row in rows if row[0] in touched], orders).network.contradiction()
    )
