"""M2: how far contacts are two-way and regular, and whether initiatives are answered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.casebook.book import Casebook
from interlocal.framework.classes import kinds
from interlocal.framework.estimates import over_worlds, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import STATED, Scope, scopes
from interlocal.framework.study import HOME_LOCAL, Study
from interlocal.network.mediation import acting_for
from interlocal.provenance import Estimate

__all__ = ["ASKING", "MEASURE", "arrangements", "median_wait", "permuted_difference"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ASKING = ("proposes", "requests", "presses")
"""Relations whose sender asks something of the receiver."""

TWO_WAY, REGULAR = 3, 4
QUALITY = np.array([0.0, 0.1, 0.3, 0.5, 0.75, 1.0])
"""What each mode is worth by default. No finding may hang on it: see `quality.first`."""

LEAST_ARRANGEMENTS = 20
"""With fewer ways to exchange the labels no p below 0.05 is possible, whatever the data."""


class _Channels(NamedTuple):
    """Ties that can carry a claim into a state from outside it: position, sender's kind, country, issue."""

    tie: Ints
    kind: npt.NDArray[np.str_]
    stratum: Ints


def _read(study: Study) -> Iterator[Measured]:
    for scope in scopes(study, "channel"):
        yield from _modes(scope, "", np.arange(len(scope.network.ties)))
        channels = _into_states(scope)
        for kind in [HOME_LOCAL, *sorted(set(channels.kind.tolist()) - {HOME_LOCAL})]:
            yield from _modes(scope, kind, channels.tie[channels.kind == kind], into_state=True)
        yield _first_in_quality(scope, channels)
        yield from _through_or_direct(scope, channels)
        yield from _answers(scope)


def _modes(scope: Scope, about: str, ties: Ints, *, into_state: bool = False) -> Iterator[Measured]:
    """Shares of two-way and of regular ties among those whose mode is coded, and their mean quality."""
    mode, present = scope.network.ties.mode[ties], scope.worlds.present[ties]
    records = scope.network.ties.record[ties].tolist()
    coverage = float((mode >= 0).mean()) if len(ties) else 0.0
    counted = (present & (mode >= 0)[:, None]).sum(axis=0)
    why = "no such channel is coded" if not len(ties) else "of no such channel the mode is coded"
    if into_state:
        count = present.sum(axis=0).astype(np.float64)
        yield scope.tell(
            "into_state",
            count if len(ties) else None,
            about=about,
            unit="count",
            coverage=coverage if len(ties) else 0.0,
            why=why,
            records=records,
        )
    for name, worth in (
        ("two_way", (mode >= TWO_WAY) * 1.0),
        ("regular", (mode >= REGULAR) * 1.0),
        ("quality", np.where(mode >= 0, QUALITY[mode], 0.0)),
    ):
        part = (present * worth[:, None]).sum(axis=0)
        yield scope.tell(
            f"into_state.{name}" if into_state else name,
            ratio(part, counted),
            about=about,
            unit="" if name == "quality" else "share",
            coverage=coverage,
            why=why,
            records=records,
        )


def _into_states(scope: Scope) -> _Channels:
    """The channels into a state, each from the side that is outside it."""
    network, ties = scope.network, scope.network.ties
    claim = np.uint16(network.carrier_bit("claim"))
    state = np.array([member.level == "state" for member in network.members], bool)
    there = (ties.forward & claim != 0) & ~state[ties.source] & state[ties.target]
    back = (ties.reverse & claim != 0) & state[ties.source] & ~state[ties.target]
    tie = np.flatnonzero(there | back)
    sender = np.where(there[tie], ties.source[tie], ties.target[tie])
    receiver = np.where(there[tie], ties.target[tie], ties.source[tie])
    kind = np.array(kinds(scope.study, network, scope.reads))[acting_for(network)[sender]]
    country = [";".join(network.members[k].territory) for k in receiver.tolist()]
    cell = [f"{c}|{i}" for c, i in zip(country, ties.issues[tie].tolist(), strict=True)]
    return _Channels(tie, kind, np.unique(np.array(cell, np.str_), return_inverse=True)[1].reshape(-1))


