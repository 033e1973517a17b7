"""`interlocal test`: the claims of a casebook, or a class of units of a table, against the null ladder."""

# ruff: noqa: PT028 -- the verb is called test; it is no test

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from interlocal.cli.asking import check_figure, save
from interlocal.cli.events import is_table
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table, progress
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from interlocal.casebook.book import Casebook
    from interlocal.inference.ladder import Part, Tested
    from interlocal.inference.roles import RoleTest
    from interlocal.inference.rung import Ladder

__all__ = ["test"]

Many = Annotated[list[str] | None, Parameter(negative="")]

MOST_CLASSES = 10
"""So many of a table's classes are printed beside the one that is tested."""


def test(
    book: str,
    claims: Many = None,
    /,
    *,
    claim: Many = None,
    replications: int | None = None,
    level: str | None = None,
    roles: Annotated[bool, Parameter(negative="")] = False,
    framework: str = "takao2003",
    unit: str | None = None,
    group: str | None = None,
    label: str | None = None,
    value: str | None = None,
    country: str | None = None,
    time: str | None = None,
    source: str | None = None,
    end: str | None = None,
    relation: str | None = None,
    keys: Many = None,
    kind: Literal["membership", "events"] = "membership",
    group_label: str | None = None,
    group_country: str | None = None,
    least: float | None = None,
    rule: Literal["most", "any"] = "most",
    odd_dates: Literal["error", "missing"] = "error",
    statistic: Many = None,
    seed: int = 1,
    workers: int | None = None,
    figure: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Test claims against the null ladder: confirmed, contradicted, not confirmed, or not testable.

    Each claim is tested as its file declares it, in its own scope, in each case and in the other layer.
    The tipping curve comes first: how much unseen activity of others would undo the claim. A claim
    that is not confirmed is a result, not an error. With a table (.csv, .tsv or .parquet) instead of a
    casebook, the same ladder for one class of units, with a verdict on every statistic.

    Parameters
    ----------
    book:
        A casebook's folder, the name of a shipped example, or a table (.csv, .tsv, .parquet) of units
        and groups.
    claims:
        Ids of claims; without any, all claims of the casebook.
    claim:
        Another way to name a claim. May be repeated.
    replications:
        Draws of every null, instead of what the claims declare.
    level:
        The rung that decides (N1, N2, N2b, N3 or N4), instead of what the claims declare; for a table N2b.
    roles:
        Test the roles of the framework instead of the claims, each by the test that the framework declares.
    framework:
        Whose roles: the name of a shipped framework, or the path of one of your own (.toml).
    unit:
        Of a table: the column of the units.
    group:
        Of a table: the column of what units belong to; of events, that of the other unit.
    label:
        Of a table: the column of the label.
    value:
        Of a table: the label that is tested.
    country:
        Of a table: the column of the units' countries.
    time:
        Of a table: the column of dates.
    source:
        Of a table: the column of sources.
    end:
        Of a table: the column of the dates on which memberships end.
    relation:
        Of a table: the column of the kind of tie; nulls exchange ties only within a kind.
    keys:
        Of a table: a further column in which comparable units are alike. May be repeated.
    kind:
        Of a table: whether a row puts a unit into a group (membership) or ties two units (events).
    group_label:
        Of a table of events: the column of the other unit's label.
    group_country:
        Of a table of events: the column of the other unit's country.
    least:
        Of a table: the smallest loss that counts for its verdict, a share (0.1 without it; claims declare their own).
    rule:
        Of a table: a unit has the label that most of its rows have (most), or one of them (any).
    odd_dates:
        Of a table: what to do with a cell that holds no date: refuse it (error), or count it as missing.
    statistic:
        Of a table: reach, bridging or journeys; by default all that the table allows. May be repeated.
    seed:
        Of a table or of roles: seed of the draws (claims declare their own).
    workers:
        Threads (default two). Results do not depend on it.
    figure:
        Save the tipping curves here (.svg, .png or .pdf).
    json:
        Print JSON instead of text.
    """
    if replications is not None and not 19 <= replications <= 100_000:
        raise InterlocalError(f"--replications {replications}: give 19 to 100,000")
    if level is not None and level not in ("N1", "N2", "N2b", "N3", "N4"):
        raise InterlocalError(f"--level {level}: write N1, N2, N2b, N3 or N4")
    if figure is not None:
        check_figure(figure)
    columns = {"unit": unit, "group": group, "label": label, "value": value}
    own = {"country": country, "time": time, "source": source, "end": end, "relation": relation}
    own |= {"group_label": group_label, "group_country": group_country}
    lists = {"keys": keys, "statistic": statistic}
    if is_table(book):
        if claims or claim:
            raise InterlocalError(f"{book}: a table has no claims; its class is --label and --value")
        if roles:
            raise InterlocalError(f"{book}: a table has no roles; leave --roles out")
        asked: dict[str, Any] = {**own, **lists, "rule": rule, "odd_dates": odd_dates, "kind": kind}
        asked |= {"level": level, "least": least}
        return _table(book, columns, asked, replications or 1000, seed, workers, figure, json)
    odd = {"rule": rule != "most", "odd-dates": odd_dates != "error", "kind": kind != "membership"}
    odd["least"] = least is not None
    if told := [
        name.replace("_", "-") for name, given in {**columns, **own, **lists, **odd}.items() if given
    ]:
        raise InterlocalError(f"--{told[0]} belongs to a table (.csv, .tsv or .parquet); {book} is none")
    claims = [*(claims or ()), *(claim or ())]
    from interlocal.casebook.check import sound

    found_book = sound(book)
    if roles:
        if claims:
            raise InterlocalError(
                "--roles tests a framework's roles, not claims: leave the ids of claims out"
            )
        return _roles(found_book, book, framework, replications or 999, seed, json)
    from interlocal.inference.ladder import judge_claims

    if not found_book.claims:
        raise InterlocalError(f"{book} declares no claims; write each as a file of {book}/claims/")
    found = judge_claims(
        found_book,
        claims,
        replications=replications,
        level=level,
        workers=workers,
        progress=progress(),
    )
    if figure is not None:
        save(_figure(found), figure)
    if json:
        question = {"book": book, "claims": claims or None, "replications": replications, "level": level}
        # Every claim holds its own seed and number of worlds; the envelope has them where they agree.
        seeds, drawn = ({getattr(one.claim, name) for one in found} for name in ("seed", "worlds"))
        more = {"seed": seeds.pop()} if len(seeds) == 1 else {}
        more |= {"n_worlds": drawn.pop()} if len(drawn) == 1 else {}
        print_answer("test", question, found, casebook_digest=found_book.digest, **more)
        return 0
    for one in found:
        _print(one)
    _legend(one.whole.ladder for one in found)
    _trust()
    if len(found) > 1:
        console().print("")
        rows = [(one.claim.id, one.whole.verdict.outcome, one.claim.statement) for one in found]
        print_table([Shown("claim"), Shown("verdict", fixed=True), Shown("what was claimed", ratio=1)], rows)
    if figure is not None:
        console().print(f"Saved {figure}")
    return 0


def _roles(book: Casebook, name: str, framework: str, replications: int, seed: int, json: bool) -> int:
    from interlocal.framework.frame import read_framework
    from interlocal.inference.roles import judge_roles

    frame = read_framework(framework)
    found = judge_roles(book, frame, replications=replications, seed=seed, progress=progress())
    if json:
        question = {"book": name, "framework": framework, "replications": replications}
        print_answer("test", question, found, seed=seed, casebook_digest=book.digest)
        return 0
    heads = [Shown("role"), Shown("what is tested", 100), Shown("in the data"), Shown("labels permuted")]
    numbers = [Shown("p", right=True), Shown("q", right=True), Shown("not testable because", 90)]
    print_table([*heads, *numbers], [_role_row(one) for one in found])
    tested = [one for one in found if one.whole.p is not None]
    if tested:
        held = f"q holds the share of false findings over the {count(len(tested), 'role')} tested"
        console().print(
            clean(f"{held}. Labels go only to comparable records or actors, which the framework names.")
        )
    else:
        console().print("No role could be tested here.")
    for one in tested:
        for note in one.whole.notes:
            console().print(clean(f"  {one.name}: {note}."))
        rivals = [
            f"{other.about.replace('_', ' ')} {other.value:.2f}{'' if other.p is None else f' (p {other.p:.3f})'}"
            for other in one.placebos
            if other.value is not None and other.about != frame.subject
        ]
        if rivals:
            console().print(clean(f"    The same for others: {'; '.join(rivals)}."))
    return 0


def _role_row(one: RoleTest) -> tuple[str, ...]:
    rung = one.whole
    low, high = rung.observed.interval or (None, None)
    around = "" if low is None or high is None else f" ({low:.2f} to {high:.2f})"
    seen = "–" if rung.observed.value is None else f"{rung.observed.value:.2f}{around}"
    null = "–" if rung.null is None else f"{rung.null.mean:.2f} ({rung.null.low:.2f} to {rung.null.high:.2f})"
    p, q = ("–" if x is None else f"{x:.3f}" for x in (rung.p, one.q))
    return one.name, one.says or "–", seen, null, p, q, rung.why


def _figure(found: tuple[Tested, ...]) -> Any:
    from interlocal.report.nulls import tipping

    panels = [(one.claim.statement, [curve.tipping for curve in one.whole.unseen]) for one in found]
    return tipping(panels, id="tipping")


def _print(one: Tested) -> None:
    out = console()
    claim, verdict = one.claim, one.whole.verdict
    out.print(clean(f"{claim.id}: {verdict.outcome.upper()}"), style="bold")
    out.print(clean(claim.statement))
    _say(verdict.sentence)
    for line in (one.whole.robustness, one.sensitivity):
        if line is not None:
            _say(f"{line.said[:1].upper()}{line.said[1:]}.")
    for warning in one.whole.ladder.warnings:
        _say(f"{warning[:1].upper()}{warning[1:]}.")
    if any(curve.tipping.points for curve in one.whole.unseen):
        _print_curves(one.whole)
    _print_rungs(one.whole.ladder)
    if one.parts:
        out.print("The same claim elsewhere:")
    for part in one.parts:
        _say(part.verdict.sentence)
    out.print("")


def _say(text: str) -> None:
    """A sentence as a paragraph of its own, indented, as wide as can be read."""
    out = console()
    for line in textwrap.wrap(
        clean(text), max(20, min(out.width, 110)), initial_indent="- ", subsequent_indent="  "
    ):
        out.print(line)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _print_curves(part: Part) -> None:
    rhos = [f"{point.rho:g}" for point in part.unseen[0].tipping.points]
    rows = [
        (one.variant, *("–" if p.mean is None else f"{p.mean:.2f}" for p in one.tipping.points))
        for one in part.unseen
    ]
    print_table([Shown("loss if unseen ties fall"), *(Shown(f"rho {rho}", right=True) for rho in rhos)], rows)


def _print_rungs(ladder: Ladder, digits: int = 2) -> None:
    twice = Counter((one.level, one.statistic) for one in ladder.rungs)
    several = len({one.statistic for one in ladder.rungs}) > 1
    rows = []
    for one in ladder.rungs:
        p = "–" if one.p is None else f"{one.p:.3f}"
        family = "–" if one.p_family is None else f"{one.p_family:.3f}"
        null, loss = "–", "–" if one.observed.value is None else f"{one.observed.value:.{digits}f}"
        if one.null is not None:
            null = f"{one.null.mean:.{digits}f} ({one.null.low:.{digits}f} to {one.null.high:.{digits}f})"
        named = (one.level, one.statistic) if several else (one.level,)
        why = "" if one.testable else one.why if "not testable" in one.why else f"not testable: {one.why}"
        asks = f"{one.question} ({one.name})" if twice[one.level, one.statistic] > 1 else one.question
        if one.level == "N6" and one.notes:
            asks += f" {_capital('; '.join(one.notes))}"
        rows.append((*named, why or asks, loss, null, p, family))
    heads = [Shown("rung", fixed=True), *([Shown("statistic", fixed=True)] if several else [])]
    heads += [Shown("what it asks", ratio=1), Shown("loss", right=True), Shown("if shuffled", fixed=True)]
    print_table([*heads, Shown("p", right=True), Shown("p, family", 100, right=True)], rows)


def _legend(ladders: Iterable[Ladder]) -> None:
    """What the columns mean, once, under the last table."""
    if not any(ladder.rungs for ladder in ladders):
        return
    _say(
        "Loss: the share of what was connected that comes apart without those removed. "
        "If shuffled: the same for shuffled data, on average (and from the 5th to the 95th percentile). "
        "p: how often shuffled data lose at least as much; small means that chance is no explanation. "
        "rho: how many times too seldom the ties of others may have been reported."
    )


def _trust() -> None:
    """How often the rule of verdicts confirms what is not so, in the calibration study that comes with this version."""
    from interlocal.inference.calibration import shipped

    told = shipped("casebook").verdicts
    none = [told[name] for name in ("even", "plain", "hubs")]
    confirmed, books = sum(one["confirmed"] for one in none), sum(sum(one.values()) for one in none)
    fuller = told["reported"]
    _say(
        f"How far to trust a verdict: on simulated casebooks whose local governments have no special role, {confirmed} "
        f"of {books} were confirmed; where their contacts were reported four times as often, "
        f"{fuller['confirmed']} of {sum(fuller.values())}. No shuffle tells a role from fuller reporting: a verdict "
        "holds up to the rho that comes with it (interlocal calibrate --ladder casebook --shipped)."
    )


def _table(
    path: str,
    columns: dict[str, str | None],
    more: dict[str, Any],
    replications: int,
    seed: int,
    workers: int | None,
    figure: Path | None,
    json: bool,
) -> int:
    missing = [f"--{name}" for name, given in columns.items() if not given]
    if missing:
        raise InterlocalError(f"{path}: a table needs {', '.join(missing)}")
    from interlocal.inference.tables import ladder_of_table

    asked: dict[str, Any] = {name: given for name, given in more.items() if given not in (None, [])}
    say = progress()
    if say is not None:
        asked["progress"] = lambda what, done, total: say(f"{what}: {done:,} of {total:,}")
    asked |= {"replications": replications, "seed": seed, "workers": workers}
    asked |= {name: given for name, given in columns.items() if given}
    found: Ladder = ladder_of_table(path, **asked)
    if figure is not None:
        from interlocal.report.nulls import tipping

        save(tipping([(found.about, found.tipping)], id="tipping"), figure)
    if json:
        question = {"table": path, **columns, **more, "replications": replications}
        print_answer("test", question, found, seed=seed)
        return 0
    out, value = console(), columns["value"]
    told = ", ".join(f"{one.statistic} {one.outcome.upper()}" for one in found.verdicts)
    out.print(clean(f"{found.about}: {told}"), style="bold")
    out.print(clean(f"{found.data}."))
    for verdict in found.verdicts:
        _say(verdict.sentence)
    if found.support is not None:
        _say(f"Comparable units: {found.support.said}.")
    for name, what in found.statistics.items():
        _say(f"{name}: {what}.")
    for curve in found.tipping:
        _say(f"{curve.statistic}, unseen ties {curve.variant}: {curve.said}.")
    _print_rungs(found, digits=3)
    _legend([found])
    seen = Counter[str]()
    listed = []
    for one in found.placebos:
        seen[one.statistic] += 1
        if seen[one.statistic] <= MOST_CLASSES or one.about == value:
            listed.append(one)
    rows = [
        (
            one.statistic,
            one.about,
            one.units,
            "–" if one.value is None else f"{one.value:.3f}",
            one.rank or "–",
            "–" if one.p is None else f"{one.p:.3f}",
        )
        for one in listed
    ]
    out.print("The same statistic for every class:")
    heads = [Shown("statistic"), Shown("class"), *(Shown(x, right=True) for x in ("units", "loss", "rank"))]
    print_table([*heads, Shown("p (N2b)", right=True)], rows)
    if left := len(found.placebos) - len(listed):
        out.print(f"{left:,} further rows, of classes that cost less, are left out; --json has them all.")
    for warning in found.warnings:
        _say(f"{warning[:1].upper()}{warning[1:]}.")
    if figure is not None:
        out.print(f"Saved {figure}")
    return 0
