"""What each quantity of a text is a figure of: all dimensions brought together, with the words that told."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.catalogue import OTHER, Catalogue
from indicators.figure import Evidence, Figure, Interval, Qualifier, Statistic
from indicators.labels import Label, Labeller, build_labeller
from indicators.language import Language
from indicators.lexicon import Match
from indicators.normalise import Plain
from indicators.passages import Passages
from indicators.periods import Period, Timeline, build_timeline
from indicators.places import Place, Places
from indicators.programmes import Programme, Programmes, find_programmes
from indicators.quantities import Quantity, interval_of
from indicators.statistics import Cue, find_cues

_CONDITION_REACH = 80
_JOINED_REACH = 70
_CEILING_BELOW = Decimal(1_000_000_000)  # dong; what one household can borrow stays well below
_NO_PLACE = Place(None, 0.9)


@dataclass(frozen=True, slots=True)
class _Description:
    """The dimensions of one quantity, before they become a figure."""

    label: Label
    statistic: Statistic
    sign: int
    programme: Programme
    place: Place
    period: Period | None
    cue: Cue
    qualifier: Qualifier


def describe(
    quantities: Sequence[Quantity],
    plain: Plain,
    text: str,
    language: Language,
    catalogue: Catalogue,
    matches: Sequence[Match],
    passages: Passages,
    periods: Sequence[Period],
    places: Places,
    title: Sequence[Match],
) -> tuple[Figure, ...]:
    """Turn quantities into figures, in text order."""
    cues = _cues(quantities, matches, plain, passages)
    conditions = _conditions(quantities, matches, passages)
    labels = _labels(build_labeller(catalogue, passages, matches, quantities), cues, conditions)
    origins = frozenset(index for index, cue in enumerate(cues) if cue.origin)
    based = frozenset(index for index, quantity in enumerate(quantities) if quantity.unit == "times")
    changes = frozenset(index for index, cue in enumerate(cues) if cue.statistic is Statistic.CHANGE)
    spans = [(quantity.start, quantity.end) for quantity in quantities]
    timeline = build_timeline(periods, spans, origins, based, changes, plain.folded, passages)
    programmes = _programmes(
        find_programmes(matches, passages, quantities, title), labels, conditions, catalogue, passages
    )
    figures = []
    for index, quantity in enumerate(quantities):
        description = _description(
            index,
            quantity,
            labels[index],
            cues[index],
            programmes[index],
            conditions[index],
            catalogue,
            places,
            timeline,
        )
        figures.append(_figure(quantity, description, plain, text, language))
    return tuple(figures)


def _cues(quantities: Sequence[Quantity], matches: Sequence[Match], plain: Plain, passages: Passages) -> list[Cue]:
    cues = find_cues(matches, plain.folded, passages)
    found: list[Cue] = []
    for index, quantity in enumerate(quantities):
        previous = quantities[index - 1] if index else None
        following = quantities[index + 1].start if index + 1 < len(quantities) else len(plain.folded)
        cue = cues.of(quantity, previous.end if previous else 0, following)
        # "an increase of 171.2 billion (3.71 %)": the bracket says the same in per cent.
        bracketed = (
            previous and plain.folded[previous.end : quantity.start].strip() == "(" and quantity.unit == "percent"
        )
        if bracketed and found[-1].statistic is Statistic.CHANGE:
            cue = found[-1]
        found.append(cue)
    return found


def _conditions(quantities: Sequence[Quantity], matches: Sequence[Match], passages: Passages) -> list[str | None]:
    """For each quantity whether it is a loan's ceiling or one family's affair, by the words before it."""
    scopes = [match for match in matches if match.entry.dimension == "scope"]
    starts = [scope.start for scope in scopes]
    found: list[str | None] = []
    for index, quantity in enumerate(quantities):
        floor = max(quantities[index - 1].end if index else 0, quantity.start - _CONDITION_REACH)
        near = scopes[bisect_left(starts, floor) : bisect_left(starts, quantity.end)]
        near = [scope for scope in near if passages.sentence(scope.start) == passages.sentence(quantity.start)]
        found.append(_condition(quantity, near[-1].entry.code if near else None, index, quantities, found, passages))
    return found


def _condition(
    quantity: Quantity,
    scope: str | None,
    index: int,
    quantities: Sequence[Quantity],
    earlier: Sequence[str | None],
    passages: Passages,
) -> str | None:
    money = quantity.unit is not None and quantity.unit.isupper()
    small = money and quantity.amount.value < _CEILING_BELOW
    if quantity.unit == "percent" or (scope == "ceiling" and not small):
        return None
    if scope is not None:
        return scope
    if small and quantity.qualifier is Qualifier.UP_TO:
        return "ceiling"
    before = quantities[index - 1] if index else None
    joined = before and passages.sentence(before.start) == passages.sentence(quantity.start)
    if before is None or not joined or quantity.start - before.end > _JOINED_REACH:
        return None
    return earlier[-1] if small or earlier[-1] == "private" else None


def _labels(labeller: Labeller, cues: Sequence[Cue], conditions: Sequence[str | None]) -> list[Label]:
    labels: list[Label] = []
    for index, cue in enumerate(cues):
        if conditions[index] is not None:
            labels.append(Label(OTHER, 0.8))
        elif labels and cues[index - 1] is cue:
            labels.append(labels[-1])
        else:
            labels.append(labeller.label(index, cue, labels))
    return labels


def _programmes(
    programmes: Programmes,
    labels: Sequence[Label],
    conditions: Sequence[str | None],
    catalogue: Catalogue,
    passages: Passages,
) -> list[Programme]:
    found: list[Programme] = []
    carried, paragraph = programmes.heading, -1
    for index, label in enumerate(labels):
        start = programmes.quantities[index].start
        if passages.paragraph(start) != paragraph:
            paragraph, carried = passages.paragraph(start), programmes.heading
        indicator = catalogue.indicators[label.code]
        money = programmes.quantities[index].unit == "VND"
        condition = (conditions[index] is not None and money) or not indicator.place
        programme = programmes.of(index, indicator, condition=condition, carried=carried)
        if indicator.programmes and programme.phrase is not None:
            carried = Programme(programme.code, 0.5, programme.phrase)
        found.append(programme)
    return found


def _description(
    index: int,
    quantity: Quantity,
    label: Label,
    cue: Cue,
    programme: Programme,
    condition: str | None,
    catalogue: Catalogue,
    places: Places,
    timeline: Timeline,
) -> _Description:
    indicator = catalogue.indicators[label.code]
    statistic = label.statistic or cue.statistic
    if condition is not None:
        statistic = Statistic.LEVEL
    elif (
        quantity.unit == "percent"
        and statistic is Statistic.LEVEL
        and (indicator.shares or _foreign(quantity, indicator.units))
    ):
        statistic = Statistic.SHARE
    if statistic is Statistic.AVERAGE and not indicator.place:
        statistic = Statistic.LEVEL
    period = None
    if condition != "private":
        period = timeline.period_of(index, quantity.start, quantity.end, flow=indicator.flow)
        if cue.averaged and period is not None and (span := timeline.covered(quantity.start)):
            period = replace(period, code=span, flow=True)
    qualifier = quantity.qualifier
    if condition == "ceiling" and qualifier is Qualifier.EXACT:
        qualifier = Qualifier.UP_TO
    return _Description(
        label=label,
        statistic=statistic,
        sign=cue.sign if statistic is Statistic.CHANGE else 1,
        programme=programme,
        place=_NO_PLACE if condition is not None or not indicator.place else places.of(index),
        period=period,
        cue=cue,
        qualifier=qualifier,
    )


def _foreign(quantity: Quantity, units: Sequence[str]) -> bool:
    return bool(units) and quantity.unit not in units


def _figure(quantity: Quantity, described: _Description, plain: Plain, text: str, language: Language) -> Figure:
    start, end = plain.origin(quantity.start, quantity.end)
    interval = interval_of(quantity, described.qualifier)
    value, value_max = quantity.amount.value, quantity.value_max
    if described.sign < 0:
        interval = Interval(_negative(interval.high), _negative(interval.low))
        value, value_max = (-value, None) if value_max is None else (-value_max, -value)
    return Figure(
        start=start,
        end=end,
        raw=text[start:end],
        value=_plain(value),
        value_max=None if value_max is None else _plain(value_max),
        interval=Interval(*(None if end is None else _plain(end) for end in (interval.low, interval.high))),
        unit=quantity.unit or "",
        qualifier=described.qualifier,
        indicator=described.label.code,
        programme=described.programme.code,
        statistic=described.statistic,
        area=described.place.area,
        period=described.period.code if described.period else None,
        language=language.code,
        per=quantity.per,
        confidence=described.label.confidence,
        readings=(_plain(quantity.amount.other),) if quantity.amount.other is not None else (),
        evidence=tuple(_evidence(described, plain, text)),
    )


def _plain(value: Decimal) -> Decimal:
    """The same value written without an exponent: 5.0E+7 as 50000000."""
    written = f"{value:f}"
    return Decimal(
        written.rstrip("0").rstrip(".") if value == value.to_integral_value() and "." in written else written
    )


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def _evidence(described: _Description, plain: Plain, text: str) -> list[Evidence]:
    """The words that gave each label; a dimension without words of its own is left out."""
    told: list[tuple[str, str, float, tuple[int, int] | None]] = [
        ("indicator", described.label.code, described.label.confidence, _span(described.label.phrase)),
        (
            "programme",
            described.programme.code or "",
            described.programme.confidence,
            _span(described.programme.phrase),
        ),
        ("statistic", described.statistic, 0.8, _span(described.cue.word)),
        ("area", _area_code(described.place), described.place.confidence, described.place.span),
    ]
    if described.period is not None:
        told.append(("period", described.period.code, 0.8, (described.period.start, described.period.end)))
    evidence = []
    for dimension, code, confidence, span in told:
        if span is not None:
            start, end = plain.origin(*span)
            evidence.append(Evidence(dimension, code, confidence, text[start:end], start, end))
    return evidence


def _area_code(place: Place) -> str:
    return (place.area.code or place.area.name) if place.area else ""


def _span(match: Match | None) -> tuple[int, int] | None:
    return (match.start, match.end) if match else None
