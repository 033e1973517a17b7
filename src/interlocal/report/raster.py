"""PNG and PDF of a figure, drawn by matplotlib: only with a font for every letter, and the lack of one is said.

The drawings use few kinds of elements (lines, shapes, quadratic curves, hatched spans, text), so that the
SVG itself is what is drawn here; nothing is laid out a second time.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as Xml
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from interlocal.errors import InterlocalError
from interlocal.report.figure import Figure

__all__ = ["MissingFontError", "missing_scripts", "raster_file"]

PACKAGES = {
    "Chinese, Japanese or Korean": "fonts-noto-cjk",
    "Cyrillic": "fonts-dejavu-core",
    "Greek": "fonts-dejavu-core",
    "another script": "fonts-noto-core",
}
PREFERRED = ("Noto Sans", "DejaVu Sans", "Arial", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC")
SVG = "{http://www.w3.org/2000/svg}"
Style = Mapping[str, str]


class MissingFontError(InterlocalError):
    """No installed font has some letters of a figure."""


def script_of(letter: str) -> str:
    """The script a letter belongs to, as far as a font package needs to know."""
    name = unicodedata.name(letter, "")
    if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH")):
        return "Chinese, Japanese or Korean"
    return next((s for s in ("Cyrillic", "Greek") if name.startswith(s.upper())), "another script")


@lru_cache(maxsize=1)
def _fonts() -> tuple[tuple[str, frozenset[int]], ...]:
    """Sans-serif families that are installed, preferred ones first, each with the letters it has."""
    from matplotlib import font_manager

    found: dict[str, frozenset[int]] = {}
    for entry in font_manager.fontManager.ttflist:
        if entry.name in PREFERRED and entry.style == "normal" and entry.name not in found:
            found[entry.name] = frozenset(font_manager.get_font(entry.fname).get_charmap())
    return tuple((name, found[name]) for name in PREFERRED if name in found)


def missing_scripts(text: str, fonts: Iterable[frozenset[int]] | None = None) -> tuple[str, ...]:
    """The scripts of which some letter stands in no installed font.

    >>> missing_scripts("Niigata", [frozenset(map(ord, "Nigat"))])
    ()
    >>> missing_scripts("新潟", [frozenset(map(ord, "abc"))])
    ('Chinese, Japanese or Korean',)
    """
    have = [letters for _, letters in _fonts()] if fonts is None else list(fonts)
    letters = {c for c in text if not c.isspace() and not unicodedata.combining(c)}
    absent = {c for c in letters if not any(ord(c) in known for known in have)}
    return tuple(sorted({script_of(c) for c in absent}))


def raster_file(figure: Figure, path: Path) -> tuple[Path, ...]:
    """Save a figure as PNG or PDF, one file a part; `MissingFontError` names a script without a font."""
    parts = [Xml.fromstring(str(part)) for part in figure.parts]
    words = "".join("".join(e.itertext()) for part in parts for e in part.iter(f"{SVG}text"))
    if lacking := missing_scripts(words):
        packages = " ".join(dict.fromkeys(PACKAGES[script] for script in lacking))
        raise MissingFontError(
            f"{path}: no installed font has the letters of {' and of '.join(lacking)} in this figure; "
            f"install one (on Debian: apt-get install {packages}) and run again, or save it as .svg"
        )
    files = []
    for i, part in enumerate(parts, 1):
        file = path if len(parts) == 1 else path.with_stem(f"{path.stem}-{i}")
        _draw(part, file)
        files.append(file)
    return tuple(files)


def _draw(drawing: Xml.Element, path: Path) -> None:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    width, height = float(drawing.get("width", 0)), float(drawing.get("height", 0))
    families = [name for name, _ in _fonts()] or ["DejaVu Sans"]
    with matplotlib.rc_context({"font.family": families, "pdf.fonttype": 42, "hatch.linewidth": 0.6}):
        canvas = Canvas(figsize=(width / 96, height / 96), dpi=192)
        FigureCanvasAgg(canvas)
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.axis("off")
        _walk(axes, drawing, {}, iter(range(10**9)))
        canvas.savefig(path, metadata={"CreationDate": None} if path.suffix.lower() == ".pdf" else None)


def _walk(axes: Any, parent: Xml.Element, inherited: Style, order: Any) -> None:
    for child in parent:
        tag = child.tag.removeprefix(SVG)
        style = {**inherited, **child.attrib}
        if tag in ("g", "a", "svg"):
            _walk(axes, child, {k: v for k, v in style.items() if k in _INHERITED}, order)
        elif tag == "text":
            _text(axes, child, style, next(order))
        elif tag not in ("title", "desc", "defs"):
            _shape(axes, tag, style, next(order))


_INHERITED = ("fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "stroke-dasharray")


def _number(style: Style, name: str, default: float = 0.0) -> float:
    return float(style.get(name, default))


def _paint(style: Style, order: int) -> dict[str, Any]:
    fill, stroke = style.get("fill", "#000000"), style.get("stroke", "none")
    hatched = fill.startswith("url(")
    width = _number(style, "stroke-width", 1.0) * 0.75
    paint: dict[str, Any] = {
        "facecolor": "none" if hatched or fill == "none" else fill,
        "edgecolor": stroke if stroke != "none" else ("#1F1E1A" if hatched else "none"),
        "linewidth": width if stroke != "none" else 0,
        "zorder": order,
    }
    if hatched:
        paint["hatch"] = "//////"
    elif "fill-opacity" in style and fill != "none":
        from matplotlib.colors import to_rgba

        paint["facecolor"] = to_rgba(fill, float(style["fill-opacity"]))
    if dash := style.get("stroke-dasharray"):
        scale = max(width, 0.01)
        paint["linestyle"] = (0, tuple(float(d) * 0.75 / scale for d in dash.split()))
    return paint


def _pairs(text: str) -> list[tuple[float, float]]:
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _shape(axes: Any, tag: str, style: Style, order: int) -> None:
    from matplotlib import patches
    from matplotlib.path import Path as Curve

    paint = _paint(style, order)
    if tag == "rect":
        corner = (_number(style, "x"), _number(style, "y"))
        axes.add_patch(patches.Rectangle(corner, _number(style, "width"), _number(style, "height"), **paint))
    elif tag == "circle":
        axes.add_patch(
            patches.Circle((_number(style, "cx"), _number(style, "cy")), _number(style, "r"), **paint)
        )
    elif tag == "polygon":
        axes.add_patch(patches.Polygon(_pairs(style["points"]), closed=True, **paint))
    elif tag in ("line", "polyline"):
        ends = [
            tuple(_number(style, n) for n in ("x1", "y1")),
            tuple(_number(style, n) for n in ("x2", "y2")),
        ]
        points = ends if tag == "line" else _pairs(style["points"])
        axes.add_patch(patches.PathPatch(Curve(points), **{**paint, "facecolor": "none"}))
    elif tag == "path":
        points = _pairs(style["d"])
        codes = {"M": Curve.MOVETO, "L": Curve.LINETO, "Q": Curve.CURVE3}
        kinds = [codes[c] for c in re.findall("[MLQ]", style["d"]) for _ in range(2 if c == "Q" else 1)]
        axes.add_patch(patches.PathPatch(Curve(points, kinds), **{**paint, "facecolor": "none"}))


def _text(axes: Any, element: Xml.Element, style: Style, order: int) -> None:
    from matplotlib import patheffects

    anchor = {"middle": "center", "end": "right"}.get(style.get("text-anchor", ""), "left")
    halo = style.get("stroke") not in (None, "none")
    for line in [element, *element]:
        if not (line.text or "").strip():
            continue
        drawn = axes.text(
            float(line.get("x", style.get("x", 0))),
            float(line.get("y", style.get("y", 0))),
            (line.text or "").replace("$", r"\$"),
            fontsize=_number(style, "font-size", 12) * 0.75,
            fontweight="bold" if int(style.get("font-weight", 400)) >= 600 else "normal",
            fontstyle=style.get("font-style", "normal"),
            color=style.get("fill", "#000000"),
            ha=anchor,
            va="baseline",
            zorder=order,
        )
        if halo:
            width = _number(style, "stroke-width", 3) * 0.75
            drawn.set_path_effects([patheffects.withStroke(linewidth=width, foreground=style["stroke"])])
