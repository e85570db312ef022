"""Writes docs/reference/scores.md anew: `python -m bench.scores_page`.

For each set of bench/unseen the scores of the first run, before anybody had looked at an error found there (kept beside
the articles), and today's; then today's on the shared gold and on bench/world.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bench.score import GOLD, scores_of

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "scores.md"
LABELS = ("indicator", "programme", "statistic", "area", "period")
HEAD = """# Scores

Written by `bench/scores_page.py`. What each column means stands in [bench/README.md](../../bench/README.md), what each
set is in [bench/unseen](../../bench/unseen/README.md).

**What to expect of new texts** is what the newest set scored at its first run. After it, errors found there are mended,
as classes, by rules; so today's scores on any set say that known texts are read.
"""
SETS = {
    "third": "Third set: first run, 22 November 2026, after two rounds of mending on other texts",
    "second": "Second set: first run, 22 November 2026, before that day's second round of mending",
    "first": "First set: first run, 22 November 2026",
}


def main() -> int:
    """Write the page; 1 without the shared gold."""
    if not GOLD.is_dir():
        print(f"bench.scores_page: the shared gold is not at {GOLD}", file=sys.stderr)
        return 1
    parts = [HEAD]
    for name, title in SETS.items():
        folder = HERE / "unseen" / name
        parts += [f"\n## {title}\n", tables(json.loads((folder / "first_scores.json").read_text(encoding="utf-8")))]
    for name in SETS:
        parts += [f"\n## {name.capitalize()} set today\n", tables(scores_of(HERE / "unseen" / name))]
    parts += ["\n## The shared gold today\n", "The gold is what the reading was developed on from the beginning.\n"]
    parts += [tables(scores_of(GOLD)), "\n## Quantities in other languages today\n"]
    for name, told in (("cldr", "Read from CLDR alone."), ("files", "Read with short files.")):
        parts += [f"{told}\n", figures(scores_of(HERE / "world" / name)["figures"], ())]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    return 0


def tables(scores: dict[str, dict[str, Any]]) -> str:
    """Figures and stories of one run."""
    return figures(scores["figures"], LABELS) + stories(scores["stories"])


def figures(scores: dict[str, dict[str, Any]], labels: tuple[str, ...]) -> str:
    """One row a language, most figures first."""
    named = "".join(f" {label} |" for label in labels)
    lines = ["Figures, in percent:\n", f"| language | gold figures | precision | recall | F1 | surplus |{named}"]
    lines.append("| --- " + "| ---: " * (5 + len(labels)) + "|")
    for language, score in scores.items():
        shares = [score[key] for key in ("precision", "recall", "f1", "surplus", *labels)]
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
    sys.exit(main())
