"""Answers that say where they come from: estimates, and the envelope that every `--json` prints.

An answer carries the question that produced it, the digest of the casebook it was asked of, the
versions of what computed it and the seed, so that it can be asked again. The shape is published as
a JSON Schema (`schema_text`), and it is a promise: fields are added, never renamed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Set
from typing import Any

import msgspec

import interlocal

__all__ = ["SCHEMA", "Answer", "Estimate", "Result", "envelope", "schema_text", "to_json", "versions"]

SCHEMA = "urn:interlocal:answer:1"
"""Names the shape of an answer; the number changes only when a field changes its meaning."""

PACKAGES = ("msgspec", "numpy", "scipy", "numba")


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that an answer holds: immutable, equal by value, printable as JSON.

    >>> class Reach(Result, frozen=True):
    ...     actor: str
    ...     routes: int | None = None
    >>> to_json(Reach(actor="kita"))
    b'{"actor":"kita","routes":null}'
    """


class Estimate(Result, frozen=True):
    """A number with everything needed to judge it.

    `value` is None when it cannot be told from what is coded: missing is never zero. `interval`
    holds the bounds within which it lies, in the value's unit; an end that has no bound is None.
    `mc_se` is the Monte-Carlo standard error, 0 for an exact number, None where none was computed.
    `coverage` is the share (0 to 1) of its inputs that are coded. `certainty` is the probability
    (0 to 1) that the facts it rests on hold. `passages` are the ids of the passages it rests on,
    sorted, each once.

    NaN becomes None, in the value as in the rest; an infinite end of an interval becomes None.
    Raises `ValueError` when an interval is upside down or a share lies outside 0 to 1.

    >>> Estimate(value=0.4, interval=(0.2, float("inf")), coverage=0.9, passages=("p-b", "p-a"))
    Estimate(value=0.4, interval=(0.2, None), mc_se=None, coverage=0.9, certainty=None, passages=('p-a', 'p-b'))
    >>> Estimate(value=float("nan")).value is None
    True
    """

    value: float | None
    interval: tuple[float | None, float | None] | None = None
    mc_se: float | None = None
    coverage: float | None = None
    certainty: float | None = None
    passages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("value", "mc_se", "coverage", "certainty"):
            self._set(name, _finite(getattr(self, name)))
        if self.interval is not None:
            low, high = (_finite(end) for end in self.interval)
            if low is not None and high is not None and low > high:
                raise ValueError(f"interval ({low}, {high}): its lower end lies above its upper end")
            self._set("interval", (low, high))
        for name in ("coverage", "certainty"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise ValueError(f"{name} = {share}: must lie between 0 and 1")
        if self.mc_se is not None and self.mc_se < 0:
            raise ValueError(f"mc_se = {self.mc_se}: a standard error cannot be negative")
        self._set("passages", tuple(sorted(set(self.passages))))

    def _set(self, name: str, value: object) -> None:
        msgspec.structs.force_setattr(self, name, value)


class Answer(Result, frozen=True):
    """What a question was answered with: the envelope of every `--json`.

    `command` is the verb; `question` its settings, enough to ask again; `casebook_digest` names the
    facts it was asked of, None for a question without a casebook; `seed` and `n_worlds` are None
    where nothing was drawn. `warnings` are sentences for a person.
    """

    schema: str
    command: str
    question: Mapping[str, Any]
    casebook_digest: str | None
    versions: Mapping[str, str]
    seed: int | None
    n_worlds: int | None
    results: Any
    warnings: tuple[str, ...]


def _finite(number: float | None) -> float | None:
    if number is None or not math.isfinite(number):
        return None
    # A NumPy scalar that is no float (float32, an integer) would otherwise travel on inside a frozen value.
    return number if type(number) in (int, float) else float(number)


def versions() -> dict[str, str]:
    """The versions of interlocal, Python and the packages that compute, by name.

    They are read from the installed metadata, nothing is imported; a package that is not installed
    is left out.

    >>> list(versions())[:2]
    ['interlocal', 'python']
    """
    import platform
    from importlib import metadata

    found = {"interlocal": interlocal.__version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def envelope(
    command: str,
    question: Mapping[str, Any],
    results: Any,
    *,
    casebook_digest: str | None = None,
    seed: int | None = None,
    n_worlds: int | None = None,
    warnings: Iterable[str] = (),
) -> Answer:
    """Put results into the envelope, with the versions that made them.

    >>> answer = envelope("show", {"what": "actors"}, [], casebook_digest="0" * 64)
    >>> answer.schema, answer.seed, answer.results
    ('urn:interlocal:answer:1', None, [])
    """
    return Answer(
        schema=SCHEMA,
        command=command,
        question=question,
        casebook_digest=casebook_digest,
        versions=versions(),
        seed=seed,
        n_worlds=n_worlds,
        results=results,
        warnings=tuple(warnings),
    )


def _plain(value: Any) -> Any:
    """What msgspec does not know by itself: NumPy values, read-only mappings, paths."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return set(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "__fspath__"):
        return value.__fspath__()
    raise NotImplementedError(f"{type(value).__name__} has no form in JSON: {value!r}")


def to_json(value: Any, *, indent: int = 0) -> bytes:
    """JSON in UTF-8: null for whatever is missing, NaN or infinite; sets and keys sorted.

    The same answer gives the same bytes. With `indent`, lines are broken for a reader.

    >>> to_json({"b": float("nan"), "a": {2, 1}})
    b'{"a":[1,2],"b":null}'
    """
    data = msgspec.json.encode(value, enc_hook=_plain, order="deterministic")
    return msgspec.json.format(data, indent=indent) + b"\n" if indent else data


def schema_text() -> str:
    """The JSON Schema (2020-12) of an answer, as published in the package.

    >>> SCHEMA in schema_text()
    True
    """
    from importlib.resources import files

    return (files("interlocal") / "schemas" / "answer.json").read_text(encoding="utf-8")
