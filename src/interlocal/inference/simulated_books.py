"""Casebooks whose truth is known: what a coder could have written of a simulated coalition.

A coalition of several cases, each with actors at home and in one foreign country, is drawn as
`inference.simulate` draws its tables: some truths give the home local governments no special role, in some they
are merely busy or more fully reported, in some they join the countries, in one the others do. What the
sources report of it is then coded as of any coalition: dates mostly to the year, words of sequence, issues,
relations that carry one way or both, passages that tell one tie or several, enabling records, doubts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal.casebook.book import Casebook
from interlocal.casebook.claims import Claim
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.records import Actor, Enabling, Order, Passage, Support, Tie
from interlocal.casebook.sources import parse_sources
from interlocal.draws import keys
from interlocal.inference.simulate import Truth

__all__ = ["BOOK_TRUTHS", "CLAIM", "Reported", "bridging", "reported", "simulated_book"]

Ints = npt.NDArray[np.int64]


def bridging(strength: float, name: str, words: str) -> Truth:
    """A role of adjustable strength: at 0 local governments do as others do, at 1 they alone join the countries.

    >>> weak, strong = bridging(0.0, "a", ""), bridging(1.0, "b", "")
    >>> (weak.hubs, weak.across, weak.across_local), (strong.hubs, strong.across, strong.across_local)
    ((1.0, 0.3, 0.3), (2.0, 0.0, 0.8))
    """
    return Truth(name, words, "bridging", 1 + strength, 0.3 * (1 - strength), 0.3 + 0.5 * strength)


def _without_role(name: str, words: str, *, across: float = 0.3, **more: Any) -> Truth:
    return Truth(name, words, across=across, across_local=more.pop("across_local", across), **more)


BOOK_TRUTHS: dict[str, Truth] = {
    one.name: one
    for one in (
        _without_role("even", "no special role, and borders do not matter", across=0.5),
        _without_role("plain", "no special role"),
        _without_role("hubs", "no special role, three times as active", hubs=3.0),
        _without_role("reported", "no special role, reported four times as often", reported=4.0),
        _without_role(
            "others", "all others join the countries, they never do", role="others", across_local=0.0
        ),
        bridging(0.5, "bridging", "they join the countries more often than others"),
        bridging(0.9, "bridging, strong", "hardly anyone else joins the countries"),
    )
}
"""The truths of the calibration study of casebooks, by name."""

ABROAD = ("CN", "KR", "RU", "US", "CA", "AU")
FIRST, YEARS = 1980, 20
MOST_SECTORS = ("civil_society", "business", "academic", "residents")
SYLLABLES = "ka mori shin to hara yu zen gawa ne bu oki ta sato mi chi ro fuku".split()  # noqa: SIM905
RELATIONS = ("partners", "meets", "requests", "informs", "funds")
OFTEN = (0.3, 0.35, 0.2, 0.075, 0.075)

CLAIM = Claim(
    "cohesion",
    "Home local governments hold the coalition together.",
    replications=199,
    worlds=20,
)
"""The claim that a simulated casebook declares, with as many worlds as the claims of the shipped casebook."""

_CODEBOOK = """title = "A simulated coalition: {words}"
home = "JP"
licence = "CC0-1.0"
window = {{start = "{first}", end = "{last}"}}
cases = [{cases}]
issues = [{issues}]
relations = [
    {{id = "partners", name = "is a partner of", forward = ["claim", "information"], symmetric = true}},
    {{id = "meets", name = "meets", forward = ["claim", "information"], symmetric = true}},
    {{id = "requests", name = "asks", forward = ["claim"], reverse = ["information"]}},
    {{id = "informs", name = "informs", forward = ["information"]}},
    {{id = "funds", name = "pays", forward = ["money"]}},
]
[[classes]]
id = "home_local_government"
name = "home local governments"
sectors = ["local_government"]
territory = "home"
"""
_SOURCES = b"""[{"id": "history", "type": "book", "title": "A history of the coalition"},
 {"id": "minutes", "type": "report", "title": "Minutes of its meetings"}]"""


@dataclass(frozen=True)
class Reported:
    """What the sources report of one simulated coalition, before anyone codes it.

    `case`, `abroad` and `chosen` (actors) say where an actor acts and whether it is a home local
    government; tie m joins `a[m]` and `b[m]` in the case `of[m]`, truly from day `day[m]` of the window on.
    """

    truth: Truth
    case: Ints
    abroad: npt.NDArray[np.bool_]
    chosen: npt.NDArray[np.bool_]
    a: Ints
    b: Ints
    of: Ints
    day: Ints


def reported(
    truth: Truth, rng: np.random.Generator, *, cases: int, actors: int, local: int, ties: int
) -> Reported:
    """Draw a coalition and its reports: `actors` a case at home and as many abroad, `local` of each governments.

    An actor's activity is log-normal (standard deviation 0.8 of its logarithm); one in ten is active in a
    second case too. Whoever starts a contact is drawn by activity, its partner by activity in the same
    case, on the side of the border that the truth's shares say.
    """
    many = cases * 2 * actors
    case, abroad = np.repeat(np.arange(cases), 2 * actors), np.tile(np.repeat([False, True], actors), cases)
    chosen = ~abroad & (np.arange(many) % actors < local)
    active = np.exp(rng.normal(0, 0.8, many)) * np.where(chosen, truth.hubs, 1.0)
    second = np.where(rng.random(many) < 0.1, rng.integers(0, cases, many), case)
    found: list[npt.NDArray[np.int64]] = []
    while sum(map(len, found)) < ties:
        of = int(rng.integers(0, cases))
        pair = _contact(truth, active * ((case == of) | (second == of)), abroad, chosen, rng)
        if rng.random() * truth.reported < (truth.reported if chosen[pair].any() else 1.0):
            found.append(np.array([[*pair, of]]))
    rows = np.concatenate(found)
    day = rng.integers(0, YEARS * 365, ties)
    return Reported(truth, case, abroad, chosen, rows[:, 0], rows[:, 1], rows[:, 2], day)


def _contact(
    truth: Truth,
    weight: npt.NDArray[np.float64],
    abroad: npt.NDArray[np.bool_],
    chosen: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> list[int]:
    """One contact as it happens: who starts it, and with whom."""
    a = _picked(weight, rng)
    across = rng.random() < (truth.across_local if chosen[a] else truth.across)
    partner = weight * ((abroad != abroad[a]) == across)
    partner[a] = 0
    if truth.role == "others" and across:
        partner[chosen] = 0  # nobody else reaches over the border to them either
    return [a, _picked(partner, rng)]


def _picked(weight: npt.NDArray[np.float64], rng: np.random.Generator) -> int:
    total = np.cumsum(weight)
    return int(np.searchsorted(total, rng.random() * total[-1], side="right"))


def simulated_book(
    truth: Truth,
    seed: int,
    draw: int = 0,
    *,
    cases: int = 3,
    actors: int = 14,
    local: int = 4,
    ties: int = 150,
    claim: Claim = CLAIM,
) -> Casebook:
    """A complete casebook of one simulated coalition: sound, and ready to be written to a folder.

    It has `cases` of 2 x `actors` each, of which `local` at home and as many abroad are local governments; who
    has no reported tie is not in it. The same seed and draw give the same casebook.

    >>> book = simulated_book(BOOK_TRUTHS["bridging"], 1)
    >>> len(book.ties), len(book.codebook.cases), book.claims[0].removed
    (150, 3, ('home_local_government',))

    Raises ValueError for more cases than there are foreign countries to hand out.
    """
    if not 1 <= cases <= len(ABROAD):
        raise ValueError(f"{cases} cases: give 1 to {len(ABROAD)}")
    rng = np.random.Generator(np.random.Philox(key=keys(seed, f"casebook {truth.name}", [str(draw)])[0]))
    told = reported(truth, rng, cases=cases, actors=actors, local=local, ties=ties)
    text = _codebook(truth, cases)
    names = _names(told, actors, local)
    rows = _ties(told, names, rng)
    passages, support = _passages(told, rows, rng)
    order, enabling = _sequence(told, rows, rng)
    first: dict[str, str] = {}
    for one in support:
        first.setdefault(one.record, one.passage)
    for tie in rows:
        for end in (tie.from_, tie.to):
            first.setdefault(end, first[tie.id])
    actor_rows = [_actor(told, names[k], k) for k in range(len(names)) if names[k].id in first]
    further = [Support(one.id, first[one.id]) for one in actor_rows]
    further += [Support(one.id, first[one.later]) for one in order]
    further += [Support(one.id, first[one.record]) for one in enabling]
    return Casebook(
        parse_codebook(text.encode()), text.encode(), parse_sources(_SOURCES), claims=(claim,)
    ).with_records(
        actors=tuple(sorted(actor_rows, key=lambda one: one.id)),
        ties=tuple(rows),
        passages=tuple(passages),
        support=tuple(sorted([*support, *further], key=lambda one: (one.record, one.passage))),
        order=tuple(order),
        enabling=tuple(enabling),
    )


def _codebook(truth: Truth, cases: int) -> str:
    listed = ", ".join(f'{{id = "case-{k}", name = "Case {k + 1}", home = "JP"}}' for k in range(cases))
    issues = ", ".join(f'{{id = "issue-{k}", name = "Issue {k + 1}"}}' for k in range(2 * cases))
    last = FIRST + YEARS - 1
    return _CODEBOOK.format(words=truth.words, first=FIRST, last=last, cases=listed, issues=issues)


@dataclass(frozen=True)
class _Who:
    id: str
    sector: str


def _names(told: Reported, actors: int, local: int) -> list[_Who]:
    """Ids and sectors: on each side local governments, a ministry, two affiliated bodies, and society."""
    found = []
    for k in range(len(told.case)):
        place = k % actors
        if place < local:
            sector = "local_government"
        elif place == local:
            sector = "national_government"
        elif place < local + 3:
            sector = "affiliated_body"
        else:
            sector = MOST_SECTORS[place % len(MOST_SECTORS)]
        side = "foreign" if told.abroad[k] else "home"
        found.append(_Who(f"{sector.replace('_', '-')}-{side}-{told.case[k]}-{place}", sector))
    return found


def _actor(told: Reported, who: _Who, k: int) -> Actor:
    territory = ABROAD[int(told.case[k])] if told.abroad[k] else "JP"
    tier = "national" if who.sector == "national_government" else "local"
    return Actor(who.id, _called(k), "organisation", who.sector, tier, territory, case=f"case-{told.case[k]}")


def _called(k: int) -> str:
    """A made-up name, unlike those of the other actors."""
    first, second, third = (SYLLABLES[k * step % 17] for step in (1, 5, 7))
    return f"{first}{second}{third} {SYLLABLES[k // 17]}".title()


def _ties(told: Reported, names: list[_Who], rng: np.random.Generator) -> list[Tie]:
    rows = []
    relation = rng.choice(len(RELATIONS), len(told.a), p=OFTEN)
    luck = rng.random((len(told.a), 4))
    for m, (a, b) in enumerate(zip(told.a.tolist(), told.b.tolist(), strict=True)):
        lasting = RELATIONS[relation[m]] == "partners"
        rows.append(
            Tie(
                f"t-{m:04}",
                names[a].id,
                names[b].id,
                RELATIONS[relation[m]],
                kind="standing" if lasting else "event",
                start=_date(int(told.day[m]), luck[m, 0]),
                end=_end(int(told.day[m]), luck[m, 1]) if lasting else "",
                case=f"case-{told.of[m]}",
                issues="" if lasting else _issues(int(told.of[m]), luck[m, 2]),
                certainty=0.95 if luck[m, 3] < 0.8 else 0.8,
            )
        )
    return rows


def _date(day: int, luck: float) -> str:
    """A true day as sources tell it: mostly the year, sometimes the month or only the decade, or nothing."""
    year, month = FIRST + day // 365, min(12, 1 + day % 365 // 31)
    if luck < 0.05:
        return ""
    if luck < 0.15:
        return f"{year // 10}X"
    return f"{year}-{month:02}" if luck < 0.25 else str(year)


def _end(day: int, luck: float) -> str:
    """Partnerships last: most are still there, some end years later, of some nobody says."""
    if luck < 0.6:
        return ".."
    return "" if luck < 0.8 else str(FIRST + min(YEARS - 1, day // 365 + 1 + int(40 * (luck - 0.8))))


def _issues(case: int, luck: float) -> str:
    one, other = f"issue-{2 * case}", f"issue-{2 * case + 1}"
    return f"{one};{other}" if luck < 0.1 else one if luck < 0.55 else other


def _passages(
    told: Reported, rows: list[Tie], rng: np.random.Generator
) -> tuple[list[Passage], list[Support]]:
    """Most passages tell one tie, some the next one of the case as well; a fifth of the ties are told twice."""
    passages: list[Passage] = []
    support: list[Support] = []
    last: dict[str, str] = {}

    def said(tie: Tie) -> str:
        number = len(passages)
        source = "history" if rng.random() < 0.6 else "minutes"
        passages.append(Passage(f"p-{number:04}", source, f"paragraph {number + 1}"))
        return passages[-1].id

    for tie in rows:
        shared = tie.case in last and rng.random() < 0.25
        here = last[tie.case] if shared else said(tie)
        support.append(Support(tie.id, here))
        if rng.random() < 0.2:
            support.append(Support(tie.id, said(tie), explicitness="implied"))
        last[tie.case] = here
    return passages, support


def _sequence(
    told: Reported, rows: list[Tie], rng: np.random.Generator
) -> tuple[list[Order], list[Enabling]]:
    """Words of sequence and enabling records between ties of one actor; true, since the truth is known."""
    order: list[Order] = []
    enabling: list[Enabling] = []
    for later, earlier in _followed(told, rng):
        if rng.random() < 0.12:
            lag: dict[str, Any] = {"max_lag": "P3Y"} if rng.random() < 0.5 else {}
            order.append(Order(f"o-{len(order):03}", rows[earlier].id, rows[later].id, **lag))
        elif rng.random() < 0.06:
            enabling.append(Enabling(f"en-{len(enabling):03}", rows[later].id, "g", rows[earlier].id))
    return order, enabling


def _followed(told: Reported, rng: np.random.Generator) -> list[tuple[int, int]]:
    """For every tie one that truly came up to three years before it and shares an actor, where there is one."""
    found = []
    for m in range(len(told.a)):
        ends = (told.a[m], told.b[m])
        near = (told.day < told.day[m]) & (told.day[m] - told.day < 3 * 365) & (told.of == told.of[m])
        before = np.flatnonzero(near & (np.isin(told.a, ends) | np.isin(told.b, ends)))
        if len(before):
            found.append((m, int(rng.choice(before))))
    return found
