"""Snapshots of what is drawn: text files to read in a diff. UPDATE_SNAPSHOTS=1 writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

HERE = Path(__file__).parent / "snapshots"


def same_as_before(name: str, drawn: str) -> None:
    """Fail where a drawing differs from its snapshot, one element a line."""
    lines = re.sub(r">\s*<", ">\n<", drawn) + "\n"
    path = HERE / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(lines, encoding="utf-8")
    assert path.is_file(), f"no snapshot {name}; look at the drawing, then run with UPDATE_SNAPSHOTS=1"
    assert lines == path.read_text(encoding="utf-8"), (
        f"{name} changed; look at it, then run with UPDATE_SNAPSHOTS=1"
    )
