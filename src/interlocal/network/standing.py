"""What falls when something is taken away: enabling records followed to their end.

A record stands if it has no enabling groups, or if one whole group of its enablers stands. Besides:
a tie falls with either of its actors, with the event at which it happened; an event with all of its
hosts (host, convenor, founder), a position with its actor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Standing"]


@dataclass(frozen=True)
class Standing:
    """What every record rests on.

    `needs`: records or actors without any one of which a record falls. `hosts`: actors of an
    event, with all of whom it falls. `groups`: enablers, AND within a group, OR across groups.

    >>> rests = Standing(needs={"t1": ("a", "b")}, groups={"t2": (("t1",), ("t3", "t4"))})
    >>> sorted(rests.fallen({"a"})), sorted(rests.fallen({"a", "t4"}))
    (['a', 't1'], ['a', 't1', 't2', 't4'])
    """

    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    _memo: dict[str, dict[str, list[str]]] = field(
        default_factory=dict, repr=False, compare=False, init=False
    )

    def fallen(self, removed: Iterable[str]) -> frozenset[str]:
        """All records and actors that fall with those removed, themselves included.

        Enabling is followed transitively; records that only enable one another in a circle stand.
        """
        down = set(removed)
        queue = list(down)
        dependents = self._dependents
        while queue:
            for record in dependents.get(queue.pop(), ()):
                if record not in down and not self._stands(record, down):
                    down.add(record)
                    queue.append(record)
        return frozenset(down)

    def _stands(self, record: str, down: set[str]) -> bool:
        if any(one in down for one in self.needs.get(record, ())):
            return False
        hosts = self.hosts.get(record)
        if hosts and all(host in down for host in hosts):
            return False
        groups = self.groups.get(record)
        return not groups or any(all(one not in down for one in group) for group in groups)

    @property
    def _dependents(self) -> dict[str, list[str]]:
        if "dependents" not in self._memo:
            made: dict[str, list[str]] = defaultdict(list)
            for kind in (self.needs, self.hosts):
                for record, ones in kind.items():
                    for one in ones:
                        made[one].append(record)
            for record, groups in self.groups.items():
                for one in {enabler for group in groups for enabler in group}:
                    made[one].append(record)
            self._memo["dependents"] = dict(made)
        return self._memo["dependents"]
