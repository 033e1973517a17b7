from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.dates import Edtf, from_wording
from interlocal.errors import DateError

# (wording, the period it names, one moment within that period)
WORDINGS = [
    ("late 1990s", "1997/1999", "[1997..1999]"),
    ("mid-1990s", "1994/1996", "[1994..1996]"),
    ("early-1990s", "1990/1993", "[1990..1993]"),
    ("the 1990s", "199X", "199X"),
    ("early 1993", "1993-01/1993-04", "[1993-01..1993-04]"),
    ("late March 1993", "1993-03-21/1993-03-31", "[1993-03-21..1993-03-31]"),
    ("20th century", "19XX", "19XX"),
    ("late 19th century", "1867/1899", "[1867..1899]"),
    ("by the late 1990s", "[..1999]", "[..1999]"),
    ("by the mid-1990s", "[..1996]", "[..1996]"),
    ("since 1971", "1971/..", "1971/.."),
    ("Since the late-1990s", "199X/..", "199X/.."),
    ("from 1996 to 2000", "1996/2000", "[1996..2000]"),
    ("From the mid-1980s to the mid-1990s", "198X/199X", "[1984..1996]"),
    ("between 1988 and 1992", "1988/1992", "[1988..1992]"),
    ("circa 1995", "1995~", "1995~"),
    ("about 1995", "1995~", "1995~"),
    ("around March 1995", "1995-03~", "1995-03~"),
    ("c. 1995", "1995~", "1995~"),
    ("about the late 1990s", "1997~/1999~", "[1997~..1999~]"),
    ("spring 1991", "1991-21", "1991-21"),
    ("Winter of 1991-92", "1991-24", "1991-24"),
    ("February and April 1992", "{1992-02,1992-04}", "{1992-02,1992-04}"),
    ("24 September 1995", "1995-09-24", "1995-09-24"),
    ("July 17, 1996", "1996-07-17", "1996-07-17"),
    ("16 February - 18 February 1995", "1995-02-16/1995-02-18", "[1995-02-16..1995-02-18]"),
    ("16–18 February 1995", "1995-02-16/1995-02-18", "[1995-02-16..1995-02-18]"),
    ("February 16-18, 1995", "1995-02-16/1995-02-18", "[1995-02-16..1995-02-18]"),
    ("September 24 and 25, 2000", "{2000-09-24,2000-09-25}", "{2000-09-24,2000-09-25}"),
    ("as of January 2002", "2002-01", "2002-01"),
    ("FY1998", "1998-04/1999-03", "[1998-04..1999-03]"),
    ("fiscal 1998", "1998-04/1999-03", "[1998-04..1999-03]"),
    ("FY 1998", "1998-04/1999-03", "[1998-04..1999-03]"),
    ("FY1996-98", "1996-04/1999-03", "[1996-04..1999-03]"),
    ("fiscal year 1998", "1998-04/1999-03", "[1998-04..1999-03]"),
    ("平成7年", "1995", "1995"),
    ("昭和48年5月", "1973-05", "1973-05"),
    ("Heisei 7", "1995", "1995"),
    ("H7", "1995", "1995"),
    ("令和元年", "2019-05-01/2019-12-31", "[2019-05-01..2019-12-31]"),
    ("平成7年度", "1995-04/1996-03", "[1995-04..1996-03]"),
    ("平成７年", "1995", "1995"),
    ("昭和64年", "1989-01-01/1989-01-07", "[1989-01-01..1989-01-07]"),
    ("昭和64年1月", "1989-01-01/1989-01-07", "[1989-01-01..1989-01-07]"),
    ("平成元年1月", "1989-01-08/1989-01-31", "[1989-01-08..1989-01-31]"),
    ("Shōwa 48", "1973", "1973"),
    ("H7.4.1", "1995-04-01", "1995-04-01"),
    ("FY Heisei 7", "1995-04/1996-03", "[1995-04..1996-03]"),
    ("1995年5月3日", "1995-05-03", "1995-05-03"),
    ("1995年度", "1995-04/1996-03", "[1995-04..1996-03]"),
    ("1990年代前半", "1990/1994", "[1990..1994]"),
    ("1990年代", "199X", "199X"),
    ("明治5年", "1872~", "1872~"),
    ("平成七年", "1995", "1995"),
    ("平成二十三年三月十一日", "2011-03-11", "2011-03-11"),
    ("before 1995", "[..1994]", "[..1994]"),
    ("after March 1992", "[1992-04-01..]", "[1992-04-01..]"),
    ("until 1995", "/1995", "/1995"),
    ("1992 or 1994", "[1992,1994]", "[1992,1994]"),
    ("Feb. 1992", "1992-02", "1992-02"),
    ("probably 1995", "1995?", "1995?"),
    ("1992-95", "1992/1995", "[1992..1995]"),
    ("1992–1995", "1992/1995", "[1992..1995]"),
    ("1995 onwards", "1995/..", "1995/.."),
    ("from 1995 on", "1995/..", "1995/.."),
    ("from early 1993 to 1995", "1993/1995", "[1993-01..1995]"),
    ("February 1992, April 1992 and May 1993", "{1992-02,1992-04,1993-05}", "{1992-02,1992-04,1993-05}"),
    ("February, April and May 1992", "{1992-02,1992-04,1992-05}", "{1992-02,1992-04,1992-05}"),
    ("45 BC", "-0044", "-0044"),
    ("1 BCE", "0000", "0000"),
    ("1992-02", "1992-02", "1992-02"),
    ("199X", "199X", "199X"),
    ("first half of 1993", "1993-01/1993-06", "[1993-01..1993-06]"),
    ("second half of the 1990s", "1995/1999", "[1995..1999]"),
    ("July 1992-March 1993", "1992-07/1993-03", "[1992-07..1993-03]"),
    ("1992-02 to 1993-05", "1992-02/1993-05", "[1992-02..1993-05]"),
    ("between February and April 1992", "1992-02/1992-04", "[1992-02..1992-04]"),
    ("by 24 September 1995", "[..1995-09-24]", "[..1995-09-24]"),
    ("early 1990s or 1995", "[1990..1993,1995]", "[1990..1993,1995]"),
]


