"""M5, joint work: core numbers against networkx, and who is inside by hand."""

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook import records as r
from interlocal.framework.joint import core_numbers, joint_core
from interlocal.framework.scope import Scope
from interlocal.framework.study import Study
from tests.report import quay


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10).flatmap(lambda n: st.lists(st.booleans(), min_size=n * n, max_size=n * n)))
def test_core_numbers_are_those_of_networkx(bits):
    size = int(len(bits) ** 0.5)
    upper = np.triu(np.array(bits, float).reshape(size, size), 1)
    graph = upper + upper.T
    theirs = networkx.core_number(networkx.from_numpy_array(graph))
    assert core_numbers(graph).tolist() == [theirs[k] for k in range(size)]


def told(*works):
    events = tuple(r.Event(f"e-{k}", "work", kind, "1990", case="quay") for k, (kind, _) in enumerate(works))
    parts = tuple(
        r.Participant(f"pt-{k}{actor}", f"e-{k}", actor, role)
        for k, (_, makers) in enumerate(works)
        for actor, role in makers.items()
    )
    book = quay.book().with_records(
        ties=(),
        events=events,
        participants=parts,
        positions=(),
        quantities=(),
        support=(),
        codings=(),
        doubts=(),
    )
    return {one.about: one for one in joint_core(Scope(Study(book, n=2), "cohesion", "quay"))}


def test_a_city_that_makes_a_thing_with_two_others_is_in_a_core_of_two():
    found = told(
        ("project", {"city": "member", "fishers": "member", "firm": "member", "union": "beneficiary"}),
        ("survey", {"union": "member", "firm": "member"}),
        ("publication", {"union": "member"}),
    )
    assert found[""].estimate.value == found["home_local_government"].estimate.value == 2
    assert found["home_local_government"].said == "city"
    assert found[""].estimate.coverage == pytest.approx(2 / 3)  # a publication by one is no joint work


def test_where_no_city_is_among_the_makers_there_is_no_number():
    found = told(("project", {"firm": "member", "union": "member"}))
    assert found[""].estimate.value == 1
    assert found["home_local_government"].estimate.value is None
    assert "none of these" in found["home_local_government"].why


def test_meetings_make_nothing():
    assert (
        told(("meeting", {"firm": "member", "city": "member"}))[""].why
        == "no joint work with two makers is coded"
    )
