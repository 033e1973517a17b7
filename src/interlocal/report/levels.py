"""The levels × borders figure: rows are levels, columns are states, a tie across a dotted line is transnational.

Labels never overlap by construction: every actor has a slot as wide as its wrapped name, slots stand
side by side in lines, and lines stand one under another in the row of the actor's level. What is left
free is the order within a row, which follows the actors' neighbours (barycentres) to keep ties short.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from interlocal.casebook.records import Tie
from interlocal.report import palette, svg
from interlocal.report.evidence import Evidence, describe, passages_said, when_words
from interlocal.report.figure import Figure, Table
from interlocal.report.reading import FAMILIES, LEVELS, Reading

__all__ = ["LARGEST", "bundles", "levels", "place", "select"]

LARGEST = 40
"""How many actors one drawing holds before the rule of selection tightens."""

WIDTH = 1120.0
LEFT = 104.0
RIGHT = 8.0
TOP = 46.0
SIZE = 11.0
LEADING = 13.0
RADIUS = 5.5
GAP = 12.0
COUNT = 10.0
COLOURS = {**palette.MARKS, "information": palette.MUTED, "other": palette.OTHER}


@dataclass(frozen=True)
class Spot:
    """Where an actor stands, and the box its label fills."""

    actor: str
    x: float
    y: float
    lines: tuple[str, ...]
    box: svg.Box


@dataclass(frozen=True)
class Layout:
    """All spots of a drawing with its columns, rows and height."""

    spots: Mapping[str, Spot]
    columns: tuple[tuple[str, float, float], ...]
    rows: tuple[tuple[str, float, float], ...]
    height: float


def _factual(ties: Sequence[Tie]) -> list[Tie]:
    """Ties that the source reports, plans or disputes; what holds in general or is expected is no event."""
    return [t for t in ties if t.status not in ("general", "expectation") and t.from_ != t.to]


def select(reading: Reading, case: str) -> tuple[tuple[str, ...], int]:
    """The actors to draw, and how many ties they need: the fewest, from two up, that keep the drawing readable.

    A position taken in an episode of the case counts as a tie. An actor without a tie to another drawn
    actor is left out. Small cases keep everyone who has a tie.
    """
    degree = reading.degree(case)
    for least in range(1 if len(degree) <= LARGEST // 2 else 2, max(degree.values(), default=0) + 2):
        kept = {actor for actor, n in degree.items() if n >= least}
        pairs = [{t.from_, t.to} for t in _factual(reading.ties(case)) if {t.from_, t.to} <= kept]
        tied = kept & {actor for pair in pairs for actor in pair}
        if len(tied) <= LARGEST:
            return tuple(sorted(tied)), least
    return (), 0


def _column(reading: Reading, actor: str, columns: Sequence[str]) -> int:
    nations = [n for n in reading.nations(actor) if n]
    if len(nations) == 1 and nations[0] in columns:
        return columns.index(nations[0])
    return columns.index("") if "" in columns else len(columns) - 1


def _columns(reading: Reading, actors: Sequence[str], home: str) -> list[str]:
    """Home in the middle, the most populous others beside it; "" holds several states, none, or the rest."""
    count: dict[str, int] = defaultdict(int)
    for actor in actors:
        nations = reading.nations(actor)
        count[nations[0] if len(nations) == 1 else ""] += 1
    foreign = sorted((n for n in count if n not in (home, "")), key=lambda n: (-count[n], n))
    shown, rest = foreign[:3], foreign[3:]
    columns = [n for i, n in enumerate(shown) if i % 2 == 0][::-1]
    if home and count.get(home):
        columns.append(home)
    columns += [n for i, n in enumerate(shown) if i % 2 == 1]
    if count.get("") or rest or not columns:
        columns.append("")
    return columns


def _slot(reading: Reading, actor: str) -> tuple[tuple[str, ...], float]:
    """The label's lines and the slot's width: three lines where a width up to 180 allows it."""
    name = reading.short(actor)
    lines = [name]
    for limit in (112.0, 132.0, 156.0, 180.0):
        lines = svg.wrap(name, limit, SIZE, bold=True)
        if len(lines) <= 3:
            break
    return tuple(lines), max(*(svg.width(line, SIZE, bold=True) for line in lines), 4 * RADIUS) + GAP


def place(reading: Reading, actors: Sequence[str], ties: Sequence[Tie], home: str) -> Layout:
    """Give every actor a slot: columns as wide as their fullest row asks, rows as high as they need."""
    columns = _columns(reading, actors, home)
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for actor in actors:
        cells[reading.level(actor), _column(reading, actor, columns)].append(actor)
    slots = {actor: _slot(reading, actor) for actor in actors}
    need = [0.0] * len(columns)
    for (_, j), members in cells.items():
        total, widest = sum(slots[a][1] for a in members), max(slots[a][1] for a in members)
        need[j] = max(need[j], widest + 8, total)
    room = WIDTH - LEFT - RIGHT
    floor = [
        max([slots[a][1] + 16 for (_, j2), m in cells.items() if j2 == j for a in m] + [110.0])
        for j in range(len(columns))
    ]
    spare = max(room - sum(floor), 0.0)
    extra = [max(n - f, 1.0) ** 1.5 for n, f in zip(need, floor, strict=True)]
    widths = [f + spare * e / sum(extra) for f, e in zip(floor, extra, strict=True)]
    edges = [LEFT]
    for w in widths:
        edges.append(edges[-1] + w)
    middle = {a: (edges[j] + edges[j + 1]) / 2 for (_, j), m in cells.items() for a in m}
    neighbours: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        if tie.from_ in middle and tie.to in middle and tie.from_ != tie.to:
            neighbours[tie.from_].append(tie.to)
            neighbours[tie.to].append(tie.from_)
    spots: dict[str, Spot] = {}
    rows: list[tuple[str, float, float]] = []
    at = dict(middle)
    for _ in range(6):
        spots, rows, y = {}, [], TOP
        for i, level in enumerate(LEVELS):
            here = {j: cells[i, j] for j in range(len(columns)) if (i, j) in cells}
            if not here:
                continue
            top, bottom = y, y + 44
            for j, members in here.items():
                members.sort(key=lambda a: (_mean([at[b] for b in neighbours[a]], at[a]), a))
                bottom = max(bottom, _pack(members, slots, edges[j], edges[j + 1], top, spots))
            rows.append((level[1], top, bottom))
            y = bottom
        at = {a: s.x for a, s in spots.items()}
    names = tuple((c, edges[j], edges[j + 1]) for j, c in enumerate(columns))
    return Layout(spots, names, tuple(rows), (rows[-1][2] if rows else TOP) + 4)


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _pack(
    members: Sequence[str],
    slots: Mapping[str, tuple[tuple[str, ...], float]],
    left: float,
    right: float,
    top: float,
    spots: dict[str, Spot],
) -> float:
    """Fill the cell line by line, spreading each line evenly; returns the bottom."""
    room, total = right - left - 8, sum(slots[a][1] for a in members)
    count = math.ceil(total / room)
    while True:
        lines = _split(members, slots, room, count)
        if lines is not None:
            break
        count += 1
    y = top + 16
    for k, line in enumerate(lines):
        free = room - sum(slots[a][1] for a in line)
        pad = free / (len(line) + 1)
        # Lines of one cell stand half a slot apart, so that a tie going down passes between names.
        shift = (pad / 2) * (1 if k % 2 else -1) if len(lines) > 1 else 0.0
        x, deepest = left + 4 + pad + shift, 1
        for actor in line:
            text, w = slots[actor]
            centre = x + w / 2
            half = (w - GAP) / 2
            box = (centre - half, y + RADIUS + 2, centre + half, y + RADIUS + 6 + LEADING * len(text))
            spots[actor] = Spot(actor, centre, y, text, box)
            x += w + pad
            deepest = max(deepest, len(text))
        y += RADIUS + 10 + LEADING * deepest + 6
    return y - 4


def _split(
    members: Sequence[str], slots: Mapping[str, tuple[tuple[str, ...], float]], room: float, count: int
) -> list[list[str]] | None:
    """Deal members into lines round robin, so that each line spans the cell from left to right; None if too wide."""
    lines = [list(members[k::count]) for k in range(count)]
    if count < len(members) and any(sum(slots[a][1] for a in line) > room for line in lines):
        return None
    return [line for line in lines if line]


@dataclass(frozen=True)
class Bundle:
    """All ties between two actors, whichever way they run, drawn as one line."""

    first: str
    second: str
    ties: tuple[Tie, ...]

    def towards(self, actor: str) -> tuple[Tie, ...]:
        """The ties that run to one of the two."""
        return tuple(tie for tie in self.ties if tie.to == actor)


def bundles(ties: Sequence[Tie]) -> tuple[Bundle, ...]:
    """Ties by pair of actors, the thinnest bundle first so that the thickest is drawn on top."""
    pairs: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in sorted(ties, key=lambda t: (-(t.certainty or 0), t.id)):
        pairs[min(tie.from_, tie.to), max(tie.from_, tie.to)].append(tie)
    made = [Bundle(*pair, tuple(own)) for pair, own in pairs.items()]
    return tuple(sorted(made, key=lambda b: (len(b.ties), b.first, b.second)))


def _stroke(ties: Sequence[Tie]) -> tuple[float, str | None]:
    """Width says how many ties, of a single one how certain; dashes say that the source asserts none of them."""
    certainty = max(0.6 if tie.certainty is None else tie.certainty for tie in ties)
    dash = None if any(tie.status == "asserted" for tie in ties) else "6 4"
    return round(0.4 + 1.1 * certainty**2 + 0.55 * min(len(ties) - 1, 7), 2), dash


def _families(reading: Reading, ties: Sequence[Tie]) -> list[str]:
    """The families of several ties, the most frequent first."""
    count = Counter(reading.family(tie.relation) for tie in ties)
    return sorted(count, key=lambda family: (-count[family], list(FAMILIES).index(family)))


def _edge(
    reading: Reading,
    evidence: Evidence,
    bundle: Bundle,
    layout: Layout,
    taken: list[svg.Box],
) -> tuple[Markup, Markup | None]:
    """The line of a bundle, and its count where there is room for one."""
    a, b = layout.spots[bundle.first], layout.spots[bundle.second]
    dx, dy = b.x - a.x, b.y - a.y
    length = math.hypot(dx, dy) or 1.0
    bend = _bend(a, b)
    cx = (a.x + b.x) / 2 - dy / length * bend
    cy = (a.y + b.y) / 2 + dx / length * bend
    sx, sy = _off(a.x, a.y, cx, cy, RADIUS + 3)
    tx, ty = _off(b.x, b.y, cx, cy, RADIUS + 3)
    colour = COLOURS[_families(reading, bundle.ties)[0]]
    width, dash = _stroke(bundle.ties)
    parts = [
        svg.element(
            "path",
            d=f"M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {tx:.1f} {ty:.1f}",
            fill="none",
            stroke=colour,
            stroke_width=width,
            stroke_dasharray=dash,
        )
    ]
    for actor, x, y in ((bundle.first, sx, sy), (bundle.second, tx, ty)):
        if arriving := bundle.towards(actor):
            family = _families(reading, arriving)[0]
            against = 2 * sum(tie.polarity == -1 for tie in arriving) > len(arriving)
            parts.append(_head(family, x, y, math.atan2(y - cy, x - cx), COLOURS[family], against))
    for tie in bundle.ties[1:]:
        evidence.href(tie.id)
    said = [describe(reading, tie.id) for tie in bundle.ties[:5]]
    if len(bundle.ties) > 5:
        said.append(f"and {len(bundle.ties) - 5} more in the table")
    words = "; ".join(said) + ". " + _rests_on(reading, *(tie.id for tie in bundle.ties))
    line = svg.element(
        "a", svg.element("title", words), *parts, href=evidence.href(bundle.ties[0].id), class_="tie"
    )
    if len(bundle.ties) == 1:
        return line, None
    return line, _count(str(len(bundle.ties)), (sx, sy), (cx, cy), (tx, ty), colour, taken)


def _count(
    words: str,
    start: tuple[float, float],
    control: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    taken: list[svg.Box],
) -> Markup | None:
    """A bundle's count on its line, nearest to the middle where no name and no other count stands; or nothing."""
    half = svg.width(words, COUNT, bold=True) / 2 + 2
    for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8):
        x, y = (
            (1 - t) ** 2 * p + 2 * t * (1 - t) * q + t * t * r
            for p, q, r in zip(start, control, end, strict=True)
        )
        box = (x - half, y - COUNT / 2 - 2, x + half, y + COUNT / 2 + 2)
        if not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        ):
            taken.append(box)
            return svg.text(
                x, y + COUNT * 0.36, words, COUNT, text_anchor="middle", font_weight=650, fill=colour,
                paint_order="stroke", stroke="#FFFFFF", stroke_width=4, stroke_linejoin="round",
            )  # fmt: skip
    return None


