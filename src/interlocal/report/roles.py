"""The role profile of a case: one panel a role, one line a provider, one small scale a period.

Coders' marks differ by shape, the adjudicated score is the filled one, and a cell that cannot be coded
says so in words: it is never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from interlocal.report import palette, svg
from interlocal.report.evidence import Evidence, Link, passages_said
from interlocal.report.figure import Figure, Table
from interlocal.report.reading import Cell, Reading, Score

__all__ = ["roles"]

WIDTH = 1120.0
PANEL, GUTTER = 356.0, 26.0
NAME = 152.0
SIZE, LEADING = 11.0, 12.5
HEAD = 62.0
LARGEST = 8
"""How many providers a panel shows: half of them home local governments at most, where others are scored."""
CODERS = ("circle", "square", "triangle", "hexagon")
STANDS = palette.AUTHORITY


def roles(reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw one case's role profile by provider and period."""
    id = evidence.anchor("roles", case)
    title = "Who played which role"
    cells = [cell for cell in _cells(reading) if cell.case == case]
    if not cells:
        return Figure(id, title, "", absent="No role is scored for this case.")
    periods = [p.id for p in reading.book.codebook.periods if p.case == case]
    periods += sorted({cell.period for cell in cells} - set(periods))
    coders = sorted({s.coder for scores in reading.coder_scores.values() for s in scores})
    few = len(coders) or len({s.coder for c in cells for s in reading.scores.get(c, ())})
    spans = ", ".join(f"{i} {reading.entry_name('periods', p)}" for i, p in enumerate(periods, 1))
    lead = (
        f"Scores from 0 to 4 by the codebook's anchors, by provider; columns are the periods {spans}. "
        f"{few} {'coder' if few == 1 else 'coders'}: read differences of one step with care. "
        "A score is the provider's contribution, not the case's success. Bold: home local governments."
    )
    drawings: list[Markup] = []
    name = reading.entry_name("cases", case)
    for k, (dimension, items) in enumerate(reading.dimensions().items(), 1):
        panels = [(item, _providers(reading, case, [c for c in cells if c.item == item])) for item in items]
        drawing = _row_of_panels(
            reading, evidence, case, f"{id}-{k}", name, dimension, panels, cells, periods, coders
        )
        if drawing:
            drawings.append(drawing)
    return Figure(
        id, title, lead, tuple(drawings), key=_key(coders), table=_table(reading, evidence, cells, coders)
    )


def _cells(reading: Reading) -> list[Cell]:
    kinds = set(reading.roles())
    both = {**dict.fromkeys(reading.scores), **dict.fromkeys(reading.coder_scores)}
    return [cell for cell in both if cell.item in kinds]


def _providers(reading: Reading, case: str, cells: Sequence[Cell]) -> list[str]:
    """Home local governments first, then by the highest score."""

    stands = {c: score for c in cells if (score := reading.adjudicated(c)) is not None}

    def rank(provider: str) -> tuple[bool, int, int, str]:
        own = [s.value for c, s in stands.items() if c.provider == provider and s.value is not None]
        home = reading.is_home_local(provider)
        best, count = max(own, default=-1), len(own)
        return (not home, -count if home else -best, -best if home else -count, reading.name(provider))

    return sorted({cell.provider for cell in stands}, key=rank)


