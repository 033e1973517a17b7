"""A time axis and bars whose ends are as fuzzy as the dates: shared by every figure that has time in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from interlocal.report import palette, svg
from interlocal.report.when import Moment, Stretch, year_of

__all__ = ["Axis", "axis_for", "bar", "hatching"]

EXACT = 62
"""An instant known to within this many days is drawn as a mark; a coarser one as a hatched span."""


@dataclass(frozen=True)
class Axis:
    """Days to horizontal places: from `first` to `last` (decimal years) between `left` and `right`."""

    first: float
    last: float
    left: float
    right: float

    def x(self, day: int) -> float:
        """The place of a day, held within the axis."""
        share = (year_of(day) - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self) -> list[int]:
        """Round years, about one for every 90 units of width."""
        span = self.last - self.first
        step = next(
            s for s in (1, 2, 5, 10, 20, 50, 100, 1000, 10**6) if span / s <= (self.right - self.left) / 60
        )
        return [y for y in range(math.ceil(self.first), math.floor(self.last) + 1) if y % step == 0]

    def draw(self, top: float, bottom: float) -> list[Markup]:
        """Year lines with their years above."""
        body = []
        for year in self.ticks():
            x = self.left + (year - self.first) / (self.last - self.first) * (self.right - self.left)
            body.append(svg.element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=palette.LINE))
            body.append(svg.text(x, top - 5, str(year), 11, text_anchor="middle", fill=palette.MUTED))
        return body


def axis_for(moments: list[Moment], left: float, right: float, window: tuple[int, int]) -> Axis:
    """An axis over all known moments, a little wider; the window where none is known."""
    known = [m for m in moments if m.known]
    lo = min((m.lo for m in known if m.lo > window[0]), default=min((m.hi for m in known), default=window[0]))
    hi = max((m.hi for m in known if m.hi < window[1]), default=max((m.lo for m in known), default=window[1]))
    first, last = math.floor(year_of(lo)) - 0.5, math.ceil(year_of(hi)) + 0.5
    return Axis(first, max(last, first + 2), left, right)


def hatching(id: str, colour: str = palette.INK) -> Markup:
    """A pattern for spans of which it is not known where in them the thing lies."""
    line = svg.element("line", x1=0, y1=0, x2=0, y2=5, stroke=colour, stroke_width=2.2)
    return svg.element(
        "defs",
        svg.element(
            "pattern",
            line,
            id=id,
            width=5,
            height=5,
            patternunits="userSpaceOnUse",
            patterntransform="rotate(45)",
        ),
    )


def bar(axis: Axis, when: Stretch, y: float, hatch: str, colour: str = palette.INK, h: float = 8) -> Markup:
    """One record in time.

    A point known well is a diamond; a point known coarsely is a hatched span, for it lies somewhere in
    it. A stretch is solid where it certainly held, and hatched where it may have begun or ended; an
    open end is an arrow, an unknown one a row of dots up to the window.
    """
    parts: list[Markup] = []
    if not when.dated:
        line = svg.element(
            "line", x1=axis.left, x2=axis.right, y1=y, y2=y, stroke=palette.OTHER, stroke_width=1.4,
            stroke_dasharray="1 5", stroke_linecap="round",
        )  # fmt: skip
        middle = (axis.left + axis.right) / 2
        blank = svg.element("rect", x=middle - 26, y=y - 7, width=52, height=14, fill="#FFFFFF")
        return svg.group(
            line, blank, svg.text(middle, y + 4, "undated", 11, text_anchor="middle", fill=palette.MUTED)
        )
    if when.point:
        if when.start.earlier:
            return _not_after(axis.left, axis.x(when.start.hi), y, h, colour)
        if when.start.days <= EXACT:
            x = (axis.x(when.start.lo) + axis.x(when.start.hi)) / 2
            return svg.mark("diamond", x, y, h * 0.62, fill=colour)
        return _hatched(axis.x(when.start.lo), axis.x(when.start.hi), y, h, hatch, colour)
    start_lo, start_hi = axis.x(when.start.lo), axis.x(when.start.hi)
    end_lo, end_hi = axis.x(when.end.lo), axis.x(when.end.hi)
    if not when.start.known:
        parts.append(_dots(start_lo, min(start_hi, end_lo), y))
        start_lo = start_hi = min(start_hi, end_lo)
    if not when.end.known and not when.end.open:
        if when.start.days > EXACT:
            parts.append(_hatched(start_lo, start_hi, y, h, hatch, colour))
        else:
            parts.append(svg.mark("diamond", (start_lo + start_hi) / 2, y, h * 0.62, fill=colour))
        parts.append(_dots(start_hi + 4, end_hi, y))
        parts.append(svg.text(axis.right + 4, y + 4, "?", 11, fill=palette.MUTED))
        return svg.group(*parts)
    if when.start.earlier:
        parts.append(_not_after(axis.left, start_hi, y, h, colour))
        start_lo = start_hi
    if end_hi - start_lo < h and not when.end.open:
        return svg.mark("diamond", (start_lo + end_hi) / 2, y, h * 0.62, fill=colour)
    if start_hi < end_lo:
        parts.append(
            svg.element("rect", x=start_hi, y=y - h / 2, width=end_lo - start_hi, height=h, fill=colour)
        )
        if start_hi - start_lo > 1.5:
            parts.append(_hatched(start_lo, start_hi, y, h, hatch, colour))
        if end_hi - end_lo > 1.5:
            parts.append(_hatched(end_lo, end_hi, y, h, hatch, colour))
    else:
        parts.append(_hatched(start_lo, end_hi, y, h, hatch, colour))
    if when.end.open:
        x = max(end_hi, start_hi)
        parts.append(svg.polygon([(x, y - h * 0.75), (x + 8, y), (x, y + h * 0.75)], fill=colour))
    return svg.group(*parts)


def _not_after(left: float, right: float, y: float, h: float, colour: str) -> Markup:
    stop = svg.element("rect", x=right - 1.5, y=y - h * 0.75, width=2, height=h * 1.5, fill=colour)
    return (
        _dots(left, right - 10, y)
        + stop
        + svg.polygon(
            [(right - 9, y), (right - 1.5, y - h / 2), (right - 1.5, y + h / 2)],
            fill="#FFFFFF",
            stroke=colour,
        )
    )


def _dots(left: float, right: float, y: float) -> Markup:
    return svg.element(
        "line", x1=left, x2=max(right, left), y1=y, y2=y, stroke=palette.OTHER, stroke_width=1.6,
        stroke_dasharray="1 5", stroke_linecap="round",
    )  # fmt: skip


def _hatched(left: float, right: float, y: float, h: float, hatch: str, colour: str) -> Markup:
    return svg.element(
        "rect", x=left, y=y - h / 2, width=max(right - left, 3.0), height=h, fill=f"url(#{hatch})",
        stroke=colour, stroke_width=0.8,
    )  # fmt: skip


def key(hatch: str, colour: str = palette.INK) -> tuple[tuple[Markup, str], ...]:
    """The legend of the bars."""
    rect = svg.element("rect", x=2, y=3, width=30, height=8, fill=colour)
    dots = _dots(2, 32, 7)
    arrow = svg.element("rect", x=2, y=3, width=22, height=8, fill=colour) + svg.polygon(
        [(24, 1), (32, 7), (24, 13)], fill=colour
    )
    marks = (
        (svg.mark("diamond", 17, 7, 5, fill=colour), "dated to within two months"),
        (_hatched(2, 32, 7, 8, hatch, colour), "somewhere in this span"),
        (rect, "certainly in force"),
        (arrow, "still in force when written"),
        (_not_after(2, 30, 7, 8, colour), "not after this"),
        (dots, "end or date unknown"),
    )
    return tuple(
        (svg.element("svg", body, width=36, height=14, viewbox="0 0 36 14", aria_hidden="true"), words)
        for body, words in marks
    )
