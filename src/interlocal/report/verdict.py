"""The verdict on each episode: a declared rule over the adjudicated role scores, and what would flip it.

The rule is small on purpose, and goes role by role. For a role of the episode, let `h` be the highest
adjudicated score of a home local government over the periods the episode's positions touch, and `r`
that of any rival provider over the same periods. Home local government is

- *ahead*: `h >= 3` and `h > r`;
- *behind*: `r > h`;
- *level*: otherwise;
- *untested*: where either has no score.

The episode is then

- *not testable*: no role is tested, or fewer than half of the cells of role and period hold a score of a
  home local government;
- *supported*: ahead in more than half of the tested roles, behind in none;
- *contradicted*: behind in more than half of them;
- *mixed*: otherwise.

Whom a role reaches is no rival at it: an item's `reaches` (where it has none, that of the framework's
role) names sectors, which are left out where they belong to the case's home country. An outcome is never
inferred from a score; the verdict speaks of the roles only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Position, Tie
from interlocal.framework import episodes
from interlocal.framework.comparison import LEAST_COVERAGE, THRESHOLD, episode_word, role_word
from interlocal.report.reading import Cell, Reading, Score, refs

__all__ = [
    "LEAST_COVERAGE",
    "THRESHOLD",
    "Part",
    "RoleResult",
    "Standing",
    "Verdict",
    "episode_roles",
    "judge",
    "part_played",
    "top",
]


@dataclass(frozen=True)
class Standing:
    """One cell of the comparison: who, in which role and period, with which score."""

    cell: Cell
    score: Score
    home: bool


@dataclass(frozen=True)
class RoleResult:
    """One role of an episode: ahead, level, behind or untested, and the scores that say so."""

    role: str
    word: str
    home: tuple[Standing, ...]
    rival: tuple[Standing, ...]
    scored: tuple[Standing, ...]
    """Every rival with a score in this role, not only the highest."""


@dataclass(frozen=True)
class Verdict:
    """The rule's answer for one episode, with what it compared."""

    episode: Episode
    word: str
    reason: str
    roles: tuple[RoleResult, ...]
    periods: tuple[str, ...]
    coverage: float | None
    coded: int
    cells: int
    flips: tuple[tuple[Standing, int, str], ...]
    affiliated: str
    """The word when affiliated bodies count as local government, where it differs; else empty."""
    foreign: str
    """The word when foreign local governments are no rivals, where it differs; else empty."""
    records: tuple[str, ...]


def _words(text: str) -> list[str]:
    return [
        w for w in re.findall(r"[a-z]+", text.casefold()) if w not in ("the", "of", "for", "to", "and", "in")
    ]


def _alike(first: str, second: str) -> bool:
    return first == second or SequenceMatcher(None, first, second).ratio() >= 0.8


def episode_roles(reading: Reading, episode: Episode) -> tuple[str, ...]:
    """The roles on which an episode bears: its `roles` in the codebook, else those its `section` names.

    A section names a role when it has every word of the role's id, in British or American spelling.
    An episode that names none bears on the roles coded for it, and where there are none on all roles.
    """
    roles = reading.roles()
    if episode.roles:
        return tuple(role for role in roles if role in episode.roles)
    coded = {cell.item for cell in reading.scores if cell.episode == episode.id}
    sections = [_words(part) for part in episode.section.split(";")]
    named = {
        role
        for role in roles
        if (wanted := _words(role.replace("_", " ")))
        and any(all(any(_alike(w, have) for have in part) for w in wanted) for part in sections)
    }
    return tuple(role for role in roles if role in (named or coded)) or roles


def episode_periods(reading: Reading, episode: Episode) -> tuple[str, ...]:
    """The periods of the case that the episode's dated positions touch; all of them where none is dated."""
    return episodes.episode_periods(reading.book, episode)


