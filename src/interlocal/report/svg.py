"""SVG by hand: elements that escape everything, text that knows how wide it is, marks with names.

Text stays text. Every cell of a casebook is untrusted, so nothing reaches a page but through
`element`, which escapes values and refuses names that are not plain words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

__all__ = ["FONT", "Box", "drawing", "element", "group", "label", "language", "mark", "text", "width", "wrap"]

FONT = (
    'system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, "Hiragino Sans", "Yu Gothic", "Meiryo", '
    '"Noto Sans CJK JP", "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", "Microsoft YaHei", '
    '"PingFang SC", "Noto Sans CJK SC", sans-serif'
)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:_-]*")
_CAMEL = {
    "viewbox": "viewBox",
    "patternunits": "patternUnits",
    "patterntransform": "patternTransform",
}
_SCRIPTS = (
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
Box = tuple[float, float, float, float]


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """One element; a trailing underscore and inner underscores of attribute names become nothing and hyphens.

    >>> element("text", "<b>", font_size=12, class_="a\\"b")
    Markup('<text font-size="12" class="a&#34;b">&lt;b&gt;</text>')
    """
    if not _NAME.fullmatch(tag):
        raise ValueError(f"{tag!r} is no element name")
    parts = [f"<{tag}"]
    for raw, value in attributes.items():
        if value is None or value is False:
            continue
        name = raw.rstrip("_").replace("__", ":").replace("_", "-")
        name = _CAMEL.get(name, name)
        if not _NAME.fullmatch(name) or name.lower().startswith("on"):
            raise ValueError(f"{name!r} is no attribute for a report")
        shown = number(value) if isinstance(value, float) else clean(str(value))
        parts.append(f' {name}="{escape(shown)}"')
    body = Markup("").join(
        child if isinstance(child, Markup) else escape(clean(str(child))) for child in children
    )
    parts.append(f">{body}</{tag}>" if children else "/>")
    return Markup("".join(parts))


def clean(value: str) -> str:
    """The text without characters that no XML document may hold (control characters, lone surrogates)."""
    return "".join(
        c
        for c in value
        if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def group(*children: Markup, **attributes: object) -> Markup:
    """A group of elements."""
    return element("g", *children, **attributes)


def drawing(id: str, width: float, height: float, title: str, description: str, *body: Markup) -> Markup:
    """A whole figure: scales with its box, and says in words what it shows."""
    return element(
        "svg",
        element("title", title, id=f"{id}-title"),
        element("desc", description, id=f"{id}-desc"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewbox=f"0 0 {number(width)} {number(height)}",
        width=number(width),
        height=number(height),
        role="img",
        aria_labelledby=f"{id}-title {id}-desc",
        font_family=FONT,
        class_="figure",
        id=id,
    )


def language(value: str) -> str | None:
    """A guess at the language of a name in another script, from its letters; None for Latin.

    >>> language("新潟県") in {"zh", "ja"}, language("Niigata"), language("Хабаровский край")
    (True, None, 'ru')
    """
    return next((tag for tag, letters in _SCRIPTS if letters.search(value)), None)


def width(value: str, size: float = 12, bold: bool = False) -> float:
    """A width that the text will not exceed in common sans-serif fonts: conservative, by kinds of letters.

    >>> width("日本", 10)
    20.4
    """
    total = 0.0
    for c in value:
        if unicodedata.combining(c):
            continue
        if unicodedata.east_asian_width(c) in "WF":
            total += 1.02
        elif c in "ijlI|.,:;'!’‘·":
            total += 0.33
        elif c in 'ftr()[]-/ \u00a0“”"':
            total += 0.42
        elif c in "mwMW%@—…ЖШЩЮФЫжшщюфы":
            total += 1.0
        elif c.isupper() or ord(c) > 0x370:
            total += 0.74
        else:
            total += 0.63
    return round(total * size * (1.08 if bold else 1.0), 3)


def wrap(value: str, limit: float, size: float = 12, bold: bool = False) -> list[str]:
    """The text in lines no wider than the limit, broken at spaces, after hyphens, or inside a too long word."""
    lines: list[str] = []
    line = ""
    for piece in re.findall(r"\S+?-(?=\w)|\S+\s*|\s+", " ".join(value.split())):
        if width((line + piece).rstrip(), size, bold) <= limit:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = ""
        for c in piece:
            if line and width((line + c).rstrip(), size, bold) > limit:
                lines.append(line)
                line = ""
            line += c
    if line.strip():
        lines.append(line.rstrip())
    return lines or [""]


def text(x: float, y: float, value: str, size: float = 12, **attributes: object) -> Markup:
    """One line of text, with the language of its script."""
    return element("text", value, x=float(x), y=float(y), font_size=size, lang=language(value), **attributes)


def label(
    x: float, y: float, lines: Sequence[str], size: float = 12, leading: float = 1.18, **attributes: object
) -> Markup:
    """Lines of text one under another, as one text element; `y` is the first baseline."""
    spans = [
        element("tspan", line, x=float(x), y=float(y + i * size * leading)) for i, line in enumerate(lines)
    ]
    return element("text", *spans, font_size=size, lang=language(" ".join(lines)), **attributes)


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in pairs)


def polygon(pairs: Iterable[tuple[float, float]], **attributes: object) -> Markup:
    """A closed shape."""
    return element("polygon", points=_points(pairs), **attributes)


def mark(shape: str, x: float, y: float, r: float = 6, **attributes: object) -> Markup:
    """A mark by its name: circle, square, triangle, diamond, hexagon, house, star, cross."""
    if shape == "circle":
        return element("circle", cx=float(x), cy=float(y), r=float(r), **attributes)
    if shape == "square":
        s = r * 0.9
        return element("rect", x=x - s, y=y - s, width=2 * s, height=2 * s, **attributes)
    if shape == "cross":
        a, b, c, e = number(x - r), number(x + r), number(y - r), number(y + r)
        d = f"M{a} {c}L{b} {e}M{a} {e}L{b} {c}"
        return element("path", d=d, **attributes)
    corners = {
        "triangle": ((0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
        "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
        "hexagon": ((0.58, -1), (1.15, 0), (0.58, 1), (-0.58, 1), (-1.15, 0), (-0.58, -1)),
        "house": ((0, -1.15), (1, -0.25), (1, 0.95), (-1, 0.95), (-1, -0.25)),
    }[shape]
    return polygon(((x + r * dx, y + r * dy) for dx, dy in corners), **attributes)
