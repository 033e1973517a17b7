"""M10: how far each policy got with each target, whom the source credits, who got what they wanted, which route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Position
from interlocal.dates import iso
from interlocal.framework.adopters import days_of
from interlocal.framework.estimates import NOTHING, exactly
from interlocal.framework.ladder import STEPS, Climb, climbs, level_at, outcome
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.participation import contacts
from interlocal.framework.scope import STATED, Scope, refs
from interlocal.framework.study import LAYERS, Layer, Study
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.pairs import Scenario, datings, plan, reach
from interlocal.network.question import with_officials
from interlocal.network.who import state_of
from interlocal.network.worlds import Worlds, mean_of, share
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "attainment", "necessity"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
SOCIETY = ("civil_society", "residents", "business", "academic", "media", "party", "affiliated_body")


def attainment(stance: int, before: npt.ArrayLike, after: npt.ArrayLike) -> Floats:
    """By how much the outcome came nearer to what was wanted, -1 to 1: (|ideal - before| - |ideal - after|) / 5.

    The ideal of one who is for a policy is that it is carried out (5), of one against it that nothing
    happens (0).

    >>> float(attainment(1, 0, 4)), float(attainment(-1, 0, 4))
    (0.8, -0.8)
    """
    ideal = 5 if stance > 0 else 0
    gained: Floats = (np.abs(ideal - np.asarray(before)) - np.abs(ideal - np.asarray(after))) / 5
    return gained


def necessity(whole: Bools, without: Bools) -> Estimate:
    """Route necessity, 1 - P(route survives the removal) / P(route), from the same simulated codings.

    Not causal necessity: whether the coded routes hold without the removed, not what would have
    happened. None where there is no route in any world. The interval is a bootstrap over worlds.

    >>> necessity(np.array([True, True]), np.array([True, False])).value
    0.5
    """
    n, routes = len(whole), int(whole.sum())
    if not routes:
        return NOTHING
    value = 1 - float((whole & without).sum()) / routes
    picked = np.random.Generator(np.random.Philox(key=n)).integers(0, n, (400, n))
    there, kept = whole[picked].sum(axis=1), (whole & without)[picked].sum(axis=1)
    drawn = 1 - kept[there > 0] / there[there > 0]
    low, high = (float(x) for x in np.quantile(drawn, [0.05, 0.95]))
    return Estimate(value=value, interval=(min(low, value), max(high, value)), mc_se=float(drawn.std()))


def _read(study: Study) -> Iterator[Measured]:
    for climb in climbs(study):
        yield from _ladder(study, climb)
        yield _credited(study, climb)
    for episode in study.book.codebook.episodes:
        yield from _attained(study, episode)
        for layer in LAYERS:
            yield from _routes(study, episode, layer)


def _ladder(study: Study, climb: Climb) -> Iterator[Measured]:
    """The level at the end, and the day on which each level was reached."""
    every = (*climb.positions, *climb.undated)
    tell = Scope(study, "impact", _case(every)).tell
    about = f"{climb.policy}>{climb.target}"
    top = [p for p in every if STEPS.index(p.step) == climb.top]
    chance = max(1.0 if p.certainty is None else p.certainty for p in top)
    level = msgspec.structs.replace(exactly(float(climb.top)), certainty=chance)
    yield tell("level", level, about=about, unit="level", said=STEPS[climb.top], coverage=1.0,
               records=[p.id for p in every])  # fmt: skip
    for rung in sorted({STEPS.index(p.step) for p in every} - {0}):
        at = [k for k in range(len(climb.positions)) if climb.level[k] >= rung]
        reached = [p.id for p in every if STEPS.index(p.step) >= rung]
        name = f"reached_{STEPS[rung]}"
        if not at:
            yield tell(name, NOTHING, about=about, unit="date", why="reached, at no coded date",
                       coverage=0.0, records=reached)  # fmt: skip
            continue
        days = climb.days[at].min(axis=0)
        low, middle, high = (float(x) for x in np.quantile(days, [0.05, 0.5, 0.95]))
        spread = float(days.std(ddof=1) / np.sqrt(len(days))) * 1.2533 if len(days) > 1 else 0.0
        # 1.2533 = sqrt(pi / 2): the error of a median against that of a mean, for a bell-shaped spread.
        yield tell(name, Estimate(value=middle, interval=(low, high), mc_se=spread), about=about, unit="date",
                   said=f"by {iso(round(middle))}", coverage=len(at) / len(reached), records=reached)  # fmt: skip


def _case(positions: tuple[Position, ...]) -> str:
    cases = {p.case for p in positions}
    return cases.pop() if len(cases) == 1 else ""


def _credited(study: Study, climb: Climb) -> Measured:
    """Whether the source reads someone's influence into the target's move: ties of the attribution layer to it."""
    issues = {i for p in (*climb.positions, *climb.undated) for i in refs(p.issues)}
    ties = [t for t in study.book.ties if t.layer == "attribution" and t.to == climb.target
            and t.status in STATED and issues & set(refs(t.issues))]  # fmt: skip
    network, worlds = study.network("both"), study.worlds("both")
    tell = Scope(study, "impact", _case((*climb.positions, *climb.undated)), "attribution").tell
    at = np.isin(network.ties.record, [t.id for t in ties])
    about = f"{climb.policy}>{climb.target}"
    if not at.any():
        return tell("attributed", NOTHING, about=about, unit="probability", coverage=0.0,
                    why="the source credits nobody in a coded tie")  # fmt: skip
    said = "credited: " + ", ".join(sorted({t.from_ for t in ties}))
    chance = share(np.asarray(worlds.present[at].any(axis=0)))
    return tell("attributed", chance, about=about, unit="probability", said=said,
                coverage=1.0, records=[t.id for t in ties])  # fmt: skip


def _attained(study: Study, episode: Episode) -> Iterator[Measured]:
    reached = outcome(study.book, episode)
    if reached is None:
        return
    level, decision = reached
    actors = {a.id: a for a in study.book.actors}
    tell = Scope(study, "impact", episode.case).tell
    named = study.book.by_id[decision]
    climb = None
    if isinstance(named, Position):
        climb = next((c for c in climbs(study) if (c.policy, c.target) == (named.policy, named.actor)), None)
    claims: dict[str, list[Position]] = {}
    for p in study.book.positions:
        own = p.actor in actors and actors[p.actor].sector in SOCIETY
        if p.episode == episode.id and p.asked and own and p.status in STATED:
            claims.setdefault(p.actor, []).append(p)
    for actor, own_claims in sorted(claims.items()):
        stances = {p.stance for p in own_claims if p.stance}
        about = f"{episode.id}>{actor}"
        records = [decision, *(p.id for p in own_claims)]
        if len(stances) != 1:
            why = "no one stance is coded"
            yield tell("attainment", NOTHING, about=about, why=why, records=records, coverage=0.0)
            continue
        dated = [p for p in own_claims if days_of(p.date) is not None]
        before = np.zeros(study.n, np.int64)
        if climb is not None and dated:
            day = np.min([study.days(p.id) for p in dated], axis=0)
            before = level_at(climb.level, climb.days, day.astype(np.int64) - 1)
        gained = attainment(stances.pop() or 0, np.minimum(before, level), level)
        yield tell("attainment", mean_of(gained), about=about, coverage=len(dated) / len(own_claims), records=records,
                   said=f"outcome: {STEPS[level]}; preference attained, not influence")  # fmt: skip


def _routes(study: Study, episode: Episode, layer: Layer) -> Iterator[Measured]:
    """Route necessity of home local governments, from those who asked to those who decided."""
    network, worlds = study.network(layer, episode.case), study.worlds(layer, episode.case)
    tell = Scope(study, "impact", episode.case, layer).tell
    mine = [p for p in study.book.positions if p.episode == episode.id]
    issues = sorted({i for p in mine for i in refs(p.issues)} & set(network.issues))
    society = {
        k for k, m in enumerate(network.members) if m.level == "society" or m.sector == "affiliated_body"
    }
    askers = {network.positions[p.actor] for p in mine if p.asked and p.actor in network.positions} & society
    if not askers:
        askers = {network.positions[a] for a in contacts(study, episode) if a in network.positions} & society
    removed = study.home_local(layer, episode.case)
    groups = _deciders(network, study, episode)
    if not askers or not groups:
        for name in NECESSITY:
            why = "no asker or decider with a tie is coded"
            yield tell(name, NOTHING, about=episode.id, unit="share", why=why, coverage=0.0)
        return
    for decider, targets in groups.items():
        about, records = f"{episode.id}>{decider}", [p.id for p in mine]
        if targets <= removed:
            for name in NECESSITY:
                yield tell(name, NOTHING, about=about, unit="share", records=records, coverage=1.0,
                           why="a home local government decided: the removal takes the decision away")  # fmt: skip
            continue
        whole, *kept = _arrivals(network, worlds, askers - targets, targets, issues or [None], removed)
        for name, without in zip(NECESSITY, kept, strict=True):
            yield tell(name, necessity(whole, without), about=about, unit="share", coverage=1.0, records=records,
                       said=f"route necessity, not causal; routes in {whole.mean():.2f} of worlds",
                       why="no route in any world from those who asked to who decided")  # fmt: skip


def _deciders(network: CoalitionNetwork, study: Study, episode: Episode) -> dict[str, frozenset[int]]:
    """Who decided an episode: the state of a country as one ("JP state"), any other actor by itself.

    The actor of the decision that the codebook names; for an event, those coded as adopting in the episode.
    """
    named = study.book.by_id.get(episode.decision) if episode.decision else None
    actors = [named.actor] if isinstance(named, Position) else []
    if not actors:
        actors = [p.actor for p in study.book.positions if p.episode == episode.id and p.kind == "adoption"]
    found: dict[str, frozenset[int]] = {}
    for actor in dict.fromkeys(actors):
        if actor not in network.positions:
            continue
        member = network.members[network.positions[actor]]
        if member.level == "state" and member.territory:
            for code in member.territory:
                found[f"{code} state"] = state_of(network, code)
        else:
            found[actor] = frozenset([network.positions[actor]])
    return found


NECESSITY = ("route_necessity_without_enabling", "route_necessity_with_enabling")


def _arrivals(
    network: CoalitionNetwork,
    worlds: Worlds,
    askers: set[int],
    states: frozenset[int],
    issues: Sequence[str | None],
    removed: frozenset[int],
) -> Bools:
    """Whether any asker reaches the state on an issue (None: on any one), (3, n): whole, and twice without some."""
    gone = with_officials(network, removed)
    fallen = network.standing.fallen(frozenset(network.members[k].id for k in gone))
    ties = [k for k, record in enumerate(network.ties.record.tolist()) if record in fallen]
    links = [-1 - k for k, link in enumerate(network.links) if link.record in fallen]
    cuts = [Scenario(), Scenario(actors=gone), Scenario(frozenset([*ties, *links]), gone)]
    found = np.zeros((3, worlds.n), bool)
    for issue in issues:
        laid = plan(network, sorted(askers), [sorted(states)], issue=issue)
        for w, dating in enumerate(datings(network, worlds, presence=True)):
            found[:, w] |= reach(laid, dating, cuts).any(axis=(1, 2))
    return found


MEASURE = Measure(
    code="M10",
    name="impact",
    meaning=(
        "How far each policy got with each target, and since when; whom the source credits for it; by how much the "
        "outcome came nearer to what each claimant wanted; and whether the routes of those who asked need home local "
        "governments. Three readings of influence that need not agree."
    ),
    formula=(
        "level: 0 none, 1 agenda, 2 position, 3 procedure, 4 adopted, 5 implemented, the highest reached; "
        "attributed = P(a tie of the attribution layer to the target stands); "
        "attainment = (|ideal - before| - |ideal - after|)/5; route necessity = 1 - P(route survives)/P(route)"
    ),
    range="level 0 to 5; dates; probability and share in [0, 1]; attainment in [-1, 1]",
    degenerate=(
        "nobody credited in a coded tie: no attribution; no coded stance: no attainment; no route in any world: no "
        "necessity. Weights of evidence need a ledger of rival explanations and are not computed here."
    ),
    null='route necessity, as a claim (statistic "route"): N0 to N6 and the tipping curve; none for the ladder, '
    "attribution and attainment, which are read and not tested",
    references=(
        "Keck and Sikkink (1998), Activists beyond Borders: Advocacy Networks in International Politics, "
        "Cornell University Press",
        "Takao (2003), sections Access to the Center and Local Government Discretion",
    ),
    read=_read,
)
