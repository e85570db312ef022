"""Which lending programme a figure is about: by its own words, its sentence's, the sentence's before, the heading's."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.catalogue import Indicator
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match, outermost
from indicators.words.passages import Passages

_TOTAL, _SAME = "total", "same"
_NEAR = 60
_BESIDE = 2
_SHARE_GAP = 12
_SURE, _LIKELY, _CARRIED = 0.9, 0.75, 0.55
_PARAGRAPH = 600  # characters behind a figure that are looked at for what its paragraph is about
_LEAD_CHARACTERS = 700
_OFTEN = 3  # times at least that it is named or taken up ("this programme")
_LIST = 3  # programmes that one sentence names, of which "this programme" is none
_MOSTLY = 0.6  # of the programmes that a text names, for one to be its topic


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme with how sure and by which phrase; `code` None says that all programmes together are meant."""

    code: str | None
    confidence: float = 0.5
    phrase: Match | None = None


@dataclass(frozen=True, slots=True)
class Programmes:
    """The programme phrases of one text.

    `heading` is what its title is about, `topic` the one programme that the whole text is about, if it is.
    """

    passages: Passages
    phrases: Sequence[Match]
    starts: Sequence[int]
    heading: Programme
    topic: Programme
    quantities: Sequence[Quantity]
    starts_of_quantities: Sequence[int]

    def of(self, index: int, indicator: Indicator, *, condition: bool, carried: Programme) -> Programme:
        """The programme of the figure at an index.

        `condition` marks loan terms (a ceiling, a rate), `carried` is what the sentence before was about. A level at a
        date without words of its own is of the text's one programme, else of all; a flow or a condition goes on with
        what came before.
        """
        quantity = self.quantities[index]
        if indicator.programme is not None:
            return Programme(indicator.programme, 1.0)
        if not indicator.programmes and not condition:
            return self._own(index, quantity, indicator)
        found = self._in_sentence(index, quantity)
        if found is not None:
            return self._previous(found) if found.code == _SAME else found
        announced = self._announced(quantity)
        if announced is not None:
            return _programme(announced, _LIKELY)
        if not (indicator.flow or condition):
            return self.topic if self._goes_on(quantity) else Programme(None)
        return carried

    def _announced(self, quantity: Quantity) -> Match | None:
        """The one programme that the paragraph speaks of before its first figure: "Clean water has spread, too."."""
        start = self.passages.paragraph_start(quantity.start)
        sentence = self.passages.sentence_start(quantity.start)
        told = [phrase for phrase in self._span(start, sentence) if phrase.entry.code != _SAME]
        first = self.starts_of_quantities[bisect_left(self.starts_of_quantities, start)]
        opening = self.passages.sentence_start(first)
        if not told or len({phrase.entry.code for phrase in told}) > 1 or told[0].entry.code == _TOTAL:
            return None
        return told[0] if told[0].start < opening else None

    def _goes_on(self, quantity: Quantity) -> bool:
        """Whether a paragraph speaks of the text's one programme, up to a figure or by "this programme" behind it."""
        passages, sentence = self.passages, self.passages.sentence(quantity.start)
        paragraph, start = passages.paragraph(quantity.start), passages.paragraph_start(quantity.start)
        codes = {
            phrase.entry.code
            for phrase in self._span(start, quantity.end + _PARAGRAPH)
            if passages.paragraph(phrase.start) == paragraph
            and (passages.sentence(phrase.start) <= sentence or phrase.entry.code == _SAME)
        }
        return bool(codes) and codes <= {_SAME, self.topic.code}

    def _own(self, index: int, quantity: Quantity, indicator: Indicator) -> Programme:
        """A programme named at the figure itself, for indicators that are else of no programme."""
        near = [phrase for phrase in self._span(quantity.start - _NEAR, quantity.start) if phrase.end <= quantity.start]
        if near and self._is_of(near[-1], index, quantity) and near[-1].entry.code in indicator.own_programmes:
            return Programme(near[-1].entry.code, _SURE, near[-1])
        for phrase in self._span(quantity.start, self._limit(index)):
            named = phrase.entry.code in indicator.own_programmes
            if named and phrase.start - quantity.end <= _NEAR and self._same_clause(quantity.end - 1, phrase.start):
                return Programme(phrase.entry.code, _SURE, phrase)
        goes_on = self.topic.code in indicator.own_programmes and self._goes_on(quantity)
        return self.topic if goes_on else Programme(None)

    def _is_of(self, phrase: Match, index: int, quantity: Quantity) -> bool:
        """Whether a figure is told of a phrase before it: beside it, or first behind it in its clause."""
        if quantity.start - phrase.end <= _BESIDE:
            return True
        first = index == 0 or self.quantities[index - 1].end <= phrase.start
        return first and self._same_clause(phrase.start, quantity.start)

    def _in_sentence(self, index: int, quantity: Quantity) -> Programme | None:
        sentence = self.passages.sentence_start(quantity.start)
        floor = self.quantities[index - 1].end if index else 0
        before = self._span(sentence, quantity.start)
        near = [
            phrase for phrase in before if phrase.start >= floor and self._same_clause(phrase.end - 1, quantity.start)
        ]
        if near:
            return _programme(near[-1], _SURE)
        after = [
            phrase
            for phrase in self._span(quantity.start, self._limit(index))
            if phrase.entry.code != _TOTAL and self._same_clause(quantity.end - 1, phrase.start)
        ]
        if after:
            return _programme(after[0], _SURE)
        if before:
            return _programme(self._in_item(index, quantity, before[-1]), _LIKELY)
        later = [phrase for phrase in self._sentence(quantity.end) if phrase.entry.code == _SAME]
        return _programme(later[0], _LIKELY) if later else None

    def _in_item(self, index: int, quantity: Quantity, before: Match) -> Match:
        """Of a list's items each has its own programme: one named later in the figure's item, else the one before."""
        item = self.passages.item(quantity.start)
        if self.passages.item(before.start) == item:
            return before
        later = [phrase for phrase in self._span(quantity.end, self._limit(index)) if phrase.entry.code != _TOTAL]
        return next((phrase for phrase in later if self.passages.item(phrase.start) == item), before)

    def _sentence(self, start: int) -> Sequence[Match]:
        """The phrases of the rest of the sentence."""
        sentence = self.passages.sentence(start - 1)
        return [phrase for phrase in self._span(start, start + 300) if self.passages.sentence(phrase.start) == sentence]

    def _previous(self, same: Programme) -> Programme:
        """What "this programme" stands for: the last one named before; none of those that a sentence lists."""
        position = bisect_left(self.starts, same.phrase.start) if same.phrase else 0
        before = self.phrases[max(position - 24, 0) : position]
        named = [phrase for phrase in before if phrase.entry.code not in {_TOTAL, _SAME}]
        if not named:
            return self.heading
        sentence = self.passages.sentence(named[-1].start)
        listed = {phrase.entry.code for phrase in named if self.passages.sentence(phrase.start) == sentence}
        own = same.phrase is not None and self.passages.sentence(same.phrase.start) == sentence
        if len(listed) >= _LIST and not own:
            return Programme(None, _LIKELY)
        return Programme(named[-1].entry.code, _LIKELY, named[-1])

    def _span(self, start: int, end: int) -> Sequence[Match]:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return self.phrases[max(first, last - 24) : last]

    def _limit(self, index: int) -> int:
        following = self.quantities[index + 1].start if index + 1 < len(self.quantities) else 1 << 62
        return min(following, self.quantities[index].end + 160)

    def _same_clause(self, one: int, other: int) -> bool:
        return self.passages.clause(one) == self.passages.clause(other)


