"""What a verdict hangs on, against casebooks that were really edited."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interlocal.casebook.claims import Claim
from interlocal.casebook.records import Passage, Support
from interlocal.inference.ladder import judge_claims, short_part
from interlocal.inference.nulls.reporting import _added, _pools
from interlocal.inference.nulls.sets import permuted
from interlocal.inference.sensitivity import sensitivity
from interlocal.inference.simulated_books import BOOK_TRUTHS, simulated_book
from interlocal.inference.subject import Scope, subject

EVERYWHERE = Scope((), "contact", "")


@pytest.fixture(scope="module")
def book():
    drawn = simulated_book(BOOK_TRUTHS["bridging"], 3, cases=1, actors=9, local=3, ties=40)
    # Two ties rest on one more passage alone; sequences and enabling would tie records to one another.
    two = [tie.id for tie in drawn.ties[:2]]
    support = tuple(row for row in drawn.support if row.record not in two)
    return replace(drawn, order=(), enabling=()).with_records(
        passages=(*drawn.passages, Passage("p-both", "history", "one paragraph")),
        support=(*support, *(Support(one, "p-both") for one in two)),
        order=(),
        enabling=(),
    )


@pytest.mark.parametrize("statistic", ["cohesion", "brokerage"])
def test_a_change_tells_what_the_edited_casebook_would(book, statistic, monkeypatch):
    monkeypatch.setattr("interlocal.inference.sensitivity.SHOWN", 100)
    claim = Claim("c", "They matter.", statistic=statistic, replications=39, worlds=6, seed=5)
    laid = subject(book, claim, EVERYWHERE, workers=1)
    found = sensitivity(laid, short_part(laid).verdict)
    assert {"tie", "class"} <= {one.kind for one in found.most}
    for change in found.most:
        ties, asked = book.ties, claim
        if change.kind == "tie":
            ties = tuple(tie for tie in ties if tie.id != change.about)
        elif change.kind == "passage":
            rests = {tie.id: {row.passage for row in book.support if row.record == tie.id} for tie in ties}
            ties = tuple(tie for tie in ties if rests[tie.id] != {change.about})
        else:
            asked = Claim("c", "x", statistic=statistic, removed=(*claim.removed, change.about),
                          replications=39, worlds=6, seed=5)  # fmt: skip
        edited = subject(replace(book, ties=ties), asked, EVERYWHERE, workers=1)
        value = edited.observed()[0].value
        assert change.loss == (pytest.approx(value) if value is not None else None)
        if change.p is not None:
            assert change.p == permuted(edited, 39).rung.p


def test_nobody_is_tied_to_itself_by_an_unseen_tie(book):
    claim = Claim("c", "They matter.", worlds=2)
    laid = subject(book, claim, EVERYWHERE, workers=1)
    pools = _pools(laid)
    most = [40] * len(pools)
    luck = np.random.default_rng(1).random(3 * sum(most) + len(pools))
    for variant in ("anywhere", "as reported"):
        added, _ = _added(laid.ground, pools, most, variant, luck)
        new = slice(len(laid.ground.source), None)
        assert len(added.source[new]) == sum(most)
        assert (added.source[new] != added.target[new]).all()


def test_the_false_discovery_rate_is_of_the_p_that_decides(book):
    claim = Claim("c", "They matter.", level="N4", replications=39, worlds=3)
    (found,) = judge_claims(replace(book, claims=(claim,)))
    assert found.q == found.whole.verdict.p
    tried = [one.p for one in found.whole.ladder.rungs if one.level == "N4"]
    assert found.whole.verdict.p == max(p for p in tried if p is not None)
