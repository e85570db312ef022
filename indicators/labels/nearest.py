"""The phrase that says most of a figure: weighed by unit, place and how much it says.

The costs below are characters, clauses and figures that lie between a phrase and its figure; the cheapest phrase whose
indicator has the figure's unit gives the label. A phrase also speaks for the companions of its indicator in their own
units ("loans outstanding of 462.8 billion with 9,214 households").
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from indicators.catalogue import OTHER, Catalogue, Indicator
from indicators.figure import Statistic
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages
from indicators.words.similar import Phrasebook

#: Below it a paraphrase close by says more than a phrase far off.
DOUBTFUL = 0.62
_AFTER = 0.35  # a phrase behind its figure is a little less telling than one before it
_COUNTED = -0.6  # a phrase within the figure itself
_WHO = 1.8
_GOVERNS = -0.5  # a verb right behind its object tells more than a noun before
_PARTICLE = 2  # characters of the particle between an object and its verb
_CHARACTERS = 45.0
_FIGURE_BETWEEN = 0.55
_SAME_UNIT_BETWEEN = 0.3
_CLAUSE = 0.35
_CLAUSE_AFTER = 1.6
_BESIDE = 1
_TAKEN = 1.5
_BEHIND_CHANGE = 1.0  # a change is of what was spoken of before
_YIELDS = 1.0
_SIMILAR_REACH = 90
_SENTENCE = 2.2
_SPENT = 0.6
_RIGHT_BEHIND = 4
_ITEM = 0.7
_COMPANION = 0.35
_LENGTH_BONUS = 30.0
_MOST_BONUS = 0.9
_TOO_FAR = 9.0
_NOT_BY_PROGRAMME = 4.0
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
class Nearness:
    """The indicator phrases of one text, ready to be weighed for each figure."""

    catalogue: Catalogue
    passages: Passages
    phrases: Sequence[Match]
    starts: Sequence[int]
    quantities: Sequence[Quantity]
    spans: Sequence[int]  # where each quantity begins
    folded: str
    phrasebook: Phrasebook
    programmes: Sequence[int]  # where programmes are named
    density: float  # letters of an alphabet that one sign of the writing is worth
    head_final: bool  # whether verbs stand behind what they govern
    fits: dict[tuple[str, str, bool], tuple[str, float] | None] = field(default_factory=dict, repr=False)

    def nearest(self, index: int, quantity: Quantity, *, free: bool) -> Label | None:
        """The label by the cheapest phrase around a figure; `free` for changes, which may be told in per cent."""
        best: tuple[float, str, Match] | None = None
        counted = self._is_of_people(quantity)
        for phrase in reversed(self._near(quantity)):
            # Most phrases are farther off than the best is dear; asking that first saves weighing them.
            if best is not None and self._away(quantity.start - phrase.end) - _MOST_BONUS > best[0] + _ROUNDING:
                continue
            fitted = self.fit(phrase.entry.code, quantity, free=free)
            if fitted is None:
                continue
            code, penalty = fitted
            cost = penalty + self._cost(index, quantity, phrase)
            cost += _NOT_BY_PROGRAMME if self._by_programme(code, quantity, phrase) else 0
            cost += _YIELDS if self.catalogue.indicators[code].yields else 0
            cost += _WHO if code == OTHER and counted else 0
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

    def _is_of_people(self, quantity: Quantity) -> bool:
        """Whether the counted noun tells who was counted: poor households."""
        first, last = bisect_left(self.starts, quantity.start), bisect_left(self.starts, quantity.end)
        return any(self.catalogue.indicators[phrase.entry.code].people for phrase in self.phrases[first:last])

    def _near(self, quantity: Quantity) -> Sequence[Match]:
        """The phrases before a figure in its paragraph and behind it in its sentence: others cost too much."""
        position = bisect_left(self.starts, quantity.start)
        first = bisect_left(self.starts, self.passages.paragraph_start(quantity.start))
        sentences, sentence = self.passages.sentences, self.passages.sentence(quantity.start)
        end = max(sentences[sentence], quantity.end) if sentence < len(sentences) else len(self.folded)
        last = min(bisect_left(self.starts, end), position + _WINDOW // 2)
        return self.phrases[max(first, position - _WINDOW) : last]

    def fit(self, code: str, quantity: Quantity, *, free: bool) -> tuple[str, float] | None:
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
        bonus = min(len(phrase.entry.phrase) * self.density / _LENGTH_BONUS, _MOST_BONUS)
        passages = self.passages
        if phrase.start < quantity.end and phrase.end > quantity.start:
            # "22,300 poor households": who they are, which says what is counted where nothing else does.
            return (_WHO if self.catalogue.indicators[phrase.entry.code].people else _COUNTED) - bonus
        if phrase.end <= quantity.start:
            between = index - bisect_left(self.spans, phrase.end)
            clauses = passages.clause(quantity.start) - passages.clause(phrase.end - 1)
            sentences = passages.sentence(quantity.start) - passages.sentence(phrase.start)
            if passages.paragraph(quantity.start) != passages.paragraph(phrase.start):
                return _TOO_FAR
            items = passages.item(quantity.start) - passages.item(phrase.start) - sentences
            cost = self._away(quantity.start - phrase.end) + clauses * _CLAUSE + max(items, 0) * _ITEM
            cost += _SPENT if self._is_spent(index, phrase) else 0
        else:
            between = max(bisect_right(self.spans, phrase.start) - index - 1, 0)
            sentences = passages.sentence(phrase.start) - passages.sentence(quantity.start)
            if sentences or passages.item(phrase.start) != passages.item(quantity.start):
                return _TOO_FAR
            clauses = passages.clause(phrase.start) - passages.clause(quantity.end - 1)
            cost = self._behind(phrase.start - quantity.end) + clauses * _CLAUSE_AFTER
            cost += _TAKEN if clauses and not self.head_final and self._is_of_next(index, phrase) else 0
        same = self._same_unit_between(index, quantity, phrase) if between else 0
        return cost + between * _FIGURE_BETWEEN + same * _SAME_UNIT_BETWEEN + sentences * _SENTENCE - bonus

    def _is_spent(self, index: int, phrase: Match) -> bool:
        """Whether a phrase stands right behind the count before, which counts the same: "4,215 got work, 312 …"."""
        before = self.quantities[index - 1] if index else None
        if before is None or not 0 <= phrase.start - before.end <= _RIGHT_BEHIND:
            return False
        return before.unit == self.quantities[index].unit and not (before.unit or "").isupper()

    def _is_of_next(self, index: int, phrase: Match) -> bool:
        """Whether a phrase stands right before another figure: "9.6 billion for water, and collected 33.1 billion"."""
        following = self.quantities[index + 1] if index + 1 < len(self.quantities) else None
        quantity = self.quantities[index]
        if 0 <= phrase.start - quantity.end <= _RIGHT_BEHIND and not (quantity.unit or "").isupper():
            return False  # right behind a count it is that count's
        same = following is not None and following.unit == quantity.unit
        return following is not None and same and 0 <= following.start - phrase.end <= _BESIDE

    def _away(self, characters: int) -> float:
        return characters * self.density / _CHARACTERS

    def _behind(self, characters: int) -> float:
        """What it costs to stand behind a figure: in a head-final language its verb does ("…億ドンを回収した")."""
        governs = self.head_final and characters <= _PARTICLE
        return self._away(characters) + (_GOVERNS if governs else _AFTER)

    def _same_unit_between(self, index: int, quantity: Quantity, phrase: Match) -> int:
        if phrase.end <= quantity.start:
            others = self.quantities[max(bisect_left(self.spans, phrase.end), index - 6) : index]
        else:
            others = self.quantities[index + 1 : min(bisect_right(self.spans, phrase.start), index + 7)]
        return sum(other.unit == quantity.unit for other in others)

    def between(self, start: int, end: int, quantity: Quantity, *, free: bool) -> Match | None:
        """The last phrase within a span that can say anything of a figure."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        fitting = (
            phrase
            for phrase in reversed(self.phrases[max(first, last - _WINDOW) : last])
            if phrase.end <= end and self.fit(phrase.entry.code, quantity, free=free) is not None
        )
        return next(fitting, None)

    def similar(self, index: int, quantity: Quantity, *, free: bool) -> Label | None:
        """A paraphrase of a known phrase between the neighbours of a figure, within its sentence."""
        before = self.quantities[index - 1].end if index else 0
        after = self.spans[index + 1] if index + 1 < len(self.spans) else len(self.folded)
        item = self.passages.item(quantity.start)
        following = self.passages.items[item] if item < len(self.passages.items) else len(self.folded)
        start = max(before, self.passages.sentence_start(quantity.start), quantity.start - _SIMILAR_REACH)
        # A change is of what was spoken of before.
        end = quantity.end if free else min(after, following, quantity.end + _SIMILAR_REACH)
        found = self.phrasebook.most_similar(
            self.folded, start, end, lambda code: self.fit(code, quantity, free=free) is not None
        )
        fitted = self.fit(found[0].entry.code, quantity, free=free) if found else None
        if found is None or fitted is None:
            return None
        return Label(fitted[0], round(found[1] * DOUBTFUL, 2), found[0])


def _measures(indicator: Indicator, unit: str) -> bool:
    return not indicator.units or unit in indicator.units
