"""Labels that follow from other figures: shares of a whole, changes and averages of what was told, "this figure".

A change, an average or a share without a phrase of its own is of the figure before it; a share of a named whole is by
that whole; "this figure" is of what was counted before.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.catalogue import OTHER, Catalogue
from indicators.figure import Statistic
from indicators.labels.nearest import Label, Nearness
from indicators.labels.statistics import Cue
from indicators.labels.wholes import whole_label
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages

_BY_UNIT = 0.4
_BEHIND = 30  # characters behind a change in which what it is of may be named ("up 5 % in outstanding loans")
_WITHIN = 8  # figures before one that goes on from them
_TIMES = frozenset({"year", "month"})
_AGAIN = "again"  # words that say the figure before in per cent


@dataclass(frozen=True, slots=True)
class Derivation:
    """The figures of one text and what they can be derived from.

    `wholes` are what percentages are shares of, `genitives` where a word of possession begins, by where it ends, and
    `pronouns` where words like "this figure" stand.
    """

    catalogue: Catalogue
    passages: Passages
    quantities: Sequence[Quantity]
    spans: Sequence[int]
    nearness: Nearness
    wholes: Mapping[int, Match]
    genitives: Mapping[int, int]
    pronouns: Sequence[int]

    def label(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """The label that a figure derives from others; `earlier` are the labels of the figures before it."""
        if cue.planned and (planned := self._planned(index, earlier)):
            return planned
        found = self._taken_up(index, earlier) or self._percentage(index, cue, earlier)
        return found or self._going_on(index, cue, earlier) or self._part(index)

    def _percentage(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """The label of a percentage: a share of a whole or of what was counted before, or a rate of its own."""
        quantity = self.quantities[index]
        if quantity.unit != "percent" or not (cue.share or cue.statistic is Statistic.LEVEL):
            return None
        whole = self.wholes.get(index)
        joined = whole is not None and not self._phrase_before(index, free=True)
        base = self._base(index, cue, earlier) if cue.share or joined else None
        if whole is not None and base is None:
            base = self._subject(index, whole, self.spans[index - 1] if index else -1)
        told = whole_label(whole, base.code if base else None, self.catalogue) if whole else None
        if told is not None:
            return Label(told[0], 0.8, base.phrase if base else whole, told[1])
        if not cue.share and quantity.per in _TIMES and not self._phrase_before(index, free=False):
            yearly = next((code for code, one in self.catalogue.indicators.items() if one.yearly), None)
            if yearly is not None:
                return Label(yearly, _BY_UNIT)
        if base is not None and base.code != OTHER and (cue.share or joined):
            return self._share(base)
        # "10 % of the workers": a share of things is no rate that an earlier clause tells.
        counted = whole is not None and self._counts_things(whole) and not self._phrase_before(index, free=False)
        return Label(OTHER, _BY_UNIT) if counted else self.nearness.nearest(index, quantity, free=False)

    def _counts_things(self, whole: Match) -> bool:
        """Whether the whole of a share is a unit, and not one of those that are covered by shares (communes)."""
        counting = [one for one in self.catalogue.indicators.values() if whole.entry.code in one.units]
        return whole.entry.dimension == "unit" and not any("percent" in one.units for one in counting)

    def _base(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """What a percentage is a part of: the subject of its clause, else the figure before it."""
        previous = self.spans[index - 1] if index else -1
        base = self._subject(index, cue.word, previous) if cue.word and cue.word.entry.code != _AGAIN else None
        if base is None and index and self.together(index - 1, index):
            base = earlier[self._main(index - 1, earlier)]
        return self._part_of_sum(base, index, earlier) or base

    def _part_of_sum(self, base: Label | None, index: int, earlier: Sequence[Label]) -> Label | None:
        """The sum that a programme's lending is a share of: "loans reached 6,912 billion, of which students' 3.1 %"."""
        indicator = self.catalogue.indicators[base.code] if base else None
        if indicator is None or not (indicator.programme or (indicator.flow and "VND" in indicator.units)):
            return None
        sums = (earlier[one] for one in self._before(index, earlier) if self.quantities[one].unit == "VND")
        return next((label for label in sums if self.catalogue.indicators[label.code].as_percent), None)

    def _share(self, base: Label) -> Label:
        """The label of a share of what a phrase or the figure before it counts."""
        named = self.catalogue.indicators[base.phrase.entry.code] if base.phrase else None
        if named is not None and "percent" in named.units:
            return Label(named.code, base.confidence * 0.9, base.phrase)
        indicator = self.catalogue.indicators[base.code]
        if "percent" in indicator.units:
            return base
        if indicator.as_percent is None:
            return Label(base.code, base.confidence * 0.9, base.phrase, Statistic.SHARE)
        return Label(indicator.as_percent, base.confidence * 0.9, base.phrase)

    def _planned(self, index: int, earlier: Sequence[Label]) -> Label | None:
        """The label of what was planned: by the last sum of money of this sentence or the last, else a count."""
        known = self._before(index, earlier) or self._before_sentence(index, earlier)
        told = [(self.quantities[before].unit or "", earlier[before]) for before in known]
        money = [label for unit, label in told if unit.isupper()]
        counts = [label for unit, label in told if unit not in {"percent", "times"}]
        label = next(iter(money or counts), None)
        return Label(label.code, label.confidence * 0.9, label.phrase, Statistic.SHARE) if label else None

    def _before(self, index: int, earlier: Sequence[Label]) -> list[int]:
        """The figures before one in its sentence that some indicator measures, the nearest first."""
        return [
            before
            for before in range(index - 1, max(index - _WITHIN, 0) - 1, -1)
            if self.together(before, index) and (earlier[before].code != OTHER or earlier[before].phrase)
        ]

    def _before_sentence(self, index: int, earlier: Sequence[Label]) -> list[int]:
        """The figures of the sentence before that some indicator measures, the nearest first."""
        sentence = self.passages.sentence(self.spans[index]) - 1
        return [
            before
            for before in range(index - 1, max(index - _WITHIN, 0) - 1, -1)
            if self.passages.sentence(self.spans[before]) == sentence and earlier[before].code != OTHER
        ]

    def _subject(self, index: int, word: Match, floor: int) -> Label | None:
        """What the clause of a share word speaks of, where no figure stands between; the nearest to the figure."""
        quantity, phrases, starts = self.quantities[index], self.nearness.phrases, self.nearness.starts
        end = self.quantities[index - 1].end if floor >= 0 else 0
        first, last = bisect_left(starts, end), bisect_left(starts, quantity.start)
        # 占总余额的0.1%: what stands in the genitive before a share is its whole, not its subject.
        whole = self.genitives.get(quantity.start, self.genitives.get(quantity.start - 1, -1))
        near = [
            phrase
            for phrase in phrases[max(first, last - 6) : last]
            if phrase.end != whole
            and not (word.start <= phrase.start and phrase.end <= word.end)  # "covering 41.6 %": a share, no coverage
            and self.passages.item(phrase.start) == self.passages.item(quantity.start)
            and self.passages.clause(phrase.start) >= self.passages.clause(word.start) - 1
        ]
        return Label(near[-1].entry.code, 0.8, near[-1]) if near else None

    def _taken_up(self, index: int, earlier: Sequence[Label]) -> Label | None:
        """The label of "this figure was 6.85 billion": of the last figure of that unit before the words."""
        start = max(self.passages.sentence_start(self.spans[index]), self.quantities[index - 1].end if index else 0)
        position = bisect_left(self.pronouns, start)
        if position == len(self.pronouns) or self.pronouns[position] >= self.spans[index]:
            return None
        paragraph, unit = self.passages.paragraph(self.spans[index]), self.quantities[index].unit
        # "The sum has doubled": multiples are of money where there is some.
        wanted = "VND" if unit == "times" else unit
        for before in range(index - 1, max(index - _WITHIN, 0) - 1, -1):
            same = self.passages.paragraph(self.spans[before]) == paragraph
            if same and self.quantities[before].unit == wanted:
                return replace(earlier[before], statistic=None)
        return None

    def _going_on(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """The label of a change, ratio or average that no phrase of its own tells: of the figure it goes on from."""
        if cue.statistic not in {Statistic.CHANGE, Statistic.RATIO, Statistic.AVERAGE}:
            return None
        quantity, free = self.quantities[index], cue.statistic is not Statistic.AVERAGE
        named = self._phrase_before(index, free=free)
        told = (named and not self._is_of_last(named, index, earlier)) or self._phrase_behind(index, free=free)
        if told or not (free or quantity.unit == "VND"):
            return None
        same = [earlier[one] for one in self._before(index, earlier) if self.quantities[one].unit == quantity.unit]
        if quantity.unit in {"percent", "times"}:
            return self._rate_of(index, cue, earlier, same)
        return same[0] if same else None

    def _rate_of(self, index: int, cue: Cue, earlier: Sequence[Label], same: Sequence[Label]) -> Label | None:
        """The label of a change in per cent or times: of the rate before it, else of what was counted before.

        Shares do not grow but in percentage points; what a count has as its rate falls in percentage points too.
        """
        if same and self.quantities[index].unit == "percent" and (cue.points or not self._is_share(same[0])):
            return same[0]
        counted = [one for one in self._before(index, earlier) if self.quantities[one].unit not in {"percent", "times"}]
        if not counted:
            return same[0] if same else None
        item = self.passages.item(self.spans[index])
        money = [one for one in counted if self.quantities[one].unit == "VND"]
        here = [one for one in money if self.passages.item(self.spans[one]) == item]
        label = earlier[here[0] if here else self._main(counted[0], earlier)]
        percent = self.catalogue.indicators[label.code].as_percent
        rated = cue.points and percent is not None and not self.catalogue.indicators[percent].shares
        return replace(label, code=percent if rated and percent else label.code, statistic=None)

    def _part(self, index: int) -> Label | None:
        """The label of a sum that its sentence only tells as a share of a whole ("24.6 billion, 31.5 % of loans")."""
        whole = self.wholes.get(index + 1)
        if whole is None or whole.entry.dimension != "indicator" or not self.together(index, index + 1):
            return None
        quantity = self.quantities[index]
        measures = quantity.unit in self.catalogue.indicators[whole.entry.code].units
        start = self.passages.sentence_start(quantity.start)
        if not measures or self.nearness.between(start, quantity.start, quantity, free=False):
            return None
        own = self._phrase_behind(index, free=False, reach=whole.start - quantity.end)
        return None if own else Label(whole.entry.code, 0.7, whole)

    def _is_share(self, label: Label) -> bool:
        return label.statistic is Statistic.SHARE or self.catalogue.indicators[label.code].shares

    def _main(self, index: int, earlier: Sequence[Label]) -> int:
        """The sum of money that a count of its borrowers follows ("132.6 billion, owed by 6,915 households")."""
        money = index - 1
        if money < 0 or self.passages.item(self.spans[money]) != self.passages.item(self.spans[index]):
            return index
        if self.quantities[money].unit != "VND":
            return index
        companions = self.catalogue.indicators[earlier[money].code].companions
        return money if earlier[index].code in companions else index

    def _is_of_last(self, phrase: Match, index: int, earlier: Sequence[Label]) -> bool:
        """Whether a phrase closes the clause of the figure before ("7,912 households still owe, up 2.4 times")."""
        if not index or earlier[index - 1].phrase != phrase:
            return False
        return self.passages.clause(phrase.start) < self.passages.clause(self.spans[index])

    def _phrase_before(self, index: int, *, free: bool) -> Match | None:
        """The phrase between the figure before and this one that can say what it measures."""
        quantity = self.quantities[index]
        floor = self.quantities[index - 1].end if index else 0
        start = max(floor, self.passages.sentence_start(quantity.start))
        return self.nearness.between(start, quantity.start, quantity, free=free)

    def _phrase_behind(self, index: int, *, free: bool, reach: int = _BEHIND) -> bool:
        """Whether such a phrase stands close behind a figure, in its clause."""
        quantity = self.quantities[index]
        following = self.spans[index + 1] if index + 1 < len(self.spans) else 1 << 62
        end = min(following, quantity.end + reach)
        phrase = self.nearness.between(quantity.end, end, quantity, free=free)
        return phrase is not None and self.passages.clause(phrase.start) == self.passages.clause(quantity.end - 1)

    def together(self, one: int, other: int) -> bool:
        """Whether two figures, by their indexes, stand in one sentence."""
        return self.passages.sentence(self.spans[one]) == self.passages.sentence(self.spans[other])
