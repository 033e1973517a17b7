"""Whether those at the margin by law reach the home state less than others, and what local government changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from interlocal.framework.estimates import Floats
from interlocal.framework.measured import Measured
from interlocal.framework.scope import Scope
from interlocal.network.clock import NEVER
from interlocal.network.coalition import Member
from interlocal.network.measures import home_nonstate, states_present
from interlocal.network.pairs import Scenario, plan
from interlocal.network.removal import scenarios
from interlocal.network.sweep import Sweep

__all__ = ["at_the_margin", "gap"]

NUMBERS = ("gap", "gap_closed", "gap_closed_enabled")


def at_the_margin(member: Member) -> bool | None:
    """Whether one belongs by law to another country than the one it acts from; None where of residents nobody tells.

    So whose need is marginal is settled by legal standing, before anything is known of what became of it.

    >>> [at_the_margin(Member("a", "A", "group", "residents", "local", ("JP",), b)) for b in (("KR",), ("JP",), ())]
    [True, False, None]
    """
    if not member.belonging:
        return None if member.sector == "residents" else False
    return not set(member.belonging) & set(member.territory)


def gap(scope: Scope) -> Iterator[Measured]:
    """Access of those at the margin to the home state less that of others, and what of it local governments close."""
    network = scope.network
    own = states_present(network).get(network.home, ())
    actors = [k for k in home_nonstate(network) if k not in own]
    margin = [at_the_margin(network.members[k]) for k in actors]
    inner, outer = ([k for k, one in enumerate(margin) if one is side] for side in (True, False))
    coverage = (len(inner) + len(outer)) / len(actors) if actors else 0.0
    about = f">{network.home}"
    if not own or not inner or not outer:
        why = "no authority of the home state has a tie"
        if own:
            why = (
                "no home non-state actor is coded as belonging elsewhere by law, or none as belonging at home"
            )
        for number in NUMBERS:
            yield scope.tell(number, None, about=about, why=why, coverage=coverage)
        return
    sweep = Sweep(plan(network, actors, (own,)), scope.worlds)

    def difference(cut: Scenario) -> Floats:
        reached = sweep.run(cut).day[:, :, 0] < NEVER
        found: Floats = reached[:, inner].mean(axis=1) - reached[:, outer].mean(axis=1)
        return found

    before = difference(Scenario())
    cuts = [difference(one) for one in scenarios(network, scope.home_local)[0]]
    names = ", ".join(network.members[actors[k]].id for k in inner)
    who = [actors[k] for k in (*inner, *outer)]
    records = network.ties.record[np.isin(network.ties.source, who) | np.isin(network.ties.target, who)]
    for number, values in zip(NUMBERS, (before, *(before - one for one in cuts)), strict=True):
        yield scope.tell(
            number, values, about=about, coverage=coverage, records=records.tolist(),
            said=f"{len(inner)} at the margin and {len(outer)} others; at the margin: {names}",
        )  # fmt: skip
