"""Who came first: how likely each adopter is to have been it, how far ahead, and how fast others followed."""

from __future__ import annotations

from interlocal.report.charts import Row, Scale, dot, intervals, said
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table, Words
from interlocal.report.found import Found, evidence_cell, value_cell
from interlocal.report.reading import Reading

__all__ = ["first"]

SHARE = Scale(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), ("0", "0.25", "0.5", "0.75", "1"), "P(first)")
OTHERS = (
    "lead_to_second",
    "lead_to_median",
    "exposure_tier",
    "exposure_network",
    "exposure_network_p",
    "hazard",
)


def first(found: Found, reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw P(first) for each adopter of each policy of a case, with the leads in words."""
    id, title = evidence.anchor("first", case), "Who was first, and by how much"
    chances = found.all("adoption", "p_first", case)
    if not chances:
        return Figure(
            id,
            title,
            "",
            absent="No policy of this case has two dated adopters, so nobody can have been first.",
        )
    rows, before = [], ""
    for row in chances:
        policy, _, adopter = row.about.partition(">")
        if policy != before:
            lead = found.value("adoption", "lead_to_second", case, policy)
            words = (
                f"lead over the second {said(lead, 1)} years"
                if lead is not None and lead.value is not None
                else ""
            )
            rows.append(Row(f"{reading.entry_name('policies', policy)}{': ' + words if words else ''}"))
            before = policy
        rows.append(Row(reading.name(adopter), (row.estimate,), row.said))
    table: list[tuple[Words, ...]] = []
    for number in ("p_first", *OTHERS):
        for row in found.all("adoption", number, case):
            policy, _, adopter = row.about.partition(">")
            of = reading.entry_name("policies", policy) + (f": {reading.name(adopter)}" if adopter else "")
            value, links = value_cell(row.estimate), evidence_cell(evidence, row.records)
            table.append((number.replace("_", " "), of, value, row.unit, row.why or row.said, links))
    lead_words = (
        "Share of simulated codings in which an adopter was first, over the dates that the sources allow and in "
        "their order. Being first, or adopting after somebody else, is consistent with influence and does not show it."
    )
    head = ("Number", "Of", "Value (90 %)", "Unit", "Reading", "Evidence")
    drawing = intervals(id, title, rows, SHARE, left=420.0, right=760.0)
    key = ((dot(0), "P(first), with its Monte-Carlo interval"),)
    return Figure(
        id, title, lead_words, (drawing,), key=key, table=Table(head, tuple(table), "Adoption in numbers")
    )
