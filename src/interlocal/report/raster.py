"""PNG and PDF of a figure are drawn by matplotlib, and only when it has a font for every letter."""

from __future__ import annotations
from pathlib import Path
from interlocal.report.figure import Figure


def raster_file(figure: Figure, path: Path) -> tuple[Path, ...]:
    """Save a figure."""
    raise NotImplementedError
