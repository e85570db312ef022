"""Plausibility: why a value may be wrong though it was read as it is printed. A doubt stops nothing; it asks a person.

Each check compares intervals, so that a rounded value is never doubted, and speaks only where two values must fit: a
level beside the same series near in time, a sum that grows beside its earlier state, a part beside its whole. Of two
that do not fit, the one that came later is doubted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from indicators.catalogue import OTHER, Catalogue
from indicators.figure import Interval, Statistic
from indicators.observation import Judgement, Known, Series
from indicators.periods.timespan import Timespan, compatible, same_period, timespan

#: Powers of ten that a reading or a translation loses or adds, and how near to one a jump has to be.
_LOST: Final = (Decimal(10), Decimal(1000), Decimal(10**6))
_NEAR_POWER: Final = Decimal("1.25")
#: A jump is looked for between values this near in time, in days, and not where a handful of things becomes dozens.
_JUMP_DAYS: Final = 3 * 366
_FEWEST: Final = 10
_HUNDRED: Final = Decimal(100)


def doubts(one: Known, known: Sequence[Known], catalogue: Catalogue) -> tuple[str, ...]:
    """Why an observation may be wrong, in words for people; empty where nothing speaks against it.

    `known` are observations of its series and of those of which it is a part (`wholes`), those that a person rejected
    among them.
    """
    beside = [other for other in known if other.observation_id != one.observation_id]
    standing = [other for other in beside if other.judgement is not Judgement.REJECTED]
    earlier = [other for other in standing if other.series == one.series and other.observation_id < one.observation_id]
    found = [_beyond_a_rate(one, catalogue), _rejected(one, beside)]
    if one.series.indicator != OTHER and one.series.area_code is not None:
        found += [_jump(one, earlier), _fall(one, earlier), _above_its_whole(one, standing, catalogue)]
    return tuple(doubt for doubt in found if doubt)


def wholes(series: Series, catalogue: Catalogue) -> tuple[Series, ...]:
    """The series of which one is a part: all programmes together, what it is a part of, the places that it lies in."""
    indicator = catalogue.indicators.get(series.indicator)
    if indicator is None or series.statistic is not Statistic.LEVEL or "percent" in {series.unit, *indicator.units}:
        return ()
    found = [replace(series, programme=None)] if series.programme and indicator.programmes else []
    found += [replace(series, indicator=indicator.part_of, programme=None)] if indicator.part_of else []
    area = series.area_code or ""
    while "." in area:
        area = area.rpartition(".")[0]
        found.append(replace(series, area_code=area))
    return tuple(found)


def _beyond_a_rate(one: Known, catalogue: Catalogue) -> str | None:
    """A rate of a whole lies between 0 and 100 %; how much of a plan was reached does not have to."""
    indicator = catalogue.indicators.get(one.series.indicator)
    is_rate = indicator is not None and "percent" in indicator.units and one.series.unit == "percent"
    if not is_rate or one.series.statistic not in {Statistic.LEVEL, Statistic.SHARE}:
        return None
    return f"a rate of {one.value:f} %" if not one.interval.meets(Interval(Decimal(0), _HUNDRED)) else None


def _rejected(one: Known, beside: Sequence[Known]) -> str | None:
    for other in beside:
        if other.judgement is not Judgement.REJECTED or other.series != one.series:
            continue
        if _same_time(one, other, compatible) and one.interval.meets(other.interval):
            return f"a person rejected this value, as observation {other.observation_id}"
    return None


def _jump(one: Known, earlier: Sequence[Known]) -> str | None:
    """A value that is ten, a thousand or a million times what the series had near in time: a magnitude went astray."""
    other = _nearest(one, earlier)
    if other is None or one.series.statistic not in {Statistic.LEVEL, Statistic.AVERAGE}:
        return None
    low, high = sorted((abs(one.value), abs(other.value)))
    near = (power for power in _LOST if low * power / _NEAR_POWER <= high <= low * power * _NEAR_POWER)
    power = next(near, None)
    if power is None or not low or (power == _LOST[0] and low < _FEWEST):
        return None
    way = "times" if abs(one.value) == high else "times less than"
    return f"about {power:,f} {way} observation {other.observation_id} ({other.value:f})"


def _fall(one: Known, earlier: Sequence[Known]) -> str | None:
    """What adds up from one day on never gets less: 500 in six months, so no 400 in nine."""
    mine = timespan(one.period) if one.period else None
    if mine is None or not mine.flow or mine.last is None or one.series.statistic is not Statistic.LEVEL:
        return None
    for other in earlier:
        theirs = timespan(other.period) if other.period else None
        if theirs is None or not theirs.flow or theirs.first != mine.first:
            continue
        if theirs.last is None or theirs.last == mine.last:
            continue
        longer, shorter = (one, other) if mine.last > theirs.last else (other, one)
        if _is_less(longer.interval, shorter.interval):
            return f"what adds up from {mine.first} on got less: observation {other.observation_id} ({other.value:f})"
    return None


def _above_its_whole(one: Known, standing: Sequence[Known], catalogue: Catalogue) -> str | None:
    of = wholes(one.series, catalogue)
    for other in standing:
        if other.series in of and _same_time(one, other, same_period) and _is_less(other.interval, one.interval):
            return f"more than its whole, observation {other.observation_id} ({other.value:f})"
    return None


def _same_time(one: Known, other: Known, alike: Callable[[str, str], bool]) -> bool:
    return one.period is not None and other.period is not None and alike(one.period, other.period)


def _nearest(one: Known, earlier: Sequence[Known]) -> Known | None:
    """The observation nearest in time; none where one story states several values of one time, parts and a whole."""
    mine = timespan(one.period) if one.period else None
    if mine is None or any(
        _same_time(one, other, same_period) and one.story_ids & other.story_ids for other in earlier
    ):
        return None
    return min(_near(mine, earlier), key=lambda found: (found[0], found[1].observation_id), default=(0, None))[1]


def _near(mine: Timespan, earlier: Sequence[Known]) -> Iterator[tuple[int, Known]]:
    """Observations with their distance in days; of flows, those over as many days."""
    for other in earlier:
        theirs = timespan(other.period) if other.period else None
        if theirs is None or theirs.flow != mine.flow or (mine.flow and _months(theirs) != _months(mine)):
            continue
        distance = abs((theirs.first - mine.first).days)
        if distance <= _JUMP_DAYS:
            yield distance, other


def _months(span: Timespan) -> int | None:
    """How long a flow is, about; None while it is open."""
    return None if span.last is None else round((span.last - span.first).days / 30)


def _is_less(one: Interval, other: Interval) -> bool:
    """Whether all of one interval lies below all of the other."""
    return one.high is not None and other.low is not None and one.high < other.low
