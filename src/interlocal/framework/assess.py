"""The framework put to a casebook: roles by case and period, indicators, providers and outcomes, side by side.

Nothing is added up: there is no overall index, and outcomes are never inferred from role scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from interlocal.casebook.book import Casebook
from interlocal.errors import UnknownNameError
from interlocal.framework.asking import Element
from interlocal.framework.classes import known_classes
from interlocal.framework.comparison import role_word
from interlocal.framework.frame import Framework, Role, differences, read_framework
from interlocal.framework.indicators import IndicatorNumber, indicators_of
from interlocal.framework.judged import reads_codings, standing_coder
from interlocal.framework.outcomes import outcomes
from interlocal.framework.providers import (
    CoderScore,
    EpisodeRivals,
    Particular,
    ProviderScore,
    episode_rivals,
    particular,
    provider_scores,
)
from interlocal.framework.scores import ADJUDICATED
from interlocal.framework.study import Study
from interlocal.provenance import Estimate, Result

__all__ = ["Assessment", "NotMeasured", "Posteriors", "RoleRow", "assess"]

Posteriors: TypeAlias = Mapping[tuple[str, str, str], Estimate]
"""By case, period and role: what a measurement model makes of the coders' scores."""

FEW = 3


class RoleRow(Result, frozen=True):
    """One role in one period of one case: the subject's scores, its best rival, and the evidence.

    `score` is the highest of the subject's members that stands; None where it is *not codable* or not
    coded (`state` says which: "scored", "not codable" or "not coded"). `said` is that level's anchor.
    `coders` are the passes' scores of the subject. `word` compares with the best rival. `coverage` is
    the share of coders who gave a score. `posterior` comes from coders' scores alone,
    `posterior_with_indicators` from those and the indicators; None where no model was given.
    """

    case: str
    period: str
    dimension: str
    role: str
    state: str
    score: int | None
    said: str
    best: tuple[str, ...]
    coders: tuple[CoderScore, ...]
    word: str
    rival: int | None
    rivals: tuple[str, ...]
    rival_kinds: tuple[str, ...]
    coverage: float | None
    posterior: Estimate | None = None
    posterior_with_indicators: Estimate | None = None
    records: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


class NotMeasured(Result, frozen=True):
    """What would speak to a role by the framework and is not computed, and why."""

    role: str
    what: str
    why: str


class Assessment(Result, frozen=True):
    """What a framework finds in a casebook: profiles by provider, indicators and outcomes; no overall index.

    `unmeasured` is what the framework names besides and nobody can compute from such a source, with the reason.
    """

    framework: str
    title: str
    subject: str
    coder: str
    cases: tuple[str, ...]
    rows: tuple[RoleRow, ...]
    indicators: tuple[IndicatorNumber, ...]
    providers: tuple[ProviderScore, ...]
    particular: tuple[Particular, ...]
    rivals: tuple[EpisodeRivals, ...]
    outcomes: tuple[Element, ...]
    unmeasured: tuple[NotMeasured, ...]
    warnings: tuple[str, ...]


def assess(
    study: Study,
    *,
    framework: str | Path | Framework = "takao2003",
    cases: Iterable[str] = (),
    coder: str | None = None,
    posterior: Posteriors | None = None,
    posterior_with_indicators: Posteriors | None = None,
    indicators: bool = True,
    notes: Iterable[str] = (),
) -> Assessment:
    """Assess a casebook by a framework: rows by case, period and role, and what stands beside them.

    `coder` says whose scores stand: the adjudicated ones or those of one coder's pass; None is
    `interlocal.framework.judged.standing_coder`. `posterior` and
    `posterior_with_indicators` map (case, period, role) to what a measurement model makes of the
    scores, and `notes` are what it warns of. Without `indicators` no measure is computed. Raises
    `UnknownNameError` for a case, coder or framework that is none.

    >>> from interlocal.casebook.folder import read
    >>> found = assess(Study(read("takao2003"), n=0), indicators=False)
    >>> row = next(r for r in found.rows if (r.period, r.role) == ("kitakyushu-2", "access_to_centre"))
    >>> row.score, row.said, row.rivals, row.word
    (3, 'a regular channel (secondment, association)', ('dalian-city',), 'level')
    """
    book, frame = study.book, read_framework(framework)
    wanted = _cases(study, cases)
    known_classes(book, frame)
    coder = standing_coder(book, frame) if coder is None else coder
    _known_coder(book, coder)
    scored = tuple(row for row in provider_scores(book, frame, coder=coder) if row.case in wanted)
    alone = particular(scored)
    models = (posterior or {}, posterior_with_indicators or {})
    numbers = indicators_of(study, frame, wanted) if indicators else ()
    return Assessment(
        framework=frame.id,
        title=frame.title,
        subject=frame.subject,
        coder=coder,
        cases=wanted,
        rows=_rows(book, frame, wanted, scored, alone, models),
        indicators=numbers,
        providers=scored,
        particular=alone,
        rivals=tuple(row for row in episode_rivals(book, frame, coder=coder) if row.case in wanted),
        outcomes=outcomes(book, frame, cases=wanted),
        unmeasured=tuple(
            NotMeasured(role=role.id, what=one.what, why=one.why)
            for role in frame.roles
            for one in role.unmeasured
        ),
        warnings=(*differences(frame, book.codebook), *_few(book, frame), *notes, *_missing(numbers)),
    )


