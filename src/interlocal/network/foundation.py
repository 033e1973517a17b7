"""What the ties of a network rest on: their passages and works, and the records that enabled them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from interlocal.casebook.book import Casebook
from interlocal.network.expansion import HOSTS
from interlocal.network.standing import Standing

__all__ = ["evidence_of", "standing_of"]

STATED = ("asserted", "inferred")


def evidence_of(
    book: Casebook, records: Iterable[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Ids of the supporting passages, and of the independent works behind them, by record."""
    passages, sources = {}, {}
    for record in records:
        passages[record] = tuple(passage.id for passage in book.passages_of(record))
        sources[record] = tuple(sorted(book.independent_sources(record)))
    return passages, sources


def standing_of(book: Casebook) -> Standing:
    """What every record rests on: actors, events, hosts and enabling rows, whatever layer they belong to.

    Enabling rows that are expectations, general statements, plans or disputed are not followed.
    """
    events = {event.id for event in book.events}
    needs = {tie.id: (tie.from_, tie.to, *([tie.event] if tie.event in events else [])) for tie in book.ties}
    needs |= {position.id: (position.actor,) for position in book.positions}
    hosts: dict[str, list[str]] = defaultdict(list)
    for event in book.events:
        if event.host:
            hosts[event.id].append(event.host)
    for part in book.participants:
        if part.role in HOSTS and part.status in STATED:
            hosts[part.event].append(part.actor)
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in book.enabling:
        if row.status in STATED:
            groups[row.record][row.group].append(row.enabler)
    return Standing(
        needs,
        {event: tuple(dict.fromkeys(ones)) for event, ones in hosts.items()},
        {record: tuple(tuple(one) for one in ones.values()) for record, ones in groups.items()},
    )
