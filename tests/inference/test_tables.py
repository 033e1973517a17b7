"""The ladder on tables of memberships and events."""

from __future__ import annotations

import gzip
import itertools
import re
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.errors import NetworkError, UnknownNameError
from interlocal.inference.membership import Columns, Table, read_table
from interlocal.inference.rung import Ladder, Rung
from interlocal.inference.shuffles import Shape, losses, retimed, rewired
from interlocal.inference.tables import ladder_of_table

COLUMNS = Columns("city", "network", "kind", "country", "from", "to")

TABLE = """city;network;kind;country;from;to
Bremen;Ports;city;DE;1990;1995
Genoa;Ports;city;IT;1990;1995
Genoa;Rivers;city;IT;1996;1999
Liguria;Rivers;region;IT;1996;1999
Turin;Rivers;city;IT;1996;1999
Liguria;Hills;region;IT;1991;1992
Graz;Hills;city;AT;1991;1992
NA;Hills;city;AT;1991;1992
Graz;Hills;city;AT;1991;1993
Linz;Lakes;city;;1991;1992
"""


def saved(folder: Path, text: str = TABLE, encoding: str = "utf-8") -> Path:
    path = folder / "members.csv"
    path.write_text(text, encoding=encoding)
    return path


def table(folder: Path, text: str = TABLE, **more: object) -> Table:
    return read_table(saved(folder, text), COLUMNS, **more)  # type: ignore[arg-type]


# -- reading -------------------------------------------------------------------------------------------


def test_what_is_read_and_what_is_left_out(tmp_path: Path) -> None:
    found = table(tmp_path)
    assert found.units == ("Bremen", "Genoa", "Graz", "Liguria", "Turin")
    assert found.groups == ("Hills", "Ports", "Rivers")
    assert dict(zip(found.units, found.country, strict=True))["Graz"] == "AT"
    hills = [k for k in range(len(found.a)) if found.units[found.a[k]] == "Graz"]
    assert [(found.start[k], found.end[k]) for k in hills] == [(1991, 1993)]
    assert (found.rows, found.used) == (10, 8)
    assert found.notes == (
        "1 rows repeat a unit and group and were merged",
        "1 rows of units without country are left out",
        "1 rows without city are left out",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_same_table_in_other_clothes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = TABLE.replace("Graz", "Köln").replace("1990;", "1990,0;" if delimiter == ";" else "1990;")
    found = read_table(saved(tmp_path, text.replace(";", delimiter), encoding), COLUMNS)
    assert "Köln" in found.units
    assert found.start.min() == 1990


def test_utf16_and_gzip_read_as_plain_text_does(tmp_path: Path) -> None:
    plain = table(tmp_path)
    (tmp_path / "members.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    for path in (saved(tmp_path, TABLE, "utf-16"), tmp_path / "members.csv.gz"):
        found = read_table(path, COLUMNS)
        assert (found.units, found.start.tolist()) == (plain.units, plain.start.tolist())
    (tmp_path / "members.csv.gz").write_bytes(TABLE.encode())
    with pytest.raises(NetworkError, match="no sound gzip file"):
        read_table(tmp_path / "members.csv.gz", COLUMNS)


def test_a_moment_with_a_time_of_day_is_its_day_and_no_other_text_is(tmp_path: Path) -> None:
    days = TABLE.replace("1990", "1990-05-03T23:00:00+09:00")
    text = re.sub(r";(\d{4})(?=;|$)", r";\1-01-01", days, flags=re.MULTILINE)
    found = table(tmp_path, text)
    assert found.days
    assert date(1990, 5, 3).toordinal() in found.start.tolist()
    with pytest.raises(NetworkError, match="write a year"):
        table(tmp_path, TABLE.replace("1990", "1990-05-03 or so"))


def test_parquet_reads_as_csv_does(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    pytest.importorskip("duckdb")
    polars.read_csv(saved(tmp_path), separator=";").write_parquet(tmp_path / "members.parquet")
    one, other = table(tmp_path), read_table(tmp_path / "members.parquet", COLUMNS)
    assert (one.units, one.groups, one.notes) == (other.units, other.groups, other.notes)
    assert (one.a.tolist(), one.start.tolist()) == (other.a.tolist(), other.start.tolist())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("town;network;kind;country;from;to\n", "no column 'city'"),
        (TABLE + "Rome;Hills;city\n", "row 12: 3 cells, but the header has 6"),
        (TABLE + "Rome;Hills;city;IT;early;\n", "row 12: from is 'early'; write a year"),
        (TABLE + "Rome;Hills;city;IT;1999;1990\n", "row 12: to lies before from"),
        (TABLE + "Rome;Hills;city;IT;1999-01-01;\n", "mix years and days"),
        (TABLE.split("\n", 1)[0] + "\n", "no row is left"),
        ("city;city;network;kind;country;from;to\n", "2 columns are called 'city'"),
    ],
)
def test_errors_say_where_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(NetworkError, match=said):
        table(tmp_path, text)


def test_odd_dates_may_count_as_missing(tmp_path: Path) -> None:
    found = table(tmp_path, TABLE.replace("1990", "about 1990"), odd_dates="missing")
    assert found.notes[0] == "2 cells of from are no year and no date, and count as missing"
    assert found.dated.sum() == 5


def test_a_near_miss_is_offered(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="did you mean 'network'"):
        read_table(saved(tmp_path), Columns("city", "netwrk", "kind"))
    with pytest.raises(NetworkError, match="no such file"):
        read_table(tmp_path / "none.csv", COLUMNS)


# -- the statistics, against plain networkx ------------------------------------------------------------

NETWORKS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(1, 5), st.integers(0, 3)),
    min_size=1,
    max_size=18,
    unique_by=lambda row: row[:2],
)


