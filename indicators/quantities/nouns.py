"""What numbers count: the noun behind them, and the one that a classifier or an anaphor takes up."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from indicators.quantities.amounts import Amount, longest
from indicators.quantities.quantity import Quantity, Surroundings
from indicators.words.lexicon import Match
from indicators.words.romanise import romanise

# A word between a number and its noun; vowel signs of Indic scripts are neither letters nor punctuation to Python.
_NOUN_GAP = re.compile(r"[\"“”«‘']?[^\W\d_][^\s\d_.,;:!?…()\[\]{}<>/%|=+*\"“”«»،؛।॥。、，；：]*[\"“”»]?,?")
_ELISION = re.compile("d[’']")  # 3,9 millions d'élèves
_COUNTABLE_FROM = 100  # a number below it before an unknown word is more often a list number than a figure
_COUNTED_REACH = 60  # characters from what one number counts to the next number
_ANAPHOR_PHRASES = 60
_CLASSIFIER_REACH = 30  # characters between a noun and the number that counts it with a classifier
# Places hold what is counted with a classifier of people or of smaller places: 每个乡至少30户.
_PLACES = frozenset({"commune", "village", "district", "province"})
_IN_PLACES = _PLACES | {"household", "person", "customer"}
_NOUN_AWAY = re.compile(r"[\d.;:,%\n)，。；：、）]")
_MONEY_FROM = 1000  # a magnitude word from here on, and no noun at hand: an amount of money
_MONEY_ONLY_FROM = 10**9  # no report counts things in milliards
_WORDS_BEHIND_MAGNITUDE = 2  # "43.1 million poor households", "1.2 millions de ménages"
_PEOPLE = frozenset({"person", "customer"})
_NO_THINGS = frozenset({"percent", "times"})
# Words that say something else.
_NO_NOUNS = (
    "range", "rate", "anchor", "edge", "qualifier", "statistic", "small", "duration", "no_noun", "conjunction",
)  # fmt: skip
_NEXT_DIGIT = re.compile(r" ?\d")
_NOUN_LETTERS = 3  # when romanised: ঘর is as long as a Latin word of three
_SYMBOL_LETTERS = 2
_ENDING = re.compile(r"[^\W\d_\u0000-\u058f][^\s\d.,;:!?()]{0,5} | ")  # what scripts without case glue to digits: ১২টি
_NAME_REACH = 30
_SENTENCE_ENDS = frozenset({"", ".", "!", "?", ":"})


def counted_noun(amount: Amount, around: Surroundings) -> Match | None:
    """The counted noun, at most `noun_words` words behind the number."""
    position = amount.end
    words = around.noun_words if amount.magnitude < _MONEY_FROM else min(around.noun_words, _WORDS_BEHIND_MAGNITUDE)
    for _ in range(words + 1):
        if around.folded[position : position + 1] in {" ", "-"}:
            position += 1
        if elided := _ELISION.match(around.folded, position):
            position = elided.end()
        if amount.magnitude >= _MONEY_FROM and longest(around.begin, position, "rate"):
            return None  # "69 million per group": what it is counted per is not what it counts
        if match := longest(around.begin, position, "unit", "anaphor"):
            if match.entry.code.isupper() and _NEXT_DIGIT.match(around.folded, match.end):
                return None  # "2,318 in all hold VND296 billion"
            return None if position > amount.end + 1 and _stands_alone(match) else match
        word = _NOUN_GAP.match(around.folded, position)
        if word is None or amount.magnitude >= _MONEY_ONLY_FROM or longest(around.begin, position, "duration"):
            return None
        position = word.end()
    return None


def _stands_alone(match: Match) -> bool:
    """Whether a unit follows its number at once: percent, and symbols such as ha, which is a word elsewhere."""
    return match.entry.code == "percent" or (
        len(match.entry.phrase) <= _SYMBOL_LETTERS and match.entry.phrase.isascii()
    )


def word_itself(amount: Amount, around: Surroundings) -> Match | None:
    """The unit within an amount in words: the Arabic dual of a noun, or the last word of "a thousand families"."""
    if amount.kind != "word":
        return None
    last = around.folded.rfind(" ", amount.start, amount.end) + 1
    return longest(around.begin, max(last, amount.start), "unit")


def unknown_noun(amount: Amount, around: Surroundings) -> str | None:
    """The word behind a number that no unit names: the counted noun itself is the unit."""
    if amount.kind != "digits" or not around.spaced or not _may_count(amount, around):
        return None
    space = _ENDING.match(around.folded, amount.end)
    match = _NOUN_GAP.match(around.folded, space.end()) if space else None
    word = longest(around.begin, match.start(), *_NO_NOUNS) if match else None
    shortest = _NOUN_LETTERS if amount.magnitude == 1 else _NOUN_LETTERS + 1
    noun = match.group().rstrip(",") if match else ""
    if match is None or len(romanise(noun)) < shortest or (word and word.end >= match.start() + len(noun)):
        return None
    return noun


def _may_count(amount: Amount, around: Surroundings) -> bool:
    """Whether a number may count things of which the language has no word in a list."""
    if around.nouns_known:
        return amount.magnitude == 1 and amount.value >= _COUNTABLE_FROM
    return amount.magnitude < _MONEY_ONLY_FROM and (amount.value >= _COUNTABLE_FROM or not _named(amount, around.text))


def _named(amount: Amount, text: str) -> bool:
    """Whether a small number belongs to a name before it: Directive 40. A sentence's first word says nothing."""
    before = text[max(amount.start - _NAME_REACH, 0) : amount.start]
    head, _, word = before.rstrip(" ").rpartition(" ")
    return before.endswith(" ") and word.isalpha() and word[0].isupper() and head[-1:] not in _SENTENCE_ENDS


