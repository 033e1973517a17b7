"""Verdicts: each word from a small table of scores, and what would flip it."""

from dataclasses import replace

import msgspec
import pytest

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Coding
from interlocal.report import build
from interlocal.report.reading import Reading
from interlocal.report.verdict import asked_and_obtained, episode_periods, episode_roles, judge, part_played
from tests.report import quay


def scored(*scores: tuple[str, str, str]) -> Casebook:
    """The quay with these scores on access, (provider, period, score), and full coverage otherwise."""
    rows = [
        Coding(f"c-{i}", "adjudicated", "quay", period, "access_to_centre", provider, score)
        for i, (provider, period, score) in enumerate(scores)
    ]
    return quay.book().with_records(codings=tuple(rows))


def verdict(book: Casebook) -> str:
    reading = Reading(book)
    return judge(reading, reading.book.codebook.episodes[0]).word


CITY = [("city", "quay-1", "3"), ("city", "quay-2", "2")]


def one_role(book: Casebook) -> Casebook:
    return replace_episode(book, section="Access to the Center")


def replace_episode(book: Casebook, **cells: str) -> Casebook:
    code = book.codebook
    changed = msgspec.structs.replace(code, episodes=(msgspec.structs.replace(code.episodes[0], **cells),))
    return replace(book, codebook=changed)


def two_roles(home: tuple[str, str], rival: tuple[str, str]) -> Casebook:
    """The quay with one score each of the city and the fishers on access and on fund-raising, in one period."""
    rows = [
        Coding(f"c-{who}-{role}", "adjudicated", "quay", "quay-1", role, who, score)
        for who, scores in (("city", home), ("fishers", rival))
        for role, score in zip(("access_to_centre", "fund_raising"), scores, strict=True)
    ]
    book = quay.book()
    only = msgspec.structs.replace(book.codebook, periods=book.codebook.periods[:1])
    return replace(book.with_records(codings=tuple(rows)), codebook=only)


@pytest.mark.parametrize(
    ("rival", "role", "word"),
    [
        ("2", "ahead", "supported"),
        ("3", "level", "mixed"),
        ("4", "behind", "contradicted"),
        ("not_codable", "untested", "not testable"),
    ],
)
def test_the_word_follows_from_home_and_rival(rival: str, role: str, word: str) -> None:
    book = one_role(scored(*CITY, ("fishers", "quay-1", rival)))
    found = judge(Reading(book), book.codebook.episodes[0])
    assert ([one.word for one in found.roles], found.word) == ([role], word)


@pytest.mark.parametrize(
    ("home", "rival", "word", "reason"),
    [
        (("3", "4"), ("2", "3"), "supported", "ahead in access to centre, fund raising"),
        (("3", "3"), ("2", "3"), "mixed", "ahead in access to centre; level in fund raising"),
        (("3", "2"), ("2", "3"), "mixed", "ahead in access to centre; behind in fund raising"),
        (("2", "2"), ("3", "3"), "contradicted", "behind in access to centre, fund raising"),
        (("2", "2"), ("2", "3"), "mixed", "level in access to centre; behind in fund raising"),
        (
            ("3", "3"),
            ("2", "not_codable"),
            "supported",
            "ahead in access to centre; untested: fund raising (no rival scored)",
        ),
        (
            ("3", "not_codable"),
            ("4", "1"),
            "contradicted",
            "behind in access to centre; untested: fund raising",
        ),
    ],
)
def test_an_episode_is_judged_role_by_role(
    home: tuple[str, str], rival: tuple[str, str], word: str, reason: str
) -> None:
    book = two_roles(home, rival)
    found = judge(Reading(book), book.codebook.episodes[0])
    assert found.word == word
    assert found.reason.startswith(reason)


def test_a_lead_below_the_threshold_is_level() -> None:
    low = [("city", "quay-1", "2"), ("city", "quay-2", "2"), ("fishers", "quay-1", "1")]
    assert verdict(one_role(scored(*low))) == "mixed"


def test_too_little_coverage_is_not_testable() -> None:
    assert verdict(scored(("city", "quay-1", "4"), ("fishers", "quay-1", "1"))) == "not testable"


@pytest.mark.parametrize(("provider", "word"), [("ministry", "supported"), ("fishers", "contradicted")])
def test_whom_a_role_reaches_is_no_rival_at_home(provider: str, word: str) -> None:
    book = one_role(scored(*CITY, ("firm", "quay-1", "1"), (provider, "quay-1", "4")))
    items = tuple(
        msgspec.structs.replace(i, reaches=("national_government",)) if i.id == "access_to_centre" else i
        for i in book.codebook.items
    )
    reaching = replace(book, codebook=msgspec.structs.replace(book.codebook, items=items))
    assert verdict(reaching) == word
    abroad = tuple(
        msgspec.structs.replace(a, territory="RU") if a.id == "ministry" else a for a in reaching.actors
    )
    assert verdict(reaching.with_records(actors=abroad)) == "contradicted"


