"""M2: modes of channels, answers, waits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook.folder import read
from interlocal.framework.measures import measure
from interlocal.framework.measures.channel import arrangements, median_wait, permuted_difference
from interlocal.framework.study import Study
from tests.casebook.harbour import FILES, harbour
from tests.framework.told import table


@pytest.fixture(scope="module")
def told(measured):
    return table(measured("channel"))


def test_modes_that_are_not_coded_lower_coverage_and_nothing_else(told, takao):
    one = told["contact", "kawasaki", "two_way", ""].estimate
    mode = takao.network("contact", "kawasaki").ties.mode
    assert one.coverage == pytest.approx((mode >= 0).mean())
    assert one.value == pytest.approx((mode[mode >= 0] >= 3).mean(), abs=0.05)


def test_a_ratio_that_silence_cannot_lower_is_not_told(told):
    one = told["contact", "kitakyushu", "answered", ""]
    assert one.estimate.value is None
    assert 0 < one.estimate.interval[0] < one.estimate.interval[1] == 1
    assert "only where there was an answer" in one.why


def test_kawasaki_has_no_initiative_with_a_coded_follow_up(told):
    one = told["contact", "kawasaki", "answered", ""]
    assert one.estimate.value is None
    assert one.estimate.interval is None
    assert told["contact", "kawasaki", "initiatives", ""].estimate.coverage == 0


def test_too_few_channels_are_said_to_be_too_few(told):
    one = told["contact", "kitakyushu", "lent_or_direct.p", "home_local_government"]
    assert one.estimate.value is None
    assert "too few to test" in one.why


def test_channels_of_kitakyushu_into_a_state_are_two_way_and_not_regular(told):
    # Meetings and appeals answered in person, none of them standing.
    for number, value in (("into_state.two_way", 1), ("into_state.regular", 0)):
        assert told["contact", "kitakyushu", number, "home_local_government"].estimate.value == value


def small(tmp_path, ties, searches="id,question,source,about,result\n"):
    book = read(harbour(tmp_path, ties=ties, searches=searches, support=SUPPORT, doubts=DOUBTS, order=ORDER))
    return table(measure("channel").read(Study(book, n=40)))


DOUBTS = "id,record,kind,reason,source\n"
ORDER = "id,earlier,later,min_lag,max_lag,printed\n"
SUPPORT = "record,passage,stance,explicitness,coder\n"
HEADER = "id,from,to,relation,mode,kind,start,end,case,issues,certainty,responds_to,response\n"


def test_an_answer_and_a_silence_make_a_ratio_and_a_wait(tmp_path):
    ties = HEADER + (
        "t-a,otaru,ministry,requests,2,event,1989-01-01,,ferry,transport,1,,\n"
        "t-b,society,ministry,requests,2,event,1989-01-01,,ferry,transport,1,,\n"
        "t-c,ministry,otaru,proposes,3,event,1989-01-31,,ferry,transport,1,t-a,accept\n"
        "t-propose,society,nakhodka,proposes,2,event,1989,,ferry,transport,1,,\n"
        "t-twin,otaru,nakhodka,partners,4,standing,1966,..,ferry,,1,,\n"
        "t-ask,otaru,nakhodka,partners,4,standing,1966,..,fish,,1,,\n"
    )
    found = small(tmp_path, ties, FILES["searches.csv"].replace("t-ask", "t-b") + "\n")
    assert found["contact", "ferry", "answered", ""].estimate.value == 0.5
    assert found["contact", "ferry", "answered", ""].estimate.coverage == 0.5  # two of four initiatives
    assert found["contact", "ferry", "wait", ""].estimate.value == 30
    assert found["contact", "ferry", "into_state", "home_local_government"].estimate.value == 1


def test_the_median_wait_by_hand():
    days, all_seen = np.array([5.0, 10.0, 20.0, 40.0]), np.ones(4, bool)
    assert median_wait(days, all_seen) == 10
    # Censored at 5: three at risk afterwards, 1 - 1/3 at 10, (2/3)(1/2) at 20.
    assert median_wait(days, np.array([False, True, True, True])) == 20
    assert np.isnan(median_wait(days, np.zeros(4, bool)))
    assert np.isnan(median_wait(np.zeros(0), np.zeros(0, bool)))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), min_size=1, max_size=7))
def test_arrangements_are_those_that_can_be_listed(items):
    import itertools

    group, stratum = np.array([g for g, _ in items]), np.array([s for _, s in items])
    listed = {
        labels
        for labels in itertools.product([False, True], repeat=len(items))
        if all(
            sum(np.array(labels)[stratum == one]) == group[stratum == one].sum()
            for one in set(stratum.tolist())
        )
    }
    assert arrangements(group, stratum) == len(listed)


def test_a_difference_is_within_strata_and_labels_move_only_there():
    values = np.array([5.0, 3.0, 2.0, 0.0, 9.0])
    group = np.array([True, False, True, False, True])
    stratum = np.array([0, 0, 1, 1, 2])
    keys = np.random.default_rng(1).random((5, 3000))
    observed, shuffled = permuted_difference(values, group, stratum, np.ones((5, 3000), bool), keys)
    assert (observed == 2).all()  # both strata say 2; the third has nobody to compare with
    assert set(np.unique(shuffled).tolist()) == {-2.0, 0.0, 2.0}
    assert abs(shuffled.mean()) < 0.1
