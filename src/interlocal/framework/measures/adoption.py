"""M11: who adopted first and by how much, the curve of adopters, the hazard, and what later ones were exposed to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from interlocal.casebook.records import Actor, Quantity
from interlocal.dates import iso
from interlocal.framework.adopters import Adoptions, adopters, adoptions, count_by, days_of
from interlocal.framework.estimates import NOTHING, exactly, mean_where_defined, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import Scope
from interlocal.framework.study import LAYERS, Layer, Study
from interlocal.network.worlds import share
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "chance_first", "constant_hazard", "gaps"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
YEAR = 365.2425


def chance_first(days: npt.NDArray[np.int64], stands: Bools) -> Floats:
    """How far each adopter is the first in each world: 1, 0, or an equal part where several share the first day.

    Both arrays have shape (adopters, n); a world in which no adoption stands gives zeros.

    >>> chance_first(np.array([[1, 5], [3, 5]]), np.ones((2, 2), bool)).tolist()
    [[1.0, 0.5], [0.0, 0.5]]
    """
    if not len(days):
        return np.zeros(days.shape)
    when = np.where(stands, days.astype(np.float64), np.inf)
    leads = (when == when.min(axis=0)) & stands
    part: Floats = leads / np.maximum(leads.sum(axis=0), 1)
    return part


def gaps(days: npt.NDArray[np.int64], stands: Bools) -> tuple[Floats, Floats]:
    """Years from the first adopter to the second and to the median one in each world, NaN where there is none.

    The median adopter is the one by whom half of all adopters, the first included, had adopted.
    """
    n = days.shape[1]
    second, middle = np.full(n, np.nan), np.full(n, np.nan)
    for w in range(n):
        own = np.sort(days[stands[:, w], w])
        if len(own) > 1:
            second[w] = (own[1] - own[0]) / YEAR
            middle[w] = (own[(len(own) - 1) // 2 if len(own) > 2 else 1] - own[0]) / YEAR
    return second, middle


def constant_hazard(adopted: int, at_risk: int, years: float) -> tuple[float, tuple[float, float | None]]:
    """The yearly hazard h with which `adopted` of `at_risk` adopt within `years`, with an exact 90 % interval.

    h = -ln(1 - adopted/at_risk) / years; the interval is that of the share (Clopper and Pearson, from the
    Beta distribution) put through the same formula. Everyone having adopted leaves it without an upper end.
    Raises `ValueError` unless 0 <= adopted <= at_risk, at_risk > 0 and years > 0.

    >>> h, (low, high) = constant_hazard(11, 47, 5.67)
    >>> round(h, 3), round(low, 3), round(high, 3)
    (0.047, 0.026, 0.078)
    """
    from scipy.special import betaincinv

    if not 0 <= adopted <= at_risk or at_risk <= 0 or years <= 0:
        raise ValueError(
            f"{adopted} of {at_risk} in {years} years: give 0 <= adopted <= at risk, and years > 0"
        )
    low = float(betaincinv(adopted, at_risk - adopted + 1, 0.05)) if adopted else 0.0
    high = float(betaincinv(adopted + 1, at_risk - adopted, 0.95)) if adopted < at_risk else 1.0
    rates = [float(-np.log1p(-p) / years) if p < 1 else np.inf for p in (low, adopted / at_risk, high)]
    return rates[1], (rates[0], rates[2] if np.isfinite(rates[2]) else None)


def _read(study: Study) -> Iterator[Measured]:
    for policy in study.book.codebook.policies:
        if policy.id != "other" and len(adopters(study.book, policy.id)) > 1:
            yield from _policy(study, policy.id)


def _policy(study: Study, policy: str) -> Iterator[Measured]:
    every, found = adopters(study.book, policy), adoptions(study, policy)
    cases = dict.fromkeys(p.case for p in every)
    scope = Scope(study, "adoption", next(iter(cases)) if len(cases) == 1 else "")
    covered = len(found.found) / len(every)
    ids = [p.id for p in found.found]
    yield from _lead(scope, found, covered, ids)
    first = chance_first(found.days, found.stands)
    for k, p in enumerate(found.found):
        yield _first(scope, found, first[k], k, covered, p.id)
    yield from _curve(study, scope, policy)
    yield from _hazards(study, scope, policy)
    for layer in LAYERS:
        yield from _exposure(study, Scope(study, "adoption", scope.case, layer), found, layer)


def _lead(scope: Scope, found: Adoptions, covered: float, ids: list[str]) -> Iterator[Measured]:
    second, middle = gaps(found.days, found.stands)
    for name, years in (("lead_to_second", second), ("lead_to_median", middle)):
        yield scope.tell(
            name,
            mean_where_defined(years),
            about=found.policy,
            unit="years",
            coverage=covered,
            records=ids,
            why="fewer than two dated adoptions",
            said="years from the first to this adopter",
        )


def _first(scope: Scope, found: Adoptions, part: Floats, k: int, covered: float, id: str) -> Measured:
    others = [j for j in range(len(found.found)) if j != k]
    sure = found.found[k].status != "disputed"
    certain = sure and all(found.last[k] < found.first[j] for j in others)
    never = any(found.last[j] < found.first[k] and found.found[j].status != "disputed" for j in others)
    said = "certain" if certain else "impossible" if never else "undecided by the dates"
    estimate = share(part > 0) if set(np.unique(part)) <= {0.0, 1.0} else mean_where_defined(part)
    if certain or never:
        estimate = exactly(float(certain))
    ranks = [
        q
        for q in scope.study.book.quantities
        if q.about == found.actors[k] and q.unit == "rank" and _ranks(q, found)
    ]
    said += "".join(f"; the source: {q.measure} {q.value:g}" for q in ranks)
    return scope.tell("p_first", estimate, about=f"{found.policy}>{found.actors[k]}", unit="probability", said=said,
                coverage=covered, records=[id, *(q.id for q in ranks)])  # fmt: skip


def _ranks(figure: Quantity, found: Adoptions) -> bool:
    """Whether a rank that the source gives may be that of an adoption: it is dated no later than the last of them."""
    when = days_of(figure.when)
    return when is not None and bool(found.found) and min(found.first) <= when[1] <= max(found.last)


def _curve(study: Study, scope: Scope, policy: str) -> Iterator[Measured]:
    """Adopters by the end of each year in which their number may have changed: at least and at most."""
    every = adopters(study.book, policy)
    dates = [days_of(p.date) for p in every]
    window = days_of(study.book.codebook.window.end)
    last = window[1] if window else 0
    known = sorted({min(d, last) for pair in dates if pair for d in pair if abs(d) < 1 << 40})
    for year in sorted({int(iso(day)[:4]) for day in known}):
        end = days_of(str(year))
        low, high = count_by(dates, end[1] if end else 0)
        value = float(low) if low == high else None
        estimate = Estimate(value=value, interval=(float(low), float(high)), mc_se=0.0)
        yield scope.tell(f"adopters_by_{year}", estimate, about=policy, unit="count", records=[p.id for p in every],
                   why="the dates leave it open", said=f"at least {low}, at most {high} of {len(every)} coded",
                   coverage=sum(d is not None for d in dates) / len(dates))  # fmt: skip


def _hazards(study: Study, scope: Scope, policy: str) -> Iterator[Measured]:
    """For each adopter that stands for several: its number, the number at risk, and the constant hazard.

    Only where someone is coded as not having adopted: a risk set without non-adopters tells no hazard.
    """
    if not any(p.policy == policy and p.kind == "not_adopted" for p in study.book.positions):
        return
    actors = {a.id: a for a in study.book.actors}
    found = adoptions(study, policy)
    for k, p in enumerate(found.found):
        known = actors.get(p.actor)
        if known is None or known.kind not in ("group", "class"):
            continue
        counted, whole = _counted(study, known)
        about = f"{policy}>{p.actor}"
        if counted is None or whole is None or counted.value is None or whole.value is None:
            missing = "the number of those adopting" if counted is None else "the number at risk"
            yield scope.tell("hazard", NOTHING, about=about, unit="per year", records=[p.id],
                       coverage=0.0 if counted is None else 0.5, why=f"{missing} is not coded")  # fmt: skip
            continue
        years = (found.last[k] - found.days.min(axis=0)) / YEAR
        short, span, long = (float(x) for x in np.quantile(years, [0.05, 0.5, 0.95]))
        numbers = int(counted.value), int(whole.value)
        value = constant_hazard(*numbers, span)[0]
        # The interval holds for every length of exposure that the dates leave likely.
        interval = constant_hazard(*numbers, long)[1][0], constant_hazard(*numbers, short)[1][1]
        said = f"{counted.value:g} of {whole.value:g} within {span:.1f} years of the first adopter, censored then"
        yield scope.tell("hazard", Estimate(value=value, interval=interval, mc_se=0.0), about=about, unit="per year",
                   coverage=1.0, said=said, records=[p.id, counted.id, whole.id])  # fmt: skip


def _counted(study: Study, group: Actor) -> tuple[Quantity | None, Quantity | None]:
    """How many the group stands for, and of how many: a figure about a class of its sector and tier, same unit."""
    actors = {a.id: a for a in study.book.actors}
    figures = [q for q in study.book.quantities if q.value is not None and q.comparison == "="]
    own = next((q for q in figures if q.about == group.id), None)
    if own is None:
        return None, None
    for q in figures:
        other = actors.get(q.about)
        alike = other is not None and (other.sector, other.tier, other.territory) == (
            group.sector, group.tier, group.territory,
        )  # fmt: skip
        larger = q.id != own.id and q.unit == own.unit and (q.value or 0) >= (own.value or 0)
        if other is not None and alike and larger and other.kind == "class":
            return own, q
    return own, None


def _exposure(study: Study, scope: Scope, found: Adoptions, layer: Layer) -> Iterator[Measured]:
    tiers = _tiers(study, found)
    known = np.array([bool(t) for t in tiers])
    same = np.array([[a == b and bool(a) for b in tiers] for a in tiers], bool).reshape(
        len(tiers), len(tiers)
    )
    words = "exposure-consistent: an earlier adopter {}; no influence shown"
    if layer == "contact":
        tier = _exposed(found, np.broadcast_to(same[:, :, None], (*same.shape, study.n)))
        yield scope.tell("exposure_tier", mean_where_defined(tier), about=found.policy, unit="share",
                   said=words.format("of the same tier"), coverage=float(known.mean()) if len(known) else 0.0,
                   records=[p.id for p in found.found], why="no later adopter")  # fmt: skip
    tied, records = _tied(study, found, layer)
    seen = _exposed(found, tied)
    yield scope.tell("exposure_network", mean_where_defined(seen), about=found.policy, unit="share", coverage=1.0,
               said=words.format("tied to it"), records=records, why="no later adopter")  # fmt: skip
    yield _permuted(study, scope, found, tiers, tied, seen, records)


def _tiers(study: Study, found: Adoptions) -> list[str]:
    actors = {a.id: a for a in study.book.actors}
    return [actors[a].tier if a in actors else "" for a in found.actors]


def _exposed(found: Adoptions, linked: Bools) -> Floats:
    """Share of later adopters linked to an earlier one, per world; `linked` has shape (later, earlier, n)."""
    earlier = (found.days[None] < found.days[:, None]) & found.stands[None] & found.stands[:, None]
    later = earlier.any(axis=1)
    exposed = (earlier & linked).any(axis=1)
    number = later.sum(axis=0)
    return ratio(exposed.sum(axis=0), number)


def _tied(study: Study, found: Adoptions, layer: Layer) -> tuple[Bools, list[str]]:
    """Whether a tie joined two adopters, or those who act for them, by the day the later of them adopted.

    Ties that say one imitated the other are left out: they are the conclusion, not the exposure.
    """
    network, worlds = study.network(layer), study.worlds(layer)
    ends: dict[int, int] = {}
    for k, actor in enumerate(found.actors):
        own = network.positions.get(actor)
        mine = {own} | {x.organisation for x in network.links if x.official == own}
        mine |= {x.official for x in network.links if x.organisation == own}
        ends |= {m: k for m in mine if m is not None and m not in ends}
    tied = np.zeros((len(found.found), len(found.found), study.n), bool)
    records = []
    for t, (a, b) in enumerate(zip(network.ties.source.tolist(), network.ties.target.tolist(), strict=True)):
        i, j = ends.get(a), ends.get(b)
        if i is None or j is None or i == j or str(network.ties.relation[t]) == "imitates":
            continue
        records.append(str(network.ties.record[t]))
        by = worlds.day(int(network.ties.start[t])) <= np.maximum(found.days[i], found.days[j])
        tied[i, j] |= by & worlds.present[t]
        tied[j, i] = tied[i, j]
    return tied, records


def _permuted(
    study: Study,
    scope: Scope,
    found: Adoptions,
    tiers: list[str],
    tied: Bools,
    seen: Floats,
    records: list[str],
) -> Measured:
    """How often adoption days shuffled among adopters of one tier give as much exposure along ties."""
    name = "exposure_network_p"
    free = any(t and tiers.count(t) > 1 for t in tiers)
    if not tied.any() or not free or np.isnan(seen).all():
        why = "no tie joins two adopters" if not tied.any() else "no tier has two adopters to exchange"
        covered = sum(map(bool, tiers)) / len(tiers) if tiers else 0.0
        return scope.tell(
            name, NOTHING, about=found.policy, unit="probability", why=why, records=records, coverage=covered
        )
    from interlocal import draws

    keys = draws.uniform(study.seed, "adoption null", list(found.actors), study.n)
    days = found.days.copy()
    for tier in set(tiers):
        mine = np.array([k for k, t in enumerate(tiers) if t == tier])
        for w in range(study.n):
            days[mine, w] = found.days[mine[np.argsort(keys[mine, w])], w]
    null = _exposed(Adoptions(found.policy, found.found, days, found.stands, found.first, found.last), tied)
    hits = int((np.nan_to_num(null) >= np.nan_to_num(seen)).sum())
    p = (1 + hits) / (1 + study.n)
    estimate = Estimate(value=p, mc_se=float(np.sqrt(p * (1 - p) / study.n)))
    return scope.tell(name, estimate, about=found.policy, unit="probability", coverage=1.0, records=records,
                said="adoption days shuffled within tier")  # fmt: skip


MEASURE = Measure(
    code="M11",
    name="adoption",
    meaning=(
        "Who adopted a policy first, with which lead, how many had adopted by when, how fast a tier adopted, and "
        "whether later adopters had seen an earlier one of their tier or along a tie. Exposure, never influence."
    ),
    formula=(
        "lead = t(2) - t(1) and t(median) - t(1) over dates drawn within bounds and stated order; p_first = share of "
        "worlds; hazard = -ln(1 - adopted/at risk)/years with the exact Beta interval; "
        "exposure = later adopters with an earlier one of the same tier, or tied to one, / later adopters; "
        "p = (1 + shuffles with as much)/(1 + shuffles)"
    ),
    range="years from 0; probabilities and shares in [0, 1]; hazard from 0, per year",
    degenerate="fewer than two dated adopters: no lead; a group whose number or whose whole is not coded: no hazard",
    null="run here: adoption days permuted within tier (exposure_network_p); few adopters have little power. None on "
    "who was first, which dates decide or leave open, nor on hazards, of which a regression needs more adopters",
    references=(
        "Shipan and Volden (2008), The mechanisms of policy diffusion, American Journal of Political Science 52, "
        "840–857",
        "Clopper and Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the "
        "binomial, Biometrika 26, 404–413",
        "Takao (2003), section Local Government Discretion",
    ),
    read=_read,
)  # fmt: skip
