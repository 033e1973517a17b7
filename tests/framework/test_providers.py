"""Who else plays a role, and where the subject's score is matched."""

from interlocal.casebook.folder import read
from interlocal.framework.frame import parse_framework, read_framework
from interlocal.framework.providers import episode_rivals, kinds, particular, provider_scores
from interlocal.report.reading import Reading
from interlocal.report.verdict import judge
from tests.framework import pier

FRAME = parse_framework(b"""
id = "pier"
title = "The pier"
dimensions = [{ id = "lasting", name = "Lasting" }, { id = "voice", name = "Voice" }]
[[roles]]
id = "loci"
name = "loci"
dimension = "lasting"
meaning = ""
anchors = [{ says = "0", observable = "a" }, { says = "1", observable = "b" }, { says = "2", observable = "c" },
    { says = "3", observable = "d" }, { says = "4", observable = "e" }]
[[roles]]
id = "freedom"
name = "freedom"
dimension = "voice"
meaning = ""
reaches = ["national_government"]
anchors = [{ says = "0", observable = "a" }, { says = "1", observable = "b" }, { says = "2", observable = "c" },
    { says = "3", observable = "d" }, { says = "4", observable = "e" }]
[[providers]]
id = "local"
name = "local"
class = "home_local_government"
[[providers]]
id = "diaspora"
name = "diaspora"
sectors = ["civil_society"]
belonging = "other"
[[providers]]
id = "foundation"
name = "foundation"
sectors = ["civil_society"]
words = ["foundation"]
""")


def found(period: str, role: str):
    rows = particular(provider_scores(pier.book(), FRAME))
    return next(row for row in rows if (row.period, row.role) == (period, role))


def test_the_first_kind_that_fits_an_actor_is_its_kind():
    kind = kinds(pier.book(), FRAME)
    assert {kind["city"], kind["union"], kind["foundation"], kind["club"], kind["far-city"]} == {
        "local",
        "diaspora",
        "foundation",
        "other",
    }
    assert kind["club"] == kind["far-city"] == "other"


def test_a_role_is_particular_only_where_others_were_scored_and_none_as_high():
    one = found("one", "loci")
    assert (one.word, one.score, one.rival, one.rivals) == ("particular", 3, 2, ("foundation",))


def test_whom_a_role_reaches_is_no_rival_and_a_foreign_local_government_is_one():
    one = found("two", "freedom")
    assert (one.word, one.rivals) == ("shared", ("far-city",))


def test_a_subject_that_could_not_be_coded_is_not_scored_and_never_exceeded():
    one = found("two", "loci")
    assert (one.word, one.score, one.rivals) == ("not scored", None, ("union",))


def test_the_scores_of_a_coders_own_pass_can_stand_instead():
    rows = provider_scores(pier.book(), FRAME, coder="ann")
    one = next(row for row in particular(rows) if (row.period, row.role) == ("one", "loci"))
    assert (one.word, one.score, one.best) == ("no other scored", 4, ("ann/hamlet",))
    hamlet = next(row for row in rows if row.provider == "ann/hamlet")
    assert (hamlet.name, hamlet.kind, hamlet.subject) == ("Hamlet", "local", True)


def test_every_providers_coders_stand_beside_the_score_that_stands():
    row = next(
        r
        for r in provider_scores(pier.book(), FRAME)
        if (r.provider, r.period, r.role) == ("city", "one", "loci")
    )
    assert (row.score, [(one.coder, one.score) for one in row.coders]) == (1, [("ann", 2)])


def test_an_episode_is_judged_by_the_same_rule_as_in_the_report():
    book = read("takao2003")
    reading = Reading(book)
    mine = {(one.episode, one.role): one.word for one in episode_rivals(book)}
    for episode in book.codebook.episodes:
        verdict = judge(reading, episode)
        assert {role: mine[episode.id, role] for role in (one.role for one in verdict.roles)} == {
            one.role: one.word for one in verdict.roles
        }


def test_in_the_paper_a_foreign_city_and_an_affiliated_body_match_local_government_where_it_says_so():
    cells = {(one.period, one.role): one for one in particular(provider_scores(read("takao2003")))}
    assert cells["niigata-1", "access_to_centre"].rival_kinds == ("foreign_local_government",)
    assert "kita" in cells["kitakyushu-3", "knowledge_community"].rivals
    assert cells["kawasaki-2", "participatory_loci"].word == "particular"


def test_stages_of_influence_are_scored_from_positions_with_their_actors_as_providers():
    rows = provider_scores(pier.book(), read_framework("keck_sikkink"))
    shown = {(row.period, row.role, row.provider): row.score for row in rows if row.judged}
    assert shown == {
        ("one", "agenda_setting", "residents"): 1,
        ("", "agenda_setting", "club"): 1,
        ("two", "policy_change", "city"): 2,
        ("two", "behaviour_change", "city"): 1,
        ("two", "policy_change", "ministry"): 0,
        ("two", "agenda_setting", "ministry"): 0,
    }
