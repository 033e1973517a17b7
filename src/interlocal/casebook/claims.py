"""Claims as files of a casebook: what is claimed, and the test that was declared before it was run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from interlocal.errors import CasebookError

__all__ = ["LARGEST", "RUNGS", "STATE", "Claim", "parse_claim", "write_claim"]

RUNGS = ("N0", "N1", "N2", "N2b", "N3", "N4", "N5", "N6")

LARGEST = 100_000
"""Bytes that a claim's file may have."""

STATE = r"[A-Z]{2} state|home state|foreign states"
"""How a claim names the state of a country: an ISO 3166-1 code, or as seen from the home country."""

Few = Annotated[tuple[str, ...], Meta(max_length=200)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim that a class of actors matters for a statistic, and the test that it must pass.

    `statistic` is "cohesion" (share of pairs of unlike non-state actors that can reach one another),
    "access" (share of pairs of a non-state actor and a country's state), "route" (whether any
    `source` reaches any `target`) or "brokerage" (share of pairs of unlike non-state actors, not
    tied to one another, for which somebody is a go-between). `removed` are the classes of the
    codebook or actors whose removal is tested. `cases`, `layer`, `issue`, `carrier`, `before`,
    `after` (EDTF) and `avoiding` are the scope; without `cases`, all of them.

    `level` is the rung of the null ladder that decides, `alpha` its level; `least` is the smallest
    loss (share of the statistic) that counts as one. `enabled` says whether what the removed had
    enabled falls too. `replications` (19 to 100,000) are the draws of every null, `worlds` (1 to
    1,000) the simulated codings behind each, `seed` the seed of both. `placebo` are classes or
    sectors for which the same test is run; without any, every sector.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    statement: Annotated[str, Meta(min_length=1, max_length=1000)]
    statistic: Literal["cohesion", "access", "route", "brokerage"] = "cohesion"
    removed: Annotated[tuple[str, ...], Meta(min_length=1, max_length=200)] = ("home_local_government",)
    cases: Few = ()
    layer: Literal["contact", "attribution", "both"] = "contact"
    issue: str = ""
    carrier: str = "claim"
    source: Few = ()
    target: Few = ()
    before: str = ""
    after: str = ""
    avoiding: Few = ()
    enabled: Literal["with", "without"] = "without"
    level: Literal["N1", "N2", "N2b", "N3", "N4"] = "N2b"
    alpha: Annotated[float, Meta(gt=0, lt=1)] = 0.05
    least: Share = 0.1
    replications: Annotated[int, Meta(ge=19, le=100_000)] = 999
    worlds: Annotated[int, Meta(ge=1, le=1000)] = 20
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 1
    placebo: Few = ()
    section: str = ""
    note: str = ""


def _plain(message: str) -> str:
    """What msgspec says against a claim, in the words of the file.

    >>> _plain("Object contains unknown field `statment`")
    "has no entry 'statment'; did you mean 'statement'?"
    >>> _plain("Expected `int`, got `str` - at `$.replications`")
    'replications should be int, and is str; see docs/claims.md'
    >>> _plain("Expected `float` < 1.0 - at `$.alpha`")
    'alpha should be < 1.0; see docs/claims.md'
    """
    import difflib

    said, _, place = message.partition(" - at ")
    unknown = re.fullmatch(r"Object contains unknown field `(\w+)`", said)
    if unknown:
        near = difflib.get_close_matches(unknown[1], Claim.__struct_fields__, 1)
        known = f"the entries are {', '.join(Claim.__struct_fields__)}"
        return f"has no entry {unknown[1]!r}; " + (f"did you mean {near[0]!r}?" if near else known)
    needed = re.fullmatch(r"Object missing required field `(\w+)`", said)
    if needed:
        return f"needs `{needed[1]}`; see docs/claims.md"
    said = re.sub(r"Expected `(.+?)`, got `(.+?)`", r"should be \1, and is \2", said)
    said = re.sub(r"Expected `\w+` ([<>]=?) (.+)", r"should be \1 \2", said)
    return f"{place.strip('`$.')} {said}".strip() + "; see docs/claims.md"


def parse_claim(text: bytes, where: str = "claim.toml") -> Claim:
    """Read a claim from TOML, or say what is wrong with it.

    Raises `CasebookError` naming the file, the field and what it must be.

    >>> parse_claim(b'id = "c"\\nstatement = "Local governments hold the coalition together."').level
    'N2b'
    """
    import tomllib

    if len(text) > LARGEST:
        raise CasebookError(f"{where}: {len(text):,} bytes; a claim is short, at most {LARGEST:,}")
    try:
        claim = msgspec.convert(tomllib.loads(text.decode("utf-8-sig")), Claim)
    except UnicodeDecodeError as error:
        raise CasebookError(f"{where}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CasebookError(f"{where}: not valid TOML: {error}") from None
    except (msgspec.ValidationError, OverflowError) as error:
        raise CasebookError(f"{where}: {_plain(str(error))}") from None
    if (claim.statistic == "route") != bool(claim.source and claim.target):
        raise CasebookError(
            f"{where}: statistic is {claim.statistic!r}; a route, and only a route, has a source and a target"
        )
    return claim


def write_claim(claim: Claim) -> bytes:
    """A claim as TOML: every field that differs from its default, in the order of the definition.

    >>> written = write_claim(Claim("c", 'They say "no".', alpha=0.01))
    >>> print(written.decode())
    id = "c"
    statement = "They say \\"no\\"."
    alpha = 0.01
    <BLANKLINE>
    >>> parse_claim(written) == Claim("c", 'They say "no".', alpha=0.01)
    True
    """
    return "".join(f"{name} = {_toml(value)}\n" for name, value in _told(claim)).encode()


def _told(claim: Claim) -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(claim):
        value = getattr(claim, field.name)
        if value != field.default:
            yield field.name, value


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
    return repr(value)
