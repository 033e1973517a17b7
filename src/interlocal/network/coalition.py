"""A coalition as a dated network: actors, ties with what they carry, and who acts for whom.

The value is immutable; every slice is a new value that shares the actors and the clock.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from interlocal.casebook.codebook import ActorClass
from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.clock import Clock
from interlocal.network.standing import Standing

if TYPE_CHECKING:
    import scipy.sparse

    from interlocal.network.question import Who

__all__ = ["LEVELS", "CoalitionNetwork", "LeftOut", "Link", "Member", "Opposition", "Ties", "Translation"]

LEVELS: Mapping[str, tuple[str, ...]] = {
    "state": ("national_government",),
    "local": ("local_government", "local_government_association"),
    "affiliated": ("affiliated_body",),
    "international": ("international",),
    "society": ("civil_society", "residents", "business", "academic", "media", "party"),
}
"""The levels of a coalition, and the sectors each holds."""

_LEVEL_OF = {sector: level for level, sectors in LEVELS.items() for sector in sectors}


@dataclass(frozen=True, slots=True)
class Member:
    """An actor of the network. `territory` and `belonging` are ISO 3166-1 codes, possibly none."""

    id: str
    name: str
    kind: str = "organisation"
    sector: str = "civil_society"
    tier: str = "local"
    territory: tuple[str, ...] = ()
    belonging: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """state, local, affiliated, international or society."""
        return _LEVEL_OF.get(self.sector, "society")

    def side(self, home: str) -> str:
        """home, foreign or international, as seen from the country `home`."""
        if home in self.territory:
            return "home"
        return "foreign" if self.territory and self.sector != "international" else "international"


@dataclass(frozen=True, slots=True)
class Link:
    """An official or office acts for an organisation, between two moments; crossing it costs no hop."""

    official: int
    organisation: int
    start: int
    end: int
    record: str


@dataclass(frozen=True, slots=True)
class Translation:
    """An actor carried matters of one issue over to another, from one moment until another."""

    actor: int
    from_issue: int
    to_issue: int
    start: int
    end: int
    record: str


@dataclass(frozen=True, slots=True)
class Opposition:
    """An actor stood against another (or, with "", against a policy): bit mask of issues, moment, cases."""

    record: str
    opponent: str
    opposed: str
    issues: int
    moment: int
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that is not in the network, and why."""

    record: str
    reason: str


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties as columns, one entry each (shape (ties,)).

    `source`, `target`: positions of actors; `start`, `end`: positions of moments in the clock;
    `forward`, `reverse`: bit masks of carriers; `issues`: bit mask of issues, 0 for a standing
    relation that is neutral between them; `certainty`: probability that the tie was there;
    `polarity`: 0 or 1 here; `asserted`: whether the source asserts it. `record` is the id of the
    tie or of the event it was expanded from; `event` the event at which it happened, or "".
    """

    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    forward: npt.NDArray[np.uint16]
    reverse: npt.NDArray[np.uint16]
    issues: npt.NDArray[np.uint64]
    certainty: npt.NDArray[np.float64]
    polarity: npt.NDArray[np.int8]
    mode: npt.NDArray[np.int8]
    asserted: npt.NDArray[np.bool_]
    relation: npt.NDArray[np.str_]
    case: npt.NDArray[np.str_]
    layer: npt.NDArray[np.str_]
    status: npt.NDArray[np.str_]
    record: npt.NDArray[np.str_]

    def __post_init__(self) -> None:
        for column in self.columns().values():
            column.setflags(write=False)  # shared between values, so nobody may write to them

    def __len__(self) -> int:
        return len(self.source)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """The columns by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def chosen(self, where: npt.NDArray[Any]) -> Ties:
        """The ties of a mask, or at positions."""
        return Ties(**{name: column[where] for name, column in self.columns().items()})


