"""Outcomes are read from the records of an episode; what is not coded is said to be so."""

import functools
from dataclasses import replace

import msgspec
import pytest

from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.framework.outcomes import Element, outcomes
from tests.framework import pier


@functools.cache
def paper() -> tuple[Element, ...]:
    return outcomes(read("takao2003"))


def told(outcome: str, element: str = "", book: Casebook | None = None) -> list[Element]:
    found = outcomes(book or pier.book())
    return [one for one in found if one.outcome == outcome and element in ("", one.element)]


def test_those_told_of_are_counted_by_period_and_speaking_of_the_pier_is_no_presence():
    present = {one.period: one for one in told("presence", "present")}
    assert present["one"].word == "Club, Foundation, Residents, Union"
    assert present["two"].word == "Club, Foundation, Residents"
    assert present["two"].estimate.interval == (3, 3)
    assert {one.period: one.word for one in told("presence", "first told of")} == {
        "one": "Club, Foundation, Residents, Union",
        "two": "nobody for certain",
    }


def test_silence_is_no_exit_and_an_end_that_is_told_is_one():
    again = told("presence", "told of again in the next")[0].estimate
    assert (again.value, again.interval) == (0.75, (0.75, 1.0))
    assert not told("presence", "exit told")[0].coded
    actors = tuple(
        msgspec.structs.replace(one, dissolved="1989") if one.id == "union" else one for one in pier.ACTORS
    )
    gone = pier.book(actors=actors)
    assert [one.about for one in told("presence", "exit told", gone)] == ["union"]
    assert told("presence", "told of again in the next", gone)[0].estimate.interval == (0.75, 0.75)


def test_where_nobody_is_certainly_told_of_there_is_no_number():
    undated = tuple(msgspec.structs.replace(one, start="", end="") for one in pier.TIES)
    book = replace(pier.book(), ties=undated, positions=pier.POSITIONS[4:], enabling=())
    assert {one.estimate.value for one in told("presence", "present", book)} == {None}
    assert all(not one.coded for one in told("presence", "present", book))


def test_what_replaced_something_is_a_renewal():
    assert [(one.word, one.date) for one in told("renewal")] == [
        ("the new hall, in place of the hall", "1994")
    ]


def test_the_receiver_of_money_that_ended_is_looked_for_afterwards():
    (one,) = told("after_funding")
    assert (one.about, one.estimate.value) == ("club", 2)
    assert one.records == ("t-money", "t-seat", "t-later")


def test_a_payment_without_a_coded_end_tells_nothing_of_survival():
    going_on = tuple(
        msgspec.structs.replace(one, end="..") if one.id == "t-money" else one for one in pier.TIES
    )
    (one,) = told("after_funding", book=pier.book(ties=going_on))
    assert (one.coded, one.why) == (False, "2 payments are told, the end of none")


def test_the_last_forum_is_followed_through_answering_and_control_and_general_statements_stay_out():
    chains = {one.about: one.word for one in told("forum", "last forum")}
    assert chains == {
        "club": "Club → Foundation → Ministry",
        "foundation": "Foundation → Ministry",
    }


def test_a_circle_of_answering_ends_where_it_closes():
    circle = (*pier.TIES, pier.tie("t-back", "ministry", "club", "answers_to", kind="standing"))
    chains = {one.about: one.word for one in told("forum", "last forum", pier.book(ties=circle))}
    assert chains["club"] == "Club → Foundation → Ministry"


def test_a_beneficiary_without_a_coded_right_at_the_last_forum_is_named():
    (one,) = told("forum", "right of beneficiary")
    assert (one.coded, one.why) == (False, "no right of Residents at Ministry is coded")
    granted = (*pier.TIES, pier.tie("t-vote", "ministry", "residents", "grants_right", start="1999"))
    (one,) = told("forum", "right of beneficiary", pier.book(ties=granted))
    assert (one.coded, one.word, one.date) == (True, "Residents at Ministry", "1999")


def test_figures_count_for_the_episode_that_they_are_about_else_for_the_case():
    aware = told("awareness")
    assert [(one.episode, one.estimate.value) for one in aware if one.coded] == [("vote", 60.0), ("", 10.0)]


def test_what_was_looked_for_and_not_found_differs_from_what_nobody_looked_for():
    words = {one.episode: (one.word, one.coded) for one in told("sanction")}
    assert words == {"vote": ("not coded", False), "": ("looked for, not found", False)}


def test_the_furthest_step_is_a_decision_that_asks_nothing_of_anyone():
    (one,) = told("influence", "furthest step")
    assert (one.word, one.date, one.records) == ("adopted", "1992", ("po-grant",))


def test_claims_of_non_state_actors_stand_apart_from_those_of_others():
    assert [(one.about, one.word) for one in told("influence", "asked")] == [
        ("club", "a boat"),
        ("residents", "the vote"),
    ]
    assert [one.about for one in told("influence", "asked by others")] == ["city"]
    assert [one.about for one in told("influence", "kept as it was")] == ["ministry"]


def test_delegation_is_followed_to_what_non_state_actors_gained_after_it():
    gained = told("freedom_delegated")
    assert [(one.about, one.date) for one in gained] == [("residents", "1992"), ("club", "1995")]
    assert gained[1].records == ("t-delegate", "en-1", "t-right", "en-2", "t-seat")


def test_acts_that_lead_to_no_non_state_actor_say_none_coded():
    (one,) = told("freedom_delegated", book=pier.book(enabling=()))
    assert (one.word, one.coded) == ("none coded", False)
    assert "City, plans" not in one.why
    assert "Ministry, plans" in one.why


def test_a_casebook_without_such_an_act_says_not_coded():
    ties = tuple(one for one in pier.TIES if one.id != "t-delegate")
    (one,) = told("freedom_delegated", book=pier.book(ties=ties, enabling=()))
    assert one.word == "not coded"


def test_outcomes_do_not_change_with_any_score():
    book = read("takao2003")
    lower = tuple(msgspec.structs.replace(one, score="0") for one in book.codings)
    assert outcomes(replace(book, codings=lower)) == paper()
    assert outcomes(replace(book, codings=())) == paper()


@pytest.mark.parametrize(
    ("episode", "step", "date"),
    [
        ("harbin-khabarovsk", "implemented", "1989"),
        ("vladivostok-terminal", "implemented", "1999"),
        ("kawasaki-assembly", "adopted", "1996"),
        ("nationality-clause", "adopted", "1996"),
        ("suffrage", "agenda", "1998"),
    ],
)
def test_the_papers_episodes_end_where_the_paper_says(episode: str, step: str, date: str):
    (one,) = [e for e in paper() if (e.episode, e.element) == (episode, "furthest step")]
    assert (one.word, one.date) == (step, date)
    assert one.estimate.passages


def test_in_the_paper_the_aid_projects_delegation_reaches_no_non_state_actor_and_the_assembly_does():
    found = paper()
    delegated = [
        one for one in found if (one.episode, one.outcome) == ("dalian-aid-project", "freedom_delegated")
    ]
    assert [one.word for one in delegated] == ["none coded"]
    seats = [
        one for one in found if (one.episode, one.outcome) == ("kawasaki-assembly", "freedom_discretion")
    ]
    assert any(one.about == "kawasaki-permanent-residents" and "seat" in one.word for one in seats)


def test_the_author_of_a_text_takes_no_part_in_what_it_tells():
    assert not [one for one in paper() if "Yasuo Takao" in one.word]
