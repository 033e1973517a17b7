"""A small coalition, coded twice: two sections, four actors, a handful of facts that one can check by eye."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook import folder
from interlocal.casebook.agreement import compare, with_matches
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Codebook, Relation, Window
from interlocal.casebook.intervals import containment, days, distance
from interlocal.casebook.matching import propose_matches
from interlocal.casebook.readings import section_of
from interlocal.casebook.records import (
    Actor,
    Attribute,
    Coding,
    Event,
    Name,
    Participant,
    Passage,
    Position,
    Quantity,
    Support,
    Tie,
)
from interlocal.cli.agree import agree, answer, lines
from interlocal.errors import CasebookError, DateError

CODEBOOK = Codebook(
    title="Two cities",
    window=Window("1990", "2000"),
    relations=(
        Relation("asks", "asks"),
        Relation("pays", "pays"),
        Relation("twins", "is twinned", symmetric=True),
    ),
)
CODEBOOK_TEXT = b"""title = "Two cities"
note = "NOTE"
cases = [{id = "c", name = "the case"}]
relations = [{id = "asks", name = "asks"}, {id = "pays", name = "pays"},
 {id = "twins", name = "is twinned", symmetric = true}]
[window]
start = "1990"
end = "2000"
"""
# Where things stand in the text: a passage a sentence, three paragraphs in two sections.
PASSAGES = {
    "p1": ("Trade, paragraph 1", 0, 100),
    "p2": ("Trade, paragraph 2", 100, 200),
    "p3": ("Aid, paragraph 1", 200, 300),
    "p4": ("Aid, paragraph 1", 300, 400),
}


class Pass:
    """Builds one coder's pass: every record with the passages it rests on."""

    def __init__(self, coder="", shift=0):
        self.coder, self.shift = coder, shift
        self.tables = {}
        self.rows = []

    def add(self, record, *passages):
        self.tables.setdefault(type(record).table, []).append(record)
        self.rows += [Support(record.id, self.own(passage), coder=self.coder) for passage in passages]
        return self

    def own(self, passage):
        return f"{passage}-{self.coder}"

    def actor(self, id, name, *passages, sector="local_government", **more):
        return self.add(Actor(id, name, "organisation", sector, "local", **more), *passages)

    def tie(self, id, source, target, relation, *passages, **more):
        return self.add(Tie(id=id, from_=source, to=target, relation=relation, **more), *passages)

    def book(self, matches=(), note=""):
        passages = tuple(
            Passage(self.own(id), "text", locator, start + self.shift, end + self.shift)
            for id, (locator, start, end) in PASSAGES.items()
        )
        codebook = replace_struct(CODEBOOK, note=note)
        text = CODEBOOK_TEXT.replace(b"NOTE", note.encode())
        made = Casebook(codebook, codebook_text=text, matches=tuple(matches))
        tables = {table: tuple(records) for table, records in self.tables.items()}
        return made.with_records(passages=passages, support=tuple(self.rows), **tables)


def replace_struct(value, **changes):
    import msgspec

    return msgspec.structs.replace(value, **changes)


def first_coder():
    one = Pass("ann")
    one.actor("east", "East City", "p1", territory="JP")
    one.actor("west", "West City", "p1", territory="RU")
    one.actor("bank", "Bank of the East", "p2", sector="business", territory="JP")
    one.actor("ministry", "Ministry of Trade", "p3", sector="national_government", territory="JP")
    one.tie("t-1", "east", "west", "twins", "p1", start="1991")
    one.tie("t-2", "east", "ministry", "asks", "p3", start="1992-02")
    one.tie("t-3", "bank", "west", "pays", "p2", start="1993")
    one.add(Event("e-1", "opening of the office", "opening", start="1994"), "p4")
    one.add(Participant("pt-1", "e-1", "ministry"))
    one.add(Position("po-1", "ministry", "aid", "decision", date="1995"), "p4")
    one.add(Quantity("q-1", "bank", "loan", 500.0, unit="yen"), "p2")
    return one


