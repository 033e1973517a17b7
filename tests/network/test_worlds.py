"""Simulated codings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from interlocal.errors import NetworkError
from interlocal.network.attribution import attribution
from interlocal.network.clock import NEVER
from interlocal.network.curve import access_curve, latency
from interlocal.network.paths import paths
from interlocal.network.question import ask
from interlocal.network.removal import remove, remove_each
from interlocal.network.sketch import sketch
from interlocal.network.spreading import _correct, _one_pass, arrivals
from interlocal.network.states import states_of
from interlocal.network.worlds import draw_worlds, share
from tests.network.drawings import journeys, networks


def test_the_same_seed_gives_the_same_worlds():
    net = sketch("a society JP; b state JP", "t1: a presses b 1992 %0.5")
    one, two, other = draw_worlds(net, 50, 3), draw_worlds(net, 50, 3), draw_worlds(net, 50, 4)
    assert (one.days == two.days).all()
    assert (one.present == two.present).all()
    assert (one.present != other.present).any()


def test_editing_one_tie_never_shifts_the_draws_of_another():
    text = "t1: a presses b 1992 %0.5; t2: b meets c 1990/1995 %0.4"
    people = "a society JP; b state JP; c local JP"
    before = draw_worlds(sketch(people, text), 40, 1)
    after = draw_worlds(sketch(people, "t0: c meets a 1980 %0.5; " + text.replace("%0.5", "%0.9")), 40, 1)
    assert (before.present[1] == after.present[2]).all()
    net = sketch(people, "t0: c meets a 1980 %0.5; " + text)
    moments = net.ties.start[1:]
    for k, moment in enumerate(moments):
        assert (after.day(int(moment)) == before.day(k)).all()


def test_drawn_dates_keep_the_stated_order():
    net = sketch(
        "a society JP; b state JP", "t1: a presses b 1992; t2: a presses b 1992", order="t1<P1M/..<t2"
    )
    drawn = draw_worlds(net, 300, 1)
    assert (drawn.day(1) - drawn.day(0) >= 28).all()


def test_a_certainty_of_one_or_zero_is_not_moved():
    net = sketch("a society JP; b state JP", "a presses b 1992 %1.0; a presses b 1992 %0.0")
    drawn = draw_worlds(net, 500, 1)
    assert drawn.present[0].all()
    assert not drawn.present[1].any()


def test_errors_of_one_source_are_shared():
    ties = "; ".join(f"a presses b 19{k} %0.5" for k in range(50, 99))
    net = sketch("a society JP; b state JP", ties)
    shared = draw_worlds(net, 2_000, 1, source_error=1.0).present.mean(axis=0).std()
    alone = draw_worlds(net, 2_000, 1, source_error=0.0, passage_error=0.0).present.mean(axis=0).std()
    assert shared > 2 * alone


def test_a_tie_of_two_works_has_the_mean_of_their_errors():
    net = sketch("a society JP; b state JP", "t1: a presses b 1990 %0.9; t2: a presses b 1991 %0.9")
    net = dataclasses.replace(net, sources={"t1": ("one",), "t2": ("two", "three")}, passages={})
    alone, both = draw_worlds(net, 4_000, 1, source_error=4.0).present.mean(axis=1)
    # the mean of two errors strays less than one error, and so moves 0.9 less far towards a half
    assert both > alone + 0.03
    assert abs(both - 0.75) < 0.02


def test_worlds_belong_to_the_ties_that_they_were_drawn_for():
    people = "a society JP; b local JP; c state CN"
    net = sketch(people, "t1: a meets b 1980 %0.0; t2: b presses c 1990 %1.0; t3: b meets c 1991 %1.0")
    drawn = draw_worlds(net, 10, 1)
    part = net.for_relations(["presses"])
    for verb in (
        lambda w: paths(part, "b", "c", worlds=w),
        lambda w: access_curve(part, "c", source="b", worlds=w),
        lambda w: remove(part, "a", source="b", target="c", worlds=w),
        lambda w: remove_each(part, worlds=w),
        lambda w: attribution(part, worlds=w),
        lambda w: latency(part, "b", "c", by="2000", worlds=w),
    ):
        with pytest.raises(NetworkError, match="drawn for a network of 3 ties, this one has 1"):
            verb(drawn)
        verb(drawn.select(net.ties.relation == "presses"))


def test_worlds_drawn_before_are_narrowed_with_the_layer():
    net = sketch("a society JP; c state CN", "t1: a meets c 1980 %0.0; t2: a presses c 1990 %1.0")
    layers = np.array(["attribution", "contact"])
    both = dataclasses.replace(net, ties=dataclasses.replace(net.ties, layer=layers))
    drawn = draw_worlds(both, 10, 1)
    assert paths(both, "a", "c", layer="contact", worlds=drawn).p_all.value == 1
    assert paths(both, "a", "c", layer="attribution", worlds=drawn).p_all.value == 0


def test_a_share_keeps_its_monte_carlo_error():
    half = share(np.array([True, False] * 50))
    assert half.value == 0.5
    assert half.mc_se == 0.05
    assert half.interval[0] < 0.5 < half.interval[1]
    assert share(np.ones(100, bool)).interval[0] > 0.9
    assert share(np.zeros(0, bool)).value is None


@settings(max_examples=150, deadline=None)
@given(networks(translations=True))
def test_every_world_is_answered_as_by_brute_force(net):
    drawn = draw_worlds(net, 6, 1)
    question = ask(net, 0, 3)
    states = states_of(net, question)
    found = arrivals(states, question, net, drawn, presence=True).get(3, np.full(6, NEVER))
    for w in range(drawn.n):
        days = [int(drawn.day(m)[w]) if drawn.row[m] >= 0 else 0 for m in range(len(net.clock))]
        there = net.select(drawn.present[:, w])
        best = journeys(there, days, {0}, {3}, before=NEVER, after=question.after, issue=None)
        assert int(found[w]) == (NEVER if best is None else best)


@settings(max_examples=150, deadline=None)
@given(networks(order=False))
def test_one_pass_of_bits_equals_arrays_where_days_are_known(net):
    from dataclasses import replace

    from interlocal.network.clock import Clock

    clock = Clock.of(net.clock.chronology.points, net.clock.low, np.maximum(net.clock.low, net.clock.low))
    net = replace(net, clock=clock)
    drawn = draw_worlds(net, 20, 1)
    question = ask(net, 0, 3)
    states = states_of(net, question)
    for presence in (True, False):
        one = _one_pass(states, question, net, drawn, presence, False)
        two = _correct(states, question, net, drawn, presence, False)
        for k in states.goals:
            assert (one[k] == two[k]).all()
