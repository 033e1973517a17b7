"""Verdicts where the truth is known: casebooks drawn so that a class matters, or does not, or cannot be told."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from interlocal.casebook.book import Casebook
from interlocal.casebook.claims import Claim
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.folder import read
from interlocal.casebook.records import Actor, Enabling, Passage, Support, Tie
from interlocal.inference.ladder import judge_claim, judge_claims
from interlocal.inference.nulls.reporting import _pools
from interlocal.inference.subject import Scope, subject

CODEBOOK = """title = "Drawn"
home = "JP"
[window]
start = "1980"
end = "2000"
[[cases]]
id = "one"
name = "One"
[[relations]]
id = "partners"
name = "partners"
forward = ["claim"]
reverse = ["claim"]
symmetric = true
[[classes]]
id = "cities"
name = "cities"
sectors = ["local_government"]
"""
CLAIM = Claim("c", "Cities matter.", removed=("cities",), replications=199, worlds=3, seed=4)
GROUPS = 8


def _book(
    ties: list[tuple[str, str, int]], sectors: dict[str, str], enabling: tuple[Enabling, ...] = ()
) -> Casebook:
    issues = "".join(f'[[issues]]\nid = "i{k}"\nname = "i{k}"\n' for k in range(GROUPS))
    names = sorted({end for a, b, _ in ties for end in (a, b)})
    actors = [
        Actor(
            name, name, "organisation", sectors.get(name.rstrip("0123456789"), "civil_society"), "local",
            territory="CN" if name.startswith("cn") else "JP",
        )
        for name in names
    ]  # fmt: skip
    rows = [
        Tie(f"t-{k:03}", a, b, "partners", start="1990", case="one", issues=f"i{issue}", certainty=0.95)
        for k, (a, b, issue) in enumerate(ties)
    ]
    passages = [Passage(f"p-{k:03}", "s", f"line {k}") for k in range(len(ties))]
    support = [Support(row.id, passage.id) for row, passage in zip(rows, passages, strict=True)]
    book = Casebook(parse_codebook((CODEBOOK + issues).encode()), claims=(CLAIM,))
    return book.with_records(
        actors=tuple(actors),
        ties=tuple(rows),
        passages=tuple(passages),
        support=tuple(support),
        enabling=enabling,
    )


def _bridging() -> Casebook:
    """In each of eight issues a city joins four at home and abroad; a company joins four at home."""
    ties = []
    for k in range(GROUPS):
        ties += [(f"city{k}", end, k) for end in (f"jpa{k}", f"jpb{k}", f"cna{k}", f"cnb{k}")]
        ties += [(f"firm{k}", end, k) for end in (f"jpc{k}", f"jpd{k}", f"jpe{k}", f"jpf{k}")]
    return _book(ties, {"city": "local_government", "firm": "affiliated_body"})


def _idle() -> Casebook:
    """Cities join what meets anyhow."""
    ties = []
    for k in range(GROUPS):
        ties += [(f"city{k}", end, k) for end in (f"jpa{k}", f"cna{k}")]
        ties += [(f"firm{k}", end, k) for end in (f"jpa{k}", f"cna{k}")]
        ties += [(f"jpa{k}", f"cna{k}", k)]
    return _book(ties, {"city": "local_government", "firm": "affiliated_body"})


def _alone() -> Casebook:
    """One city is busier than everyone else: nobody is comparable with it."""
    ties = [("city0", f"jpa{k}", 0) for k in range(9)] + [("city0", f"cna{k}", 0) for k in range(9)]
    return _book(ties, {"city": "local_government"})


def test_a_class_that_bridges_is_confirmed():
    found = judge_claim(_bridging(), CLAIM)
    verdict = found.whole.verdict
    assert verdict.outcome == "confirmed", verdict.sentence
    assert verdict.loss.value == 1
    assert verdict.p <= 0.05
    assert all(curve.at_two >= CLAIM.least for curve in found.whole.unseen)
    assert verdict.rank == 1


def test_unseen_ties_are_like_those_of_others_and_join_others_only():
    laid = subject(_bridging(), CLAIM, Scope((), "contact", ""), made={}, workers=1)
    pools = _pools(laid)
    assert len(pools) == GROUPS
    for pool in pools:
        assert not laid.touching[pool.ties].any()
        assert not laid.removed[pool.actors].any()
        assert {laid.ground.ids[k].rstrip("0123456789") for k in laid.ground.source[pool.ties].tolist()} == {
            "firm"
        }


def test_a_class_that_nobody_would_miss_is_contradicted():
    verdict = judge_claim(_idle(), CLAIM).whole.verdict
    assert verdict.outcome == "contradicted", verdict.sentence
    assert verdict.loss.value < CLAIM.least


def test_a_class_without_comparable_others_is_not_testable_and_says_why():
    found = judge_claim(_alone(), CLAIM)
    assert found.whole.verdict.outcome == "not testable"
    assert found.whole.verdict.p is None
    assert "no labelled unit has comparable others" in found.whole.verdict.sentence
    assert found.whole.ladder.support.alone == ("city0",)


def test_a_class_with_no_tie_is_not_testable():
    claim = msgspec.structs.replace(CLAIM, removed=("jpa0",))
    book = _idle()
    book = replace(book, ties=tuple(tie for tie in book.ties if "jpa0" not in (tie.from_, tie.to)))
    verdict = judge_claim(book, claim).whole.verdict
    assert (verdict.outcome, verdict.headline) == ("not testable", "")


def test_busy_others_make_the_same_loss_unremarkable():
    """Companies bridge as cities do: the loss is as large as before, and comparable others are missed as much."""
    ties = []
    for k in range(GROUPS):
        for hub in ("city", "firm"):
            ties += [(f"{hub}{k}", f"{side}{hub}{n}x{k}", k) for side in ("jp", "cn") for n in "ab"]
    verdict = judge_claim(_book(ties, {"city": "local_government", "firm": "business"}), CLAIM).whole.verdict
    assert verdict.outcome == "not confirmed"
    assert verdict.p > 0.05


def test_a_loss_that_rests_on_enabling_is_told_as_such():
    book = _idle()
    made = tuple(
        Enabling(f"en-{k}", tie.id, "g", f"city{tie.issues[1:]}")
        for k, tie in enumerate(book.ties)
        if not tie.from_.startswith("city")
    )
    book = book.with_records(enabling=made)
    verdict = judge_claim(book, CLAIM).whole.verdict
    assert verdict.loss.value == 0
    assert verdict.enabled_loss.value == 1
    assert verdict.outcome == "not confirmed"
    assert any("reads as enabled" in reason for reason in verdict.reasons)
    counted = judge_claim(book, msgspec.structs.replace(CLAIM, enabled="with"))
    assert counted.whole.verdict.loss.value == 1
    assert any(change.kind == "enabler" for change in counted.sensitivity.most)


def test_one_source_is_said_not_to_be_testable():
    rung = judge_claim(_bridging(), CLAIM).whole.ladder.rungs[-1]
    assert (rung.level, rung.testable) == ("N6", False)
    assert rung.why.startswith("one source: not testable")


def test_no_p_value_stands_without_its_tipping_curve():
    found = judge_claim(_bridging(), CLAIM)
    for part in (found.whole, *found.parts):
        if part.verdict.p is not None and part.verdict.loss.value:
            assert part.unseen
            assert part.verdict.headline in part.verdict.sentence


@pytest.fixture(scope="module")
def kawasaki():
    book = read("takao2003")
    claim = msgspec.structs.replace(book.claim("cohesion-kawasaki"), replications=99, worlds=5)
    return book, claim


def test_results_do_not_depend_on_workers_and_a_seed_gives_them_again(kawasaki):
    book, claim = kawasaki
    assert judge_claim(book, claim, workers=1) == judge_claim(book, claim, workers=3)


def test_the_removed_stay_within_the_case(kawasaki):
    book, claim = kawasaki
    laid = subject(book, claim, Scope(("kawasaki",), "contact", ""))
    gone = {laid.ground.ids[k] for k in laid.removed.nonzero()[0]}
    assert "kawasaki-city" in gone
    assert "niigata-city" not in gone


def test_koreans_of_kawasaki_reach_their_homeland_without_any_city():
    """The paper tells of their own organisation's tie to Seoul: the claim that cities carried it is contradicted."""
    book = read("takao2003")
    claim = msgspec.structs.replace(book.claim("access-koreans-homeland"), replications=99, worlds=10)
    verdict = judge_claim(book, claim).whole.verdict
    assert verdict.outcome == "contradicted"
    assert verdict.loss.value == 0


def test_claims_together_share_a_false_discovery_rate(kawasaki):
    book, claim = kawasaki
    other = msgspec.structs.replace(claim, id="other", removed=("society",))
    found = judge_claims(replace(book, claims=(claim, other)), replications=59)
    p = [one.whole.verdict.p for one in found]
    assert found[0].claim.replications == 59
    assert all(one.q >= value for one, value in zip(found, p, strict=True) if value is not None)
