"""A framework as data: dimensions, roles with anchors and indicators, kinds of providers, outcomes.

The theory stands in a TOML file that a reader can disagree with; the code knows no role by name.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from interlocal.casebook.codebook import Codebook, Item
from interlocal.errors import InterlocalError, UnknownNameError

__all__ = [
    "SHIPPED",
    "Acts",
    "Anchor",
    "Dimension",
    "Framework",
    "Indicator",
    "Outcome",
    "Provider",
    "Reader",
    "Role",
    "Trial",
    "Unmeasured",
    "When",
    "differences",
    "parse_framework",
    "read_framework",
]

SHIPPED = ("keck_sikkink", "takao2003")
"""The frameworks that come with interlocal, by name."""

Reader: TypeAlias = Literal["presence", "renewal", "after_funding", "told", "forum", "influence", "freedom"]
"""How an outcome is read from a casebook; `interlocal.framework.outcomes` has one function for each."""


NEEDS = {
    "joint_payment": ("relations",),
    "mixed_company": ("events",),
    "answered": ("relations",),
    "unasked": ("relations", "positions", "events"),
}
"""Which records a test has to name."""


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which positions show an anchor: all that is given must hold, what is left out may be anything."""

    kinds: tuple[Literal["statement", "decision", "adoption", "not_adopted"], ...] = ()
    steps: tuple[Literal["none", "agenda", "position", "procedure", "adopted", "implemented"], ...] = ()
    stances: tuple[int, ...] = ()
    asked: bool | None = None
    obtained: bool | None = None
    actors: str = ""


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One level of a role's scale: what it says, and the observable that tells it from the other levels."""

    says: str
    observable: str = ""
    when: tuple[When, ...] = ()


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number of a measure that speaks to a role; see `interlocal.framework.measures`.

    `about` picks the numbers about one class, actor or policy, `*` standing for anything ("*:academic>*"); without it
    all count.
    """

    measure: str
    number: str
    about: str = ""
    says: str = ""


class Unmeasured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would speak to a role and is not computed, and why: what the source lacks, or what stands in for it."""

    what: str
    why: str


class Acts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which records are acts of a role: ties of relations; positions and events of a kind by the subject."""

    relations: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dimension, what it means and what its outcome is."""

    id: str
    name: str
    meaning: str = ""
    outcome: str = ""
    section: str = ""


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which ties of the subject show it active in a role: those of these relations, to actors of these sectors.

    `way` is "given" for ties from the subject, "received" for ties to it. Without `to`, whoever stands at
    the other end counts.
    """

    relations: tuple[str, ...] = ()
    way: Literal["given", "received"] = "given"
    to: tuple[str, ...] = ()


class Trial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a role is put to a test: a statistic of the subject's part, and what it is compared with.

    `statistic` is one of those of `interlocal.inference.roles`; `relations`, `positions` and `events` say
    which records it looks at, `of` and `carrier` which loss ("loss" only), `who` whose access ("gap" only: a
    kind of provider). `says` is the statistic in words.
    """

    statistic: Literal[
        "loss", "first_meetings", "joint_payment", "mixed_company", "answered", "gap", "unasked"
    ]
    says: str
    of: Literal["", "access", "cohesion", "brokerage"] = ""
    carrier: str = "claim"
    relations: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    who: str = ""


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role: its meaning in the source, its scale, and what is judged and what measured of it.

    `reads` says where its scores come from: coders' codings of the item of that id, or the anchors'
    conditions on positions. `kind` is M for mainly measured, J for mainly judged, both in the order
    of weight. `unmeasured` says what would speak to it besides, and why it is not computed. `reaches` are sectors that
    the role reaches, and that are no rivals at it in the case's home country. `acts` are the records in which it is
    exercised, `activity` the ties that a measurement model may count as one more, noisy rater. `tests` are tried in
    their order, and the first that a casebook allows decides; `untested` says why there is none.
    """

    id: str
    name: str
    dimension: str
    meaning: str
    anchors: tuple[Anchor, ...]
    section: str = ""
    reads: Literal["codings", "positions"] = "codings"
    kind: Literal["", "M", "J", "M+J", "J+M"] = ""
    judged: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()
    null: str = ""
    reaches: tuple[str, ...] = ()
    acts: Acts = Acts()
    activity: Activity = Activity()
    tests: tuple[Trial, ...] = ()
    untested: str = ""

    @property
    def top(self) -> int:
        """The highest score."""
        return len(self.anchors) - 1


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """A kind of provider: a class of the codebook, or sectors and what else must hold of an actor.

    `belonging = "other"` asks for legal membership in another country than the one it acts from;
    `words` for one of these words in the name. `include` are actors that are of the kind by name.
    """

    id: str
    name: str
    class_: str = ""
    sectors: tuple[str, ...] = ()
    belonging: Literal["", "other"] = ""
    words: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outcome of a dimension, and how it is read: see `interlocal.framework.outcomes`."""

    id: str
    dimension: str
    name: str
    reader: Reader
    tables: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    reverse: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    to: str = ""
    role: str = ""


