import pytest

from interlocal.dates import Edtf, bounds
from interlocal.errors import DateError


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Feb-92", "'1992-02'"),
        ("Dec-2001", "'2001-12'"),
        ("1992/2/1", "'1992-02-01'"),
        ("1992.2.1", "'1992-02-01'"),
        ("36557", "'2000-02-01'"),
        ("31/12/1992", "'1992-12-31'"),
        ("3/4/1992", "'1992-04-03' or '1992-03-04'"),
        ("199u", "'199X'"),
        ("199x-03", "'199X-03'"),
        ("1992-2-1", "'1992-02-01'"),
        ("1992-2", "'1992-02'"),
        ("1993-00-00", "'1993'"),
        ("1992-02-00", "'1992-02'"),
        ("1985/1984", "'1984/1985'"),
        ("19X", "'19XX'"),
        ("92", "'1992'"),
        ("1992-13", "months are 01 to 12"),
        ("1992-02-30", "01 to 29"),
        ("1992-1995", "'1992/1995'"),
        ("1985/unknown", "'1985/'"),
        ("1985/open", "'1985/..'"),
        ("1273?~", "'1273%'"),
        ("y170000", "'Y170000'"),
        ("Y1985", "'1985'"),
        ("２００１", "'2001'"),
        ("1992 ", "'1992'"),
        ("", "'XXXX'"),
        ("late 1990s", "write '1997/1999'"),
        ("c. 1995?", "write '1995?'"),
        ("1980s", "write '198X'"),
        ("soon", "it is worded; write it like 1992"),
        ("09/1972", "'1972-09'"),
        ("13/1972", "write it like 1992-02"),
        ("1985-04-12T25:20:30Z", "'1985-04-12'"),
        ("-0000", "'0000'"),
    ],
)
def test_a_known_mistake_comes_with_its_remedy(text: str, remedy: str) -> None:
    with pytest.raises(DateError) as caught:
        Edtf(text)
    assert repr(text) in str(caught.value)
    assert remedy in str(caught.value)


def test_a_fault_inside_an_interval_names_the_whole_text() -> None:
    with pytest.raises(DateError, match="'1992-13/1995' holds no date"):
        Edtf("1992-13/1995")


def test_many_dates_name_the_position_of_the_bad_one() -> None:
    with pytest.raises(DateError, match=r"date 3: .*199u"):
        bounds(["1992", "1992", "1993", "199u"])