def is_reached(reading: Reading, cell: Cell) -> bool:
    """Whether a provider is of those whom the role reaches, and so no rival at it, in the case's home country."""
    reached = reading.sector(cell.provider) in reading.reaches.get(cell.item, ())
    return reached and reading.home_of(cell.case) in reading.nations(cell.provider)


def judge(reading: Reading, episode: Episode) -> Verdict:
    """Apply the rule to one episode."""
    roles, periods = episode_roles(reading, episode), episode_periods(reading, episode)
    standings = tuple(
        Standing(cell, score, reading.is_home_local(cell.provider))
        for cell in sorted(reading.scores, key=repr)
        if cell.case == episode.case
        and cell.item in roles
        and cell.episode in ("", episode.id)
        and (cell.period in periods or (cell.episode and not cell.period))
        and not is_reached(reading, cell)
        and (score := reading.adjudicated(cell)) is not None
    )
    cells = len(roles) * len(periods)
    word = _rule(standings, roles, cells)
    as_local = tuple(
        replace(s, home=True) if reading.is_affiliated(s.cell.provider) else s for s in standings
    )
    own_country = tuple(s for s in standings if not reading.is_foreign_local(s.cell.provider))
    with_bodies, without_foreign = (_rule(s, roles, cells) for s in (as_local, own_country))
    results = tuple(_compare(standings, role) for role in roles)
    covered = _coverage(standings, cells)
    return Verdict(
        episode=episode,
        word=word,
        reason=_reason(reading, results, covered, cells),
        roles=results,
        periods=periods,
        coverage=covered / cells if cells else None,
        coded=covered,
        cells=cells,
        flips=tuple(_flips(standings, word, roles, cells)),
        affiliated=with_bodies if with_bodies != word else "",
        foreign=without_foreign if without_foreign != word else "",
        records=tuple(s.score.id for s in standings),
    )


def _coverage(standings: Iterable[Standing], asked: int) -> int:
    """In how many cells of role × period some home local government has a score."""
    return min(
        len({(s.cell.item, s.cell.period) for s in standings if s.home and s.score.value is not None}), asked
    )


