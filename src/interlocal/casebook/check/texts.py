"""Passages against their texts: offsets in order, within the text, and hashing to what was anchored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from interlocal.casebook.cells import Cells
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook

__all__ = ["text_faults"]

LARGEST_TEXT = 1 << 28


def text_faults(raw: RawBook, texts: Mapping[str, str | Path]) -> list[Fault]:
    """Faults of anchors; passages of a source whose text is absent are checked as far as they can be."""
    cells = raw.cells["passages"]
    faults: list[Fault] = []
    known: dict[str, str | None] = {}
    columns = [cells.column(name) for name in ("source", "start", "end", "sha256", "quote")]
    for i, (source, start, end, digest, quote) in enumerate(zip(*columns, strict=True)):
        if quote and digest and hashlib.sha256(quote.encode()).hexdigest() != digest:
            faults.append(
                _fault(
                    cells,
                    i,
                    "quote",
                    quote[:60],
                    "does not hash to the passage's sha256",
                    "restore the quote, or anchor the passage anew",
                )
            )
        if not (start.isdecimal() and end.isdecimal()):
            continue
        if int(end) <= int(start):
            faults.append(
                _fault(cells, i, "end", end, f"is not after start {start}", "anchor the passage anew")
            )
            continue
        if source not in known:
            known[source] = _load(raw.folder, source, texts, faults)
        text = known[source]
        if text is not None:
            faults += _anchor(cells, i, text, int(start), int(end), digest)
    return faults


def _anchor(cells: Cells, i: int, text: str, start: int, end: int, digest: str) -> list[Fault]:
    if end > len(text):
        return [
            _fault(
                cells,
                i,
                "end",
                str(end),
                f"is beyond the text's {len(text):,} code points",
                "anchor the passage anew; offsets count code points, not bytes or UTF-16 units",
            )
        ]
    if digest and hashlib.sha256(text[start:end].encode()).hexdigest() != digest:
        return [
            _fault(
                cells,
                i,
                "sha256",
                digest[:12] + "…",
                "does not match the text at these offsets",
                "the text has changed or the offsets are off; anchor the passage anew",
            )
        ]
    return []


def _fault(cells: Cells, i: int, column: str, value: str, problem: str, remedy: str) -> Fault:
    return Fault("passages.csv", cells.line(i), column, value, problem, remedy)


def _load(folder: Path, source: str, texts: Mapping[str, str | Path], faults: list[Fault]) -> str | None:
    path = Path(texts[source]) if source in texts else folder / "texts" / f"{source}.txt"
    if source not in texts and not (path.is_file() and path.resolve().is_relative_to(folder.resolve())):
        return None
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise OSError("larger than 256 MiB")
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(
            Fault(str(path), 0, "", "", f"cannot be read as UTF-8 text: {error}", "give the text file")
        )
        return None
