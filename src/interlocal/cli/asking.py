"""What the verbs about routes have in common: the network of a casebook, whom words mean, saving figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

from cyclopts import Parameter

from interlocal.errors import InterlocalError, NetworkError

if TYPE_CHECKING:
    from interlocal.casebook.book import Casebook
    from interlocal.network.coalition import CoalitionNetwork
    from interlocal.network.worlds import Worlds
    from interlocal.report.figure import Figure

__all__ = [
    "HOME_LOCAL",
    "WHOLE",
    "Asked",
    "Scope",
    "check_figure",
    "days_of",
    "number",
    "opened",
    "save",
    "tell_foreign_matters",
]

HOME_LOCAL = "home_local_government"

FEW = 8
"""So many actors are named in a line; more are counted."""


def _help(words: str) -> Parameter:
    return Parameter(help=words, negative="")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which ties a verb about routes looks at, and what is to travel along them: options of all these verbs."""

    issue: Annotated[
        str | None, _help("Only routes on this issue; otherwise any one issue along a route.")
    ] = None
    carrier: Annotated[
        str,
        _help("What is to travel: claim, information, money, authority, people, recognition, norm, goods."),
    ] = "claim"
    layer: Annotated[
        str, _help("contact (what the sources report), attribution (what they read into it), or both.")
    ] = "contact"
    case: Annotated[list[str] | None, _help("Only ties of this case. May be repeated.")] = None
    seed: Annotated[int, _help("Seed of the draws.")] = 1

    def opened(self, book: str) -> Asked:
        """Read a casebook and build the network of these cases in this layer."""
        return opened(book, layer=self.layer, case=self.case)

    @property
    def rules(self) -> dict[str, Any]:
        """What the questions about routes take by name."""
        return {"issue": self.issue, "carrier": self.carrier}

    @property
    def told(self) -> dict[str, object]:
        """The options that say something else than without them: what a table of events refuses."""
        return {
            name: getattr(self, name) for name, value in vars(WHOLE).items() if getattr(self, name) != value
        }

    @property
    def question(self) -> dict[str, Any]:
        """These options as an answer repeats them."""
        return {**self.rules, "layer": self.layer, "case": self.case}


WHOLE = Scope()
"""Every tie of the contact layer, and claims along them."""


class Asked:
    """A casebook and its network, with the words of a question turned into positions."""

    def __init__(self, book: Casebook, network: CoalitionNetwork) -> None:
        self.book, self.network = book, network

    def meant(self, phrases: Sequence[str]) -> frozenset[int]:
        """Whom the phrases mean; see `interlocal.network.who`."""
        from interlocal.network.who import meant

        return meant(self.network, self.book, phrases)

    def name(self, actor: str) -> str:
        """The name by which the casebook shows an actor."""
        return self.network.members[self.network.positions[actor]].name

    def home_local(self) -> frozenset[int]:
        """Home local governments: as the codebook's class of that id says, else by sector and home."""
        if any(one.id == HOME_LOCAL for one in self.network.classes):
            return self.meant([HOME_LOCAL])
        home = self.network.home
        return frozenset(
            k
            for k, member in enumerate(self.network.members)
            if member.level == "local" and member.side(home) == "home"
        )

    def worlds(self, n: int, seed: int) -> Worlds | int:
        """Simulated codings, drawn once for all questions of a run."""
        from interlocal.network.worlds import draw_worlds

        if n < 0:
            raise InterlocalError(f"--worlds {n}: give 0 for none, or how many simulated codings to draw")
        return draw_worlds(self.network, n, seed) if n else 0


def opened(book: str, *, layer: str = "contact", case: Sequence[str] | None = None) -> Asked:
    """Read a casebook and build its network."""
    from interlocal.casebook.check import sound
    from interlocal.network.build import Layer, build

    found = sound(book)
    if layer not in ("contact", "attribution", "both"):
        raise NetworkError(f"--layer {layer}: write contact, attribution or both")
    return Asked(found, build(found, cases=case or None, layer=cast("Layer", layer)))


def check_figure(path: Path) -> None:
    """Refuse a path at which no figure can be saved, before anything long is computed for it."""
    if path.suffix.lower() not in (".svg", ".png", ".pdf"):
        raise InterlocalError(f"{path}: figures are saved as .svg, .png or .pdf; choose one of these endings")
    if not path.parent.is_dir():
        raise InterlocalError(f"{path}: there is no folder {path.parent}; make it, or choose another")


def save(figure: Figure, path: Path) -> tuple[Path, ...]:
    """Save a figure; one that has nothing to draw says so instead."""
    from interlocal.report.figure import figure_file

    check_figure(path)
    if not figure.parts:
        raise InterlocalError(f"{path}: nothing to draw. {figure.absent}")
    return figure_file(figure, path)


def number(estimate: Any, digits: int = 2) -> str:
    """An estimate as text: value, interval and Monte-Carlo error; a dash for none.

    >>> from interlocal.provenance import Estimate
    >>> number(Estimate(value=0.5, interval=(0.4, 0.6), mc_se=0.01)), number(None)
    ('0.50 [0.40, 0.60] ±0.010', '–')
    >>> number(Estimate(value=-0.002))
    '0.00'
    """
    if estimate is None or estimate.value is None:
        return "–"
    said = _fixed(estimate.value, digits)
    if estimate.interval is not None:
        ends = ("–" if end is None else _fixed(end, digits) for end in estimate.interval)
        said += f" [{', '.join(ends)}]"
    return said + (f" ±{estimate.mc_se:.{digits + 1}f}" if estimate.mc_se else "")


def _fixed(value: float, digits: int) -> str:
    """A number with so many digits; what rounds to nothing has no sign."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def days_of(words: str) -> int:
    """The most days of a duration in words: a number of days, an ISO 8601 duration, or "2 years".

    >>> days_of("10"), days_of("P2W"), days_of("2 years")
    (10, 14, 731)
    """
    from interlocal.dates import lag
    from interlocal.errors import DateError

    said = words.strip().casefold()
    number, _, unit = said.partition(" ")
    letter = {"day": "D", "week": "W", "month": "M", "year": "Y"}.get(unit.strip().rstrip("s"), "")
    if number.isascii() and number.isdigit() and len(number) <= 7 and (letter or not unit):
        said = f"p{number}{letter or 'd'}"
    try:
        most = lag(said.upper())[1]
    except DateError:
        most = None
    if most is None:
        raise InterlocalError(f"{words!r} is no length of a wait: write a number of days, P6M, or '2 years'")
    return most


def tell_foreign_matters(names: Sequence[str]) -> None:
    """A line on those who reach, or are reached, only on matters on which the source itself is not coded."""
    from interlocal.cli.output import clean, console, count

    if names:
        shown = ", ".join(names[:FEW]) + (f" and {len(names) - FEW} more" if len(names) > FEW else "")
        many = f"{count(len(names), 'actor')} only on a matter on which the source itself is not coded"
        console().print(clean(f"{many}: {shown}."))
