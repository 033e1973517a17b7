"""Where a measure looks and tells: one case in one layer, the networks there, and the evidence of each number."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from interlocal import draws
from interlocal.casebook.records import Tie
from interlocal.framework.estimates import Floats, over_worlds
from interlocal.framework.measured import Measured
from interlocal.framework.study import LAYERS, Layer, Study
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.expansion import dyads
from interlocal.network.states import States
from interlocal.network.worlds import Bools, Worlds
from interlocal.provenance import Estimate

__all__ = ["HOLDING", "STATED", "Scope", "refs", "scopes", "ties_on"]

STATED = ("asserted", "inferred")
"""What the source tells as having happened: not what is planned, expected or said in general."""

HOLDING = (*STATED, "disputed")
"""What may have happened: besides, what the source itself disputes."""


def refs(cell: str) -> tuple[str, ...]:
    """The references in a cell that holds several.

    >>> refs("niigata; context;")
    ('niigata', 'context')
    """
    return tuple(part for piece in cell.split(";") if (part := piece.strip()))


def ties_on(states: States) -> list[int]:
    """The positions of the ties that stand on some route of a question, in order."""
    return sorted({arc.tie for out in states.arcs for arc in out if arc.tie >= 0})


@dataclass(frozen=True, eq=False)
class Scope:
    """One case (or all, "") in one layer ("" where ties do not enter): what a measure reads, and how it tells it."""

    study: Study
    measure: str
    case: str = ""
    layer: Literal["contact", "both", "attribution", ""] = ""

    @property
    def reads(self) -> Layer:
        """The layer of the network read here: all ties, except where only contacts are asked for."""
        return "contact" if self.layer == "contact" else "both"

    @functools.cached_property
    def network(self) -> CoalitionNetwork:
        """The network of this case and layer."""
        return self.study.network(self.reads, self.case)

    @functools.cached_property
    def worlds(self) -> Worlds:
        """Its simulated codings."""
        return self.study.worlds(self.reads, self.case)

    @functools.cached_property
    def home_local(self) -> tuple[str, ...]:
        """Ids of the home local governments, in the order of the network's members."""
        return tuple(self.network.members[k].id for k in sorted(self.study.home_local(self.reads, self.case)))

    def inside(self, cell: str) -> bool:
        """Whether a record with this case cell belongs here."""
        return not self.case or self.case in refs(cell)

    def ties(self) -> Iterator[Tie]:
        """The stated ties of the casebook that belong here, also those that carry nothing."""
        layers = ("contact",) if self.reads == "contact" else ("contact", "attribution")
        for tie in self.study.book.ties:
            if tie.status in STATED and tie.layer in layers and self.inside(tie.case):
                yield tie

    def dated(self, ties: Sequence[int] | None = None) -> float | None:
        """The share of the network's ties (all, or those at these positions) that the source dates; None of none."""
        record = self.network.ties.record
        names = record.tolist() if ties is None else [record[k] for k in ties]
        found = [bool(getattr(self.study.book.by_id.get(str(one)), "start", "")) for one in names]
        return float(np.mean(found)) if found else None

    def present(self, records: Sequence[str]) -> Bools:
        """In which worlds the ties of these ids were there, (records, n).

        Ties of the network are there as in its worlds. A tie that the network leaves out (it carries
        nothing, or polarity is negative) is drawn by its own certainty, without the shared errors of
        its source, which are drawn for the network's ties only.
        """
        place = {record: k for k, record in enumerate(self.network.ties.record.tolist())}
        found = np.ones((len(records), self.worlds.n), bool)
        outside = [k for k, record in enumerate(records) if record not in place]
        for k, record in enumerate(records):
            if record in place:
                found[k] = self.worlds.present[place[record]]
        if outside:
            sure = {row.record: row.certainty for row in dyads(self.study.book)}
            names = [records[k] for k in outside]
            chance = np.array([sure.get(name, 1.0) for name in names])[:, None]
            found[outside] = draws.uniform(self.worlds.seed, "presence", names, self.worlds.n) < chance
        return found

    def passages(self, records: Iterable[str]) -> tuple[str, ...]:
        """Ids of the passages that support these records."""
        book = self.study.book
        return tuple(sorted({one.id for record in set(records) for one in book.passages_of(record)}))

    def tell(
        self,
        number: str,
        estimate: Estimate | Floats | float | None,
        *,
        about: str = "",
        unit: str = "",
        said: str = "",
        why: str = "",
        coverage: float | None = None,
        records: Iterable[str] = (),
        passages: Iterable[str] | None = None,
        in_order: bool = False,
    ) -> Measured:
        """One number of this measure here.

        An array holds the number in each world, NaN where it does not exist. `why` is kept only where
        there is no value, and there has to be one. The passages are those of the records, unless
        others are given. Records are sorted, or `in_order` left as they come, as the hops of a route do.
        """
        named = tuple(dict.fromkeys(records)) if in_order else tuple(sorted(set(records)))
        if isinstance(estimate, np.ndarray):
            estimate = over_worlds(estimate)
        elif not isinstance(estimate, Estimate):
            estimate = Estimate(value=estimate)
        whole = msgspec.structs.replace(
            estimate,
            coverage=estimate.coverage if coverage is None else coverage,
            passages=self.passages(named) if passages is None else tuple(passages),
        )
        return Measured(
            measure=self.measure,
            number=number,
            case=self.case,
            layer=self.layer,
            about=about,
            estimate=whole,
            unit=unit,
            said=said,
            why="" if whole.value is not None else why or "nothing coded to compute it from",
            records=named,
        )


def scopes(study: Study, measure: str) -> Iterator[Scope]:
    """Both layers, each with the whole casebook first and then every case."""
    for layer in LAYERS:
        for case in ("", *study.cases):
            yield Scope(study, measure, case, layer)
