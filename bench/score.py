"""Score the reading of figures and the finding of stories against a gold folder.

Usage: python -m bench.score [GOLD] [--language xx] [--errors N] [--json FILE]
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import LABELS, PARTS, Error, Tally, hold
from bench.gold import GoldArticle, GoldError, load_gold
from bench.measures import Score, b_cubed, mean, pairwise
from indicators.figure import Reading
from indicators.read import load_reader

GOLD = Path(__file__).resolve().parent.parent.parent / "shared" / "gold"
WIDTH = 170  # the table is wider than most terminals think they are
ORDERS = 5  # random orders of arrival over which story scores are averaged


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores; 1 when the gold folder cannot be used."""
    options = _options(arguments)
    console = Console(width=max(WIDTH, Console().width))
    try:
        articles = load_gold(options.gold)
    except (GoldError, OSError) as error:
        print(f"bench.score: {error}", file=sys.stderr)
        return 1
    wanted = [article for article in articles if options.language in {None, article.language}]
    readings, seconds = _read(wanted)
    tallies = _tallies(wanted, readings)
    console.print(figure_table(tallies))
    console.print(f"{1000 * seconds / max(1, len(wanted)):.1f} ms an article")
    stories = None if options.language else _story_scores(wanted, readings)
    if stories:
        console.print(story_table(stories))
    if options.errors:
        _print_errors(console, tallies, options.errors)
    if options.json:
        options.json.write_text(json.dumps(_as_json(tallies, stories), indent=2) + "\n", encoding="utf-8")
    return 0


def scores_of(gold: Path) -> dict[str, Any]:
    """All scores on a gold folder, as `--json` writes them."""
    articles = load_gold(gold)
    readings, _ = _read(articles)
    return _as_json(_tallies(articles, readings), _story_scores(articles, readings))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.score", description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD, help="gold folder (default: %(default)s)")
    parser.add_argument("--language", help="only this language, and no stories")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="show the first N errors a language and kind"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all scores here too")
    return parser.parse_args(arguments)


def _read(articles: Sequence[GoldArticle]) -> tuple[dict[str, Reading], float]:
    """All readings, and the seconds that they took; what is loaded once is loaded before."""
    reader = load_reader()
    if articles:
        reader.read(articles[0].text, articles[0].language)
    begun = time.perf_counter()
    readings = {article.doc: reader.read(article.text, article.language) for article in articles}
    return readings, time.perf_counter() - begun


def _tallies(articles: Sequence[GoldArticle], readings: dict[str, Reading]) -> dict[str, Tally]:
    """A tally for each language, and one of all."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for article in articles:
        tally = hold(article, readings[article.doc].figures)
        tallies[article.language].add(tally)
        tallies["all"].add(tally)
    return dict(sorted(tallies.items(), key=lambda item: (item[0] == "all", -item[1].gold)))


def _story_scores(articles: Sequence[GoldArticle], readings: dict[str, Reading]) -> dict[str, Score]:
    """Pairwise and B-cubed scores of stories from content alone, the mean over some orders of arrival."""
    from bench.stories import stories_of  # noqa: PLC0415 - figures can be scored while the story steps are broken

    told = {article.doc: article for article in articles if article.story is not None}
    gold = {doc: article.story for doc, article in told.items()}
    found = [stories_of(told, readings, seed=seed) for seed in range(ORDERS)]
    return {
        "pairwise": mean([pairwise(each, gold) for each in found]),
        "B-cubed": mean([b_cubed(each, gold) for each in found]),
    }


def figure_table(tallies: dict[str, Tally]) -> Table:
    """One row a language: quantities, their parts, and labels, in percent."""
    table = Table(title="Figures (percent)")
    columns = ("language", "gold", "read", "prec.", "recall", "F1", "surplus", "place", *PARTS, *LABELS)
    for column in columns:
        table.add_column(column, justify="left" if column == "language" else "right")
    for language, tally in tallies.items():
        quantities = tally.quantities
        shares = [quantities.precision, quantities.recall, quantities.f1, tally.surplus, tally.places.recall]
        shares += [tally.part(name) for name in PARTS] + [tally.label(name) for name in LABELS]
        table.add_row(language, str(tally.gold), str(tally.returned), *(f"{100 * each:.1f}" for each in shares))
    return table


def story_table(scores: dict[str, Score]) -> Table:
    """Precision, recall and F1 of stories, in percent."""
    table = Table(title=f"Stories, content only, mean of {ORDERS} orders (percent)")
    for column in ("measure", "precision", "recall", "F1"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for name, score in scores.items():
        table.add_row(name, *(f"{100 * each:.1f}" for each in (score.precision, score.recall, score.f1)))
    return table


def _print_errors(console: Console, tallies: dict[str, Tally], most: int) -> None:
    for language, tally in tallies.items():
        if language == "all":
            continue
        for kind, errors in groupby(sorted(tally.errors, key=_kind), key=_kind):
            listed = list(errors)
            console.rule(f"{language}: {kind} ({len(listed)})", align="left")
            for error in islice(listed, most):
                expected = f"expected {error.expected}" if error.expected else ""
                got = f"got {error.got}" if error.got else ""
                console.print(f"{error.doc}: {error.raw!r} {expected} {got}", markup=False, highlight=False)


def _kind(error: Error) -> str:
    return error.kind


def _as_json(tallies: dict[str, Tally], stories: dict[str, Score] | None) -> dict[str, Any]:
    scores: dict[str, Any] = {"figures": {language: tally.as_json() for language, tally in tallies.items()}}
    if stories:
        scores["stories"] = {
            name: {"precision": round(score.precision, 4), "recall": round(score.recall, 4), "f1": round(score.f1, 4)}
            for name, score in stories.items()
        }
    return scores


if __name__ == "__main__":
    sys.exit(main())
