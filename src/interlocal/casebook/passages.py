"""Passages and the texts they point into: anchoring, verifying, finding again what has moved.

An anchor is a stretch of code points and the SHA-256 of its UTF-8 bytes, so that a casebook can be
published without the words of a text under copyright, and whoever has the text can verify every
anchor. Offsets count code points of the text as `read_text` gives it: without a byte-order mark,
every line ending a single line feed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from interlocal.casebook.book import Casebook
from interlocal.casebook.quotes import find_quote
from interlocal.errors import CasebookError

__all__ = [
    "Anchor",
    "Anchored",
    "Found",
    "Status",
    "Texts",
    "anchor",
    "locate_text",
    "read_text",
    "reanchor",
    "reanchor_all",
    "verify",
]

LARGEST_TEXT = 1 << 26
"""Bytes of the largest text that is read: 64 MiB, some forty thousand printed pages."""

CONTEXT = 32
"""Code points kept before and after a stored quote."""

Status = Literal["ok", "moved", "missing", "unanchored"]


class Anchored(Protocol):
    """Whatever points into a text as a `Passage` does."""

    @property
    def start(self) -> int | None:
        """First code point."""

    @property
    def end(self) -> int | None:
        """Code point after the last."""

    @property
    def sha256(self) -> str:
        """Digest of the stretch."""

    @property
    def quote(self) -> str:
        """The stretch itself, where it is stored."""

    @property
    def before(self) -> str:
        """What stands before it."""

    @property
    def after(self) -> str:
        """What stands after it."""


@dataclass(frozen=True)
class Anchor:
    """A stretch of a text: the cells of a `Passage` that tie it to the text."""

    start: int
    end: int
    sha256: str
    quote: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Found:
    """Where a passage stands now, how it was found, and how alike it is (1 for the very same words).

    `how` is `hash` (the same code points), `quote` (the stored words, spaces and quotation marks
    apart), `context` (what stood between the stored words before and after) or `fuzzy` (words much
    like the stored ones). Only `hash` is proof; the others are for a person to confirm.
    """

    start: int
    end: int
    how: Literal["hash", "quote", "context", "fuzzy"]
    likeness: float = 1.0


def _digest(stretch: str) -> str:
    return hashlib.sha256(stretch.encode("utf-8", "surrogatepass")).hexdigest()


def anchor(text: str, start: int, end: int, *, keep_words: bool = False) -> Anchor:
    """The anchor of a stretch of a text: offsets and digest, and its words where they may be kept.

    `start` is the first code point, counted from 0, and `end` the one after the last. With
    `keep_words` the stretch and up to 32 code points on either side are stored, for texts whose
    licence permits it. Raises `ValueError` for a stretch that is empty or not within the text.

    >>> anchor("The mayor agreed.", 4, 9).sha256[:8]
    'dd51a825'
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no stretch {start} to {end} in a text of {len(text)} code points")
    stretch = text[start:end]
    if not keep_words:
        return Anchor(start, end, _digest(stretch))
    around = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(start, end, _digest(stretch), stretch, *around)


def _stands(passage: Anchored, text: str) -> bool:
    start, end = passage.start, passage.end
    if start is None or end is None or not 0 <= start < end <= len(text):
        return False
    stretch = text[start:end]
    return _digest(stretch) == passage.sha256 if passage.sha256 else stretch == passage.quote


def verify(passage: Anchored, text: str) -> Status:
    """Whether a passage stands where it says it does.

    `ok`: the words at its offsets have its digest. `moved`: they do not, but the very same words
    stand elsewhere (`reanchor` says where). `missing`: they stand nowhere. `unanchored`: the
    passage has neither a digest with offsets nor a quote, so nothing can be verified.

    >>> text = "The mayor agreed."
    >>> here = anchor(text, 4, 9)
    >>> verify(here, text), verify(here, "Yes: " + text), verify(here, "The governor agreed.")
    ('ok', 'moved', 'missing')
    """
    located = passage.start is not None and passage.end is not None
    if not passage.quote and not (located and passage.sha256):
        return "unanchored"
    if _stands(passage, text):
        return "ok"
    return "moved" if _same_words(passage, text, None) else "missing"


def reanchor(passage: Anchored, text: str, *, near: int | None = None) -> Found | None:
    """Where the words of a passage stand in a changed text, or None.

    First every stretch of the same length is compared by digest, outward from `near` (by default
    from where the passage stood), so that of several equal stretches the nearest is found. Then,
    where the passage keeps its words: the words themselves, spaces and quotation marks apart; then
    what stands between the kept words before and after; then the most alike stretch.

    >>> here = anchor("The mayor agreed.", 4, 9)
    >>> reanchor(here, "At last the mayor agreed.")
    Found(start=12, end=17, how='hash', likeness=1.0)
    """
    if same := _same_words(passage, text, near):
        return same
    if not passage.quote:
        return None
    around = near if near is not None else passage.start or 0
    found = find_quote(text, passage.quote, passage.before, passage.after, around)
    return Found(*found) if found else None


