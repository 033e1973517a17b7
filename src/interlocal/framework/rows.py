"""How the measures of reach put a number: named, with coverage, passages and the records it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from interlocal.casebook.book import Casebook
from interlocal.framework.measured import Measured
from interlocal.network.worlds import mean_of
from interlocal.provenance import Estimate

__all__ = ["Rows", "mean_where_defined", "refs"]


def refs(cell: str) -> tuple[str, ...]:
    """The references in a cell that holds several.

    >>> refs("niigata; context;")
    ('niigata', 'context')
    """
    return tuple(part for piece in cell.split(";") if (part := piece.strip()))


def mean_where_defined(values: npt.NDArray[np.float64]) -> Estimate:
    """Mean and 90 % interval over the worlds in which a number is defined; None where it is in none.

    >>> mean_where_defined(np.array([1.0, np.nan, 3.0])).value
    2.0
    """
    return mean_of(values[~np.isnan(values)])


@dataclass(frozen=True)
class Rows:
    """Makes the numbers of one measure of one casebook, in one case and layer."""

    book: Casebook
    measure: str
    case: str = ""
    layer: str = ""

    def __call__(
        self,
        number: str,
        estimate: Estimate,
        *,
        about: str = "",
        unit: str = "",
        said: str = "",
        why: str = "",
        coverage: float | None = None,
        records: Iterable[str] = (),
    ) -> Measured:
        """One number; its passages are those that support its records. Without a value it needs a `why`."""
        named = tuple(sorted(set(records)))
        passages = {p.id for record in named for p in self.book.passages_of(record)}
        full = msgspec.structs.replace(
            estimate, coverage=coverage, passages=(*estimate.passages, *sorted(passages))
        )
        why = "" if estimate.value is not None else why or "nothing coded to compute it from"
        return Measured(
            measure=self.measure, number=number, case=self.case, layer=self.layer, about=about,
            estimate=full, unit=unit, said=said, why=why, records=named,
        )  # fmt: skip
