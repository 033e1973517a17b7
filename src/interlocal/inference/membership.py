"""Read a table of memberships or events for the null ladder: units, what ties them, when, and their class.

A membership table has one row for each unit in each group (a city in a network, a firm in a project). An
event table has one row for each tie between two units. CSV (comma, semicolon or tab; UTF-8, UTF-16 or Latin-1;
decimal comma; also gzipped) is read with the standard library, Parquet with DuckDB (the optional extra
``events``).
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal.errors import NetworkError

__all__ = ["MOST_ROWS", "OPEN", "Columns", "Kind", "OddDates", "Table", "read_table"]

Kind: TypeAlias = Literal["membership", "events"]
OddDates: TypeAlias = Literal["error", "missing"]

MOST_ROWS = 2_000_000
"""More rows than this are refused."""

OPEN = np.int64(2**40)
"""The end of what has no end yet."""

_MISSING = frozenset(("", "na", "n/a", "nan", "null", "none"))
_NUMBER = re.compile(r"([+-]?[0-9]{1,9})(?:[.,]0*)?")
_SNIFFED = 65_536
_MOST_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Columns:
    """Which column holds what.

    `unit` and `group` are the two ends of a row: a unit and its group in a membership table, two units in
    an event table. `label` is the class of the unit; `group_label` and `group_country` are those of the
    second unit of an event. `time` is the first moment, `end` the last one. `relation` is the kind of tie,
    `source` where the row was taken from; `keys` are further attributes of the unit on which comparable
    units must agree.
    """

    unit: str
    group: str
    label: str
    country: str | None = None
    time: str | None = None
    end: str | None = None
    relation: str | None = None
    source: str | None = None
    group_label: str | None = None
    group_country: str | None = None
    keys: tuple[str, ...] = ()

    def wanted(self) -> list[str]:
        """The columns named, each once."""
        some = [self.unit, self.group, self.label, self.country, self.time, self.end, self.relation]
        some += [self.source, self.group_label, self.group_country, *self.keys]
        return list(dict.fromkeys(name for name in some if name))


@dataclass(frozen=True)
class Table:
    """What was read. Ties are sorted by unit, then by group; nodes are units first, then groups.

    `a` and `b` (ties) are node numbers; `start` and `end` are whole numbers (years, or days since
    0001-01-01), meaningless where `dated` is False; `label`, `country` and each of `keys` hold one text
    a unit ("" unknown), `labels` every class that any of its rows gives it; `relation` and `source` hold one text a
    tie. `rows` were in the file, `used` of them went in; `notes` say what was left out or merged; `days` says
    that moments are days.
    """

    kind: Kind
    units: tuple[str, ...]
    groups: tuple[str, ...]
    a: npt.NDArray[np.int32]
    b: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    dated: npt.NDArray[np.bool_]
    relation: tuple[str, ...]
    source: tuple[str, ...]
    label: tuple[str, ...]
    labels: tuple[frozenset[str], ...]
    country: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    rows: int
    used: int
    notes: tuple[str, ...]
    days: bool = False

    @property
    def nodes(self) -> int:
        """Units and groups together."""
        return len(self.units) + len(self.groups)


def read_table(
    path: str | Path, columns: Columns, *, kind: Kind = "membership", odd_dates: OddDates = "error"
) -> Table:
    """Read a table. Cells that are empty or say NA, null or none are missing, whatever their case.

    Rows without a unit or a group are left out, and where `country` is named also those of units
    without one; `notes` count them. A unit's class, country and keys are what most of its rows say
    (of equals, the first in the alphabet). Rows of the same unit and group are one membership, from the earliest
    start to the latest end; events are all kept. A membership without an end lasts; an event without one
    is a moment. A moment is a whole number (a year) or a date; with `odd_dates="missing"` any other cell
    is missing, and counted in `notes`.

    Raises NetworkError for a file that cannot be read, an unknown column, a row with too many or too few
    cells, a moment that is neither a whole number nor a date (with its row), or too many rows.
    """
    where = Path(path)
    rows = _rows(where, columns.wanted())
    return _tabulate(rows, columns, kind, where.name, odd_dates)


# -- the file ------------------------------------------------------------------------------------------


def _rows(path: Path, wanted: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """The wanted cells of every row, with its number in the file (the header is row 1)."""
    if not path.is_file():
        raise NetworkError(f"{path}: {'a folder, and no table' if path.is_dir() else 'no such file'}")
    if path.suffix.lower() in (".parquet", ".pq"):
        return _parquet(path, wanted)
    if path.stat().st_size > _MOST_BYTES:
        raise NetworkError(f"{path}: larger than {_MOST_BYTES:,} bytes; write it as Parquet or take a part")
    return list(_csv(path, wanted))


def _csv(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    data = _bytes(path)
    try:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise NetworkError(f"{path}: holds zero bytes, so it is no plain text; save it as CSV in UTF-8")
    head = text[:_SNIFFED].split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader, None)
        if not header:
            raise NetworkError(f"{path}: is empty; its first row names the columns")
        place = _places(path, [name.strip() for name in header], wanted)
        for number, row in enumerate(reader, start=2):
            if not row:
                continue
            if len(row) != len(header):
                raise NetworkError(
                    f"{path}, row {number}: {len(row)} cells, but the header has {len(header)}; "
                    f"put cells that hold {delimiter!r} into double quotes"
                )
            if number - 1 > MOST_ROWS:
                raise NetworkError(f"{path}: more than {MOST_ROWS:,} rows; take a part of it")
            yield number, tuple(row[k].strip() for k in place)
    except csv.Error as error:
        raise NetworkError(f"{path}, row {reader.line_num}: {error}; look at the quotes there") from error


def _bytes(path: Path) -> bytes:
    """What is in a text file, gzipped or not; no more than may be read."""
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, EOFError) as error:
        raise NetworkError(f"{path}: is no sound gzip file ({error}); compress it anew") from error
    if len(data) > _MOST_BYTES:
        raise NetworkError(
            f"{path}: holds more than {_MOST_BYTES:,} bytes; write it as Parquet or take a part"
        )
    return data


def _places(path: Path, header: list[str], wanted: Sequence[str]) -> list[int]:
    for name in wanted:
        if name not in header:
            close = get_close_matches(name, header, n=1, cutoff=0.5)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise NetworkError(f"{path}: no column {name!r}{hint} (it has {', '.join(header[:30])})")
        if header.count(name) > 1:
            raise NetworkError(f"{path}: {header.count(name)} columns are called {name!r}; rename one")
    return [header.index(name) for name in wanted]


def _parquet(path: Path, wanted: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    try:
        import duckdb
    except ImportError as error:
        raise NetworkError('reading Parquet needs DuckDB: pip install "interlocal[events]"') from error
    quoted = "read_parquet('" + str(path).replace("'", "''") + "')"
    try:
        base = duckdb.connect()
        header = [row[0] for row in base.execute(f"DESCRIBE SELECT * FROM {quoted}").fetchall()]
        _places(path, header, wanted)
        picked = ", ".join('"' + name.replace('"', '""') + '"::VARCHAR' for name in wanted)
        found = base.execute(f"SELECT {picked} FROM {quoted} LIMIT {MOST_ROWS + 1}").fetchall()
    except duckdb.Error as error:
        raise NetworkError(f"{path}: cannot be read as Parquet ({str(error).splitlines()[0]})") from error
    if len(found) > MOST_ROWS:
        raise NetworkError(f"{path}: more than {MOST_ROWS:,} rows; take a part of it")
    return [(k, tuple("" if v is None else str(v).strip() for v in row)) for k, row in enumerate(found, 1)]


# -- its meaning ---------------------------------------------------------------------------------------


class _Units:
    """What the rows say of every unit."""

    def __init__(self, keys: int) -> None:
        self.said: list[dict[str, Counter[str]]] = [defaultdict(Counter) for _ in range(2 + keys)]
        self.seen: set[str] = set()

    def add(self, unit: str, *said: str) -> None:
        self.seen.add(unit)
        for counts, value in zip(self.said, said, strict=False):
            if not _missing(value):
                counts[unit][value] += 1

    def most(self, which: int, unit: str) -> str:
        counts = self.said[which].get(unit)
        return min(counts, key=lambda v: (-counts[v], v)) if counts else ""


def _missing(cell: str) -> bool:
    return cell.lower() in _MISSING


@dataclass(frozen=True)
class _Tie:
    unit: str
    group: str
    start: int | None
    end: int | None
    relation: str
    source: str
    number: int


def _tabulate(
    rows: list[tuple[int, tuple[str, ...]]], columns: Columns, kind: Kind, file: str, odd_dates: OddDates
) -> Table:
    names = columns.wanted()
    at = {name: k for k, name in enumerate(names)}
    units, ties, left, days = _Units(len(columns.keys)), list[_Tie](), Counter[str](), set[bool]()

    def cell(row: tuple[str, ...], name: str | None) -> str:
        return "" if name is None else row[at[name]]

    def moment(row: tuple[str, ...], name: str | None, number: int) -> int | None:
        try:
            return _moment(cell(row, name), name, file, number, days)
        except NetworkError:
            if odd_dates == "error":
                raise
            odd[f"{name}"] += 1
            return None

    odd, first = Counter[str](), dict[bool, str]()
    for number, row in rows:
        unit, group = cell(row, columns.unit), cell(row, columns.group)
        if _missing(unit) or _missing(group):
            left[f"without {columns.unit if _missing(unit) else columns.group}"] += 1
            continue
        start = moment(row, columns.time, number)
        end = moment(row, columns.end, number)
        for kind_of in days - first.keys():
            first[kind_of] = f"row {number}"
        if start is not None and end is not None and end < start and len(days) < 2:
            raise NetworkError(
                f"{file}, row {number}: {columns.end} lies before {columns.time} "
                f"({cell(row, columns.end)} and {cell(row, columns.time)}); mend one"
            )
        keys = [cell(row, key) for key in columns.keys]
        units.add(unit, cell(row, columns.label), cell(row, columns.country), *keys)
        if kind == "events":
            units.add(group, cell(row, columns.group_label), cell(row, columns.group_country))
        relation, source = cell(row, columns.relation), cell(row, columns.source)
        ties.append(_Tie(unit, group, start, end, relation, source, number))
    if len(days) > 1:
        named = " and ".join(name for name in (columns.time, columns.end) if name)
        raise NetworkError(
            f"{file}: {named} mix years and days, as in {first[False]} and {first[True]}; write one kind"
        )
    notes = [
        f"{many:,} cells of {name} are no year and no date, and count as missing"
        for name, many in odd.items()
    ]
    return _assembled(units, ties, left, len(rows), columns, kind, file, notes, days == {True})


def _moment(cell: str, column: str | None, file: str, number: int, days: set[bool]) -> int | None:
    if column is None or _missing(cell):
        return None
    plain = _NUMBER.fullmatch(cell)
    if plain:
        days.add(False)
        return int(plain[1])
    try:
        day = _day(cell)
        days.add(True)
        return day
    except ValueError as error:
        raise NetworkError(
            f"{file}, row {number}: {column} is {cell!r}; write a year or another whole number (2015), "
            "a date (2015-03-31) or NA, or let odd dates count as missing (--odd-dates missing)"
        ) from error


def _day(cell: str) -> int:
    """The day of an ISO date or time; of a time with a zone, the day in that zone.

    >>> _day("2015-03-31") == _day("2015-03-31 23:59:00+09:00") == _day("2015-03-31T08:00Z")
    True
    """
    return (date.fromisoformat(cell) if len(cell) == 10 else datetime.fromisoformat(cell)).toordinal()


def _assembled(
    units: _Units,
    ties: list[_Tie],
    left: Counter[str],
    rows: int,
    columns: Columns,
    kind: Kind,
    file: str,
    notes: list[str],
    days: bool,
) -> Table:
    if columns.country is not None:
        homeless = {unit for unit in units.seen if not units.most(1, unit)}
        kept = [
            t for t in ties if t.unit not in homeless and (kind == "membership" or t.group not in homeless)
        ]
        left[f"of units without {columns.country}"] += len(ties) - len(kept)
        ties = kept
    if kind == "events":
        kept = [t for t in ties if t.unit != t.group]
        left["that join a unit to itself"] += len(ties) - len(kept)
        ties = kept
    used = len(ties)
    if kind == "membership":
        ties = _merged(ties, columns)
        if used > len(ties):
            notes.append(f"{used - len(ties):,} rows repeat a unit and group and were merged")
    notes += [f"{many:,} rows {why} are left out" for why, many in sorted(left.items()) if many]
    if not ties:
        raise NetworkError(
            f"{file}: no row is left ({'; '.join(notes) or 'it has none'}); look at the columns"
        )
    disputed = sum(len(counts) > 1 for counts in units.said[0].values())
    if disputed:
        notes.append(f"{disputed:,} units have more than one {columns.label} in their rows")
    called = sorted({t.unit for t in ties} | ({t.group for t in ties} if kind == "events" else set()))
    groups = sorted({t.group for t in ties}) if kind == "membership" else []
    place = {unit: k for k, unit in enumerate(called)}
    other = {group: len(called) + k for k, group in enumerate(groups)} or place
    ties.sort(key=lambda t: (place[t.unit], other[t.group], t.number))
    dated = np.array([t.start is not None for t in ties], bool)
    closing = [t.end if t.end is not None else OPEN if kind == "membership" else t.start for t in ties]
    return Table(
        kind=kind,
        units=tuple(called),
        groups=tuple(groups),
        a=np.array([place[t.unit] for t in ties], np.int32),
        b=np.array([other[t.group] for t in ties], np.int32),
        start=np.array([t.start or 0 for t in ties], np.int64),
        end=np.array([e or 0 for e in closing], np.int64),
        dated=dated,
        relation=tuple(t.relation for t in ties),
        source=tuple(t.source for t in ties),
        label=tuple(units.most(0, unit) for unit in called),
        labels=tuple(frozenset(units.said[0].get(unit, ())) for unit in called),
        country=tuple(units.most(1, unit) for unit in called),
        keys=tuple(tuple(units.most(2 + k, unit) for unit in called) for k in range(len(columns.keys))),
        rows=rows,
        used=used,
        notes=tuple(notes),
        days=days,
    )


def _merged(ties: list[_Tie], columns: Columns) -> list[_Tie]:
    """One membership for every unit and group (and source, where sources are compared)."""
    found: dict[tuple[str, str, str], _Tie] = {}
    for tie in ties:
        key = tie.unit, tie.group, tie.source if columns.source else ""
        old = found.get(key)
        if old is None:
            found[key] = tie
            continue
        starts = [t.start for t in (old, tie) if t.start is not None]
        ends = None if old.end is None or tie.end is None else max(old.end, tie.end)
        start = min(starts) if starts else None
        found[key] = _Tie(tie.unit, tie.group, start, ends, old.relation, old.source, old.number)
    return list(found.values())
