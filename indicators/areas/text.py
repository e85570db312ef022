"""Where a text names places: beside kind words first, then bare, then again wherever a found name recurs."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from indicators.areas.bare import SOUND_BARE, at_edges, capitalised, in_abjad, lone_commune, within
from indicators.areas.kinds import UNSPACED, AreaWords, area_words
from indicators.areas.names import Match, Names
from indicators.areas.sightings import LEVELS_OF, Sighting, best_of
from indicators.areas.windows import LETTER, inflected, stretches_after, stretches_before
from indicators.figure import AreaLevel
from indicators.words.normalise import fold

_MAX_ANCHORS = 5000  # kind words looked at in one text
_MAX_SURFACES = 300  # names looked for again
_LONGER = 0.05  # a shorter stretch must fit better by more than this
_ORIGINAL = "vi"  # translations keep names beside theirs: "コンクロ社（xã Kông Chro）"


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
    taken.add(capitalised(text, names, words.endings if words else ()))
    taken.add(at_edges(text, lower, words, names))
    taken.add(in_abjad(text, words, names))
    taken.add(within(text, lower, words, names))
    taken.add(_again(text, taken.sightings))
    if words is not None and words.whole is not None:
        meant = [*_meant(lower, words, words.whole, {sighting.start for sighting in taken.sightings})]
        first = next((sighting.start for sighting in meant if sighting.meant is AreaLevel.COMMUNE), 0)
        lone = lone_commune(text, first, names, taken.sightings)
        taken.add(_again(text, [lone] if lone else []))
        taken.add(meant)
    return sorted(taken.sightings, key=lambda sighting: sighting.start)


def _of_province(text: str, sighting: Sighting, names: Names) -> bool:
    """Whether what names a smaller place beside a kind word names a province as well without one: "Lang Son city"."""
    provinces = names.find(text[sighting.start : sighting.end], (AreaLevel.PROVINCE,), least=SOUND_BARE)
    return bool(provinces) and provinces[0].fit > max(match.fit for match in sighting.matches) - _LONGER


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
            yield Sighting(found.start(), found.end(), (), meant=LEVELS_OF[words.kinds_of(found)[0]][0])


def _beside_kinds(text: str, lower: str, words: AreaWords, names: Names) -> Iterator[Sighting]:
    """Names after and before kind words; where both could be, the better fit wins."""
    found: list[Sighting | None] = []
    if words.before is not None:
        anchors = islice(words.before.finditer(lower), _MAX_ANCHORS)
        found += [best_of(stretches_after(text, each.end()), text, words.kinds_of(each), names) for each in anchors]
    if words.after is not None:
        anchors = islice(words.after.finditer(lower), _MAX_ANCHORS)
        found += [
            best_of(
                inflected(stretches_before(text, each.start()), text, words.endings), text, words.kinds_of(each), names
            )
            for each in anchors
        ]
    sightings = [sighting for sighting in found if sighting is not None]
    return iter(sorted(sightings, key=lambda sighting: (-round(sighting.matches[0].fit, 1), sighting.start)))


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
