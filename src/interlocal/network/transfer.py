"""What a partner abroad adds to one's access, and which partners would do together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import present
from interlocal.network.pairs import Scenario, plan
from interlocal.network.question import Who, resolve, with_officials
from interlocal.network.removal import scenarios
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Bools, Worlds

__all__ = [
    "Cover",
    "Transfer",
    "comparable",
    "partner_covers",
    "partner_swap",
    "smallest_cover",
    "ties_between",
    "transfer",
]

EXACT = 25
"""Up to this many partners the smallest cover is proved; beyond, the greedy one is given."""


@dataclass(frozen=True, eq=False)
class Transfer:
    """Whether one reaches the target in each world (n,): with the partner's ties, and without them.

    `without` leaves standing what those ties had enabled, `without_enabled` lets it fall too.
    `records` are the ties between the two, `fallen` what they had enabled.
    """

    before: Bools
    without: Bools
    without_enabled: Bools
    records: tuple[str, ...]
    fallen: tuple[str, ...]

    def gain(self, *, enabled: bool) -> npt.NDArray[np.float64]:
        """What the partner adds in each world: 1, or 0; its mean is the transferable access, in [0, 1]."""
        left = self.without_enabled if enabled else self.without
        return self.before.astype(np.float64) - left


def ties_between(network: CoalitionNetwork, a: int, b: int) -> tuple[str, ...]:
    """Records of the ties between two actors in either direction, their offices and officials included."""
    ours, theirs = (list(with_officials(network, frozenset([k]))) for k in (a, b))
    ties = network.ties
    there = np.isin(ties.source, ours) & np.isin(ties.target, theirs)
    back = np.isin(ties.source, theirs) & np.isin(ties.target, ours)
    return tuple(dict.fromkeys(ties.record[there | back].tolist()))


def transfer(
    network: CoalitionNetwork,
    worlds: Worlds,
    a: int,
    b: int,
    target: Sequence[int],
    *,
    avoiding: Who = (),
    whole: bool = False,
    carrier: str = "claim",
    sweep: Sweep | None = None,
) -> Transfer:
    """What b adds to a's access to a target that a reaches without those avoided (as a rule, a's own state).

    a and b are positions. The ties between a and b are deleted, without and with what they enabled;
    b itself stays, so that a may still come to it by others. With `whole` b is gone altogether, with
    its officials and all its ties: how much a depends on there being such a partner. A tie that is coded
    as made possible by what is deleted falls with it in `without_enabled`. `sweep` is one already laid
    out for these worlds, with a among its sources and the target as its only group.

    >>> from interlocal.network.sketch import sketch
    >>> from interlocal.network.worlds import draw_worlds
    >>> net = sketch("a society JP; b local CN; c state CN", "t1: a meets b 1990; b asks c 1991; a meets c 1992 <t1")
    >>> found = transfer(net, draw_worlds(net, 1), 0, 1, [2])
    >>> found.gain(enabled=False).mean().item(), found.gain(enabled=True).mean().item()
    (0.0, 1.0)

    Source: method of the tool; borrowed access after Takao (2003), "Access to the Center".
    """
    gone = with_officials(network, resolve(network, avoiding))
    laid = sweep or Sweep(plan(network, [a], [tuple(target)], carrier=carrier), worlds)
    lane = [laid.plan.sources.index(a)]
    records = ties_between(network, a, b)
    who = [network.members[b].id] if whole else records
    cuts, _, fallen = scenarios(network, who) if who else ([Scenario(), Scenario()], (), ())

    def reached(one: Scenario) -> Bools:
        days = laid.run(one._replace(actors=one.actors | gone), sources=lane).day
        found: Bools = days[:, 0, 0] < NEVER
        return found

    before = reached(Scenario())
    if not before.any():
        return Transfer(before, before, before, records, fallen)
    without, with_enabled = (reached(one) for one in cuts)
    return Transfer(before, without, with_enabled, records, fallen)


def comparable(network: CoalitionNetwork, partner: int) -> tuple[int, ...]:
    """Other actors with a tie here of the partner's level, tier and territory: whom it might be swapped for."""
    this = network.members[partner]
    mark = (this.level, this.tier, this.territory)
    return tuple(
        k
        for k in present(network)
        if k != partner and (m := network.members[k]) and (m.level, m.tier, m.territory) == mark
    )


