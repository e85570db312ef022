"""Where a text names places: beside kind words first, then bare, then again wherever a found name recurs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from indicators.area_names import Match, Names
from indicators.area_windows import BEFORE_NAME, CAPITALISED, CASED, LETTER, stretches_after, stretches_before
from indicators.area_words import UNSPACED, AreaWords, area_words
from indicators.figure import AreaLevel
from indicators.normalise import fold
from indicators.phonetics import skeleton_of_name
from indicators.toponyms import key_of

_MAX_ANCHORS = 5000  # kind words looked at in one text
_MAX_SURFACES = 300  # names looked for again
_SOUND_BESIDE_KIND = 0.4  # least likeness of sound beside a kind word: vowels may be missing altogether
_SOUND_UNSPACED = 0.5  # where no space says where a name ends, any text is a candidate
_SOUND_BARE = 0.75  # and without one
_LONGER = 0.05  # a shorter stretch must fit better by more than this
_PER_CONSONANT = 0.08
_ORIGINAL = "vi"  # translations keep names beside theirs: "コンクロ社（xã Kông Chro）"
_NUMBERED = frozenset({"quan", "phuong"})  # "Quận 1": only these have numbers for names

_LEVELS_OF = {
    "tinh": (AreaLevel.PROVINCE,),
    "thanh_pho": (AreaLevel.PROVINCE, AreaLevel.DISTRICT),
    "quan": (AreaLevel.DISTRICT,),
    "huyen": (AreaLevel.DISTRICT,),
    "thi_xa": (AreaLevel.DISTRICT,),
    "xa": (AreaLevel.COMMUNE,),
    "phuong": (AreaLevel.COMMUNE,),
    "thi_tran": (AreaLevel.COMMUNE,),
    "dac_khu": (AreaLevel.COMMUNE,),
}
_EDGE = re.compile(r"[\n(（「]")
_CASED_AFTER = re.compile(rf"{BEFORE_NAME.pattern}*{CASED.pattern}")
_INSIDE_NAME = frozenset({" ", "\u00a0", "-", " - ", ""})
_SENTENCE_ENDS = frozenset('.\n!?:;…。！？“"«(')


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of a text that may name one of several units.

    `needs_context`: only if the text is about the unit's parent. `meant` is the level of "the whole district", which
    names nothing and means the one that the text is about.
    """

    start: int
    end: int
    matches: tuple[Match, ...]
    needs_context: bool = False
    meant: AreaLevel | None = None


def find_sightings(text: str, language: str, names: Names) -> list[Sighting]:
    """All stretches that name places, in text order, never overlapping."""
    taken = _Taken()
    words, original, lower = area_words(language), area_words(_ORIGINAL), fold(text)
    if words is not None:
        taken.add(_nations(lower, words, names))
        taken.add(_beside_kinds(text, lower, words, names))
    if original is not None and original is not words:
        taken.add(_beside_kinds(text, lower, original, names))
    taken.add(_again(text, [sighting for sighting in taken.sightings if not _of_province(text, sighting, names)]))
    taken.add(_bare(text, names))
    taken.add(_at_edges(text, lower, words, names))
    taken.add(_again(text, taken.sightings))
    if words is not None and words.whole is not None:
        taken.add(_meant(lower, words, words.whole, {sighting.start for sighting in taken.sightings}))
    return sorted(taken.sightings, key=lambda sighting: sighting.start)


def _of_province(text: str, sighting: Sighting, names: Names) -> bool:
    """Whether what names a smaller place beside a kind word names a province without one: "Lang Son city"."""
    written = text[sighting.start : sighting.end]
    return bool(names.find(written, (AreaLevel.PROVINCE,), least=_SOUND_BARE))


class _Taken:
    """Sightings kept so far; what comes later gives way."""

    def __init__(self) -> None:
        self.sightings: list[Sighting] = []
        self._covered: set[int] = set()

    def add(self, sightings: Iterable[Sighting]) -> None:
        for sighting in list(sightings):
            span = range(sighting.start, sighting.end)
            if self._covered.isdisjoint(span):
                self._covered.update(span)
                self.sightings.append(sighting)


