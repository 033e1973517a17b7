"""Adoption sequences: how many had adopted a policy by when, at least and at most."""

from __future__ import annotations

from markupsafe import Markup

from interlocal.casebook.records import Position, Quantity
from interlocal.framework.adopters import adopters, count_by
from interlocal.report import axis as time
from interlocal.report import palette, svg
from interlocal.report.evidence import Evidence, Link, passages_said, when_words
from interlocal.report.figure import Figure, Table
from interlocal.report.reading import Reading, refs

__all__ = ["adoption", "bounds"]

WIDTH, LEFT, RIGHT, TOP = 1120.0, 60.0, 700.0, 44.0
LIST = 730.0
STEP = 24.0
COLOUR = palette.AGREEMENT


def bounds(reading: Reading, found: tuple[Position, ...], day: int) -> tuple[int, int]:
    """How many had certainly, and how many had possibly adopted by a day."""
    dates = [reading.dated(p) for p in found]
    return count_by([(m.lo, m.hi) if m.known else None for m in dates], day)


def adoption(reading: Reading, evidence: Evidence, case: str) -> Figure:
    """Draw one curve for each policy that several actors of the case adopted."""
    id = evidence.anchor("adoption", case)
    title = "Who adopted it, by when"
    drawings: list[Markup] = []
    rows: list[tuple[str | Link | tuple[str | Link, ...], ...]] = []
    for k, policy in enumerate(reading.book.codebook.policies, 1):
        found = adopters(reading.book, policy.id)
        here = [p for p in found if case in refs(p.case) or _in_episode(reading, p, case)]
        dated = [p for p in found if reading.dated(p).known]
        if len(found) < 2 or not here or policy.id == "other":
            continue
        counts = _counts(reading, policy.id)
        for p in found:
            evident = evidence.link(passages_said(len(reading.book.passages_of(p.id))), p.id)
            when = when_words(p.date, p.date_printed)
            rows.append((policy.name, reading.name(p.actor), p.step, when, p.obtained, evident))
        for q in counts:
            words = f"{q.measure}: {q.comparison if q.comparison != '=' else ''}{_figure(q.value)} {q.unit}".strip()
            evident = evidence.link("figure", q.id)
            rows.append((policy.name, words, "", when_words(q.when, q.when_printed), "", evident))
        if dated:
            drawings.append(_draw(reading, evidence, f"{id}-{k}", policy.name, found, counts))
    if not rows:
        words = "No policy of this case has two coded adopters, so there is no sequence to draw."
        return Figure(id, title, "", absent=words)
    head = ("Policy", "Adopter or figure", "Step", "When", "What", "Evidence")
    lead = (
        "The solid step line counts those who had certainly adopted by then, the band reaches up to those who "
        "may have. Each adopter counts once, also one that stands for several governments; the figures that the "
        "text gives for such groups are listed beside. Order alone does not show influence."
    )
    return Figure(
        id, title, lead, tuple(drawings), key=_key(), table=Table(head, tuple(rows), "Adopters and figures")
    )


def _in_episode(reading: Reading, p: Position, case: str) -> bool:
    return any(e.id == p.episode and e.case == case for e in reading.book.codebook.episodes)


def _counts(reading: Reading, policy: str) -> tuple[Quantity, ...]:
    """Figures about the policy's positions or about its adopters: the denominators, where the text has them."""
    about = {p.id for p in reading.book.positions if p.policy == policy}
    about |= {
        p.actor
        for p in reading.book.positions
        if p.policy == policy and p.kind in ("adoption", "not_adopted")
    }
    return tuple(q for q in reading.book.quantities if q.about in about)


def _figure(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _draw(
    reading: Reading,
    evidence: Evidence,
    id: str,
    name: str,
    found: tuple[Position, ...],
    counts: tuple[Quantity, ...],
) -> Markup:
    dates = [reading.dated(p) for p in found]
    scale = time.axis_for(dates, LEFT, RIGHT, reading.window)
    top_count = len(found)
    step = min(STEP, 220.0 / top_count)
    high = max(step * top_count, 60.0)
    step = high / top_count
    base = TOP + high

    def y(count: int) -> float:
        return base - step * count

    days = sorted({d for m in dates for d in (m.lo, m.hi) if m.known})
    lower, upper = [(LEFT, y(0))], [(LEFT, y(bounds(reading, found, -(10**7))[1]))]
    for day in days:
        at = scale.x(day)
        low, high_count = bounds(reading, found, day)
        lower += [(at, lower[-1][1]), (at, y(low))]
        upper += [(at, upper[-1][1]), (at, y(high_count))]
    lower.append((RIGHT, lower[-1][1]))
    upper.append((RIGHT, upper[-1][1]))
    body = [
        time.hatching(f"{id}-hatch", COLOUR),
        svg.text(0, 14, name, 12.5, font_weight=650, fill=palette.INK),
    ]
    body += scale.draw(TOP - 4, base)
    every = max(1, round(top_count / 5))
    for count in range(0, top_count + 1, every):
        body.append(svg.text(LEFT - 8, y(count) + 4, str(count), 11, text_anchor="end", fill=palette.MUTED))
    body.append(svg.element("line", x1=LEFT, x2=RIGHT, y1=base, y2=base, stroke=palette.OTHER))
    body.append(svg.polygon([*lower, *reversed(upper)], fill=f"url(#{id}-hatch)", fill_opacity=0.45))
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in lower)
    body.append(svg.element("polyline", points=points, fill="none", stroke=COLOUR, stroke_width=2.2))
    line = 0.0
    for i, p in enumerate(found, 1):
        words = f"{i}  {reading.short(p.actor, 40)}, {when_words(p.date, p.date_printed)}"
        lines = svg.wrap(words, WIDTH - LIST - 4, 11.5)
        text = svg.label(LIST, TOP + 8 + line, lines, 11.5, 1.15, fill=palette.INK)
        body.append(svg.element("a", text, href=evidence.href(p.id)))
        line += 13.5 * len(lines) + 4
    for q in counts:
        sign = "" if q.comparison == "=" else q.comparison
        lines = svg.wrap(f"{q.measure}: {sign}{_figure(q.value)} {q.unit}".strip(), WIDTH - LIST - 4, 11)
        text = svg.label(LIST, TOP + 8 + line, lines, 11, 1.15, fill=palette.MUTED)
        body.append(svg.element("a", text, href=evidence.href(q.id)))
        line += 13.0 * len(lines) + 4
    return svg.drawing(
        id, WIDTH, max(base, TOP + line) + 12, f"Adoption of: {name}", f"{len(found)} adopters.", *body
    )


def _key() -> tuple[tuple[Markup, str], ...]:
    line = svg.element("line", x1=1, y1=7, x2=33, y2=7, stroke=COLOUR, stroke_width=2.2)
    band = svg.element("rect", x=2, y=2, width=30, height=10, fill=COLOUR, fill_opacity=0.3, stroke=COLOUR)
    return tuple(
        (svg.element("svg", body, width=36, height=14, viewbox="0 0 36 14", aria_hidden="true"), words)
        for body, words in ((line, "certainly adopted by then"), (band, "possibly adopted by then"))
    )
