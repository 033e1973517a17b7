"""How a text file of ties is to be read: its encoding, delimiter and header, and the dates in its cells.

DuckDB could guess all of it. But it skips lines that do not look like the rest, takes 01/02/1979 for one of two
days, and ids for numbers; so what decides about answers is settled here, and a file that does not fit is
refused.
"""

from __future__ import annotations

import codecs
import csv
import glob
import gzip
import io
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from interlocal.errors import NetworkError

__all__ = ["MISSING", "WHOLE", "TextFile", "look_at", "moment_types"]

WHOLE = "-?(0|[1-9][0-9]{0,17})"
"""Labels that are whole numbers and would be written in no other way."""

MISSING = ("", "na", "n/a", "nan", "null", "none")
"""What stands in a cell without a date, whatever its case."""

_LOOKED_AT = 65_536
_COLUMN = re.compile(r"column[0-9]+")
_DATE = "-?[0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}"
_TIME = _DATE + "[T ][0-9]{1,2}:[0-9]{2}[0-9:.]*"
_ZONE = " ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)"


class TextFile(NamedTuple):
    """What was seen at the head of a text file: the names of its columns and how to read it."""

    path: str
    delimiter: str
    columns: tuple[str, ...]
    header: bool
    encoding: str

    def reader(self, text: Sequence[str], *, plain: bool = False, encoding: str | None = None) -> str:
        """The table function that reads it; `text` are columns to be read as they stand, `plain` all."""
        types = {name: "VARCHAR" for name in self.columns if plain or name in text}
        told = "{" + ", ".join(f"{_text(name)}: '{kind}'" for name, kind in types.items()) + "}"
        how = f"auto_detect = false, columns = {told}" if plain else "auto_detect = true, sample_size = -1"
        how += "" if plain or not types else f", types = {told}"
        return (
            f"read_csv({_text(self.path)}, {how}, delim = {_text(self.delimiter)}, quote = '\"', escape = '\"', "
            f"comment = '', header = {str(self.header).lower()}, skip = 0, strict_mode = true, "
            f"null_padding = false, encoding = '{encoding or self.encoding}')"
        )


def look_at(path: str, wanted: Sequence[str]) -> TextFile:
    """Look at the head of a text file (of the first one, where the path is a pattern).

    The delimiter is the comma, semicolon or tab that the first line has most of. The first line names the
    columns, unless all that are wanted are called column0, column1 …: then it is a row like the others. Raises
    NetworkError for a file without any line, for a name that two columns share, and for a sound-looking .gz
    that is none.
    """
    first = path if Path(path).is_file() else next(iter(sorted(glob.glob(path))), path)
    head = _head(first)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    line = re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]
    delimiter = max(",;\t", key=line.count)
    names = [
        name.strip() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    ]
    if not any(names):
        raise NetworkError("the file is empty; its first line names the columns")
    bare = not set(wanted) & set(names) and all(_COLUMN.fullmatch(name) for name in wanted)
    columns = tuple(f"column{k}" for k in range(len(names))) if bare else tuple(names)
    for name in wanted:
        if columns.count(name) > 1:
            raise NetworkError(f"{columns.count(name)} columns are called {name!r}; rename one")
        if name not in columns:
            raise NetworkError(f"the table has no column {name!r}; {_near(name, columns)}")
    return TextFile(path, delimiter, _told_apart(columns), not bare, "utf-16" if wide else "utf-8")


def _head(path: str) -> bytes:
    try:
        if path.lower().endswith(".gz"):
            with gzip.open(path) as packed:
                return packed.read(_LOOKED_AT)
        with Path(path).open("rb") as file:
            return file.read(_LOOKED_AT)
    except (OSError, EOFError) as error:
        raise NetworkError(f"the file cannot be read ({error})") from error


def _near(name: str, columns: Sequence[str]) -> str:
    close = get_close_matches(name, columns, n=1, cutoff=0.75)
    close = close or [one for one in columns if one.casefold() == name.casefold()]
    shown = ", ".join(map(repr, columns[:30])) + (" …" if len(columns) > 30 else "")
    return f"did you mean {close[0]!r}?" if close else f"it has {shown}"


def _told_apart(columns: Sequence[str]) -> tuple[str, ...]:
    """Names of which each occurs once; those that are asked for are not touched."""
    return tuple(
        name if name and columns.index(name) == k else f"{name}_{k}" for k, name in enumerate(columns)
    )


def moment_types(cell: str) -> tuple[tuple[str, str, str], ...]:
    """What cells of one column may be, from the narrowest: type, condition on a cell, and its value, in SQL.

    Dates are ISO dates only: 01/02/1979 is one day here and another there. A decimal comma counts as a point.
    """
    number = f"replace({cell}, ',', '.')"
    utc = f"timezone('UTC', try_cast({cell} AS TIMESTAMPTZ))"
    return (
        ("HUGEINT", f"regexp_full_match({number}, '[+-]?[0-9]+([.]0*)?')", f"try_cast({number} AS HUGEINT)"),
        (
            "DOUBLE",
            f"regexp_full_match({number}, '[+-]?[0-9.]+([eE][+-]?[0-9]+)?')",
            f"try_cast({number} AS DOUBLE)",
        ),
        ("DATE", f"regexp_full_match({cell}, '{_DATE}')", f"try_cast({cell} AS DATE)"),
        ("TIMESTAMP", f"regexp_full_match({cell}, '{_DATE}|{_TIME}')", utc),
        ("TIMESTAMP", f"regexp_full_match({cell}, '{_TIME}{_ZONE}')", utc),
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
