"""Who acts for whom: an office for the organisation it is part of, an official for the office held."""

from __future__ import annotations

from collections.abc import Mapping

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Actor, Attribute
from interlocal.network.coalition import Link
from interlocal.network.moments import Moments

__all__ = ["acting_links"]

FIELDS = ("office_held", "part_of")
GOVERNMENT = ("national_government", "local_government")


def acting_links(book: Casebook, position: Mapping[str, int], moments: Moments) -> list[Link]:
    """The links of a casebook, from attributes `office_held` and `part_of` that the source asserts.

    Persons and offices act for organisations and offices; a group of officials or a delegation acts
    for the government it is part of, and so do a local government's assembly and departments. A
    ministry does not: one ministry is not another. `part_of` without dates holds throughout; an office held
    without dates was held at some time within the window, so that it makes a route possible, never
    certain.
    """
    actors = {actor.id: actor for actor in book.actors}
    links = []
    for row in book.attributes:
        official, organisation = actors.get(row.record), actors.get(row.value)
        if row.field not in FIELDS or row.status not in ("asserted", "inferred", "disputed"):
            continue
        if official is None or organisation is None or not _acts(official, organisation):
            continue
        start, end = _span(row, moments)
        links.append(Link(position[official.id], position[organisation.id], start, end, row.id))
    return links


def _acts(official: Actor, organisation: Actor) -> bool:
    if organisation.kind not in ("organisation", "office"):
        return False
    if official.kind in ("person", "office"):
        return True
    if official.sector not in GOVERNMENT or official.sector != organisation.sector:
        return False
    return official.kind == "group" or (official.kind, official.sector) == (
        "organisation",
        "local_government",
    )


def _span(row: Attribute, moments: Moments) -> tuple[int, int]:
    if not row.start and not row.end and row.field == "part_of":
        return moments.always, moments.never
    start, end = moments.span(row.id)
    if row.end:
        return start, end
    first, last = moments.low[start], max(moments.high[start], moments.last)
    return start, moments.add(f"{row.id}:end", first, last, start)