def second_coder():
    """The same facts in other words; the tie to the ministry turned round, the loan a hundred higher."""
    two = Pass("bob")
    two.actor("east-city", "City of East", "p1", territory="JP")
    two.actor("west-city", "City of West", "p1", territory="RU")
    two.actor("eastern-bank", "Bank of East", "p2", sector="business", territory="JP")
    two.actor("mt", "Ministry of Trade (MT)", "p3", sector="national_government", territory="JP")
    two.tie("t-a", "west-city", "east-city", "twins", "p1", start="1991")
    two.tie("t-b", "mt", "east-city", "asks", "p3", start="1992")
    two.tie("t-c", "eastern-bank", "west-city", "asks", "p2", start="1993")
    two.add(Event("e-a", "office opens", "opening", start="1994"), "p4")
    two.add(Participant("pt-a", "e-a", "mt"))
    two.add(Position("po-a", "mt", "aid", "decision", date="1995"), "p4")
    two.add(Quantity("q-a", "eastern-bank", "size of the loan", 600.0, unit="yen"), "p2")
    return two


SAME = {
    "east-city": "east",
    "west-city": "west",
    "eastern-bank": "bank",
    "mt": "ministry",
    "t-a": "t-1",
    "t-b": "t-2",
    "t-c": "t-3",
    "e-a": "e-1",
    "po-a": "po-1",
    "q-a": "q-1",
}


def identity(one):
    return [(record.id, record.id) for records in one.tables.values() for record in records]


def coded_twice(first=None, second=None, matches=None):
    first, second = first or first_coder(), second or second_coder()
    root = first.book()
    pairs = SAME.items() if matches is None else matches
    return replace(
        root,
        coders={"ann": first.book(identity(first), "trained here"), "bob": second.book(pairs, "an outsider")},
    )


# --- what is compared -------------------------------------------------------------------------------------------


def test_two_passes_that_found_the_same_agree_on_actors_pairs_and_events():
    rated = compare(coded_twice())
    for name in ("actors", "events", "figures"):
        assert rated.measure(name).rated.percent.value == 1.0, name
    for name in ("actors by place", "pairs tied", "events by place"):
        assert rated.measure(name).rated.alpha.value == 1.0, name
        assert rated.measure(name).rated.positive.value == 1.0, name


def test_pairs_are_all_pairs_of_actors_that_stand_in_one_place():
    # Trade holds east, west and bank: three pairs. Aid holds east and the ministry: one.
    assert compare(coded_twice()).measure("pairs tied").rated.units == 4


def test_direction_is_compared_on_the_pairs_that_both_tied():
    measure = compare(coded_twice()).measure("direction")
    assert measure.rated.units == 3
    assert measure.rated.percent.value == pytest.approx(2 / 3)  # twinning has no direction; asking was turned


def test_relations_are_compared_on_the_pairs_that_both_tied():
    measure = compare(coded_twice()).measure("relation")
    assert measure.rated.units == 3
    assert measure.rated.percent.value == pytest.approx(2 / 3)  # the bank pays, or asks


def test_a_pair_tied_by_two_relations_shares_half_with_one_tied_by_one_of_them():
    first = first_coder().tie("t-4", "east", "west", "pays", "p1")
    relation = compare(coded_twice(first)).measure("relation")
    whole = compare(coded_twice()).measure("relation")
    assert relation.rated.percent.value < whole.rated.percent.value
    assert relation.rated.alpha.value < whole.rated.alpha.value


def test_ties_count_by_direction_and_relation_and_joint_absences_are_counted_too():
    measure = compare(coded_twice()).measure("ties")
    # Four pairs; two relations with two directions and one without: five slots each.
    assert measure.rated.units == 20
    # Of three ties each, only the twinning is the same.
    assert measure.rated.positive.value == pytest.approx(1 / 3)
    assert measure.rated.percent.value == pytest.approx(16 / 20)


