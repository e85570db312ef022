"""Is every fact reported as new exactly once? `python -m bench.alerts [GOLD] [--orders N]`.

Puts the articles of each story of a gold folder, in random order, through the product's own pipeline over a fresh
store with one watch over everything, and counts alerts. A fact is what the gold's translations of one report annotate
with one label and one value. Precision: of the alerts, how many are the first of their fact; recall: of the facts, how
many were alerted.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from bench.gold import GoldArticle, GoldError, GoldFigure, load_gold
from bench.measures import Score, share
from bench.score import GOLD
from crawler.application import Application
from crawler.ingest import ingest_paths
from crawler.settings import load_settings
from crawler.watches import Watch
from dedupe.evidence import digits, kind_of_unit
from store import alerts, articles, figures
from store.records import Filters

ORDERS = 2


@dataclass
class GoldFact:
    """What the translations of one story annotate alike: its figures by article."""

    figures: dict[str, GoldFigure] = field(default_factory=dict)

    def states(self, figure: GoldFigure) -> bool:
        """Whether a figure says the same: the labels that do not depend on a translator's precision, and the value."""
        other = next(iter(self.figures.values()))
        return _labels(figure) == _labels(other) and any(_agree(figure, each) for each in self.figures.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and print; 1 where there is no gold."""
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--orders", type=int, default=ORDERS, help="random orders (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        score = measure(load_gold(options.gold), orders=options.orders, folder=options.gold)
    except GoldError as error:
        print(f"bench.alerts: {error}", file=sys.stderr)
        return 1
    table = Table(title=f"Facts reported as new exactly once, {options.orders} random orders (percent)")
    for heading in ("precision", "recall"):
        table.add_column(heading, justify="right")
    table.add_row(f"{100 * score.precision:.1f}", f"{100 * score.recall:.1f}")
    Console().print(table)
    return 0


def measure(gold: Sequence[GoldArticle], *, orders: int, folder: Path) -> Score:
    """The score over all stories together, each order with a store of its own."""
    told = [article for article in gold if article.story is not None]
    facts = [fact for story in _by_story(told).values() for fact in gold_facts(story)]
    first = alerted = 0
    for seed in range(orders):
        found = _alerts_of(told, facts, folder, seed)
        first += sum(1 for count in found.values() if count)
        alerted += sum(found.values())
    return Score(share(first, alerted), share(first, orders * len(facts)))


def gold_facts(story: Iterable[GoldArticle]) -> list[GoldFact]:
    """The facts of a story: each article states a fact once, its figures in text order."""
    facts: list[GoldFact] = []
    for article in story:
        for figure in article.figures:
            known = next((fact for fact in facts if article.doc not in fact.figures and fact.states(figure)), None)
            if known is None and _repeats(figure, article, facts):
                continue
            if known is None:
                known = GoldFact()
                facts.append(known)
            known.figures[article.doc] = figure
    return facts


def _repeats(figure: GoldFigure, article: GoldArticle, facts: Sequence[GoldFact]) -> bool:
    """Whether the article has said so already: a headline and the body."""
    return any(article.doc in fact.figures and fact.states(figure) for fact in facts)


def _alerts_of(told: Sequence[GoldArticle], facts: Sequence[GoldFact], folder: Path, seed: int) -> dict[int, int]:
    """By number of a fact: how many alerts name an observation that its figures state."""
    order = list(told)
    Random(seed).shuffle(order)
    watch = Watch(name="all", to=("analyst@example.org",), include_other=True, doubtful=True, horizon_days=0)
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(None, store_url=f"sqlite:///{place}/alerts.db", sources=(), watches=(watch,))
        with Application(settings) as application:
            for article in order:
                ingest_paths(application, [_path(folder, article)])
            return _counted(application, facts)


def _counted(application: Application, facts: Sequence[GoldFact]) -> dict[int, int]:
    with application.store.reading() as session:
        alerted = {alert.observation_id for alert in alerts.listed(session, limit=None)}
        read = defaultdict(list)
        for article in articles.listed(session, Filters(limit=None)):
            for record in figures.of_article(session, article.id):
                read[Path(article.url).name].append((record.figure.start, record.figure.end, record.observation_id))
    taken: set[int] = set()
    counts: dict[int, int] = {}
    for number, fact in enumerate(facts):
        stated = {
            observation_id
            for doc, figure in fact.figures.items()
            for start, end, observation_id in read[doc]
            if min(end, figure.end) > max(start, figure.start) and observation_id is not None
        }
        # An observation that two facts share tells of the first only: the other is missed.
        counts[number] = len((stated & alerted) - taken)
        taken |= stated
    return counts


def _by_story(told: Iterable[GoldArticle]) -> dict[str, list[GoldArticle]]:
    stories: dict[str, list[GoldArticle]] = defaultdict(list)
    for article in told:
        stories[str(article.story)].append(article)
    return stories


def _path(folder: Path, article: GoldArticle) -> Path:
    places = (folder / "articles", folder, folder.parent / "seeds")
    return next(place / article.doc for place in places if (place / article.doc).is_file())


def _labels(figure: GoldFigure) -> tuple[str | None, ...]:
    return figure.indicator, figure.programme, figure.statistic, kind_of_unit(figure.unit), figure.area


def _agree(one: GoldFigure, other: GoldFigure) -> bool:
    """Whether one value is the other, or the other rounded or cut."""
    if one.value == other.value:
        return True
    short, long = sorted((one.value, other.value), key=lambda value: len(digits(value)))
    if len(digits(short)) == len(digits(long)) or short * long <= 0:
        return False
    unit_of_last_digit = abs(short) / Decimal(digits(short))
    return abs(short - long) < unit_of_last_digit


if __name__ == "__main__":
    sys.exit(main())
