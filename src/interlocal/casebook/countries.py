"""Countries by name and demonym, as data: `countries.csv`, which anyone may extend."""

from __future__ import annotations

import csv
import functools
from importlib.resources import files

from interlocal.casebook.folding import words

__all__ = ["country", "country_name", "demonyms"]


@functools.cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("interlocal.casebook") / "countries.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@functools.cache
def _codes() -> dict[tuple[str, ...], str]:
    codes = {}
    for row in _rows():
        for name in (row["name"], row["demonym"], row["code"], *row["also"].split(";")):
            if name:
                codes[words(name)] = row["code"]
    return codes


def country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code that a country's name, demonym or code stands for, or an empty string.

    "Korea" alone is South Korea; "SU", the Soviet Union, is kept apart from Russia.

    >>> country("Chinese"), country("the Soviet Union"), country("中国"), country("Utopia")
    ('CN', 'SU', 'CN', '')
    """
    said = words(text)
    return _codes().get(said) or _codes().get(said[1:] if said[:1] == ("the",) else ()) or ""


def country_name(code: str) -> str:
    """The English name of a country by its code, or the code itself where it is not listed.

    >>> country_name("CN"), country_name("XX")
    ('China', 'XX')
    """
    return next((row["name"] for row in _rows() if row["code"] == code), code)


@functools.cache
def demonyms() -> dict[str, str]:
    """The folded one-word name of a country for each one-word demonym: chinese, china."""
    return {
        words(row["demonym"])[0]: words(row["name"])[0]
        for row in _rows()
        if len(words(row["name"])) == 1 == len(words(row["demonym"]))
    }
