"""M13: who meets whom in which venue, on which issues, hosted by whom, and where unlike actors first met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from interlocal.casebook.chronology import FAR
from interlocal.casebook.records import Actor, Event
from interlocal.framework.adopters import days_of
from interlocal.framework.classes import kinds
from interlocal.framework.estimates import NOTHING, Floats, exactly, mean_where_defined, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.measures.channel import median_wait
from interlocal.framework.scope import STATED, Scope, refs
from interlocal.framework.study import HOME_LOCAL, LAYERS, Study
from interlocal.network.expansion import ABSENT, HOSTS

__all__ = ["KINDS", "MEASURE", "Venue", "blau", "first_meetings", "venues"]

KINDS = ("venue", "conference", "meeting", "visit")
"""Kinds of events at which people meet."""

YEAR = 365.2425
Pair = tuple[str, str]


@dataclass(frozen=True)
class Venue:
    """An event at which actors met: who was there, who hosted it, on which issues."""

    event: Event
    present: tuple[str, ...]
    hosts: tuple[str, ...]
    issues: tuple[str, ...]


def venues(study: Study, case: str) -> tuple[Venue, ...]:
    """The venues, conferences, meetings and visits of a case; targets and subjects need not have been there.

    Left out are those that an author of the coded text took part in, such as interviews.
    """
    authors = _authors(study)
    researchers = {a.id for a in study.book.actors if a.kind == "person" and a.sector == "academic"
                   and a.name.split()[-1].casefold() in authors}  # fmt: skip
    found = []
    for event in study.book.events:
        if event.kind not in KINDS or event.status not in STATED or case not in refs(event.case):
            continue
        parts = [p for p in study.book.participants if p.event == event.id and p.status in STATED]
        hosts = {p.actor for p in parts if p.role in HOSTS} | ({event.host} if event.host else set())
        present = {p.actor for p in parts if p.role not in ABSENT} | hosts
        if not present & researchers:
            found.append(Venue(event, tuple(sorted(present)), tuple(sorted(hosts)), refs(event.issues)))
    return tuple(found)


def _authors(study: Study) -> set[str]:
    """Family names of the authors of the text that was coded."""
    text = study.book.sources_by_id.get(study.book.codebook.text)
    people = text.item.get("author", ()) if text is not None else ()
    return {str(one.get("family", "")).casefold() for one in people if isinstance(one, Mapping)}


def blau(kinds: Sequence[str], number: int) -> float | None:
    """Blau's index of variety, 1 - Σ p², divided by its largest value for so many members and `number` kinds.

    0 for all of one kind, 1 for as even a mix as can be; None for fewer than two members or kinds.

    >>> blau(["a", "a", "b", "b"], 2), blau(["a", "a"], 2), blau(["a"], 2)
    (1.0, 0.0, None)
    """
    n = len(kinds)
    if n < 2 or number < 2:
        return None
    counts = np.unique(np.array(kinds), return_counts=True)[1]
    whole, rest = divmod(n, number)
    best = 1 - (rest * (whole + 1) ** 2 + (number - rest) * whole**2) / n**2
    return float((1 - ((counts / n) ** 2).sum()) / best)


def _read(study: Study) -> Iterator[Measured]:
    for case in study.cases:
        found = venues(study, case)
        scope = Scope(study, "venues", case)
        yield from _who(scope, found)
        yield from _hosts(scope, found)
        yield from _life(scope, found)
        for layer in LAYERS:
            yield _locus(Scope(study, "venues", case, layer), found)


def _actors(study: Study) -> Mapping[str, Actor]:
    return {a.id: a for a in study.book.actors}


def _sector(actor: Actor) -> str:
    return actor.sector


def _belongs(actor: Actor) -> str:
    """Where an actor belongs by law, else acts from; of several countries these together."""
    return ";".join(sorted(refs(actor.belonging or actor.territory)))


def _unlike(a: Actor, b: Actor) -> bool:
    return (a.sector, _belongs(a)) != (b.sector, _belongs(b))


def _who(scope: Scope, found: Sequence[Venue]) -> Iterator[Measured]:
    actors = _actors(scope.study)
    ids = [v.event.id for v in found]
    several = [v for v in found if len(v.present) > 1]
    covered = len(several) / len(found) if found else 0.0
    yield scope.tell("venues", exactly(float(len(found))), unit="count", coverage=covered, records=ids,
               said=f"{len(several)} with two or more coded participants")  # fmt: skip
    everyone = sorted({a for v in found for a in v.present if a in actors})
    pairs = {p for p in combinations(everyone, 2) if _unlike(actors[p[0]], actors[p[1]])}
    shared = {p for v in found for p in combinations(v.present, 2)} & pairs
    value = exactly(len(shared) / len(pairs)) if pairs else NOTHING
    yield scope.tell("unlike_pairs_sharing", value, unit="share", coverage=covered, records=ids,
               said=f"{len(shared)} of {len(pairs)} unlike pairs", why="no unlike participants")  # fmt: skip
    issues = [len(v.issues) for v in found if v.issues]
    each = exactly(float(np.mean(issues))) if issues else NOTHING
    yield scope.tell("issues_per_venue", each, unit="count", records=ids, why="no venue has a coded issue",
               coverage=len(issues) / len(found) if found else 0.0)  # fmt: skip
    for name, kind, of in (("inclusion", "sector", _sector), ("inclusion_country", "country", _belongs)):
        number = len({of(actors[a]) for a in everyone})
        for v in found:
            mix = blau([of(actors[a]) for a in v.present if a in actors], number)
            yield scope.tell(name, exactly(mix) if mix is not None else NOTHING, about=v.event.id,
                       records=[v.event.id], why=f"fewer than two coded participants, or one {kind} in all",
                       coverage=1.0 if mix is not None else 0.0, said=f"{len(v.present)} participants")  # fmt: skip


def _hosts(scope: Scope, found: Sequence[Venue]) -> Iterator[Measured]:
    """Hosts by kind, local governments at home and abroad apart: a venue with several hosts is divided between them."""
    network = scope.network
    kind = dict(
        zip((one.id for one in network.members), kinds(scope.study, network, scope.reads), strict=True)
    )
    hosted = [v for v in found if v.hosts]
    total: dict[str, float] = {}
    for v in hosted:
        for host in v.hosts:
            whose = kind.get(host, "not coded")
            total[whose] = total.get(whose, 0.0) + 1 / len(v.hosts)
    covered = len(hosted) / len(found) if found else 0.0
    if not hosted:
        yield scope.tell("hosted", NOTHING, unit="share", why="no venue has a coded host", coverage=0.0)
    for whose, number in sorted(total.items()):
        yield scope.tell("hosted", exactly(number / len(hosted)), about=whose, unit="share", coverage=covered,
                   said=f"of {len(hosted)} venues with a coded host", records=[v.event.id for v in hosted])  # fmt: skip


def _life(scope: Scope, found: Sequence[Venue]) -> Iterator[Measured]:
    """Which venues stand rather than happen once, and for how long they are known to have been held."""
    study = scope.study
    standing = [v for v in found if v.event.kind == "venue" or v.event.end == ".."]
    ids = [v.event.id for v in found]
    value = exactly(len(standing) / len(found)) if found else NOTHING
    yield scope.tell("standing", value, unit="share", coverage=1.0, records=ids, why="no venue is coded")
    end = days_of(study.book.codebook.window.end)
    last = end[1] if end else FAR
    lives: dict[str, Floats] = {}
    for v in standing:
        known = days_of(v.event.start)
        if known is None:
            yield scope.tell("years_held", NOTHING, about=v.event.id, unit="years", coverage=0.0,
                       why="its beginning is not coded", records=[v.event.id])  # fmt: skip
            continue
        ended = days_of(v.event.end)
        until = np.full(study.n, min(ended[1], last) if ended else last)
        years = np.maximum(until - study.days(v.event.id), 0) / YEAR
        lives[v.event.id] = years
        said = (
            "to its end"
            if ended
            else "censored at the end of the window: no end is coded, nor that it lasted"
        )
        yield scope.tell("years_held", mean_where_defined(years), about=v.event.id, unit="years", said=said,
                   coverage=1.0 if ended or v.event.end == ".." else 0.5, records=[v.event.id])  # fmt: skip
    local = [v for v in standing if set(v.hosts) & set(scope.home_local)]
    for about, mine in (("", standing), (HOME_LOCAL, local)):
        yield _median_life(scope, about, mine, lives)


def _median_life(
    scope: Scope, about: str, standing: Sequence[Venue], lives: Mapping[str, Floats]
) -> Measured:
    """How long standing venues live: those not known to have ended are censored, not counted as ended."""
    dated = [v for v in standing if v.event.id in lives]
    ended = np.array([days_of(v.event.end) is not None for v in dated], bool)
    years = np.array([lives[v.event.id] for v in dated]).reshape(len(dated), scope.study.n)
    medians = np.array([median_wait(one, ended) for one in years.T])
    why = "fewer than half are known to have ended" if dated else "no standing venue has a coded beginning"
    return scope.tell(
        "median_life", medians if dated else None, about=about, unit="years", why=why,
        said=f"of {len(dated)} venues with a coded beginning, {int(ended.sum())} of them ended",
        coverage=len(dated) / len(standing) if standing else 0.0, records=[v.event.id for v in standing],
    )  # fmt: skip


def _locus(scope: Scope, found: Sequence[Venue]) -> Measured:
    """Of unlike pairs without a home local government: whose first meeting was at a venue of one."""
    first, at_local, records = first_meetings(scope, found)
    name = "locus_share"
    if not first:
        return scope.tell(
            name,
            NOTHING,
            unit="share",
            coverage=0.0,
            why="no unlike pair is coded as having met",
        )
    when, where = np.array(list(first.values())), np.array([at_local[p] for p in first])
    met = np.isfinite(when)
    local = (where <= when) & met
    hosted = [v for v in found if v.hosts]
    if not hosted:
        return scope.tell(
            name, NOTHING, unit="share", coverage=0.0, why="no meeting or venue is coded with its host"
        )
    return scope.tell(
        name,
        mean_where_defined(ratio(local.sum(axis=0), met.sum(axis=0))),
        unit="share",
        coverage=len(hosted) / len(found) if found else 0.0,
        said=f"of {len(first)} pairs unlike in sector or belonging, local governments apart",
        records=records,
        why="no pair met in any world",
    )


def first_meetings(
    scope: Scope, found: Sequence[Venue]
) -> tuple[dict[Pair, npt.NDArray[np.float64]], dict[Pair, npt.NDArray[np.float64]], list[str]]:
    """The first day on which each unlike pair met, and at a venue hosted by a home local government; inf: never."""
    study, network, worlds = scope.study, scope.network, scope.worlds
    actors, local = _actors(study), set(scope.home_local)
    by_id = {tie.id: tie.event for tie in study.book.ties}
    first: dict[Pair, npt.NDArray[np.float64]] = {}
    at_local: dict[Pair, npt.NDArray[np.float64]] = {}
    records: dict[str, None] = {}

    def met(a: str, b: str, days: npt.NDArray[np.float64], hosted: bool, record: str) -> None:
        if {a, b} & local or a not in actors or b not in actors or not _unlike(actors[a], actors[b]):
            return
        pair = (min(a, b), max(a, b))
        never = np.full(study.n, np.inf)
        records[record] = None
        first[pair] = np.minimum(first.get(pair, never), days)
        at_local[pair] = np.minimum(at_local.get(pair, never), days if hosted else never)

    where = {v.event.id: bool(set(v.hosts) & local) for v in found}
    for v in found:
        days = study.days(v.event.id).astype(np.float64)
        for a, b in combinations(v.present, 2):
            met(a, b, days, where[v.event.id], v.event.id)
    for k, record in enumerate(network.ties.record.tolist()):
        ends = (
            network.members[int(network.ties.source[k])].id,
            network.members[int(network.ties.target[k])].id,
        )
        days = np.where(worlds.present[k], worlds.day(int(network.ties.start[k])).astype(np.float64), np.inf)
        met(*ends, days, where.get(by_id.get(record, ""), False), record)
    return first, at_local, list(records)


MEASURE = Measure(
    code="M13",
    name="venues",
    meaning=(
        "The venues of a coalition: who was in which, on which issues, hosted by whom; how mixed they were; how many "
        "unlike actors shared one; and how many unlike pairs first met at a local government's venue."
    ),
    formula=(
        "unlike pairs sharing a venue / unlike pairs of participants; hosts by kind, a venue divided among its "
        "hosts; inclusion = (1 - Σp²)/max over sectors, or countries; median life by Kaplan and Meier; locus share = "
        "pairs unlike in sector or belonging whose earliest meeting was at a venue hosted by a home local government "
        "/ such pairs that met, home local governments apart"
    ),
    range="counts from 0; shares and inclusion in [0, 1]; years from 0",
    degenerate="no venue, host, participant or issue coded: no number, and the coverage says so",
    null="first meetings: hosts permuted within case, kind of event and decade (`interlocal test --roles`); none on "
    "the rest",
    references=(
        "Lubell (2013), Governing institutional complexity: the ecology of games framework, Policy "
        "Studies Journal 41, 537–559",
        "Blau (1977), Inequality and Heterogeneity: A Primitive Theory of Social Structure, Free Press",
        "Kaplan and Meier (1958), Nonparametric estimation from incomplete observations, Journal of the "
        "American Statistical Association 53, 457–481",
        "Takao (2003), section Participatory Loci",
    ),
    read=_read,
)
