"""Claims of parts beside their whole, of sums, averages and rates."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from indicators.arithmetic import formulas
from indicators.arithmetic.account import Account, Alternatives, Claim, lies_in, one_place
from indicators.catalogue import OTHER
from indicators.figure import CheckKind, Figure, Qualifier, Statistic

_REACH = 4  # figures on either side among which the others of a claim are looked for
_WHOLES = 4  # figures of one label on either side that are tried as the whole of a part
_PARTS = 12  # figures behind a whole among which its parts are looked for
_TIMES = frozenset({"year", "month", "week", "day", "quarter"})


def part_claims(account: Account, index: int) -> Iterator[Alternatives]:
    """What a text claims of the figure at an index as a part, a whole, an average or a rate."""
    figure = account.figures[index]
    if figure.unit == "percent":
        yield from _rates(account, index)
    elif figure.statistic is Statistic.AVERAGE:
        yield from _averages(account, index)
    elif account.counted[index] and figure.indicator != OTHER:
        yield from _parts(account, index)
        yield from _sums(account, index)


def _rates(account: Account, index: int) -> Iterator[Alternatives]:
    figure = account.figures[index]
    if (
        account.is_rate(figure.indicator)
        and figure.statistic in {Statistic.LEVEL, Statistic.SHARE}
        and not account.cues[index].planned
    ):
        yield (Claim(CheckKind.RATE, formulas.hundred_at_most, (index,), telling=False),)


def _parts(account: Account, index: int) -> Iterator[Alternatives]:
    """Claims that a figure is no more than the largest one that covers it by its labels."""
    part = account.figures[index]
    above = account.catalogue.indicators[part.indicator].part_of
    for code in filter(None, (part.indicator, above)):
        wholes = [
            whole
            for whole in account.nearest_levels(index, code, part.unit, _WHOLES)
            if account.one_time(index, whole) and _covers(account, account.figures[whole], part)
        ]
        if wholes:
            whole = max(wholes, key=lambda found: _largest(account.figures[found]))
            yield (Claim(CheckKind.SUM, formulas.part_within, (index, whole), telling=False),)


def _covers(account: Account, whole: Figure, part: Figure) -> bool:
    """Whether by its labels one figure is a total that has the other in it."""
    if one_place(part.area, whole.area):
        if whole.indicator != part.indicator:
            return whole.programme == part.programme
        return account.is_programme_of(part, whole)
    alike = (whole.indicator, whole.programme) == (part.indicator, part.programme)
    return alike and lies_in(part.area, whole.area)


def _sums(account: Account, index: int) -> Iterator[Alternatives]:
    """Claims that a list of parts behind a figure makes it, or no more than it."""
    following = account.following_levels(index, _PARTS)
    if len(following) < 2:
        return
    listed = [other for other in following if account.in_one_sentence(index, other)]
    for count in range(2, len(listed) + 1):
        yield (Claim(CheckKind.SUM, formulas.parts_make, (index, *listed[:count]), sure=False),)
    whole, programmes = account.figures[index], dict[str | None, int]()
    for other in following:
        part = account.figures[other]
        if account.is_programme_of(part, whole) and one_place(whole.area, part.area) and account.one_time(index, other):
            programmes.setdefault(part.programme, other)
    if len(programmes) > 1 and not _is_smaller(account, index):
        yield (Claim(CheckKind.SUM, formulas.parts_within, (index, *programmes.values()), telling=False),)


def _is_smaller(account: Account, index: int) -> bool:
    """Whether another figure of a whole's indicator, place and time is larger, and so rather the whole."""
    whole = account.figures[index]
    others = account.nearest_levels(index, whole.indicator, whole.unit, _WHOLES)
    alike = (other for other in others if account.alike(index, other) and account.one_time(index, other))
    return any(account.figures[other].value > whole.value for other in alike)


def _averages(account: Account, index: int) -> Iterator[Alternatives]:
    """Claims that an average times what it is counted by is a total of its sentence."""
    average = account.figures[index]
    if average.qualifier is Qualifier.UP_TO or average.per in _TIMES or account.cues[index].averaged:
        return
    around = [other for other in account.around(index, _REACH) if account.counted[other]]
    totals = [
        other
        for other in around
        if account.figures[other].unit == average.unit
        and account.alike(other, index)
        and account.one_time(other, index)
    ]
    counts = [other for other in around if account.figures[other].unit == average.per]
    if average.per is None:
        counts = [other for other in around if account.figures[other].unit != average.unit]
    pairs = sorted(product(totals, counts), key=lambda pair: sum(abs(other - index) for other in pair))
    if pairs:
        # What it is an average of is only sure where it says so: "49.2 million per household".
        sure = average.per is not None
        yield tuple(Claim(CheckKind.AVERAGE, formulas.average_of, (*pair, index), sure=sure) for pair in pairs)


def _largest(figure: Figure) -> Decimal:
    return figure.interval.high if figure.interval.high is not None else figure.value