def test_foreign_local_governments_are_rivals_of_a_class_of_their_own() -> None:
    book = one_role(scored(*CITY, ("busan", "quay-1", "4"), ("fishers", "quay-1", "1")))
    found = judge(Reading(book), book.codebook.episodes[0])
    assert (found.word, found.foreign, found.affiliated) == ("contradicted", "supported", "")
    first = build(book).html.split('id="reviewer"')[1].split('id="officer"')[0]
    assert "foreign local government: <a" in first
    assert "Without foreign local governments: supported" in first


def test_roles_that_the_codebook_names_come_before_its_section() -> None:
    book = quay.book()
    episode = msgspec.structs.replace(book.codebook.episodes[0], roles=("discretion",))
    assert episode_roles(Reading(book), episode) == ("discretion",)


def test_an_affiliated_body_that_asked_is_shown_as_one() -> None:
    book = quay.book()
    asks = tuple(msgspec.structs.replace(p, actor="centre") if p.id == "po-1" else p for p in book.positions)
    first = build(book.with_records(positions=asks)).html.split('id="reviewer"')[1].split('id="officer"')[0]
    assert "Harbour Centre (affiliated body)" in first
    assert "none coded" not in first


def test_no_home_score_is_not_testable() -> None:
    assert verdict(scored(("fishers", "quay-1", "4"))) == "not testable"


def test_the_flipping_coding_flips_when_it_is_changed() -> None:
    book = one_role(scored(*CITY, ("fishers", "quay-1", "2")))
    reading = Reading(book)
    found = judge(reading, book.codebook.episodes[0])
    assert found.flips
    for standing, new, word in found.flips:
        changed = tuple(
            Coding(c.id, c.coder, c.case, c.period, c.item, c.provider, str(new))
            if c.id == standing.score.id
            else c
            for c in book.codings
        )
        assert verdict(book.with_records(codings=changed)) == word != found.word


def test_counting_affiliated_bodies_as_local_government_is_said_where_it_matters() -> None:
    book = one_role(scored(*CITY, ("centre", "quay-1", "4"), ("fishers", "quay-1", "1")))
    found = judge(Reading(book), book.codebook.episodes[0])
    assert (found.word, found.affiliated) == ("contradicted", "supported")


def test_roles_come_from_the_section_in_either_spelling() -> None:
    reading = Reading(quay.book())
    episode = reading.book.codebook.episodes[0]
    assert episode_roles(reading, episode) == ("access_to_centre", "fund_raising")
    assert episode_periods(reading, episode) == ("quay-1", "quay-2")
    bare = Reading(replace_episode(quay.book(), section=""))
    assert len(episode_roles(bare, bare.book.codebook.episodes[0])) == 3


def test_local_government_is_actor_channel_and_target_where_ties_say_so() -> None:
    reading = Reading(quay.book())
    part = part_played(reading, reading.book.codebook.episodes[0])
    assert "t-2" in part.actor
    assert "t-1" in part.target
    assert {"t-1", "t-2"} <= set(part.channel)


def test_a_claim_that_only_came_later_makes_no_channel() -> None:
    book = quay.book()
    late = tuple(
        t if t.id != "t-1" else quay._tie("t-1", "fishers", "city", "requests", "1999") for t in book.ties
    )
    reading = Reading(book.with_records(ties=tuple(t for t in late if t.id not in ("t-5", "t-6"))))
    assert "t-1" not in part_played(reading, reading.book.codebook.episodes[0]).channel


def test_nobody_is_put_in_the_principals_place() -> None:
    reading = Reading(quay.book().with_records(positions=quay.POSITIONS[1:]))
    asked, obtained = asked_and_obtained(reading, reading.book.codebook.episodes[0])
    assert asked == ()
    assert [p.id for p in obtained] == ["po-2"]


def test_an_adjudicated_score_stands_before_others() -> None:
    book = quay.book()
    more = Coding("c-9", "zoe", "quay", "quay-1", "access_to_centre", "city", "0")
    reading = Reading(book.with_records(codings=(*book.codings, more)))
    cell = next(
        c
        for c in reading.scores
        if c.item == "access_to_centre" and c.provider == "city" and c.period == "quay-1"
    )
    standing = reading.adjudicated(cell)
    assert standing is not None
    assert standing.value == 3
