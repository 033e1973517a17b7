"""Does interaction last? Presence over periods, renewal, and what goes on after the money ends.

An actor that the text no longer mentions has not left: entry and presence are counted from what is
told, with what is possible as the upper bound, and an exit needs a coded end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interlocal.casebook.records import Actor, Tie
from interlocal.framework.asking import Element, EpisodeAsked
from interlocal.framework.placing import Span

__all__ = ["after_funding", "presence", "renewal"]


def presence(asked: EpisodeAsked) -> Iterator[Element]:
    """Non-state actors told of in each period, for the first time, and again in the next; exits that are told.

    Numbers count those whom some record certainly places in the period; the upper end of the interval
    counts those whom one possibly does. Coverage is the share of the records that dates place in one
    period. Those told of again are a share of those present: a lower bound of retention, whose upper
    bound leaves out those only whose end is told.
    """
    records = {actor: rows for actor, rows in asked.actors.items() if actor in asked.facts.society}
    if not records:
        yield asked.silent("present", "no non-state actor is in any record on the episode's issues")
        return
    spans = [(one.id, asked.facts.placing.period(one)) for one in asked.periods]
    certain = {id: _there(asked, records, span, certainly=True) for id, span in spans}
    possible = {id: _there(asked, records, span, certainly=False) for id, span in spans}
    coverage = _placed(asked, records, [span for _, span in spans])
    order = [id for id, _ in spans]
    for k, id in enumerate(order):
        here, maybe = certain[id], possible[id]
        more: dict[str, Any] = {"period": id, "coverage": coverage, "unit": "count"}
        if not here:
            why = f"nobody is certainly told of in this period, {len(maybe)} possibly"
            yield asked.silent("present", why, interval=(0, len(maybe)), **more)
            continue
        rests = _records(records, here)
        yield asked.says(
            "present", _people(asked, here), rests, value=len(here), interval=(len(here), len(maybe)), **more
        )
        new = here.difference(*(possible[one] for one in order[:k]))
        perhaps = maybe.difference(*(certain[one] for one in order[:k]))
        yield asked.says(
            "first told of",
            _people(asked, new),
            _records(records, new),
            value=len(new),
            interval=(len(new), len(perhaps)),
            **more,
        )
        if k + 1 < len(order):
            yield _retained(asked, id, here, certain[order[k + 1]], coverage)
    yield from _exits(asked, records)


def _records(records: dict[str, tuple[str, ...]], actors: set[str]) -> tuple[str, ...]:
    return tuple(row for actor in sorted(actors) for row in records[actor])


def _people(asked: EpisodeAsked, actors: set[str]) -> str:
    return ", ".join(sorted(map(asked.name, actors))) or "nobody for certain"


def _there(
    asked: EpisodeAsked, records: dict[str, tuple[str, ...]], span: Span, *, certainly: bool
) -> set[str]:
    active = asked.facts.placing.active
    return {a for a, rows in records.items() if any(active(row, span, certainly=certainly) for row in rows)}


def _placed(asked: EpisodeAsked, records: dict[str, tuple[str, ...]], spans: list[Span]) -> float:
    rows = {row for group in records.values() for row in group}
    active = asked.facts.placing.active
    return sum(any(active(row, span, certainly=True) for span in spans) for row in rows) / len(rows)


def _retained(asked: EpisodeAsked, period: str, here: set[str], later: set[str], coverage: float) -> Element:
    """The share told of again; at most all but those whose end is told, since silence is no exit."""
    high = 1 - sum(_ended(asked, actor) for actor in here - later) / len(here)
    more: dict[str, Any] = {"coverage": coverage, "period": period, "unit": "share"}
    if not later:
        return asked.silent(
            "told of again in the next", "nobody is certainly told of in the next period", **more
        )
    value = len(here & later) / len(here)
    return asked.says(
        "told of again in the next", _people(asked, here & later), value=value, interval=(value, high), **more
    )


def _exits(asked: EpisodeAsked, records: dict[str, tuple[str, ...]]) -> Iterator[Element]:
    ended = [actor for actor in sorted(records) if _ended(asked, actor)]
    for actor in ended:
        yield asked.says("exit told", asked.name(actor), records[actor], about=actor)
    if not ended:
        why = "no end of a non-state actor, or of all its standing ties, is told; silence is no exit"
        yield asked.silent("exit told", why)


def _ended(asked: EpisodeAsked, actor: str) -> bool:
    known = asked.facts.book.by_id.get(actor)
    if isinstance(known, Actor) and known.dissolved not in ("", ".."):
        return True
    standing = [tie for tie in asked.ties if actor in (tie.from_, tie.to) and tie.kind == "standing"]
    return bool(standing) and all(tie.end not in ("", "..") for tie in standing)


def renewal(asked: EpisodeAsked) -> Iterator[Element]:
    """What replaced or renamed what went before, and agreements of one pair in more than one period."""
    found = 0
    for event in asked.events:
        if event.replaces or event.kind == "renaming":
            found += 1
            word = f"{event.name}, in place of {asked.name(event.replaces)}" if event.replaces else event.name
            yield asked.says("replaced or renamed", word, [event.id], dated=event.id)
    for pair, ties in sorted(_pairs(asked).items()):
        periods = {one.id for one in asked.periods for tie in ties if _starts(asked, tie, one.id)}
        if len(periods) > 1:
            found += 1
            word = f"{' and '.join(map(asked.name, pair))}, in {len(periods)} periods"
            yield asked.says("agreed again", word, [tie.id for tie in ties])
    if not found:
        yield asked.silent("renewal", "no record replaces another, and no pair agrees in two periods")


def _pairs(asked: EpisodeAsked) -> dict[tuple[str, ...], list[Tie]]:
    both = {one.id for one in asked.facts.book.codebook.relations if one.symmetric}
    pairs: dict[tuple[str, ...], list[Tie]] = {}
    for tie in asked.ties:
        if tie.relation in both and tie.from_ != tie.to:
            pairs.setdefault(tuple(sorted((tie.from_, tie.to))), []).append(tie)
    return pairs


def _starts(asked: EpisodeAsked, tie: Tie, period: str) -> bool:
    start = asked.facts.placing.start(tie.id)
    span = next(asked.facts.placing.period(one) for one in asked.periods if one.id == period)
    return start is not None and start.within(span)


def after_funding(asked: EpisodeAsked) -> Iterator[Element]:
    """Whether those who were paid are told of after the payment's coded end.

    Counted are the records of the receiver in the case that certainly begin no earlier than that end.
    """
    payments = [tie for tie in asked.ties if "money" in asked.facts.carries.get(tie.relation, ())]
    ended = [tie for tie in payments if tie.end not in ("", "..")]
    for tie in ended:
        later = _later(asked, tie)
        word = "told of afterwards" if later else "nothing told afterwards"
        yield asked.says(
            "after the money",
            f"{asked.name(tie.to)}: {word}",
            [tie.id, *later],
            value=len(later),
            unit="count",
            about=tie.to,
            dated=tie.id,
        )
    if not ended:
        told = f"{len(payments)} payments are told, the end of none" if payments else "no payment is told"
        yield asked.silent("after the money", told)


def _later(asked: EpisodeAsked, payment: Tie) -> list[str]:
    placing = asked.facts.placing
    end = placing.end(payment.id)
    if end is None:
        return []
    own = [tie.id for tie in asked.facts.ties(asked.episode.case) if payment.to in (tie.from_, tie.to)]
    own += [one.id for one in asked.positions if one.actor == payment.to]
    return [one for one in own if one != payment.id and (start := placing.start(one)) and start.lo >= end.hi]
