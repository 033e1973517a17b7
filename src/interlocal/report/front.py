"""The first screen: one table for a reviewer, and one page of answers for an international-relations office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Position, Search, Tie
from interlocal.report.evidence import Evidence, Link, when_words
from interlocal.report.figure import Table
from interlocal.report.participation import dated_words, decision_of, is_decided, joined
from interlocal.report.reading import Reading, refs
from interlocal.report.svg import language
from interlocal.report.verdict import (
    Standing,
    Verdict,
    asked_and_obtained,
    by_actor,
    is_reached,
    part_played,
    top,
)
from interlocal.report.when import year_of

__all__ = ["EpisodeRow", "episode_rows", "office", "role_table"]

Words = tuple[str | Link, ...]
QUIET_YEARS = 5


@dataclass(frozen=True)
class EpisodeRow:
    """One line of the reviewer's table."""

    case: str
    name: str
    principal: Words
    asked: Words
    obtained: Words
    part: Words
    rival: Words
    word: str
    reason: str
    coverage: str
    flip: Words
    works: int


def actor_link(reading: Reading, evidence: Evidence, actor: str) -> Link:
    """An actor's name, leading to its passages, in the language of its script."""
    name = reading.name(actor)
    return evidence.link(name, actor, language(name) or "")


def listed(links: Iterable[Link], most: int = 3) -> Words:
    """Links one after another, the same words once; the rest are counted, leading to the first of them."""
    distinct: dict[str, Link] = {}
    for link in links:
        distinct.setdefault(link.words, link)
    found = list(distinct.values())
    words: list[str | Link] = []
    for i, link in enumerate(found[:most]):
        words += [link] if i == 0 else ["; ", link]
    if len(found) > most:
        words += [" ", Link(f"and {len(found) - most} more", found[most].href)]
    return tuple(words)


def episode_rows(reading: Reading, evidence: Evidence, verdicts: Sequence[Verdict]) -> tuple[EpisodeRow, ...]:
    """One row an episode, every claim linked to its passages."""
    return tuple(_row(reading, evidence, verdict) for verdict in verdicts)


def _row(reading: Reading, evidence: Evidence, verdict: Verdict) -> EpisodeRow:
    from interlocal.report.sources import basis

    episode = verdict.episode
    asked, obtained = asked_and_obtained(reading, episode)
    principals = by_actor(asked) or by_actor(
        [p for p in reading.positions(episode.id) if reading.is_society(p.actor)]
    )
    others = by_actor([p for p in reading.positions(episode.id) if p.asked and p not in asked])
    part = part_played(reading, episode)
    parts: list[str | Link] = []
    for name, records in (("actor", part.actor), ("channel", part.channel), ("target", part.target)):
        if records:
            for record in records[1:]:
                evidence.href(record)
            link = evidence.link(f"{name} ({len(records)})", records[0])
            parts += [link] if not parts else [", ", link]
    return EpisodeRow(
        case=reading.entry_name("cases", episode.case),
        name=episode.name,
        principal=listed((_principal(reading, evidence, a, ps[0]) for a, ps in principals.items()), 2)
        or ("none coded",),
        asked=listed((evidence.link(p.asked, p.id) for p in asked), 2)
        or _asked_instead(reading, evidence, others),
        obtained=listed((evidence.link(_got(p), p.id) for p in _main_first(reading, episode, obtained)), 2)
        or ("nothing coded",),
        part=tuple(parts) or ("none coded",),
        rival=_rivals(reading, evidence, verdict),
        word=verdict.word,
        reason=verdict.reason,
        coverage=f"{verdict.coded} of {verdict.cells} cells coded",
        flip=_flip(reading, evidence, verdict),
        works=len(evidence.independent(basis(reading, verdict))),
    )


def _main_first(reading: Reading, episode: Episode, obtained: Sequence[Position]) -> list[Position]:
    """The episode's decision first, then the latest."""
    decision = decision_of(reading, episode)
    return sorted(reversed(obtained), key=lambda p: decision is None or p.id != decision.id)


def _principal(reading: Reading, evidence: Evidence, actor: str, asked: Position) -> Link:
    kind = " (affiliated body)" if reading.is_affiliated(actor) else ""
    return evidence.link(reading.short(actor) + kind, asked.id)