@dataclass(frozen=True, eq=False)
class CoalitionNetwork:
    """Who was tied to whom, when, on what, with what evidence. Made by `interlocal.network.build`.

    `links` are officials and offices acting for organisations; `translations` the evidenced issue
    links; `standing` what fell with what; `left_out` every tie that is not here, with the reason.
    `passages` and `sources` give, by record, the passages it rests on and their independent works.
    `cases` and `relations` are those of the codebook, with ties here or not.
    """

    members: tuple[Member, ...]
    ties: Ties
    clock: Clock
    links: tuple[Link, ...] = ()
    translations: tuple[Translation, ...] = ()
    standing: Standing = field(default_factory=Standing)
    issues: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ("claim",)
    classes: tuple[ActorClass, ...] = ()
    home: str = ""
    left_out: tuple[LeftOut, ...] = ()
    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    opposition: tuple[Opposition, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
    cases: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False, init=False)

    def __repr__(self) -> str:
        return f"CoalitionNetwork({len(self.members)} actors, {len(self.ties)} ties, {len(self.left_out)} left out)"

    @functools.cached_property
    def positions(self) -> Mapping[str, int]:
        """Position of every actor, by id."""
        return {member.id: k for k, member in enumerate(self.members)}

    def index(self, actor: str) -> int:
        """Position of an actor by id or exact name; `UnknownNameError` with near misses."""
        found = self.positions.get(actor)
        if found is None:
            found = self.positions.get(self.aliases.get(actor.casefold(), ""))
        if found is None:
            near = get_close_matches(actor.casefold(), [*self.positions, *self.aliases], n=3, cutoff=0.5)
            names = dict.fromkeys(self.members[self.index(n)].name for n in near if n != actor.casefold())
            hint = f"; did you mean {' or '.join(map(repr, names))}?" if names else ""
            raise UnknownNameError(f"no actor {actor!r} in this network{hint}")
        return found

    def issue_bit(self, issue: str) -> int:
        """The bit of an issue; `UnknownNameError` with the issues there are."""
        if issue not in self.issues:
            raise UnknownNameError(f"no issue {issue!r}; the issues are {', '.join(self.issues)}")
        return 1 << self.issues.index(issue)

    def carrier_bit(self, carrier: str) -> int:
        """The bit of a carrier; `UnknownNameError` with the carriers there are."""
        if carrier not in self.carriers:
            raise UnknownNameError(f"no carrier {carrier!r}; the carriers are {', '.join(self.carriers)}")
        return 1 << self.carriers.index(carrier)

    def select(self, keep: npt.ArrayLike) -> CoalitionNetwork:
        """The same actors with only the ties of a boolean mask (one per tie) or of positions."""
        chosen = np.asarray(keep)
        if chosen.dtype == bool and chosen.shape != (len(self.ties),):
            raise NetworkError(f"the mask has shape {chosen.shape}, the network {len(self.ties)} ties")
        if chosen.dtype != bool:
            chosen = chosen.astype(np.int64)
            if ((chosen < 0) | (chosen >= len(self.ties))).any():
                raise NetworkError(
                    f"ties are numbered 0 to {len(self.ties) - 1}; {chosen.tolist()} leaves them"
                )
        return replace(self, ties=self.ties.chosen(chosen))

    def for_cases(self, cases: str | Iterable[str]) -> CoalitionNetwork:
        """Only ties coded for one of these cases; `UnknownNameError` for one that the codebook does not have."""
        wanted = set(_known("case", cases, self.cases))
        return self.select(np.array([bool(wanted & set(c.split(";"))) for c in self.ties.case], bool))

    def for_issue(self, issue: str) -> CoalitionNetwork:
        """Only ties on this issue, and the neutral ones."""
        bit = np.uint64(self.issue_bit(issue))
        return self.select((self.ties.issues == 0) | (self.ties.issues & bit != 0))

    def for_relations(self, relations: str | Iterable[str]) -> CoalitionNetwork:
        """Only ties of these relations; `UnknownNameError` for one that the codebook does not have."""
        return self.select(np.isin(self.ties.relation, _known("relation", relations, self.relations)))

    def at_levels(self, levels: str | Iterable[str]) -> CoalitionNetwork:
        """Only ties both of whose actors stand at one of these levels (`LEVELS`)."""
        wanted = set(_known("level", levels, tuple(LEVELS)))
        inside = np.array([member.level in wanted for member in self.members], bool)
        return self.select(inside[self.ties.source] & inside[self.ties.target])

    def during(self, after: str | int | None = None, before: str | int | None = None) -> CoalitionNetwork:
        """Only ties that can have been usable on some day after `after` and before `before`, as `paths` reads them.

        EDTF dates are not included, day numbers are; None is no bound.
        """
        from interlocal.network.question import day_after, day_before

        low, high = self.clock.low[self.ties.start], self.clock.high[self.ties.end]
        return self.select((low <= day_before(before)) & (high >= day_after(after)))

    def without(self, actors: Who) -> CoalitionNetwork:
        """The network with these actors' ties and links gone; the actors stay, isolated.

        `actors` are named as in `paths`, and are gone alone: their officials stay.
        """
        from interlocal.network.question import resolve

        gone = np.zeros(len(self.members), bool)
        gone[list(resolve(self, actors))] = True
        kept = self.select(~(gone[self.ties.source] | gone[self.ties.target]))
        links = tuple(one for one in self.links if not (gone[one.official] or gone[one.organisation]))
        return replace(kept, links=links)

    def to_networkx(self) -> Any:
        """A `networkx.MultiDiGraph`: an edge from source to target a tie, keyed by record, with its attributes.

        Dates are first and last possible days since 1970-01-01. Needs networkx.
        """
        try:
            import networkx
        except ImportError as error:
            raise NetworkError("to_networkx needs networkx: pip install networkx") from error
        graph = networkx.MultiDiGraph(home=self.home)
        for member in self.members:
            graph.add_node(member.id, **{f: getattr(member, f) for f in Member.__dataclass_fields__})
        columns = self.ties.columns()
        for k in range(len(self.ties)):
            values = {name: column[k].item() for name, column in columns.items()}
            for end in ("start", "end"):
                moment = values.pop(end)
                values[f"{end}_lo"], values[f"{end}_hi"] = self.clock.lows[moment], self.clock.highs[moment]
            ends = [self.members[values.pop(end)].id for end in ("source", "target")]
            values["issues"] = [i for b, i in enumerate(self.issues) if values["issues"] >> b & 1]
            graph.add_edge(*ends, key=values["record"], **values)
        return graph

    def to_matrix(self, carrier: str = "claim") -> scipy.sparse.csr_array:
        """How many ties carry `carrier` from each actor to each, as a sparse matrix (actors, actors)."""
        import scipy.sparse

        bit = np.uint16(self.carrier_bit(carrier))
        there, back = self.ties.forward & bit != 0, self.ties.reverse & bit != 0
        rows = np.concatenate([self.ties.source[there], self.ties.target[back]])
        columns = np.concatenate([self.ties.target[there], self.ties.source[back]])
        shape = (len(self.members), len(self.members))
        return scipy.sparse.csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)


def _known(what: str, wanted: str | Iterable[str], known: tuple[str, ...]) -> list[str]:
    """What is wanted as a list; a name is refused that is not among the known ones, where these are known."""
    listed = [wanted] if isinstance(wanted, str) else list(wanted)
    for one in listed:
        if known and one not in known:
            close = get_close_matches(one, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(known)}"
            raise UnknownNameError(f"no {what} {one!r}; {hint}")
    return listed
