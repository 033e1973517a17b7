"""What every measure reads: a casebook, its network in each layer and case, and the same simulated codings."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from interlocal.casebook.book import Casebook
from interlocal.errors import UnknownNameError
from interlocal.network.build import build
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.question import class_members
from interlocal.network.worlds import Days, Worlds, draw_worlds

__all__ = ["HOME_LOCAL", "LAYERS", "Layer", "Study"]

Layer: TypeAlias = Literal["contact", "both"]
LAYERS: tuple[Layer, ...] = ("contact", "both")
"""What the source reports, and that together with what it reads into it: reported side by side."""

HOME_LOCAL = "home_local_government"


@dataclass(frozen=True, eq=False)
class Study:
    """A casebook with `n` simulated codings, drawn once and shared by all measures.

    Every network and its worlds are made when first asked for, and kept.
    """

    book: Casebook
    n: int = 200
    seed: int = 1
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False, init=False)

    @functools.cached_property
    def cases(self) -> tuple[str, ...]:
        """Cases that have an episode or a tie, in the codebook's order, without those that only give context."""
        told = {episode.case for episode in self.book.codebook.episodes}
        listed = tuple(case.id for case in self.book.codebook.cases)
        return tuple(case for case in listed if case in told) or listed

    def network(self, layer: Layer = "contact", case: str = "") -> CoalitionNetwork:
        """The network of a layer, whole or of one case."""
        return self._made(layer, case)[0]

    def worlds(self, layer: Layer = "contact", case: str = "") -> Worlds:
        """The simulated codings of `network(layer, case)`: one dating and presence of every tie in each."""
        return self._made(layer, case)[1]

    def home_local(self, layer: Layer = "contact", case: str = "") -> frozenset[int]:
        """Positions of the home local governments, as the codebook's class says, else by sector and home."""
        network = self.network(layer, case)
        if any(one.id == HOME_LOCAL for one in network.classes):
            return class_members(network, HOME_LOCAL)
        return frozenset(
            k
            for k, member in enumerate(network.members)
            if member.level == "local" and member.side(network.home) == "home"
        )

    def days(self, record: str) -> Days:
        """The day on which a dated record began, in every simulated coding; the same that its ties have.

        `UnknownNameError` for a record that has no date column.
        """
        place, days = self._dated
        if record not in place:
            raise UnknownNameError(
                f"no dated record {record!r}; ties, events, positions and attributes have dates"
            )
        found: Days = days[place[record]]
        return found

    @functools.cached_property
    def _dated(self) -> tuple[dict[str, int], Days]:
        clock = self.network().clock
        place = {name: k for k, name in enumerate(clock.chronology.points)}
        return place, clock.draw(range(len(place)), self.n, self.seed)

    def _made(self, layer: Layer, case: str) -> tuple[CoalitionNetwork, Worlds]:
        if (layer, case) not in self._memo:
            self._memo[layer, case] = self._whole(layer) if not case else self._part(layer, case)
        made: tuple[CoalitionNetwork, Worlds] = self._memo[layer, case]
        return made

    def _whole(self, layer: Layer) -> tuple[CoalitionNetwork, Worlds]:
        network = build(self.book, layer=layer)
        return network, draw_worlds(network, self.n, self.seed)

    def _part(self, layer: Layer, case: str) -> tuple[CoalitionNetwork, Worlds]:
        network, worlds = self._made(layer, "")
        keep = np.array([case in cell.split(";") for cell in network.ties.case.tolist()], bool)
        return network.select(keep), worlds.select(keep)
