"""Where an actor acts from and where it belongs by law, in each simulated coding and on each day.

Territory and membership are sets of countries (ISO 3166-1). What a casebook's attributes say of
them replaces the actor's own cell while it holds: alternatives are drawn by their weights, once a
world, and what the weights leave over stays with the cell. An organisation belongs where it acts
from unless something else is coded; of residents it must be coded, because where people live does
not tell what they are citizens of.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.casebook.records import Actor, Attribute
from interlocal.dates import end_of
from interlocal.framework.scope import HOLDING, refs
from interlocal.framework.study import Study

__all__ = ["FIELDS", "Membership", "distances"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "territory": ("territory",),
    "membership": ("belonging", "nationality", "citizenship", "legal_status"),
    "identity": ("identity",),
}
"""Fields of attributes that say where an actor acts from, belongs by law, or says it belongs."""

_CODES = re.compile(r"[A-Z]{2}(;\s*[A-Z]{2})*")


@dataclass(frozen=True, eq=False)
class Membership:
    """The sets of countries of every actor of a study; sets are numbered, 0 is the empty one (not coded)."""

    study: Study

    @functools.cached_property
    def sets(self) -> list[frozenset[str]]:
        """The sets that occur, by number."""
        return [frozenset()]

    @functools.cached_property
    def actors(self) -> Mapping[str, Actor]:
        """The actors by id."""
        return {actor.id: actor for actor in self.study.book.actors}

    def number(self, codes: Iterable[str]) -> int:
        """The number of a set of countries, a new one where it has not occurred."""
        found = frozenset(codes)
        if found not in self.sets:
            self.sets.append(found)
        return self.sets.index(found)

    def usable(self, axis: str, actor: str) -> tuple[Attribute, ...]:
        """The attributes that place an actor on an axis: country codes, holding, identity only with a passage."""
        return tuple(
            one
            for one in self.study.book.attributes_by_record.get(actor, ())
            if one.field in FIELDS[axis]
            and one.status in HOLDING
            and _CODES.fullmatch(one.value)
            and (axis != "identity" or self.study.book.passages_of(one.id))
        )

    def own(self, axis: str, actor: str) -> int:
        """The number of the set that the actor's own cell names."""
        known = self.actors[actor]
        if axis == "territory":
            return self.number(refs(known.territory))
        return self.number(refs(known.belonging)) if axis == "membership" else 0

    def place(self, axis: str, actor: str, days: Ints) -> Ints:
        """The number of an actor's set on the given day of each world, shape (n,)."""
        held = np.full(len(days), self.own(axis, actor))
        choices = self.usable(axis, actor)
        if choices:
            self._draw(held, axis, actor, days, choices)
        if axis != "membership" or self._people(actor):
            return held
        return np.where(held == 0, self.place("territory", actor, days), held)

    def _people(self, actor: str) -> bool:
        return self.actors[actor].sector == "residents"

    def _draw(self, held: Ints, axis: str, actor: str, days: Ints, choices: tuple[Attribute, ...]) -> None:
        """Put in place, in each world, the alternative that its draw falls on among those that hold that day."""
        weight = np.array([[1.0 if one.weight is None else one.weight] for one in choices])
        there = np.array([self._holds(one, days) for one in choices])
        share = np.where(there, weight, 0.0)
        total = share.sum(axis=0)
        share = share / np.maximum(total, 1.0)  # less than 1 in all: the rest stays with the actor's own cell
        drawn = draws.uniform(self.study.seed, axis, [actor], len(days))[0]
        upper = share.cumsum(axis=0)
        for k in range(len(choices) - 1, -1, -1):
            held[(drawn < upper[k]) & there[k]] = self.number(refs(choices[k].value))

    def _holds(self, one: Attribute, days: Ints) -> npt.NDArray[np.bool_]:
        if not one.start and one.end in ("", ".."):
            return np.ones(len(days), bool)
        after = self.study.days(one.id) <= days if one.start else np.ones(len(days), bool)
        if one.end in ("", ".."):
            return np.asarray(after, bool)
        return np.asarray(after & (days <= self.study.days(end_of(one.id))), bool)


def distances(sets: list[frozenset[str]]) -> Floats:
    """1 - Jaccard of every two sets: 0 the same, 1 nothing shared; NaN where one of them is not coded.

    >>> distances([frozenset(), frozenset({"JP"}), frozenset({"JP", "KR"})]).tolist()[1][1:]
    [0.0, 0.5]
    """
    out = np.full((len(sets), len(sets)), np.nan)
    for i, a in enumerate(sets):
        for j, b in enumerate(sets):
            if a and b:
                out[i, j] = 1 - len(a & b) / len(a | b)
    return out
