"""The statistics by which roles are tested: each reads its units from a casebook, or says why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np

from interlocal.casebook.records import Actor, Tie
from interlocal.framework.frame import Trial
from interlocal.framework.measures.autonomy import own_state, rests_on_state
from interlocal.framework.measures.venues import Venue, first_meetings, venues
from interlocal.framework.providers import kinds
from interlocal.framework.scope import STATED
from interlocal.inference.roles.bench import Bench
from interlocal.inference.roles.units import Bools, Floats, Units
from interlocal.inference.strata import strata
from interlocal.network.measures import access
from interlocal.network.pairs import Scenario, datings, plan, reach
from interlocal.network.question import with_officials

__all__ = ["READERS"]

Reader = Callable[[Bench, Trial], Units | str]


def meetings(bench: Bench, trial: Trial) -> Units | str:
    """Venues with a coded host: how many unlike pairs met there first; labelled: the subject's.

    Pairs in which the subject stands are left out: a host meets everybody.
    """
    found = {one.event.id: one for case in _cases(bench) for one in venues(bench.study, case)}
    hosted = [one for one in found.values() if one.hosts]
    if not hosted:
        return "no venue has a coded host"
    first, _, records = first_meetings(bench.scope, list(found.values()))
    value = np.array([_met_first(bench, one, first) for one in hosted], np.float64)
    return Units(
        ids=tuple(one.event.id for one in hosted),
        label=np.array([any(map(bench.is_subject, one.hosts)) for one in hosted], bool),
        stratum=tuple(_stratum(bench, one.event.case, one.event.kind, one.event.id) for one in hosted),
        value=value,
        there=bench.certain(hosted_ids := [one.event.id for one in hosted]),
        way="share",
        records=(*hosted_ids, *records),
        coverage=len(hosted) / len(found),
    )


def _cases(bench: Bench) -> Sequence[str]:
    return (bench.case,) if bench.case else bench.study.cases


def _met_first(bench: Bench, venue: Venue, first: Mapping[tuple[str, str], Floats]) -> Floats:
    days = bench.study.days(venue.event.id).astype(np.float64)
    met = np.zeros(len(days))
    for a, b in combinations(sorted(venue.present), 2):
        if (a, b) in first:
            met += days <= first[a, b]
    return met


def _stratum(bench: Bench, case: str, kind: str, record: str) -> str:
    return f"{bench.within(case)}|{kind}|{bench.decade(record)}"


def joint_payment(bench: Bench, trial: Trial) -> Units | str:
    """Payments: whether somebody of another sector pays the same receiver too; labelled: the subject's."""
    paid = [tie for tie in _ties(bench, trial) if bench.body(tie.to) not in bench.subject]
    if not paid:
        return "no payment is coded"
    there = bench.present(tie.id for tie in paid)
    sector = [_sector(bench, tie.from_) for tie in paid]
    value = np.zeros(there.shape)
    for k, tie in enumerate(paid):
        others = [j for j, one in enumerate(paid) if one.to == tie.to and sector[j] != sector[k]]
        value[k] = there[others].any(axis=0)
    return _of_ties(bench, paid, [bench.is_subject(tie.from_) for tie in paid], value, there)


def _ties(bench: Bench, trial: Trial) -> list[Tie]:
    return [
        tie
        for tie in bench.study.book.ties
        if tie.relation in trial.relations
        and tie.status in STATED
        and tie.layer == "contact"
        and bench.inside(tie.case)
    ]


def _sector(bench: Bench, actor: str) -> str:
    if bench.is_subject(actor):
        return "subject"
    one: Actor | None = bench.actors.get(bench.body(actor))
    return one.sector if one is not None else ""


def _of_ties(bench: Bench, ties: Sequence[Tie], label: Sequence[bool], value: Floats, there: Bools) -> Units:
    return Units(
        ids=tuple(tie.id for tie in ties),
        label=np.array(label, bool),
        stratum=tuple(f"{bench.within(tie.case)}|{bench.decade(tie.id)}" for tie in ties),
        value=value,
        there=there,
        way="difference",
        records=tuple(tie.id for tie in ties),
        coverage=sum(bool(tie.start) for tie in ties) / len(ties),
    )


def mixed_company(bench: Bench, trial: Trial) -> Units | str:
    """Joint work: the share of unlike pairs among the others who took part; labelled: with the subject."""
    works = list(bench.events(trial.events))
    others = {event.id: sorted(one for one in took if not bench.is_subject(one)) for event, took in works}
    told = [(event, took) for event, took in works if len(others[event.id]) > 1]
    if not told:
        return "no joint work is coded with two or more takers besides"
    ids = tuple(event.id for event, _ in told)
    mixed = np.array([_unlike(bench, others[one]) for one in ids])
    return Units(
        ids=ids,
        label=np.array([any(map(bench.is_subject, took)) for _, took in told], bool),
        stratum=tuple(_stratum(bench, event.case, event.kind, event.id) for event, _ in told),
        value=np.repeat(mixed[:, None], bench.study.n, axis=1),
        there=bench.certain(ids),
        way="difference",
        records=ids,
        coverage=len(told) / len(works),
    )


def _unlike(bench: Bench, actors: Sequence[str]) -> float:
    marks = [(one.sector, one.belonging or one.territory) for a in actors if (one := bench.actors.get(a))]
    pairs = list(combinations(marks, 2))
    return sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0


