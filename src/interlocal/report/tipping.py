"""The tipping curve as a figure: what is left of a loss when others were reported too seldom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from interlocal.inference.tipping import Point, Tipping
from interlocal.report import palette, svg
from interlocal.report.figure import Figure, Table

__all__ = ["tipping_figure"]

W, H, LEFT, RIGHT, TOP, BOTTOM = 620.0, 250.0, 60.0, 24.0, 60.0, 44.0
DASHES = ("", "6 4", "2 3", "8 3 2 3")
Scale = Callable[[float], float]
Panel = tuple[str, float, Sequence[Tipping]]


def tipping_figure(panels: Sequence[Panel], *, id: str = "tipping") -> Figure:
    """Draw one panel a claim: its name, the least loss that counts, and one curve for each variant of unseen ties.

    Across: rho, how many times too seldom ties of others are supposed to be reported. Up: the relative
    loss, its mean over replications with the 5th to 95th percentile as a band. A claim without a curve
    has nothing to draw; without any panel the figure says so.
    """
    title = "How much unseen activity of others would undo the claim?"
    lead = (
        "The loss when those of the claim are gone, if ties of others had been reported rho times too seldom."
    )
    drawn = [panel for panel in panels if panel[2]]
    if not drawn:
        return Figure(
            id, title, lead, absent="No claim here has a loss that unseen ties of others could undo."
        )
    parts = tuple(_panel(f"{id}-{n}", *panel) for n, panel in enumerate(drawn, 1))
    return Figure(id, title, lead, parts, table=_table(drawn))


def _table(panels: Sequence[Panel]) -> Table:
    rows = tuple(
        (name, curve.variant, f"{point.rho:g}", _number(point.mean), _number(point.low), _number(point.high))
        for name, _, curves in panels
        for curve in curves
        for point in curve.points
    )
    return Table(("claim", "unseen ties", "rho", "mean loss", "5 %", "95 %"), rows)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _panel(id: str, name: str, least: float, curves: Sequence[Tipping]) -> Markup:
    known = [point for curve in curves for point in curve.points if point.mean is not None]
    most = max([1.0, *(point.rho for point in known)])
    top = max([least, 0.1, *(point.high or 0.0 for point in known)])

    lines = svg.wrap(name, W - 16, 13, True)
    height = H + 16 * (len(lines) - 1)

    def x(rho: float) -> float:
        return LEFT + (W - LEFT - RIGHT) * (rho - 1) / max(most - 1, 1e-9)

    def y(loss: float) -> float:
        return height - BOTTOM - (H - TOP - BOTTOM) * max(0.0, loss) / top

    body = [svg.label(8, 18, lines, 13, fill=palette.INK, font_weight=700)]
    for rho in sorted({point.rho for point in known}):
        body.append(
            svg.text(x(rho), height - BOTTOM + 18, f"{rho:g}", 11, text_anchor="middle", fill=palette.MUTED)
        )
    for loss in (0.0, top / 2, top):
        body.append(svg.element("line", x1=LEFT, x2=W - RIGHT, y1=y(loss), y2=y(loss), stroke=palette.QUIET))
        body.append(svg.text(LEFT - 8, y(loss) + 4, f"{loss:.2f}", 11, text_anchor="end", fill=palette.MUTED))
    body.append(svg.text(W - RIGHT, height - 6, "rho", 11, text_anchor="end", fill=palette.MUTED))
    body.append(
        svg.element("line", x1=LEFT, x2=W - RIGHT, y1=y(least), y2=y(least), stroke=palette.AGREEMENT)
    )
    body.append(
        svg.text(W - RIGHT, y(least) - 4, f"least: {least:g}", 11, text_anchor="end", fill=palette.MUTED)
    )
    for n, curve in enumerate(curves):
        body += _curve(curve, 34.0 + height - H + 15 * n, n, x, y)
    words = "; ".join(f"{curve.variant}: {curve.said}" for curve in curves)
    return svg.drawing(id, W, height, name, words, *body)


def _curve(curve: Tipping, key: float, n: int, x: Scale, y: Scale) -> list[Markup]:
    points: list[Point] = [point for point in curve.points if point.mean is not None]
    pen = {"stroke": palette.INK, "stroke_width": 2, "stroke_dasharray": DASHES[n % len(DASHES)] or None}
    band = [(x(p.rho), y(p.high or 0.0)) for p in points] + [
        (x(p.rho), y(p.low or 0.0)) for p in reversed(points)
    ]
    line = " ".join(f"{x(p.rho):.1f},{y(p.mean or 0.0):.1f}" for p in points)
    return [
        svg.polygon(band, fill=palette.AGREEMENT, fill_opacity=0.1),
        svg.element("polyline", points=line, fill="none", **pen),
        svg.element("line", x1=LEFT, x2=LEFT + 30, y1=key, y2=key, **pen),
        svg.text(LEFT + 36, key + 4, curve.variant, 11, fill=palette.MUTED),
    ]