def test_dates_differ_by_the_days_they_do_not_share():
    measure = compare(coded_twice()).measure("date: ties begin")
    assert measure.rated.units == 3
    assert measure.rated.percent.value == pytest.approx(2 / 3)
    assert 0 < measure.rated.alpha.value < 1
    assert "3 of 3 pairs of dates have a day in common" in measure.note


def test_figures_are_compared_as_ratios():
    measure = compare(coded_twice()).measure("figures: values")
    assert measure.rated.units == 1
    assert measure.rated.percent.value == 0.0


def test_a_negative_figure_is_set_aside():
    first = first_coder().add(Quantity("q-2", "bank", "growth", -3.0), "p2")
    second = second_coder().add(Quantity("q-b", "eastern-bank", "growth", -3.0), "p2")
    measure = compare(coded_twice(first, second, {**SAME, "q-b": "q-2"}.items())).measure("figures: values")
    assert measure.set_aside["figures below zero, on no ratio scale"] == 1


def test_an_actor_that_one_coder_missed_sets_its_ties_aside_and_says_so():
    first = first_coder().actor("rival", "Rival City", "p1").tie("t-9", "rival", "east", "asks", "p1")
    rated = compare(coded_twice(first))
    assert rated.measure("actors").found == {"ann": 5, "bob": 4}
    assert rated.measure("actors").rated.percent.value == pytest.approx(4 / 5)
    assert rated.measure("pairs tied").set_aside == {"ties of an actor that only one coder identified": 1}
    assert rated.measure("pairs tied").rated.alpha.value == 1.0


def test_a_list_of_what_was_found_has_no_alpha_but_a_reason():
    actors = compare(coded_twice()).measure("actors").rated
    assert actors.alpha.value is None
    assert "positive agreement" in actors.alpha.reason
    assert actors.positive.value == 1.0


def test_an_actor_stands_where_its_ties_events_and_attributes_stand():
    first = first_coder().add(Attribute("x-1", "bank", "control", "east"), "p4")
    measure = compare(coded_twice(first)).measure("actors by place")
    assert measure.found == {
        "ann": 6,
        "bob": 5,
    }  # the bank now stands in Aid too; east did already, by its tie
    assert measure.rated.percent.value < 1


def test_one_record_may_stand_for_two_and_two_for_one():
    second = second_coder().tie("t-d", "west-city", "east-city", "twins", "p1", start="1991")
    split = compare(coded_twice(second=second, matches=[*SAME.items(), ("t-d", "t-1")]))
    assert split.measure("date: ties begin").rated == compare(coded_twice()).measure("date: ties begin").rated
    joined = compare(coded_twice(matches=[*SAME.items(), ("east-city", "bank")]))
    assert joined.measure("actors").rated.percent.value == 1.0


def test_a_record_split_with_two_dates_is_set_aside():
    second = second_coder().tie("t-d", "west-city", "east-city", "twins", "p1", start="1999")
    measure = compare(coded_twice(second=second, matches=[*SAME.items(), ("t-d", "t-1")])).measure(
        "date: ties begin"
    )
    assert measure.set_aside["records of which a coder gives several values"] == 1


def test_a_coder_who_left_a_table_empty_was_not_asked():
    second = second_coder()
    del second.tables["events"]
    rated = compare(coded_twice(second=second)).measure("events by place").rated
    assert rated.units == 0
    assert rated.percent.value is None


def test_locators_are_smaller_places_than_sections():
    by_section, by_locator = compare(coded_twice()), compare(coded_twice(), place="locator")
    assert by_section.measure("actors by place").rated.clusters == 2
    assert by_locator.measure("actors by place").rated.clusters == 3


