"""How a measure tells a number: worlds become an estimate, records its passages, a class each actor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.framework.measured import Measured
from interlocal.framework.study import HOME_LOCAL, LAYERS, Layer, Study
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.expansion import dyads
from interlocal.network.worlds import Worlds, mean_of
from interlocal.provenance import Estimate

__all__ = ["Scope", "kinds", "over_worlds", "scopes"]

HOME = HOME_LOCAL
FOREIGN = "foreign_local_government"
STATED = ("asserted", "inferred")

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scope:
    """One case (or all, "") in one layer: what a measure reads there, and how it tells what it found."""

    study: Study
    measure: str
    layer: Layer
    case: str

    @property
    def network(self) -> CoalitionNetwork:
        """The network of this case and layer."""
        return self.study.network(self.layer, self.case)

    @property
    def worlds(self) -> Worlds:
        """Its simulated codings."""
        return self.study.worlds(self.layer, self.case)

    def inside(self, cell: str) -> bool:
        """Whether a record with this case cell belongs here."""
        return not self.case or self.case in cell.split(";")

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
    ) -> Measured:
        """One number of this measure here; `why` is kept only where there is none."""
        rests = tuple(sorted(set(records)))
        if isinstance(estimate, np.ndarray):
            estimate = over_worlds(estimate)
        elif not isinstance(estimate, Estimate):
            estimate = Estimate(value=estimate)
        share = estimate.coverage if coverage is None else coverage
        whole = msgspec.structs.replace(estimate, coverage=share, passages=self.passages(rests))
        return Measured(
            measure=self.measure,
            number=number,
            case=self.case,
            layer=self.layer,
            about=about,
            estimate=whole,
            unit=unit,
            said=said,
            why=why if whole.value is None else "",
            records=rests,
        )


def scopes(study: Study, measure: str) -> Iterable[Scope]:
    """Both layers, each with the whole casebook first and then every case."""
    for layer in LAYERS:
        for case in ("", *study.cases):
            yield Scope(study, measure, layer, case)


def over_worlds(values: Floats) -> Estimate:
    """Mean and 90 % interval over the worlds in which a number exists; their share is its certainty.

    A number that exists in no world has no value.

    >>> over_worlds(np.array([1.0, 3.0, np.nan, np.nan])).certainty
    0.5
    """
    there = ~np.isnan(values)
    if not there.any():
        return Estimate(value=None)
    return msgspec.structs.replace(mean_of(values[there]), certainty=float(there.mean()))


def kinds(study: Study, network: CoalitionNetwork, layer: Layer = "contact") -> tuple[str, ...]:
    """What kind of actor each member is: home or foreign local government, else its sector.

    A home body that the codebook keeps out of its class of local governments (a mixed team, say) is
    "mixed_team", so that it is counted with neither.
    """
    home = study.home_local(layer)
    found = []
    for k, member in enumerate(network.members):
        if k in home:
            found.append(HOME)
        elif member.level != "local":
            found.append(member.sector)
        else:
            found.append(FOREIGN if member.side(network.home) == "foreign" else "mixed_team")
    return tuple(found)
