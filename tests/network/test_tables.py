"""Tables of every kind become the same network, or are refused with the row and the reason."""

import gzip
import importlib.util

import numpy as np
import pytest

from interlocal.errors import NetworkError
from interlocal.network import reach, table_kernels, tables
from interlocal.network.columns import OPEN_END, OPEN_START
from interlocal.network.events import EventNetwork
from interlocal.network.tables import from_table

pytest.importorskip("duckdb")

ROWS = """source,target,start,end,channel
Kitakyushu,KITA,1979-01-01,1980-06-30,staff
KITA,Dalian,1981-05-01,1981-05-01,training
Dalian,Beijing,1980-05-01,1995-01-01,request
Kitakyushu,KITA,1979-01-01,1980-06-30,staff
"""


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def written(tmp_path, rows):
    path = tmp_path / "bad.csv"
    path.write_text(rows, encoding="utf-8")
    return path


def test_a_csv_file_becomes_a_sorted_network_in_days(csv):
    net = from_table(csv, end="end", attributes=["channel"])
    assert net.actors == ("Beijing", "Dalian", "KITA", "Kitakyushu")
    assert net.start.tolist() == [3287, 3287, 3773, 4138]
    assert net.attributes["channel"].tolist() == ["staff", "staff", "request", "training"]
    assert net.unit == "D"
    assert reach.arrivals(net, ["Kitakyushu"]).as_dict() == {
        "Kitakyushu": 3287, "KITA": 3287, "Dalian": 4138, "Beijing": 4139
    }  # fmt: skip


def test_gzip_and_parquet_hold_the_same_network(csv, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    with gzip.open(tmp_path / "ties.csv.gz", "wt", encoding="utf-8") as out:
        out.write(ROWS)
    duckdb.connect().execute(
        f"COPY (FROM read_csv('{csv}')) TO '{tmp_path / 'ties.parquet'}' (FORMAT parquet)"
    )
    one = from_table(csv, end="end", attributes=["channel"])
    for name in ("ties.csv.gz", "ties.parquet"):
        assert from_table(tmp_path / name, end="end", attributes=["channel"]) == one


def test_a_pattern_reads_several_files(csv, tmp_path):
    written(tmp_path, ROWS).rename(tmp_path / "more.csv")
    assert len(from_table(str(tmp_path / "*.csv"), end="end")) == 8


def test_a_mapping_of_arrays_becomes_the_network_that_the_arrays_make():
    columns = {"a": ["x", "y", "x"], "b": ["y", "z", "z"], "when": [5, -3, 5]}
    assert from_table(columns, source="a", target="b", start="when") == EventNetwork.from_arrays(
        *columns.values()
    )


@pytest.mark.skipif(not importlib.util.find_spec("pyarrow"), reason="pyarrow is not installed")
def test_a_dataframe_with_the_arrow_interface_is_read():
    import pyarrow

    class Frame:
        def __init__(self, table):
            self.table = table

        def __arrow_c_stream__(self, requested_schema=None):
            return self.table.__arrow_c_stream__(requested_schema)

    frame = Frame(pyarrow.table({"source": ["a", "b"], "target": ["b", "c"], "start": [2, 1]}))
    assert from_table(frame) == EventNetwork.from_arrays(["a", "b"], ["b", "c"], [2, 1])


@pytest.mark.skipif(not importlib.util.find_spec("polars"), reason="polars is not installed")
def test_a_polars_dataframe_is_read():
    import polars

    frame = polars.DataFrame({"source": [10, 20], "target": [20, 30], "start": [2, 1]})
    assert from_table(frame) == EventNetwork.from_arrays([10, 20], [20, 30], [2, 1])


@pytest.mark.parametrize(
    ("labels", "actors"),
    [([0, 1, 2], range(3)), ([5, 9, 7], (5, 7, 9)), ([-(10**12), 3, 10**12], (-(10**12), 3, 10**12))],
)
def test_whole_numbers_label_actors(labels, actors):
    net = from_table({"source": labels, "target": labels[::-1], "start": [1, 2, 3]})
    assert net.actors == actors
    assert [net.actors[k] for k in net.source] == labels


def test_timestamps_count_in_the_unit_asked_for():
    when = np.array(["1969-12-31T23:59:00", "2001-01-01T00:00:01"], "datetime64[s]")
    table = {"source": ["a", "b"], "target": ["b", "c"], "start": when}
    assert from_table(table, unit="s").start.tolist() == [-60, 978307201]
    assert from_table(table).unit == "us"
    with pytest.raises(NetworkError, match=r"row 1 .*no whole 'm'"):
        from_table(table, unit="m")


def test_missing_dates_are_refused_dropped_or_left_open(tmp_path):
    path = written(tmp_path, "source,target,start,end\na,b,1,\nb,c,,9\nc,d,3,4\n")
    with pytest.raises(NetworkError, match=r"row 0 \(start=1, end=None\): the date is missing.*1 other"):
        from_table(path, end="end")
    assert from_table(path, end="end", missing="drop").start.tolist() == [3]
    opened = from_table(path, end="end", missing="open")
    assert opened.start.tolist() == [OPEN_START, 1, 3]
    assert opened.end.tolist() == [9, OPEN_END, 4]


def test_nan_is_a_missing_date():
    table = {"source": ["a", "b"], "target": ["b", "c"], "start": np.array([1.0, np.nan])}
    with pytest.raises(NetworkError, match=r"row 1 .*missing"):
        from_table(table)
    assert len(from_table(table, missing="drop")) == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("source,target,start\na,,1\n", "row 0 .*the actor is missing"),
        ("source,target,start\na,b,soon\n", "moments are whole numbers, dates or timestamps"),
        ("source,target,start\na,b,1.5\n", "row 0 .*not a whole number"),
        ("source,target,start\na,b,1e300\n", "beyond"),
        ("source,target,start\na,b,9223372036854775807\n", "beyond"),
        ("source,target,start\na,3,1\n", "all text or all whole numbers|moments"),
        ("source,target,when\na,b,1\n", "no column 'start'; it has"),
        ("source,target,strat\na,b,1\n", "did you mean .strat."),
    ],
)
def test_what_fits_nothing_is_refused_with_the_reason(tmp_path, rows, reason):
    path = (
        written(tmp_path, "source,target,start\n1,x,1\n2,y,2\n") if "a,3" in rows else written(tmp_path, rows)
    )
    with pytest.raises(NetworkError, match=reason):
        from_table(path)


