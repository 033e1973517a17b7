"""M12: ages of information against the search for one pair at a time, and drawn networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from interlocal import dates
from interlocal.framework.measures.latency import _typical, ages
from interlocal.network.curve import latency
from interlocal.network.pairs import Scenario
from interlocal.network.sketch import sketch
from interlocal.network.worlds import draw_worlds
from tests.framework.drawn import networks


def day(text):
    return int(dates.bounds([text]).end_hi[0])


def test_an_age_is_the_time_since_the_last_departure_that_arrives():
    network = sketch(
        "a society JP; b local JP; c society CN",
        "a informs b 1990-01-01; a informs b 1990-01-05; b informs c 1990-01-11; a informs c 1989-12-31",
    )
    found = ages(network, draw_worlds(network, 1), day("1990-01-21"), (Scenario(actors=frozenset([1])),))
    assert found.with_all[0, 0, 1] == 16
    assert found.without[0][0, 0, 1] == 21
    assert np.isnan(found.with_all[0, 1, 0])


@settings(max_examples=25, deadline=None)
@given(networks())
def test_ages_are_those_of_the_search_for_one_pair(network):
    worlds = draw_worlds(network, 1, 1)
    cut = Scenario(actors=frozenset([1]))
    found = ages(network, worlds, day("1995"), (cut,), carrier="claim")
    for i, source in enumerate(found.pairs.sources):
        for j, target in enumerate(found.pairs.sources):
            if i != j:
                one = latency(network, source, target, by="1995", relay=[1], carrier="claim", worlds=worlds)
                for mine, theirs in ((found.with_all, one.age), (found.without[0], one.age_without)):
                    value = mine[0, i, j]
                    assert (None if np.isnan(value) else value) == theirs.value


@pytest.fixture(scope="module")
def told(measured):
    return {(one.number, one.about, one.layer): one for one in measured("latency")}


def test_without_local_governments_many_know_nothing_of_one_another(told):
    assert told["cut_off", "kitakyushu-3", "contact"].estimate.value > 0.5
    assert (
        told["cut_off_enabled", "kitakyushu-3", "contact"].estimate.value
        >= told["cut_off", "kitakyushu-3", "contact"].estimate.value
    )


def test_changes_are_never_improvements(told):
    for (number, _, _), one in told.items():
        if number.startswith("change") and one.estimate.value is not None:
            assert one.estimate.interval[0] >= 0


def test_more_is_known_as_time_passes(told):
    for layer in ("contact", "both"):
        known = [told["known", f"kawasaki-{k}", layer].estimate.value for k in (1, 2, 3)]
        assert known == sorted(known)


def test_of_the_whole_casebook_it_is_told_at_the_end_of_the_window(measured):
    here = [one for one in measured("latency") if not one.case]
    assert {one.about for one in here} == {""}
    assert {one.layer for one in here} == {"contact", "both"}
    known = next(one for one in here if (one.number, one.layer) == ("known", "contact"))
    assert known.said.startswith("on 2003-12-31, ")
    assert 0 < known.estimate.value < 0.2


def test_the_interval_of_an_age_is_one_over_codings_and_not_over_pairs():
    # Two codings in which two pairs know something: medians 15 and 35. A third knows nothing.
    days = np.array([[10.0, 20.0, np.nan], [30.0, 40.0, 1.0], [np.nan, np.nan, np.nan]])
    counted = np.array([[True, True, False], [True, True, False], [False, False, False]])
    found = _typical(days, counted)
    assert found.value == 25.0
    assert found.interval == (pytest.approx(16.0), pytest.approx(34.0))
    assert _typical(days[2:], counted[2:]).value is None