def shaped(rows: list[tuple[int, int, int, int]], units: int = 7, groups: int = 5) -> Shape:
    rows = sorted(rows)
    a, b, start, lasting = (np.array(column) for column in zip(*rows, strict=True))
    return Shape(
        units=units,
        nodes=units + groups,
        a=a.astype(np.int32),
        b=(b + units).astype(np.int32),
        start=start.astype(np.int64),
        end=(start + lasting).astype(np.int64),
        dated=np.ones(len(rows), bool),
        country=(np.arange(units) % 3).astype(np.int32),
        sources=np.arange(units, dtype=np.int32),
    )


def reached(shape: Shape, gone: np.ndarray) -> set[tuple[int, int]]:
    graph = nx.Graph()
    graph.add_nodes_from(range(shape.nodes))
    graph.add_edges_from(
        (u, g) for u, g in zip(shape.a.tolist(), shape.b.tolist(), strict=True) if not gone[u]
    )
    return {
        (u, v)
        for part in nx.connected_components(graph)
        for u, v in itertools.permutations([x for x in part if x < shape.units], 2)
    }


def timely(shape: Shape, gone: np.ndarray) -> set[tuple[int, int]]:
    """Pairs (source, unit): year by year, whatever is joined that year shares what it has heard."""
    heard = {x: ({x} if x < shape.units and not gone[x] else set()) for x in range(shape.nodes)}
    for year in range(int(shape.start.min()), int(shape.end.max()) + 1):
        graph = nx.Graph()
        for u, g, s, e in zip(shape.a.tolist(), shape.b.tolist(), shape.start, shape.end, strict=True):
            if s <= year <= e and not gone[u]:
                graph.add_edge(u, g)
        for part in nx.connected_components(graph):
            known = set().union(*(heard[x] for x in part))
            for x in part:
                heard[x] = set(known)
    return {(s, v) for v in range(shape.units) for s in heard[v] if s != v}


def bridged(shape: Shape, gone: np.ndarray) -> set[tuple[int, int]]:
    own: dict[int, list[int]] = {}
    for u, g in zip(shape.a.tolist(), shape.b.tolist(), strict=True):
        if not gone[u]:
            own.setdefault(u, []).append(g)
    return {pair for groups in own.values() for pair in itertools.combinations(sorted(groups), 2)}


def plain_loss(shape: Shape, statistic: str, gone: np.ndarray) -> float:
    none = np.zeros(shape.units, bool)
    if statistic == "bridging":
        before, after = bridged(shape, none), bridged(shape, gone)
    else:
        pairs = reached if statistic == "reach" else timely
        before, after = (
            {
                (u, v)
                for u, v in pairs(shape, some)
                if shape.country[u] != shape.country[v] and not gone[u] and not gone[v]
            }
            for some in (none, gone)
        )
    return 1 - len(after) / len(before) if before else float("nan")


@given(NETWORKS, st.lists(st.booleans(), min_size=7, max_size=7))
@settings(deadline=None, max_examples=60)
def test_losses_are_those_of_the_plain_computation(
    rows: list[tuple[int, int, int, int]], gone: list[bool]
) -> None:
    shape, removed = shaped(rows), np.array(gone)
    for statistic in ("reach", "journeys", "bridging"):
        found = losses(shape, statistic, np.array([removed, np.zeros(7, bool)]))
        assert found[0] == pytest.approx(plain_loss(shape, statistic, removed), nan_ok=True)
        assert np.isnan(found[1]) or found[1] == 0


