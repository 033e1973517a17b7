"""`interlocal curve`: who has access by when."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from interlocal.cli.asking import WHOLE, Scope, number, tell_foreign_matters
from interlocal.cli.event_verbs import event_curve
from interlocal.cli.events import PLAIN, OfTable, is_table
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table

__all__ = ["curve"]

Many = Annotated[list[str] | None, Parameter(negative="")]


def curve(
    book: str,
    /,
    *,
    to: Annotated[list[str], Parameter(negative="")],
    from_: Annotated[list[str] | None, Parameter(name="--from", negative="")] = None,
    by: Many = None,
    avoiding: Many = None,
    pattern: str | None = None,
    worlds: int = 500,
    scope: Annotated[Scope, Parameter(name="*")] = WHOLE,
    of_table: Annotated[OfTable, Parameter(name="*")] = PLAIN,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Show how many actors have had access to a target by each year, for certain and possibly.

    Parameters
    ----------
    book:
        A casebook's folder, the name of a shipped example, or a table of events (.parquet, .csv).
    to:
        The target: a name, a class, or a state such as "Chinese state". May be repeated.
    from_:
        Whose access; by default every non-state actor with a tie, each for itself.
    by:
        The dates (EDTF, the last day counts); by default every year.
    avoiding:
        Who must not be on the way. May be repeated.
    pattern:
        A pattern's name or expression, as in `paths`.
    worlds:
        How many simulated codings to draw; 0 for none.
    json:
        Print JSON instead of a table.
    """
    if is_table(book):
        unused = {"from": from_, "pattern": pattern, "worlds": worlds != 500, **scope.told}
        return event_curve(book, of_table, to, by, avoiding, json, unused)
    from interlocal.network.curve import access_curve

    asked = scope.opened(book)
    found = access_curve(
        asked.network,
        asked.meant(to),
        source=asked.meant(from_) if from_ else None,
        by=by,
        avoiding=asked.meant(avoiding or []),
        **scope.rules,
        pattern=pattern,
        worlds=asked.worlds(worlds, scope.seed),
    )
    if json:
        question = {"book": book, "to": to, "from": from_, "by": by, "avoiding": avoiding}
        question |= {"pattern": pattern, **scope.question}
        more = {"seed": scope.seed, "n_worlds": worlds} if worlds else {}
        print_answer("curve", question, found, casebook_digest=asked.book.digest, **more)
        return 0
    console().print(clean(f"Access of {count(len(found.sources), 'actor')}, each for itself:"))
    rows, before = [], (0, 0)
    for point in found.points:
        now = len(point.certain), len(point.possible)
        if now != before or by:
            rows.append((point.date, *now, number(point.expected, 1)))
        before = now
    heads = [Shown("by", fixed=True), Shown("certain", right=True), Shown("possible", right=True)]
    print_table([*heads, Shown("expected")], rows)
    tell_foreign_matters([asked.name(one) for one in found.beyond_own_matters])
    return 0