def _rests_on(reading: Reading, *records: str) -> str:
    places = list(dict.fromkeys(p.locator for id in records for p in reading.book.passages_of(id)))
    if not places:
        return "No passage."
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return "Rests on: " + "; ".join(places[:3]) + more + "."


def _off(x: float, y: float, cx: float, cy: float, by: float) -> tuple[float, float]:
    length = math.hypot(cx - x, cy - y) or 1.0
    return x + (cx - x) / length * by, y + (cy - y) / length * by


def _head(family: str, x: float, y: float, angle: float, colour: str, against: bool) -> Markup:
    """The head of a tie repeats in shape what its colour says; a bar across says that the tie is hostile."""

    def at(along: float, across: float) -> tuple[float, float]:
        c, s = math.cos(angle), math.sin(angle)
        return x + along * c - across * s, y + along * s + across * c

    if against:
        bar = svg.polygon([at(-1, -4), at(1, -4), at(1, 4), at(-1, 4)], fill=colour)
        return bar + _head(family, *at(-4, 0), angle, colour, False)
    if family == "agreement":
        cx, cy = at(-1.5, 0)
        return svg.element("circle", cx=cx, cy=cy, r=2.2, fill=colour)
    if family == "money":
        return svg.polygon([at(1, 0), at(-3, -2.8), at(-7, 0), at(-3, 2.8)], fill=colour)
    if family == "authority":
        return svg.polygon([at(0, -2.5), at(0, 2.5), at(-5, 2.5), at(-5, -2.5)], fill=colour)
    if family == "information":
        points = " ".join(f"{px:.1f},{py:.1f}" for px, py in (at(-5, -3), at(0, 0), at(-5, 3)))
        return svg.element("polyline", points=points, fill="none", stroke=colour, stroke_width=1.2)
    if family == "other":
        (x1, y1), (x2, y2) = at(0, -3), at(0, 3)
        return svg.element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=1.4)
    return svg.polygon([at(1, 0), at(-6, -2.8), at(-6, 2.8)], fill=colour)


