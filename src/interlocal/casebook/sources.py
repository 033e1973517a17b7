"""The works that passages come from and rest on, as CSL-JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from interlocal.errors import CasebookError

__all__ = ["Source", "parse_sources", "write_sources"]

REPORTERS = ("self", "independent", "official", "author", "scholarly", "unknown")


class Source(msgspec.Struct, frozen=True):
    """One cited work: its CSL-JSON item, kept whole, with what matters for evidence within reach."""

    item: dict[str, Any]

    @property
    def id(self) -> str:
        """The key by which passages name the work."""
        return str(self.item.get("id", ""))

    @property
    def title(self) -> str:
        """The work's title as cited, or a description of it."""
        return str(self.item.get("title", ""))

    @property
    def custom(self) -> dict[str, Any]:
        """What interlocal adds to CSL: notes, reporter, reports_on, repeats, frame, sha256, doubts."""
        custom = self.item.get("custom", {})
        return custom if isinstance(custom, dict) else {}

    @property
    def reporter(self) -> str:
        """Who reports: an actor on itself, the press, a ministry, the author, a scholar."""
        return str(self.custom.get("reporter", "unknown"))

    @property
    def root(self) -> str:
        """The work that this one repeats or is a part of, else itself: independence is counted by root."""
        repeats = self.custom.get("repeats") or []
        return str(repeats[0]) if repeats else str(self.custom.get("part_of") or self.id)

    @property
    def year(self) -> str:
        """The year of issue as cited, or an empty string."""
        parts = (self.item.get("issued") or {}).get("date-parts") or [[]]
        return str(parts[0][0]) if parts and parts[0] else ""

    @property
    def authors(self) -> str:
        """Family or literal names of authors, else of editors, joined by semicolons."""
        people = self.item.get("author") or self.item.get("editor") or []
        return "; ".join(str(p.get("literal") or p.get("family") or p.get("given") or "") for p in people)

    @property
    def label(self) -> str:
        """A short reference: authors, year, title."""
        return ", ".join(part for part in (self.authors, self.year, self.title) if part)


def parse_sources(text: bytes, where: str = "sources.json") -> tuple[Source, ...]:
    """Read CSL-JSON, sorted by id, or say what is wrong with it.

    >>> parse_sources(b'[{"id": "a", "type": "book", "title": "T"}]')[0].label
    'T'
    """
    try:
        items = msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CasebookError(f"{where}: not valid JSON: {error}") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise CasebookError(
            f"{where}: must be a list of CSL-JSON items, each an object with an id and a type"
        )
    return tuple(Source(item) for item in sorted(items, key=lambda item: str(item.get("id", ""))))


def write_sources(sources: tuple[Source, ...]) -> bytes:
    """CSL-JSON, one item after another by id, keys sorted: the same sources give the same bytes."""
    items = [source.item for source in sorted(sources, key=lambda source: source.id)]
    return msgspec.json.format(msgspec.json.encode(items, order="sorted"), indent=1) + b"\n"
