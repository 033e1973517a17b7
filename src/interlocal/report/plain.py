"""What the evidence shows, and what it does not, in sentences for somebody who has never seen a network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Position
from interlocal.framework.participation import decision_of, participation
from interlocal.framework.study import Study
from interlocal.inference.ladder import Part, Tested
from interlocal.inference.roles import RoleTest
from interlocal.report.evidence import Link
from interlocal.report.figure import Words
from interlocal.report.found import Found
from interlocal.report.reading import Reading
from interlocal.report.routes import Left
from interlocal.report.verdict import Verdict

__all__ = ["Plain", "plain"]

OUTCOMES = ("confirmed", "contradicted", "not confirmed", "not testable")
LEVEL = 0.05
STANDS = 0.5
"""A route counts as standing when it does in at least half of the simulated codings."""


BACK = {
    "boomerang": "got a foreign government to press the home government after that had stood in the way: a boomerang.",
    "dual track": "reached the home government through a foreign government and directly as well.",
    "foreign-government route; blockage": "got a foreign government to take the matter up with the home government; "
    "that this had stood in the way before is not evidenced.",
    "foreign-government route without": "had a way to the home government through a foreign one; that the foreign "
    "government pressed it is not coded.",
}
"""How the road back through a foreign government is told, by what the measure says of it."""

AGAINST = {"ahead": "clearly higher in", "level": "not clearly higher in", "behind": "lower in"}
"""How a role's comparison is told, in this order."""

COUNTED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Plain:
    """The page: in short, what is shown case by case, and what is not shown."""

    short: tuple[Words, ...]
    cases: tuple[tuple[str, tuple[Words, ...]], ...]
    not_shown: tuple[str, ...]


def plain(
    study: Study,
    reading: Reading,
    left: Mapping[str, Sequence[Left]],
    found: Found,
    verdicts: Sequence[Verdict],
    tests: Sequence[Tested],
    roles: Sequence[RoleTest] = (),
    places: Mapping[str, str] | None = None,
) -> Plain:
    """Write the page from what the figures and tests found; nothing is said that no number stands behind.

    `places` gives the page's anchors of figures ("removal kitakyushu") and of claims (their ids), to which
    the sentences lead.
    """
    at = places or {}
    told = []
    for case, routes in left.items():
        sentences = [
            *_leading(_routes(routes), at.get(f"removal {case}")),
            *_leading(_boomerang(reading, case, found), at.get(f"arrivals {case}")),
            *_leading(_joined(study, case), at.get(f"participation {case}")),
            *_leading(_first(reading, case, found), at.get(f"first {case}")),
            *_leading(_ahead(case, verdicts), at.get(f"roles {case}")),
            *_tested(case, tests, at),
        ]
        nothing = ["Nothing in this case is coded in a way that these questions could be put to it."]
        told.append((reading.entry_name("cases", case), tuple(sentences or nothing)))
    short = (*_central(tests, at), *_leading(_roles(roles), "role-tests" if roles else None, "The tests"))
    return Plain(short, tuple(told), tuple(_limits(reading, tests)))


def _leading(sentences: Sequence[str], place: str | None, words: str = "The figure") -> list[Words]:
    """Sentences that lead to where their numbers stand, where that is on the page."""
    return [(said, " ", Link(words, f"#{place}"), ".") if place else said for said in sentences]


def _central(tests: Sequence[Tested], at: Mapping[str, str]) -> list[Words]:
    """The claim that covers all cases and no single route: what would be lost, and what that is worth."""
    wide = [one for one in tests if one.claim.statistic != "route" and not one.claim.cases]
    if not wide:
        return []
    one = next((t for t in wide if t.claim.statistic == "cohesion"), wide[0])
    verdict = one.whole.verdict
    said = [f"The claim “{one.claim.statement.rstrip(chr(46))}” is {verdict.outcome} by this evidence."]
    value, ends = verdict.loss.value, verdict.loss.interval
    if value is None:
        return _leading(said, at.get(one.claim.id), "The test")
    around = f" (between {ends[0]:.0%} and {ends[1]:.0%})" if ends and None not in ends else ""
    lost = f"Without them, {value:.0%}{around} of what the claim is about would be lost"
    if verdict.p is not None:
        lost += (
            f"; sets of others who are told to be as active cost as much in {verdict.p:.0%} of random tries"
        )
    said.append(lost + ".")
    if verdict.tipping is not None:
        said.append(
            f"If the sources report others {verdict.tipping:.1f} times too seldom, the loss is no longer one that "
            "was to count."
        )
    return [*said[:-1], *_leading(said[-1:], at.get(one.claim.id), "The test")]


