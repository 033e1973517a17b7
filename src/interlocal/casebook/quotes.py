"""Finding words again in a text that was changed: reprinted, reflowed, corrected.

Everything here works on words that a casebook keeps; without them only the digest can find a stretch.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["find_quote", "smooth"]

ALIKE = 0.8
"""Share of matching code points from which a stretch counts as the same passage, changed."""

SEED = 6
"""Length of the pieces of a quote that are looked up to guess where it may stand."""

LARGEST_FUZZY = 4_000
"""Longest quote, in code points, that is compared stretch by stretch."""

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "\N{NON-BREAKING HYPHEN}": "-"}
)

Place = tuple[int, int, Literal["quote", "context", "fuzzy"], float]


def smooth(text: str) -> tuple[str, list[int]]:
    """The text with runs of space as one space and one kind of mark, and where each code point stood.

    The list has one more entry than the smooth text: the length of the text.

    >>> smooth("a  “b”")
    ('a "b"', [0, 1, 3, 4, 5, 6])
    """
    kept: list[str] = []
    places: list[int] = []
    space = False
    for i, c in enumerate(text.translate(_SAME)):
        if c.isspace():
            if not space:
                kept.append(" ")
                places.append(i)
        else:
            kept.append(c)
            places.append(i)
        space = c.isspace()
    places.append(len(text))
    return "".join(kept), places


def find_quote(text: str, quote: str, before: str = "", after: str = "", near: int = 0) -> Place | None:
    """Where a quote stands in a text, how it was found, and how alike it is; or None.

    >>> find_quote("They said “we  agree” at once.", 'said "we agree"')
    (5, 21, 'quote', 1.0)
    >>> find_quote("The mayor of Dalian agreed to it.", "the mayor of Dalien agreed")[2]
    'fuzzy'
    """
    plain, places = smooth(text)
    wanted = smooth(quote)[0].strip()
    if not wanted:
        return None
    return (
        _words(plain, places, wanted, near)
        or _between(plain, places, wanted, smooth(before)[0].strip(), smooth(after)[0].strip())
        or _alike(plain, places, wanted)
    )


def _words(plain: str, places: list[int], wanted: str, near: int) -> Place | None:
    best = None
    at = plain.find(wanted)
    while at >= 0:
        if best is None or abs(places[at] - near) < abs(places[best] - near):
            best = at
        at = plain.find(wanted, at + 1)
    return None if best is None else (*_stretch(places, best, best + len(wanted)), "quote", 1.0)


def _stretch(places: list[int], start: int, end: int) -> tuple[int, int]:
    return places[start], places[end - 1] + 1


def _between(plain: str, places: list[int], wanted: str, before: str, after: str) -> Place | None:
    """What stands between the two contexts, where it is about as long as the quote was."""
    if len(before) < SEED or len(after) < SEED:
        return None
    at = plain.find(before)
    while at >= 0:
        start = at + len(before)
        end = plain.find(after, start, start + 2 * len(wanted) + len(after) + 2)
        stretch = plain[start:end].strip() if end > start else ""
        if stretch:
            start = plain.index(stretch, start)
            likeness = SequenceMatcher(None, wanted, stretch, autojunk=False).ratio()
            return (*_stretch(places, start, start + len(stretch)), "context", round(likeness, 3))
        at = plain.find(before, at + 1)
    return None


def _alike(plain: str, places: list[int], wanted: str) -> Place | None:
    """The stretch most like the quote, guessed from where its pieces stand."""
    if not 2 * SEED <= len(wanted) <= LARGEST_FUZZY:
        return None
    guesses: Counter[int] = Counter()
    for i in range(0, len(wanted) - SEED + 1, max(1, len(wanted) // 200)):
        seed, at, seen = wanted[i : i + SEED], -1, 0
        while (at := plain.find(seed, at + 1)) >= 0 and seen < 50:
            guesses[(at - i) // SEED] += 1
            seen += 1
    best: tuple[float, int, int] = (0.0, 0, 0)
    for guess, _ in guesses.most_common(5):
        low = max(0, guess * SEED - SEED)
        high = min(len(plain), low + len(wanted) + 3 * SEED)
        matcher = SequenceMatcher(None, wanted, plain[low:high], autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            continue
        start = max(low, low + blocks[0].b - blocks[0].a)
        end = min(high, low + blocks[-1].b + len(wanted) - blocks[-1].a)
        likeness = SequenceMatcher(None, wanted, plain[start:end], autojunk=False).ratio()
        best = max(best, (likeness, -start, -end))
    likeness, start, end = best
    if likeness < ALIKE:
        return None
    return (*_stretch(places, -start, -end), "fuzzy", round(likeness, 3))
