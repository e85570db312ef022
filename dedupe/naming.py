"""Names as evidence: what a text writes like a name, as it sounds, and where it first stands.

A name is respelled in every script, but it sounds much the same and comes at the same point of a report. Nothing here
knows names: it knows how scripts mark them. Results are bounded and stable across machines.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import groupby

from anyascii import anyascii

from dedupe.evidence import Name
from dedupe.text import LONGEST_TEXT
from dedupe.world import world

#: Names kept of a text, in order of their first mention. Scripts without capitals give many words that are none.
MOST_NAMES = 96
#: Characters of a text without spaces that names are listened for in.
LONGEST_STREAM = 4_000

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f'’](?=\w))*")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_GEORGIAN = re.compile(r"[\u10d0-\u10ff]")  # small letters by Unicode, without capitals in use
_SENTENCE_END = re.compile(r"[.!?:;…\n\"“”«»„(\[–—•*|।]\s*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
_NOT_LETTERS = re.compile(r"[^a-z]+")
_VOWELS = re.compile(r"[aeiouyhw]+")
_DOUBLES = re.compile(r"(.)\1+")
#: Sounds that transliterations write in several ways, folded to one letter each.
_SOUNDS = str.maketrans("kqcgjzdtbpvflmx", "kkkkssttbbbbrns")
_LEAST_SOUNDS = 2  # consonants of a name; those of one are everywhere
_SHORTEST_WORD = 3  # letters of a word where nothing marks names
_LONGEST_SYLLABLE = 3  # consonants of a word of "Quang Tri", which is one name
_LONGEST_NAME = 40  # letters: a script without spaces makes "words" of whole sentences
_LONGEST_CAPITALS = 6  # letters: longer words all in capitals are shouted headlines, shorter ones UNESCO

Found = tuple[int, str]


def names(text: str, language: str) -> tuple[Name, ...]:
    """What is written like a name, in order of first mention, each with its place in the text (0 to 1).

    Capitalised words inside sentences where the script has capitals; katakana in Japanese; runs of the characters that
    transcribe foreign names in Chinese; every longer word where the script has no capitals and puts spaces between
    words. Countries and cities have one name in all languages.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    places = list(world(language).find(text))
    covered = {at for place in places for at in range(place.start, place.end)}
    found = [one for one in _found(text, language) if one[0] not in covered]
    first: dict[str, Name] = {}
    for start, word in sorted([*found, *((place.start, place.name) for place in places)]):
        written = romanise(word)
        sound = skeleton(written)
        if len(sound) >= _LEAST_SOUNDS and len(written) <= _LONGEST_NAME and written not in first:
            first[written] = Name(written, sound, round(start / len(text), 3))
            if len(first) == MOST_NAMES:
                break
    return tuple(first.values())


def stream(text: str) -> str:
    """The letters of a text in Latin, where its script is an alphabet without spaces between words; else nothing."""
    start = text[:LONGEST_STREAM]
    is_unspaced = 2 * len(_UNSPACED.findall(start)) > len(start)
    return romanise(start) if is_unspaced else ""


def romanise(text: str) -> str:
    """Latin letters only, in lower case, whatever the script."""
    return _NOT_LETTERS.sub("", anyascii(text).lower())


@lru_cache(maxsize=10_000)
def skeleton(name: str) -> str:
    """The consonants of a romanised name, folded by sound: `quangtri`, `kouangtri` and `kwangtri` are one."""
    return _DOUBLES.sub(r"\1", _VOWELS.sub("", name.translate(_SOUNDS)))


def _found(text: str, language: str) -> Iterator[Found]:
    if language.startswith("ja"):
        return ((match.start(), match.group()) for match in _KATAKANA.finditer(text))
    if language.startswith("zh"):
        return _transcribed(text)
    return _words(text)


def _transcribed(text: str) -> Iterator[Found]:
    """Runs of two and more of the characters by which Chinese writes how foreign names sound."""
    at = 0
    for is_sound, run in groupby(text, key=_transcription().__contains__):
        characters = "".join(run)
        if is_sound and len(characters) > 1:
            yield at, characters
        at += len(characters)


@lru_cache(maxsize=1)
def _transcription() -> frozenset[str]:
    document = resources.files("dedupe").joinpath("naming.toml").read_text(encoding="utf-8")
    return frozenset("".join(tomllib.loads(document)["zh"]["transcription"]))


def _words(text: str) -> Iterator[Found]:
    """Words that stand like names; neighbours of a syllable each are one ("Quang Tri")."""
    run: list[Found] = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if not _is_name(text, start, word):
            continue
        follows = run and start - run[-1][0] - len(run[-1][1]) == 1 and text[start - 1] == " "
        is_syllable = word[0].isupper() and len(skeleton(romanise(word))) <= _LONGEST_SYLLABLE
        if run and not (follows and is_syllable):
            yield from _joined(run)
            run = []
        if is_syllable:
            run.append((start, word))
        else:
            yield start, word
    yield from _joined(run)


def _joined(run: list[Found]) -> Iterator[Found]:
    yield from run
    if len(run) > 1:
        yield run[0][0], "".join(word for _, word in run)


def _is_name(text: str, start: int, word: str) -> bool:
    if _HAN.match(word):
        return False
    if word[0].isupper():
        before = text[max(0, start - 4) : start]
        shouted = word.isupper() and len(word) > _LONGEST_CAPITALS
        return bool(before) and not _SENTENCE_END.search(before) and not shouted
    return (not word[0].islower() or bool(_GEORGIAN.match(word))) and len(word) >= _SHORTEST_WORD
