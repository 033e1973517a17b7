"""From a casebook to its network."""

from __future__ import annotations

import numpy as np
import pytest

from interlocal.casebook.folder import read
from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.build import build
from interlocal.network.paths import paths
from interlocal.network.who import meant
from tests.casebook.harbour import CODEBOOK, FILES, harbour


def changed(tmp_path, **files):
    return read(harbour(tmp_path, **files))


def test_the_society_reaches_the_other_port_on_its_twinning(tmp_path):
    network = build(changed(tmp_path))
    found = paths(network, "society", "nakhodka", worlds=20)
    assert found.access == "certain"
    assert found.routes[0].hops[0].record == "t-propose"
    assert found.routes[0].hops[0].passages == ("p-2",)
    assert found.routes[0].hops[0].start.low == "1989-03-01"


def test_a_lag_of_the_text_narrows_a_date(tmp_path):
    network = build(changed(tmp_path))
    moment = int(network.ties.start[network.ties.record.tolist().index("t-ask")])
    # proposed between March and May 1989, asked four to six months later
    assert network.clock.low[moment] >= 7_029
    assert network.clock.group[moment] >= 0


def ties(*rows):
    head = "id,from,to,relation,kind,start,end,case,issues,polarity,layer,status"
    return "\n".join([head, *rows])


def test_everything_left_out_has_its_reason(tmp_path):
    rows = ties(
        "t-1,otaru,ministry,requests,event,1989,,ferry,transport,1,contact,asserted",
        "t-2,otaru,ministry,requests,event,1989,,ferry,transport,-1,contact,asserted",
        "t-3,otaru,ministry,requests,event,1989,,ferry,transport,1,attribution,asserted",
        "t-4,otaru,ministry,requests,event,1989,,ferry,transport,1,contact,planned",
        "t-5,otaru,ministry,requests,event,1989,,fish,transport,1,contact,asserted",
        "t-6,otaru,ministry,requests,event,1989,,ferry,transport,1,contact,general",
        "t-7,otaru,otaru,requests,event,1989,,ferry,transport,1,contact,asserted",
        "t-8,otaru,ministry,requests,event,1994,,ferry,transport,1,contact,asserted",
        "t-9,otaru,society,funds,event,1989,,ferry,transport,1,contact,expectation",
    )
    book = changed(tmp_path, ties=rows, order=None, enabling=None)
    network = build(book, cases=["ferry"], until="1990")
    assert network.ties.record.tolist() == ["t-1"]
    reasons = {one.record: one.reason for one in network.left_out}
    assert sorted(reasons) == [f"t-{k}" for k in range(2, 10)]
    assert "negative" in reasons["t-2"]
    assert "attribution" in reasons["t-3"]
    assert "another case" in reasons["t-5"]
    assert "itself" in reasons["t-7"]
    assert "after the date" in reasons["t-8"]
    assert len(build(book, layer="both").ties) == 4
    assert len(build(book, layer="attribution").ties) == 1
    assert len(build(book, relations=["funds"]).ties) == 0


def test_a_meeting_becomes_ties_where_the_codebook_says_so(tmp_path):
    codebook = CODEBOOK.replace("symmetric = true", 'symmetric = true\nexpand = ["opening"]')
    network = build(changed(tmp_path, codebook=codebook))
    met = np.flatnonzero(network.ties.record == "e-start")
    ends = {network.members[k].id for k in (network.ties.source[met[0]], network.ties.target[met[0]])}
    assert ends == {"otaru", "society"}
    assert network.ties.certainty[met[0]] == 0.9
    assert "e-start" not in build(changed(tmp_path)).ties.record


def test_an_office_acts_for_its_organisation(tmp_path):
    actors = FILES["actors.csv"] + "\nmayor,Mayor of Otaru,office,local_government,local,JP,,,,,ferry"
    rows = FILES["attributes.csv"] + "\nx-2,mayor,part_of,otaru,,,,,,asserted,"
    network = build(changed(tmp_path, actors=actors, attributes=rows))
    (link,) = network.links
    assert (network.members[link.official].id, network.members[link.organisation].id) == ("mayor", "otaru")
    assert paths(network, "mayor", "ministry").routes[0].hops[0].kind == "acting"


@pytest.mark.parametrize(("body", "acts"), [("local_government", True), ("national_government", False)])
def test_an_assembly_acts_for_its_city_but_a_ministry_not_for_another(tmp_path, body, acts):
    actors = FILES["actors.csv"] + f"\nassembly,Assembly,organisation,{body},local,JP,,,,,ferry"
    whole = "otaru" if acts else "ministry"
    rows = FILES["attributes.csv"] + f"\nx-2,assembly,part_of,{whole},,,,,,asserted,"
    assert bool(build(changed(tmp_path, actors=actors, attributes=rows)).links) == acts


def test_an_official_without_dates_makes_a_route_possible_only(tmp_path):
    actors = FILES["actors.csv"] + "\nsato,Sato,person,local_government,local,JP,,,,,ferry"
    rows = FILES["attributes.csv"] + "\nx-2,sato,office_held,otaru,,,,,,asserted,"
    network = build(changed(tmp_path, actors=actors, attributes=rows))
    assert paths(network, "sato", "ministry").access == "possible"


