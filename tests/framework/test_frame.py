"""A framework as data: what is shipped, what a reader is told of a file that is wrong."""

from pathlib import Path
from typing import get_args

import pytest

import interlocal
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.folder import read
from interlocal.errors import InterlocalError, UnknownNameError
from interlocal.framework.frame import SHIPPED, Reader, differences, parse_framework, read_framework
from interlocal.framework.outcomes import READERS
from tests.framework import pier

SMALL = """
id = "small"
title = "A small one"
[[dimensions]]
id = "voice"
name = "Voice"
[[roles]]
id = "freedom"
name = "freedom"
dimension = "voice"
meaning = "room to act"
anchors = [{ says = "none", observable = "nothing told" }, { says = "some", observable = "an act" }]
"""


def test_shipped_frameworks_are_the_files_in_the_package():
    folder = Path(interlocal.__file__).parent / "framework"
    assert sorted(path.stem for path in folder.glob("*.toml")) == sorted(SHIPPED)
    assert all(read_framework(name).id == name for name in SHIPPED)


def test_the_papers_framework_has_nine_roles_each_with_five_levels_told_apart_and_a_null():
    frame = read_framework("takao2003")
    assert len(frame.roles) == 9
    assert [len(frame.of(one.id)) for one in frame.dimensions] == [3, 3, 3]
    for role in frame.roles:
        assert role.top == 4
        assert len({anchor.observable for anchor in role.anchors}) == 5
        assert role.section
        assert role.null
        assert role.judged
        assert role.measured
        assert role.indicators


def test_every_reader_that_a_file_may_name_exists():
    assert set(READERS) == set(get_args(Reader))


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(SMALL, "utf-8")
    assert read_framework(path).role("freedom").top == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            ('dimension = "voice"', 'dimension = "choice"'),
            "role 'freedom': no dimension 'choice'; write one of voice",
        ),
        (
            ('"an act"', '"nothing told"'),
            "anchors 0 and 1 have the same observable; name what tells them apart",
        ),
        ((', observable = "an act"', ""), "role 'freedom', anchor 1: name the observable"),
        (
            ('{ says = "none", observable = "nothing told" }, ', ""),
            "role 'freedom': 1 anchors; a scale has two to five",
        ),
        (
            ('meaning = "room to act"', 'meening = "room"'),
            "has no entry 'meening' in roles, entry 1; did you mean 'meaning'",
        ),
        (('title = "A small one"', ""), "the top needs `title`"),
        (('id = "small"', "id = small"), "not valid TOML"),
        (
            ('meaning = "room to act"', 'meaning = ""\nreads = "positions"'),
            "anchor 0: the role reads positions; give it `when`",
        ),
    ],
)
def test_a_file_that_is_wrong_is_told_with_its_name_the_entry_and_the_remedy(
    changed: tuple[str, str], said: str
):
    assert changed[0] in SMALL
    with pytest.raises(InterlocalError, match=rf"mine.toml: .*{said}"):
        parse_framework(SMALL.replace(*changed).encode(), "mine.toml")


def test_two_entries_with_one_id_are_told():
    twice = SMALL + SMALL[SMALL.index("[[roles]]") :]
    with pytest.raises(InterlocalError, match="roles: the id 'freedom' stands 2 times"):
        parse_framework(twice.encode())


def test_a_name_that_is_no_framework_is_told_with_the_shipped_ones():
    with pytest.raises(UnknownNameError, match="the shipped ones are keck_sikkink, takao2003"):
        read_framework("zzz")


def test_a_framework_and_a_codebook_that_do_not_fit_are_told_apart_item_by_item():
    found = differences(parse_framework(SMALL.encode()), parse_codebook(pier.CODEBOOK.encode()))
    assert found == (
        "item 'freedom' of the codebook reaches national_government and the role in small nobody: whoever is "
        "reached is no rival; give the item the same `reaches`",
        "the codebook's item 'loci' is no role of small: its scores are left out",
    )


def test_anchors_by_which_coders_did_not_score_are_told():
    codebook = read("takao2003").codebook
    frame = parse_framework(SMALL.replace("freedom", "discretion").encode())
    said = [line for line in differences(frame, codebook) if "anchors" in line]
    assert said == [
        "item 'discretion': its anchors differ from small's at level 1; coders scored by the codebook's"
    ]
