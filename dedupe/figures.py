"""Two articles' figures side by side: which agree, which stand in the same place with another value."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, log
from typing import NamedTuple

from dedupe import thresholds
from dedupe.evidence import Quantity
from dedupe.fingerprint import MOST_FIGURES

_LEAST_ARTICLES = 1_000
_BY_CHANCE = 2

_Gap = tuple[range, range]


class Weighed(NamedTuple):
    """A figure made ready for comparison: coarse kind of unit, significant digits, size, and what it tells (0 to 1)."""

    kind: str
    digits: str
    size: float
    weight: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the figures of two articles stand to each other, in weights (a telling figure weighs 1).

    `shared` are those that agree, `poorer` the whole of the side with less; `share` is shared / poorer. `order` (0 to
    1) is how much of what agrees stands in one order. `changed` are pairs of values in the same place that differ,
    `changed_inside` how many of them stand between figures that agree. `fewest` is how many figures of two
    and more digits the side with fewer has.
    """

    matched: int
    shared: float
    poorer: float
    order: float
    changed: tuple[tuple[str, str], ...]
    changed_weight: float
    changed_inside: int = 0
    fewest: int = 0

    @property
    def is_poor(self) -> bool:
        """Whether there are too few figures to tell two reports of a series apart."""
        return self.poorer < thresholds.ENOUGH_FIGURES and self.fewest < thresholds.MANY_FIGURES

    @property
    def share(self) -> float:
        """How much of the poorer side agrees, 0 to 1."""
        return self.shared / self.poorer if self.poorer else 0.0

    @property
    def changed_share(self) -> float:
        """How much of what stands in the same place differs, 0 to 1."""
        compared = self.shared + self.changed_weight
        return self.changed_weight / compared if compared else 0.0


def rarity(count: int, article_count: int) -> float:
    """What a key that `count` articles have tells, from 1 (a story's worth of articles) down to 0 (all of them)."""
    if count <= thresholds.FREE_COUNT:
        return 1.0
    most = max(article_count, _LEAST_ARTICLES, count + 1)
    return 1.0 - log(count / thresholds.FREE_COUNT) / log(most / thresholds.FREE_COUNT)


def weigh(quantities: Sequence[Quantity], told: Mapping[tuple[str, str], float]) -> tuple[Weighed, ...]:
    """The figures of an article with their weights, in text order, at most `MOST_FIGURES`.

    `told` gives what figures tell by kind and digits, from 0 to 1; a figure that is not in it is rare.
    """
    by_digits = thresholds.WEIGHT_OF_DIGITS
    most = len(by_digits) - 1
    return tuple(
        Weighed(kind, digits, size, by_digits[min(len(digits), most)] * told.get((kind, digits), 1.0))
        for kind, digits, size in quantities[:MOST_FIGURES]
        if isfinite(size)
    )


def compare(one: tuple[Weighed, ...], other: tuple[Weighed, ...]) -> Agreement:
    """Match the figures of two articles, each at most once; cost grows with n log n."""
    poorer = min(sum(figure.weight for figure in one), sum(figure.weight for figure in other))
    fewest = min(sum(1 for figure in side if len(figure.digits) > 1) for side in (one, other))
    matches = _same_digits(one, other)
    if _shared(one, other, matches) < thresholds.WORTH_A_LOOK * poorer:
        return Agreement(len(matches), _shared(one, other, matches), poorer, 0.0, (), 0.0, fewest=fewest)
    exact = _longest_rising(sorted(matches.items()))
    rounded = _rounded(one, other, matches)
    in_order = _longest_rising(sorted([*exact, *(pair for pair in rounded.items() if _fits(pair, exact))]))
    matches |= rounded
    kept = set(in_order)
    # Out of order, a figure of two digits is another that happens to be printed alike.
    matches = {at: to for at, to in matches.items() if (at, to) in kept or _is_sure(one[at], other[to])}
    gaps = _gaps(in_order, len(one), len(other))
    by_gap = [(gap, pair) for gap in gaps for pair in _changed(one, other, matches, gap)]
    changed = [pair for _, pair in by_gap]
    return Agreement(
        matched=len(matches),
        shared=min(_shared(one, other, matches), poorer),
        poorer=poorer,
        order=_order(matches, in_order),
        changed=tuple((one[at].digits, other[to].digits) for at, to in changed),
        changed_weight=sum(min(one[at].weight, other[to].weight) for at, to in changed),
        changed_inside=sum(1 for gap, _ in by_gap if gap[0].start > 0 and gap[0].stop < len(one)),
        fewest=fewest,
    )


def _fits(pair: tuple[int, int], anchors: list[tuple[int, int]]) -> bool:
    """Whether a pair of figures stands between the same anchors in both texts."""
    after = bisect_left(anchors, pair)
    is_late = after < len(anchors) and anchors[after][1] < pair[1]
    return not is_late and (after == 0 or anchors[after - 1][1] < pair[1])


def _is_sure(one: Weighed, other: Weighed) -> bool:
    return min(len(one.digits), len(other.digits)) > _BY_CHANCE


def _shared(one: tuple[Weighed, ...], other: tuple[Weighed, ...], matches: dict[int, int]) -> float:
    return sum(_quality(one[at], other[to]) for at, to in matches.items())


def _quality(one: Weighed, other: Weighed) -> float:
    weight = min(one.weight, other.weight)
    if one.digits != other.digits:
        return weight * thresholds.ROUNDED_QUALITY
    return weight if one.size == other.size else weight * thresholds.MAGNITUDE_QUALITY


