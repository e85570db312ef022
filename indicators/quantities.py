"""Quantities: amounts with unit, qualifier and rate, and two of them as a range; spans count in the plain text."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.amounts import Amount, MatchesAt, following, longest
from indicators.figure import Interval, Qualifier
from indicators.lexicon import Match

# A word between a number and its noun; vowel signs of Indic scripts are neither letters nor punctuation to Python.
_NOUN_GAP = re.compile(r"[\"“”«‘']?[^\W\d_][^\s\d_.,;:!?…()\[\]{}<>/%|=+*\"“”«»،؛।॥。、，；：]*[\"“”»]?,?")
_ELISION = re.compile("d[’']")  # 3,9 millions d'élèves
_DASHES = frozenset({"-", "–", "—", "~", "〜", "～"})
_COUNTABLE_FROM = 100  # a number below it before an unknown word is more often a list number than a figure
_ANAPHOR_PHRASES = 60
_CLASSIFIER_REACH = 30  # characters between a noun and the number that counts it with a classifier
_NOUN_AWAY = re.compile(r"[\d.;:,%\n)，。；：、）]")
_MONEY_FROM = 1000  # a magnitude word from here on, and no noun at hand: an amount of money
_MONEY_ONLY_FROM = 10**9  # no report counts things in milliards
_WORDS_BEHIND_MAGNITUDE = 2  # "43.1 million poor households", "1.2 millions de ménages"
_NO_THINGS = frozenset({"percent", "times"})
_NO_NOUNS = ("range", "rate", "anchor", "edge", "qualifier", "statistic")  # words that say something else
_SHORT_CODES = frozenset({"vnđ", "đ"})
_CURRENCY = re.compile("[A-Z]{3}")
_STOP = re.compile(r"[.;!?](?=\s)|\n")
_CHANGE_REACH = 100


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity at a span of the plain text; `unit` is None until the text or its neighbours tell."""

    start: int
    end: int
    amount: Amount
    unit: str | None
    qualifier: Qualifier
    value_max: Decimal | None = None
    per: str | None = None
    whole: Decimal | None = None  # of "152/152 units"
    noun: Match | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around amounts: phrases by where they begin and end, and how a language counts."""

    folded: str
    begin: MatchesAt
    finish: MatchesAt
    matches: Sequence[Match]
    starts: Sequence[int]
    noun_words: int
    spaced: bool


def read_quantity(amount: Amount, around: Surroundings) -> Quantity | None:
    """The quantity around an amount, or None where it is a bare number, a duration or an age."""
    if amount.kind == "spelled" and not amount.value:  # 数百, 이: a language file says that it is no number
        return None
    if amount.kind == "times":
        return _qualified(Quantity(amount.start, amount.end, amount, "times", Qualifier.EXACT), around)
    head = preceding(around, amount.start, "unit_before", "unit")
    if head and not (head.entry.dimension == "unit_before" or _is_sign(head, around.folded)):
        head = None
    if head is None and _glued_to_letters(around, amount):
        return None
    start = head.start if head else amount.start
    unit = following(around.folded, around.begin, amount.end, "unit", "duration")
    if head and unit and not _CURRENCY.fullmatch(unit.entry.code):
        unit = None
    if unit and unit.entry.dimension == "duration":
        return None
    noun = unit or (None if head else _word_itself(amount, around) or _noun(amount, around))
    named = head or noun
    code = named.entry.code if named else _unknown_noun(amount, around)
    if amount.kind == "spelled" and code is not None and (noun is None or code == "percent"):
        return None
    end = _noun_end(noun, around.folded) if noun and (unit or noun.end - amount.end < 80) else amount.end
    quantity = Quantity(start, end, amount, code, Qualifier.EXACT, noun=noun)
    return _qualified(replace(quantity, per=_per(quantity, around)), around)


def _noun_end(noun: Match, folded: str) -> int:
    """The end of a noun without the mark that only has to follow it ("88215个，")."""
    marked = unicodedata.category(folded[noun.end - 1]).startswith("P") and noun.end - noun.start > 1
    return noun.end - 1 if marked else noun.end


def _is_sign(match: Match, folded: str) -> bool:
    """Whether a currency is written as its code or sign, which may stand before the number; a name stands behind."""
    written = folded[match.start : match.end]
    currency = _CURRENCY.fullmatch(match.entry.code) is not None
    return currency and (written.upper() == match.entry.code or not written.isalpha() or written in _SHORT_CODES)


def preceding(around: Surroundings, position: int, *dimensions: str) -> Match | None:
    """The longest phrase of some dimensions that ends at an offset or before one space there."""
    ends = (position, position - 1) if around.folded[position - 1 : position] == " " else (position,)
    found = [match for end in ends for match in around.finish.get(end, ()) if match.entry.dimension in dimensions]
    return min(found, key=lambda match: match.start, default=None)


def interval_of(quantity: Quantity, qualifier: Qualifier) -> Interval:
    """What the printed digits and a qualifier allow, before any sign."""
    amount = quantity.amount
    low, high = amount.value, quantity.value_max if quantity.value_max is not None else amount.value
    if qualifier is Qualifier.UP_TO:
        return Interval(Decimal(0), high)
    if quantity.value_max is not None:
        return Interval(low, high)
    match qualifier:
        case Qualifier.OVER:
            return Interval(low, high + amount.coarse)
        case Qualifier.NEARLY:
            return Interval(low - amount.coarse, high)
        case Qualifier.ABOUT:
            return Interval(low - amount.coarse, high + amount.coarse)
        case _:
            return Interval(low - amount.step / 2, high + amount.step / 2)


def resolve_anaphor(quantity: Quantity, around: Surroundings) -> Quantity:
    """Give "152/152 units" the unit of the noun that it takes up, and a classifier's that of the noun before it."""
    if quantity.noun is None:
        return quantity
    reach = _CLASSIFIER_REACH if _is_classifier(quantity.noun, around) else None
    if quantity.noun.entry.dimension != "anaphor" and reach is None:
        return quantity
    for match in reversed(around.matches[: bisect_left(around.starts, quantity.start)][-_ANAPHOR_PHRASES:]):
        if reach is not None and not _counted_there(around.folded[match.end : quantity.start], reach):
            break
        if _names_things(match, around):
            return replace(quantity, unit=match.entry.code)
    return quantity