def _roles(roles: Sequence[RoleTest]) -> list[str]:
    tested = [one for one in roles if one.q is not None]
    if not roles:
        return []
    if not tested:
        return [
            f"None of {_count(len(roles))} roles could be tested against others who might have played them: "
            "there is nobody, or too little, to compare with."
        ]
    found = [one.name for one in tested if (one.q or 0.0) <= LEVEL]
    stand = f"stands out in {_listed(found)}" if found else "stands out in none"
    said = (
        f"Of {_count(len(roles))} roles, {_count(len(tested))} could be tested against others who might have "
        f"played them: local government {stand}."
    )
    if less := len(roles) - len(tested):
        said += f" In {_count(less)} there is nobody, or too little, to compare with."
    return [said]


def _routes(left: Sequence[Left]) -> list[str]:
    known = [one.without for one in left if one.without is not None]
    if not known:
        return []
    total = len(known)
    stand, fallen = (sum(1 for pair in known if (pair[n] or 0.0) >= STANDS) for n in (0, 1))
    words = (
        f"Those who asked for something reached a state in {total} coded {'way' if total == 1 else 'ways'}. Take the "
        f"local governments of the home country away, and {stand} of {total} still lead there. Take away what "
        f"those governments had made possible as well, and it is {fallen} of {total}."
    )
    if stand != fallen:
        words += (
            " The difference is the coder's reading of what made what possible; the source does not count it."
        )
    return [words]


