"""`interlocal paths`, `reach`, `remove` and `curve` on a reader's own table of events."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from interlocal.cli import main

pytest.importorskip("duckdb")

TIES = [
    ("Kitakyushu City", "KITA", "1979-04-01"),
    ("KITA", "大連", "1981-05-01"),
    ("大連", "Beijing", "1993-02-01"),
    ("Beijing", "Tokyo", "1993-02-01"),
    ("Seoul", "Tokyo", "1980-01-01"),
]


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "events.csv"
    rows = ["source;target;start", *(";".join(tie) for tie in TIES)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return str(path)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["results"]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert not out
    assert "Traceback" not in err
    return err


def test_reach_gives_both_readings_of_a_shared_date(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "reach", table, "--from", "Kitakyushu City")
    assert [(one["actor"], one["certain"], one["possible"]) for one in found] == [
        ("KITA", "1979-04-01", "1979-04-01"),
        ("大連", "1981-05-01", "1981-05-01"),
        ("Beijing", "1993-02-01", "1993-02-01"),
        ("Tokyo", None, "1993-02-01"),
    ]
    assert asked(capsys, "reach", table, "--from", "Kitakyushu City", "--avoiding", "大連") == found[:1]
    assert main(["reach", table, "--from", "Kitakyushu City"]) == 0
    assert "4 actors of 5 can be reached; 3 in certain order" in capsys.readouterr().out


def test_without_a_route_the_nearest_miss_is_told(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    ask = ["paths", table, "--from", "Kitakyushu City", "--to"]
    found = asked(capsys, *ask, "Tokyo")
    assert not found["certain order"]
    assert [hop["to"] for hop in found["possible order"]] == ["KITA", "大連", "Beijing", "Tokyo"]
    assert found["missing"]["nearest"] == "Beijing"
    assert found["missing"]["last_tie"] == "1993-02-01"
    early = asked(capsys, *ask, "Beijing", "--before", "1990")
    assert early["missing"]["without"] == {"before": "1993-02-01"}
    cut = asked(capsys, *ask, "Beijing", "--avoiding", "KITA")
    assert cut["missing"]["without"] == {"avoiding": "1993-02-01"}
    assert main([*ask, "Seoul"]) == 0
    assert "No chain of ties leads there" in capsys.readouterr().out
    assert main([*ask, "Seoul", "--undirected"]) == 0
    assert "No chain" not in capsys.readouterr().out


def test_remove_and_curve(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "remove", table, "大連", "--to", "Beijing") == [
        {"order": "certain order", "pairs": 4, "before": 2, "after": 0},
        {"order": "possible order", "pairs": 4, "before": 2, "after": 0},
    ]
    each = asked(capsys, "remove", table, "--each", "--to", "Tokyo")
    assert [(one["actor"], one["certain"], one["possible"]) for one in each] == [
        ("Beijing", 0, 3), ("大連", 0, 2), ("KITA", 0, 1),
    ]  # fmt: skip
    curve = asked(capsys, "curve", table, "--to", "Tokyo", "--by", "1992", "--by", "1993")
    assert curve == [
        {"by": "1992", "certain": 1, "possible": 1},
        {"by": "1993", "certain": 2, "possible": 5},
    ]
    for verb in (["remove", table, "大連"], ["curve", table, "--to", "Tokyo"]):
        assert main(verb) == 0
        assert "in possible order" in capsys.readouterr().out


def test_every_year_of_a_long_table_is_a_date_of_the_curve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.csv"
    rows = [f"a{k},b,{1900 + k}-07-01" for k in range(70)]
    path.write_text("\n".join(["source,target,start", *rows]) + "\n", encoding="utf-8")
    curve = asked(capsys, "curve", str(path), "--to", "b")
    assert [(one["by"], one["certain"]) for one in curve] == [(str(1900 + k), k + 1) for k in range(70)]


def test_missing_dates_are_refused_left_out_or_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("who,whom,from,to\na,b,1990,\nb,c,1995,1995\nc,d,NA,1999\n", encoding="utf-8")
    ask = ["reach", str(path), "--columns", "who,whom,from,to", "--from", "a"]
    said = refused(capsys, *ask)
    assert "gaps.csv: row 2 (from=1990, to=None)" in said
    assert "--missing open" in said
    assert asked(
        capsys, "reach", str(path), "--columns", "who,whom,from", "--from", "b", "--missing", "drop"
    ) == [{"actor": "c", "certain": 1995, "possible": 1995}]
    assert [one["actor"] for one in asked(capsys, *ask, "--missing", "open")] == ["b", "c", "d"]


def test_an_open_start_is_before_all_dates_and_a_lasting_tie_carries_after_the_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "open.csv"
    path.write_text('"who, first",whom,from,to\na,b,,1990-01-01\nb,c,1995-01-01,\nc,d,,\n', encoding="utf-8")
    how = [str(path), "--columns", '"who, first",whom,from,to', "--missing", "open"]
    found = asked(capsys, "reach", *how, "--from", "a")
    assert [(one["actor"], one["certain"], one["possible"]) for one in found] == [
        ("b", "before all dates", "before all dates"),
        ("c", "1995-01-01", "1995-01-01"),
        ("d", "1995-01-02", "1995-01-01"),
    ]
    curve = asked(capsys, "curve", *how, "--to", "d")
    assert [(one["by"], one["certain"], one["possible"]) for one in curve] == [
        ("1990-01-01", 1, 1),
        ("1995-01-01", 1, 3),
        ("ever", 3, 3),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["reach", "--from", "kitta"], "events.csv: no actor 'kitta' in this network; did you mean 'KITA'"),
        (["reach", "--from", "KITA", "--avoiding", "KITA"], "an end of the route"),
        (["curve", "--to", "KITA", "--avoiding", "KITA"], "an end of the route"),
        (["paths", "--from", "KITA", "--to", "Tokyo", "--avoiding", "Tokyo"], "an end of the route"),
        (["paths", "--from", "KITA", "--to", "Tokyo", "--via", "Seoul"], "knows no --via"),
        (["paths", "--from", "KITA", "--to", "Tokyo", "--most", "3"], "knows no --most"),
        (["reach", "--from", "KITA", "--carrier", "money"], "knows no --carrier"),
        (["curve", "--to", "Tokyo", "--from", "KITA"], "knows no --from"),
        (["remove"], "say whom to remove"),
        (["remove", "--each"], "--each needs --to"),
        (["remove", "KITA", "--relay"], "knows no --relay"),
        (["remove", "KITA", "--from", "KITA", "--to", "Tokyo"], "no pair of actors is left"),
        (["reach", "--from", "KITA", "--columns", "source,target"], "name source, target and start"),
        (["reach", "--from", "KITA", "--columns", "source,target,date"], "no column 'date'; it has"),
        (["reach", "--from", "KITA", "--before", "soon"], "soon"),
    ],
)
def test_what_a_table_cannot_be_asked_is_said(
    table: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert said in refused(capsys, arguments[0], table, *arguments[1:])


def walked(ties: list[tuple[str, str, int, int]], start: str, strict: bool) -> dict[str, int]:
    """Earliest arrivals by walking every tie at every moment: shares nothing with the engines."""
    states: set[tuple[str, int | None]] = {(start, None)}
    todo = list(states)
    while todo:
        at, since = todo.pop()
        for tail, head, first, last in ties:
            for moment in range(first, last + 1):
                fits = since is None or (moment > since if strict else moment >= since)
                if tail == at != head and fits and (head, moment) not in states:
                    states.add((head, moment))
                    todo.append((head, moment))
    found: dict[str, int] = {}
    for actor, moment in states:
        if actor != start and moment is not None:
            found[actor] = min(moment, found.get(actor, moment))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_answers_are_those_of_walking_every_tie(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(seed)
    actors = [f"Actor {k}_é" for k in range(rng.randint(2, 6))]
    ties = []
    for _ in range(rng.randint(2, 12)):
        first = rng.randint(-3, 6)
        ties.append((rng.choice(actors), rng.choice(actors), first, first + rng.randint(0, 2) * (seed % 2)))
    path = tmp_path / "drawn.csv"
    rows = [f'"{tail}",{head},{first},{last}' for tail, head, first, last in ties]
    path.write_text("\n".join(["s,t,b,e", *rows]) + "\n", encoding="latin-1")
    both = [(t[1], t[0], *t[2:]) for t in ties] if seed % 3 == 0 else []
    how = ["--columns", "s,t,b,e", *(["--undirected"] if both else [])]
    there = sorted({end for tie in ties for end in tie[:2]})
    orders = ((0, True), (1, False))
    for source in there:
        found = asked(capsys, "reach", str(path), *how, "--from", source)
        certain = {one["actor"]: one["certain"] for one in found if one["certain"] is not None}
        assert certain == walked([*ties, *both], source, True)
        assert {one["actor"]: one["possible"] for one in found} == walked([*ties, *both], source, False)
    gone = rng.choice(there)
    left = [one for one in there if one != gone]
    if len(left) < 2:
        return
    lost = asked(capsys, "remove", str(path), gone, *how)
    for k, strict in orders:
        kept = [tie for tie in [*ties, *both] if gone not in tie[:2]]
        pairs = [
            sum(len(set(walked(some, one, strict)) - {gone}) for one in left)
            for some in ([*ties, *both], kept)
        ]
        assert [lost[k]["before"], lost[k]["after"]] == pairs
    target = rng.choice(there)
    curve = asked(capsys, "curve", str(path), *how, "--to", target)
    for row in curve:
        until = [
            (t[0], t[1], t[2], t[3] if row["by"] == "ever" else min(t[3], row["by"])) for t in [*ties, *both]
        ]
        counts = [
            sum(target in walked(until, one, strict) for one in there if one != target)
            for _, strict in orders
        ]
        assert [row["certain"], row["possible"]] == counts
