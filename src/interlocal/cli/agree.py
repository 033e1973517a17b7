"""`interlocal agree BOOK`: how far the coders of a casebook agree."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from interlocal.casebook import folder
from interlocal.errors import CasebookError
from interlocal.provenance import Answer, Estimate, envelope, to_json

if TYPE_CHECKING:
    from interlocal.casebook.agreement import Agreement
    from interlocal.casebook.matching import Proposal
    from interlocal.casebook.questions import Measure
    from interlocal.casebook.reliability import Coefficient

__all__ = ["agree"]

WIDTH = 110
Flag = Annotated[bool, Parameter(negative="")]


def agree(
    book: str,
    /,
    *,
    match: Flag = False,
    replace: Flag = False,
    place: Literal["section", "locator"] = "section",
    within: Annotated[Sequence[str], Parameter(negative="")] = (),
    seed: int = 0,
    resamples: int = 2000,
    json: Flag = False,
) -> None:
    """Compare the coders' passes of a casebook: what each found, and how far they agree beyond chance.

    Prints, for actors, ties, directions, relations, dates, events, figures and scores: the units compared and
    set aside, percent agreement, Gwet's AC1, Krippendorff's alpha, positive agreement, and 95 % intervals.

    Parameters
    ----------
    book
        A casebook's folder, or the name of a shipped example; coders' passes are in its coders/NAME/.
    match
        Propose which of the coders' records mean which adjudicated ones and write coders/NAME/matches.csv;
        a coder who has matches keeps them.
    replace
        With --match: write proposals over matches that a coder has.
    place
        Compare what was found section by section, or locator by locator (paragraphs, pages).
    within
        Compare these sections only; for a second coder who read a part.
    seed
        Seed of the resampling that gives the intervals.
    resamples
        How often whole places are drawn again.
    json
        Print JSON instead of a table.
    """
    from interlocal.casebook.agreement import compare, with_matches

    casebook = folder.read(book)
    written: Mapping[str, tuple[Proposal, ...]] = {}
    if match:
        if not Path(book).is_dir():
            raise CasebookError(f"{book} is a shipped example and is not written to; copy its folder first")
        if not casebook.actors:
            raise CasebookError(
                f"{book} holds no adjudicated actors that the coders' could be matched to; "
                "leave --match out to compare the passes with each other"
            )
        only = [name for name, own in casebook.coders.items() if replace or not own.matches]
        casebook, written = with_matches(casebook, only=only)
        folder.write(casebook, book)
    result = compare(casebook, place=place, within=within, seed=seed, resamples=resamples)
    if json:
        print(to_json(answer(result, written)).decode())
    else:
        print("\n".join(lines(result, written)))


# --- for people -------------------------------------------------------------------------------------------------


def lines(result: Agreement, written: Mapping[str, tuple[Proposal, ...]] | None = None) -> Iterator[str]:
    """The table and what is said above and below it."""
    yield f"Agreement between coders: {result.title}"
    for coder in result.coders:
        held = ", ".join(f"{coder.records[t]} {t} ({coder.matched[t]} matched)" for t in coder.records)
        yield from _wrapped(
            f"{coder.name}: {coder.note or 'who coded it, and how, is not noted in its codebook'}"
        )
        yield from _wrapped(f"  {held}" + ("; matches are proposals" if coder.proposed else ""))
    for name, proposals in (written or {}).items():
        yield from _written(name, proposals)
    yield ""
    rows = [["", "found by each", "units", "agree", "AC1", "alpha", "positive"]]
    rows += [_row(measure) for measure in result.measures]
    widths = [max(len(row[j]) for row in rows) for j in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    yield from _wrapped(
        f"Brackets: {result.level:.0%} interval from {result.resamples:,} resamples of whole places "
        f"(seed {result.seed}). Positive: of what one coder found, the share that another found too."
    )
    for measure in result.measures:
        yield from _wrapped(f"{measure.name}: {'; '.join(_remarks(measure))}.")
    for warning in result.warnings:
        yield from _wrapped(f"Warning: {warning}.")
    yield from _wrapped(result.caution)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ")


def _written(name: str, proposals: Sequence[Proposal]) -> Iterator[str]:
    yield f"coders/{name}/matches.csv: {len(proposals)} proposals written; the least sure, to look at first:"
    for one in sorted(proposals, key=lambda one: (one.score, one.table, one.record))[:10]:
        more = "  (one of several)" if one.extra else ""
        yield f"  {one.score:.2f}  {one.table}: {one.record} = {one.adjudicated}{more}"


def _row(measure: Measure) -> list[str]:
    rated = measure.rated
    found = " / ".join(str(n) for n in measure.found.values())
    cells = [rated.percent, rated.ac1, rated.alpha]
    positive = _short(rated.positive) if rated.positive else ""
    return [measure.name, found, f"{rated.units:,}", *map(_short, cells), positive]


def _short(estimate: Coefficient) -> str:
    if estimate.value is None:
        return "–"
    shown = _figure(estimate.value)
    if estimate.interval is None:
        return shown
    return f"{shown} [{_figure(estimate.interval[0])}, {_figure(estimate.interval[1])}]"


def _figure(value: float) -> str:
    """Two decimals; .999 is not shown as 1.00, since that would say there was no disagreement."""
    shown = f"{value:.2f}"
    return "0.99+" if shown == "1.00" and value < 1 - 1e-12 else shown


def _remarks(measure: Measure) -> Iterator[str]:
    yield f"unit: {measure.unit}; differences: {measure.scale}; {measure.rated.clusters} × {measure.grouped}"
    for reason, n in measure.set_aside.items():
        yield f"{n:,} set aside: {reason}"
    for label, estimate in (("alpha", measure.rated.alpha), ("agreement", measure.rated.percent)):
        if estimate.value is None:
            yield f"{label} undefined: {estimate.reason}"
            break
    if measure.rated.alpha.undefined > 0:
        yield f"alpha undefined in {measure.rated.alpha.undefined:.0%} of resamples"
    if measure.note:
        yield measure.note


# --- for programs -----------------------------------------------------------------------------------------------


def answer(result: Agreement, written: Mapping[str, tuple[Proposal, ...]] | None = None) -> Answer:
    """The result in the envelope that every command prints as JSON."""
    return envelope(
        "agree",
        {"place": result.place, "within": result.within, "level": result.level},
        {
            "reference": result.reference,
            "coders": result.coders,
            "measures": [_measure(measure) for measure in result.measures],
            "proposals": written or {},
            "caution": result.caution,
        },
        casebook_digest=result.digest,
        seed=result.seed,
        n_worlds=result.resamples,
        warnings=result.warnings,
    )


def _measure(measure: Measure) -> dict[str, Any]:
    rated = measure.rated
    aside = rated.unpaired if rated.positive else sum(measure.set_aside.values())
    every = rated.units + aside
    coverage = rated.units / every if every else None
    shown: dict[str, Any] = {
        "name": measure.name,
        "unit": measure.unit,
        "scale": measure.scale,
        "units": rated.units,
        "clusters": rated.clusters,
        "clustered_by": measure.grouped,
        "found": measure.found,
        "set_aside": measure.set_aside,
        "note": measure.note,
    }
    for name in ("percent", "ac1", "alpha", "positive"):
        one: Coefficient | None = getattr(rated, name)
        shown[name] = one and Estimate(one.value, interval=one.interval, coverage=coverage)
        if one and one.reason:
            shown[f"{name}_reason"] = one.reason
    return shown