def _asked_instead(reading: Reading, evidence: Evidence, others: Mapping[str, tuple[Position, ...]]) -> Words:
    """Where no non-state actor asked, who did is said as such, never put in the principal's place."""
    links = [
        evidence.link(f"{reading.short(a)} ({reading.sector(a).replace('_', ' ')}): {ps[0].asked}", ps[0].id)
        for a, ps in others.items()
    ]
    return ("by no non-state actor; asked by ", *listed(links, 2)) if links else ("nothing coded",)


def _got(p: Position) -> str:
    when = when_words(p.date, p.date_printed)
    return f"{p.obtained} ({when})" if p.date else p.obtained


def _scored(reading: Reading, evidence: Evidence, standings: Iterable[Standing]) -> Iterable[Link]:
    return (
        evidence.link(f"{reading.short(s.cell.provider)} ({s.score.value})", s.score.id) for s in standings
    )


def _rivals(reading: Reading, evidence: Evidence, verdict: Verdict) -> Words:
    """The strongest rivals over all roles, foreign local governments as a class of their own."""
    every = [s for one in verdict.roles for s in one.scored]
    others = [s for s in every if not reading.is_foreign_local(s.cell.provider)]
    foreign = [s for s in every if reading.is_foreign_local(s.cell.provider)]
    words: list[str | Link] = [*(listed(_scored(reading, evidence, top(others)), 1) or ("none scored",))]
    if foreign:
        words += ["; foreign local government: ", *listed(_scored(reading, evidence, top(foreign)), 1)]
    return tuple(words)


def _flip(reading: Reading, evidence: Evidence, verdict: Verdict) -> Words:
    words: list[str | Link] = []
    if verdict.flips:
        standing, new, other = verdict.flips[0]
        cell = standing.cell
        named = (
            f"{reading.short(cell.provider)}, {reading.item_name(cell.item).lower()}: "
            f"{standing.score.value} → {new}"
        )
        words += [evidence.link(named, standing.score.id), f" gives {other}"]
        if len(verdict.flips) > 1:
            words.append(f"; {len(verdict.flips)} single steps in all")
    elif verdict.word == "not testable":
        words.append("more coding")
    else:
        words.append("no single coding by one step")
    if verdict.affiliated:
        words.append(f". Affiliated bodies as local government: {verdict.affiliated}")
    if verdict.foreign:
        words.append(f". Without foreign local governments: {verdict.foreign}")
    return tuple(words)


def role_table(reading: Reading, evidence: Evidence, verdicts: Sequence[Verdict]) -> Table:
    """The comparison behind every verdict, role by role, foreign local governments apart."""
    rows: list[tuple[str | Words | Link, ...]] = []
    for verdict in verdicts:
        for one in verdict.roles:
            foreign = [s for s in one.scored if reading.is_foreign_local(s.cell.provider)]
            others = [s for s in one.scored if s not in foreign]
            sides = (one.home, top(others), top(foreign))
            said = (listed(_scored(reading, evidence, side), 2) or "not scored" for side in sides)
            rows.append((verdict.episode.name, reading.item_name(one.role), *said, one.word))
    head = (
        "Episode",
        "Role",
        "Home local government",
        "Strongest other provider",
        "Strongest foreign local government",
        "Home local government is",
    )
    return Table(head, tuple(rows), "Role by role: what each verdict compares")


@dataclass(frozen=True)
class Office:
    """What an international-relations office asks, for one case."""

    case: str
    name: str
    offices: Words
    tables: tuple[Table, ...]
    absent: tuple[str, ...]


def office(reading: Reading, evidence: Evidence, case: str) -> Office:
    """The officer's answers for one case: tables, and a sentence where there is nothing to show."""
    degree = reading.degree(case).most_common()
    local = [
        a
        for a, n in degree
        if 4 * n >= degree[0][1]
        and reading.is_home_local(a)
        and reading.sector(a) == "local_government"
        and _is_body(reading, a)
    ][:2]
    made = [
        (_sought(reading, evidence, case), "No partner's request is coded."),
        (_ministries(reading, evidence, case), "No answer of a ministry is coded."),
        (_provides(reading, evidence, case), "No role of a home local government is scored."),
        (
            _joining(reading, evidence, case),
            "No dated decision is coded, so before and after cannot be told.",
        ),
        (
            _lapsing(reading, evidence, case),
            "No standing tie of a home local government lacks later evidence.",
        ),
        (
            _missing(reading, evidence, case),
            "Nothing was looked for in vain, and no role was found not codable.",
        ),
    ]
    return Office(
        case,
        reading.entry_name("cases", case),
        listed((actor_link(reading, evidence, a) for a in local), 2),
        tuple(table for table, _ in made if table.rows),
        tuple(words for table, words in made if not table.rows),
    )


