"""Open triads, their roles, and Burt's numbers, against others' answers."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from interlocal.network.brokers import ROLES, constraint, effective_size, open_triads, role_counts, roles_of

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "network"
needs_golden = pytest.mark.skipif(not GOLDEN.exists(), reason="R's answers are not here")

graphs = st.integers(2, 7).flatmap(
    lambda n: arrays.arrays(np.int64, (n, n), elements=st.integers(0, 2)).map(
        lambda a: a * (1 - np.eye(n, dtype=np.int64))
    )
)


@pytest.fixture(scope="module")
def coleman():
    with open(GOLDEN / "coleman_fall_edges.csv") as file:
        arcs = [(int(row["from"]), int(row["to"])) for row in csv.DictReader(file)]
    with open(GOLDEN / "coleman_groups.csv") as file:
        names = [row["group"] for row in csv.DictReader(file)]
    graph = np.zeros((len(names), len(names)), np.int64)
    for a, b in arcs:
        graph[a, b] = 1
    return (
        graph,
        np.unique(names, return_inverse=True)[1],
        json.loads((GOLDEN / "sna_golden.json").read_text()),
    )


@needs_golden
def test_raw_counts_of_coleman_s_students_are_those_of_sna(coleman):
    graph, group, golden = coleman
    counts = role_counts(graph, group)
    assert [*counts.sum(0).tolist(), int(counts.sum())] == golden["brokerage"]["raw_gli"]
    assert np.column_stack([counts, counts.sum(1)]).tolist() == golden["brokerage"]["raw_nli"]


@needs_golden
def test_constraint_of_coleman_s_students_is_that_of_igraph(coleman):
    graph, _, golden = coleman
    theirs = [np.nan if isinstance(x, str) or x is None else x for x in golden["constraint_igraph"]]
    np.testing.assert_allclose(constraint(graph), theirs, atol=1e-9)


@pytest.mark.parametrize(
    ("group", "role"),
    [
        ([0, 0, 0], "coordinator"),
        ([0, 1, 0], "itinerant"),
        ([0, 0, 1], "representative"),
        ([1, 0, 0], "gatekeeper"),
        ([0, 1, 2], "liaison"),
    ],
)
def test_each_role_by_hand(group, role):
    chain = [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert role_counts(chain, group)[1].tolist() == [int(name == role) for name in ROLES]


def test_a_direct_arc_closes_a_triad_and_one_back_does_not():
    assert len(open_triads([[0, 1, 1], [0, 0, 1], [0, 0, 0]])) == 0
    assert open_triads([[0, 1, 0], [0, 0, 1], [1, 0, 0]]).tolist() == [[2, 0, 1], [0, 1, 2], [1, 2, 0]]


def test_a_triad_with_someone_of_no_group_has_no_role():
    assert roles_of([[0, 1, 2]], [0, 0, -1]).tolist() == [-1]


@settings(deadline=None)  # a busy machine is no fault
@given(graphs)
def test_open_triads_are_what_their_definition_says(graph):
    n = len(graph)
    told = {
        (a, b, c)
        for a, b, c in itertools.permutations(range(n), 3)
        if graph[a, b] and graph[b, c] and not graph[a, c]
    }
    found = open_triads(graph).tolist()
    assert {tuple(one) for one in found} == told
    assert len(found) == len(told)


@settings(deadline=None)  # a busy machine is no fault
@given(graphs)
def test_burt_s_numbers_are_those_of_networkx(graph):
    theirs = networkx.from_numpy_array(graph, create_using=networkx.DiGraph)
    names = list(theirs)
    # Asked for by name, networkx takes actors without outgoing ties for isolates: only the others compare.
    for ours, function in ((constraint, networkx.constraint), (effective_size, networkx.effective_size)):
        answer = function(theirs, nodes=names, weight="weight")
        for k, value in enumerate(ours(graph)):
            if len(theirs[k]):
                assert value == pytest.approx(answer[k])
            else:
                assert np.isnan(value) == (graph[:, k].sum() == 0)


def test_many_graphs_at_once_are_each_by_itself():
    graph = np.array([[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]])
    both = np.stack([graph, graph.T * 2])
    np.testing.assert_allclose(constraint(both)[0], constraint(graph))
    np.testing.assert_allclose(effective_size(both)[1], effective_size(graph.T))
