"""M1: drawn networks with hand-computed answers, brute force, laws, and what the paper tells."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.framework.episodes import askers, issues_of, targets
from interlocal.framework.measures import measure
from interlocal.framework.study import Study
from interlocal.network.clock import NEVER
from interlocal.network.measures import nonstate
from interlocal.network.pairs import Scenario, plan
from interlocal.network.question import ask
from interlocal.network.redundancy import redundancies
from interlocal.network.sketch import sketch
from interlocal.network.states import states_of
from interlocal.network.strength import QUALITY, order_holds, random_qualities, strengths
from interlocal.network.sweep import Sweep, tie_weights
from interlocal.network.worlds import draw_worlds
from tests.framework.drawn import journeys, networks, with_modes

PEOPLE = "a society JP; b local JP; c state CN; d society CN"


def found_by(network, source, target, n=1):
    laid = plan(network, [source], [[target]])
    return strengths(laid, draw_worlds(network, n))


def test_the_earliest_route_need_not_be_the_strongest():
    network = with_modes(sketch(PEOPLE, "a asks c 1990; a meets b 1991; b meets c 1992"), 2, 4, 5)
    low = found_by(network, 0, 2).low
    assert low.day_strength.item() == pytest.approx(0.3)
    assert low.best.item() == pytest.approx(0.75 * 1)
    assert low.day.item() < low.best_day.item()


def test_a_mode_that_is_not_coded_gives_bounds_and_no_zero():
    network = with_modes(sketch(PEOPLE, "a asks b 1990; b asks c 1991"), -1, 3)
    found = strengths(plan(network, [0], [(2,)]), draw_worlds(network, 3))
    low, high = found.low.best[:, 0, 0], found.high.best[:, 0, 0]
    assert low.tolist() == pytest.approx([0.05] * 3)
    assert high.tolist() == pytest.approx([0.5] * 3)


def test_a_route_by_a_tie_of_mode_none_is_a_route_of_no_strength():
    network = with_modes(sketch(PEOPLE, "a asks c 1990"), 0)
    low = found_by(network, 0, 2).low
    assert low.day.item() < NEVER
    assert low.best.item() == 0


def test_an_order_of_modes_alone_holds_under_any_qualities_and_a_sum_of_them_does_not():
    network = with_modes(
        sketch("a society JP; b society JP; d society JP; m society JP; c state CN",
               "a asks c 1990; b asks c 1990; d asks m 1990; m asks c 1991"), 4, 3, 5, 3)  # fmt: skip
    found = strengths(plan(network, [0, 1, 2], [[4]]), draw_worlds(network, 400))
    low, random = found.low.best[:, :, 0], found.random.best[:, :, 0]
    above = order_holds(low[:, 0], low[:, 1], random[:, 0], random[:, 1])
    assert above.value == 1
    # By default 0.75 beats 1 × 0.5; sorted uniforms q3 ≤ q4 ≤ q5 give q4 ≥ q5 q3 always, too.
    assert order_holds(low[:, 0], low[:, 2], random[:, 0], random[:, 2]).value == 1
    # 0.5 equals 1 × 0.5 by default; under random qualities q5 < 1, so that equality never holds.
    assert order_holds(low[:, 1], low[:, 2], random[:, 1], random[:, 2]).value == 0


def test_random_qualities_rise_with_the_mode_and_belong_to_their_seed():
    quality = random_qualities(50, 3)
    assert (np.diff(quality, axis=0) >= 0).all()
    assert quality.min() == 0
    assert (quality == random_qualities(50, 3)).all()
    assert (quality != random_qualities(50, 4)).any()
    assert (quality[:, :20] == random_qualities(20, 3)).all()


@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(1, 100))
def test_arrival_and_strength_are_those_of_the_best_of_all_journeys(network, seed):
    worlds = draw_worlds(network, 3, seed)
    weights = tie_weights(network.ties.mode.tolist(), np.array(QUALITY), 1)
    found = Sweep(plan(network, [0], [[2, 4]]), worlds).run(weights=weights)
    for w in range(3):
        ways = [
            (day, np.prod(weights[list(ties), 0])) for day, ties, _ in journeys(network, worlds, w, 0, {2, 4})
        ]
        if not ways:
            assert found.day[w, 0, 0] == NEVER
            assert found.best[w, 0, 0] == -1
            continue
        first, most = min(day for day, _ in ways), max(one for _, one in ways)
        assert found.day[w, 0, 0] == first
        assert found.day_strength[w, 0, 0] == pytest.approx(max(one for day, one in ways if day == first))
        assert found.best[w, 0, 0] == pytest.approx(most)
        # Products of equal factors may differ in the last bit, so that any journey as strong may come first.
        assert found.best_day[w, 0, 0] in {day for day, one in ways if one == pytest.approx(most)}


@settings(max_examples=40, deadline=None)
@given(networks(), st.sets(st.integers(1, 5), max_size=2), st.integers(1960 - 1970, 30))
def test_the_gone_the_mute_and_the_late_carry_nothing(network, gone, years):
    worlds = draw_worlds(network, 2, 1)
    deadline = np.array([years, years + 3], np.int32) * 365
    sweep = Sweep(plan(network, [0], [[2, 4]]), worlds, deadline=deadline)
    targets_left = {2, 4} - gone
    days = sweep.run(Scenario(actors=frozenset(gone))).day[:, 0, 0]
    mute = Sweep(plan(network, [0], [[2, 4]]), worlds).run(Scenario(relays=frozenset({1, 3}))).day[:, 0, 0]
    for w in range(2):
        ways = journeys(network, worlds, w, 0, targets_left, gone=gone, before=int(deadline[w]))
        assert days[w] == min((day for day, _, _ in ways), default=NEVER)
        ways = journeys(network, worlds, w, 0, {2, 4})
        assert mute[w] == min((day for day, _, path in ways if set(path[1:-1]) <= {1, 3}), default=NEVER)


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(1, 100))
def test_redundancy_is_the_largest_set_of_journeys_without_a_common_tie(network, seed):
    worlds = draw_worlds(network, 3, seed)
    question = ask(network, 0, [2, 4])
    states = states_of(network, question)
    found = redundancies(network, question, states, worlds)
    for w in range(3):
        ways = {frozenset(ties) for _, ties, _ in journeys(network, worlds, w, 0, {2, 4})}
        assert found[w] == packed(ways)


def packed(ways):
    for count in range(len(ways), 0, -1):
        if any(sum(map(len, some)) == len(frozenset().union(*some)) for some in combinations(ways, count)):
            return count
    return 0


def counted(actors, ties):
    """Redundancy from a to c in one world, after asserting what all journeys say."""
    network = sketch(actors, ties)
    worlds, ends = draw_worlds(network, 1), {len(network.members) - 1}
    question = ask(network, "a", "c")
    found = redundancies(network, question, states_of(network, question), worlds)
    assert found == [packed({frozenset(used) for _, used, _ in journeys(network, worlds, 0, 0, ends)})]
    return found[0]


def test_the_shortest_route_can_stand_in_the_way_of_two_others():
    """a–x–y–c is taken first and leaves none; a–x–p–q–c and a–r–s–y–c share nothing."""
    actors = "; ".join(f"{name} society JP" for name in "axypqrs") + "; c state CN"
    always = (
        "a asks x",
        "x asks y",
        "y asks c",
        "x asks p",
        "p asks q",
        "q asks c",
        "a asks r",
        "r asks s",
        "s asks y",
    )
    assert counted(actors, "; ".join(f"{tie} 1990--2000" for tie in always)) == 2


def test_a_tie_counts_once_though_two_routes_cross_it_at_different_times():
    """Ignoring order, a–x–c and a–y–c share nothing; but y had asked c before a asked y."""
    actors = "a society JP; x society JP; y society JP; c state CN"
    ties = "a asks x 1991; x meets y 1992--1995; y asks c 1993; a asks y 1994; x asks c 1996"
    assert counted(actors, ties) == 1


@settings(max_examples=30, deadline=None)
@given(networks())
def test_one_more_tie_never_lowers_anything(network):
    fewer = np.ones(len(network.ties), bool)
    fewer[-1] = False
    worlds = draw_worlds(network, 3, 1)
    part, left = network.select(fewer), worlds.select(fewer)
    results = []
    for net, w in ((part, left), (network, worlds)):
        question = ask(net, 0, [2, 4])
        found = strengths(plan(net, [0], [[2, 4]]), w)
        results.append((found.low, redundancies(net, question, states_of(net, question), w)))
    (few, few_ways), (all_, all_ways) = results
    assert (all_.day <= few.day).all()
    assert (all_.best >= few.best - 1e-12).all()
    assert all(x <= y for x, y in zip(few_ways, all_ways, strict=True))


@pytest.fixture(scope="module")
def told(measured):
    return {(one.number, one.about, one.layer): one for one in measured("access")}


def test_whoever_has_no_route_is_named_and_has_no_numbers(measured, takao):
    """The names without a route and those with one, of each case and state, are all non-state actors, each once."""
    for case in takao.cases:
        network = takao.network("contact", case)
        everyone = {network.members[k].id for k in nonstate(network)}
        here = [one for one in measured("access") if (one.case, one.layer) == (case, "contact")]
        for one in here:
            if one.number == "without_route" and one.about.startswith(">"):
                named = set(one.said.split(", ")) - {"nobody"}
                reach = {m.about.removesuffix(one.about) for m in here if m.number == "certain"
                         and m.about.endswith(one.about)}  # fmt: skip
                assert named | reach == everyone
                assert not named & reach
                assert len(named) == one.estimate.value


def test_citizens_of_kitakyushu_have_no_route_before_the_decision(told):
    for target in ("JP", "jp-government", "CN"):
        without = told["without_route", f"dalian-aid-project:>{target}", "contact"].said.split(", ")
        assert {"kitakyushu-residents", "team-citizens", "dk-grassroots"} <= set(without)
    # What the source reads into it would let them come in with the pledge, in a minority of codings.
    assert told["exists_before", "dalian-aid-project:kitakyushu-residents>JP", "both"].estimate.value < 0.5
    assert told["exists_before", "dalian-aid-project:kita>CN", "contact"].estimate.value == 1


def test_mindan_surely_reaches_seoul_with_no_local_government_on_the_way(told):
    assert told["certain", "mindan>KR", "contact"].said == "certain"
    assert told["local_governments", "mindan>KR", "contact"].estimate.value == 0
    assert told["exists", "mindan>JP", "contact"].estimate.passages


def test_numbers_keep_to_their_ranges_and_missing_ones_say_why(told):
    for one in told.values():
        if one.unit in ("probability", "share") and one.estimate.value is not None:
            assert 0 <= one.estimate.value <= 1
        assert one.estimate.value is not None or one.why
        if one.number.startswith("strength") and one.estimate.interval:
            assert 0 <= one.estimate.interval[0] <= one.estimate.interval[1] <= 1


def test_episodes_say_who_asked_whom(takao):
    by_id = {one.id: one for one in takao.book.codebook.episodes}
    assert askers(takao.book, by_id["dalian-aid-project"]) == ("kita",)
    assert set(targets(takao, by_id["suffrage"])) == {"national-diet", "JP", "KR"}
    assert issues_of(takao.book, by_id["suffrage"]) == ("local-suffrage",)


def test_the_same_seed_gives_the_same_numbers(takao, told):
    again = {(m.number, m.about, m.layer): m for m in measure("access").read(Study(takao.book, n=40))}
    assert again == told


def test_a_sweep_of_fewer_sources_gives_their_rows():
    network = sketch(PEOPLE, "a asks b 1990; b asks c 1991; d asks c 1992")
    sweep = Sweep(plan(network, [0, 1, 3], [[2]]), draw_worlds(network, 4))
    assert (sweep.run(sources=[2]).day == sweep.run().day[:, 2:]).all()
    assert replace(sweep, presence=False).run().day.shape == (4, 3, 1)
