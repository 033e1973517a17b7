"""The tests are tested: simulated coalitions whose truth is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interlocal.cli import main
from interlocal.inference.calibration import RUNGS, Calibration, calibrate, shipped
from interlocal.inference.casebook_calibration import BOOK_RUNGS, STATISTICS, calibrate_casebooks
from interlocal.inference.simulate import TRUTHS, as_network, problem_of, simulate
from interlocal.inference.simulated_books import BOOK_TRUTHS, simulated_book
from interlocal.inference.table_nulls import synthetic


def rates(study: Calibration) -> dict[tuple[str, str], float]:
    return {(cell.truth, cell.rung): cell.rate.value for cell in study.cells if cell.rate.value is not None}


def test_the_same_seed_and_draw_give_the_same_coalition() -> None:
    one, same, other = (simulate(TRUTHS["hubs"], 1, draw) for draw in (3, 3, 4))
    assert (one.a == same.a).all()
    assert (one.year == same.year).all()
    assert not (one.a == other.a).all()


def test_simulated_truths_are_what_they_say() -> None:
    def shares(name: str) -> tuple[float, float, float]:
        some = [simulate(TRUTHS[name], 1, draw) for draw in range(10)]
        local = np.concatenate([one.local[one.a] | one.local[one.b] for one in some])
        abroad = np.concatenate([one.country[one.a] != one.country[one.b] for one in some])
        return local.mean(), abroad[local].mean(), abroad[~local].mean()

    plain, hubs, told, bridging = (shares(name) for name in ("plain", "hubs", "reported", "bridging"))
    assert plain[0] == pytest.approx(0.36, abs=0.04)
    assert hubs[0] > 0.6
    # Four times as often: 0.36 * 4 / (0.36 * 4 + 0.64).
    assert told[0] == pytest.approx(0.69, abs=0.04)
    assert abs(plain[1] - plain[2]) < 0.05
    assert abs(told[1] - told[2]) < 0.05
    assert bridging[1] > 0.4 > 0.1 > bridging[2]
    order = simulate(TRUTHS["order"], 1)
    assert set(order.year[order.local[order.a] | order.local[order.b]].tolist()) <= {9, 10, 11, 12}


def test_a_simulated_coalition_becomes_a_network() -> None:
    one = simulate(TRUTHS["bridging"], 4, countries=3, actors=8, local=2, ties=30)
    net = as_network(one)
    assert [actor.sector for actor in net.members].count("local_government") == 6
    assert net.ties.source.tolist() == one.a.tolist()
    assert len({actor.territory for actor in net.members}) == 3


def test_rewiring_by_class_keeps_the_ties_between_classes() -> None:
    from interlocal.inference.shuffles import rewired

    problem = problem_of(simulate(TRUTHS["bridging"], 2))

    def kinds(shape: object) -> list[int]:
        return sorted((problem.chosen[shape.a].astype(int) + problem.chosen[shape.b]).tolist())  # type: ignore[attr-defined]

    other = rewired(problem.shape, problem.rewire, 1, 0, flip=problem.flip)
    assert kinds(other) == kinds(problem.shape)
    assert (
        np.bincount(np.r_[other.a, other.b]) == np.bincount(np.r_[problem.shape.a, problem.shape.b])
    ).all()


@pytest.mark.parametrize(("ladder", "rungs", "least"), [("table", RUNGS, 400), ("casebook", BOOK_RUNGS, 200)])
def test_the_shipped_study_holds_its_level_where_it_should(
    ladder: str, rungs: Mapping[str, object], least: int
) -> None:
    study = shipped(ladder)
    assert study.replications >= least
    assert {cell.rung for cell in study.cells} == set(rungs)
    sound = [cell for cell in study.cells if cell.holds]
    for cell in sound:
        error = math.sqrt(study.alpha * (1 - study.alpha) / cell.replications)
        assert cell.rate.value is not None
        # Many cells are looked at: 3.5 standard errors.
        assert cell.rate.value <= study.alpha + 3.5 * error, cell


def test_the_shipped_study_is_fooled_by_fuller_reporting() -> None:
    found = rates(shipped())
    assert found["hubs", "N1"] > 0.95
    assert found["reported", "N1"] > 0.95
    for rung in ("N2", "N2b", "N3 without class"):
        assert found["reported", rung] > 0.3
        assert found["bridging", rung] > 0.35
    assert found["bridging", "N3"] < 0.15
    assert found["order", "N4"] > 0.7


def test_a_small_study_agrees_with_the_shipped_one() -> None:
    small = calibrate(replications=12, permutations=39, seed=9, truths=["plain", "bridging"])
    assert small == calibrate(
        replications=12, permutations=39, seed=9, truths=["plain", "bridging"], workers=1
    )
    large = rates(shipped())
    for key, rate in rates(small).items():
        assert abs(rate - large[key]) < 4 * math.sqrt(0.25 / 12), key
    assert rates(small)["bridging", "N2b"] > rates(small)["plain", "N2b"]


def test_too_few_permutations_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--permutations", "10"]) == 2
    assert "ask for 19 or more" in capsys.readouterr().err


def test_the_verb_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--replications", "1", "--permutations", "19"]) == 0
    said = capsys.readouterr().out
    assert "hubs, reported" in said
    assert "a false alarm" in said


def test_the_casebook_s_ladder_is_fooled_by_fuller_reporting_too_and_finds_a_strong_role() -> None:
    study = shipped("casebook")
    found = {(c.statistic, c.truth, c.rung): c.rate.value or 0.0 for c in study.cells}
    for statistic in STATISTICS:
        assert found[statistic, "reported", "N1"] > 0.8
        assert found[statistic, "reported", "N2b"] > 2 * found[statistic, "even", "N2b"]
        assert found[statistic, "bridging, strong", "N2b"] > 2 * found[statistic, "bridging", "N2b"]
        assert found[statistic, "others", "N2b"] < 0.05
    assert study.verdicts["bridging, strong"]["confirmed"] > 10
    assert study.verdicts["others"]["contradicted"] > 5 > study.verdicts["others"]["confirmed"] == 0
    # A rule that asks for p <= 0.05, and for more, confirms at most 5 % of what is not so.
    none = [study.verdicts[name] for name in ("even", "plain", "hubs")]
    books = sum(sum(one.values()) for one in none)
    assert sum(one["confirmed"] for one in none) <= study.alpha * books


def test_a_small_study_of_casebooks_runs_the_shipped_one_s_first_steps() -> None:
    asked = {"replications": 2, "permutations": 19, "truths": ["bridging, strong"], "verdicts": 1}
    small = calibrate_casebooks(**asked, workers=1)  # type: ignore[arg-type]
    assert small == calibrate_casebooks(**asked, workers=2)  # type: ignore[arg-type]
    assert {(cell.statistic, cell.rung) for cell in small.cells} == {
        (s, r) for s in STATISTICS for r in BOOK_RUNGS
    }
    assert sum(small.verdicts["bridging, strong"].values()) == 1


def test_simulated_casebooks_are_sound_and_their_truth_is_in_them() -> None:
    for name, truth in BOOK_TRUTHS.items():
        book = simulated_book(truth, 1, 0)
        assert book == simulated_book(truth, 1, 0), name
        sectors = {actor.id: actor.sector for actor in book.actors}
        land = {actor.id: actor.territory for actor in book.actors}
        across = [t for t in book.ties if land[t.from_] != land[t.to]]
        home = {one for one, sector in sectors.items() if sector == "local_government" and land[one] == "JP"}
        local = [t for t in across if home & {t.from_, t.to}]
        if name == "others":
            assert not local
        if name == "bridging, strong":
            assert len(local) > 0.6 * len(across)


@pytest.mark.parametrize(
    ("ladder", "statistic"), [("table", "reach"), ("casebook", "cohesion"), ("casebook", "brokerage")]
)
def test_the_page_shows_the_shipped_study(ladder: str, statistic: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "null-models.md").read_text(encoding="utf-8")
    begin = {
        "reach": "## Testing the tests\n",
        "cohesion": "## Testing the tests of",
        "brokerage": "Brokerage:",
    }
    page = page[page.index(begin[statistic]) :]
    rungs = RUNGS if ladder == "table" else BOOK_RUNGS
    for cell in shipped(ladder).cells:
        if cell.statistic != statistic:
            continue
        row = next(line for line in page.splitlines() if line.startswith(f"| *{cell.truth}*:"))
        told = row.split(" | ")[1 + list(rungs).index(cell.rung)]
        mark = "" if cell.holds else " !" if cell.role in ("none", "others") else " +"
        assert (
            told.rstrip(" |")
            == f"{100 * (cell.rate.value or 0):.1f} ± {100 * (cell.rate.mc_se or 0):.1f}{mark}"
        )


def test_where_others_report_nothing_nothing_is_added() -> None:
    one = simulate(TRUTHS["plain"], 3)
    touched = one.local[one.a] | one.local[one.b]
    ours = replace(one, a=one.a[touched], b=one.b[touched], year=one.year[touched])
    curve = synthetic(problem_of(ours), "uniform", (1.0, 6.0), 3, 1)[:, :, 0]
    assert (curve[:, 0] == curve[:, 1]).all()
    fuller = synthetic(problem_of(one), "uniform", (1.0, 6.0), 3, 1)[:, :, 0]
    assert (fuller[:, 1] < 0.1 * fuller[:, 0]).all()
