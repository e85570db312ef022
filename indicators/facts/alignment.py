"""Which figures of a story's articles state the same fact.

Articles are taken one after another, the original first, then the fullest: each figure joins the fact that it fits
best, at most one fact a figure and one figure a fact from each article, or makes a fact of its own. A figure is held
only against facts of about its size that stand at about its place, so the cost grows with the number of figures, not
with its square.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from math import floor, log

from indicators.facts.consensus import fact_of, rank
from indicators.figure import Figure, Interval
from indicators.observation import Fact, Statement
from indicators.periods.timespan import compatible

#: Kinds of counted things that translations confuse: "khách hàng" becomes clients, people, or households.
_CONFUSED_UNITS = frozenset({"household", "person", "customer"})
_MEASURES = frozenset({"percent", "times", "tonne"})
#: A mark or a magnitude word misread changes a value by exactly one of these.
_MISREAD = tuple(Decimal(10) ** power for power in (3, -3, 6, -6))
_BUCKET = log(1.1)  # facts are kept by size in steps of a tenth
_MOST_BUCKETS = 12  # an interval wider than that ("up to 100 million") is looked for at its printed value
_NEAREST = 8  # facts of one size that a figure is held against: those nearest in the text
_LEAST_FIT = 1.5


@dataclass(slots=True)
class Claim:
    """What one article says once: a figure, with its repetitions in the same article. `place` is from 0 to 1."""

    article_id: int
    statements: list[Statement]
    place: float

    @property
    def figure(self) -> Figure:
        """The figure that says it most exactly."""
        return self.statements[0].figure


@dataclass(slots=True)
class _Group:
    """Claims of different articles that state one fact; the first is the measure for those that follow."""

    claims: list[Claim] = field(default_factory=list)


def align(statements: Sequence[Statement]) -> tuple[Fact, ...]:
    """The facts that the articles of one story state, in order of text; the order of `statements` changes nothing.

    Every figure belongs to exactly one fact, also when nothing is known of it but its value.
    """
    index = _Index()
    for claims in sorted(_by_article(statements), key=_precedence):
        _join(claims, index)
    facts = [fact_of([claim.statements for claim in group.claims]) for group in index.groups]
    return _with_rivals(facts)


def _by_article(statements: Sequence[Statement]) -> Iterator[list[Claim]]:
    ordered = sorted(statements, key=lambda each: (each.article_id, each.figure.start, each.figure_id))
    for _, group in groupby(ordered, key=lambda each: each.article_id):
        yield claims_of(list(group))


def _precedence(claims: list[Claim]) -> tuple[bool, int, str, int]:
    first = claims[0].statements[0]
    return not first.is_original, -len(claims), first.figure.language, first.article_id


def claims_of(statements: Sequence[Statement]) -> list[Claim]:
    """The claims of one article: a figure repeated (headline and body) with equal labels is one claim."""
    last = max(statement.figure.end for statement in statements) or 1
    labelled: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        labelled[_labels(statement.figure)].append(statement)
    groups = [group for same in labelled.values() for group in _repeated(same)]
    claims = [
        Claim(group[0].article_id, sorted(group, key=rank), min(each.figure.start for each in group) / last)
        for group in _with_headlines(groups)
    ]
    return sorted(claims, key=lambda claim: (claim.place, claim.figure.end))


def _with_headlines(groups: list[list[Statement]]) -> list[list[Statement]]:
    """The groups, undated ones joined to the one dated group that says the same: headlines give no dates."""
    dated: dict[tuple[object, ...], list[list[Statement]]] = defaultdict(list)
    for group in groups:
        if group[0].figure.period is not None:
            dated[_undated(group[0].figure)].append(group)
    kept = []
    for group in groups:
        figure = group[0].figure
        rivals = dated.get(_undated(figure), []) if figure.period is None and figure.indicator != "other" else []
        same = [other for other in rivals[:_NEAREST] if other[0].figure.interval.meets(figure.interval)]
        if len(same) == 1:
            same[0].extend(group)
        else:
            kept.append(group)
    return kept


def _undated(figure: Figure) -> tuple[object, ...]:
    return _labels(figure)[:-1]


def _labels(figure: Figure) -> tuple[object, ...]:
    area = figure.area.code or figure.area.name if figure.area else None
    return (figure.unit, figure.per, figure.indicator, figure.programme, figure.statistic, area, figure.period)


def _repeated(statements: list[Statement]) -> Iterator[list[Statement]]:
    """Statements of equal labels, together where their values agree; unlabelled ones only where they are equal."""
    group: list[Statement] = []
    interval: Interval | None = None
    for statement in sorted(statements, key=lambda each: (_low(each.figure), rank(each))):
        figure = statement.figure
        if interval is not None and _repeats(group[-1].figure, interval, figure):
            interval = interval.narrowed(figure.interval)
            group.append(statement)
            continue
        if group:
            yield group
        group, interval = [statement], figure.interval
    if group:
        yield group


def _repeats(last: Figure, interval: Interval, figure: Figure) -> bool:
    if figure.indicator == "other" or figure.period is None:
        return (last.value, last.value_max) == (figure.value, figure.value_max) and interval.meets(figure.interval)
    return interval.meets(figure.interval)


def _low(figure: Figure) -> Decimal:
    return figure.interval.low if figure.interval.low is not None else figure.value


def _join(claims: list[Claim], index: "_Index") -> None:
    """Each claim of one article to its fact; best fits first."""
    fits = [
        (-fit, abs(claim.place - group.claims[0].place), number, position)
        for number, claim in enumerate(claims)
        for position, group in index.near(claim)
        if (fit := _fit(claim, group.claims[0])) >= _LEAST_FIT
    ]
    placed: set[int] = set()
    taken: set[int] = set()
    for _, _, number, position in sorted(fits):
        if number not in placed and position not in taken:
            placed.add(number)
            taken.add(position)
            index.groups[position].claims.append(claims[number])
    for number, claim in enumerate(claims):
        if number not in placed:
            index.found(claim)


def _fit(claim: Claim, other: Claim) -> float:
    """How well two claims fit one fact: value first, labels next, place in the text last."""
    one, two = claim.figure, other.figure
    value = _value_fit(one, two)
    if value <= 0:
        return 0
    return value + _label_fit(one, two) - 2 * abs(claim.place - other.place)


def _value_fit(one: Figure, two: Figure) -> float:
    digits = 0.5 * min(4, _digits(one.value))
    if one.unit != two.unit:
        confused = _counted(one) and _counted(two) and one.value == two.value and _digits(one.value) > 2
        return digits if confused and _may_be_one(one, two) else 0
    if (one.value, one.value_max) == (two.value, two.value_max):
        return 1.5 + digits
    if one.interval.meets(two.interval):
        return 2
    if two.value in one.readings or one.value in two.readings or _misread(one.value, two.value):
        return digits
    return 0


def _counted(figure: Figure) -> bool:
    """Whether the unit is a counted noun, not money or a ratio."""
    return figure.unit not in _MEASURES and not figure.unit.isupper()


def _may_be_one(one: Figure, two: Figure) -> bool:
    """Whether two counted nouns may be one: translations confuse some, and of an unlabelled one little is known."""
    return {one.unit, two.unit} <= _CONFUSED_UNITS or "other" in {one.indicator, two.indicator}


def _misread(one: Decimal, two: Decimal) -> bool:
    return bool(one) and any(one * factor == two for factor in _MISREAD)


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _label_fit(one: Figure, two: Figure) -> float:
    fit = 0.0
    labelled = "other" not in {one.indicator, two.indicator}
    if labelled:
        fit += 2 if one.indicator == two.indicator else -1.5
    if one.statistic == two.statistic:
        fit += 1
    else:
        fit -= 1.5 if labelled else 0.25  # an unlabelled figure's statistic is a guess
    if one.programme and two.programme:
        fit += 0.5 if one.programme == two.programme else -0.5
    if one.area and two.area:
        fit += 0.5 if one.area == two.area else -0.5
    if one.period and two.period:
        fit += 0.75 if compatible(one.period, two.period) else -0.75
    return fit


class _Index:
    """The facts found so far, by unit and size."""

    def __init__(self) -> None:
        self.groups: list[_Group] = []
        self._buckets: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)

    def found(self, claim: Claim) -> None:
        position = len(self.groups)
        self.groups.append(_Group([claim]))
        for key in _keys(claim.figure, _sizes(claim.figure)):
            insort(self._buckets[key], (claim.place, position))

    def near(self, claim: Claim) -> Iterator[tuple[int, _Group]]:
        """The facts that a claim is held against: of its size or of a misread one, nearest in the text."""
        figure = claim.figure
        values = (*figure.readings, *(figure.value * factor for factor in _MISREAD))
        sizes = {*_sizes(figure), *(_size(value) for value in values)}
        positions = {position for key in _keys(figure, sizes) for position in self._nearest(key, claim.place)}
        return ((position, self.groups[position]) for position in sorted(positions))

    def _nearest(self, key: tuple[str, int], place: float) -> Iterator[int]:
        bucket = self._buckets.get(key, [])
        middle = bisect_left(bucket, (place, 0))
        return (position for _, position in bucket[max(0, middle - _NEAREST) : middle + _NEAREST])


def _keys(figure: Figure, sizes: Iterable[int]) -> Iterator[tuple[str, int]]:
    unit = "count" if _counted(figure) else figure.unit
    return ((unit, size) for size in sizes)


def _sizes(figure: Figure) -> range | tuple[int, ...]:
    low, high = figure.interval.low, figure.interval.high
    if low is None or high is None or (low <= 0 <= high):
        return (_size(figure.value),)
    first, last = sorted((_size(low), _size(high)))
    return range(first, last + 1) if last - first < _MOST_BUCKETS else (_size(figure.value),)


def _size(value: Decimal) -> int:
    """The bucket of a value; a fall and a rise of one size share it, and are told apart by their values."""
    if not value or not value.is_finite():
        return 0
    return floor(float(abs(value).ln()) / _BUCKET)


def _with_rivals(facts: list[Fact]) -> tuple[Fact, ...]:
    """The facts, each knowing how many others of the story are of its series and period."""
    counts: dict[tuple[object, ...], int] = defaultdict(int)
    for fact in facts:
        counts[(fact.series, fact.period)] += 1
    return tuple(replace(fact, rivals=counts[(fact.series, fact.period)] - 1) for fact in facts)
