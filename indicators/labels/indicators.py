"""Which indicator a figure measures: what it derives from (`derived`), else the phrases around it (`nearest`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.catalogue import OTHER, Catalogue
from indicators.figure import Statistic
from indicators.labels.conditions import PRIVATE
from indicators.labels.derived import Derivation
from indicators.labels.nearest import DOUBTFUL, Label, Nearness
from indicators.labels.statistics import Cue
from indicators.labels.wholes import find_wholes, told_phrases
from indicators.language import Language
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match, outermost
from indicators.words.passages import Passages

_BY_UNIT = 0.4
_GIVEN = 30  # characters between a sum and who it went to
_LOANS = "credit_disbursed"


@dataclass(frozen=True, slots=True)
class Labeller:
    """The indicator phrases of one text, ready to be asked figure by figure."""

    catalogue: Catalogue
    passages: Passages
    quantities: Sequence[Quantity]
    nearness: Nearness
    derivation: Derivation

    @property
    def wholes(self) -> Mapping[int, Match]:
        """What percentages are shares of, by the index of the figure."""
        return self.derivation.wholes

    def label(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label:
        """The label of the figure at an index; `earlier` are the labels of those before it."""
        before = self.quantities[index - 1] if index else None
        unit = self.quantities[index].unit
        if before and self.derivation.together(index - 1, index) and earlier[index - 1].origin and before.unit == unit:
            return replace(earlier[index - 1], origin=False)
        found = self.derivation.label(index, cue, earlier) or self._told(index, cue, earlier)
        return found if found.origin == cue.origin else replace(found, origin=cue.origin)

    def _told(self, index: int, cue: Cue, earlier: Sequence[Label]) -> Label:
        """The label by the phrases around a figure, by a paraphrase, by the figures before it or by its unit alone."""
        quantity = self.quantities[index]
        free = cue.statistic in {Statistic.CHANGE, Statistic.RATIO}
        label = self.nearness.nearest(index, quantity, free=free)
        if label is None or label.confidence < DOUBTFUL:
            label = self.nearness.similar(index, quantity, free=free) or label
            label = label or self._carried(index, earlier, free=free)
        told = self._given_to(label, index, earlier) or label
        return self._as_rate(told, quantity, cue) if told else self._only(quantity)

    def _as_rate(self, label: Label, quantity: Quantity, cue: Cue) -> Label:
        """A change in per cent of what stands right behind it is of that thing's rate: "giảm 4,1% hộ nghèo"."""
        if quantity.unit != "percent" or cue.statistic is not Statistic.CHANGE or label.phrase is None:
            return label
        rate = self.catalogue.indicators[label.code].as_percent
        beside = 0 <= label.phrase.start - quantity.end <= 1
        shares = rate is not None and self.catalogue.indicators[rate].shares
        return replace(label, code=rate) if rate is not None and beside and not shares else label

    def _given_to(self, label: Label | None, index: int, earlier: Sequence[Label]) -> Label | None:
        """The label of who a sum went to, where only what they are is named ("43 billion to 1,200 poor households")."""
        flow = index and self.catalogue.indicators[earlier[index - 1].code].flow
        if label is None or not flow or not self.catalogue.indicators[label.code].yields:
            return None
        last, quantity = self.quantities[index - 1], self.quantities[index]
        if last.unit != "VND" or quantity.start - last.end > _GIVEN:
            return None
        if self.passages.clause(last.end - 1) != self.passages.clause(quantity.start):
            return None
        companions = self.catalogue.indicators[earlier[index - 1].code].companions
        code = next((one for one in companions if quantity.unit in self.catalogue.indicators[one].units), None)
        return replace(label, code=code, confidence=label.confidence * 0.9) if code else None

    def is_personal(self, label: Label, index: int) -> bool:
        """Whether a sum is too small for the total of any place, and so one borrower's; of unnamed ones, too."""
        code = _LOANS if label.code == OTHER and label.phrase is None else label.code
        quantity = self.quantities[index]
        most = quantity.amount.value if quantity.value_max is None else quantity.value_max
        return quantity.unit == "VND" and most < self.catalogue.indicators[code].personal_below

    def goes_on_personal(self, index: int, conditions: Sequence[str | None]) -> bool:
        """Whether a small sum follows one borrower's in its sentence: "borrowed 80 million, earning 12 million"."""
        after = index > 0 and conditions[index - 1] == PRIVATE and self.derivation.together(index - 1, index)
        return after and self.is_personal(Label(_LOANS, 0.0), index)

    def _only(self, quantity: Quantity) -> Label:
        """The one indicator that counts in the figure's unit, else none."""
        codes = [code for code, indicator in self.catalogue.indicators.items() if quantity.unit in indicator.units]
        return Label(codes[0], _BY_UNIT) if len(codes) == 1 else Label(OTHER, 0.0)

    def _carried(self, index: int, earlier: Sequence[Label], *, free: bool) -> Label | None:
        """The label of a figure before it in its paragraph, where the text goes on without a phrase of its own."""
        quantity = self.quantities[index]
        paragraph = self.passages.paragraph(quantity.start)
        for before in range(index - 1, max(index - 7, -1), -1):
            if self.passages.paragraph(self.quantities[before].start) != paragraph:
                break
            label = earlier[before]
            fitted = self.nearness.fit(label.code, quantity, free=free) if label.code != OTHER else None
            if fitted is not None:
                return Label(fitted[0], round(label.confidence * 0.6, 2), label.phrase)
        return None


def _without_borrowers(named: Sequence[Match], matches: Sequence[Match], catalogue: Catalogue) -> list[Match]:
    """The phrases without those for people in the name of a programme: "the programme for poor households"."""
    programmes = [match for match in matches if match.entry.dimension == "programme"]
    within = {offset for one in programmes for offset in range(one.start + 1, one.end)}
    return [one for one in named if one.start not in within or not catalogue.indicators[one.entry.code].people]


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
    named = _without_borrowers(named, matches, catalogue)
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
    derivation = Derivation(catalogue, passages, quantities, spans, nearness, wholes, genitives_of(matches), pronouns)
    return Labeller(catalogue, passages, quantities, nearness, derivation)


def genitives_of(matches: Sequence[Match]) -> dict[int, int]:
    """Where words of possession (的, の) begin, by where they end."""
    return {match.end: match.start for match in matches if match.entry.dimension == "possessive"}