def test_an_end_before_its_start_is_refused(tmp_path):
    with pytest.raises(NetworkError, match="row 0: the end is before the start"):
        from_table(written(tmp_path, "source,target,start,end\na,b,5,4\n"), end="end")


def test_an_undeclared_actor_is_refused_with_a_near_miss(csv):
    with pytest.raises(NetworkError, match="names 'KITA', which actors does not; did you mean 'KITAA'"):
        from_table(csv, actors=["Beijing", "Dalian", "KITAA", "Kitakyushu"])
    net = from_table(csv, actors=["Kitakyushu", "KITA", "Dalian", "Beijing", "nobody"])
    assert net.actors[net.source[0]] == "Kitakyushu"
    assert len(net.actors) == 5


def test_an_empty_table_is_an_empty_network(tmp_path):
    net = from_table(
        {"source": np.array([], "U1"), "target": np.array([], "U1"), "start": np.array([], np.int64)}
    )
    assert len(net) == 0
    assert len(reach.reach_sizes(net).sizes) == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("no/such.parquet", "no file"),
        (3, "cannot read a table from int"),
        ({"source": ["a"], "target": []}, "unequal"),
    ],
)
def test_what_is_no_table_is_refused(data, reason):
    with pytest.raises(NetworkError, match=reason):
        from_table(data)


def test_an_unknown_ending_is_refused(tmp_path):
    path = tmp_path / "ties.docx"
    path.write_text("")
    with pytest.raises(NetworkError, match="cannot tell the format"):
        from_table(path)


def test_many_rows_are_numbered_through_hashes_alike(csv, monkeypatch):
    plain = from_table(csv, end="end")
    monkeypatch.setattr(tables, "MANY", 0)
    assert from_table(csv, end="end") == plain


def test_equal_hashes_are_noticed():
    slots = np.full(8, -1, np.int32)
    assert not table_kernels.hash_slots(np.array([5, 7, 5], np.uint64), slots)


def test_durations_may_be_a_column():
    net = from_table({"source": [0, 1], "target": [1, 2], "start": [1, 2], "takes": [3, 0]}, duration="takes")
    assert net.duration.tolist() == [3, 0]
    assert reach.reaching(net, [2]).count == 2


def test_days_in_arrays_are_days():
    ties = {"source": ["a", "b"], "target": ["b", "c"]}
    net = from_table({**ties, "start": np.array(["1969-12-31", "1970-01-02"], "M8[D]")})
    assert (net.unit, net.start.tolist()) == ("D", [-1, 1])
    with pytest.raises(NetworkError, match=r"row 1 .*the date is missing"):
        from_table({**ties, "start": np.array(["1969-12-31", "NaT"], "M8[D]")})


def test_a_relation_of_another_connection_is_read_as_a_stream():
    import duckdb

    relation = duckdb.connect().sql("SELECT 'a' AS source, 'b' AS target, 7 AS start")
    assert reach.arrivals(from_table(relation), ["a"]).as_dict() == {"a": 7, "b": 7}


def test_columns_without_rows_are_an_empty_network():
    net = from_table({"source": [], "target": [], "start": []})
    assert (len(net), len(net.actors)) == (0, 0)
    assert from_table({"source": [], "target": [], "start": []}, actors=["a"]).actors == ("a",)


def test_a_duration_is_a_whole_number_and_never_missing():
    ties = {"source": ["a", "b"], "target": ["b", "c"], "start": [1, 2]}
    with pytest.raises(NetworkError, match=r"duration is 0\.5"):
        from_table(ties, duration=0.5)
    with pytest.raises(NetworkError, match=r"row 1 .*the duration is missing"):
        from_table({**ties, "takes": [1.0, np.nan]}, duration="takes")
    assert len(from_table({**ties, "takes": [1.0, np.nan]}, duration="takes", missing="drop")) == 1


def test_the_row_that_is_no_date_is_named_not_the_first(tmp_path):
    with pytest.raises(NetworkError, match=r"row 1 \(start=199x\)"):
        from_table(written(tmp_path, "source,target,start\na,b,1990\nb,c,199x\n"))
