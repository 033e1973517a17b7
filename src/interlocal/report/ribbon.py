"""The access ribbon: each route in lanes of level and border, its hops where their dates allow them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from interlocal import dates
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.paths import Paths
from interlocal.network.routes import Hop, Route, Span
from interlocal.report import palette, svg
from interlocal.report.axis import Axis
from interlocal.report.figure import Figure, Table
from interlocal.report.when import year_of

__all__ = ["ribbon"]

WIDTH, LEFT, RIGHT, LANE, SIZE = 1120.0, 190.0, 1000.0, 46.0, 12.0
COLOURS = (palette.AGREEMENT, palette.CLAIM, palette.MONEY, palette.AUTHORITY)
SIDES = ("home", "foreign", "international")
LEVELS = ("society", "affiliated", "local", "state", "international")
MOST = 8
VAGUE = 10 * 365


def ribbon(
    network: CoalitionNetwork, found: Paths, *, id: str = "ribbon", name: str = "", most: int = MOST
) -> Figure:
    """Draw routes found: time to the right, lanes for levels, a bar for the days on which a hop can lie.

    Solid lines are certain routes, dashed ones possible. A bar with an open outline is known only
    to within more than ten years. At most `most` routes are drawn, under
    the title `name`, else the names of both ends. Without a route, the figure says
    what is missing.
    """
    title = name or f"Routes from {_names(network, found.source)} to {_names(network, found.target)}"
    routes = found.routes[:most]
    if not routes:
        return Figure(id, title, "", absent=_absent(network, found))
    lanes = _lanes(network, routes)
    axis = _axis(routes)
    lead = f"{len(found.routes)} minimal routes, {sum(r.certain for r in found.routes)} of them certain. "
    lead += (
        "A bar spans the days on which the hop can lie; an official's step to the organisation takes no time."
    )
    parts = tuple(
        _panel(network, route, n, lanes, axis, f"{id}-{n + 1}", title, bool(name))
        for n, route in enumerate(routes)
    )
    return Figure(id, title, lead, parts, table=_table(network, routes))


def _names(network: CoalitionNetwork, ids: Sequence[str]) -> str:
    names = [network.members[network.positions[one]].name for one in ids[:2]]
    return " and ".join(names) + (f" and {len(ids) - 2} others" if len(ids) > 2 else "")


def _absent(network: CoalitionNetwork, found: Paths) -> str:
    said = "No route."
    if found.missing is not None:
        said += "".join(f" {cut.sentence[:1].upper()}{cut.sentence[1:]}." for cut in found.missing.cuts[:3])
    return said


def _lane(network: CoalitionNetwork, actor: str) -> tuple[str, str]:
    member = network.members[network.positions[actor]]
    return member.side(network.home), member.level


def _lanes(network: CoalitionNetwork, routes: Sequence[Route]) -> list[tuple[str, str]]:
    used = {_lane(network, actor) for route in routes for actor in route.actors}
    return sorted(used, key=lambda lane: (SIDES.index(lane[0]), LEVELS.index(lane[1])))


def _days(span: Span) -> tuple[int, int] | None:
    if span.low is None or span.high is None:
        return None
    low, high = dates.bounds([span.low, span.high]).start_lo.tolist()
    return low, high


def _axis(routes: Sequence[Route]) -> Axis:
    spans = [days for route in routes for hop in route.hops if (days := _days(hop.start))]
    close = [days for days in spans if days[1] - days[0] < VAGUE] or spans or [(0, 0)]
    first, last = min(low for low, _ in close), max(high for _, high in close)
    return Axis(year_of(first) - 0.5, year_of(last) + 0.5, LEFT + 20, RIGHT)


def _panel(
    network: CoalitionNetwork,
    route: Route,
    n: int,
    lanes: list[tuple[str, str]],
    axis: Axis,
    id: str,
    title: str,
    named: bool,
) -> Markup:
    head = svg.wrap(f"{title if named else f'Route {n + 1}'}: {_verdict(route)}", WIDTH - 16, 13, bold=True)
    top, colour = 40.0 + 16 * (len(head) - 1), COLOURS[n % len(COLOURS)]
    bottom = top + LANE * len(lanes)
    rows = {lane: top + LANE * (k + 0.5) for k, lane in enumerate(lanes)}
    body = [
        svg.text(8, 16 + 16 * k, line, 13, font_weight=600, fill=palette.INK) for k, line in enumerate(head)
    ]
    for lane, y in rows.items():
        if lanes.index(lane) % 2 == 0:
            body.append(svg.element("rect", x=0, y=y - LANE / 2, width=WIDTH, height=LANE, fill=palette.TINT))
        words = lane[1] if lane[0] == lane[1] else f"{lane[0]} {lane[1]}"
        body.append(svg.text(8, y + 4, words, SIZE, fill=palette.MUTED))
    body += axis.draw(top, bottom)
    body += _walk(network, route, rows, axis, colour)
    words = ", then ".join(f"{hop.from_} {hop.relation or 'acts for'} {hop.to}" for hop in route.hops)
    return svg.drawing(id, WIDTH, bottom + 10, f"{title}, route {n + 1}", words, *body)


def _verdict(route: Route) -> str:
    said = "certain" if route.certain else "possible"
    if route.p_all is not None and route.p_all.value is not None and route.p_dates is not None:
        said += f", P(dates) {route.p_dates.value:.2f}, P(all) {route.p_all.value:.2f}"
    if route.arrival.low and route.arrival.high:
        said += f", arrives {route.arrival.low} to {route.arrival.high}"
    return said


def _walk(
    network: CoalitionNetwork, route: Route, rows: dict[tuple[str, str], float], axis: Axis, colour: str
) -> list[Markup]:
    first = next(
        (days for hop in route.hops if (days := _days(hop.start)) and days[1] - days[0] < VAGUE), None
    )
    x = LEFT + 20 if first is None else max(LEFT + 20, axis.x(first[0]) - 60)
    y = rows[_lane(network, route.actors[0])]
    body = [_point(network, route.actors[0], x, y, colour)]
    below = False
    for n, hop in enumerate(route.hops):
        new_y, bar = rows[_lane(network, hop.to)], _days(hop.start) if hop.kind == "tie" else None
        new_x, drawn = (x + 14, None) if bar is None else _placed(bar, x, axis)
        if drawn is not None:
            body.append(_bar(drawn, new_y, bar, colour))
        body.append(
            svg.element(
                "line",
                svg.element("title", _said(network, hop)),
                x1=x,
                y1=y,
                x2=new_x,
                y2=new_y,
                stroke=colour,
                stroke_width=2,
                stroke_dasharray=None if route.certain else "6 4",
            )
        )
        after = route.hops[n + 1].to if n + 1 < len(route.hops) else ""
        rises = bool(after) and rows[_lane(network, after)] < new_y
        # Names in one lane take turns above and below it; one from which the route rises stands below.
        below = rises or (new_y == y and not below)
        if hop.from_ != hop.to:
            body.append(_point(network, hop.to, new_x, new_y, colour, below))
        x, y = new_x, new_y
    return body


def _placed(bar: tuple[int, int], x: float, axis: Axis) -> tuple[float, tuple[float, float]]:
    """Where to put the hop: in the middle of its days, but never to the left of the hop before."""
    left, right = axis.x(bar[0]), axis.x(bar[1])
    return max((left + right) / 2, x + 14), (left, max(right, left + 2))


def _bar(place: tuple[float, float], y: float, days: tuple[int, int] | None, colour: str) -> Markup:
    vague = days is not None and days[1] - days[0] >= VAGUE
    return svg.element(
        "rect",
        x=place[0],
        y=y - 9,
        width=place[1] - place[0],
        height=18,
        rx=3,
        fill="none" if vague else colour,
        fill_opacity=0.18,
        stroke=colour,
        stroke_opacity=0.6,
        stroke_dasharray="3 3" if vague else None,
    )


def _point(
    network: CoalitionNetwork, actor: str, x: float, y: float, colour: str, below: bool = False
) -> Markup:
    shape = {"state": "square", "local": "house", "affiliated": "diamond", "international": "hexagon"}
    member = network.members[network.positions[actor]]
    size = svg.width(member.name, SIZE)
    right = x + 12 + size > WIDTH
    return svg.group(
        svg.mark(shape.get(member.level, "circle"), x, y, 5, fill=colour, stroke="#FFFFFF"),
        svg.text(
            x - 10 if right else x + 10,
            y + 20 if below else y - 11,
            member.name,
            SIZE,
            fill=palette.INK,
            text_anchor="end" if right else "start",
            paint_order="stroke",
            stroke="#FFFFFF",
            stroke_width=3,
        ),
    )


def _said(network: CoalitionNetwork, hop: Hop) -> str:
    names = [network.members[network.positions[one]].name for one in (hop.from_, hop.to)]
    if hop.kind != "tie":
        return f"{names[0]} and {names[1]}: one acts for the other ({hop.record})"
    when = " to ".join(day or "unknown" for day in (hop.start.low, hop.start.high))
    back = ", coded from the other side" if hop.reverse else ""
    return f"{names[0]} – {hop.relation} – {names[1]}, {when} ({hop.record}{back})"


def _table(network: CoalitionNetwork, routes: Sequence[Route]) -> Table:
    rows = [
        (
            str(n),
            hop.from_,
            hop.relation or hop.kind,
            hop.to,
            hop.start.low or "",
            hop.start.high or "",
            hop.record,
            ", ".join(hop.passages),
        )
        for n, route in enumerate(routes, 1)
        for hop in route.hops
    ]
    return Table(
        ("route", "from", "relation", "to", "not before", "not after", "record", "passages"), tuple(rows)
    )
