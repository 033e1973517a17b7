"""Claims as files of a casebook: what is claimed, and the test that was declared before it was run."""

from __future__ import annotations

from typing import Literal

import msgspec

from interlocal.errors import CasebookError

__all__ = ["RUNGS", "Claim", "parse_claim"]

RUNGS = ("N0", "N1", "N2", "N2b", "N3", "N4", "N5", "N6")


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim that a class of actors matters for a statistic, and the test that it must pass.

    `statistic` is "cohesion" (share of pairs of unlike non-state actors that can reach one another),
    "access" (share of pairs of a non-state actor and a country's state), "route" (whether any
    `source` reaches any `target`) or "brokerage" (brokered pairs of unlike actors). `removed` are
    classes of the codebook or actors whose removal is tested. `cases`, `layer`, `issue`, `carrier`,
    `before`, `after` and `avoiding` are the scope. `level` is the rung of the null ladder that
    decides, `alpha` its level; `least` is the smallest loss (share of the statistic) that counts as
    one. `enabled` says whether what the removed had enabled falls too. `placebo` are classes for
    which the same test is run; without any, every sector.
    """

    id: str
    statement: str
    statistic: Literal["cohesion", "access", "route", "brokerage"] = "cohesion"
    removed: tuple[str, ...] = ("home_local_government",)
    cases: tuple[str, ...] = ()
    layer: Literal["contact", "attribution", "both"] = "contact"
    issue: str = ""
    carrier: str = "claim"
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    avoiding: tuple[str, ...] = ()
    enabled: Literal["with", "without"] = "without"
    level: Literal["N1", "N2", "N2b", "N3", "N4"] = "N2b"
    alpha: float = 0.05
    least: float = 0.1
    replications: int = 999
    worlds: int = 20
    seed: int = 1
    placebo: tuple[str, ...] = ()
    section: str = ""
    note: str = ""


def parse_claim(text: bytes, where: str = "claim.toml") -> Claim:
    """Read a claim from TOML, or say what is wrong with it.

    >>> parse_claim(b'id = "c"\\nstatement = "Local governments hold the coalition together."').level
    'N2b'
    """
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(text.decode("utf-8-sig")), Claim)
    except UnicodeDecodeError as error:
        raise CasebookError(f"{where}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CasebookError(f"{where}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise CasebookError(f"{where}: {error}; see the page on claims of the documentation") from None
