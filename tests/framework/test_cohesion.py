"""M5: graph numbers against networkx, losses against removals, and sums that must come out."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook import records as r
from interlocal.framework.measures.cohesion import _Here
from interlocal.framework.scope import Scope
from interlocal.framework.stances import normative
from interlocal.framework.study import LAYERS, Study
from interlocal.network.aggregate import (
    aggregate,
    algebraic_connectivity,
    core_number,
    largest_part,
    tie_connectivity,
)
from interlocal.network.attribution import attribution
from interlocal.network.removal import remove
from interlocal.network.sketch import sketch
from interlocal.network.worlds import draw_worlds
from tests.framework.drawn import networks
from tests.report import quay


@st.composite
def graphs(draw):
    """A symmetric 0/1 matrix of up to nine actors."""
    size = draw(st.integers(1, 9))
    bits = draw(st.lists(st.booleans(), min_size=size * size, max_size=size * size))
    upper = np.triu(np.array(bits, float).reshape(size, size), 1)
    return upper + upper.T


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_graph_numbers_are_those_of_networkx(matrix):
    graph = networkx.from_numpy_array(matrix)
    assert core_number(matrix) == max(networkx.core_number(graph).values())
    assert tie_connectivity(matrix) == (networkx.edge_connectivity(graph) if len(graph) > 1 else 0)
    assert len(largest_part(matrix)) == max(map(len, networkx.connected_components(graph)))
    spectrum = np.sort(networkx.laplacian_spectrum(graph))
    assert algebraic_connectivity(matrix) == pytest.approx(spectrum[1] if len(graph) > 1 else 0, abs=1e-8)


def test_the_aggregate_forgets_dates_and_counts_who_acts_for_whom():
    network = sketch(
        "a society JP; b local JP; m local JP; x society JP", "a asks m 1990; m asks a 1991", links="m=b"
    )
    graph = aggregate(network)
    assert [network.members[k].id for k in graph.actors] == ["a", "b", "m"]
    assert graph.matrix().sum() == 4
    assert graph.matrix(np.array([False, False])).sum() == 2


@settings(max_examples=25, deadline=None)
@given(networks())
def test_parts_sum_to_what_relaying_achieves(network):
    worlds = draw_worlds(network, 3, 1)
    found = attribution(network, worlds=worlds)
    values = [part.value.value for part in found.parts]
    if found.everyone.value is None or found.nobody.value is None:  # no pair: nothing to share out
        assert not values or set(values) == {None}
        return
    known = [value for value in values if value is not None]
    assert len(known) == len(values)
    assert sum(known) == pytest.approx(found.everyone.value - found.nobody.value)
    assert min(known, default=0) >= -1e-12


@pytest.fixture(scope="module")
def told(measured):
    return {(m.number, m.about, m.case, m.layer): m for m in measured("cohesion")}


def test_what_is_left_without_local_government_is_what_a_removal_leaves(takao, told):
    network, worlds = takao.network("contact", "kawasaki"), takao.worlds("contact", "kawasaki")
    losses = remove(network, "home_local_government", measure="cohesion", worlds=worlds).losses
    for one in [loss for loss in losses if loss.scope == "all"]:
        number = "loss_enabled" if one.enabled else "loss"
        mine = told[number, "home_local_government", "kawasaki", "contact"]
        assert f"before {one.before.value:.3f}, after {one.after.value:.3f}" in mine.said
        assert mine.estimate.value == pytest.approx(
            1 - one.after.value / one.before.value, abs=0.15
        )  # mean of ratios, and ratio of means
    whole = told["relational", "", "kawasaki", "contact"].estimate.value
    assert whole == pytest.approx(losses[0].before.value)


def test_contributions_sum_to_what_is_relayed(told):
    for case in ("niigata", "kitakyushu", "kawasaki"):
        parts = [
            m.estimate.value
            for key, m in told.items()
            if (key[0], *key[2:]) == ("contribution", case, "both")
        ]
        assert sum(parts) == pytest.approx(told["relayed", "", case, "both"].estimate.value)


def test_harmonic_cohesion_is_at_most_the_plain_share(told):
    for (number, _, case, layer), one in told.items():
        if number == "harmonic":
            assert one.estimate.value <= told["relational", "", case, layer].estimate.value + 1e-9


def test_contention_over_the_russian_routes_is_shown(told):
    found = told["contention", "russia-japan-routes", "niigata", ""]
    assert found.estimate.value > 0.1
    assert "jp-mot" in found.said
    assert found.estimate.passages
    assert ("agreement", "other", "niigata", "") not in told


def test_agreement_and_contention_leave_room_for_the_undecided(told):
    for (number, about, case, layer), one in told.items():
        if number == "agreement" and one.estimate.value is not None:
            assert one.estimate.value + told["contention", about, case, layer].estimate.value <= 1 + 1e-9


def test_residents_of_kawasaki_met_through_support_groups(told):
    assert told["new_ties", "", "kawasaki", "contact"].estimate.value > 3
    assert told["new_ties", "", "kitakyushu", "contact"].estimate.value == 0


def test_missing_numbers_say_why(told):
    assert all(one.estimate.value is not None or one.why for one in told.values())


def test_the_whole_casebook_is_told_beside_its_cases(told, takao):
    """Of the whole, unlike pairs of different cases count too, so fewer of them hang together than in any case."""
    for layer in LAYERS:
        rates = [told["relational", "", case, layer].estimate.value for case in takao.cases]
        assert 0 < told["relational", "", "", layer].estimate.value < max(rates)
        met = sum(told["new_ties", "", case, layer].estimate.value for case in takao.cases)
        assert told["new_ties", "", "", layer].estimate.value <= met
    by_class = {
        about: one for (number, about, case, _), one in told.items() if (number, case) == ("provision", "")
    }
    assert all(0 < one.estimate.value <= 1 for one in by_class.values())


def drawn(actors, ties):
    """A scope of cohesion whose network is a sketch."""
    network = sketch(actors, ties)
    here = _Here(Study(quay.book(), n=4), "cohesion", "quay", "contact")
    here.__dict__.update(network=network, worlds=draw_worlds(network, 4), home_local=("c",))
    return here


def test_who_stands_in_two_issues_is_counted_in_each_coding():
    here = drawn("a society JP; c local JP; s state JP", "a asks c 1990 #x; c asks s 1991 #y; a meets s 1995")
    found = {one.number: one for one in here.across_issues() if not one.about}
    assert found["shared_actors"].estimate.value == pytest.approx(1 / 3)
    assert found["shared_actors"].said == "c"
    assert found["shared_actors"].estimate.coverage == pytest.approx(2 / 3)
    assert found["issue_links"].estimate.value == 0
    never = drawn("a society JP; c local JP", "a asks c 1990 #x %0.000001; a meets c 1990 #y")
    assert {one.number: one for one in never.across_issues()}["shared_actors"].estimate.value == 0


def test_the_newest_news_weighs_by_its_age():
    # At the end of the window (2003) b heard from a at some time of 1993: 1/(1 + 10/10), of two ordered pairs.
    here = drawn("a society JP; b society JP/KR", "a asks b 1993-12-31")
    (found,) = [one for one in here.relational() if one.number == "harmonic"]
    assert found.estimate.value == pytest.approx(0.25, abs=0.001)


def test_only_pairs_that_no_route_had_joined_are_new():
    here = drawn(
        "a society JP; b society JP; d society JP; c local JP",
        "a asks c 1990; c asks b 1991; a meets b 1995; a meets d 1996",
    )
    found = here.new_ties()
    assert (found.estimate.value, found.said) == (1.0, "a–d")


def test_agreement_and_contention_of_unlike_actors_by_hand():
    """For: a and b of one sector, c; against: d. Of the five unlike pairs two agree and three do not."""
    actors = (
        *(r.Actor(id, id, "organisation", sector, "local", "JP") for id, sector in
          [("a", "business"), ("b", "business"), ("c", "civil_society"), ("d", "academic")]),
    )  # fmt: skip
    stances = {"a": 1, "b": 1, "c": 1, "d": -1}
    positions = tuple(
        r.Position(f"po-{id}", id, "berth", "statement", stance, date="1990", case="quay")
        for id, stance in stances.items()
    )
    book = quay.book()
    book = book.with_records(actors=(*book.actors, *actors), positions=positions, doubts=(), support=())
    rows = {
        one.number: one
        for one in normative(Scope(Study(book, n=3), "cohesion", "quay"))
        if one.about == "berth"
    }
    assert rows["agreement"].estimate.value == pytest.approx(2 / 5)
    assert rows["contention"].estimate.value == pytest.approx(3 / 5)
    assert rows["contention"].said == "4 stances; against: d"
