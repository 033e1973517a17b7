"""Coalitions whose truth is known: to see how often a test is right, and how often it is fooled.

Actors of several countries, some of them local governments, are tied by dated contacts. In some truths local
governments are nothing special, in some they are merely busy, in some they are what joins the countries;
and the sources report contacts that touch one of them as often as others, or several times as often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from interlocal.draws import keys
from interlocal.inference.shuffles import Bools, Shape, Small
from interlocal.inference.table_nulls import Problem, activity_of, blocks, degree_of, fine_strata

if TYPE_CHECKING:
    from interlocal.network.coalition import CoalitionNetwork

__all__ = ["TRUTHS", "Simulated", "Truth", "as_network", "problem_of", "simulate"]


@dataclass(frozen=True)
class Truth:
    """How contacts come about, and how they are reported.

    `hubs` is how many times as active local governments are; `across` the share of contacts across
    borders that others start, `across_local` of those that local governments start; `middle` says that
    contacts of local governments all fall into the middle fifth of the time; `reported` is how many times as
    often contacts that touch a local government are reported. `role` says what they truly do: "none",
    "bridging" (they join the countries) or "order" (and do so at the right time).
    """

    name: str
    words: str
    role: str = "none"
    hubs: float = 1.0
    across: float = 0.25
    across_local: float = 0.25
    middle: bool = False
    reported: float = 1.0


TRUTHS: dict[str, Truth] = {
    one.name: one
    for one in (
        Truth("plain", "no special role"),
        Truth("hubs", "no special role, three times as active", hubs=3.0),
        Truth("reported", "no special role, reported four times as often", reported=4.0),
        Truth(
            "hubs, reported",
            "no special role, three times as active, reported four times as often",
            hubs=3.0,
            reported=4.0,
        ),
        Truth(
            "bridging", "they join the countries", role="bridging", hubs=1.5, across=0.05, across_local=0.7
        ),
        Truth(
            "order",
            "they join the countries between an earlier and a later phase of contacts at home",
            role="order",
            hubs=1.5,
            across=0.05,
            across_local=0.7,
            middle=True,
        ),
    )
}
"""The truths of the calibration study, by name."""


@dataclass(frozen=True)
class Simulated:
    """What the sources report of one simulated coalition.

    `local` (actors) says who is a local government, `country` numbers the countries; tie m joins
    `a[m]` and `b[m]` in year `year[m]`, counted from 1.
    """

    truth: Truth
    local: Bools
    country: Small
    a: Small
    b: Small
    year: npt.NDArray[np.int64]


def simulate(
    truth: Truth,
    seed: int,
    draw: int = 0,
    *,
    countries: int = 8,
    actors: int = 25,
    local: int = 5,
    ties: int = 300,
    years: int = 20,
) -> Simulated:
    """Draw a coalition of `countries` with `actors` each, `local` of them local governments.

    An actor's activity is log-normal (standard deviation 0.6 of its logarithm). Whoever starts a contact is
    drawn by activity, its partner by activity from the same or from other countries; two may meet several
    times. Contacts happen until `ties` of them are reported. The same seed and draw give the same coalition.

    >>> one = simulate(TRUTHS["bridging"], 1)
    >>> len(one.a), int(one.local.sum())
    (300, 40)
    """
    rng = np.random.Generator(np.random.Philox(key=keys(seed, f"simulate {truth.name}", [str(draw)])[0]))
    many = countries * actors
    country = np.repeat(np.arange(countries), actors)
    chosen = np.tile(np.arange(actors) < local, countries)
    active = np.exp(rng.normal(0, 0.6, many)) * np.where(chosen, truth.hubs, 1.0)
    found: list[npt.NDArray[np.int64]] = []
    reported = 0
    while reported < ties:
        a, b = _contacts(truth, active, country, chosen, 4 * ties, rng)
        touched = chosen[a] | chosen[b]
        told = np.less(rng.random(len(a)) * truth.reported, np.where(touched, truth.reported, 1.0))
        found.append(np.column_stack((a, b))[told])
        reported += int(told.sum())
    pairs = np.concatenate(found)[:ties]
    year = rng.integers(1, years + 1, ties)
    if truth.middle:
        local_ones = chosen[pairs[:, 0]] | chosen[pairs[:, 1]]
        year[local_ones] = rng.integers(2 * years // 5 + 1, 3 * years // 5 + 1, int(local_ones.sum()))
    order = np.argsort(pairs[:, 0], kind="stable")
    ends = pairs[order].astype(np.int32)
    return Simulated(truth, chosen, country.astype(np.int32), ends[:, 0], ends[:, 1], year[order])


def _contacts(
    truth: Truth,
    active: npt.NDArray[np.float64],
    country: npt.NDArray[np.int64],
    chosen: Bools,
    many: int,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Contacts as they happen: who starts them, and with whom."""
    a = rng.choice(len(active), many, p=active / active.sum())
    across = rng.random(many) < np.where(chosen[a], truth.across_local, truth.across)
    # A partner at random by activity, drawn again while it is the same actor or on the wrong side of the border.
    b = rng.choice(len(active), many, p=active / active.sum())
    while (wrong := (a == b) | ((country[a] != country[b]) != across)).any():
        b[wrong] = rng.choice(len(active), int(wrong.sum()), p=active / active.sum())
    return a, b


