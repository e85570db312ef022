"""Which indicator a figure measures: the phrases around it, weighed by unit, place and how much they say.

The costs below are characters, clauses and figures that lie between a phrase and its figure; the cheapest phrase whose
indicator has the figure's unit gives the label. A phrase also speaks for the companions of its indicator in their own
units ("loans outstanding of 462.8 billion with 9,214 households").
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from indicators.catalogue import OTHER, Catalogue, Indicator
from indicators.figure import Statistic
from indicators.lexicon import Match, outermost
from indicators.passages import Passages
from indicators.quantities import Quantity
from indicators.similar import Phrasebook
from indicators.statistics import Cue

_AFTER = 0.35  # a phrase behind its figure is a little less telling than one before it
_CHARACTERS = 45.0
_FIGURE_BETWEEN = 0.55
_SAME_UNIT_BETWEEN = 0.3
_CLAUSE = 0.35
_CLAUSE_AFTER = 1.6
_BEHIND_CHANGE = 1.0  # a change is of what was spoken of before
_YIELDS = 1.0
_BY_UNIT = 0.4
_DOUBTFUL = 0.62  # below it a paraphrase close by says more than a phrase far off
_SIMILAR_REACH = 90
_SENTENCE = 2.2
_ITEM = 0.7
_COMPANION = 0.35
_LENGTH_BONUS = 30.0
_MOST_BONUS = 0.9
_TOO_FAR = 9.0
_NOT_BY_PROGRAMME = 4.0
_PLANNED_WITHIN = 8  # figures before a share of a plan among which what was planned is looked for
_ROUNDING = 1e-6
_WINDOW = 40  # phrases looked at on either side: keeps time linear


@dataclass(frozen=True, slots=True)
class Label:
    """An indicator for a figure, how sure (0 to 1) and by which phrase; `statistic` where the indicator decides it.

    `origin` marks what a change starts from: what it arrives at is of the same indicator.
    """

    code: str
    confidence: float
    phrase: Match | None = None
    statistic: Statistic | None = None
    origin: bool = False


@dataclass(frozen=True, slots=True)
class Labeller:
    """The indicator phrases of one text, ready to be asked figure by figure."""

    catalogue: Catalogue
    passages: Passages
    phrases: Sequence[Match]
    starts: Sequence[int]
    quantities: Sequence[Quantity]
    spans: Sequence[int]  # where each quantity begins
    folded: str
    phrasebook: Phrasebook
    programmes: Sequence[int]  # where programmes are named
    genitives: Mapping[int, int]  # where a word of possession begins, by where it ends
    fits: dict[tuple[str, str, bool], tuple[str, float] | None] = field(default_factory=dict, repr=False)

    def label(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label:
        """The label of the figure at an index; `earlier` are the labels of those before it."""
        quantity = self.quantities[index]
        before = self.quantities[index - 1] if index else None
        same = before is not None and self.passages.sentence(before.start) == self.passages.sentence(quantity.start)
        if before and same and earlier[index - 1].origin and before.unit == quantity.unit:
            return replace(earlier[index - 1], origin=False)
        if cue.planned and (planned := self._planned(index, earlier)):
            return planned
        if quantity.unit == "percent" and (cue.share or cue.statistic is Statistic.LEVEL):
            shared = self._share(index, cue, earlier)
            if shared is not None:
                return replace(shared, origin=cue.origin)
        rates = quantity.unit == "percent" and before is not None and before.unit == "percent"
        if same and rates and cue.statistic is Statistic.CHANGE:
            return earlier[index - 1]
        free = cue.statistic in {Statistic.CHANGE, Statistic.RATIO}
        label = self._nearest(index, quantity, free=free)
        if label is None or label.confidence < _DOUBTFUL:
            label = self._similar(index, quantity, free=free) or label or self._carried(index, earlier, free=free)
        return replace(label or self._only(quantity), origin=cue.origin)

    def is_personal(self, code: str, index: int) -> bool:
        """Whether a sum is too small for the total of any place, and so one borrower's."""
        quantity = self.quantities[index]
        most = quantity.amount.value if quantity.value_max is None else quantity.value_max
        return quantity.unit == "VND" and most < self.catalogue.indicators[code].personal_below

    def _only(self, quantity: Quantity) -> Label:
        """The one indicator that counts in the figure's unit, else none of them."""
        codes = [code for code, indicator in self.catalogue.indicators.items() if quantity.unit in indicator.units]
        return Label(codes[0], _BY_UNIT) if len(codes) == 1 else Label(OTHER, 0.0)

    def _share(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label | None:
        """The label of a percentage: a rate of its own, or a share of what the figure or phrase before it counts."""
        own = self._nearest(index, self.quantities[index], free=False)
        if not cue.share:
            return own
        previous = self.spans[index - 1] if index else -1
        base = self._subject(index, cue.word, previous) if cue.word else None
        if base is None and index and self.passages.sentence(previous) == self.passages.sentence(self.spans[index]):
            base = earlier[index - 1]
        if base is None or base.code == OTHER:
            return own
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
        """The label of what was planned: of the last sum of money of the sentence, else of its last count."""
        sentence = self.passages.sentence(self.spans[index])
        told = [
            (self.quantities[before].unit or "", earlier[before])
            for before in range(index - 1, max(index - _PLANNED_WITHIN, 0) - 1, -1)
            if self.passages.sentence(self.spans[before]) == sentence and earlier[before].code != OTHER
        ]
        money = [label for unit, label in told if unit.isupper()]
        counts = [label for unit, label in told if unit not in {"percent", "times"}]
        label = next(iter(money or counts), None)
        return Label(label.code, label.confidence * 0.9, label.phrase, Statistic.SHARE) if label else None

    def _subject(self, index: int, word: Match, floor: int) -> Label | None:
        """What the clause of a share word speaks of, where no figure stands between; the nearest to the figure."""
        quantity = self.quantities[index]
        end = self.quantities[index - 1].end if floor >= 0 else 0
        first, last = bisect_left(self.starts, end), bisect_left(self.starts, quantity.start)
        # 占总余额的0.1%: what stands in the genitive before a share is its whole, not its subject.
        whole = self.genitives.get(quantity.start, self.genitives.get(quantity.start - 1, -1))
        near = [
            phrase
            for phrase in self.phrases[max(first, last - 6) : last]
            if phrase.end != whole
            and self.passages.item(phrase.start) == self.passages.item(quantity.start)
            and self.passages.clause(phrase.start) >= self.passages.clause(word.start) - 1
        ]
        return Label(near[-1].entry.code, 0.8, near[-1]) if near else None

    def _nearest(self, index: int, quantity: Quantity, *, free: bool) -> Label | None:
        best: tuple[float, str, Match] | None = None
        for phrase in reversed(self._near(quantity)):
            # Most phrases are farther off than the best is dear; asking that first saves weighing them.
            if best is not None and (quantity.start - phrase.end) / _CHARACTERS - _MOST_BONUS > best[0] + _ROUNDING:
                continue
            fitted = self._fit(phrase.entry.code, quantity, free=free)
            if fitted is None:
                continue
            code, penalty = fitted
            cost = penalty + self._cost(index, quantity, phrase)
            cost += _NOT_BY_PROGRAMME if self._by_programme(code, quantity, phrase) else 0
            cost += _YIELDS if self.catalogue.indicators[code].yields else 0
            cost += _BEHIND_CHANGE if free and phrase.start >= quantity.end else 0
            if cost < _TOO_FAR and (best is None or cost <= best[0]):
                best = (cost, code, phrase)
        if best is None:
            return None
        return Label(best[1], round(max(0.3, 1 - max(best[0], 0) / _TOO_FAR), 2), best[2])

    def _by_programme(self, code: str, quantity: Quantity, phrase: Match) -> bool:
        """Whether a later sentence goes on programme by programme, of which the phrase's indicator knows none."""
        begun = self.passages.sentence_start(quantity.start)
        if phrase.start >= begun or self.catalogue.indicators[code].programmes:
            return False
        position = bisect_left(self.programmes, begun)
        return position < len(self.programmes) and self.programmes[position] < quantity.start

    def _near(self, quantity: Quantity) -> Sequence[Match]:
        """The phrases before a figure in its paragraph and behind it in its sentence: others cost too much."""
        position = bisect_left(self.starts, quantity.start)
        first = bisect_left(self.starts, self.passages.paragraph_start(quantity.start))
        sentences, sentence = self.passages.sentences, self.passages.sentence(quantity.start)
        end = max(sentences[sentence], quantity.end) if sentence < len(sentences) else len(self.folded)
        last = min(bisect_left(self.starts, end), position + _WINDOW // 2)
        return self.phrases[max(first, position - _WINDOW) : last]

    def _fit(self, code: str, quantity: Quantity, *, free: bool) -> tuple[str, float] | None:
        """What a phrase can say of a figure in its unit, and at what cost; None where the units do not agree."""
        unit = quantity.unit or ""
        asked = (code, unit, free)
        if asked not in self.fits:
            self.fits[asked] = self._fit_of(code, unit, free=free)
        return self.fits[asked]

    def _fit_of(self, code: str, unit: str, *, free: bool) -> tuple[str, float] | None:
        indicator = self.catalogue.indicators[code]
        if _measures(indicator, unit) or (free and unit in {"percent", "times"}):
            return code, 0.0
        for companion in indicator.companions:
            if _measures(self.catalogue.indicators[companion], unit):
                return companion, _COMPANION
        return None

    def _cost(self, index: int, quantity: Quantity, phrase: Match) -> float:
        bonus = min(len(phrase.entry.phrase) / _LENGTH_BONUS, _MOST_BONUS)
        passages = self.passages
        if phrase.start < quantity.end and phrase.end > quantity.start:
            return -0.6 - bonus
        if phrase.end <= quantity.start:
            between = index - bisect_left(self.spans, phrase.end)
            clauses = passages.clause(quantity.start) - passages.clause(phrase.end - 1)
            sentences = passages.sentence(quantity.start) - passages.sentence(phrase.start)
            if passages.paragraph(quantity.start) != passages.paragraph(phrase.start):
                return _TOO_FAR
            items = passages.item(quantity.start) - passages.item(phrase.start) - sentences
            cost = (quantity.start - phrase.end) / _CHARACTERS + clauses * _CLAUSE + max(items, 0) * _ITEM
        else:
            between = max(bisect_right(self.spans, phrase.start) - index - 1, 0)
            sentences = passages.sentence(phrase.start) - passages.sentence(quantity.start)
            if sentences or passages.item(phrase.start) != passages.item(quantity.start):
                return _TOO_FAR
            clauses = passages.clause(phrase.start) - passages.clause(quantity.end - 1)
            cost = _AFTER + (phrase.start - quantity.end) / _CHARACTERS + clauses * _CLAUSE_AFTER
        same = self._same_unit_between(index, quantity, phrase) if between else 0
        return cost + between * _FIGURE_BETWEEN + same * _SAME_UNIT_BETWEEN + sentences * _SENTENCE - bonus

    def _same_unit_between(self, index: int, quantity: Quantity, phrase: Match) -> int:
        if phrase.end <= quantity.start:
            others = self.quantities[max(bisect_left(self.spans, phrase.end), index - 6) : index]
        else:
            others = self.quantities[index + 1 : min(bisect_right(self.spans, phrase.start), index + 7)]
        return sum(other.unit == quantity.unit for other in others)

    def _similar(self, index: int, quantity: Quantity, *, free: bool) -> Label | None:
        """A paraphrase of a known phrase between the neighbours of a figure, within its sentence."""
        before = self.quantities[index - 1].end if index else 0
        after = self.spans[index + 1] if index + 1 < len(self.spans) else len(self.folded)
        item = self.passages.item(quantity.start)
        following = self.passages.items[item] if item < len(self.passages.items) else len(self.folded)
        start = max(before, self.passages.sentence_start(quantity.start), quantity.start - _SIMILAR_REACH)
        # A change is of what was spoken of before.
        end = quantity.end if free else min(after, following, quantity.end + _SIMILAR_REACH)
        found = self.phrasebook.most_similar(
            self.folded, start, end, lambda code: self._fit(code, quantity, free=free) is not None
        )
        fitted = self._fit(found[0].entry.code, quantity, free=free) if found else None
        if found is None or fitted is None:
            return None
        return Label(fitted[0], round(found[1] * _DOUBTFUL, 2), found[0])

    def _carried(self, index: int, earlier: Sequence[Label], *, free: bool) -> Label | None:
        """The label of a figure before it in its paragraph, where the text goes on without a phrase of its own."""
        quantity = self.quantities[index]
        paragraph = self.passages.paragraph(quantity.start)
        for before in range(index - 1, max(index - 7, -1), -1):
            if self.passages.paragraph(self.spans[before]) != paragraph:
                break
            label = earlier[before]
            fitted = self._fit(label.code, quantity, free=free) if label.code != OTHER else None
            if fitted is not None:
                return Label(fitted[0], round(label.confidence * 0.6, 2), label.phrase)
        return None


def build_labeller(
    catalogue: Catalogue,
    passages: Passages,
    matches: Sequence[Match],
    quantities: Sequence[Quantity],
    *,
    folded: str,
    phrasebook: Phrasebook,
) -> Labeller:
    """Collect the indicator phrases of a text; a phrase inside a longer one does not count."""
    phrases = outermost([match for match in matches if match.entry.dimension == "indicator"])
    return Labeller(
        catalogue=catalogue,
        passages=passages,
        phrases=phrases,
        starts=[phrase.start for phrase in phrases],
        quantities=quantities,
        spans=[quantity.start for quantity in quantities],
        folded=folded,
        phrasebook=phrasebook,
        programmes=[match.start for match in matches if match.entry.dimension == "programme"],
        genitives=genitives_of(matches),
    )


def genitives_of(matches: Sequence[Match]) -> dict[int, int]:
    """Where words of possession (的, の) begin, by where they end."""
    return {match.end: match.start for match in matches if match.entry.dimension == "possessive"}


def _measures(indicator: Indicator, unit: str) -> bool:
    return not indicator.units or unit in indicator.units
