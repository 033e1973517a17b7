"""The timeline of a case: every event with its date as fuzzy as the source leaves it."""

from __future__ import annotations

from markupsafe import Markup

from interlocal.casebook.records import Event, Position
from interlocal.report import axis as time
from interlocal.report import palette, svg
from interlocal.report.evidence import Evidence, passages_said, when_words
from interlocal.report.figure import Figure, Table
from interlocal.report.reading import Reading
from interlocal.report.when import Stretch

__all__ = ["timeline"]

WIDTH, LEFT, RIGHT, TOP = 1120.0, 392.0, 1096.0, 26.0
SIZE, LEADING = 12.0, 14.0
TALLEST = 620.0
DECISION = palette.CLAIM

Dated = tuple[Stretch, str, str, Event | Position]


def _rows(reading: Reading, case: str) -> list[Dated]:
    """Events, and the decisions and adoptions of the case's episodes, by their first possible day."""
    rows: list[Dated] = [(reading.when(e), e.name, "event", e) for e in reading.events(case)]
    episodes = {e.id for e in reading.book.codebook.episodes if e.case == case}
    for p in reading.book.positions:
        if p.episode in episodes and p.kind in ("decision", "adoption"):
            at = reading.dated(p)
            words = f"{reading.short(p.actor)}: {p.obtained or p.kind + (', ' + p.step if p.step else '')}"
            rows.append((Stretch(at, at, point=True), words, "decision", p))
    return sorted(rows, key=lambda row: (not row[0].dated, *_first(row[0]), row[1]))


def _first(when: Stretch) -> tuple[int, int]:
    start = when.start
    return (start.hi, start.hi) if start.earlier else (start.lo, start.hi)


def timeline(reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw one case's events and decisions in time."""
    id = evidence.anchor("timeline", case)
    title = "What happened when, as far as the text dates it"
    rows = _rows(reading, case)
    if not rows:
        return Figure(id, title, "", absent="No event is coded for this case, so there is no timeline.")
    dated = [row for row in rows if row[0].dated]
    undated = len(rows) - len(dated)
    if not dated:
        return Figure(
            id, title, "", absent="No event of this case is dated.", table=_table(reading, evidence, rows)
        )
    ends = [m for row in dated for m in (row[0].start, row[0].end)]
    scale = time.axis_for(ends, LEFT, RIGHT, reading.window)
    lead = (
        f"{len(dated)} dated events and decisions, first to last"
        + (f"; {undated} undated stand{'s' if undated == 1 else ''} in the table" if undated else "")
        + ". A hatched span means: somewhere in it."
    )
    parts: list[list[tuple[Dated, list[str], float, float]]] = []
    page: list[tuple[Dated, list[str], float, float]] = []
    height = TOP
    for row in dated:
        lines = svg.wrap(row[1], LEFT - 30, SIZE)
        tall = max(18.0, LEADING * len(lines) + 4)
        if page and height + tall > TALLEST:
            parts.append(page)
            page, height = [], TOP
        page.append((row, lines, height, tall))
        height += tall
    parts.append(page)
    name = reading.entry_name("cases", case)
    drawings = []
    for k, page in enumerate(parts, 1):
        drawings.append(_draw(evidence, f"{id}-{k}", f"{title}: {name}", lead, page, scale))
    hatch = f"{id}-1-hatch"
    marks = (
        (_dot("circle", palette.INK), "event"),
        (_dot("square", DECISION), "decision or adoption"),
    )
    return Figure(
        id,
        title,
        lead,
        tuple(drawings),
        key=(*marks, *time.key(hatch)),
        table=_table(reading, evidence, rows),
    )


def _dot(shape: str, colour: str) -> Markup:
    body = svg.mark(shape, 17, 7, 4.5, fill=colour)
    return svg.element("svg", body, width=36, height=14, viewbox="0 0 36 14", aria_hidden="true")


def _draw(
    evidence: Evidence,
    id: str,
    title: str,
    lead: str,
    page: list[tuple[Dated, list[str], float, float]],
    scale: time.Axis,
) -> Markup:
    bottom = page[-1][2] + page[-1][3]
    hatches = {"event": f"{id}-hatch", "decision": f"{id}-hatch2"}
    colours = {"event": palette.INK, "decision": DECISION}
    body = [time.hatching(hatches[kind], colours[kind]) for kind in hatches]
    body += scale.draw(TOP - 4, bottom)
    for (when, words, kind, record), lines, y, tall in page:
        middle = y + tall / 2
        body.append(svg.element("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=palette.LINE, stroke_width=0.6))
        shape = "square" if kind == "decision" else "circle"
        body.append(
            svg.element(
                "a",
                svg.element("title", f"{words}; {_words(record)}"),
                svg.mark(shape, 8, middle, 3.6, fill=colours[kind]),
                svg.label(
                    20,
                    middle + 4 - LEADING * (len(lines) - 1) / 2,
                    lines,
                    SIZE,
                    LEADING / SIZE,
                    fill=palette.INK,
                ),
                time.bar(scale, when, middle, hatches[kind], colours[kind]),
                href=evidence.href(record.id),
                class_="row",
            )
        )
    return svg.drawing(id, WIDTH, bottom + 6, title, lead, *body)


def _words(record: Event | Position) -> str:
    if isinstance(record, Event):
        return when_words(record.start, record.start_printed, record.end)
    return when_words(record.date, record.date_printed)


def _table(reading: Reading, evidence: Evidence, rows: list[Dated]) -> Table:
    return Table(
        ("What", "Kind", "When", "Status", "Evidence"),
        tuple(
            (
                words,
                record.kind.replace("_", " "),
                _words(record),
                record.status,
                evidence.link(passages_said(len(reading.book.passages_of(record.id))), record.id),
            )
            for _, words, _, record in rows
        ),
        "All events and decisions of the case",
    )