def _row_of_panels(
    reading: Reading,
    evidence: Evidence,
    case: str,
    id: str,
    name: str,
    dimension: str,
    panels: Sequence[tuple[str, list[str]]],
    cells: Sequence[Cell],
    periods: Sequence[str],
    coders: Sequence[str],
) -> Markup | None:
    if not any(providers for _, providers in panels):
        return None
    body: list[Markup] = [
        svg.text(0, 14, dimension.capitalize(), 12.5, font_weight=650, fill=palette.INK),
        svg.element("line", x1=0, x2=WIDTH, y1=22, y2=22, stroke=palette.QUIET),
    ]
    track = (PANEL - NAME - 8) / max(len(periods), 1)
    bottom = HEAD
    for k, (item, providers) in enumerate(panels):
        column, line = k % 3, k // 3
        x = column * (PANEL + GUTTER)
        y = HEAD if line == 0 else bottom + HEAD - 10
        own = [c for c in cells if c.item == item]
        coded = sum(1 for c in own if (s := reading.adjudicated(c)) is not None and s.value is not None)
        body.append(svg.text(x, y - 22, reading.item_name(item), 12, font_weight=600, fill=palette.INK))
        body.append(svg.text(x, y - 8, f"{coded} of {len(own)} cells coded", 10.5, fill=palette.MUTED))
        for i in range(len(periods)):
            middle = x + NAME + track * (i + 0.5)
            body.append(svg.text(middle, y - 8, str(i + 1), 10.5, text_anchor="middle", fill=palette.MUTED))
        for provider in _shown(reading, case, providers):
            home = reading.is_home_local(provider)
            lines = svg.wrap(reading.short(provider, 26), NAME - 10, SIZE, bold=home)
            tall = max(18.0, LEADING * len(lines) + 5)
            middle = y + tall / 2
            body.append(
                svg.element("line", x1=x, x2=x + PANEL, y1=y, y2=y, stroke=palette.LINE, stroke_width=0.6)
            )
            body.append(
                svg.label(
                    x, middle + 4 - LEADING * (len(lines) - 1) / 2, lines, SIZE, LEADING / SIZE,
                    fill=palette.INK, font_weight=600 if home else None,
                )
            )  # fmt: skip
            for i, period in enumerate(periods):
                at = [c for c in own if c.provider == provider and c.period == period]
                if at:
                    left, right = x + NAME + track * i + 16, x + NAME + track * (i + 1) - 8
                    body.append(_scale(reading, evidence, at, left, right, middle, coders))
            y += tall
        if hidden := len(providers) - len(_shown(reading, case, providers)):
            more = f"and {hidden} more in the table"
            body.append(svg.text(x, y + 14, more, 10.5, fill=palette.MUTED, font_style="italic"))
            y += 20
        bottom = max(bottom, y)
    title = f"{dimension.capitalize()}: roles by provider, {name}"
    return svg.drawing(id, WIDTH, bottom + 6, title, "One panel a role, one line a provider.", *body)