def _first_in_quality(scope: Scope, channels: _Channels) -> Measured:
    """How often home local governments' channels into a state are the best on average, whatever modes are worth.

    What each mode is worth is drawn anew in every world, only its order being kept: mode 0 is worth
    nothing, 5 one, and the others four sorted uniform numbers between.
    """
    n, mode = scope.worlds.n, scope.network.ties.mode[channels.tie]
    inner = np.sort(draws.uniform(scope.worlds.seed, "worth of modes", ["1", "2", "3", "4"], n), axis=0)
    worth = np.vstack([np.zeros((1, n)), inner, np.ones((1, n))])
    counted = scope.worlds.present[channels.tie] & (mode >= 0)[:, None]
    names = sorted(set(channels.kind.tolist()))
    means = np.full((len(names), n), np.nan)
    for k, name in enumerate(names):
        mine = channels.kind == name
        part = (worth[np.maximum(mode[mine], 0)] * counted[mine]).sum(axis=0)
        means[k] = ratio(part, counted[mine].sum(axis=0))
    coverage = float((mode >= 0).mean()) if len(mode) else 0.0
    records = scope.network.ties.record[channels.tie].tolist()
    values = np.full(n, np.nan)
    rivals = [k for k, name in enumerate(names) if name != HOME_LOCAL]
    if HOME_LOCAL in names and rivals:
        ours, best = means[names.index(HOME_LOCAL)], np.nanmax(np.nan_to_num(means[rivals], nan=-1.0), axis=0)
        known = ~np.isnan(ours) & (best >= 0)
        values = np.where(known, ours > best, np.nan)
    return scope.tell(
        "quality.first",
        values,
        about=HOME_LOCAL,
        unit="probability",
        said="probability that their mean quality is above every other kind's under any monotone worth of modes",
        coverage=coverage,
        why="channels into a state with a coded mode are known of one kind of sender only, or of none",
        records=records,
    )


def _through_or_direct(scope: Scope, channels: _Channels) -> Iterator[Measured]:
    """Mode of channels that home local governments lend beside those of non-state actors themselves."""
    society = {"academic", "business", "civil_society", "media", "party", "residents"}
    mode = scope.network.ties.mode[channels.tie].astype(np.float64)
    ours = channels.kind == HOME_LOCAL
    keep = (mode >= 0) & (ours | np.isin(channels.kind, list(society)))
    ways = arrangements(ours[keep], channels.stratum[keep])
    records = scope.network.ties.record[channels.tie].tolist()
    coverage = float((mode >= 0).mean()) if len(mode) else 0.0
    said = f"{ways} arrangements of the labels within strata of issue and country"
    why = f"too few to test: {said}, of which at least {LEAST_ARRANGEMENTS} are needed for any p below 0.05"
    difference: Estimate | None = None
    p: Estimate | None = None
    if ways >= LEAST_ARRANGEMENTS:
        names = scope.network.ties.record[channels.tie[keep]].tolist()
        observed, shuffled = permuted_difference(
            mode[keep],
            ours[keep],
            channels.stratum[keep],
            scope.worlds.present[channels.tie[keep]],
            draws.uniform(scope.worlds.seed, "labels within strata", names, scope.worlds.n),
        )
        difference = over_worlds(observed)
        known = ~np.isnan(observed) & ~np.isnan(shuffled)
        b, total = int((shuffled[known] >= observed[known] - 1e-12).sum()), int(known.sum())
        value = (1 + b) / (1 + total)
        p = Estimate(value=value, mc_se=math.sqrt(value * (1 - value) / max(1, total)))
    for number, estimate, unit in (
        ("lent_or_direct", difference, "level"),
        ("lent_or_direct.p", p, "probability"),
    ):
        yield scope.tell(
            number,
            estimate,
            about=HOME_LOCAL,
            unit=unit,
            said=said,
            why=why,
            coverage=coverage,
            records=records,
        )


