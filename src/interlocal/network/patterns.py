"""Patterns of routes: automata that read the levels and borders a route passes, actor by actor.

An expression is a row of steps between `>`; each step says on which side and at which level its
actors stand, and how many of them there are:

    home society* > foreign local+ > foreign state

==================  ==============================================================================
side                `home`, `foreign`, `international` (no territory of one country), or `any`
level               `society`, `local`, `affiliated`, `state`, `international`, `nonstate` (every
                    level but state), or `any`; several joined by `|`, as in `local|affiliated`
how many            nothing: exactly one; `?` one or none; `+` one or more; `*` any number
==================  ==============================================================================

A side alone means any level, a level alone any side. The steps must account for every actor of the
route from source to target; an official and the organisation acted for count as one.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol, runtime_checkable

from interlocal.errors import NetworkError
from interlocal.network.coalition import LEVELS, Member

__all__ = ["PATTERNS", "Diaspora", "Expression", "Pattern", "ThirdCountry", "expression", "pattern_of"]

SIDES = ("home", "foreign", "international", "any")
WORDS = (*LEVELS, "nonstate", "any")


@runtime_checkable
class Pattern(Protocol):
    """An automaton over the actors of a route. States are hashable; None means that the route does not fit."""

    @property
    def name(self) -> str:
        """The name or expression by which it was asked for."""
        ...

    def start(self, actor: Member, home: str) -> Hashable | None:
        """The state after the route's first actor."""
        ...

    def step(self, state: Hashable, from_: Member, to: Member, relation: str) -> Hashable | None:
        """The state after one more tie."""
        ...

    def accepts(self, state: Hashable) -> bool:
        """Whether a route may end in this state."""
        ...


@dataclass(frozen=True)
class _Step:
    sides: frozenset[str]
    levels: frozenset[str]
    least: int
    many: bool

    def fits(self, actor: Member, home: str) -> bool:
        return actor.level in self.levels and actor.side(home) in self.sides


@dataclass(frozen=True)
class Expression:
    """A pattern written as steps; see the head of this module.

    >>> route = expression("home society+ > foreign state")
    >>> mindan = Member("mindan", "Mindan", territory=("JP",))
    >>> seoul = Member("kr-government", "Seoul", sector="national_government", territory=("KR",))
    >>> state = route.start(mindan, "JP")
    >>> route.accepts(state), route.accepts(route.step(state, mindan, seoul, "requests"))
    (False, True)
    """

    name: str
    steps: tuple[_Step, ...] = field(repr=False)

    def start(self, actor: Member, home: str) -> Hashable | None:
        """The state after the route's first actor: the home country and the steps it can have come to."""
        return self._read(home, frozenset(self._open(0)), actor)

    def step(self, state: Hashable, from_: Member, to: Member, relation: str) -> Hashable | None:
        """The state after one more actor."""
        assert isinstance(state, tuple)
        home, reached = state
        ready = frozenset(n for k in reached for n in self._after(k))
        return self._read(home, ready, to)

    def accepts(self, state: Hashable) -> bool:
        """Whether all remaining steps may be left out."""
        assert isinstance(state, tuple)
        return any(all(step.least == 0 for step in self.steps[k + 1 :]) for k in state[1])

    def _read(self, home: str, ready: frozenset[int], actor: Member) -> Hashable | None:
        reached = frozenset(k for k in ready if self.steps[k].fits(actor, home))
        return (home, reached) if reached else None

    def _open(self, k: int) -> list[int]:
        """Steps that may read the next actor when all before step k are done."""
        found = []
        while k < len(self.steps):
            found.append(k)
            if self.steps[k].least:
                break
            k += 1
        return found

    def _after(self, k: int) -> list[int]:
        return [*([k] if self.steps[k].many else []), *self._open(k + 1)]


_STEP = re.compile(r"\s*([a-z|]+)(?:\s+([a-z|]+))?\s*([*+?]?)\s*")


def expression(text: str) -> Expression:
    """Read a pattern's expression.

    Raises `NetworkError`, naming the step, for words that are neither side nor level.

    >>> expression("home > foregin state")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    interlocal.errors.NetworkError: pattern 'home > foregin state': 'foregin' is no side (home, foreign, ...
    """
    return Expression(text, tuple(_step(text, part) for part in text.split(">")))


