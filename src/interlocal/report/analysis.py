"""The measures and tests behind the page: asked once, then drawn and put into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from interlocal.casebook.book import Casebook
from interlocal.framework.finance import finance
from interlocal.framework.fitted import fitted
from interlocal.framework.frame import Framework
from interlocal.framework.measured import Measured, spoken
from interlocal.framework.measures import measure
from interlocal.framework.study import Study
from interlocal.inference.ladder import Tested, judge_claims
from interlocal.inference.roles import judge_roles
from interlocal.report.answerability import answerability
from interlocal.report.border import border
from interlocal.report.claims import ClaimPart, claim_parts, claim_table
from interlocal.report.cohesion import cohesion
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table
from interlocal.report.first import first
from interlocal.report.found import Found
from interlocal.report.plain import Plain, plain
from interlocal.report.profiles import profile
from interlocal.report.reading import Reading
from interlocal.report.role_tests import role_tables
from interlocal.report.routes import arrivals, left_of, removals, ribbons
from interlocal.report.verdict import Verdict

__all__ = ["Analysis", "Progress", "analysed"]

Progress = Callable[[str], None]

MEASURES = ("transfer", "cohesion", "border", "accountability", "adoption")
"""The measures that the page draws; `interlocal assess --measures` lists all of them."""


@dataclass(frozen=True)
class Analysis:
    """Figures by case and across cases, the claims with their tests, and the page in plain words."""

    figures: dict[str, tuple[Figure, ...]]
    across: tuple[Figure, ...]
    claims: tuple[ClaimPart, ...]
    claim_table: Table | None
    roles: tuple[Table, ...]
    plain: Plain | None
    methods: tuple[tuple[str, str], ...]


def analysed(
    book: Casebook,
    reading: Reading,
    evidence: Evidence,
    verdicts: tuple[Verdict, ...],
    base: Mapping[str, Sequence[Figure]],
    *,
    seed: int,
    worlds: int,
    say: Progress,
) -> Analysis:
    """Ask all measures, test all claims, and draw what they found; `base` are figures drawn before, by case."""
    study = Study(book, worlds, seed)
    cases = reading.studied
    if not cases or reading.chronology is None:
        return Analysis({}, (), (), None, (), None, ())
    found = Found(_measured(study, say))
    say("measurement model of the role scores")
    frame = reading.frame if scored_by(book, reading.frame) else None
    model = None if frame is None else fitted(study, frame)
    left = {case: left_of(study, reading, case) for case in cases}
    figures: dict[str, tuple[Figure, ...]] = {}
    for case in cases:
        say(f"figures of {reading.entry_name('cases', case)}")
        figures[case] = (
            *(() if frame is None else (profile(model, frame, reading, evidence, case),)),
            ribbons(study, reading, evidence, case),
            removals(study, left[case], evidence, case),
            arrivals(found, reading, evidence, case),
            cohesion(found, reading, evidence, case),
            answerability(found, finance(study, case=case), reading, evidence, case),
            first(found, reading, evidence, case),
        )
    tests: tuple[Tested, ...] = judge_claims(book, progress=say)
    parts = claim_parts(tests, evidence)
    table = claim_table(tests, parts, reading) if tests else None
    judged = () if frame is None else judge_roles(book, frame, seed=seed, progress=say)
    roles = role_tables(judged, evidence)
    drawn = [(case, figure) for by in (figures, base) for case in by for figure in by[case] if figure.parts]
    # An anchor begins with what its figure shows.
    places = {f"{figure.id.partition('-')[0]} {case}": figure.id for case, figure in drawn}
    places |= {one.claim.id: part.anchor for one, part in zip(tests, parts, strict=True)}
    page = plain(study, reading, left, found, verdicts, tests, judged, places)
    methods = (
        ("Simulated codings", f"{worlds}: dates within their bounds and order, ties by their certainty"),
        (
            "Claims",
            f"{len(tests)}, each with the seed, statistic and threshold that its file declares"
            if tests
            else "none",
        ),
    )
    return Analysis(figures, (border(found, reading, evidence, cases),), parts, table, roles, page, methods)


def scored_by(book: Casebook, frame: Framework) -> bool:
    """Whether the codebook scores roles of a framework, rather than items of its own only."""
    return bool({role.id for role in frame.roles} & {item.id for item in book.codebook.items})


def _measured(study: Study, say: Progress) -> tuple[Measured, ...]:
    rows: list[Measured] = []
    for name in MEASURES:
        one = measure(name)
        say(f"{one.code} {one.name}")
        rows += one.read(study)
    names = {actor.id: actor.name for actor in study.book.actors}
    return tuple(replace(row, said=spoken(row.said, names)) for row in rows)
