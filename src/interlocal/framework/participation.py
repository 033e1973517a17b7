"""Who joined an episode before and after its decision: certainly, possibly, or undecided by the dates."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import numpy as np

from interlocal.casebook.chronology import FAR
from interlocal.casebook.codebook import ActorClass, Episode
from interlocal.casebook.records import Event, Position, Tie
from interlocal.casebook.sets import members
from interlocal.framework.adopters import days_of
from interlocal.framework.episodes import about_episode
from interlocal.framework.scope import STATED, refs
from interlocal.framework.study import Study
from interlocal.network.clock import Clock
from interlocal.network.worlds import share
from interlocal.provenance import Estimate, Result

__all__ = [
    "ANSWERS",
    "Answer",
    "Joined",
    "answer",
    "contacts",
    "decision_among",
    "decision_of",
    "participation",
]

Answer: TypeAlias = Literal["before", "undecided", "after"]
ANSWERS: tuple[Answer, ...] = ("before", "undecided", "after")


class Joined(Result, frozen=True):
    """An actor of an episode, and whether its first coded contact or position came before the decision.

    `answer` holds in every dating that dates and stated order admit ("undecided" is not the same as
    at the same time). `possibly_before` says whether some dating has it so. `before` is the share of
    simulated codings with a contact before the decision, of those in which any of its contacts stands;
    its passages are those of `records`. Without a dated decision `before` has no value.
    """

    episode: str
    actor: str
    answer: Answer
    possibly_before: bool
    before: Estimate
    decision: str
    records: tuple[str, ...]


def decision_among(
    named: object, positions: Iterable[Position], last_day: Mapping[str, int]
) -> Position | Event | None:
    """The decision of an episode: what the codebook names, if dated, else the earliest adoption or decision.

    Where the codebook names none: the earliest adopted step, else the earliest implemented one, else the
    earliest adoption or decision. Earliest is by the last possible day (`last_day`, dated records only), so
    that a vague date does not win.
    """
    if isinstance(named, Position | Event):
        return named if named.id in last_day else None
    dated = [p for p in positions if p.id in last_day]

    def earliest(found: list[Position]) -> Position | None:
        return min(found, key=lambda p: (last_day[p.id], p.id), default=None)

    adopted = [p for p in dated if p.step in ("adopted", "implemented") and p.kind != "not_adopted"]
    return (
        earliest([p for p in adopted if p.step == "adopted"])
        or earliest(adopted)
        or earliest([p for p in dated if p.kind in ("adoption", "decision")])
    )


def answer(own: Iterable[bool], after: Iterable[bool]) -> Answer:
    """From whether each contact certainly came before the decision, and whether each certainly came after it.

    One certain contact before is enough; after needs all of them.

    >>> answer([False, True], [True, False]), answer([False], [True]), answer([False, False], [True, False])
    ('before', 'after', 'undecided')
    """
    if any(own):
        return "before"
    return "after" if all(after) else "undecided"


def decision_of(study: Study, episode: Episode) -> Position | Event | None:
    """The decision of an episode, or the furthest step where the codebook names that; None where none is dated.

    >>> from interlocal.casebook.folder import read
    >>> study = Study(read("takao2003"), n=1)
    >>> decision_of(study, study.book.codebook.entry("episodes", "kawasaki-assembly")).date
    '1996'
    """
    book = study.book
    mine = [p for p in book.positions if p.episode == episode.id]
    named = book.by_id.get(episode.decision) if episode.decision else None
    last: dict[str, int] = {}
    for record in [*mine, *([named] if isinstance(named, Position | Event) else [])]:
        known = days_of(record.start if isinstance(record, Event) else record.date)
        if known:
            last[record.id] = known[1]
    return decision_among(named, mine, last)


def contacts(study: Study, episode: Episode) -> Mapping[str, tuple[Tie | Position, ...]]:
    """By actor: the case's stated ties of the contact layer on the episode's issues, and the episode's positions."""
    book = study.book
    mine = [p for p in book.positions if p.episode == episode.id]
    is_about = about_episode(book, episode.id)
    found: dict[str, list[Tie | Position]] = {}
    for tie in book.ties:
        stated = tie.status in STATED and tie.layer == "contact" and episode.case in refs(tie.case)
        if stated and is_about(tie.issues):
            for actor in (tie.from_, tie.to):
                found.setdefault(actor, []).append(tie)
    for position in mine:
        if position.status in STATED:
            found.setdefault(position.actor, []).append(position)
    return {actor: tuple(records) for actor, records in found.items()}


