"""Dates: readable, in order within a record, within lifetimes, and consistent with the stated sequence."""

from __future__ import annotations

import numpy as np

from interlocal import dates
from interlocal.casebook import columns as kinds
from interlocal.casebook.cells import Cells
from interlocal.casebook.check.values import cell_faults
from interlocal.casebook.chronology import DATED, OPEN, chronology_of_cells, moments
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook
from interlocal.errors import DateError

__all__ = ["dating_faults"]

PAIRS = (("start", "end"), ("founded", "dissolved"))
ENDS = ("end", "dissolved")
_FAR = 1 << 62
"""A day beyond all others: actors that are not in the table have no known lifetime."""


def dating_faults(raw: RawBook) -> list[Fault]:
    """Every date that cannot be read, ends before it starts, or contradicts what the source says of order."""
    faults: list[Fault] = []
    if not _all_readable(raw):
        for cells, name in _date_columns(raw):
            faults += cell_faults(cells, name, _unreadable_end if name in ENDS else _unreadable)
    if faults:  # the rest needs dates that can be read
        return faults
    for name in ("ties", "events", "attributes", "names", "actors"):
        faults += _backwards(raw.cells[name])
    return faults + _lifetimes(raw) + _lags(raw) + _sequence(raw)


def _date_columns(raw: RawBook) -> list[tuple[Cells, str]]:
    return [
        (cells, column.name)
        for cells in raw.cells.values()
        for column in cells.table.columns
        if isinstance(column.kind, kinds.Dates)
    ]


def _all_readable(raw: RawBook) -> bool:
    """One pass over all distinct dates: cell by cell only when one of them cannot be read."""
    distinct: set[str] = set()
    for cells, name in _date_columns(raw):
        found = set(cells.column(name))
        distinct |= found - {OPEN} if name in ENDS else found
    try:
        dates.bounds(list(distinct))
    except DateError:
        return False
    return True


def _unreadable(cell: str) -> tuple[str, str] | None:
    if not cell:
        return None
    try:
        dates.bounds([cell])
    except DateError as error:
        problem, colon, remedy = str(error).removeprefix(repr(cell)).strip().partition(": ")
        return (problem, remedy) if colon else ("is not a date", str(error))
    return None


def _unreadable_end(cell: str) -> tuple[str, str] | None:
    return None if cell == OPEN else _unreadable(cell)


def _backwards(cells: Cells) -> list[Fault]:
    header = cells.table.header
    for start, end in PAIRS:
        if start not in header:
            continue
        low, _ = moments(cells.column(start))
        _, high = moments(cells.column(end))
        known = np.array(
            [bool(a) and bool(b) for a, b in zip(cells.column(start), cells.column(end), strict=True)]
        )
        wrong: list[int] = np.flatnonzero(known & (high < low)).tolist() if len(known) else []
        return [
            Fault(
                f"{cells.table.name}.csv",
                cells.line(i),
                end,
                cells.column(end)[i],
                f"is before {start} {cells.column(start)[i]}",
                "correct one of the two dates",
            )
            for i in wrong
        ]
    return []


def _lifetimes(raw: RawBook) -> list[Fault]:
    """Ties of actors that certainly did not exist yet, or no longer."""
    actors, ties = raw.cells["actors"], raw.cells["ties"]
    if not ties.rows or not (any(actors.column("founded")) or any(actors.column("dissolved"))):
        return []
    ids = actors.column("id")
    born = dict(zip(ids, moments(actors.column("founded"))[0].tolist(), strict=True))
    gone = dict(zip(ids, moments(actors.column("dissolved"))[1].tolist(), strict=True))
    start_low, start_high = moments(ties.column("start"))
    dated = np.array([bool(cell) for cell in ties.column("start")])
    faults = []
    for side in ("from", "to"):
        column = ties.column(side)
        early = np.array([born.get(actor, -_FAR) for actor in column]) > start_high
        late = np.array([gone.get(actor, _FAR) for actor in column]) < start_low
        for i in np.flatnonzero(dated & (early | late)):
            when = "before it was founded" if early[i] else "after it was dissolved"
            faults.append(
                Fault(
                    "ties.csv",
                    ties.line(int(i)),
                    side,
                    column[i],
                    f"acts {when} ({ties.column('start')[i]})",
                    "look at the dates, or use the actor's forerunner or successor",
                    True,
                )
            )
    return faults


def _lags(raw: RawBook) -> list[Fault]:
    cells = raw.cells["order"]
    faults = []
    for i, (low, high) in enumerate(zip(cells.column("min_lag"), cells.column("max_lag"), strict=True)):
        try:
            if low and high and dates.lag(low)[0] > (dates.lag(high)[1] or dates.lag(low)[0]):
                faults.append(
                    Fault(
                        "order.csv",
                        cells.line(i),
                        "min_lag",
                        low,
                        f"is longer than max_lag {high}",
                        "swap them",
                    )
                )
        except DateError:  # said with the values
            continue
    return faults


def _sequence(raw: RawBook) -> list[Fault]:
    if raw.codebook is None or not raw.cells["order"].rows:
        return []
    try:
        found = chronology_of_cells(raw.codebook, _touched(raw)).contradiction
    except DateError:  # an unreadable lag or window has been said
        return []
    if found is None:
        return []
    cells = raw.cells["order"]
    line = {id: cells.line(i) for i, id in enumerate(cells.column("id"))}
    rows = [record for record in found.records if record in line]
    return [
        Fault(
            "order.csv",
            line[rows[0]] if rows else 0,
            "id",
            rows[0] if rows else "",
            f"contradicts the dates and the order of: {found}",
            "one of these dates or lags is wrong; correct it or mark it disputed",
        )
    ]


def _touched(raw: RawBook) -> dict[str, list[list[str]]]:
    """Only the records that an order row names: the others cannot contradict."""
    order = raw.cells["order"]
    named = {*order.column("earlier"), *order.column("later")}
    kept = {name: [row for row in raw.cells[name].rows if row[0] in named] for name in DATED}
    return kept | {"order": order.rows}
