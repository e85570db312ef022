"""Which place each figure is about: its sentence's, else its paragraph's, else the article's."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indicators.figure import Area, AreaLevel
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages

_LEAD_CHARACTERS = 700
_AT_HAND = 24  # "Dam Doi district 5.2 billion": a place just before its figure
_BEHIND_CHARACTERS = 48
_SURE_ENOUGH = 0.3
_BESIDE = 24  # "Do Luong district, in the province of Nghe An"
_COMPARED = 3  # a text that names as many provinces and none of their parts compares them
_CAPITAL = "vn.01"
_FILED = re.compile(
    r"[ ]?(?:\(|[-–—|]\s|,\s?(?:\w+[ .]{1,2})?\d)"
)  # what follows a dateline's place: agency, dash, date
_ASIDE = 60
_KIND_WORD = 6  # "tỉnh ", "TP ", "H. "
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
            if before and word.entry.code == "nation" and self._leads(before[-1], word):
                return _placed(before[-1], 0.8)
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

    def _leads(self, mention: Mention, word: Match) -> bool:
        """Whether a place is spoken of within the nation: "Hanoi led the whole country"."""
        figures = self.starts_of_quantities
        between = bisect_left(figures, mention.end) != bisect_left(figures, word.start)
        return not between and self.passages.clause(mention.start) == self.passages.clause(word.start)

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
    folded: str,
    title: Area | None,
    default: Area | None,
) -> Places:
    """Collect the places of a text. `title` is the place of a title outside of it, `default` the source's own."""
    sure = [mention for mention in mentions if mention.confidence >= _SURE_ENOUGH]
    own = _without_parents(sure, parents, passages)
    words = [match for match in matches if match.entry.dimension == "place"]
    reported = [mention for mention in own if not _is_dateline(mention, folded, passages)]
    told = [mention for mention in own if not _is_aside(mention, folded, quantities)]
    main = title or _within(own, reported, parents) or _main(told or own, passages, parents) or default
    own = told
    if main == NATION:
        own = _without_datelines(own, passages, quantities)
    elif main is not None and main.code and len(reported) < len(own):
        around = parents(main.code)
        kept = {mention.start for mention in reported}
        own = [mention for mention in own if mention.start in kept or mention.area not in around]
    return Places(
        own, [mention.start for mention in own], main, words, passages, quantities, [one.start for one in quantities]
    )


def _main(mentions: Sequence[Mention], passages: Passages, parents: Callable[[str], tuple[Area, ...]]) -> Area | None:
    """What a text is about: the first place of its lead, else the one named most, else the nation.

    Reports on the whole country are dated from its capital and compare provinces: the capital in a lead says little,
    and of many provinces none is the text's own.
    """
    local = [mention for mention in mentions if mention.area.level is not AreaLevel.NATION]
    lead = [mention.area for mention in local if mention.start < _LEAD_CHARACTERS]
    counted = Counter(mention.area for mention in local)
    compared = len(counted) >= _COMPARED and all(area.level is AreaLevel.PROVINCE for area in counted)
    if lead and lead[0].code == _CAPITAL:
        if _is_own(lead[0], local, passages, parents):
            return lead[0]
        elsewhere = next((area for area in lead if area.code != _CAPITAL), None)
        return NATION if compared or elsewhere is None else elsewhere
    if lead:
        return lead[0]
    if compared:
        return NATION
    return counted.most_common(1)[0][0] if counted else None


def _is_aside(mention: Mention, folded: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a place stands in a bracket without figures: "the city (Hau Giang before the merger)"."""
    opened = folded.rfind("(", max(mention.start - _ASIDE, 0), mention.start)
    closed = folded.find(")", mention.end, mention.end + _ASIDE)
    if opened < 0 or closed < 0 or ")" in folded[opened : mention.start] or "(" in folded[mention.end : closed]:
        return False
    following = bisect_left(quantities, opened, key=lambda quantity: quantity.start)
    return following == len(quantities) or quantities[following].start > closed


def _is_dateline(mention: Mention, folded: str, passages: Passages) -> bool:
    """Whether a place begins its paragraph and only says where the report was filed: "SOC TRANG (VNS) — …"."""
    start = passages.paragraph_start(mention.start)
    beside = not folded[start : mention.start].strip(' ."“‘(*•-') or mention.start - start <= _KIND_WORD
    return beside and start > 0 and _FILED.match(folded, mention.end) is not None


def _within(
    mentions: Sequence[Mention], reported: Sequence[Mention], parents: Callable[[str], tuple[Area, ...]]
) -> Area | None:
    """The place that a text is about within the one it is dated from: named in the lead and no less than that one."""
    dated = [mention.area for mention in mentions if mention.start < _LEAD_CHARACTERS and mention not in reported]
    named = Counter(mention.area for mention in reported)
    for mention in reported:
        inside = dated and mention.area.code and dated[0] in parents(mention.area.code)
        if inside and mention.start < _LEAD_CHARACTERS and named[mention.area] >= max(named[dated[0]], 2):
            return mention.area
    return None


def _is_own(
    capital: Area, local: Sequence[Mention], passages: Passages, parents: Callable[[str], tuple[Area, ...]]
) -> bool:
    """Whether a text that names the capital is about it: so its title or places within it say, or no other province."""
    headed = any(passages.paragraph(mention.start) == 1 for mention in local)
    within = any(capital in parents(mention.area.code) for mention in local if mention.area.code)
    alone = len(local) > _COMPARED and all(mention.area == capital for mention in local)
    return within or alone or (headed and len(passages.paragraphs) > 1)


def _without_datelines(
    mentions: Sequence[Mention], passages: Passages, quantities: Sequence[Quantity]
) -> list[Mention]:
    """Drop the capital from a lead about the nation, where no figure shares its clause."""
    counting = {passages.clause(quantity.start) for quantity in quantities}
    return [
        mention
        for mention in mentions
        if mention.area.code != _CAPITAL
        or mention.start >= _LEAD_CHARACTERS
        or passages.clause(mention.start) in counting
    ]


def _without_parents(
    mentions: Sequence[Mention], parents: Callable[[str], tuple[Area, ...]], passages: Passages
) -> list[Mention]:
    """Drop a place that only says where its neighbour lies: "Kbang district (Gia Lai province)"."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        if last is not None and _adjoins(last, mention, passages):
            if mention.area in parents(last.area.code or ""):
                continue
            if last.area in parents(mention.area.code or ""):
                kept.pop()
        kept.append(mention)
    return kept


def _adjoins(last: Mention, mention: Mention, passages: Passages) -> bool:
    near = mention.start - last.end <= _BESIDE
    return near and passages.sentence(last.start) == passages.sentence(mention.start)


def _deeper(area: Area, main: Area) -> bool:
    return _DEPTH[area.level] > _DEPTH[main.level]


def _placed(mention: Mention, confidence: float) -> Place:
    return Place(mention.area, round(confidence * mention.confidence, 2), (mention.start, mention.end))