def answered(bench: Bench, trial: Trial) -> Units | str:
    """Claims whose follow-up is coded: whether they were answered; labelled: those on the subject."""
    asked = [tie for tie in _ties(bench, trial) if not bench.is_subject(tie.from_)]
    reply = {
        tie.responds_to: tie.id
        for tie in bench.study.book.ties
        if tie.responds_to and tie.status in STATED and tie.response != "none"
    }
    silent = {one.about for one in bench.study.book.searches if one.result == "not_found"}
    told = [tie for tie in asked if tie.id in reply or tie.id in silent]
    if not told:
        return "no claim is coded whose follow-up is coded"
    if all(tie.id in reply for tie in told):
        return "follow-up is coded only where there was an answer: every share would be 1"
    value = np.array([tie.id in reply for tie in told], np.float64)
    return Units(
        ids=tuple(tie.id for tie in told),
        label=np.array([bench.is_subject(tie.to) for tie in told], bool),
        stratum=tuple(f"{tie.issues}|{_sector(bench, tie.from_)}" for tie in told),
        value=np.repeat(value[:, None], bench.study.n, axis=1),
        there=bench.present(tie.id for tie in told),
        way="difference",
        records=tuple(one for tie in told for one in (tie.id, reply.get(tie.id, "")) if one),
        coverage=len(told) / len(asked),
    )


def gap(bench: Bench, trial: Trial) -> Units | str:
    """Non-state actors: how much of their access to the home state goes with the subject; labelled: the kind meant.

    The kind is settled by the framework from sector and membership, before anybody's access is looked at.
    """
    network, worlds = bench.scope.network, bench.scope.worlds
    pairs = access(network)
    if network.home not in pairs.names:
        return "the home state has no coded tie here"
    target = pairs.groups[pairs.names.index(network.home)]
    gone = with_officials(
        network, frozenset(k for k, m in enumerate(network.members) if m.id in bench.subject)
    )
    if gone & {*pairs.sources, *target}:
        return "those removed would be at one of the two ends"
    laid = plan(network, pairs.sources, (target,))
    cases = [Scenario(), Scenario(actors=gone)]
    tables = np.array([reach(laid, one, cases) for one in datings(network, worlds, presence=True)], bool)
    lost = (tables[:, 0, :, 0] & ~tables[:, 1, :, 0]).T.astype(np.float64)
    kind = kinds(bench.study.book, bench.frame)
    ids = tuple(network.members[k].id for k in pairs.sources)
    label = np.array([kind.get(one) == trial.who for one in ids], bool)
    if not label.any():
        return f"nobody of the kind {trial.who} is among the non-state actors here"
    ends = np.concatenate([network.ties.source, network.ties.target])
    degree = np.bincount(ends, minlength=len(network.members))[list(pairs.sources)]
    country = [";".join(network.members[k].territory) for k in pairs.sources]
    stratum = strata(degree, degree, [np.array(country, np.str_)])
    return Units(
        ids=ids,
        label=label,
        stratum=tuple(str(one) for one in stratum.tolist()),
        value=lost,
        there=np.ones(lost.shape, bool),
        way="difference",
        records=tuple(str(one) for one in network.ties.record.tolist()),
        coverage=bench.scope.dated(),
    )


def unasked(bench: Bench, trial: Trial) -> Units | str:
    """Acts at home of others than the state: whether they rest on nothing that it did; labelled: the subject's."""
    network, book = bench.scope.network, bench.study.book
    home = own_state(network)
    state = {network.members[k].id for k in home}
    acts: list[tuple[str, str, str, str]] = [
        (tie.id, tie.from_, tie.case, tie.issues) for tie in _ties(bench, trial)
    ]
    acts += [
        (one.id, one.actor, one.case, one.issues)
        for one in book.positions
        if one.kind in trial.positions and one.status in STATED and bench.inside(one.case)
    ]
    for event, took in bench.events(trial.events):
        acts += [(event.id, actor, event.case, event.issues) for actor in sorted(took)[:1]]
    at_home = [
        act
        for act in acts
        if act[1] not in state
        and (one := bench.actors.get(bench.body(act[1]))) is not None
        and one.sector != "national_government"
        and network.home in one.territory.split(";")
    ]
    if not at_home:
        return "no such act of an actor at home is coded"
    ids = tuple(act[0] for act in at_home)
    value = np.array([not rests_on_state(bench.scope, one, home) for one in ids], np.float64)
    return Units(
        ids=ids,
        label=np.array([bench.is_subject(act[1]) for act in at_home], bool),
        stratum=tuple(f"{bench.within(case)}|{issues}|{bench.decade(id)}" for id, _, case, issues in at_home),
        value=np.repeat(value[:, None], bench.study.n, axis=1),
        there=bench.present(ids),
        way="difference",
        records=ids,
        coverage=None,
    )


READERS: Mapping[str, Reader] = {
    "first_meetings": meetings,
    "joint_payment": joint_payment,
    "mixed_company": mixed_company,
    "answered": answered,
    "gap": gap,
    "unasked": unasked,
}
"""Statistics of labelled records or actors, by name; "loss" removes actors and is `inference.losses`'."""
