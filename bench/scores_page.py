"""Writes docs/reference/scores.md: `python -m bench.scores_page SHARED.json FIRST.json NOW.json`.

Each is what `python -m bench.score --json` wrote: on the shared gold, on bench/unseen the first time, and on it today.
"""

import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "scores.md"
LABELS = ("indicator", "programme", "statistic", "area", "period")
HEAD = """# Scores

Written by `bench/scores_page.py` from runs of `bench/score.py`. What each column means stands in
[bench/README.md](../../bench/README.md).

## On articles that nobody had worked with

The first run on [bench/unseen](../../bench/unseen/README.md), on 22 November 2026, before any error found there was
looked at: this is what to expect of new texts. 64 annotations had been brought to the gold's conventions just before,
which its README tells. sv and bn had no language file then and were read from CLDR alone.

"""
THEN = """
## On the same articles today

Errors that the first run showed were mended since, as classes, by rules; so these articles are unseen no more, and new
ones must be written to know what to expect.

"""
BETWEEN = """
## On the shared gold

The gold is what the reading was developed on: its errors were looked at and mended, so these figures say that the known
texts are read, and no more.

"""


def main() -> None:
    """Write the page."""
    shared, first, now = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:4])
    PAGE.write_text(HEAD + tables(first) + THEN + tables(now) + BETWEEN + tables(shared), encoding="utf-8")


def tables(scores: dict[str, dict[str, Any]]) -> str:
    """Figures and stories of one run."""
    return figures(scores["figures"]) + stories(scores["stories"])


def figures(scores: dict[str, dict[str, Any]]) -> str:
    """One row a language, most figures first."""
    lines = [
        "Figures, in percent:\n",
        "| language | gold figures | precision | recall | F1 | surplus | " + " | ".join(LABELS) + " |",
    ]
    lines.append("| --- " + "| ---: " * (5 + len(LABELS)) + "|")
    for language, score in scores.items():
        shares = [score[key] for key in ("precision", "recall", "f1", "surplus", *LABELS)]
        lines.append(f"| {language} | {score['gold']} | " + " | ".join(f"{100 * each:.1f}" for each in shares) + " |")
    return "\n".join(lines) + "\n"


def stories(scores: dict[str, dict[str, float]]) -> str:
    """Pairwise and B-cubed."""
    lines = ["\nStories, from content alone:\n", "| measure | precision | recall | F1 |"]
    lines.append("| --- | ---: | ---: | ---: |")
    for name, score in scores.items():
        shares = (score["precision"], score["recall"], score["f1"])
        lines.append(f"| {name} | " + " | ".join(f"{100 * each:.1f}" for each in shares) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
