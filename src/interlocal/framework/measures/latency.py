"""M12, latency: how old what actors know of one another is, and how much older without home local governments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.study import LAYERS, Study
from interlocal.framework.telling import NOTHING, Teller, backed, median_of
from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import Pairs, pairs_of
from interlocal.network.pairs import Scenario, plan
from interlocal.network.removal import scenarios
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Worlds, mean_of

__all__ = ["MEASURE", "Ages", "ages", "latency"]

Floats = npt.NDArray[np.float64]


def latency(study: Study) -> Iterator[Measured]:
    """For each case, layer and end of a period: ages of information among unlike non-state actors.

    `known` is the share of ordered pairs in which anything of the one is known to the other by then,
    `age` the median age of the newest information, over pairs and simulated codings in which there is
    any. `change` is the median change of that age when home local governments cannot relay, over those that
    still know, and `cut_off` the share of those who knew and then know nothing; `change_enabled` and
    `cut_off_enabled` let fall what local governments had enabled. `about` is the period.

    >>> from interlocal.casebook.folder import read
    >>> found = {(m.number, m.about, m.layer): m for m in latency(Study(read("takao2003"), n=10))}
    >>> found["change", "kawasaki-3", "contact"].unit
    'days'
    """
    for case in study.cases:
        for layer in LAYERS:
            network, worlds = study.network(layer, case), study.worlds(layer, case)
            local = [network.members[k].id for k in sorted(study.home_local(layer, case))]
            without, enabled = scenarios(network, local)[0]
            for period in study.book.codebook.periods:
                if period.case == case:
                    day = int(dates.bounds([period.end]).end_hi[0])
                    asked = _Asked(Teller("latency", case, layer), network, worlds, period.id, day)
                    yield from asked.tell(without, enabled, _coverage(study, network))


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


@dataclass(frozen=True, eq=False)
class _Asked:
    """One case in one layer, on the last day of one period."""

    teller: Teller
    network: CoalitionNetwork
    worlds: Worlds
    period: str
    day: int

    def tell(self, without: Scenario, enabled: Scenario, coverage: float | None) -> Iterator[Measured]:
        found = ages(self.network, self.worlds, self.day, (without, enabled))
        counted = found.pairs.counted
        if not counted.any():
            yield self.teller("known", self.period, NOTHING, unit="share", why="there are no unlike pairs")
            return
        before = found.with_all[:, counted]
        knows = ~np.isnan(before)
        by = f"on {dates.iso(self.day)}, {int(counted.sum())} ordered pairs"
        known = backed(mean_of(knows.mean(axis=1)), coverage)
        yield self.teller("known", self.period, known, unit="share", said=by)
        nothing = "" if knows.any() else "nobody knows anything of an unlike actor"
        yield self.teller(
            "age", self.period, backed(median_of(before[knows]), coverage), unit="days", said=by, why=nothing
        )
        for ending, after in zip(("", "_enabled"), found.without, strict=True):
            later = after[:, counted]
            both = knows & ~np.isnan(later)
            change = backed(median_of((later - before)[both]), coverage)
            why = "" if both.any() else nothing or "nobody who knew still knows"
            yield self.teller(f"change{ending}", self.period, change, unit="days", said=by, why=why)
            lost = knows & np.isnan(later)
            any_known = knows.any(axis=1)
            shares = lost[any_known].sum(axis=1) / knows[any_known].sum(axis=1)
            cut = backed(mean_of(shares) if len(shares) else NOTHING, coverage)
            yield self.teller(f"cut_off{ending}", self.period, cut, unit="share", said=by, why=nothing)


def _coverage(study: Study, network: CoalitionNetwork) -> float | None:
    """The share of ties that the source dates."""
    by_id = study.book.by_id
    dated = [bool(getattr(by_id.get(str(one)), "start", "")) for one in network.ties.record]
    return float(np.mean(dated)) if dated else None


MEASURE = Measure(
    code="M12",
    name="latency",
    meaning="How old what unlike actors know of one another is, and how much older it would be if home local "
    "governments could not pass it on.",
    formula="age = day − latest departure from u that arrives at v by then (vector clock); D_lat = median over pairs "
    "and simulated codings of age without home local governments − age",
    range="ages and changes in days, 0 or more; shares in [0, 1]",
    degenerate="ages are not given where nothing is known; the change not where nobody who knew still knows",
    null="N4 (dates shuffled), N5 (unreported ties)",
    references=(
        "G. Kossinets, J. Kleinberg and D. Watts, "
        '"The structure of information pathways in a social communication network" (2008)',
    ),
    read=latency,
    roles=("information_transmitter",),
)
