"""The codebook: cases, episodes, periods, issues, relations, grades, items and classes, as declared in TOML."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from interlocal.errors import CasebookError

__all__ = [
    "ActorClass",
    "Case",
    "Codebook",
    "Entry",
    "Episode",
    "Grade",
    "IssueLink",
    "Item",
    "Period",
    "Relation",
    "Window",
    "parse_codebook",
]

CARRIERS = ("claim", "information", "money", "authority", "people", "recognition", "norm", "goods")


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The observation window: unknown dates lie within it, open ends are censored at its end (EDTF)."""

    start: str
    end: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that is only an id and a name: an issue or a policy."""

    id: str
    name: str
    note: str = ""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coalition under study, and its home country (ISO 3166-1 alpha-2).

    `start` (EDTF) is the first thing that the sources date of the coalition: what they leave undated
    in this case is taken to be no earlier. Without it the whole observation window applies.
    """

    id: str
    name: str
    home: str = ""
    start: str = ""
    note: str = ""


class Episode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of one case with its own demand and its own outcome.

    `roles` are the items that the episode bears on, `decision` the position or event that decides it, or
    comes nearest to deciding it; `note` says which of the two it is.
    """

    id: str
    name: str
    case: str
    section: str = ""
    roles: tuple[str, ...] = ()
    decision: str = ""
    note: str = ""


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span of one case within which roles are scored."""

    id: str
    name: str
    case: str
    start: str
    end: str
    note: str = ""


class IssueLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Evidence that an actor carried matters of one issue over to another."""

    id: str
    actor: str
    from_: str
    to: str
    start: str = ""
    passages: tuple[str, ...] = ()
    note: str = ""


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of tie: what it carries from sender to receiver, and what it carries back."""

    id: str
    name: str
    forward: tuple[str, ...] = ()
    reverse: tuple[str, ...] = ()
    symmetric: bool = False
    expand: tuple[str, ...] = ()
    note: str = ""


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grade of evidence and the probability it stands for."""

    id: str
    certainty: float
    note: str = ""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that coders score: a role, an authority function, an accountability axis.

    `reaches` are the sectors that the role reaches rather than is played by: whoever provides access to
    the home national government, that government is not its own rival at it.
    """

    id: str
    kind: str = "role"
    name: str = ""
    dimension: str = ""
    reaches: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    note: str = ""


class ActorClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of actors, such as home local governments: by sector, by territory, or by name."""

    id: str
    name: str
    sectors: tuple[str, ...] = ()
    territory: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    note: str = ""


class Codebook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the tables refer to but do not hold."""

    title: str
    window: Window
    cases: tuple[Case, ...] = ()
    text: str = ""
    licence: str = ""
    home: str = ""
    episodes: tuple[Episode, ...] = ()
    periods: tuple[Period, ...] = ()
    issues: tuple[Entry, ...] = ()
    issue_links: tuple[IssueLink, ...] = ()
    policies: tuple[Entry, ...] = ()
    relations: tuple[Relation, ...] = ()
    grades: tuple[Grade, ...] = ()
    items: tuple[Item, ...] = ()
    classes: tuple[ActorClass, ...] = ()
    note: str = ""

    def ids(self, list_name: str) -> set[str]:
        """The ids in one of the codebook's lists."""
        return {entry.id for entry in getattr(self, list_name)}

    def entry(self, list_name: str, id: str) -> Any:
        """One entry by list and id; `KeyError` when there is none."""
        for candidate in getattr(self, list_name):
            if candidate.id == id:
                return candidate
        raise KeyError(id)


_PARTS: dict[str, type[msgspec.Struct]] = {
    "window": Window,
    "cases": Case,
    "episodes": Episode,
    "periods": Period,
    "issues": Entry,
    "issue_links": IssueLink,
    "policies": Entry,
    "relations": Relation,
    "grades": Grade,
    "items": Item,
    "classes": ActorClass,
}


def parse_codebook(text: bytes, where: str = "codebook.toml") -> Codebook:
    """Read a codebook from TOML, or say which entry is wrong and why.

    >>> parse_codebook(b'title = "T"\\n[window]\\nstart = "1990"\\nend = "2000"').window.end
    '2000'
    """
    import tomllib

    try:
        tree = tomllib.loads(text.decode("utf-8-sig"))
        return msgspec.convert(tree, Codebook)
    except UnicodeDecodeError as error:
        raise CasebookError(f"{where}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CasebookError(f"{where}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise CasebookError(f"{where}: {_plain(str(error))}") from None


def _plain(message: str) -> str:
    """What msgspec says against the codebook, in the words of the file.

    >>> _plain("Object contains unknown field `titel`")
    "has no entry 'titel' at the top; did you mean 'title'?"
    >>> _plain("Object missing required field `end` - at `$.window`")
    '[window] needs `end`; write end = "…" there'
    >>> _plain("Expected `str`, got `int` - at `$.title`")
    'the top, title is a number; put quotation marks around it'
    >>> _plain("Expected `str`, got `int` - at `$.window.start`")
    '[window], start is a number; put quotation marks around it'
    """
    import difflib

    said, _, place = message.partition(" - at ")
    keys = re.findall(r"\w+", place)
    cls = _PARTS.get(keys[0], Codebook) if keys else Codebook
    inside = f"[[{keys[0]}]]" if cls not in (Codebook, Window) else "[window]" if cls is Window else "the top"
    if keys and cls is Codebook:  # an entry at the top that holds a wrong value
        keys = [inside, *keys]
    field = re.search(r"field `(\w+)`", said)
    if field and "unknown" in said:
        known = list(cls.__struct_encode_fields__)
        near = difflib.get_close_matches(field[1], known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"the entries are {', '.join(known)}"
        return f"has no entry {field[1]!r} {'at' if not keys else 'in'} {inside}; {hint}"
    if field:
        lines = "[window], start and end" if field[1] == "window" else f'{field[1]} = "…" there'
        return f"{inside} needs `{field[1]}`; write {lines}"
    at = ", ".join((inside, *keys[1:]))
    found = re.fullmatch(r"Expected `(.+)`, got `(\w+)`", said)
    if found is None:
        return f"{at}: {said}"
    if found[1] == "str" and found[2] in ("int", "float", "date", "datetime", "bool"):
        kind = "number" if found[2] in ("int", "float") else "bare word or date"
        return f"{at} is a {kind}; put quotation marks around it"
    if found[1].startswith("array"):
        return f'{at} is no list; write it in brackets, as ["…"] (or [[{keys[0]}]] for an entry of its own)'
    return f"{at} should be {found[1]}, and is {found[2]}"
