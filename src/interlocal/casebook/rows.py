"""Cells to records and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from interlocal.casebook import columns as kinds
from interlocal.casebook.cells import Cells
from interlocal.casebook.faults import Fault
from interlocal.casebook.records import Record
from interlocal.casebook.schema import Column, Table

__all__ = ["number_faults", "to_cells", "to_records"]


def _all_whole(column: Sequence[str]) -> bool:
    """Whether a column surely holds nothing but plain whole numbers: its digits are looked at all at once."""
    joined = ",".join(column).join(",,").encode()
    return (
        joined.count(b",") == len(column) + 1
        and not joined.translate(None, b"0123456789,")
        and max(map(len, column), default=0) < 15
        and re.search(rb",0\d", joined) is None
    )


def _numbers(column: Column, cells: Sequence[str]) -> list[Any]:
    convert = int if isinstance(column.kind, kinds.Whole) else float
    known: dict[str, Any] = {"": None}
    for cell in set(cells):
        if cell:
            known[cell] = convert(cell)
    return [known[cell] for cell in cells]


def _is_number(cell: str, kind: kinds.Number) -> bool:
    try:
        value = int(cell) if isinstance(kind, kinds.Whole) else float(cell)
    except ValueError:
        return False
    # NaN and infinities are no figures; spaces and underscores would not come back as they were.
    return value == value and abs(value) != float("inf") and cell == _plain(value)


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return repr(value)


def number_faults(cells: Cells) -> list[Fault]:
    """Cells of number columns that are no numbers, or not in the one form that is written back."""
    faults = []
    for j, column in enumerate(cells.table.columns):
        if not isinstance(column.kind, kinds.Number):
            continue
        column_cells = cells.columns[j]
        if _all_whole(column_cells):
            continue
        bad = {cell for cell in set(column_cells) if cell and not _is_number(cell, column.kind)}
        if bad:
            what = "a whole number" if isinstance(column.kind, kinds.Whole) else "a plain number"
            faults += [
                Fault(
                    f"{cells.table.name}.csv",
                    cells.line(i),
                    column.name,
                    cell,
                    f"is not {what}",
                    _number_remedy(cell, column.kind),
                )
                for i, cell in enumerate(column_cells)
                if cell in bad
            ]
    return faults


def _number_remedy(cell: str, kind: kinds.Number) -> str:
    plain = cell.replace(" ", "")
    # 0,95 is a decimal comma; 12,000 is a thousands mark.
    plain = plain.replace(",", "." if re.fullmatch(r"-?\d*,\d{1,2}|-?0?,\d+", plain) else "")
    try:
        value = float(plain)
        if (
            value == value
            and abs(value) != float("inf")
            and not (isinstance(kind, kinds.Whole) and not value.is_integer())
        ):
            return f"write {_plain(value)}"
    except ValueError:
        pass
    return "write digits with a decimal point, or leave the cell empty for not stated"


def to_records(cells: Cells) -> tuple[Record, ...]:
    """Records of all rows; number cells must have been found in order first."""
    columns: list[Sequence[Any]] = list(cells.columns)
    for j, column in enumerate(cells.table.columns):
        if isinstance(column.kind, kinds.Number):
            columns[j] = _numbers(column, columns[j])
    make = cells.table.record
    return tuple(make(*row) for row in zip(*columns, strict=True))


def to_cells(shape: Table, records: tuple[Record, ...]) -> list[list[str]]:
    """Rows of text cells, one per record."""
    fields = shape.record.__struct_fields__
    numeric = [isinstance(column.kind, kinds.Number) for column in shape.columns]
    return [
        [
            _plain(value) if number else value
            for value, number in zip(_values(record, fields), numeric, strict=True)
        ]
        for record in records
    ]


def _values(record: Record, fields: tuple[str, ...]) -> list[Any]:
    return [getattr(record, field) for field in fields]
