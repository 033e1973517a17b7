"""A network is its arrays: built with care, never changed, sliced into new values."""

import pickle

import numpy as np
import pytest

from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network import exports, reach
from interlocal.network.columns import OPEN_END, OPEN_START
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import STRICT


@pytest.fixture
def coalition():
    return EventNetwork.from_arrays(
        ["Dalian", "Kitakyushu", "KITA"], ["Beijing", "KITA", "Dalian"],
        [1985, 1979, 1981], [1995, 1979, 1990],
        duration=[1, 0, 0], attributes={"channel": ["request", "staff", "training"]},
    )  # fmt: skip


def test_ties_are_sorted_by_start_with_everything_that_belongs_to_them(coalition):
    assert [coalition.actors[k] for k in coalition.source] == ["Kitakyushu", "KITA", "Dalian"]
    assert coalition.end.tolist() == [1979, 1990, 1995]
    assert coalition.duration.tolist() == [0, 0, 1]
    assert coalition.attributes["channel"].tolist() == ["staff", "training", "request"]
    assert repr(coalition) == "EventNetwork(4 actors, 3 ties, 1979 to 1995, directed)"


def test_ties_of_one_moment_keep_their_order():
    net = EventNetwork.from_arrays([3, 1, 2], [0, 0, 0], [5, 5, 1])
    assert [net.actors[k] for k in net.source] == [2, 3, 1]


def test_nobody_may_write_to_the_arrays(coalition):
    for array in (coalition.source, coalition.start, coalition.duration, coalition.attributes["channel"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]
    with pytest.raises(AttributeError):
        coalition.directed = False


def test_making_a_network_leaves_the_given_arrays_writable():
    start = np.array([1, 2])
    EventNetwork.from_arrays([0, 1], [1, 2], start)
    start[0] = 7


def test_duplicates_and_self_ties_are_kept_and_carry_nobody_further():
    net = EventNetwork.from_arrays(["a", "a", "a", "b"], ["b", "b", "a", "b"], [1, 1, 1, 2])
    assert len(net) == 4
    for engine in ("python", "compiled"):
        assert reach.reach_sizes(net, engine=engine).as_dict() == {"a": 2, "b": 1}


def test_an_empty_network_is_a_network():
    net = EventNetwork.from_arrays([], [], [], actors=["a", "b"])
    assert repr(net) == "EventNetwork(2 actors, 0 ties, directed)"
    for engine in ("python", "compiled"):
        assert reach.arrivals(net, ["a"], engine=engine).as_dict() == {"a": 0}
        assert reach.reach_sizes(net, engine=engine).sizes.tolist() == [1, 1]
        assert reach.reaching(net, ["b"], engine=engine).count == 1
        assert reach.remove_each(net, ["b"], engine=engine).lost.tolist() == [0, 0]
        assert reach.access_curve(net, ["b"], [0, 9], engine=engine).counts.tolist() == [1, 1]
        assert reach.shuffled(net, ["b"], replications=2, engine=engine).counts.tolist() == [1, 1]
        assert reach.latencies(net, ["b"], engine=engine).as_dict() == {"b": 0}
    assert len(EventNetwork.from_arrays([], [], []).actors) == 0


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"start": [1.0, np.nan]}, r"row 1: 'start' is missing or infinite \(nan\)"),
        ({"start": np.array(["1979", "NaT"], "datetime64[Y]")}, "row 1: 'start' is missing"),
        ({"start": [1.5, 2.0]}, "row 0: 'start' is not a whole number"),
        ({"start": [1, None]}, "'start' in row 1 is None"),
        ({"start": [1, 10**30]}, "beyond"),
        ({"start": [1, 2**62]}, "row 1: 'start' is beyond"),
        ({"start": np.array([1, 2**63], np.uint64)}, "beyond"),
        ({"start": ["1979", "1980"]}, "dates are whole numbers or datetime64"),
        ({"start": [[1, 2]]}, "2 dimensions"),
        ({"end": [5, 1]}, r"row 1: the end is before the start \(1\)"),
        ({"end": [5]}, "'end' has 1 entries, 'start' has 2"),
        ({"duration": [0, -1]}, "duration is negative"),
        ({"duration": -1}, "duration is negative"),
        ({"source": ["a"]}, "'source' has 1 entries, 'target' 2"),
        ({"source": ["a", None]}, "'source' in row 1 is None"),
        ({"source": [1.5, 2.0]}, "actors are text or whole numbers"),
        ({"source": [1, 2]}, "label actors one way"),
        ({"actors": ["a", "b", "d"]}, "names 'c', which actors does not"),
        ({"actors": ["a", "b", "c", "a"]}, "names 'a' twice"),
        ({"attributes": {"channel": ["x"]}}, "'channel' has 1 entries"),
    ],
)
def test_what_cannot_be_a_network_is_refused_with_the_reason(columns, reason):
    given = {"source": ["a", "b"], "target": ["b", "c"], "start": [2, 2], **columns}
    with pytest.raises(NetworkError, match=reason):
        EventNetwork.from_arrays(**given)


def test_moments_may_be_a_billion_days_apart_and_negative():
    net = EventNetwork.from_arrays([0, 1], [1, 2], [-500_000_000, 500_000_000], [500_000_000, 500_000_000])
    for engine in ("python", "compiled"):
        assert reach.arrivals(net, [0], engine=engine).time.tolist() == [
            -500_000_000,
            -500_000_000,
            500_000_000,
        ]


