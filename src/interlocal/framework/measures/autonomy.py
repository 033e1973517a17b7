"""M3: autonomy from the home state, as a vector: financial, delegated, functional, structural, and dependence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.casebook.records import Position
from interlocal.framework.estimates import over_worlds, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.measures.channel import ASKING
from interlocal.framework.money import MONEY, financial
from interlocal.framework.scope import STATED, Scope, refs, scopes
from interlocal.framework.study import Study
from interlocal.network.bottlenecks import Bottlenecks, bottlenecks
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import access
from interlocal.network.mediation import acting_for
from interlocal.network.pairs import Scenario, datings, plan, reach
from interlocal.network.question import with_officials
from interlocal.provenance import Estimate

__all__ = ["FUNCTIONS", "MEASURE", "own_state", "rests_on_state", "smoothed"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FUNCTIONS = ("initiate", "plan", "finance", "decide", "implement", "evaluate", "terminate")
"""What authority can be held over; each counts the same."""

DONE = ("adopted", "implemented")


def _read(study: Study) -> Iterator[Measured]:
    for scope in scopes(study, "autonomy"):
        home = own_state(scope.network)
        yield from financial(scope, home)
        yield from _dependence(scope, home)
        yield from _delegated(scope)
        yield from _initiative(scope, home)
        yield from _immunity(scope, home)
        yield from _structural(scope, home)


def own_state(network: CoalitionNetwork) -> frozenset[int]:
    """The home country's national state: its ministries, agencies, offices, and who acts for them."""
    body = frozenset(
        k
        for k, member in enumerate(network.members)
        if member.level == "state" and member.side(network.home) == "home"
    )
    return with_officials(network, body)


def _dependence(scope: Scope, home: frozenset[int]) -> Iterator[Measured]:
    """Coded dependence between the home state and everyone else at home, both ways.

    Counted are ties that say that one depends on another, and money; what the counts weigh is not
    coded, so that they say in which directions dependence is told, not how strong it is.
    """
    network = scope.network
    here = {member.id: k for k, member in enumerate(network.members)}
    inner = {k for k, member in enumerate(network.members) if member.side(network.home) == "home"} - home
    on_state, on_others = [], []
    for tie in scope.ties():
        needs, needed = here.get(tie.from_, -1), here.get(tie.to, -1)
        if tie.relation == MONEY:
            needs, needed = needed, needs
        elif tie.relation != "depends_on":
            continue
        if needs in inner and needed in home:
            on_state.append(tie.id)
        elif needs in home and needed in inner:
            on_others.append(tie.id)
    counts = [scope.present(records).sum(axis=0).astype(np.float64) for records in (on_state, on_others)]
    records = [*on_state, *on_others]
    why = "no dependence between the home state and others at home is coded"
    total = counts[0] + counts[1]
    known = bool(records)
    for number, values, unit in (
        ("dependence.on_state", counts[0], "count"),
        ("dependence.of_state", counts[1], "count"),
        ("dependence.mutual", total, "count"),
        ("dependence.imbalance", ratio(counts[0] - counts[1], total), ""),
    ):
        yield scope.tell(
            number,
            values if known else None,
            unit=unit,
            why=why,
            coverage=1.0 if known else 0.0,
            records=records,
        )


def _delegated(scope: Scope) -> Iterator[Measured]:
    """How much authority over seven functions is held without approval from above, by law and in fact.

    Read from codings of items of kind "function" (the id of a function, dimension "de_jure" or
    "de_facto", score 0 to 4 what the provider holds) and of kind "approval" (same id and dimension
    with "-approval", score 0 to 4 what needs approval).
    """
    items = [item for item in scope.study.book.codebook.items if item.kind in ("function", "approval")]
    for basis in ("de_jure", "de_facto"):
        mine = {item.id: item for item in items if item.dimension == basis}
        scores = _scores(scope, set(mine))
        providers = sorted({provider for provider, _ in scores})
        for provider in providers:
            yield _held(scope, basis, provider, scores)
        if not providers:
            why = f"no coding says who holds which function {basis.replace('_', ' ')}"
            yield scope.tell(f"delegated.{basis}", None, coverage=0.0, why=why)


