"""Everything around one record is found, from both sides."""

import pytest

from interlocal.casebook.about import About, about, label
from interlocal.casebook.book import Casebook
from interlocal.errors import UnknownNameError
from tests import tiny


def linked(found: About) -> dict[str, list[str]]:
    return {
        link.title: [getattr(record, "id", "") or record.record for record in link.records]
        for link in found.links
    }


def test_a_tie_has_its_evidence_on_both_sides(book: Casebook) -> None:
    found = about(book, "t-answers")
    assert [(piece.passage, piece.stance, piece.coder) for piece in found.evidence] == [
        ("p-2", "supports", "ann"),
        ("p-6", "contradicts", "bob"),
    ]
    assert found.evidence[0].works == ("Abe, 1999, Report on the coast",)
    assert found.names == {"from": ("mofa",), "to": ("city",), "responds_to": ("t-asks",)}
    assert linked(found) == {"made possible by": ["en-1"], "comes after": ["o-1"]}


def test_a_passage_rests_on_the_works_it_cites(book: Casebook) -> None:
    assert about(book, "t-asks").evidence[0].works == ("Letter of the mayor",)


def test_what_depends_on_a_record_is_followed_through(book: Casebook) -> None:
    assert about(book, "t-twins").dependents == ("t-answers",)
    assert about(book, "t-asks").dependents == ("t-answers",)
    assert about(book, "t-answers").dependents == ()


def test_a_circle_of_enablers_ends(book: Casebook) -> None:
    from interlocal.casebook.records import Enabling

    round = Enabling(id="en-2", record="t-twins", group="g1", enabler="t-answers")
    assert about(book.with_records(enabling=(*book.enabling, round)), "t-twins").dependents == ("t-answers",)


def test_an_actor_has_all_that_names_it_in_the_order_it_is_told(book: Casebook) -> None:
    assert linked(about(book, "city")) == {
        "names": ["n-1", "n-7"],
        "named in the attributes of": ["x-2"],
        "ties from it": ["t-asks", "t-twins"],
        "ties to it": ["t-answers"],
        "took part in": ["pt-1"],
        "positions that benefit it": ["po-1"],
        "figures about it": ["q-1"],
        "codings of it as provider": ["c-1"],
        "searches about it": ["s-1"],
    }
    assert linked(about(book, "pref"))["doubts"] == ["d-1"]
    assert linked(about(book, "kai"))["attributes"] == ["x-1"]


def test_sources_passages_and_events_have_surroundings_too(book: Casebook) -> None:
    assert len(linked(about(book, "report"))["passages of it"]) == 7
    assert linked(about(book, "letter"))["cited by passages"] == ["p-1"]
    assert set(linked(about(book, "p-2"))["speaks for or against"]) == {"t-answers", "en-1"}
    assert linked(about(book, "e-talks")) == {"ties at this event": ["t-asks"], "participants": ["pt-1"]}


def test_every_record_can_be_asked_about(book: Casebook) -> None:
    for id in [*book.by_id, *book.sources_by_id]:
        found = about(book, id)
        assert found.label
        assert label(book, id) == found.label


def test_an_unknown_id_comes_with_near_misses() -> None:
    with pytest.raises(
        UnknownNameError, match=r"'t-twin': no record or source has this id; did you mean t-twins"
    ):
        about(tiny.book(), "t-twin")
