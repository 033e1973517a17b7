"""`interlocal remove`: what is left when someone is gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from interlocal.cli.asking import WHOLE, Asked, Scope, number, save
from interlocal.cli.event_verbs import event_remove
from interlocal.cli.events import PLAIN, OfTable, is_table
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table
from interlocal.cli.workers import bar, book_workers
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from interlocal.network.worlds import Worlds

__all__ = ["remove"]

FEW = 4
"""So many of the removed are named; more are counted."""

Many = Annotated[list[str] | None, Parameter(negative="")]
DEFAULT = "home_local_government"


def remove(
    book: str,
    who: Many = None,
    /,
    *,
    each: Annotated[bool, Parameter(negative="")] = False,
    relay: Annotated[bool, Parameter(negative="")] = False,
    enabled: str = "both",
    measure: str = "access",
    from_: Annotated[list[str] | None, Parameter(name="--from", negative="")] = None,
    to: Many = None,
    before: str | None = None,
    after: str | None = None,
    worlds: int = 200,
    scope: Annotated[Scope, Parameter(name="*")] = WHOLE,
    of_table: Annotated[OfTable, Parameter(name="*")] = PLAIN,
    figure: Path | None = None,
    cluster: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Take actors away, and compare who can reach whom before and after.

    Each removal is told twice: with the ties that the removed had enabled falling too, and without.
    Pairs that the removal itself takes away are not counted; their number is given. With a table of events
    instead of a casebook: the pairs that are connected, in certain and in possible order, with and without them;
    with nobody to remove (or --each), how many others lose every route to --to without each actor.

    Parameters
    ----------
    book:
        A casebook's folder, the name of a shipped example, or a table of events (.parquet, .csv).
    who:
        Whom to remove: names in any spelling, classes of the codebook, ids of ties. Without any:
        home local governments. Several are removed together.
    each:
        Remove every actor once instead, and list the losses.
    relay:
        Split the measure among classes of actors as relays instead (Shapley's value).
    enabled:
        both, with or without: whether the ties that the removed had enabled fall.
    measure:
        access (each non-state actor with each country's state), or cohesion (unlike non-state
        actors with one another).
    from_:
        With --to: look at this one route instead, whether any of these reaches any of those.
    to:
        The other end of that route. May be repeated, as --from.
    before:
        Only what arrives before this date (EDTF).
    after:
        Only ties after this date.
    worlds:
        How many simulated codings to compare.
    figure:
        Save the matrix of cases by removals here (.svg, .png or .pdf): every class of the codebook
        is removed.
    cluster:
        The address of a Dask scheduler whose workers answer for blocks of simulated codings or removals; of a table
        of events, for --each.
    json:
        Print JSON instead of tables.
    """
    if each and relay:
        raise InterlocalError("give --each or --relay, not both")
    if is_table(book):
        unused: dict[str, object] = {
            "relay": relay,
            "enabled": enabled != "both",
            "measure": measure != "access",
            "figure": figure,
        }
        unused |= {"worlds": worlds != 200, **scope.told}
        return event_remove(book, of_table, who, each, from_, to, before, after, cluster, json, unused)
    asked = scope.opened(book)
    rules: dict[str, Any] = {"measure": measure, **scope.rules}
    drawn = asked.worlds(worlds, scope.seed)
    result: Any
    ties = len(asked.network.ties)
    work = ties * max(worlds, 1) * (max(1, ties // 96) if each or relay else 1)
    with book_workers(cluster, work) as executor:
        by: dict[str, Any] = {"worlds": drawn, "executor": executor, "progress": bar("removing")}
        if each:
            from interlocal.network.removal import remove_each

            result = remove_each(asked.network, **rules, **by)
        elif relay:
            from interlocal.network.attribution import attribution

            result = attribution(asked.network, seed=scope.seed, **rules, **by)
        else:
            from interlocal.network.removal import remove as take

            rules |= {"enabled": enabled, "before": before, "after": after, **_ends(asked, from_, to)}
            result = take(asked.network, _whom(asked, who), **rules, **by)
    if figure is not None:
        always = {"enabled": "both", "before": before, "after": after}
        save(_matrix(asked, drawn, {**rules, **always, **_ends(asked, from_, to)}), figure)
    if json:
        question = {"book": book, "who": who, "each": each or None, "relay": relay or None, "before": before}
        question |= {
            "after": after,
            "from": from_,
            "to": to,
            "measure": measure,
        }
        question |= {**scope.question, "enabled": enabled}
        more = {"seed": scope.seed, "n_worlds": worlds} if worlds else {}
        print_answer("remove", question, result, casebook_digest=asked.book.digest, **more)
    else:
        (_print_each if each else _print_parts if relay else _print)(asked, result)
        if figure is not None:
            console().print(f"Saved {figure}")
    return 0


def _whom(asked: Asked, who: list[str] | None) -> list[str | int]:
    if not who:
        home = sorted(asked.home_local())
        if not home:
            why = "" if asked.network.home else ", as the codebook names no home country"
            raise InterlocalError(
                f"say whom to remove; nobody here is a home local government with a tie{why}"
            )
        return list(home)
    records = set(asked.network.ties.record.tolist())
    found: list[str | int] = [one for one in who if one in records]
    return found + sorted(asked.meant([one for one in who if one not in records]))


def _ends(asked: Asked, from_: list[str] | None, to: list[str] | None) -> dict[str, Any]:
    ends = {"source": from_, "target": to}
    return {name: sorted(asked.meant(phrases)) for name, phrases in ends.items() if phrases}


def _print(asked: Asked, found: Any) -> None:
    out = console()
    actors = [one for one in found.removed if one in asked.network.positions]
    few = actors and len(actors) == len(found.removed) <= FEW
    gone = ", ".join(map(asked.name, actors)) if few else count(len(actors), "actor")
    if ties := len(found.removed) - len(actors):
        gone = f"{gone}, {count(ties, 'tie')}" if actors else count(ties, "tie")
    out.print(clean(f"Removed: {gone}; {count(len(found.fallen), 'further record')} fell with them."))
    if not any(loss.pairs for loss in found.losses):
        out.print("No pair is left to compare: see `interlocal show` for who is there, and with which ties.")
    rows = [
        (
            loss.scope,
            "with" if loss.enabled else "without",
            loss.pairs,
            number(loss.before),
            number(loss.after),
            number(loss.difference),
        )
        for loss in found.losses
    ]
    heads = [Shown("case"), Shown("enabled ties"), Shown("pairs", right=True)]
    print_table([*heads, Shown("before"), Shown("after"), Shown("difference")], rows)
    if found.beyond_own_matters:
        many = f"{found.beyond_own_matters} of {count(found.reaching, 'pair')} that can reach at first"
        told = "The one pair that can reach at first does" if found.reaching == 1 else f"{many} do"
        out.print(clean(f"{told} so only on matters on which the source itself is not coded."))


def _print_each(asked: Asked, found: Any) -> None:
    rows = [
        (asked.name(one.actor), one.pairs, number(one.without, 3), number(one.with_enabled, 3))
        for one in found
        if one.without.value or one.with_enabled.value
    ]
    if not rows:
        console().print(f"Of {count(len(found), 'actor')} with a tie, nobody changes anything when removed.")
        return
    console().print(f"{count(len(rows), 'actor')} of {len(found)} change anything when removed:")
    print_table(
        [Shown("actor"), Shown("pairs", right=True), Shown("without enabled"), Shown("with enabled")], rows
    )


def _print_parts(asked: Asked, found: Any) -> None:
    out = console()
    out.print(
        clean(
            f"{found.measure}: {number(found.everyone, 3)} when all relay, {number(found.nobody, 3)} when nobody does"
        )
    )
    rows = [
        (one.name, one.actors, number(one.value, 4), "–" if one.per_actor is None else f"{one.per_actor:.5f}")
        for one in found.parts
    ]
    print_table(
        [Shown("relays"), Shown("actors", right=True), Shown("part"), Shown("per actor", right=True)], rows
    )


def _matrix(asked: Asked, drawn: Worlds | int, rules: dict[str, Any]) -> Any:
    from interlocal.network.removal import remove as take
    from interlocal.report.removal_matrix import removal_matrix

    if not asked.network.classes:
        raise InterlocalError(
            "--figure compares the classes of the codebook, and it has none; add [[classes]]"
        )
    columns = ["nobody"]
    cells: dict[str, list[tuple[Any, Any]]] = {}
    for cls in asked.network.classes:
        who = sorted(asked.meant([cls.id]))
        if not who:
            continue
        found = take(asked.network, who, worlds=drawn, **rules)
        if all(loss.after.value is None for loss in found.losses):
            continue  # nobody is left to compare
        columns.append(f"without {cls.name}")
        for scope in dict.fromkeys(loss.scope for loss in found.losses):
            pair = {loss.enabled: loss for loss in found.losses if loss.scope == scope}
            row = cells.setdefault(scope, [(pair[False].before, pair[True].before)])
            row.append((pair[False].after, pair[True].after))
    names = {case.id: case.name for case in asked.book.codebook.cases}
    rows = [names.get(scope, "all cases") for scope in cells]
    lead = (
        "Share of the surviving pairs that can reach; the column of nobody counts the first removal's pairs."
    )
    return removal_matrix(rows, columns, list(cells.values()), lead=lead)
