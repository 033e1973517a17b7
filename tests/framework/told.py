"""The numbers of a measure by what they are about."""

from __future__ import annotations

from collections.abc import Iterable

from interlocal.framework.measured import Measured


def table(numbers: Iterable[Measured]) -> dict[tuple[str, str, str, str], Measured]:
    """By (layer, case, number, about): each once."""
    rows = list(numbers)
    found = {(one.layer, one.case, one.number, one.about): one for one in rows}
    assert len(found) == len(rows)
    for one in rows:
        assert one.estimate.value is not None or one.why, one
        assert one.estimate.coverage is not None, one
    return found
