"""`interlocal paths`: who can reach whom, through whom, since when."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from interlocal.cli.asking import WHOLE, Asked, Scope, days_of, number, save
from interlocal.cli.event_verbs import event_paths
from interlocal.cli.events import PLAIN, OfTable, is_table
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from interlocal.network.paths import Paths
    from interlocal.network.routes import Hop, Route

__all__ = ["paths"]

Several = Annotated[list[str], Parameter(negative="")]


def paths(
    book: str,
    /,
    *,
    to: Several,
    from_: Annotated[list[str] | None, Parameter(name="--from", negative="")] = None,
    before: str | None = None,
    after: str | None = None,
    avoiding: Annotated[list[str] | None, Parameter(negative="")] = None,
    via: Annotated[list[str] | None, Parameter(negative="")] = None,
    pattern: str | None = None,
    waiting: str | None = None,
    most: int = 10,
    worlds: int = 2000,
    scope: Annotated[Scope, Parameter(name="*")] = WHOLE,
    figure: Path | None = None,
    of_table: Annotated[OfTable, Parameter(name="*")] = PLAIN,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Find the routes by which one actor can reach another, with their dates and passages.

    Names are understood in any spelling; a state is asked for as "Chinese state", a class of the
    codebook by its name. A route is certain when it holds in every admissible dating of asserted
    ties, possible when it holds in one; without a route, the answer says what is missing. With a table of
    events instead of a casebook: the route that arrives first, in certain order (each tie after the one
    before) and in possible order (ties of one date in any order).

    Parameters
    ----------
    book:
        A casebook's folder, the name of a shipped example, or a table of events (.parquet, .csv).
    to:
        Whom to reach. May be repeated.
    from_:
        Who wants to reach; without it, any non-state actor of a casebook. May be repeated.
    before:
        Arrive before this date (EDTF): 1995 means by 31 December 1994.
    after:
        Use ties only after this date: 1985 means from 1 January 1986.
    avoiding:
        Who must not be on the route, officials included. May be repeated.
    via:
        Who must be on the route, any one of them. May be repeated.
    pattern:
        domestic, transferable, foreign_government, third_country, diaspora, or an expression such
        as "home society* > foreign local+ > foreign state".
    waiting:
        The longest wait from one tie of a route to the next: a number of days, or a duration such as P6M or
        "2 years". Without it, any.
    most:
        At most so many routes.
    worlds:
        How many simulated codings to draw for the probabilities; 0 for none.
    figure:
        Save the access ribbon here (.svg, .png or .pdf).
    json:
        Print JSON instead of tables.
    """
    if most < 1:
        raise InterlocalError(f"--most {most}: ask for at least one route")
    if is_table(book):
        if not from_:
            raise InterlocalError(f"{book}: say with --from who wants to reach")
        unused = {"via": via, "pattern": pattern, "waiting": waiting, "figure": figure, **scope.told}
        unused |= {"most": most != 10, "worlds": worlds != 2000}
        return event_paths(book, of_table, from_, to, before, after, avoiding, json, unused)
    from interlocal.network.paths import paths as find

    asked = scope.opened(book)
    found = find(
        asked.network,
        asked.meant(from_) if from_ else None,
        asked.meant(to),
        before=before,
        after=after,
        avoiding=asked.meant(avoiding or []),
        via=asked.meant(via or []),
        **scope.rules,
        pattern=pattern,
        waiting=None if waiting is None else days_of(waiting),
        k=most,
        worlds=asked.worlds(worlds, scope.seed),
    )
    if figure is not None:
        from interlocal.report.ribbon import ribbon

        saved = save(ribbon(asked.network, found), figure)
    if json:
        question: dict[str, object] = {
            "book": book,
            "from": from_,
            "to": to,
            "before": before,
            "after": after,
            "avoiding": avoiding,
        }
        question |= {"via": via, "pattern": pattern, "waiting": waiting, "most": most, **scope.question}
        more = {"seed": scope.seed, "n_worlds": worlds} if worlds else {}
        print_answer(
            "paths", question, found, casebook_digest=asked.book.digest, warnings=found.notes, **more
        )
    else:
        _print(asked, found)
        if figure is not None:
            console().print(f"Saved {', '.join(str(path) for path in saved)}")
    return 0


