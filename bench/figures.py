"""Hold the figures that are read in a text against the gold."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.gold import GoldArticle, GoldFigure
from bench.measures import Score, share
from indicators.figure import Figure

#: What makes a quantity right, each part judged on figures found at the right place.
PARTS = ("value", "value_max", "unit", "qualifier")
#: What a figure is a figure of, judged on figures whose quantity is right.
LABELS = ("indicator", "programme", "statistic", "area", "period")


@dataclass(frozen=True)
class Error:
    """One thing that went wrong, for people: where, what was expected, what came."""

    doc: str
    kind: str
    raw: str
    expected: str
    got: str


@dataclass
class Tally:
    """Counts over some articles; scores are computed from them."""

    gold: int = 0
    returned: int = 0
    placed: int = 0
    right: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in the counts of other articles."""
        self.gold += other.gold
        self.returned += other.returned
        self.placed += other.placed
        self.right += other.right
        self.parts += other.parts
        self.labels += other.labels
        self.errors += other.errors

    @property
    def quantities(self) -> Score:
        """Of quantities with place, value, unit and qualifier all right."""
        return Score(share(self.right, self.returned), share(self.right, self.gold))

    @property
    def places(self) -> Score:
        """Of figures that overlap one of gold, whatever their value."""
        return Score(share(self.placed, self.returned), share(self.placed, self.gold))

    @property
    def surplus(self) -> float:
        """The share of returned figures that are no figures of the gold."""
        return 1 - share(self.placed, self.returned)

    def part(self, name: str) -> float:
        """How often one part of the quantity is right among figures at the right place."""
        return share(self.parts[name], self.placed)

    def label(self, name: str) -> float:
        """How often one label is right among figures whose quantity is right."""
        return share(self.labels[name], self.right)

    def as_json(self) -> dict[str, object]:
        """All scores by name."""
        return {
            "gold": self.gold,
            "returned": self.returned,
            "precision": round(self.quantities.precision, 4),
            "recall": round(self.quantities.recall, 4),
            "f1": round(self.quantities.f1, 4),
            "place_recall": round(self.places.recall, 4),
            "surplus": round(self.surplus, 4),
            **{name: round(self.part(name), 4) for name in PARTS},
            **{name: round(self.label(name), 4) for name in LABELS},
        }


def hold(article: GoldArticle, figures: Sequence[Figure]) -> Tally:
    """The tally of one article."""
    tally = Tally(gold=len(article.figures), returned=len(figures))
    pairs = paired(article.figures, figures)
    matched = {id(figure) for _, figure in pairs}
    for gold, figure in pairs:
        _compare(article.doc, gold, figure, tally)
    found = {id(gold) for gold, _ in pairs}
    tally.errors += [
        Error(article.doc, "missed", gold.raw, str(gold.value), "") for gold in article.figures if id(gold) not in found
    ]
    tally.errors += [
        Error(article.doc, "surplus", each.raw, "", f"{each.value} {each.unit}")
        for each in figures
        if id(each) not in matched
    ]
    return tally


def paired(gold: Sequence[GoldFigure], figures: Sequence[Figure]) -> list[tuple[GoldFigure, Figure]]:
    """Each gold figure with the returned one that overlaps it most; each of both once."""
    overlaps = sorted(_overlaps(gold, figures), key=lambda each: (-each[0], each[1], each[2]))
    golds: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for _, first, second in overlaps:
        if first not in golds and second not in taken:
            golds.add(first)
            taken.add(second)
            pairs.append((first, second))
    return [(gold[first], figures[second]) for first, second in sorted(pairs)]


def _overlaps(gold: Sequence[GoldFigure], figures: Sequence[Figure]) -> Iterable[tuple[int, int, int]]:
    for first, expected in enumerate(gold):
        for second, figure in enumerate(figures):
            common = min(expected.end, figure.end) - max(expected.start, figure.start)
            if common > 0:
                yield common, first, second


def _compare(doc: str, gold: GoldFigure, figure: Figure, tally: Tally) -> None:
    tally.placed += 1
    wrong = _differences(gold, figure, PARTS)
    tally.parts.update(name for name in PARTS if name not in wrong)
    tally.errors += [Error(doc, name, gold.raw, *sides) for name, sides in wrong.items()]
    if wrong:
        return
    tally.right += 1
    mislabelled = _differences(gold, figure, LABELS)
    tally.labels.update(name for name in LABELS if name not in mislabelled)
    tally.errors += [Error(doc, name, gold.raw, *sides) for name, sides in mislabelled.items()]


def _differences(gold: GoldFigure, figure: Figure, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    sides = {name: (_of_gold(gold, name), _of_figure(figure, name)) for name in names}
    return {name: (str(expected), str(got)) for name, (expected, got) in sides.items() if expected != got}


def _of_gold(gold: GoldFigure, name: str) -> object:
    return (gold.area, gold.area_level) if name == "area" else getattr(gold, name)


def _of_figure(figure: Figure, name: str) -> object:
    if name == "area":
        return (figure.area.name, str(figure.area.level)) if figure.area else (None, None)
    value = getattr(figure, name)
    return str(value) if name in {"qualifier", "statistic"} else value