def _nations(lower: str, words: AreaWords, names: Names) -> Iterator[Sighting]:
    if words.nation is not None:
        nation = (Match(names.units["VN"], 0.9),)
        for found in words.nation.finditer(lower):
            yield Sighting(found.start(1), found.end(1), nation)


def _meant(lower: str, words: AreaWords, pattern: re.Pattern[str], named: set[int]) -> Iterator[Sighting]:
    """Kind words that no name follows, as in "the whole district"."""
    for found in islice(pattern.finditer(lower), _MAX_ANCHORS):
        if named.isdisjoint(range(found.end(), found.end() + 8)):
            yield Sighting(found.start(), found.end(), (), meant=_LEVELS_OF[words.kinds_of(found)[0]][0])


def _beside_kinds(text: str, lower: str, words: AreaWords, names: Names) -> Iterator[Sighting]:
    """Names after and before kind words; where both could be, the better fit wins."""
    found: list[Sighting | None] = []
    if words.before is not None:
        anchors = islice(words.before.finditer(lower), _MAX_ANCHORS)
        found += [_best(stretches_after(text, each.end()), text, words.kinds_of(each), names) for each in anchors]
    if words.after is not None:
        anchors = islice(words.after.finditer(lower), _MAX_ANCHORS)
        found += [_best(stretches_before(text, each.start()), text, words.kinds_of(each), names) for each in anchors]
    sightings = [sighting for sighting in found if sighting is not None]
    return iter(sorted(sightings, key=lambda sighting: (-round(sighting.matches[0].fit, 1), sighting.start)))


def _best(stretches: Iterable[tuple[int, int]], text: str, kinds: tuple[str, ...], names: Names) -> Sighting | None:
    """The stretch that fits a unit of the kinds best; the longer of equals, which come first."""
    # What is called a province is none of the cities within one.
    named = kinds[:1] if kinds[0] == "tinh" else kinds
    levels = tuple(dict.fromkeys(level for kind in named for level in _LEVELS_OF[kind]))
    best: Sighting | None = None
    for start, end in stretches:
        written = text[start:end]
        if kinds[0] not in _NUMBERED and not any(map(str.isalpha, written)):
            continue
        least = _SOUND_UNSPACED if UNSPACED.match(written) else _SOUND_BESIDE_KIND
        known = names.find(written, levels, least=least)
        matches = _of_kinds(known, kinds) if known else ()
        if matches and (best is None or _weight(matches[0]) > _weight(best.matches[0]) + _LONGER):
            best = Sighting(start, end, matches)
    return best


def _of_kinds(matches: tuple[Match, ...], kinds: tuple[str, ...]) -> tuple[Match, ...]:
    """The matches of these kinds; of units with one name only those of the first kind."""
    fitting = [match for match in matches if match.unit.kind in kinds]
    first: dict[str, int] = {}
    for match in fitting:
        first[match.unit.name] = min(first.get(match.unit.name, len(kinds)), kinds.index(match.unit.kind))
    return tuple(match for match in fitting if kinds.index(match.unit.kind) == first[match.unit.name])


def _weight(match: Match) -> float:
    """How much a match says: a long name is not met by chance."""
    return match.fit + _PER_CONSONANT * len(skeleton_of_name(match.unit.name))


def _bare(text: str, names: Names) -> Iterator[Sighting]:
    """Provinces and districts named without a kind, in scripts with capitals; districts only with context."""
    for words in _capitalised(text):
        index = 0
        while index < len(words):
            sighting, width = _bare_at(text, words, index, names)
            if sighting is not None:
                yield sighting
            index += width


