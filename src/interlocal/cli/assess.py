"""`interlocal assess BOOK`: a framework put to a casebook."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from interlocal.cli.asking import number
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from interlocal.casebook.book import Casebook
    from interlocal.framework.assess import Assessment, RoleRow
    from interlocal.framework.frame import Framework
    from interlocal.framework.measured import Measured

__all__ = ["assess"]

Flag = Annotated[bool, Parameter(negative="")]


def assess(
    book: str,
    /,
    *,
    framework: str = "takao2003",
    case: Annotated[list[str] | None, Parameter(negative="")] = None,
    coder: str = "adjudicated",
    providers: Flag = False,
    outcomes: Flag = False,
    measures: Flag = False,
    indicators: bool = True,
    worlds: int = 200,
    seed: int = 1,
    json: Flag = False,
) -> int:
    """Assess a casebook by a framework: roles with scores and evidence, providers, outcomes.

    Prints, for each case, every role in every period: the score that stands, the coders' scores, the
    best rival, indicators, coverage and evidence. Nothing is added up, and outcomes are read from the
    records, never from scores.

    Parameters
    ----------
    book
        A casebook's folder, or the name of a shipped example.
    framework
        The name of a shipped framework (takao2003, keck_sikkink), or the path of a TOML file.
    case
        Only this case. May be repeated.
    coder
        Whose scores stand: adjudicated, or the name of a coder's pass.
    providers
        Show who else plays each role, and in which the subject is matched or exceeded.
    outcomes
        Show what is told of each outcome in each episode, and what is not coded.
    measures
        Show every number of the measures that the roles name as indicators.
    indicators
        Compute the measures; without, only scores are shown.
    worlds
        How many simulated codings the measures draw.
    seed
        Seed of the draws.
    json
        Print JSON instead of tables.
    """
    from interlocal.casebook.check import sound
    from interlocal.framework.assess import assess as put
    from interlocal.framework.fitted import fitted, posteriors
    from interlocal.framework.frame import read_framework
    from interlocal.framework.study import Study

    if worlds < 1 and indicators:
        raise InterlocalError(f"--worlds {worlds}: give at least 1, or --no-indicators")
    # The numbers of measures are shown by two views only; the others need not wait for them.
    wanted = indicators and (json or measures or not (providers or outcomes))
    frame = read_framework(framework)
    found_book = sound(book)
    study = Study(found_book, n=worlds, seed=seed)
    modelled = json or not (providers or outcomes or measures)
    model = fitted(study, frame, indicators=indicators) if modelled else None
    alone, helped = posteriors(model)
    found = put(
        study,
        framework=frame,
        cases=case or (),
        coder=coder,
        posterior=alone,
        posterior_with_indicators=helped,
        indicators=wanted,
        notes=model.warnings if model is not None else (),
    )
    if json:
        question: dict[str, Any] = {"book": book, "framework": framework, "case": case, "coder": coder}
        question["indicators"] = wanted
        more = {"seed": seed, "n_worlds": worlds} if wanted else {}
        print_answer(
            "assess", question, found, casebook_digest=found_book.digest, warnings=found.warnings, **more
        )
        return 0
    _head(found_book, frame, found)
    views = [
        view
        for asked, view in ((providers, _providers), (outcomes, _outcomes), (measures, _measures))
        if asked
    ]
    for view in views or [_roles]:
        view(found_book, frame, found)
    for warning in found.warnings:
        _say(f"Note: {warning}.")
    return 0


def _head(book: Casebook, frame: Framework, found: Assessment) -> None:
    _say(f"{frame.title}. {frame.source}")
    subject = next((one.name for one in book.codebook.classes if one.id == frame.subject), frame.subject)
    _say(f"Assessed: {subject}, by the scores of {found.coder}. There is no overall index.")


def _say(text: str) -> None:
    out = console()
    for line in textwrap.wrap(clean(text), max(20, min(out.width, 110)), subsequent_indent="  "):
        out.print(line)


def _names(book: Casebook, actors: Iterable[str]) -> str:
    known = {actor.id: actor.name for actor in book.actors}
    listed = [known.get(actor, actor) for actor in actors]
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return ", ".join(listed[:3]) + more


def _cases(book: Casebook, found: Assessment) -> Iterator[str]:
    """Each case's id, after its name as a heading."""
    names = {case.id: case.name or case.id for case in book.codebook.cases}
    for case in found.cases:
        console().print()
        _say(names[case])
        yield case


