import pytest

from interlocal.dates import from_wording
from interlocal.errors import DateError


@pytest.mark.parametrize(
    ("wording", "date"),
    [
        ("昭和64年1月7日", "1989-01-07"),
        ("平成元年1月8日", "1989-01-08"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("大正元年7月30日", "1912-07-30"),
        ("明治45年7月29日", "1912-07-29"),
        ("昭和元年", "1926-12-25/1926-12-31"),
        ("平成31年", "2019-01-01/2019-04-30"),
        ("平成十年", "1998"),
        ("平成元年度", "1989-04/1990-03"),
        ("令和元年度", "2019-04/2020-03"),
        ("昭和４８年５月", "1973-05"),
        ("Taishō 12", "1923"),
        ("S48.5", "1973-05"),
        ("R1", "2019-05-01/2019-12-31"),
        ("明治6年1月1日", "1873-01-01"),
        ("明治元年", "1868~"),
    ],
)
def test_era_years_are_gregorian_dates_within_their_era(wording: str, date: str) -> None:
    assert str(from_wording(wording)) == date


@pytest.mark.parametrize(
    ("wording", "hint"),
    [
        ("昭和65年", "Heisei 2"),
        ("昭和64年1月8日", "Heisei 1"),
        ("平成元年1月7日", "Showa 64"),
        ("平成31年5月", "Reiwa 1"),
        ("明治45年7月30日", "Taisho 1"),
        ("昭和64年度", "Heisei 1"),
        ("平成0年", "from 1"),
        ("平成7年13月", "months to 12"),
        ("平成7年2月30日", "28 days"),
        ("明治5年12月3日", "lunisolar"),
    ],
)
def test_days_outside_their_era_are_refused_with_the_right_one(wording: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        from_wording(wording)
    assert hint in str(caught.value)
