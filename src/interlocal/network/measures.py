"""What a removal is measured by: which pairs of actors count, and how many of them can reach one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal.errors import UnknownNameError
from interlocal.network.coalition import CoalitionNetwork

__all__ = [
    "MEASURES",
    "NONSTATE",
    "Pairs",
    "home_nonstate",
    "nonstate",
    "pairs_of",
    "present",
    "principals",
    "states_present",
]

Bools = npt.NDArray[np.bool_]

NONSTATE = ("society", "affiliated")
"""Levels of those who are no government: non-state actors, and bodies affiliated with one."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Ordered pairs of a source with a group of targets, any one of whom counts.

    `counted` (sources, groups) says which pairs are looked at. With `together`, the sources count as
    one: any one of them that reaches is enough.
    """

    sources: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    counted: Bools
    together: bool = False


def principals(network: CoalitionNetwork) -> tuple[int, ...]:
    """The non-state actors that have a tie here: the principals of the paper."""
    return tuple(k for k in present(network) if network.members[k].level == "society")


def nonstate(network: CoalitionNetwork) -> tuple[int, ...]:
    """The non-state actors and the affiliated bodies that have a tie here."""
    return tuple(k for k in present(network) if network.members[k].level in NONSTATE)


def home_nonstate(network: CoalitionNetwork) -> tuple[int, ...]:
    """The principals whose only territory is the home country."""
    return tuple(k for k in principals(network) if network.members[k].territory == (network.home,))


def present(network: CoalitionNetwork) -> list[int]:
    """Positions of the actors that have a tie here, and of those who act for one of them or the other way."""
    found = {*network.ties.source.tolist(), *network.ties.target.tolist()}
    grown = True
    while grown:
        more = {
            k
            for link in network.links
            if (link.official in found) != (link.organisation in found)
            for k in (link.official, link.organisation)
        } - found
        found |= more
        grown = bool(more)
    return sorted(found)


def states_present(network: CoalitionNetwork) -> dict[str, tuple[int, ...]]:
    """By country (ISO 3166-1), the ministries, offices and officials of its state that have a tie here."""
    found: dict[str, list[int]] = {}
    for k in present(network):
        member = network.members[k]
        if member.level == "state" and len(member.territory) == 1:
            found.setdefault(member.territory[0], []).append(k)
    return {country: tuple(found[country]) for country in sorted(found)}


def access(network: CoalitionNetwork) -> Pairs:
    """Each principal with the state of each country: any ministry, office or official of it counts."""
    states, sources = states_present(network), principals(network)
    counted = np.ones((len(sources), len(states)), bool)
    return Pairs(sources, tuple(states.values()), tuple(states), counted)


def cohesion(network: CoalitionNetwork) -> Pairs:
    """Ordered pairs of principals that differ in sector or in belonging (territory where none is coded)."""
    sources = principals(network)
    members = [network.members[k] for k in sources]
    mark = [(m.sector, m.belonging or m.territory) for m in members]
    counted = np.array([[a != b and a is not b for b in mark] for a in mark], bool).reshape(
        len(mark), len(mark)
    )
    return Pairs(sources, tuple((k,) for k in sources), tuple(m.id for m in members), counted)


MEASURES: Mapping[str, Callable[[CoalitionNetwork], Pairs]] = {"access": access, "cohesion": cohesion}
"""Measures by name: the share of the counted pairs that can reach."""


def pairs_of(network: CoalitionNetwork, measure: str) -> Pairs:
    """The pairs of a measure; `UnknownNameError` with the measures there are."""
    if measure not in MEASURES:
        raise UnknownNameError(f"no measure {measure!r}; the measures are {', '.join(MEASURES)}")
    return MEASURES[measure](network)
