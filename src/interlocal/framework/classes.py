"""Who belongs to a class of actors: as the codebook declares it, else by sector and territory."""

from __future__ import annotations

from collections.abc import Mapping

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import ActorClass
from interlocal.casebook.sets import members
from interlocal.errors import UnknownNameError

__all__ = ["USUAL", "class_members", "classes"]

_LOCAL = ("local_government", "local_government_association")

USUAL: Mapping[str, ActorClass] = {
    one.id: one
    for one in (
        ActorClass("home_local_government", "home local governments", sectors=_LOCAL, territory="home"),
        ActorClass(
            "foreign_local_government", "foreign local governments", sectors=_LOCAL, territory="foreign"
        ),
        ActorClass("affiliated_body", "affiliated bodies", sectors=("affiliated_body",)),
        ActorClass("national_government", "national government", sectors=("national_government",)),
        ActorClass(
            "society",
            "non-state actors",
            sectors=("civil_society", "residents", "business", "academic", "media", "party"),
        ),
    )
}
"""Classes that every casebook has, even where its codebook declares none."""


def classes(book: Casebook) -> Mapping[str, ActorClass]:
    """The classes of a codebook by id, and the usual ones that it does not declare.

    >>> from interlocal.casebook.folder import read
    >>> classes(read("takao2003"))["home_local_government"].territory
    'home'
    """
    return {**USUAL, **{one.id: one for one in book.codebook.classes}}


def class_members(book: Casebook, name: str) -> frozenset[str]:
    """The ids of the actors in a class; `UnknownNameError` with the classes there are.

    >>> from interlocal.casebook.folder import read
    >>> sorted(class_members(read("takao2003"), "affiliated_body"))[:2]
    ['adorc', 'airport-study-group']
    """
    known = classes(book)
    if name not in known:
        raise UnknownNameError(f"no class of actors {name!r}; the classes are {', '.join(known)}")
    return members(book, known[name])