def arrangements(group: Bools, stratum: Ints) -> int:
    """In how many ways the labels of a group can be laid over the items without leaving a stratum.

    >>> arrangements(np.array([True, False, False, True]), np.array([0, 0, 0, 1]))
    3
    """
    ways = 1
    for one in np.unique(stratum):
        inside = group[stratum == one]
        ways *= math.comb(len(inside), int(inside.sum()))
    return ways


def permuted_difference(
    values: Floats, group: Bools, stratum: Ints, present: Bools, keys: Floats
) -> tuple[Floats, Floats]:
    """Mean difference within strata between a group and the rest, as it is and with labels exchanged, (n,).

    In every world only items that are there count, and only strata that hold both; strata are
    weighted by how many of the group they hold. `keys` (items, n) are uniform numbers: labels are
    laid anew within each stratum in their order. NaN where no stratum holds both.
    """
    n = present.shape[1]
    sums = np.zeros((2, n))
    weight = np.zeros(n)
    for one in np.unique(stratum):
        inside = np.flatnonzero(stratum == one)
        there, mine = present[inside], group[inside][:, None] & present[inside]
        held, rest = mine.sum(axis=0), there.sum(axis=0) - mine.sum(axis=0)
        both = (held > 0) & (rest > 0)
        order = np.argsort(np.where(there, keys[inside], 2.0), axis=0, kind="stable")
        rank = np.argsort(order, axis=0, kind="stable")
        for k, labels in enumerate((mine, rank < held)):
            total = (values[inside][:, None] * there).sum(axis=0)
            part = (values[inside][:, None] * (labels & there)).sum(axis=0)
            with np.errstate(invalid="ignore", divide="ignore"):
                gap = part / held - (total - part) / rest
            sums[k] += np.where(both, gap * held, 0.0)
        weight += np.where(both, held, 0)
    found = sums / np.where(weight > 0, weight, np.nan)
    return found[0], found[1]


def _answers(scope: Scope) -> Iterator[Measured]:
    """Initiatives, the share of them answered, and how long an answer took."""
    book, network = scope.study.book, scope.network
    answers = _answers_by_tie(book)
    records = network.ties.record.tolist()
    claim = np.uint16(network.carrier_bit("claim"))
    asked = [
        k
        for k, record in enumerate(records)
        if network.ties.relation[k] in ASKING or (record in answers and network.ties.forward[k] & claim)
    ]
    silent = {one.about for one in book.searches if one.result == "not_found"}
    names = [records[k] for k in asked]
    answer = [answers.get(name, "") for name in names]
    observed = np.array([bool(a) or name in silent for a, name in zip(answer, names, strict=True)], bool)
    there = scope.worlds.present[asked]
    came = scope.present([a or name for a, name in zip(answer, names, strict=True)])
    replied = there & came & np.array([bool(a) for a in answer], bool)[:, None]
    used = [*names, *[a for a in answer if a]]
    coverage = float(observed.mean()) if names else 0.0
    yield scope.tell(
        "initiatives",
        there.sum(axis=0).astype(np.float64),
        unit="count",
        coverage=coverage,
        records=used,
        said="coverage is the share of them whose follow-up is coded",
    )
    yield _ratio_of_answers(scope, there, replied, observed, bool(silent & set(names)), used, coverage)
    yield _wait(scope, asked, answer, there & (came | ~replied), observed, used, coverage)


def _answers_by_tie(book: Casebook) -> dict[str, str]:
    """The answer to each tie that was answered, the first in the casebook; "none" is no answer."""
    found: dict[str, str] = {}
    for tie in book.ties:
        if tie.responds_to and tie.status in STATED and tie.response != "none":
            found.setdefault(tie.responds_to, tie.id)
    return found


