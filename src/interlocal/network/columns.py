"""Columns as people have them, made into the arrays the engine relies on, or refused with the reason.

Used for arrays in memory and for what a dataframe or a file hands over alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import NetworkError

__all__ = [
    "OPEN_END",
    "OPEN_START",
    "TIME_LIMIT",
    "Actor",
    "Ties",
    "in_order",
    "is_constant",
    "moments",
    "positions",
]

Actor: TypeAlias = str | int

TIME_LIMIT = 2**61
"""Moments and durations lie within ±2**61, so that sums of two never overflow 64 bits."""

OPEN_START = -TIME_LIMIT
"""The start of a tie already in force when the record begins."""

OPEN_END = TIME_LIMIT
"""The end of a tie still in force when the record stops."""


class Ties(NamedTuple):
    """The columns of a network, one entry per tie."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    duration: NDArray[np.int64]
    attributes: Mapping[str, NDArray[Any]]


def moments(values: ArrayLike, name: str, unit: str | None) -> tuple[NDArray[np.int64], str | None]:
    """Read a column of moments: whole numbers, or ``datetime64`` counted from 1970 in its own unit.

    Returns the int64 array and the unit of time (given, or the ``datetime64`` one).
    """
    column = np.asarray(values)
    if column.ndim != 1:
        raise NetworkError(f"{name!r} has {column.ndim} dimensions; give one moment per tie")
    if column.size == 0:
        return np.zeros(0, np.int64), unit
    if column.dtype.kind == "M":
        own = np.datetime_data(column.dtype)[0]
        refuse(np.isnat(column), f"{name!r} is missing (NaT); drop the tie, or give OPEN_START or OPEN_END")
        column = column if unit in (None, own) else _in_unit(column, unit or own, name)
        return _limited(column.astype(np.int64), name), unit or own
    if column.dtype.kind == "f":
        refuse(~np.isfinite(column), f"{name!r} is missing or infinite", column)
        refuse(column != np.floor(column), f"{name!r} is not a whole number: choose a finer unit", column)
        refuse(np.abs(column) > float(TIME_LIMIT), f"{name!r} is beyond ±2**61", column)
        return column.astype(np.int64), unit
    if column.dtype.kind == "u":
        refuse(column > np.uint64(TIME_LIMIT), f"{name!r} is beyond ±2**61", column)
        return column.astype(np.int64), unit
    if column.dtype.kind == "i":
        return _limited(column.astype(np.int64), name), unit
    if column.dtype.kind == "O":
        return _from_objects(column, name), unit
    raise NetworkError(f"{name!r} holds {column.dtype}; dates are whole numbers or datetime64")


def _from_objects(column: NDArray[Any], name: str) -> NDArray[np.int64]:
    """Whole numbers kept as Python objects: None and numbers too long for 64 bits end up here."""
    for row, value in enumerate(column):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            raise NetworkError(f"{name!r} in row {row} is {value!r}; dates are whole numbers or datetime64")
        if abs(int(value)) > TIME_LIMIT:
            raise NetworkError(f"{name!r} in row {row} is {value!r}, beyond ±2**61: choose a coarser unit")
    return column.astype(np.int64)


def _in_unit(column: NDArray[Any], unit: str, name: str) -> NDArray[Any]:
    converted = column.astype(f"datetime64[{unit}]")
    refuse(converted != column, f"{name!r} does not fit whole {unit}: choose a finer unit", column)
    return converted


def _limited(column: NDArray[np.int64], name: str) -> NDArray[np.int64]:
    if column.min() < -TIME_LIMIT or column.max() > TIME_LIMIT:
        refuse((column < -TIME_LIMIT) | (column > TIME_LIMIT), f"{name!r} is beyond ±2**61", column)
    return column


def positions(
    source: ArrayLike, target: ArrayLike, actors: Iterable[Actor] | None = None
) -> tuple[tuple[Actor, ...] | range, NDArray[np.int32], NDArray[np.int32]]:
    """Number the actors of two columns of labels: the actors, and both columns as positions among them."""
    columns = [_labels(source, "source"), _labels(target, "target")]
    if len(columns[0]) != len(columns[1]):
        raise NetworkError(f"'source' has {len(columns[0])} entries, 'target' {len(columns[1])}: one per tie")
    if isinstance(actors, range) and actors == range(len(actors)):
        return actors, _within(columns[0], len(actors)), _within(columns[1], len(actors))
    if {c.dtype.kind for c in columns if c.size} == {"U", "i"}:
        raise NetworkError("'source' holds text and 'target' numbers (or the reverse): label actors one way")
    both = np.concatenate(columns) if columns[0].size else np.zeros(0, np.int64)
    found, where = np.unique(both, return_inverse=True)
    if actors is None:
        labels: tuple[Actor, ...] = tuple(found.tolist())
    else:
        labels = tuple(actors)
        where = _among(labels, found)[where]
    if len(labels) >= 2**31 - 1:
        raise NetworkError(f"{len(labels)} actors; a network holds fewer than 2**31 - 1")
    places = where.astype(np.int32)
    return labels, places[: len(columns[0])], places[len(columns[0]) :]