def test_a_second_coder_who_read_a_part_is_compared_on_that_part():
    second = second_coder()
    second.tables["events"] = []
    part = compare(coded_twice(second=second), within=["Trade"])
    assert part.measure("pairs tied").rated.units == 3
    with pytest.raises(CasebookError, match=r"Tarde.*Aid, Trade"):
        compare(coded_twice(), within=["Tarde"])


# --- scores -------------------------------------------------------------------------------------------------------


def scored(given):
    made = Pass("ann").actor("east", "East City", "p1")
    for i, (period, score) in enumerate(given):
        made.add(Coding(f"c-{i}", "ann", "c", period, "funds", "east", score), "p1")
    return made


def scores(first, second):
    one, two = scored(first), scored(second)
    book = replace(one.book(), coders={"ann": one.book(identity(one)), "bob": two.book(identity(two))})
    return compare(book)


def test_scores_are_compared_among_both_coded_and_with_uncoded():
    rated = scores(
        [("1", "0"), ("2", "4"), ("3", "not_codable"), ("4", "2")],
        [("1", "0"), ("2", "3"), ("3", "1"), ("5", "2")],
    )
    both = rated.measure("scores")
    assert both.rated.units == 2
    assert both.set_aside == {
        "units that only one coder judged": 2,
        "units that one coder scored and another found not codable": 1,
    }
    every = rated.measure("scores, with uncoded")
    assert every.rated.units == 5
    assert every.found == {"ann": 4, "bob": 4}
    assert every.rated.alpha.value < both.rated.alpha.value
    codable = rated.measure("codable")
    assert codable.rated.units == 3
    assert codable.rated.percent.value == pytest.approx(2 / 3)


def test_scores_that_all_found_not_codable_are_set_aside_from_the_ordinal_scale():
    rated = scores([("1", "not_codable"), ("2", "1")], [("1", "not_codable"), ("2", "1")])
    assert rated.measure("scores").set_aside == {"units that all coders found not codable": 1}
    assert rated.measure("scores").rated.alpha.value is None
    assert rated.measure("scores").rated.ac1.value == 1.0


def test_the_highest_of_several_scores_counts_and_the_table_says_so():
    rated = scores([("1", "0"), ("1", "3"), ("2", "1")], [("1", "3"), ("2", "1")])
    assert rated.measure("scores").rated.alpha.value == 1.0
    assert "1 units have several scores" in rated.measure("scores").note


# --- who coded, and what may be concluded --------------------------------------------------------------------------


def test_the_result_says_who_coded_and_that_likeness_flatters():
    rated = compare(coded_twice())
    assert [coder.note for coder in rated.coders] == ["trained here", "an outsider"]
    assert "upper bound" in rated.caution
    assert rated.warnings == ()
    assert rated.coders[1].matched["ties"] == 3


def test_one_pass_is_not_enough():
    with pytest.raises(CasebookError, match=r"only ann.*coders/NAME/"):
        compare(replace(coded_twice(), coders={"ann": first_coder().book()}))
    with pytest.raises(CasebookError, match="there is none"):
        compare(first_coder().book())


def test_a_date_that_is_none_is_named():
    first = first_coder().tie("t-8", "east", "west", "asks", "p1", start="Feb-92")
    second = second_coder().tie("t-y", "east-city", "west-city", "asks", "p1", start="1992-02")
    with pytest.raises(DateError):
        compare(coded_twice(first, second, {**SAME, "t-y": "t-8"}.items()))


def test_matches_that_name_nothing_are_warned_of():
    assert (
        "2 rows"
        in compare(coded_twice(matches=[*SAME.items(), ("nobody", "east"), ("mt", "nil")])).warnings[0]
    )


def test_without_matches_they_are_proposed_and_the_result_says_so():
    rated = compare(coded_twice(matches=()))
    assert rated.measure("actors").rated.percent.value == 1.0
    assert "matched automatically" in rated.warnings[0]
    assert rated.coders[1].proposed


