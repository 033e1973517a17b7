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
    from interlocal.framework.indicators import IndicatorNumber
    from interlocal.framework.measured import Measured

__all__ = ["assess"]

Flag = Annotated[bool, Parameter(negative="")]


def assess(
    book: str,
    /,
    *,
    framework: str = "takao2003",
    case: Annotated[list[str] | None, Parameter(negative="")] = None,
    coder: str | None = None,
    providers: Flag = False,
    outcomes: Flag = False,
    measures: Flag = False,
    indicators: bool = True,
    worlds: int = 200,
    seed: int = 1,
    json: Flag = False,
) -> int:
    """Assess a casebook by a framework: roles with scores and evidence, providers, outcomes.

    Prints, for each case, every role in every period: the score that stands, the coders' scores and the
    best rival (whoever else scored highest); then the numbers from the network beside the scores. Nothing
    is added up, and outcomes are read from the records, never from scores.

    Parameters
    ----------
    book
        A casebook's folder, or the name of a shipped example.
    framework
        The name of a shipped framework (takao2003, keck_sikkink), or the path of a TOML file.
    case
        Only this case. May be repeated.
    coder
        Whose scores stand: adjudicated (the default, unless one coder scored everything), or the name
        of a coder.
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
    from interlocal.framework.classes import known_classes
    from interlocal.framework.fitted import fitted, posteriors
    from interlocal.framework.frame import read_framework
    from interlocal.framework.judged import standing_coder
    from interlocal.framework.study import Study

    if worlds < 1 and indicators:
        raise InterlocalError(f"--worlds {worlds}: give at least 1, or --no-indicators")
    # The numbers of measures are shown by two views only; the others need not wait for them.
    wanted = indicators and (json or measures or not (providers or outcomes))
    frame = read_framework(framework)
    found_book = sound(book)
    known_classes(found_book, frame)
    whose = coder or standing_coder(found_book, frame)
    study = Study(found_book, n=worlds, seed=seed)
    modelled = json or not (providers or outcomes or measures)
    model = fitted(study, frame, indicators=indicators) if modelled else None
    alone, helped = posteriors(model)
    found = put(
        study,
        framework=frame,
        cases=case or (),
        coder=whose,
        posterior=alone,
        posterior_with_indicators=helped,
        indicators=wanted,
        notes=model.warnings if model is not None else (),
    )
    if json:
        question: dict[str, Any] = {"book": book, "framework": framework, "case": case, "coder": whose}
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
    from interlocal.framework.classes import class_members, classes
    from interlocal.framework.judged import reads_codings

    known = classes(book)
    subject = known[frame.subject].name if frame.subject in known else frame.subject
    if frame.subject in known and not class_members(book, frame.subject):
        _say(f"Nobody here is one of the {subject}: look at the actors' sector and territory, and at home.")
    whose = f"by the {_whose(found.coder)}" if reads_codings(frame) else "read from positions"
    _say(f"Assessed: {subject}, {whose}. There is no overall index.")


def _whose(coder: str) -> str:
    return "scores that stand (adjudicated)" if coder == "adjudicated" else f"scores of {coder}"


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
        Shown("score, modelled", from_width=120),
        Shown("coders"),
        Shown("best rival"),
        Shown("coverage", right=True, from_width=90),
        Shown("evidence", from_width=100),
    ]
    for case in _cases(book, found):
        rows = [row for row in found.rows if row.case == case]
        told = [row for row in rows if row.state != "not coded"]
        if told:
            print_table(heads, _role_rows(book, frame, told))
            if len(told) < len(rows):
                _say(f"{len(rows) - len(told)} of {count(len(rows), 'cell')} of role and period: not coded.")
        else:
            _say("No scores: nobody was scored here on a role of this framework.")
        _numbers(book, frame, found, case)
    coders = sorted({one.coder for row in found.rows for one in row.coders})
    if coders:
        top = max(role.top for role in frame.roles)
        _say(
            f"Scores run from 0 to {top}. Coders: {', '.join(coders)}; × is a coder who found the text silent."
        )


def _role_rows(book: Casebook, frame: Framework, told: list[RoleRow]) -> Iterator[tuple[object, ...]]:
    for role in frame.roles:
        for k, row in enumerate(one for one in told if one.role == role.id):
            yield (
                "" if k else role.name,
                _period(book, row.period),
                row.state if row.score is None else f"{row.score} {row.said}",
                number(row.posterior),
                " ".join("×" if one.score is None else str(one.score) for one in row.coders) or "–",
                _rival(book, row),
                "–" if row.coverage is None else f"{row.coverage:.0%}",
                count(len(row.passages), "passage"),
            )


def _rival(book: Casebook, row: RoleRow) -> str:
    if row.rival is None:
        return "none scored"
    return f"{row.rival} {_names(book, row.rivals)}" + (f" ({row.word})" if row.word != "untested" else "")


def _numbers(book: Casebook, frame: Framework, found: Assessment, case: str) -> None:
    """The measures beside the scores: what each number says, for the case or period by period."""
    periods = {row.period for row in found.rows if row.case == case}
    rows: list[tuple[object, ...]] = []
    silent: list[str] = []
    for role in frame.roles:
        mine = [one for one in found.indicators if (one.case, one.role) == (case, role.id)]
        for one in mine:
            told = _told_number(book, one, periods)
            if told:
                first = not any(row[0] == role.name for row in rows)
                rows.append((role.name if first else "", one.says or one.number, told))
            elif one.says or one.number:
                silent.append(one.says or one.number)
    if rows:
        console().print()
        _say("Numbers from the network beside the scores (90 % of simulated codings in brackets):")
        print_table([Shown("role"), Shown("what is counted", ratio=3), Shown("value", ratio=3)], rows)
    if silent:
        _say(
            f"{count(len(silent), 'further number')} cannot be told from what is coded; --measures says why."
        )


def _told_number(book: Casebook, one: IndicatorNumber, periods: set[str]) -> tuple[str, ...]:
    """A number's values: of the case as a whole, then of each of its periods."""
    whole = [m for m in one.measured if m.about not in periods]
    lines = [_summary(whole)]
    for period in (p.id for p in book.codebook.periods if p.id in periods):
        here = _summary([m for m in one.measured if m.about == period])
        lines.append(here and f"{_period(book, period)}: {here}")
    return tuple(line for line in lines if line)


