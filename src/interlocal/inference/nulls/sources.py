"""N6: is it one source's view? Ties of one work, and of one kind of reporter, left out in turn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from interlocal.inference.ground import Bools
from interlocal.inference.rung import Rung, described
from interlocal.inference.subject import Subject
from interlocal.provenance import Result

__all__ = ["LeftOut", "one_source_out", "only_source"]

ONE = (
    "one source: not testable. Every passage was read in {text}; the works that it cites are known only as it "
    "tells of them, so leaving them out is no independent view"
)


class LeftOut(Result, frozen=True):
    """The loss with all ties left out that rest on this work, or on this kind of reporter, alone.

    `kind` is "work" or "reporter"; `ties` is how many ties rest on nothing else; `loss` is None where
    nothing is left to lose.
    """

    kind: str
    about: str
    ties: int
    loss: float | None


def only_source(subject: Subject) -> str:
    """The source in which every passage was read, or "" if there are several."""
    read = {passage.source for passage in subject.book.passages}
    return next(iter(read)) if len(read) == 1 else ""


def one_source_out(subject: Subject) -> tuple[Rung, tuple[LeftOut, ...]]:
    """N6, with the loss without each cited work and each kind of reporter (greatest change first).

    Works are counted by root: a repeat or a part counts with what it repeats. A tie stays as long as one
    other work supports it.
    """
    observed = subject.observed()[0]
    works = subject.ground.network.sources
    known = subject.book.sources_by_id
    kinds = {
        record: tuple(sorted({known[one].reporter if one in known else "unknown" for one in ones}))
        for record, ones in works.items()
    }
    found = (*_without_each(subject, "work", works), *_without_each(subject, "reporter", kinds))
    value = observed.value or 0.0
    ordered = tuple(sorted(found, key=lambda one: (-abs((one.loss or 0.0) - value), one.kind, one.about)))
    text = only_source(subject)
    why = ONE.format(text=text) if text else "" if found else "one work: nothing can be left out"
    return (
        described("N6", subject.claim.statistic, observed, testable=not why, why=why, notes=_notes(ordered)),
        ordered,
    )


def _without_each(subject: Subject, kind: str, rests: Mapping[str, tuple[str, ...]]) -> tuple[LeftOut, ...]:
    records = subject.ground.network.ties.record.tolist()
    alone = [rests.get(record, ())[0] if len(rests.get(record, ())) == 1 else "" for record in records]
    listed = sorted(set(alone) - {""})
    if len(listed) < 2:
        return ()
    base = np.zeros((len(listed), len(subject.ground.source)), bool)
    for row, one in zip(base, listed, strict=True):
        row[: len(alone)] = [own == one for own in alone]
    sets: Bools = np.tile(subject.removed, (len(listed), 1))
    n = subject.ground.worlds
    worlds = sorted({int(k) for k in np.linspace(0, n - 1, min(n, 5))}) if subject.between else None
    share = subject.losses(sets, base=base, worlds=worlds).share.tolist()
    return tuple(
        LeftOut(kind=kind, about=one, ties=int(row.sum()), loss=None if np.isnan(loss) else loss)
        for one, row, loss in zip(listed, base, share, strict=True)
    )


def _notes(found: tuple[LeftOut, ...]) -> tuple[str, ...]:
    known = [one for one in found if one.kind == "work" and one.loss is not None]
    if not known:
        return ()
    low, high = (pick(known, key=lambda one: one.loss or 0.0) for pick in (min, max))
    return (
        f"works left out one by one: the loss lies between {low.loss:.2f} (without {low.about}) "
        f"and {high.loss:.2f} (without {high.about})",
    )