@given(NETWORKS, st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_rewiring_keeps_degrees_dates_and_blocks(rows: list[tuple[int, int, int, int]], draw: int) -> None:
    shape = shaped(rows)
    block = (shape.start % 2).astype(np.int64)
    other = rewired(shape, block, 1, draw)
    assert (other.a == shape.a).all()
    assert (other.start == shape.start).all()
    for one in (0, 1):
        assert sorted(other.b[block == one]) == sorted(shape.b[block == one])
    assert len(set(zip(other.a.tolist(), other.b.tolist(), strict=True))) == len(rows)


def test_rewiring_reaches_every_arrangement_about_equally() -> None:
    # Three units with one group each, all different: six arrangements.
    shape = shaped([(0, 0, 1, 0), (1, 1, 1, 0), (2, 2, 1, 0)], units=3, groups=3)
    seen = [tuple(rewired(shape, np.zeros(3, np.int64), 1, d).b.tolist()) for d in range(1200)]
    counts = [seen.count(one) for one in set(seen)]
    assert len(counts) == 6
    assert max(abs(np.array(counts) - 200)) < 5 * np.sqrt(200)


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] != p[1]),
        min_size=2,
        max_size=20,
    )
)
@settings(deadline=None, max_examples=40)
def test_rewired_events_keep_contacts_at_home_and_abroad(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(column, np.int32) for column in zip(*sorted(pairs), strict=True))
    when = np.arange(len(a)).astype(np.int64)
    country = (np.arange(9) % 3).astype(np.int32)
    shape = Shape(9, 9, a, b, when, when, np.ones(len(a), bool), country, np.arange(9, dtype=np.int32))
    other = rewired(shape, np.zeros(len(a), np.int64), 3, 0, flip=np.ones(len(a), bool))
    assert (other.a != other.b).all()

    def kinds(one: Shape) -> list[tuple[int, int, int]]:
        abroad = country[one.a] != country[one.b]
        return sorted(zip(*(x.tolist() for x in (np.r_[one.a, one.b], np.r_[abroad, abroad])), strict=True))

    assert kinds(shape) == kinds(other)


def test_shuffled_dates_stay_within_their_block() -> None:
    shape = shaped([(u, g, 1 + u + g, 0) for u in range(5) for g in range(3)])
    other = retimed(shape, shape.b.astype(np.int64), 1, 0)

    def dates(one: Shape) -> list[tuple[int, int]]:
        return sorted(zip(one.b.tolist(), one.start.tolist(), strict=True))

    assert dates(shape) == dates(other)
    ties = sorted(zip(shape.a.tolist(), shape.b.tolist(), strict=True))
    assert ties == sorted(zip(other.a.tolist(), other.b.tolist(), strict=True))
    assert any((retimed(shape, shape.b.astype(np.int64), 1, d).a != shape.a).any() for d in range(3))


def test_whole_groups_exchange_their_dates() -> None:
    shape = shaped([(u, g, 1 + g, g) for u in range(5) for g in range(4)])
    for draw in range(20):
        other = retimed(shape, np.zeros(20, np.int64), 1, draw, bundled=True)
        per_group = {g: set(other.start[other.b == g].tolist()) for g in set(other.b.tolist())}
        assert all(len(some) == 1 for some in per_group.values())
        assert sorted(next(iter(some)) for some in per_group.values()) == [1, 2, 3, 4]


# -- the ladder ----------------------------------------------------------------------------------------


def drawn(folder: Path, *, bridging: bool, seed: int = 5) -> Path:
    """Cities of eight countries in domestic networks; capitals, or anyone, also in those across borders."""
    rng = np.random.default_rng(seed)
    rows = ["city,network,kind,country,year,source"]
    for country in range(8):
        for city in range(20):
            kind = "capital" if city < 5 else "town"
            home = rng.choice(4, 1 if (kind == "capital") == bridging else 2, replace=False)
            rows += [
                f"c{country}-{city},home{country}-{n},{kind},X{country},{rng.integers(1990, 2000)},s{n % 2}"
                for n in home
            ]
            joins = rng.random() < ((0.9 if kind == "capital" else 0.0) if bridging else 0.12)
            if joins:
                net = rng.integers(0, 12)
                rows.append(f"c{country}-{city},abroad{net},{kind},X{country},{rng.integers(1990, 2000)},s1")
    path = folder / f"drawn{bridging}.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def ladder(path: Path, **more: object) -> Ladder:
    asked = {"replications": 39, "country": "country", "time": "year", **more}
    return ladder_of_table(path, unit="city", group="network", label="kind", value="capital", **asked)  # type: ignore[arg-type]