def top(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """The standings with the highest score; none where nothing is scored."""
    scored = [s for s in standings if s.score.value is not None]
    best = max((s.score.value or 0 for s in scored), default=None)
    return tuple(s for s in scored if s.score.value == best)


def _compare(standings: Iterable[Standing], role: str) -> RoleResult:
    here = [s for s in standings if s.cell.item == role]
    home, rival = top(s for s in here if s.home), top(s for s in here if not s.home)
    scored = tuple(s for s in here if not s.home and s.score.value is not None)
    h, r = (best[0].score.value if best else None for best in (home, rival))
    return RoleResult(role, role_word(h, r), home, rival, scored)


def _rule(standings: tuple[Standing, ...], roles: tuple[str, ...], cells: int) -> str:
    return episode_word(
        (_compare(standings, role).word for role in roles), _coverage(standings, cells), cells
    )


def _reason(reading: Reading, results: tuple[RoleResult, ...], covered: int, cells: int) -> str:
    if covered < LEAST_COVERAGE * cells:
        return f"only {covered} of {cells} cells of role and period are coded"
    said = []
    for word in ("ahead", "level", "behind", "untested"):
        names = [_named(reading, one) for one in results if one.word == word]
        if names:
            said.append(f"{word}{':' if word == 'untested' else ' in'} {', '.join(names)}")
    return "; ".join(said) or "no role to compare"


def _named(reading: Reading, one: RoleResult) -> str:
    name = reading.item_name(one.role).lower()
    if one.word != "untested":
        return name
    return f"{name} (no rival scored)" if one.home else f"{name} (no home local government scored)"


def _flips(
    standings: tuple[Standing, ...], word: str, roles: tuple[str, ...], cells: int
) -> Iterable[tuple[Standing, int, str]]:
    """Each coding whose change by one step changes the word, nearest to the top first."""
    found = []
    for i, one in enumerate(standings):
        if one.score.value is None:
            continue
        for step in (-1, 1):
            new = one.score.value + step
            if 0 <= new <= 4:
                changed = replace(one, score=replace(one.score, value=new))
                other = _rule((*standings[:i], changed, *standings[i + 1 :]), roles, cells)
                if other != word:
                    found.append((one, new, other))
    return sorted(found, key=lambda f: (not f[0].home, -(f[0].score.value or 0), repr(f[0].cell)))


@dataclass(frozen=True)
class Part:
    """What home local governments did in an episode, each part with the ties and positions that show it.

    *Actor*: a home local government sends a claim to someone outside its own class, or takes a position.
    *Target*: a non-state or foreign actor sends a claim to it.
    *Channel*: the same local government takes a claim or information in from a non-state or foreign actor
    and passes a claim on to a national government, not certainly earlier.
    Only ties on the issues of the episode's positions, asserted or inferred, count.
    """

    actor: tuple[str, ...]
    channel: tuple[str, ...]
    target: tuple[str, ...]


def episode_ties(reading: Reading, episode: Episode) -> tuple[Tie, ...]:
    """The case's asserted or inferred ties of the contact layer on an episode's issues; all where it names none."""
    is_about = episodes.about_episode(reading.book, episode.id)
    return tuple(
        tie
        for tie in reading.ties(episode.case)
        if is_about(tie.issues) and tie.status in ("asserted", "inferred") and tie.layer == "contact"
    )


def _carries(reading: Reading, tie: Tie, *what: str) -> bool:
    relation = reading.relations.get(tie.relation)
    return relation is not None and any(carrier in relation.forward for carrier in what)


def part_played(reading: Reading, episode: Episode) -> Part:
    """The parts home local governments played in an episode, as declared in `Part`."""
    case, ties = episode.case, episode_ties(reading, episode)

    def local(actor: str) -> bool:
        return reading.is_home_local(actor)

    def outside(actor: str) -> bool:
        return reading.is_society(actor) or (
            bool(reading.nations(actor)) and reading.home_of(case) not in reading.nations(actor)
        )

    claims = [tie for tie in ties if _carries(reading, tie, "claim")]
    actor = [t.id for t in claims if local(t.from_) and not local(t.to)]
    actor += [p.id for p in reading.positions(episode.id) if local(p.actor)]
    target = [t.id for t in claims if local(t.to) and outside(t.from_)]
    arriving = [
        t for t in ties if local(t.to) and outside(t.from_) and _carries(reading, t, "claim", "information")
    ]
    channel: dict[str, None] = {}
    for onward in (t for t in claims if local(t.from_) and reading.is_state(t.to)):
        for came in arriving:
            first, second = set(refs(came.issues)), set(refs(onward.issues))
            one_issue = first & second or not first or not second
            if came.to == onward.from_ and one_issue and not reading.ended_before(onward, came):
                channel |= {came.id: None, onward.id: None}
    return Part(tuple(actor), tuple(channel), tuple(target))


def asked_and_obtained(
    reading: Reading, episode: Episode
) -> tuple[tuple[Position, ...], tuple[Position, ...]]:
    """What non-state actors and affiliated bodies asked in an episode, and what anyone obtained, by date.

    Where none of them asked, the list of askers is empty: no one else is put in its place.
    """
    ordered = sorted(reading.positions(episode.id), key=lambda p: (reading.dated(p).lo, p.id))
    asked = [
        p for p in ordered if p.asked and (reading.is_society(p.actor) or reading.is_affiliated(p.actor))
    ]
    return tuple(asked), tuple(p for p in ordered if p.obtained and p.kind != "not_adopted")


def by_actor(positions: Iterable[Position]) -> Mapping[str, tuple[Position, ...]]:
    """Positions by actor, the most frequent actor first."""
    rows: dict[str, list[Position]] = {}
    for position in positions:
        rows.setdefault(position.actor, []).append(position)
    return {actor: tuple(group) for actor, group in sorted(rows.items(), key=lambda kv: -len(kv[1]))}
