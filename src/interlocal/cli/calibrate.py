"""`interlocal calibrate`: how often each rung of the null ladder is right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from interlocal.cli.output import Shown, console, print_answer, print_table
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from interlocal.inference.calibration import Calibration, Cell

__all__ = ["calibrate"]


def calibrate(
    *,
    replications: int = 100,
    permutations: int = 99,
    seed: int = 1,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Test the tests: how often each rung of the null ladder rejects when the truth is known.

    Simulates coalitions in which local governments are nothing special, are merely busy, are reported more
    fully than others, or truly join the countries, and counts how often each rung rejects at the 5 %
    level. Where a rung's null holds the share should be 5 %; where it does not hold and local governments
    have no special role, every rejection is a false alarm.

    Parameters
    ----------
    replications:
        How many coalitions to simulate under each truth.
    permutations:
        How many draws each test makes, at least 19.
    seed:
        Seed of the simulation and of the draws.
    json:
        Print JSON instead of a table.
    """
    from interlocal.inference.calibration import calibrate as study

    try:
        found = study(
            replications=replications,
            permutations=permutations,
            seed=seed,
            progress=_said if sys.stderr.isatty() else None,
        )
    except ValueError as error:
        raise InterlocalError(str(error)) from error
    if json:
        asked = {"replications": replications, "permutations": permutations}
        print_answer("calibrate", asked, found, seed=seed)
        return 0
    _print(found)
    return 0


def _said(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{what}: {done} of {total} coalitions", end=end, file=sys.stderr, flush=True)


def _print(found: Calibration) -> None:
    """One row a truth, one column a rung: the share of rejections and its standard error, in per cent."""
    rungs = list(dict.fromkeys(cell.rung for cell in found.cells))
    rows: dict[str, list[str]] = {}
    for cell in found.cells:
        rows.setdefault(cell.truth, [cell.truth]).append(_share(cell))
    console().print(
        f"Share of {found.replications} simulated coalitions rejected at the {found.alpha:.0%} level, "
        f"in per cent ± its standard error ({found.permutations} permutations, seed {found.seed})."
    )
    print_table([Shown("local governments"), *(Shown(rung, right=True) for rung in rungs)], rows.values())
    console().print(
        "= the rung's null holds: it should be "
        f"{100 * found.alpha:g}; ! a false alarm: they have no special role; + found: they have one."
    )
    for name, words in {cell.truth: cell.words for cell in found.cells}.items():
        console().print(f"{name}: {words}")


def _share(cell: Cell) -> str:
    mark = "=" if cell.holds else "!" if cell.role == "none" else "+"
    rate, error = 100 * (cell.rate.value or 0), 100 * (cell.rate.mc_se or 0)
    return f"{rate:.0f} ± {error:.0f} {mark}"
