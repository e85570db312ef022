"""What each quantity of a text is a figure of: all dimensions brought together, with the words that told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.areas.places import Place, Places
from indicators.arithmetic.account import account_of
from indicators.arithmetic.checks import check_arithmetic
from indicators.catalogue import OTHER, Catalogue
from indicators.figure import Evidence, Figure, Interval, Qualifier, Statistic
from indicators.labels.conditions import CEILING, PRIVATE, find_conditions
from indicators.labels.cues import cues_of
from indicators.labels.indicators import Labeller, build_labeller
from indicators.labels.nearest import Label
from indicators.labels.programmes import Programme, Programmes, find_programmes
from indicators.labels.statistics import Cue
from indicators.language import Language
from indicators.periods.periods import Period
from indicators.periods.timeline import Timeline, build_timeline
from indicators.quantities.qualifiers import bounds_of
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.normalise import Plain
from indicators.words.passages import Passages

_NO_PLACE = Place(None, 0.9)
_CUE_CONFIDENCE = 0.8
_ONE = Decimal(1)
_LONG = 2  # power of ten from above which a value is written without decimals
_OF_LOANS = frozenset({"VND", "percent", "year", "month"})  # units of a loan's terms


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what was found in it so far."""

    text: str
    plain: Plain
    language: Language
    matches: Sequence[Match]
    passages: Passages
    quantities: Sequence[Quantity]


@dataclass(frozen=True, slots=True)
class _Description:
    """The dimensions of one quantity, before they become a figure."""

    label: Label
    statistic: Statistic
    programme: Programme
    place: Place
    period: Period | None
    cue: Cue
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class _Dimensions:
    """What was found for each quantity, by its index."""

    catalogue: Catalogue
    quantities: Sequence[Quantity]
    cues: Sequence[Cue]
    conditions: Sequence[str | None]
    labels: Sequence[Label]
    programmes: Sequence[Programme]
    places: Places
    timeline: Timeline

    def describe(self, index: int) -> _Description:
        quantity, condition = self.quantities[index], self.conditions[index]
        ceiling = condition == CEILING and quantity.qualifier is Qualifier.EXACT
        everywhere = condition is not None or not self.catalogue.indicators[self.labels[index].code].place
        return _Description(
            label=self.labels[index],
            statistic=self._statistic(index),
            programme=self.programmes[index],
            place=_NO_PLACE if everywhere else self.places.of(index),
            period=self._own_period(index) if condition == PRIVATE else self._period(index),
            cue=self.cues[index],
            qualifier=Qualifier.UP_TO if ceiling else quantity.qualifier,
        )

    def _statistic(self, index: int) -> Statistic:
        quantity, label = self.quantities[index], self.labels[index]
        indicator = self.catalogue.indicators[label.code]
        statistic = label.statistic or self.cues[index].statistic
        if self.conditions[index] is not None and quantity.unit == "percent":
            return Statistic.SHARE
        if self.conditions[index] is not None or (statistic is Statistic.AVERAGE and not indicator.place):
            return Statistic.LEVEL
        foreign = bool(indicator.units) and quantity.unit not in indicator.units
        if quantity.unit == "percent" and statistic is Statistic.LEVEL and (indicator.shares or foreign):
            return Statistic.SHARE
        return statistic

    def _own_period(self, index: int) -> Period | None:
        """The period of one family's figure: what its sentence tells; of a further sum only behind the first."""
        quantity, since = self.quantities[index], 0
        if index and self.conditions[index - 1] == PRIVATE:
            earlier = self.quantities[index - 1]
            if earlier.unit == quantity.unit and self.timeline.together(earlier.start, quantity.start):
                since = earlier.end
        return self.timeline.own_of(index, quantity.start, since=since)

    def _period(self, index: int) -> Period | None:
        quantity = self.quantities[index]
        label, condition = self.labels[index], self.conditions[index]
        flow = self.catalogue.indicators[label.code].flow
        period = self.timeline.period_of(index, quantity.start, quantity.end, flow=flow)
        if label.code == OTHER and label.phrase and condition is None:
            # What no indicator names may be of a date or of months.
            told = self.timeline.period_of(index, quantity.start, quantity.end, flow=True)
            period = told if period is None or (told is not None and told.flow) else period
        if period is not None and period.flow and condition is not None:
            return None  # what can be borrowed is no sum over months
        if period is not None and self.cues[index].averaged and (code := self.timeline.covered(quantity.start)):
            return replace(period, code=code, flow=True)
        return period


def describe(
    document: Document, *, catalogue: Catalogue, periods: Sequence[Period], places: Places, title: Sequence[Match]
) -> tuple[Figure, ...]:
    """Turn the quantities of a text into figures, in text order; `title` are phrases of a title outside of it."""
    quantities, passages = document.quantities, document.passages
    cues = cues_of(document.quantities, document.matches, document.plain.folded, passages)
    told = find_conditions(quantities, document.matches, passages)
    labeller = build_labeller(
        catalogue,
        passages,
        document.matches,
        quantities,
        cues,
        folded=document.plain.folded,
        language=document.language,
    )
    labels, conditions = _labels(labeller, cues, told)
    programmes = find_programmes(document.matches, passages, quantities, title)
    dimensions = _Dimensions(
        catalogue=catalogue,
        quantities=quantities,
        cues=cues,
        conditions=conditions,
        labels=labels,
        programmes=_programmes(programmes, labels, conditions, catalogue),
        places=places,
        timeline=_timeline(document, periods, cues),
    )
    figures = [_figure(quantity, dimensions.describe(index), document) for index, quantity in enumerate(quantities)]
    account = account_of(
        figures,
        quantities=quantities,
        cues=cues,
        passages=passages,
        phrases=labeller.nearness.phrases,
        wholes=labeller.wholes,
        matches=document.matches,
        folded=document.plain.folded,
        catalogue=catalogue,
    )
    return check_arithmetic(account)


