"""Uncertain dates: what a source says about when, in bounds, order and draws.

A date is an ``Edtf``; many become ``Bounds``; the observation ``Window`` bounds what nobody recorded; a
``Chronology`` adds the order that the sources state. Days are counted from 1970-01-01.
"""

from __future__ import annotations

from interlocal.dates.bounds import Bounds, bounds
from interlocal.dates.chronology import Chronology, Order
from interlocal.dates.civil import civil, days, iso
from interlocal.dates.contradiction import Contradiction
from interlocal.dates.drawing import draw, end_of
from interlocal.dates.edtf import Edtf
from interlocal.dates.lags import lag
from interlocal.dates.parts import Part
from interlocal.dates.relations import Answer, after, before, overlaps
from interlocal.dates.window import Window, within
from interlocal.dates.wording import from_wording

__all__ = [
    "Answer",
    "Bounds",
    "Chronology",
    "Contradiction",
    "Edtf",
    "Order",
    "Part",
    "Window",
    "after",
    "before",
    "bounds",
    "civil",
    "days",
    "draw",
    "end_of",
    "from_wording",
    "iso",
    "lag",
    "overlaps",
    "within",
]
