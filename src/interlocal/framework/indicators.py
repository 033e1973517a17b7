"""The numbers of measures that a framework's roles name as their indicators."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from importlib.util import find_spec
from typing import Any

from interlocal.framework.frame import Framework, Indicator, Role
from interlocal.framework.measured import Measured
from interlocal.framework.measures import NAMES, measure
from interlocal.framework.study import Study
from interlocal.provenance import Result

__all__ = ["IndicatorNumber", "indicators_of"]


class IndicatorNumber(Result, frozen=True):
    """What a measure gives for one role in one case: its numbers, or why there are none.

    `says` is what the framework takes it to say. `missing` is True where the framework asks for a
    measure, or a number of one, that does not exist; a number that the coding leaves open is there,
    with its own `why`.
    """

    case: str
    role: str
    measure: str
    number: str
    says: str
    measured: tuple[Measured, ...] = ()
    missing: bool = False
    why: str = ""


def indicators_of(study: Study, framework: Framework, cases: tuple[str, ...]) -> tuple[IndicatorNumber, ...]:
    """Every indicator of every role in each case; a measure is computed once."""
    made: dict[str, tuple[Measured, ...] | str] = {}
    for role in framework.roles:
        for one in role.indicators:
            if one.measure not in made:
                made[one.measure] = _read(study, one.measure)
    return tuple(
        _number(case, role, one, made[one.measure])
        for case in cases
        for role in framework.roles
        for one in role.indicators
    )


def _read(study: Study, name: str) -> tuple[Measured, ...] | str:
    """A measure's numbers, or why there are none."""
    if name not in NAMES:
        return f"no such measure; the measures are {', '.join(NAMES)}"
    if find_spec(f"interlocal.framework.measures.{name}") is None:
        return "this measure is not part of this version"
    return tuple(measure(name).read(study))


def _number(case: str, role: Role, one: Indicator, made: tuple[Measured, ...] | str) -> IndicatorNumber:
    told: dict[str, Any] = {
        "case": case,
        "role": role.id,
        "measure": one.measure,
        "number": one.number,
        "says": one.says,
    }
    if isinstance(made, str):
        return IndicatorNumber(**told, missing=True, why=made)
    if not any(found.number == one.number for found in made):
        return IndicatorNumber(**told, **_without(one.number, tuple(_numbers(made))))
    here = tuple(
        found
        for found in made
        if found.number == one.number and found.case == case and fnmatchcase(found.about, one.about or "*")
    )
    about = f" about {one.about}" if one.about else ""
    why = "" if here else f"the measure gives no such number{about} in this case"
    return IndicatorNumber(**told, measured=here, why=why)


def _without(number: str, there: tuple[str, ...]) -> dict[str, Any]:
    """Why a measure gives no number of that name: misspelt, or nothing coded to make it from."""
    if near := get_close_matches(number, there, 1, 0.75):
        return {"missing": True, "why": f"no such number; did you mean {near[0]}?"}
    given = f"from what is coded it gives {', '.join(there)}" if there else "nothing is coded that it reads"
    return {"why": f"no such number here; {given}"}


def _numbers(made: tuple[Measured, ...]) -> Iterator[str]:
    yield from dict.fromkeys(one.number for one in made)
