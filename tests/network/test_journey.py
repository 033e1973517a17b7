"""Journeys through tables of events."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.cli import main
from interlocal.network.events import EventNetwork
from interlocal.network.journey import journey
from interlocal.network.reach import arrivals
from interlocal.network.semantics import Semantics

TIES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-3, 6), st.integers(0, 3), st.integers(0, 1)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(TIES, st.sampled_from(["strict", "non-strict"]), st.booleans())
def test_every_arrival_has_a_journey_that_obeys_the_rules(rows, order, directed):
    source, target, start, length, takes = map(list, zip(*rows, strict=True))
    net = EventNetwork.from_arrays(
        source, target, start, [s + n for s, n in zip(start, length, strict=True)], duration=takes,
        actors=range(5), directed=directed,
    )  # fmt: skip
    found = arrivals(net, [0], semantics=Semantics(order=order))
    for actor in range(1, 5):
        hops = journey(net, found, actor)
        assert bool(hops) == bool(found.reached[actor])
        if not hops:
            continue
        assert hops[0].from_ == 0
        assert hops[-1].to == actor
        assert hops[-1].arrives == found.time[actor]
        for one, two in pairwise(hops):
            assert one.to == two.from_
            assert one.arrives < two.departs or (order == "non-strict" and one.arrives == two.departs)
        for hop in hops:
            assert net.start[hop.tie] <= hop.departs <= net.end[hop.tie]


def test_the_verb_reads_a_table_of_events(tmp_path, capsys):
    path = tmp_path / "visits.csv"
    path.write_text(
        "who,whom,day\nKitakyushu,Dalian,1990-01-01\nDalian,Beijing,1990-01-01\nDalian,Beijing,1991-05-05\n"
    )
    ask = ["paths", str(path), "--columns", "who,whom,day", "--from", "Kitakyushu", "--to", "Beijing"]
    assert main(ask) == 0
    assert "1991-05-05" in capsys.readouterr().out
    assert main([*ask, "--before", "1991", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert results["certain order"] == []
    assert len(results["possible order"]) == 2
    assert main([*ask, "--issue", "smoke"]) == 2
    assert main([*ask[:-1], "Bejing"]) == 2
    assert "did you mean 'Beijing'" in capsys.readouterr().err
