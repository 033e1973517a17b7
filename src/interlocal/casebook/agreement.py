"""Where coders who read the same text agree: on actors, ties, directions, relations, dates, events, figures, scores.

Each coder's pass is a casebook of its own in `coders/NAME/`; `matches.csv` beside it says which of its records
mean which adjudicated ones, several rows a record where one coder split what another kept whole. Everything is
compared through these matches. What nobody but one coder has, and no adjudicated record stands for, counts as
found by that coder alone.

Whether something was found is asked of every place of the text (a section, or each locator) and everything that
any coder found anywhere: so there are places in which all agree that it is not. They make percent agreement and
AC1 look high; positive agreement leaves them out and is printed beside.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from interlocal.casebook.book import Casebook
from interlocal.casebook.matching import MATCHED, Proposal, propose_matches
from interlocal.casebook.questions import QUESTIONS, Asker, Measure
from interlocal.casebook.readings import Reading
from interlocal.errors import CasebookError

__all__ = ["Agreement", "Coder", "Measure", "compare", "with_matches"]


ALIKE = (
    "Coders alike in training, language or instruction share blind spots: what they agree on is an upper bound "
    "on the agreement of independent readers, and agreement is not truth."
)


@dataclass(frozen=True)
class Coder:
    """One coder's pass: who made it (the note of its codebook), how much it holds, how it was matched."""

    name: str
    note: str
    records: Mapping[str, int]
    matched: Mapping[str, int]
    proposed: bool


@dataclass(frozen=True)
class Agreement:
    """Agreement between the coders of a casebook, with the question that produced it."""

    title: str
    digest: str
    reference: str
    coders: tuple[Coder, ...]
    measures: tuple[Measure, ...]
    place: str
    within: tuple[str, ...]
    seed: int
    resamples: int
    level: float
    warnings: tuple[str, ...] = ()
    caution: str = ALIKE

    def measure(self, name: str) -> Measure:
        """The measure of that name; `KeyError` with the names there are."""
        for one in self.measures:
            if one.name == name:
                return one
        raise KeyError(f"{name}: no such measure; one of {', '.join(one.name for one in self.measures)}")


def with_matches(
    book: Casebook, *, lowest: float = 0.0, only: Collection[str] | None = None
) -> tuple[Casebook, Mapping[str, tuple[Proposal, ...]]]:
    """The casebook with proposed matches in place of each coder's own, and the proposals with their scores.

    Records are matched to the adjudicated casebook at the root, or to the first coder's pass if the root holds
    no actors yet; then a coder's records are matched to themselves there. Proposals that score below `lowest`
    are left out, and coders not in `only` keep what they have. Nothing is written:
    `interlocal.casebook.folder.write` does that.
    """
    reference, first = _reference(book)
    proposals: dict[str, tuple[Proposal, ...]] = {}
    coders = dict(book.coders)
    for name in sorted(book.coders):
        if only is not None and name not in only:
            continue
        own = book.coders[name]
        found = _identity(own) if name == first else propose_matches(own, reference)
        proposals[name] = tuple(one for one in found if one.score >= lowest)
        pairs = sorted({(one.record, one.adjudicated) for one in proposals[name]})
        coders[name] = replace(own, matches=tuple(pairs))
    return replace(book, coders=coders), proposals


def _reference(book: Casebook) -> tuple[Casebook, str]:
    """What records are matched to, and the name of the coder whose pass it is, if it is one."""
    if book.actors or not book.coders:
        return book, ""
    first = min(book.coders)
    return book.coders[first], first


def _identity(book: Casebook) -> tuple[Proposal, ...]:
    return tuple(Proposal(t, record.id, record.id, 1.0) for t in MATCHED for record in book.records(t))


