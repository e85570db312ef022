"""How each quantity of a text stands to its indicator: by the words around it and by the figures that it repeats."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indicators.figure import Statistic
from indicators.labels.statistics import Cue, Cues, find_cues
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages

_BRACKETED = re.compile(r"\s*[(（](?:[^\d(（)）]{0,25}\s)?")  # "46 poor households (a rate of 1.02 %)"
_BRACKETS = frozenset({"(", "（"})
_HELD_WITHIN = 4  # figures before one among which is what it is held against
_SAID_AGAIN = 20  # characters between a figure and the same in per cent


def cues_of(quantities: Sequence[Quantity], matches: Sequence[Match], folded: str, passages: Passages) -> list[Cue]:
    """The cue of every quantity, in text order."""
    cues = find_cues(matches, folded, passages)
    compared = _against(quantities, matches)
    found: list[Cue] = []
    for index, quantity in enumerate(quantities):
        end = quantities[index - 1].end if index else 0
        following = quantities[index + 1].start if index + 1 < len(quantities) else len(folded)
        # "an increase of 171.2 billion (3.71 %)": the bracket says the same in per cent.
        bracketed = index > 0 and _bracketed(quantity, quantities[index - 1], folded, passages)
        cue = _signed(quantity, folded) or cues.of(quantity, end, following, comparable=_comparable(index, quantities))
        again = bracketed or (index > 0 and _again(quantity, cue, folded[end : quantity.start]))
        same = again and found[-1].statistic is Statistic.CHANGE and quantities[index - 1].unit != "percent"
        cue = found[-1] if same else cue
        if bracketed and not same and cue.word is None and cue.statistic is Statistic.LEVEL:
            cue = replace(cue, share=True)  # "1,389 poor households (2.96 %)"
        if index and _tells_both(quantity, cue, quantities[index - 1], found[-1], cues):
            found[-1] = replace(cue, points=False)  # 398 अरब डोंग यानी 8.3% अधिक
        held = _held(index, quantities, passages) if quantity.start in compared else None
        if held is not None and cue.statistic is Statistic.LEVEL:
            found.append(replace(found[held], origin=False, against=held))
            continue
        found.append(_of_change(index, cue, found, quantities, passages) or cue)
    return found


def _comparable(index: int, quantities: Sequence[Quantity]) -> bool:
    """Whether the quantity behind one has its unit, or has none that would tell otherwise."""
    following = quantities[index + 1].unit if index + 1 < len(quantities) else None
    return following is None or quantities[index].unit in {None, following}


def _against(quantities: Sequence[Quantity], matches: Sequence[Match]) -> frozenset[int]:
    """Where the figures begin that others are held against: "against 27.9 % in 2023"."""
    anchors = (match for match in matches if match.entry.dimension == "anchor")
    ends = {match.end for match in anchors if match.entry.code == "compared"}
    return frozenset(one.start for one in quantities if not ends.isdisjoint({one.start, one.start - 1}))


def _held(index: int, quantities: Sequence[Quantity], passages: Passages) -> int | None:
    """The figure that is held against the one at an index: the last of its unit before it in its sentence."""
    quantity = quantities[index]
    for before in range(index - 1, max(index - _HELD_WITHIN, 0) - 1, -1):
        if passages.sentence(quantities[before].start) != passages.sentence(quantity.start):
            return None
        if quantities[before].unit == quantity.unit:
            return before
    return None


def _tells_both(quantity: Quantity, cue: Cue, before: Quantity, told: Cue, cues: Cues) -> bool:
    """Whether the word of change behind a percentage is also of the sum that it says again."""
    behind = cue.word is not None and cue.word.entry.code in {"rise_after", "fall_after"}
    level = told.statistic is Statistic.LEVEL and not told.origin and before.unit not in {"percent", "times"}
    near = quantity.start - before.end <= _SAID_AGAIN
    return quantity.unit == "percent" and behind and level and near and cues.has("share", before.end, quantity.start)


def _again(quantity: Quantity, cue: Cue, gap: str) -> bool:
    """Whether a percentage says the figure before it once more: "486.3 billion, equivalent to 9.87 %"."""
    told = cue.share and cue.word is not None and not cue.planned
    return quantity.unit == "percent" and told and len(gap) <= _SAID_AGAIN


def _bracketed(quantity: Quantity, before: Quantity, folded: str, passages: Passages) -> bool:
    """Whether a percentage stands in brackets behind another figure, or behind what that one counts."""
    if quantity.unit != "percent":
        return False
    if _BRACKETED.fullmatch(folded, before.end, quantity.start):
        return True
    opened = folded[quantity.start - 1 : quantity.start] in _BRACKETS and before.unit != "percent"
    return opened and passages.sentence(before.start) == passages.sentence(quantity.start)


def _signed(quantity: Quantity, folded: str) -> Cue | None:
    """The cue of a percentage with a plus sign: a rise."""
    signed = quantity.unit == "percent" and folded[quantity.start - 1 : quantity.start] == "+" and quantity.start > 0
    return Cue(Statistic.CHANGE) if signed else None


def _of_change(
    index: int, cue: Cue, earlier: Sequence[Cue], quantities: Sequence[Quantity], passages: Passages
) -> Cue | None:
    """The cue of "on average 8.8 % a year" behind "from 36 % to 18 %": a change in their direction."""
    if index < 2 or cue.statistic is not Statistic.AVERAGE or not earlier[index - 2].origin:
        return None
    begin, reached, quantity = quantities[index - 2 : index + 1]
    sentence = passages.sentence
    if {begin.unit, reached.unit} != {quantity.unit} or sentence(begin.start) != sentence(quantity.start):
        return None
    sign = -1 if reached.amount.value < begin.amount.value else 1
    return Cue(Statistic.CHANGE, sign, cue.word, averaged=True)
