"""M7: which way bodies answer."""

from __future__ import annotations

import pytest

from interlocal.casebook.folder import read
from interlocal.framework.measures import measure
from interlocal.framework.study import Study
from tests.casebook.harbour import CODEBOOK, harbour
from tests.framework.told import table

RELATIONS = '\n[[relations]]\nid = "answers_to"\nname = "answers to"\nforward = ["information"]\n' + (
    '\n[[relations]]\nid = "regulates"\nname = "controls"\nforward = ["authority"]\n'
    '\n[[relations]]\nid = "delegates"\nname = "delegates to"\nforward = ["authority"]\n'
)
ITEMS = "".join(
    f'\n[[items]]\nid = "{axis}"\nkind = "accountability"\ndimension = "{axis}"\n'
    for axis in ("information", "debate", "consequence")
)
ACTORS = """id,name,kind,sector,tier,territory,belonging,motive,founded,dissolved,case
board,Board of the Society,group,civil_society,local,JP,,,,,ferry
ministry,Ministry of Transport,organisation,national_government,national,JP,,,,,ferry
nakhodka,City of Nakhodka,organisation,local_government,local,SU,,,,,ferry
otaru,City of Otaru,organisation,local_government,local,JP,,,,,ferry
people,Residents,class,residents,local,JP,,,,,ferry
society,Friendship Society,organisation,affiliated_body,local,JP,,,,,ferry"""
HEADER = "id,from,to,relation,mode,kind,start,end,case,issues,certainty\n"
TIES = HEADER + (
    "t-a,society,ministry,answers_to,,standing,1970-01-01,1979-12-31,ferry,,1\n"
    "t-b,society,otaru,answers_to,,standing,1986-01-01,..,ferry,,1\n"
    "t-c,society,people,answers_to,,standing,1970-01-01,..,ferry,,1\n"
    "t-d,society,board,answers_to,,standing,,..,ferry,,1\n"
    "t-e,ministry,otaru,delegates,,event,1983-01-01,,ferry,,1\n"
    "t-twin,otaru,nakhodka,partners,4,standing,1966,..,ferry,,1\n"
    "t-ask,society,nakhodka,partners,4,standing,1966,..,ferry,,1\n"
    "t-propose,society,nakhodka,proposes,2,event,1989,,ferry,transport,1\n"
)
BARE = {
    "actors": ACTORS,
    "support": "record,passage,stance,explicitness,coder\n",
    "order": "id,earlier,later,min_lag,max_lag,printed\n",
    "doubts": "id,record,kind,reason,source\n",
    "searches": "id,question,source,about,result\n",
    "attributes": "id,record,field,value,start,end,weight,status\nx-1,board,part_of,society,,,,asserted",
}


def drawn(tmp_path, ties=TIES, codebook=CODEBOOK + RELATIONS, **more):
    book = read(harbour(tmp_path, **{**BARE, "ties": ties, "codebook": codebook, **more}))
    return table(measure("accountability").read(Study(book, n=30)))


@pytest.fixture(scope="module")
def told(measured):
    return table(measured("accountability"))


def test_each_direction_by_hand(tmp_path):
    found = drawn(tmp_path)
    for name in ("up_state", "up_local", "down", "in"):
        assert found["contact", "ferry", f"share.{name}", ""].estimate.value == 0.25
    side = found["contact", "ferry", "share.side", ""]
    assert side.estimate.value is None
    assert side.estimate.coverage == pytest.approx(4 / 5)


def test_a_delegation_moved_answering_from_the_state_to_the_city(tmp_path):
    found = drawn(tmp_path)
    # The board's tie is undated and stays out. Before 1983: the ministry and the people, then the people; after: the
    # city, and the people. The state's share falls from a half to nothing, whatever two years the date is moved by.
    assert found["contact", "ferry", "shift.up_state", ""].estimate.value == -0.5
    assert found["contact", "ferry", "shift.up_local", ""].estimate.value == 0.5
    assert found["contact", "ferry", "shift.up_local", ""].estimate.coverage == 0.75


def test_a_delegation_before_anyone_answered_does_not_unsay_another(tmp_path):
    found = drawn(tmp_path, TIES + "t-f,ministry,otaru,delegates,,event,1961,,ferry,,1\n")
    assert found["contact", "ferry", "shift.up_state", ""].estimate.value == -0.5


def test_answering_of_untold_direction_takes_no_part_in_the_shift(tmp_path):
    """The staff of the society: inside it or beside it, nobody says."""
    staff = ACTORS + "\nstaff,Staff,class,affiliated_body,local,JP,,,,,ferry"
    ties = TIES + "t-s,society,staff,answers_to,,standing,1970-01-01,..,ferry,,1\n"
    found = drawn(tmp_path, ties, actors=staff)
    assert found["contact", "ferry", "shift.up_state", ""].estimate.value == -0.5
    assert found["contact", "ferry", "share.up_state", ""].estimate.value == 0.25


def test_intensities_weigh_the_shares_once_all_are_scored(tmp_path):
    rows = "".join(
        f"c-{k}{axis[0]},kim,ferry,before,{axis},society,{score},high,{forum}\n"
        for k, (forum, score) in enumerate([("ministry", 4), ("otaru", 1), ("people", 2), ("board", 1)])
        for axis in ("information", "debate", "consequence")
    )
    # None of these says how intensely the society answers to the ministry.
    rows += "c-9a,kim,ferry,before,consequence,society,not_codable,high,ministry\n"
    rows += "c-9b,kim,ferry,before,loci,society,0,high,ministry\n"
    rows += "c-9c,kim,fish,,consequence,society,0,high,ministry\n"
    codings = "id,coder,case,period,item,provider,score,confidence,beneficiary\n" + rows
    role = '\n[[items]]\nid = "loci"\nkind = "role"\ndimension = "consequence"\n'
    found = drawn(tmp_path, codebook=CODEBOOK + RELATIONS + ITEMS + role, codings=codings)
    assert found["contact", "ferry", "share.up_state", ""].estimate.value == 0.5
    assert found["contact", "ferry", "share.up_local", ""].estimate.value == 0.125
    one = found["contact", "ferry", "intensity", "society>ministry"].estimate
    assert (one.value, one.coverage) == (4, 1)


def test_without_scores_no_intensity_and_the_basis_is_said(told):
    rows = [one for key, one in told.items() if key[2] == "intensity"]
    assert rows
    assert all(one.estimate.value is None and one.estimate.coverage == 0 for one in rows)
    assert "counts the same" in told["contact", "kitakyushu", "share.down", ""].said


def test_a_direction_that_nobody_coded_is_not_zero(told):
    one = told["contact", "kitakyushu", "share.up_local", ""]
    assert one.estimate.value is None
    assert one.estimate.coverage < 1
    assert "not the same as there being none" in one.why


def test_what_the_author_expects_of_accountability_stays_out(told, takao):
    used = {record for one in told.values() for record in one.records}
    status = {tie.id: tie.status for tie in takao.book.ties}
    assert used
    assert {status[record] for record in used} <= {"asserted", "inferred"}


def test_no_shift_without_a_dated_relation(told):
    one = told["contact", "kitakyushu", "shift.up_state", ""]
    assert one.estimate.value is None
    assert one.why
