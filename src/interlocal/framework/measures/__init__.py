"""The measures, one a file: each file holds one `MEASURE`."""

from __future__ import annotations

from importlib import import_module

from interlocal.errors import UnknownNameError
from interlocal.framework.measured import Measure

__all__ = ["NAMES", "measure"]

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
