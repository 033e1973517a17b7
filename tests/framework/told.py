"""The numbers of a measure by what they are about."""

from __future__ import annotations

from interlocal.framework.measured import Measure, Measured
from interlocal.framework.study import Study


def table(measure: Measure, study: Study) -> dict[tuple[str, str, str, str], Measured]:
    """By (layer, case, number, about): each once."""
    rows = list(measure.read(study))
    found = {(one.layer, one.case, one.number, one.about): one for one in rows}
    assert len(found) == len(rows)
    for one in rows:
        assert one.estimate.value is not None or one.why, one
        assert one.estimate.coverage is not None, one
    return found
