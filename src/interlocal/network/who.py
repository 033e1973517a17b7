"""Whom a phrase means: an actor in any spelling, a class of the codebook, or the state of a country.

"Chinese state", "the national government of Japan", 中国政府 and "CN state" mean a country's ministries, offices and
officials at the national level together, and so does a country's name that nobody bears; the name of one
ministry means that ministry alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from interlocal.casebook.book import Casebook
from interlocal.casebook.countries import country, country_name
from interlocal.casebook.find import resolve
from interlocal.errors import UnknownNameError
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import principals
from interlocal.network.question import class_members

__all__ = ["meant", "state_named", "state_of"]

SUCCESSION = ("RU", "SU")
"""By name, Russia and the Soviet Union are asked for together; by code, each for itself."""

_STATE = re.compile(
    r"(?:the )?(?:(?P<a>[\w .'’]+?) (?:state|central government|national government|authorities)"
    r"|(?:state|central government|national government) of (?P<b>[\w .'’]+)"
    r"|(?P<c>\w+?)(?:中央)?政府|(?P<d>\w+) ?정부)",
    re.IGNORECASE,
)


def meant(network: CoalitionNetwork, book: Casebook, phrases: str | Iterable[str]) -> frozenset[int]:
    """Positions of all actors that the phrases mean.

    Understood, in this order: an id, a class of the codebook by id or name, "home state", "foreign
    states", "non-state actors", the state of a country, an actor's name in any spelling. Raises
    `UnknownNameError`, with near misses, for what means nobody.
    """
    listed = [phrases] if isinstance(phrases, str) else list(phrases)
    found: frozenset[int] = frozenset()
    for phrase in listed:
        found |= _one(network, book, phrase)
    return found


def state_of(network: CoalitionNetwork, *codes: str) -> frozenset[int]:
    """Every ministry, office and official at the national level of these countries (ISO 3166-1 codes)."""
    wanted = {code.upper() for code in codes}
    return frozenset(
        k
        for k, member in enumerate(network.members)
        if member.level == "state" and wanted & set(member.territory)
    )


def state_named(network: CoalitionNetwork, phrase: str) -> frozenset[int]:
    """The state of the country that a phrase such as "Chinese national government" names; none for other phrases."""
    return state_of(network, *_codes(" ".join(phrase.casefold().replace("-", " ").split())))


def _one(network: CoalitionNetwork, book: Casebook, phrase: str) -> frozenset[int]:
    plain = " ".join(phrase.casefold().replace("-", " ").split())
    if phrase in network.positions:
        return frozenset([network.positions[phrase]])
    for one in network.classes:
        if phrase == one.id or plain == one.name.casefold():
            return class_members(network, one.id)
    if plain in ("non state actors", "society", "principals"):
        return frozenset(principals(network))
    if plain == "home state":
        return state_of(network, network.home)
    if plain in ("foreign states", "foreign state"):
        sides = {k for k, m in enumerate(network.members) if m.side(network.home) == "foreign"}
        return frozenset(k for k in sides if network.members[k].level == "state")
    codes = _codes(plain)
    if state := state_of(network, *codes):
        return state
    try:
        return frozenset([network.index(resolve(book, phrase).id)])
    except UnknownNameError:
        bare = country(phrase)  # a country's name that nobody here bears
        if not codes and (state := state_of(network, bare)):
            return state
        if not codes:
            raise
        there = sorted({code for m in network.members if m.level == "state" for code in m.territory})
        raise UnknownNameError(
            f"{phrase!r}: no national government of {country_name(codes[0])} has a tie here; there are those of "
            f"{', '.join(map(country_name, there)) or 'no country'}"
        ) from None


def _codes(plain: str) -> tuple[str, ...]:
    """The codes of the country whose state a phrase names; none for other phrases."""
    found = _STATE.fullmatch(plain)
    if found is None:
        return ()
    word = next(filter(None, found.groups())).strip()
    code = country(word) or (word.upper() if len(word) == 2 else "")
    return SUCCESSION if code in SUCCESSION and len(word) > 2 else (code,) if code else ()
