"""Everyone whom an actor can reach, since when, and how surely."""

from __future__ import annotations

import numpy as np

from interlocal.network.caveats import beyond_own_matters
from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.executors import Workers
from interlocal.network.paths import worlds_of
from interlocal.network.patterns import Pattern
from interlocal.network.question import Who, ask, resolve
from interlocal.network.routes import Span, span_of
from interlocal.network.search import certain_arrivals
from interlocal.network.spreading import arrivals
from interlocal.network.states import explore
from interlocal.network.worlds import Worlds, share
from interlocal.provenance import Estimate, Result

__all__ = ["Reached", "reached"]


class Reached(Result, frozen=True):
    """An actor that can be reached. `earliest` bounds the first arrival; no upper end where none is certain.

    Its lower end reads all dates in favour of reaching: where order statements interlock it can be
    too early, and an actor in the list be out of reach; `paths` decides each case exactly. `own_matter` is False
    where every way there is about a matter on which the source itself is not coded.
    """

    actor: str
    certain: bool
    earliest: Span
    p_all: Estimate | None = None
    own_matter: bool = True


def reached(
    network: CoalitionNetwork,
    source: Who,
    *,
    before: str | int | None = None,
    after: str | int | None = None,
    avoiding: Who = (),
    issue: str | None = None,
    carrier: str = "claim",
    pattern: str | Pattern | None = None,
    worlds: Worlds | int = 0,
    seed: int = 1,
    executor: Workers = None,
) -> tuple[Reached, ...]:
    """List everyone whom any of `source` can reach, the earliest first. The question is as in `paths`.

    `executor` answers for blocks of simulated codings.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local JP; c state CN", "a proposes b 1990; b meets c 1990")
    >>> [(one.actor, one.certain) for one in reached(net, "a")]
    [('b', True), ('c', False)]
    """
    sources = resolve(network, source)
    others = frozenset(range(len(network.members))) - sources - resolve(network, avoiding)
    if not others:
        return ()
    question = ask(
        network,
        sources,
        others,
        before=before,
        after=after,
        avoiding=avoiding,
        issue=issue,
        carrier=carrier,
        pattern=pattern,
    )
    states = explore(network, question, onward=True)[1]
    surely = certain_arrivals(states, network.clock, question, network.ties.asserted, onward=True)
    drawn = worlds_of(network, worlds, seed)
    days = (
        arrivals(states, question, network, drawn, presence=True, onward=True, executor=executor)
        if drawn
        else {}
    )
    first: dict[int, int] = {}
    certain: dict[int, int] = {}
    for k in states.goals:
        actor = states.actor[k]
        first[actor] = min(first.get(actor, NEVER), states.first[k])
        if k in surely:
            certain[actor] = min(certain.get(actor, NEVER), surely[k])
    beyond = beyond_own_matters(network, question, first, onward=True)
    found = [
        Reached(
            network.members[actor].id,
            actor in certain,
            span_of(day, certain.get(actor)),
            share(np.asarray(days[actor]) < NEVER) if drawn else None,
            actor not in beyond,
        )
        for actor, day in first.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.earliest.low or "", one.actor)))
