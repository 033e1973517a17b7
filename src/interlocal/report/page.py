"""The report: one HTML file that needs nothing else, every claim on it a link to its passages."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from interlocal.casebook.book import Casebook
from interlocal.errors import CasebookError, DateError, InterlocalError
from interlocal.framework.frame import Framework, read_framework
from interlocal.report.analysis import Progress, analysed, scored_by
from interlocal.report.evidence import Evidence, Link
from interlocal.report.figure import Figure, Table
from interlocal.report.front import episode_rows, office, role_table
from interlocal.report.reading import Reading
from interlocal.report.sources import REPORTERS, basis, reporter_of
from interlocal.report.svg import FONT, clean, language
from interlocal.report.verdict import LEAST_COVERAGE, THRESHOLD, Verdict, judge

__all__ = ["Report", "build", "save", "write"]

RESAMPLES = 400


@dataclass(frozen=True)
class Report:
    """A report as a value: its page, its figures by id, its verdicts, and the question that made it."""

    html: str
    title: str
    digest: str
    seed: int
    figures: Mapping[str, Figure] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()


def build(
    book: Casebook,
    *,
    framework: str | Path | Framework = "takao2003",
    seed: int = 1,
    worlds: int = 200,
    progress: Progress | None = None,
) -> Report:
    """Make the report of a casebook: any casebook, also an empty one.

    `worlds` is the number of simulated codings behind the measures, drawn by `seed`, which also enters
    the bootstrap of the agreement table and the measurement model; claims are tested with the seeds
    they declare. `framework` names the roles that posteriors and tests of roles are about, where the codebook
    scores them. The same casebook, seed and version give the same bytes. `progress` is told what is
    being done.
    """
    say = progress or (lambda what: None)
    book, warnings = _matched(book)
    frame = read_framework(framework)
    if framework != "takao2003" and not scored_by(book, frame):
        raise InterlocalError(
            f"framework {framework}: none of its roles is an item that the codebook scores; `interlocal assess "
            "--framework` shows roles that are read from positions"
        )
    reading = Reading(book, frame)
    evidence = Evidence(reading)
    verdicts = tuple(judge(reading, episode) for episode in book.codebook.episodes)
    base = {case: _drawn(reading, evidence, case) for case in reading.cases}
    analysis = analysed(book, reading, evidence, verdicts, base, seed=seed, worlds=worlds, say=say)
    cases = tuple(
        _case(reading, evidence, case, (*drawn, *analysis.figures.get(case, ())))
        for case, drawn in base.items()
    )
    say("putting the page together")
    agreement, alpha, notes = _agreement(book, seed)
    sources = _sources_figure(reading, evidence, verdicts)
    page: dict[str, Any] = {
        "title": book.title,
        "facts": _facts(reading, alpha),
        "rows": episode_rows(reading, evidence, verdicts),
        "compared": role_table(reading, evidence, verdicts),
        "offices": tuple(office(reading, evidence, case) for case in reading.studied),
        "cases": cases,
        "plain": analysis.plain,
        "claims": analysis.claims,
        "claim_table": analysis.claim_table,
        "role_tests": analysis.roles,
        "across": analysis.across,
        "reporters": sources,
        "rests": _rests(reading, evidence, verdicts),
        "works": _works(reading, evidence),
        "doubts": _doubts(reading, evidence),
        "methods": (*_methods(book, seed), *analysis.methods),
        "grades": _grades(book),
        "agreement": agreement,
        "cautions": (*warnings, *notes, *_sequence(reading)),
        "threshold": THRESHOLD,
        "least_coverage": f"{LEAST_COVERAGE:.0%}",
    }
    page["records"] = evidence.records()
    page["basis"] = {evidence.cited[r] for v in verdicts for r in basis(reading, v) if r in evidence.cited}
    page["passage_count"] = len({p.anchor for r in page["records"] for p in (*r.supports, *r.contradicts)})
    figures = {f.id: f for case in cases for f in case.figures} | {sources.id: sources}
    figures |= {f.id: f for f in (*analysis.across, *(f for one in analysis.claims for f in one.figures))}
    return Report(_render(page), book.title, book.digest, seed, figures, verdicts)


def write(
    book: Casebook,
    path: str | Path,
    *,
    framework: str | Path | Framework = "takao2003",
    seed: int = 1,
    worlds: int = 200,
    progress: Progress | None = None,
) -> Path:
    """Build the report and save it whole or not at all; returns where it is."""
    return save(build(book, framework=framework, seed=seed, worlds=worlds, progress=progress), path)


def save(report: Report, path: str | Path) -> Path:
    """Save a report whole or not at all; a folder gets `report.html`. Returns where it is."""
    path = Path(path)
    if path.is_dir():
        path = path / "report.html"
    if not path.parent.is_dir():
        raise CasebookError(
            f"{path}: there is no folder {path.parent}; make it first, or choose another --out"
        )
    data = report.html.encode()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


@dataclass(frozen=True)
class CasePart:
    """One case as the page shows it."""

    id: str
    name: str
    anchor: str
    note: str
    figures: tuple[Figure, ...]
    actors: Table


def _drawn(reading: Reading, evidence: Evidence, case: str) -> tuple[Figure, ...]:
    """The figures that need no measure."""
    from interlocal.report.adoption import adoption
    from interlocal.report.levels import levels
    from interlocal.report.participation import participation
    from interlocal.report.roles import roles
    from interlocal.report.timeline import timeline

    return tuple(draw(reading, evidence, case) for draw in (levels, timeline, roles, participation, adoption))


def _case(reading: Reading, evidence: Evidence, case: str, figures: tuple[Figure, ...]) -> CasePart:
    note = next((c.note for c in reading.book.codebook.cases if c.id == case), "")
    anchor = evidence.anchor("case", case)
    return CasePart(
        case,
        reading.entry_name("cases", case),
        anchor,
        note,
        figures,
        _actors(reading, evidence, case),
    )


def _actors(reading: Reading, evidence: Evidence, case: str) -> Table:
    rows = []
    for actor, count in sorted(reading.degree(case).items(), key=lambda kv: (-kv[1], reading.name(kv[0]))):
        names: list[str | Link] = []
        for other in reading.names.get(actor, ()):
            if other.name != reading.name(actor):
                names += [", "] if names else []
                names.append(Link(other.name, "", other.language if other.language != "en" else ""))
        states = ", ".join(reading.state_name(n) for n in reading.nations(actor))
        sector = reading.sector(actor).replace("_", " ")
        link = evidence.link(reading.name(actor), actor, language(reading.name(actor)) or "")
        rows.append((link, tuple(names) or "", sector, states, str(count)))
    return Table(("Actor", "Other names", "Sector", "States", "Ties"), tuple(rows), "All actors of the case")


def _sources_figure(reading: Reading, evidence: Evidence, verdicts: tuple[Verdict, ...]) -> Figure:
    from interlocal.report.sources import sources

    return sources(reading, evidence, verdicts)


def _matched(book: Casebook) -> tuple[Casebook, tuple[str, ...]]:
    """Coders' passes without matches are matched in memory, and the page says so."""
    lacking = sorted(name for name, own in book.coders.items() if not own.matches)
    if not lacking or not book.actors:
        return book, ()
    from interlocal.casebook.agreement import with_matches

    matched, _ = with_matches(book, only=lacking)
    return replace(matched), (
        f"The records of {', '.join(lacking)} were matched automatically; `interlocal agree BOOK --match` "
        "proposes matches to look through.",
    )


