"""The page: links that lead somewhere, nothing from a network, nothing that a cell could run, any casebook."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from interlocal import report
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Codebook, Window
from interlocal.errors import CasebookError
from tests import tiny
from tests.report import quay
from tests.report.snapshot import same_as_before

VOID = {"meta", "br", "link", "img", "input", "hr", "col"}


class Page(HTMLParser):
    """Elements, ids, links and stray text of a page; fails where tags do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[dict[str, str]] = []
        self.loads: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= set(have)
        if "id" in have:
            self.ids.append(have["id"])
        if tag == "a":
            self.links.append(have)
        self.loads += [(tag, v) for k, v in have.items() if k in ("src", "href", "xlink:href") and tag != "a"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self.words.append(data)


EMPTY = Casebook(codebook=Codebook("Nothing yet", Window("1990", "2000")))
BOOKS = {
    "quay": quay.book(),
    "hostile": quay.hostile(),
    "tiny": tiny.book(),
    "empty": EMPTY,
    "no coders": replace(quay.book(), coders={}),
    "one coder": replace(quay.book(), coders={"ann": quay.book().coders["ann"]}),
    "no ties": quay.book().with_records(ties=()),
    "no dates": quay.book().with_records(
        ties=tuple(quay._renamed(t, start="", end="") for t in quay.TIES), events=(), positions=()
    ),
    "only ties": replace(EMPTY, codebook=quay.book().codebook, ties=quay.TIES),
    "no codebook lists": replace(quay.book(), codebook=EMPTY.codebook, coders={}),
    "dangling": quay.book().with_records(actors=(), passages=()),
}
PAGES = {name: report.build(book).html for name, book in BOOKS.items()}


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> Page:
    return Page(PAGES[request.param])


def test_ids_are_unique_and_every_inner_link_has_its_target(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    inner = {link["href"][1:] for link in page.links if link["href"].startswith("#")}
    assert inner - set(page.ids) == set()


def test_nothing_is_loaded_and_nothing_runs(page: Page) -> None:
    assert page.loads == []
    assert (
        page.tags & {"script", "iframe", "object", "embed", "img", "link", "base", "form", "foreignobject"}
        == set()
    )
    assert not any(name.startswith("on") for name in page.attributes)
    assert "src" not in page.attributes


def test_outer_links_are_plain_web_addresses_that_tell_nothing(page: Page) -> None:
    for link in page.links:
        if not link["href"].startswith("#"):
            assert re.match(r"https?://", link["href"])
            assert "noopener" in link["rel"]


def test_style_loads_nothing() -> None:
    for html in PAGES.values():
        style = "".join(re.findall(r"<style>(.*?)</style>", html, re.S))
        assert "url(" not in style
        assert "@import" not in style
        assert "default-src 'none'" in html


def test_hostile_cells_are_shown_as_they_are_and_never_run() -> None:
    page = Page(PAGES["hostile"])
    words = "".join(page.words)
    assert "<script>alert(1)</script>" in words
    assert "javascript:" not in "".join(link["href"] for link in page.links)
    assert not {link["href"] for link in page.links if "onclick" in link["href"]}
    assert "\x00" not in PAGES["hostile"]
    assert "\x1b" not in PAGES["hostile"]


def test_the_same_casebook_gives_the_same_bytes() -> None:
    assert report.build(quay.book()).html == PAGES["quay"]


def test_an_empty_casebook_says_what_is_missing() -> None:
    words = " ".join("".join(Page(PAGES["empty"]).words).split())
    assert "The codebook declares no episode" in words
    assert "agreement between coders cannot be computed" in words


def test_no_figure_for_lack_of_data_says_why() -> None:
    assert "No tie is coded for this case" in PAGES["no ties"]
    assert "No event is coded for this case" in PAGES["no dates"]


def test_names_in_other_scripts_carry_their_language() -> None:
    html = PAGES["quay"]
    assert 'lang="ja">新潟市' in html
    assert 'lang="ru"' in html
    assert 'lang="ko"' in html


def test_every_claim_of_the_first_screen_leads_to_its_passages() -> None:
    first = PAGES["quay"].split('id="reviewer"')[1].split('id="officer"')[0]
    for record in ("po-1", "po-2", "c-2", "c-5"):
        assert f'href="#p-{record}"' in first
    assert "paragraph 14" in PAGES["quay"].split('id="p-po-1"')[1].split("</li>")[0]


def test_no_words_of_a_source_but_stored_quotes() -> None:
    book = quay.book()
    quoted = book.with_records(
        passages=(quay._renamed(book.passages[0], quote="A stored quote."), *book.passages[1:])
    )
    assert "A stored quote." in report.build(quoted).html
    assert "<q>" not in PAGES["quay"]


def test_the_first_screen_as_it_was() -> None:
    first = PAGES["quay"].split('<section id="reviewer"')[1].split('<section id="quay"')[0]
    same_as_before("first.html", re.split(r'<section id="case-', first)[0])


def test_a_page_is_saved_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = report.write(quay.book(), tmp_path)
    assert target == tmp_path / "report.html"
    before = target.read_bytes()
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        report.write(EMPTY, target)
    assert target.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="make it first"):
        report.write(EMPTY, tmp_path / "no" / "report.html")


def test_coders_who_agree_and_differ_are_both_drawn() -> None:
    drawn = str(report.build(quay.book()).figures["roles-quay"].parts)
    assert drawn.count("by ann") >= 3
    assert "by bob" in drawn
    assert "not codable" in drawn
