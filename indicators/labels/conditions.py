"""Loan ceilings and one family's affairs: figures of a condition or an example, not of a place's statistics."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from indicators.figure import Qualifier
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages

CEILING, TERMS, PRIVATE = "ceiling", "terms", "private"
_LIMITS = frozenset({CEILING, TERMS})
_REACH = 80
_HOLDINGS = frozenset({"hectare", "square_metre", "head"})
_HARVEST = frozenset({"tonne", "kilogram"})
_JOINED_REACH = 70
_LENGTHS = frozenset({"year", "month"})  # how long a loan may run
_ONE_FAMILY = Decimal(1_000_000_000)  # dong; what one household can borrow is at most this
_ONE_FIRM = Decimal(10_000_000_000)  # what words for a ceiling can limit: loans to firms are larger


def find_conditions(
    quantities: Sequence[Quantity], matches: Sequence[Match], passages: Passages
) -> tuple[str | None, ...]:
    """For each quantity `ceiling`, `terms`, `private` or None, by the words between it and the quantity before."""
    scopes = [match for match in matches if match.entry.dimension == "scope"]
    starts = [scope.start for scope in scopes]
    found: list[str | None] = []
    told = -1  # the paragraph that last told of one family
    for index, quantity in enumerate(quantities):
        before = quantities[index - 1] if index else None
        floor = max(before.end if before else 0, quantity.start - _REACH)
        near = [
            scope.entry.code
            for scope in scopes[bisect_left(starts, floor) : bisect_left(starts, quantity.end)]
            if passages.sentence(scope.start) == passages.sentence(quantity.start)
        ]
        joined = (
            before is not None
            and passages.sentence(before.start) == passages.sentence(quantity.start)
            and quantity.start - before.end <= _JOINED_REACH
        )
        condition = _condition(quantity, near[-1] if near else None, found[-1] if joined else None)
        paragraph = passages.paragraph(quantity.start)
        if condition is None and paragraph == told and _is_of_family(quantity):
            condition = PRIVATE
        # The story goes on while only its own things are counted: loans, income, land, animals.
        told = paragraph if condition == PRIVATE and _is_of_family(quantity) else -1
        found.append(condition)
    return tuple(_with_holdings(found, quantities, passages))


def _with_holdings(
    conditions: Sequence[str | None], quantities: Sequence[Quantity], passages: Passages
) -> Iterator[str | None]:
    """The conditions, with the land or animals that a family's story names before its sums of money."""
    for index, condition in enumerate(conditions):
        quantity, following = quantities[index], index + 1
        opens = condition is None and quantity.unit in _HOLDINGS and following < len(quantities)
        if opens and conditions[following] == PRIVATE:
            same = passages.paragraph(quantities[following].start) == passages.paragraph(quantity.start)
            yield PRIVATE if same else None
        else:
            yield condition


def _is_of_family(quantity: Quantity) -> bool:
    """Whether a quantity is of what one family owes, earns or owns."""
    return _is_small(quantity) or quantity.unit in _HOLDINGS


def _is_small(quantity: Quantity) -> bool:
    return quantity.unit == "VND" and quantity.amount.value <= _ONE_FAMILY


def _condition(quantity: Quantity, scope: str | None, earlier: str | None) -> str | None:
    """The condition by its own words, else by those of the figure that it is joined to ("… or 4 million a month")."""
    if quantity.unit in _LENGTHS:
        return CEILING
    if quantity.unit == "percent":
        return CEILING if scope in _LIMITS and quantity.qualifier is Qualifier.UP_TO else None
    if scope is not None:
        return scope if _can_be(scope, quantity) else None
    small = _is_small(quantity)
    if earlier == CEILING and quantity.qualifier is Qualifier.UP_TO and _can_be(CEILING, quantity):
        return CEILING  # a limit for households, then one for firms
    if small and quantity.qualifier is Qualifier.UP_TO and earlier != PRIVATE:
        return CEILING
    return earlier if small or earlier == PRIVATE else None


def _can_be(scope: str, quantity: Quantity) -> bool:
    """Whether a quantity is small enough for what words around it say: a family's, or a limit of loans."""
    if scope == PRIVATE:
        return _is_of_family(quantity) or quantity.unit in _HARVEST
    return quantity.unit == "VND" and quantity.amount.value <= _ONE_FIRM