def _among(labels: tuple[Actor, ...], found: NDArray[Any]) -> NDArray[np.int64]:
    """The positions of found labels among the declared ones."""
    place = {label: k for k, label in enumerate(labels)}
    if len(place) != len(labels):
        twice = next(label for k, label in enumerate(labels) if place[label] != k)
        raise NetworkError(f"actors names {twice!r} twice")
    for label in found.tolist():
        if label not in place:
            close = get_close_matches(str(label), [str(x) for x in labels], n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise NetworkError(f"a tie names {label!r}, which actors does not{hint}")
    return np.array([place[label] for label in found.tolist()], np.int64)


def _labels(values: ArrayLike, name: str) -> NDArray[Any]:
    column = np.asarray(values)
    if column.ndim != 1:
        raise NetworkError(f"{name!r} has {column.ndim} dimensions; give one actor per tie")
    if column.size == 0:
        return column.astype(np.int64)
    if column.dtype.kind == "i":
        return column.astype(np.int64, copy=False)
    if column.dtype.kind == "u":
        refuse(column > np.uint64(2**63 - 1), f"{name!r} is beyond 64 bits: label actors with text", column)
        return column.astype(np.int64)
    if column.dtype.kind in "OT":
        for row, label in enumerate(column.tolist()):
            if not isinstance(label, str) and not (isinstance(label, int) and not isinstance(label, bool)):
                raise NetworkError(f"{name!r} in row {row} is {label!r}; actors are text or whole numbers")
        try:
            return np.array(column.tolist())
        except OverflowError as error:
            raise NetworkError(f"{name!r} has a number beyond 64 bits: label actors with text") from error
    if column.dtype.kind == "U":
        return column
    raise NetworkError(f"{name!r} holds {column.dtype}; actors are text or whole numbers")


def _within(column: NDArray[Any], size: int) -> NDArray[np.int32]:
    if column.size and column.dtype.kind not in "iu":
        raise NetworkError("actors is a range, so both columns must hold positions in it")
    refuse((column < 0) | (column >= size), f"an actor is outside 0 to {size - 1}", column)
    return column.astype(np.int32)


def in_order(ties: Ties) -> Ties:
    """Check what the engine relies on and sort by start, keeping the given order within a moment.

    Instants share one array for start and end; that identity is how the engine knows them.
    """
    start, end = ties.start, ties.end
    columns: dict[str, NDArray[Any]] = {
        "source": ties.source, "end": end, "duration": ties.duration, **ties.attributes
    }  # fmt: skip
    for name, column in columns.items():
        if column.shape != start.shape:
            raise NetworkError(f"{name!r} has {column.size} entries, 'start' has {start.size}: one per tie")
    if len(start) >= 2**31 - 1:
        raise NetworkError(f"{len(start)} ties; one network holds fewer than 2**31 - 1: slice it by date")
    if end is not start:
        refuse(end < start, "the end is before the start", end)
        end = start if np.array_equal(start, end) else end
    if len(start):
        refuse(ties.duration < 0, "the duration is negative", ties.duration)
    if is_sorted(start):
        return ties._replace(end=end)
    order = np.argsort(start, kind="stable")
    first = start[order]
    return Ties(
        ties.source[order],
        ties.target[order],
        first,
        first if end is start else end[order],
        ties.duration if is_constant(ties.duration) else ties.duration[order],
        {name: column[order] for name, column in ties.attributes.items()},
    )


def is_sorted(column: NDArray[Any], block: int = 1 << 20) -> bool:
    """Whether a column never decreases; block by block, so that no array of its size is made."""
    return all(
        bool((column[k + 1 : k + block + 1] >= column[k : k + block][: len(column) - k - 1]).all())
        for k in range(0, max(len(column) - 1, 0), block)
    )


def is_constant(column: NDArray[Any]) -> bool:
    """Whether a column is one value repeated without being stored more than once."""
    return column.size > 0 and column.strides == (0,)


def refuse(bad: NDArray[np.bool_], reason: str, values: NDArray[Any] | None = None) -> None:
    """Raise NetworkError naming the first bad row, its value and how many rows share the trouble."""
    if not bad.any():
        return
    row = int(np.argmax(bad))
    value = "" if values is None else f" ({values[row]})"
    count = int(bad.sum())
    others = f", as in {count - 1} other rows" if count > 1 else ""
    raise NetworkError(f"row {row}: {reason}{value}{others}")
