"""How a figure stands to its indicator: a level, a change, a ratio, a share or an average."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.figure import Qualifier, Statistic
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match, outermost
from indicators.words.passages import Passages

_TIMES_OF_DAY = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"})
_PLAN_GAP = 24  # characters between the word for a plan and how much of it was reached
_NEAR = 48  # how far before its figure a word of rise or fall may stand within the clause
_REACH = 100  # the same with a word of average between them ("reduce the poverty rate by an average of 2 %")


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words around a figure say of its statistic; `sign` is -1 for a fall. `word` is the telling phrase."""

    statistic: Statistic
    sign: int = 1
    word: Match | None = None
    origin: bool = False  # the value that a change starts from
    share: bool = False
    averaged: bool = False  # a change a year, on average
    planned: bool = False  # how much of a plan was reached
    points: bool = False  # told in percentage points
    against: int | None = None  # the figure before it that is held against this one
    direction: int = 0  # of the change that starts from the value: 1 for a rise, -1 for a fall, 0 where not told


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of rise, fall, share and average of a text, by where they begin."""

    words: Sequence[Match]
    starts: Sequence[int]
    folded: str
    passages: Passages

    def of(self, quantity: Quantity, previous_end: int, next_start: int, *, comparable: bool) -> Cue:
        """The cue of one quantity, from the words between its neighbours and itself.

        `comparable` tells whether the next quantity has its unit, so that a change can arrive there.
        """
        before = self._before(quantity, previous_end)
        origin = self._origin(quantity, before, next_start if comparable else quantity.end)
        if quantity.unit == "times":
            return Cue(Statistic.RATIO, word=_last(before, "ratio"))
        plan = self._plan(quantity, before) if quantity.unit == "percent" else None
        if plan is not None:
            return Cue(Statistic.LEVEL, word=plan, share=True, planned=True)
        change = self._change(quantity, before, origin=origin) or self._change_after(quantity, before, next_start)
        if change is not None:
            return replace(change, points=self._within(quantity, "point"))
        direction = _direction(before) if origin else 0
        average = self._average(quantity, before) or self._average_after(quantity)
        if average:
            return Cue(Statistic.AVERAGE, word=_last(before, "average"), origin=origin, direction=direction)
        share = (
            _last(before, "share")
            or _beside(before, quantity, "again")
            or self._directly_behind(quantity, "share_after")
        )
        return Cue(Statistic.LEVEL, word=share, origin=origin, share=share is not None, direction=direction)

    def has(self, code: str, start: int, end: int) -> bool:
        """Whether a word of a code lies within a span."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return any(word.entry.code == code and word.end <= end for word in self.words[first:last])

    def _within(self, quantity: Quantity, code: str) -> bool:
        """Whether such a word belongs to the unit of a quantity ("percentage points")."""
        first, last = bisect_left(self.starts, quantity.start), bisect_left(self.starts, quantity.end)
        return any(word.entry.code == code for word in self.words[first:last])

    def _plan(self, quantity: Quantity, before: Sequence[Match]) -> Match | None:
        """The word for a plan of which a percentage was reached: "98 % of the plan", 完成计划的98%."""
        word = _last(before, "plan")
        near = word is not None and quantity.start - word.end <= _PLAN_GAP
        return self._directly_behind(quantity, "plan_after") or (word if near else None)

    def _before(self, quantity: Quantity, previous_end: int) -> list[Match]:
        floor = max(previous_end, self.passages.sentence_start(quantity.start), quantity.start - _REACH)
        first, last = bisect_left(self.starts, floor), bisect_left(self.starts, quantity.start)
        clause = self.passages.clause(quantity.start)
        # "50 million on average": what stands directly behind the figure before belongs to that one.
        spent = {
            word.start
            for word in self.words[first : first + 3]
            if previous_end and word.entry.code.endswith("_after") and word.start - previous_end <= 1
        }
        return [
            word
            for word in self.words[first:last]
            if word.end <= quantity.start and word.start not in spent and self.passages.clause(word.start) >= clause - 1
        ]

    def _origin(self, quantity: Quantity, before: Sequence[Match], next_start: int) -> bool:
        """Whether "from" stands directly before the figure; a word that says much else needs a "to" at the next one."""
        if quantity.value_max is not None:
            return False  # "from 3 to 4 per cent" as one range is what nothing starts from
        if self._directly_behind(quantity, "from_after") is not None:
            return True
        codes = {word.entry.code for word in before if quantity.start - word.end <= 3}
        return "from" in codes or ("from_paired" in codes and self._arrives(quantity.end, next_start))

    def _directly_behind(self, quantity: Quantity, code: str) -> Match | None:
        """The word of a code behind a figure, or the figure's own unit in a case that says so (prosentista)."""
        first = bisect_left(self.starts, quantity.amount.end)
        for word in self.words[first : first + 3]:
            behind = word.start >= quantity.end and not self.folded[quantity.end : word.start].strip()
            if word.entry.code == code and (behind or word.end == quantity.end):
                return word
        return None

    def _arrives(self, end: int, next_start: int) -> bool:
        """Whether "to" stands directly before the next figure."""
        first, last = bisect_left(self.starts, end), bisect_left(self.starts, next_start)
        return any(
            word.entry.code == "to" and 0 <= next_start - word.end <= 3
            for word in self.words[max(first, last - 3) : last]
        )

    def _change(self, quantity: Quantity, before: Sequence[Match], *, origin: bool) -> Cue | None:
        turns = [word for word in before if word.entry.code in {"rise", "fall"}]
        if not turns or origin:
            return None
        word = turns[-1]
        gap = self.folded[word.end : quantity.start]
        averaged = any(other.entry.code == "average" for other in before)
        if len(gap) > (_REACH if averaged else _NEAR) or self._reached(quantity, before):
            return None
        if self.passages.clause(word.start) != self.passages.clause(quantity.start):
            return None
        return Cue(Statistic.CHANGE, -1 if word.entry.code == "fall" else 1, word, averaged=averaged)

    def _reached(self, quantity: Quantity, before: Sequence[Match]) -> bool:
        """Whether "to" stands directly before the figure: the value that a change arrives at is a level."""
        told = any(word.entry.code == "to" and 0 <= quantity.start - word.end <= 3 for word in before)
        return told or self._directly_behind(quantity, "to_after") is not None

    def _change_after(self, quantity: Quantity, before: Sequence[Match], next_start: int) -> Cue | None:
        if self._reached(quantity, before):
            return None
        first = bisect_left(self.starts, quantity.end)
        for word in self.words[first : first + 2]:
            gap = self.folded[quantity.end : word.start]
            if word.start >= next_start + 12 or len(re.sub(r"\([^()]*\)", "", gap).strip()) > 0:
                continue
            if word.entry.code in {"rise_after", "fall_after"}:
                averaged = quantity.unit == "percent" and any(other.entry.code == "average" for other in before)
                return Cue(Statistic.CHANGE, -1 if word.entry.code == "fall_after" else 1, word, averaged=averaged)
        return None

    def _average_after(self, quantity: Quantity) -> bool:
        first = bisect_left(self.starts, quantity.end)
        return any(
            word.entry.code == "average_after"
            and word.start - quantity.end <= 1
            and quantity.qualifier is not Qualifier.UP_TO
            for word in self.words[first : first + 2]
        )

    def _average(self, quantity: Quantity, before: Sequence[Match]) -> bool:
        if quantity.qualifier is Qualifier.UP_TO:
            return False
        near = any(word.entry.code == "average" and quantity.start - word.end < _NEAR for word in before)
        return near or (quantity.per is not None and quantity.per not in _TIMES_OF_DAY)


def find_cues(matches: Sequence[Match], folded: str, passages: Passages) -> Cues:
    """The cues of a text."""
    words = outermost([match for match in matches if match.entry.dimension == "statistic"])
    return Cues(words, [word.start for word in words], folded, passages)


def _direction(before: Sequence[Match]) -> int:
    """The way that the words before a value go; 0 where they go none or both."""
    codes = {word.entry.code for word in before} & {"rise", "fall"}
    return {"rise": 1, "fall": -1}[codes.pop()] if len(codes) == 1 else 0


def _beside(words: Sequence[Match], quantity: Quantity, code: str) -> Match | None:
    """The word of a code right before a quantity: ", or 6.1 %"."""
    word = _last(words, code)
    return word if word is not None and quantity.start - word.end <= 1 else None


def _last(words: Sequence[Match], code: str) -> Match | None:
    return next((word for word in reversed(words) if word.entry.code == code), None)
