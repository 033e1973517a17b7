"""A figure and its data table: what every drawing module returns, and how it becomes a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from interlocal.report.evidence import Link

__all__ = ["Figure", "Table", "figure_file"]

Words = str | Link | tuple[str | Link, ...]


@dataclass(frozen=True)
class Table:
    """Rows of words and links under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing, or a sentence saying why there is none, with the data it draws beside it."""

    id: str
    title: str
    lead: str
    parts: tuple[Markup, ...] = ()
    """The drawing, in as many pieces as stay whole on a printed page."""
    absent: str = ""
    """Why nothing is drawn; the figure degrades to this sentence."""
    key: tuple[tuple[Markup, str], ...] = ()
    """The legend: a small drawing and what it means."""
    table: Table | None = None
    notes: tuple[Words, ...] = field(default=())
    wide: bool = False
    """Whether it needs the whole width of a printed page."""


def figure_file(figure: Figure, path: str | Path) -> tuple[Path, ...]:
    """Save a figure's drawing as SVG, one file a part; returns the files written.

    PNG and PDF are made by `interlocal.report.raster`, which needs fonts for every script in the figure.
    """
    path = Path(path)
    if path.suffix.lower() in (".png", ".pdf"):
        from interlocal.report.raster import raster_file

        return raster_file(figure, path)
    if path.suffix.lower() != ".svg":
        raise ValueError(f"{path}: figures are saved as .svg, .png or .pdf; choose one of these endings")
    return tuple(
        _write(path if len(figure.parts) == 1 else path.with_stem(f"{path.stem}-{i}"), part)
        for i, part in enumerate(figure.parts, 1)
    )


def _write(path: Path, part: Markup) -> Path:
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{part}\n', encoding="utf-8")
    return path
