"""Which of a coder's records stand for which adjudicated ones: proposals, each with its score.

Two coders who read one text mint their own ids, choose their own words and cut the facts at other joints. Before
they can be compared, somebody must say which records mean the same. This module proposes it; a person decides.

Actors come first, since ties, positions, figures and scores are matched through the actors they name. A score is
a weighted mean of likenesses between 0 and 1: names, sector and territory, endpoints, relation, dates, and how
far the passages that two records rest on overlap in the text. Pairs are then chosen one to one, so that the sum
of squared scores is largest; what is left over joins a record that has a partner already if the likeness is
strong, since one coder may have split what another kept whole.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

from interlocal.casebook.book import Casebook
from interlocal.casebook.intervals import containment, days
from interlocal.casebook.records import Actor, Passage, Tie

__all__ = ["MATCHED", "Proposal", "propose_matches"]

Scores = npt.NDArray[np.float64]

MATCHED = ("actors", "events", "ties", "positions", "quantities", "codings")
"""The tables whose records are matched, in the order in which they depend on one another."""


@dataclass(frozen=True)
class Rule:
    """From which score on two records are proposed as one, and from which on a left-over one joins a pair."""

    match: float
    split: float


RULES = {  # a split of a tie needs both its ends: one end, relation, date and passage make 0.825
    "actors": Rule(0.60, 0.90),
    "events": Rule(0.50, 0.80),
    "ties": Rule(0.60, 0.83),
    "positions": Rule(0.60, 0.90),
    "quantities": Rule(0.60, 0.90),
    "codings": Rule(0.75, 0.99),
}

STOP = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "s", "the", "to", "with"])


@dataclass(frozen=True)
class Proposal:
    """A coder's record that seems to mean an adjudicated one; `extra` if either has a better partner."""

    table: str
    record: str
    adjudicated: str
    score: float
    extra: bool = False


def propose_matches(coder: Casebook, adjudicated: Casebook) -> tuple[Proposal, ...]:
    """Which of a coder's records mean which adjudicated ones, with a score between 0 and 1 each.

    Actors are matched by name (spelling, word order, acronym, id), sector, tier, territory, kind and passages;
    events by passages, name, date and kind; ties by their endpoints' matches, relation, passages and date;
    positions by actor, policy, kind, date and passages; figures by value, passages, measure and what they are
    about; scores by case, period, item and provider. A table that is empty on either side gives nothing. The
    result does not depend on the order of records, is sorted by table and id, and the same input gives the same
    proposals. It may hold several rows for one record.

    `adjudicated` may as well be another coder's pass: then the proposals say where the two coded the same.

    >>> from interlocal.casebook.codebook import Codebook, Window
    >>> code = Codebook("T", Window("1990", "2000"))
    >>> def book(*names):
    ...     return Casebook(code, actors=tuple(Actor(i, n, "organisation", "business", "local") for i, n in names))
    >>> one = book(("nc", "Niigata City"), ("np", "Niigata Prefecture"))
    >>> other = book(("pref", "Prefecture of Niigata"), ("city", "City of Niigata"))
    >>> [(p.record, p.adjudicated) for p in propose_matches(one, other)]
    [('nc', 'city'), ('np', 'pref')]

    Source: assignment as in Crouse, D. F. (2016). On implementing 2D rectangular assignment algorithms. IEEE
    Transactions on Aerospace and Electronic Systems 52, 1679–1696.
    """
    same: dict[str, set[str]] = defaultdict(set)
    proposals: list[Proposal] = []
    for table in MATCHED:
        ours = sorted(coder.records(table), key=lambda record: record.id)
        theirs = sorted(adjudicated.records(table), key=lambda record: record.id)
        if not ours or not theirs:
            continue
        meeting = _Meeting(coder, adjudicated, ours, theirs, same)
        score = SCORES[table](meeting)
        if table != "actors":
            # Ids are minted once: one that stands on both sides was copied. Actors' may be readable words.
            score = np.maximum(score, meeting.where(lambda record: record.id))
        for i, j, extra in _assign(score, RULES[table]):
            same[ours[i].id].add(theirs[j].id)
            proposals.append(Proposal(table, ours[i].id, theirs[j].id, round(float(score[i, j]), 3), extra))
    return tuple(sorted(proposals, key=lambda p: (MATCHED.index(p.table), p.record, p.extra, p.adjudicated)))


