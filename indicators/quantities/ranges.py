"""Two quantities as a range ("8-10 million"), or as what a change begins with and arrives at."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from indicators.quantities.amounts import Amount, following
from indicators.quantities.quantity import Quantity, Surroundings
from indicators.words.lexicon import Match

_DASHES = frozenset({"-", "–", "—", "~", "〜", "～"})
_CURRENCY = re.compile("[A-Z]{3}")
_TURNS = frozenset({"rise", "fall", "move", "to"})
_ORIGINS = frozenset({"from", "from_paired"})
_PHRASES = 60  # looked back at: keeps time linear


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
    joins = dash or _is_word(gap, low, around, "range", "join")
    arrives = not joins and _is_word(gap, low, around, "statistic", "to")
    if not (joins or arrives):
        return None
    bare = low.unit is None or (low.noun is None and high.start == high.amount.start and high.noun is None) or dash
    if not bare and not dash and low.unit != high.unit:
        return None
    if low.unit not in {None, high.unit} and high.unit is not None and not _CURRENCY.fullmatch(low.unit or ""):
        return None
    unit = high.unit if high.unit is not None else low.unit
    moves = arrives or _changes(low, high, around) or _arrives(high, around)
    scaled = _scaled(low.amount, high.amount, falling=moves) if bare else low.amount
    if scaled.value >= high.amount.value or (not dash and (moves or not (bare or unit == "percent"))):
        return (replace(low, amount=scaled, unit=unit), high) if bare and not dash and low.unit is None else None
    return (
        Quantity(
            low.start, high.end, replace(scaled, step=high.amount.step, coarse=high.amount.coarse), unit,
            low.qualifier, high.amount.value, high.per or low.per, noun=high.noun or low.noun,
        ),
    )  # fmt: skip


def _is_word(gap: str, low: Quantity, around: Surroundings, dimension: str, code: str) -> bool:
    """Whether all that stands behind a quantity and before the next is a word of some sense."""
    position = low.end + 1 if around.folded[low.end : low.end + 1] == " " else low.end
    return any(
        match.entry.dimension == dimension
        and match.entry.code == code
        and gap == around.folded[match.start : match.end].strip()
        for match in around.begin.get(position, ())
    )


def _scaled(low: Amount, high: Amount, *, falling: bool) -> Amount:
    """The first end of an elliptic range: "8-10 million" begins at 8 million; only a change may be `falling`."""
    if low.magnitude > 1 or high.magnitude == 1 or (not falling and low.value >= high.value / high.magnitude):
        return low
    factor = high.magnitude
    return replace(low, value=low.value * factor, magnitude=factor, step=low.step * factor, coarse=low.coarse * factor)


def _changes(low: Quantity, high: Quantity, around: Surroundings) -> bool:
    """Whether a from-to tells a change, not a range: a word of change stands before it in the clause.

    Nothing falls from 3 to 4 per cent, and what rises by 3 to 4 per cent has no "from": those are ranges.
    """
    last = bisect_left(around.starts, low.start)
    near = around.matches[max(last - _PHRASES, 0) : last]
    rising = low.amount.value < high.amount.value
    for match in near:
        if match.entry.dimension == "statistic" and match.entry.code in _TURNS:
            between = around.folded[match.end : low.start]
            within = low.start - match.end < 40 and not re.search(r"[.;:،؛，。；]|, ", between)
            turns = match.entry.code not in {"rise", "fall"} or _begins(low, around, rising=rising, match=match)
            if within and turns and not _inside_noun(match, near):
                return True
    return False


def _begins(low: Quantity, around: Surroundings, *, rising: bool, match: Match) -> bool:
    """Whether "from" tells that a number is what a rise or fall begins with."""
    if rising and match.entry.code == "fall":
        return False
    before = (word for end in (low.start, low.start - 1) for word in around.finish.get(end, ()))
    behind = following(around.folded, around.begin, low.end, "statistic")
    told = any(word.entry.dimension == "statistic" and word.entry.code in _ORIGINS for word in before)
    return told or (behind is not None and behind.entry.code == "from_after")


def _inside_noun(match: Match, near: Sequence[Match]) -> bool:
    """Whether a word is only a part of a counted noun, in scripts without spaces: ມາ in ສະມາຊິກ."""
    return any(noun.entry.dimension == "unit" and noun.start <= match.start < match.end <= noun.end for noun in near)


def _arrives(high: Quantity, around: Surroundings) -> bool:
    """Whether the word behind the second number tells that a change arrives there: 10%から20%に上昇."""
    match = following(around.folded, around.begin, high.end, "statistic")
    return match is not None and match.entry.code == "to_after"
