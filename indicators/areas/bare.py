"""Places named without a word for their kind: provinces anywhere, smaller ones where the text is about their place."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from indicators.areas.kinds import UNSPACED, AreaWords
from indicators.areas.names import Match, Names
from indicators.areas.sightings import Sighting, best_of
from indicators.areas.toponyms import key_of
from indicators.areas.windows import BEFORE_NAME, CAPITALISED, CASED, inflected, stretches_after
from indicators.figure import AreaLevel
from indicators.words.phonetics import skeleton_of_name, sound_in_abjad

_MAX_ANCHORS = 5000  # words looked at in one text
#: The least likeness of sound of a name without a kind word.
SOUND_BARE = 0.75
_SOUND_EXACT = 0.9
_SOUND_JOINED = 0.84  # of a name whose syllables are written as one word
_MAX_WORDS = 20_000
_MOST_SYLLABLES = 5
_SMALLER = ("huyen", "quan", "thi_xa", "xa", "phuong", "thi_tran", "dac_khu")
_ABJAD_WORD = re.compile("(?<![\u0620-\u06d3])[\u0620-\u065f\u0670-\u06d3]{1,8}(?![\u0620-\u06d3])")
_PARTICLES = frozenset("وفبلك")  # written onto the word that follows
_EDGE = re.compile(r"[\n(（「]")
_CASED_AFTER = re.compile(rf"{BEFORE_NAME.pattern}*{CASED.pattern}")
_INSIDE_NAME = frozenset({" ", "\u00a0", "-", " - ", ""})
_SENTENCE_ENDS = frozenset('.\n!?:;…。！？“"«(')


def capitalised(text: str, names: Names, endings: tuple[str, ...] = ()) -> Iterator[Sighting]:
    """Provinces and districts named without a kind, in scripts with capitals; districts only with context.

    `endings` are what the language's cases may add to a name.
    """
    for words in _capitalised(text):
        index = 0
        while index < len(words):
            sighting, width = _bare_at(text, words, index, names, endings)
            if sighting is not None:
                yield sighting
            index += width


def at_edges(text: str, lower: str, words: AreaWords | None, names: Names) -> Iterator[Sighting]:
    """Provinces without a kind in scripts without capitals: at the head of a line, in brackets, after "in"."""
    edges = [0, *(edge.end() for edge in islice(_EDGE.finditer(text), _MAX_ANCHORS))]
    if words is not None and words.within is not None:
        edges += (anchor.end() for anchor in islice(words.within.finditer(lower), _MAX_ANCHORS))
    for edge in edges:
        if _CASED_AFTER.match(text, edge):
            continue
        found = best_of(stretches_after(text, edge), text, ("tinh", "thanh_pho"), names)
        if found is None:
            continue
        provinces = tuple(
            match
            for match in found.matches
            if match.unit.level is AreaLevel.PROVINCE and match.fit >= SOUND_BARE and _long(match.unit.name)
        )
        if provinces and (provinces[0].fit >= _SOUND_EXACT or _ends_there(text, found.end)):
            yield Sighting(found.start, found.end, provinces)


def _ends_there(text: str, end: int) -> bool:
    """Whether no word goes on where a name ends; between words of Thai, Lao or Khmer no space tells."""
    return not UNSPACED.match(text[end - 1]) or not UNSPACED.match(text[end : end + 1])


def within(text: str, lower: str, words: AreaWords | None, names: Names) -> Iterator[Sighting]:
    """Districts and communes without a kind behind "in", where the text is about the place that they lie in."""
    if words is None or words.within is None:
        return
    for anchor in islice(words.within.finditer(lower), _MAX_ANCHORS):
        word = _ABJAD_WORD.match(text, anchor.end() + 1)
        if word and sound_in_abjad(word[0]) not in names.all_first_sounds:
            continue
        found = best_of(stretches_after(text, anchor.end()), text, _SMALLER, names)
        named = tuple(match for match in found.matches if match.fit >= _SOUND_EXACT) if found else ()
        if found and named and text[found.start].isalpha() and " " in text[found.start : found.end]:
            yield Sighting(found.start, found.end, named, needs_context=True)


def in_abjad(text: str, words: AreaWords | None, names: Names) -> Iterator[Sighting]:
    """Provinces anywhere in a script that tells no capitals: by all of their sounds."""
    grammar = words.grammar if words else frozenset()
    written = list(islice(_ABJAD_WORD.finditer(text), _MAX_WORDS))
    end = 0
    for index, word in enumerate(written):
        for start in _beginnings(word):
            if start < end or sound_in_abjad(text[start : word.end()]) not in names.first_sounds:
                continue
            run = list(_run(text, written[index : index + _MOST_SYLLABLES], grammar))
            sighting = _all_sounds(text, start, run, names)
            if sighting is not None:
                end = sighting.end
                yield sighting
                break


def _beginnings(word: re.Match[str]) -> Iterator[int]:
    """Where a name may begin in a word: at it, or behind the particles written onto it."""
    yield word.start()
    for length in (1, 2):
        if word.end() - word.start() > length and all(letter in _PARTICLES for letter in word[0][:length]):
            yield word.start() + length


def _run(text: str, words: Sequence[re.Match[str]], grammar: frozenset[str]) -> Iterator[re.Match[str]]:
    """The words from the first on with but a space between them, up to a word of grammar."""
    for index, word in enumerate(words):
        if index and (word[0] in grammar or text[words[index - 1].end() : word.start()] != " "):
            return
        yield word


def _all_sounds(text: str, start: int, words: Sequence[re.Match[str]], names: Names) -> Sighting | None:
    """The province that the longest run of words from an offset on names."""
    for word in reversed(words):
        written = text[start : word.end()]
        matches = names.find(written, (AreaLevel.PROVINCE,), least=_SOUND_EXACT if " " in written else _SOUND_JOINED)
        if matches and _long(matches[0].unit.name):
            return Sighting(start, word.end(), matches)
    return None


def lone_commune(text: str, before: int, names: Names, taken: Sequence[Sighting]) -> Sighting | None:
    """The commune that "the commune" means where a text names none with its kind.

    It is the last name before it that only one commune bears, `before` being the offset of these words.
    """
    if any(match.unit.level is AreaLevel.COMMUNE for sighting in taken for match in sighting.matches):
        return None
    found: Sighting | None = None
    for words in _capitalised(text[:before]):
        for index in range(len(words) - 1):
            start, end = words[index].start(), words[index + 1].end()
            matches = names.find(text[start:end], (AreaLevel.COMMUNE,), least=_SOUND_EXACT)
            # At most one of before and one of after the merger.
            unique = len({match.unit.valid_from for match in matches}) == len(matches) > 0
            if unique and not _part_of_name(text, words, index, 2, names):
                found = Sighting(start, end, matches)
    return found


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


def _bare_at(
    text: str, words: list[re.Match[str]], index: int, names: Names, endings: tuple[str, ...]
) -> tuple[Sighting | None, int]:
    for width in range(min(4, len(words) - index), 0, -1):
        whole = words[index].start(), words[index + width - 1].end()
        for start, end in inflected([whole], text, endings):
            matches = _bare_matches(text[start:end], names, width)
            if matches and not _part_of_name(text, words, index, width, names):
                return Sighting(start, end, matches, matches[0].unit.level is not AreaLevel.PROVINCE), width
    return None, 1


def _bare_matches(written: str, names: Names, width: int) -> tuple[Match, ...]:
    if key_of(written) in names.with_kind_only or len(written) < 4:
        return ()
    matches = names.find(written, (AreaLevel.PROVINCE,), least=SOUND_BARE)
    if not matches and width > 1:
        matches = names.find(written, (AreaLevel.DISTRICT,), least=SOUND_BARE)
        if matches:  # since July 2025 a name that was a district's is a commune's
            communes = names.find(written, (AreaLevel.COMMUNE,), least=SOUND_BARE)
            matches += tuple(match for match in communes if match.unit.valid_from is not None)
    return tuple(match for match in matches if match.fit >= SOUND_BARE)


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
