"""Laws that hold for every network: what adding, removing, renaming and reordering may and may not change."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.network import reach
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import NON_STRICT, STRICT, Semantics

ACTORS = 6
TIE = st.tuples(
    st.integers(0, ACTORS - 1), st.integers(0, ACTORS - 1),
    st.integers(-5, 9), st.integers(0, 4), st.integers(0, 2),
)  # fmt: skip
TIES = st.lists(TIE, max_size=14)
SEMANTICS = st.sampled_from([STRICT, NON_STRICT, Semantics(end_included=False)])


def network(ties, directed=True, actors=range(ACTORS)):
    source, target, start, lasts, takes = zip(*ties, strict=True) if ties else ([],) * 5
    end = [a + b for a, b in zip(start, lasts, strict=True)]
    return EventNetwork.from_arrays(
        [actors[u] for u in source], [actors[v] for v in target], start, end,
        duration=list(takes), actors=actors, directed=directed,
    )  # fmt: skip


def reached(net, source, semantics):
    return reach.arrivals(net, [source], semantics=semantics, engine="python").as_dict()


@settings(deadline=None)  # the first example may compile
@given(TIES, TIE, SEMANTICS, st.booleans())
def test_adding_a_tie_reaches_no_one_later_or_not_at_all(ties, more, semantics, directed):
    before = reached(network(ties, directed), 0, semantics)
    after = reached(network([*ties, more], directed), 0, semantics)
    for actor, moment in before.items():
        if actor:
            assert after[actor] <= moment


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS)
def test_removing_no_one_changes_nothing(ties, semantics):
    net = network(ties)
    assert net.without([]) == net
    everyone = np.ones((ACTORS, 1), bool)
    count = reach.reaching(net, [0], semantics=semantics).count
    assert reach.scenarios(net, targets=[0], actor_mask=everyone, semantics=semantics).counts.tolist() == [
        count
    ]


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS, st.integers(0, ACTORS - 1))
def test_removing_an_actor_is_asking_without_its_ties(ties, semantics, gone):
    net = network(ties)
    removed = reach.remove_each(net, [0], semantics=semantics)
    targets = [0] if gone else []
    alone = reach.reaching(net.without([gone]), targets, semantics=semantics).members
    alone[gone] = False
    assert removed.remaining[gone] == alone.sum()


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS, st.permutations(range(ACTORS)), st.booleans())
def test_renaming_actors_renames_the_answer(ties, semantics, names, directed):
    plain = reach.reach_sizes(network(ties, directed), semantics=semantics).as_dict()
    renamed = reach.reach_sizes(network(ties, directed, actors=tuple(names)), semantics=semantics).as_dict()
    assert renamed == {names[actor]: size for actor, size in plain.items()}


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(ties, semantics, rng: random.Random):
    shuffled = rng.sample(ties, len(ties))
    assert reached(network(ties), 0, semantics) == reached(network(shuffled), 0, semantics)


@settings(deadline=None)  # the first example may compile
@given(TIES, st.booleans())
def test_what_is_certain_is_possible(ties, directed):
    net = network(ties, directed)
    both = reach.bounds(reach.arrivals, net, [0])
    assert not (both.strict.reached & ~both.non_strict.reached).any()
    assert (both.non_strict.time <= both.strict.time).all()
    sizes = reach.bounds(reach.reach_sizes, net)
    assert (sizes.strict.sizes <= sizes.non_strict.sizes).all()


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS)
def test_reaching_is_being_reached_seen_from_the_other_end(ties, semantics):
    net = network(ties)
    out = [reached(net, actor, semantics) for actor in range(ACTORS)]
    for target in range(ACTORS):
        members = reach.reaching(net, [target], semantics=semantics).members
        assert members.tolist() == [target in out[source] for source in range(ACTORS)]
    assert reach.reach_sizes(net, semantics=semantics).sizes.tolist() == [len(found) for found in out]


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS, st.integers(-100, 100))
def test_moving_every_date_moves_every_arrival(ties, semantics, days):
    moved = [(u, v, start + days, lasts, takes) for u, v, start, lasts, takes in ties]
    plain = reach.arrivals(network(ties), [0], after=-5, semantics=semantics).as_dict()
    later = reach.arrivals(network(moved), [0], after=days - 5, semantics=semantics).as_dict()
    assert later == {actor: moment + days for actor, moment in plain.items()}


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS, st.lists(st.integers(-9, 20), max_size=9))
def test_an_access_curve_never_falls_and_is_made_of_single_answers(ties, semantics, deadlines):
    net = network(ties)
    curve = reach.access_curve(net, [0], sorted(deadlines), semantics=semantics)
    assert (np.diff(curve.counts) >= 0).all()
    assert curve.counts.tolist() == [
        reach.reaching(net, [0], before=deadline, semantics=semantics).count for deadline in sorted(deadlines)
    ]


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS)
def test_a_shorter_wait_reaches_no_one_more(ties, semantics):
    instants = network([(u, v, start, 0, takes) for u, v, start, _, takes in ties])
    counts = [
        reach.arrivals(instants, [0], semantics=Semantics(semantics.order, max_wait=wait)).count
        for wait in (0, 1, 3, 50)
    ]
    assert counts == sorted(counts)
    assert counts[-1] == reach.arrivals(instants, [0], semantics=Semantics(semantics.order)).count


@settings(deadline=None)  # the first example may compile
@given(TIES, SEMANTICS)
def test_both_engines_agree(ties, semantics):
    net = network(ties)
    for verb in (reach.arrivals, reach.reaching):
        python, compiled = (
            verb(net, [0], semantics=semantics, engine=e).as_dict() for e in ("python", "compiled")
        )
        assert python == compiled


@settings(deadline=None)  # the first example may compile
@given(TIES)
def test_strict_instants_are_non_strict_hops_of_one_unit(ties):
    instants = [(u, v, start, 0, 0) for u, v, start, *_ in ties]
    longer = [(u, v, start, 0, 1) for u, v, start, *_ in ties]
    strict = reach.arrivals(network(instants), [0], after=-5, semantics=STRICT)
    units = reach.arrivals(network(longer), [0], after=-5, semantics=NON_STRICT)
    for actor in np.flatnonzero(strict.reached).tolist():
        assert units.time[actor] == strict.time[actor] + (actor != 0)
    assert np.array_equal(strict.reached, units.reached)


@pytest.mark.parametrize("engine", ["python", "compiled"])
def test_a_shuffle_keeps_who_is_tied_and_when(engine):
    # Every shuffle of two ties is one of two networks, each as likely.
    net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    counts = reach.shuffled(net, ["c"], replications=2_000, seed=3, engine=engine).counts
    assert set(counts.tolist()) == {2, 3}
    assert abs((counts == 3).mean() - 0.5) < 0.05