class Framework(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Dimensions, roles, kinds of providers and outcomes. `subject` is the class whose part is assessed."""

    id: str
    title: str
    dimensions: tuple[Dimension, ...]
    roles: tuple[Role, ...]
    source: str = ""
    subject: str = "home_local_government"
    providers: tuple[Provider, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    note: str = ""

    def role(self, id: str) -> Role:
        """A role by id; `UnknownNameError` with the roles there are.

        >>> read_framework("takao2003").role("discretion").top
        4
        """
        for one in self.roles:
            if one.id == id:
                return one
        raise UnknownNameError(
            f"{self.id}: no role {id!r}; the roles are {', '.join(one.id for one in self.roles)}"
        )

    def of(self, dimension: str) -> tuple[Role, ...]:
        """The roles of a dimension."""
        return tuple(one for one in self.roles if one.dimension == dimension)


def read_framework(name: str | Path | Framework = "takao2003") -> Framework:
    """A framework by the name of a shipped one, or from a TOML file of your own.

    Raises `UnknownNameError` for a name that is neither, `InterlocalError` for a file that cannot
    be read or that contradicts itself; the message names the file, the entry and what to do.

    >>> [one.name for one in read_framework("takao2003").dimensions]
    ['Sustainability', 'Accountability', 'Advocacy']
    >>> read_framework("takao")
    Traceback (most recent call last):
    interlocal.errors.UnknownNameError: no framework 'takao'; did you mean takao2003? The shipped ones are \
keck_sikkink, takao2003; or give the path of a TOML file
    """
    if isinstance(name, Framework):
        return name
    path = Path(name)
    if str(name) in SHIPPED:
        return parse_framework((files("interlocal.framework") / f"{name}.toml").read_bytes(), f"{name}.toml")
    if path.is_file():
        return parse_framework(path.read_bytes(), str(path))
    raise UnknownNameError(_unknown(str(name)))


def _unknown(name: str) -> str:
    near = get_close_matches(name, SHIPPED, 1, 0.5)
    hint = f"; did you mean {near[0]}? The" if near else "; the"
    return (
        f"no framework {name!r}{hint} shipped ones are {', '.join(SHIPPED)}; or give the path of a TOML file"
    )


def parse_framework(text: bytes, where: str = "framework.toml") -> Framework:
    """Read a framework from TOML, or say which entry is wrong, and why."""
    try:
        found = msgspec.convert(tomllib.loads(text.decode("utf-8-sig")), Framework)
    except UnicodeDecodeError as error:
        raise InterlocalError(f"{where}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InterlocalError(f"{where}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise InterlocalError(f"{where}: {_plain(str(error))}; see docs/framework.md") from None
    wrong = next(_faults(found), None)
    if wrong:
        raise InterlocalError(f"{where}: {wrong}")
    return found


_PARTS: dict[str, type[msgspec.Struct]] = {
    "dimensions": Dimension,
    "roles": Role,
    "providers": Provider,
    "outcomes": Outcome,
    "anchors": Anchor,
    "when": When,
    "indicators": Indicator,
    "tests": Trial,
    "acts": Acts,
    "activity": Activity,
}


def _plain(message: str) -> str:
    """What msgspec says against a framework, in the words of the file.

    >>> _plain("Object contains unknown field `subjct`")
    "has no entry 'subjct' at the top; did you mean 'subject'?"
    >>> _plain("Object missing required field `says` - at `$.roles[0].anchors[1]`")
    'roles, entry 1, anchors, entry 2 needs `says`'
    >>> _plain("Expected `str`, got `int` - at `$.title`")
    'title should be str, and is int'
    """
    said, _, place = message.partition(" - at ")
    parts = re.findall(r"([a-z_]+)(?:\[(\d+)\])?", place)
    where = ", ".join(f"{key}, entry {int(n) + 1}" if n else key for key, n in parts)
    named = re.fullmatch(r"Object (contains unknown|missing required) field `(\w+)`", said)
    if named is None:
        told = re.sub(r"Expected `(.+?)`, got `(.+?)`", r"should be \1, and is \2", said)
        return f"{where} {told}".strip()
    if named[1] == "missing required":
        return f"{where or 'the top'} needs `{named[2]}`"
    known = (_PARTS.get(parts[-1][0], Framework) if parts else Framework).__struct_encode_fields__
    near = get_close_matches(named[2], known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"the entries are {', '.join(known)}"
    return f"has no entry {named[2]!r} {f'in {where}' if where else 'at the top'}; {hint}"


def _faults(found: Framework) -> Iterator[str]:
    for kind in ("dimensions", "roles", "providers", "outcomes"):
        yield from _doubles(kind, (one.id for one in getattr(found, kind)))
    dimensions = [one.id for one in found.dimensions]
    entries: tuple[Role | Outcome, ...] = (*found.roles, *found.outcomes)
    for entry in entries:
        if entry.dimension not in dimensions:
            kind = "role" if isinstance(entry, Role) else "outcome"
            yield f"{kind} {entry.id!r}: no dimension {entry.dimension!r}; write one of {', '.join(dimensions)}"
    for role in found.roles:
        yield from _scale_faults(role)
        yield from _trial_faults(role, {one.id for one in found.providers})
    roles = [one.id for one in found.roles]
    for outcome in found.outcomes:
        if outcome.reader == "freedom" and outcome.role not in roles:
            yield f"outcome {outcome.id!r}: no role {outcome.role!r}; write one of {', '.join(roles)}"
        if outcome.reader == "told" and not (outcome.words or outcome.relations):
            yield f"outcome {outcome.id!r}: give it words or relations to look for"


def _doubles(kind: str, ids: Iterable[str]) -> Iterator[str]:
    for id, times in Counter(ids).items():
        if times > 1:
            yield f"{kind}: the id {id!r} stands {times} times; give each entry its own"


def _scale_faults(role: Role) -> Iterator[str]:
    if not 2 <= len(role.anchors) <= 5:
        yield f"role {role.id!r}: {len(role.anchors)} anchors; a scale has two to five"
    seen: dict[str, int] = {}
    for level, anchor in enumerate(role.anchors):
        if not anchor.observable:
            yield f"role {role.id!r}, anchor {level}: name the observable that tells it from the other levels"
        if anchor.observable in seen:
            yield (
                f"role {role.id!r}: anchors {seen[anchor.observable]} and {level} have the same observable; "
                "name what tells them apart, or merge them"
            )
        seen[anchor.observable] = level
        if (role.reads == "positions") != bool(anchor.when):
            remedy = "give it `when`" if role.reads == "positions" else "leave `when` out, or read positions"
            yield f"role {role.id!r}, anchor {level}: the role reads {role.reads}; {remedy}"


def _trial_faults(role: Role, providers: set[str]) -> Iterator[str]:
    for trial in role.tests:
        where = f"role {role.id!r}, test {trial.statistic!r}"
        if (trial.statistic == "loss") != bool(trial.of):
            yield f"{where}: `of` says whose loss: access, cohesion or brokerage; give it to a loss, and only to one"
        if trial.statistic == "gap" and trial.who not in providers:
            yield f"{where}: no kind of provider {trial.who!r}; write one of {', '.join(sorted(providers))}"
        if trial.statistic in NEEDS and not any(getattr(trial, name) for name in NEEDS[trial.statistic]):
            yield f"{where}: say which records it looks at: {' or '.join(NEEDS[trial.statistic])}"


def differences(framework: Framework, codebook: Codebook) -> tuple[str, ...]:
    """Where a framework and the items of a codebook do not fit: sentences for a person, none where all do.

    A role that reads codings needs an item of its id; an item's anchors, dimension and `reaches`
    should be the framework's, since coders scored by them.

    >>> from interlocal.casebook.folder import read
    >>> differences(read_framework("takao2003"), read("takao2003").codebook)
    ()
    """
    items = {item.id: item for item in codebook.items if item.kind == "role"}
    scored = [role for role in framework.roles if role.reads == "codings"]
    found = [line for role in scored for line in _unlike(framework.id, role, items.get(role.id))]
    found += _unscored(framework.id, scored, items.keys())
    for id in items.keys() - {role.id for role in scored} if scored else ():
        found.append(f"the codebook's item {id!r} is no role of {framework.id}: its scores are left out")
    return tuple(sorted(found))


def _unscored(framework: str, scored: list[Role], items: Set[str]) -> list[str]:
    """Roles that no coder could score, all in one sentence."""
    absent = [role.id for role in scored if role.id not in items]
    if not absent:
        return []
    if len(absent) == len(scored):
        return [
            f"no role of {framework} is an item of the codebook, so nobody was scored; to score, add [[items]] "
            f"with the ids {', '.join(absent)} and rows to codings.csv"
        ]
    return [
        f"not among the codebook's items, so nobody was scored on them: {', '.join(absent)} ({framework})"
    ]


def _unlike(framework: str, role: Role, item: Item | None) -> Iterator[str]:
    if item is None:
        return
    if item.dimension and item.dimension != role.dimension:
        yield f"item {role.id!r} has dimension {item.dimension!r}, {framework} has {role.dimension!r}"
    if item.reaches and item.reaches != role.reaches:
        here, there = (", ".join(one.reaches) or "nobody" for one in (role, item))
        yield (
            f"item {role.id!r} of the codebook reaches {there} and the role in {framework} {here}: whoever is "
            "reached is no rival; give the item the same `reaches`"
        )
    ours = tuple(anchor.says for anchor in role.anchors)
    if item.anchors and item.anchors != ours:
        level = next(
            (k for k, pair in enumerate(zip(item.anchors, ours, strict=False)) if len(set(pair)) > 1), None
        )
        unlike = f"at level {level}" if level is not None else "in the number of levels"
        yield f"item {role.id!r}: its anchors differ from {framework}'s {unlike}; coders scored by the codebook's"
