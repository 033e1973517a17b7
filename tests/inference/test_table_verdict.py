"""The verdict on a class of a table: each outcome by its rule, and on tables whose truth is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlocal.errors import NetworkError
from interlocal.inference.rung import Rung, TableVerdict, described, judged
from interlocal.inference.table_verdict import Rule, table_verdict
from interlocal.inference.tables import ladder_of_table
from interlocal.inference.tipping import Tipping, tipping_curve
from interlocal.provenance import Estimate

SHUFFLED = [k / 1000 for k in range(99)]


def curves(at_two: float) -> list[Tipping]:
    return [tipping_curve("reach", v, [1, 2, 4], [[0.5, at_two, 0.0]]) for v in ("uniform", "proportional")]


def rungs(loss: float | None, null: list[float]) -> list[Rung]:
    seen = Estimate(value=loss)
    return [described("N0", "reach", seen), judged("N2b", "reach", seen, null)]


def said(loss: float | None, null: list[float], at_two: float, rule: Rule | None = None) -> TableVerdict:
    own = curves(at_two) if loss else []
    return table_verdict("kind = port", "port", "reach", rungs(loss, null), own, [], rule or Rule())


@pytest.mark.parametrize(
    ("loss", "null", "at_two", "outcome", "why"),
    [
        (0.5, SHUFFLED, 0.2, "confirmed", ""),
        (0.5, SHUFFLED, 0.05, "not confirmed", "half as often"),
        (0.5, [0.4, 0.6] * 50, 0.2, "not confirmed", "comparable units cost as much"),
        (0.05, SHUFFLED, 0.0, "contradicted", "below 0.1"),
        (0.0, SHUFFLED, 0.0, "contradicted", "below 0.1"),
        (0.5, [0.5] * 99, 0.2, "not testable", "never change"),
        (0.5, [0.1] * 5, 0.2, "not testable", "smallest p"),
        (None, SHUFFLED, 0.2, "not testable", "are connected"),
    ],
)
def test_every_outcome_has_its_rule(
    loss: float | None, null: list[float], at_two: float, outcome: str, why: str
) -> None:
    found = said(loss, null, at_two)
    assert found.outcome == outcome
    assert found.sentence.startswith(f"kind = port, reach: {outcome}. ")
    assert why in " ".join(found.reasons)
    assert bool(found.reasons) == (outcome != "confirmed")


def test_least_and_level_are_the_users(tmp_path: Path) -> None:
    assert said(0.05, SHUFFLED, 0.03, Rule(least=0.02, alpha=0.7)).outcome == "confirmed"
    assert said(0.5, SHUFFLED, 0.2, Rule(level="N4")).reasons == (
        "N4 does not test reach, which depends on no date",
    )
    assert said(0.5, SHUFFLED, 0.2).tipping == pytest.approx(3.0)
    with pytest.raises(NetworkError, match="N5"):
        ladder_of_table(tmp_path / "x.csv", unit="u", group="g", label="k", value="v", level="N5")
    with pytest.raises(NetworkError, match="shares"):
        ladder_of_table(tmp_path / "x.csv", unit="u", group="g", label="k", value="v", least=10)


def towns(folder: Path, *, ring: str) -> Path:
    """Countries with two domestic leagues; the towns of one kind, the ports or as many others, share a ring."""
    rows = ["town,network,kind,country"]
    for country in ("JP", "KR", "RU", "CN"):
        for k in range(12):
            kind = "port" if k < 3 else "inland"
            abroad = k < 3 if ring == "port" else 3 <= k < 6
            rows.append(f"{country}{k},{country} league {k % 2},{kind},{country}")
            other = f"Ring {k % 3}" if abroad else f"{country} league {1 - k % 2}"
            rows.append(f"{country}{k},{other},{kind},{country}")
    path = folder / "towns.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def verdict_on(path: Path, **more: object) -> TableVerdict:
    asked = {"unit": "town", "group": "network", "label": "kind", "value": "port", "country": "country"}
    found = ladder_of_table(path, **{**asked, "statistic": "reach", "replications": 99, **more})  # type: ignore[arg-type]
    return found.verdicts[0]


def test_on_tables_whose_truth_is_known(tmp_path: Path) -> None:
    true = verdict_on(towns(tmp_path, ring="port"))
    assert (true.loss.value, true.p) == (1.0, 0.01)
    assert true.outcome == "not confirmed"  # twice as many memberships of others would undo it
    assert len(true.reasons) == 1
    assert "half as often" in true.reasons[0]
    other = verdict_on(towns(tmp_path, ring="inland"))
    assert (other.outcome, other.loss.value) == ("contradicted", 0.0)


def test_where_only_one_group_is_there_nothing_comes_apart(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    rows = [f"t{k},All,{'port' if k < 3 else 'inland'},C{k % 2}" for k in range(12)]
    path.write_text("\n".join(["town,network,kind,country", *rows]) + "\n", encoding="utf-8")
    assert verdict_on(path).outcome == "contradicted"
    assert verdict_on(path, statistic="bridging").outcome == "not testable"
