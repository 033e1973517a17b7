"""Casebooks whose truth is known, as folders asked with `interlocal test`: each verdict where it belongs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from interlocal.casebook.book import Casebook
from interlocal.casebook.folder import write
from interlocal.casebook.records import Actor, Passage, Support, Tie
from interlocal.cli import main
from interlocal.inference.simulated_books import BOOK_TRUTHS, CLAIM, bridging, simulated_book

FEW = replace(CLAIM, replications=99, worlds=5)
ONLY_THEY = bridging(1.0, "only they", "only they join the countries")


def _verdict(book: Casebook, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    write(book, folder)
    assert main(["test", str(folder), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["results"][0]["whole"]["verdict"]
    return found


def _one_pair() -> Casebook:
    """A city between one association at home and one company abroad: one unlike pair, and nobody else."""
    actors = (
        Actor("city", "Otaru", "organisation", "local_government", "local", "JP", case="case-0"),
        Actor("club", "Friends of the Sea", "organisation", "civil_society", "local", "JP", case="case-0"),
        Actor("firm", "Nakhodka Trading", "organisation", "business", "local", "RU", case="case-0"),
    )
    ties = tuple(
        Tie(f"t-{end}", "city", end, "partners", kind="standing", start="1985", end="..", case="case-0")
        for end in ("club", "firm")
    )
    supported = [*(one.id for one in actors), *(one.id for one in ties)]
    return simulated_book(BOOK_TRUTHS["plain"], 1, cases=1, claim=FEW).with_records(
        actors=actors,
        ties=ties,
        passages=(Passage("p-0", "history", "page 1"),),
        support=tuple(Support(one, "p-0") for one in sorted(supported)),
        order=(),
        enabling=(),
    )


def test_where_only_they_join_the_countries_the_claim_is_confirmed(tmp_path, capsys):
    found = _verdict(simulated_book(ONLY_THEY, 1, 2, claim=FEW), tmp_path / "book", capsys)
    assert (found["outcome"], found["reasons"]) == ("confirmed", [])
    assert found["p"] <= 0.05
    assert found["tipping"] is None or found["tipping"] > 2


def test_where_others_join_them_and_nothing_is_lost_it_is_contradicted(tmp_path, capsys):
    found = _verdict(simulated_book(BOOK_TRUTHS["others"], 1, 4, claim=FEW), tmp_path / "book", capsys)
    assert found["outcome"] == "contradicted"
    assert found["loss"]["interval"][1] < FEW.least


# Not the casebooks in which chance alone gives a small p: one in twenty, see docs/null-models.md.
@pytest.mark.parametrize("draw", [1, 4])
def test_where_they_have_no_role_it_is_not_confirmed_however_large_the_loss(draw, tmp_path, capsys):
    found = _verdict(simulated_book(BOOK_TRUTHS["plain"], 1, draw, claim=FEW), tmp_path / "book", capsys)
    assert found["outcome"] == "not confirmed"
    assert found["loss"]["value"] > FEW.least
    assert found["p"] > 0.05


def test_without_a_local_government_it_cannot_be_tested(tmp_path, capsys):
    book = simulated_book(BOOK_TRUTHS["plain"], 1, local=0, claim=FEW)
    found = _verdict(book, tmp_path / "book", capsys)
    assert (found["outcome"], found["p"]) == ("not testable", None)
    assert "Those removed have no tie here" in found["sentence"]


def test_one_unlike_pair_cannot_be_tested(tmp_path, capsys):
    found = _verdict(_one_pair(), tmp_path / "book", capsys)
    assert (found["outcome"], found["p"]) == ("not testable", None)
    assert found["loss"]["value"] == 1
    assert "smallest p that 2 distinct assignments allow" in found["sentence"]


def test_dates_change_places_only_between_ties_that_last_alike(monkeypatch):
    """A partnership's dates on a meeting would make another network: such shuffles found order in 19 % of nothing."""
    from interlocal.inference.losses import Moved, lose_moved
    from interlocal.inference.nulls import timing
    from interlocal.inference.subject import Scope, subject

    seen: list[Moved] = []

    def watched(ground: Any, removed: Any, moved: Moved, **more: Any) -> Any:
        seen.append(moved)
        return lose_moved(ground, removed, moved, **more)

    monkeypatch.setattr(timing, "lose_moved", watched)
    laid = subject(simulated_book(BOOK_TRUTHS["plain"], 1, claim=FEW), FEW, Scope((), "contact", ""))
    timing.timelines_shuffled(laid, 19)
    ties, own = laid.ground.network.ties, laid.ground.own
    lasts = ties.start != ties.end
    assert 0 < lasts.sum() < own
    order = seen[0].dates
    assert order is not None
    assert (lasts[order[:, :own]] == lasts).all()
    assert (order[:, :own] != range(own)).any()