def _same_digits(one: tuple[Weighed, ...], other: tuple[Weighed, ...]) -> dict[int, int]:
    """Figures of the same digits and kind; of several, first those of the same size, else in text order."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for to, figure in enumerate(other):
        places[figure.kind, figure.digits].append(to)
    matches: dict[int, int] = {}
    for at, figure in enumerate(one):
        free = places.get((figure.kind, figure.digits))
        if not free:
            continue
        same_size = next((to for to in free if other[to].size == figure.size), None)
        if same_size is None and len(figure.digits) < 2:
            continue
        found = free[0] if same_size is None else same_size
        free.remove(found)
        matches[at] = found
    return matches


def _rounded(one: tuple[Weighed, ...], other: tuple[Weighed, ...], matches: dict[int, int]) -> dict[int, int]:
    """Figures left over of which one is the other rounded or cut: 12,256 and 12,300, 81,907 and 81,000."""
    taken = set(matches.values())
    by_kind: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for to, figure in enumerate(other):
        if to not in taken:
            by_kind[figure.kind].append((figure.size, to))
    for sizes in by_kind.values():
        sizes.sort()
    found: dict[int, int] = {}
    for at, figure in enumerate(one):
        if at not in matches and (nearest := _nearest(figure, by_kind[figure.kind], other)) is not None:
            found[at] = nearest
            by_kind[figure.kind].remove((other[nearest].size, nearest))
    return found


def _nearest(figure: Weighed, sizes: list[tuple[float, int]], other: tuple[Weighed, ...]) -> int | None:
    middle = bisect_left(sizes, (figure.size, -1))
    near = [to for _, to in sizes[max(0, middle - 1) : middle + 1] if _is_rounding(figure, other[to])]
    return min(near, key=lambda to: abs(other[to].size - figure.size), default=None)


def _is_rounding(one: Weighed, other: Weighed) -> bool:
    coarse, fine = (one, other) if len(one.digits) < len(other.digits) else (other, one)
    if len(coarse.digits) == len(fine.digits) or not coarse.size or not fine.size:
        return False
    last_place = 1.0 / float(coarse.digits)  # one unit of the last digit kept, relative to the value
    return abs(coarse.size - fine.size) / coarse.size < min(last_place, thresholds.ROUNDED_WITHIN)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of matches that stand in the same order in both texts."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for index, (_, to) in enumerate(pairs):
        length = bisect_left(tails, to)
        before.append(tail_at[length - 1] if length else -1)
        tails[length : length + 1] = [to]
        tail_at[length : length + 1] = [index]
    run: list[tuple[int, int]] = []
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _order(matches: dict[int, int], in_order: list[tuple[int, int]]) -> float:
    """The better of: matches in one order, and neighbours that stay neighbours (a moved paragraph breaks the first)."""
    if len(matches) < 2:
        return 0.0
    paired = sorted(matches.items())
    kept = sum(1 for (_, left), (_, right) in pairwise(paired) if 0 < right - left <= 2)
    return max(len(in_order) / len(matches), kept / (len(matches) - 1))


def _gaps(anchors: list[tuple[int, int]], ends_one: int, ends_other: int) -> list[_Gap]:
    """What lies between neighbouring anchors where both sides have something; without anchors there is no place."""
    bounds = [(-1, -1), *anchors, (ends_one, ends_other)] if anchors else []
    return [(range(a + 1, b), range(x + 1, y)) for (a, x), (b, y) in pairwise(bounds) if b - a > 1 and y - x > 1]


def _changed(
    one: tuple[Weighed, ...], other: tuple[Weighed, ...], matches: dict[int, int], gap: _Gap
) -> list[tuple[int, int]]:
    """Figures of one gap that stand for each other with different values, in order.

    The same kinds on both sides are enough between two anchors. Before the first and after the last anchor there may be
    furniture, so there they have to be of several kinds.
    """
    taken = set(matches.values())
    left = [at for at in gap[0] if at not in matches]
    right = [to for to in gap[1] if to not in taken]
    kinds = [one[at].kind for at in left]
    is_inner = gap[0].start > 0 and gap[0].stop < len(one)
    if (is_inner or len(set(kinds)) > 1) and kinds == [other[to].kind for to in right]:
        return [pair for pair in zip(left, right, strict=True) if _tell(one[pair[0]], other[pair[1]])]
    within = thresholds.CHANGED_WITHIN if gap[0].stop < len(one) else thresholds.CHANGED_WITHIN_TAIL
    return _near_values(one, other, left, right, within)


def _near_values(
    one: tuple[Weighed, ...], other: tuple[Weighed, ...], left: list[int], right: list[int], within: float
) -> list[tuple[int, int]]:
    """Where figures were lost on a side, only values of one kind and size stand for each other."""
    pairs: list[tuple[int, int]] = []
    after = 0
    for at in left:
        near = (index for index in range(after, len(right)) if _is_near(one[at], other[right[index]], within))
        if (index := next(near, None)) is not None:
            pairs.append((at, right[index]))
            after = index + 1
    return pairs


def _is_near(one: Weighed, other: Weighed, within: float) -> bool:
    is_near = one.size <= other.size * within and other.size <= one.size * within
    return is_near and one.kind == other.kind and _tell(one, other)


def _tell(one: Weighed, other: Weighed) -> bool:
    return min(one.weight, other.weight) > 0 and one.digits != other.digits