@pytest.mark.parametrize(
    ("row", "to_city", "from_city"),
    [
        ("office_held,otaru,1950,,1960,,,asserted,", "certain", "none"),
        ("office_held,otaru,1950,,1995,,,asserted,", "certain", "certain"),
        ("office_held,otaru,1950,,..,,,asserted,", "certain", "certain"),
        ("office_held,otaru,1950,,,,,asserted,", "certain", "possible"),  # until nobody knows when
        ("office_held,otaru,1995,,..,,,asserted,", "none", "certain"),
        ("office_held,otaru,1950,,1995,,,disputed,", "certain", "certain"),
        ("office_held,otaru,1950,,1995,,,planned,", "none", "none"),
    ],
)
def test_an_office_is_held_for_as_long_as_it_is_coded(tmp_path, row, to_city, from_city):
    # the official speaks for the city, which asked in 1989; the city, twinned since 1966, through the official
    actors = FILES["actors.csv"] + "\nsato,Sato,person,local_government,local,JP,,,,,ferry"
    rows = FILES["attributes.csv"] + f"\nx-2,sato,{row}"
    network = build(changed(tmp_path, actors=actors, attributes=rows))
    assert paths(network, "sato", "ministry").access == to_city
    assert paths(network, "nakhodka", "sato").access == from_city


def test_a_symmetric_relation_carries_either_way_all_that_it_carries_one_way(tmp_path):
    both = 'reverse = ["claim", "information"]\nsymmetric = true'
    codebook = CODEBOOK.replace(both, 'reverse = ["money"]\nsymmetric = true')
    network = build(changed(tmp_path, codebook=codebook))
    twin = network.ties.record.tolist().index("t-twin")
    carried = sum(network.carrier_bit(one) for one in ("claim", "information", "money"))
    assert (int(network.ties.forward[twin]), int(network.ties.reverse[twin])) == (carried, carried)


def test_an_answer_is_never_before_the_question(tmp_path):
    rows = (
        "id,from,to,relation,kind,start,case,issues,responds_to\n"
        "t-1,otaru,ministry,requests,event,1989,ferry,transport,\n"
        "t-2,ministry,society,requests,event,1989,ferry,transport,t-1"
    )
    network = build(changed(tmp_path, ties=rows, order=None, enabling=None))
    assert paths(network, "otaru", "society").access == "certain"


def test_slices_are_new_values(tmp_path):
    network = build(changed(tmp_path))
    assert len(network.for_issue("transport").ties) == len(network.ties)
    assert network.for_relations(["requests"]).ties.record.tolist() == ["t-ask"]
    assert network.at_levels(["local", "state"]).ties.record.tolist() == ["t-ask", "t-twin"]
    assert network.for_cases(["fish"]).ties.record.tolist() == []
    assert len(network.during(-5_000, -4_000).ties) == 0
    assert len(network.ties) == 4
    with pytest.raises(ValueError, match="read-only"):
        network.ties.certainty[0] = 0


def test_exports(tmp_path):
    network = build(changed(tmp_path))
    graph = network.to_networkx()
    assert graph.edges["society", "nakhodka", "t-propose"]["issues"] == ["transport"]
    assert graph.nodes["otaru"]["sector"] == "local_government"
    assert network.to_matrix("money").sum() == 1


def test_names_and_states(tmp_path):
    book = changed(tmp_path)
    network = build(book)

    def ids(phrase):
        return {network.members[k].id for k in meant(network, book, phrase)}

    assert ids("小樽市") == {"otaru"}
    assert ids("Japanese state") == ids("government of Japan".replace("government", "state")) == {"ministry"}
    assert ids("home local governments") == {"otaru"}
    assert ids("non-state actors") == set()
    with pytest.raises(UnknownNameError):
        ids("Atlantis")


def test_bad_requests_are_refused(tmp_path):
    book = changed(tmp_path)
    with pytest.raises(NetworkError, match="layer is"):
        build(book, layer="deep")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="it has ferry, fish"):
        build(book, cases=["boats"])
    with pytest.raises(UnknownNameError, match="relations"):
        build(book, relations=["hates"])


def test_slices_take_dates_and_names_and_refuse_what_is_not_there(tmp_path):
    network = build(changed(tmp_path))
    assert len(network.during(before="1900").ties) == 0 < len(network.during("1988", "1990").ties)
    assert len(network.during().ties) == len(network.ties)
    assert (network.during(before="1990").ties.record == network.during(None, 7_304).ties.record).all()
    gone = network.without("society")
    assert not ({"society"} & {gone.members[k].id for k in (*gone.ties.source, *gone.ties.target)})
    relation = str(network.ties.relation[0])
    assert len(network.for_relations(relation).ties) == (network.ties.relation == relation).sum()
    for slip, near in (("for_cases", "case"), ("for_relations", "relation"), ("at_levels", "level")):
        with pytest.raises(UnknownNameError, match=f"no {near} 'harbor"):
            getattr(network, slip)(["harbors"])
    for wrong in (-1, len(network.members)):
        with pytest.raises(UnknownNameError, match="no actor at position"):
            network.without([wrong])
        with pytest.raises(UnknownNameError, match="no actor at position"):
            paths(network, wrong, "nakhodka")
    with pytest.raises(NetworkError, match="ties are numbered"):
        network.select([len(network.ties)])
