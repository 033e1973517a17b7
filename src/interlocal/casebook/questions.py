"""What coders can agree on: each question put to all passes, and the answers turned into numbers.

A question is a function of the asker and the reference casebook that yields measures; `QUESTIONS` lists them in
the order of the table. What the measures mean is said in `interlocal.casebook.agreement.compare`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal.casebook import intervals, reliability
from interlocal.casebook.book import Casebook
from interlocal.casebook.readings import Place, Reading
from interlocal.casebook.reliability import Coefficient, Metric, Reliability

__all__ = ["QUESTIONS", "Asker", "Measure"]

Floats = npt.NDArray[np.float64]
Answers = dict[Any, dict[int, Any]]
"""What each coder (by number) answered, by unit."""

UNCODED = "not coded"
EMPTY: tuple[Any, ...] = ("", None)
NOT_CODABLE = "not_codable"
NO_ABSENCES = "a list of what was found has no places where nobody found anything; see positive agreement"


@dataclass(frozen=True)
class Measure:
    """One question on which coders can agree, with the answer in numbers.

    `found` counts what each coder found, `unit` says what is compared, `scale` how answers differ, `grouped`
    what was drawn in the resampling, and `set_aside` which units were left out and why.
    """

    name: str
    unit: str
    scale: str
    grouped: str
    rated: Reliability
    found: Mapping[str, int]
    set_aside: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Asker:
    """Turns answers of coders, by unit, into measures."""

    readings: list[Reading]
    seed: int
    resamples: int
    level: float
    place: str

    def assess(
        self, ratings: Floats, groups: Sequence[Hashable], metric: Metric = "nominal", **more: Any
    ) -> Reliability:
        """The coefficients of ratings whose units are grouped by anything that can be sorted."""
        names = sorted(set(groups), key=repr)
        number = {name: i for i, name in enumerate(names)}
        clusters = [number[group] for group in groups]
        return reliability.assess(
            ratings,
            metric,
            clusters=clusters,
            seed=self.seed,
            resamples=self.resamples,
            level=self.level,
            **more,
        )

    def found(self, name: str, unit: str, found: Sequence[set[tuple[Place, str]]], note: str = "") -> Measure:
        """Were the same things found in the same places? Every place, with everything found anywhere."""
        places = sorted({place for one in self.readings for place in one.everywhere})
        things = sorted({thing for one in found for _, thing in one})
        row = {place: i for i, place in enumerate(places)}
        column = {thing: i for i, thing in enumerate(things)}
        ratings = np.zeros((len(found), len(places), len(things)))
        for i, one in enumerate(found):
            for place, thing in one:
                ratings[i, row[place], column[thing]] = 1.0
        groups = [place for place in places for _ in things]
        ratings[[not one for one in found]] = np.nan  # a table left empty is no answer
        rated = self.assess(ratings.reshape(len(found), -1), groups, categories=2, found=True)
        return Measure(name, unit, "found or not", self.place, rated, self.numbers(found), note=note)

    def listed(self, name: str, unit: str, found: Sequence[Mapping[str, Place]]) -> Measure:
        """Were the same things found at all? Of such a list only positive agreement can be told."""
        things = sorted({thing for one in found for thing in one})
        ratings = np.array([[float(thing in one) for thing in things] for one in found]).reshape(
            len(found), -1
        )
        ratings[[not one for one in found]] = np.nan
        groups = [min(one[thing] for one in found if thing in one) for thing in things]
        rated = self.assess(ratings, groups, categories=2, found=True)
        rated = replace(rated, alpha=Coefficient(None, NO_ABSENCES), ac1=Coefficient(None, NO_ABSENCES))
        return Measure(name, unit, "found or not", self.place, rated, self.numbers(found))

    def answered(
        self,
        name: str,
        unit: str,
        scale: str,
        answers: Answers,
        group: Callable[[Any], Hashable],
        metric: Callable[[list[Any]], Metric],
        *,
        alone: str = "only one coder answered",
        grouped: str = "",
        set_aside: Mapping[str, int] | None = None,
        note: str = "",
    ) -> Measure:
        """Did coders who answered give the same answer? Numbers stand for themselves, words for categories."""
        units = sorted(answers, key=repr)
        given = sorted({answer for unit in units for answer in answers[unit].values()}, key=repr)
        numeric = all(isinstance(answer, float) for answer in given)
        code = {answer: answer if numeric else float(i) for i, answer in enumerate(given)}
        ratings = np.full((len(self.readings), len(units)), np.nan)
        for j, one in enumerate(units):
            for i, answer in answers[one].items():
                ratings[i, j] = code[answer]
        rated = self.assess(ratings, [group(one) for one in units], metric(given))
        aside = {alone: rated.unpaired, **(set_aside or {})}
        found = [[unit for unit in units if answers[unit].get(i, UNCODED) != UNCODED] for i in self.numbered]
        kept = {reason: n for reason, n in aside.items() if n}
        return Measure(name, unit, scale, grouped or self.place, rated, self.numbers(found), kept, note)

    @property
    def numbered(self) -> range:
        """The numbers by which answers name the coders."""
        return range(len(self.readings))

    def numbers(self, found: Sequence[Collection[Any]]) -> dict[str, int]:
        """How much each coder found."""
        return {reading.name: len(one) for reading, one in zip(self.readings, found, strict=True)}


def _named(metric: Metric) -> Callable[[list[Any]], Metric]:
    return lambda given: metric


def _without_passage(ask: Asker, table: str) -> str:
    lost = sum(not one.places(record.id) for one in ask.readings for record in one.book.records(table))
    return f"{lost} without a passage in the places compared are left out" if lost else ""


# --- the measures -----------------------------------------------------------------------------------------------


def _actors(ask: Asker, reference: Casebook) -> Iterator[Measure]:
    found = [set(one.actors_in()) for one in ask.readings]
    anywhere = [_first_places(one) for one in found]
    yield ask.listed("actors", "actor that a coder identified", anywhere)
    yield ask.found("actors by place", f"{ask.place} × actor", found)


def _first_places(found: Iterable[tuple[Place, str]]) -> dict[str, Place]:
    first: dict[str, Place] = {}
    for place, thing in sorted(found):
        first.setdefault(thing, place)
    return first


Pair = tuple[Place, str, str]
Step = tuple[str, str]


def _ties(ask: Asker, reference: Casebook) -> Iterator[Measure]:
    symmetric = {relation.id for relation in reference.codebook.relations if relation.symmetric}
    known = [{unit for actor in one.book.actors for unit in one.units(actor.id)} for one in ask.readings]
    shared = {unit for unit, n in Counter(unit for one in known for unit in one).items() if n > 1}
    steps: list[dict[Pair, set[Step]]] = []
    aside = 0
    for one in ask.readings:
        mine: dict[Pair, set[Step]] = defaultdict(set)
        for place, source, target, tie in one.ties_in():
            if source not in shared or target not in shared:
                aside += 1
                continue
            low, high = sorted((source, target))
            way = "both" if tie.relation in symmetric else "onward" if source == low else "back"
            mine[place, low, high].add((tie.relation, way))
        steps.append(mine)
    set_aside = {"ties of an actor that only one coder identified": aside} if aside else {}
    pairs, ratings = _pairs(ask, steps, known, shared)
    yield _pair_measure(ask, pairs, ratings, steps, set_aside)
    yield _tie_measure(ask, pairs, ratings, steps, symmetric, set_aside)
    yield from _on_pairs(ask, steps)


def _pairs(
    ask: Asker, steps: Sequence[Mapping[Pair, Any]], known: Sequence[set[str]], shared: set[str]
) -> tuple[list[Pair], Floats]:
    """All pairs of actors that stand in one place; 1 tied, 0 not, NaN if the coder does not know them."""
    standing: dict[Place, set[str]] = defaultdict(set)
    for one in ask.readings:
        for place, actor in one.actors_in():
            if actor in shared:
                standing[place].add(actor)
    pairs: list[Pair] = []
    blocks = []
    for place in sorted(standing):
        actors = sorted(standing[place])
        i, j = np.triu_indices(len(actors), 1)
        pairs += [(place, actors[a], actors[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
        knows = np.array([[actor in one for actor in actors] for one in known])
        blocks.append(np.where(knows[:, i] & knows[:, j], 0.0, np.nan))
    ratings = np.concatenate([np.zeros((len(known), 0)), *blocks], axis=1)
    column = {pair: k for k, pair in enumerate(pairs)}
    for row, mine in enumerate(steps):
        if not mine:
            ratings[row] = np.nan
        for pair in mine:
            ratings[row, column[pair]] = 1.0
    return pairs, ratings


def _pair_measure(
    ask: Asker,
    pairs: list[Pair],
    ratings: Floats,
    steps: Sequence[Mapping[Pair, Any]],
    aside: Mapping[str, int],
) -> Measure:
    rated = ask.assess(ratings, [place for place, _, _ in pairs], categories=2, found=True)
    return Measure(
        "pairs tied",
        f"{ask.place} × pair of actors there",
        "tied or not",
        ask.place,
        rated,
        ask.numbers(steps),
        aside,
        _without_passage(ask, "ties"),
    )


def _tie_measure(
    ask: Asker,
    pairs: list[Pair],
    tied: Floats,
    steps: Sequence[Mapping[Pair, set[Step]]],
    symmetric: set[str],
    aside: Mapping[str, int],
) -> Measure:
    """A pair can be tied by every relation in use, either way unless symmetric; most are absent: one column."""
    used = {relation for mine in steps for found in mine.values() for relation, _ in found}
    slots = sum(1 if relation in symmetric else 2 for relation in used)
    columns: list[Floats] = []
    groups: list[Place] = []
    counts: list[float] = []
    for k, pair in enumerate(pairs):
        present = sorted({step for mine in steps for step in mine.get(pair, ())})
        nothing = np.where(np.isnan(tied[:, k]), np.nan, 0.0)
        for step in present:
            one = nothing.copy()
            one[[i for i, mine in enumerate(steps) if step in mine.get(pair, ())]] = 1.0
            columns.append(one)
            counts.append(1.0)
        columns.append(nothing)
        counts.append(float(slots - len(present)))
        groups += [pair[0]] * (len(present) + 1)
    ratings = np.array(columns).reshape(-1, len(steps)).T
    rated = ask.assess(ratings, groups, counts=counts, categories=2, found=True)
    numbers = ask.numbers([[step for found in mine.values() for step in found] for mine in steps])
    return Measure(
        "ties",
        f"{ask.place} × ordered pair × relation",
        "tied or not",
        ask.place,
        rated,
        numbers,
        aside,
        "a fact that rests on passages of two places counts in both",
    )


def _on_pairs(ask: Asker, steps: Sequence[Mapping[Pair, set[Step]]]) -> Iterator[Measure]:
    ways: Answers = defaultdict(dict)
    kinds: Answers = defaultdict(dict)
    for i, mine in enumerate(steps):
        for pair, found in mine.items():
            seen = {way for _, way in found}
            ways[pair][i] = seen.pop() if len(seen) == 1 else "both"
            kinds[pair][i] = tuple(sorted({relation for relation, _ in found}))
    unit = f"pair that both coders tied in one {ask.place}"
    alone = "pairs that only one coder tied there"
    yield ask.answered("direction", unit, "nominal", ways, _first, _named("nominal"), alone=alone)
    yield ask.answered(
        "relation", unit, "1 − shared / all relations", kinds, _first, _unlike_sets, alone=alone
    )


def _first(unit: Pair) -> Place:
    return unit[0]


def _unlike_sets(given: list[tuple[str, ...]]) -> Floats:
    sets = [frozenset(one) for one in given]
    return np.array([1 - len(a & b) / len(a | b) for a in sets for b in sets]).reshape(len(sets), len(sets))


DATED = (
    ("date: ties begin", "ties", "start"),
    ("date: ties end", "ties", "end"),
    ("date: events begin", "events", "start"),
    ("date: positions", "positions", "date"),
)


def _dates(ask: Asker, reference: Casebook) -> Iterator[Measure]:
    def unlike(given: list[str]) -> Floats:
        first, last = intervals.days(given, reference.codebook.window)
        rows, columns = (first[:, None], last[:, None]), (first[None, :], last[None, :])
        return intervals.distance(rows, columns)

    for name, table, column in DATED:
        answers, group, aside = _matched(ask, table, attrgetter(column))
        yield ask.answered(
            name,
            f"matched record of {table} that both coders dated",
            "1 − shared / all days",
            answers,
            group.__getitem__,
            unlike,
            alone="records that only one coder dated",
            set_aside=aside,
            note=_overlapping(answers, reference),
        )


def _overlapping(answers: Answers, reference: Casebook) -> str:
    pairs = [pair for given in answers.values() for pair in combinations(given.values(), 2)]
    if not pairs:
        return ""
    one, other = (intervals.days(side, reference.codebook.window) for side in zip(*pairs, strict=True))
    shared = int((intervals.distance(one, other) < 1).sum())
    return f"{shared} of {len(pairs)} pairs of dates have a day in common"


def _matched(
    ask: Asker, table: str, cell: Callable[[Any], Hashable]
) -> tuple[Answers, dict[Any, Place], dict[str, int]]:
    """What each coder wrote for each record that several have, the place it stands in, and what was left out."""
    given: dict[str, dict[int, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    group: dict[Any, Place] = {}
    for i, one in enumerate(ask.readings):
        for record in one.book.records(table):
            for unit in one.units(record.id) if (places := one.places(record.id)) else ():
                given[unit][i].add(cell(record))
                group[unit] = min(group.get(unit, min(places)), min(places))
    single = {unit for unit, by in given.items() if len(by) < 2}
    split = {unit for unit, by in given.items() if any(len(said) > 1 for said in by.values())} - single
    answers: Answers = {
        unit: {i: cell for i, said in by.items() for cell in said if cell not in EMPTY}
        for unit, by in given.items()
        if unit not in single | split
    }
    aside = {
        "records that only one coder has": len(single),
        "records of which a coder gives several values": len(split),
    }
    return {unit: by for unit, by in answers.items() if by}, group, aside


def _events(ask: Asker, reference: Casebook) -> Iterator[Measure]:
    found = [set(one.found("events")) for one in ask.readings]
    yield ask.listed("events", "event that a coder identified", [_first_places(one) for one in found])
    yield ask.found("events by place", f"{ask.place} × event", found, _without_passage(ask, "events"))


def _figures(ask: Asker, reference: Casebook) -> Iterator[Measure]:
    found = [set(one.found("quantities")) for one in ask.readings]
    yield ask.listed("figures", "figure that a coder identified", [_first_places(one) for one in found])
    yield ask.found("figures by place", f"{ask.place} × figure", found, _without_passage(ask, "quantities"))
    answers, group, aside = _matched(ask, "quantities", lambda one: one.value)
    negative = [unit for unit, by in answers.items() if any(value < 0 for value in by.values())]
    for unit in negative:
        del answers[unit]
    yield ask.answered(
        "figures: values",
        "matched figure",
        "ratio",
        answers,
        group.__getitem__,
        _named("ratio"),
        alone="figures that only one coder gives a value",
        set_aside={**aside, "figures below zero, on no ratio scale": len(negative)},
        note="figures are proposed as matches by their value, among other things: this is the upper end",
    )


def _scores(ask: Asker, reference: Casebook) -> Iterator[Measure]:
    given: dict[Any, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for i, one in enumerate(ask.readings):
        for coding in one.book.codings:
            for provider in one.units(coding.provider):
                given[coding.case, coding.period, coding.item, provider][i].append(coding.score)
    best = {unit: {i: max(scores, key=_rank) for i, scores in by.items()} for unit, by in given.items()}
    several = sum(len(scores) > 1 for by in given.values() for scores in by.values())
    note = f"{several} units have several scores by one coder; the highest counts" if several else ""
    both = {unit: by for unit, by in best.items() if len(by) > 1}
    scored = {unit: {i: float(s) for i, s in by.items() if s != NOT_CODABLE} for unit, by in both.items()}
    unit = "case × period × item × provider"
    grouped = "case and period"

    def place(unit: tuple[str, ...]) -> tuple[str, ...]:
        return unit[:2]

    def ask_all(name: str, what: str, scale: str, answers: Any, metric: Any, **more: Any) -> Measure:
        return ask.answered(name, what, scale, answers, place, metric, grouped=grouped, note=note, **more)

    single = {"units that only one coder judged": len(best) - len(both)}
    unscored = sum(not by for by in scored.values())
    yield ask_all(
        "scores",
        f"{unit} that both coders scored",
        "ordinal",
        scored,
        _named("ordinal"),
        alone="units that one coder scored and another found not codable",
        set_aside={**single, "units that all coders found not codable": unscored},
    )
    judged = [i for i, one in enumerate(ask.readings) if one.book.codings]
    every = {unit: {i: by.get(i, UNCODED) for i in judged} for unit, by in best.items()}
    yield ask_all(
        "scores, with uncoded",
        f"{unit} that a coder judged",
        "squares / range², uncoded 1",
        every,
        _off_scale,
    )
    codable = {
        unit: {i: "no" if score == NOT_CODABLE else "yes" for i, score in by.items()}
        for unit, by in both.items()
    }
    yield ask_all(
        "codable", f"{unit} that both coders judged", "nominal", codable, _named("nominal"), set_aside=single
    )


def _rank(score: str) -> float:
    return -1.0 if score == NOT_CODABLE else float(score)


def _off_scale(given: list[str]) -> Floats:
    """Scores differ by their squared distance over that of the scale's ends; anything off the scale differs by 1."""
    at = np.array([np.nan if one in (UNCODED, NOT_CODABLE) else float(one) for one in given])
    near = np.square(at[:, None] - at[None, :]) / 16
    equal = np.eye(len(given), dtype=bool)
    return np.where(equal, 0.0, np.where(np.isnan(near), 1.0, near))


QUESTIONS: tuple[Callable[[Asker, Casebook], Iterator[Measure]], ...] = (
    _actors,
    _ties,
    _dates,
    _events,
    _figures,
    _scores,
)
