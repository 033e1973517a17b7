"""Three plain charts that several figures share: values with intervals, curves, and shares of a whole.

Nothing rests on colour alone: rows carry their names, curves their names and dashes, shares their
numbers and a hatching. What has no value is written, never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from interlocal.provenance import Estimate
from interlocal.report import palette, svg

__all__ = [
    "Curve",
    "Row",
    "Scale",
    "Slice",
    "curves",
    "dot",
    "figures",
    "intervals",
    "said",
    "shares",
    "swatch",
]

WIDTH = 1120.0
SIZE, SMALL, LEADING = 12.0, 11.0, 14.0
COLOURS = (palette.AGREEMENT, palette.CLAIM, palette.AUTHORITY, palette.MONEY, palette.MUTED)
DASHES = ("", "7 4", "2 3", "10 3 2 3", "1 4")
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon")


@dataclass(frozen=True)
class Scale:
    """A horizontal scale in the data's unit, with the ticks that it shows and what they are called."""

    low: float
    high: float
    ticks: tuple[float, ...]
    names: tuple[str, ...] = ()
    title: str = ""

    def at(self, value: float, left: float, right: float) -> float:
        """The place of a value, held within the scale."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return left + min(max(share, 0.0), 1.0) * (right - left)


@dataclass(frozen=True)
class Row:
    """A line of a chart of intervals: a name, one or more estimates in it, and words at its end.

    A row without estimates is a heading. `series` gives for each estimate the number of its mark.
    """

    name: str
    estimates: tuple[Estimate | None, ...] = ()
    words: str = ""
    series: tuple[int, ...] = ()
    bold: bool = False
    absent: str = "not known"
    """What stands where an estimate has no value."""


def figures(value: float, digits: int = 2) -> str:
    """A number as it is written in a figure: no minus before zero.

    >>> figures(-0.001), figures(0.256, 1)
    ('0.00', '0.3')
    """
    shown = f"{value:.{digits}f}"
    return shown.lstrip("-") if float(shown) == 0 else shown


def said(estimate: Estimate | None, digits: int = 2) -> str:
    """An estimate in words: its value and interval, or that it is not known.

    >>> said(Estimate(value=0.5, interval=(0.4, 0.6))), said(None)
    ('0.50 (0.40 to 0.60)', 'not known')
    """
    if estimate is None or estimate.value is None:
        return "not known"
    shown = figures(estimate.value, digits)
    if estimate.interval is None:
        return shown
    low, high = ("…" if end is None else figures(end, digits) for end in estimate.interval)
    return shown if low == high == shown else f"{shown} ({low} to {high})"


def intervals(
    id: str,
    title: str,
    rows: Sequence[Row],
    scale: Scale,
    *,
    left: float = 330.0,
    right: float = 860.0,
    references: Sequence[tuple[float, str]] = (),
) -> Markup:
    """Draw each row's values as marks on lines that span their intervals, the words beside them."""
    body, y = [], 34.0
    top = y
    for row in rows:
        lines = svg.wrap(row.name, left - 24, SIZE, bold=row.bold or not row.estimates)
        words = svg.wrap(row.words, WIDTH - right - 26, SMALL) if row.words else []
        lane = 13.0
        tall = max(LEADING * len(lines), LEADING * len(words), lane * max(len(row.estimates), 1)) + 9
        middle = y + tall / 2
        body += _row(row, lines, words, middle, y, left, right, scale, lane)
        y += tall
    axis = _axis(scale, left, right, top, y, references)
    sentence = "; ".join(
        f"{row.name}: {', '.join(said(one) for one in row.estimates)}" for row in rows if row.estimates
    )
    return svg.drawing(f"{id}-drawing", WIDTH, y + 12, title, sentence or title, *axis, *body)


