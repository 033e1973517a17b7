"""Sets of actors that words stand for: classes of the codebook, states, sectors, single actors."""

from __future__ import annotations

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import ActorClass
from interlocal.casebook.countries import country, country_name
from interlocal.casebook.find import resolve
from interlocal.casebook.folding import STOP, squash, words
from interlocal.casebook.records import SECTORS, Actor
from interlocal.errors import UnknownNameError

__all__ = ["home_of", "members", "resolve_set", "state", "territories"]

STATE_WORDS = frozenset(
    ("state", "central", "national", "center", "centre", "government", "governments", "authorities")
)


def territories(actor: Actor) -> frozenset[str]:
    """The codes of where an actor acts from; none when it is not stated."""
    return frozenset(filter(None, (code.strip() for code in actor.territory.split(";"))))


def home_of(book: Casebook, actor: Actor) -> frozenset[str]:
    """The home countries of the cases that an actor belongs to, else of the casebook."""
    cases = set(actor.case.split(";"))
    homes = {case.home for case in book.codebook.cases if case.id in cases and case.home}
    return frozenset(homes or ({book.codebook.home} if book.codebook.home else ()))


def members(book: Casebook, group: ActorClass) -> frozenset[str]:
    """The ids of the actors in a class of the codebook.

    An actor belongs when its sector is among the class's sectors (any, when it names none) and its
    territory fits: `home` shares a country with the home of its case, `foreign` has countries and
    none of them home, codes separated by ; are shared. An actor whose territory is not stated
    fits no territory. Those the class includes by name are added, those it excludes are left out.
    """
    chosen = {
        actor.id
        for actor in book.actors
        if (group.sectors or group.territory)
        and (not group.sectors or actor.sector in group.sectors)
        and _fits(book, actor, group.territory)
    }
    known = {actor.id for actor in book.actors}
    return frozenset((chosen | (set(group.include) & known)) - set(group.exclude))


def _fits(book: Casebook, actor: Actor, territory: str) -> bool:
    where = territories(actor)
    if not territory:
        return True
    if territory == "home":
        return bool(where & home_of(book, actor))
    if territory == "foreign":
        return bool(where) and not where & home_of(book, actor)
    return bool(where & set(territory.split(";")))


def state(book: Casebook, code: str) -> frozenset[str]:
    """A state: the ids of all national government actors of one territory, by its code.

    The Soviet Union (SU) and Russia (RU) are two states.
    """
    return frozenset(
        actor.id
        for actor in book.actors
        if actor.sector == "national_government" and code in territories(actor)
    )


def _state_code(text: str) -> str:
    """The country of "the Chinese state", "national government of Japan" and the like, or nothing."""
    said = [word for word in words(text) if word not in STOP]
    rest = [word for word in said if word not in STATE_WORDS]
    return country(" ".join(rest)) if rest and len(rest) < len(said) else ""


def _one_set(book: Casebook, text: str) -> frozenset[str]:
    for group in book.codebook.classes:
        if squash(text) in (squash(group.id), squash(group.name)):
            return members(book, group)
    code = _state_code(text)
    said = set(words(text))
    if code and "government" not in said:
        return _some_state(book, code, text)
    for sector in SECTORS:
        if squash(text) == squash(sector):
            return frozenset(actor.id for actor in book.actors if actor.sector == sector)
    try:
        return frozenset({resolve(book, text).id})
    except UnknownNameError as error:
        if code:
            return _some_state(book, code, text)
        classes = ", ".join(group.id for group in book.codebook.classes)
        raise UnknownNameError(
            f"{error}; a set may also be a class ({classes or 'the codebook declares none'}), a sector, "
            f"or a state such as 'Japanese state'"
        ) from None


def _some_state(book: Casebook, code: str, text: str) -> frozenset[str]:
    if found := state(book, code):
        return found
    known = {
        code for actor in book.actors if actor.sector == "national_government" for code in territories(actor)
    }
    shown = ", ".join(country_name(code) for code in sorted(known)) or "no state"
    raise UnknownNameError(
        f"{text!r}: no national government actor acts from {country_name(code)} ({code}); the casebook has {shown}"
    )


def resolve_set(book: Casebook, text: str) -> frozenset[str]:
    """The ids of the actors that some words stand for; several sets may be joined by semicolons.

    In this order: a class of the codebook, by id or name; a state by its country's name or demonym
    and the word "state", as all national government actors of that territory; a sector; one actor
    (`resolve`); and where no actor is called so, "the national government of Japan" as the state.
    A class without members is the empty set; a state without actors and an unknown name raise
    `UnknownNameError`.

    >>> from interlocal.casebook.folder import read
    >>> resolve_set(read("takao2003"), " ; ")
    Traceback (most recent call last):
    interlocal.errors.UnknownNameError: ' ; ': names nobody; give an actor, a class of the codebook, or a state
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        raise UnknownNameError(f"{text!r}: names nobody; give an actor, a class of the codebook, or a state")
    return frozenset().union(*(_one_set(book, part) for part in parts))