def test_dates_from_datetime64_keep_their_unit():
    net = EventNetwork.from_arrays(["a"], ["b"], np.array(["1969-12-31"], "datetime64[D]"))
    assert (net.start.tolist(), net.unit) == ([-1], "D")
    with pytest.raises(NetworkError, match="finer unit"):
        EventNetwork.from_arrays(["a"], ["b"], np.array(["1969-12-31T12"], "datetime64[h]"), unit="D")


def test_an_open_end_is_usable_ever_after():
    net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [OPEN_START, 10**9], [OPEN_END, OPEN_END])
    assert reach.arrivals(net, ["a"], after=5).as_dict() == {"a": 5, "b": 5, "c": 10**9}
    assert "open to open" in repr(net)


def test_slicing_by_date_cuts_lasting_ties_and_shares_instants(coalition):
    cut = coalition.during(1980, 1986)
    assert (cut.start.tolist(), cut.end.tolist()) == ([1981, 1985], [1986, 1986])
    assert cut.attributes["channel"].tolist() == ["training", "request"]
    instants = EventNetwork.from_arrays([0, 1, 2], [1, 2, 0], [1, 2, 3])
    part = instants.during(2)
    assert np.shares_memory(part.start, instants.start)
    assert len(instants.during(9, 1)) == 0
    assert coalition.during() is coalition


def test_selecting_and_leaving_out_make_new_networks(coalition):
    assert len(coalition.select([True, False, True])) == 2
    assert len(coalition.select([2, 0])) == 2
    assert len(coalition.without(["KITA"])) == 1
    assert coalition.without(["KITA"]).actors == coalition.actors
    with pytest.raises(NetworkError, match="the mask has shape"):
        coalition.select([True])


def test_an_unknown_actor_is_named_with_its_near_misses(coalition):
    with pytest.raises(UnknownNameError, match="no actor 'KITTA' in this network; did you mean 'KITA'"):
        reach.arrivals(coalition, ["KITTA"])
    with pytest.raises(UnknownNameError, match="they are the numbers 0 to 2"):
        EventNetwork.from_arrays([0], [1], [1], actors=range(3)).position(7)
    with pytest.raises(NetworkError, match=r"give a list of actors; for one, \['KITA'\]"):
        reach.arrivals(coalition, "KITA")


def test_a_network_survives_pickling_without_what_it_remembers(coalition):
    reach.reach_sizes(coalition)
    coalition.position("KITA")
    again = pickle.loads(pickle.dumps(coalition))
    assert again == coalition
    assert again._memo == {}
    assert coalition != coalition.during(1980)
    assert coalition != "KITA"


def test_exports_hold_every_tie(coalition):
    networkx = pytest.importorskip("networkx")
    graph = exports.to_networkx(coalition)
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.number_of_edges() == 3
    assert graph["KITA"]["Dalian"][1] == {"start": 1981, "end": 1990, "duration": 0, "channel": "training"}
    counts = exports.to_matrix(coalition)
    assert counts.sum() == 3
    assert counts[coalition.position("KITA"), coalition.position("Dalian")] == 1
    both = EventNetwork.from_arrays([0, 1], [1, 0], [1, 2], directed=False)
    assert exports.to_matrix(both).toarray().tolist() == [[0, 2], [2, 0]]
    assert isinstance(exports.to_networkx(both), networkx.MultiGraph)
    columns = exports.to_columns(coalition)
    assert EventNetwork.from_arrays(
        columns.pop("source"), columns.pop("target"), columns.pop("start"), columns.pop("end"),
        duration=columns.pop("duration"), attributes=columns,
    ) == coalition  # fmt: skip


def test_results_carry_their_question(coalition):
    asked = reach.reaching(coalition, ["Beijing"], before=1990).question
    assert (asked.verb, asked.of, asked.before, asked.semantics, asked.ties) == (
        "reaching",
        ("Beijing",),
        1990,
        STRICT,
        3,
    )


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda net: reach.arrivals(net, ["KITA"], engine="fast"), "write 'auto', 'python' or 'compiled'"),
        (lambda net: reach.reach_sizes(net, direction="up"), "write 'out' or 'in'"),
        (lambda net: reach.access_curve(net, ["KITA"], [1.5]), "a row of whole numbers"),
        (lambda net: reach.shuffled(net, ["KITA"], replications=0), "at least one"),
        (lambda net: reach.scenarios(net), "either targets or sources"),
        (lambda net: reach.scenarios(net, targets=["KITA"]), "actor_mask, tie_mask or both"),
        (
            lambda net: reach.scenarios(net, targets=["KITA"], actor_mask=[[1]]),
            "give booleans, 4 × scenarios",
        ),
        (
            lambda net: reach.scenarios(
                net, targets=["KITA"], actor_mask=np.ones((4, 2), bool), tie_mask=np.ones((3, 1), bool)
            ),
            "tie_mask has 1 scenarios, actor_mask 2",
        ),
        (lambda net: reach.latencies(net, ["KITA"]), "latencies are for instants"),
        (lambda net: reach.bounds(reach.arrivals, net, ["KITA"], semantics="strict"), "give a Semantics"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(coalition, ask, reason):
    with pytest.raises(NetworkError, match=reason):
        ask(coalition)


def test_ties_and_moments_that_cannot_be_are_refused():
    net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    for wrong in ([2], [-1]):
        with pytest.raises(NetworkError, match="ties are numbered 0 to 1"):
            net.select(wrong)
    days = EventNetwork.from_arrays(["a"], ["b"], np.array(["1990-01-01"], "M8[D]"))
    with pytest.raises(NetworkError, match=r"before is '1995'; .*whole numbers in 'D' since 1970"):
        reach.arrivals(days, ["a"], before="1995")
    with pytest.raises(NetworkError, match=r"after is 1\.5"):
        reach.reaching(net, ["c"], after=1.5)
