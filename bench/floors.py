"""The scores may rise and never fall: `python -m bench.floors [--raise]`.

bench/floors.json pins the scores of each language on the sets of bench/unseen, on bench/world (quantities alone: its
articles have no stories and no labels) and, where it stands beside the project, on the shared gold. A score below its
floor fails; `--raise` lifts floors to today's scores and lowers none. To lower one, edit the file and say why in the
commit.
"""

import json
import sys
from pathlib import Path

from bench.figures import LABELS
from bench.score import GOLD, scores_of

FLOORS = Path(__file__).parent / "floors.json"
HERE = Path(__file__).parent
FOLDERS = {
    **{f"unseen-{name}": HERE / "unseen" / name for name in ("first", "second", "third")},
    "shared": GOLD,
    "world-cldr": HERE / "world" / "cldr",
    "world-files": HERE / "world" / "files",
}
MEASURES = ("f1", *LABELS)
#: Scores are rounded to this many digits; a floor holds to the last of them.
DIGITS = 4

Floors = dict[str, dict[str, dict[str, float]]]


def main() -> int:
    """Check, or raise, the floors; 1 when a score fell."""
    floors: Floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    found = {name: measured(folder) for name, folder in FOLDERS.items() if folder.is_dir()}
    if "--raise" in sys.argv:
        FLOORS.write_text(
            json.dumps(floors | {name: raised(floors.get(name, {}), found[name]) for name in found}, indent=1)
        )
        return 0
    fallen = [line for name, scores in found.items() for line in below(floors.get(name, {}), scores, name)]
    print("\n".join(fallen) or "no score fell")
    return 1 if fallen else 0


def measured(folder: Path) -> dict[str, dict[str, float]]:
    """Today's scores of a gold folder: for each language its measures, for stories precision and recall.

    A folder without stories is one of quantities alone.
    """
    scores = scores_of(folder)
    labelled = (folder / "stories.tsv").is_file()
    figures = {
        language: {measure: round(score[measure], DIGITS) for measure in (MEASURES if labelled else MEASURES[:1])}
        for language, score in scores["figures"].items()
    }
    if not labelled:
        return figures
    pairs = scores["stories"]["pairwise"]
    return figures | {"stories": {name: round(pairs[name], DIGITS) for name in ("precision", "recall")}}


def below(floors: dict[str, dict[str, float]], scores: dict[str, dict[str, float]], name: str) -> list[str]:
    """One line for each score that is below its floor, or gone."""
    return [
        f"{name} {language} {measure}: {scores.get(language, {}).get(measure)} is below its floor of {floor}"
        for language, measures in floors.items()
        for measure, floor in measures.items()
        if scores.get(language, {}).get(measure, -1.0) < floor
    ]


def raised(floors: dict[str, dict[str, float]], scores: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Floors lifted to the scores; none is lowered."""
    return {
        language: {
            measure: max(value, floors.get(language, {}).get(measure, 0.0)) for measure, value in measures.items()
        }
        for language, measures in scores.items()
    }


if __name__ == "__main__":
    sys.exit(main())
