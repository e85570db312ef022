"""What the translations of one report agree on about one fact: votes, weighted by how sure each is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from math import prod
from typing import TypeVar

from indicators.figure import Area, Figure, Interval
from indicators.observation import Fact, Series, Statement
from indicators.periods.timespan import compatible, timespan

#: The original knows what the translations guess at.
_ORIGINAL = 1.6
#: A label left open is a weak vote for being open: two translations in six that know better are believed.
_OPEN = 0.3
#: Values compared in full; a story has some dozens of articles, and more copies would only repeat them.
_MOST_VALUES = 200

Label = TypeVar("Label")
Ballot = tuple[Statement, float]


def rank(statement: Statement) -> tuple[Decimal, float, int, int]:
    """Order of the statements of one claim: the most exact first."""
    figure = statement.figure
    return _width(figure.interval), -figure.confidence, figure.start, statement.figure_id


def fact_of(claims: Sequence[Sequence[Statement]]) -> Fact:
    """The fact that claims of different articles state, each claim's most exact statement first."""
    votes = sorted((claim[0] for claim in claims), key=_precedence)
    ballots = [(vote, weight(vote)) for vote in votes]
    labelled = [ballot for ballot in ballots if ballot[0].figure.indicator != "other"]
    unit = _voted(labelled or ballots, lambda figure: figure.unit)
    value, interval, agreeing = _value(ballots)
    area = _area(ballots)
    series = Series(
        indicator=_voted(ballots, lambda figure: figure.indicator, open_label="other"),
        programme=_voted(ballots, lambda figure: figure.programme),
        statistic=_voted(labelled or ballots, lambda figure: figure.statistic),
        unit=unit,
        area_code=(area.code or area.name) if area else None,
    )
    period = _period(ballots)
    statements = [statement for claim in claims for statement in claim]
    published = [statement.published_at for statement in statements if statement.published_at]
    return Fact(
        series=series,
        area_name=area.name if area else None,
        period=period,
        value=value.value,
        value_max=value.value_max,
        interval=interval,
        figure_ids=tuple(sorted(statement.figure_id for statement in statements)),
        languages=tuple(dict.fromkeys(vote.figure.language for vote in votes)),
        confidence=_confidence(ballots, agreeing),
        origin=_origin(ballots),
        dissent=tuple(dict.fromkeys(_dissent(votes, agreeing, series, area, period))),
        observation_ids=tuple(sorted({each.observation_id for each in statements if each.observation_id is not None})),
        published_at=min(published, default=None),
    )


def weight(statement: Statement) -> float:
    """How much a statement's vote counts."""
    sure = 0.5 + min(1.0, max(0.0, statement.figure.confidence))
    return sure * (_ORIGINAL if statement.is_original else 1.0)


def _precedence(statement: Statement) -> tuple[bool, str, int, int]:
    return not statement.is_original, statement.figure.language, statement.article_id, statement.figure_id


def _width(interval: Interval) -> Decimal:
    if interval.low is None or interval.high is None:
        return Decimal("Infinity")
    return interval.high - interval.low


def _voted(ballots: Iterable[Ballot], label: Callable[[Figure], Label], *, open_label: object = None) -> Label:
    """The label with the most votes; of equals the one that comes first, which is the original's."""
    counts: dict[Label, float] = defaultdict(float)
    for statement, votes in ballots:
        found = label(statement.figure)
        counts[found] += votes * (_OPEN if found == open_label else 1.0)
    return max(counts, key=lambda found: round(counts[found], 6))


def _area(ballots: Sequence[Ballot]) -> Area | None:
    """The place by code, or by name where no translation knows a code."""
    key = _voted(ballots, lambda figure: _area_key(figure.area))
    areas = [ballot[0].figure.area for ballot in ballots]
    return next((area for area in areas if area and _area_key(area) == key), None)


def _area_key(area: Area | None) -> str | None:
    return (area.code or area.name) if area else None


