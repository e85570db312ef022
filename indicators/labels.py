"""Which indicator a figure measures: what it goes on from, else the phrases around it (`indicators.nearest`).

A change, an average or a share without a phrase of its own is of the figure before it; a share of a named whole is by
that whole; "this figure" is of what was counted before.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.catalogue import OTHER, Catalogue
from indicators.figure import Statistic
from indicators.language import Language
from indicators.lexicon import Match, outermost
from indicators.nearest import DOUBTFUL, Label, Nearness
from indicators.passages import Passages
from indicators.quantities import Quantity
from indicators.statistics import Cue
from indicators.wholes import find_wholes, told_phrases, whole_label

_BY_UNIT = 0.4
_BEHIND = 30  # characters behind a change in which what it is of may be named ("up 5 % in outstanding loans")
_WITHIN = 8  # figures before one that goes on from them
_TIMES = frozenset({"year", "month"})
_AGAIN = "again"  # words that say the figure before in per cent


@dataclass(frozen=True, slots=True)
class Labeller:
    """The indicator phrases of one text, ready to be asked figure by figure.

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

    def label(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label:
        """The label of the figure at an index; `earlier` are the labels of those before it."""
        before = self.quantities[index - 1] if index else None
        unit = self.quantities[index].unit
        if before and self._together(index - 1, index) and earlier[index - 1].origin and before.unit == unit:
            return replace(earlier[index - 1], origin=False)
        if cue.planned and (planned := self._planned(index, earlier)):
            return planned
        found = self._taken_up(index, earlier) or self._percentage(index, cue, earlier)
        found = found or self._going_on(index, cue, earlier) or self._part(index) or self._told(index, cue, earlier)
        return found if found.origin == cue.origin else replace(found, origin=cue.origin)

    def _told(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label:
        """The label by the phrases around a figure, by a paraphrase, by the figures before it or by its unit alone."""
        quantity = self.quantities[index]
        free = cue.statistic in {Statistic.CHANGE, Statistic.RATIO}
        label = self.nearness.nearest(index, quantity, free=free)
        if label is None or label.confidence < DOUBTFUL:
            label = self.nearness.similar(index, quantity, free=free) or label
            label = label or self._carried(index, earlier, free=free)
        return self._given_to(label, index, earlier) or label or self._only(quantity)

    def _given_to(self, label: Label | None, index: int, earlier: Sequence[Label]) -> Label | None:
        """The label of who a sum went to, where only what they are is named ("43 billion to 1,200 poor households")."""
        flow = index and self.catalogue.indicators[earlier[index - 1].code].flow
        if label is None or not flow or not self.catalogue.indicators[label.code].yields:
            return None
        last, quantity = self.quantities[index - 1], self.quantities[index]
        if last.unit != "VND" or quantity.start - last.end > _BEHIND:
            return None
        if self.passages.clause(last.end - 1) != self.passages.clause(quantity.start):
            return None
        companions = self.catalogue.indicators[earlier[index - 1].code].companions
        code = next((one for one in companions if quantity.unit in self.catalogue.indicators[one].units), None)
        return replace(label, code=code, confidence=label.confidence * 0.9) if code else None

    def is_personal(self, code: str, index: int) -> bool:
        """Whether a sum is too small for the total of any place, and so one borrower's."""
        quantity = self.quantities[index]
        most = quantity.amount.value if quantity.value_max is None else quantity.value_max
        return quantity.unit == "VND" and most < self.catalogue.indicators[code].personal_below

    def _only(self, quantity: Quantity) -> Label:
        """The one indicator that counts in the figure's unit, or the one of these that is no flow, else none."""
        counting = {code: one for code, one in self.catalogue.indicators.items() if quantity.unit in one.units}
        codes = list(counting) if len(counting) == 1 else [code for code, one in counting.items() if not one.flow]
        return Label(codes[0], _BY_UNIT) if len(codes) == 1 else Label(OTHER, 0.0)

    def _percentage(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """The label of a percentage: a share of a whole or of what was counted before, or a rate of its own."""
        quantity = self.quantities[index]
        if quantity.unit != "percent" or not (cue.share or cue.statistic is Statistic.LEVEL):
            return None
        whole = self.wholes.get(index)
        joined = whole is not None and not self._phrase_before(index, free=True)
        base = self._base(index, cue, earlier) if cue.share or joined else None
        told = whole_label(whole, base.code if base else None, self.catalogue) if whole else None
        if told is not None:
            return Label(told[0], 0.8, base.phrase if base else whole, told[1])
        if not cue.share and quantity.per in _TIMES and not self._phrase_before(index, free=False):
            yearly = next((code for code, one in self.catalogue.indicators.items() if one.yearly), None)
            if yearly is not None:
                return Label(yearly, _BY_UNIT)
        own = self.nearness.nearest(index, quantity, free=False)
        return self._share(base) if base and base.code != OTHER else own

    def _base(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """What a percentage is a part of: the subject of its clause, else the figure before it."""
        previous = self.spans[index - 1] if index else -1
        base = self._subject(index, cue.word, previous) if cue.word and cue.word.entry.code != _AGAIN else None
        if base is None and index and self._together(index - 1, index):
            base = earlier[self._main(index - 1, earlier)]
        return base

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
            if self._together(before, index) and (earlier[before].code != OTHER or earlier[before].phrase)
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
        paragraph = self.passages.paragraph(self.spans[index])
        for before in range(index - 1, max(index - _WITHIN, 0) - 1, -1):
            same = self.passages.paragraph(self.spans[before]) == paragraph
            if same and self.quantities[before].unit == self.quantities[index].unit:
                return earlier[before]
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
        label = earlier[self._main(counted[0], earlier)]
        percent = self.catalogue.indicators[label.code].as_percent
        rated = cue.points and percent is not None and not self.catalogue.indicators[percent].shares
        return replace(label, code=percent if rated and percent else label.code, statistic=None)

    def _part(self, index: int) -> Label | None:
        """The label of a sum that its sentence only tells as a share of a whole ("24.6 billion, 31.5 % of loans")."""
        whole = self.wholes.get(index + 1)
        if whole is None or whole.entry.dimension != "indicator" or not self._together(index, index + 1):
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

    def _together(self, one: int, other: int) -> bool:
        return self.passages.sentence(self.spans[one]) == self.passages.sentence(self.spans[other])

    def _carried(self, index: int, earlier: Sequence[Label], *, free: bool) -> Label | None:
        """The label of a figure before it in its paragraph, where the text goes on without a phrase of its own."""
        quantity = self.quantities[index]
        paragraph = self.passages.paragraph(quantity.start)
        for before in range(index - 1, max(index - 7, -1), -1):
            if self.passages.paragraph(self.spans[before]) != paragraph:
                break
            label = earlier[before]
            fitted = self.nearness.fit(label.code, quantity, free=free) if label.code != OTHER else None
            if fitted is not None:
                return Label(fitted[0], round(label.confidence * 0.6, 2), label.phrase)
        return None


def build_labeller(
    catalogue: Catalogue,
    passages: Passages,
    matches: Sequence[Match],
    quantities: Sequence[Quantity],
    cues: Sequence[Cue],
    *,
    folded: str,
    language: Language,
) -> Labeller:
    """Collect the indicator phrases of a text; neither one inside a longer one nor the whole of a share labels."""
    named = outermost([match for match in matches if match.entry.dimension == "indicator"])
    wholes = find_wholes(quantities, cues, matches, named, catalogue=catalogue, passages=passages, folded=folded)
    phrases = told_phrases(named, wholes, quantities)
    spans = [quantity.start for quantity in quantities]
    nearness = Nearness(
        catalogue=catalogue,
        passages=passages,
        phrases=phrases,
        starts=[phrase.start for phrase in phrases],
        quantities=quantities,
        spans=spans,
        folded=folded,
        phrasebook=language.phrasebook,
        programmes=[match.start for match in matches if match.entry.dimension == "programme"],
        density=language.density,
        head_final=language.head_final,
    )
    pronouns = [match.start for match in matches if match.entry.dimension == "pronoun"]
    return Labeller(catalogue, passages, quantities, spans, nearness, wholes, genitives_of(matches), pronouns)


def genitives_of(matches: Sequence[Match]) -> dict[int, int]:
    """Where words of possession (的, の) begin, by where they end."""
    return {match.end: match.start for match in matches if match.entry.dimension == "possessive"}
