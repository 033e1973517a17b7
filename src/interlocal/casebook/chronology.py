"""When things were, in days: bounds of every dated record, and what the source says of their order.

A cell of a date column is one moment, known more or less closely: `1992` is some day of 1992,
`1997/1999` some day within these years. An empty cell is unknown and lies within the observation
window; `..` in an end column is open: in force when the source was written, and censored there.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Codebook
from interlocal.casebook.folder import RawBook
from interlocal.errors import DateError

__all__ = ["FAR", "OPEN", "Chronology", "Moment", "chronology", "contradiction", "moments"]

OPEN = ".."
"""An end cell that holds this says: in force when the source was written."""

FAR = 1 << 60
"""Bound of a moment that nothing bounds, in days; no written date comes near it."""

Days = npt.NDArray[np.int64]
Statement: TypeAlias = tuple[int, int, int, int | None, str]
OrderRow: TypeAlias = tuple[str, str, str, str, str, str, str]
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
        """A key for the order network and for draws: the record's id, with `:end` when it is its end."""
        return self.record if self.point == "start" else f"{self.record}:end"


@dataclass(frozen=True)
class Chronology:
    """Bounds and order of all dated records of a casebook.

    `low` and `high` (days since 1970-01-01, inclusive) come from the cells and the window alone;
    `network` holds them with everything that is said of order, and gives the tightened bounds.
    `order` are those statements: positions of the earlier and the later moment, least and most days
    between them (None: no limit), and the record that says so. `set_aside` names records whose
    moment could not be tied to their event's without contradicting what the sources say of order.
    """

    moments: tuple[Moment, ...]
    low: Days
    high: Days
    open: npt.NDArray[np.bool_]
    order: tuple[Statement, ...]
    network: dates.Chronology
    set_aside: tuple[str, ...] = ()

    def index(self, record: str, point: str = "start") -> int:
        """Position of a record's start or end among the moments; `KeyError` when it has none."""
        return self._positions[record, point]

    def has(self, record: str, point: str = "start") -> bool:
        """Whether a record has a start (or an end) among the moments."""
        return (record, point) in self._positions

    @functools.cached_property
    def _positions(self) -> dict[tuple[str, str], int]:
        return {(m.record, m.point): i for i, m in enumerate(self.moments)}


def _window(codebook: Codebook) -> tuple[int, int]:
    cells = dates.bounds([codebook.window.start, codebook.window.end])
    return int(cells.start_lo[0]), int(cells.end_hi[1])


def chronology(book: Casebook, *, tables: Iterable[str] = DATED) -> Chronology:
    """The dated records of a casebook, bounded by its window, with what is said of their order.

    An end is never before its start, an answer never before what it answers, and a tie at an event
    of one moment has that moment, or lies within the event if the event lasts. An order row that is
    only an expectation, a general statement or disputed constrains nothing.

    Raises `DateError`, naming the records, when dates and order rows contradict one another.
    """
    rows: list[tuple[str, str, str]] = []
    for table in tables:
        for record in book.records(table):
            rows.append(
                (record.id, str(getattr(record, "date", None) or getattr(record, "start", "")), _end(record))
            )
    orders = [
        (o.id, o.earlier, o.earlier_point, o.later, o.later_point, o.min_lag, o.max_lag)
        for o in book.order
        if o.status in ("asserted", "inferred")
    ]
    implied = _answers(book) + _at_events(book)
    made = _make(book.codebook, rows, orders, implied)
    if made.network.contradiction is not None and implied:
        stated = _make(book.codebook, rows, orders)
        if stated.network.contradiction is None:
            return replace(stated, set_aside=tuple(sorted({row[0] for row in implied})))
    if made.network.contradiction is not None:
        raise DateError(str(made.network.contradiction))
    return made


def _answers(book: Casebook) -> list[OrderRow]:
    known = {tie.id for tie in book.ties}
    return [
        (tie.id, tie.responds_to, "start", tie.id, "start", "P0D", "")
        for tie in book.ties
        if tie.responds_to in known
    ]


def _at_events(book: Casebook) -> list[OrderRow]:
    """What a tie's event says of its moment, where the two cells can both be right."""
    events = {event.id: event for event in book.events}
    chosen = [
        (tie, events[tie.event])
        for tie in book.ties
        if tie.event in events and tie.kind == "event" and not tie.end
    ]
    rows: list[OrderRow] = []
    low, high = moments([tie.start for tie, _ in chosen])
    first, first_high = moments([event.start for _, event in chosen])
    last_low, last = moments([event.end or event.start for _, event in chosen])
    for k, (tie, event) in enumerate(chosen):
        if event.end and event.end != OPEN and low[k] <= last[k] and first[k] <= high[k]:
            rows.append((tie.id, event.id, "start", tie.id, "start", "P0D", ""))
            rows.append((tie.id, tie.id, "start", event.id, "end", "P0D", ""))
        elif not event.end and low[k] <= first_high[k] and first[k] <= high[k]:
            rows.append((tie.id, event.id, "start", tie.id, "start", "P0D", "P0D"))
    return rows


def _end(record: Any) -> str:
    end = getattr(record, "end", "")
    return str(end) if end or getattr(record, "kind", "") == "standing" else "="


def _make(
    codebook: Codebook,
    rows: list[tuple[str, str, str]],
    orders: Sequence[OrderRow],
    implied: Sequence[OrderRow] = (),
) -> Chronology:
    low_window, high_window = _window(codebook)
    names: list[Moment] = []
    cells: list[str] = []
    for record, start, end in rows:
        names.append(Moment(record, "start"))
        cells.append(start)
        if end != "=":
            names.append(Moment(record, "end"))
            cells.append(end)
    place = {(m.record, m.point): i for i, m in enumerate(names)}
    low, high = moments(cells)
    low, high = (
        np.where(low == -FAR, np.minimum(low_window, high), low),
        np.where(high == FAR, np.maximum(high_window, low), high),
    )
    is_open = np.array([cell == OPEN for cell in cells], dtype=bool)
    for k in np.flatnonzero(is_open).tolist():
        began = place.get((names[k].record, "start"), k)  # an open end is censored at the window, never before that
        low[k] = high[k] = max(high_window, int(high[began]) if began != k else high_window)
    statements = _statements(names, place, [*orders, *implied], is_open)
    network = dates.Chronology(
        [m.key for m in names],
        low,
        high,
        [dates.Order(r, names[i].key, names[j].key, least, most) for i, j, least, most, r in statements],
    )
    return Chronology(tuple(names), low, high, is_open, tuple(statements), network)


def _statements(
    names: list[Moment],
    place: dict[tuple[str, str], int],
    orders: Sequence[OrderRow],
    is_open: npt.NDArray[np.bool_],
) -> list[Statement]:
    made: list[Statement] = []
    for i, moment in enumerate(names):
        if moment.point == "end" and not is_open[i]:
            made.append((place[moment.record, "start"], i, 0, None, moment.record))
    for id, earlier, earlier_point, later, later_point, shortest, longest in orders:
        i = place.get((earlier, earlier_point), place.get((earlier, "start"), -1))
        j = place.get((later, later_point), place.get((later, "start"), -1))
        if i < 0 or j < 0 or i == j:
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
    found = _make(raw.codebook, [row for row in rows if row[0] in touched], orders).network.contradiction
    return [] if found is None else list(found.records)
