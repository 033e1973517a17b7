"""The measures, one a file: each file holds one `MEASURE`, and `numbers.toml` says what each of its numbers is."""

from __future__ import annotations

import functools
import re
from importlib import import_module
from importlib.resources import files

import msgspec

from interlocal.errors import UnknownNameError
from interlocal.framework.measured import Measure

__all__ = ["NAMES", "Number", "measure", "numbers"]

NAMES = (
    "access",
    "channel",
    "autonomy",
    "transfer",
    "cohesion",
    "brokerage",
    "accountability",
    "verticality",
    "border",
    "impact",
    "adoption",
    "latency",
    "venues",
)
"""M1 to M13, in the order of the method."""


def measure(name: str) -> Measure:
    """A measure by name; `UnknownNameError` with the names there are."""
    if name not in NAMES:
        raise UnknownNameError(f"no measure {name!r}; the measures are {', '.join(NAMES)}")
    found: Measure = import_module(f"interlocal.framework.measures.{name}").MEASURE
    return found


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a number of a measure says: about whom it is told, what it is, its unit, and the bounds of its value.

    In `name`, "{a,b}" stands for each of them and "{year}" for any year. `least` and `most` are None where the
    value has no such bound; `none` says when no value is given.
    """

    name: str
    meaning: str
    about: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    none: str = ""

    def named(self, name: str) -> bool:
        """Whether this describes the number of that name.

        >>> [Number("by_{year}", "").named(one) for one in ("by_1990", "by_and_by")]
        [True, False]
        """
        pattern = re.sub(r"\\{(.*?)\\}", lambda each: f"({each[1].replace(',', '|')})", re.escape(self.name))
        return re.fullmatch(pattern.replace("(year)", r"\d{4}"), name) is not None


@functools.cache
def numbers(name: str) -> tuple[Number, ...]:
    """What the numbers of a measure say, in the order in which it gives them.

    >>> [one.name for one in numbers("latency")][:2]
    ['known', 'age']
    """
    measure(name)
    text = files("interlocal.framework.measures").joinpath("numbers.toml").read_bytes()
    found: dict[str, tuple[Number, ...]] = msgspec.toml.decode(text, type=dict[str, tuple[Number, ...]])
    return found[name]