def _ratio_of_answers(
    scope: Scope,
    there: Bools,
    replied: Bools,
    observed: Bools,
    silence: bool,
    records: Sequence[str],
    coverage: float,
) -> Measured:
    estimate = over_worlds(ratio(replied.sum(axis=0), (there & observed[:, None]).sum(axis=0)))
    why = "no initiative is coded whose follow-up is coded"
    if not silence and replied.any():
        low = over_worlds(ratio(replied.sum(axis=0), there.sum(axis=0)))
        estimate = Estimate(value=None, interval=(low.interval[0] if low.interval else None, 1.0))
        why = (
            "follow-up is coded only where there was an answer: the ratio would be 1 whatever happened; "
            "it lies between the share of all initiatives that have a coded answer, and 1"
        )
    return scope.tell("answered", estimate, unit="share", why=why, coverage=coverage, records=records)


def _wait(
    scope: Scope,
    asked: Sequence[int],
    answer: Sequence[str],
    counted: Bools,
    observed: Bools,
    records: Sequence[str],
    coverage: float,
) -> Measured:
    """Median days from an initiative to its answer, initiatives known to be unanswered being censored."""
    ties, worlds = scope.network.ties, scope.worlds
    place = {record: k for k, record in enumerate(ties.record.tolist())}
    last = int(scope.network.clock.high[ties.end].max(initial=0))
    days, events = np.zeros(counted.shape), np.zeros(len(asked), bool)
    use = observed.copy()
    for row, (k, name) in enumerate(zip(asked, answer, strict=True)):
        start = worlds.day(int(ties.start[k]))
        events[row] = name in place
        use[row] &= events[row] or not name
        end = worlds.day(int(ties.start[place[name]])) if events[row] else np.full(worlds.n, last)
        days[row] = np.maximum(0, end - start)
    values = np.array(
        [median_wait(days[use & counted[:, w], w], events[use & counted[:, w]]) for w in range(worlds.n)]
    )
    return scope.tell(
        "wait",
        values,
        unit="days",
        said=f"of {int(events[use].sum())} answered initiatives; dates to the year make it wide",
        why="no initiative with a dated answer",
        coverage=coverage,
        records=records,
    )


def median_wait(days: Floats, event: Bools) -> float:
    """The median of waiting times, some of them censored (Kaplan and Meier 1958); NaN if it is not reached.

    >>> median_wait(np.array([10.0, 20.0, 30.0]), np.array([True, True, False]))
    20.0
    """
    left, at_risk = 1.0, len(days)
    for day in np.unique(days):
        here = days == day
        left *= 1 - int((here & event).sum()) / at_risk
        if left <= 0.5:
            return float(day)
        at_risk -= int(here.sum())
    return float("nan")


MEASURE = Measure(
    code="M2",
    name="channel quality and response",
    meaning="How far contacts are two-way and regular, into a state above all, and whether initiatives are answered.",
    formula=(
        "two_way = Σ w [mode ≥ 3] / Σ w; regular with mode ≥ 4; quality = mean worth of modes; "
        "answered = answered initiatives / initiatives whose follow-up is coded; wait = Kaplan-Meier median; "
        "lent_or_direct = mean mode of home local governments' channels into a state less that of non-state "
        "actors' own, within strata of issue and country, labels exchanged within strata for p"
    ),
    range="shares and quality in [0, 1]; lent_or_direct in [-5, 5]; wait from 0 days",
    degenerate="nothing where no mode, or no follow-up, is coded; not tested below 20 arrangements of labels",
    null=(
        "run here: labels of senders exchanged within issue and country (lent_or_direct.p), and random qualities of "
        "modes (quality.first); whether claims on local governments are answered more often: `interlocal test --roles`"
    ),
    references=(
        "Kaplan and Meier (1958), Nonparametric estimation from incomplete observations, Journal of the "
        "American Statistical Association 53, 457–481",
        "Takao (2003), section Access to the Center",
    ),
    read=_read,
)
