"""The route × removal matrix: what is left of each question's access when classes of actors are gone."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from interlocal.provenance import Estimate
from interlocal.report import palette, svg
from interlocal.report.charts import WIDTH, said
from interlocal.report.figure import Figure, Table, Words

__all__ = ["Cell", "removal_matrix"]

CELL_W, CELL_H, LEFT, TOP = 132.0, 34.0, 300.0, 76.0
Cell = Estimate | None


def removal_matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[tuple[Cell, Cell]]],
    *,
    title: str = "Access when actors are gone",
    lead: str = "",
    id: str = "removal",
    evidence: Sequence[Words] = (),
) -> Figure:
    """Draw one row a question (or case), one column a removal, two values a cell.

    The left half keeps the ties that the removed had enabled, the right half lets them fall; each
    value is a share from 0 to 1, written in its half. None, or a value of None, is drawn as "–". The
    table gives each value with its interval, and what a row rests on, where `evidence` says it.
    """
    if not rows or not columns:
        return Figure(id, title, lead, absent="Nothing to compare.")
    # Never narrower than the other figures, so that the page does not blow its letters up.
    width, height = max(WIDTH, LEFT + CELL_W * len(columns) + 20), TOP + CELL_H * len(rows) + 30
    body: list[Markup] = []
    for c, name in enumerate(columns):
        x = LEFT + CELL_W * (c + 0.5)
        lines = svg.wrap(name, CELL_W - 8, 12)[:4]
        body.append(
            svg.label(x, TOP - 8 - 14 * (len(lines) - 1), lines, 12, text_anchor="middle", fill=palette.INK)
        )
    for r, name in enumerate(rows):
        y = TOP + CELL_H * r
        shown = svg.wrap(name, LEFT - 20, 12)[:2]
        body.append(
            svg.label(8, y + CELL_H / 2 + (4 if len(shown) == 1 else -3), shown, 12, fill=palette.INK)
        )
        for c, pair in enumerate(cells[r]):
            body += _cell(LEFT + CELL_W * c, y, pair)
    words = "; ".join(
        f"{row}, {column}: {_word(cells[r][c][0])} without and {_word(cells[r][c][1])} with what was enabled"
        for r, row in enumerate(rows)
        for c, column in enumerate(columns)
    )
    note = "left: ties that the removed had enabled stay · right: they fall too"
    body.append(svg.text(LEFT, height - 8, note, 11, fill=palette.MUTED))
    table = Table(
        (
            "Route",
            *(f"{name} (enabled ties {way})" for name in columns for way in ("stay", "fall too")),
            *(["Evidence"] if evidence else []),
        ),
        tuple(
            (row, *(said(half) for pair in cells[r] for half in pair), *evidence[r : r + 1])
            for r, row in enumerate(rows)
        ),
        "Each value with its Monte-Carlo interval",
    )
    return Figure(
        id, title, lead, (svg.drawing(f"{id}-drawing", width, height, title, words, *body),), table=table
    )


def _word(cell: Cell) -> str:
    return "–" if cell is None or cell.value is None else f"{cell.value:.2f}"


def _cell(x: float, y: float, pair: tuple[Cell, Cell]) -> list[Markup]:
    half = (CELL_W - 6) / 2
    body = []
    for k, cell in enumerate(pair):
        value = 0.0 if cell is None or cell.value is None else max(0.0, min(1.0, cell.value))
        left = x + 3 + k * half
        body.append(
            svg.element(
                "rect",
                x=left,
                y=y + 3,
                width=half - 1,
                height=CELL_H - 6,
                fill=palette.AGREEMENT,
                fill_opacity=round(0.04 + 0.56 * value, 3),
                stroke=palette.QUIET,
            )
        )
        words = svg.text(
            left + half / 2, y + CELL_H / 2 + 4, _word(cell), 12, text_anchor="middle", fill=palette.INK
        )
        body.append(words)
    return body
