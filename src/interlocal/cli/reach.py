"""`interlocal reach`: everyone whom an actor can reach, or who can reach it."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from interlocal.cli.asking import WHOLE, Scope, number, tell_foreign_matters
from interlocal.cli.event_verbs import event_reach
from interlocal.cli.events import PLAIN, OfTable, is_table
from interlocal.cli.output import Shown, console, count, print_answer, print_table
from interlocal.cli.workers import book_workers
from interlocal.errors import InterlocalError

__all__ = ["reach"]


def reach(
    book: str,
    /,
    *,
    from_: Annotated[list[str] | None, Parameter(name="--from", negative="")] = None,
    before: str | None = None,
    after: str | None = None,
    avoiding: Annotated[list[str] | None, Parameter(negative="")] = None,
    worlds: int = 500,
    scope: Annotated[Scope, Parameter(name="*")] = WHOLE,
    of_table: Annotated[OfTable, Parameter(name="*")] = PLAIN,
    cluster: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """List everyone whom an actor can reach, since when, for certain or possibly.

    With a table of events (.parquet, .csv) instead of a casebook: since when under either reading of ties at one
    moment, or, without --from, how many actors each one reaches.

    Parameters
    ----------
    book:
        A casebook's folder, the name of a shipped example, or a table of events (.parquet, .csv).
    from_:
        Who reaches. May be repeated: any one of them counts. Only a table does without.
    before:
        Arrive before this date (EDTF).
    after:
        Use ties only after this date.
    avoiding:
        Who must not be on the way. May be repeated.
    worlds:
        How many simulated codings to draw; 0 for none.
    cluster:
        The address of a Dask scheduler whose workers answer for blocks of simulated codings; of a table of events,
        for all actors.
    json:
        Print JSON instead of a table.
    """
    if is_table(book):
        unused = {"worlds": worlds != 500, **scope.told}
        return event_reach(book, of_table, from_, before, after, avoiding, cluster, json, unused)
    if not from_:
        raise InterlocalError("say with --from who is to reach")
    from interlocal.network.reached import reached

    asked = scope.opened(book)
    with book_workers(cluster, len(asked.network.ties) * worlds // 10) as executor:
        found = reached(
            asked.network,
            asked.meant(from_),
            before=before,
            after=after,
            avoiding=asked.meant(avoiding or []),
            **scope.rules,
            worlds=asked.worlds(worlds, scope.seed),
            executor=executor,
        )
    if json:
        question = {"book": book, "from": from_, "before": before, "after": after, "avoiding": avoiding}
        question |= scope.question
        more = {"seed": scope.seed, "n_worlds": worlds} if worlds else {}
        print_answer("reach", question, found, casebook_digest=asked.book.digest, **more)
        return 0
    console().print(f"{count(len(found), 'actor')} can be reached.")
    if not found:
        return 0
    rows = [
        (
            asked.name(one.actor),
            "certain" if one.certain else "possible",
            one.earliest.low or "?",
            one.earliest.high or "–",
            number(one.p_all),
        )
        for one in found
    ]
    heads = [
        Shown("actor"),
        Shown("access"),
        Shown("earliest", fixed=True),
        Shown("for certain by", fixed=True),
    ]
    print_table([*heads, Shown("P(all)", 90)], rows)
    tell_foreign_matters([asked.name(one.actor) for one in found if not one.own_matter])
    return 0