def _state(reading: Reading, code: str) -> str:
    return reading.state_name(code) if code else "Several or other states"


def _backdrop(reading: Reading, layout: Layout) -> list[Markup]:
    body: list[Markup] = [svg.element("rect", x=0, y=0, width=WIDTH, height=layout.height, fill="#FFFFFF")]
    for i, (name, top, bottom) in enumerate(layout.rows):
        fill = palette.TINT if i % 2 == 0 else "#FFFFFF"
        body.append(svg.element("rect", x=0, y=top, width=WIDTH, height=bottom - top, fill=fill))
        body.append(
            svg.label(8, top + 18, svg.wrap(name, LEFT - 14, 11.5), 11.5, fill=palette.MUTED, class_="level")
        )
    for j, (code, left, right) in enumerate(layout.columns):
        lines = svg.wrap(_state(reading, code), right - left - 8, 12.5, bold=True)
        y = TOP - 14 - 14.0 * (len(lines) - 1)
        body.append(
            svg.label(
                (left + right) / 2,
                y,
                lines,
                12.5,
                1.12,
                text_anchor="middle",
                font_weight=650,
                fill=palette.INK,
            )
        )
        if j:
            body.append(
                svg.element(
                    "line", x1=left, x2=left, y1=TOP, y2=layout.height, stroke=palette.OTHER,
                    stroke_width=1, stroke_dasharray="1 4", stroke_linecap="round",
                )
            )  # fmt: skip
    return body


