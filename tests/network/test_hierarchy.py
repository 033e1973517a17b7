"""Levels and incoherence of a flow, and Krackhardt's four numbers by hand."""

from __future__ import annotations

import itertools

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from interlocal.network.hierarchy import incoherence, incoherence_of, krackhardt, levels, reachable

graphs = st.integers(2, 7).flatmap(
    lambda n: arrays.arrays(np.int64, (n, n), elements=st.integers(0, 2)).map(
        lambda a: a * (1 - np.eye(n, dtype=np.int64))
    )
)


def drawn(n, *arcs):
    graph = np.zeros((n, n))
    for a, b in arcs:
        graph[a, b] = 1
    return graph


LAYERED = drawn(5, (0, 2), (1, 2), (2, 3), (2, 4))


def test_a_strict_layering_has_no_incoherence():
    assert incoherence(LAYERED) == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(levels(LAYERED), [0, 0, 1, 2, 2], atol=1e-6)


@pytest.mark.parametrize("n", [2, 3, 4, 7])
def test_a_balanced_cycle_has_nothing_else(n):
    assert incoherence(drawn(n, *[(k, (k + 1) % n) for k in range(n)])) == pytest.approx(1)


def test_a_shortcut_by_hand():
    # u = (2, 2, 2), v = (-2, 0, 2): h = (0, 2/3, 4/3); steps miss one by 1/3, 1/3 and -1/3 of it.
    graph = drawn(3, (0, 1), (1, 2), (0, 2))
    np.testing.assert_allclose(levels(graph), [0, 2 / 3, 4 / 3], atol=1e-6)
    assert incoherence(graph) == pytest.approx(1 / 9)


def test_no_arc_has_no_incoherence_to_speak_of():
    assert np.isnan(incoherence(np.zeros((3, 3))))


@given(graphs)
def test_incoherence_solves_the_equations_by_least_squares(graph):
    if not graph.any():
        return
    flow = graph.astype(float)
    laplacian = np.diag(flow.sum(0) + flow.sum(1)) - flow - flow.T
    h = np.linalg.lstsq(laplacian, flow.sum(0) - flow.sum(1), rcond=None)[0]
    expected = (flow * (h[None] - h[:, None] - 1) ** 2).sum() / flow.sum()
    found = incoherence(graph)
    assert found == pytest.approx(expected, abs=1e-6)
    assert -1e-9 <= found <= 1 + 1e-9
    assert incoherence(graph * 3) == pytest.approx(found, abs=1e-6)


def test_graphs_that_share_arcs_are_solved_each_by_itself():
    weight = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    found = incoherence_of([0, 1, 1], [1, 2, 0], weight)
    alone = [incoherence(drawn(3, (0, 1), (1, 2))), incoherence(drawn(3, (0, 1), (1, 0))), 0.0]
    np.testing.assert_allclose(found, alone, atol=1e-6)


def test_an_out_tree_is_krackhardt_s_perfect_hierarchy():
    assert krackhardt(drawn(5, (0, 1), (0, 2), (1, 3), (1, 4))) == (1, 1, 1, 1)


def test_two_parts_by_hand():
    # Parts {0, 1, 2} with 0 → 1 ⇄ 2, and {3, 4} with 3 → 4: 4 of 10 pairs joined; reachable pairs are 01, 02,
    # 12 and 34, of which 12 is mutual; arcs 4 where 3 would do, (4 - 3) / (2² + 1²) to spare.
    found = krackhardt(drawn(5, (0, 1), (1, 2), (2, 1), (3, 4)))
    assert found.connectedness == pytest.approx(0.4)
    assert found.hierarchy == pytest.approx(3 / 4)
    assert found.efficiency == pytest.approx(1 - 1 / 5)
    assert found.unity == 1


def test_two_heads_of_one_body_have_no_least_upper_bound():
    # 0 and 1 both command 2: the pair (0, 1) has no upper bound, and one pair is all that a part of 3 may lack.
    assert krackhardt(drawn(3, (0, 2), (1, 2))).unity == 0
    # 0 and 1 both command 2 and 3: (0, 1) has no bound, (2, 3) has two and no least one; 3 pairs may be lacking.
    assert krackhardt(drawn(4, (0, 2), (0, 3), (1, 2), (1, 3))).unity == pytest.approx(1 - 2 / 3)


@given(graphs)
def test_krackhardt_s_numbers_are_what_their_definitions_say(graph):
    theirs = networkx.from_numpy_array(graph, create_using=networkx.DiGraph)
    n = len(graph)
    reach = {a: {a, *networkx.descendants(theirs, a)} for a in theirs}
    np.testing.assert_array_equal(reachable(graph), [[b in reach[a] for b in range(n)] for a in range(n)])
    parts = [sorted(one) for one in networkx.weakly_connected_components(theirs)]
    lacking = sum(
        not any(
            {i, j} <= reach[one] and all(one in reach[other] for other in range(n) if {i, j} <= reach[other])
            for one in range(n)
        )
        for part in parts
        for i, j in itertools.combinations(part, 2)
    )
    limit = sum((len(part) - 1) * (len(part) - 2) / 2 for part in parts)
    unity = krackhardt(graph).unity
    assert np.isnan(unity) if not limit else unity == pytest.approx(1 - lacking / limit)
