"""The page in a real browser: no complaint on the console, nothing wider than the screen, no text on text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path

import pytest

from interlocal import report
from tests.report import quay

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="no chromium here (Debian: apt-get install chromium)"
)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--virtual-time-budget=5000", "--window-size=1400,900", "--hide-scrollbars",
)  # fmt: skip

MEASURE = """
function measure(frame) {
  const doc = frame.contentDocument, root = doc.documentElement, found = [];
  for (const svg of doc.querySelectorAll("figure svg")) {
    const boxes = [];
    for (const text of svg.querySelectorAll("text"))
      for (const line of text.children.length ? text.children : [text]) {
        const b = line.getBoundingClientRect();
        if (b.width) boxes.push([line.textContent, b]);
      }
    const page = svg.getBoundingClientRect(), by = page.width / svg.viewBox.baseVal.width;
    for (const [words, b] of boxes)
      if (b.left < page.left - 1 || b.right > page.right + 1 || b.bottom > page.bottom + 1) found.push("cut: " + words);
    for (let i = 0; i < boxes.length; i++)
      for (let j = i + 1; j < boxes.length; j++) {
        const [one, a] = boxes[i], [two, b] = boxes[j];
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > 1 && y > 4 * by) found.push(one + " | " + two);
      }
  }
  const figures = doc.querySelectorAll("figure").length;
  return { wide: root.scrollWidth, screen: root.clientWidth, found: found, figures: figures };
}
addEventListener("load", () => {
  const out = {};
  for (const frame of document.querySelectorAll("iframe")) out[frame.width] = measure(frame);
  document.getElementById("out").textContent = JSON.stringify(out);
});
"""


def _dom(page: Path, folder: Path) -> tuple[str, str]:
    assert BROWSER is not None
    flags = (*FLAGS, f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr")
    run = subprocess.run(
        [BROWSER, *flags, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return run.stdout, run.stderr


@needs_browser
@pytest.mark.parametrize("book", [quay.book(), quay.hostile()], ids=["quay", "hostile"])
def test_the_page_fits_every_screen_and_no_text_lies_on_another(book: object, tmp_path: Path) -> None:
    html = re.sub(r"<meta http-equiv=[^>]+>", "", report.build(book).html)  # type: ignore[arg-type]
    frames = "".join(
        f'<iframe width="{w}" height="900" srcdoc="{escape(html)}"></iframe>' for w in (1280, 390)
    )
    wrapper = tmp_path / "wrapper.html"
    wrapper.write_text(
        f'<!doctype html><meta charset="utf-8">{frames}<pre id="out"></pre><script>{MEASURE}</script>',
        "utf-8",
    )
    dom, _ = _dom(wrapper, tmp_path)
    said = re.search(r'<pre id="out">(.+?)</pre>', dom, re.S)
    assert said
    for width, one in json.loads(unescape(said[1])).items():
        assert one["figures"] > 5
        assert one["wide"] <= one["screen"], width
        assert one["found"] == [], width


@needs_browser
def test_the_console_stays_silent(tmp_path: Path) -> None:
    page = report.write(quay.hostile(), tmp_path)
    dom, log = _dom(page, tmp_path)
    assert "CONSOLE" not in log
    assert "What is doubtful in the text" in dom
    assert "alert(1)" in dom