def participation(study: Study, episode: Episode) -> tuple[Joined, ...]:
    """Every actor of an episode except national governments, the earliest joined first.

    An actor joins at its first coded contact on the episode's issues or position in it.

    >>> from interlocal.casebook.folder import read
    >>> study = Study(read("takao2003"), n=20)
    >>> rows = participation(study, study.book.codebook.entry("episodes", "kawasaki-assembly"))
    >>> [one.actor for one in rows if one.answer == "after"]
    ['asahi', 'eligible-voters', 'jp-parties', 'kanagawa-prefecture', 'kyoto-city', 'mitaka-city', 'tokyo-metro']
    """
    declared = {one.id: one for one in study.book.codebook.classes}
    usual = ActorClass(id="", name="", sectors=("national_government",))
    state = members(study.book, declared.get("national_government", usual))
    decision = decision_of(study, episode)
    rows = [
        _joined(study, episode, actor, own, decision)
        for actor, own in contacts(study, episode).items()
        if actor not in state
    ]
    return tuple(sorted(rows, key=lambda one: (ANSWERS.index(one.answer), one.actor)))


def _joined(
    study: Study,
    episode: Episode,
    actor: str,
    own: tuple[Tie | Position, ...],
    decision: Position | Event | None,
) -> Joined:
    records = tuple(sorted(one.id for one in own))
    passages = tuple({p.id for record in records for p in study.book.passages_of(record)})
    if decision is None:
        return Joined(episode=episode.id, actor=actor, answer="undecided", possibly_before=True,
                      before=Estimate(value=None, passages=passages), decision="", records=records)  # fmt: skip
    clock, place = study.network().clock, _places(study)
    at = place[decision.id]
    said = answer(
        (_before(clock, place[one], at) for one in records),
        (_before(clock, at, place[one]) for one in records),
    )
    possible = any(_possibly_before(clock, place[one], at) for one in records)
    dated = sum(_is_dated(one) for one in own) / len(own)
    return Joined(
        episode=episode.id, actor=actor, answer=said, possibly_before=said == "before" or possible,
        before=_share_before(study, own, decision.id, dated, passages), decision=decision.id, records=records,
    )  # fmt: skip


@functools.lru_cache(maxsize=4)
def _places(study: Study) -> Mapping[str, int]:
    return {name: k for k, name in enumerate(study.network().clock.chronology.points)}


def _before(clock: Clock, first: int, second: int) -> bool:
    """On an earlier day in every dating; a stated sequence counts although it does not exclude the same day."""
    if first == second:
        return False
    if clock.most(second, first) < 0:
        return True
    overlap = clock.highs[first] > clock.lows[second]
    return overlap and clock.most(second, first) <= 0


def _possibly_before(clock: Clock, first: int, second: int) -> bool:
    return first != second and clock.most(first, second) > 0


def _is_dated(record: Tie | Position) -> bool:
    known = days_of(record.start if isinstance(record, Tie) else record.date)
    return known is not None and known[0] > -FAR


def _share_before(
    study: Study, own: tuple[Tie | Position, ...], decision: str, dated: float, passages: tuple[str, ...]
) -> Estimate:
    import msgspec

    by = study.days(decision)
    network, worlds = study.network(), study.worlds()
    row = {record: k for k, record in enumerate(network.ties.record.tolist())}
    stands, before = np.zeros(study.n, bool), np.zeros(study.n, bool)
    for record in own:
        k = row.get(record.id)
        there = worlds.present[k] if k is not None else np.ones(study.n, bool)
        stands |= there
        before |= there & (study.days(record.id) < by)
    found = share(before[stands]) if stands.any() else Estimate(value=None)
    return msgspec.structs.replace(found, coverage=dated, passages=passages)
