"""`interlocal calibrate`: how often each rung of the null ladder is right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from interlocal.cli.output import Shown, console, print_answer, print_table
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlocal.inference.calibration import Calibration, Cell

__all__ = ["calibrate"]


def calibrate(
    *,
    ladder: Literal["table", "casebook"] = "table",
    shipped: Annotated[bool, Parameter(negative="")] = False,
    replications: int = 100,
    permutations: int = 99,
    seed: int = 1,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Test the tests: how often each rung of the null ladder rejects when the truth is known.

    Simulates coalitions, as tables of contacts or as whole casebooks, in which local governments are nothing
    special, are merely busy, are reported more fully than others, or truly join the countries, and counts
    how often each rung rejects at the 5 % level. Where a rung's null holds the share should be 5 %; where it
    does not hold and local governments have no special role, every rejection is a false alarm.

    Parameters
    ----------
    ladder:
        The ladder of tables, or that of casebooks (cohesion and brokerage; takes much longer).
    shipped:
        Print the study that comes with this version, instead of running one.
    replications:
        How many coalitions to simulate under each truth.
    permutations:
        How many draws each test makes, at least 19.
    seed:
        Seed of the simulation and of the draws.
    json:
        Print JSON instead of a table.
    """
    found = _shipped(ladder) if shipped else _run(ladder, replications, permutations, seed)
    if json:
        asked = {"replications": found.replications, "permutations": found.permutations}
        print_answer("calibrate", {"ladder": ladder, **asked}, found, seed=found.seed)
        return 0
    _print(found)
    return 0


def _shipped(ladder: str) -> Calibration:
    from interlocal.inference.calibration import shipped

    return shipped(ladder)


def _run(ladder: str, replications: int, permutations: int, seed: int) -> Calibration:
    from interlocal.inference.calibration import calibrate
    from interlocal.inference.casebook_calibration import calibrate_casebooks

    study = calibrate_casebooks if ladder == "casebook" else calibrate
    try:
        return study(
            replications=replications,
            permutations=permutations,
            seed=seed,
            progress=_said if sys.stderr.isatty() else None,
        )
    except ValueError as error:
        raise InterlocalError(str(error)) from error


def _said(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{what}: {done} of {total} coalitions", end=end, file=sys.stderr, flush=True)


def _print(found: Calibration) -> None:
    """One row a truth, one column a rung: the share of rejections and its standard error, in per cent."""
    console().print(
        f"Share of {found.replications} simulated coalitions rejected at the {found.alpha:.0%} level, "
        f"in per cent ± its standard error ({found.permutations} permutations, seed {found.seed})."
    )
    for statistic in dict.fromkeys(cell.statistic for cell in found.cells):
        cells = [cell for cell in found.cells if cell.statistic == statistic]
        rungs = list(dict.fromkeys(cell.rung for cell in cells))
        rows: dict[str, list[str]] = {}
        for cell in cells:
            rows.setdefault(cell.truth, [cell.truth]).append(_share(cell))
        console().print(f"{statistic}:")
        print_table([Shown("local governments"), *(Shown(rung, right=True) for rung in rungs)], rows.values())
    console().print(
        "= the rung's null holds: it should be "
        f"{100 * found.alpha:g}; ! a false alarm: they have no special role; + found: they have one."
    )
    if found.verdicts:
        _print_verdicts(found.verdicts)
    for name, words in {cell.truth: cell.words for cell in found.cells}.items():
        console().print(f"{name}: {words}")


def _print_verdicts(told: Mapping[str, Mapping[str, int]]) -> None:
    names = list(dict.fromkeys(name for counts in told.values() for name in counts))
    rows = [[truth, *(str(counts.get(name, 0)) for name in names)] for truth, counts in told.items()]
    console().print("Verdicts on the cohesion of the first coalitions of each truth, by the rule of claims:")
    print_table([Shown("local governments"), *(Shown(name, right=True) for name in names)], rows)


def _share(cell: Cell) -> str:
    mark = "=" if cell.holds else "!" if cell.role in ("none", "others") else "+"
    rate, error = 100 * (cell.rate.value or 0), 100 * (cell.rate.mc_se or 0)
    return f"{rate:.0f} ± {error:.0f} {mark}"
