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
    with pytest.raises(
        NetworkError, match=r"bad.csv: row 2 \(start=1, end=None\): the date is missing.*1 other"
    ):
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
        ("source,target,start\na,,1\n", "bad.csv: row 2 .*the actor is missing"),
        ("source,target,start\na,b,soon\n", "moments are whole numbers, dates or timestamps"),
        ("source,target,start\na,b,1.5\n", "bad.csv: row 2 .*not a whole number"),
        ("source,target,start\na,b,1e300\n", "beyond"),
        ("source,target,start\na,b,9223372036854775807\n", "beyond"),
        ("source,target,start\na,b,01/02/1979\nb,c,03/02/1979\n", r"row 2 \(start=01/02/1979\)"),
        ("source,target,start\na,b,1990\nb,c,1991-05-01\n", r"row 3 \(start=1991-05-01\)"),
        ("source,target,start\na,b,1990\nb,c\n", "CSV Error on Line: 3"),
        ("source,target,start,start\na,b,1990,1991\n", "2 columns are called 'start'"),
        ("", "the file is empty"),
        ("source,target,when\na,b,1\n", "no column 'start'; it has"),
        ("source,target,strat\na,b,1\n", "did you mean .strat."),
    ],
)
def test_what_fits_nothing_is_refused_with_the_reason(tmp_path, rows, reason):
    with pytest.raises(NetworkError, match=reason):
        from_table(written(tmp_path, rows))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_in_other_clothes_is_the_same_network(tmp_path, encoding, delimiter):
    rows = 'source,target,start,note\nKöln , Århus,1979,"one;\n""two""\t"\nÅrhus,Málaga,1981,x\n'
    path = tmp_path / "ties.tab"
    path.write_text(rows.replace(",", delimiter), encoding=encoding)
    net = from_table(path, attributes=["note"])
    assert net == EventNetwork.from_arrays(
        ["Köln", "Århus"], ["Århus", "Málaga"], [1979, 1981],
        attributes={"note": np.array(['one;\n"two"\t', "x"], object)},
    )  # fmt: skip


def test_ids_are_numbers_only_where_all_are_written_as_numbers(tmp_path):
    assert from_table(written(tmp_path, "source,target,start\n7,8,1\n8,-9,2\n")).actors == (-9, 7, 8)
    assert from_table(written(tmp_path, "source,target,start\n007,8,1\n8,9,2\n")).actors == ("007", "8", "9")
    assert from_table(written(tmp_path, "source,target,start\n1,x,1\ntrue,y,2\n")).actors == (
        "1", "true", "x", "y",
    )  # fmt: skip


def test_a_file_without_a_header_is_asked_by_the_places_of_its_columns(tmp_path):
    path = written(tmp_path, "0\t9\t84\t0\n84\t9\t5\t24\n")
    net = from_table(path, source="column0", target="column2", start="column3")
    assert (net.actors, net.start.tolist()) == ((0, 5, 84), [0, 24])


def test_a_hash_mark_or_an_uneven_first_line_hides_no_row(tmp_path):
    assert len(from_table(written(tmp_path, "source,target,start\n# a,b,1990\nb,c,1991\n"))) == 2
    with pytest.raises(NetworkError, match="no column 'source'; it has 'Ties of towns'"):
        from_table(written(tmp_path, "Ties of towns\nsource,target,start\na,b,1990\n"))


@pytest.mark.parametrize("missing", ["NA", "n/a", "NaN", "null", ""])
def test_what_r_and_spreadsheets_write_for_a_missing_date_is_missing(tmp_path, missing):
    path = written(tmp_path, f"source,target,start\na,NA,1990\nb,c,{missing}\n")
    with pytest.raises(NetworkError, match=r"row 3 .*--missing drop"):
        from_table(path)
    assert from_table(path, missing="drop").actors == ("NA", "a")


@pytest.mark.parametrize(
    ("cells", "starts"),
    [
        (("-431", "-404.0"), [-431, -404]),
        (("1990,0", "1991,00"), [1990, 1991]),
        (("-0001-12-31", "0000-01-01"), [-719529, -719528]),
        (("1869-05-10", "1970-01-01"), [-36760, 0]),
    ],
)
def test_moments_of_text_are_years_or_iso_dates(tmp_path, cells, starts):
    path = written(tmp_path, f"source;target;start\na;b;{cells[0]}\nb;c;{cells[1]}\n")
    assert from_table(path).start.tolist() == starts


def test_a_zone_is_heeded_and_none_is_utc(tmp_path):
    zoned = written(tmp_path, "source,target,start\na,b,2001-03-01T10:00:00+09:00\nb,c,2001-03-01T02:00Z\n")
    assert np.diff(from_table(zoned, unit="h").start).tolist() == [1]
    plain = written(tmp_path, "source,target,start\na,b,2001-03-01 01:00\nb,c,2001-03-01T02:00:00.000\n")
    assert from_table(plain) == from_table(zoned)
    mixed = written(tmp_path, "source,target,start\na,b,2001-03-01 01:00\nb,c,2001-03-01T02:00Z\n")
    with pytest.raises(NetworkError, match=r"row 3 \(start=2001-03-01T02:00Z\)"):
        from_table(mixed)


def test_starts_and_ends_of_two_kinds_are_refused(tmp_path):
    path = written(tmp_path, "source,target,start,end\na,b,1990,1991-05-01\n")
    with pytest.raises(NetworkError, match=r"'start' holds .* and 'end' DATE: write both"):
        from_table(path, end="end")
    days = {"source": ["a"], "target": ["b"], "start": np.array(["2001-01-01"], "datetime64[D]")}
    times = {**days, "end": np.array(["2001-01-01T12:00"], "datetime64[us]")}
    net = from_table(times, end="end", unit="h")
    assert net.end[0] - net.start[0] == 12
    with pytest.raises(NetworkError, match="'start' holds DATE and 'end' TIMESTAMP"):
        from_table(times, end="end")


def test_numpy_days_are_days_and_years_are_asked_for_otherwise():
    when = np.array(["-0400-01-01", "1969-12-31"], "datetime64[D]")
    net = from_table({"source": ["a", "b"], "target": ["b", "c"], "start": when})
    assert net == EventNetwork.from_arrays(["a", "b"], ["b", "c"], when)
    gap = np.array(["1969-12-31", "NaT"], "datetime64[D]")
    with pytest.raises(NetworkError, match=r"row 1 \(start=None\): the date is missing"):
        from_table({"source": ["a", "b"], "target": ["b", "c"], "start": gap})
    with pytest.raises(NetworkError, match="'start' counts in 'Y'; give days"):
        from_table({"source": ["a"], "target": ["b"], "start": np.array(["1990"], "datetime64[Y]")})


def test_an_end_before_its_start_is_refused(tmp_path):
    with pytest.raises(NetworkError, match=r"row 2 \(start=5, end=4\): the end is before"):
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
    with pytest.raises(NetworkError, match=r"row 3 \(start=199x\)"):
        from_table(written(tmp_path, "source,target,start\na,b,1990\nb,c,199x\n"))
