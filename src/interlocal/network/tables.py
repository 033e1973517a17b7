"""Networks from tables: dataframes, Parquet and CSV files, also larger than memory.

DuckDB reads, checks and numbers; only the finished columns come to Python. It is the optional extra
``events`` (``pip install "interlocal[events]"``) and is imported only here, when a table is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import NetworkError
from interlocal.network.columns import OPEN_END, OPEN_START, TIME_LIMIT, Actor, Ties, in_order, positions
from interlocal.network.events import EventNetwork
from interlocal.network.textfiles import MISSING, WHOLE, TextFile, look_at, moment_types

__all__ = ["from_table"]

Missing: TypeAlias = Literal["error", "drop", "open"]

MANY = 1_000_000
"""Rows from which labels are numbered through their hashes, which needs a compiled kernel."""

_NAT = -(2**63)
"""What NumPy keeps in place of a missing day."""

MICROSECONDS = {"us": 1, "ms": 10**3, "s": 10**6, "m": 60 * 10**6, "h": 3600 * 10**6, "D": 86400 * 10**6}


def from_table(
    data: Any,
    *,
    source: str = "source",
    target: str = "target",
    start: str = "start",
    end: str | None = None,
    duration: str | int = 0,
    attributes: Sequence[str] = (),
    actors: Iterable[Actor] | None = None,
    directed: bool = True,
    unit: str | None = None,
    missing: Missing = "error",
    memory_limit: str | None = None,
) -> EventNetwork:
    """Read a network from a table with one row per tie.

    ``data`` is a file (``.parquet``, ``.csv``, ``.tsv``, ``.tab``, ``.txt``, each text form also ``.gz``; a
    pattern such as ``events/*.parquet`` reads several), any dataframe with the Arrow C-stream interface
    (polars, pandas, pyarrow, DuckDB relations), or a mapping of column names to arrays. The other
    arguments name its columns; ``duration`` is a column name or one number for all.

    Moments are whole numbers, dates or timestamps. Dates count days and timestamps microseconds since 1970,
    unless ``unit`` ("D", "h", "m", "s", "ms", "us") says otherwise; a timestamp that is no whole ``unit`` is
    an error. A missing date is an error, or drops the tie (``missing="drop"``), or leaves that side open
    (``missing="open"``: in force since before, or until after, everything). A missing actor is an error, or
    drops the tie. Rows may come in any order; ties of one moment keep theirs. Duplicates are kept.

    Text is separated by commas, semicolons or tabs, in UTF-8, UTF-16 or Latin-1, and names its columns in the
    first line; where that holds no names, ask for ``column0``, ``column1`` …. In text, dates are ISO dates
    (2003-01-31), times without a zone are UTC, and NA, null or none in a column of dates is a missing one.
    Actors are whole numbers where all cells of both columns are, as printed (007 is text).

    Raises NetworkError for an unknown column, a value that fits none of this, an end before its start (with
    the row: in text the header is row 1, in Parquet rows count from 1, in memory from 0), an actor that
    ``actors`` does not name, or a file that cannot be read.

    >>> from_table({"source": ["a", "b"], "target": ["b", "c"], "start": [1979, 1980]})
    EventNetwork(3 actors, 2 ties, 1979 to 1980, directed)
    """
    if missing not in ("error", "drop", "open"):
        raise NetworkError(f"missing is {missing!r}; write 'error', 'drop' or 'open'")
    if unit is not None and unit not in MICROSECONDS:
        raise NetworkError(f"unit is {unit!r}; write one of {', '.join(MICROSECONDS)}")
    if not isinstance(duration, (str, int, np.integer)):
        raise NetworkError(f"duration is {duration!r}; give a whole number, or the name of a column")
    dates = [start, *([end] if end else []), *([duration] if isinstance(duration, str) else [])]
    table = _Table(data, memory_limit, [source, target], dates, attributes)
    try:
        table.require([source, target, *dates, *attributes])
        table.drop_missing([source, target], missing, "actor")
        table.drop_missing([start, *([end] if end else [])], missing, "date")
        if isinstance(duration, str):
            table.drop_missing([duration], "drop" if missing == "drop" else "error", "duration")
        first, own = table.moments(start, unit, OPEN_START if missing == "open" else None)
        last = first
        if end is not None:
            last, other = table.moments(end, unit, OPEN_END if missing == "open" else None)
            table.refuse_unlike(start, own, end, other)
        labels, sources, targets = table.actors(source, target, actors)
        takes = (
            table.moments(duration, None, None)[0]
            if isinstance(duration, str)
            else np.broadcast_to(np.int64(duration), first.shape)
        )
        extra = {name: table.column(name) for name in attributes}
    finally:
        table.close()
    ties = in_order(Ties(sources, targets, first, last, takes, extra))
    return EventNetwork(*ties[:5], labels, directed, ties.attributes, own)


class _Table:
    """A table inside a DuckDB connection of its own, read column by column in the order of its rows."""

    def __init__(
        self,
        data: Any,
        memory_limit: str | None,
        actors: Sequence[str],
        dates: Sequence[str],
        attributes: Sequence[str],
    ) -> None:
        self.connection = _duckdb().connect()
        self.connection.execute("SET preserve_insertion_order = true")
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute("SET TimeZone = 'UTC'")
        if memory_limit is not None:
            self.connection.execute("SET memory_limit = ?", [memory_limit])
        self.where, self.place, self.first_row = "", "", 0
        self.name = self._opened(data, actors, dates, attributes)
        described = self.ask(f"DESCRIBE SELECT * FROM {self.name}", "cannot read the table")
        self.types = {row[0]: row[1] for row in described.fetchall()}

    def _opened(
        self, data: Any, actors: Sequence[str], dates: Sequence[str], attributes: Sequence[str]
    ) -> str:
        if isinstance(data, (str, PathLike)):
            path = fspath(data)
            self.place = f"{path}: "
            if _is_parquet(path):
                self.first_row = 1
                return f"read_parquet({_string(path)})"
            try:
                file = look_at(path, [*actors, *dates, *attributes])
            except NetworkError as error:
                raise NetworkError(f"{self.place}{error}") from error
            self.first_row = 1 + file.header
            self._take_in(file, actors, dates)
            return "ties"
        days: list[str] = []
        if isinstance(data, Mapping):
            data = {name: _plain(name, column, days) for name, column in data.items()}
            if len({len(column) for column in data.values()}) > 1:
                sizes = ", ".join(f"{name!r} {len(column)}" for name, column in data.items())
                raise NetworkError(f"columns have unequal lengths: {sizes}; one entry per tie")
        elif not hasattr(data, "__arrow_c_stream__"):
            kind = type(data).__name__
            raise NetworkError(
                f"cannot read a table from {kind}; give a file, a mapping of arrays, or a dataframe with the "
                "Arrow C-stream interface"
            )
        else:
            data = _Stream(data)
        try:
            self.connection.register("given", data)
        except Exception as error:
            raise NetworkError(f"the dataframe cannot be read: {error}") from error
        # A stream can be read once only; a table in the connection, as often as it takes.
        counted = [
            f"(DATE '1970-01-01' + nullif({_quoted(name)}, {_NAT})::INTEGER)::DATE AS {_quoted(name)}"
            for name in days
        ]
        replaced = f" REPLACE ({', '.join(counted)})" if counted else ""
        self.ask(f"CREATE TEMP TABLE ties AS SELECT *{replaced} FROM given", "cannot read the columns")
        return "ties"

    def _take_in(self, file: TextFile, actors: Sequence[str], dates: Sequence[str]) -> None:
        """Text is parsed once; DuckDB keeps what does not fit into memory on disk."""
        as_text = list(dict.fromkeys([*actors, *dates]))
        absent = ", ".join(map(_string, MISSING))
        cells = {name: f"nullif(trim({_quoted(name)}), '')" for name in actors}
        cells |= {
            name: f"CASE WHEN lower(trim({_quoted(name)})) NOT IN ({absent}) THEN trim({_quoted(name)}) END"
            for name in dates
        }
        kept = ", ".join(f"{cell} AS {_quoted(name)}" for name, cell in cells.items())
        query = f"CREATE TEMP TABLE ties AS SELECT * REPLACE ({kept}) FROM "
        trouble = "cannot read the file"
        try:
            self.ask(query + file.reader(as_text), trouble)
        except NetworkError as error:
            coded = "unicode" in str(error) or "utf-8" in str(error)
            encoding = "latin-1" if coded and file.encoding == "utf-8" else file.encoding
            if not coded:
                # Sniffing fails without saying where; reading all as text says in which line.
                self.ask(f"SELECT count(*) FROM {file.reader((), plain=True)}", trouble)
            self.ask(query + file.reader(as_text, encoding=encoding), trouble)
        if all(self._throughout(f"regexp_full_match({_quoted(name)}, '{WHOLE}')", name) for name in actors):
            for name in actors:
                self.ask(f"ALTER TABLE ties ALTER {_quoted(name)} TYPE BIGINT", trouble)
        for name in dates:
            for kind, fits, value in moment_types(_quoted(name)):
                if self._throughout(f"{fits} AND {value} IS NOT NULL", name):
                    self.ask(f"ALTER TABLE ties ALTER {_quoted(name)} TYPE {kind} USING {value}", trouble)
                    break

    def _throughout(self, condition: str, name: str) -> bool:
        """Whether a condition holds for every cell of a column of the text that is not missing."""
        query = f"SELECT count({_quoted(name)}) > 0 AND coalesce(bool_and({condition}), true) FROM ties"
        found = self.ask(f"{query} WHERE {_quoted(name)} IS NOT NULL", "cannot read the cells").fetchone()
        return bool(found[0])

    def ask(self, query: str, trouble: str, values: Sequence[object] = ()) -> Any:
        """Run a query; what DuckDB says against it becomes a NetworkError."""
        try:
            return self.connection.execute(query, list(values))
        except _duckdb().Error as error:
            lines = str(error).splitlines()
            # The first line of a CSV error tells the row, the next ones what is in it and what was expected.
            kept = lines[:3] if "CSV Error" in lines[0] else lines[:1]
            raise NetworkError(f"{self.place}{trouble}: {' '.join(kept)}") from error

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def rows(self) -> int:
        """How many rows are kept."""
        return int(self.ask(f"SELECT count(*) FROM {self.name}{self.where}", "cannot count").fetchone()[0])

    def require(self, names: Sequence[str]) -> None:
        """Every named column must be there."""
        for name in names:
            if name not in self.types:
                close = get_close_matches(name, self.types, n=1, cutoff=0.75)
                hint = (
                    f"did you mean {close[0]!r}?" if close else f"it has {', '.join(map(repr, self.types))}"
                )
                raise NetworkError(f"{self.place}the table has no column {name!r}; {hint}")

    def drop_missing(self, names: Sequence[str], missing: Missing, what: str) -> None:
        """Leave out, or refuse, rows in which one of the columns is missing (NaN counts as missing)."""
        absent = " OR ".join(self._absent(name) for name in names)
        if missing == "drop":
            self.where = f"{self.where or ' WHERE'}{' AND' if self.where else ''} NOT ({absent})"
        elif missing == "error" or what == "actor":
            hint = ", or count that side as open (missing='open', --missing open)" if what == "date" else ""
            reason = (
                f"the {what} is missing; mend it, leave such ties out (missing='drop', --missing drop){hint}"
            )
            self.refuse(absent, reason, names)

    def _absent(self, name: str) -> str:
        nan = f" OR isnan({_quoted(name)})" if self.types[name] in ("FLOAT", "DOUBLE") else ""
        return f"({_quoted(name)} IS NULL{nan})"

    def refuse(self, condition: str, reason: str, names: Sequence[str]) -> None:
        """NetworkError naming the first row for which a condition holds."""
        count = self.ask(f"SELECT count(*) FROM {self.name}{self._and(condition)}", reason).fetchone()[0]
        if not count:
            return
        shown = ", ".join(_quoted(name) for name in names)
        numbered = f"SELECT row_number() OVER () - 1 + {self.first_row} AS r, * FROM {self.name}"
        row = self.ask(
            f"SELECT r, {shown} FROM ({numbered}){self._and(condition)} ORDER BY r LIMIT 1", reason
        )
        place, *values = row.fetchone()
        held = ", ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
        others = f", as in {count - 1} other rows" if count > 1 else ""
        raise NetworkError(f"{self.place}row {place} ({held}): {reason}{others}")

    def refuse_unlike(self, start: str, own: str | None, end: str, other: str | None) -> None:
        """Starts and ends must be of one kind, and no end before its start."""
        if own != other:
            raise NetworkError(
                f"{self.place}{start!r} holds {self.types[start]} and {end!r} {self.types[end]}: write both as "
                "whole numbers, both as dates or both as times (or, for dates and times, say the unit)"
            )
        temporal = [not self._numbers(name) for name in (start, end)]
        if temporal[0] == temporal[1]:
            self.refuse(f"{_quoted(end)} < {_quoted(start)}", "the end is before the start", [start, end])

    def _numbers(self, name: str) -> bool:
        return not self.types[name].startswith(("DATE", "TIMESTAMP"))

    def _and(self, condition: str) -> str:
        return f"{self.where} AND ({condition})" if self.where else f" WHERE {condition}"

    def column(self, name: str, expression: str | None = None) -> NDArray[Any]:
        """One column as an array; of objects, with None, where an attribute is missing."""
        query = f"SELECT {expression or _quoted(name)} AS c FROM {self.name}{self.where}"
        found = self.ask(query, f"cannot read {name!r}").fetchnumpy()["c"]
        if not isinstance(found, np.ma.MaskedArray):
            return np.asarray(found)
        return np.array(found.tolist(), object) if found.mask.any() else found.data

    def moments(
        self, name: str, unit: str | None, open_side: int | None
    ) -> tuple[NDArray[np.int64], str | None]:
        """One column of moments as int64, checked, and its unit of time."""
        kind, quoted = self.types[name], _quoted(name)
        limit = f"abs({quoted}::HUGEINT) > {TIME_LIMIT}"
        if kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"):
            expression = f"{quoted}::BIGINT"
            if kind == "BIGINT":
                self.refuse(limit, "a moment is beyond ±2**61: choose a coarser unit", [name])
        elif kind in ("UBIGINT", "HUGEINT", "UHUGEINT"):
            self.refuse(limit, "a moment is beyond ±2**61: choose a coarser unit", [name])
            expression = f"{quoted}::BIGINT"
        elif kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL"):
            number = f"{quoted}::DOUBLE"
            self.refuse(
                f"isinf({number}) OR (NOT isnan({number}) AND {number} <> floor({number}))",
                "a moment is not a whole number: choose a finer unit", [name],
            )  # fmt: skip
            self.refuse(
                f"NOT isnan({number}) AND abs({number}) > {TIME_LIMIT}", "a moment is beyond ±2**61", [name]
            )
            expression = f"CASE WHEN isnan({number}) THEN NULL ELSE {quoted}::BIGINT END"
        elif kind == "DATE":
            unit = unit or "D"
            expression = f"({quoted} - DATE '1970-01-01')::BIGINT * {MICROSECONDS['D'] // MICROSECONDS[unit]}"
        elif kind.startswith("TIMESTAMP"):
            unit = unit or "us"
            if kind == "TIMESTAMP_NS":
                self.refuse(f"epoch_ns({quoted}) % 1000 <> 0", "finer than a microsecond", [name])
            micro = f"epoch_us({quoted})"
            self.refuse(f"{micro} % {MICROSECONDS[unit]} <> 0", f"a moment is no whole {unit!r}", [name])
            expression = f"({micro} // {MICROSECONDS[unit]})"
        elif not self.rows():
            expression = "0::BIGINT"  # a text file without rows tells no type
        else:
            if kind == "VARCHAR":
                self.refuse(
                    self._unlike_first(name),
                    "moments are whole numbers, dates or timestamps, all of one kind (dates as 2003-01-31)",
                    [name],
                )
            raise NetworkError(
                f"{self.place}column {name!r} holds {kind}; moments are whole numbers, dates or timestamps "
                "(in CSV, dates are recognised as 2003-01-31)"
            )
        if open_side is not None:
            expression = f"coalesce({expression}, {open_side})"
        return self.column(name, expression).astype(np.int64, copy=False), unit

    def _unlike_first(self, name: str) -> str:
        """What no moment is, or is not of the kind of the first: the condition for a cell to be blamed."""
        kinds = [f"({fits} AND {value} IS NOT NULL)" for _, fits, value in moment_types(_quoted(name))]
        for kind in kinds:
            first = f"SELECT {kind} FROM {self.name}{self._and(f'{_quoted(name)} IS NOT NULL')} LIMIT 1"
            if self.ask(first, "cannot read the cells").fetchone()[0]:
                return f"NOT {kind}"
        return f"NOT ({' OR '.join(kinds)})"

    def actors(
        self, source: str, target: str, declared: Iterable[Actor] | None
    ) -> tuple[tuple[Actor, ...] | range, NDArray[np.int32], NDArray[np.int32]]:
        """Number the actors of both columns; text is numbered by DuckDB, so that no label is made twice."""
        kinds = {self.types[source], self.types[target]}
        whole = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
        if kinds <= whole:
            return _numbered(self.column(source), self.column(target), declared)
        text = ("VARCHAR", "ENUM", '"NULL"')  # a column without any value has no type of its own
        if not all(kind.startswith(text) for kind in kinds):
            if not self.rows():
                return (
                    (() if declared is None else tuple(declared)),
                    np.zeros(0, np.int32),
                    np.zeros(0, np.int32),
                )
            raise NetworkError(
                f"{source!r} holds {self.types[source]} and {target!r} {self.types[target]}; "
                "actors are all text or all whole numbers"
            )
        either = " UNION ".join(
            f"SELECT {_quoted(name)}::VARCHAR AS label FROM {self.name}{self.where}"
            for name in (source, target)
        )
        self.ask(
            f"CREATE TEMP TABLE labels AS SELECT label FROM ({either}) ORDER BY label",
            "cannot read the actors",
        )
        found = [row[0] for row in self.ask("SELECT label FROM labels ORDER BY label", "actors").fetchall()]
        labels = tuple(found) if declared is None else tuple(declared)
        if not found:
            return labels, np.zeros(0, np.int32), np.zeros(0, np.int32)
        codes = self._hashed(source, target) if self.rows() >= MANY else None
        if codes is None:
            self.ask("CREATE TYPE actor AS ENUM (SELECT label FROM labels ORDER BY label)", "actors")
            codes = [
                self.column(name, f"enum_code({_quoted(name)}::VARCHAR::actor)::INTEGER")
                for name in (source, target)
            ]
        if declared is not None:
            place = {label: k for k, label in enumerate(labels)}
            for label in found:
                if label not in place:
                    close = get_close_matches(label, [str(x) for x in labels], n=1)
                    hint = f"; did you mean {close[0]!r}?" if close else ""
                    raise NetworkError(f"a tie names {label!r}, which actors does not{hint}")
            where = np.array([place[label] for label in found], np.int32)
            codes = [where[code] for code in codes]
        return labels, codes[0], codes[1]

    def _hashed(self, source: str, target: str) -> list[NDArray[np.int32]] | None:
        """Both columns numbered through 64-bit hashes: six times quicker. None if two labels share a hash."""
        from interlocal.network import table_kernels as kernels

        found = self.ask("SELECT hash(label) AS c FROM labels ORDER BY label", "actors").fetchnumpy()["c"]
        hashes = np.asarray(found, np.uint64)
        slots = np.full(1 << (4 * len(hashes)).bit_length(), -1, np.int32)
        if not kernels.hash_slots(hashes, slots):
            return None
        codes = []
        for name in (source, target):
            rows = self.column(name, f"hash({_quoted(name)}::VARCHAR)")
            codes.append(np.empty(len(rows), np.int32))
            kernels.places_of(rows, hashes, slots, codes[-1])
        return codes


def _numbered(
    source: NDArray[Any], target: NDArray[Any], declared: Iterable[Actor] | None
) -> tuple[tuple[Actor, ...] | range, NDArray[np.int32], NDArray[np.int32]]:
    """Number whole-number labels. When they fill a small range, by a table of that range instead of
    sorting.
    """
    if declared is not None or source.size == 0:
        return positions(source, target, declared)
    low = min(int(source.min()), int(target.min()))
    high = max(int(source.max()), int(target.max()))
    if high - low > 4 * source.size + 1_000_000:
        return positions(source, target, None)
    present = np.zeros(high - low + 1, np.bool_)
    present[source - low] = True
    present[target - low] = True
    if present.all() and low == 0:
        return range(high + 1), source.astype(np.int32), target.astype(np.int32)
    place = np.cumsum(present, dtype=np.int32) - np.int32(1)
    labels = tuple((np.flatnonzero(present) + low).tolist())
    return labels, place[source - low], place[target - low]


class _Stream:
    """A dataframe as nothing but its Arrow stream: other ways in depend on the library and its connection."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.data.__arrow_c_stream__()


def _plain(name: str, column: ArrayLike, days: list[str]) -> NDArray[Any]:
    """An array DuckDB can scan; what it cannot is refused here. Names of columns of days are added to `days`."""
    values = np.asarray(column)
    if values.ndim != 1:
        raise NetworkError(f"column {name!r} has {values.ndim} dimensions; give one entry per tie")
    if values.dtype.kind == "M":
        unit = np.datetime_data(values.dtype)[0]
        if unit in ("Y", "M", "W"):
            raise NetworkError(f"column {name!r} counts in {unit!r}; give days, or years as whole numbers")
        if unit == "D":
            days.append(name)
            return values.astype(np.int64)
        return values.astype("datetime64[s]") if unit in ("h", "m") else values
    return values.astype(object) if values.dtype.kind == "U" else values


def _is_parquet(path: str) -> bool:
    """Whether a file is Parquet rather than text, by its ending; that it is there is looked up too."""
    if not any(mark in path for mark in "*?[") and not Path(path).is_file():
        raise NetworkError(f"no file {path!r}" + (": it is a folder" if Path(path).is_dir() else ""))
    suffix = Path(path[:-3] if path.lower().endswith(".gz") else path).suffix.lower()
    if suffix not in (".parquet", ".pq", ".csv", ".tsv", ".tab", ".txt"):
        raise NetworkError(
            f"cannot tell the format of {path!r} by its ending; use .parquet, .csv, .tsv or .csv.gz"
        )
    return suffix in (".parquet", ".pq")


def _string(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise NetworkError('reading tables needs DuckDB: pip install "interlocal[events]"') from error
    return duckdb