def _agreement(book: Casebook, seed: int) -> tuple[Table | None, str, tuple[str, ...]]:
    """The agreement table, the ordinal α of the scores, and what to keep in mind; no table without two coders."""
    if len(book.coders) < 2:
        one = (
            f"Only the pass of {next(iter(book.coders))} is here"
            if book.coders
            else "No coder's own pass is here"
        )
        return None, "not known", (f"{one}, so agreement between coders cannot be computed.",)
    from interlocal.casebook.agreement import compare

    try:
        found = compare(book, seed=seed, resamples=RESAMPLES)
    except (CasebookError, DateError) as error:
        return None, "not known", (f"Agreement could not be computed: {error}",)
    rows, alpha = [], "not defined"
    for measure in found.measures:
        rated = measure.rated
        rows.append(
            (
                measure.name,
                measure.unit,
                str(rated.units),
                _coefficient(rated.alpha),
                _coefficient(rated.ac1),
                _coefficient(rated.percent),
            )
        )
        if measure.name == "scores":
            alpha = _coefficient(rated.alpha)
    head = ("Question", "Unit", "Units", "Krippendorff's α", "Gwet's AC1", "Percent agreement")
    return Table(head, tuple(rows), "Agreement between coders"), alpha, (found.caution, *found.warnings)


def _sequence(reading: Reading) -> tuple[str, ...]:
    if reading.chronology is not None:
        return ()
    return (
        "The dates and the stated sequence contradict each other or cannot be read, so records are compared by "
        "their own dates alone; `interlocal check BOOK` names what is wrong.",
    )


def _coefficient(one: Any) -> str:
    if one is None or one.value is None:
        return "not defined"
    if one.interval is None:
        return f"{one.value:.2f}"
    return f"{one.value:.2f} ({one.interval[0]:.2f} to {one.interval[1]:.2f})"