def _scores(scope: Scope, items: set[str]) -> dict[tuple[str, str], tuple[float, str]]:
    """The latest coded score, 0 to 1, and its record, by provider and item."""
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for one in sorted(scope.study.book.codings, key=lambda row: row.period):
        if one.item in items and scope.inside(one.case) and one.score.isdigit():
            found[one.provider, one.item] = int(one.score) / 4, one.id
    return found


def _held(
    scope: Scope, basis: str, provider: str, scores: dict[tuple[str, str], tuple[float, str]]
) -> Measured:
    """Bounds over whatever is not coded: a function may be held wholly or not at all, approved or not."""
    low = high = 0.0
    records = []
    for function in FUNCTIONS:
        names = [name for name in (function, f"{function}-{basis}") if (provider, name) in scores]
        if not names:
            high += 1
            continue
        hold, record = scores[provider, names[0]]
        approval = scores.get((provider, f"{names[0]}-approval"))
        records += [record, *([approval[1]] if approval else [])]
        low += hold * (1 - (approval[0] if approval else 1.0))
        high += hold * (1 - (approval[0] if approval else 0.0))
    low, high = low / len(FUNCTIONS), high / len(FUNCTIONS)
    held = len({one for p, one in scores if p == provider and not one.endswith("-approval")})
    return scope.tell(
        f"delegated.{basis}",
        Estimate(value=low if low == high else None, interval=(low, high), mc_se=0.0),
        about=provider,
        coverage=min(1.0, held / len(FUNCTIONS)),
        why="not every function, or what needs approval, is coded: only bounds",
        records=records,
    )


def smoothed(hits: Floats, trials: Floats, seed: int, purpose: str) -> Floats:
    """A draw, in every world, of the probability behind hits among trials, Beta(½, ½) before them; NaN without trials.

    >>> bool(0.5 < smoothed(np.full(400, 2.0), np.full(400, 2.0), 1, "doc").mean() < 1)
    True
    """
    from scipy.special import betaincinv

    level = draws.uniform(seed, "smoothing", [purpose], len(trials))[0]
    found: Floats = betaincinv(hits + 0.5, trials - hits + 0.5, level)
    return np.where(trials > 0, found, np.nan)


def _initiative(scope: Scope, home: frozenset[int]) -> Iterator[Measured]:
    """The share of what home actors began abroad or towards a state that their own state had no part in."""
    network, ties = scope.network, scope.network.ties
    body = acting_for(network)
    members = network.members
    outward = [
        k
        for k in range(len(ties))
        if members[int(body[ties.source[k]])].side(network.home) == "home"
        and int(ties.source[k]) not in home
        and (
            members[int(ties.target[k])].side(network.home) != "home"
            or members[int(ties.target[k])].level == "state"
        )
    ]
    began = [k for k in outward if ties.relation[k] in ASKING]
    acts = [
        k for k in outward if k in set(began) or int(ties.start[k]) == int(ties.end[k])
    ]  # a standing relation is no act
    told = [k for k in acts if k in set(began) or rests_on_state(scope, str(ties.record[k]), home)]
    own = np.array([not rests_on_state(scope, str(ties.record[k]), home) for k in told], bool)
    present = scope.worlds.present[told]
    trials = present.sum(axis=0).astype(np.float64)
    hits = (present & own[:, None]).sum(axis=0).astype(np.float64)
    coverage = len(told) / len(acts) if acts else 0.0
    yield scope.tell(
        "functional.initiative",
        smoothed(hits, trials, scope.worlds.seed, f"initiative {scope.case}"),
        unit="probability",
        said=f"{int(own.sum())} of {len(told)} acts whose beginner is told; {len(acts)} acts coded",
        why="no act says who began it",
        coverage=coverage,
        records=[str(ties.record[k]) for k in told],
    )


def rests_on_state(scope: Scope, record: str, home: frozenset[int]) -> bool:
    """Whether a record answers, or was made possible by, something the home state did."""
    book = scope.study.book
    names = {scope.network.members[k].id for k in home}
    queue, seen = [record], {record}
    while queue:
        one = queue.pop()
        if one in names:
            return True
        found = book.by_id.get(one)
        if one != record and getattr(found, "from_", getattr(found, "host", None)) in names:
            return True
        more = [e for group in scope.network.standing.groups.get(one, ()) for e in group]
        answered = getattr(found, "responds_to", "")
        for other in [*more, *([answered] if answered else [])]:
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return False


