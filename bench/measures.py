"""Precision, recall and F1; of pairs and of clusters too."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1; a share of nothing is 1, since nothing went wrong."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def mean(scores: Sequence[Score]) -> Score:
    """The mean of some scores, precision and recall each by itself; of at least one."""
    count = len(scores)
    return Score(sum(score.precision for score in scores) / count, sum(score.recall for score in scores) / count)


def share(part: float, whole: float) -> float:
    """A part of a whole; 1 where there is no whole."""
    return part / whole if whole else 1.0


def pairwise(found: Mapping[str, Hashable], gold: Mapping[str, Hashable]) -> Score:
    """How many of the pairs put together belong together, and how many that belong together were put together."""
    items = found.keys() & gold.keys()
    both = _pairs(Counter((found[item], gold[item]) for item in items))
    together = _pairs(Counter(found[item] for item in items))
    belonging = _pairs(Counter(gold[item] for item in items))
    return Score(share(both, together), share(both, belonging))


def b_cubed(found: Mapping[str, Hashable], gold: Mapping[str, Hashable]) -> Score:
    """The same as seen by each item, averaged over items: large clusters do not drown small ones."""
    clusters, stories = _groups(found), _groups(gold)
    items = found.keys() & gold.keys()
    shared = {item: len(clusters[found[item]] & stories[gold[item]]) for item in items}
    precision = sum(shared[item] / len(clusters[found[item]] & items) for item in items)
    recall = sum(shared[item] / len(stories[gold[item]] & items) for item in items)
    return Score(share(precision, len(items)), share(recall, len(items)))


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _groups(labels: Mapping[str, Hashable]) -> dict[Hashable, set[str]]:
    groups: dict[Hashable, set[str]] = defaultdict(set)
    for item, label in labels.items():
        groups[label].add(item)
    return groups
