"""Text as evidence: word sequences comparable within one language, and names comparable across scripts.

Nothing here compares words across languages: measured, it fails the wrong way round. All results are bounded and
stable across processes, machines and Python versions.
"""

import re
import unicodedata
from collections import Counter
from hashlib import blake2b

from anyascii import anyascii

#: Characters of a text that are looked at; longer texts are cut.
LONGEST_TEXT = 60_000
#: Words of a shingle. A shortened copy keeps most runs of five words; templates of other reports keep fewer.
SHINGLE_WORDS = 5
#: The smallest hashes kept of a text: enough to tell a containment of 0.5 from 0.3 (standard error about 0.04).
SKETCH_SIZE = 128
#: Names kept of a text, most frequent first.
MOST_NAMES = 48
#: Bits of a shingle's hash: an integer that every JSON reader keeps exactly.
_HASH_BYTES = 6

_TOKEN = re.compile(
    # Scripts written without spaces give one token a character (with its marks), all others one a word.
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W_](?:[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[\u0300-\u036f\u0900-\u0dff'’.,](?=\w))*"
)
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}(?:・[\u30a1-\u30fa\u30fc]+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff'’](?=\w))*")
_SENTENCE_END = re.compile(r"[.!?:;…\n\"“”«»(\[–—•*|]\s*$")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_VOWELS = re.compile(r"[aeiouyhw]+")
_DOUBLES = re.compile(r"(.)\1+")
#: Sounds that transliterations of Vietnamese write in several ways, folded to one letter each.
_SOUNDS = str.maketrans("kqcgjzdtbpvf", "kkkkssttbbbb")


def normalise(text: str) -> str:
    """The text in one Unicode form and case, bounded, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold().split())


def tokenise(text: str) -> list[str]:
    """The words of a text in order, in one case; single characters in scripts that put no spaces between words."""
    return _TOKEN.findall(normalise(text))


def shingles(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's word sequences, ascending: a sketch of what it says, word by word."""
    words = tokenise(text)
    windows = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    return tuple(sorted({_hash(window) for window in windows if window})[:SKETCH_SIZE])


def containment(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much of the shorter of two texts stands in the longer, from 0 to 1, estimated from their sketches."""
    if not one or not other:
        return 0.0
    # A full sketch knows nothing above its largest hash, so both are compared below the lower of the two ends.
    ends = [sketch[-1] for sketch in (one, other) if len(sketch) >= SKETCH_SIZE]
    end = min(ends, default=max(one[-1], other[-1]))
    mine = {value for value in one if value <= end}
    theirs = {value for value in other if value <= end}
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def names(text: str, language: str) -> tuple[str, ...]:
    """Romanised names, most frequent first: what is written like a name in the text's script.

    Capitalised words inside sentences where the script has capitals; runs of katakana in Japanese; every word where
    the script has no capitals and puts spaces between words. Chinese characters are left to the gazetteer.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    found = _KATAKANA.findall(text) if language.startswith("ja") else _written_as_names(text)
    counted = Counter(name for name in map(romanise, found) if len(skeleton(name)) >= 2)
    return tuple(name for name, _ in counted.most_common(MOST_NAMES))


def romanise(text: str) -> str:
    """Latin letters only, in lower case, whatever the script."""
    return _NOT_LETTERS.sub("", anyascii(text).lower())


def skeleton(name: str) -> str:
    """The consonants of a romanised name, folded by sound: `quangtri`, `kouangtri` and `kwangtri` are one."""
    return _DOUBLES.sub(r"\1", _VOWELS.sub("", name.translate(_SOUNDS)))


def _written_as_names(text: str) -> list[str]:
    """Words that stand like names, neighbours joined ("Hướng Hóa" is one name)."""
    found: list[str] = []
    end = -2
    for match in _WORD.finditer(text):
        word = match.group()
        if not _is_name(text, match.start(), word):
            continue
        if match.start() - end == 1 and text[end] == " " and word[0].isupper():
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
        end = match.end()
    return found


def _is_name(text: str, start: int, word: str) -> bool:
    if _HAN.match(word):
        return False
    if word[0].isupper():
        before = text[max(0, start - 4) : start]
        return bool(before) and not _SENTENCE_END.search(before) and not word.isupper()
    return not word[0].islower() and len(word) > 3


def _hash(window: str) -> int:
    return int.from_bytes(blake2b(window.encode(), digest_size=_HASH_BYTES).digest())
