"""What is left when someone is gone."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network import bottlenecks as module
from interlocal.network.attribution import attribution
from interlocal.network.bottlenecks import bottlenecks
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.curve import access_curve, latency
from interlocal.network.pairs import Scenario, best, datings, plan, reach
from interlocal.network.paths import paths
from interlocal.network.reached import reached
from interlocal.network.removal import reduced, remove, remove_each
from interlocal.network.sketch import sketch
from interlocal.network.standing import Standing
from interlocal.network.worlds import draw_worlds
from tests.network.drawings import journeys, networks

PEOPLE = "g society JP; kita affiliated JP; dalian local CN; beijing state CN; tokyo state JP"
DALIAN = sketch(
    PEOPLE,
    "twin: g partners dalian 1979; offer: kita proposes beijing 1993 <twin; ask: g proposes kita 1992",
)


def test_the_enabling_switch_flips_a_removal():
    without, with_ = remove(DALIAN, "dalian", worlds=5).losses
    assert (without.before.value, without.after.value) == (1.0, 1.0)
    assert (with_.before.value, with_.after.value) == (1.0, 0.0)
    assert with_.pairs == 1
    assert remove(DALIAN, "dalian", worlds=5).fallen == ("offer",)
    assert paths(reduced(DALIAN, "dalian", enabled=True), "g", "beijing").access == "none"
    assert paths(reduced(DALIAN, "dalian", enabled=False), "g", "beijing").access == "certain"


def test_a_tie_stands_while_one_whole_group_stands():
    rests = Standing(groups={"t": (("a", "b"), ("c",)), "u": (("t",),)})
    assert "t" not in rests.fallen({"a"})
    assert "t" not in rests.fallen({"c"})
    assert {"t", "u"} <= rests.fallen({"a", "c"})


def test_an_event_falls_with_all_of_its_hosts_and_takes_its_ties():
    rests = Standing(needs={"t": ("x", "y", "e")}, hosts={"e": ("h", "k")})
    assert "t" not in rests.fallen({"h"})
    assert rests.fallen({"h", "k"}) == {"h", "k", "e", "t"}


def test_removing_an_organisation_removes_its_officials():
    net = sketch(
        "g society JP; city local JP; mayor local JP; mofa state JP",
        "g proposes mayor 1990; mayor presses mofa 1991",
        links="mayor=city",
    )
    found = remove(net, "city", worlds=0)
    assert found.removed == ("city", "mayor")
    assert found.losses[0].difference.value == -1


def test_a_tie_can_be_removed():
    found = remove(DALIAN, "twin", worlds=5)
    assert found.removed == ("twin",)
    assert [loss.difference.value for loss in found.losses] == [0, -1]


def test_removing_nothing_changes_nothing():
    found = remove(DALIAN, [], worlds=20)
    assert all(loss.difference.value == 0 for loss in found.losses)
    assert all(loss.difference.mc_se == 0 for loss in found.losses)
    assert reduced(DALIAN, [], enabled=True).ties.record.tolist() == DALIAN.ties.record.tolist()


def test_cases_are_told_apart():
    net = sketch(
        "g society JP; h society JP; city local JP; tokyo state JP",
        "g proposes city 1990 @n; city presses tokyo 1991 @n; h presses tokyo 1991 @k",
    )
    losses = {(loss.scope, loss.enabled): loss for loss in remove(net, "city", worlds=0).losses}
    assert losses["n", False].difference.value == -1
    assert losses["k", False].difference.value == 0
    assert losses["all", False].difference.value == -0.5


def test_every_actor_once():
    net = sketch(
        "a society JP; b local JP; c local JP; d state JP",
        "a proposes b 1990; b presses d 1991; a proposes c 1990; c informs d 1991",
    )
    found = {one.actor: one for one in remove_each(net, worlds=0)}
    assert found["b"].without.value == -1
    assert found["c"].without.value == 0
    assert found["a"].pairs == 0
    assert found["a"].without.value is None


def test_bad_requests_are_refused():
    with pytest.raises(NetworkError, match="enabled is"):
        remove(DALIAN, "dalian", enabled="maybe")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="measures are"):
        remove(DALIAN, "dalian", measure="luck")


@settings(max_examples=100, deadline=None)
@given(networks(most=6), st.sets(st.integers(0, 3), max_size=2))
def test_bit_sets_agree_with_brute_force_in_every_scenario(net, gone):
    drawn = draw_worlds(net, 3, 1)
    groups = [(k,) for k in range(4)]
    laid = plan(net, range(4), groups)
    scenarios = [Scenario(), Scenario(actors=frozenset(gone))]
    for w, dating in enumerate(datings(net, drawn, presence=True)):
        table = reach(laid, dating, scenarios)
        days = [int(drawn.day(m)[w]) if drawn.row[m] >= 0 else 0 for m in range(len(net.clock))]
        for n, scenario in enumerate(scenarios):
            there = net.select(drawn.present[:, w]).without(scenario.actors)
            for a in range(4):
                for b in range(4):
                    if a == b:
                        continue
                    expected = journeys(there, days, {a}, {b}, before=NEVER, after=ALWAYS, issue=None)
                    here = expected is not None and not {a, b} & scenario.actors
                    assert bool(table[n, a, b]) == here


@settings(max_examples=60, deadline=None)
@given(networks(most=6))
def test_relay_shares_sum_to_the_whole(net):
    for exact in (True, False):
        classes = {f"c{k}": frozenset([k]) for k in range(4)} | {f"e{k}": frozenset() for k in range(9)}
        with patch("interlocal.network.attribution.EXACT", 12 if exact else -1):
            found = attribution(net, classes, worlds=0, permutations=20)
        assert {part.name for part in found.parts} == set(classes)
        values = [part.value.value for part in found.parts]
        if found.everyone.value is None:  # no pair: nothing to share out
            assert set(values) == {None}
            assert found.nobody.value is None
        else:
            assert found.exact == exact  # classes that nothing passes through cost nothing
            assert sum(values) == pytest.approx(found.everyone.value - found.nobody.value)


def test_bottlenecks():
    net = sketch(
        "a society JP; b local JP; c local JP; d local JP; e state CN",
        "a proposes b 1990; b proposes c 1991; b proposes d 1991; c presses e 1992; d presses e 1992",
    )
    found = bottlenecks(net, "a", "e")
    assert found.actors == ("b",)
    assert found.ties == ("t1",)
    assert found.pairs == (("c", "d"),)
    assert found.redundancy == (1, 1)
    assert bottlenecks(net, "b", "e").redundancy == (2, 2)
    assert not bottlenecks(net, "e", "a").access
    coarse = sketch("a society JP; b local JP; e state CN", "a proposes b 1990; b presses e 1990")
    assert bottlenecks(coarse, "a", "e").actors == ("b",)
    assert not bottlenecks(coarse, "a", "e", certain=True).access


@pytest.mark.parametrize("limit", [1, 3, 4, 5])
def test_a_search_that_was_given_up_shows_no_bottleneck(monkeypatch, limit):
    net = sketch(
        "a society JP; b local JP; c local JP; d local JP; e state CN",
        "a proposes b 1990; b proposes c 1991; b proposes d 1991; c presses e 1992; d presses e 1992",
    )
    whole = bottlenecks(net, "a", "e")
    assert whole.complete
    monkeypatch.setattr(module, "courses", partial(module.courses, limit=limit))
    found = bottlenecks(net, "a", "e")
    assert not found.complete
    assert set(found.actors) <= set(whole.actors)
    assert set(found.ties) <= set(whole.ties)
    assert set(found.pairs) <= set(whole.pairs)


@settings(max_examples=80, deadline=None)
@given(networks(most=6, order=False))
def test_what_is_no_bottleneck_can_be_spared(net):
    found = bottlenecks(net, 0, 3)
    surely = bottlenecks(net, 0, 3, certain=True)
    assert found.redundancy[0] <= found.redundancy[1]
    for told, enough in ((found, ("possible", "certain")), (surely, ("certain",))):

        def spared(left, enough=enough):
            return paths(left, 0, 3).access in enough

        assert told.access == spared(net)
        cut = tuple(f"a{k}" for k in (1, 2) if told.access and not spared(net.without([k])))
        assert set(told.actors) == set(cut)
        records = net.ties.record.tolist()
        ties = {
            record for record in records if told.access and not spared(net.select(net.ties.record != record))
        }
        assert set(told.ties) == ties
        together = told.access and not cut and not spared(net.without([1, 2]))
        assert told.pairs == ((("a1", "a2"),) if together else ())


def test_relay_shares_of_many_classes_are_drawn_and_near_the_exact_ones(monkeypatch):
    # thirteen relays, of which any one of three will do, and one that all need
    ways = "; ".join(f"a meets r{k} 1990; r{k} meets z 1991" for k in range(3))
    idle = "; ".join(f"a meets r{k} 1995; r{k} meets b 1996" for k in range(3, 12))
    people = "; ".join(f"r{k} local JP" for k in range(12))
    net = sketch(f"a society JP; z local JP; b society CN; {people}", f"{ways}; z meets b 1992; {idle}")
    classes = {name: frozenset([k]) for name, k in net.positions.items() if name not in ("a", "b")}
    assert len(classes) == 13
    drawn = attribution(net, classes, measure="cohesion", worlds=0, permutations=400, seed=2)
    monkeypatch.setattr("interlocal.network.attribution.EXACT", 13)
    exact = attribution(net, classes, measure="cohesion", worlds=0)
    assert (drawn.exact, exact.exact) == (False, True)
    assert sum(p.value.value for p in drawn.parts) == pytest.approx(drawn.everyone.value - drawn.nobody.value)
    truth = {part.name: part.value.value for part in exact.parts}
    for part in drawn.parts:
        assert abs(part.value.value - truth[part.name]) <= max(5 * part.value.mc_se, 1e-12)
    assert any(part.value.mc_se > 0 for part in drawn.parts)


def test_latency_grows_without_the_relay():
    net = sketch(
        "a society JP; b local JP; c society CN",
        "a informs b 1990-02-01; b informs c 1990-02-01; a informs c 1990-01-01",
    )
    found = latency(net, "a", "c", by="1990-02-11", relay="b", worlds=4)
    assert (found.age.value, found.age_without.value, found.change.value) == (10, 41, 31)
    nothing = latency(net, "c", "a", by="1990-02-11", worlds=4)
    assert nothing.age.value is None
    assert nothing.known.value == 0


def test_latency_counts_only_the_worlds_in_which_the_ties_are_there():
    net = sketch("a society JP; b local JP", "a informs b 1990-01-01 %0.0; a informs b 1989-12-01 %1.0")
    found = latency(net, "a", "b", by="1990-01-11", worlds=20)
    assert (found.known.value, found.age.value) == (1, 41)


def test_a_day_of_the_curve_counts_to_its_end():
    net = sketch("a society JP; b state JP", "a presses b 1990-06-15")
    days = access_curve(net, "b", by=["1990-06-14", "1990-06-15"]).points
    assert [(point.certain, point.possible) for point in days] == [((), ()), (("a",), ("a",))]


def test_the_curve_never_falls():
    net = sketch(
        "a society JP; b society JP; c state JP", "a presses c 1990; b proposes a 1985; b presses c 1995/1997"
    )
    points = access_curve(net, "c", worlds=50).points
    assert [len(p.certain) for p in points] == sorted(len(p.certain) for p in points)
    assert points[-1].certain == ("a", "b")
    assert points[-1].expected.value == 2
    assert all(len(p.certain) <= p.expected.value <= len(p.possible) for p in points)


@settings(max_examples=80, deadline=None)
@given(networks(order=False))
def test_the_list_of_reached_actors_is_that_of_paths(net):
    found = {one.actor: one.certain for one in reached(net, 0)}
    for k in (1, 2, 3):
        access = paths(net, 0, k).access
        if access == "none":
            assert f"a{k}" not in found
        else:
            assert found[f"a{k}"] == (access == "certain")


def test_the_upper_bound_holds():
    net = sketch("a society JP; b local JP; c state JP", "a proposes b 1990; b presses c 1990")
    table = reach(plan(net, [0], [(2,)]), best(net))
    assert np.array_equal(table, [[[True]]])
