"""What the tests of roles read: a casebook with its simulated codings, a framework, and whose part is tested."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from interlocal.casebook.records import Actor, Event
from interlocal.framework.classes import class_members
from interlocal.framework.frame import Framework
from interlocal.framework.scope import STATED, Scope, refs
from interlocal.framework.study import Study
from interlocal.inference.roles.units import Bools
from interlocal.network.expansion import ABSENT, HOSTS
from interlocal.network.mediation import acting_for

__all__ = ["Bench"]

YEAR = 365.2425


@dataclass(frozen=True, eq=False)
class Bench:
    """One study and framework; `case` is "" for all cases together."""

    study: Study
    frame: Framework
    case: str = ""

    def of(self, case: str) -> Bench:
        """The same for one case."""
        return Bench(self.study, self.frame, case)

    @functools.cached_property
    def scope(self) -> Scope:
        """Contacts of the case: what the source reports."""
        return Scope(self.study, "roles", self.case, "contact")

    @functools.cached_property
    def subject(self) -> frozenset[str]:
        """Ids of those whose part is tested."""
        return class_members(self.study.book, self.frame.subject)

    @functools.cached_property
    def actors(self) -> Mapping[str, Actor]:
        """The actors by id."""
        return {one.id: one for one in self.study.book.actors}

    @functools.cached_property
    def bodies(self) -> Mapping[str, str]:
        """For whom each actor acts: itself, or the one body whose official or office it is."""
        network = self.study.network()
        ids = [member.id for member in network.members]
        return {ids[k]: ids[body] for k, body in enumerate(acting_for(network).tolist())}

    def body(self, actor: str) -> str:
        """For whom an actor acts."""
        return self.bodies.get(actor, actor)

    def is_subject(self, actor: str) -> bool:
        """Whether an actor is of the class tested, or acts for one of it."""
        return bool({actor, self.body(actor)} & self.subject)

    def present(self, records: Iterable[str]) -> Bools:
        """In which simulated codings these ties are there, (records, worlds)."""
        return self.scope.present(list(records))

    def certain(self, records: Iterable[str]) -> Bools:
        """Records whose presence is not drawn."""
        return np.ones((len(list(records)), self.study.n), bool)

    def decade(self, record: str) -> str:
        """The decade in which a record most likely began; "undated" where no date is told."""
        if not getattr(self.study.book.by_id.get(record), "start", "") and not getattr(
            self.study.book.by_id.get(record), "date", ""
        ):
            return "undated"
        year = 1970 + float(np.median(self.study.days(record))) / YEAR
        return f"{int(year // 10) * 10}s"

    def within(self, cell: str) -> str:
        """The case of a record as a key of its stratum."""
        return self.case or ";".join(sorted(refs(cell)))

    def inside(self, cell: str) -> bool:
        """Whether a record with this case cell is looked at."""
        cases = (self.case,) if self.case else self.study.cases
        return bool(set(cases) & set(refs(cell)))

    def events(self, kinds: Iterable[str]) -> Iterator[tuple[Event, frozenset[str]]]:
        """The stated events of these kinds here, each with the bodies that took part."""
        wanted = set(kinds)
        took: dict[str, set[str]] = {}
        for part in self.study.book.participants:
            if part.status in STATED and (part.role not in ABSENT or part.role in HOSTS):
                took.setdefault(part.event, set()).add(self.body(part.actor))
        for event in self.study.book.events:
            if event.kind in wanted and event.status in STATED and self.inside(event.case):
                host = {self.body(event.host)} if event.host else set()
                yield event, frozenset(took.get(event.id, set()) | host)