def _cases(study: Study, cases: Iterable[str]) -> tuple[str, ...]:
    known = tuple(one.id for one in study.book.codebook.cases)
    asked = tuple(cases)
    for case in asked:
        if case not in known:
            raise UnknownNameError(f"no case {case!r}; the cases are {', '.join(known)}")
    return asked or study.cases


def _known_coder(book: Casebook, coder: str) -> None:
    known = sorted({*book.coders, *(one.coder for one in book.codings), ADJUDICATED})
    if coder not in known:
        raise UnknownNameError(f"no coder {coder!r}; the coders are {', '.join(known)}")


def _rows(
    book: Casebook,
    frame: Framework,
    cases: tuple[str, ...],
    scored: tuple[ProviderScore, ...],
    alone: tuple[Particular, ...],
    models: tuple[Posteriors, Posteriors],
) -> tuple[RoleRow, ...]:
    best = {(one.case, one.period, one.role): one for one in alone}
    mine: dict[tuple[str, str, str], list[ProviderScore]] = {}
    for row in scored:
        if row.subject:
            mine.setdefault((row.case, row.period, row.role), []).append(row)
    return tuple(
        _row(
            book,
            case,
            period,
            role,
            mine.get((case, period, role.id), []),
            best.get((case, period, role.id)),
            models,
        )
        for case in cases
        for period in _periods(book, frame, case, scored)
        for role in frame.roles
    )


def _periods(
    book: Casebook, frame: Framework, case: str, scored: tuple[ProviderScore, ...]
) -> tuple[str, ...]:
    """The case's periods, and "" for what is judged but not dated to one of them."""
    declared = tuple(one.id for one in book.codebook.periods if one.case == case)
    outside = any(row.case == case and row.period not in declared for row in scored)
    return (*declared, "") if outside or not declared else declared


def _row(
    book: Casebook,
    case: str,
    period: str,
    role: Role,
    mine: list[ProviderScore],
    found: Particular | None,
    models: tuple[Posteriors, Posteriors],
) -> RoleRow:
    standing = [row for row in mine if row.judged]
    top = [row for row in standing if found is not None and row.score == found.score]
    score = found.score if found else None
    cell = (case, period, role.id)
    by_coder = _coders(book, mine)
    return RoleRow(
        case=case,
        period=period,
        dimension=role.dimension,
        role=role.id,
        state="scored" if score is not None else "not codable" if standing else "not coded",
        score=score,
        said=role.anchors[score].says if score is not None and score <= role.top else "",
        best=found.best if found else (),
        coders=by_coder,
        word=role_word(score, found.rival if found else None),
        rival=found.rival if found else None,
        rivals=found.rivals if found else (),
        rival_kinds=found.rival_kinds if found else (),
        coverage=_coverage(book, by_coder, score),
        posterior=models[0].get(cell),
        posterior_with_indicators=models[1].get(cell),
        records=tuple(sorted({one for row in top for one in row.records})),
        passages=tuple(sorted({one for row in top for one in row.passages})),
    )


def _coders(book: Casebook, mine: list[ProviderScore]) -> tuple[CoderScore, ...]:
    """Each pass's highest score of the subject; none for a coder who did not judge it."""
    best: dict[str, CoderScore] = {}
    for one in (score for row in mine for score in row.coders):
        held = best.get(one.coder)
        if held is None or held.score is None or (one.score is not None and one.score > held.score):
            best[one.coder] = one
    return tuple(best[coder] for coder in sorted(best))


def _coverage(book: Casebook, coders: tuple[CoderScore, ...], score: int | None) -> float:
    if not book.coders:
        return float(score is not None)
    return sum(one.score is not None for one in coders) / len(book.coders)


def _few(book: Casebook, frame: Framework) -> tuple[str, ...]:
    coders = len(book.coders)
    if coders >= FEW or not reads_codings(frame):
        return ()
    told = (
        "one coder judged" if coders == 1 else f"{coders} coders judged" if coders else "no separate passes"
    )
    return (f"{told}: with fewer than three, intervals of scores rest on assumptions about coders",)


def _missing(numbers: tuple[IndicatorNumber, ...]) -> tuple[str, ...]:
    """What the framework asks of measures and does not get, by the reason."""
    asked: dict[str, dict[str, None]] = {}
    for one in numbers:
        if one.missing:
            asked.setdefault(one.why, {})[f"{one.measure} ({one.number})"] = None
    return tuple(f"indicators {', '.join(names)}: {why}" for why, names in asked.items())