def _facts(reading: Reading, alpha: str) -> dict[str, str]:
    """What a reviewer must know before reading a verdict."""
    book = reading.book
    cases = reading.studied
    texts = {p.source for p in book.passages}
    roots = {
        book.sources_by_id[w].root if w in book.sources_by_id else w
        for p in book.passages
        for w in _works_of(p)
    }
    cells = [c for c in reading.scores if c.item in reading.roles()]
    coded = sum(1 for c in cells if (s := reading.adjudicated(c)) is not None and s.value is not None)
    coders = len(book.coders) or len({c.coder for c in book.codings})
    return {
        "cases": _count(len(cases or reading.cases), "case"),
        "texts": _count(len(texts), "text"),
        "independent": _count(len(roots - texts), "independent source"),
        "coders": _count(coders, "coder"),
        "alpha": alpha,
        "coverage": f"{coded} of {len(cells)} role scores codable" if cells else "no role scored",
        "records": ", ".join(
            f"{len(held)} {noun}{'' if len(held) == 1 else 's'}"
            for held, noun in ((book.actors, "actor"), (book.ties, "tie"), (book.passages, "passage"))
        ),
    }


def _works_of(passage: Any) -> Iterable[str]:
    return (work for work in passage.cites.split(";") if work.strip())


def _count(n: int, noun: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[n] if n < len(words) else n} {noun}{'' if n == 1 else 's'}"


def _rests(reading: Reading, evidence: Evidence, verdicts: tuple[Verdict, ...]) -> Table:
    rows = []
    for verdict in verdicts:
        works = sorted(evidence.independent(basis(reading, verdict)))
        own = sum(1 for work in works if reporter_of(reading, work) == "self")
        links: list[str | Link] = []
        for work in works[:12]:
            links += [", "] if links else []
            links.append(evidence.source(work))
        if len(works) > 12:
            links.append(f" and {len(works) - 12} more")
        rows.append((verdict.episode.name, verdict.word, str(len(works)), str(own), tuple(links) or "none"))
    head = ("Episode", "Verdict", "Independent works", "Of these, actors on themselves", "Which")
    return Table(head, tuple(rows), "What each verdict rests on")


@dataclass(frozen=True)
class Work:
    """One row of the table of sources."""

    anchor: str
    label: str
    lang: str
    url: str
    reporter: str
    passages: int
    note: str


def _works(reading: Reading, evidence: Evidence) -> tuple[Work, ...]:
    count: dict[str, int] = {}
    for passage in reading.book.passages:
        for work in _works_of(passage) or [passage.source]:
            count[work] = count.get(work, 0) + 1
    rows = []
    for source in reading.book.sources:
        note = f"counts with {source.root}" if source.root != source.id else ""
        anchor = evidence.source_anchor(source.id)
        url = safe_url(str(source.item.get("URL", "")))
        reporter = REPORTERS[reporter_of(reading, source.id)]
        label = source.label or source.id
        lang = str(source.item.get("language", "")) if language(label) else ""
        rows.append(
            Work(anchor, label, lang or language(label) or "", url, reporter, count.get(source.id, 0), note)
        )
    return tuple(rows)


def safe_url(url: str) -> str:
    """A web address that may be a link; anything else is not one.

    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)"), safe_url(" data:text/html,x")
    ('https://example.org/a', '', '')
    """
    return url if url.startswith(("https://", "http://")) and not set(url) & set(" \t\r\n\"'<>") else ""


def _doubts(reading: Reading, evidence: Evidence) -> Table:
    from interlocal.report.evidence import describe

    rows = tuple(
        (describe(reading, d.record), d.kind.replace("_", " "), d.reason, evidence.link("passages", d.id))
        for d in reading.book.doubts
    )
    return Table(("Where", "Kind", "Why it is doubtful", "Evidence"), rows, "What is doubtful in the text")


def _grades(book: Casebook) -> Table:
    rows = tuple((g.id.replace("_", " "), f"{g.certainty:g}", g.note) for g in book.codebook.grades)
    return Table(("Grade", "Certainty", "Note"), rows, "Grades of evidence, as the codebook declares them")


def _methods(book: Casebook, seed: int) -> tuple[tuple[str, str], ...]:
    from interlocal.provenance import versions

    window = book.codebook.window
    shown = ", ".join(f"{name} {number}" for name, number in versions().items() if name != "numba")
    return (
        ("Casebook digest", book.digest),
        ("Versions", shown),
        ("Seed", f"{seed} (simulated codings, bootstrap of the agreement table with {RESAMPLES} resamples)"),
        ("Observation window", f"{window.start} to {window.end}"),
        ("Casebook licence", book.codebook.licence or "not stated"),
    )


def _render(page: dict[str, Any]) -> str:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("interlocal.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.tests["link"] = lambda value: isinstance(value, Link)
    environment.tests["words"] = lambda value: isinstance(value, tuple)
    style = resources.files("interlocal.report").joinpath("templates/page.css").read_text("utf-8")
    return environment.get_template("page.html.j2").render(**page, style=Markup(style), font=Markup(FONT))


def _finalize(value: Any) -> Any:
    """No control character reaches the page."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