def _timeline(document: Document, periods: Sequence[Period], cues: Sequence[Cue]) -> Timeline:
    return build_timeline(
        periods,
        [(quantity.start, quantity.end) for quantity in document.quantities],
        origins=frozenset(index for index, cue in enumerate(cues) if cue.origin),
        based=frozenset(index for index, quantity in enumerate(document.quantities) if quantity.unit == "times"),
        changes=frozenset(index for index, cue in enumerate(cues) if cue.statistic is Statistic.CHANGE),
        against=frozenset(index for index, cue in enumerate(cues) if cue.against is not None),
        genitives=_genitives(document.matches),
        folded=document.plain.folded,
        passages=document.passages,
    )


def _genitives(matches: Sequence[Match]) -> dict[int, list[int]]:
    """Where words of possession begin, by where they end: of ones within each other all (2022 के अंत के)."""
    begun: dict[int, list[int]] = {}
    for match in matches:
        if match.entry.dimension == "possessive":
            begun.setdefault(match.end, []).append(match.start)
    return begun


def _labels(
    labeller: Labeller, cues: Sequence[Cue], told: Sequence[str | None]
) -> tuple[list[Label], list[str | None]]:
    """The labels, and the conditions with those of sums that only one borrower can have."""
    labels: list[Label] = []
    conditions = list(told)
    for index, cue in enumerate(cues):
        if conditions[index] is not None:
            labels.append(Label(OTHER, 0.8))
        elif cue.against is not None or (labels and cues[index - 1] is cue):
            labels.append(labels[index - 1 if cue.against is None else cue.against])
        else:
            label = labeller.label(index, cue, labels)
            goes_on = labeller.goes_on_personal(index, conditions)
            personal = goes_on or (cue.statistic is Statistic.LEVEL and labeller.is_personal(label, index))
            conditions[index] = PRIVATE if personal else None
            labels.append(Label(OTHER, 0.8) if personal else label)
    return labels, conditions


def _programmes(
    programmes: Programmes, labels: Sequence[Label], conditions: Sequence[str | None], catalogue: Catalogue
) -> list[Programme]:
    found: list[Programme] = []
    carried, paragraph = programmes.heading, -1
    for index, label in enumerate(labels):
        quantity = programmes.quantities[index]
        if programmes.passages.paragraph(quantity.start) != paragraph:
            paragraph, carried = programmes.passages.paragraph(quantity.start), programmes.heading
        indicator = catalogue.indicators[label.code]
        condition = (conditions[index] is not None and quantity.unit in _OF_LOANS) or not indicator.place
        # One family's loan is of a programme only where its own sentence or the whole text says so.
        before = programmes.topic if conditions[index] == PRIVATE else carried
        programme = programmes.of(index, indicator, condition=condition, carried=before)
        if indicator.programmes and programme.phrase is not None:
            carried = Programme(programme.code, 0.5, programme.phrase)
        found.append(programme)
    return found


def _figure(quantity: Quantity, described: _Description, document: Document) -> Figure:
    start, end = document.plain.origin(quantity.start, quantity.end)
    low, high = bounds_of(quantity, described.qualifier)
    value, value_max = quantity.amount.value, quantity.value_max
    if described.statistic is Statistic.CHANGE and described.cue.sign < 0:
        low, high = -high, -low
        value, value_max = (-value, None) if value_max is None else (-value_max, -value)
    return Figure(
        start=start,
        end=end,
        raw=document.text[start:end],
        value=_written_out(value),
        value_max=None if value_max is None else _written_out(value_max),
        interval=Interval(_written_out(low), _written_out(high)),
        unit=quantity.unit or "",
        qualifier=described.qualifier,
        indicator=described.label.code,
        programme=described.programme.code,
        statistic=described.statistic,
        area=described.place.area,
        period=described.period.code if described.period else None,
        language=document.language.code,
        per=quantity.per,
        confidence=described.label.confidence,
        readings=() if quantity.amount.other is None else (_written_out(quantity.amount.other),),
        evidence=tuple(_evidence(described, document)),
    )


def _written_out(value: Decimal) -> Decimal:
    """The same value without an exponent (5.0E+7 as 50000000); printed decimals stay as they are (6.60)."""
    return value.quantize(_ONE) if value.adjusted() > _LONG and value == value.to_integral_value() else +value


def _evidence(described: _Description, document: Document) -> Iterator[Evidence]:
    """The words that gave each label; a dimension without words of its own is left out."""
    label, programme, place, period = described.label, described.programme, described.place, described.period
    area = (place.area.code or place.area.name) if place.area else ""
    told = (
        ("indicator", label.code, label.confidence, _span(label.phrase)),
        ("programme", programme.code or "", programme.confidence, _span(programme.phrase)),
        ("statistic", described.statistic, _CUE_CONFIDENCE, _span(described.cue.word)),
        ("area", area, place.confidence, place.span),
        ("period", period.code if period else "", _CUE_CONFIDENCE, (period.start, period.end) if period else None),
    )
    for dimension, code, confidence, span in told:
        if span is not None:
            start, end = document.plain.origin(*span)
            yield Evidence(dimension, str(code), confidence, document.text[start:end], start, end)


def _span(match: Match | None) -> tuple[int, int] | None:
    return (match.start, match.end) if match else None