def compare(
    book: Casebook,
    *,
    place: Literal["section", "locator"] = "section",
    within: Collection[str] = (),
    seed: int = 0,
    resamples: int = 2000,
    level: float = 0.95,
) -> Agreement:
    """How far the coders of a casebook agree, question by question, beyond what chance would give.

    Every measure reports how many units could be compared and which were set aside and why; percent agreement,
    Gwet's AC1 and Krippendorff's alpha (`interlocal.casebook.reliability` has the formulas and ranges), each
    with a bootstrap interval that draws whole places (scores: whole case and period) with replacement; and how
    much each coder found. The measures:

    - actors: was the actor identified at all, and in which place (an actor is in a place if it, or a tie,
      event, position, figure or attribute that concerns it, rests on a passage there);
    - pairs: of two actors that both coders know and that stand in one place, are they tied there; ties: the
      same by direction and relation (a symmetric relation has one direction);
    - direction and relation: where both coders tied a pair in a place, which way, and by which relations (one
      minus the share of relations in both among those in either);
    - dates: one minus the share of days in both among days in either, of matched records that both dated;
    - events and figures: found in which place; figures: the values of matched ones, as a ratio scale;
    - scores: among the units both coders scored (ordinal), and with *not codable* and *not coded* as answers of
      their own, that differ from every score as much as the lowest from the highest; and whether a unit both
      coders judged can be coded at all (nominal). A unit is a case, period, item and provider; of several
      scores for one (by episode or beneficiary) the highest counts.

    `place` is "section" (what the locator says before its paragraph or page) or "locator". `within` limits the
    comparison to places whose section is named, for a second coder who read a part (scores stand in no place
    and are all compared). A coder's pass without any
    matches is matched by proposal, with a warning. Raises `CasebookError` for fewer than two coders' passes or a
    section that no passage has, and `DateError` for a date that cannot be read.

    Source: Krippendorff, K. (2019). Content Analysis, 4th ed., chapter 12.
    """
    if len(book.coders) < 2:
        held = f"only {', '.join(book.coders)}" if book.coders else "none"
        raise CasebookError(
            f"{book.folder or book.title}: agreement needs the passes of two coders, and there is {held}; "
            "put each coder's tables and codebook.toml in coders/NAME/"
        )
    warnings: list[str] = []
    reference, first = _reference(book)
    if first:
        warnings.append(f"the casebook holds no adjudicated actors: records are matched to those of {first}")
    unmatched = [name for name, own in book.coders.items() if not own.matches]
    book, _ = with_matches(book, only=unmatched)
    for name in sorted(set(unmatched) - {first}):
        warnings.append(
            f"{name} has no matches.csv: its records were matched automatically, by dates, relations and values among "
            "other things, which flatters agreement on these; run `interlocal agree BOOK --match`, look through "
            "the rows, and compare again"
        )
    readings = [Reading(name, book.coders[name], place, frozenset(within)) for name in sorted(book.coders)]
    _check_within(readings, within)
    for one in readings:
        warnings += one.dangling(reference)
    ask = Asker(readings, seed, resamples, level, place)
    measures = [one for make in QUESTIONS for one in make(ask, reference)]
    return Agreement(
        title=book.title,
        digest=book.digest,
        reference=first or "adjudicated",
        coders=tuple(_coder(one, one.name in unmatched) for one in readings),
        measures=tuple(measures),
        place=place,
        within=tuple(sorted(within)),
        seed=seed,
        resamples=resamples,
        level=level,
        warnings=tuple(warnings),
    )


def _check_within(readings: Sequence[Reading], within: Collection[str]) -> None:
    known = {section for one in readings for section in one.sections}
    for name in within:
        if name not in known:
            raise CasebookError(
                f"{name}: no passage of any coder stands in a section of that name; "
                f"the sections are {', '.join(sorted(known))}"
            )


def _coder(one: Reading, proposed: bool) -> Coder:
    tables = {table: one.book.records(table) for table in MATCHED}
    return Coder(
        one.name,
        one.book.codebook.note.strip(),
        {table: len(records) for table, records in tables.items()},
        {table: sum(one.matched(record.id) for record in records) for table, records in tables.items()},
        proposed,
    )
