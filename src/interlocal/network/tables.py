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

__all__ = ["from_table"]

Missing: TypeAlias = Literal["error", "drop", "open"]

MANY = 1_000_000
"""Rows from which labels are numbered through their hashes, which needs a compiled kernel."""

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

    ``data`` is a file (``.parquet``, ``.csv``, ``.tsv``, each text form also ``.gz``; a pattern such as
    ``events/*.parquet`` reads several), any dataframe with the Arrow C-stream interface (polars, pandas,
    pyarrow, DuckDB relations), or a mapping of column names to arrays. The other arguments name its columns;
    ``duration`` is a column name or one number for all.

    Moments are whole numbers, dates or timestamps. Dates count days and timestamps microseconds since 1970,
    unless ``unit`` ("D", "h", "m", "s", "ms", "us") says otherwise; a timestamp that is no whole ``unit`` is
    an error. A missing date is an error, or drops the tie (``missing="drop"``), or leaves that side open
    (``missing="open"``: in force since before, or until after, everything). A missing actor is an error, or
    drops the tie. Rows may come in any order; ties of one moment keep theirs. Duplicates are kept.

    Raises NetworkError for an unknown column, a value that fits none of this (with its row), an end before
    its start, an actor that ``actors`` does not name, or a file that cannot be read.

    >>> from_table({"source": ["a", "b"], "target": ["b", "c"], "start": [1979, 1980]})
    EventNetwork(3 actors, 2 ties, 1979 to 1980, directed)
    """
    if missing not in ("error", "drop", "open"):
        raise NetworkError(f"missing is {missing!r}; write 'error', 'drop' or 'open'")
    if unit is not None and unit not in MICROSECONDS:
        raise NetworkError(f"unit is {unit!r}; write one of {', '.join(MICROSECONDS)}")
    if not isinstance(duration, (str, int, np.integer)):
        raise NetworkError(f"duration is {duration!r}; give a whole number, or the name of a column")
    table = _Table(data, memory_limit)
    try:
        wanted = [source, target, start, *([end] if end else []), *attributes]
        if isinstance(duration, str):
            wanted.append(duration)
        table.require(wanted)
        table.drop_missing([source, target], missing, "actor")
        table.drop_missing([start, *([end] if end else [])], missing, "date")
        if isinstance(duration, str):
            table.drop_missing([duration], "drop" if missing == "drop" else "error", "duration")
        first, own = table.moments(start, unit, OPEN_START if missing == "open" else None)
        last = first if end is None else table.moments(end, unit, OPEN_END if missing == "open" else None)[0]
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

    def __init__(self, data: Any, memory_limit: str | None) -> None:
        self.connection = _duckdb().connect()
        self.connection.execute("SET preserve_insertion_order = true")
        self.connection.execute("SET enable_progress_bar = false")
        if memory_limit is not None:
            self.connection.execute("SET memory_limit = ?", [memory_limit])
        self.where = ""
        self.days: set[str] = set()
        self.name = self._opened(data)
        described = self.ask(f"DESCRIBE SELECT * FROM {self.name}", "cannot read the table")
        self.types = {row[0]: row[1] for row in described.fetchall()}

    def _opened(self, data: Any) -> str:
        if isinstance(data, (str, PathLike)):
            reader = _reader(fspath(data))
            if reader.startswith("read_parquet"):
                return reader
            # Text is parsed once; DuckDB keeps what does not fit into memory on disk.
            self.ask(f"CREATE TEMP TABLE ties AS FROM {reader}", "cannot read the file")
            return "ties"
        if isinstance(data, Mapping):
            data = {name: self._plain(name, column) for name, column in data.items()}
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
        self.connection.execute("CREATE TEMP TABLE ties AS SELECT * FROM given")
        return "ties"

    def _plain(self, name: str, column: ArrayLike) -> NDArray[Any]:
        """An array DuckDB can scan; what it cannot is refused here."""
        values = np.asarray(column)
        if values.ndim != 1:
            raise NetworkError(f"column {name!r} has {values.ndim} dimensions; give one entry per tie")
        if values.dtype.kind == "M" and np.datetime_data(values.dtype)[0] not in ("s", "ms", "us", "ns"):
            if np.datetime_data(values.dtype)[0] in ("Y", "M", "W", "D"):
                self.days.add(name)
            plain = values.astype("datetime64[s]")
            if not np.array_equal(plain.astype(values.dtype), values, equal_nan=True):
                raise NetworkError(
                    f"column {name!r} has a date beyond what timestamps hold; give whole numbers"
                )
            return plain
        return values.astype(object) if values.dtype.kind == "U" else values

    def ask(self, query: str, trouble: str, values: Sequence[object] = ()) -> Any:
        """Run a query; what DuckDB says against it becomes a NetworkError."""
        try:
            return self.connection.execute(query, list(values))
        except _duckdb().Error as error:
            lines = str(error).splitlines()
            # The first line of a CSV error tells the row, the next ones what is in it and what was expected.
            kept = lines[:3] if "CSV Error" in lines[0] else lines[:1]
            raise NetworkError(f"{trouble}: {' '.join(kept)}") from error

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
                raise NetworkError(f"the table has no column {name!r}; {hint}")

    def drop_missing(self, names: Sequence[str], missing: Missing, what: str) -> None:
        """Leave out, or refuse, rows in which one of the columns is missing (NaN counts as missing)."""
        absent = " OR ".join(self._absent(name) for name in names)
        if missing == "drop":
            self.where = f"{self.where or ' WHERE'}{' AND' if self.where else ''} NOT ({absent})"
        elif missing == "error" or what == "actor":
            hint = " or pass missing='open'" if what == "date" else ""
            self.refuse(absent, f"the {what} is missing; mend it, pass missing='drop'{hint}", names)

    def _absent(self, name: str) -> str:
        nan = f" OR isnan({_quoted(name)})" if self.types[name] in ("FLOAT", "DOUBLE") else ""
        return f"({_quoted(name)} IS NULL{nan})"

    def refuse(self, condition: str, reason: str, names: Sequence[str]) -> None:
        """NetworkError naming the first row for which a condition holds."""
        count = self.ask(f"SELECT count(*) FROM {self.name}{self._and(condition)}", reason).fetchone()[0]
        if not count:
            return
        shown = ", ".join(_quoted(name) for name in names)
        numbered = f"SELECT row_number() OVER () - 1 AS r, * FROM {self.name}"
        row = self.ask(
            f"SELECT r, {shown} FROM ({numbered}){self._and(condition)} ORDER BY r LIMIT 1", reason
        )
        place, *values = row.fetchone()
        held = ", ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
        others = f", as in {count - 1} other rows" if count > 1 else ""
        raise NetworkError(f"row {place} ({held}): {reason}{others}")

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
            unit = unit or ("D" if name in self.days else "us")
            if kind == "TIMESTAMP_NS":
                self.refuse(f"epoch_ns({quoted}) % 1000 <> 0", "finer than a microsecond", [name])
            micro = f"epoch_us({quoted})"
            self.refuse(f"{micro} % {MICROSECONDS[unit]} <> 0", f"a moment is no whole {unit!r}", [name])
            expression = f"({micro} // {MICROSECONDS[unit]})"
        elif not self.rows():
            expression = "0::BIGINT"  # a text file without rows tells no type
        else:
            if kind == "VARCHAR":
                no_date = f"try_cast({quoted} AS DATE) IS NULL"
                for odd in (f"{no_date} AND try_cast({quoted} AS BIGINT) IS NULL", no_date):
                    self.refuse(
                        odd,
                        "moments are whole numbers, dates or timestamps, all of one kind (dates as 2003-01-31)",
                        [name],
                    )
            raise NetworkError(
                f"column {name!r} holds {kind}; moments are whole numbers, dates or timestamps "
                "(in CSV, dates are recognised as 2003-01-31)"
            )
        if open_side is not None:
            expression = f"coalesce({expression}, {open_side})"
        return self.column(name, expression).astype(np.int64, copy=False), unit

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


def _reader(path: str) -> str:
    """The table function that reads a file, by its ending."""
    quoted = "'" + path.replace("'", "''") + "'"
    plain = path[:-3] if path.endswith(".gz") else path
    suffix = Path(plain).suffix.lower()
    if not any(mark in path for mark in "*?[") and not Path(path).is_file():
        raise NetworkError(f"no file {path!r}")
    if suffix in (".parquet", ".pq"):
        return f"read_parquet({quoted})"
    if suffix in (".csv", ".tsv", ".txt"):
        return f"read_csv({quoted}, auto_detect = true, sample_size = -1)"
    raise NetworkError(
        f"cannot tell the format of {path!r} by its ending; use .parquet, .csv, .tsv or .csv.gz"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise NetworkError('reading tables needs DuckDB: pip install "interlocal[events]"') from error
    return duckdb
