"""Who joined before and after the decision: first evidenced contact of each actor, episode by episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Event, Position, Tie
from interlocal.framework.participation import ANSWERS, Answer, answer, decision_among
from interlocal.report import axis as time
from interlocal.report import palette, svg
from interlocal.report.evidence import Evidence, Link, when_words
from interlocal.report.figure import Figure, Table
from interlocal.report.reading import LEVELS, Reading
from interlocal.report.verdict import episode_ties
from interlocal.report.when import Moment, Stretch, year_of

__all__ = ["Joining", "dated_words", "decision_of", "is_decided", "joined", "participation"]

WIDTH, LEFT, RIGHT, TOP = 1120.0, 300.0, 1010.0, 44.0
SIZE, LEADING = 11.5, 13.0


@dataclass(frozen=True)
class Joining:
    """An actor's first contact on an episode's issues, and where it lies against the decision."""

    actor: str
    first: Moment
    record: str
    answer: Answer


def decision_of(reading: Reading, episode: Episode) -> Position | Event | None:
    """The decision of an episode: the codebook's `decision`, where that is dated.

    Where the codebook names none: its earliest adopted step, else earliest adoption, else earliest
    decision. Earliest is by the last possible day, so that a vague date does not win.
    """
    named = reading.book.by_id.get(episode.decision) if episode.decision else None
    positions = reading.positions(episode.id)
    records = [*positions, *([named] if isinstance(named, Position | Event) else [])]
    dates = {record.id: reading.began(record) for record in records}
    return decision_among(named, positions, {id: at.hi for id, at in dates.items() if at.known})


def is_decided(decision: Position | Event) -> bool:
    """Whether it decides the matter; a position that is neither adopted nor implemented is the furthest step."""
    return isinstance(decision, Event) or decision.step in ("adopted", "implemented")


def dated_words(decision: Position | Event) -> str:
    """The date of a decision, in words."""
    if isinstance(decision, Event):
        return when_words(decision.start, decision.start_printed, decision.end)
    return when_words(decision.date, decision.date_printed)


def joined(reading: Reading, episode: Episode) -> tuple[Joining, ...]:
    """Each actor's first dated contact or position in the episode, national governments apart.

    An actor joined before the decision if one of its contacts certainly began on an earlier day, and after
    it if all of them certainly began on a later one: in every dating that the dates and the sequence the
    source states admit. The contact shown is the one with the earliest last possible day.
    """
    decision = decision_of(reading, episode)
    records: dict[str, list[Tie | Position]] = {}
    for tie in episode_ties(reading, episode):
        for actor in (tie.from_, tie.to):
            records.setdefault(actor, []).append(tie)
    for position in reading.positions(episode.id):
        if position.status in ("asserted", "inferred"):
            records.setdefault(position.actor, []).append(position)
    rows = []
    for actor, own in records.items():
        if reading.is_state(actor):
            continue
        found = [(reading.narrowed(r), r.id) for r in own]
        first, record = min(found, key=lambda f: (not f[0].known, f[0].hi, f[1]))
        # Another contact may have come earlier, an undated one at any time: they bound the first from below.
        vague = any(not m.known or m.earlier for m, _ in found)
        lo = min([m.lo for m, _ in found], default=first.lo) if vague or first.known else first.lo
        first = Moment(lo, first.hi, first.known, first.open, first.known and vague)
        rows.append(Joining(actor, first, record, _answer(reading, own, decision)))
    return tuple(
        sorted(rows, key=lambda j: (ANSWERS.index(j.answer), not j.first.known, j.first.hi, j.actor))
    )


def _answer(reading: Reading, own: Sequence[Tie | Position], decision: Position | Event | None) -> Answer:
    if decision is None:
        return "undecided"
    return answer(
        (reading.began_before(record, decision) for record in own),
        (reading.began_before(decision, record) for record in own),
    )


def participation(reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw, for each episode of a case, who is first seen before and after its decision."""
    id = evidence.anchor("participation", case)
    title = "Who joined before and after the decision"
    episodes = [e for e in reading.book.codebook.episodes if e.case == case]
    drawings: list[Markup] = []
    rows: list[tuple[str | Link, ...]] = []
    absent: list[str] = []
    for k, episode in enumerate(episodes, 1):
        decision, people = decision_of(reading, episode), joined(reading, episode)
        if decision is None:
            absent.append(f"{episode.name}: no dated decision is coded, so before and after cannot be told.")
        elif not people:
            absent.append(f"{episode.name}: no contact is coded on its issues.")
        else:
            drawings += _draw(reading, evidence, f"{id}-{k}", episode, decision, people)
        rows += [
            (
                episode.name,
                reading.name(j.actor),
                LEVELS[reading.level(j.actor)][1],
                _years(j.first),
                j.answer if decision else "no decision dated",
                evidence.link("first contact", j.record),
            )
            for j in people
        ]
    table = Table(
        ("Episode", "Actor", "Level", "First contact", "Against the decision", "Evidence"), tuple(rows)
    )
    lead = (
        "An actor joins at its first coded contact or position on the episode's issues; national governments "
        "are left out. Before and after are said only where they hold for every dating that the dates and the "
        "stated sequence admit; all else is undecided, which is not the same as simultaneous. The band is the "
        "episode's decision (or the furthest step reached); dashed lines are its other adoptions."
    )
    if not drawings:
        words = " ".join(absent) or "This case has no episode."
        return Figure(id, title, "", absent=words, table=table if rows else None)
    key = time.key(f"{id}-1-1-hatch") if drawings else ()
    return Figure(id, title, lead, tuple(drawings), key=key, table=table, notes=tuple(absent))


