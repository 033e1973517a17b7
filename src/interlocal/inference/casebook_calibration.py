"""How often each rung of a casebook's ladder is right: false alarms, power and verdicts on simulated casebooks.

Every simulated casebook goes the way of a real one: its network is built, worlds are drawn, the claim is laid
out, and the same functions test it that `interlocal test` calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from msgspec.structs import replace

from interlocal.casebook.book import Casebook
from interlocal.inference.calibration import Calibration, Cell, cell, enough
from interlocal.inference.ladder import short_part
from interlocal.inference.nulls import Tried
from interlocal.inference.nulls.rewiring import rewired
from interlocal.inference.nulls.sets import matched, of_same_size, permuted
from interlocal.inference.nulls.timing import links_shuffled, timelines_shuffled
from interlocal.inference.shuffles import Floats, Progress, in_chunks
from interlocal.inference.simulate import Truth
from interlocal.inference.simulated_books import BOOK_TRUTHS, CLAIM, simulated_book
from interlocal.inference.subject import Scope, Subject, subject
from interlocal.provenance import versions

__all__ = ["BOOK_RUNGS", "STATISTICS", "calibrate_casebooks"]

STATISTICS = ("cohesion", "brokerage")
OUTCOMES = ("confirmed", "contradicted", "not confirmed", "not testable")

BOOK_RUNGS: dict[str, Callable[[Subject, int], Tried]] = {
    "N1": of_same_size,
    "N2": matched,
    "N2b": permuted,
    "N3": rewired,
    "N4 dates": timelines_shuffled,
    "N4 pairs": links_shuffled,
}
"""The tests of a casebook's ladder; N2b decides. N4 shuffles dates among ties, or whole pairs' ties."""

_SOUND = {
    "N1": {"even", "plain"},
    "N2": {"even", "plain"},
    # Labels were handed out within each case and side, whatever the activity: so they are permuted there.
    "N2b": {"even", "plain", "hubs"},
    # Both give a tie another receiver, on either side of the border: so they suppose that borders do not matter.
    "N3": {"even"},
    "N4 pairs": {"even"},
    "N4 dates": set(BOOK_TRUTHS),
}
"""The truths under which a rung's null holds: dates are independent of who meets whom in all of them."""


def calibrate_casebooks(
    *,
    replications: int = 100,
    permutations: int = 99,
    seed: int = 1,
    alpha: float = 0.05,
    truths: Sequence[str] | None = None,
    verdicts: int | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Calibration:
    """Simulate casebooks under every truth, test each at every rung for cohesion and brokerage, count rejections.

    For the first `verdicts` casebooks of a truth (default: a fifth of them) the claim on cohesion gets its
    verdict too, tipping curves included. Results do not depend on `workers`.

    Raises ValueError for fewer than one replication, or too few permutations ever to reject at `alpha`.
    """
    enough(replications, permutations, alpha)
    judged = -(-replications // 5) if verdicts is None else verdicts
    cells: list[Cell] = []
    told: dict[str, dict[str, int]] = {}
    for name in truths if truths is not None else BOOK_TRUTHS:
        truth = BOOK_TRUTHS[name]
        work = partial(_chunk, truth, seed, permutations, alpha, judged)
        found = in_chunks(replications, work, workers=workers, progress=progress, what=name, chunk=4)
        cells += _cells(truth, found, alpha)
        outcomes = found[:judged, -1].astype(int).tolist()
        told[name] = {word: outcomes.count(k) for k, word in enumerate(OUTCOMES)}
    return Calibration(
        alpha=alpha, replications=replications, permutations=permutations, seed=seed, cells=tuple(cells),
        versions=versions(), verdicts=told,
    )  # fmt: skip


def _cells(truth: Truth, found: Floats, alpha: float) -> list[Cell]:
    columns = [(statistic, rung) for statistic in STATISTICS for rung in BOOK_RUNGS]
    return [
        cell(truth, rung, found[:, k], alpha, holds=truth.name in _SOUND[rung], statistic=statistic)
        for k, (statistic, rung) in enumerate(columns)
    ]


def _chunk(
    truth: Truth, seed: int, permutations: int, alpha: float, judged: int, first: int, count: int
) -> Floats:
    rows = []
    for draw in range(first, first + count):
        book = simulated_book(truth, seed, draw)
        own = (seed * 1_000_003 + draw) % 2**32
        rows.append(_tests(book, own, permutations, alpha, with_verdict=draw < judged))
    return np.array(rows)


def _tests(book: Casebook, seed: int, permutations: int, alpha: float, *, with_verdict: bool) -> list[float]:
    """The p-value of every rung for every statistic, NaN where it is not testable; last, the verdict's number."""
    made: dict[Any, Any] = {}
    out: list[float] = []
    verdict = math.nan
    for statistic in STATISTICS:
        claim = replace(CLAIM, statistic=statistic, replications=permutations, alpha=alpha, seed=seed)
        laid = subject(book, claim, Scope((), claim.layer, "all cases"), made=made, workers=1)
        there = laid.observed()[0].value is not None and bool(laid.removed.any())
        rungs = [ask(laid, permutations).rung for ask in BOOK_RUNGS.values()] if there else []
        found = [math.nan if rung.p is None else rung.p for rung in rungs]
        out += found or [math.nan] * len(BOOK_RUNGS)
        if with_verdict and statistic == "cohesion":
            verdict = OUTCOMES.index(short_part(laid).verdict.outcome)
    return [*out, verdict]