def _immunity(scope: Scope, home: frozenset[int]) -> Iterator[Measured]:
    """Of what the home state objected to, the share that was carried through all the same."""
    study, network = scope.study, scope.network
    body = acting_for(network)
    place = {member.id: k for k, member in enumerate(network.members)}
    found: dict[tuple[int, str], list[str]] = {}
    for one in network.opposition:
        case = getattr(study.book.by_id.get(one.record), "case", "")
        opponent = place.get(one.opponent, -1)
        if opponent not in home or not scope.inside(case) or not _in_layer(scope, one.record):
            continue
        for bit, issue in enumerate(network.issues):
            if one.issues >> bit & 1:
                found.setdefault((int(body[opponent]), issue), []).append(one.record)
    days = _days(scope) if found else np.zeros((0, 0), np.int32)
    kept = {key: _outcomes(scope, key[1], records, days) for key, records in found.items()}
    told = {key: one for key, one in kept.items() if one is not None}
    trials = np.full(scope.worlds.n, float(len(told)))
    hits = np.sum([one for one in told.values()], axis=0) if told else np.zeros(scope.worlds.n)
    records = [record for key in told for record in found[key]]
    names = ", ".join(
        f"{network.members[k].name} on {issue}"
        for k, issue in sorted(found, key=lambda key: (key[1], key[0]))
    )
    yield scope.tell(
        "functional.immunity",
        smoothed(np.asarray(hits, np.float64), trials, scope.worlds.seed, f"immunity {scope.case}"),
        unit="probability",
        said=f"objections coded: {names or 'none'}; outcome coded for {len(told)}",
        why="no objection of the home state whose outcome is coded",
        coverage=len(told) / len(found) if found else 0.0,
        records=[*records, *(row.id for row in _carried(scope, {key[1] for key in told}))],
    )


def _in_layer(scope: Scope, record: str) -> bool:
    layer = getattr(scope.study.book.by_id.get(record), "layer", "contact")
    return layer == "contact" or scope.layer == "both"


def _carried(scope: Scope, issues: set[str]) -> list[Position]:
    """Positions that say that something on these issues was adopted or carried out."""
    return [
        one
        for one in scope.study.book.positions
        if one.step in DONE
        and one.kind != "not_adopted"
        and one.status in STATED
        and scope.inside(one.case)
        and (issues & set(refs(one.issues)) or one.policy in issues)
    ]


def _outcomes(
    scope: Scope, issue: str, objections: Sequence[str], days: npt.NDArray[np.int32]
) -> Bools | None:
    """In which worlds something on the issue was carried through after the objection began; None if not coded.

    A refusal that is coded as such ("not adopted") counts as not carried through; silence is not coded.
    """
    carried = _carried(scope, {issue})
    refused = [
        one
        for one in scope.study.book.positions
        if one.kind == "not_adopted" and scope.inside(one.case) and issue in (*refs(one.issues), one.policy)
    ]
    if not carried and not refused:
        return None
    clock = scope.network.clock
    place = {name: k for k, name in enumerate(clock.chronology.points)}
    first = [place[one] for one in objections]
    later = [place[one.id] for one in carried]
    if not later:
        return np.zeros(scope.worlds.n, bool)
    found: Bools = days[later].max(axis=0) >= days[first].min(axis=0)
    return found


def _days(scope: Scope) -> npt.NDArray[np.int32]:
    """The day of every moment of the casebook in every world; one draw serves all cases of a layer."""
    clock = scope.study.network(scope.reads).clock
    return clock.draw(range(len(clock)), scope.worlds.n, scope.worlds.seed)