def _names_things(match: Match, around: Surroundings) -> bool:
    counted = match.entry.dimension == "unit" and match.entry.code not in _NO_THINGS
    return counted and not match.entry.code.isupper() and not _is_classifier(match, around)


def _is_classifier(noun: Match, around: Surroundings) -> bool:
    """Whether a unit is a classifier, which leaves it to a noun before the number to say what it counts."""
    return any(
        match.entry.dimension == "anaphor" and match.entry.code == "classifier" and match.end == noun.end
        for match in around.begin.get(noun.start, ())
    )


def _counted_there(between: str, reach: int) -> bool:
    """Whether what stands between a noun and a number lets the number count the noun."""
    return len(between) <= reach and not _NOUN_AWAY.search(between)


def join_ranges(quantities: Sequence[Quantity], around: Surroundings) -> tuple[Quantity, ...]:
    """Join what belongs together: ranges, and the left-out units of elliptic ones."""
    joined: list[Quantity] = []
    for quantity in quantities:
        if joined and (pair := _pair(joined[-1], quantity, around)):
            joined[-1:] = pair
        else:
            joined.append(quantity)
    return tuple(joined)


def _pair(low: Quantity, high: Quantity, around: Surroundings) -> tuple[Quantity, ...] | None:
    gap = around.folded[low.end : high.start].strip()
    dash = gap in _DASHES
    if not dash and not _is_join(gap, low, around):
        return None
    bare = low.unit is None or (low.noun is None and high.start == high.amount.start and high.noun is None) or dash
    if not bare and not dash and low.unit != high.unit:
        return None
    if low.unit not in {None, high.unit} and high.unit is not None and not _CURRENCY.fullmatch(low.unit or ""):
        return None
    unit = high.unit if high.unit is not None else low.unit
    scaled = _scaled(low.amount, high.amount) if bare else low.amount
    moves = _changes(low, around) or _arrives(high, around)
    if scaled.value >= high.amount.value or (not dash and (moves or not bare)):
        return (replace(low, amount=scaled, unit=unit), high) if bare and not dash and low.unit is None else None
    return (
        Quantity(
            low.start, high.end, replace(scaled, step=high.amount.step, coarse=high.amount.coarse), unit,
            low.qualifier, high.amount.value, high.per or low.per, noun=high.noun or low.noun,
        ),
    )  # fmt: skip


def _is_join(gap: str, low: Quantity, around: Surroundings) -> bool:
    position = low.end + 1 if around.folded[low.end : low.end + 1] == " " else low.end
    match = longest(around.begin, position, "range")
    return match is not None and match.entry.code == "join" and gap == around.folded[match.start : match.end].strip()


def _scaled(low: Amount, high: Amount) -> Amount:
    """The lower end of an elliptic range: "8-10 million" begins at 8 million."""
    if low.magnitude > 1 or high.magnitude == 1 or low.value >= high.value / high.magnitude:
        return low
    factor = high.magnitude
    return replace(low, value=low.value * factor, magnitude=factor, step=low.step * factor, coarse=low.coarse * factor)


def _changes(low: Quantity, around: Surroundings) -> bool:
    """Whether a from-to tells a change, not a range: a word of rise or fall stands before it in the clause."""
    last = bisect_left(around.starts, low.start)
    for match in around.matches[max(last - _ANAPHOR_PHRASES, 0) : last]:
        if match.entry.dimension == "statistic" and match.entry.code in {"rise", "fall", "move", "to"}:
            between = around.folded[match.end : low.start]
            if low.start - match.end < 40 and not re.search(r"[.;:،؛，。；]|, ", between):
                return True
    return False