def test_without_adjudicated_records_the_first_pass_is_the_reference():
    passes = coded_twice(matches=()).coders
    book = Casebook(CODEBOOK, coders={name: replace(own, matches=()) for name, own in passes.items()})
    rated = compare(book)
    assert rated.reference == "ann"
    assert "those of ann" in rated.warnings[0]
    assert rated.measure("actors").rated.percent.value == 1.0
    assert [coder.proposed for coder in rated.coders] == [True, True]


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_records_changes_nothing(random):
    book = coded_twice(matches=())
    shuffled = {}
    for name, own in book.coders.items():
        tables = {table: list(own.records(table)) for table in ("actors", "ties", "support", "passages")}
        for records in tables.values():
            random.shuffle(records)
        shuffled[name] = replace(own, **{table: tuple(records) for table, records in tables.items()})
    assert (
        compare(replace(book, coders=shuffled), resamples=20).measures == compare(book, resamples=20).measures
    )


# --- matching -----------------------------------------------------------------------------------------------------


def test_everything_is_matched_in_other_words():
    found = propose_matches(second_coder().book(), first_coder().book())
    assert {p.record: p.adjudicated for p in found} == SAME
    assert all(0.5 < p.score <= 1 and not p.extra for p in found)


def test_a_copy_matches_itself_entirely():
    book = first_coder().book()
    found = propose_matches(book, book)
    assert all(p.record == p.adjudicated and not p.extra for p in found)
    assert len(found) == 4 + 3 + 1 + 1 + 1


def test_a_city_and_its_prefecture_are_told_apart_by_one_word():
    one = Pass("ann").actor("n", "Niigata City").actor("k", "Niigata Prefecture")
    two = Pass("bob").actor("x", "Prefecture of Niigata").actor("y", "City of Niigata")
    assert {p.record: p.adjudicated for p in propose_matches(one.book(), two.book())} == {"n": "y", "k": "x"}


def test_an_acronym_and_other_names_find_their_actor():
    one = Pass("ann").actor("erina", "ERINA").actor("moha", "Ministry of Home Affairs")
    two = (
        Pass("bob")
        .actor("institute", "Economic Research Institute for Northeast Asia")
        .actor("soumu", "Soumu")
    )
    two.add(Name("n-1", "soumu", "Ministry of Home Affairs", kind="former"))
    found = {p.record: p.adjudicated for p in propose_matches(one.book(), two.book())}
    assert found == {"erina": "institute", "moha": "soumu"}


def test_actors_that_share_nothing_are_left_alone():
    one, two = (
        Pass("ann").actor("a", "Harbour board"),
        Pass("bob").actor("b", "Teachers' union", sector="party"),
    )
    assert propose_matches(one.book(), two.book()) == ()


def test_a_tie_that_a_coder_split_gives_two_rows():
    second = second_coder().tie("t-d", "west-city", "east-city", "twins", "p1", start="1991")
    rows = [p for p in propose_matches(second.book(), first_coder().book()) if p.adjudicated == "t-1"]
    assert [(p.record, p.extra) for p in rows] == [("t-a", False), ("t-d", True)]


def test_passages_are_matched_by_hash_where_offsets_lack_and_never_across_sources():
    def book(source, start):
        made = Pass("x").add(Event("e-" + source, "the fair", "other")).book()
        passage = Passage("p", source, "Trade", start, start and start + 9, sha256="ab")
        return made.with_records(passages=(passage,), support=(Support("e-" + source, "p"),))

    score = {}
    for name, other in (("hash", book("one", None)), ("other source", book("two", 5))):
        renamed = other.with_records(
            events=tuple(replace_struct(e, id="e-z") for e in other.events),
            support=(Support("e-z", "p"),),
        )
        found = propose_matches(book("one", 5), renamed)
        score[name] = found[0].score if found else 0.0
    assert score["hash"] == pytest.approx(score["other source"] + 0.4)


