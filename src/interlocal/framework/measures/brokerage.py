"""M6: who stands between others, in which role, and whether those brought together came to be tied directly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from interlocal import dates
from interlocal.framework.classes import kinds
from interlocal.framework.estimates import over_worlds, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import Scope, scopes
from interlocal.framework.study import HOME_LOCAL, Study
from interlocal.network.brokers import ROLES, constraint, effective_size, roles_of
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.joining import history, joining, strata
from interlocal.network.mediation import Ends, Mediation, acting_for, ends_of, mediation

__all__ = ["MEASURE", "PARTITIONS", "partition"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PARTITIONS = ("country", "stratum", "issue")
STRATA = ("society", "local", "state")
WITHIN = 5.0


def partition(network: CoalitionNetwork, by: str) -> npt.NDArray[np.int64]:
    """The group of each actor, -1 where it has none.

    "country": legal belonging, territory where none is coded; several codes are a group of their own.
    "stratum": society, local government, state; affiliated bodies and international ones stand between
    these and have none. "issue": the issue on which most of its ties are, the earlier in the codebook
    of equals; none without a tie on an issue.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local CN", "a proposes b 1990 #air")
    >>> partition(net, "stratum").tolist(), partition(net, "issue").tolist()
    ([0, 1], [0, 0])
    """
    if by == "issue":
        return _main_issue(network)
    if by == "stratum":
        level = [member.level for member in network.members]
        return np.array([STRATA.index(one) if one in STRATA else -1 for one in level], np.int64)
    codes = [";".join(sorted(member.belonging or member.territory)) for member in network.members]
    names = sorted(set(codes) - {""})
    return np.array([names.index(code) if code else -1 for code in codes], np.int64)


def _main_issue(network: CoalitionNetwork) -> npt.NDArray[np.int64]:
    counts = np.zeros((len(network.members), max(1, len(network.issues))), np.int64)
    body = acting_for(network)
    for bit in range(len(network.issues)):
        on = network.ties.issues >> np.uint64(bit) & np.uint64(1) != 0
        for side in (network.ties.source, network.ties.target):
            np.add.at(counts[:, bit], body[side[on]], 1)
    return np.where(counts.any(axis=1), counts.argmax(axis=1), -1)


def _read(study: Study) -> Iterator[Measured]:
    for scope in scopes(study, "brokerage"):
        mediated = mediation(scope.network, scope.worlds)
        kind = np.array(kinds(study, scope.network, scope.reads))
        yield from _by_kind(scope, mediated, kind)
        yield from _by_actor(scope, mediated, kind)
        yield from _iungens(scope, mediated, kind)
        yield from _holes(scope, kind)


def _by_kind(scope: Scope, mediated: Mediation, kind: npt.NDArray[np.str_]) -> Iterator[Measured]:
    """Counts, shares and roles of each kind of broker, home local governments first."""
    held, middle = mediated.held, mediated.triads[:, 1]
    total = held.sum(axis=0)
    present = {str(one) for one in kind[middle]}
    for one in [HOME_LOCAL, *sorted(present - {HOME_LOCAL})]:
        mine = kind[middle] == one
        records = _records(scope.network, {int(k) for k in middle[mine]})
        count = held[mine].sum(axis=0).astype(np.float64)
        yield scope.tell("brokered", count, about=one, unit="count", coverage=1.0, records=records)
        yield scope.tell(
            "share",
            ratio(count, total),
            about=one,
            unit="share",
            coverage=1.0,
            why="no open triad is coded here",
            records=records,
        )
        yield _exclusive(scope, mediated, kind == one, one, records)
        for by in PARTITIONS:
            yield from _roles(scope, mediated, mine, by, one, records)


def _roles(
    scope: Scope, mediated: Mediation, mine: Bools, by: str, about: str, records: list[str]
) -> Iterator[Measured]:
    role = roles_of(mediated.triads, partition(scope.network, by))
    known = float((role[mine] >= 0).mean()) if mine.any() else 1.0
    for k, name in enumerate(ROLES):
        count = mediated.held[mine & (role == k)].sum(axis=0).astype(np.float64)
        missing = mine.any() and known == 0
        yield scope.tell(
            f"{by}.{name}",
            None if missing else count,
            about=about,
            unit="count",
            coverage=known,
            why=f"no triad of these brokers has all three {by} groups coded",
            records=records,
        )


def _exclusive(scope: Scope, mediated: Mediation, brokers: Bools, about: str, records: list[str]) -> Measured:
    """Of the pairs that these brought together, the share that no one else did."""
    ours, others = mediated.pairs_of(brokers), mediated.pairs_of(~brokers)
    alone = (ours & ~others).sum(axis=0)
    return scope.tell(
        "exclusive",
        ratio(alone, ours.sum(axis=0)),
        about=about,
        unit="share",
        coverage=1.0,
        why="these broker no pair here",
        records=records,
    )


def _by_actor(scope: Scope, mediated: Mediation, kind: npt.NDArray[np.str_]) -> Iterator[Measured]:
    """How many triads each actor is the middle of, those who are so in half of the worlds or more."""
    middle = mediated.triads[:, 1]
    for actor in np.unique(middle).tolist():
        count = mediated.held[middle == actor].sum(axis=0).astype(np.float64)
        if np.median(count) >= 1:
            member = scope.network.members[actor]
            yield scope.tell(
                "brokered",
                count,
                about=member.id,
                unit="count",
                said=f"{member.name}, {str(kind[actor]).replace('_', ' ')}",
                coverage=1.0,
                records=_records(scope.network, {actor}),
            )


def _iungens(scope: Scope, mediated: Mediation, kind: npt.NDArray[np.str_]) -> Iterator[Measured]:
    """Whether bridged pairs came to be tied, beside matched unbridged ones."""
    told = history(scope.network, scope.worlds)
    window = scope.study.book.codebook.window
    until = int(dates.bounds([window.end]).end_hi[0])
    sets = {HOME_LOCAL: kind == HOME_LOCAL, "others": kind != HOME_LOCAL}
    found = joining(
        told,
        mediated,
        list(sets.values()),
        strata(scope.network, told.pairs),
        until=until,
        within=WITHIN,
    )
    for (about, brokers), one in zip(sets.items(), found, strict=True):
        middle = mediated.triads[:, 1]
        records = _records(scope.network, {int(k) for k in middle[brokers[middle]]})
        seen = one.years.sum()
        coverage = float(one.compared.sum() / seen) if seen else 0.0
        said = (
            f"{one.compared.mean():.0f} years at risk of bridged pairs, {one.ties.mean():.1f} direct ties, "
            "means over the simulated codings"
        )
        why = "no year at risk of a bridged pair has an unbridged match"
        rates = {
            "iungens": (one.bridged, "probability"),
            "iungens.matched": (one.matched, "probability"),
            "iungens.excess": (one.bridged - one.matched, ""),
        }
        for number, (values, unit) in rates.items():
            yield scope.tell(
                number,
                values,
                about=about,
                unit=unit,
                said=said,
                why=why,
                coverage=coverage,
                records=records,
            )


def _holes(scope: Scope, kind: npt.NDArray[np.str_]) -> Iterator[Measured]:
    """Burt's constraint and effective size, dates ignored: means over the actors of each kind."""
    ends = ends_of(scope.network, None)
    touched = np.unique(np.concatenate([ends.source, ends.target]))
    if not len(touched):
        return
    values = _burt(scope, ends, touched)
    for number, each in zip(("constraint", "effective_size"), values, strict=True):
        for one in sorted(set(kind[touched].tolist())):
            mine = kind[touched] == one
            yield scope.tell(
                number,
                over_worlds(_mean(each[:, mine])),
                about=one,
                said="mean over actors that have a tie",
                coverage=1.0,
                why="isolated in every world",
                records=_records(scope.network, {int(k) for k in touched[mine]}),
            )


