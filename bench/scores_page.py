"""Writes docs/reference/scores.md from the scores of a run: `python -m bench.scores_page SCORES.json`."""

import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "scores.md"
LABELS = ("indicator", "programme", "statistic", "area", "period")
HEAD = """# Scores

Written by `python -m bench.score --json scores.json && python -m bench.scores_page scores.json`, on the gold articles
and the five real ones. What each column means stands in [bench/README.md](../../bench/README.md).

**Read them with care.** The gold is what the reading was developed on: its errors were looked at and mended. Articles
by other writers will score lower; how much lower, only texts that nobody has worked with can say.

## Figures, in percent

"""


def main() -> None:
    """Write the page."""
    scores = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PAGE.write_text(HEAD + figures(scores["figures"]) + stories(scores["stories"]), encoding="utf-8")


def figures(scores: dict[str, dict[str, Any]]) -> str:
    """One row a language, most figures first."""
    lines = ["| language | gold figures | precision | recall | F1 | surplus | " + " | ".join(LABELS) + " |"]
    lines.append("| --- " + "| ---: " * (5 + len(LABELS)) + "|")
    for language, score in scores.items():
        shares = [score[key] for key in ("precision", "recall", "f1", "surplus", *LABELS)]
        lines.append(f"| {language} | {score['gold']} | " + " | ".join(f"{100 * each:.1f}" for each in shares) + " |")
    return "\n".join(lines) + "\n"


def stories(scores: dict[str, dict[str, float]]) -> str:
    """Pairwise and B-cubed."""
    lines = ["\n## Stories, from content alone, in percent\n", "| measure | precision | recall | F1 |"]
    lines.append("| --- | ---: | ---: | ---: |")
    for name, score in scores.items():
        shares = (score["precision"], score["recall"], score["f1"])
        lines.append(f"| {name} | " + " | ".join(f"{100 * each:.1f}" for each in shares) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