def _assign(score: Scores, rule: Rule) -> list[tuple[int, int, bool]]:
    enough = score >= rule.match
    # Squares: one sure pair is worth more than two doubtful ones.
    rows, columns = linear_sum_assignment(np.where(enough, np.square(score), 0.0), maximize=True)
    pairs = [(int(i), int(j), False) for i, j in zip(rows, columns, strict=True) if enough[i, j]]
    left = sorted(set(range(len(score))) - {i for i, _, _ in pairs})
    right = sorted(set(range(score.shape[1])) - {j for _, j, _ in pairs})
    pairs += [(i, j, True) for i in left if score[i, j := int(score[i].argmax())] >= rule.split]
    pairs += [(i, j, True) for j in right if score[i := int(score[:, j].argmax()), j] >= rule.split]
    return list(dict.fromkeys(pairs))


# --- two tables that meet -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Meeting:
    """One table of each side, in the order of ids, with the matches found so far."""

    coder: Casebook
    adjudicated: Casebook
    ours: list[Any]
    theirs: list[Any]
    same: Mapping[str, set[str]]

    def where(self, cell: Callable[[Any], object]) -> Scores:
        """1 where the cells are equal."""
        return _equal(map(cell, self.ours), map(cell, self.theirs)).astype(np.float64)

    def matched(self, ours: Callable[[Any], str], theirs: Callable[[Any], str]) -> Scores:
        """1 where what our record refers to is matched to what theirs refers to; both empty counts as well."""
        columns: dict[str, list[int]] = defaultdict(list)
        for j, record in enumerate(self.theirs):
            columns[theirs(record)].append(j)
        out = np.zeros((len(self.ours), len(self.theirs)))
        for i, record in enumerate(self.ours):
            cell = ours(record)
            for target in self.same.get(cell, ()) if cell else {""}:
                out[i, columns.get(target, [])] = 1.0
        return out

    def dated(self, text: Callable[[Any], str]) -> Scores:
        """How far the dates contain one another; a half where either has none."""
        a = days([text(record) for record in self.ours], self.adjudicated.codebook.window)
        b = days([text(record) for record in self.theirs], self.adjudicated.codebook.window)
        shared = containment((a[0][:, None], a[1][:, None]), (b[0][None, :], b[1][None, :]))
        return np.where(np.isnan(shared), 0.5, shared)

    def worded(self, text: Callable[[Any], str]) -> Scores:
        """Likeness of short texts."""
        return _likeness([text(record) for record in self.ours], [text(record) for record in self.theirs])

    def passages(self) -> Scores:
        """How far the passages of two records overlap: the best of their pairs, as a share of the shorter."""
        ours, ours_at = _passages(self.coder, self.ours)
        theirs, theirs_at = _passages(self.adjudicated, self.theirs)
        out = np.zeros((len(self.ours), len(self.theirs)))
        if ours and theirs:
            shared = _overlap(ours, theirs)
            rows = np.zeros((len(self.ours), len(theirs)))
            np.maximum.at(rows, ours_at, shared)
            np.maximum.at(out.T, theirs_at, rows.T)
        return out


def _equal(ours: Iterable[object], theirs: Iterable[object]) -> npt.NDArray[np.bool_]:
    number: dict[object, int] = {}
    a = np.array([number.setdefault(cell, len(number)) for cell in ours])
    b = np.array([number.setdefault(cell, len(number)) for cell in theirs])
    equal: npt.NDArray[np.bool_] = a[:, None] == b[None, :]
    return equal


def _passages(book: Casebook, records: Sequence[Any]) -> tuple[list[Passage], npt.NDArray[np.int64]]:
    found = [
        (i, passage)
        for i, record in enumerate(records)
        for stance in ("supports", "contradicts")
        for passage in book.passages_of(record.id, stance)
    ]
    return [passage for _, passage in found], np.array([i for i, _ in found], dtype=np.int64)


def _overlap(ours: list[Passage], theirs: list[Passage]) -> Scores:
    """The shared share of the shorter passage; a quarter for the same paragraph; hashes where offsets lack."""

    def alike(cell: Callable[[Passage], object]) -> npt.NDArray[np.bool_]:
        return _equal(map(cell, ours), map(cell, theirs))

    def edges(passages: list[Passage]) -> tuple[Scores, Scores]:
        return (
            np.array([np.nan if p.start is None or p.end is None else p.start for p in passages], float),
            np.array([np.nan if p.start is None or p.end is None else p.end - 1 for p in passages], float),
        )

    (a0, a1), (b0, b1) = edges(ours), edges(theirs)
    shared = np.nan_to_num(containment((a0[:, None], a1[:, None]), (b0[None, :], b1[None, :])))
    shared[alike(lambda p: p.sha256 or id(p))] = 1.0
    shared = np.where(alike(lambda p: (p.source, p.locator)), np.maximum(shared, 0.25), shared)
    shared[~alike(lambda p: p.source)] = 0.0
    return shared