def problem_of(one: Simulated, *, by_class: bool = True) -> Problem:
    """The simulated coalition as the ladder sees it.

    Comparable units are of one country, as the labels were handed out country by country. Rewiring keeps
    how many contacts every actor has at home and abroad, and with `by_class` also how many of them are
    with local governments.
    """
    lasting = one.year.astype(np.int64)
    shape = Shape(
        units=len(one.local),
        nodes=len(one.local),
        a=one.a,
        b=one.b,
        start=lasting,
        end=lasting,
        dated=np.ones(len(one.a), bool),
        country=one.country,
        sources=np.arange(len(one.local), dtype=np.int32),
    )
    degree, activity = degree_of(shape), activity_of(shape)
    ends = 2 * one.local[one.a].astype(np.int64) + one.local[one.b]
    alike = one.local[one.a] == one.local[one.b]
    same = np.zeros(len(one.a), np.int64)
    return Problem(
        shape=shape,
        chosen=one.local,
        degree=degree,
        activity=activity,
        strata=fine_strata(degree, activity, [one.country]),
        rewire=blocks(ends) if by_class else same,
        retime=same,
        flip=alike if by_class else np.ones(len(one.a), bool),
        ids=tuple(str(i) for i in range(len(one.local))),
        statistics=("reach",),
    )


def as_network(one: Simulated, *, first_year: int = 1980) -> CoalitionNetwork:
    """The simulated coalition as a network of the casebook's kind: year-dated contacts that carry both ways.

    Local governments are of that sector, everyone else of civil society; the countries are called JP, KR,
    RU, CN and so on, JP being home. Meant for small coalitions (tens of actors).

    >>> small = simulate(TRUTHS["hubs"], 2, countries=2, actors=6, local=2, ties=15)
    >>> net = as_network(small)
    >>> len(net.members), len(net.ties.source)
    (12, 15)
    """
    from interlocal.network.sketch import sketch

    codes = ("JP", "KR", "RU", "CN", "US", "CA", "FR", "DE", "IT", "ES", "SE", "AU")
    number = int(one.country.max(initial=0)) + 1
    if number > len(codes):
        raise ValueError(f"{number} countries: at most {len(codes)} can be named")
    actors = "; ".join(
        f"a{i} {'local' if local else 'society'} {codes[c]}"
        for i, (local, c) in enumerate(zip(one.local.tolist(), one.country.tolist(), strict=True))
    )
    ties = "; ".join(
        f"t{k}: a{a} meets a{b} {first_year + y}"
        for k, (a, b, y) in enumerate(zip(one.a.tolist(), one.b.tolist(), one.year.tolist(), strict=True))
    )
    return sketch(actors, ties, window=f"{first_year}/{first_year + int(one.year.max(initial=1)) + 1}")