def _same_words(passage: Anchored, text: str, near: int | None) -> Found | None:
    if passage.quote and (not passage.sha256 or _digest(passage.quote) == passage.sha256):
        return _nearest_equal(text, passage.quote, near if near is not None else passage.start or 0)
    if passage.start is None or passage.end is None or not passage.sha256:
        return None
    start = _by_digest(text, passage.end - passage.start, passage.sha256, near, passage.start)
    return None if start is None else Found(start, start + passage.end - passage.start, "hash")


def _nearest_equal(text: str, words: str, near: int) -> Found | None:
    places = (text.rfind(words, 0, max(near, 0) + len(words)), text.find(words, max(near, 0)))
    at = min((place for place in places if place >= 0), key=lambda place: abs(place - near), default=None)
    return None if at is None else Found(at, at + len(words), "hash")


def _by_digest(text: str, length: int, digest: str, near: int | None, start: int) -> int | None:
    """The window of that length with that digest which is nearest to where it is expected."""
    last = len(text) - length
    if length <= 0 or last < 0:
        return None
    sha256 = hashlib.sha256
    middle = min(max(start if near is None else near, 0), last)
    for distance in range(max(middle, last - middle) + 1):
        for at in {middle - distance, middle + distance}:
            if 0 <= at <= last:
                window = text[at : at + length].encode("utf-8", "surrogatepass")
                if sha256(window).hexdigest() == digest:
                    return at
    return None


def reanchor_all(passages: Iterable[Anchored], text: str) -> list[Found | None]:
    """`reanchor` for many passages of one text, in their order.

    An insertion shifts all that follows it by the same length, so each search begins where the
    shift of the passage before it would put this one.

    >>> old = "One. Two. Three."
    >>> moved = reanchor_all([anchor(old, 0, 4), anchor(old, 10, 15)], "First: " + old)
    >>> [found.start for found in moved if found]
    [7, 17]
    """
    passages = list(passages)
    ordered = sorted(range(len(passages)), key=lambda i: passages[i].start or 0)
    found: list[Found | None] = [None] * len(passages)
    shift = 0
    for i in ordered:
        start = passages[i].start
        found[i] = here = reanchor(passages[i], text, near=None if start is None else start + shift)
        if here and start is not None and here.how == "hash":
            shift = here.start - start
    return found


def read_text(path: Path) -> str:
    """A source's text as offsets count it: no byte-order mark, every line ending a line feed.

    Raises `CasebookError` for a file that is not there, is no UTF-8 or is larger than 64 MiB.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_TEXT:
            raise CasebookError(f"{path}: {size:,} bytes is larger than 64 MiB; split the text")
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise CasebookError(f"{path}: not UTF-8 at byte {error.start}; save the text as UTF-8") from None
    except OSError as error:
        raise CasebookError(
            f"{path}: cannot be read ({error.strerror}); give the path of a text file"
        ) from None


def locate_text(book: Casebook, source: str) -> Path | None:
    """The file `texts/SOURCE.txt` of a casebook's folder, or None where there is none.

    A coder's pass in `coders/NAME` uses the texts of the casebook it belongs to. A source whose key
    is no plain file name has no file; a file that is a link to outside the folder is refused with
    `CasebookError`.
    """
    if book.folder is None or not source or source.startswith(".") or any(c in source for c in '/\\:\0"'):
        return None
    folders = [book.folder]
    if book.folder.absolute().parent.name == "coders":
        folders.append(book.folder.absolute().parent.parent)
    for folder in folders:
        texts = folder / "texts"
        path = texts / f"{source}.txt"
        if path.is_file():
            if not path.resolve().is_relative_to(texts.resolve()):
                raise CasebookError(
                    f"{path}: is a link to a file outside the casebook; copy the text here, or name it with "
                    f"--text {source}=PATH"
                )
            return path
    return None


@dataclass
class Texts:
    """The texts at hand for a casebook: those named by path, else those in its `texts/`; each read once."""

    book: Casebook
    paths: Mapping[str, Path] = field(default_factory=dict)
    _read: dict[str, str | None] = field(default_factory=dict, repr=False)

    def get(self, source: str) -> str | None:
        """The text of a source, or None where it is not at hand."""
        if source not in self._read:
            path = self.paths.get(source) or locate_text(self.book, source)
            self._read[source] = None if path is None else read_text(path)
        return self._read[source]

    def words(self, source: str, passage: Anchored) -> tuple[Status | Literal["no text"], str]:
        """The words of a passage, only where they are verified, and how the passage stands.

        Without the text, words that the casebook itself keeps (and that have its digest) are given,
        with the status `no text`.
        """
        text = self.get(source)
        if text is None:
            kept = passage.quote if passage.quote and _digest(passage.quote) == passage.sha256 else ""
            return "no text", kept
        status = verify(passage, text)
        return status, text[passage.start : passage.end] if status == "ok" else ""