def noun_end(noun: Match, folded: str) -> int:
    """The end of a noun without the mark that only has to follow it ("88215个，")."""
    marked = unicodedata.category(folded[noun.end - 1]).startswith("P") and noun.end - noun.start > 1
    return noun.end - 1 if marked else noun.end


def resolve_anaphor(quantity: Quantity, around: Surroundings) -> Quantity:
    """Give "152/152 units" the unit of the noun that it takes up, and a classifier's that of the noun before it."""
    if quantity.noun is None:
        return quantity
    reach = _CLASSIFIER_REACH if _is_classifier(quantity.noun, around) else None
    if quantity.noun.entry.dimension != "anaphor" and reach is None:
        return quantity
    before = around.matches[: bisect_left(around.starts, quantity.start)][-_ANAPHOR_PHRASES:]
    same = _counted_near(quantity, before, around) if around.spaced and reach is None else None
    if same is not None:
        return replace(quantity, unit=same.entry.code)
    for match in reversed(before):
        if reach is not None and not _counted_there(match, quantity, around):
            break
        if reach is not None and around.folded[max(match.start - 2, 0) : match.start].rstrip(" ")[-1:].isdigit():
            continue  # "42 tonnes … 2,800 persons": what a number of its own counts
        if _names_things(match, around):
            if reach is not None and _contains(match.entry.code, quantity.unit):
                break
            return replace(quantity, unit=match.entry.code)
    return quantity


def _contains(noun: str, unit: str | None) -> bool:
    """Whether things have what a classifier counts: 组2186个、成员5.8万人 (groups, their people), 每个乡至少30户."""
    return (unit in _PEOPLE and noun not in _PEOPLE) or (unit in _IN_PLACES and noun in _PLACES)


def _counted_near(quantity: Quantity, before: Sequence[Match], around: Surroundings) -> Match | None:
    """What the last number before counts: "of the 65 communes of the province, 42 have" is of communes."""
    for match in reversed(before):
        if quantity.start - match.end > _COUNTED_REACH:
            return None
        if _names_things(match, around) and re.search(r"\d $", around.folded[max(match.start - 2, 0) : match.start]):
            return match
    return None


def is_thing(unit: str) -> bool:
    """Whether a unit is of things that can be counted: no currency, share or ratio."""
    return unit not in _NO_THINGS and not unit.isupper()


def _names_things(match: Match, around: Surroundings) -> bool:
    return match.entry.dimension == "unit" and is_thing(match.entry.code) and not _is_classifier(match, around)


def _is_classifier(noun: Match, around: Surroundings) -> bool:
    """Whether a unit is a classifier, which leaves it to a noun before the number to say what it counts."""
    return any(
        match.entry.dimension == "anaphor" and match.entry.code == "classifier" and match.end == noun.end
        for match in around.begin.get(noun.start, ())
    )


def _counted_there(noun: Match, quantity: Quantity, around: Surroundings) -> bool:
    """Whether what stands between a noun and a number lets the number count the noun: no other item of a list."""
    between = around.folded[noun.end : quantity.start]
    listed = longest(around.begin, noun.end, "conjunction")
    return len(between) <= _CLASSIFIER_REACH and not _NOUN_AWAY.search(between) and listed is None
