"""`interlocal reach`: everyone whom an actor can reach, or who can reach it."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from interlocal.cli.asking import number, opened
from interlocal.cli.output import Shown, console, count, print_answer, print_table

__all__ = ["reach"]


def reach(
    book: str,
    /,
    *,
    from_: Annotated[list[str], Parameter(name="--from", negative="")],
    before: str | None = None,
    after: str | None = None,
    avoiding: Annotated[list[str] | None, Parameter(negative="")] = None,
    issue: str | None = None,
    carrier: str = "claim",
    layer: str = "contact",
    case: Annotated[list[str] | None, Parameter(negative="")] = None,
    worlds: int = 500,
    seed: int = 1,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """List everyone whom an actor can reach, since when, for certain or possibly.

    Parameters
    ----------
    book:
        A casebook's folder, or the name of a shipped example.
    from_:
        Who reaches. May be repeated: any one of them counts.
    before:
        Arrive before this date (EDTF).
    after:
        Use ties only after this date.
    avoiding:
        Who must not be on the way. May be repeated.
    issue:
        The issue; otherwise any one issue along a route.
    carrier:
        What is to travel: claim, information, money, authority, people, recognition, norm, goods.
    layer:
        contact, attribution, or both.
    case:
        Only ties of this case. May be repeated.
    worlds:
        How many simulated codings to draw; 0 for none.
    seed:
        Seed of the draws.
    json:
        Print JSON instead of a table.
    """
    from interlocal.network.reached import reached

    asked = opened(book, layer=layer, case=case)
    found = reached(
        asked.network,
        asked.meant(from_),
        before=before,
        after=after,
        avoiding=asked.meant(avoiding or []),
        issue=issue,
        carrier=carrier,
        worlds=asked.worlds(worlds, seed),
    )
    if json:
        question = {"book": book, "from": from_, "before": before, "after": after, "avoiding": avoiding}
        question |= {"issue": issue, "carrier": carrier, "layer": layer, "case": case}
        more = {"seed": seed, "n_worlds": worlds} if worlds else {}
        print_answer("reach", question, found, casebook_digest=asked.book.digest, **more)
        return 0
    console().print(f"{count(len(found), 'actor')} can be reached.")
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
    return 0