def _is_body(reading: Reading, actor: str) -> bool:
    known = reading.actors.get(actor)
    return known is not None and known.kind == "organisation"


def _episodes(reading: Reading, case: str) -> list[str]:
    return [e.id for e in reading.book.codebook.episodes if e.case == case]


def _sought(reading: Reading, evidence: Evidence, case: str) -> Table:
    """Partners are everyone but home local governments and home national government.

    What a partner got is told with its own position, or with another's of the episode that names it as the
    beneficiary: whoever decides tells what was obtained.
    """
    episodes, rows = _episodes(reading, case), []
    granted: dict[tuple[str, str], list[str]] = {}
    for p in reading.book.positions:
        if p.obtained and p.beneficiary and p.beneficiary != p.actor and p.kind != "not_adopted":
            granted.setdefault((p.episode, p.beneficiary), []).append(_got(p))
    home = reading.home_of(case)
    for p in reading.book.positions:
        if p.episode not in episodes and case not in refs(p.case):
            continue
        own = reading.is_home_local(p.actor)
        state = reading.is_state(p.actor) and home in reading.nations(p.actor)
        if own or state or not (p.asked or p.obtained):
            continue
        when = when_words(p.date, p.date_printed)
        got = p.obtained or (
            "; ".join(granted.get((p.episode, p.actor), ())) if p.episode and p.asked else ""
        )
        rows.append((reading.dated(p).lo, reading.name(p.actor), p.asked, got, when, p.id))
    rows.sort()
    shown = tuple(
        (n, a or "not coded", o or "not coded", w, evidence.link("passages", i)) for _, n, a, o, w, i in rows
    )
    return Table(("Partner", "Sought", "Got", "When", "Evidence"), shown, "What partners sought and got")


def answers(reading: Reading, case: str) -> tuple[Tie, ...]:
    """Ties by which a national government answers: a response is coded, or the relation is `responds`."""
    return tuple(
        t
        for t in reading.ties(case)
        if reading.is_state(t.from_)
        and (t.responds_to or t.response or t.relation == "responds")
        and t.status in ("asserted", "inferred")
    )


def _ministries(reading: Reading, evidence: Evidence, case: str) -> Table:
    rows = []
    by: dict[str, list[Tie]] = {}
    for tie in answers(reading, case):
        by.setdefault(tie.from_, []).append(tie)
    for ministry, ties in sorted(by.items(), key=lambda pair: reading.name(pair[0])):
        last = max(ties, key=lambda t: (reading.when(t).start.known, reading.when(t).start.hi, t.id))
        request = reading.book.by_id.get(last.responds_to)
        through = request.from_ if isinstance(request, Tie) else last.to
        rows.append(
            (
                reading.name(ministry),
                last.response or last.about or reading.entry_name("relations", last.relation),
                reading.name(through),
                when_words(last.start, last.start_printed),
                str(len(ties)),
                evidence.link("passages", last.id),
            )
        )
    head = ("Ministry or government", "Last answer", "Through", "Last when", "Answers", "Evidence")
    return Table(head, tuple(rows), "Which ministry answered, through whom, last when")


