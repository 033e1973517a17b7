"""`interlocal schema`: print the published shape of answers or of casebooks."""

from __future__ import annotations

import sys
from typing import Literal

__all__ = ["schema"]


def schema(of: Literal["answer", "casebook"] = "answer", /) -> int:
    """Print the published shape of answers or of casebooks.

    Parameters
    ----------
    of:
        `answer`: the JSON Schema of what every verb prints with --json. `casebook`: the Data
        Package descriptor of a casebook's tables.
    """
    if of == "answer":
        from interlocal.provenance import schema_text

        sys.stdout.write(schema_text())
    else:
        from interlocal.casebook.schema import descriptor
        from interlocal.provenance import to_json

        sys.stdout.write(to_json(descriptor("", ""), indent=2).decode())
    return 0
