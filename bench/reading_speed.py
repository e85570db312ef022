"""What reading an article costs beside cleaning it: `python -m bench.reading_speed [FOLDER …] [--language xx]`.

Takes the texts of the folders (default: the gold articles and the seeds), puts each into a portal's page, and measures
in one run, in turns: `read` of the text and `trafilatura.bare_extraction` of the page. CPU milliseconds, the best of
a few rounds each, and of those the median per language. Then the time a kB of longer and longer texts takes.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from rich.console import Console
from rich.table import Table

from bench.portal_page import portal_page
from indicators.read import Reader, load_reader

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
DEFAULT = (SHARED / "gold" / "articles", SHARED / "seeds")
ROUNDS = 5
SIZES = (10_000, 100_000, 1_000_000)  # characters
LONGEST_LANGUAGES = 4  # languages whose long texts are measured: those with most articles


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds that one article took."""

    language: str
    read: float
    clean: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where there is nothing to measure."""
    options = _options(arguments)
    texts = dict(_texts(options.folders or DEFAULT, options.language))
    if not any(texts.values()):
        print("bench.reading_speed: no texts *.xx.txt; name a folder of them", file=sys.stderr)
        return 1
    reader = load_reader()
    console = Console()
    console.print(cost_table(measure(texts, reader)))
    if options.lengths:
        most = sorted(texts, key=lambda language: -len(texts[language]))[:LONGEST_LANGUAGES]
        console.print(length_table({language: texts[language] for language in most}, reader))
    return 0


def measure(texts: dict[str, list[str]], reader: Reader) -> list[Cost]:
    """What each article costs, both sides measured in turns so that both meet the same machine."""
    costs = []
    for language, articles in texts.items():
        for text in articles:
            page = portal_page(text, language)
            turns = [(spent(reader.read, text, language), spent(_clean, page)) for _ in range(ROUNDS)]
            costs.append(Cost(language, min(read for read, _ in turns), min(clean for _, clean in turns)))
    return costs


def cost_table(costs: Sequence[Cost]) -> Table:
    """One row a language, then all together; the ratio is that of the medians."""
    table = Table(title=f"{len(costs)} articles: median CPU milliseconds an article")
    for heading in ("language", "articles", "read", "clean", "ratio"):
        table.add_column(heading, justify="left" if heading == "language" else "right")
    by_language: dict[str, list[Cost]] = defaultdict(list)
    for cost in costs:
        by_language[cost.language].append(cost)
    for language, some in [*sorted(by_language.items()), ("all", list(costs))]:
        read, clean = (statistics.median(times) for times in ([c.read for c in some], [c.clean for c in some]))
        table.add_row(language, str(len(some)), f"{read:.2f}", f"{clean:.2f}", f"{read / clean:.2f}")
    return table


def length_table(texts: dict[str, list[str]], reader: Reader) -> Table:
    """Milliseconds a kB of text, which stay the same where time is linear."""
    table = Table(title="CPU milliseconds per 1,000 characters, by length of the text")
    table.add_column("language")
    for size in SIZES:
        table.add_column(f"{size:,}", justify="right")
    for language, articles in texts.items():
        # Reading stops at page furniture: without it, a long text is read to its end.
        bodies = [text[: reader.body_end(text, language)] for text in articles]
        row = [spent(reader.read, _lengthened(bodies, size), language) / size * 1000 for size in SIZES]
        table.add_row(language, *(f"{value:.2f}" for value in row))
    return table


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reading_speed", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", help="folders of texts named *.xx.txt, xx the language")
    parser.add_argument("--language", help="only this language")
    parser.add_argument("--no-lengths", dest="lengths", action="store_false", help="leave the long texts out")
    return parser.parse_args(arguments)


def _texts(folders: Sequence[Path], only: str | None) -> Iterator[tuple[str, list[str]]]:
    """The texts of folders by language."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(path for folder in folders for path in folder.glob("*.*.txt")):
        found[path.name.split(".")[-2]].append(path.read_text(encoding="utf-8"))
    yield from ((language, texts) for language, texts in found.items() if only in {None, language})


def _lengthened(articles: Sequence[str], size: int) -> str:
    """Articles one after another, again and again, up to a number of characters."""
    whole = "\n\n".join(articles) + "\n\n"
    return (whole * (size // len(whole) + 1))[:size]


def _clean(page: str) -> object:
    return trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)


def spent(call: Callable[..., object], *arguments: object) -> float:
    """CPU milliseconds of a call; what it loads when first used is loaded by the rounds before the best."""
    begin = time.process_time()
    call(*arguments)
    return (time.process_time() - begin) * 1000


if __name__ == "__main__":
    sys.exit(main())
