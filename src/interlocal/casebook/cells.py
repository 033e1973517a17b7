"""CSV files as cells: text in, text out, with every fault of form named by file and row.

A casebook is read in two steps. Here a file becomes rows of text cells, in the schema's column
order. `interlocal.casebook.rows` turns the cells into records; `interlocal.casebook.check` looks
at the cells themselves, so that it can speak of values that no record could hold.
"""

from __future__ import annotations

import csv
import difflib
import functools
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interlocal.casebook.faults import Fault
from interlocal.casebook.schema import Table

if TYPE_CHECKING:
    import _csv

__all__ = ["Cells", "read_cells", "write_cells"]

LARGEST_CELL = 1 << 20
LARGEST_FILE = 1 << 30


@dataclass(frozen=True)
class Cells:
    """The cells of one file: `rows[i][j]` is row i+2 of the file, column j of the table's header."""

    table: Table
    rows: list[list[str]]
    lines: list[int] = field(default_factory=list)
    """Line of the file on which each row ends, when rows hold line breaks; empty when row i is line i+2."""

    def line(self, index: int) -> int:
        """The line of the file that holds the row."""
        return self.lines[index] if self.lines else index + 2

    @functools.cached_property
    def columns(self) -> list[tuple[str, ...]]:
        """All columns, in the table's order: checks ask for them again and again."""
        return list(zip(*self.rows, strict=True)) or [()] * len(self.table.columns)

    def column(self, name: str) -> tuple[str, ...]:
        """All cells of one column, by name."""
        return self.columns[self.table.header.index(name)]


def _text(data: bytes, file: str, faults: list[Fault]) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = _guess_encoding(data)
        faults.append(
            Fault(
                file,
                line,
                "",
                repr(data[error.start : error.start + 4])[2:-1],
                "is not UTF-8 text",
                f"save the file as UTF-8 (in Excel: CSV UTF-8){f'; it looks like {guess}' if guess else ''}",
            )
        )
        return None


def _guess_encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    if _lone_letters(data):
        return "cp1252"
    for name in ("cp932", "euc_jp", "gb18030", "cp1251", "cp1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return ""


def _lone_letters(data: bytes) -> bool:
    """Whether letters beyond ASCII stand alone among others, as accents do in western European words."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    return sum(len(run) == 1 for run in runs) > 0.8 * len(runs)


def _delimiter(text: str) -> tuple[str, str]:
    """The text without a line that only names the separator, and the separator: comma, semicolon or tab.

    Spreadsheet programs write semicolons wherever the comma is the decimal mark. No column's name has
    one, so that the header tells.

    >>> _delimiter("sep=;\\nid;name\\n"), _delimiter("id,name\\n")
    (('id;name\\n', ';'), ('id,name\\n', ','))
    """
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=([,;\t])\r?", first)
    if named:
        return rest, named[1]
    for mark in ";\t":
        if mark in first and "," not in first:
            return text, mark
    return text, ","


def _header(row: list[str]) -> list[str]:
    """Column names as the tables write them: no space around them, small letters, no empty ones at the end.

    >>> _header(["ID", " from ", "", ""])
    ['id', 'from']
    """
    names = [name.strip().lower() for name in row]
    while names and not names[-1]:
        names.pop()
    return names


def _order(header: list[str], shape: Table, file: str, faults: list[Fault]) -> list[int] | None:
    """Where each of the table's columns stands in the file, -1 for an optional one left out."""
    positions = {name: j for j, name in enumerate(header)}
    if len(positions) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        faults.append(
            Fault(file, 1, twice, "", "stands twice in the header", "remove one of the two columns")
        )
        return None
    for name in header:
        if name not in shape.header:
            near = difflib.get_close_matches(name, shape.header, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            faults.append(
                Fault(
                    file,
                    1,
                    name or "(no name)",
                    "",
                    "is not a column of this table",
                    f"{hint}remove or rename it; the columns are {', '.join(shape.header)}",
                )
            )
    missing = [c.name for c in shape.columns if c.required and c.name not in positions]
    for name in missing:
        faults.append(Fault(file, 1, name, "", "is missing from the header", "add the column"))
    return None if missing else [positions.get(name, -1) for name in shape.header]


def read_cells(data: bytes, shape: Table, faults: list[Fault]) -> Cells:
    """The cells of a CSV file; faults of form go to `faults`, and rows that cannot be used are left out."""
    file = f"{shape.name}.csv"
    if len(data) > LARGEST_FILE:
        faults.append(
            Fault(file, 0, "", f"{len(data):,} bytes", "is larger than 1 GiB", "split the casebook")
        )
        return Cells(shape, [])
    text = _text(data, file, faults)
    if text is None:
        return Cells(shape, [])
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        faults.append(Fault(file, line, "", "\\0", "holds a NUL character", "remove it"))
        return Cells(shape, [])
    csv.field_size_limit(LARGEST_CELL)
    body, mark = _delimiter(text)
    above = text.count("\n") - body.count("\n")  # a line that only names the separator is a line of the file
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True)
    try:
        header = next(reader, None)
        if header is None:
            faults.append(Fault(file, 1, "", "", "is empty", f"first row: {','.join(shape.header)}"))
            return Cells(shape, [])
        header = _header(header)
        order = _order(header, shape, file, faults)
        if order is None:
            return Cells(shape, [])
        if order == list(range(len(header))) and not above and '"' not in text:
            # No quotation marks: a row is a line, and the whole file can be taken at once.
            rows = list(reader)
            if set(map(len, rows)) <= {len(header)} and all(map(any, rows)):
                return Cells(shape, rows)
            reader = csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True)
            next(reader)
        return _rows(reader, header, order, shape, faults, above)
    except csv.Error as error:
        faults.append(
            Fault(
                file,
                reader.line_num,
                "",
                "",
                f"cannot be read as CSV: {error}",
                "check the quotation marks of this row",
            )
        )
        return Cells(shape, [])


def _rows(
    reader: _csv.Reader, header: list[str], order: list[int], shape: Table, faults: list[Fault], above: int
) -> Cells:
    file, width = f"{shape.name}.csv", len(header)
    straight = order == list(range(width))
    placed = [(j, column.default) for j, column in zip(order, shape.columns, strict=True)]
    rows: list[list[str]] = []
    lines: list[int] = []
    for row in reader:
        if not any(row):  # spreadsheet programs write rows that only look empty
            continue
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) != width:
            faults.append(
                Fault(
                    file,
                    reader.line_num + above,
                    "",
                    f"{len(row)} cells",
                    f"does not have {width} cells",
                    "quote cells that hold a comma; add or remove cells",
                )
            )
            continue
        rows.append(row if straight else [row[j] if j >= 0 else default for j, default in placed])
        lines.append(reader.line_num + above)
    if lines == list(range(2, len(lines) + 2)):
        lines = []
    return Cells(shape, rows, lines)


def write_cells(shape: Table, rows: list[list[str]]) -> bytes:
    """A CSV file of the rows, sorted by key, in UTF-8 with LF: the same rows give the same bytes."""
    keys = [shape.header.index(name) for name in shape.key]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(shape.header)
    ordered = sorted(rows, key=lambda row: [row[j] for j in keys])
    writer.writerows(ordered)
    return buffer.getvalue().encode()