def _shown(reading: Reading, case: str, providers: Sequence[str]) -> list[str]:
    """The providers that a panel has room for, still in their order."""
    if len(providers) <= LARGEST:
        return list(providers)
    home = [p for p in providers if reading.is_home_local(p)]
    others = [p for p in providers if p not in home]
    kept = home[: max(LARGEST // 2, LARGEST - len(others))]
    return kept + others[: LARGEST - len(kept)]


def _scale(
    reading: Reading,
    evidence: Evidence,
    cells: Sequence[Cell],
    left: float,
    right: float,
    y: float,
    coders: Sequence[str],
) -> Markup:
    """A track from 0 to 4 with every judgement on it; several cells (episodes) share one track."""
    step = (right - left) / 4
    track = [svg.element("line", x1=left, x2=right, y1=y, y2=y, stroke=palette.OTHER, stroke_width=0.8)]
    for i in range(5):
        x = left + step * i
        track.append(
            svg.element("line", x1=x, x2=x, y1=y - 2.5, y2=y + 2.5, stroke=palette.OTHER, stroke_width=0.8)
        )
    marks: list[Markup] = []
    nothing = True
    for cell in cells:
        for score in reading.coder_scores.get(cell, ()):
            shape = CODERS[coders.index(score.coder) % len(CODERS)]
            if score.value is None:
                small = svg.mark(shape, left - 9, y, 3, fill="none", stroke=palette.MUTED, stroke_width=0.9)
                cross = svg.mark("cross", left - 9, y, 3, stroke=palette.MUTED, stroke_width=0.9)
                marks.append(svg.group(svg.element("title", _said(reading, cell, score)), small, cross))
                continue
            nothing = False
            x = left + step * score.value
            open_mark = svg.mark(shape, x, y, 5.6, fill="none", stroke=palette.INK, stroke_width=1.1)
            marks.append(svg.group(svg.element("title", _said(reading, cell, score)), open_mark))
        stands = reading.adjudicated(cell)
        if stands is not None and stands.value is not None:
            nothing = False
            dot = svg.mark("diamond", left + step * stands.value, y, 4.0, fill=STANDS)
            marks.append(
                svg.element(
                    "a",
                    svg.element("title", _said(reading, cell, stands)),
                    dot,
                    href=evidence.href(stands.id),
                )
            )
    if nothing:
        found = reading.adjudicated(cells[0])
        words = svg.text(
            (left + right) / 2, y + 4, "not codable", 10, text_anchor="middle", fill=palette.MUTED
        )
        return svg.element("a", words, href=evidence.href(found.id)) if found else words
    return svg.group(*track, *marks)


def _said(reading: Reading, cell: Cell, score: Score) -> str:
    anchors = next((i.anchors for i in reading.book.codebook.items if i.id == cell.item), ())
    value = "not codable" if score.value is None else str(score.value)
    meaning = f" ({anchors[score.value]})" if score.value is not None and score.value < len(anchors) else ""
    episode = f", {reading.entry_name('episodes', cell.episode)}" if cell.episode else ""
    return f"{reading.name(cell.provider)}{episode}: {value}{meaning}, by {score.coder}"


def _key(coders: Sequence[str]) -> tuple[tuple[Markup, str], ...]:
    def swatch(body: Markup) -> Markup:
        return svg.element("svg", body, width=36, height=14, viewbox="0 0 36 14", aria_hidden="true")

    ends = (svg.element("line", x1=x, x2=x, y1=4, y2=10, stroke=palette.OTHER) for x in (3, 10, 17, 24, 31))
    track = svg.element("line", x1=3, x2=31, y1=7, y2=7, stroke=palette.OTHER)
    rows = [
        (swatch(Markup("").join([track, *ends])), "0 to 4"),
        (swatch(svg.mark("diamond", 17, 7, 4.5, fill=STANDS)), "score that stands (adjudicated)"),
    ]
    for i, coder in enumerate(coders):
        shape = svg.mark(
            CODERS[i % len(CODERS)], 17, 7, 5.6, fill="none", stroke=palette.INK, stroke_width=1.1
        )
        rows.append((swatch(shape), coder))
    if coders:
        small = svg.mark("circle", 17, 7, 3, fill="none", stroke=palette.MUTED, stroke_width=0.9)
        cross = svg.mark("cross", 17, 7, 3, stroke=palette.MUTED, stroke_width=0.9)
        rows.append((swatch(small + cross), "this coder: not codable"))
    return tuple(rows)


def _table(reading: Reading, evidence: Evidence, cells: Sequence[Cell], coders: Sequence[str]) -> Table:
    rows: list[tuple[str | Link, ...]] = []
    for cell in sorted(
        cells, key=lambda c: (reading.roles().index(c.item), c.period, reading.name(c.provider))
    ):
        by = {s.coder: s for s in reading.coder_scores.get(cell, ())}
        stands = reading.adjudicated(cell)
        works = len(reading.book.independent_sources(stands.id)) if stands else 0
        rows.append(
            (
                reading.item_name(cell.item),
                reading.entry_name("periods", cell.period),
                reading.name(cell.provider),
                reading.entry_name("episodes", cell.episode) if cell.episode else "",
                *(_value(by.get(coder)) for coder in coders),
                _value(stands),
                str(works) if stands else "",
                evidence.link(passages_said(len(reading.book.passages_of(stands.id))), stands.id)
                if stands
                else "",
            )
        )
    head = ("Role", "Period", "Provider", "Episode", *coders, "Stands", "Independent works", "Evidence")
    return Table(head, tuple(rows), "All scored cells of the case")


def _value(score: Score | None) -> str:
    if score is None:
        return ""
    return "not codable" if score.value is None else str(score.value)
