"""Roles put to the test on casebooks drawn for them, and on the shipped one."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from scipy.stats import false_discovery_control

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.errors import InterlocalError
from interlocal.framework.frame import Framework, parse_framework, read_framework
from interlocal.inference.roles import RoleTest, judge_roles
from tests.report import quay

ROLE = """
id = "own"
title = "One role"
subject = "home_local_government"
dimensions = [{id = "d", name = "D"}]
[[roles]]
id = "r"
name = "a role"
dimension = "d"
meaning = "what it does"
anchors = [{says = "none", observable = "x"}, {says = "some", observable = "y"}]
tests = [TRIAL]
"""


def frame(trial: str) -> Framework:
    return parse_framework(ROLE.replace("TRIAL", trial).encode())


def drawn(*, ties: Any = (), events: Any = (), parts: Any = (), searches: Any = ()) -> Casebook:
    return quay.book().with_records(
        ties=tuple(ties), events=tuple(events), participants=tuple(parts), searches=tuple(searches),
        positions=(), quantities=(), support=(), codings=(), doubts=(), order=(), enabling=(),
    )  # fmt: skip


def only(book: Casebook, trial: str, **more: Any) -> RoleTest:
    (found,) = judge_roles(book, frame(trial), worlds=5, replications=999, **more)
    return found


def payments(from_city: str, from_others: str) -> Casebook:
    """Seven bodies that the city pays and seven that the firm pays; where said, the union pays them too."""
    receivers = [quay._actor(f"club-{k}", f"Club {k}", "civil_society") for k in range(14)]
    ties = [
        quay._tie(f"t-a{k}", "city" if k < 7 else "firm", f"club-{k}", "funds", "1990", certainty=1.0)
        for k in range(14)
    ]
    joined = [k for k in range(14) if (from_city if k < 7 else from_others) == "joint"]
    ties += [quay._tie(f"t-b{k}", "union", f"club-{k}", "funds", "1990", certainty=1.0) for k in joined]
    made = drawn(ties=ties)
    return made.with_records(actors=(*made.actors, *receivers))


PAID = '{statistic = "joint_payment", relations = ["funds"], says = "joint payments"}'


def test_payments_that_bring_others_in_are_found() -> None:
    found = only(payments("joint", "alone"), PAID)
    assert found.whole.observed.value is not None
    assert found.whole.observed.value > 0.4
    assert found.whole.p is not None
    assert found.whole.p < 0.05
    assert found.q == found.whole.p


def test_payments_like_those_of_others_are_not() -> None:
    found = only(payments("alone", "joint"), PAID)
    assert found.whole.p is not None
    assert found.whole.p > 0.5


def talks(hosts: list[str]) -> Casebook:
    """Meetings of a firm and a new group each, in one decade."""
    groups = [quay._actor(f"g-{k}", f"Group {k}", "civil_society") for k in range(len(hosts))]
    events = [
        r.Event(f"e-{k}", "talks", "meeting", f"199{k % 10}", case="quay", host=host)
        for k, host in enumerate(hosts)
    ]
    parts = [
        r.Participant(f"pt-{k}-{who}", f"e-{k}", who, "participant")
        for k in range(len(hosts))
        for who in (("firm", f"g-{k}") if hosts[k] == "city" else ("firm",))
    ]
    made = drawn(events=events, parts=parts)
    return made.with_records(actors=(*made.actors, *groups))


MET = '{statistic = "first_meetings", says = "first meetings"}'


def test_first_meetings_at_the_citys_venues_are_found() -> None:
    found = only(talks(["city"] * 4 + ["union"] * 5), MET)
    # The firm and the union first meet at the earliest of the union's own talks: one of five first meetings.
    assert found.whole.observed.value == pytest.approx(0.8)
    assert found.whole.exact
    assert found.whole.p == pytest.approx(5 / 126)


def test_hosts_alone_in_their_stratum_cannot_be_compared() -> None:
    found = only(talks(["city"] * 4), MET)
    assert (found.whole.p, found.q) == (None, None)
    assert "no labelled unit has comparable others" in found.whole.why


ASKED = '{statistic = "answered", relations = ["requests"], says = "answers"}'


def claims(silent: bool) -> Casebook:
    ties = [
        quay._tie(f"t-{k}", "fishers", "city" if k < 5 else "ministry", "requests", "1990", certainty=1.0)
        for k in range(10)
    ]
    ties += [
        quay._tie(f"t-r{k}", "city", "fishers", "responds", "1991", responds_to=f"t-{k}", response="accept")
        for k in range(5)
    ]
    searches = (
        [r.Search(f"s-{k}", "b", "quay", result="not_found", about=f"t-{k}") for k in range(5, 10)]
        if silent
        else []
    )
    return drawn(ties=ties, searches=searches)


def test_answers_are_compared_only_where_silence_is_coded() -> None:
    found = only(claims(silent=True), ASKED)
    assert found.whole.observed.value == 1.0
    assert found.whole.p == pytest.approx(1 / 252)
    assert "only where there was an answer" in only(claims(silent=False), ASKED).whole.why


def test_the_first_test_that_can_be_run_decides_and_the_others_are_told() -> None:
    both = f"{ASKED}, {PAID}"
    found = only(payments("joint", "alone"), both)
    assert found.statistic == "joint_payment"
    assert found.passed_over == ("answers: no claim is coded whose follow-up is coded",)


def test_a_role_without_a_test_says_why() -> None:
    book = drawn()
    roles = judge_roles(book, "keck_sikkink", worlds=5)
    assert {one.whole.p for one in roles} == {None}
    assert all("anybody's part" in one.whole.why for one in roles)


@pytest.mark.parametrize(
    ("trial", "said"),
    [
        ('{statistic = "loss", says = "x"}', "`of` says whose loss"),
        ('{statistic = "gap", who = "nobody", says = "x"}', "no kind of provider 'nobody'"),
        ('{statistic = "joint_payment", says = "x"}', "say which records it looks at: relations"),
        ('{statistic = "luck", says = "x"}', "Invalid enum value 'luck'"),
    ],
)
def test_a_test_that_cannot_be_meant_is_refused(trial: str, said: str) -> None:
    with pytest.raises(InterlocalError, match=said.replace("`", ".")):
        frame(trial)


@pytest.fixture(scope="module")
def shipped() -> tuple[RoleTest, ...]:
    return judge_roles(read("takao2003"), replications=199, worlds=20)


def test_every_role_of_the_paper_is_tested_or_says_why_not(shipped: tuple[RoleTest, ...]) -> None:
    assert [one.role for one in shipped] == [one.id for one in read_framework("takao2003").roles]
    for one in shipped:
        assert (one.whole.p is None) == bool(one.whole.why)
        assert one.whole.p is None or (one.whole.attainable or 1) <= 0.05
    assert "reform" in {one.role: one for one in shipped}["delegation"].whole.why


def test_false_discoveries_are_held_over_the_roles_that_were_tested(shipped: tuple[RoleTest, ...]) -> None:
    tested = [one for one in shipped if one.whole.p is not None]
    assert len(tested) > 3
    assert [one.q for one in tested] == pytest.approx(
        false_discovery_control([one.whole.p for one in tested])
    )
    assert all(one.q is None for one in shipped if one.whole.p is None)


def test_other_classes_are_put_to_the_same_test(shipped: tuple[RoleTest, ...]) -> None:
    for one in shipped:
        if one.whole.p is None:
            assert one.placebos == ()
            continue
        mine = next(other for other in one.placebos if other.about == "home_local_government")
        assert (mine.value, mine.p) == (one.whole.observed.value, one.whole.p)
        assert any(other.about == "affiliated_body" for other in one.placebos)


def test_the_subject_is_data_and_not_the_code_s(shipped: tuple[RoleTest, ...]) -> None:
    firms = replace(read_framework("takao2003"), subject="affiliated_body")
    others = judge_roles(read("takao2003"), firms, replications=19, worlds=5)
    ours = {one.role: one.whole.observed.value for one in shipped}
    assert {one.role: one.whole.observed.value for one in others} != ours


def test_where_nobody_has_a_tie_there_is_nothing_to_lose() -> None:
    found = only(drawn(), '{statistic = "loss", of = "access", says = "loss"}')
    assert found.whole.p is None
    assert "no tie" in found.whole.why or "to lose" in found.whole.why
