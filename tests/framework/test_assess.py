"""The framework put to a casebook: rows, what stands beside them, and what is said of what is missing."""

from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from interlocal.casebook.folder import read
from interlocal.errors import UnknownNameError
from interlocal.framework import indicators
from interlocal.framework.assess import Assessment, RoleRow, assess
from interlocal.framework.frame import Indicator, read_framework
from interlocal.framework.indicators import indicators_of
from interlocal.framework.measured import Measured
from interlocal.framework.study import Study
from interlocal.provenance import Estimate, to_json
from tests.framework import pier
from tests.framework.test_providers import FRAME


def row(found: Assessment, period: str, role: str) -> RoleRow:
    return next(one for one in found.rows if (one.period, one.role) == (period, role))


def pier_found(**more: Any) -> Assessment:
    return assess(Study(pier.book(), n=5), framework=FRAME, **more)


def test_a_cell_is_scored_not_codable_or_not_coded_and_missing_is_never_zero():
    found = pier_found()
    cells = {(one.period, one.role): (one.state, one.score) for one in found.rows}
    assert cells == {
        ("one", "loci"): ("scored", 3),
        ("one", "freedom"): ("not coded", None),
        ("two", "loci"): ("not codable", None),
        ("two", "freedom"): ("scored", 4),
    }


def test_a_row_holds_the_codings_of_its_top_score_the_coders_and_the_rival():
    one = row(pier_found(), "one", "loci")
    assert one.records == ("c-adjudicated-one-loci-harbour-board-",)
    assert [(c.coder, c.score) for c in one.coders] == [("ann", 4)]
    assert (one.rival, one.rivals, one.word, one.coverage) == (2, ("foundation",), "ahead", 1.0)


def test_posteriors_are_put_beside_the_scores_with_and_without_indicators():
    cell, plain, more = (
        ("pier", "one", "loci"),
        Estimate(2.5, interval=(1, 4)),
        Estimate(2.8, interval=(2, 4)),
    )
    found = pier_found(posterior={cell: plain}, posterior_with_indicators={cell: more})
    one = row(found, "one", "loci")
    assert (one.posterior, one.posterior_with_indicators) == (plain, more)
    assert row(found, "two", "freedom").posterior is None


def test_the_scores_of_one_coder_can_stand_and_an_unknown_coder_is_named():
    assert row(pier_found(coder="ann"), "one", "loci").score == 4
    with pytest.raises(UnknownNameError, match="no coder 'eve'; the coders are adjudicated, ann"):
        pier_found(coder="eve")


def test_a_case_that_is_none_is_named():
    with pytest.raises(UnknownNameError, match="no case 'quay'; the cases are pier"):
        pier_found(cases=["quay"])


def test_one_coder_is_said_to_be_few():
    assert pier_found().warnings[-1:] == (
        "one coder judged: with fewer than three, intervals of scores rest on assumptions about coders",
    )


@pytest.fixture
def one_measure(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A registry with one measure that is there, and one that is not."""
    asked: list[str] = []

    def read_it(study: Study) -> list[Measured]:
        asked.append("cohesion")
        return [
            Measured(
                measure="cohesion",
                number="joint_core",
                case="kawasaki",
                layer="contact",
                about="home_local_government",
                estimate=Estimate(0.25, coverage=0.5),
            )
        ]

    monkeypatch.setattr(indicators, "find_spec", lambda name: name.endswith(".cohesion") or None)
    monkeypatch.setattr(indicators, "measure", lambda name: SimpleNamespace(read=read_it))
    return asked


def test_indicators_are_read_once_and_what_is_not_there_is_listed_with_the_reason(one_measure: list[str]):
    found = assess(Study(read("takao2003"), n=5))
    assert one_measure == ["cohesion"]
    numbers = {(one.case, one.role, one.number): one for one in found.indicators}
    assert numbers["kawasaki", "knowledge_community", "joint_core"].measured[0].estimate.value == 0.25
    silent = numbers["niigata", "knowledge_community", "joint_core"]
    assert (silent.measured, silent.missing) == ((), False)
    assert silent.why == "the measure gives no such number about home_local_government in this case"
    gone = numbers["kawasaki", "access_to_centre", "exists"]
    assert (gone.missing, gone.why) == (True, "this measure is not part of this version")
    assert any("access (exists)" in line and "not part of this version" in line for line in found.warnings)


def test_a_second_framework_runs_on_the_paper_through_the_same_call_and_tells_its_stages():
    found = assess(Study(read("takao2003")), framework="keck_sikkink")
    assert (found.framework, found.subject, found.indicators) == ("keck_sikkink", "national_government", ())
    cells = {(one.period, one.role): one for one in found.rows}
    assert cells["kitakyushu-2", "policy_change"].score == 2
    assert set(cells["kitakyushu-2", "policy_change"].best) == {"jp-government", "nepa"}
    assert cells["kawasaki-3", "agenda_setting"].best == ("national-diet",)
    assert cells["kawasaki-3", "policy_change"].score is None
    assert cells["niigata-1", "behaviour_change"].score == 2


def test_rows_of_the_paper_rest_on_passages_wherever_a_score_stands():
    found = assess(Study(read("takao2003")), indicators=False)
    assert len(found.rows) == 81
    assert all(one.passages for one in found.rows if one.score is not None)
    assert all(one.state != "not coded" for one in found.rows)


def test_an_assessment_is_plain_json_without_nan():
    text = to_json(pier_found())
    assert b'"score":null' in text
    assert b"NaN" not in text


def test_what_the_framework_names_and_nobody_can_compute_has_its_reason():
    found = assess(Study(read("takao2003"), n=0), indicators=False)
    roles = {one.role for one in found.unmeasured}
    assert roles == {role.id for role in read_framework("takao2003").roles}
    assert all(one.what and one.why for one in found.unmeasured)


def test_an_indicator_can_be_about_all_of_a_kind(takao):
    frame = read_framework("takao2003")
    role = structs.replace(
        frame.role("knowledge_community"),
        indicators=(
            Indicator("access", "exists_before", "*:academic>*"),
            Indicator("access", "exists", "*:nobody>*"),
        ),
    )
    some, none = indicators_of(takao, structs.replace(frame, roles=(role,)), ("kitakyushu",))
    assert {one.about for one in some.measured} == {
        f"dalian-aid-project:academic>{whom}" for whom in ("CN", "JP", "jp-government")
    }
    assert (none.measured, none.why) == ((), "the measure gives no such number about *:nobody>* in this case")
