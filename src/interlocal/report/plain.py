"""What the evidence shows, and what it does not, in sentences for somebody who has never seen a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from interlocal.inference.ladder import Tested
from interlocal.report.figure import Table, Words
from interlocal.report.found import Found
from interlocal.report.reading import Reading
from interlocal.report.routes import Left
from interlocal.report.verdict import Verdict

__all__ = ["Plain", "plain"]

OUTCOMES = ("confirmed", "contradicted", "not confirmed", "not testable")
STANDS = 0.5
"""A route counts as standing when it does in at least half of the simulated codings."""


@dataclass(frozen=True)
class Plain:
    """The page: what is shown case by case, what is not shown, and the claims in one table."""

    cases: tuple[tuple[str, tuple[Words, ...]], ...]
    not_shown: tuple[Words, ...]
    claims: Table | None


def plain(
    reading: Reading,
    cases: Sequence[str],
    left: dict[str, Sequence[Left]],
    found: Found,
    verdicts: Sequence[Verdict],
    tests: Sequence[Tested],
    claims: Table | None,
) -> Plain:
    """Write the page from what the figures and tests found; nothing is said that no number stands behind."""
    told = tuple(
        (
            reading.entry_name("cases", case),
            tuple(_case(reading, case, left.get(case, ()), found, verdicts, tests)),
        )
        for case in cases
    )
    return Plain(told, tuple(_limits(reading, tests)), claims)


def _case(
    reading: Reading,
    case: str,
    left: Sequence[Left],
    found: Found,
    verdicts: Sequence[Verdict],
    tests: Sequence[Tested],
) -> list[Words]:
    sentences: list[Words] = [
        *_routes(left),
        *_boomerang(reading, case, found),
        *_first(reading, case, found),
    ]
    own = [one for one in verdicts if one.episode.case == case]
    if own:
        words = "; ".join(f"{one.episode.name}: {one.word}" for one in own)
        sentences.append(f"Could somebody else have played the part that local government played? {words}.")
    for one in tests:
        part = next(
            (p for p in (one.whole, *one.parts) if p.cases == (case,) and p.layer == one.claim.layer), None
        )
        if part is not None and one.claim.statistic != "route":
            sentences.append(
                f"Tested: “{one.claim.statement}” In this case: {part.verdict.outcome}. {part.verdict.headline}"
            )
    return sentences or ["Nothing in this case is coded in a way that these questions could be put to it."]


def _routes(left: Sequence[Left]) -> list[Words]:
    if not left:
        return []
    total = len(left)
    if not any(one.without for one in left):
        return []
    stand = sum(1 for one in left if one.without and (one.without[0] or 0) >= STANDS)
    fallen = sum(1 for one in left if one.without and (one.without[1] or 0) >= STANDS)
    words = (
        f"Those who asked for something reached a state by {total} coded {'way' if total == 1 else 'ways'}. With the "
        f"city and prefectural governments of the home country taken away, {stand} of {total} would still lead there; "
        f"if what those governments had made possible fell as well, {fallen} of {total}."
    )
    if stand != fallen:
        words += " The difference is the coder's reading of what made what possible, not something the source counts."
    return [words]


def _boomerang(reading: Reading, case: str, found: Found) -> list[Words]:
    rows = [row for row in found.all("transfer", "boomerang_proper", case) if row.said]
    return [
        f"{reading.name(row.about)} reached its own state through a foreign government: {row.said}."
        for row in rows[:3]
    ]


def _first(reading: Reading, case: str, found: Found) -> list[Words]:
    sentences: list[Words] = []
    for row in found.all("adoption", "p_first", case):
        policy, _, adopter = row.about.partition(">")
        member = reading.actors.get(adopter)
        if member is None or member.sector != "local_government" or (row.estimate.value or 0.0) < STANDS:
            continue
        lead = found.value("adoption", "lead_to_second", case, policy)
        words = (
            f"{reading.name(adopter)} was first with {reading.entry_name('policies', policy)} ({row.said})"
        )
        if lead is not None and lead.value is not None:
            words += (
                f", about {lead.value:.0f} {'year' if round(lead.value) == 1 else 'years'} before the next"
            )
        sentences.append(f"{words}. That others followed does not show that they followed its example.")
    return sentences


def _limits(reading: Reading, tests: Sequence[Tested]) -> list[Words]:
    cases = [c for c in reading.cases if any(e.case == c for e in reading.book.codebook.episodes)]
    texts = {passage.source for passage in reading.book.passages}
    said: list[Words] = [
        f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}, chosen by whoever wrote the source, can show how "
        "things work; they cannot show how often, nor what happened where no such coalition arose."
    ]
    if len(texts) == 1:
        said.append(
            "Everything was read in one text. What it does not mention is not known here, and it may mention "
            "local governments more readily than others: the tests say how much unmentioned activity of others "
            "would undo each finding."
        )
    if tests:
        counted = Counter(str(one.whole.verdict.outcome) for one in tests)
        words = ", ".join(f"{counted[word]} {word}" for word in OUTCOMES if counted[word])
        said.append(
            f"Of {len(tests)} claims that were written down before they were tested: {words}. Not confirmed means "
            "that the evidence does not decide, not that the claim is wrong."
        )
        hang = [one for one in tests if one.sensitivity is not None and one.sensitivity.flips]
        if hang:
            said.append(
                f"{len(hang)} of these verdicts hang on a single coding: had it been coded otherwise, the number "
                "would fall on the other side of what was declared. The tests below name it."
            )
    said.append(
        "Roles are what coders judged a body to have done, not how well it turned out; nothing is added up to a "
        "score for a city, and no city is ranked."
    )
    return said
