"""The arithmetic that reports do: each formula takes the figures of one claim and says whether they agree, and how.

Figures agree where some values within their tolerances do; the numbers told are computed from the printed values.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from indicators.arithmetic.tolerance import minus, over, plus, times, tolerance
from indicators.figure import Figure, Interval

_ONE = Interval(Decimal(1), Decimal(1))
_HUNDRED = Interval(Decimal(100), Decimal(100))
_ANYTHING = Interval(None, None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether figures agree, and the arithmetic in words; these are empty where agreement says nothing."""

    holds: bool
    said: str


_AGREED = Outcome(holds=True, said="")

Formula = Callable[..., Outcome]


def share_of_whole(part: Figure, whole: Figure, share: Figure) -> Outcome:
    """A part over its whole is the share."""
    found = times(over(tolerance(part), tolerance(whole)), _HUNDRED)
    said = f"{_quoted(part)} of {_quoted(whole)} is {_percent(part.value, whole.value)}"
    return _compared(found, share, said)


def one_whole(part: Figure, share: Figure, other: Figure, others_share: Figure) -> Outcome:
    """Two parts over their shares are one whole."""
    wholes = [over(tolerance(one), tolerance(its)) for one, its in ((part, share), (other, others_share))]
    said = (
        f"{_quoted(part)} being {_quoted(share)} makes a whole of {_number(part.value, share.value, 100)}, "
        f"{_quoted(other)} being {_quoted(others_share)} one of {_number(other.value, others_share.value, 100)}"
    )
    return _AGREED if _ANYTHING in wholes else Outcome(wholes[0].meets(wholes[1]), said)


def growth(level: Figure, change: Figure, rate: Figure) -> Outcome:
    """A change over the level before it is the rate of growth."""
    before = minus(tolerance(level), tolerance(change))
    said = f"a change of {_quoted(change)} to {_quoted(level)} is {_percent(change.value, level.value - change.value)}"
    return _compared(times(over(tolerance(change), before), _HUNDRED), rate, said)


def growth_between(origin: Figure, reached: Figure, rate: Figure) -> Outcome:
    """The difference of two levels over the first is the rate of growth."""
    found = times(over(minus(tolerance(reached), tolerance(origin)), tolerance(origin)), _HUNDRED)
    said = f"from {_quoted(origin)} to {_quoted(reached)} is {_percent(reached.value - origin.value, origin.value)}"
    return _compared(found, rate, said)


def multiple(level: Figure, change: Figure, ratio: Figure) -> Outcome:
    """A level over the level before its change is the multiple; "2.5 times more" may leave out the first time."""
    before = minus(tolerance(level), tolerance(change))
    said = f"{_quoted(change)} more makes {_quoted(level)} of {_number(level.value - change.value, 1)}"
    return _multiplied(over(tolerance(level), before), ratio, said, level.value, level.value - change.value)


def multiple_between(origin: Figure, reached: Figure, ratio: Figure) -> Outcome:
    """The second of two levels over the first is the multiple, or the first over the second of a fall."""
    low, high = (origin, reached) if origin.value <= reached.value else (reached, origin)
    said = f"from {_quoted(origin)} to {_quoted(reached)}"
    return _multiplied(over(tolerance(high), tolerance(low)), ratio, said, high.value, low.value)


def difference(origin: Figure, reached: Figure, change: Figure) -> Outcome:
    """The difference of two levels is the change between them."""
    found = minus(tolerance(reached), tolerance(origin))
    said = f"from {_quoted(origin)} to {_quoted(reached)} is {_number(reached.value - origin.value, 1)}"
    return _compared(found, change, said)


def rise_within(level: Figure, change: Figure) -> Outcome:
    """Nothing rises by more than it has reached."""
    return _at_most(change, level, "a rise of {} is more than the {} that it led to")


def fallen(origin: Figure, reached: Figure) -> Outcome:
    """What fell is no more than before."""
    return _at_most(reached, origin, "said to fall, but {} is more than {}")


def risen(origin: Figure, reached: Figure) -> Outcome:
    """What rose is no less than before."""
    return _at_most(origin, reached, "said to rise, but it started from {}, more than {}")


def part_within(part: Figure, whole: Figure) -> Outcome:
    """A part is no more than its whole."""
    return _at_most(part, whole, "{} is more than {}, of which it is a part")


def parts_within(whole: Figure, *parts: Figure) -> Outcome:
    """Some parts add up to no more than their whole."""
    if _not_above(reduce(plus, map(tolerance, parts)), tolerance(whole)):
        return _AGREED
    return Outcome(holds=False, said=f"{_listed(parts)} add up to {_total(parts)}, more than {_quoted(whole)}")


def parts_make(whole: Figure, *parts: Figure) -> Outcome:
    """All parts add up to their whole."""
    if not reduce(plus, (part.interval for part in parts)).meets(whole.interval):
        return Outcome(holds=False, said=f"{_listed(parts)} add up to {_total(parts)}, not {_quoted(whole)}")
    return Outcome(holds=True, said=f"{_listed(parts)} make {_quoted(whole)}")


def average_of(total: Figure, count: Figure, average: Figure) -> Outcome:
    """A total over a count is the average."""
    said = f"{_quoted(total)} over {_quoted(count)} is {_number(total.value, count.value)}"
    return _compared(over(tolerance(total), tolerance(count)), average, said)


def hundred_at_most(rate: Figure) -> Outcome:
    """A rate is a part of a hundred."""
    if rate.interval.low is None or rate.interval.low <= 100:
        return _AGREED
    return Outcome(holds=False, said=f"{_quoted(rate)} is more than the whole")


def _compared(found: Interval, printed: Figure, said: str) -> Outcome:
    if found == _ANYTHING:
        return _AGREED
    holds = found.meets(tolerance(printed))
    return Outcome(holds, f"{said}, {'as' if holds else 'not'} {_quoted(printed)}")


def _multiplied(found: Interval, ratio: Figure, said: str, level: Decimal, before: Decimal) -> Outcome:
    if found == _ANYTHING:
        return _AGREED
    stated = tolerance(ratio)
    holds = found.meets(stated) or minus(found, _ONE).meets(stated)
    return Outcome(holds, f"{said}: {_number(level, before)} times, {'as' if holds else 'not'} {_quoted(ratio)}")


def _at_most(less: Figure, more: Figure, otherwise: str) -> Outcome:
    if less.value <= more.value or _not_above(tolerance(less), tolerance(more)):
        return _AGREED
    return Outcome(holds=False, said=otherwise.format(_quoted(less), _quoted(more)))


def _not_above(less: Interval, more: Interval) -> bool:
    return less.low is None or more.high is None or less.low <= more.high


def _quoted(figure: Figure) -> str:
    return f"“{' '.join(figure.raw.split())}”"


def _listed(figures: tuple[Figure, ...]) -> str:
    return " and ".join(map(_quoted, figures))


def _total(figures: tuple[Figure, ...]) -> str:
    return _number(sum((figure.value for figure in figures), Decimal(0)), 1)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{_number(part, whole, 100)} %"


def _number(value: Decimal, divisor: Decimal | int, factor: int = 1) -> str:
    """A quotient as people write it: two digits behind the point below a hundred, none above."""
    if not divisor:
        return "any number"
    quotient = value * factor / divisor
    return f"{quotient:,.2f}" if abs(quotient) < 100 else f"{quotient:,.0f}"
