"""Whether those whom someone had brought together came to be tied directly, more than comparable others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.mediation import Mediation, ends_of
from interlocal.network.worlds import Bools, Worlds

__all__ = ["History", "Joining", "history", "joining", "strata"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

YEAR = 365.25


class Joining(NamedTuple):
    """Rates in each world, (n,); NaN where no year at risk can be compared.

    `bridged`: probability of a direct tie within the time asked for, of pairs that were bridged;
    `matched`: of unbridged pairs of the same strata, weighted as the bridged are. `years` and
    `compared` are the bridged pairs' years at risk, and those of them that have a match; `ties` the
    direct ties formed in the latter.
    """

    bridged: Floats
    matched: Floats
    years: Floats
    compared: Floats
    ties: Floats


class History(NamedTuple):
    """Pairs (x < y) of actors that have ties; the day both had entered, that of their first tie, (pairs, n).

    `place` gives the number of a pair from the positions of its actors, (actors, actors).
    """

    pairs: Ints
    entered: npt.NDArray[np.int32]
    tied: npt.NDArray[np.int32]
    place: Ints


def history(network: CoalitionNetwork, worlds: Worlds) -> History:
    """When the actors of a network entered it and when each two of them were first tied, in every world."""
    ends = ends_of(network, None)
    start = np.where(worlds.present, worlds.days[worlds.row[network.ties.start]], NEVER)[ends.tie]
    size = len(network.members)
    entry = np.full((size, worlds.n), NEVER, np.int32)
    for side in (ends.source, ends.target):
        np.minimum.at(entry, side, start.astype(np.int32))
    touched = np.unique(np.concatenate([ends.source, ends.target]))
    x, y = np.triu_indices(len(touched), 1)
    pairs = np.column_stack([touched[x], touched[y]])
    place = np.full((size, size), -1, np.int64)
    place[pairs[:, 0], pairs[:, 1]] = place[pairs[:, 1], pairs[:, 0]] = np.arange(len(pairs))
    tied = np.full((len(pairs), worlds.n), NEVER, np.int32)
    np.minimum.at(tied, place[ends.source, ends.target], start.astype(np.int32))
    return History(pairs, np.maximum(entry[pairs[:, 0]], entry[pairs[:, 1]]), tied, place)


def strata(network: CoalitionNetwork, pairs: Ints) -> Ints:
    """The stratum of each pair: its two sectors, whether they share a country, its two degree classes.

    An actor's degree class is the third (fewest, middle, most) into which its number of contacts falls.
    """
    ends = ends_of(network, None)
    contacts = np.zeros((len(network.members),) * 2, bool)
    contacts[ends.source, ends.target] = contacts[ends.target, ends.source] = True
    degree = contacts.sum(1)
    there = degree[degree > 0]
    cut = np.quantile(there, [1 / 3, 2 / 3]) if len(there) else np.zeros(2)
    sectors = sorted({member.sector for member in network.members})
    kind = np.array([sectors.index(member.sector) for member in network.members], np.int64) * 3
    kind += np.searchsorted(cut, degree)
    a, b = np.sort(kind[pairs], axis=1).T
    members = network.members
    same = [bool(set(members[x].territory) & set(members[y].territory)) for x, y in pairs.tolist()]
    key = (a * (3 * len(sectors) + 3) + b) * 2 + np.array(same, np.int64)
    return np.unique(key, return_inverse=True)[1].reshape(-1)


def joining(
    told: History,
    mediated: Mediation,
    brokers: Sequence[Bools],
    stratum: Ints,
    *,
    until: int,
    within: float = 5.0,
) -> list[Joining]:
    """How often pairs that brokers had bridged got a direct tie within so many years, and matched ones.

    One answer for each set in `brokers` (actors,). A discrete-time hazard in years: a bridged pair is
    at risk from the day it was bridged, without a tie either way, until its tie, `within` years or the
    day `until`; an unbridged pair from the day both had entered until its tie, its first bridging by
    anyone, or `until`. Only years seen whole count, besides the year of the tie. A pair whose tie is
    how one of the two entered was never at risk. With hazard h a year, the probability is
    1 - (1 - h) ** within.

    Source: Obstfeld (2005), "Social networks, the tertius iungens orientation", Administrative Science
    Quarterly 50, 100-130; Takao (2003): actors otherwise unconnected brought together.
    """
    anyone = _bridging(told, mediated, np.ones(len(mediated.triads), bool))
    stop = np.minimum(told.tied, until)
    control = np.where(told.tied <= told.entered, NEVER, told.entered)
    free = _summed(_risk(control, np.minimum(stop, anyone), told.tied, until), stratum)
    found = []
    for chosen in brokers:
        mine = _bridging(told, mediated, chosen[mediated.triads[:, 1]])
        some = np.flatnonzero((mine < NEVER).any(axis=1))
        limit = np.minimum(stop[some], mine[some].astype(np.int64) + round(within * YEAR))
        risk = _risk(mine[some], limit, told.tied[some], until)
        found.append(
            Joining(*_standardised(*_summed(risk, stratum[some], len(free[0])), *free, within=within))
        )
    return found


def _bridging(told: History, mediated: Mediation, chosen: Bools) -> npt.NDArray[np.int32]:
    """The first day on which each pair was bridged and had no tie; NEVER without."""
    day = np.full(told.tied.shape, NEVER, np.int32)
    triads, since = mediated.triads[chosen], mediated.since[chosen]
    at = told.place[triads[:, 0], triads[:, 2]]
    np.minimum.at(day, at, since)
    return np.where(day < told.tied, day, NEVER).astype(np.int32)


def _risk(
    start: npt.NDArray[np.int32], stop: npt.ArrayLike, tied: npt.NDArray[np.int32], until: int
) -> tuple[Ints, Ints]:
    """Years at risk and ties formed in them, (pairs, n)."""
    end = np.asarray(stop, np.int64)
    risk = (start < NEVER) & (end >= start)
    formed = risk & (tied == end) & (tied <= until)
    whole = np.floor((end - np.where(risk, start, end)) / YEAR).astype(np.int64)
    return np.where(risk, whole + formed, 0), formed.astype(np.int64)


def _summed(columns: tuple[Ints, Ints], stratum: Ints, size: int = 0) -> tuple[Floats, Floats]:
    """Sums over the pairs of each stratum, (strata, n)."""
    from scipy.sparse import csr_array

    rows = max(size, int(stratum.max(initial=-1)) + 1)
    at = (np.ones(len(stratum)), (stratum, np.arange(len(stratum))))
    inside = csr_array(at, shape=(rows, len(stratum)))
    years, ties = (np.asarray(inside @ column.astype(np.float64)) for column in columns)
    return years, ties


def _standardised(
    n1: Floats, d1: Floats, n0: Floats, d0: Floats, *, within: float
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    both = (n1 > 0) & (n0 > 0)
    compared, formed = (n1 * both).sum(0), (d1 * both).sum(0)
    expected = (n1 * np.divide(d0, n0, out=np.zeros_like(d0), where=both)).sum(0)
    some = np.where(compared > 0, compared, np.nan)
    bridged, matched = (1 - (1 - one / some) ** within for one in (formed, expected))
    return bridged, matched, n1.sum(0), compared, formed
