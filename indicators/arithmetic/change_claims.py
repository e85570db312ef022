"""Claims of change: from one level to another, and the change, the growth or the multiple between them."""

from collections.abc import Iterator

from indicators.arithmetic import formulas
from indicators.arithmetic.account import Account, Alternatives, Claim
from indicators.arithmetic.formulas import Formula
from indicators.figure import CheckKind, Qualifier, Statistic

_CLOSELY = 60  # characters between two levels and what is said of their difference
_REACH = 3  # figures on either side among which the others of a claim are looked for


def change_claims(account: Account, index: int) -> Iterator[Alternatives]:
    """What a text claims of the figure at an index as a change, or as the level that a change starts from."""
    figure = account.figures[index]
    if figure.qualifier is Qualifier.UP_TO:
        return
    if account.cues[index].origin:
        yield from _between(account, index)
    elif figure.statistic is Statistic.CHANGE and figure.unit not in {"percent", "times"}:
        levels = _levels_of(account, index)
        if levels:
            yield from _led_to(account, levels, index)


def _levels_of(account: Account, change: int) -> list[int]:
    """The levels that a change may have led to: those before it in its sentence, else those behind it.

    There may be two: "4,976 billion, against 4,590 billion a year before, a rise of 386 billion".
    """
    unit = account.figures[change].unit
    for side in (account.before(change, _REACH), account.behind(change, _REACH)):
        alike = [other for other in side if account.counted[other] and account.figures[other].unit == unit]
        levels = [other for other in alike if account.alike(other, change) and not account.cues[other].origin]
        if levels:
            return levels
    return []


def _led_to(account: Account, levels: list[int], change: int) -> Iterator[Alternatives]:
    if account.figures[change].value > 0:
        terms = [(level, change) for level in levels]
        yield tuple(Claim(CheckKind.CHANGE, formulas.rise_within, pair, telling=False) for pair in terms)
    for other in account.around(change, _REACH):
        figure = account.figures[other]
        first, last = sorted((change, other))
        sure = account.directly(first, last) and account.on_one_base(first, last, _CLOSELY)
        if figure.indicator != account.figures[change].indicator or account.cues[other].averaged:
            continue
        if figure.unit == "percent" and figure.statistic is Statistic.CHANGE:
            formula: Formula = formulas.growth
        elif figure.unit == "times":
            formula = formulas.multiple
        else:
            continue
        yield tuple(Claim(CheckKind.CHANGE, formula, (level, change, other), sure=sure) for level in levels)


def _between(account: Account, origin: int) -> Iterator[Alternatives]:
    reached = origin + 1
    if reached >= len(account.figures) or not account.in_one_sentence(origin, reached):
        return
    one, other = account.figures[origin], account.figures[reached]
    if (one.unit, one.indicator, one.statistic) != (other.unit, other.indicator, other.statistic):
        return
    direction = account.cues[origin].direction
    if direction:
        formula = formulas.fallen if direction < 0 else formulas.risen
        # French "a diminué de 4 100, à 9 800" only looks like it: the first is the change.
        yield (
            Claim(CheckKind.CHANGE, formula, (origin, reached), account.in_one_clause(origin, reached), telling=False),
        )
    for change in (*account.behind(reached, 1), *account.before(origin, 1)):
        yield _by(account, origin, reached, change)


def _by(account: Account, origin: int, reached: int, change: int) -> Alternatives:
    """What a figure beside two levels says of their difference."""
    level, figure = account.figures[origin], account.figures[change]
    if account.cues[change].averaged or figure.indicator != level.indicator:
        return ()
    # A date may stand between: "from 9.6 billion in 2014 to 41.2 billion at the end of April 2024, 4.3 times as much".
    sure = account.on_one_base(reached, change, _CLOSELY) if change > reached else account.directly(change, origin)
    formula_of = {"times": (formulas.multiple_between,), level.unit: (formulas.difference,)}
    if figure.unit == "percent" and not account.cues[change].points:
        formula_of["percent"] = (formulas.growth_between, *formula_of.get("percent", ()))
    if figure.unit != "times" and figure.statistic is not Statistic.CHANGE:
        return ()
    terms = (origin, reached, change)
    return tuple(Claim(CheckKind.CHANGE, formula, terms, sure=sure) for formula in formula_of.get(figure.unit, ()))