# --- likeness of names ----------------------------------------------------------------------------------------


def _words(text: str) -> tuple[str, ...]:
    """Lower-case words without accents, articles or plural endings."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = [word for word in re.findall(r"\w+", plain.replace("_", " ")) if word not in STOP]
    return tuple(re.sub(r"(?<=\w{3})(?<!s)s$", "", word) for word in words)


def _vectors(
    texts: Sequence[tuple[str, ...]], features: Callable[[tuple[str, ...]], Iterable[str]]
) -> csr_array:
    """Unit vectors of features, rare ones weighing more."""
    held = [Counter(features(words)) for words in texts]
    spread = Counter(feature for counter in held for feature in counter)
    column = {feature: i for i, feature in enumerate(sorted(spread))}
    rows = [i for i, counter in enumerate(held) for _ in counter]
    columns = [column[feature] for counter in held for feature in counter]
    weights = [
        n * np.log((1 + len(texts)) / (1 + spread[feature]) * math.e)
        for counter in held
        for feature, n in counter.items()
    ]
    matrix = csr_array((weights, (rows, columns)), shape=(len(texts), max(len(column), 1)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = csr_array((1 / np.where(length == 0, 1, length), (range(len(texts)), range(len(texts)))))
    return csr_array(scale @ matrix)


def _trigrams(words: tuple[str, ...]) -> list[str]:
    return [f" {word} "[k : k + 3] for word in words for k in range(len(word))]


def _likeness(ours: Sequence[str], theirs: Sequence[str]) -> Scores:
    """1 for the same words in any order, 0 for nothing in common; words weigh as much as their letters."""
    words = [_words(text) for text in (*ours, *theirs)]
    out = np.zeros((len(ours), len(theirs)))
    for features in (lambda words: words, _trigrams):
        vectors = _vectors(words, features)
        out += 0.5 * (vectors[: len(ours)] @ vectors[len(ours) :].T).toarray()
    return np.minimum(out, 1.0)


def _initials(name: str) -> str:
    letters = [word[0] for word in re.findall(r"\w+", name) if word[0].isupper()]
    return "".join(letters).casefold() if len(letters) > 2 else ""


def _names(
    book: Casebook, actors: Sequence[Actor]
) -> tuple[list[str], npt.NDArray[np.int64], list[set[str]], list[set[str]]]:
    """All names with the index of their actor; and per actor its short forms, and those its names abbreviate to."""
    place = {actor.id: i for i, actor in enumerate(actors)}
    named = [(i, text) for i, actor in enumerate(actors) for text in (actor.name, actor.id.replace("-", " "))]
    named += [(place[name.actor], name.name) for name in book.names if name.actor in place]
    short: list[set[str]] = [{actor.id.casefold()} for actor in actors]
    abbreviated: list[set[str]] = [set() for _ in actors]
    for i, text in named:
        if len(text.split()) == 1:
            short[i].add(text.casefold())
        if initials := _initials(text):
            abbreviated[i].add(initials)
    return [text for _, text in named], np.array([i for i, _ in named], dtype=np.int64), short, abbreviated


def _name_likeness(meeting: _Meeting) -> Scores:
    ours, ours_at, our_short, our_long = _names(meeting.coder, meeting.ours)
    theirs, theirs_at, their_short, their_long = _names(meeting.adjudicated, meeting.theirs)
    pairs = _likeness(ours, theirs)
    rows = np.zeros((len(meeting.ours), len(theirs)))
    np.maximum.at(rows, ours_at, pairs)
    out = np.zeros((len(meeting.ours), len(meeting.theirs)))
    np.maximum.at(out.T, theirs_at, rows.T)
    for i, (short, long) in enumerate(zip(our_short, our_long, strict=True)):
        for j, (other_short, other_long) in enumerate(zip(their_short, their_long, strict=True)):
            if short & other_short:
                out[i, j] = 1.0
            elif short & other_long or long & other_short:
                out[i, j] = max(out[i, j], 0.9)
    return out


def _codes_shared(meeting: _Meeting, cell: Callable[[Any], str]) -> Scores:
    """Share of codes (separated by ;) in both lists; a half where one list is empty."""

    def one(a: frozenset[str], b: frozenset[str]) -> float:
        if not a and not b:
            return 1.0
        return len(a & b) / len(a | b) if a and b else 0.5

    left = [frozenset(filter(None, cell(record).split(";"))) for record in meeting.ours]
    right = [frozenset(filter(None, cell(record).split(";"))) for record in meeting.theirs]
    known = {(a, b): one(a, b) for a in set(left) for b in set(right)}
    return np.array([[known[a, b] for b in right] for a in left])


# --- one score a table; the weights of each sum to 1 -----------------------------------------------------------


def _actors(meeting: _Meeting) -> Scores:
    context = (
        0.4 * meeting.where(lambda actor: actor.sector)
        + 0.3 * _codes_shared(meeting, lambda actor: actor.territory)
        + 0.2 * meeting.where(lambda actor: actor.kind)
        + 0.1 * meeting.where(lambda actor: actor.tier)
    )
    return 0.65 * _name_likeness(meeting) + 0.15 * context + 0.2 * meeting.passages()


def _events(meeting: _Meeting) -> Scores:
    return (
        0.4 * meeting.passages()
        + 0.25 * meeting.worded(lambda event: event.name)
        + 0.2 * meeting.dated(lambda event: event.start)
        + 0.15 * meeting.where(lambda event: event.kind)
    )


def _ties(meeting: _Meeting) -> Scores:
    def ours_from(tie: Tie) -> str:
        return tie.from_

    def ours_to(tie: Tie) -> str:
        return tie.to

    straight = [meeting.matched(ours_from, ours_from), meeting.matched(ours_to, ours_to)]
    turned = [meeting.matched(ours_from, ours_to), meeting.matched(ours_to, ours_from)]
    symmetric = {relation.id for relation in meeting.adjudicated.codebook.relations if relation.symmetric}
    either = np.array(
        [[1.0 if {a.relation, b.relation} & symmetric else 0.7 for b in meeting.theirs] for a in meeting.ours]
    )
    ends = np.maximum((straight[0] + straight[1]) / 2, either * (turned[0] + turned[1]) / 2)
    score: Scores = (
        0.35 * ends
        + 0.2 * meeting.where(lambda tie: tie.relation)
        + 0.3 * meeting.passages()
        + 0.15 * meeting.dated(lambda tie: tie.start)
    )
    # Two ties that share no actor are two facts, however near they stand in the text.
    return np.where(ends > 0, score, 0.0)


def _positions(meeting: _Meeting) -> Scores:
    actor = meeting.matched(lambda one: one.actor, lambda one: one.actor)
    score: Scores = (
        0.3 * actor
        + 0.2 * meeting.where(lambda one: one.policy)
        + 0.1 * meeting.where(lambda one: one.kind)
        + 0.15 * meeting.dated(lambda one: one.date)
        + 0.25 * meeting.passages()
    )
    return np.where(actor > 0, score, 0.0)


def _quantities(meeting: _Meeting) -> Scores:
    a = np.array([np.nan if one.value is None else one.value for one in meeting.ours], float)[:, None]
    b = np.array([np.nan if one.value is None else one.value for one in meeting.theirs], float)[None, :]
    largest = np.maximum(np.abs(a), np.abs(b))
    near: Scores = 1 - np.minimum(np.abs(a - b) / np.where(largest == 0, 1.0, largest), 1.0)
    return (
        0.4 * np.power(np.nan_to_num(near), 4)
        + 0.35 * meeting.passages()
        + 0.15 * meeting.worded(lambda one: f"{one.measure} {one.unit}")
        + 0.1 * meeting.matched(lambda one: one.about, lambda one: one.about)
    )


def _codings(meeting: _Meeting) -> Scores:
    key = meeting.where(lambda one: (one.case, one.period, one.item))
    provider = meeting.matched(lambda one: one.provider, lambda one: one.provider)
    finer = 0.1 * meeting.where(lambda one: one.episode)
    finer += 0.1 * meeting.matched(lambda one: one.beneficiary, lambda one: one.beneficiary)
    return key * provider * (0.8 + finer)


SCORES: dict[str, Callable[[_Meeting], Scores]] = {
    "actors": _actors,
    "events": _events,
    "ties": _ties,
    "positions": _positions,
    "quantities": _quantities,
    "codings": _codings,
}
