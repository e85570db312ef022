"""Which place each figure is about: its sentence's, else its paragraph's, else the article's."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indicators.figure import Area, AreaLevel
from indicators.lexicon import Match
from indicators.passages import Passages
from indicators.quantities import Quantity

_LEAD_CHARACTERS = 700
_AT_HAND = 24  # "Dam Doi district 5.2 billion": a place just before its figure
_BEHIND_CHARACTERS = 48
_SURE_ENOUGH = 0.3
_DEPTH = {AreaLevel.NATION: 0, AreaLevel.PROVINCE: 1, AreaLevel.DISTRICT: 2, AreaLevel.COMMUNE: 3}
_UNITS_OF_PLACE = frozenset({"commune", "village", "district", "province"})
NATION = Area("Việt Nam", "VN", AreaLevel.NATION)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named at a span of the plain text, with the gazetteer's confidence."""

    start: int
    end: int
    area: Area
    confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """An area with how sure and by which span of the plain text (None: what the article is about)."""

    area: Area | None
    confidence: float
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one text. `mentions` are those that figures can be about, spans in the plain text."""

    mentions: Sequence[Mention]
    starts: Sequence[int]
    main: Area | None
    words: Sequence[Match]
    passages: Passages
    quantities: Sequence[Quantity]
    starts_of_quantities: Sequence[int]

    def of(self, index: int) -> Place:
        """The place of the figure at an index."""
        quantity = self.quantities[index]
        sentence = self.passages.sentence_start(quantity.start)
        before = self._between(sentence, quantity.start)
        word = self._word(sentence, quantity.start)
        if word is not None and (not before or word.start > before[-1].start):
            nation = word.entry.code == "nation"
            return Place(NATION if nation else self.main, 0.85, (word.start, word.end))
        behind = self._behind(index, quantity)
        if before and quantity.start - before[-1].end < _AT_HAND:
            return _placed(before[-1], 0.9)
        if behind is not None:
            return _placed(behind, 0.8)
        if before:
            return _placed(before[-1], 0.9)
        opening = self._opening(quantity)
        return _placed(opening, 0.7) if opening else Place(self.main, 0.6)

    def _between(self, start: int, end: int) -> Sequence[Mention]:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return self.mentions[max(first, last - 12) : last]

    def _word(self, start: int, end: int) -> Match | None:
        """The last word for a place before an offset, from another on."""
        index = bisect_left(self.words, end, key=lambda word: word.start) - 1
        return self.words[index] if index >= 0 and self.words[index].start >= start else None

    def _behind(self, index: int, quantity: Quantity) -> Mention | None:
        """A place named behind its figure in the same clause: "5.2 billion in Dam Doi district"."""
        if quantity.unit in _UNITS_OF_PLACE:
            return None
        limit = self.quantities[index + 1].start if index + 1 < len(self.quantities) else 1 << 62
        for mention in self._between(quantity.end, min(limit, quantity.end + _BEHIND_CHARACTERS)):
            same = self.passages.clause(mention.start) == self.passages.clause(quantity.end - 1)
            if same and self.main is not None and _deeper(mention.area, self.main):
                return mention
        return None

    def _opening(self, quantity: Quantity) -> Mention | None:
        """The place that opens the paragraph and so governs it: "In Quang Khe commune, …"."""
        start = self.passages.paragraph_start(quantity.start)
        first = self.passages.sentence(start)
        figures = self.starts_of_quantities
        figure = figures[bisect_left(figures, start)]
        for mention in self._between(start, figure):
            if self.passages.sentence(mention.start) != first:
                return None
            if self.main is None or _deeper(mention.area, self.main):
                return mention
        return None


def find_places(
    mentions: Sequence[Mention],
    matches: Sequence[Match],
    passages: Passages,
    quantities: Sequence[Quantity],
    *,
    parents: Callable[[str], tuple[Area, ...]],
    title: Area | None,
    default: Area | None,
) -> Places:
    """Collect the places of a text. `title` is the place of a title outside of it, `default` the source's own."""
    sure = [mention for mention in mentions if mention.confidence >= _SURE_ENOUGH]
    own = _without_parents(sure, parents)
    words = [match for match in matches if match.entry.dimension == "place"]
    main = title or _main(own) or default
    return Places(
        own, [mention.start for mention in own], main, words, passages, quantities, [one.start for one in quantities]
    )


def _main(mentions: Sequence[Mention]) -> Area | None:
    """What a text is about: the first place of its lead below the nation, else the one named most."""
    for mention in mentions:
        if mention.start < _LEAD_CHARACTERS and mention.area.level is not AreaLevel.NATION:
            return mention.area
    counted = Counter(mention.area for mention in mentions if mention.area.level is not AreaLevel.NATION)
    return counted.most_common(1)[0][0] if counted else None


def _without_parents(mentions: Sequence[Mention], parents: Callable[[str], tuple[Area, ...]]) -> list[Mention]:
    """Drop a place that only says where the one just before it lies: "Kbang district (Gia Lai province)"."""
    kept: list[Mention] = []
    last: Mention | None = None
    for mention in mentions:
        lies_in = last is not None and mention.start - last.end <= 14 and last.area.code is not None
        if lies_in and last is not None and mention.area in parents(last.area.code or ""):
            continue
        kept.append(mention)
        last = mention
    return kept


def _deeper(area: Area, main: Area) -> bool:
    return _DEPTH[area.level] > _DEPTH[main.level]


def _placed(mention: Mention, confidence: float) -> Place:
    return Place(mention.area, round(confidence * mention.confidence, 2), (mention.start, mention.end))
