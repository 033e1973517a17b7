"""What the measures found, as figures look it up: by measure, number, case and layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from interlocal import dates
from interlocal.framework.measured import Measured
from interlocal.provenance import Estimate
from interlocal.report.charts import said
from interlocal.report.evidence import Evidence, Link
from interlocal.report.figure import Words

__all__ = ["Found", "evidence_cell", "iso_said", "year"]

MOST = 6


@dataclass(frozen=True)
class Found:
    """An index of measured numbers."""

    rows: tuple[Measured, ...]
    _index: dict[tuple[str, str, str, str], list[Measured]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        grouped: dict[tuple[str, str, str, str], list[Measured]] = defaultdict(list)
        for row in self.rows:
            grouped[row.measure, row.number, row.case, row.layer].append(row)
        self._index.update(grouped)

    def all(self, measure: str, number: str, case: str, layer: str = "contact") -> list[Measured]:
        """Every number of this name in a case and layer; measures without ties have the layer ""."""
        return self._index.get((measure, number, case, layer)) or self._index.get(
            (measure, number, case, ""), []
        )

    def one(
        self, measure: str, number: str, case: str, about: str = "", layer: str = "contact"
    ) -> Measured | None:
        """The number about someone; None where the measure gives none."""
        return next((row for row in self.all(measure, number, case, layer) if row.about == about), None)

    def value(
        self, measure: str, number: str, case: str, about: str = "", layer: str = "contact"
    ) -> Estimate | None:
        """Its estimate."""
        row = self.one(measure, number, case, about, layer)
        return None if row is None else row.estimate


def year(day: float) -> float:
    """A day since 1970-01-01 as a decimal year.

    >>> year(0.0)
    1970.0
    """
    return 1970.0 + day / 365.2425


def iso_said(estimate: Estimate | None) -> str:
    """An estimate of a day in words: its middle, and between which days nine of ten lie.

    >>> iso_said(Estimate(value=8558.0, interval=(8410.0, 8753.0)))
    '1993-06 (1993-01 to 1993-12)'
    """
    if estimate is None or estimate.value is None:
        return "not known"
    middle = dates.iso(int(estimate.value))[:7]
    if estimate.interval is None or None in estimate.interval:
        return middle
    low, high = (dates.iso(int(end))[:7] for end in estimate.interval if end is not None)
    return middle if low == high == middle else f"{middle} ({low} to {high})"


def evidence_cell(evidence: Evidence, records: Iterable[str]) -> Words:
    """Links to the records that a number was read from, a handful at most."""
    known = [one for one in dict.fromkeys(records) if one in evidence.reading.book.by_id]
    links: list[str | Link] = []
    for number, record in enumerate(known[:MOST], 1):
        links += [", "] if links else []
        links.append(evidence.link(str(number), record))
    if len(known) > MOST:
        links.append(f" and {len(known) - MOST} more")
    return tuple(links) or "–"


def value_cell(estimate: Estimate | None, digits: int = 2) -> str:
    """An estimate with its coverage, for a table."""
    words = said(estimate, digits)
    if estimate is not None and estimate.coverage is not None and estimate.coverage < 1:
        words += f"; {estimate.coverage:.0%} of its inputs coded"
    return words
