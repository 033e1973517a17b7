"""M12, latency: how old what actors know of one another is, and how much older without home local governments."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.framework.estimates import NOTHING, mean_where_defined, median_of, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import Scope
from interlocal.framework.study import LAYERS, Study
from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import Pairs, pairs_of
from interlocal.network.pairs import Scenario, plan
from interlocal.network.removal import scenarios
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Bools, Worlds, mean_of
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "Ages", "ages", "latency"]

Floats = npt.NDArray[np.float64]


def latency(study: Study) -> Iterator[Measured]:
    """For each layer, at the end of each case's periods, and for the whole casebook at the end of its window.

    Ages of information among unlike non-state actors.

    `known` is the share of ordered pairs in which anything of the one is known to the other by then,
    `age` the median age of the newest information over the pairs in which there is any: the median of that over
    simulated codings. `change` is the median change of that age when home local governments cannot relay, over
    those that still know, and `cut_off` the share of those who knew and then know nothing; `change_enabled` and
    `cut_off_enabled` let fall what local governments had enabled. `about` is the period, "" for the window.

    >>> from interlocal.casebook.folder import read
    >>> found = {(m.number, m.about, m.layer): m for m in latency(Study(read("takao2003"), n=10))}
    >>> found["change", "kawasaki-3", "contact"].unit
    'days'
    """
    book = study.book.codebook
    for case in ("", *study.cases):
        ends = (
            [(one.id, one.end) for one in book.periods if one.case == case]
            if case
            else [("", book.window.end)]
        )
        for layer in LAYERS:
            scope = Scope(study, "latency", case, layer)
            cuts = tuple(scenarios(scope.network, scope.home_local)[0])
            for period, end in ends:
                yield from _on(scope, period, int(dates.bounds([end]).end_hi[0]), cuts)


@dataclass(frozen=True, eq=False)
class Ages:
    """Ages in days (worlds, known, knower) on a day, NaN where nothing is known, of the pairs that are counted."""

    pairs: Pairs
    with_all: Floats
    without: tuple[Floats, ...]


def ages(
    network: CoalitionNetwork,
    worlds: Worlds,
    day: int,
    cuts: tuple[Scenario, ...] = (),
    *,
    carrier: str = "information",
) -> Ages:
    """How old the newest information of each non-state actor is at each other one on a day.

    The age is the time since the latest departure that still arrives by that day; 0 where information
    can leave and arrive on the day itself. `cuts` are scenarios without somebody.

    >>> from interlocal.network.sketch import sketch
    >>> from interlocal.network.worlds import draw_worlds
    >>> net = sketch("a society JP; b local JP; c society CN", "a informs b 1970-01-01; b informs c 1970-01-11")
    >>> ages(net, draw_worlds(net, 1), 20).with_all[0, 0, 1].item()
    20.0

    Source: G. Kossinets, J. Kleinberg and D. Watts, "The structure of information pathways in a
    social communication network" (2008): vector clocks.
    """
    pairs = pairs_of(network, "cohesion")
    laid = plan(network, pairs.sources, pairs.groups, carrier=carrier, before=day)
    sweep = Sweep(laid, worlds, backward=True)

    def aged(cut: Scenario) -> Floats:
        left = np.swapaxes(sweep.run(cut).day, 1, 2)
        found: Floats = np.where(left < NEVER, left.astype(np.float64) + day, np.nan)
        return found

    return Ages(pairs, aged(Scenario()), tuple(aged(cut) for cut in cuts))


def _on(scope: Scope, period: str, day: int, cuts: tuple[Scenario, ...]) -> Iterator[Measured]:
    """The numbers on the last day of a period; `cuts` without home local governments, and without what they enabled."""
    tell = functools.partial(scope.tell, about=period)
    found = ages(scope.network, scope.worlds, day, cuts)
    counted = found.pairs.counted
    if not counted.any():
        yield tell(
            "known", NOTHING, unit="share", why="there are no unlike pairs", coverage=scope.dated() or 0.0
        )
        return
    before = found.with_all[:, counted]
    knows = ~np.isnan(before)
    informs = np.uint16(scope.network.carrier_bit("information"))
    carry = (scope.network.ties.forward | scope.network.ties.reverse) & informs != 0
    tell = functools.partial(
        tell, coverage=scope.dated() or 0.0, said=f"on {dates.iso(day)}, {int(counted.sum())} ordered pairs",
        records=scope.network.ties.record[carry].tolist(),
    )  # fmt: skip
    yield tell("known", mean_of(knows.mean(axis=1)), unit="share")
    nothing = "nobody knows anything of an unlike actor"
    yield tell("age", _typical(before, knows), unit="days", why=nothing)
    for ending, after in zip(("", "_enabled"), found.without, strict=True):
        later = after[:, counted]
        both, lost = knows & ~np.isnan(later), knows & np.isnan(later)
        why = "nobody who knew still knows" if knows.any() else nothing
        yield tell(f"change{ending}", _typical(later - before, both), unit="days", why=why)
        gone = mean_where_defined(ratio(lost.sum(axis=1), knows.sum(axis=1)))
        yield tell(f"cut_off{ending}", gone, unit="share", why=nothing)


def _typical(days: Floats, counted: Bools) -> Estimate:
    """The median over pairs in each world, then the median over worlds: so that the interval is one over worlds."""
    some = counted.any(axis=1)
    return median_of([np.median(row[here]) for row, here in zip(days[some], counted[some], strict=True)])


MEASURE = Measure(
    code="M12",
    name="latency",
    meaning="How old what unlike actors know of one another is, and how much older it would be if home local "
    "governments could not pass it on.",
    formula="age = day − latest departure from u that arrives at v by then (vector clock); D_lat = median over pairs "
    "of age without home local governments − age; of both the median over simulated codings",
    range="ages and changes in days, 0 or more; shares in [0, 1]",
    degenerate="ages are not given where nothing is known; the change not where nobody who knew still knows",
    null="pairs cut off: the label permuted among actors of like degree and passages (`interlocal test --roles`); "
    "none on ages, where shuffled dates (N4) would be the one",
    references=(
        "Kossinets, Kleinberg and Watts (2008), The structure of information pathways in a social "
        "communication network, Proceedings of the 14th ACM SIGKDD Conference, 435–443",
    ),
    read=latency,
)
