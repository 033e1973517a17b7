"""Who brought others together in time, and whether these came to be tied."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal import dates
from interlocal.network.brokers import open_triads
from interlocal.network.clock import NEVER
from interlocal.network.joining import history, joining, strata
from interlocal.network.mediation import acting_for, mediation
from interlocal.network.sketch import sketch
from interlocal.network.worlds import draw_worlds

ABC = "a society JP; b local JP; c state CN"


def found(ties, actors=ABC, n=8, **more):
    net = sketch(actors, ties, **{k: v for k, v in more.items() if k == "links"})
    settled = {k: v for k, v in more.items() if k != "links"}
    return mediation(net, draw_worlds(net, n), **settled)


def ids(mediated):
    return [tuple("abcdef"[k] for k in one) for one in mediated.triads.tolist()]


def test_a_chain_in_order_is_mediated_and_a_chain_out_of_order_is_not():
    assert ids(found("a proposes b 1990; b presses c 1992")) == [("a", "b", "c")]
    assert ids(found("a proposes b 1992; b presses c 1990")) == []


def test_what_is_passed_on_too_late_is_not_mediated():
    assert ids(found("a proposes b 1980; b presses c 1992")) == []
    assert ids(found("a proposes b 1980; b presses c 1992", window=13 * 366)) == [("a", "b", "c")]
    assert ids(found("a partners b 1980--..; b presses c 1992")) == [("a", "b", "c")]


def test_two_issues_do_not_make_a_chain_and_a_neutral_tie_joins_any():
    assert ids(found("a proposes b 1990 #air; b presses c 1992 #vote")) == []
    assert ids(found("a proposes b 1990 #air; b presses c 1992")) == [("a", "b", "c")]


@pytest.mark.parametrize(("direct", "open_"), [("1989", False), ("1995", True)])
def test_only_an_earlier_direct_tie_closes(direct, open_):
    triads = ids(found(f"a proposes b 1990; b presses c 1992; a presses c {direct}"))
    assert (("a", "b", "c") in triads) == open_


def test_a_direct_tie_on_another_issue_does_not_close():
    assert ids(found("a proposes b 1990 #air; b presses c 1992 #air; a presses c 1989 #vote")) == [
        ("a", "b", "c")
    ]


def test_the_day_is_that_of_the_second_step():
    mediated = found("a proposes b 1990; b presses c 1992-03-05")
    assert set(mediated.since.ravel().tolist()) == {int(dates.bounds(["1992-03-05"]).start_lo[0])}


def test_an_absent_tie_mediates_nothing_in_that_world():
    mediated = found("a proposes b 1990; b presses c 1992 %0.5", n=400)
    assert 0.35 < mediated.held.mean() < 0.65
    assert ((mediated.since < NEVER) == mediated.held).all()


def test_an_official_counts_as_the_organisation():
    actors = "a society JP; m local JP; b local JP; c state CN"
    net = sketch(actors, "a proposes m 1990; b presses c 1992", links="m=b")
    assert acting_for(net).tolist() == [0, 2, 2, 3]
    assert mediation(net, draw_worlds(net, 4)).triads.tolist() == [[0, 2, 3]]


def test_an_official_of_two_bodies_counts_as_itself():
    actors = "m local JP; b local JP; c local JP"
    assert acting_for(sketch(actors, "b meets c 1990", links="m=b; m=c")).tolist() == [0, 1, 2]


@settings(max_examples=40)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda p: p[0] != p[1]), min_size=1))
def test_ties_of_one_day_give_the_open_triads_of_the_static_graph(arcs):
    actors = "; ".join(f"{name} society JP" for name in "abcdef")
    ties = "; ".join(f"{'abcdef'[x]} presses {'abcdef'[y]} 1990-05-05" for x, y in sorted(arcs))
    graph = np.zeros((6, 6))
    for x, y in arcs:
        graph[x, y] = 1
    mediated = found(ties, actors, n=2)
    assert sorted(mediated.triads.tolist()) == sorted(open_triads(graph).tolist())
    assert mediated.held.all()


def test_pairs_of_brokers_are_told_apart():
    mediated = found(
        "a proposes b 1990; b presses c 1992; a proposes d 1990; d presses c 1991; a proposes e 1990; "
        "e presses f 1990-12-31",
        "a society JP; b local JP; c state CN; d business JP; e local JP; f state RU".replace(
            "business", "society"
        ),
    )
    local = np.array([False, True, False, False, True, False])
    ours, others = mediated.pairs_of(local), mediated.pairs_of(~local)
    assert ours.sum(axis=0).tolist() == [2] * 8
    assert (ours & ~others).sum(axis=0).tolist() == [1] * 8


def joined(ties, actors, brokers, **more):
    net = sketch(actors, ties)
    worlds = draw_worlds(net, 4)
    told = history(net, worlds)
    until = int(dates.bounds(["2000-01-01"]).start_lo[0])
    chosen = np.array([member.id in brokers for member in net.members])
    stratum = np.zeros(len(told.pairs), np.int64)
    return joining(told, mediation(net, worlds), [chosen], stratum, until=until, **more)[0]


FOUR = "a society JP; b local JP; c society JP; d society JP"


def test_the_joining_rate_by_hand():
    # a and c are bridged by b on 1990-06-01 and tied on 1992-01-01: one whole year, and that of the tie.
    one = joined(
        "a proposes b 1990-06-01; b presses c 1990-06-01; a meets c 1992-01-01; d meets c 1980-01-01; "
        "x: a meets d 1999-01-01",
        FOUR,
        {"b"},
    )
    assert one.years.tolist() == [2.0] * 4
    assert one.ties.tolist() == [1.0] * 4
    np.testing.assert_allclose(one.bridged, 1 - 0.5**5)
    # Unbridged: b-d from 1990-06-01 to 2000-01-01, nine whole years; a-d from 1990-06-01 to its tie on
    # 1999-01-01, eight and that of the tie. a-b, b-c and c-d began as someone's entry; a-c was bridged at once.
    np.testing.assert_allclose(one.matched, 1 - (17 / 18) ** 5)


def test_a_pair_that_entered_with_its_tie_was_never_at_risk():
    one = joined("a meets b 1990-01-01; c meets d 1991-01-01", FOUR, {"b"})
    assert np.isnan(one.bridged).all()
    assert one.years.tolist() == [0.0] * 4


def test_strata_tell_sectors_countries_and_degrees_apart():
    net = sketch("a society JP; b local JP; c society CN; d society JP", "a meets b 1990; c meets d 1990")
    told = history(net, draw_worlds(net, 2))
    named = {
        (net.members[x].id, net.members[y].id): int(s)
        for (x, y), s in zip(told.pairs.tolist(), strata(net, told.pairs), strict=True)
    }
    assert named["a", "d"] != named["a", "c"]
    assert named["a", "b"] == named["b", "d"]
    assert named["a", "c"] == named["c", "d"]