def _period(book: Casebook, id: str) -> str:
    known = next((one for one in book.codebook.periods if one.id == id), None)
    return f"{known.start}–{known.end}" if known else "undated"


# --- roles ------------------------------------------------------------------------------------------------------


def _roles(book: Casebook, frame: Framework, found: Assessment) -> None:
    heads = [
        Shown("role"),
        Shown("period", fixed=True),
        Shown("score"),
        Shown("posterior", from_width=120),
        Shown("coders"),
        Shown("best rival"),
        Shown("indicator"),
        Shown("coverage", right=True, from_width=90),
        Shown("evidence", from_width=100),
    ]
    for case in _cases(book, found):
        rows = [row for row in found.rows if row.case == case]
        told = [row for row in rows if row.state != "not coded"]
        print_table(heads, _role_rows(book, frame, found, case, told))
        if len(told) < len(rows):
            _say(f"{len(rows) - len(told)} of {count(len(rows), 'cell')} of role and period are not coded.")


def _role_rows(
    book: Casebook, frame: Framework, found: Assessment, case: str, told: list[RoleRow]
) -> Iterator[tuple[object, ...]]:
    for role in frame.roles:
        for k, row in enumerate(one for one in told if one.role == role.id):
            yield (
                "" if k else role.name,
                _period(book, row.period),
                row.state if row.score is None else f"{row.score} {row.said}",
                number(row.posterior),
                " ".join("×" if one.score is None else str(one.score) for one in row.coders) or "–",
                _rival(book, row),
                _indicator(found, row, first=not k),
                "–" if row.coverage is None else f"{row.coverage:.0%}",
                count(len(row.passages), "passage"),
            )


def _rival(book: Casebook, row: RoleRow) -> str:
    if row.rival is None:
        return "none scored"
    return f"{row.rival} {_names(book, row.rivals)}" + (f" ({row.word})" if row.word != "untested" else "")


def _indicator(found: Assessment, row: RoleRow, *, first: bool) -> str | tuple[str, ...]:
    """The numbers about the row's period; and those about the case as a whole beside its first row."""
    mine = [one for one in found.indicators if (one.case, one.role) == (row.case, row.role)]
    periods = {other.period for other in found.rows if other.case == row.case}
    lines = []
    for one in mine:
        here = [m for m in one.measured if m.about == row.period]
        whole = [m for m in one.measured if m.about not in periods]
        if here or (first and (whole or not one.measured)):
            lines.append(f"{one.number}: {_summary(here or whole, missing=one.missing)}")
    return tuple(lines) or ("–" if first else "")


def _summary(measured: list[Measured], *, missing: bool) -> str:
    """A number in short: its value, or how many values there are and between which they lie."""
    contact = [m for m in measured if m.layer in ("contact", "")] or measured
    values = [m.estimate.value for m in contact if m.estimate.value is not None]
    if not values:
        return "not there" if missing else "not codable"
    if len(contact) == 1:
        return contact[0].said if contact[0].unit == "date" else number(contact[0].estimate)
    return f"{min(values):.2f} to {max(values):.2f} (n = {len(values)})"


# --- providers --------------------------------------------------------------------------------------------------


