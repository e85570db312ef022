"""How a Vietnamese name sounds once another script has written it: what is left is compared, not equal.

A name that went through Arabic, Cyrillic, Hangul or Thai keeps the order of its consonants and little else. A
skeleton reduces consonants to the six groups on which the scripts agree; names of equal skeleton are then told apart
by the likeness of their sound, vowels included.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from indicators.words.romanise import romanise
from indicators.words.spoken import is_gliding

# One letter for each group of sounds that transliterations confuse; vowels and semivowels leave nothing.
_GROUPS = {"N": "n", "M": "m", "L": "lr", "P": "bpfv", "K": "kgqh", "T": "tdcjszx"}
_GROUP_OF = {letter: group for group, letters in _GROUPS.items() for letter in letters}
_SPELLINGS = (
    # Vietnamese and transliterated spellings of one sound, within a word.
    (re.compile(r"m(?=n?g|k|n$)"), "n"),  # Khmer and Hindi write a nasal mark
    (re.compile(r"ngh|^ng|ng(?=[^aeiouy]|$)"), "n"),
    (re.compile(r"t+k(?=k)"), ""),  # Japanese doubles a stop with a small "tu"
    (re.compile(r"tsh|tch|tr|tkh|ch(?=.)|th|dj|dzh|zh|sh|ts|tz"), "t"),
    (re.compile(r"k*kh"), "h"),  # Cyrillic and Arabic have one letter for both
    (re.compile(r"gh"), "g"),
    (re.compile(r"kv(?=[aeo])"), "ku"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"gi(?=[aeiou])"), "z"),
    (re.compile(r"^w|(?<=[aeiouy])w(?=[aeiou])"), "v"),
    (re.compile(r"^nh|nh(?=$|[^aeiouw])|ny(?=[aeiou]|$)"), "n"),
)
_ONE_SOUND = str.maketrans("qwyx", "kuis")
_ABJAD_SOUND = str.maketrans("oevp", "uifb")  # what Arabic letters do not tell apart
_VIETNAMESE_C = re.compile(r"c(?=[aouk]|$)|ch$")
_NASAL_STOP = re.compile(r"n[gjkq]h?")
_GLIDE = re.compile(r"y(?=[aeiou])")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_VOWELS = re.compile(r"[aeiou]+")
_REPEATS = re.compile(r"(.)\1+")


def _words(text: str) -> list[str]:
    return [word for word in _NOT_LETTERS.split(romanise(text).replace("'", "")) if word]


def _spelled(word: str) -> str:
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return word


def _sound(words: list[str]) -> str:
    return _REPEATS.sub(r"\1", "".join(map(_spelled, words)).translate(_ONE_SOUND))


def _skeleton(words: list[str]) -> str:
    return _REPEATS.sub(r"\1", "".join(_GROUP_OF.get(letter, "") for word in words for letter in _spelled(word)))


def _vietnamese(name: str) -> list[str]:
    return [_VIETNAMESE_C.sub("k", word) for word in _words(name)]


def _nasal(words: list[str]) -> list[str]:
    return [_NASAL_STOP.sub("n", word) for word in words]


@lru_cache(maxsize=16384)
def skeleton_of_name(name: str) -> str:
    """The skeleton of a Vietnamese name: "Quảng Trị" gives `KNT`."""
    return _skeleton(_vietnamese(name))


@lru_cache(maxsize=16384)
def sound_of_name(name: str) -> str:
    """A Vietnamese name as its letters sound, for `likeness`."""
    return _sound(_vietnamese(name))


@lru_cache(maxsize=8192)
def readings_of_text(text: str) -> tuple[tuple[str, str], ...]:
    """The skeletons that a transliterated name may have, each with its sound for `likeness`.

    A nasal before a stop is one sound or two; where a script has one letter for "y" and for "gi" and "d" as the South
    of Vietnam says them, it may be either.
    """
    written = [_words(text)]
    if is_gliding(text):
        written.append([_GLIDE.sub("z", word) for word in written[0]])
    readings = (
        (_skeleton(consonants), _sound(_nasal(words))) for words in written for consonants in (words, _nasal(words))
    )
    return tuple(dict.fromkeys(readings))


@lru_cache(maxsize=16384)
def sound_in_abjad(text: str) -> str:
    """A word of Arabic script, or a syllable of a Vietnamese name, by the sounds that Arabic letters tell apart."""
    return _REPEATS.sub(r"\1", _sound(_nasal(_vietnamese(text))).translate(_ABJAD_SOUND))


def likeness(name: str, text: str, *, vowels: bool = True) -> float:
    """How alike the sounds of a name and of a text are, 0 to 1; `vowels` is false for a script that writes three."""
    if not vowels:
        name, text = (_REPEATS.sub(r"\1", sound.translate(_ABJAD_SOUND)) for sound in (name, text))
    whole = Levenshtein.normalized_similarity(name, text)
    if vowels:
        return whole
    return (whole + Levenshtein.normalized_similarity(_VOWELS.sub("", name), _VOWELS.sub("", text))) / 2
