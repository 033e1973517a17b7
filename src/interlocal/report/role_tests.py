"""The tests of a framework's roles: what local government shows in each beside comparable others."""

from __future__ import annotations

from collections.abc import Sequence

from interlocal.inference.roles import RoleTest
from interlocal.inference.rung import Rung
from interlocal.report.charts import figures, said
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Table, Words

__all__ = ["role_tables"]


def role_tables(tests: Sequence[RoleTest], evidence: Evidence) -> tuple[Table, ...]:
    """Every role with its test or the reason why there is none; then each case, and other classes of actors."""
    head = ("Role", "What is tested", "In the data (90 %)", "Labels permuted", "p", "q", "Rests on")
    reading = evidence.reading
    whole = Table(head, tuple(_whole(one, evidence) for one in tests), "All cases together")
    by_case = Table(
        ("Role", "Case", "In the data (90 %)", "Labels permuted", "p"),
        tuple(
            (one.name, reading.entry_name("cases", case), said(rung.observed), _null(rung), _p(rung))
            for one in tests
            for case, rung in one.cases
        ),
        "Case by case",
    )
    others = Table(
        ("Role", "Class", "Actors", "Value", "p"),
        tuple(
            (
                one.name,
                other.about.replace("_", " "),
                str(other.units),
                "–" if other.value is None else f"{other.value:.2f}",
                "–" if other.p is None else f"{other.p:.3f}",
            )
            for one in tests
            for other in one.placebos
        ),
        "The same test for every other class (placebo)",
    )
    passed = Table(
        ("Role", "Test that this casebook does not allow"),
        tuple((one.name, words) for one in tests for words in one.passed_over),
        "Tests that were declared first and could not be run",
    )
    return tuple(table for table in (whole, by_case, others, passed) if table.rows)


def _whole(one: RoleTest, evidence: Evidence) -> tuple[Words, ...]:
    rung = one.whole
    seen = said(rung.observed)
    if rung.observed.coverage is not None and rung.observed.coverage < 1:
        seen += f"; {rung.observed.coverage:.0%} of its inputs coded"
    q = "–" if one.q is None else f"{one.q:.3f}"
    rests: Words = evidence.passages(rung.observed.passages) or "–"
    return (one.name, one.says or "–", seen, _null(rung), _p(rung), q, rests)


def _null(rung: Rung) -> str:
    if rung.null is None:
        return "–"
    return f"{figures(rung.null.mean)} ({figures(rung.null.low)} to {figures(rung.null.high)})"


def _p(rung: Rung) -> str:
    if rung.p is None:
        return f"not testable: {rung.why}"
    least = "" if rung.attainable is None else f"; least possible {rung.attainable:.3f}"
    return (
        f"{rung.p:.3f} ({'all' if rung.exact else 'B ='} {rung.draws}{' ways' if rung.exact else ''}{least})"
    )
