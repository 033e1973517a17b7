import copy
import pickle

import edtf as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import Edtf, days
from interlocal.errors import DateError

# (text, first possible day, last possible day), from the examples of the published specification
POINTS = [
    ("1985-04-12", "1985-04-12", "1985-04-12"),
    ("1985-04", "1985-04-01", "1985-04-30"),
    ("1985", "1985-01-01", "1985-12-31"),
    ("1985-04-12T23:20:30", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12"),
    ("-1985", "-1985-01-01", "-1985-12-31"),
    ("0000", "0000-01-01", "0000-12-31"),
    ("2001-21", "2001-03-01", "2001-05-31"),
    ("2001-24", "2001-12-01", "2002-02-28"),
    ("2001-25", "2001-03-01", "2001-05-31"),
    ("2001-28", "2001-12-01", "2002-02-28"),
    ("2001-29", "2001-09-01", "2001-11-30"),
    ("2001-30", "2001-12-01", "2002-02-28"),
    ("2001-34", "2001-04-01", "2001-06-30"),
    ("2001-37", "2001-01-01", "2001-04-30"),
    ("2001-41", "2001-07-01", "2001-12-31"),
    ("1984?", "1984-01-01", "1984-12-31"),
    ("2004-06~", "2004-06-01", "2004-06-30"),
    ("2004-06-11%", "2004-06-11", "2004-06-11"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    ("156X-12-25", "1560-12-25", "1569-12-25"),
    ("15XX-12-25", "1500-12-25", "1599-12-25"),
    ("1560-XX-25", "1560-01-25", "1560-12-25"),
    ("XXXX-12-XX", "0000-12-01", "9999-12-31"),
    ("1XXX-XX", "1000-01-01", "1999-12-31"),
    ("1XXX-12", "1000-12-01", "1999-12-31"),
    ("1984-1X", "1984-10-01", "1984-12-31"),
    ("1984-XX-31", "1984-01-31", "1984-12-31"),
    ("190X-02-29", "1904-02-29", "1908-02-29"),
    ("-1XX0", "-1990-01-01", "-1000-12-31"),
    ("2004?-06-11", "2004-06-11", "2004-06-11"),
    ("?2004-06-~11", "2004-06-11", "2004-06-11"),
    ("2004-%06-11", "2004-06-11", "2004-06-11"),
    ("1950S2", "1900-01-01", "1999-12-31"),
    ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
    ("[1667, 1760-12]", "1667-01-01", "1760-12-31"),
    ("[-1740..-1200]", "-1740-01-01", "-1200-12-31"),
]

# (text, earliest and latest start, earliest and latest end); None without bound
STRETCHES = [
    ("1964/2008", "1964-01-01", "1964-12-31", "2008-01-01", "2008-12-31"),
    ("2004-06/2006-08", "2004-06-01", "2004-06-30", "2006-08-01", "2006-08-31"),
    ("2004-02-01/2005", "2004-02-01", "2004-02-01", "2005-01-01", "2005-12-31"),
    ("1985/..", "1985-01-01", "1985-12-31", "1985-01-01", None),
    ("../1985-04", None, "1985-04-30", "1985-04-01", "1985-04-30"),
    ("1985-04-12/", "1985-04-12", "1985-04-12", "1985-04-12", None),
    ("/1985", None, "1985-12-31", "1985-01-01", "1985-12-31"),
    ("1984~/2004-06%", "1984-01-01", "1984-12-31", "2004-06-01", "2004-06-30"),
    ("2004-06-~01/2004-06-~20", "2004-06-01", "2004-06-01", "2004-06-20", "2004-06-20"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-06-30", "2004-07-03", "2004-07-03"),
    ("1990/1990-03", "1990-01-01", "1990-03-31", "1990-03-01", "1990-03-31"),
    ("{1960,1961-12}", "1960-01-01", "1960-12-31", "1961-12-01", "1961-12-31"),
    ("{..1984}", None, "1984-12-31", "1984-01-01", "1984-12-31"),
    ("{1984..}", "1984-01-01", "1984-12-31", "1984-01-01", None),
    ("-0044-03-15/0014", "-0044-03-15", "-0044-03-15", "0014-01-01", "0014-12-31"),
]

VALID = [text for text, *_ in POINTS] + [text for text, *_ in STRETCHES]


def day(text: str | None) -> int | None:
    if text is None:
        return None
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    year, month, of_month = digits.split("-")
    return days(sign * int(year), int(month), int(of_month))


@pytest.mark.parametrize(("text", "first", "last"), POINTS)
def test_a_date_is_an_instant_between_its_first_and_last_day(text: str, first: str, last: str) -> None:
    date = Edtf(text)
    low, high = day(first), day(last)
    if text == "-1985":
        low, high = days(-1985, 1, 1), days(-1985, 12, 31)
    assert (date.start_lo, date.start_hi, date.end_lo, date.end_hi) == (low, high, low, high)
    assert date.is_point


@pytest.mark.parametrize(("text", "a", "b", "c", "d"), STRETCHES)
def test_an_interval_has_bounds_for_start_and_end(text: str, a: str, b: str, c: str, d: str) -> None:
    date = Edtf(text)
    assert (date.start_lo, date.start_hi, date.end_lo, date.end_hi) == (day(a), day(b), day(c), day(d))
    assert not date.is_point


@pytest.mark.parametrize("text", VALID)
def test_the_text_is_kept_to_the_letter(text: str) -> None:
    date = Edtf(text, printed="as printed")
    assert str(date) == text
    assert pickle.loads(pickle.dumps(date)) == date == copy.deepcopy(date)
    assert hash(date) == hash(Edtf(text, printed="as printed"))
    assert date != Edtf(text)


def test_an_open_end_is_not_an_unknown_end() -> None:
    running, lost = Edtf("1992/.."), Edtf("1992/")
    assert (running.end_open, running.end_unknown) == (True, False)
    assert (lost.end_open, lost.end_unknown) == (False, True)
    assert (Edtf("../1992").start_open, Edtf("/1992").start_unknown) == (True, True)


def test_a_set_without_first_date_has_an_unknown_start_when_one_is_meant_and_an_open_when_all() -> None:
    assert Edtf("[..1760-12-03]").start_unknown
    assert Edtf("[1760-12..]").end_unknown
    assert Edtf("{..1760}").start_open
    assert Edtf("{1960,1961-12}").has_gaps
    assert not Edtf("{1960..1961}").has_gaps


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("1984?", ("?", "", "")),
        ("2004-06~", ("~", "~", "")),
        ("2004-06-11%", ("%", "%", "%")),
        ("2004-06~-11", ("~", "~", "")),
        ("2004?-06-11", ("?", "", "")),
        ("?2004-06-~11", ("?", "", "~")),
        ("2004-%06-11", ("", "%", "")),
        ("2004?-06-11~", ("%", "~", "~")),
    ],
)
def test_a_qualifier_covers_what_stands_left_of_it_or_right_after_it(
    text: str, marks: tuple[str, str, str]
) -> None:
    date = Edtf(text)
    assert date.parts[0].marks == marks
    assert date.uncertain == any(mark in ("?", "%") for mark in marks)
    assert date.approximate == any(mark in ("~", "%") for mark in marks)


@pytest.mark.parametrize("text", ["Y170000002", "Y-170000002", "Y-17E7", "Y171010000S3", "Y3388E2S3"])
def test_years_of_many_digits_have_days(text: str) -> None:
    date = Edtf(text)
    assert date.start_lo is not None
    assert date.end_hi is not None
    assert date.end_hi - date.start_lo >= 364
    assert (date.start_lo < 0) == ("-" in text)


def test_significant_digits_leave_the_rest_of_the_year_free() -> None:
    date = Edtf("Y171010000S3")
    assert (date.start_lo, date.end_hi) == (days(171_000_000, 1, 1), days(171_999_999, 12, 31))


def test_an_interval_may_span_more_than_ten_to_the_nine_days() -> None:
    date = Edtf("Y-9000000/Y9000000")
    assert date.start_lo is not None
    assert date.end_hi is not None
    assert date.end_hi - date.start_lo > 10**9


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1985/1984",
        "19X",
        "1992-13",
        "1992-00",
        "1992-02-30",
        "1900-02-29",
        "1985-02-3X",
        "2001-42",
        "2001-24-12",
        "-0000",
        "Y1985",
        "Y1E30",
        "1950S0",
        "1950S5",
        "[1992",
        "[..]",
        "[]",
        "{}",
        "[1992..1990]",
        "[1992,..1990]",
        "/",
        "../..",
        "1/2/3",
        "1992-02-01T24:00:00",
        "1992-02-01T12:00",
        "1992\n",
        "1992\0",
        "１９９２",
        "٠٠٠٠",
        "1273?~",
        "?1984?",
        "[1990/1992]",
        "1985-04-12T23:20:30/1986",
        "199u",
        "Feb-92",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        Edtf(text)


def test_what_is_no_text_is_refused_with_the_text_to_write() -> None:
    with pytest.raises(DateError, match="write '1992'"):
        Edtf(1992)  # type: ignore[arg-type]


# Where the edtf package is known to differ, and why this package does not follow it.
ORACLE_DIFFERS = {
    "2001-24": "ends winter on 31 December",
    "2001-28": "ends winter on 31 December",
    "2001-30": "ends the southern summer on 31 December",
    "1950S2": "does not read significant digits as bounds",
    "190X-02-29": "allows 29 February 1900",
    "1984-1X": "does not read the last digit of a month alone",
    "-1XX0": "does not read unspecified digits before known ones",
}


def from_oracle(text: str) -> tuple[int, int]:
    known = oracle.parse_edtf(text)
    low, high = known.lower_strict(), known.upper_strict()
    return days(low.tm_year, low.tm_mon, low.tm_mday), days(high.tm_year, high.tm_mon, high.tm_mday)


SINGLE = [text for text, *_ in POINTS if text not in ORACLE_DIFFERS and text[0] != "[" and "T" not in text]


@pytest.mark.parametrize("text", SINGLE)
def test_bounds_agree_with_the_edtf_package(text: str) -> None:
    date = Edtf(text)
    assert (date.start_lo, date.end_hi) == from_oracle(text)


@pytest.mark.parametrize("text", ["1964/2008", "2004-06/2006-08", "2004-02-01/2005-02", "1984~/2004-06%"])
def test_bounds_of_intervals_agree_with_the_edtf_package(text: str) -> None:
    date, known = Edtf(text), oracle.parse_edtf(text)
    low, high = known.lower_strict(), known.upper_strict()
    assert date.start_lo == days(low.tm_year, low.tm_mon, low.tm_mday)
    assert date.end_hi == days(high.tm_year, high.tm_mon, high.tm_mday)


digits = st.sampled_from("0123456789X")


@given(
    st.text(digits, min_size=4, max_size=4),
    st.sampled_from(["", "-XX", "-02", "-12", "-1X", "-21", "-24"]),
    st.sampled_from(["", "-XX", "-01", "-29", "-3X", "-31"]),
    st.sampled_from(["", "?", "~", "%"]),
)
def test_whatever_reads_has_ordered_bounds_and_keeps_its_text(y: str, m: str, d: str, mark: str) -> None:
    text = y + m + (d if m else "") + mark
    try:
        date = Edtf(text)
    except DateError as error:
        assert text in str(error)  # noqa: PT017
        return
    assert str(date) == text
    assert date.start_lo is not None
    assert date.end_hi is not None
    assert date.start_lo <= date.end_hi


@given(st.text(alphabet="0129X-/.,[]{}?~%YESTu: Fe月", max_size=14))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        assert str(Edtf(text)) == text
    except DateError as error:
        assert repr(text) in str(error)  # noqa: PT017