def _actor(reading: Reading, spot: Spot) -> Markup:
    colour = palette.INK
    bold = reading.sector(spot.actor).startswith("local_government")
    return svg.group(
        svg.element("title", _who(reading, spot.actor)),
        svg.mark(
            reading.shape(spot.actor), spot.x, spot.y, RADIUS, fill=colour, stroke="#FFFFFF", stroke_width=1.5
        ),
        svg.label(
            spot.x,
            spot.y + RADIUS + 2 + SIZE,
            spot.lines,
            SIZE,
            LEADING / SIZE,
            text_anchor="middle",
            fill=colour,
            font_weight=600 if bold else None,
            class_="halo",
            paint_order="stroke",
            stroke="#FFFFFF",
            stroke_width=3.5,
            stroke_linejoin="round",
        ),
        class_="actor",
    )


def _who(reading: Reading, actor: str) -> str:
    others = [n.name for n in reading.names.get(actor, ()) if n.name != reading.name(actor)]
    states = ", ".join(reading.state_name(n) for n in reading.nations(actor))
    parts = [reading.name(actor), *others, reading.sector(actor).replace("_", " "), states]
    return " · ".join(part for part in parts if part)


def _key(reading: Reading, ties: Sequence[Tie]) -> tuple[tuple[Markup, str], ...]:
    used = {reading.family(tie.relation) for tie in ties}
    key = []
    for family, words in FAMILIES.items():
        if family in used:
            line = svg.element("line", x1=1, y1=7, x2=27, y2=7, stroke=COLOURS[family], stroke_width=1.8)
            key.append((_swatch(line + _head(family, 31, 7, 0.0, COLOURS[family], False)), words))
    for words, dash, width in (
        ("inferred, planned or disputed", "6 4", 1.6),
        ("one tie, less certain", None, 0.7),
        ("several ties", None, 3.6),
    ):
        line = svg.element(
            "line", x1=1, y1=7, x2=33, y2=7, stroke=palette.MUTED, stroke_width=width, stroke_dasharray=dash
        )
        key.append((_swatch(line), words))
    if any(tie.polarity == -1 for tie in ties):
        line = svg.element("line", x1=1, y1=7, x2=24, y2=7, stroke=COLOURS["claim"], stroke_width=1.8)
        key.append((_swatch(line + _head("claim", 31, 7, 0.0, COLOURS["claim"], True)), "against (bar)"))
    return tuple(key)


