"""Whom a phrase means: an actor in any spelling, a class of the codebook, or the state of a country.

"Chinese state", "the government of Japan" and "CN state" mean a country's ministries, offices and
officials at the national level together; the name of one ministry means that ministry alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from interlocal.casebook.book import Casebook
from interlocal.casebook.find import resolve
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import principals
from interlocal.network.question import class_members

__all__ = ["meant", "state_named", "state_of"]

COUNTRIES = {
    "AU": ("australia", "australian"),
    "CN": ("china", "chinese", "prc"),
    "DE": ("germany", "german"),
    "FR": ("france", "french"),
    "GB": ("britain", "british", "united kingdom", "uk"),
    "IT": ("italy", "italian"),
    "JP": ("japan", "japanese"),
    "KP": ("north korea", "north korean", "dprk"),
    "KR": ("south korea", "south korean", "korea", "korean"),
    "MN": ("mongolia", "mongolian"),
    "RU": ("russia", "russian", "soviet", "soviet union", "ussr"),
    "SE": ("sweden", "swedish"),
    "SU": ("russia", "russian", "soviet", "soviet union", "ussr"),
    "US": ("united states", "american", "usa"),
}
"""Words by which a country's state is asked for; codes of ISO 3166-1 are understood for all countries."""

_STATE = re.compile(
    r"(?:the )?(?:(?P<a>[\w .]+?) (?:state|central government|national government|authorities)"
    r"|(?:state|central government|national government) of (?P<b>[\w .]+))",
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
    return _country(network, " ".join(phrase.casefold().replace("-", " ").split()))


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
    state = _country(network, plain)
    if state:
        return state
    return frozenset([network.index(resolve(book, phrase).id)])


def _country(network: CoalitionNetwork, plain: str) -> frozenset[int]:
    found = _STATE.fullmatch(plain)
    if found is None:
        return frozenset()
    word = (found["a"] or found["b"]).strip()
    codes = [code for code, names in COUNTRIES.items() if word in names or word == code.casefold()]
    if not codes and len(word) == 2:
        codes = [word]
    return state_of(network, *codes)
