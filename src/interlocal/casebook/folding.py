"""One form for the many spellings of a name: width, case, accents, apostrophes, romanisations, scripts.

`fold` removes what never tells two names apart. `sounds` goes further and gives the spellings of
one Russian, Japanese or Chinese name a common key; two different names may share it, so it only
ever ranks below `fold`.
"""

from __future__ import annotations

import functools
import re
import unicodedata

__all__ = ["cjk", "fold", "initials", "key_words", "sounds", "squash", "words"]

APOSTROPHES = "'’‘ʼʻ′`´ʹʺ\""
_DROP = str.maketrans(dict.fromkeys(APOSTROPHES, None))
_DASH = str.maketrans(dict.fromkeys("‐‑‒–—―−－_/·・‧", "-"))
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

# One form for the characters that Japanese, simplified and traditional Chinese names write differently.
_VARIANTS = """
县県縣 会會 国國 广広廣 泽沢澤 东東 滨浜濱 际際 协協 业業 经経經 济済濟 发発發 环環 对対對 关関關 满満滿 龙竜龍 连連
岛島嶋 龟亀龜 宝寶 学學 长長 门門 冈岡 桥橋 泷滝瀧 边辺邊 齐斉齊 斋斎齋 铁鉄鐵 气気氣 联聯 归帰歸 华華 汉漢 韩韓
沈瀋 阳陽 贸貿 团団團
"""
_CJK = str.maketrans({other: group[0] for group in _VARIANTS.split() for other in group[1:]})

_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдезиклмнопрстуфхцчшщъыьэюяіїєґөү",
            "a b v g d e z i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i i e g o u".replace(
                "-", ""
            ).split(" "),
            strict=True,
        )
    )
    | {"ж": "zh"}
)

STOP = frozenset(["a", "an", "and", "at", "by", "de", "for", "in", "la", "of", "on", "the", "to", "und"])

_SHORT = {
    "assn": "association",
    "assoc": "association",
    "centre": "center",
    "ctr": "center",
    "defence": "defense",
    "dept": "department",
    "govt": "government",
    "gov": "government",
    "inst": "institute",
    "intl": "international",
    "ken": "prefecture",
    "labour": "labor",
    "min": "ministry",
    "org": "organization",
    "organisation": "organization",
    "pref": "prefecture",
    "programme": "program",
    "shi": "city",
    "univ": "university",
}

_SOUNDS = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"shch|sch|sh|zh(?=[^aeiou])", "s"),
        (r"zh|dzh|j(?=[aeou])|j(?=i)", "z"),
        (r"kh|h+", "h"),
        (r"tch|ch|ts|tz|q(?!u)", "t"),
        (r"ks|x", "s"),
        (r"ph", "f"),
        (r"fu", "hu"),
        (r"m(?=[bp])", "n"),
        (r"[yi]e", "e"),
        (r"[yj]", "i"),
        (r"ou|oh(?![aeiou])|oo", "o"),
        (r"(.)\1+", r"\1"),
    )
]


def cjk(c: str) -> bool:
    """Whether a character is Chinese, Japanese or Korean: written without spaces between words.

    >>> cjk("新"), cjk("ニ"), cjk("х")
    (True, True, False)
    """
    return (
        "\u2e80" <= c <= "\u9fff"
        or "\uac00" <= c <= "\ud7af"
        or "\uf900" <= c <= "\ufaff"
        or c >= "\U00020000"
    )


