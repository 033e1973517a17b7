"""Who belongs to a class of actors, as the codebook declares it or by sector and territory; of what kind each is."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import ActorClass
from interlocal.casebook.sets import members
from interlocal.errors import UnknownNameError
from interlocal.framework.frame import Framework
from interlocal.framework.study import HOME_LOCAL, Layer, Study
from interlocal.network.coalition import CoalitionNetwork

__all__ = ["FOREIGN_LOCAL", "USUAL", "class_members", "classes", "kinds", "known_classes"]

FOREIGN_LOCAL = "foreign_local_government"

_LOCAL = ("local_government", "local_government_association")

USUAL: Mapping[str, ActorClass] = {
    one.id: one
    for one in (
        ActorClass(HOME_LOCAL, "home local governments", sectors=_LOCAL, territory="home"),
        ActorClass(FOREIGN_LOCAL, "foreign local governments", sectors=_LOCAL, territory="foreign"),
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


def known_classes(book: Casebook, framework: Framework) -> None:
    """Refuse a framework that names a class of actors which neither the codebook nor `USUAL` has."""
    named = [("subject", framework.subject)]
    named += [(f"provider {one.id!r}, class", one.class_) for one in framework.providers if one.class_]
    named += [
        (f"role {role.id!r}, when, actors", when.actors)
        for role in framework.roles
        for anchor in role.anchors
        for when in anchor.when
        if when.actors
    ]
    known = classes(book)
    for entry, name in named:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}? The" if near else "the"
            raise UnknownNameError(
                f"framework {framework.id}, {entry} = {name!r}: no such class; {hint} classes are "
                f"{', '.join(known)}; add others to the codebook as [[classes]]"
            )


def kinds(study: Study, network: CoalitionNetwork, layer: Layer = "contact") -> tuple[str, ...]:
    """What kind of actor each member is: home or foreign local government, else its sector.

    A home body that the codebook keeps out of its class of local governments (a mixed team, say) is
    "mixed_team", so that it is counted with neither.
    """
    home = study.home_local(layer)
    found = []
    for k, member in enumerate(network.members):
        if k in home:
            found.append(HOME_LOCAL)
        elif member.level != "local":
            found.append(member.sector)
        else:
            found.append(FOREIGN_LOCAL if member.side(network.home) == "foreign" else "mixed_team")
    return tuple(found)
