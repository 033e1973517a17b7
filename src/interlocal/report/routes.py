"""Routes of a case: how those who asked reached whom, what is left when classes are gone, which way came first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from interlocal.casebook.codebook import Episode
from interlocal.framework.episodes import askers, issues_of, targets
from interlocal.framework.study import Layer, Study
from interlocal.network.clock import NEVER
from interlocal.network.pairs import Scenario, plan
from interlocal.network.paths import Paths, paths
from interlocal.network.question import class_members
from interlocal.network.removal import scenarios
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import share
from interlocal.provenance import Estimate
from interlocal.report.charts import Row, Scale, dot, intervals
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table, Words
from interlocal.report.found import Found, evidence_cell, iso_said, value_cell, year
from interlocal.report.reading import Reading
from interlocal.report.removal_matrix import removal_matrix
from interlocal.report.ribbon import ribbon

__all__ = [
    "Asked",
    "Left",
    "arrivals",
    "asked_of",
    "beside",
    "left_of",
    "removal_columns",
    "removals",
    "ribbons",
]

REMOVED = (
    (("home_local_government",), "home local governments"),
    (("foreign_local_government",), "foreign local governments"),
    (("home_local_government", "foreign_local_government"), "all local governments"),
    (("affiliated_body",), "affiliated bodies"),
)
ROUTES = 4


@dataclass(frozen=True)
class Asked:
    """Someone who asked in an episode, and a state or decider that it had to reach."""

    episode: Episode
    actor: str
    target: str
    positions: tuple[int, ...]


def asked_of(study: Study, case: str, layer: Layer = "contact") -> list[Asked]:
    """Every asker of every episode of a case with each of its targets, where both have a tie."""
    network, found = study.network(layer, case), []
    for episode in study.book.codebook.episodes:
        if episode.case == case:
            ends = targets(study, episode, layer)
            # A decider that belongs to a state is reached with it; the row of the state says so.
            ends = {n: e for n, e in ends.items() if not any(set(e) < set(other) for other in ends.values())}
            found += [
                Asked(episode, actor, name, reached)
                for actor in askers(study.book, episode)
                for name, reached in ends.items()
                if actor in network.positions and network.positions[actor] not in reached
            ]
    return found


def _target_name(reading: Reading, target: str) -> str:
    if target in reading.book.by_id:
        return reading.name(target)
    return f"{reading.state_name(target)}: its ministries and officials"


def ribbons(study: Study, reading: Reading, evidence: Evidence, case: str) -> Figure:
    """The access ribbons of a case: for each episode and target, the soonest certain route of those who asked."""
    id, title = evidence.anchor("routes", case), "By which routes those who asked reached a state"
    network, rows = study.network("contact", case), []
    notes: list[Words] = []
    parts: list[Markup] = []
    for n, (episode, target, found) in enumerate(_found_routes(study, case), 1):
        name = f"{episode.name}, to {_target_name(reading, target)}"
        if not found.routes:
            notes.append(evidence.told(f"{name}: no route; {_why(found)}."))
            continue
        drawing = ribbon(network, found, id=f"{id}-{n}", name=name, most=1)
        parts += drawing.parts
        for route in found.routes[:ROUTES]:
            links = evidence_cell(evidence, [hop.record for hop in route.hops])
            rows.append(
                (
                    name,
                    " → ".join(reading.name(actor) for actor in route.actors),
                    "certain" if route.certain else "possible",
                    value_cell(route.p_all),
                    f"{route.arrival.low or '?'} to {route.arrival.high or '?'}",
                    ", ".join(f"{reading.name(who)}: {part}" for who, part in route.local_governments.items())
                    or "none on it",
                    links,
                )
            )
    head = (
        "Question",
        "Route",
        "Certain or possible",
        "P(all)",
        "Arrives",
        "Local governments on it",
        "Evidence",
    )
    lead = (
        "For each episode with someone who asked: one route of the contact layer to each state (or decider) "
        "that the episode names, on the episode's issues; more routes in the data below. A bar holds the days on "
        "which a step can lie. Solid: certain in every admissible dating; dashed: possible. P(dates) is how likely "
        "the steps are to follow one another, all of them taken as given; P(all) counts as well how certain each is."
    )
    absent = (
        ""
        if parts
        else "No actor outside the state is coded as asking for something that a route would lead to."
    )
    table = Table(head, tuple(rows), "Routes") if rows else None
    return Figure(id, title, lead, tuple(parts), absent=absent, table=table, notes=tuple(notes))


def _found_routes(study: Study, case: str) -> Iterator[tuple[Episode, str, Paths]]:
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in asked_of(study, case):
        groups.setdefault((one.episode.id, one.target), []).append(one)
    network, worlds = study.network("contact", case), study.worlds("contact", case)
    for ones in groups.values():
        episode, target = ones[0].episode, ones[0].target
        sources = frozenset(network.positions[one.actor] for one in ones)
        issues = issues_of(study.book, episode)
        issue = issues[0] if len(issues) == 1 else None
        found = paths(network, sources, ones[0].positions, issue=issue, k=ROUTES, worlds=worlds)
        yield episode, target, found


def _why(found: Paths) -> str:
    if found.missing is None or not found.missing.cuts:
        return "nothing coded leads there"
    return found.missing.cuts[0].sentence


@dataclass(frozen=True)
class Left:
    """P(a route exists) for one who asked: as it is, then without each class, enabled ties standing and falling.

    `without` is the pair for the first class, home local governments; None where the codebook has no such class.
    """

    name: str
    pairs: tuple[tuple[Estimate, Estimate], ...]
    without: tuple[float | None, float | None] | None
    records: tuple[str, ...] = ()
    """The ties of its soonest route."""


def removal_columns(study: Study) -> list[tuple[tuple[str, ...], str]]:
    """The classes that the codebook declares among those whose removal is looked at."""
    known = {one.id for one in study.network("contact").classes}
    return [(classes, name) for classes, name in REMOVED if known.issuperset(classes)]


def left_of(study: Study, reading: Reading, case: str) -> list[Left]:
    """What is left of each route of those who asked when classes of actors are gone; only routes that exist."""
    network, worlds, found = study.network("contact", case), study.worlds("contact", case), []
    columns = removal_columns(study)
    for actor, target, reached in dict.fromkeys(
        (a.actor, a.target, a.positions) for a in asked_of(study, case)
    ):
        source = network.positions[actor]
        sweep = Sweep(plan(network, [source], [reached]), worlds)
        whole = _exists(sweep, Scenario())
        if not whole.value:
            continue
        pairs = [(whole, whole)]
        for classes, _ in columns:
            gone = frozenset().union(*(class_members(network, name) for name in classes)) - {source}
            without, fallen = (_exists(sweep, one) for one in scenarios(network, sorted(gone))[0])
            pairs.append((without, fallen))
        home = bool(columns) and columns[0][0] == REMOVED[0][0]
        name = f"{reading.short(actor, 24)} → {_target_name(reading, target).split(':')[0]}"
        lost = (pairs[1][0].value, pairs[1][1].value) if home else None
        soonest = paths(network, frozenset([source]), reached, k=1).routes[:1]
        records = tuple(hop.record for route in soonest for hop in route.hops)
        found.append(Left(name, tuple(pairs), lost, records))
    return found


def removals(study: Study, left: Sequence[Left], evidence: Evidence, case: str) -> Figure:
    """The route × removal matrix: P(a route exists) for everyone who asked, when classes of actors are gone."""
    id, title = evidence.anchor("removal", case), "What is left of each route when others are gone"
    lead = (
        "Probability over simulated codings that a route exists. Each cell is told twice: with the ties that "
        "the removed had enabled left standing, and with them falling too; enabling is the coder's causal reading. "
        f"A loss alone is no evidence: {beside(evidence.reading)}."
    )
    names = ["nobody is gone", *(f"without {name}" for _, name in removal_columns(study))]
    if not left:
        return Figure(id, title, "", absent="No one who asked has a route whose loss could be looked at.")
    if len(names) == 1:
        words = "The codebook declares no class of local governments or affiliated bodies to take away."
        return Figure(id, title, "", absent=words)
    rows, cells = [one.name for one in left], [one.pairs for one in left]
    links = [evidence_cell(evidence, one.records) for one in left]
    return removal_matrix(rows, names, cells, title=title, lead=lead, id=id, evidence=links)


def beside(reading: Reading) -> str:
    """Where the null model of an effect stands."""
    if reading.book.claims:
        return "what comparable others would cost stands with the claims below"
    return "no claim of this casebook sets it beside what comparable others would cost"


def _exists(sweep: Sweep, scenario: Scenario) -> Estimate:
    return share(sweep.run(scenario).day[:, 0, 0] < NEVER)


def arrivals(found: Found, reading: Reading, evidence: Evidence, case: str) -> Figure:
    """When the home state was reached: within the country, and back through a foreign government."""
    id, title = (
        evidence.anchor("arrivals", case),
        "The way home through a foreign government, and the direct way",
    )
    rows, table, days = [], [], []
    for first in found.all("transfer", "boomerang_first", case):
        back, direct = (
            found.value("transfer", number, case, first.about)
            for number in ("arrival_back", "arrival_direct")
        )
        proper = found.one("transfer", "boomerang_proper", case, first.about)
        verdict = proper.said if proper is not None else ""
        words = f"{first.said}. {verdict[:1].upper()}{verdict[1:]}"
        if first.estimate.value is not None:
            share_first = f"{first.estimate.value:.0%} of codings in which both arrive"
            words = (
                words
                if first.estimate.value in (0.0, 1.0)
                else f"foreign government first in {share_first}; {words}"
            )
        rows.append(
            Row(reading.name(first.about), (_years(direct), _years(back)), words, absent="no such route")
        )
        days += [
            end
            for one in (direct, back)
            if one and one.value is not None
            for end in (one.value, *(one.interval or ()))
        ]
        table.append(
            (
                reading.name(first.about),
                iso_said(direct),
                iso_said(back),
                value_cell(first.estimate),
                first.said,
                verdict,
                value_cell(proper.estimate if proper else None),
                evidence_cell(evidence, [*first.records, *(proper.records if proper else ())]),
            )
        )
    lead = (
        "Date of the first arrival at the home state, on an issue of the way back, in the simulated codings in "
        "which there is one: median and the middle 90 %. It is called a boomerang only where blockage at home and "
        "pressure by the foreign government are coded; where the order is open, it says so."
    )
    if not rows:
        return Figure(
            id,
            title,
            lead,
            absent="No route of a non-state actor leads to the home state through a foreign government.",
        )
    years = [year(one) for one in days if one is not None]
    first_year, last = int(min(years)), int(max(years)) + 1
    step = next(s for s in (1, 2, 5, 10) if (last - first_year) / s <= 12)
    ticks = tuple(float(y) for y in range(first_year, last + 1) if y % step == 0)
    scale = Scale(
        float(first_year), float(last), ticks, tuple(f"{int(t)}" for t in ticks), "arrival at the home state"
    )
    drawing = intervals(id, title, rows, scale, left=260.0, right=760.0)
    head = (
        "Who",
        "Direct",
        "Through a foreign government",
        "P(foreign government first)",
        "Order",
        "Reading",
        "P(boomerang)",
        "Evidence",
    )
    key = ((dot(0), "direct, within the country"), (dot(1), "through a foreign government"))
    return Figure(id, title, lead, (drawing,), key=key, table=Table(head, tuple(table), "Arrivals"))


def _years(one: Estimate | None) -> Estimate | None:
    if one is None or one.value is None or one.interval is None:
        return one
    low, high = one.interval
    return Estimate(value=year(one.value), interval=(year(low or one.value), year(high or one.value)))