@functools.lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """The text without what never tells two names apart: width, case, accents, apostrophes, dashes, spacing.

    Marks on Latin, Cyrillic and Greek letters go; those of kana and Hangul, which make other
    letters, stay. Folding twice changes nothing.

    >>> fold("  Ｋｉｔａ-Kyūshū   Shi"), fold("Хабаровск’"), fold("新潟縣")
    ('kita-kyushu shi', 'хабаровск', '新潟县')
    """
    # Folding one letter can bring forth another that folds (ﬀ, İ, ǰ), so it is repeated until it rests.
    for _ in range(4):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_DROP)
    kept: list[str] = []
    for c in unicodedata.normalize("NFD", text):
        if unicodedata.category(c) in ("Mn", "Cf", "Cc") and not (kept and _keeps_marks(kept[-1])):
            if c.isspace():
                kept.append(" ")
            continue
        kept.append(c)
    plain = unicodedata.normalize("NFC", "".join(kept)).translate(_DASH).translate(_LETTERS).translate(_CJK)
    return " ".join(plain.split())


def _keeps_marks(base: str) -> bool:
    # Combining dakuten and Hangul letters are Mn or Lo after NFD; Indic vowel signs make other words too.
    return base >= "\u0590" and not "\u1e00" <= base <= "\u20ff"


@functools.lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, dashes separating them; a run of CJK characters is one word.

    >>> words("Kita-Kyūshū, 北九州市 (City)")
    ('kita', 'kyushu', '北九州市', 'city')
    """
    found: list[str] = []
    for run in re.findall(r"[^\W_]+(?:[\u3099\u309a][^\W_]*)*", fold(text)):
        start = 0
        for i in range(1, len(run) + 1):
            if i == len(run) or cjk(run[i]) != cjk(run[start]):
                found.append(run[start:i])
                start = i
    return tuple(found)


def squash(text: str) -> str:
    """The folded words without anything between them.

    >>> squash("Kita-Kyushu") == squash("KITAKYŪSHŪ")
    True
    """
    return "".join(words(text))


@functools.lru_cache(maxsize=1 << 14)
def sounds(text: str) -> str:
    """A key that the romanisations and the Cyrillic spelling of one name share.

    >>> sounds("Primorskiy Kray") == sounds("Primorsky Krai") == sounds("Приморский край")
    True
    >>> sounds("Ohno") == sounds("Ōno"), sounds("Shimbun") == sounds("Sinbun")
    (True, True)
    """
    return " ".join(_sound(word) for word in words(text))


def _sound(word: str) -> str:
    if cjk(word[0]):
        return word
    sound = word.translate(_CYRILLIC)
    for pattern, to in _SOUNDS:
        sound = pattern.sub(to, sound)
    return sound


def key_words(text: str, *, join: bool = False) -> frozenset[str]:
    """The words that matter whatever their order: little words left out, abbreviations and demonyms spelled out.

    With `join`, words joined by a dash are one word.

    >>> key_words("The City of Kita-Kyūshū", join=True) == key_words("Kitakyushu-shi")
    True
    >>> sorted(key_words("Chinese Govt."))
    ['china', 'government']
    """
    from interlocal.casebook.countries import demonyms

    of = demonyms()
    said = words(fold(text).replace("-", "")) if join else words(text)
    kept = [word for word in said if word not in STOP] or list(said)
    return frozenset(of.get(word, _SHORT.get(word, word)) for word in kept)


def initials(text: str) -> frozenset[str]:
    """The acronyms that a name of several words may go by, folded: with and without its little words.

    Words joined by a dash count as one, or each.

    A country at the end may be left out.

    >>> sorted(initials("Ministry of Foreign Affairs"))
    ['mfa', 'mofa']
    """
    from interlocal.casebook.countries import country

    made = set()
    parted = [fold(text).split(), list(words(text))]
    if "of" in parted[1][1:]:
        last = len(parted[1]) - parted[1][::-1].index("of")
        if country(" ".join(parted[1][last:])):
            parted.append(parted[1][: last - 1])
    for parts in parted:
        heads = [(part, head[0]) for part in parts if (head := part.strip("()[],.;:&-"))]
        for kept in (heads, [(part, head) for part, head in heads if part not in STOP]):
            letters = "".join(head for _, head in kept if head.isalnum() and not cjk(head))
            if len(letters) > 1:
                made.add(letters)
    return frozenset(made)
