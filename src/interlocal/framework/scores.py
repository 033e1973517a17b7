"""What coders judged: every score of every provider, and the score of a class of providers.

The codings at the root of a casebook are those that stand (adjudicated); each coder's own pass is a
casebook of its own, whose actors are read through `matches.csv` under the names of the root.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Coding
from interlocal.casebook.sets import members
from interlocal.framework.classes import class_members, classes

__all__ = ["ADJUDICATED", "Judgement", "Score", "highest", "judgements", "scores"]

ADJUDICATED = "adjudicated"
"""The coder whose scores stand."""

SCALE = ("0", "1", "2", "3", "4")
CONFIDENCE = {"low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True)
class Judgement:
    """One coding: who judged whom at what, and the score (0 to 4; None is *not codable*).

    `provider` and `beneficiary` are ids of the root casebook; a provider of a coder's pass that no
    actor there stands for is named "coder/id". `record` is the id of the coding in the coder's pass.
    """

    coder: str
    case: str
    period: str
    item: str
    provider: str
    score: int | None
    confidence: str
    record: str
    episode: str = ""
    beneficiary: str = ""


@dataclass(frozen=True)
class Score:
    """How high one coder scored a class of providers on one item in one case and period.

    `score` is the highest of the class's members (0 to 4); None says that the coder found the item
    *not codable* for all whom it judged. A cell that a coder did not judge has no `Score`: not coded
    is neither. `confidence` is the highest given with that score, `records` are the codings that
    hold it, `providers` whom they judge.
    """

    coder: str
    case: str
    period: str
    item: str
    score: int | None
    confidence: str
    records: tuple[str, ...]
    providers: tuple[str, ...] = ()


def judgements(book: Casebook) -> tuple[Judgement, ...]:
    """Every coding of a casebook and of its coders' passes, by coder, case, period, item and provider.

    >>> from interlocal.casebook.folder import read
    >>> sorted({one.coder for one in judgements(read("takao2003"))})
    ['adjudicated', 'coder-a', 'coder-b']
    """
    found = [one for one in _judged(book.codings, "", {}) if one.coder not in book.coders]
    for coder, own in book.coders.items():
        found += _judged(own.codings, coder, _units(own))
    return tuple(sorted(found, key=_order))


def scores(book: Casebook, provider_class: str = "home_local_government") -> tuple[Score, ...]:
    """How high each coder scored a class of providers: one `Score` a coder, case, period and item.

    A provider of a coder's pass belongs to the class when an actor that it is matched to does;
    unmatched, when its own sector and territory say so. `UnknownNameError` for a class that is none.

    >>> from interlocal.casebook.folder import read
    >>> [one.score for one in scores(read("takao2003")) if one.period == "kawasaki-2" and one.item == "discretion"]
    [3, 3, 4]
    """
    belongs = _members(book, provider_class)
    cells: dict[tuple[str, str, str, str], list[Judgement]] = defaultdict(list)
    for one in judgements(book):
        if one.provider in belongs:
            cells[one.coder, one.case, one.period, one.item].append(one)
    return tuple(highest(group) for group in cells.values())


def highest(group: Iterable[Judgement]) -> Score:
    """The highest score of one coder's judgements on one case, period and item.

    >>> judged = [Judgement("ann", "north", "1", "loci", who, score, "", "c") for who, score in [("a", 2), ("b", None)]]
    >>> highest(judged).score, highest(judged).providers, highest(judged[1:]).score
    (2, ('a',), None)
    """
    judged = list(group)
    best = max((one.score for one in judged if one.score is not None), default=None)
    top = [one for one in judged if one.score == best]
    return Score(
        top[0].coder,
        top[0].case,
        top[0].period,
        top[0].item,
        best,
        max((one.confidence for one in top), key=lambda word: CONFIDENCE.get(word, 0)),
        tuple(sorted({one.record for one in top})),
        tuple(sorted({one.provider for one in top})),
    )


def _order(one: Judgement) -> tuple[str, ...]:
    return (one.coder, one.case, one.period, one.item, one.provider, one.record)


def _units(own: Casebook) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record, adjudicated in own.matches:
        found[record].append(adjudicated)
    return {record: tuple(group) for record, group in found.items()}


def _judged(
    codings: Iterable[Coding], coder: str, units: Mapping[str, tuple[str, ...]]
) -> Iterator[Judgement]:
    """The codings of one pass; of the root when `coder` is empty. A provider matched to several counts for each."""
    for c in codings:
        score = int(c.score) if c.score in SCALE else None
        alone = f"{coder}/{c.provider}" if coder else c.provider
        for provider in units.get(c.provider, (alone,)):
            yield Judgement(
                coder=coder or c.coder,
                case=c.case,
                period=c.period,
                item=c.item,
                provider=provider,
                score=score,
                confidence=c.confidence,
                record=c.id,
                episode=c.episode,
                beneficiary=next(iter(units.get(c.beneficiary, ())), c.beneficiary),
            )


def _members(book: Casebook, name: str) -> frozenset[str]:
    """The class's members under every name by which `judgements` may call them."""
    group = classes(book).get(name)
    found = set(class_members(book, name))
    for coder, own in book.coders.items():
        if group is not None:
            found |= {f"{coder}/{actor}" for actor in members(own, group)}
    return frozenset(found)