def _providers(book: Casebook, frame: Framework, found: Assessment) -> None:
    roles = {role.id: role.name for role in frame.roles}
    kinds = {one.id: one.name for one in frame.providers}
    for case in _cases(book, found):
        rows = [
            (
                roles[one.role],
                _period(book, one.period),
                f"{one.word}",
                "–" if one.score is None else f"{one.score} {_names(book, one.best)}",
                "–" if one.rival is None else f"{one.rival} {_names(book, one.rivals)}",
                ", ".join(kinds.get(kind, kind) for kind in one.rival_kinds),
            )
            for one in found.particular
            if one.case == case and (one.score is not None or one.rival is not None)
        ]
        heads = [Shown("role"), Shown("period", fixed=True), Shown("the subject is"), Shown("its score")]
        print_table([*heads, Shown("best rival"), Shown("kind")], rows)
        _episodes(book, found, roles, case)
    _say("Particular: others were scored, and none as high. Whom a role reaches is no rival at it.")


def _episodes(book: Casebook, found: Assessment, roles: dict[str, str], case: str) -> None:
    names = {one.id: one.name for one in book.codebook.episodes}
    rows = [
        (
            names[one.episode],
            roles[one.role],
            one.word,
            "–" if one.score is None else f"{one.score} {_names(book, one.best)}",
            "–" if one.rival is None else f"{one.rival} {_names(book, one.rivals)}",
        )
        for one in found.rivals
        if one.case == case
    ]
    if rows:
        print_table(
            [Shown("episode"), Shown("role"), Shown("the subject is"), Shown("its score"), Shown("rival")],
            rows,
        )


# --- outcomes ---------------------------------------------------------------------------------------------------


def _outcomes(book: Casebook, frame: Framework, found: Assessment) -> None:
    names = {one.id: one.name for one in book.codebook.episodes}
    outcome = {one.id: one.name for one in frame.outcomes}
    for case in _cases(book, found):
        mine = [one for one in found.outcomes if one.case == case]
        for episode in dict.fromkeys(one.episode for one in mine):
            _say(f"Episode: {names[episode]}" if episode else "The case as a whole")
            told = [one for one in mine if one.episode == episode]
            dumb = [one for one in told if not one.coded]
            coded = [one for one in told if one.coded]
            again = [k > 0 and one.outcome == coded[k - 1].outcome for k, one in enumerate(coded)]
            rows = [
                _told(book, "" if same else outcome[one.outcome], one)
                for one, same in zip(coded, again, strict=True)
            ]
            heads = [Shown("outcome"), Shown("element"), Shown("date or period"), Shown("who")]
            print_table([*heads, Shown("what"), Shown("passages", right=True, from_width=100)], rows)
            for one in dumb:
                _say(f"{one.word}: {outcome[one.outcome]}, {one.element}: {one.why}.")
            console().print()


def _told(book: Casebook, outcome: str, one: Any) -> tuple[object, ...]:
    value = (
        f"{number(one.estimate, 0 if one.unit == 'count' else 2)}: " if one.unit in ("count", "share") else ""
    )
    for_whom = f", for {_names(book, [one.beneficiary])}" if one.beneficiary else ""
    place = f" [{one.arena}]" if one.arena else ""
    when = _period(book, one.period) if one.period else one.date
    who = _names(book, [one.about]) if one.about else ""
    return outcome, one.element, when, who, f"{value}{one.word}{place}{for_whom}", len(one.estimate.passages)


# --- measures ---------------------------------------------------------------------------------------------------


def _measures(book: Casebook, frame: Framework, found: Assessment) -> None:
    roles = {role.id: role.name for role in frame.roles}
    heads = [
        Shown("role"),
        Shown("measure"),
        Shown("layer"),
        Shown("about"),
        Shown("value"),
        Shown("coverage"),
    ]
    for case in _cases(book, found):
        rows: list[tuple[object, ...]] = []
        for one in (one for one in found.indicators if one.case == case):
            name = f"{one.measure}, {one.number}"
            if not one.measured:
                rows.append((roles[one.role], name, "", "", one.why, ""))
            for m in one.measured:
                value = m.why if m.estimate.value is None else "" if m.unit == "date" else number(m.estimate)
                value += f" {m.said}" if m.said else ""
                share = "–" if m.estimate.coverage is None else f"{m.estimate.coverage:.0%}"
                rows.append((roles[one.role], name, m.layer, _names(book, [m.about]), value, share))
        if rows:
            print_table(heads, rows)
        else:
            _say("The framework names no measures as indicators.")
