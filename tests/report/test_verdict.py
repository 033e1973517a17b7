"""Verdicts: each word from a small table of scores, and what would flip it."""

from dataclasses import replace

import pytest

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Coding
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
    import msgspec

    code = book.codebook
    changed = msgspec.structs.replace(code, episodes=(msgspec.structs.replace(code.episodes[0], **cells),))
    return replace(book, codebook=changed)


@pytest.mark.parametrize(
    ("rival", "word"),
    [("2", "supported"), ("3", "mixed"), ("4", "contradicted"), ("not_codable", "not testable")],
)
def test_the_word_follows_from_home_and_rival(rival: str, word: str) -> None:
    assert verdict(one_role(scored(*CITY, ("fishers", "quay-1", rival)))) == word


def test_a_lead_below_the_threshold_is_mixed() -> None:
    low = [("city", "quay-1", "2"), ("city", "quay-2", "2"), ("fishers", "quay-1", "1")]
    assert verdict(one_role(scored(*low))) == "mixed"


def test_too_little_coverage_is_not_testable() -> None:
    assert verdict(scored(("city", "quay-1", "4"), ("fishers", "quay-1", "1"))) == "not testable"


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
