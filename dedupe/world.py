"""Countries and cities as a language writes them, under one name for all languages: what CLDR knows of both.

Most reports of the world name some. Names that are respelled beyond recognition (Deutschland, 秘鲁) become comparable.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff][^\W\d_]*)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_TERRITORY = re.compile(r"[A-Z]{2}")
_ENDING = 4  # letters by which a word may be longer than a name of six: cases, demonyms; less for shorter names
_PARTICLE = 2  # syllables of Hangul by which a word may be longer than the name that it begins with
_LONG_ENOUGH = 5  # letters of a name whose last one may change
_SHORTEST = 3  # letters of a name
_SHORTEST_ALPHABETIC = 4  # letters of a name in an alphabet that is written without spaces
_LANGUAGES = 64  # kept in memory


class Place(NamedTuple):
    """A country or city in a text: where it stands there, and its name in English."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class World:
    """The names of one language: by first word (its ending cut) where words are spaced, else by first character."""

    by_word: dict[str, list[tuple[tuple[str, ...], str]]]
    by_character: dict[str, list[tuple[str, str]]]

    def find(self, text: str) -> Iterator[Place]:
        """The countries and cities of a text, in order."""
        yield from self._unspaced(text) if self.by_character else self._spaced(text)

    def _unspaced(self, text: str) -> Iterator[Place]:
        end = 0
        for start, character in enumerate(text):
            if start < end:
                continue
            for written, name in self.by_character.get(character, ()):
                if text.startswith(written, start) and _is_whole(text, start, start + len(written)):
                    end = start + len(written)
                    yield Place(start, end, name)
                    break

    def _spaced(self, text: str) -> Iterator[Place]:
        words = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
        skip = 0
        for at, (start, _, word) in enumerate(words):
            if at < skip or (word[0].islower() and word[0].upper() != word[0]):
                continue
            found = self._named([each for _, _, each in words[at : at + 5]])
            if found:
                skip = at + found[0]
                yield Place(start, words[skip - 1][1], found[1])

    def _named(self, words: list[str]) -> tuple[int, str] | None:
        """How many of the words are a name, and which: the longest."""
        first = words[0].casefold()
        for length in range(len(first), max(1, len(first) - _ENDING - 1), -1):
            for stems, name in self.by_word.get(first[:length], ()):
                if len(words) >= len(stems) and all(map(_begins, words, stems)):
                    return len(stems), name
        return None


@lru_cache(maxsize=_LANGUAGES)
def world(language: str) -> World:
    """What CLDR knows of a language; nothing of one that it does not know."""
    by_word: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    by_character: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for written, name in _written(language):
        if _UNSPACED.search(written):
            by_character[written[0]].append((written, name))
        elif stems := tuple(_stem(word) for word in _WORD.findall(written.casefold())):
            by_word[stems[0]].append((stems, name))
    for names in by_word.values():
        names.sort(key=lambda each: (-len(each[0]), each))
    for characters in by_character.values():
        characters.sort(key=lambda each: (-len(each[0]), each))
    return World(dict(by_word), dict(by_character))


def _written(language: str) -> Iterable[tuple[str, str]]:
    """Names as the language writes them, each with its English name."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}.items()
    english = Locale.parse("en").territories
    found = {
        str(written): str(english[code])
        for code, written in locale.territories.items()
        if _TERRITORY.fullmatch(str(code)) and code in english
    }
    for zone in get_global("zone_territories"):
        if zone.count("/") == 1 and not zone.startswith("Etc/"):
            city = zone.rpartition("/")[2].replace("_", " ")
            told = locale.time_zones.get(zone, {}).get("city")
            found.setdefault(str(told or city), city)
    normal = ((unicodedata.normalize("NFC", written), name) for written, name in found.items())
    return [(written, name) for written, name in normal if len(written) >= _least(written)]


def _least(written: str) -> int:
    if _HANGUL.match(written) or re.match(r"[\u3040-\u9fff]", written):
        return 2
    return _SHORTEST_ALPHABETIC if _UNSPACED.match(written) else _SHORTEST


def _stem(word: str) -> str:
    return word[:-1] if len(word) >= _LONG_ENOUGH else word


def _begins(word: str, stem: str) -> bool:
    ending = _PARTICLE if _HANGUL.match(stem) else min(_ENDING, len(stem) - 2)
    return word.casefold().startswith(stem) and len(word) <= len(stem) + ending


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether katakana is not cut out of a longer word."""
    if not _KATAKANA.match(text[start]):
        return True
    return not _KATAKANA.match(text[start - 1 : start]) and not _KATAKANA.match(text[end : end + 1])