def _summary(measured: list[Measured]) -> str:
    """A number in short: its value, or between which values it lies; empty where nothing is codable."""
    contact = [m for m in measured if m.layer in ("contact", "")] or measured
    there = [m for m in contact if m.estimate.value is not None]
    if not there:
        return ""
    if len(there) == 1:
        return there[0].said if there[0].unit == "date" else number(there[0].estimate)
    values = [m.estimate.value for m in there if m.estimate.value is not None]
    same = f"{min(values):.2f}" if min(values) == max(values) else f"{min(values):.2f} to {max(values):.2f}"
    return f"{same} ({len(values)} values)"


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
        if rows:
            print_table([*heads, Shown("best rival"), Shown("kind")], rows)
        else:
            _say("No scores: nobody was scored here on a role of this framework.")
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
    from interlocal.framework.measured import spoken

    roles = {role.id: role.name for role in frame.roles}
    names = {actor.id: actor.name for actor in book.actors}
    heads = [
        Shown("role"),
        Shown("measure"),
        Shown("layer"),
        Shown("about"),
        Shown("value", ratio=2),
        Shown("coded", right=True),
    ]
    for case in _cases(book, found):
        rows: list[tuple[object, ...]] = []
        for one in (one for one in found.indicators if one.case == case):
            name = f"{one.measure}, {one.number}"
            if not one.measured:
                rows.append((roles[one.role], name, "", "", one.why, ""))
            for m in one.measured:
                value = m.why if m.estimate.value is None else "" if m.unit == "date" else number(m.estimate)
                value += f" {spoken(m.said, names)}" if m.said else ""
                share = "–" if m.estimate.coverage is None else f"{m.estimate.coverage:.0%}"
                rows.append((roles[one.role], name, m.layer, _names(book, [m.about]), value, share))
        if rows:
            print_table(heads, rows)
        else:
            _say("The framework names no measures as indicators.")
    if found.unmeasured:
        console().print()
        _say("Named by the framework, and not computed:")
        print_table(
            [Shown("role"), Shown("what"), Shown("why", ratio=2)],
            [(roles[one.role], one.what, one.why) for one in found.unmeasured],
        )
