"""M1, the gap: whose access lags by law, and what local governments change, by hand."""

import numpy as np

from interlocal.framework.gap import at_the_margin, gap
from interlocal.framework.scope import Scope
from interlocal.framework.study import Study
from interlocal.network.coalition import Member
from tests.report import quay


class Drawn(Scope):
    """A scope whose network is a sketch."""

    def __init__(self, network, worlds, home_local):
        super().__init__(Study(quay.book(), n=worlds.n), "access", "quay", "contact")
        self.__dict__.update(network=network, worlds=worlds, home_local=home_local)


def told(ties):
    from interlocal.network.sketch import sketch
    from interlocal.network.worlds import draw_worlds

    network = sketch("m society JP/KR; n society JP/KR; o society JP; c local JP; s state JP", ties)
    return {one.number: one for one in gap(Drawn(network, draw_worlds(network, 3), ("c",)))}


def test_a_city_brings_the_one_who_had_no_way_and_leaves_the_other():
    # o asks the state itself, m by the city, n nobody: the gap is ½ - 1; without the city 0 - 1.
    found = told("o asks s 1990; m asks c 1990; c asks s 1991; n meets m 1999")
    assert [found[name].estimate.value for name in ("gap", "gap_closed", "gap_closed_enabled")] == [
        -0.5,
        0.5,
        0.5,
    ]
    assert found["gap"].estimate.coverage == 1.0


def test_what_a_city_enabled_for_others_can_widen_the_gap():
    found = told("t1: c meets o 1989; o asks s 1990 <t1; m meets n 1990")
    assert found["gap"].estimate.value == -1.0
    assert found["gap_closed"].estimate.value == 0.0
    assert found["gap_closed_enabled"].estimate.value == -1.0


def test_without_anyone_at_the_margin_there_is_no_gap():
    from interlocal.network.sketch import sketch
    from interlocal.network.worlds import draw_worlds

    network = sketch("o society JP; c local JP; s state JP", "o asks s 1990")
    rows = list(gap(Drawn(network, draw_worlds(network, 3), ("c",))))
    assert all(one.estimate.value is None and one.why for one in rows)


def test_residents_of_whom_it_is_not_told_are_neither():
    resident = Member("r", "R", "class", "residents", "local", ("JP",), ())
    assert at_the_margin(resident) is None
    assert at_the_margin(Member("f", "F", "group", "business", "local", ("JP",), ())) is False


def test_in_kawasaki_it_is_the_others_whom_local_governments_brought_nearer(measured):
    found = {
        one.number: one for one in measured("access") if one.case == "kawasaki" and one.layer == "contact"
    }
    # Residents' way within Japan is an inferred tie; what local governments enabled served the others more.
    assert 0 < (found["gap_closed"].estimate.value or 0) < 0.2
    assert (found["gap_closed_enabled"].estimate.value or 0) < 0
    assert np.isfinite(found["gap"].estimate.mc_se or np.nan)