def _boomerang(reading: Reading, case: str, found: Found) -> list[str]:
    sentences = []
    for kind, words in BACK.items():
        rows = [row for row in found.all("transfer", "boomerang_proper", case) if row.said.startswith(kind)]
        if rows:
            sentences.append(f"{_capital(_listed([reading.name(row.about) for row in rows]))} {words}")
    return sentences


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3]) + ([_others(len(names) - 3)] if len(names) > 3 else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _others(n: int) -> str:
    return "one other" if n == 1 else f"{n} others"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _joined(study: Study, case: str) -> list[str]:
    sentences = []
    for episode in study.book.codebook.episodes:
        if episode.case != case:
            continue
        answers = Counter(str(one.answer) for one in participation(study, episode))
        total = sum(answers.values())
        if total and answers["before"] + answers["after"]:
            sentences.append(
                f"{episode.name}: of {_count(total)} {'body' if total == 1 else 'bodies'} outside the national "
                f"governments with a coded part in it, {_count(answers['before'])} certainly joined before the "
                f"{_step(study, episode)} and {_count(answers['after'])} after it; for "
                f"{_count(answers['undecided'])} the dates do not tell."
            )
    return sentences


def _step(study: Study, episode: Episode) -> str:
    decision = decision_of(study, episode)
    final = not isinstance(decision, Position) or decision.step in ("adopted", "implemented")
    return "decision" if final else "furthest step reached"


def _first(reading: Reading, case: str, found: Found) -> list[str]:
    sentences: list[str] = []
    for row in found.all("adoption", "p_first", case):
        policy, _, adopter = row.about.partition(">")
        member = reading.actors.get(adopter)
        if member is None or member.sector != "local_government" or (row.estimate.value or 0.0) < STANDS:
            continue
        lead = found.value("adoption", "lead_to_second", case, policy)
        sure = "was first" if row.estimate.value == 1.0 else f"was probably first ({row.estimate.value:.0%})"
        what = reading.entry_name("policies", policy)
        words = f"{_capital(reading.name(adopter))} {sure} with this: {what}"
        if lead is not None and lead.value is not None:
            words += (
                f", about {lead.value:.0f} {'year' if round(lead.value) == 1 else 'years'} before the next"
            )
        sentences.append(f"{words}. That others came later does not show that they followed its example.")
    return sentences


def _ahead(case: str, verdicts: Sequence[Verdict]) -> list[str]:
    own = [f"{one.episode.name}: {_compared(one)}" for one in verdicts if one.episode.case == case]
    question = "Was local government scored higher than everybody else who was scored in the same role?"
    return [f"{question} {'; '.join(own)}."] if own else []


def _compared(verdict: Verdict) -> str:
    """In how many roles local government was ahead of, level with and behind the strongest other."""
    if verdict.word == "not testable":
        return "too little is scored to say"
    counted = Counter(one.word for one in verdict.roles)
    told = [
        f"{words} {_count(counted[word])} {'role' if counted[word] == 1 else 'roles'}"
        for word, words in AGAINST.items()
        if counted[word]
    ]
    return ", ".join(told)


def _count(n: int) -> str:
    """A number as it is written in a sentence.

    >>> _count(0), _count(3), _count(14)
    ('none', 'three', '14')
    """
    return COUNTED[n] if n < len(COUNTED) else str(n)


def _tested(case: str, tests: Sequence[Tested], at: Mapping[str, str]) -> list[Words]:
    """The claims about a whole case: its own where it has one, else the part of one that covers all cases."""
    sentences: list[Words] = []
    for statistic in dict.fromkeys(one.claim.statistic for one in tests if one.claim.statistic != "route"):
        ranked = [
            one for one in tests if one.claim.statistic == statistic and case in (one.claim.cases or (case,))
        ]
        one = min(ranked, key=lambda t: len(t.claim.cases) or len(tests), default=None)
        part = None if one is None else _part(one, case)
        if one is not None and part is not None:
            other = _other_layer(one, case, part)
            # What stands in brackets is for those who read the test itself.
            why = " ".join(_capital(re.sub(r" \([^()]*\)", "", reason)) for reason in part.verdict.reasons)
            said = f"The claim “{one.claim.statement.rstrip(chr(46))}” is here {part.verdict.outcome}. {why}{other}"
            sentences += _leading([said], at.get(one.claim.id), "The test")
    return sentences


def _other_layer(one: Tested, case: str, part: Part) -> str:
    """What the other layer says, where that is something else."""
    found = next((p for p in one.parts if p.cases == (case,) and p.layer != part.layer), None)
    if found is None or found.verdict.outcome == part.verdict.outcome:
        return ""
    return f" Counting also what the source reads into the contacts, it is {found.verdict.outcome}."


def _part(one: Tested, case: str) -> Part | None:
    parts = (one.whole, *one.parts)
    return next((p for p in parts if p.cases == (case,) and p.layer == one.claim.layer), None)


def _limits(reading: Reading, tests: Sequence[Tested]) -> list[str]:
    cases = reading.studied
    texts = {passage.source for passage in reading.book.passages}
    said: list[str] = [
        f"{_capital(_count(len(cases)))} {'case' if len(cases) == 1 else 'cases'}, chosen by whoever wrote the "
        "source, can show how things work, but not how often, nor what happened where no such coalition arose."
    ]
    if len(texts) == 1:
        said.append(
            "Everything was read in one text. What it does not mention is not known here, and it may mention "
            "local governments more readily than others"
            + (
                ": the tests say how much unmentioned activity of others would undo each finding."
                if tests
                else "."
            )
        )
    if tests:
        counted = Counter(str(one.whole.verdict.outcome) for one in tests)
        words = ", ".join(f"{counted[word]} {word}" for word in OUTCOMES if counted[word])
        said.append(
            f"Of {len(tests)} {'claim that was' if len(tests) == 1 else 'claims that were'} written down before "
            f"{'it was' if len(tests) == 1 else 'they were'} tested: {words}. Not confirmed means that the evidence "
            "does not decide, not that the claim is wrong."
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