def _step(text: str, part: str) -> _Step:
    found = _STEP.fullmatch(part)
    if found is None:
        raise NetworkError(f"pattern {text!r}: {part.strip()!r} is no step; write one like 'home society*'")
    first, second, many = found.groups()
    sides, levels = (first, second) if second else _side_or_level(first)
    return _Step(
        frozenset(SIDES) if sides == "any" else _words(text, sides, SIDES),
        _levels(text, levels),
        0 if many in ("*", "?") else 1,
        many in ("*", "+"),
    )


def _side_or_level(word: str) -> tuple[str, str]:
    return (word, "any") if all(one in ("home", "foreign") for one in word.split("|")) else ("any", word)


def _levels(text: str, words: str) -> frozenset[str]:
    found = set(_words(text, words, WORDS))
    if "any" in found:
        found = set(LEVELS)
    if "nonstate" in found:
        found |= set(LEVELS) - {"state"}
    return frozenset(found & set(LEVELS))


def _words(text: str, words: str, allowed: tuple[str, ...]) -> frozenset[str]:
    for word in words.split("|"):
        if word not in allowed:
            raise NetworkError(
                f"pattern {text!r}: {word!r} is no side ({', '.join(SIDES)}) and no level ({', '.join(WORDS)})"
            )
    return frozenset(words.split("|"))


@dataclass(frozen=True)
class ThirdCountry:
    """Home actors, then one foreign country, and the end is the state of another foreign country."""

    name: str = "third_country"

    def start(self, actor: Member, home: str) -> Hashable | None:
        """Home, with no foreign country met yet."""
        return (home, "", False) if actor.side(home) == "home" and actor.level != "state" else None

    def step(self, state: Hashable, from_: Member, to: Member, relation: str) -> Hashable | None:
        """Remember the first foreign country; the end is a state of another."""
        assert isinstance(state, tuple)
        home, country, _ = state
        if to.side(home) == "home":
            return None if country or to.level == "state" else state
        own = to.territory[0] if len(to.territory) == 1 else ""
        return (home, country or own, bool(country) and bool(own) and own != country and to.level == "state")

    def accepts(self, state: Hashable) -> bool:
        """Whether the last actor is the state of another foreign country than the first met."""
        assert isinstance(state, tuple)
        return bool(state[2])


@dataclass(frozen=True)
class Diaspora:
    """The route's first border crossing is between actors of one belonging, or on a homeland tie."""

    name: str = "diaspora"
    relations: tuple[str, ...] = ("homeland",)

    def start(self, actor: Member, home: str) -> Hashable | None:
        """A home actor that is no state."""
        return False if actor.side(home) == "home" and actor.level != "state" else None

    def step(self, state: Hashable, from_: Member, to: Member, relation: str) -> Hashable | None:
        """Whether a border has been crossed, and the first time along kin or membership."""
        if state or not from_.territory or not to.territory or set(from_.territory) & set(to.territory):
            return state
        kin = set(from_.belonging or from_.territory) & set(to.belonging or to.territory)
        return True if kin or relation in self.relations else None

    def accepts(self, state: Hashable) -> bool:
        """Whether a border has been crossed."""
        return bool(state)


PATTERNS: Mapping[str, Pattern] = {
    "domestic": Expression("domestic", expression("home+").steps),
    "transferable": Expression(
        "transferable", expression("home nonstate+ > foreign nonstate* > foreign state").steps
    ),
    "foreign_government": Expression(
        "foreign_government",
        expression("home nonstate+ > foreign nonstate* > foreign state+ > home state").steps,
    ),
    "third_country": ThirdCountry(),
    "diaspora": Diaspora(),
}
"""Patterns by name. `avoid` is no pattern but the `avoiding` of every question. See the documentation."""


def pattern_of(text: str) -> Pattern:
    """A pattern by its name in `PATTERNS`, or by its expression. Raises `NetworkError` for what is neither.

    >>> pattern_of("domestic").name, pattern_of("home local > any state").name
    ('domestic', 'home local > any state')
    """
    if text in PATTERNS:
        return PATTERNS[text]
    if _NAME.fullmatch(text) and text not in (*SIDES, *WORDS):
        raise NetworkError(f"no pattern {text!r}; {_meant(text)}")
    return expression(text)


_NAME = re.compile(r"[a-z_]+")


def _meant(name: str) -> str:
    if name == "avoid":
        return "whom a route may not pass is said by avoiding, with any pattern or none"
    if name == "boomerang":
        return "ask for 'foreign_government': a route is called a boomerang where blockage and pressure are coded"
    close = get_close_matches(name, PATTERNS, n=1)
    others = (
        f"the names are {', '.join(PATTERNS)}; an expression is written like 'home society* > foreign state'"
    )
    return f"did you mean {close[0]!r}?" if close else others