def find_programmes(
    matches: Sequence[Match], passages: Passages, quantities: Sequence[Quantity], title: Sequence[Match]
) -> Programmes:
    """Collect the programme phrases of a text; `title` are the matches of a title that is not part of it."""
    phrases = outermost([match for match in matches if match.entry.dimension == "programme"])
    ends = [quantity.end for quantity in quantities]
    wholes = _wholes(matches, quantities)
    phrases = [
        phrase
        for phrase in phrases
        if phrase.end not in wholes and not _base_of_share(phrase, quantities, ends, passages)
    ]
    first = passages.paragraphs[1] if len(passages.paragraphs) > 1 else 0
    headings = [match for match in title if match.entry.dimension == "programme"]
    headings += [phrase for phrase in phrases if phrase.end <= first]
    heading = _heading([match for match in headings if match.entry.code not in {_TOTAL, _SAME}], phrases)
    topic = _topic(heading, phrases, passages)
    starts = [phrase.start for phrase in phrases]
    figures = [quantity.start for quantity in quantities]
    return Programmes(passages, phrases, starts, topic if heading.code is None else heading, topic, quantities, figures)


def _topic(heading: Programme, phrases: Sequence[Match], passages: Passages) -> Programme:
    """The programme that title or lead name alone and that the text mostly speaks of."""
    named = [phrase for phrase in phrases if phrase.entry.code not in {_TOTAL, _SAME}]
    opening = passages.paragraph(named[0].start) if named and named[0].start < _LEAD_CHARACTERS else -1
    lead = _heading([phrase for phrase in named if passages.paragraph(phrase.start) == opening], phrases)
    code = heading.code or lead.code
    taken_up = sum(phrase.entry.code == _SAME for phrase in phrases)
    spoken_of = sum(phrase.entry.code == code for phrase in named)
    if code is None or spoken_of < len(named) * _MOSTLY or spoken_of + taken_up < _OFTEN:
        return Programme(None)
    return Programme(code, _CARRIED, heading.phrase or lead.phrase)


def _heading(named: Sequence[Match], phrases: Sequence[Match]) -> Programme:
    """What a title is about: the programme that it names, none where it names several."""
    if len({match.entry.code for match in named}) != 1:
        return Programme(None, _CARRIED)
    return Programme(named[0].entry.code, _CARRIED, named[0] if named[0] in phrases else None)


def _wholes(matches: Sequence[Match], quantities: Sequence[Quantity]) -> set[int]:
    """Where words end that stand in the genitive before a percentage: 占总余额的38.04%."""
    genitives = {match.end: match.start for match in matches if match.entry.dimension == "possessive"}
    shares = [quantity.start for quantity in quantities if quantity.unit == "percent"]
    found = (genitives.get(start, genitives.get(start - 1)) for start in shares)
    return {place for place in found if place is not None}


def _base_of_share(phrase: Match, quantities: Sequence[Quantity], ends: Sequence[int], passages: Passages) -> bool:
    """Whether a total is only what a percentage before it is a share of: "38.04 % of total loans".

    Where the clause goes on with how much it is ("28.9 % of total loans of 497.2 billion"), it says more than that.
    """
    index = bisect_right(ends, phrase.start) - 1
    if phrase.entry.code != _TOTAL or index < 0:
        return False
    if index + 1 < len(quantities) and quantities[index + 1].unit != "percent":
        start = quantities[index + 1].start
        if start - phrase.end <= _NEAR and passages.clause(phrase.start) == passages.clause(start):
            return False
    together = passages.sentence(phrase.start) == passages.sentence(quantities[index].start)
    return together and quantities[index].unit == "percent" and phrase.start - ends[index] <= _SHARE_GAP


def _programme(phrase: Match, confidence: float) -> Programme:
    return Programme(None if phrase.entry.code == _TOTAL else phrase.entry.code, confidence, phrase)