def _row(
    row: Row,
    lines: Sequence[str],
    words: Sequence[str],
    middle: float,
    y: float,
    left: float,
    right: float,
    scale: Scale,
    lane: float,
) -> list[Markup]:
    head = not row.estimates
    start = middle - LEADING * (len(lines) - 1) / 2 + 4
    weight = 600 if row.bold or head else None
    body = [
        svg.label(
            0 if head else 12, start, lines, SIZE, LEADING / SIZE, font_weight=weight, fill=palette.INK
        ),
        svg.element("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=palette.LINE, stroke_width=0.7),
    ]
    if row.estimates and not any(one is not None and one.value is not None for one in row.estimates):
        body.append(svg.text(left, middle + 4, row.absent, SMALL, fill=palette.MUTED))
        known: tuple[Estimate | None, ...] = ()
    else:
        known = row.estimates
    for n, estimate in enumerate(known):
        mark = row.series[n] if n < len(row.series) else n
        at = middle + (n - (len(row.estimates) - 1) / 2) * lane
        body += _mark(estimate, at, mark, left, right, scale, row.absent)
    if words:
        start = middle - LEADING * (len(words) - 1) / 2 + 4
        body.append(svg.label(right + 22, start, words, SMALL, LEADING / SMALL, fill=palette.MUTED))
    return body


def _mark(
    estimate: Estimate | None,
    y: float,
    series: int,
    left: float,
    right: float,
    scale: Scale,
    absent: str,
) -> list[Markup]:
    if estimate is None or estimate.value is None:
        return [svg.text(left, y + 4, absent, SMALL, fill=palette.MUTED)]
    colour = COLOURS[series % len(COLOURS)]
    body = []
    if estimate.interval is not None:
        low, high = estimate.interval
        x1 = scale.at(scale.low if low is None else low, left, right)
        x2 = scale.at(scale.high if high is None else high, left, right)
        body.append(svg.element("line", x1=x1, x2=x2, y1=y, y2=y, stroke=colour, stroke_width=2.4))
    shape = SHAPES[series % len(SHAPES)]
    x = scale.at(estimate.value, left, right)
    return [*body, svg.mark(shape, x, y, 5.2, fill=colour, stroke="#FFFFFF", stroke_width=1)]


def _axis(
    scale: Scale,
    left: float,
    right: float,
    top: float,
    bottom: float,
    references: Sequence[tuple[float, str]],
) -> list[Markup]:
    body = []
    for k, tick in enumerate(scale.ticks):
        x = scale.at(tick, left, right)
        name = scale.names[k] if k < len(scale.names) else f"{tick:g}"
        body.append(svg.element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=palette.LINE))
        body.append(svg.text(x, top - 6, name, SMALL, text_anchor="middle", fill=palette.MUTED))
    if scale.title:
        body.append(svg.text(left, 12, scale.title, SMALL, fill=palette.MUTED))
    for value, name in references:
        x = scale.at(value, left, right)
        body.append(
            svg.element(
                "line",
                x1=x,
                x2=x,
                y1=top,
                y2=bottom,
                stroke=palette.INK,
                stroke_width=1.2,
                stroke_dasharray="3 3",
            )
        )
        if name:
            body.append(svg.text(right, 12, name, SMALL, text_anchor="end", fill=palette.INK))
    return body


@dataclass(frozen=True)
class Curve:
    """A named curve: points (x, estimate); `steps` holds a value until the next point."""

    name: str
    points: tuple[tuple[float, Estimate], ...]
    steps: bool = False


