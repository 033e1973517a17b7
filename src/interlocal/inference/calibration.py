"""How often each rung of the ladder is right: its false alarms and its power on simulated coalitions.

A test at the 5 % level should reject in 5 % of coalitions where its null holds. Where sources report the
class more fully than others, its null does not hold, and the study shows by how much it is fooled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from interlocal.inference.rung import judged
from interlocal.inference.shuffles import Floats, Progress, in_chunks, losses
from interlocal.inference.simulate import TRUTHS, Truth, problem_of, simulate
from interlocal.inference.table_nulls import count_of, null
from interlocal.provenance import Estimate, Result, versions

__all__ = ["RUNGS", "Calibration", "Cell", "calibrate", "shipped"]

RUNGS: dict[str, str] = {
    "N1": "same-size sets",
    "N2": "sets matched on degree and activity",
    "N2b": "labels permuted within strata",
    "N3": "rewiring within classes of ends",
    "N3 without class": "rewiring that keeps degrees only",
    "N4": "dates shuffled",
}
"""The tests that are studied; N0, N5 and N6 have no p-value."""

_SOUND = {
    "N1": {"plain"},
    # Hubs have too few others as busy as they are: the matched sets are less busy, and the null is not true.
    "N2": {"plain"},
    "N2b": {"plain", "hubs"},
    "N3": {"plain", "hubs", "reported", "hubs, reported"},
    "N3 without class": {"plain", "hubs"},
    "N4": {"plain", "hubs", "reported", "hubs, reported", "bridging"},
}
"""The truths under which a rung's null holds. Elsewhere a rejection is power, or the rung being fooled."""


class Cell(Result, frozen=True):
    """How often one rung rejects under one truth.

    `holds` says whether the rung's null is true there, so that `rate` should be the level; `role` is what
    local governments truly do: a rejection under role "none" or "others" (they bridge) is a false alarm.
    `rate` carries its Monte-Carlo standard error; `untestable` is the share of coalitions in which the rung
    gave no p (they count as not rejected).
    """

    truth: str
    words: str
    role: str
    rung: str
    holds: bool
    rate: Estimate
    untestable: float
    replications: int
    statistic: str = "reach"


class Calibration(Result, frozen=True):
    """The whole study, with what is needed to run it again.

    `verdicts` (casebooks only) counts for every truth how often the claim on cohesion got which verdict.
    """

    alpha: float
    replications: int
    permutations: int
    seed: int
    cells: tuple[Cell, ...]
    versions: dict[str, str]
    verdicts: Mapping[str, Mapping[str, int]] = {}


def calibrate(
    *,
    replications: int = 100,
    permutations: int = 99,
    seed: int = 1,
    alpha: float = 0.05,
    truths: Sequence[str] | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Calibration:
    """Simulate coalitions under every truth, test each at every rung, and count the rejections.

    The statistic is the share of connected pairs of other actors in different countries that come apart
    when local governments are left out; for N4 the same for chains in the order of their dates. Results
    do not depend on `workers`.

    Raises ValueError for fewer than one replication, or too few permutations ever to reject at `alpha`.

    >>> few = calibrate(replications=2, permutations=19, truths=["plain"], workers=1)
    >>> [cell.rung for cell in few.cells]
    ['N1', 'N2', 'N2b', 'N3', 'N3 without class', 'N4']
    """
    enough(replications, permutations, alpha)
    cells: list[Cell] = []
    for name in truths if truths is not None else TRUTHS:
        truth = TRUTHS[name]
        found = in_chunks(
            replications,
            lambda first, count, truth=truth: np.array(  # type: ignore[misc]
                [_tests(truth, seed, first + k, permutations, alpha) for k in range(count)]
            ),
            workers=workers,
            progress=progress,
            what=name,
            chunk=4,
        )
        cells += [
            cell(truth, rung, found[:, k], alpha, holds=truth.name in _SOUND[rung])
            for k, rung in enumerate(RUNGS)
        ]
    return Calibration(
        alpha=alpha,
        replications=replications,
        permutations=permutations,
        seed=seed,
        cells=tuple(cells),
        versions=versions(),
    )


def enough(replications: int, permutations: int, alpha: float) -> None:
    """Refuse a study that could not reject anything."""
    if replications < 1:
        raise ValueError(f"replications = {replications}: at least one is needed")
    if 1 / (1 + permutations) > alpha:
        raise ValueError(
            f"{permutations} permutations can never give p <= {alpha:g}: ask for {math.ceil(1 / alpha) - 1} or more"
        )


def _tests(truth: Truth, seed: int, draw: int, permutations: int, alpha: float) -> list[float]:
    """The p-value of every rung in one coalition; NaN where it is not testable."""
    one = simulate(truth, seed, draw)
    by_class, free = problem_of(one), problem_of(one, by_class=False)
    out = []
    for rung in RUNGS:
        problem = free if rung == "N3 without class" else by_class
        level, name = rung.split()[0], "journeys" if rung == "N4" else "reach"
        problem = replace(problem, statistics=(name,))
        value = float(losses(problem.shape, name, problem.chosen[None, :])[0])
        drawn, exact = null(level, problem, permutations, seed * 1_000_003 + draw, workers=1)
        count = count_of(problem) if level == "N2b" else None
        observed = Estimate(value=value)
        p = judged(level, name, observed, drawn[:, 0], count=count, exact=exact, alpha=alpha).p
        out.append(math.nan if p is None else p)
    return out


def cell(truth: Truth, rung: str, p: Floats, alpha: float, *, holds: bool, statistic: str = "reach") -> Cell:
    """The share of p-values at or below the level, with its Monte-Carlo standard error; NaN is no rejection."""
    rate = float((p <= alpha).mean())
    # A rate of 0 or 1 is not known for certain: the error is that of one more success and one more failure.
    near = (rate * len(p) + 1) / (len(p) + 2)
    return Cell(
        truth=truth.name,
        words=truth.words,
        role=truth.role,
        rung=rung,
        holds=holds,
        rate=Estimate(value=rate, mc_se=math.sqrt(near * (1 - near) / len(p))),
        untestable=float(np.isnan(p).mean()),
        replications=len(p),
        statistic=statistic,
    )


def shipped(ladder: str = "table") -> Calibration:
    """The study that comes with this version, as `interlocal calibrate` made it: of the "table" or "casebook" ladder.

    >>> shipped().alpha, shipped("casebook").cells[0].statistic
    (0.05, 'cohesion')
    """
    from importlib.resources import files

    text = (files("interlocal") / "inference" / "calibration.json").read_bytes()
    return msgspec.convert(msgspec.json.decode(text)[ladder]["results"], Calibration)
