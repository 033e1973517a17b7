"""M9: which border a tie crosses."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import read
from interlocal.framework.measured import Measured
from interlocal.framework.measures.border import KINDS, MEASURE, fourfold
from interlocal.framework.membership import distances
from interlocal.framework.study import Study
from tests.report import quay


def place(id: str, territory: str, belonging: str = "", sector: str = "civil_society") -> r.Actor:
    return r.Actor(id, id, "organisation", sector, "local", territory, belonging, case="quay")


def coast(*ties: tuple[str, str], attributes: tuple[r.Attribute, ...] = ()) -> Casebook:
    """A town, a Korean group in it, a group and a consulate abroad; every tie certain and of 1990."""
    base = quay.book()
    made = tuple(
        quay._tie(f"t-{k}", a, b, "requests", "1990-05-01", certainty=1.0) for k, (a, b) in enumerate(ties)
    )
    actors = (
        place("town", "JP"), place("club", "JP"), place("koreans", "JP", "KR"), place("seoul", "KR"),
        place("team", "JP;KR"), place("neighbours", "JP", sector="residents"),
    )  # fmt: skip
    return replace(
        base.with_records(
            actors=actors, ties=made, events=(), positions=(), codings=(), quantities=(), searches=(),
            attributes=attributes, support=(), names=(), doubts=(),
        ),
        coders={},
    )  # fmt: skip


def told(book: Casebook, n: int = 40) -> dict[str, Measured]:
    return {row.number: row for row in MEASURE.read(Study(book, n, 1)) if row.layer == "contact"}


def shares(book: Casebook) -> dict[str, float | None]:
    return {kind: told(book)[kind].estimate.value for kind in KINDS}


def test_each_kind_of_tie_falls_in_its_cell() -> None:
    book = coast(("town", "club"), ("koreans", "seoul"), ("town", "seoul"), ("town", "koreans"))
    assert shares(book) == dict.fromkeys(KINDS, 0.25)
    rows = told(book)
    assert rows["territory_crossing"].estimate.value == 0.5
    assert rows["either_crossing"].estimate.value == 0.75
    assert rows["ei_territory"].estimate.value == 0.0
    assert rows["beyond_border"].records == ("t-3",)


def test_a_team_of_two_countries_is_half_abroad_and_not_beyond_the_border() -> None:
    assert shares(coast(("town", "team"))) == {
        "domestic": 0.5, "kin_abroad": 0.0, "classical": 0.5, "beyond_border": 0.0,
    }  # fmt: skip


def test_residents_whose_nationality_is_not_coded_are_left_out_and_bounded() -> None:
    rows = told(coast(("town", "neighbours"), ("town", "club")))
    assert rows["domestic"].estimate.value == 1.0
    assert rows["domestic"].estimate.coverage == 0.5
    assert rows["beyond_border_least"].estimate.value == 0.0
    assert rows["beyond_border_most"].estimate.value == 0.5


def test_without_a_coded_tie_there_is_no_number() -> None:
    row = told(coast(("town", "neighbours")))["beyond_border"]
    assert row.estimate.value is None
    assert row.why


def test_a_disputed_nationality_is_drawn_by_its_weight() -> None:
    doubt = r.Attribute("x-1", "club", "nationality", "KR", weight=0.3, status="disputed")
    row = told(coast(("town", "club"), attributes=(doubt,)), n=2000)["beyond_border"]
    assert row.estimate.value == pytest.approx(0.3, abs=0.04)
    other = told(coast(("town", "club"), ("town", "seoul"), attributes=(doubt,)), n=2000)["beyond_border"]
    assert other.estimate.value == pytest.approx((row.estimate.value or 0) / 2)


@pytest.mark.parametrize(
    ("start", "end", "share"), [("1985", "..", 1.0), ("1991", "..", 0.0), ("1980", "1989", 0.0)]
)
def test_a_nationality_counts_while_it_is_held(start: str, end: str, share: float) -> None:
    held = r.Attribute("x-1", "club", "nationality", "KR", start=start, end=end)
    assert told(coast(("town", "club"), attributes=(held,)))["beyond_border"].estimate.value == share


def test_what_people_say_they_are_counts_apart_and_only_with_a_passage() -> None:
    said = r.Attribute("x-1", "club", "identity", "KR")
    book = coast(("town", "club"), attributes=(said,))
    assert told(book)["beyond_border_self_ascribed"].estimate.value is None
    passage = book.with_records(support=(r.Support("x-1", book.passages[0].id),))
    rows = told(passage)
    assert rows["beyond_border"].estimate.value == 0.0
    assert rows["beyond_border_self_ascribed"].estimate.value == 0.5
    assert rows["beyond_border_self_ascribed"].estimate.passages == (book.passages[0].id,)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_four_kinds_add_up_and_keep_the_margins(t: float, b: float) -> None:
    domestic, kin, classical, beyond = fourfold(np.array([t]), np.array([b]))[:, 0]
    assert domestic + kin + classical + beyond == pytest.approx(1)
    assert kin + classical == pytest.approx(t)
    assert beyond + classical == pytest.approx(b)


@given(st.lists(st.frozensets(st.sampled_from(["JP", "KR", "CN"]), min_size=1), min_size=1, max_size=5))
def test_distances_are_symmetric_and_zero_for_the_same(sets: list[frozenset[str]]) -> None:
    table = distances(sets)
    assert np.array_equal(table, table.T)
    assert (np.diag(table) == 0).all()


def test_in_kawasaki_the_definition_by_rights_catches_more_than_territory() -> None:
    found = {
        (m.case, m.number): m for m in MEASURE.read(Study(read("takao2003"), 60, 1)) if m.layer == "both"
    }
    value = {key: m.estimate.value or 0.0 for key, m in found.items()}
    assert value["kawasaki", "either_crossing"] > 1.5 * value["kawasaki", "territory_crossing"]
    assert value["kawasaki", "beyond_border"] > value["niigata", "beyond_border"] == 0
    assert value["kawasaki", "beyond_border_most"] >= value["kawasaki", "beyond_border_least"] > 0.3
    assert (found["kawasaki", "beyond_border"].estimate.coverage or 0) > 0.7  # residents of other nationality
    for case in ("niigata", "kitakyushu", "kawasaki"):
        assert sum(value[case, kind] for kind in KINDS) == pytest.approx(1)
