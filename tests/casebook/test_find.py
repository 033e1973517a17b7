"""Names are found in any spelling or script, and a name is never guessed."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interlocal.casebook.book import Casebook
from interlocal.casebook.find import How, NameIndex, resolve, search
from interlocal.casebook.folding import fold, sounds, words
from interlocal.casebook.sets import members, resolve_set
from interlocal.errors import UnknownNameError
from tests import tiny

BOOK = tiny.book()
ALL_NAMES = [(actor.id, actor.name) for actor in BOOK.actors] + [(n.actor, n.name) for n in BOOK.names]
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


def found(text: str) -> list[str]:
    return [hit.id for hit in search(BOOK, text)]


@pytest.mark.parametrize(("id", "name"), ALL_NAMES)
def test_every_name_finds_its_actor_first(id: str, name: str) -> None:
    assert found(name)[0] == id


@given(st.lists(names, min_size=1, max_size=6))
def test_whatever_the_names_every_one_finds_its_record_exactly(given_names: list[str]) -> None:
    index = NameIndex((f"id-{i}", name) for i, name in enumerate(given_names))
    for i, name in enumerate(given_names):
        if words(name):
            exact = [hit.id for hit in index.search(name) if hit.how <= How.EXACT]
            assert f"id-{i}" in exact


@given(names)
@example("İ")
@example("ǰ")
@example("ﬀ'́")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(ALL_NAMES), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.data())
def test_case_width_and_form_do_not_matter(named: tuple[str, str], form: str, data: st.DataObject) -> None:
    id, name = named
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and data.draw(st.booleans()) else c for c in name)
    cased = "".join(c.upper() if data.draw(st.booleans()) else c.lower() for c in wide)
    assert found(unicodedata.normalize(form, f"  {cased} "))[0] == id


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("Hábarovsk", "haba"),
        ("Khabarovsk'", "haba"),
        ("Хабаровск", "haba"),
        ("ХАБ", "haba"),
        ("Satō Kai", "kai"),
        ("Satou", "kai"),
        ("K. Sato", "kai"),
        ("City of Niigata", "city"),
        ("Niigata-shi", "city"),
        ("Niigata-ken", "pref"),
        ("新潟縣", "pref"),
        ("大連", "dalian"),
        ("K.I.T.A.", "kita"),
        ("Kitakyūshū International", "kita"),
        ("Kita-Kyushu international techno cooperative association", "kita"),
        ("MFA", "mofa"),
        ("foreign ministry affairs", "mofa"),
        ("Chinese government", "beijing"),
        ("Dalain", "dalian"),
        ("Ministry of Forein Afairs", "mofa"),
    ],
)
def test_spellings_scripts_orders_initials_and_slips(typed: str, id: str) -> None:
    assert found(typed)[0] == id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Primorskiy Kray", "Primorsky Krai"),
        ("Primorski Kray", "Приморский край"),
        ("Yevgeniy", "Evgenii"),
        ("Asahi Shimbun", "Asahi Shinbun"),
        ("Ōsaka", "Oosaka"),
        ("Kōbe", "Koube"),
        ("Xi'an", "Sian"),
        ("Ishayev", "Ишаев"),
    ],
)
def test_romanisations_sound_alike(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


def test_one_and_two_chinese_characters_are_enough() -> None:
    assert set(found("新潟")) == {"city", "pref"}
    assert set(found("新")) == {"city", "pref"}
    assert found("新潟県庁")[0] == "pref"
    assert found("連") == ["dalian"]


def test_closer_matches_come_first() -> None:
    hits = search(BOOK, "Niigata")
    assert [(hit.id, hit.how) for hit in hits] == [("city", How.EXACT), ("pref", How.BARE)]
    index = NameIndex([("d", "Koban Society"), ("c", "the Society for Koba"), ("b", "Kobas"), ("a", "Koba")])
    assert [hit.id for hit in index.search("koba")] == ["a", "b", "d", "c"]


def test_slips_count_only_where_nothing_else_matches() -> None:
    index = NameIndex([("a", "Dalian"), ("b", "Dallan")])
    assert [hit.id for hit in index.search("Dalian")] == ["a"]
    assert {hit.how for hit in index.search("Dolian")} == {How.FUZZY}


@pytest.mark.parametrize("nothing", ["", "   ", "…", "'", "\x00", "(", "[", ".*"])
def test_no_words_find_nothing(nothing: str) -> None:
    assert found(nothing) == []


@given(names)
def test_any_query_is_answered(text: str) -> None:
    search(BOOK, text)


def test_events_are_found_by_their_names() -> None:
    assert [hit.id for hit in search(BOOK, "route talks", table="events")] == ["e-talks"]


def test_three_hundred_actors_are_searched_at_once() -> None:
    index = NameIndex((f"a-{i}", f"Association number {i} of the Ōsaka coast") for i in range(600))
    before = time.perf_counter()
    index.search("Asociation nmber of the Oosaka caost")
    assert time.perf_counter() - before < 1


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("city", "city"),
        ("新潟市", "city"),
        ("Niigata City", "city"),
        ("KITA", "kita"),
        ("Sato", "kai"),
        ("China", "beijing"),
    ],
)
def test_a_plain_name_means_one_actor(text: str, id: str) -> None:
    assert resolve(BOOK, text).id == id


def test_a_bare_place_name_is_ambiguous_even_where_one_unit_has_it_as_an_alias() -> None:
    with pytest.raises(
        UnknownNameError, match=r"may mean 2 actors.*city \(Niigata City\); pref \(Niigata Pref"
    ):
        resolve(BOOK, "Niigata")


def test_a_slip_is_never_taken_for_the_name() -> None:
    with pytest.raises(UnknownNameError, match=r"'Dalain': no actor has this name; the nearest are dalian"):
        resolve(BOOK, "Dalain")
    with pytest.raises(UnknownNameError, match="nothing comes near"):
        resolve(BOOK, "Zzyzx")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("home_local_government", {"city", "pref"}),
        ("Home local governments", {"city", "pref"}),
        ("foreign_local_government", {"haba", "dalian"}),
        ("neighbours", {"haba", "kai", "dalian", "kita"}),
        ("Chinese state", {"beijing"}),
        ("the state of Japan", {"mofa"}),
        ("Japanese central government", {"mofa"}),
        ("Chinese government", {"beijing"}),
        ("civil society", {"kai"}),
        ("KITA; Japanese state", {"kita", "mofa"}),
    ],
)
def test_words_stand_for_sets_of_actors(text: str, ids: set[str]) -> None:
    assert resolve_set(BOOK, text) == ids


def test_a_state_without_actors_is_said() -> None:
    with pytest.raises(UnknownNameError, match=r"Russia \(RU\); the casebook has China, Japan"):
        resolve_set(BOOK, "Russian state")


def test_an_unknown_set_names_what_a_set_may_be() -> None:
    with pytest.raises(UnknownNameError, match="home_local_government, foreign_local_government, neighbours"):
        resolve_set(BOOK, "Zzyzx")
    with pytest.raises(UnknownNameError, match="names nobody"):
        resolve_set(BOOK, ";")


def test_a_class_that_says_nothing_is_empty(book: Casebook) -> None:
    from interlocal.casebook.codebook import ActorClass

    assert members(book, ActorClass(id="c", name="c")) == frozenset()
    assert members(book, ActorClass(id="c", name="c", include=("kita", "gone"))) == {"kita"}
