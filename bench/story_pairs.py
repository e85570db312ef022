"""Stories of real texts, pair by pair: `python -m bench.story_pairs [FOLDER …] [--orders N] [--curve]`.

For each folder (a `stories.tsv`, texts in `articles/`; default: the gold and the sets of bench/), and for all of them
in one store, pairwise and B-cubed scores: from content alone and with all the evidence that sites give
(`bench.web_evidence`), the mean over random orders. Then, from content alone, how many pairs of translations ended in
one story: within one script and across scripts, and the pairs of scripts and of languages that fare worst.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Final

from babel.core import get_global
from rich.console import Console
from rich.table import Table

from bench.gold import GoldArticle, load_gold
from bench.measures import Score, b_cubed, mean, pairwise
from bench.score import GOLD
from bench.stories import Shelf, record_of
from bench.story_sets import Made, curve_table
from bench.web_evidence import dressed
from crawler.steps.figures import signature_of
from dedupe.evidence import Signature
from indicators.read import Reader, load_reader

ORDERS: Final = 4
HERE: Final = Path(__file__).parent
FOLDERS: Final = (
    GOLD,
    *(HERE / "unseen" / name for name in ("first", "second", "third")),
    *(HERE / "news" / name for name in ("ten", "hundred", "fresh", "fresh-hundred", "look-alikes")),
)
_WORST: Final = 12
_CURVE: Final = (
    "MOST_PER_NAME",
    "POINTS_PER_NAME",
    "NAMESAKE",
    "PLACES_APART",
    "ELSEWHERE",
    "TOLD_ELSEWHERE",
    "EARSHOT",
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles of known stories, read once: signatures and stories by name of the text."""

    name: str
    signatures: Mapping[str, Signature]
    stories: Mapping[str, str]

    def placed(self, *, seed: int, is_dressed: bool = False) -> dict[str, int]:
        """The story of each article, taken in in a random but repeatable order."""
        signatures = dressed(self.signatures, self.stories, seed=seed) if is_dressed else self.signatures
        order = sorted(signatures)
        Random(seed).shuffle(order)
        shelf = Shelf()
        for number, doc in enumerate(order, 1):
            shelf.take(number, signatures[doc])
        return {doc: shelf.story_of(number) for number, doc in enumerate(order, 1)}

    def made(self) -> Made:
        """The same as a made-up set is told."""
        samples = ((doc, self.stories[doc], signature) for doc, signature in self.signatures.items())
        return Made(self.name, tuple(samples))


def main(arguments: Sequence[str] | None = None) -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.story_pairs", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", default=FOLDERS)
    parser.add_argument("--orders", type=int, default=ORDERS, help="random orders (default: %(default)s)")
    parser.add_argument("--curve", action="store_true", help="precision and recall around each threshold of names")
    options = parser.parse_args(arguments)
    corpora = [load_corpus(folder) for folder in options.folders if (folder / "stories.tsv").is_file()]
    console = Console()
    console.print(_score_table([*corpora, together(corpora)], options.orders))
    recalls = _recalls(corpora, options.orders)
    console.print(_script_table(recalls))
    console.print(_language_table(recalls))
    if options.curve:
        console.print(curve_table([corpus.made() for corpus in corpora], _CURVE))


def load_corpus(folder: Path) -> Corpus:
    """Read the articles of a folder."""
    reader = load_reader()
    told = [article for article in load_gold(folder) if article.story is not None]
    return Corpus(
        name=f"{folder.parent.name}/{folder.name}",
        signatures={article.doc: _signature(number, article, reader) for number, article in enumerate(told, 1)},
        stories={article.doc: str(article.story) for article in told},
    )


def together(corpora: Sequence[Corpus]) -> Corpus:
    """All articles in one store."""
    named = [(f"{corpus.name}/", corpus) for corpus in corpora]
    return Corpus(
        name="all together",
        signatures={at + doc: signature for at, corpus in named for doc, signature in corpus.signatures.items()},
        stories={at + doc: at + story for at, corpus in named for doc, story in corpus.stories.items()},
    )


