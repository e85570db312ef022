"""One plain form of a text in any script, with the way back to the article's own offsets.

Digits of all scripts become ASCII digits, spaces of all widths become a space, full-width Latin becomes Latin; marks
that only steer display (zero-width, bidirectional, soft hyphen), Arabic vowel signs and the dot under Devanagari
letters disappear; what can be composed is composed. Reading then needs one set of rules, while every span still counts
in the text as printed.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

_ZEROS = (
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x1946, 0x19D0, 0xFF10,
)  # fmt: skip
_SPACES = (0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x0009)
# Soft hyphen, zero-width and directional marks, byte order mark; Arabic vowel signs and the stretching tatweel.
_INVISIBLE = (
    0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
    *range(0x064B, 0x0653), 0x0670, 0x0640,
    0x093C,  # the Devanagari dot of borrowed sounds, which writers leave out as they like
)  # fmt: skip
# Devanagari letters with that dot in them.
_WITH_DOT = dict(zip(range(0x0958, 0x0960), "कखगजडढफय", strict=True)) | {0x0929: "न", 0x0931: "र", 0x0934: "ळ"}
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in ",.:;?!()"}
_PLAIN: dict[int, str] = (
    _FULL_WIDTH
    | {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
    | dict.fromkeys(_SPACES, " ")
    | {0x066A: "%", 0x2019: "'", 0x02BC: "'", 0x2011: "-", 0x2212: "-", 0x2044: "/", 0x0085: "\n", 0x2028: "\n"}
)
_GAP = "".join(map(chr, (0x20, *_SPACES)))
_DROPPED = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]+|(?<=[{_GAP}])[{_GAP}]+")  # of several spaces the first stays
# Few texts have any of it, which these two tell at once.
_UNSEEN = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")
_SPACE_AGAIN = re.compile(f"[{_GAP}][{_GAP}]")
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")
_DOTTED = re.compile(f"[{''.join(map(chr, _WITH_DOT))}]")
_GROUPING_SPACE = re.compile("[\u00a0\u2009\u202f]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain form. `folded` is `text` in lower case, of the same length; spans count in either.

    `offsets` are where each character comes from in the article's own text, None where nothing moved; `ends` where that
    ends, None where each comes from one code point. `grouping` are the offsets of no-break spaces, which join digits in
    every language.
    """

    text: str
    folded: str
    offsets: tuple[int, ...] | None
    ends: tuple[int, ...] | None
    grouping: frozenset[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span in the article's own text that a span of the plain text stands for."""
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.ends[end - 1] if self.ends is not None else self.offsets[end - 1] + 1

    def position(self, origin: int) -> int:
        """The offset in the plain text of an offset in the article's own text."""
        return origin if self.offsets is None else bisect_left(self.offsets, origin)


def normalise(text: str, folds: Mapping[str, str] | None = None) -> Plain:
    """The plain form of a text; `folds` are a language's spelling variants, each as long as what replaces it."""
    kept, offsets, ends = _composed(text)
    plain = _NOT_PLAIN.sub(_plain_mark, kept)
    spaces = frozenset(match.start() for match in _GROUPING_SPACE.finditer(kept))
    return Plain(plain, fold(plain, folds), offsets, ends, spaces)


def _plain_mark(match: re.Match[str]) -> str:
    return _PLAIN[ord(match[0])]


def fold(text: str, folds: Mapping[str, str] | None = None) -> str:
    """Lower case without change of length, with a language's spelling variants replaced."""
    folded = text.lower()
    if len(folded) != len(text):  # "İ" has a lower case of two characters
        folded = "".join(mark.lower() if len(mark.lower()) == 1 else mark for mark in text)
    for variant, usual in (folds or {}).items():
        folded = folded.replace(variant, usual)
    return folded


def plain_phrase(text: str, folds: Mapping[str, str] | None = None) -> str:
    """A phrase of a language file in the form that texts are searched in."""
    return normalise(text, folds).folded


def _composed(text: str) -> tuple[str, tuple[int, ...] | None, tuple[int, ...] | None]:
    """The text without invisible marks and in composed form, with where each of its characters begins and ends."""
    if _DOTTED.search(text):
        text = text.translate(_WITH_DOT)
    composed = unicodedata.is_normalized("NFC", text)
    if composed and not _UNSEEN.search(text) and not _SPACE_AGAIN.search(text):
        return text, None, None
    kept = _DROPPED.sub("", text)
    offsets: list[int] = []
    start = 0
    for dropped in _DROPPED.finditer(text):
        offsets += range(start, dropped.start())
        start = dropped.end()
    offsets += range(start, len(text))
    if not composed and not unicodedata.is_normalized("NFC", kept):
        return _clusters(kept, offsets)
    return kept, tuple(offsets), None


def _clusters(text: str, offsets: list[int]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Compose each base character with the marks that follow it; a long run of marks is cut, so that time is linear."""
    parts: list[str] = []
    origins: list[int] = []
    ends: list[int] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index < len(text) and _goes_on(text[index]) and index - start < 8:
            continue
        part = unicodedata.normalize("NFC", text[start:index])
        parts.append(part)
        origins.extend(offsets[start] for _ in part)
        ends.extend(offsets[index - 1] + 1 for _ in part)
        start = index
    return "".join(parts), tuple(origins), tuple(ends)


def _goes_on(mark: str) -> bool:
    """Whether a character belongs to the one before it: marks, and later letters of a Hangul syllable."""
    return unicodedata.category(mark).startswith("M") or "\u1160" <= mark <= "\u11ff"
