"""The shipped casebook: whole, anchored in its text, and free of the text's sentences."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from interlocal.casebook.book import Casebook
from interlocal.casebook.check import check
from interlocal.casebook.folder import EXAMPLES, read
from interlocal.casebook.records import SECTORS

ROOT = Path(__file__).parents[2]
PAPER = ROOT.parent / "shared" / "paper" / "takao2003.txt"
needs_text = pytest.mark.skipif(not PAPER.exists(), reason="the article's text is not here")


@pytest.fixture(scope="module")
def takao() -> Casebook:
    return read("takao2003")


def test_it_is_clean() -> None:
    assert check("takao2003") == []


@needs_text
def test_every_anchor_of_every_pass_resolves_in_the_text() -> None:
    assert check("takao2003", texts={"takao2003": PAPER}) == []


def test_it_holds_the_whole_article(takao: Casebook) -> None:
    cited = [source for source in takao.sources if source.custom.get("notes")]
    assert len(cited) >= 90
    assert len(takao.actors) >= 200
    assert len(takao.ties) >= 250
    assert len(takao.events) >= 100
    assert len(takao.quantities) >= 85


def test_every_one_of_the_82_notes_is_a_source(takao: Casebook) -> None:
    noted = {int(note) for source in takao.sources for note in source.custom.get("notes", [])}
    assert noted == set(range(1, 83))


def test_self_reported_sources_are_marked(takao: Casebook) -> None:
    own = {source.id for source in takao.sources if source.reporter == "self"}
    assert len(own) >= 10
    assert all(source.custom.get("reports_on") for source in takao.sources if source.reporter == "self")


def test_both_passes_are_whole_casebooks(takao: Casebook) -> None:
    assert set(takao.coders) == {"coder-a", "coder-b"}
    for own in takao.coders.values():
        assert len(own.actors) > 200
        assert len(own.ties) > 250
        assert "language model" in own.codebook.note
        assert len(own.matches) > 800


def test_every_role_of_every_case_and_period_is_scored_for_its_home_local_government(takao: Casebook) -> None:
    sectors = {actor.id: actor.sector for actor in takao.actors}
    scored = {
        (coding.case, coding.period, coding.item)
        for coding in takao.codings
        if sectors[coding.provider] in ("local_government", "local_government_association")
    }
    roles = [item.id for item in takao.codebook.items if item.kind == "role"]
    assert len(roles) == 9
    for period in takao.codebook.periods:
        for role in roles:
            assert (period.case, period.id, role) in scored, (period.id, role)


def test_other_providers_are_scored_too(takao: Casebook) -> None:
    sectors = {actor.id: actor.sector for actor in takao.actors}
    by_sector = Counter(sectors[coding.provider] for coding in takao.codings if coding.score != "not_codable")
    for sector in ("national_government", "affiliated_body", "business", "civil_society", "local_government"):
        assert by_sector[sector] >= 5, by_sector
    assert set(by_sector) <= set(SECTORS)


def test_contact_and_attribution_are_kept_apart(takao: Casebook) -> None:
    layers = Counter(tie.layer for tie in takao.ties)
    assert layers["contact"] > layers["attribution"] > 20


def test_what_the_author_expects_or_says_in_general_is_marked(takao: Casebook) -> None:
    statuses = Counter(tie.status for tie in takao.ties)
    assert statuses["expectation"] >= 5
    assert statuses["general"] >= 5


def test_a_memorandum_of_1991_by_a_president_of_1998_is_doubted_not_corrected(takao: Casebook) -> None:
    doubted = {doubt.record for doubt in takao.doubts}
    kim = [tie for tie in takao.ties if (tie.start == "1991" and "kr" in tie.from_) or "kim" in tie.from_]
    assert any(tie.id in doubted for tie in kim) or any("1991" in doubt.reason for doubt in takao.doubts)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


RUN = 12
"""Words in a row from which a stretch is a sentence taken over rather than a name or a title."""


@needs_text
def test_no_sentence_of_the_article_is_in_the_repository(takao: Casebook) -> None:
    lines = [line for line in PAPER.read_text(encoding="utf-8").splitlines() if not line.startswith("^{")]
    words = _words(" ".join(lines))
    titles = [_words(f"{source.title} {source.item.get('container-title', '')}") for source in takao.sources]
    names = {tuple(title[i : i + RUN]) for title in titles for i in range(len(title) - RUN + 1)}
    runs = {tuple(words[i : i + RUN]) for i in range(len(words) - RUN)} - names
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        path = ROOT / name
        if path.suffix not in {".csv", ".json", ".toml", ".md", ".py", ".tsv", ".html"} or not path.is_file():
            continue
        own = _words(path.read_text(encoding="utf-8"))
        taken = next(
            (own[i : i + RUN] for i in range(len(own) - RUN) if tuple(own[i : i + RUN]) in runs), None
        )
        assert taken is None, f"{name}: {' '.join(taken or [])}"


def test_names_in_other_scripts_each_have_an_outside_source(takao: Casebook) -> None:
    other = [name for name in takao.names if name.kind == "other_script"]
    outside = {source.id for source in takao.sources if source.custom.get("outside")}
    assert len(other) >= 40
    assert all(name.source in outside for name in other)
    assert {name.language for name in other} >= {"ja", "ru", "ko", "zh"}


def test_the_wheel_ships_the_casebook() -> None:
    assert (EXAMPLES / "takao2003" / "ties.csv").is_file()


def test_a_position_is_dated_as_the_event_at_which_it_was_taken(takao: Casebook) -> None:
    dated = {position.id: position.date for position in takao.positions}
    events = {event.id: event.start for event in takao.events}
    for event, positions in (
        ("e-caqyxvx", ("po-2uszzn2", "po-y6e3o6p")),  # the two cities agree to appeal for aid
        ("e-lhlw5n3", ("po-ed3kof4",)),  # the master plan
        ("e-ccvxrza", ("po-cxfbmih", "po-hhwm5wy", "po-hvunzrp")),  # the chartered flights
        ("e-6v47nz3", ("po-7ww3w6o", "po-l2puqia")),  # the memorandum of 1992
    ):
        assert {dated[one] for one in positions} == {events[event]}