def _structural(scope: Scope, home: frozenset[int]) -> Iterator[Measured]:
    """Of pairs of a principal and a foreign state that it can reach, the share that needs no home state."""
    network = scope.network
    pairs = access(network)
    abroad = [k for k, name in enumerate(pairs.names) if name != network.home]
    groups = tuple(pairs.groups[k] for k in abroad)
    why = "no principal here has a route to a foreign state"
    if not pairs.sources or not groups:
        for number in ("structural", "structural.enabled"):
            yield scope.tell(number, None, unit="share", why=why, coverage=0.0)
        return
    ids = frozenset(network.members[k].id for k in home)
    fallen = network.standing.fallen(ids)
    gone = frozenset(np.flatnonzero(np.isin(network.ties.record, list(fallen))).tolist())
    links = frozenset(-1 - k for k, one in enumerate(network.links) if one.record in fallen)
    laid = plan(network, pairs.sources, groups)
    cases = [Scenario(), Scenario(actors=home), Scenario(gone | links, home)]
    tables = np.array(
        [reach(laid, one, cases) for one in datings(network, scope.worlds, presence=True)], bool
    )
    records = network.ties.record.tolist()
    for number, k, said in (
        ("structural", 1, "the home state removed; what it had enabled stands"),
        ("structural.enabled", 2, "the home state removed with what it had enabled"),
    ):
        yield scope.tell(
            number,
            _kept(tables, k),
            unit="share",
            said=said,
            why=why,
            coverage=1.0,
            records=records,
        )
    for column, group in enumerate(groups):
        yield _dominators(scope, tables[..., column], pairs.names[abroad[column]], pairs.sources, group)


def _kept(tables: Bools, scenario: int) -> Floats:
    """Pairs that are still reached, of those reached with everyone there, in each world."""
    left = (tables[:, scenario] & tables[:, 0]).sum(axis=(1, 2))
    return ratio(left, tables[:, 0].sum(axis=(1, 2)))


def _dominators(
    scope: Scope, table: Bools, country: str, sources: Sequence[int], group: Sequence[int]
) -> Measured:
    """Whether the home state is on every route of any principal to a foreign state, and who is."""
    before, after = table[:, 0].any(axis=1), table[:, 1].any(axis=1)
    values = np.where(before, before & ~after, np.nan)
    found = bottlenecks(scope.network, sources, group) if before.any() else None
    names = [scope.network.members[scope.network.index(one)].name for one in found.actors] if found else []
    return scope.tell(
        "structural.state_on_every_route",
        over_worlds(values.astype(np.float64)),
        about=country,
        unit="probability",
        said=_named(found, names) if found else "",
        why="no principal has a route to this state",
        coverage=1.0,
        records=scope.network.ties.record.tolist() if before.any() else (),
    )


def _named(found: Bottlenecks, names: Sequence[str]) -> str:
    who = f"on every route of every principal to this state: {', '.join(names) or 'nobody'}"
    return who if found.complete else f"{who}; there were too many ways to try all, others may be too"


MEASURE = Measure(
    code="M3",
    name="autonomy from the home state",
    meaning=(
        "How far a coalition acts without its own state: whose money it spends, what it may decide, who "
        "begins what it does and whether it is carried through against objections, and whether its "
        "routes abroad need that state. A vector; the parts are never added up."
    ),
    formula=(
        "financial = 1 - Σ tiedness · share over funders of the own state, bounds by linear programme; "
        "delegated = mean over seven functions of held · (1 - approval); initiative and immunity with "
        "Beta(½, ½); structural = pairs (principal, foreign state) that reach without the home state / pairs "
        "that reach; dependence: coded ties each way, their sum and (on - of) / (on + of)"
    ),
    range="[0, 1] each; dependence.imbalance in [-1, 1], counts from 0",
    degenerate="bounds only where shares are unknown; no value where nothing is coded, never 0",
    null=(
        "functional: doers permuted among acts of the same case, issue and decade (`interlocal test --roles`); none on "
        "money, delegation and dependence, which are read and not tested, nor on the structural share"
    ),
    references=(
        "Clark (1984), A theory of local autonomy, Annals of the Association of American Geographers 74, "
        "195–208",
        "Emerson (1962), Power-dependence relations, American Sociological Review 27, 31–41",
        "Casciaro and Piskorski (2005), Power imbalance, mutual dependence, and constraint absorption: a "
        "closer look at resource dependence theory, Administrative Science Quarterly 50, 167–199",
        "Takao (2003), sections Fund-Raising, Delegation and Local Government Discretion",
    ),
    read=_read,
)
