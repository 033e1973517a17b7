"""What was asked, what obtained, and which freedom non-state actors gained through delegation or discretion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interlocal.casebook.records import Event, Position, Tie
from interlocal.framework.asking import Element, EpisodeAsked
from interlocal.framework.scope import STATED
from interlocal.network.expansion import HOSTS

__all__ = ["STEPS", "enabled_by", "freedom", "influence"]

STEPS = ("none", "agenda", "position", "procedure", "adopted", "implemented")
"""The ladder of steps, lowest first."""


def influence(asked: EpisodeAsked) -> Iterator[Element]:
    """Asked, obtained, in which arena and for whom, in order of date; and the furthest step reached.

    A step is reached by a decision or adoption that asks nothing of anyone: a resolution that calls on
    another authority is a claim. Claims of non-state actors and affiliated bodies stand apart from
    those of others.
    """
    claimants = asked.facts.society | asked.facts.affiliated
    for one in asked.positions:
        if one.asked:
            yield _position(asked, one, "asked" if one.actor in claimants else "asked by others", one.asked)
    if not any(one.asked and one.actor in claimants for one in asked.positions):
        yield asked.silent("asked", "no claim of a non-state actor or affiliated body is told")
    for one in asked.positions:
        if one.kind == "not_adopted":
            yield _position(asked, one, "kept as it was", one.obtained or "not adopted")
        elif one.obtained:
            yield _position(asked, one, "obtained", one.obtained)
    yield _furthest(asked)


def _position(asked: EpisodeAsked, one: Position, element: str, word: str) -> Element:
    return asked.says(
        element, word, [one.id], about=one.actor, dated=one.id, arena=one.arena, beneficiary=one.beneficiary
    )


def _furthest(asked: EpisodeAsked) -> Element:
    reached = [
        one
        for one in asked.positions
        if one.step in STEPS[1:] and one.kind in ("decision", "adoption") and not one.asked
    ]
    if not reached:
        return asked.silent("furthest step", "no decision or adoption is told with its step")
    best = max(STEPS.index(one.step) for one in reached)
    rests = [one for one in reached if STEPS.index(one.step) == best]
    return asked.says(
        "furthest step",
        STEPS[best],
        [one.id for one in rests],
        value=best,
        unit="level",
        dated=rests[0].id,
        about=rests[0].actor,
        arena=rests[0].arena,
    )


def freedom(asked: EpisodeAsked) -> Iterator[Element]:
    """What the role's acts gave non-state actors: rights, money, seats and ties that they granted or made possible.

    Acts are those that the role names, with the subject at one end. What they made possible is
    followed through the enabling rows; a gain that certainly came before its act is left out.
    """
    role = asked.facts.frame.role(asked.outcome.role)
    acts = _acts(asked)
    if not acts:
        yield asked.silent(role.id, "no act of this role by or towards the subject is told in the episode")
        return
    gains = list(_gains(asked, acts))
    yield from gains
    if not gains:
        shown = "; ".join(acts.values())
        why = f"acts told: {shown}; nothing that they granted or made possible reaches a non-state actor"
        yield asked.says(role.id, "none coded", acts, coded=False, why=why)


def _acts(asked: EpisodeAsked) -> Mapping[str, str]:
    """The records in which the role is exercised, with what each says."""
    acts, facts = asked.facts.frame.role(asked.outcome.role).acts, asked.facts
    found = {
        tie.id: f"{asked.name(tie.from_)}, {tie.about or tie.relation}"
        for tie in asked.ties
        if tie.relation in acts.relations and facts.subject & {tie.from_, tie.to}
    }
    for one in asked.positions:
        if one.kind in acts.positions and one.actor in facts.subject:
            found[one.id] = f"{asked.name(one.actor)}, {one.obtained or one.policy}"
    for event in asked.events:
        if event.kind in acts.events and facts.subject & _hosts(asked, event):
            found[event.id] = event.name
    return found


def _hosts(asked: EpisodeAsked, event: Event) -> set[str]:
    parts = asked.facts.parts.get(event.id, ())
    return {event.host, *(one.actor for one in parts if one.role in HOSTS)}


def enabled_by(asked: EpisodeAsked, act: str) -> Mapping[str, tuple[str, ...]]:
    """Each record that an act made possible, alone or with others, and the records on the way to it."""
    rows = [row for row in asked.facts.book.enabling if row.status in STATED]
    found: dict[str, tuple[str, ...]] = {}
    queue: list[tuple[str, tuple[str, ...]]] = [(act, ())]
    while queue:
        record, way = queue.pop(0)
        for row in rows:
            if row.enabler == record and row.record not in found and row.record != act:
                found[row.record] = (*way, row.id, row.record)
                queue.append((row.record, found[row.record]))
    return found


def _gains(asked: EpisodeAsked, acts: Mapping[str, str]) -> Iterator[Element]:
    seen: set[tuple[str, str]] = set()
    for act in acts:
        reach: dict[str, tuple[str, ...]] = {act: (), **enabled_by(asked, act)}
        for record, way in reach.items():
            for who, what in _reaching(asked, record):
                after = asked.facts.placing.not_before(record, act)
                if (who, record) in seen or after is False or (record in acts and record != act):
                    continue
                seen.add((who, record))
                how = "by the act itself" if record == act else "made possible by it"
                order = "" if record == act or after else ", order in time left open"
                yield asked.says(
                    asked.outcome.role,
                    f"{asked.name(who)}: {what} ({how}{order})",
                    [act, *way, record],
                    about=who,
                    dated=record,
                )


def _reaching(asked: EpisodeAsked, record: str) -> Iterator[tuple[str, str]]:
    """The non-state actors whom a record gives something, and what."""
    society = asked.facts.society
    match asked.facts.book.by_id.get(record):
        case Tie() as tie if tie.status in STATED and tie.polarity != -1:
            if tie.to in society:
                yield tie.to, f"{_carried(asked, tie)}, {tie.about or tie.relation}"
            elif tie.from_ in society:
                yield tie.from_, f"tie to {asked.name(tie.to)}, {tie.about or tie.relation}"
        case Position() as one if one.beneficiary in society and one.status in STATED:
            yield one.beneficiary, f"right or service, {one.obtained or one.policy}"
        case Event() as event:
            for part in asked.facts.parts.get(event.id, ()):
                if part.actor in society:
                    kind = "seat" if part.role == "member" else f"part as {part.role}"
                    yield part.actor, f"{kind} in {event.name}"


def _carried(asked: EpisodeAsked, tie: Tie) -> str:
    carries = asked.facts.carries.get(tie.relation, frozenset())
    return "right" if "authority" in carries else "money" if "money" in carries else "tie"