def _print(asked: Asked, found: Paths) -> None:
    out = console()
    if found.access == "none":
        out.print("No route." if found.complete else f"No route found: {found.notes[-1]}.")
        _print_missing(asked, found)
        return
    assert found.earliest is not None
    surely = f", for certain by {found.earliest.high}" if found.earliest.high else ""
    out.print(
        f"Access is {found.access}: on {found.earliest.low or 'an unknown day'} at the earliest{surely}."
    )
    if found.p_dates is not None:
        out.print(f"P(dates) {number(found.p_dates)}   P(all) {number(found.p_all)}")
    if found.arrival is not None:
        out.print("Arrival over simulated codings: median {}, 90 % from {} to {}".format(*found.arrival))
    for note in found.notes:
        out.print(clean(note))
    more = "" if found.complete else "; there are more, ask for --most"
    out.print(f"{count(len(found.routes), 'minimal route')}{more}:")
    for n, route in enumerate(found.routes, 1):
        _print_route(asked, route, n)


def _print_route(asked: Asked, route: Route, n: int) -> None:
    out = console()
    chances = f", P(dates) {number(route.p_dates)}, P(all) {number(route.p_all)}" if route.p_dates else ""
    about = f", about {' or '.join(route.issues)}" if route.issues else ""
    about += "" if route.own_issue else " (a matter on which the source itself is not coded)"
    out.print(f"\n{n}. {'certain' if route.certain else 'possible'}{chances}{about}")
    rows = [_row(asked, hop) for hop in route.hops]
    print_table(
        [
            Shown("from"),
            Shown("does"),
            Shown("to"),
            Shown("when", fixed=True),
            Shown("record", 100),
            Shown("passages", 120),
        ],
        rows,
    )
    for actor, part in route.local_governments.items():
        out.print(clean(f"   {asked.name(actor)}: {part}"))
    if route.pressure:
        kind = (
            "boomerang: blockage and pressure are coded"
            if route.boomerang
            else "foreign-government route: no blockage is coded"
        )
        out.print(f"   {kind} ({', '.join((*route.blockage, *route.pressure))})")


def _row(asked: Asked, hop: Hop) -> tuple[str, ...]:
    acting = "(acts through)" if hop.reverse else "(acts for)"
    does = {"tie": hop.relation, "acting": acting, "translation": "(issue link)"}[hop.kind]
    span = (hop.start.low, hop.start.high)
    when = "" if span == (None, None) else " – ".join(dict.fromkeys(day or "?" for day in span))
    records = ", ".join((hop.record, *hop.others))
    back = " (coded from the other side)" if hop.reverse and hop.kind == "tie" else ""
    return asked.name(hop.from_), does + back, asked.name(hop.to), when, records, ", ".join(hop.passages)


def _print_missing(asked: Asked, found: Paths) -> None:
    out, missing = console(), found.missing
    if missing is None:
        return
    if missing.furthest:
        names = ", ".join(asked.name(actor) for actor in missing.furthest)
        out.print(clean(f"Nearest to the target: {names} ({count(missing.short_by or 0, 'hop')} away)."))
    else:
        out.print("No tie at all leads from these actors towards the target.")
    reasons = Counter(one.reason for one in asked.network.left_out)
    if reasons:
        told = "; ".join(f"{reason} ({n})" for reason, n in reasons.most_common())
        out.print(clean(f"Ties that no route may use: {told}."))
    for cut in missing.cuts:
        way = " → ".join(asked.name(actor) for actor in cut.actors)
        out.print(clean(f"- {cut.rule}: {cut.sentence}. Without that rule: {way}"))
