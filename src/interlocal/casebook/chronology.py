"""When things were, in days: bounds of every dated record, and what the source says of their order.

A cell of a date column is one moment, known more or less closely: `1992` is some day of 1992,
`1997/1999` some day within these years. An empty cell is unknown and lies within the observation
window, which begins later for a case whose codebook entry has a `start`; `..` in an end column is
open: in force when the source was written, and censored there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Codebook
from interlocal.casebook.rows import to_cells
from interlocal.casebook.schema import tables

__all__ = ["DATED", "FAR", "OPEN", "Said", "chronology", "chronology_of_cells", "moments", "said_of_time"]

OPEN = ".."
"""An end cell that holds this says: in force when the source was written."""

FAR = 1 << 60
"""Bound of a moment that nothing bounds, in days; no written date comes near it."""

NO_LAG = 1 << 40
"""Days beyond any lag between written dates, small enough for sums of days to stay exact."""

DATED = ("ties", "events", "positions", "attributes")
"""The tables whose records can be put in order."""

BINDING = ("", "asserted", "inferred")
"""An order row that is disputed, planned, expected or general constrains nothing."""

Days = npt.NDArray[np.int64]


def moments(cells: Sequence[str]) -> tuple[Days, Days]:
    """Earliest and latest day of each cell's moment; ±FAR where nothing bounds it.

    >>> low, high = moments(["1970", "", ".."])
    >>> int(low[0]), int(high[0]), int(high[1]) == FAR
    (0, 364, True)
    """
    bounds = dates.bounds(["" if cell == OPEN else cell for cell in cells])
    return np.clip(bounds.start_lo, -FAR, FAR), np.clip(bounds.end_hi, -FAR, FAR)


def chronology(book: Casebook, *, only: Iterable[str] = DATED) -> dates.Chronology:
    """The dated records of a casebook, bounded by its window, with its order rows as constraints.

    Each record's id is the point of its start, `dates.end_of(id)` that of its end where it has one:
    standing ties always do, other records when their end is written. An end is never before its
    start. The result is contradictory (`.contradiction`) when dates and order cannot all be right.

    >>> from interlocal.casebook.folder import read
    >>> chronology(read("takao2003")).contradiction is None
    True
    """
    said = said_of_time(book, only=only)
    return dates.Chronology(said.points, said.low, said.high, [*said.spans, *said.orders])


class Said(NamedTuple):
    """What a casebook says of time: points with first and last days, each end after its start, the order rows."""

    points: list[str]
    low: Days
    high: Days
    spans: list[dates.Order]
    orders: list[dates.Order]


def said_of_time(book: Casebook, *, only: Iterable[str] = DATED) -> Said:
    """Everything that `chronology` is made of, for those who add statements of their own."""
    cells = {name: to_cells(tables()[name], book.records(name)) for name in (*only, "order")}
    return _said(book.codebook, cells)


def chronology_of_cells(codebook: Codebook, cells: dict[str, list[list[str]]]) -> dates.Chronology:
    """The same from tables of cells, whose dates and lags must be readable."""
    said = _said(codebook, cells)
    return dates.Chronology(said.points, said.low, said.high, [*said.spans, *said.orders])


def _said(codebook: Codebook, cells: dict[str, list[list[str]]]) -> Said:
    points, low, high, spans = _points(
        codebook, {name: rows for name, rows in cells.items() if name != "order"}
    )
    return Said(points, low, high, spans, _orders(cells.get("order", []), set(points)))


def _points(
    codebook: Codebook, cells: dict[str, list[list[str]]]
) -> tuple[list[str], Days, Days, list[dates.Order]]:
    names: list[str] = []
    written: list[str] = []
    spans: list[dates.Order] = []
    cases: list[str] = []
    for table, rows in cells.items():
        header = tables()[table].header
        case = header.index("case") if "case" in header else -1
        start, end = (
            (header.index("date"), -1)
            if table == "positions"
            else (header.index("start"), header.index("end"))
        )
        kind = header.index("kind") if table == "ties" else -1
        for row in rows:
            names.append(row[0])
            written.append(row[start])
            cases.append(row[case] if case >= 0 else "")
            if end >= 0 and (row[end] or (kind >= 0 and row[kind] == "standing")):
                names.append(dates.end_of(row[0]))
                written.append(row[end])
                cases.append(cases[-1])
                spans.append(dates.Order(row[0], row[0], dates.end_of(row[0])))
    low, high = moments(written)
    first, last = _first_days(codebook, cases), int(dates.bounds([codebook.window.end]).end_hi[0])
    is_open = np.array([cell == OPEN for cell in written], dtype=bool)
    low = np.where(low == -FAR, np.minimum(first, high), low)
    high = np.where(high == FAR, np.maximum(last, low), high)
    low[is_open], high[is_open] = last, np.maximum(last, high[is_open])  # censored at the end of the window
    return names, low, high, spans


def _first_days(codebook: Codebook, cases: list[str]) -> Days:
    """The first day of each record's window: that of its case where the codebook gives one, else the whole."""
    starts = {case.id: case.start or codebook.window.start for case in codebook.cases}
    known = {id: int(dates.bounds([start]).start_lo[0]) for id, start in starts.items()}
    whole = int(dates.bounds([codebook.window.start]).start_lo[0])
    days = {
        cell: min((known.get(id, whole) for id in cell.split(";") if id), default=whole)
        for cell in set(cases)
    }
    return np.array([days[cell] for cell in cases], dtype=np.int64)


def _orders(rows: list[list[str]], known: set[str]) -> list[dates.Order]:
    header = tables()["order"].header
    wanted = [header.index(name) for name in ("id", "earlier", "earlier_point", "later", "later_point")]
    least, most, status = (header.index(name) for name in ("min_lag", "max_lag", "status"))
    made = []
    for row in rows:
        if row[status] not in BINDING:
            continue
        id, earlier, earlier_point, later, later_point = (row[j] for j in wanted)
        first = _point(earlier, earlier_point, known)
        second = _point(later, later_point, known)
        if first is None or second is None:
            continue
        # An empty least lag leaves the direction open ("in the same year"): only the greatest lag binds.
        at_least = dates.lag(row[least])[0] if row[least] else -NO_LAG
        at_most = dates.lag(row[most])[1] if row[most] else None
        made.append(dates.Order(id, first, second, at_least, at_most))
    return made


def _point(record: str, point: str, known: set[str]) -> str | None:
    """The point's name; a record without a written end has one moment only."""
    if point == "end" and dates.end_of(record) in known:
        return dates.end_of(record)
    return record if record in known else None