def rung(found: Ladder, level: str, statistic: str = "reach") -> Rung:
    return next(r for r in found.rungs if (r.level, r.statistic) == (level, statistic))


def test_a_class_that_joins_the_countries_is_found(tmp_path: Path) -> None:
    found = ladder(drawn(tmp_path, bridging=True), source="source")
    assert rung(found, "N0").observed.value > 0.9
    assert rung(found, "N2b").p == 0.025
    assert rung(found, "N0").p is rung(found, "N5").p is rung(found, "N6").p is None
    assert rung(found, "N6").notes[0].startswith("without s0")
    assert {r.p_family >= r.p for r in found.rungs if r.p is not None} == {True}
    curve = next(t for t in found.tipping if (t.statistic, t.variant) == ("reach", "uniform"))
    assert curve.points[0].mean == pytest.approx(rung(found, "N0").observed.value)
    means = [point.mean for point in curve.points]
    assert means == sorted(means, reverse=True)
    assert curve.halves.value is not None
    assert [p.about for p in found.placebos if p.statistic == "reach"] == ["capital", "town"]


def test_a_class_like_any_other_is_not(tmp_path: Path) -> None:
    found = ladder(drawn(tmp_path, bridging=False))
    assert rung(found, "N2b").p > 0.05
    assert rung(found, "N6").why == "no column names the source: not testable"
    assert rung(found, "N6").testable is False


def test_neither_workers_nor_the_order_of_rows_change_anything(tmp_path: Path) -> None:
    path = drawn(tmp_path, bridging=True)
    one = ladder(path, workers=1)
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *rows[::-1]]) + "\n", encoding="utf-8")
    assert ladder(path, workers=3) == one
    assert ladder(path, workers=3, seed=2) != one


def test_what_a_table_does_not_allow_is_said(tmp_path: Path) -> None:
    found = ladder(drawn(tmp_path, bridging=True), time=None, country=None)
    assert list(found.statistics) == ["reach", "bridging"]
    assert "journeys is left out: no row has a date" in found.warnings
    assert rung(found, "N4").why == "no statistic here depends on dates"
    assert any(said.startswith("no country column") for said in found.warnings)
    with pytest.raises(NetworkError, match="no row has a date"):
        ladder(drawn(tmp_path, bridging=True), time=None, statistic="journeys")
    with pytest.raises(UnknownNameError, match="did you mean 'capital'"):
        ladder_of_table(
            drawn(tmp_path, bridging=True), unit="city", group="network", label="kind", value="Capital"
        )


def test_events_have_two_units_and_no_groups(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    rng = np.random.default_rng(3)
    rows = ["who,whom,who_kind,whom_kind,who_at,whom_at,day"]
    for _ in range(150):
        u, v = rng.choice(30, 2, replace=False).tolist()
        kinds = ["city" if x < 8 else "firm" for x in (u, v)]
        rows.append(f"a{u},a{v},{kinds[0]},{kinds[1]},C{u % 4},C{v % 4},2001-{1 + u % 12:02}-{1 + v % 28:02}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = ladder_of_table(
        path,
        unit="who",
        group="whom",
        label="who_kind",
        value="city",
        country="who_at",
        group_label="whom_kind",
        group_country="whom_at",
        time="day",
        kind="events",
        replications=39,
    )
    assert list(found.statistics) == ["reach", "journeys"]
    assert "150 ties among 30 units" in found.data
    assert {r.level for r in found.rungs} == {"N0", "N1", "N2", "N2b", "N3", "N4", "N5", "N6"}
    assert rung(found, "N4", "journeys").testable


def test_few_assignments_are_enumerated(tmp_path: Path) -> None:
    rows = ["city,network,kind"]
    rows += [f"c{k},n{k % 3},{'capital' if k < 2 else 'town'}" for k in range(9)]
    rows += [f"c{k},n{(k + 1) % 3},{'capital' if k < 2 else 'town'}" for k in range(9)]
    path = tmp_path / "few.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = ladder(path, time=None, country=None, statistic="bridging")
    primary = rung(found, "N2b", "bridging")
    assert primary.exact
    assert primary.draws == found.support.assignments == 36
    assert primary.attainable == pytest.approx(1 / 36)
