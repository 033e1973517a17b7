"""Cells one by one: required, closed lists, ranges, ids, stray characters, spreadsheet damage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from interlocal.casebook import columns as kinds
from interlocal.casebook.cells import Cells
from interlocal.casebook.faults import Fault
from interlocal.casebook.schema import Column
from interlocal.dates import lag
from interlocal.errors import DateError

__all__ = ["cell_faults", "value_faults"]

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DIGEST = re.compile(r"[0-9a-f]{64}")
BROKEN = re.compile("�|Ã[\x80-¿]|â€|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SPREADSHEET_ERROR = re.compile(r"#(REF|NAME|VALUE|DIV/0|N/A|NULL|NUM)[!?]?")
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.]|\s|$)")
COUNTRY = re.compile(r"[A-Z]{2}(;[A-Z]{2})*")

Rule = Callable[[str], tuple[str, str] | None]
"""A cell's problem and remedy, or None."""


def cell_faults(cells: Cells, column: str, rule: Rule, *, warning: bool = False) -> list[Fault]:
    """Faults of one column: the rule sees each distinct cell once, however many rows hold it."""
    column_cells = cells.column(column)
    bad = {cell: found for cell in set(column_cells) if (found := rule(cell)) is not None}
    if not bad:
        return []
    return [
        Fault(f"{cells.table.name}.csv", cells.line(i), column, cell[:120], *bad[cell], warning)
        for i, cell in enumerate(column_cells)
        if cell in bad
    ]


def value_faults(cells: Cells) -> list[Fault]:
    """Everything that can be said of a cell without looking at another."""
    faults: list[Fault] = []
    for column in cells.table.columns:
        if column.required and not _may_be_empty(column) and not all(cells.column(column.name)):
            faults += cell_faults(cells, column.name, _required)
        for kind, rule in _RULES.items():
            if isinstance(column.kind, kind) and not _surely_in_order(kind, column, cells):
                faults += cell_faults(cells, column.name, rule(column))
        if isinstance(column.kind, kinds.Text | kinds.Words):
            faults += cell_faults(cells, column.name, _text)
            faults += cell_faults(cells, column.name, _formula, warning=True)
        if column.name in ("territory", "belonging"):
            faults += cell_faults(cells, column.name, _country)
    return faults + _duplicates(cells) + _order(cells)


def _surely_in_order(kind: type[kinds.Kind], column: Column, cells: Cells) -> bool:
    """Whether the whole column can be passed at once; if not, each distinct cell is looked at."""
    held = cells.column(column.name)
    if kind is kinds.Id:
        return _all_ids(held)
    if kind is kinds.Sha256:
        return _all_digests(held)
    return isinstance(column.kind, kinds.Number) and _all_within(held, column.kind)


def _may_be_empty(column: Column) -> bool:
    if isinstance(column.kind, kinds.OneOf):
        return "" in column.kind.words
    return isinstance(column.kind, kinds.Number | kinds.Dates | kinds.Text)


def _required(cell: str) -> tuple[str, str] | None:
    return None if cell.strip() else ("is empty", "fill the cell; this column cannot be empty")


_SAID = {
    "ngo": "civil_society",
    "npo": "civil_society",
    "citizens": "residents",
    "city": "local_government",
    "municipality": "local_government",
    "prefecture": "local_government",
    "region": "local_government",
    "ministry": "national_government",
    "state": "national_government",
    "government": "national_government",
    "company": "business",
    "firm": "business",
    "university": "academic",
    "press": "media",
    "igo": "international",
    "individual": "person",
}
"""What people call the sectors and kinds, and the words of the closed lists that they mean."""


