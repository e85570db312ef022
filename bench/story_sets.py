"""Made-up sets that stories were never fitted to: `python -m bench.story_sets [--curve]`.

- template series: a dozen provinces report each month in one form; all figures move, or half of them stay.
- shortened copies: another site prints the first third of a report in its language, among furniture.
- a hundred languages: most are read from CLDR alone, so that units are words, a quarter of the figures is lost, some
  misread, and names come through two transliterations.

All by content alone, in random orders. `--curve` prints precision and recall around the thresholds.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.measures import Score, b_cubed, mean, pairwise
from bench.stories import Shelf
from bench.synthetic import Translation, continued, new_report, translated
from dedupe import thresholds
from dedupe.evidence import Quantity, Signature
from dedupe.text import shingles

ORDERS: Final = 2
_PROVINCES: Final = 12
_MONTHS: Final = 6
_LANGUAGES: Final = tuple(f"l{number}" for number in range(10))
_HUNDRED: Final = tuple(f"l{number}" for number in range(120))
_POOR: Final = Translation(lost=0.25, rounded=0.08, misread=0.04, named=0.6)
_WORST: Final = 5  # of the seeds 1 to 8, that of which most is mixed
_SPREAD: Final = (0.8, 0.9, 1.0, 1.1, 1.2)
_CURVE: Final = ("JOIN", "FIGURE_VETO", "CHANGED_VETO", "BRIDGE", "AGREEMENT_FROM", "TEXT_FROM", "PRIOR")

Sample = tuple[str, str, Signature]


@dataclass(frozen=True, slots=True)
class Made:
    """A set: its name, and articles as (name, story, signature)."""

    name: str
    samples: tuple[Sample, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.story_sets", description=__doc__)
    parser.add_argument("--curve", action="store_true", help="precision and recall around each threshold")
    options = parser.parse_args(arguments)
    sets = made_sets()
    console = Console()
    console.print(score_table(sets))
    if options.curve:
        console.print(curve_table(sets))


def made_sets(seed: int = 7) -> tuple[Made, ...]:
    """All sets."""
    return (
        Made("series, all figures move", tuple(_series(Random(seed), moved=1.0))),
        Made("series, half stay", tuple(_series(Random(seed), moved=0.5))),
        Made("series, half stay, worst of eight", tuple(_series(Random(_WORST), moved=0.5))),
        Made("shortened copies", tuple(_shortened(Random(seed)))),
        Made("120 languages", tuple(_many_languages(Random(seed)))),
    )


def score(made: Made) -> tuple[Score, Score, int]:
    """Pairwise and B-cubed, the mean over some orders, and the most articles of another story that one story held."""
    truth = {name: story for name, story, _ in made.samples}
    found = [_placed(made.samples, order) for order in range(ORDERS)]
    pairs, cubes = ([measure(each, truth) for each in found] for measure in (pairwise, b_cubed))
    return mean(pairs), mean(cubes), max(_mixed(each, truth) for each in found)


def score_table(sets: Sequence[Made]) -> Table:
    """One row a set, in percent."""
    table = Table(title=f"Made-up sets, content only, mean of {ORDERS} orders (percent)")
    for heading in ("set", "articles", "stories", "precision", "recall", "B-cubed F1", "mixed stories"):
        table.add_column(heading, justify="left" if heading == "set" else "right")
    for made in sets:
        pairs, cubes, mixed = score(made)
        stories = len({story for _, story, _ in made.samples})
        shares = (f"{100 * value:.1f}" for value in (pairs.precision, pairs.recall, cubes.f1))
        table.add_row(made.name, str(len(made.samples)), str(stories), *shares, str(mixed))
    return table


def curve_table(sets: Sequence[Made], names: Sequence[str] = _CURVE) -> Table:
    """Pairwise precision / recall over all sets in one store, with each threshold at some shares of its value."""
    table = Table(title="All sets together: precision / recall around each threshold (percent)")
    table.add_column("threshold")
    for factor in _SPREAD:
        table.add_column(f"× {factor}", justify="right")
    samples = tuple(
        (f"{number} {name}", f"{number} {story}", signature)
        for number, made in enumerate(sets)
        for name, story, signature in made.samples
    )
    for name in names:
        cells = []
        for factor in _SPREAD:
            with _threshold(name, getattr(thresholds, name) * factor):
                pairs = pairwise(_placed(samples, 0), {name: story for name, story, _ in samples})
            cells.append(f"{100 * pairs.precision:.1f} / {100 * pairs.recall:.1f}")
        table.add_row(f"{name} = {getattr(thresholds, name)}", *cells)
    return table


@contextmanager
def _threshold(name: str, value: float) -> Iterator[None]:
    before = getattr(thresholds, name)
    setattr(thresholds, name, value)
    try:
        yield
    finally:
        setattr(thresholds, name, before)


def _placed(samples: Sequence[Sample], order: int) -> dict[str, int]:
    """The story of each article, taken in in a random but repeatable order."""
    shuffled = list(samples)
    Random(order).shuffle(shuffled)
    shelf = Shelf()
    for number, (_, _, signature) in enumerate(shuffled, 1):
        shelf.take(number, signature)
    return {name: shelf.story_of(number) for number, (name, _, _) in enumerate(shuffled, 1)}


def _mixed(found: Mapping[str, int], truth: Mapping[str, str]) -> int:
    """How many of the stories found hold articles of several true ones."""
    held: dict[int, set[str]] = {}
    for name, story in found.items():
        held.setdefault(story, set()).add(truth[name])
    return sum(1 for stories in held.values() if len(stories) > 1)


def _series(random: Random, *, moved: float) -> Iterator[Sample]:
    for province in range(_PROVINCES):
        report = new_report(random, province, places=(f"vn.{province}",))
        for month in range(_MONTHS):
            for language in _LANGUAGES:
                yield (
                    f"{province}.{month}.{language}",
                    f"{province}.{month}",
                    _bare(translated(random, report, language)),
                )
            report = continued(random, report, moved=moved)


def _shortened(random: Random) -> Iterator[Sample]:
    for number in range(120):
        report = new_report(random, number, places=(f"vn.{number % 63}",))
        words = [f"w{random.randrange(3000)}" for _ in range(400)]
        for language in _LANGUAGES[:3]:
            text = " ".join(f"{language}{word}" for word in words)
            whole = _bare(translated(random, report, language))
            yield f"{number}.{language}", str(number), replace(whole, shingles=shingles(text))
        cut = replace(
            whole, quantities=_among_furniture(random, whole.quantities[: max(2, len(whole.quantities) // 3)])
        )
        piece = " ".join([*text.split()[:130], *(f"f{random.randrange(500)}" for _ in range(60))])
        yield f"{number}.short", str(number), replace(cut, shingles=shingles(piece), names=whole.names[:3])


def _many_languages(random: Random) -> Iterator[Sample]:
    for number in range(40):
        report = new_report(random, number, places=(f"vn.{number % 63}",))
        for language in random.sample(_HUNDRED, 12):
            yield f"{number}.{language}", str(number), _bare(translated(random, report, language, _POOR))


def _among_furniture(random: Random, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    strangers = [Quantity.of(Decimal(random.randrange(2, 900)), random.choice(("percent", "person"))) for _ in range(4)]
    return (*quantities, *strangers)


def _bare(signature: Signature) -> Signature:
    """What is left without address, origin, image and time."""
    return replace(signature, url=f"{signature.url}.txt".replace("https://", "file:"), slug=None, published_at=None)


if __name__ == "__main__":
    main()
