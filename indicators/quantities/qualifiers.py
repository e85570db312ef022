"""Over, nearly, about, up to: how words limit a quantity, and the interval that they and its digits allow."""

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal

from indicators.figure import Qualifier
from indicators.quantities.amounts import following, longest
from indicators.quantities.quantity import Quantity, Surroundings, preceding
from indicators.words.lexicon import Match

_STOP = re.compile(r"[.;!?](?=\s)|\n")
_PHRASES = 60  # looked back at: keeps time linear
_CHANGE_REACH = 100
_VERB_REACH = 60  # of a verb before its subject and the quantity
_CLAUSE = re.compile(r"[\d،,;؛:.()\n]")
_ZERO = Decimal(0)


def qualified(quantity: Quantity, around: Surroundings) -> Quantity:
    """The quantity with the words that limit it, before it, behind it or within its number."""
    before = preceding(around, quantity.start, "qualifier")
    after = following(around.folded, around.begin, quantity.end, "qualifier_after")
    limits = before is not None and before.entry.code != Qualifier.EXACT
    if before and limits and not _says_to(before, quantity, around) and not _says_from(before, quantity, around):
        return replace(quantity, start=before.start, qualifier=Qualifier(before.entry.code))
    # A qualifier may stand before the noun (38,200 سے زائد غریب خاندان) or take it in, in its own case: ডংয়ের বেশি.
    after = after or following(around.folded, around.begin, quantity.amount.end, "qualifier_after")
    if after and not _turns(after, around):
        return replace(quantity, end=max(quantity.end, after.end), qualifier=Qualifier(after.entry.code))
    if quantity.amount.qualifier:
        return replace(quantity, qualifier=Qualifier(quantity.amount.qualifier))
    inner = preceding(around, quantity.amount.start, "qualifier")
    if inner and inner.start > quantity.start:  # between what is counted and the number: kaya zaidi ya 11,862
        return replace(quantity, qualifier=Qualifier(inner.entry.code))
    verb = _verb(quantity, around)
    return replace(quantity, qualifier=Qualifier(verb.entry.code)) if verb else quantity


def _verb(quantity: Quantity, around: Surroundings) -> Match | None:
    """The verb that limits a quantity from before its subject: تجاوزت المبالغ المستردة 770 مليار, "exceeded"."""
    last = bisect_left(around.starts, quantity.start)
    near = around.matches[max(last - _PHRASES, 0) : last]
    for match in reversed(near):
        between = around.folded[match.end : quantity.start]
        if len(between) > _VERB_REACH or _CLAUSE.search(between):
            return None
        if match.entry.dimension == "qualifier_apart":
            # "rose above the poverty line" says what is counted, not how much of it
            around_it = [other for other in near if other.start <= match.start and other.end >= match.end]
            told = any(other.entry.dimension == "indicator" and other.end > match.end for other in around_it)
            verbs = [other for other in around_it if other.entry.dimension == "qualifier_apart"]
            return None if told else verbs[0]
    return None


def _turns(word: Match, around: Surroundings) -> bool:
    """Whether a qualifier only begins a longer word of change: سے کم is "less than", سے کم ہو کر "fell from"."""
    longer = longest(around.begin, word.start, "statistic")
    return longer is not None and longer.end > word.end


def _says_to(word: Match, quantity: Quantity, around: Surroundings) -> bool:
    """Whether a qualifier that also says "to" ("до", "hasta") does so here: behind a change or a first figure."""
    senses = {match.entry.code for match in around.begin.get(word.start, ()) if match.end == word.end}
    if senses.isdisjoint({"to", "join"}):
        return False
    if quantity.unit == "percent" or around.folded[word.start - 2 : word.start].strip().isdigit():
        return True
    last = bisect_left(around.starts, word.start)
    for match in reversed(around.matches[max(last - _PHRASES, 0) : last]):
        if word.start - match.end > _CHANGE_REACH or _STOP.search(around.folded, match.end, word.start):
            return False
        if match.end >= word.start - 1 and match.entry.dimension in {"unit", "magnitude"}:
            return True
        if match.entry.dimension == "statistic" and match.entry.code in {"rise", "fall", "move", "from"}:
            return True
    return False


def _says_from(word: Match, quantity: Quantity, around: Surroundings) -> bool:
    """Whether a qualifier that also says "from" does so here: "passou de 350 para 500", not "passou de 350"."""
    is_from = any(match.entry.code == "from" and match.end == word.end for match in around.begin.get(word.start, ()))
    onward = following(around.folded, around.begin, quantity.end, "statistic") if is_from else None
    return onward is not None and onward.entry.code == "to"


def bounds_of(quantity: Quantity, qualifier: Qualifier) -> tuple[Decimal, Decimal]:
    """The least and the most that the printed digits and a qualifier allow, before any sign."""
    amount = quantity.amount
    low, high = amount.value, amount.value if quantity.value_max is None else quantity.value_max
    if qualifier is Qualifier.UP_TO:
        return _ZERO, high
    if quantity.value_max is not None:
        return low, high
    match qualifier:
        case Qualifier.OVER:
            return low, high + amount.coarse
        case Qualifier.NEARLY:
            return low - amount.coarse, high
        case Qualifier.ABOUT:
            return low - amount.coarse, high + amount.coarse
        case _:
            half = amount.step / 2
            return low - half, high + half