def _burt(scope: Scope, ends: Ends, touched: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Both numbers of every touched actor in every world, (n, actors), one connected part after another."""
    size = len(touched)
    a, b = np.searchsorted(touched, ends.source), np.searchsorted(touched, ends.target)
    joined = csr_array((np.ones(len(a)), (a, b)), shape=(size, size))
    number, part = connected_components(joined, directed=True, connection="weak")
    found = np.full((2, scope.worlds.n, size), np.nan)
    for one in range(number):
        members, arcs = np.flatnonzero(part == one), np.flatnonzero(part[a] == one)
        graphs = np.zeros((scope.worlds.n, len(members), len(members)))
        x, y = np.searchsorted(members, a[arcs]), np.searchsorted(members, b[arcs])
        for tie, i, j in zip(ends.tie[arcs], x, y, strict=True):
            graphs[scope.worlds.present[tie], i, j] = 1.0
        found[0][:, members], found[1][:, members] = constraint(graphs), effective_size(graphs)
    return found[0], found[1]


def _mean(values: Floats) -> Floats:
    """Mean of each row over what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1))


def _records(network: CoalitionNetwork, brokers: set[int]) -> list[str]:
    """The ties of these actors and of those who act for them."""
    mine = np.isin(acting_for(network), list(brokers))
    touching = mine[network.ties.source] | mine[network.ties.target]
    records: list[str] = network.ties.record[touching].tolist()
    return records


MEASURE = Measure(
    code="M6",
    name="brokerage",
    meaning=(
        "Who passes claims on between two others that have no tie of their own, in which of five roles, "
        "who else could have, and whether those brought together came to be tied directly."
    ),
    formula=(
        "triads u→b→v with t1 ≤ t2 ≤ t1 + 5 years on one issue and no tie u→v on it by then, counted by "
        "role of b; exclusive = pairs brought together by no one else / pairs brought together; "
        "iungens = 1 - (1 - h)^5, h the yearly hazard of a direct tie while bridged, beside that of "
        "unbridged pairs of the same sectors, country relation and degree classes"
    ),
    range="counts from 0; shares and probabilities in [0, 1]; excess in [-1, 1]",
    degenerate="no open triad: counts 0, shares not defined; no matched year at risk: no iungens rate",
    null=(
        'as a claim (statistic "brokerage"): N0 to N6; iungens beside matched unbridged pairs; none on roles and '
        "Burt's numbers. The density-only expectation behind the usual z makes whoever has many ties a broker"
    ),
    references=(
        "Gould and Fernandez (1989), Structures of mediation: a formal approach to brokerage in "
        "transaction networks, Sociological Methodology 19, 89–126",
        "Burt (1992), Structural Holes: The Social Structure of Competition, Harvard University Press",
        "Obstfeld (2005), Social networks, the tertius iungens orientation, and involvement in "
        "innovation, Administrative Science Quarterly 50, 100–130",
        "Takao (2003), section Access to the Center",
    ),
    read=_read,
)
