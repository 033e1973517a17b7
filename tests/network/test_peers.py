"""Cases that other libraries publish for themselves: the same networks, and every difference explained.

Only the facts are taken (ties and expected answers); docs/semantics.md tells what the libraries compute when
run.
"""

import pytest

from interlocal.network import reach
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import NON_STRICT, STRICT, Semantics

ENGINES = ["python", "compiled"]

# Raphtory, python/tests/test_algorithms.py, gen_graph and test_temporal_reachability: (time, from, to)
RAPHTORY = [
    (10, 1, 3), (11, 1, 2), (12, 1, 2), (9, 1, 2), (12, 2, 4), (13, 2, 5),
    (14, 5, 5), (14, 5, 4), (5, 4, 6), (15, 4, 7), (10, 4, 7), (10, 5, 8),
]  # fmt: skip

# pathpyG, tests/algorithms/conftest.py, long_temporal_graph: (from, to, time)
PATHPYG = [
    ("a", "b", 1), ("b", "c", 5), ("c", "d", 9), ("c", "e", 9), ("c", "f", 11), ("f", "a", 13),
    ("a", "g", 18), ("b", "f", 21), ("a", "g", 26), ("c", "f", 27), ("h", "f", 27), ("g", "h", 28),
    ("a", "c", 30),
    ("a", "b", 31), ("c", "h", 32), ("f", "h", 33), ("b", "i", 42), ("i", "b", 42),
    ("c", "i", 47), ("h", "i", 50),
]  # fmt: skip

# TGLib, example_datasets/example_from_paper.tg: (from, to, time, transition time)
TGLIB = [(0, 1, 2, 1), (0, 1, 5, 2), (0, 3, 1, 5), (1, 3, 7, 2), (2, 1, 6, 1), (3, 2, 6, 2), (3, 2, 8, 4)]


def network(ties, **named):
    source, target, start = zip(*ties, strict=True)
    return EventNetwork.from_arrays(source, target, start, **named)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("semantics", [STRICT, NON_STRICT])
def test_raphtory_reaches_the_same_actors_at_the_same_times(engine, semantics):
    # Its paths stop at 4 and 5: here the ties that leave them are left out. Its start time 11 is
    # inclusive, as
    # ours is, although its documentation says otherwise. Seed 2 could leave at once, so both orders agree.
    stopped = network([(u, v, t) for t, u, v in RAPHTORY if u not in (4, 5)], actors=range(9))
    found = reach.arrivals(stopped, [1, 2], after=11, semantics=semantics, engine=engine)
    assert found.as_dict() == {1: 11, 2: 11, 4: 12, 5: 13}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("delta", "reached"),
    [
        (10, "abcdefgh abcdefghi acdefghi d e afgh gh fhi bi"),
        (5, "abcdegh bcdefi acdefghi d e afgh gh fhi bi"),
    ],
)  # fmt: skip
def test_pathpyg_distances_are_finite_for_whom_a_waiting_limit_lets_through(engine, delta, reached):
    # test_temporal_shortest_paths: its delta is our waiting limit, under the strict order; the first
    # hop is free.
    net = network(PATHPYG)
    for source, expected in zip("abcdefghi", reached.split(), strict=True):
        found = reach.arrivals(net, [source], semantics=Semantics(max_wait=delta), engine=engine)
        assert "".join(sorted(found.as_dict())) == expected, source


@pytest.mark.parametrize("engine", ENGINES)
def test_tglib_counts_by_its_own_numbering(engine):
    # temporal_reachability_test expects 4, 2, 2, 3 for nodes 0 to 3, which TGLib numbers by first
    # appearance in
    # time: our 0, 3, 1, 2. It lets one depart at the moment of arrival: our non-strict order.
    source, target, start, takes = zip(*TGLIB, strict=True)
    net = EventNetwork.from_arrays(source, target, start, duration=takes)
    sizes = reach.reach_sizes(net, semantics=NON_STRICT, engine=engine).as_dict()
    assert [sizes[actor] for actor in (0, 3, 1, 2)] == [4, 2, 2, 3]
    # Strictly, 2 -> 1 arrives at 7, too late to depart at 7.
    assert reach.reach_sizes(net, engine=engine).as_dict() == {0: 4, 1: 2, 2: 2, 3: 2}