def _swatch(body: Markup) -> Markup:
    return svg.element("svg", body, width=36, height=14, viewbox="0 0 36 14", aria_hidden="true")


def levels(reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw one case: its most connected actors by level and state, and the ties among them."""
    name, ties = reading.entry_name("cases", case), reading.ties(case)
    id = evidence.anchor("levels", case)
    title = "Who is tied to whom, across levels and borders"
    if not ties:
        return Figure(id, title, "", absent="No tie is coded for this case, so there is nothing to draw.")
    actors, least = select(reading, case)
    if not actors:
        words = "No tie of this case can be drawn: they are general statements, or of actors with themselves."
        return Figure(id, title, "", absent=words, table=_table(reading, evidence, ties))
    shown = [tie for tie in _factual(ties) if tie.from_ in actors and tie.to in actors]
    layout = place(reading, actors, shown, reading.home_of(case))
    everyone = len(reading.degree(case))
    taken = [_mark_box(spot) for spot in layout.spots.values()] + [s.box for s in layout.spots.values()]
    drawn = bundles(shown)
    pieces = [_edge(reading, evidence, bundle, layout, taken) for bundle in reversed(drawn)][::-1]
    edges = [line for line, _ in pieces]
    counts = [count for _, count in pieces if count is not None]
    body = _backdrop(reading, layout)
    body.append(svg.group(*edges, class_="ties", stroke_opacity=1))
    body += [_actor(reading, spot) for spot in layout.spots.values()]
    body.append(svg.group(*counts, class_="counts", pointer_events="none"))
    lead = (
        f"{len(actors)} of {everyone} actors, and the {len(shown)} of {len(ties)} ties among them, "
        "drawn as one line for each pair; a number on it says how many ties it stands for, its colour what most of "
        "them carry first. "
        "Rows are levels, columns are states; a tie across a dotted line crosses a border. "
    )
    if least > 1:
        lead += (
            f"Drawn are actors with at least {least} ties (a position in an episode counts as one); "
            "all others stand in the table. "
        )
    if apart := sum(1 for tie in ties if tie.status in ("general", "expectation")):
        lead += f"{apart} general statement{'' if apart == 1 else 's'} or expectation{'' if apart == 1 else 's'}, "
        lead += "not being events, are not drawn." if apart > 1 else "not being an event, is not drawn."
    drawing = svg.drawing(f"{id}-drawing", WIDTH, layout.height, f"{title}: {name}", lead, *body)
    return Figure(
        id,
        title,
        lead,
        (drawing,),
        key=_key(reading, shown),
        table=_table(reading, evidence, ties),
        wide=True,
    )


def _mark_box(spot: Spot) -> svg.Box:
    return (spot.x - RADIUS - 2, spot.y - RADIUS - 2, spot.x + RADIUS + 2, spot.y + RADIUS + 2)


def _bend(a: Spot, b: Spot) -> float:
    length = math.hypot(b.x - a.x, b.y - a.y)
    if abs(a.y - b.y) < 4:  # on one line: arch away from the names below the marks
        return min(0.16 * length, 30.0) * (-1 if b.x > a.x else 1)
    return min(0.10 * length, 46.0)


def _table(reading: Reading, evidence: Evidence, ties: Sequence[Tie]) -> Table:
    rows = tuple(
        (
            reading.name(tie.from_),
            reading.entry_name("relations", tie.relation),
            reading.name(tie.to),
            when_words(tie.start, tie.start_printed, tie.end),
            tie.about,
            tie.status,
            "" if tie.certainty is None else f"{tie.certainty:.2f}",
            evidence.link(passages_said(len(reading.book.passages_of(tie.id))), tie.id),
        )
        for tie in sorted(ties, key=lambda t: (reading.name(t.from_), reading.name(t.to), t.id))
    )
    head = ("From", "Relation", "To", "When", "About", "Status", "Certainty", "Evidence")
    return Table(head, rows, "All ties of the case")
