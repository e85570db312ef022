"""All quantities of a text: amounts outside of what is masked, with unit and qualifier, ranges joined."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from indicators.cldr import has_fractions
from indicators.figure import Qualifier
from indicators.language import Language
from indicators.quantities.amounts import Amount, MatchesAt, following, longest, read_amounts
from indicators.quantities.ellipsis import fill_nouns
from indicators.quantities.mask import Masked
from indicators.quantities.nouns import counted_noun, noun_end, resolve_anaphor, unknown_noun, word_itself
from indicators.quantities.numerals import Token, find_tokens, learn_marks
from indicators.quantities.qualifiers import qualified
from indicators.quantities.quantity import Quantity, Surroundings, preceding
from indicators.quantities.ranges import join_ranges
from indicators.quantities.tenths import read_tenths
from indicators.words.lexicon import Match
from indicators.words.normalise import Plain

_UNIT_OF_KIND = {"times": "times", "share": "percent"}
_TERMS = frozenset({"year", "month"})
_SHORT_CODES = frozenset({"vnđ", "đ"})
_CURRENCY = re.compile("[A-Z]{3}")
_SLASH = re.compile(r"\s?/\s?")
# Units that may have fractions, so that they say nothing of a mark before three digits.
_MEASURES = frozenset({"percent", "times", "tonne", "kilogram", "hectare", "kilometre", "square_metre"})
_NO_TIME_FROM = 10**6  # no report tells of millions of years
_MONEY_FROM = 1000  # a bare number with a magnitude word from here on is an amount of money


def by_offset(matches: Sequence[Match]) -> tuple[MatchesAt, MatchesAt]:
    """The matches by where they begin, the longest first, and by where they end."""
    begin: dict[int, list[Match]] = defaultdict(list)
    finish: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        begin[match.start].append(match)
        finish[match.end].append(match)
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
    around = Surroundings(
        plain.text, plain.folded, begin, finish, matches, starts,
        language.noun_words, language.lexicon.spaced, language.nouns_known,
    )  # fmt: skip
    tokens = [
        token
        for token in find_tokens(plain, spaces_group=language.group in {" ", "."})
        if token.start not in covered and token.end - 1 not in covered
    ]
    counted = [token for token in tokens if _counts(token, begin, plain.folded)]
    marks = learn_marks(tokens, counted, decimal=language.decimal, group=language.group)
    behind = {token.end for token in tokens}  # 42.9 ضعفا: what says "doubled" alone is a unit behind a number
    words = [
        match
        for match in matches
        if match.entry.dimension in {"spelled", "amount", "times"}
        and match.start not in covered
        and match.end - 1 not in covered
        and not (match.entry.dimension == "times" and behind.intersection((match.start, match.start - 1)))
        and not _ends_percent(match, finish)
    ]
    amounts = read_amounts(
        plain.folded, tokens, words, at, marks=marks, counted=frozenset(token.start for token in counted)
    )
    whole = _fractions(plain.folded, read_tenths(amounts, begin), begin)
    found = [quantity for amount in whole if (quantity := _read_quantity(amount, around))]
    joined = join_ranges([resolve_anaphor(quantity, around) for quantity in found], around)
    return _with_currency(fill_nouns(joined, around))


def _ends_percent(word: Match, finish: MatchesAt) -> bool:
    """Whether a number in words is that of "pour cent"."""
    ending = finish.get(word.end, ())
    return any(match.entry.code == "percent" and match.start < word.start for match in ending)


def _counts(token: Token, begin: Mapping[int, Sequence[Match]], folded: str) -> bool:
    """Whether a whole thing is counted directly behind a number, so that it can have no fraction."""
    position = token.end + 1 if folded[token.end : token.end + 1] == " " else token.end
    unit = longest(begin, position, "unit")
    if unit is None or longest(begin, position, "magnitude") is not None:
        return False
    return not has_fractions(unit.entry.code) if unit.entry.code.isupper() else unit.entry.code not in _MEASURES


def _divided(whole: Amount, fraction: Amount) -> Amount:
    """A number whose decimal mark is a slash."""
    step = Decimal(1).scaleb(-len(fraction.written))
    value = whole.value + fraction.value * step
    return replace(whole, end=fraction.end, value=value, step=step, coarse=step, other=None)


def _fractions(folded: str, amounts: Sequence[Amount], begin: MatchesAt) -> list[Amount]:
    """152/152 units: as many of as many; the first number is what is counted. 12/5 percent is 12.5 in Persian."""
    merged: list[Amount] = []
    for amount in amounts:
        head = merged[-1] if merged else None
        if head and folded[head.end : amount.start] == "/" and head.magnitude == amount.magnitude == 1:
            share = following(folded, begin, amount.end, "unit")
            divided = share is not None and share.entry.code == "percent" and head.written.isdigit()
            merged[-1] = _divided(head, amount) if divided else replace(head, end=amount.end)
        else:
            merged.append(amount)
    return merged


def _read_quantity(amount: Amount, around: Surroundings) -> Quantity | None:
    """The quantity around an amount, or None where it is a bare number, a duration or an age."""
    if _counts_nothing(amount, around):
        return None
    if amount.kind in _UNIT_OF_KIND:
        unit_said = _UNIT_OF_KIND[amount.kind]
        return qualified(Quantity(amount.start, amount.end, amount, unit_said, Qualifier.EXACT), around)
    head = _head(amount, around)
    unit = _behind(amount, head, around)
    named = _glued_to_letters(around, amount) or (unit is None and _letter_behind(amount, around.folded))
    if head is None and named:
        return None
    start = head.start if head else amount.start
    if unit and unit.entry.dimension == "duration":
        return _term(amount, unit, around) if head is None else None
    noun = unit or (None if head else word_itself(amount, around) or counted_noun(amount, around))
    told = head or noun
    code = told.entry.code if told else unknown_noun(amount, around)
    if amount.kind == "spelled" and code is not None and told is None:
        return None
    end = noun_end(noun, around.folded) if noun and (unit or noun.end - amount.end < 80) else amount.end
    return qualified(Quantity(start, end, amount, code, Qualifier.EXACT, per=_per(end, around), noun=noun), around)


def _behind(amount: Amount, head: Match | None, around: Surroundings) -> Match | None:
    """The unit or span of time right behind a number; behind what is named before it only a currency counts."""
    dimensions = ("unit",) if amount.magnitude >= _NO_TIME_FROM else ("unit", "duration")  # 100 tỷ năm trước
    unit = following(around.folded, around.begin, amount.end, *dimensions)
    return None if head and unit and not _CURRENCY.fullmatch(unit.entry.code) else unit


def _head(amount: Amount, around: Surroundings) -> Match | None:
    """The currency sign, or what is counted, before a number; a qualifier may part them: kaya zaidi ya 11,862."""
    head = preceding(around, amount.start, "unit_before")
    if head is None and (sign := preceding(around, amount.start, "unit")) and _is_sign(sign, around.folded):
        return sign
    if head is None and (limit := preceding(around, amount.start, "qualifier")):
        return preceding(around, limit.start, "unit_before")
    return head


def _counts_nothing(amount: Amount, around: Surroundings) -> bool:
    """Whether a language file says that a word is no number (数百, 이), or a span of time stands before the number."""
    unsaid = amount.kind == "spelled" and not amount.value
    return unsaid or preceding(around, amount.start, "duration_before") is not None


def _term(amount: Amount, duration: Match, around: Surroundings) -> Quantity | None:
    """A duration that is a condition ("no more than 25 years"); others are the background of a report."""
    term = qualified(
        Quantity(amount.start, duration.end, amount, duration.entry.code, Qualifier.EXACT, noun=duration), around
    )
    return term if term.qualifier is Qualifier.UP_TO and term.unit in _TERMS else None


def _is_sign(match: Match, folded: str) -> bool:
    """Whether a currency is written as its code or sign, which may stand before the number; a name stands behind."""
    written = folded[match.start : match.end]
    currency = _CURRENCY.fullmatch(match.entry.code) is not None
    return currency and (written.upper() == match.entry.code or not written.isalpha() or written in _SHORT_CODES)


def _letter_behind(amount: Amount, folded: str) -> bool:
    """Highway 48C, block CT2B: one Latin letter behind digits is part of a name."""
    letter, after = folded[amount.end : amount.end + 1], folded[amount.end + 1 : amount.end + 2]
    plain = amount.kind == "digits" and amount.magnitude == 1
    return plain and letter.isalpha() and _alphabetic(letter) and not after.isalnum()


def _glued_to_letters(around: Surroundings, amount: Amount) -> bool:
    """Z121, Covid-19: digits behind Latin or Cyrillic letters are part of a name."""
    before = around.folded[max(amount.start - 2, 0) : amount.start]
    letter = before[-1:] if before[-1:] != "-" else before[:1]
    if amount.kind != "digits" or not letter.isalpha() or not _alphabetic(letter):
        return False
    return before[-1:] != " "


def _alphabetic(letter: str) -> bool:
    return letter < "\u0590"  # scripts that glue particles to digits (Arabic, Thai, Han …) come later


def _per(position: int, around: Surroundings) -> str | None:
    """The denominator of a rate behind an amount: /hộ, per household, par an."""
    slash = _SLASH.match(around.folded, position)
    if slash:
        position = slash.end()
    else:
        word = following(around.folded, around.begin, position, "rate")
        if word is None or word.entry.code != "per":
            return word.entry.code if word else None
        position = word.end
    denominator = following(around.folded, around.begin, position, "unit", "duration")
    return denominator.entry.code if denominator else None


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
