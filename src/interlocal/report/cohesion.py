"""Cohesion of a case in its senses, and whose it is: what falls without a class, who relays, who hosts."""

from __future__ import annotations

from interlocal.framework.measured import Measured
from interlocal.provenance import Estimate
from interlocal.report.charts import Row, Scale, dot, intervals
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table
from interlocal.report.found import Found, evidence_cell, value_cell
from interlocal.report.reading import Reading
from interlocal.report.routes import beside

__all__ = ["cohesion"]

SENSES = (
    ("relational", "relational: unlike pairs that can reach one another with a claim"),
    ("relational_information", "relational: the same with information"),
    ("agreement", "normative: agreement of stances of unlike actors"),
    ("shared_actors", "cross-issue: actors active on more than one issue"),
)
SHARE = Scale(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), ("0", "0.25", "0.5", "0.75", "1"), "share, 0 to 1")


def cohesion(found: Found, reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw the senses of cohesion, then for each class of actors what its removal takes away and what it relays."""
    id, title = evidence.anchor("cohesion", case), "Cohesion, and whose it is"
    senses = [Row("In which sense it coheres")]
    senses += [
        Row(name, _layers(found, number, case), _words(found, number, case)) for number, name in SENSES
    ]
    losses = _losses(found, reading, case)
    parts = _parts(found, case)
    hosts = _hosts(found, case)
    rows = [*senses, *losses, *parts, *hosts]
    if not any(one is not None and one.value is not None for row in rows for one in row.estimates):
        return Figure(
            id,
            title,
            "",
            absent="No two unlike non-state actors of this case have a tie, so cohesion has no value.",
        )
    drawing = intervals(id, title, rows, SHARE, left=390.0, right=800.0)
    lead = (
        "Three readings of a source of cohesion, which need not agree: what would fall without a class, what it "
        "relays (Shapley's value as a share of all relaying), and what it hosts. Pairs are non-state actors that "
        "differ in sector or belonging; pairs that a removal itself takes away are not counted. "
        f"A loss alone is no evidence: {beside(reading)}."
    )
    key = (
        (dot(0), "contact layer; enabled ties stay"),
        (dot(1), "with what the sources read into it; or, for removals, enabled ties fall too"),
    )
    return Figure(id, title, lead, (drawing,), key=key, table=_table(found, evidence, case))


def _layers(found: Found, number: str, case: str) -> tuple[Estimate | None, ...]:
    contact = found.value("cohesion", number, case)
    both = found.one("cohesion", number, case, layer="both")
    return (contact, both.estimate) if both is not None and both.layer == "both" else (contact,)


def _words(found: Found, number: str, case: str) -> str:
    row = found.one("cohesion", number, case)
    return "" if row is None else row.why or row.said


def _losses(found: Found, reading: Reading, case: str) -> list[Row]:
    rows = []
    for row in found.all("cohesion", "loss", case):
        fallen = found.value("cohesion", "loss_enabled", case, row.about)
        name = reading.entry_name("classes", row.about)
        rows.append(Row(name, (row.estimate, fallen), row.why or row.said))
    return [Row("Dispensability: share of reachable pairs lost without…"), *rows] if rows else []


def _parts(found: Found, case: str) -> list[Row]:
    rows: list[Measured] = found.all("cohesion", "contribution", case)
    relayed = found.value("cohesion", "relayed", case)
    total = relayed.value if relayed is not None else None
    if not rows or not total:
        return []
    shown = []
    for row in rows[:7]:
        each = found.value("cohesion", "contribution_each", case, row.about)
        part = _over(row.estimate, total)
        words = (
            "" if each is None or each.value is None else f"for each of its actors {each.value / total:.1%}"
        )
        shown.append(Row(row.about.replace("_", " "), (part,), words))
    return [
        Row(f"Contribution: share of what relaying adds ({total:.3f} of all pairs) that goes to…"),
        *shown,
    ]


def _over(estimate: Estimate, total: float) -> Estimate:
    if estimate.value is None:
        return estimate
    low, high = estimate.interval or (estimate.value, estimate.value)
    return Estimate(
        value=estimate.value / total,
        interval=(None if low is None else low / total, None if high is None else high / total),
    )


def _hosts(found: Found, case: str) -> list[Row]:
    rows = [
        Row(row.about.replace("_", " ") or "anybody", (row.estimate,), row.why or row.said)
        for row in found.all("cohesion", "provision", case)
    ]
    return (
        [Row("Provision: share of the occasions with a coded host that were hosted or created by…"), *rows]
        if rows
        else []
    )


def _table(found: Found, evidence: Evidence, case: str) -> Table:
    rows = [
        (
            row.number.replace("_", " "),
            row.about.replace("_", " "),
            row.layer or "–",
            value_cell(row.estimate, 3),
            row.why or row.said,
            evidence_cell(evidence, row.records),
        )
        for row in found.rows
        if row.measure == "cohesion" and row.case == case
    ]
    return Table(
        ("Number", "Of", "Layer", "Value (90 %)", "Reading", "Evidence"),
        tuple(rows),
        "All numbers on cohesion",
    )
