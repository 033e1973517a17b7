"""The kernels of removals against the plain engine, on drawn and on random networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from interlocal.inference.ground import ground, with_ties
from interlocal.inference.losses import Moved, lose, lose_moved
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import Translation
from interlocal.network.measures import pairs_of
from interlocal.network.pairs import Scenario, datings, plan, reach
from interlocal.network.sketch import sketch
from interlocal.network.worlds import draw_worlds

ACTORS = "a society JP; b local JP; c society CN; d local CN; e society KR; s state JP; f society RU"
NAMES = "abcdesf"


def _laid(ties: str, measure: str = "cohesion", n: int = 4):
    network = sketch(ACTORS, ties)
    worlds = draw_worlds(network, n, 1)
    return network, worlds, ground(network, worlds, pairs_of(network, measure), window=(ALWAYS, NEVER))


@st.composite
def ties(draw):
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1980, 1990), st.booleans()),
            min_size=1,
            max_size=14,
        )
    )
    said = [f"{a} {'meets' if two else 'proposes'} {b} {year}" for a, b, year, two in rows if a != b]
    return "; ".join(said or ["a meets b 1985"])


@settings(max_examples=40, deadline=None)
@given(ties(), st.sets(st.sampled_from(NAMES), max_size=3), st.sampled_from(["cohesion", "access"]))
def test_a_loss_is_that_of_the_plain_engine(drawn, gone, measure):
    network, worlds, laid = _laid(drawn, measure)
    pairs = laid.pairs
    removed = frozenset(network.positions[name] for name in gone)
    found = lose(laid, laid.set_of(removed)[None], workers=1)
    steps = plan(network, pairs.sources, pairs.groups)
    alive = np.array([k not in removed for k in pairs.sources], bool)
    standing = np.array([any(k not in removed for k in group) for group in pairs.groups], bool)
    counted = pairs.counted & alive[:, None] & standing
    for w, dating in enumerate(datings(network, worlds, presence=True)):
        before, after = reach(steps, dating, [Scenario(), Scenario(actors=removed)])
        assert found.before[0, w] == (before & counted).sum()
        assert found.after[0, w] == (after & counted).sum()
    assert found.pairs[0] == counted.sum()


@settings(max_examples=25, deadline=None)
@given(ties(), st.sets(st.sampled_from(NAMES), max_size=2))
def test_go_betweens_are_those_that_a_loop_over_relays_finds(drawn, gone):
    network, worlds, laid = _laid(drawn)
    pairs = laid.pairs
    removed = frozenset(network.positions[name] for name in gone)
    found = lose(laid, laid.set_of(removed)[None], between=True, workers=1)
    steps = plan(network, pairs.sources, pairs.groups)
    everyone = range(len(network.members))
    alive = np.array([k not in removed for k in pairs.sources], bool)
    counted = pairs.counted & alive[:, None] & np.array([k not in removed for (k,) in pairs.groups], bool)
    scenarios = [Scenario(relays=frozenset())] + [Scenario(relays=frozenset([k])) for k in everyone]
    for w, dating in enumerate(datings(network, worlds, presence=True)):
        direct, *each = reach(steps, dating, scenarios)
        before = np.logical_or.reduce(each) & ~direct
        after = np.logical_or.reduce([t for k, t in enumerate(each) if k not in removed]) & ~direct
        assert found.before[0, w] == (before & counted).sum()
        assert found.after[0, w] == (after & counted).sum()


@pytest.mark.parametrize("middle", NAMES)
def test_whoever_stands_between_two_is_their_only_go_between(middle):
    first, last = "ef" if middle in "ac" else "ac"
    network, _, laid = _laid(f"{first} proposes {middle} 1981; {middle} proposes {last} 1985")
    sets = np.array(
        [laid.set_of(frozenset([network.positions[name]])) for name in (middle, "bd"[middle == "b"])]
    )
    found = lose(laid, sets, between=True, workers=1)
    assert (found.before == 1).all()
    assert (found.after[0] == 0).all()
    assert (found.after[1] == 1).all()


@settings(max_examples=25, deadline=None)
@given(ties(), st.integers(0, 6))
@example("a meets b 1981; b meets a 1982; d meets e 1980; a proposes c 1983", 1)
def test_go_betweens_where_issues_are_carried_over(drawn, who):
    """Sources set out on one issue only; an actor carries it over to another, and may bring it back to them."""
    rows = [f"{row} #{'xy'[k % 2]}" for k, row in enumerate(drawn.split("; "))] + [
        "f meets s 1979--2000 #x #y"
    ]
    network = sketch(ACTORS, "; ".join(rows))
    over = Translation(who, 0, 1, network.ties.start[-1].item(), network.ties.end[-1].item(), "over")
    network = replace(network, translations=(over, replace(over, from_issue=1, to_issue=0)))
    worlds, pairs = draw_worlds(network, 3, 1), pairs_of(network, "cohesion")
    laid = ground(network, worlds, pairs, issue="x", window=(ALWAYS, NEVER))
    assert len(laid.starts) < laid.layers
    found = lose(laid, np.zeros((1, len(laid.actors)), bool), between=True, workers=1)
    steps = plan(network, pairs.sources, pairs.groups, issue="x")
    scenarios = [Scenario(relays=frozenset())]
    scenarios += [Scenario(relays=frozenset([k])) for k in range(len(network.members))]
    for w, dating in enumerate(datings(network, worlds, presence=True)):
        direct, *each = reach(steps, dating, scenarios)
        brokered = np.logical_or.reduce(each) & ~direct & pairs.counted
        assert found.before[0, w] == brokered.sum()


def test_a_shuffle_that_changes_nothing_changes_nothing_and_a_swap_of_dates_breaks_the_route():
    _, _, laid = _laid("a proposes b 1981; b proposes c 1985")
    b = laid.set_of(frozenset([1]))
    same = np.arange(len(laid.source), dtype=np.int32)[None]
    assert lose(laid, b[None]).share[0] == lose_moved(laid, b, Moved(dates=same)).share[0] == 1
    swapped = lose_moved(laid, b, Moved(dates=np.array([[1, 0]], np.int32)))
    assert swapped.before.sum() == 0
    ends = Moved(source=laid.source[None].copy(), target=laid.target[None, ::-1].copy())
    assert lose_moved(laid, b, ends).share[0] == 0  # the first tie now joins the two ends


def test_a_tie_added_like_another_carries_what_that_one_does():
    _, _, laid = _laid("a proposes b 1981; b proposes c 1985")
    b = laid.set_of(frozenset([1]))
    a, c = laid.place[0], laid.place[2]
    more = with_ties(laid, np.array([1], np.int32), np.array([a], np.int32), np.array([c], np.int32))
    assert lose(more, b[None]).share[0] == 0
    hidden = np.zeros((2, len(more.source)), bool)
    hidden[1, -1] = True
    assert lose(more, np.tile(b, (2, 1)), base=hidden).share.tolist() == [0, 1]


@pytest.mark.parametrize("workers", [1, 3])
def test_results_do_not_depend_on_workers(workers):
    _, _, laid = _laid("a meets b 1981; b meets c 1985; c meets d 1986; d meets e 1987; a meets s 1988")
    sets = np.random.default_rng(1).random((300, len(laid.actors))) < 0.3
    one = lose(laid, sets, workers=1)
    many = lose(laid, sets, workers=workers)
    assert (one.before == many.before).all()
    assert (one.after == many.after).all()