def _period(ballots: Sequence[Ballot]) -> str | None:
    """The period that most votes agree with, in its most precise form."""
    winner = _voted(ballots, lambda figure: figure.period)
    while winner is not None:
        finer = [ballot for ballot in ballots if _finer(ballot[0].figure.period, winner)]
        if not finer:
            break
        winner = _voted(finer, lambda figure: figure.period)
    return winner


def _finer(period: str | None, than: str) -> bool:
    if period is None or not compatible(period, than):
        return False
    one, other = timespan(period), timespan(than)
    return one is not None and other is not None and one != other and other.contains(one)


def _value(ballots: Sequence[Ballot]) -> tuple[Figure, Interval, frozenset[int]]:
    """The value that most votes agree with: its most exact figure, the common interval, and who agrees."""
    best = max(_distinct(ballots), key=lambda figure: round(_support(figure, ballots), 6))
    agreeing = [ballot for ballot in ballots if ballot[0].figure.interval.meets(best.interval)]
    interval = best.interval
    for statement, _ in sorted(agreeing, key=lambda ballot: -ballot[1]):
        if interval.meets(statement.figure.interval):
            interval = interval.narrowed(statement.figure.interval)
    exact = [statement for statement, _ in agreeing if statement.figure.interval.meets(interval)]
    value = min(exact, key=lambda statement: _width(statement.figure.interval)).figure
    return value, interval, frozenset(statement.figure_id for statement, _ in agreeing)


def _distinct(ballots: Sequence[Ballot]) -> list[Figure]:
    """One figure for each interval stated, the most exact first."""
    figures = {ballot[0].figure.interval: ballot[0].figure for ballot in reversed(ballots)}
    order = {ballot[0].figure.interval: number for number, ballot in reversed(list(enumerate(ballots)))}
    ranked = sorted(figures.values(), key=lambda figure: (_width(figure.interval), order[figure.interval]))
    return ranked[:_MOST_VALUES]


def _support(figure: Figure, ballots: Iterable[Ballot]) -> float:
    return sum(votes for statement, votes in ballots if statement.figure.interval.meets(figure.interval))


def _confidence(ballots: Sequence[Ballot], agreeing: frozenset[int]) -> float:
    """How sure the fact is: the chance that not all who agree are wrong, less what the others say."""
    doubts = prod(1 - min(0.99, ballot[0].figure.confidence) for ballot in ballots if ballot[0].figure_id in agreeing)
    for_it = sum(votes for statement, votes in ballots if statement.figure_id in agreeing)
    return round((1 - doubts) * for_it / sum(votes for _, votes in ballots), 4)


def _origin(ballots: Sequence[Ballot]) -> str:
    """The outlet of the original, else the one that most articles name."""
    originals = [ballot for ballot in ballots if ballot[0].is_original]
    counts: dict[str, float] = defaultdict(float)
    for statement, votes in originals or ballots:
        counts[statement.origin] += votes
    return min(counts, key=lambda origin: (-round(counts[origin], 6), origin))


def _dissent(
    votes: Sequence[Statement], agreeing: frozenset[int], series: Series, area: Area | None, period: str | None
) -> Iterator[str]:
    """What single translations say otherwise; a label left open is no dissent."""
    for vote in votes:
        figure = vote.figure
        if vote.figure_id not in agreeing:
            yield f"{figure.language}: value {figure.value:f}"
        if figure.unit != series.unit and figure.indicator != "other":
            yield f"{figure.language}: unit {figure.unit}"
        if figure.indicator not in {"other", series.indicator}:
            yield f"{figure.language}: indicator {figure.indicator}"
        if figure.programme not in {None, series.programme}:
            yield f"{figure.language}: programme {figure.programme}"
        if figure.statistic != series.statistic and figure.indicator != "other":
            yield f"{figure.language}: statistic {figure.statistic}"
        if figure.area and _area_key(figure.area) != _area_key(area):
            yield f"{figure.language}: area {figure.area.name}"
        if figure.period and (period is None or not compatible(figure.period, period)):
            yield f"{figure.language}: period {figure.period}"
