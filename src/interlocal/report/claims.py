"""The claims of a casebook as tested: verdict, tipping curve first, the ladder, what each verdict hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interlocal.inference.ladder import Part, Tested
from interlocal.provenance import Estimate
from interlocal.report.charts import said
from interlocal.report.evidence import Evidence, Link, describe
from interlocal.report.figure import Figure, Table, Words
from interlocal.report.nulls import Rates, null_panel, tipping
from interlocal.report.reading import Reading

__all__ = ["ClaimPart", "claim_parts", "claim_table", "rates"]

DRAWN = ("cohesion", "access", "brokerage")
EVEN, UNEVEN = "even", "reported"


@dataclass(frozen=True)
class ClaimPart:
    """One claim as the page shows it."""

    anchor: str
    statement: str
    section: str
    word: str
    sentence: str
    hangs: Words
    rests: Words
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    warnings: tuple[str, ...]
    note: str = ""


def rates(statistic: str) -> Rates:
    """How often each rung rejects on simulated casebooks without a role, with even and with uneven reporting.

    Access was not studied by itself: it gets the rates of cohesion, which counts routes as it does.
    """
    from interlocal.inference.calibration import shipped

    found: dict[str, dict[str, Estimate]] = {}
    names = {EVEN: "when all report evenly", UNEVEN: "when the class is reported more fully"}
    wanted = statistic if statistic == "brokerage" else "cohesion"
    for cell in shipped("casebook").cells:
        if cell.truth in names and cell.statistic == wanted:
            found.setdefault(cell.rung, {})[names[cell.truth]] = cell.rate
    return found


def claim_parts(tests: Sequence[Tested], evidence: Evidence) -> tuple[ClaimPart, ...]:
    """Every claim; those about a whole statistic with their figures, those about one route as tables."""
    return tuple(_part(one, evidence, rates(one.claim.statistic)) for one in tests)


def _part(one: Tested, evidence: Evidence, known: Rates) -> ClaimPart:
    claim, anchor = one.claim, evidence.anchor("claim", one.claim.id)
    figures: list[Figure] = []
    if claim.statistic in DRAWN:
        curves = [curve.tipping for curve in one.whole.unseen]
        effect = "relative loss without those removed"
        if curves:
            figures.append(tipping([("", curves)], id=f"{anchor}-tipping", effect=effect))
        figures.append(
            null_panel(one.whole.ladder, id=f"{anchor}-nulls", title="The null ladder", rates=known)
        )
    hangs = one.sensitivity.said if one.sensitivity is not None else ""
    return ClaimPart(
        anchor,
        claim.statement,
        claim.section,
        one.whole.verdict.outcome,
        one.whole.verdict.sentence,
        evidence.told(hangs[:1].upper() + hangs[1:]),
        evidence.passages(one.whole.verdict.loss.passages),
        tuple(
            table
            for table in (_scopes(one), _placebos(one), _changes(one, evidence), _left_out(one))
            if table.rows
        ),
        tuple(figures),
        one.whole.ladder.warnings,
        claim.note,
    )


def _scopes(one: Tested) -> Table:
    head = ("Scope", "Layer", "Verdict", "Loss (90 %)", "With what was enabled", "p", "Tips at", "Rank")
    rows = tuple(_scope(part) for part in (one.whole, *one.parts))
    return Table(head, rows, "By case and by layer")


def _scope(part: Part) -> tuple[Words, ...]:
    verdict = part.verdict
    p = "not testable" if verdict.p is None else f"{verdict.p:.3f} (B = {verdict.draws})"
    tips = "–" if verdict.tipping is None else f"{verdict.tipping:.1f} times too seldom"
    rank = "–" if verdict.rank is None else f"{verdict.rank} of {verdict.among}"
    return (
        part.scope,
        part.layer,
        verdict.outcome,
        said(verdict.loss),
        said(verdict.enabled_loss),
        p,
        tips,
        rank,
    )


def _placebos(one: Tested) -> Table:
    head = ("Class", "Actors", "Loss", "An actor", "Rank", "p")
    rows = tuple(
        (
            placebo.about.replace("_", " "),
            str(placebo.units),
            _number(placebo.value),
            _number(placebo.per_unit, 4),
            "–" if placebo.rank is None else str(placebo.rank),
            _number(placebo.p, 3),
        )
        for placebo in one.whole.ladder.placebos
    )
    return Table(head, rows, "The same test for every other class (placebo)")


def _changes(one: Tested, evidence: Evidence) -> Table:
    if one.sensitivity is None:
        return Table(())
    head = ("What is changed", "How", "Loss then", "p then", "Flips what was declared")
    rows = tuple(
        (
            _described(change.kind, change.about, evidence),
            change.changed,
            _number(change.loss),
            _number(change.p, 3),
            "yes" if change.flips else "no",
        )
        for change in one.sensitivity.most
    )
    return Table(head, rows, "Depends most on")


def _described(kind: str, about: str, evidence: Evidence) -> Words:
    reading = evidence.reading
    if about in reading.book.by_id and kind in ("tie", "enabler"):
        return evidence.link(describe(reading, about), about)
    if kind == "passage" and about in reading.book.by_id:
        return ("passage ", *evidence.told(about))
    return f"{kind} {reading.name(about) if kind == 'class' else about}"


def _left_out(one: Tested) -> Table:
    moved = [row for row in one.left_out if row.loss != one.whole.verdict.loss.value]
    head = ("Left out", "Kind", "Ties that rest on it alone", "Loss then")
    rows = tuple((row.about, row.kind, str(row.ties), _number(row.loss)) for row in moved)
    return Table(head, rows, "Without one source (those that change anything)")


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def claim_table(tests: Iterable[Tested], parts: Iterable[ClaimPart], reading: Reading) -> Table:
    """All claims, a line each, leading to their tests."""
    rows = tuple(
        (
            Link(part.statement, f"#{part.anchor}"),
            ", ".join(reading.entry_name("cases", case) for case in one.whole.cases) or "all cases",
            part.word,
            said(one.whole.verdict.loss),
            said(one.whole.verdict.enabled_loss),
            _tips(one),
            _p(one),
        )
        for one, part in zip(tests, parts, strict=True)
    )
    head = (
        "Claim",
        "Cases",
        "Verdict",
        "Loss (90 %)",
        "With what was enabled",
        "Undone when others are reported",
        "p (q)",
    )
    return Table(head, rows, "Claims and their verdicts")


def _tips(one: Tested) -> str:
    verdict = one.whole.verdict
    if verdict.tipping is None:
        return "no loss to undo" if not one.whole.unseen else "not within the range looked at"
    return "already as reported" if verdict.tipping <= 1 else f"{verdict.tipping:.1f} times too seldom"


def _p(one: Tested) -> str:
    verdict = one.whole.verdict
    if verdict.p is None:
        return "not testable"
    return f"{verdict.p:.3f}" + ("" if one.q is None else f" ({one.q:.3f})")