def score(corpus: Corpus, *, orders: int = ORDERS, is_dressed: bool = False) -> tuple[Score, Score]:
    """Pairwise and B-cubed, the mean over random orders."""
    found = [corpus.placed(seed=seed, is_dressed=is_dressed) for seed in range(orders)]
    pairs, cubes = ([measure(each, corpus.stories) for each in found] for measure in (pairwise, b_cubed))
    return mean(pairs), mean(cubes)


def script_of(language: str) -> str:
    """The script that a language is usually written in: ISO 15924."""
    likely = get_global("likely_subtags")
    written = str(likely.get(language.replace("-", "_"), likely.get(language.split("-", maxsplit=1)[0], "")))
    return next((part for part in written.split("_") if len(part) == 4), "Zyyy")


def _signature(number: int, article: GoldArticle, reader: Reader) -> Signature:
    return signature_of(record_of(number, article), reader.read(article.text, article.language))


def _score_table(corpora: Sequence[Corpus], orders: int) -> Table:
    table = Table(title=f"Stories, mean of {orders} orders (percent)")
    for heading in ("set", "articles", "stories", "evidence", "precision", "recall", "B-cubed F1"):
        table.add_column(heading, justify="left" if heading in {"set", "evidence"} else "right")
    for corpus in corpora:
        for is_dressed in (False, True):
            pairs, cubes = score(corpus, orders=orders, is_dressed=is_dressed)
            shares = (f"{100 * value:.1f}" for value in (pairs.precision, pairs.recall, cubes.f1))
            sizes = (str(len(corpus.signatures)), str(len(set(corpus.stories.values()))))
            table.add_row(corpus.name, *sizes, "all" if is_dressed else "content only", *shares)
    return table


def _recalls(corpora: Sequence[Corpus], orders: int) -> dict[Pair, list[bool]]:
    """For each pair of languages: whether each pair of translations ended in one story."""
    found: dict[Pair, list[bool]] = defaultdict(list)
    for corpus in corpora:
        for seed in range(orders):
            placed = corpus.placed(seed=seed)
            for one, other in _true_pairs(corpus):
                languages = sorted((corpus.signatures[one].language, corpus.signatures[other].language))
                found[languages[0], languages[1]].append(placed[one] == placed[other])
    return found


def _true_pairs(corpus: Corpus) -> Iterator[Pair]:
    by_story: dict[str, list[str]] = defaultdict(list)
    for doc in sorted(corpus.stories):
        by_story[corpus.stories[doc]].append(doc)
    for docs in by_story.values():
        yield from combinations(docs, 2)


def _script_table(recalls: Mapping[Pair, Sequence[bool]]) -> Table:
    table = Table(title="Pairs of translations that ended in one story, by scripts (content only, percent)")
    for heading in ("scripts", "pairs", "recall"):
        table.add_column(heading, justify="left" if heading == "scripts" else "right")
    by_scripts: dict[str, list[bool]] = defaultdict(list)
    for (one, other), ends in recalls.items():
        scripts = sorted((script_of(one), script_of(other)))
        is_across = scripts[0] != scripts[1]
        by_scripts["across scripts" if is_across else "within one script"] += ends
        by_scripts[f"  {scripts[0]} – {scripts[1]}"] += ends
    ranked = sorted(by_scripts.items(), key=lambda item: (item[0].startswith(" "), _share(item[1])))
    for name, ends in ranked[: 2 + _WORST]:
        table.add_row(name, str(len(ends)), f"{100 * _share(ends):.1f}")
    return table


def _language_table(recalls: Mapping[Pair, Sequence[bool]]) -> Table:
    table = Table(title=f"The {_WORST} pairs of languages that fare worst (content only, percent)")
    for heading in ("languages", "pairs", "recall"):
        table.add_column(heading, justify="left" if heading == "languages" else "right")
    worst = sorted(recalls.items(), key=lambda item: (_share(item[1]), item[0]))
    for (one, other), ends in worst[:_WORST]:
        table.add_row(f"{one} – {other}", str(len(ends)), f"{100 * _share(ends):.1f}")
    return table


def _share(ends: Sequence[bool]) -> float:
    return sum(ends) / len(ends)


if __name__ == "__main__":
    main()