def curves(
    id: str,
    title: str,
    lines: Sequence[Curve],
    across: Scale,
    up: Scale,
    *,
    height: float = 300.0,
    references: Sequence[tuple[float, str]] = (),
    heading: str = "",
) -> Markup:
    """Draw curves with their intervals as bands; names stand at their right ends, references across."""
    said_above = svg.wrap(heading, WIDTH - 20, SIZE + 1, bold=True) if heading else []
    down = 18.0 * len(said_above)
    height += down
    left, right, top, bottom = 64.0, 800.0, 34.0 + down, height - 44
    body = _frame(across, up, left, right, top, bottom)
    if said_above:
        body.append(svg.label(0, 14, said_above, SIZE + 1, 1.2, font_weight=600, fill=palette.INK))
    over: list[Markup] = []
    for value, name in references:
        y = up.at(value, bottom, top)
        line = svg.element(
            "line", x1=left, x2=right, y1=y, y2=y, stroke=palette.INK, stroke_width=1, stroke_dasharray="3 3"
        )
        halo = {"paint_order": "stroke", "stroke": "#FFFFFF", "stroke_width": 3}
        over += [line, svg.text(left + 6, y - 4, name, SMALL, fill=palette.INK, **halo)]
    ends: list[tuple[float, int]] = []
    for k, curve in enumerate(lines):
        known = [(x, one) for x, one in curve.points if one.value is not None]
        if known:
            places = [(across.at(x, left, right), one) for x, one in known]
            body += _curve(places, curve.steps, up, top, bottom, k)
            ends.append((up.at(known[-1][1].value or 0.0, bottom, top), k))
    body += [*over, *_names(ends, lines, right, top)]
    words = "; ".join(f"{c.name}: " + ", ".join(f"{x:g} → {said(one)}" for x, one in c.points) for c in lines)
    return svg.drawing(f"{id}-drawing", WIDTH, height, title, words, *body)


def _frame(across: Scale, up: Scale, left: float, right: float, top: float, bottom: float) -> list[Markup]:
    body = []
    for k, tick in enumerate(across.ticks):
        x = across.at(tick, left, right)
        name = across.names[k] if k < len(across.names) else f"{tick:g}"
        body.append(svg.element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=palette.LINE))
        body.append(svg.text(x, bottom + 16, name, SMALL, text_anchor="middle", fill=palette.MUTED))
    for k, tick in enumerate(up.ticks):
        y = up.at(tick, bottom, top)
        name = up.names[k] if k < len(up.names) else f"{tick:g}"
        body.append(svg.element("line", x1=left, x2=right, y1=y, y2=y, stroke=palette.LINE))
        body.append(svg.text(left - 8, y + 4, name, SMALL, text_anchor="end", fill=palette.MUTED))
    body.append(svg.text(left, bottom + 36, across.title, SMALL, fill=palette.MUTED))
    body.append(svg.text(0, top - 20, up.title, SMALL, fill=palette.MUTED))
    return body


def _curve(
    places: Sequence[tuple[float, Estimate]], steps: bool, up: Scale, top: float, bottom: float, k: int
) -> list[Markup]:
    colour = COLOURS[k % len(COLOURS)]
    upper, lower, middle = [], [], []
    for x, one in places:
        low, high = one.interval or (one.value, one.value)
        value = one.value or 0.0
        middle.append((x, up.at(value, bottom, top)))
        upper.append((x, up.at(value if high is None else high, bottom, top)))
        lower.append((x, up.at(value if low is None else low, bottom, top)))
    if steps:
        upper, lower, middle = _stepped(upper), _stepped(lower), _stepped(middle)
    band = svg.polygon([*upper, *reversed(lower)], fill=colour, fill_opacity="0.14")
    d = "M" + "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in middle)
    line = svg.element(
        "path",
        d=d,
        fill="none",
        stroke=colour,
        stroke_width=2.2,
        stroke_dasharray=DASHES[k % len(DASHES)] or None,
    )
    dots = []
    if not steps:
        dots = [svg.mark(SHAPES[k % len(SHAPES)], x, y, 4.2, fill=colour) for x, y in middle]
    return [band, line, *dots]


