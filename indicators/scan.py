"""All quantities of a text: amounts outside of what is masked, with unit and qualifier, ranges joined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indicators.amounts import Amount, MatchesAt, longest, read_amounts
from indicators.language import Language
from indicators.lexicon import Match
from indicators.mask import Masked
from indicators.normalise import Plain
from indicators.numerals import Token, find_tokens, learn_marks
from indicators.quantities import Quantity, Surroundings, join_ranges, read_quantity, resolve_anaphor

# Units that may have fractions, so that they say nothing of a mark before three digits.
_MEASURES = frozenset({"percent", "times", "tonne", "kilogram", "hectare", "kilometre", "square_metre"})
_MONEY_FROM = 1000  # a bare number with a magnitude word from here on is an amount of money


def by_offset(matches: Sequence[Match]) -> tuple[MatchesAt, MatchesAt]:
    """The matches by where they begin and by where they end."""
    begin: dict[int, list[Match]] = {}
    finish: dict[int, list[Match]] = {}
    for match in matches:
        begin.setdefault(match.start, []).append(match)
        finish.setdefault(match.end, []).append(match)
    return begin, finish


def find_quantities(
    plain: Plain,
    language: Language,
    matches: Sequence[Match],
    at: tuple[MatchesAt, MatchesAt],
    masked: Sequence[Masked],
) -> tuple[Quantity, ...]:
    """All quantities of a text in text order; `at` are its matches by offset, `masked` holds no figures."""
    begin, finish = at
    covered = {offset for span in masked for offset in range(span.start, span.end)}
    starts = [match.start for match in matches]
    around = Surroundings(plain.folded, begin, finish, matches, starts, language.noun_words, language.lexicon.spaced)
    tokens = [
        token
        for token in find_tokens(plain, spaces_group=language.group in {" ", "."})
        if token.start not in covered and token.end - 1 not in covered
    ]
    counted = [token for token in tokens if _counts(token, begin, plain.folded)]
    marks = learn_marks(tokens, counted, decimal=language.decimal, group=language.group)
    words = [
        match
        for match in matches
        if match.entry.dimension in {"spelled", "amount", "times"}
        and match.start not in covered
        and match.end - 1 not in covered
    ]
    amounts = read_amounts(
        plain.folded, tokens, words, begin, marks=marks, counted=frozenset(token.start for token in counted)
    )
    found = [quantity for amount in _fractions(plain.folded, amounts) if (quantity := read_quantity(amount, around))]
    joined = join_ranges([resolve_anaphor(quantity, around) for quantity in found], around)
    return _with_currency(joined)


def _counts(token: Token, begin: Mapping[int, Sequence[Match]], folded: str) -> bool:
    """Whether a whole thing is counted directly behind a number, so that it can have no fraction."""
    position = token.end + 1 if folded[token.end : token.end + 1] == " " else token.end
    unit = longest(begin, position, "unit")
    whole = unit is not None and not unit.entry.code.isupper() and unit.entry.code not in _MEASURES
    return whole and longest(begin, position, "magnitude") is None


def _fractions(folded: str, amounts: Sequence[Amount]) -> list[Amount]:
    """152/152 units: as many of as many; the first number is what is counted."""
    merged: list[Amount] = []
    for amount in amounts:
        head = merged[-1] if merged else None
        if head and folded[head.end : amount.start] == "/" and head.magnitude == amount.magnitude == 1:
            merged[-1] = replace(head, end=amount.end)
        else:
            merged.append(amount)
    return merged


def _with_currency(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Give amounts of money without a currency that which the text counts in; other bare numbers are no figures."""
    currencies = [quantity.unit for quantity in quantities if quantity.unit and quantity.unit.isupper()]
    usual = max(sorted(set(currencies)), key=currencies.count) if currencies else None
    filled = [
        replace(quantity, unit=usual)
        if quantity.unit is None and quantity.amount.magnitude >= _MONEY_FROM
        else quantity
        for quantity in quantities
    ]
    return tuple(quantity for quantity in filled if quantity.unit is not None)
