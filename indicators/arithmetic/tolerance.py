"""Interval arithmetic: what sums, differences, products and quotients of printed values can be."""

from decimal import Decimal

from indicators.figure import Figure, Interval, Qualifier

_TIGHT = frozenset({"percent"})  # 100 % is not rounded to hundreds


def tolerance(figure: Figure) -> Interval:
    """What a figure may stand for when others are computed from it: a little more than its interval.

    Reports cut digits off as often as they round them, and print round numbers without a word for "about": an exact
    value may be off by its last digit, or by half of its last digit that is no zero. What is "over" or "nearly" a value
    stays as read.
    """
    interval, value = figure.interval, figure.value
    if figure.qualifier is not Qualifier.EXACT or interval.low is None or interval.high is None:
        return interval
    slack = (interval.high - interval.low) / 2
    if figure.unit not in _TIGHT and value:
        slack = max(slack, _last_place(value) / 2 - slack)
    return Interval(interval.low - slack, interval.high + slack)


def plus(one: Interval, other: Interval) -> Interval:
    """All sums of a value of each."""
    return Interval(
        None if one.low is None or other.low is None else one.low + other.low,
        None if one.high is None or other.high is None else one.high + other.high,
    )


def minus(one: Interval, other: Interval) -> Interval:
    """All differences of a value of each."""
    return plus(one, negative(other))


def negative(interval: Interval) -> Interval:
    """The values with the other sign."""
    return Interval(*(None if end is None else -end for end in (interval.high, interval.low)))


def times(one: Interval, other: Interval) -> Interval:
    """All products of a value of each; everything where an end is open."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return Interval(None, None)
    products = [first * second for first in (one.low, one.high) for second in (other.low, other.high)]
    return Interval(min(products), max(products))


def over(one: Interval, other: Interval) -> Interval:
    """All quotients of a value of each; everything where the divisor may be zero or below."""
    if one.low is None or one.high is None or other.low is None or other.high is None or other.low <= 0:
        return Interval(None, None)
    # Divided at once, not by a rounded reciprocal: 5,295 over 5,295 is 1, which is no less than a printed 1.
    quotients = [first / second for first in (one.low, one.high) for second in (other.low, other.high)]
    return Interval(min(quotients), max(quotients))


def _last_place(value: Decimal) -> Decimal:
    """The size of the last digit that is no zero: 100 of 4,300, 0.01 of 30.55."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
