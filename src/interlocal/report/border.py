"""Which border a tie crosses: territory, legal membership, both or neither, case by case."""

from __future__ import annotations

from collections.abc import Sequence

from interlocal.report.charts import Slice, shares, swatch
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table
from interlocal.report.found import Found, evidence_cell, value_cell
from interlocal.report.reading import Reading

__all__ = ["border"]

CELLS = (
    ("domestic", "domestic: crosses neither"),
    ("beyond_border", "beyond border: membership, on one territory"),
    ("classical", "classical: both"),
    ("kin_abroad", "kin abroad: territory, within one membership"),
)


def border(found: Found, reading: Reading, evidence: Evidence, cases: Sequence[str]) -> Figure:
    """Draw each case's ties as one bar cut by the border that they cross."""
    id, title = "border", "Which border the ties cross"
    rows, table = [], []
    for case in cases:
        for layer in ("contact", "both"):
            parts = [found.one("border", number, case, layer=layer) for number, _ in CELLS]
            name = reading.entry_name("cases", case)
            if not any(part is not None and part.estimate.value for part in parts):
                continue
            slices = [
                Slice(part.estimate.value, k, f"{CELLS[k][1].split(':')[0]} {part.estimate.value:.0%}")
                for k, part in enumerate(parts)
                if part is not None and part.estimate.value
            ]
            coverage = next((p.estimate.coverage for p in parts if p is not None), None)
            words = "" if coverage is None else f"{coverage:.0%} of ties coded on both"
            rows.append((f"{name}, {'contact' if layer == 'contact' else 'with attribution'}", slices, words))
            table += [
                (
                    name,
                    layer,
                    words_,
                    value_cell(part.estimate),
                    part.why or part.said,
                    evidence_cell(evidence, part.records),
                )
                for part, (_, words_) in zip(parts, CELLS, strict=True)
                if part is not None
            ]
            for number in ("beyond_border_least", "beyond_border_most", "ei_territory", "ei_membership"):
                row = found.one("border", number, case, layer=layer)
                if row is not None:
                    table.append(
                        (
                            name,
                            layer,
                            number.replace("_", " "),
                            value_cell(row.estimate),
                            row.why or row.said,
                            "–",
                        )
                    )
    if not rows:
        return Figure(id, title, "", absent="No tie has both ends' territory and membership coded.")
    lead = (
        "A tie is transnational when it crosses a border of territory or of legal membership. Membership counts "
        "only where a legal status is coded; what somebody feels to be counts only with a passage. The data hold "
        "the bounds for ties whose membership is not coded."
    )
    key = tuple((swatch(k), words) for k, (_, words) in enumerate(CELLS))
    head = ("Case", "Layer", "Kind", "Share (90 %)", "Reading", "Evidence")
    drawing = shares(id, title, rows, left=300.0, right=900.0)
    return Figure(id, title, lead, (drawing,), key=key, table=Table(head, tuple(table), "Every share"))