def _arrives(high: Quantity, around: Surroundings) -> bool:
    """Whether the word behind the second number tells that a change arrives there: 10%から20%に上昇."""
    match = following(around.folded, around.begin, high.end, "statistic")
    return match is not None and match.entry.code == "to_after"


def _glued_to_letters(around: Surroundings, amount: Amount) -> bool:
    """Z121, Covid-19: digits behind Latin or Cyrillic letters are part of a name."""
    before = around.folded[max(amount.start - 2, 0) : amount.start]
    letter = before[-1:] if before[-1:] != "-" else before[:1]
    if amount.kind != "digits" or not letter.isalpha() or not _alphabetic(letter):
        return False
    return before[-1:] != " "


def _alphabetic(letter: str) -> bool:
    return letter < "\u0590"  # scripts that glue particles to digits (Arabic, Thai, Han …) come later


def _noun(amount: Amount, around: Surroundings) -> Match | None:
    """The counted noun, at most `noun_words` words behind the number."""
    position = amount.end
    words = around.noun_words if amount.magnitude < _MONEY_FROM else min(around.noun_words, _WORDS_BEHIND_MAGNITUDE)
    for _ in range(words + 1):
        if around.folded[position : position + 1] in {" ", "-"}:
            position += 1
        if elided := _ELISION.match(around.folded, position):
            position = elided.end()
        if match := longest(around.begin, position, "unit", "anaphor"):
            return None if match.entry.code == "percent" and position > amount.end + 1 else match
        word = _NOUN_GAP.match(around.folded, position)
        if word is None or amount.magnitude >= _MONEY_ONLY_FROM or longest(around.begin, position, "duration"):
            return None
        position = word.end()
    return None


def _word_itself(amount: Amount, around: Surroundings) -> Match | None:
    """The unit within an amount in one word: the Arabic dual of a noun."""
    return longest(around.begin, amount.start, "unit") if amount.kind == "word" else None


def _unknown_noun(amount: Amount, around: Surroundings) -> str | None:
    """The word behind a number that no unit names: the counted noun itself is the unit."""
    if amount.kind != "digits" or amount.magnitude > 1 or not around.spaced or amount.value < _COUNTABLE_FROM:
        return None
    match = (
        _NOUN_GAP.match(around.folded, amount.end + 1) if around.folded[amount.end : amount.end + 1] == " " else None
    )
    word = longest(around.begin, amount.end + 1, *_NO_NOUNS) if match else None
    if match is None or len(match.group()) <= 2 or (word and word.end >= match.end()):
        return None
    return match.group().rstrip(",")


def _per(quantity: Quantity, around: Surroundings) -> str | None:
    """The denominator of a rate: /hộ, per household, par an."""
    position = quantity.end
    slash = re.match(r"\s?/\s?", around.folded[position : position + 3])
    if slash:
        position += slash.end()
    else:
        word = following(around.folded, around.begin, position, "rate")
        if word is None:
            return None
        position = word.end
    denominator = following(around.folded, around.begin, position, "unit", "duration")
    return denominator.entry.code if denominator else None


def _qualified(quantity: Quantity, around: Surroundings) -> Quantity:
    before = preceding(around, quantity.start, "qualifier")
    after = following(around.folded, around.begin, quantity.end, "qualifier_after")
    if before and not _says_to(before, quantity, around):
        return replace(quantity, start=before.start, qualifier=Qualifier(before.entry.code))
    if after:
        return replace(quantity, end=after.end, qualifier=Qualifier(after.entry.code))
    if quantity.amount.qualifier:
        return replace(quantity, qualifier=Qualifier(quantity.amount.qualifier))
    return quantity


def _says_to(word: Match, quantity: Quantity, around: Surroundings) -> bool:
    """Whether a qualifier that also says "to" ("до", "hasta") does so here: behind a change or a first figure."""
    senses = {match.entry.code for match in around.begin.get(word.start, ()) if match.end == word.end}
    if senses.isdisjoint({"to", "join"}):
        return False
    if quantity.unit == "percent" or around.folded[word.start - 2 : word.start].strip().isdigit():
        return True
    last = bisect_left(around.starts, word.start)
    for match in reversed(around.matches[max(last - _ANAPHOR_PHRASES, 0) : last]):
        if word.start - match.end > _CHANGE_REACH or _STOP.search(around.folded, match.end, word.start):
            return False
        if match.end >= word.start - 1 and match.entry.dimension in {"unit", "magnitude"}:
            return True
        if match.entry.dimension == "statistic" and match.entry.code in {"rise", "fall", "move", "from"}:
            return True
    return False