def _stepped(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for x, y in points:
        if found:
            found.append((x, found[-1][1]))
        found.append((x, y))
    return found


def _names(
    ends: Sequence[tuple[float, int]], lines: Sequence[Curve], right: float, top: float
) -> list[Markup]:
    """The names of curves at their ends, pushed apart where they would overlap."""
    body, free = [], top - 4
    for y, k in sorted(ends):
        wrapped = svg.wrap(lines[k].name, WIDTH - right - 40, SMALL)
        at = max(y + 4, free + LEADING)
        free = at + LEADING * (len(wrapped) - 1)
        colour = COLOURS[k % len(COLOURS)]
        dash = DASHES[k % len(DASHES)] or None
        body.append(
            svg.element(
                "line",
                x1=right + 6,
                x2=right + 26,
                y1=at - 4,
                y2=at - 4,
                stroke=colour,
                stroke_width=2.2,
                stroke_dasharray=dash,
            )
        )
        body.append(svg.label(right + 32, at, wrapped, SMALL, LEADING / SMALL, fill=palette.INK))
    return body


@dataclass(frozen=True)
class Slice:
    """A part of a whole: its share (0 to 1) and how it is said; `kind` chooses its filling."""

    share: float
    kind: int
    words: str = ""


FILLS = (
    (palette.AGREEMENT, 0.95, "#FFFFFF"),
    (palette.AGREEMENT, 0.25, palette.INK),
    (palette.CLAIM, 0.85, palette.INK),
    (palette.CLAIM, 0.2, palette.INK),
    (palette.AUTHORITY, 0.9, "#FFFFFF"),
    (palette.OTHER, 0.35, palette.INK),
)
"""Fillings of shares in the order of their kinds, each with its ink: they alternate dark and light."""


def shares(
    id: str,
    title: str,
    rows: Sequence[tuple[str, Sequence[Slice], str]],
    *,
    left: float = 250.0,
    right: float = 900.0,
    widths: Sequence[float] | None = None,
) -> Markup:
    """Draw one bar a row, cut by its shares, each with its words where they fit; words stand at its end.

    `widths` (0 to 1) make a bar as long as its row's part of the whole.
    """
    body, y, tall = [], 8.0, 34.0
    for n, (name, slices, words) in enumerate(rows):
        lines = svg.wrap(name, left - 16, SIZE)[:2]
        start = y + tall / 2 + 4 - LEADING * (len(lines) - 1) / 2
        body.append(svg.label(0, start, lines, SIZE, LEADING / SIZE, fill=palette.INK))
        length = (right - left) * (widths[n] if widths else 1.0)
        x = left
        for one in slices:
            wide = length * one.share
            colour, opacity, ink = FILLS[one.kind % len(FILLS)]
            body.append(
                svg.element(
                    "rect",
                    x=x,
                    y=y + 3,
                    width=wide,
                    height=tall - 6,
                    fill=colour,
                    fill_opacity=opacity,
                    stroke="#FFFFFF",
                )
            )
            # The words where they fit, else their last one, which is the number.
            fitting = (w for w in (one.words, one.words.split(" ")[-1]) if svg.width(w, SMALL) < wide - 6)
            if shown := next(fitting, ""):
                place = (x + wide / 2, y + tall / 2 + 4)
                body.append(svg.text(*place, shown, SMALL, text_anchor="middle", fill=ink))
            x += wide
        if words:
            body.append(svg.text(right + 14, y + tall / 2 + 4, words, SMALL, fill=palette.MUTED))
        y += tall
    sentence = "; ".join(
        f"{name}: {', '.join(s.words for s in slices if s.words)}" for name, slices, _ in rows
    )
    return svg.drawing(f"{id}-drawing", WIDTH, y + 8, title, sentence or title, *body)


def swatch(kind: int) -> Markup:
    """The key's small drawing of a filling."""
    colour, opacity, _ = FILLS[kind % len(FILLS)]
    box = svg.element("rect", x=2, y=2, width=26, height=10, fill=colour, fill_opacity=opacity)
    return svg.element("svg", box, width=30, height=14, viewbox="0 0 30 14", aria_hidden="true")


def dot(series: int) -> Markup:
    """The key's small drawing of a mark on its interval."""
    colour = COLOURS[series % len(COLOURS)]
    line = svg.element("line", x1=2, x2=30, y1=7, y2=7, stroke=colour, stroke_width=2.4)
    shape = svg.mark(SHAPES[series % len(SHAPES)], 16, 7, 5, fill=colour)
    return svg.element("svg", line, shape, width=32, height=14, viewbox="0 0 32 14", aria_hidden="true")
