"""Who reports: what each conclusion rests on, by the reporters of the works its passages cite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from interlocal.report import palette, svg
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table
from interlocal.report.reading import Reading
from interlocal.report.verdict import Verdict, asked_and_obtained, part_played

__all__ = ["REPORTERS", "basis", "sources"]

REPORTERS = {
    "independent": "independent press or third party",
    "official": "official",
    "scholarly": "scholarly",
    "self": "an actor on itself",
    "author": "the paper's own author",
    "unknown": "not coded",
}
WIDTH, LEFT, CELL, TOP = 1120.0, 330.0, 112.0, 58.0


def basis(reading: Reading, verdict: Verdict) -> tuple[str, ...]:
    """The records a conclusion on an episode rests on: scores, parts, and what was asked and obtained."""
    asked, obtained = asked_and_obtained(reading, verdict.episode)
    part = part_played(reading, verdict.episode)
    rows = [*verdict.records, *part.actor, *part.channel, *part.target]
    return tuple(dict.fromkeys([*rows, *(p.id for p in asked), *(p.id for p in obtained)]))


def reporter_of(reading: Reading, work: str) -> str:
    """The reporter of a work; works that are not listed, and unknown words, are not coded."""
    known = reading.book.sources_by_id.get(work)
    word = known.reporter if known else "unknown"
    return word if word in REPORTERS else "unknown"


def sources(reading: Reading, evidence: Evidence, verdicts: Sequence[Verdict]) -> Figure:
    """Draw how many independent works of each reporter every conclusion rests on."""
    id = evidence.anchor("reporters", "all")
    title = "How many independent works each conclusion rests on, by reporter"
    conclusions = [(v.episode.name, evidence.independent(basis(reading, v))) for v in verdicts]
    for case in reading.cases:
        records = [t.id for t in reading.ties(case)] + [e.id for e in reading.events(case)]
        conclusions.append((f"All of: {reading.entry_name('cases', case)}", evidence.independent(records)))
    if not any(works for _, works in conclusions):
        return Figure(
            id, title, "", absent="No passage names the works it rests on, so reporters cannot be told."
        )
    table = Table(
        ("Conclusion", *REPORTERS.values(), "All independent works"),
        tuple(
            (name, *(str(count[r]) for r in REPORTERS), str(len(works)))
            for name, works in conclusions
            if (count := Counter(reporter_of(reading, w) for w in works)) is not None
        ),
        "Independent works by conclusion",
    )
    lead = (
        "A work that repeats another, or is a part of it, counts with it. Where a passage cites nothing, the text "
        "itself counts. Few works, or only an actor's own, is a weak basis whatever the score."
    )
    return Figure(id, title, lead, (_draw(reading, id, title, lead, conclusions),), table=table)


def _draw(
    reading: Reading, id: str, title: str, lead: str, conclusions: Sequence[tuple[str, frozenset[str]]]
) -> Markup:
    body: list[Markup] = []
    for j, words in enumerate([*REPORTERS.values(), "all"]):
        lines = svg.wrap(words, CELL - 12, 11)
        x = LEFT + CELL * j + 6
        body.append(svg.label(x, TOP - 8 - 13 * (len(lines) - 1), lines, 11, 1.18, fill=palette.MUTED))
    y = TOP
    largest = max(len(works) for _, works in conclusions)
    for name, works in conclusions:
        count = Counter(reporter_of(reading, work) for work in works)
        lines = svg.wrap(name, LEFT - 20, 12)
        tall = 14.0 * len(lines) + 10
        body.append(svg.element("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=palette.LINE))
        body.append(svg.label(0, y + 17, lines, 12, 14 / 12, fill=palette.INK))
        for j, n in enumerate([*(count[r] for r in REPORTERS), len(works)]):
            x = LEFT + CELL * j + 6
            if n:
                bar = (CELL - 40) * n / largest
                shade = palette.INK if j == len(REPORTERS) else palette.OTHER
                body.append(svg.element("rect", x=x, y=y + 8, width=max(bar, 2.0), height=10, fill=shade))
                body.append(svg.text(x + max(bar, 2.0) + 4, y + 17, str(n), 11, fill=palette.INK))
            else:
                body.append(svg.text(x, y + 17, "0", 11, fill=palette.MUTED))
        y += tall
    return svg.drawing(f"{id}-drawing", WIDTH, y + 4, title, lead, *body)