def partner_swap(
    network: CoalitionNetwork,
    worlds: Worlds,
    a: int,
    b: int,
    target: Sequence[int],
    *,
    avoiding: Who = (),
    candidates: Iterable[int] | None = None,
    carrier: str = "claim",
) -> dict[str, float]:
    """The transferable access that a would have from others in b's place: a null for what b adds.

    The ties between a and b keep their dates, issues and modes and are given to each comparable
    partner (or each of `candidates`) instead. What had been enabled is left standing, since nobody has
    coded what others would have enabled. Compare with `transfer(…).gain(enabled=False)`. Empty when nobody
    is comparable or a and b have no tie.
    """
    records = ties_between(network, a, b)
    theirs = list(with_officials(network, frozenset([b])))
    between = np.isin(network.ties.record, list(records))
    gone = with_officials(network, resolve(network, avoiding))
    scenario, cut = Scenario(actors=gone), scenarios(network, records)[0][0] if records else Scenario()
    cut = cut._replace(actors=cut.actors | gone)
    found = {}
    for c in (comparable(network, b) if candidates is None else candidates) if records else ():
        ties = network.ties
        source = np.where(between & np.isin(ties.source, theirs), c, ties.source).astype(np.int32)
        end = np.where(between & np.isin(ties.target, theirs), c, ties.target).astype(np.int32)
        swapped = replace(network, ties=replace(ties, source=source, target=end))
        sweep = Sweep(plan(swapped, [a], [tuple(target)], carrier=carrier), worlds)
        days = [sweep.run(one).day[:, 0, 0] < NEVER for one in (scenario, cut)]
        found[network.members[c].id] = float((days[0].astype(float) - days[1]).mean())
    return found


def partner_covers(
    network: CoalitionNetwork,
    worlds: Worlds,
    sources: Sequence[int],
    partners: Sequence[int],
    wanted: Sequence[int],
    *,
    avoiding: Who = (),
    least: float = 0.5,
    carrier: str = "claim",
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Which of the wanted each partner alone opens to the sources, and which need no partner at all.

    A partner opens a target when any source reaches it in at least a share `least` of the worlds with all other
    partners gone; what is reached with all partners gone needs none. Those avoided are gone throughout.
    """
    names = [network.members[k].id for k in wanted]
    gone = with_officials(network, resolve(network, avoiding))
    sweep = Sweep(plan(network, tuple(sources), tuple((k,) for k in wanted), carrier=carrier), worlds)

    def opened(left: frozenset[int]) -> frozenset[str]:
        days = sweep.run(
            Scenario(actors=gone | with_officials(network, frozenset(partners) - left) - left)
        ).day
        part = (days < NEVER).any(axis=1).mean(axis=0) if worlds.n else np.zeros(len(wanted))
        return frozenset(name for name, p in zip(names, part, strict=True) if p >= least)

    alone = opened(frozenset())
    covers = {network.members[k].id: opened(frozenset([k])) - alone for k in partners}
    return covers, alone


@dataclass(frozen=True)
class Cover:
    """The fewest partners that open together all that any of them opens, one such choice.

    `exact` says whether no smaller choice exists; otherwise the choice is greedy. `uncovered` is what
    was wanted and no partner opens.
    """

    partners: tuple[str, ...]
    exact: bool
    greedy: tuple[str, ...]
    uncovered: tuple[str, ...]


def smallest_cover(covers: Mapping[str, frozenset[str]], wanted: Iterable[str]) -> Cover:
    """The smallest choice of partners by which everything wanted that can be had is had.

    Greedy: again and again the partner that opens most of what is left. Exact, up to 25 partners that open
    anything, by an integer programme.

    >>> smallest_cover({"a": frozenset("xy"), "b": frozenset("yz"), "c": frozenset("z")}, "xyzw")
    Cover(partners=('a', 'b'), exact=True, greedy=('a', 'b'), uncovered=('w',))
    """
    asked = set(wanted)
    useful = {name: sorted(asked & opens) for name, opens in sorted(covers.items()) if asked & opens}
    can = sorted({one for opens in useful.values() for one in opens})
    greedy = _greedy(useful, set(can))
    exact = len(useful) <= EXACT
    chosen = _exact(useful, can) if exact and len(greedy) > 1 else greedy
    if len(chosen) == len(greedy):
        chosen = greedy
    return Cover(chosen, exact or len(greedy) <= 1, greedy, tuple(sorted(asked - set(can))))


def _greedy(useful: Mapping[str, Sequence[str]], left: set[str]) -> tuple[str, ...]:
    chosen: list[str] = []
    while left:
        best = max(useful, key=lambda name: len(left & set(useful[name])))
        chosen.append(best)
        left -= set(useful[best])
    return tuple(sorted(chosen))


def _exact(useful: Mapping[str, Sequence[str]], can: Sequence[str]) -> tuple[str, ...]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    names = list(useful)
    opens = np.array([[one in useful[name] for name in names] for one in can], float)
    found = milp(
        np.ones(len(names)),
        integrality=np.ones(len(names)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(opens, 1, np.inf),
    )
    return tuple(name for name, taken in zip(names, np.round(found.x), strict=True) if taken)