def _one_of(column: Column) -> Rule:
    assert isinstance(column.kind, kinds.OneOf)
    words = column.kind.words

    def rule(cell: str) -> tuple[str, str] | None:
        if cell in words or (not cell and column.required):
            return None
        import difflib

        wanted = _SAID.get(cell.casefold(), cell.casefold().replace(" ", "_"))
        near = difflib.get_close_matches(wanted, words, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        return "is not one of the allowed words", f"{hint}use one of: {', '.join(w for w in words if w)}"

    return rule


def _range(column: Column) -> Rule:
    assert isinstance(column.kind, kinds.Number)
    low, high = column.kind.low, column.kind.high

    def rule(cell: str) -> tuple[str, str] | None:
        try:
            value = float(cell) if cell else None
        except ValueError:  # said when the file was read
            return None
        if value is None or ((low is None or value >= low) and (high is None or value <= high)):
            return None
        allowed = f"{low:g} to {high:g}" if high is not None else f"{low:g} or more"
        return "is out of range", f"allowed is {allowed}"

    return rule


def _id(_: Column) -> Rule:
    def rule(cell: str) -> tuple[str, str] | None:
        if not cell or ID.fullmatch(cell):
            return None
        return "is not an id", "use lower-case letters a–z, digits and single hyphens"

    return rule


def _digest(_: Column) -> Rule:
    def rule(cell: str) -> tuple[str, str] | None:
        if not cell or DIGEST.fullmatch(cell):
            return None
        return "is not a SHA-256 digest", "64 lower-case hexadecimal digits; anchor the passage anew"

    return rule


def _score(_: Column) -> Rule:
    def rule(cell: str) -> tuple[str, str] | None:
        if cell in {"", "0", "1", "2", "3", "4", "not_codable"}:
            return None
        return "is not a score", "use 0, 1, 2, 3, 4 or not_codable"

    return rule


def _lag(_: Column) -> Rule:
    def rule(cell: str) -> tuple[str, str] | None:
        if not cell:
            return None
        try:
            lag(cell)
        except DateError as error:
            return "is not a duration", str(error)
        return None

    return rule


_RULES: dict[type[kinds.Kind], Callable[[Column], Rule]] = {
    kinds.OneOf: _one_of,
    kinds.Number: _range,
    kinds.Id: _id,
    kinds.Sha256: _digest,
    kinds.Score: _score,
    kinds.Lag: _lag,
}


def _all_ids(column: Sequence[str]) -> bool:
    """Whether a column surely holds nothing but ids: its letters are looked at all at once."""
    joined = ",".join(column).join(",,").encode()
    return (
        joined.count(b",") == len(column) + 1
        and not joined.translate(None, b"abcdefghijklmnopqrstuvwxyz0123456789-,")
        and not any(pair in joined for pair in (b"--", b",-", b"-,"))
    )


def _all_digests(column: Sequence[str]) -> bool:
    return set(map(len, column)) <= {0, 64} and not "".join(column).encode().translate(
        None, b"0123456789abcdef"
    )


def _all_within(column: Sequence[str], kind: kinds.Number) -> bool:
    try:
        values = [float(cell) for cell in set(column) if cell]
    except ValueError:
        return False
    if not values:
        return True
    return (kind.low is None or min(values) >= kind.low) and (kind.high is None or max(values) <= kind.high)


def _text(cell: str) -> tuple[str, str] | None:
    if cell != cell.strip():
        return "begins or ends with a space", "remove the space"
    if SPREADSHEET_ERROR.fullmatch(cell):
        return "is a spreadsheet program's error value", "restore the cell from the original"
    if found := BROKEN.search(cell):
        what = "a control character" if found.group() < " " else "characters of a wrong encoding"
        return f"holds {what}", "type the text anew and save as UTF-8"
    return None


def _formula(cell: str) -> tuple[str, str] | None:
    if FORMULA.match(cell):
        return (
            "would be taken for a formula by a spreadsheet program",
            "begin the cell with another character",
        )
    return None


def _country(cell: str) -> tuple[str, str] | None:
    if not cell or COUNTRY.fullmatch(cell):
        return None
    return "is not a list of country codes", "use ISO 3166-1 alpha-2 codes such as JP;CN"


def _duplicates(cells: Cells) -> list[Fault]:
    key = cells.table.key
    if len(set(zip(*(cells.column(name) for name in key), strict=True))) == len(cells.rows):
        return []
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    columns: Iterable[tuple[str, ...]] = zip(*(cells.column(name) for name in key), strict=True)
    for i, value in enumerate(columns):
        if value in seen:
            faults.append(
                Fault(
                    f"{cells.table.name}.csv",
                    cells.line(i),
                    key[0],
                    " · ".join(value),
                    f"stands already in row {cells.line(seen[value])}",
                    "remove the row or mint another id",
                )
            )
        else:
            seen[value] = i
    return faults


def _order(cells: Cells) -> list[Fault]:
    """Rows out of order are saved in order; a diff is readable only when they stay so."""
    keys = list(zip(*(cells.column(name) for name in cells.table.key), strict=True))
    if keys == sorted(keys):
        return []
    for i in range(1, len(keys)):
        if keys[i] < keys[i - 1]:
            return [
                Fault(
                    f"{cells.table.name}.csv",
                    cells.line(i),
                    cells.table.key[0],
                    keys[i][0],
                    "is not in sorted order",
                    "sort the rows by this column; saving the casebook does",
                    True,
                )
            ]
    return []