def _at_edges(text: str, lower: str, words: AreaWords | None, names: Names) -> Iterator[Sighting]:
    """Provinces without a kind in scripts without capitals: at the head of a line, in brackets, after "in"."""
    edges = [0, *(edge.end() for edge in islice(_EDGE.finditer(text), _MAX_ANCHORS))]
    if words is not None and words.within is not None:
        edges += (within.end() for within in islice(words.within.finditer(lower), _MAX_ANCHORS))
    for edge in edges:
        if _CASED_AFTER.match(text, edge):
            continue
        found = _best(stretches_after(text, edge), text, ("tinh", "thanh_pho"), names)
        if found is None:
            continue
        provinces = tuple(
            match
            for match in found.matches
            if match.unit.level is AreaLevel.PROVINCE and match.fit >= _SOUND_BARE and _long(match.unit.name)
        )
        if provinces:
            yield Sighting(found.start, found.end, provinces)


def _long(name: str) -> bool:
    """Whether a name says enough to be taken by its sound alone."""
    return len(skeleton_of_name(name)) + name.count(" ") > 1


def _capitalised(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words with nothing but one space or hyphen between them."""
    run: list[re.Match[str]] = []
    for word in CAPITALISED.finditer(text):
        if not text[word.start()].isupper():
            continue
        if run and text[run[-1].end() : word.start()] not in _INSIDE_NAME:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _bare_at(text: str, words: list[re.Match[str]], index: int, names: Names) -> tuple[Sighting | None, int]:
    for width in range(min(4, len(words) - index), 0, -1):
        start, end = words[index].start(), words[index + width - 1].end()
        matches = _bare_matches(text[start:end], names, width)
        if matches and not _part_of_name(text, words, index, width, names):
            return Sighting(start, end, matches, matches[0].unit.level is not AreaLevel.PROVINCE), width
    return None, 1


def _bare_matches(written: str, names: Names, width: int) -> tuple[Match, ...]:
    if key_of(written) in names.with_kind_only or len(written) < 4:
        return ()
    matches = names.find(written, (AreaLevel.PROVINCE,), least=_SOUND_BARE)
    if not matches and width > 1:
        matches = names.find(written, (AreaLevel.DISTRICT,), least=_SOUND_BARE)
        if matches:  # since July 2025 a name that was a district's is a commune's
            communes = names.find(written, (AreaLevel.COMMUNE,), least=_SOUND_BARE)
            matches += tuple(match for match in communes if match.unit.valid_from is not None)
    return tuple(match for match in matches if match.fit >= _SOUND_BARE)


def _part_of_name(text: str, words: list[re.Match[str]], index: int, width: int, names: Names) -> bool:
    """Whether a Vietnamese syllable beside it makes it part of a longer name: "Ông Nguyễn Hải Dương"."""
    if index + width < len(words) and _syllable(words[index + width][0], names):
        return True
    if index == 0:
        return False
    before = words[index - 1]
    if index == 1 and key_of(before[0]) not in names.family and _begins_sentence(text, before.start()):
        return False
    return _syllable(before[0], names)


def _syllable(word: str, names: Names) -> bool:
    return not word.isupper() and key_of(word) in names.syllables


def _begins_sentence(text: str, offset: int) -> bool:
    before = text[max(0, offset - 3) : offset].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_ENDS


def _again(text: str, sightings: list[Sighting]) -> list[Sighting]:
    """Every other place where a name stands that was found beside a kind word or bare."""
    known: dict[str, Sighting] = {}
    for sighting in sightings:
        surface = text[sighting.start : sighting.end]
        if len(surface) > 2 and not surface.isdigit() and len(known) < _MAX_SURFACES:
            known.setdefault(surface, sighting)
    found = sorted(_places(text, known), key=lambda place: (place[0], -len(place[1])))
    kept, end = [], 0
    for start, surface in found:
        if start >= end:
            end = start + len(surface)
            kept.append(Sighting(start, end, known[surface].matches, known[surface].needs_context))
    return kept


def _places(text: str, surfaces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where surfaces stand, as whole words in scripts with spaces."""
    for surface in surfaces:
        spaced = not UNSPACED.search(surface)
        start = text.find(surface)
        while start >= 0:
            if not spaced or _whole_words(text, start, start + len(surface)):
                yield start, surface
            start = text.find(surface, start + 1)


def _whole_words(text: str, start: int, end: int) -> bool:
    return not (LETTER.match(text, start - 1) if start else None) and not LETTER.match(text, end)
