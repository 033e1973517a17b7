"""Who answers to whom and who pays whom: directions of accountability, and the finance path, with their coverage."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from interlocal.framework.finance import Dependence
from interlocal.report import palette, svg
from interlocal.report.charts import SMALL, WIDTH, said
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table, Words
from interlocal.report.found import Found, evidence_cell, value_cell
from interlocal.report.reading import Reading

__all__ = ["answerability"]

DIRECTIONS = (
    ("share.up_state", "up, to the state"),
    ("share.up_local", "up, to a local government"),
    ("share.up_other", "up, to another body"),
    ("share.down", "down, to those concerned"),
    ("share.side", "sideways, to partners"),
    ("share.in", "inwards, to members"),
)
LEFT, RIGHT, LANE = 330.0, 1000.0, 26.0


def answerability(
    found: Found, flows: Sequence[Dependence], reading: Reading, evidence: Evidence, case: str
) -> Figure:
    """Draw, year by year, who is coded as paying whom; list the directions of accountability beside it."""
    id, title = evidence.anchor("answerability", case), "Who answers to whom, and who pays"
    rows = [*_directions(found, evidence, case), *_payments(flows, reading, evidence)]
    head = ("What", "Of whom", "Value (90 %)", "Reading", "Evidence")
    table = Table(head, tuple(rows), "Accountability and finance")
    coded = [name for number, name in DIRECTIONS if _known(found, number, case)]
    notes = (
        f"Accountability: coded directions here are {', '.join(coded)}."
        if coded
        else "Accountability: for this case no forum to which anybody answers is coded with a direction, "
        "which is not the same as nobody answering.",
        "Degrees of information, debate and consequence, and shares of budgets, are mostly not given by the "
        "source: what is not coded stays without a value.",
    )
    lead = (
        "One row a receiver and class of funders, one cell a year: the darker, the larger the share of simulated "
        "codings in which the payment is in force that year; framed: certainly. Unknown dates spread over the "
        "years that they allow."
    )
    if not flows:
        absent = "No payment between actors of this case is coded."
        return Figure(id, title, "", absent=absent, table=table, notes=notes)
    drawing = _grid(id, title, flows, reading)
    return Figure(id, title, lead, (drawing,), key=_key(), table=table, notes=notes)


def _key() -> tuple[tuple[Markup, str], ...]:
    return tuple(
        (
            svg.element(
                "svg",
                svg.element(
                    "rect", x=2, y=2, width=26, height=10, fill=palette.MONEY,
                    fill_opacity=_opacity(share), stroke=palette.INK if sure else "none",
                ),
                width=30, height=14, viewbox="0 0 30 14", aria_hidden="true",
            ),
            words,
        )
        for share, sure, words in (
            (0.1, False, "in a tenth of simulated codings"),
            (0.5, False, "in half"),
            (1.0, False, "in all that were drawn"),
            (1.0, True, "in every admissible dating"),
        )
    )  # fmt: skip


def _opacity(share: float) -> float:
    return round(0.06 + 0.84 * share, 3)


def _known(found: Found, number: str, case: str) -> bool:
    estimate = found.value("accountability", number, case)
    return estimate is not None and bool(estimate.value)


def _directions(found: Found, evidence: Evidence, case: str) -> list[tuple[Words, ...]]:
    rows: list[tuple[Words, ...]] = []
    for number, name in DIRECTIONS:
        row = found.one("accountability", number, case)
        if row is not None:
            links = evidence_cell(evidence, row.records)
            rows.append(
                ("direction of accountability", name, value_cell(row.estimate), row.why or row.said, links)
            )
    for row in found.all("accountability", "intensity", case):
        links = evidence_cell(evidence, row.records)
        rows.append(("intensity (0 to 4)", row.said, value_cell(row.estimate), row.why or row.said, links))
    for number in ("shift.up_state", "shift.up_local"):
        shift = found.one("accountability", number, case)
        if shift is not None:
            what = "shift at delegation, " + dict(DIRECTIONS)[number.replace("shift", "share")]
            rows.append((what, "", value_cell(shift.estimate), shift.why or shift.said, "–"))
    return rows


def _groups(flows: Sequence[Dependence]) -> dict[tuple[str, str], list[Dependence]]:
    groups: dict[tuple[str, str], list[Dependence]] = {}
    for one in flows:
        groups.setdefault((one.receiver, one.funders), []).append(one)
    return groups


def _payments(flows: Sequence[Dependence], reading: Reading, evidence: Evidence) -> list[tuple[Words, ...]]:
    rows: list[tuple[Words, ...]] = []
    for (receiver, funders), ones in _groups(flows).items():
        sure = [one.year for one in ones if one.certain]
        years = f"possible {ones[0].year} to {ones[-1].year}" + (
            f", certain {sure[0]} to {sure[-1]}" if sure else ", certain in no single year"
        )
        who = f"{reading.name(receiver)}, from {funders.replace('_', ' ')}"
        share = said(ones[-1].dependence)
        if ones[-1].dependence.value is None and ones[-1].dependence.interval is not None:
            low, high = ones[-1].dependence.interval
            share = f"share of its budget between {low or 0:.0%} and {1 if high is None else high:.0%}"
        rows.append(("payment", who, share, years, evidence_cell(evidence, ones[-1].records)))
    return rows


def _grid(id: str, title: str, flows: Sequence[Dependence], reading: Reading) -> Markup:
    groups = _groups(flows)
    first, last = min(one.year for one in flows), max(one.year for one in flows)
    wide = (RIGHT - LEFT) / (last - first + 1)
    body: list[Markup] = []
    step = next(s for s in (1, 2, 5, 10, 20, 50) if s * wide >= 34)
    for year in range(first, last + 1):
        if year % step == 0:
            x = LEFT + (year - first + 0.5) * wide
            body.append(svg.text(x, 16, str(year), SMALL, text_anchor="middle", fill=palette.MUTED))
    y = 24.0
    for (receiver, funders), ones in groups.items():
        name = f"{reading.short(receiver, 30)}, from {funders.replace('_', ' ')}"
        lines = svg.wrap(name, LEFT - 16, SMALL)[:2]
        tall = LANE if len(lines) == 1 else LANE + 6
        start = y + tall / 2 + 4 - 6.5 * (len(lines) - 1)
        body.append(svg.label(0, start, lines, SMALL, fill=palette.INK))
        body.append(svg.element("line", x1=0, x2=RIGHT, y1=y, y2=y, stroke=palette.LINE, stroke_width=0.7))
        for one in ones:
            body.append(_cell(one, LEFT + (one.year - first) * wide, y, wide, tall))
        y += tall
    words = "; ".join(
        f"{reading.name(r)} from {f}: {ones[0].year} to {ones[-1].year}" for (r, f), ones in groups.items()
    )
    return svg.drawing(f"{id}-drawing", WIDTH, y + 10, title, words, *body)


def _cell(one: Dependence, x: float, y: float, wide: float, tall: float) -> Markup:
    chance = one.flows.value or 0.0
    return svg.element(
        "rect",
        svg.element("title", f"{one.year}: in {chance:.0%} of simulated codings"),
        x=x + 0.5,
        y=y + 4,
        width=max(wide - 1, 1.0),
        height=tall - 8,
        fill=palette.MONEY,
        fill_opacity=_opacity(chance),
        stroke=palette.INK if one.certain else "none",
        stroke_width=1,
    )
