"""Finding actors and events by name, in any spelling or script, and the one actor that a name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from interlocal.casebook.book import Casebook
from interlocal.casebook.folding import cjk, fold, initials, key_words, sounds, squash, words
from interlocal.casebook.records import Actor
from interlocal.errors import UnknownNameError

__all__ = ["Hit", "How", "NameIndex", "index", "resolve", "search"]

ADMINISTRATIVE = frozenset(
    {"city", "county", "government", "ken", "krai", "kray", "municipality", "oblast"}
    | {"prefecture", "province", "region", "shi", "state", "town", "village"}
)
"""Words that say what kind of unit a place name means: Niigata is a city and a prefecture."""

LONGEST = 200
"""Code points of a query that are looked at."""

ADMINISTRATIVE_ENDS = tuple("市县省州道府都町村区")
"""The same in Chinese characters, in the form that `fold` gives them."""


class How(IntEnum):
    """In which way a name was found; the lower, the closer.

    >>> How.EXACT < How.FUZZY
    True
    """

    ID = 0
    EXACT = 1
    """The same but for width, case, accents, apostrophes and spacing."""
    SPELLING = 2
    """The same in another romanisation or script, or with the same words in another order."""
    INITIALS = 3
    """The initials of the name."""
    BARE = 4
    """The place name without its "city", "prefecture" or the like."""
    PREFIX = 5
    """The beginning of the name."""
    WORDS = 6
    """All words that were typed are words of the name."""
    PARTS = 7
    """All words that were typed begin words of the name, or stand within it in CJK."""
    FUZZY = 8
    """All words that were typed are words of the name with a slip or two."""


@dataclass(frozen=True)
class Hit:
    """A record that was found: by which of its names, and how; a higher `score` is closer among equals."""

    id: str
    name: str
    how: How
    score: float = 0.0


@dataclass(frozen=True)
class _Entry:
    id: str
    name: str
    folded: str
    squashed: str
    spoken: str
    spoken_squashed: str
    key: frozenset[str]
    keys: frozenset[frozenset[str]]
    spoken_keys: frozenset[frozenset[str]]
    words: tuple[str, ...]
    spoken_words: tuple[str, ...]
    initials: frozenset[str]
    bare: str


def _bare(text: str) -> str:
    said = [word for word in words(text) if word not in ADMINISTRATIVE and word != "of"]
    if len(said) == 1 and cjk(said[0][-1]) and len(said[0]) > 2 and said[0].endswith(ADMINISTRATIVE_ENDS):
        return said[0][:-1]
    return "".join(said)


def _entry(id: str, name: str) -> _Entry:
    spoken = sounds(name)
    keys = frozenset({key_words(name), key_words(name, join=True)})
    return _Entry(
        id=id,
        name=name,
        folded=fold(name),
        squashed=squash(name),
        spoken=spoken,
        spoken_squashed=_merge(spoken),
        key=key_words(name),
        keys=keys,
        spoken_keys=frozenset(frozenset(map(sounds, key)) for key in keys),
        words=words(name),
        spoken_words=tuple(spoken.split()),
        initials=initials(name),
        bare=sounds(_bare(name)),
    )


def _merge(spoken: str) -> str:
    """Sounds of words written together: the doubled letter at a seam counts once, as within a word."""
    merged = ""
    for word in spoken.split():
        merged += word[1:] if merged and merged[-1] == word[0] and not cjk(word[0]) else word
    return merged


class NameIndex:
    """All names of some records, ready to be searched.

    Building takes about 50 µs a name; a search compares with every name, some milliseconds for a
    thousand names.

    >>> names = NameIndex([("a", "Kitakyushu City"), ("b", "Niigata City")])
    >>> [hit.id for hit in names.search("City of Kita-Kyūshū")]
    ['a']
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._entries = [_entry(id, name) for id, name in dict.fromkeys(names) if words(name)]
        self._ids = {fold(entry.id): entry.id for entry in self._entries}
        self._first = {entry.id: entry.name for entry in reversed(self._entries)}

    def search(self, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """What the words may mean, closest first, each record once, by the closest of its names.

        Fuzzy matches are given only where nothing matches better. No words, no hits.
        """
        best: dict[str, Hit] = {}
        if (id := self._ids.get(fold(text))) is not None:
            best[id] = Hit(id, self._first[id], How.ID)
        said = _entry("", text[:LONGEST])
        if said.words:
            for match in (_match, _slips):
                for entry in self._entries:
                    hit = match(said, entry)
                    if hit and (entry.id not in best or _rank(hit) < _rank(best[entry.id])):
                        best[entry.id] = hit
                if best:
                    break
        return tuple(sorted(best.values(), key=_rank)[:limit])


def _rank(hit: Hit) -> tuple[int, float, int, str]:
    return hit.how, -hit.score, len(hit.name), hit.id


def _match(said: _Entry, entry: _Entry) -> Hit | None:
    if said.folded == entry.folded or said.words == entry.words:
        return Hit(entry.id, entry.name, How.EXACT, float(said.folded == entry.folded))
    if said.squashed == entry.squashed:
        return Hit(entry.id, entry.name, How.SPELLING, 4)
    if said.keys & entry.keys:
        return Hit(entry.id, entry.name, How.SPELLING, 3)
    if said.spoken_squashed == entry.spoken_squashed or set(said.spoken_words) == set(entry.spoken_words):
        return Hit(entry.id, entry.name, How.SPELLING, 2)
    if said.spoken_keys & entry.spoken_keys:
        return Hit(entry.id, entry.name, How.SPELLING, 1)
    if said.squashed in entry.initials:
        return Hit(entry.id, entry.name, How.INITIALS)
    if said.spoken_squashed == entry.bare:
        return Hit(entry.id, entry.name, How.BARE)
    if entry.folded.startswith(said.folded) or entry.squashed.startswith(said.squashed):
        return Hit(entry.id, entry.name, How.PREFIX, float(entry.words[: len(said.words)] == said.words))
    return _by_words(said, entry)


def _by_words(said: _Entry, entry: _Entry) -> Hit | None:
    share = len(said.squashed) / max(1, len(entry.squashed))
    if said.key <= entry.key:
        return Hit(entry.id, entry.name, How.WORDS, 1 + share)
    if set(said.spoken_words) <= set(entry.spoken_words):
        return Hit(entry.id, entry.name, How.WORDS, share)
    if all(_part(word, entry.words) for word in said.words):
        return Hit(entry.id, entry.name, How.PARTS, 1 + share)
    if all(len(word) > 2 and _part(word, entry.spoken_words) for word in said.spoken_words):
        return Hit(entry.id, entry.name, How.PARTS, share)
    return None


def _part(word: str, of: tuple[str, ...]) -> bool:
    if cjk(word[0]):
        return any(word in other for other in of)
    return any(other.startswith(word) for other in of)


def _slips(said: _Entry, entry: _Entry) -> Hit | None:
    """A match in which each typed word is a word of the name but for a slip; pairs of characters in CJK."""
    total = 0.0
    for word in said.spoken_words:
        likeness = max(_likeness(word, other) for other in (*entry.spoken_words, entry.spoken_squashed))
        if likeness == 0:
            return None
        total += likeness
    return Hit(entry.id, entry.name, How.FUZZY, round(total / len(said.spoken_words), 3))


def _likeness(word: str, other: str) -> float:
    """1 for equal words, less for slips, 0 for too many of them."""
    if cjk(word[0]) or cjk(other[0]):
        pairs, others = _pairs(word), _pairs(other)
        shared = 2 * len(pairs & others) / max(1, len(pairs) + len(others))
        return shared if shared >= 0.4 else 0
    allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    if abs(len(word) - len(other)) > allowed:
        # A slip in a word that was not typed to its end.
        other = other[: len(word)] if len(word) >= 5 else other
        if abs(len(word) - len(other)) > allowed:
            return 0
    slips = _distance(word, other, allowed)
    return 1 - slips / len(word) if slips <= allowed else 0


def _pairs(word: str) -> set[str]:
    return {word[i : i + 2] for i in range(len(word) - 1)}


def _distance(a: str, b: str, most: int) -> int:
    """Letters to change, drop, add or swap with their neighbour; some number above `most` if more than that."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        below = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, below[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            below.append(cost)
        if min(below) > most:
            return most + 1
        before, row = row, below
    return row[-1]


def index(book: Casebook, table: str = "actors") -> NameIndex:
    """The name index of a casebook's actors or events, built once for each casebook."""
    # Kept on the value itself, as a cached property would be: a casebook never changes.
    kept: dict[str, NameIndex] = book.__dict__.setdefault("_name_indices", {})
    if table not in kept:
        names = [(record.id, record.name) for record in book.records(table)]
        if table == "actors":
            known = {actor.id for actor in book.actors}
            names += [(name.actor, name.name) for name in book.names if name.actor in known]
        kept[table] = NameIndex(names)
    return kept[table]


def search(book: Casebook, text: str, *, table: str = "actors", limit: int = 20) -> tuple[Hit, ...]:
    """The actors (or events) that some words may name, closest first.

    Width, case, accents, apostrophes and dashes never matter. Then come other romanisations and
    scripts and another order of words, initials, place names without "city" or "prefecture",
    beginnings, whole words, beginnings of words, and last, where nothing else matches, slips of
    typing. No words give no hits.

    >>> from interlocal.casebook.folder import read
    >>> search(read("takao2003"), "no such body anywhere")
    ()
    """
    return index(book, table).search(text, limit=limit)


def _shown(book: Casebook, ids: Iterable[str], most: int = 8) -> str:
    ids = list(ids)
    actors = [actor for id in ids[:most] if isinstance(actor := book.by_id.get(id), Actor)]
    rest = f"; and {len(ids) - most} more" if len(ids) > most else ""
    return "; ".join(f"{actor.id} ({actor.name})" for actor in actors) + rest


def _meant(hits: tuple[Hit, ...], primary: dict[str, str], text: str) -> list[str]:
    """The ids that a name may mean: one when it is plain, more when it is ambiguous."""
    by_how: dict[How, list[str]] = defaultdict(list)
    for hit in hits:
        by_how[hit.how].append(hit.id)
    if by_how[How.ID]:
        return by_how[How.ID]
    displayed = [id for id in by_how[How.EXACT] if fold(primary[id]) == fold(text)]
    if displayed:
        return displayed
    # An alias such as "Niigata" must not hide that a prefecture goes by the same bare name.
    close = by_how[How.EXACT] or by_how[How.SPELLING] or by_how[How.INITIALS]
    if _bare(text) == squash(text):
        close = close + [id for id in by_how[How.BARE] if id not in close]
    if close:
        return close
    return [hit.id for hit in hits if hit.how in (How.PREFIX, How.WORDS) and hit.score >= 1]


def resolve(book: Casebook, text: str) -> Actor:
    """The one actor that a name means: an id, any of its names in any spelling, or its initials.

    A display name beats the aliases of others; a bare place name that several units share is
    ambiguous even where only one of them has it as an alias. Words that only one actor's name
    contains are enough. Nothing is ever guessed from a slip of typing: raises `UnknownNameError`
    that lists what the name may mean, or the nearest names.

    >>> from interlocal.casebook.folder import read
    >>> resolve(read("takao2003"), "Xyzzy")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    interlocal.errors.UnknownNameError: 'Xyzzy': no actor has this name; ...
    """
    hits = index(book).search(text, limit=len(book.actors))
    meant = _meant(hits, {actor.id: actor.name for actor in book.actors}, text)
    if len(meant) == 1 and isinstance(actor := book.by_id[meant[0]], Actor):
        return actor
    if meant:
        raise UnknownNameError(
            f"{text!r}: may mean {len(meant)} actors; give the id of one: {_shown(book, meant)}"
        )
    near = f"the nearest are {_shown(book, [hit.id for hit in hits])}" if hits else "nothing comes near"
    raise UnknownNameError(
        f"{text!r}: no actor has this name; {near}; search with: interlocal show BOOK --search WORDS"
    )
