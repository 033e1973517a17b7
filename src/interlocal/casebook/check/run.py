"""One run over everything: form, values, references, meaning, texts, and each coder's pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from interlocal.casebook.book import Casebook
from interlocal.casebook.check.claims import claim_faults
from interlocal.casebook.check.codebook import codebook_faults, source_faults
from interlocal.casebook.check.dating import dating_faults
from interlocal.casebook.check.lookalikes import lookalike_faults
from interlocal.casebook.check.meaning import meaning_faults
from interlocal.casebook.check.references import reference_faults
from interlocal.casebook.check.texts import text_faults
from interlocal.casebook.check.values import value_faults
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook, collector_paused, find_book, freeze, read_raw, refusal
from interlocal.casebook.schema import descriptor

__all__ = ["check", "sound"]


def check(name: str | Path, *, texts: Mapping[str, str | Path] | None = None) -> list[Fault]:
    """Every fault of a casebook folder (or shipped example), errors first, in file and row order.

    `texts` maps source ids to text files against which passages are verified; a folder's own
    `texts/` are found by themselves. An empty list means that nothing is wrong. Faults marked
    `warning` are worth a look and stop nothing; of coders' passes, which are kept as they were
    coded, only what cannot be read or resolved is reported.

    >>> check("takao2003")
    []
    """
    with collector_paused():
        return _check(read_raw(find_book(name)), texts or {})


def sound(name: str | Path, *, texts: Mapping[str, str | Path] | None = None) -> Casebook:
    """Read a casebook in which nothing is wrong: what every answer should stand on.

    Raises `CasebookError` with the first errors that `check` finds; warnings stop nothing.

    >>> sound("takao2003").title
    'Transnational coalitions in Northeast Asia (Takao 2003)'
    """
    with collector_paused():
        raw = read_raw(find_book(name))
        errors = [fault for fault in _check(raw, texts or {}) if not fault.warning]
    if errors:
        raise refusal(raw.folder, errors)
    return freeze(raw)


def _check(raw: RawBook, texts: Mapping[str, str | Path]) -> list[Fault]:
    faults = _own_faults(raw, texts)
    for coder, own in raw.coders.items():
        faults += [
            dataclasses.replace(fault, file=f"coders/{coder}/{fault.file}")
            for fault in _own_faults(own, texts, adjudicated=raw)
            if not fault.warning  # a pass is kept as it was coded
        ]
    return sorted(set(faults), key=lambda fault: (fault.warning, fault))


def _own_faults(
    raw: RawBook, texts: Mapping[str, str | Path], adjudicated: RawBook | None = None
) -> list[Fault]:
    faults = list(raw.faults)
    faults += codebook_faults(raw.codebook) if raw.codebook else []
    faults += source_faults(raw)
    faults += claim_faults(raw) + _package(raw)
    for cells in raw.cells.values():
        faults += value_faults(cells)
    faults += reference_faults(raw, adjudicated)
    faults += dating_faults(raw)
    faults += meaning_faults(raw)
    faults += lookalike_faults(raw)
    faults += text_faults(raw, texts)
    return faults


def _package(raw: RawBook) -> list[Fault]:
    import msgspec

    path = raw.folder / "datapackage.json"
    if not path.is_file() or raw.codebook is None:
        return []
    try:
        found = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        return [
            Fault(path.name, 0, "", "", f"is not valid JSON: {error}", "delete it; saving writes it anew")
        ]
    expected = msgspec.json.decode(msgspec.json.encode(descriptor(raw.codebook.title, raw.codebook.licence)))
    if found == expected:
        return []
    return [
        Fault(
            path.name, 0, "", "", "does not describe these tables", "delete it; saving writes it anew", True
        )
    ]
