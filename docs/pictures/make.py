"""Make the README's pictures from the report on takao2003: `python docs/pictures/make.py` (needs chromium).

Each is a part of the page in a headless browser, 1200 CSS pixels wide at two device pixels each, with its
empty margin cut and its colours reduced to a palette.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from interlocal import report
from interlocal.casebook.folder import read

HERE = Path(__file__).parent
TALLEST = 2400
MARGIN = 24
PICTURES = {  # where each begins and ends on the page, and how many colours it needs
    "first-screen": ('<section id="reviewer"', '<p class="rule">', 20),
    "levels": ('<section class="card plate" id="levels-kawasaki"', "<details>", 200),
    "roles": ('<section class="card plate" id="roles-kitakyushu"', "<details>", 64),
}


def main() -> None:
    """Write every picture beside this script."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("no chromium here (Debian: apt-get install chromium)")
    html = report.build(read("takao2003")).html
    head = html[: html.index("<body>")]
    plain = (
        "html{background:#fff} body{padding:12px} .card{border:0;margin:0;padding:0} .lead{max-width:none}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, (start, stop, colours) in PICTURES.items():
            part = html[html.index(start) :]
            page, shot = Path(folder, f"{name}.html"), Path(folder, f"{name}.png")
            page.write_text(
                f"{head}<style>{plain}</style><body>{part[: part.index(stop)]}</section></body></html>",
                encoding="utf-8",
            )
            flags = f"--headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,{TALLEST}".split()
            flags += ["--force-device-scale-factor=2", f"--user-data-dir={folder}/profile"]
            subprocess.run(
                [browser, *flags, f"--screenshot={shot}", page.as_uri()],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            save(shot, HERE / f"{name}.png", colours)


def save(shot: Path, target: Path, colours: int) -> None:
    """Cut what is empty below, keep a margin, and save with a palette."""
    with Image.open(shot) as image:
        picture = image.convert("RGB")
    white = Image.new("RGB", picture.size, "#fff")
    box = ImageChops.difference(picture, white).getbbox() or (0, 0, *picture.size)
    cut = picture.crop((0, 0, picture.width, min(box[3] + MARGIN, picture.height)))
    cut.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.name}: {cut.width} × {cut.height}, {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
