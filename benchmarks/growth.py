"""Draw docs/pictures/growth.png of benchmarks/results/scale.json: how time and memory grow with the ties."""

from __future__ import annotations

import json
from pathlib import Path

from scale import exponent

HERE = Path(__file__).parent
OUT = HERE.parent / "docs" / "pictures" / "growth.png"
TIMES = (
    # series, its words, colour, marker
    ("load, CPU", "load from Parquet", "#0b4f6c", "o"),
    ("one source, non-strict", "one source, non-strict", "#b5541c", "s"),
    ("one source, every tie read", "one source, every tie read", "#5b7f2b", "^"),
    ("target set", "target set", "#7a5195", "D"),
)


def main() -> None:
    """Two panels, both axes logarithmic: CPU seconds, and the largest memory of the process."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    report = json.loads((HERE / "results" / "scale.json").read_text(encoding="utf-8"))
    rows = report["upsampled"]
    ties = [row["ties"] for row in rows]
    figure, (time, memory) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    for name, words, colour, marker in TIMES:
        shown = f"{words}: exponent {exponent(rows, name):.2f}"
        time.plot(ties, [row[name] for row in rows], color=colour, marker=marker, label=shown)
        time.plot(
            report["real"]["ties"], report["real"][name], color=colour, marker=marker, mfc="white", ls=""
        )
    for name, words, colour, marker in (
        ("memory after loading", "after loading", "#0b4f6c", "o"),
        ("memory after asking", "after asking", "#b5541c", "s"),
    ):
        shown = f"{words}: exponent {exponent(rows, name):.2f}"
        memory.plot(ties, [row[name] / 1e9 for row in rows], color=colour, marker=marker, label=shown)
        memory.plot(
            report["real"]["ties"],
            report["real"][name] / 1e9,
            color=colour,
            marker=marker,
            mfc="white",
            ls="",
        )
    for panel, title in ((time, "CPU seconds"), (memory, "Largest memory of the process, GB")):
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_title(title, loc="left", fontsize=11)
        panel.set_xlabel("ties")
        panel.grid(which="major", alpha=0.25)
        panel.spines[["top", "right"]].set_visible(False)
        panel.legend(frameon=False, fontsize=9)
    figure.suptitle(
        "Growth from 10⁴ to 10⁸ ties. Filled: upsampled flight legs, not real data; hollow: 3,000,000 real legs. "
        "Exponents from 10⁷ on (1 is linear).",
        fontsize=9, x=0.01, ha="left",
    )  # fmt: skip
    figure.savefig(OUT, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