@pytest.mark.parametrize(("wording", "period", "moment"), WORDINGS)
def test_a_wording_becomes_a_date_and_is_kept(wording: str, period: str, moment: str) -> None:
    assert from_wording(wording) == Edtf(period, printed=wording)
    assert from_wording(wording, moment=True) == Edtf(moment, printed=wording)


@pytest.mark.parametrize(("wording", "period", "moment"), WORDINGS)
def test_a_moment_lies_within_its_period_and_is_one_instant(wording: str, period: str, moment: str) -> None:
    if moment.startswith("["):
        assert Edtf(moment).is_point
    if period[0] not in "[{/" and "X/" not in period and not period.startswith("1993/"):
        assert (Edtf(moment).earliest, Edtf(moment).latest) == (Edtf(period).earliest, Edtf(period).latest)


@pytest.mark.parametrize(
    ("wording", "hint"),
    [
        ("Febuary 1992", "'1992-02'"),
        ("sumer 1991", "'1991-22'"),
        ("laet 1990s", "'1997/1999'"),
        ("long ago", "write it like"),
        ("May", "write it like"),
        ("", "write it like"),
        ("30 February 1992", "01 to 29"),
        ("from 1995 to 1990", "1990/1995"),
    ],
)
def test_words_that_are_not_understood_get_near_suggestions(wording: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        from_wording(wording)
    assert hint in str(caught.value)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(DateError, match="write '1992'"):
        from_wording(1992)  # type: ignore[arg-type]


WORDS = """
by since from to and or late early mid the 1990s 1995 95 May 3 spring FY1998 century 20th - , 平成 7 年 度
H7 BC of about fall before after 0 9999 15 32
"""
words = st.sampled_from(WORDS.split())


@given(st.lists(words, max_size=6).map(" ".join) | st.text(max_size=12), st.booleans())
def test_any_words_are_a_date_or_a_date_error(wording: str, moment: bool) -> None:
    with suppress(DateError):
        assert from_wording(wording, moment=moment).printed == wording
