"""A casebook of somebody else's, unlike the shipped one: one coder, no issues, no periods but one, other countries."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from interlocal.casebook.check import check, sound
from interlocal.cli import main
from interlocal.framework.measures import measure
from interlocal.framework.study import Study
from interlocal.network import curve
from interlocal.network.attribution import attribution
from interlocal.network.build import build

FILES = {
    "codebook.toml": """
title = "A lake and its shores"
home = "KE"
[window]
start = "1985"
end = "2000"
[[cases]]
id = "lake"
name = "The lake"
[[periods]]
id = "all"
name = "all years"
case = "lake"
start = "1985"
end = "2000"
[[policies]]
id = "quota"
name = "A quota for the lake"
[[episodes]]
id = "quota"
name = "The quota"
case = "lake"
[[items]]
id = "access_to_centre"
[[relations]]
id = "asks"
name = "asks"
forward = ["claim", "information"]
""",
    "sources.json": '[{"id": "doc", "type": "report", "title": "A report"}]',
    "passages.csv": "id,source,locator\np-1,doc,page 1\n",
    "actors.csv": """id,name,kind,sector,tier,territory
fishers,Union of Fishers,organisation,civil_society,local,KE
kisumu,Kisumu,organisation,local_government,local,KE
ministry,Ministry of Fisheries,organisation,national_government,national,KE
mwanza,Mwanza,organisation,local_government,local,TZ
traders-1,Traders 1,organisation,business,local,UG
traders-2,Traders 2,organisation,business,local,UG
""",
    "ties.csv": """id,from,to,relation,start,case,status
t-1,fishers,kisumu,asks,1990,lake,asserted
t-2,kisumu,ministry,asks,1992,lake,asserted
t-3,traders-1,kisumu,asks,1991,lake,asserted
t-4,traders-2,mwanza,asks,1991,lake,planned
t-5,fishers,traders-1,asks,1995,lake,asserted
""",
    "positions.csv": """id,actor,policy,kind,stance,step,date,case,episode,asked,obtained,beneficiary
po-1,fishers,quota,statement,1,agenda,1990,lake,quota,a quota,,
po-2,ministry,quota,adoption,1,adopted,1994,lake,quota,,a yearly quota,fishers
""",
    "codings.csv": """id,coder,case,period,item,provider,score
c-1,amina,lake,all,access_to_centre,kisumu,3
c-2,amina,lake,all,access_to_centre,ministry,4
""",
    "claims/join.toml": """id = "join"