def _provides(reading: Reading, evidence: Evidence, case: str) -> Table:
    """A role is this office's only where no other provider scores as high, over all periods of the case."""
    rows = []
    for item in reading.roles():
        best: dict[str, tuple[int, str]] = {}
        for cell in reading.scores:
            score = reading.adjudicated(cell)
            if cell.case != case or cell.item != item or is_reached(reading, cell):
                continue
            if score is not None and score.value is not None:
                best[cell.provider] = max(best.get(cell.provider, (-1, "")), (score.value, score.id))
        home = {a: v for a, v in best.items() if reading.is_home_local(a)}
        if not home:
            continue
        own, (top, record) = max(home.items(), key=lambda kv: (kv[1][0], kv[0]))
        others = sorted(((v, a) for a, v in best.items() if a not in home), key=lambda o: (-o[0][0], o[1]))
        equal = [(v, a) for v, a in others if v[0] >= top]
        near = [(v, a) for v, a in others if v[0] == top - 1]
        said: str | Words = "nobody scored as high"
        if top == 0:
            said = "not provided"
        elif equal:
            said = listed(evidence.link(f"{reading.name(a)} ({v[0]})", v[1]) for v, a in equal)
        elif near:
            said = (
                "one step below: ",
                *listed(evidence.link(f"{reading.name(a)} ({v[0]})", v[1]) for v, a in near),
            )
        elif not others:
            said = "no other provider was scored"
        only = "yes" if top > 0 and others and not equal else "cannot tell" if not others else "no"
        rows.append(
            (reading.item_name(item), evidence.link(f"{reading.name(own)} ({top})", record), only, said)
        )
    head = ("Role", "Home local government (highest score)", "Only here", "Who could replace it")
    return Table(head, tuple(rows), "What only this office provides, and who could replace it")


def _joining(reading: Reading, evidence: Evidence, case: str) -> Table:
    rows: list[tuple[str | Words | Link, ...]] = []
    for episode in reading.book.codebook.episodes:
        decision = decision_of(reading, episode) if episode.case == case else None
        if decision is None:
            continue
        people = joined(reading, episode)
        sides = [
            listed((evidence.link(reading.short(j.actor), j.record) for j in people if j.answer == answer), 4)
            for answer in ("before", "undecided", "after")
        ]
        step = "" if is_decided(decision) else "furthest step: "
        when = evidence.link(step + dated_words(decision), decision.id)
        rows.append((episode.name, when, *(side or "nobody" for side in sides)))
    head = ("Episode", "Decision", "Joined before", "Cannot be told", "Joined after")
    return Table(head, tuple(rows), "Who joined before and after the decision")


def _lapsing(reading: Reading, evidence: Evidence, case: str) -> Table:
    """Standing ties of home local governments without a known end, and with no dated contact of the two lately."""
    last: dict[frozenset[str], int] = {}
    for tie in reading.book.ties:
        when = reading.when(tie)
        if when.start.known:
            pair = frozenset((tie.from_, tie.to))
            end = when.end.hi if when.end.known else when.start.hi
            last[pair] = max(last.get(pair, -(10**9)), end)
    limit = reading.window[1] - round(QUIET_YEARS * 365.2425)
    rows = []
    for tie in reading.ties(case):
        local = reading.is_home_local(tie.from_) or reading.is_home_local(tie.to)
        if tie.kind != "standing" or not local or tie.status not in ("asserted", "inferred"):
            continue
        seen = last.get(frozenset((tie.from_, tie.to)))
        if reading.when(tie).end.known or seen is None or seen >= limit:
            continue
        names = f"{reading.name(tie.from_)} – {reading.name(tie.to)}"
        since = when_words(tie.start, tie.start_printed, tie.end)
        rows.append(
            (
                seen,
                names,
                reading.entry_name("relations", tie.relation),
                since,
                str(int(year_of(seen))),
                tie.id,
            )
        )
    rows.sort()
    shown = tuple((n, r, s, y, evidence.link("passages", i)) for _, n, r, s, y, i in rows)
    head = ("Standing tie", "Relation", "Since", "Last dated evidence", "Evidence")
    return Table(head, shown, f"Lapsing: no dated evidence in the last {QUIET_YEARS} years of the window")


def _missing(reading: Reading, evidence: Evidence, case: str) -> Table:
    rows: list[tuple[str | Words | Link, ...]] = []
    for item in reading.roles():
        cells = [c for c in reading.scores if c.case == case and c.item == item]
        silent = [c for c in cells if (s := reading.adjudicated(c)) is not None and s.value is None]
        if silent:
            first = reading.adjudicated(silent[0])
            link = evidence.link("codings", first.id) if first else ""
            rows.append(
                (reading.item_name(item), f"not codable in {len(silent)} of {len(cells)} cells", link)
            )
    for search in reading.book.searches:
        if search.result != "found" and case in refs(search.case):
            rows.append((search.question, _result(search), evidence.link("search", search.id)))
    return Table(("What", "How", "Evidence"), tuple(rows), "What is not evidenced")


def _result(search: Search) -> str:
    return "looked for, not found" if search.result == "not_found" else "looked for, unclear"
