"""What matching one article costs in a store that grows: `python -m bench.growth [--sizes N …] [--engine NAME …]`.

Fills a fresh store with made-up evidence (`bench.synthetic`) of so many articles, 900 a day, then finds the stories of
articles that it has not seen: half of the stories are there, in other languages. Prints median and 99th percentile of
everything from an article's signature to the decision, of the look-up in the store alone, and how often the decision
was right. The store is in the system's cache: 10⁶ articles take 7 GB on SQLite, 12 on PostgreSQL. `--window` puts all
articles within twenty days, where they are hardest to tell apart.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from bench.shelving import Filled, fill
from bench.synthetic import articles
from crawler.steps.story import placed, prepare
from dedupe.candidates import rarest
from dedupe.evidence import Decision, Signature
from dedupe.fingerprint import keys
from store import stories
from store.engine import Store, open_store
from tests.storeroom.server import run_sql, running_postgres, store_address

SIZES = (10_000, 100_000, 1_000_000)
ENGINES = ("sqlite", "postgresql")
PROBES = 1_000
WINDOW_DAYS = 20.0
A_DAY = 900


@dataclass(slots=True)
class Cost:
    """Milliseconds of each article that was matched, and how the decisions turned out."""

    whole: list[float] = field(default_factory=list)
    look_up: list[float] = field(default_factory=list)
    right: int = 0
    wrong: int = 0
    missed: int = 0

    def count(self, decision: Decision, story: int, *, is_known: bool) -> None:
        """Take in how one decision turned out."""
        self.right += decision.story_id == story
        self.wrong += decision.story_id not in {story, None}
        self.missed += decision.story_id is None and is_known

    @property
    def precision(self) -> float:
        """Of the articles that joined a story, how many joined theirs."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of the articles whose story is in the store, how many joined it."""
        return self.right / max(1, self.right + self.missed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill, measure and print."""
    options = _options(arguments)
    table = Table(title="matching one article, milliseconds")
    for heading in ("engine", "articles", "median", "99th", "look-up median", "look-up 99th", "precision", "recall"):
        table.add_column(heading, justify="left" if heading == "engine" else "right")
    for engine in options.engine:
        for size in options.sizes:
            days = WINDOW_DAYS if options.window else size / A_DAY
            cost = measure(engine, size, days)
            times = (statistics.median(cost.whole), _high(cost.whole), statistics.median(cost.look_up))
            figures = [f"{value:.1f}" for value in (*times, _high(cost.look_up))]
            table.add_row(engine, f"{size:,}", *figures, f"{cost.precision:.3f}", f"{cost.recall:.3f}")
    Console().print(table)


def measure(engine: str, size: int, days: float) -> Cost:
    """What articles cost that a store of `size` has not seen, spread over the second half of its time."""
    with _empty_store(engine) as address:
        left_out = Random(1).sample(range(size // 2, size + PROBES), PROBES)
        filled = fill(address, articles(size + PROBES, days=days), left_out=frozenset(left_out))
        store = open_store(address)
        try:
            # What filling left behind would be walked by every collection of garbage while measuring.
            gc.collect()
            gc.freeze()
            return _match(store, filled)
        finally:
            gc.unfreeze()
            store.close()


def _match(store: Store, filled: Filled) -> Cost:
    """Every second article shows the cost of the whole, the others that of the look-up: no page is read twice."""
    cost = Cost()
    for number, (article_id, story, signature) in enumerate(filled.left_out):
        with store.writing() as session:
            prepare(session, article_id, signature)
            if number % 2:
                cost.look_up.append(_spent(_look_up, session, article_id, signature))
            else:
                cost.whole.append(_spent(placed, session, article_id, signature))
                cost.count(placed(session, article_id, signature), story, is_known=story in filled.stories)
            session.rollback()
    return cost


def _look_up(session: Session, article_id: int, signature: Signature) -> None:
    counts = stories.key_counts(session, keys(signature))
    telling = rarest(tuple(counts), counts, counts_itself=True)
    stories.candidates(session, {key: counts[key] for key in telling}, article_id=article_id)


def _spent(call: Callable[[Session, int, Signature], object], *given: Any) -> float:
    begin = time.perf_counter()
    call(*given)
    return (time.perf_counter() - begin) * 1000


def _high(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


@contextmanager
def _empty_store(engine: str) -> Iterator[str]:
    """The address of a store of one's own, gone at the end of the block."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/growth.db"
    else:
        with running_postgres(("shared_buffers=2GB", "max_wal_size=2GB")) as server:
            run_sql(server, "CREATE DATABASE growth")
            yield store_address(server, "growth")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="N")
    parser.add_argument("--engine", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--window", action="store_true", help="all articles within twenty days")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