def _years(m: Moment) -> str:
    if not m.known:
        return "undated"
    lo, hi = int(year_of(m.lo) + 1e-6), int(year_of(m.hi))
    if m.earlier:
        return f"not after {hi}"
    return str(lo) if lo == hi else f"{lo}–{hi}"


def _draw(
    reading: Reading,
    evidence: Evidence,
    id: str,
    episode: Episode,
    decision: Position | Event,
    people: tuple[Joining, ...],
) -> list[Markup]:
    at = reading.narrowed(decision)
    scale = time.axis_for([at, *(j.first for j in people)], LEFT, RIGHT, reading.window)
    counts = {a: sum(1 for j in people if j.answer == a) for a in ANSWERS}
    size = -(-len(people) // -(-len(people) // 30))
    pages = [people[i : i + size] for i in range(0, len(people), size)]
    drawings = []
    for k, page in enumerate(pages, 1):
        heights = [
            max(17.0, LEADING * len(svg.wrap(reading.short(j.actor), LEFT - 40, SIZE)) + 3) for j in page
        ]
        bottom = TOP + sum(heights) + 4
        hatch = f"{id}-{k}-hatch"
        more = f" ({k} of {len(pages)})" if len(pages) > 1 else ""
        summary = f"{counts['before']} before, {counts['undecided']} undecided, {counts['after']} after"
        body = [time.hatching(hatch), *scale.draw(TOP - 4, bottom)]
        body.append(svg.text(0, 14, f"{episode.name}{more}", 12.5, font_weight=650, fill=palette.INK))
        body.append(svg.text(0, 30, summary, 11, fill=palette.MUTED))
        left, right = scale.x(at.lo), scale.x(at.hi)
        who = decision.name if isinstance(decision, Event) else reading.short(decision.actor)
        what = "decision" if is_decided(decision) else "furthest step reached"
        words = f"{what}: {who}, {dated_words(decision)}"
        anchor = "end" if left > (LEFT + RIGHT) / 2 else "start"
        band = svg.element(
            "rect", x=left, y=TOP - 4, width=max(right - left, 2.0), height=bottom - TOP + 4,
            fill=palette.CLAIM, fill_opacity=0.22, stroke=palette.CLAIM, stroke_width=0.8,
        )  # fmt: skip
        spot = right if anchor == "end" else left
        caption = svg.text(spot, 14, words, 11, text_anchor=anchor, fill="#A84700")
        body.append(
            svg.element("a", svg.element("title", words), band, caption, href=evidence.href(decision.id))
        )
        body += _later(reading, evidence, scale, episode, decision, bottom)
        y, last = TOP, ""
        for j, tall in zip(page, heights, strict=True):
            body.append(_row(reading, evidence, scale, j, y, tall, hatch, last))
            y, last = y + tall, j.answer
        drawings.append(
            svg.drawing(f"{id}-{k}", WIDTH, bottom + 4, f"Who joined when: {episode.name}", summary, *body)
        )
    return drawings


def _later(
    reading: Reading,
    evidence: Evidence,
    scale: time.Axis,
    episode: Episode,
    decision: Position | Event,
    bottom: float,
) -> list[Markup]:
    """Every other dated adoption of the episode as a thin line: the first is not always the one that mattered."""
    lines = []
    for p in reading.positions(episode.id):
        at = reading.dated(p)
        if (
            p.id == decision.id
            or p.step not in ("adopted", "implemented")
            or p.kind == "not_adopted"
            or not at.known
        ):
            continue
        x = scale.x((at.lo + at.hi) // 2)
        line = svg.element(
            "line",
            x1=x,
            x2=x,
            y1=TOP - 4,
            y2=bottom,
            stroke=palette.CLAIM,
            stroke_width=1.2,
            stroke_dasharray="3 3",
        )
        words = f"{reading.name(p.actor)}: {p.obtained or p.step}, {_years(at)}"
        lines.append(svg.element("a", svg.element("title", words), line, href=evidence.href(p.id)))
    return lines


def _row(
    reading: Reading,
    evidence: Evidence,
    scale: time.Axis,
    j: Joining,
    y: float,
    tall: float,
    hatch: str,
    last: str,
) -> Markup:
    middle = y + tall / 2
    lines = svg.wrap(reading.short(j.actor), LEFT - 40, SIZE)
    rule = palette.MUTED if j.answer != last else palette.LINE
    parts = [
        svg.element("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=rule, stroke_width=0.6),
        svg.mark(reading.shape(j.actor), 8, middle, 4.5, fill=palette.INK),
        svg.label(
            22, middle + 4 - LEADING * (len(lines) - 1) / 2, lines, SIZE, LEADING / SIZE, fill=palette.INK
        ),
        time.bar(scale, Stretch(j.first, j.first, point=True), middle, hatch, h=7),
        svg.text(
            RIGHT + 20,
            middle + 4,
            j.answer,
            11,
            fill=palette.MUTED if j.answer == "undecided" else palette.INK,
        ),
    ]
    title = svg.element("title", f"{reading.name(j.actor)}: {_years(j.first)}, {j.answer}")
    return svg.element("a", title, *parts, href=evidence.href(j.record), class_="row")
