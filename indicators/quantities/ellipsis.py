"""Counts that leave their noun to the words before: "120 poor households, 85 near-poor and 40 newly escaped"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from indicators.quantities.amounts import longest
from indicators.quantities.nouns import is_thing
from indicators.quantities.quantity import Quantity, Surroundings, preceding
from indicators.words.lexicon import Match

_PHRASES = 40  # looked back at: keeps time linear
_REACH = 120  # characters between "the number of households" and the number
_NUMBER_FROM = 100  # a smaller bare number is more often the name of a thing ("group 5") than its count
_LIST_GAP = 60
_NOUN_MATCHES = 12
_NOUN_GAP = 24  # characters between "the number of" and its noun ("all such")
_WORD = re.compile(r"[^\W\d_]{2,5}(?= )")
_STOP = re.compile(r"[.;!?](?=\s)|[\n。；；]")


def fill_nouns(quantities: Sequence[Quantity], around: Surroundings) -> tuple[Quantity, ...]:
    """Give bare counts the noun of what is counted before them in their sentence, where its words call for it."""
    filled: list[Quantity] = []
    for quantity in quantities:
        unit = _noun_left_out(quantity, filled, around) if _is_bare(quantity) else None
        filled.append(replace(quantity, unit=unit) if unit else quantity)
    return tuple(filled)


def _is_bare(quantity: Quantity) -> bool:
    """Whether a number has no noun that the language knows, and is no sum, share or ratio."""
    named = quantity.unit is not None and not is_thing(quantity.unit)
    return quantity.noun is None and quantity.amount.magnitude == 1 and not named and quantity.amount.kind != "times"


def _noun_left_out(quantity: Quantity, told: Sequence[Quantity], around: Surroundings) -> str | None:
    counted = _counted_before(quantity, told, around)
    if counted is not None and (
        _is_part(quantity, around) or _is_listed(quantity, counted, around) or _is_reached(quantity, counted, around)
    ):
        return counted.unit
    return _numbered(quantity, told[-1].end if told else 0, around)


def _counted_before(quantity: Quantity, told: Sequence[Quantity], around: Surroundings) -> Quantity | None:
    """The nearest count before a number, within its sentence."""
    for earlier in reversed(told[-3:]):
        if _STOP.search(around.folded, earlier.end, quantity.start):
            return None
        if earlier.unit is not None and is_thing(earlier.unit):
            return earlier
    return None


def _is_part(quantity: Quantity, around: Surroundings) -> bool:
    """Whether "including", "of whom" or the like stands before a number."""
    word = preceding(around, quantity.start, "anaphor")
    return word is not None and word.entry.code == "part"


def _is_listed(quantity: Quantity, counted: Quantity, around: Surroundings) -> bool:
    """Whether a number goes on with a list of counts by naming another sort of what is counted (85 near-poor)."""
    gap = around.folded[counted.end : quantity.start].rstrip()
    joined = gap.endswith((",", "،", "、")) or _ends_in_conjunction(quantity, around)
    return joined and len(gap) <= _LIST_GAP and _names_sort(quantity.amount.end, around)


def _names_sort(position: int, around: Surroundings) -> bool:
    """Whether a sort of beneficiaries is named at an offset, or behind a relative pronoun there (40 that escaped …)."""
    first = position + (around.folded[position : position + 1] == " ")
    pronoun = _WORD.match(around.folded, first)
    starts = (first, pronoun.end() + 1) if pronoun else (first,)
    return any(longest(around.begin, start, "programme", "indicator") is not None for start in starts)


def _ends_in_conjunction(quantity: Quantity, around: Surroundings) -> bool:
    return preceding(around, quantity.start, "conjunction") is not None


def _is_reached(quantity: Quantity, counted: Quantity, around: Surroundings) -> bool:
    """Whether a number is what a count arrives at: "from 3,412 households in 2021 to 1,806"."""
    if quantity.unit is not None or not _follows(quantity, around, "to", "join"):
        return False
    return _follows(counted, around, "from", "from_paired", "open")


def _follows(quantity: Quantity, around: Surroundings, *codes: str) -> bool:
    """Whether a word of range or change stands directly before a quantity."""
    ends = (quantity.start, quantity.start - 1)
    words = (match for end in ends for match in around.finish.get(end, ()))
    return any(match.entry.dimension in {"range", "statistic"} and match.entry.code in codes for match in words)


def _numbered(quantity: Quantity, floor: int, around: Surroundings) -> str | None:
    """The noun of "the number of households fell to 1,240", or of "households numbered 1,240"."""
    if quantity.amount.value < _NUMBER_FROM:
        return None
    first = max(floor, quantity.start - _REACH)
    last = bisect_left(around.starts, quantity.start)
    for match in reversed(around.matches[max(last - _PHRASES, 0) : last]):
        if match.start < first or _STOP.search(around.folded, match.end, quantity.start):
            return None
        if match.entry.dimension == "anaphor" and (noun := _noun_of_number(match, around)):
            return noun.entry.code
    return None


def _noun_of_number(word: Match, around: Surroundings) -> Match | None:
    """The noun that a word for "the number of" says the number of, behind the word or before it."""
    if word.entry.code == "number":
        return _noun_behind(word.end, around)
    if word.entry.code == "number_after":
        nouns = [match for end in (word.start, word.start - 1) for match in around.finish.get(end, ())]
        return next((noun for noun in nouns if _is_noun(noun)), None)
    return None


def _noun_behind(position: int, around: Surroundings) -> Match | None:
    """The first noun behind an offset, or one right behind it: die Zahl der armen Haushalte are households."""
    first = bisect_left(around.starts, position)
    noun: Match | None = None
    for match in around.matches[first : first + _NOUN_MATCHES]:
        reach = position + _NOUN_GAP if noun is None else noun.end + 1
        if _is_noun(match) and match.start <= reach and (noun is None or match.start >= noun.end):
            noun = match
    return noun


def _is_noun(match: Match) -> bool:
    return match.entry.dimension == "unit" and is_thing(match.entry.code)
