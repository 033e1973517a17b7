"""To whom do they answer? What is told of awareness, trust, explanation, sanction; and the last forum.

A forum is followed along ties of answering (agent to forum) and of control (from the controlled to
the controller) until nobody further is coded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec

from interlocal.casebook.records import Attribute, Position, Quantity, Record, Search, Tie
from interlocal.framework.asking import Element, EpisodeAsked
from interlocal.framework.classes import class_members
from interlocal.framework.episodes import refs

__all__ = ["forum", "told", "told_of_case", "told_records"]


def told(asked: EpisodeAsked) -> Iterator[Element]:
    """Records of the episode whose words, or whose relation, are those that the outcome looks for.

    Figures and attributes count for the episode when they are about one of its actors or events.
    """
    found = [_element(asked, one) for one in told_records(asked)]
    yield from found
    if not found:
        tables = ", ".join(one for one in asked.outcome.tables if one != "searches")
        yield asked.silent(asked.outcome.id, f"no record of {tables} about the episode says so")


def told_records(asked: EpisodeAsked) -> list[Any]:
    """The records that `told` finds in an episode."""
    concerned = set(asked.actors) | {one.id for one in asked.events}
    rows = [row for table in asked.outcome.tables for row in _rows(asked, table)]
    return [row for row in rows if _speaks(asked, row) and _of(asked, row, concerned)]


def told_of_case(asked: EpisodeAsked, taken: Collection[str]) -> Iterator[Element]:
    """Figures and searches on a case as a whole that no episode has taken: `asked` is any of its episodes.

    What was looked for and not found is said, and is different from *not coded*.
    """
    for table in ("quantities", "searches"):
        if table in asked.outcome.tables:
            for row in asked.facts.book.records(table):
                mine = row.case == "" if table == "searches" else False
                if (
                    row.id not in taken
                    and (mine or asked.episode.case in refs(row.case))
                    and _speaks(asked, row)
                ):
                    yield msgspec.structs.replace(_element(asked, row), episode="")


def _rows(asked: EpisodeAsked, table: str) -> Iterable[Any]:
    return asked.ties if table == "ties" else asked.facts.book.records(table)


def _speaks(asked: EpisodeAsked, record: Record) -> bool:
    wanted = asked.outcome
    if isinstance(record, Tie) and record.relation in wanted.relations:
        return not wanted.to or record.to in class_members(asked.facts.book, wanted.to)
    if not wanted.words:
        return False
    pattern = rf"\b(?:{'|'.join(map(re.escape, wanted.words))})\b"
    return re.search(pattern, _text(record), re.IGNORECASE) is not None


def _text(record: Record) -> str:
    match record:
        case Quantity():
            return record.measure
        case Attribute():
            return f"{record.field} {record.value}"
        case Tie():
            return record.about
        case Position():
            return f"{record.asked} {record.obtained}"
        case Search():
            return record.question
    return ""


def _of(asked: EpisodeAsked, record: Record, concerned: set[str]) -> bool:
    match record:
        case Tie():
            return True
        case Position():
            return record.episode == asked.episode.id
        case Search() | Quantity():
            return record.about in concerned
        case Attribute():
            return record.record in concerned
    return False


def _element(asked: EpisodeAsked, record: Any) -> Element:
    name = asked.outcome.id
    match record:
        case Search():
            word = {"found": "looked for and found", "not_found": "looked for, not found"}.get(
                record.result, "looked for, unclear"
            )
            coded = record.result == "found"
            return asked.says(name, word, [record.id], coded=coded, why="" if coded else record.question)
        case Quantity():
            sign = "" if record.comparison == "=" else f"{record.comparison} "
            word = (
                f"{record.measure}: {sign}{record.value:g} {record.unit}"
                if record.value is not None
                else record.measure
            )
            return asked.says(
                name, word, [record.id], value=record.value, unit=record.unit, about=record.about
            )
        case Attribute():
            return asked.says(
                name, f"{record.field}: {record.value}", [record.id], about=record.record, dated=record.id
            )
        case Tie():
            word = f"{asked.name(record.from_)} to {asked.name(record.to)}: {record.about or record.relation}"
            return asked.says(name, word, [record.id], about=record.from_, dated=record.id)
    return asked.says(
        name, f"{record.asked or record.obtained}", [record.id], about=record.actor, dated=record.id
    )


def forum(asked: EpisodeAsked) -> Iterator[Element]:
    """The last forum of each non-state actor and affiliated body, and which beneficiary has no right there."""
    facts = asked.facts
    agents = sorted(one for one in asked.actors if one in facts.society | facts.affiliated)
    steps = _steps(asked)
    chains = {agent: found for agent in agents if (found := list(_chains(agent, steps)))}
    coverage = len(chains) / len(agents) if agents else None
    lasts: dict[str, set[str]] = {}
    for agent, paths in chains.items():
        for path, records in paths:
            lasts.setdefault(path[-1], set()).update(records)
            yield asked.says(
                "last forum", " → ".join(map(asked.name, path)), records, about=agent, coverage=coverage
            )
    if not chains:
        why = f"of {len(agents)} non-state actors and affiliated bodies, to whom any answers is not told"
        yield asked.silent("last forum", why, coverage)
    yield from _without_right(asked, lasts)


Steps = dict[str, dict[str, str]]


def _steps(asked: EpisodeAsked) -> Steps:
    """From each agent to its forums, with the tie that says so."""
    found: Steps = {}
    for tie in asked.facts.ties(asked.episode.case):
        if tie.relation in asked.outcome.relations:
            found.setdefault(tie.from_, {}).setdefault(tie.to, tie.id)
        elif tie.relation in asked.outcome.reverse:
            found.setdefault(tie.to, {}).setdefault(tie.from_, tie.id)
    return found


def _chains(agent: str, steps: Steps) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every way from an agent to a forum that answers to nobody further; a circle ends where it closes."""
    stack: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((agent,), ())]
    while stack:
        path, records = stack.pop()
        onward = {to: tie for to, tie in steps.get(path[-1], {}).items() if to not in path}
        if not onward and records:
            yield path, records
        for to, tie in sorted(onward.items(), reverse=True):
            stack.append(((*path, to), (*records, tie)))


def _without_right(asked: EpisodeAsked, lasts: dict[str, set[str]]) -> Iterator[Element]:
    beneficiaries = {
        one.beneficiary: one.id for one in asked.positions if one.beneficiary in asked.facts.society
    }
    rights = [tie for tie in asked.facts.ties(asked.episode.case) if tie.relation in asked.outcome.rights]
    for who, position in sorted(beneficiaries.items()):
        granted = [tie for tie in rights if tie.to == who]
        if not lasts:
            yield asked.silent("right of beneficiary", "no last forum is coded", about=who)
        for last in sorted(lasts):
            here = [tie.id for tie in granted if tie.from_ == last] + ([] if who != last else [position])
            word = f"{asked.name(who)} at {asked.name(last)}"
            if here:
                yield asked.says("right of beneficiary", word, here, about=who, dated=here[0])
            else:
                why = f"no right of {asked.name(who)} at {asked.name(last)} is coded"
                yield asked.silent("right of beneficiary", why, about=who)