def test_proposals_below_the_lowest_score_are_left_out_and_others_kept():
    book = coded_twice(matches=())
    assert with_matches(book, lowest=2.0)[0].coders["bob"].matches == ()
    kept, found = with_matches(book, only=["bob"])
    assert kept.coders["ann"].matches == book.coders["ann"].matches
    assert dict(kept.coders["bob"].matches) == SAME
    assert list(found) == ["bob"]


# --- places and dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locator", "section"),
    [
        ("Access to the Center, paragraph 2", "Access to the Center"),
        ("Part 2, paragraph 3", "Part 2"),
        ("note 26", "note"),
        ("12", "12"),
        ("p. 7", "p."),
    ],
)
def test_the_section_is_what_stands_before_the_number(locator, section):
    assert section_of(locator) == section


def test_dates_are_cut_to_the_window_unless_they_lie_outside():
    first, last = days(["1985/1991", "../1995", "1980", ""], Window("1990", "2000"))
    assert (last - first).tolist()[:3] == [729, 2190, 365]
    assert first[3] != first[3]


def test_an_open_end_is_the_last_day_of_the_window():
    first, last = days(["..", "2000-12-31"], Window("1990", "2000"))
    assert first.tolist() == last.tolist() == [11322.0, 11322.0]


def test_distance_and_containment_of_dates():
    year, month = days(["1992"], CODEBOOK.window), days(["1992-02"], CODEBOOK.window)
    assert distance(year, month)[0] == pytest.approx(1 - 29 / 366)
    assert containment(year, month)[0] == 1.0
    assert distance(year, year)[0] == 0.0
    assert distance(month, days(["1992-03"], CODEBOOK.window))[0] == 1.0


# --- the verb -----------------------------------------------------------------------------------------------------


def test_the_table_shows_every_measure_and_the_caution(tmp_path, capsys):
    agree(str(folder.write(coded_twice(), tmp_path)))
    shown = capsys.readouterr().out
    for measure in compare(coded_twice()).measures:
        assert measure.name in shown
    assert "trained here" in shown
    assert "upper bound" in shown
    assert max(map(len, shown.splitlines())) < 140


def test_json_is_plain_data_without_nan(tmp_path, capsys):
    agree(str(folder.write(coded_twice(), tmp_path)), json=True)
    result = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert result["command"] == "agree"
    assert {m["name"] for m in result["results"]["measures"]} >= {"actors", "ties", "scores"}
    assert result["results"]["measures"][0]["alpha"]["value"] is None
    assert result["seed"] == 0


def test_match_writes_proposals_and_keeps_what_a_coder_has(tmp_path, capsys):
    folder.write(coded_twice(matches=()), tmp_path)
    agree(str(tmp_path), match=True)
    shown = capsys.readouterr().out
    assert "coders/bob/matches.csv: 10 proposals written" in shown
    assert "coders/ann" not in shown
    assert dict(folder.read(tmp_path).coders["bob"].matches) == SAME
    agree(str(tmp_path), match=True, replace=True)
    assert "coders/ann/matches.csv" in capsys.readouterr().out


def test_match_needs_something_to_match_to_and_a_folder_to_write_to(tmp_path):
    own = first_coder().book()
    folder.write(Casebook(CODEBOOK, codebook_text=CODEBOOK_TEXT, coders={"ann": own, "bob": own}), tmp_path)
    with pytest.raises(CasebookError, match="no adjudicated actors"):
        agree(str(tmp_path), match=True)
    with pytest.raises(CasebookError, match="copy its folder"):
        agree("takao2003", match=True)


def test_a_share_just_below_one_is_not_shown_as_one():
    first = first_coder()
    for i in range(30):
        first.actor(f"a{i}", f"Actor {i}", "p1")
    rated = compare(
        replace(first.book(), coders={"ann": first.book(identity(first)), "bob": first.book(identity(first))})
    )
    assert "1.00" in "\n".join(lines(rated))
    assert answer(rated).results["proposals"] == {}