statement = "Cities join the shores."
removed = ["kisumu"]
replications = 19
worlds = 2
""",
}


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    records = [line.split(",")[0] for name in ("actors", "ties", "positions", "codings")
               for line in FILES[f"{name}.csv"].splitlines()[1:]]  # fmt: skip
    rows = "".join(f"{record},p-1\n" for record in records)
    for name, text in (FILES | {"support.csv": f"record,passage\n{rows}"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert main([str(word) for word in words]) == 0
    return " ".join(capsys.readouterr().out.split())


def refused(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert main([str(word) for word in words]) == 2
    return capsys.readouterr().err


def changed(lake: Path, file: str, old: str, new: str) -> Path:
    text = (lake / file).read_text(encoding="utf-8")
    assert old in text
    (lake / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return lake


def test_it_is_sound_and_numbered_names_are_no_lookalikes(lake: Path):
    assert [fault for fault in check(lake) if "looks like" in fault.problem or not fault.warning] == []


def test_positions_stand_whoever_the_one_coder_of_the_scores_is(
    lake: Path, capsys: pytest.CaptureFixture[str]
):
    out = said(capsys, "assess", lake, "--framework", "keck_sikkink", "--no-indicators")
    assert "national government, read from positions" in out
    assert re.search(r"4 policy adopted 1985–2000 2 reached", out)
    assert "Note" not in out


def test_the_report_tells_what_was_obtained_for_whom_and_where_the_city_stood(lake: Path, tmp_path: Path):
    page = _report(lake, tmp_path)
    assert "a quota | a yearly quota (1994) | 1990" in page  # what partners sought and got
    assert "Kisumu: channel" in page
    assert "channel (3)" in page  # the first screen: the city took two claims in and passed one on
    assert ", None" not in page
    assert "1 passages" not in page


def test_whom_a_role_reaches_is_no_rival_even_where_the_codebook_leaves_that_to_the_framework(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert "none scored" in said(capsys, "assess", lake, "--no-indicators")
    assert "Ministry of Fisheries (4)" not in _report(lake, tmp_path)


def test_a_report_without_any_episode_tests_the_claims_and_draws_the_cases(lake: Path, tmp_path: Path):
    for file in ("positions.csv",):
        (lake / file).unlink()
    changed(lake, "codebook.toml", '[[episodes]]\nid = "quota"\nname = "The quota"\ncase = "lake"\n', "")
    support = (lake / "support.csv").read_text().splitlines()
    (lake / "support.csv").write_text("\n".join(r for r in support if not r.startswith("po-")) + "\n")
    page = _report(lake, tmp_path)
    assert "Cities join the shores" in page
    assert "Of 1 claim that was written down" in page
    assert "Cohesion, and whose it is" in page
    assert "Kenya" in page


def _report(lake: Path, tmp_path: Path) -> str:
    out = tmp_path / "report.html"
    assert main(["report", str(lake), "--out", str(out), "--worlds", "20"]) == 0
    text = re.sub(r"</t[dh]>", " | ", out.read_text(encoding="utf-8"))
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def test_what_nobody_coded_is_no_zero(lake: Path):
    study = Study(sound(lake), n=10)
    told = {(m.number, m.why): m.estimate.value for name in ("venues", "cohesion") for m in measure(name).read(study)
            if m.number in ("locus_share", "issue_links")}  # fmt: skip
    assert set(told.values()) == {None}
    assert {why for _, why in told} == {
        "no meeting or venue is coded with its host",
        "the codebook has no two issues that a link could join",
    }


def test_parts_of_a_measure_without_pairs_are_unknown(lake: Path):
    network = build(sound(changed(lake, "actors.csv", "business", "civil_society")))
    network = network.select(np.zeros(len(network.ties), bool))
    assert attribution(network, measure="access").everyone.value is None


def test_no_route_says_which_ties_no_route_may_use(lake: Path, capsys: pytest.CaptureFixture[str]):
    out = said(capsys, "paths", lake, "--from", "Traders 2", "--to", "Mwanza")
    assert "No route." in out
    assert "planned, not known to have happened (1)" in out


def test_a_state_is_called_by_the_name_of_its_country(lake: Path, capsys: pytest.CaptureFixture[str]):
    assert "Access is certain" in said(capsys, "paths", lake, "--from", "fishers", "--to", "Kenyan state")


def test_without_a_home_the_reader_is_told_so(lake: Path, capsys: pytest.CaptureFixture[str]):
    changed(lake, "codebook.toml", 'home = "KE"\n', "")
    assert "the codebook names no home country" in refused(capsys, "remove", lake)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('home = "KE"', 'home = "Kenya"', "no country code"),
        ('[[items]]', '[[classes]]\nid = "shore"\nname = "Shore"\nterritory = "abroad"\n[[items]]', "no territory"),
        ('title = "A lake and its shores"', "title = 3", "the top, title is a number"),
    ],
)  # fmt: skip
def test_the_codebook_is_checked_for_what_would_silently_fit_nobody(
    lake: Path, old: str, new: str, words: str
):
    faults = [fault for fault in check(changed(lake, "codebook.toml", old, new)) if not fault.warning]
    assert any(words in fault.problem for fault in faults)


FRAME = """
id = "say"
title = "Who has a say"
subject = "society"
[[dimensions]]
id = "voice"
name = "Voice"
[[roles]]
id = "access_to_centre"
name = "access"
dimension = "voice"
meaning = "Somebody is heard."
anchors = [{ says = "no", observable = "none" }, { says = "yes", observable = "some" }]
tests = [{ statistic = "joint_payment", relations = ["pays"], says = "who else pays" }]
"""


@pytest.mark.parametrize("words", [("assess",), ("test", "--roles")])
def test_a_class_that_the_framework_names_and_nobody_has_is_refused(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
):
    mine = tmp_path / "say.toml"
    mine.write_text(FRAME.replace('"society"', '"socety"'), encoding="utf-8")
    err = refused(capsys, words[0], lake, *words[1:], "--framework", mine)
    assert "framework say, subject = 'socety': no such class; did you mean society?" in err


def test_a_role_test_says_when_its_relations_are_called_otherwise(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    mine = tmp_path / "say.toml"
    mine.write_text(FRAME, encoding="utf-8")
    out = said(capsys, "test", lake, "--roles", "--framework", mine)
    assert "No role could be tested here." in out
    from interlocal.inference.roles import judge_roles

    (one,) = judge_roles(sound(lake), mine, replications=19, worlds=2)
    assert one.whole.why == "no payment is coded (the codebook has no relation pays)"


def test_the_report_follows_a_framework_of_ones_own(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    mine = tmp_path / "say.toml"
    mine.write_text(FRAME, encoding="utf-8")
    page = tmp_path / "page.html"
    said(capsys, "report", lake, "--framework", mine, "--worlds", "5", "--out", page)
    assert "no payment is coded (the codebook has no relation pays)" in page.read_text(encoding="utf-8")
    err = refused(capsys, "report", lake, "--framework", "keck_sikkink", "--out", tmp_path / "no.html")
    assert "none of its roles is an item that the codebook scores" in err
    assert not (tmp_path / "no.html").exists()


def test_the_curve_of_many_is_that_of_each(lake: Path, monkeypatch: pytest.MonkeyPatch):
    network = build(sound(lake))
    each = curve.access_curve(network, "ministry", worlds=50)
    monkeypatch.setattr(curve, "MANY", 0)
    assert curve.access_curve(network, "ministry", worlds=50) == each
    assert each.points[-1].expected is not None
    assert each.points[-1].expected.value > 1
