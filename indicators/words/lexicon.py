"""The phrases of a language, found in a text in one pass.

Each word is looked up, then what follows it is compared: no backtracking, time linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from indicators.words.beginnings import Beginnings, Index
from indicators.words.phrases import WORD, Entry, forms, inside_word, letters_end

_GAP_CHARACTERS = 48
_GAP_SIGNS = 20  # the same where no spaces tell how many words those are
_GAP_WORDS = 4
_SYMBOL = re.compile(r"[^\w\s.,;:!?'\"()]")
_BESIDE_WORDS = re.compile(f"({WORD.pattern}'?)")
_GROUPED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_STOP = re.compile(r"[.!?;:。？！；؟؛\n](?!\d)")


class Match(NamedTuple):
    """An entry found at a span of the folded text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases of one language; `spaced` tells whether it writes spaces between words.

    `prefixes` are what it writes onto a word's beginning (the Arabic article, conjunctions), longest first.
    """

    spaced: bool
    prefixes: Sequence[str]
    index: Index

    def find(self, folded: str) -> tuple[Match, ...]:
        """Every phrase at every place, in text order; overlapping ones are all given, the longest first."""
        found: list[tuple[int, int, int, Entry]] = []
        for start, end, begun in self._begun(folded):
            whole, onward, others, ahead = begun
            for entry, rank, _, _, first, last in whole:
                found.append((start + first, -start - last, rank, entry))
            going_on = onward.get(folded[end : end + ahead], others) if onward else others
            for entry, rank, head, rest, first, last in going_on:
                if folded.startswith(head, start + last):
                    stop = self._end(folded, start + last + len(head), rest)
                    if stop is not None:
                        found.append((start + first, -stop, rank, entry))
        found.sort()
        return tuple([Match(start, -stop, entry) for start, stop, _, entry in found])

    def _begun(self, folded: str) -> Iterator[tuple[int, int, Beginnings]]:
        """What begins at symbols and words or, where words are not spaced, at any letter, by the spans asked for."""
        begun_by = self.index.__getitem__
        if not self.spaced:
            stretches = (found.span() for pattern in (_SYMBOL, WORD) for found in pattern.finditer(folded))
            places = (offset for stretch in stretches for offset in range(*stretch))
            return ((place, place + 2, begun) for place in places if (begun := begun_by(folded[place : place + 2])))
        # Few words begin anything: text is split and looked up whole, without a step of Python for each word.
        pieces = _BESIDE_WORDS.split(folded)
        words, ends = pieces[1::2], [*accumulate(map(len, pieces))][1::2]
        told = zip(words, ends, map(begun_by, words), strict=True)
        signs = ((sign.start(), sign.end(), begun_by(sign[0])) for sign in _SYMBOL.finditer(folded))
        named = ((end - len(word), end, begun) for word, end, begun in told if begun)
        return chain(((start, end, begun) for start, end, begun in signs if begun), named)

    def _end(self, folded: str, position: int, parts: tuple[str, ...]) -> int | None:
        """Where the rest of a phrase ends that goes on from an offset; None where it does not stand there."""
        for part in parts:
            if part == "*":
                position = letters_end(folded, position) if self.spaced else position
                continue
            if part == "…":
                return self._after_gap(folded, position, parts[parts.index("…") + 1 :])
            if not folded.startswith(part, position):
                skipped = self._skip_prefix(folded, position, part)
                if skipped is None:
                    return None
                position = skipped
            position += len(part)
        return None if self.spaced and inside_word(folded, position) else position

    def _skip_prefix(self, folded: str, position: int, part: str) -> int | None:
        """Where a later word of a phrase begins, behind the space and what is written onto the word."""
        if not self.prefixes or not part.startswith(" ") or not folded.startswith(" ", position):
            return None
        word, begin = part[1:], position + 1
        place = folded.rfind(word, begin, begin + len(self.prefixes[0]) + len(word))
        while place >= 0:
            if folded[begin:place] in self.prefixes:
                return place - 1
            place = folded.rfind(word, begin, place + len(word) - 1)
        return None

    def _after_gap(self, folded: str, position: int, parts: tuple[str, ...]) -> int | None:
        """The end of the rest of a phrase after a gap of at most four words within the sentence."""
        # With prefixes the part begins at the space before its word.
        word, most = (parts[0][1:], len(self.prefixes[0]) + 1) if self.prefixes else (parts[0], 0)
        limit = position + (_GAP_CHARACTERS if self.spaced else _GAP_SIGNS)
        place = folded.find(word, position, limit + most + len(word) - 1)
        while place >= 0:
            index = folded.rfind(" ", position, place) if self.prefixes else place
            if index >= limit or not self._gaps(folded, position, index + 1):
                return None
            end = self._end(folded, index, parts) if index >= 0 else None
            if end is not None:
                return end
            place = folded.find(word, place + 1, limit + most + len(word) - 1)
        return None

    @staticmethod
    def _gaps(folded: str, start: int, end: int) -> bool:
        """Whether a gap may be as long: a few words of one sentence."""
        words = folded.count(" ", start, end)
        if words > _GAP_WORDS + 1:  # a number grouped with spaces is one word
            words -= len(_GROUPED.findall(folded, start, end))
        return words <= _GAP_WORDS + 1 and not _STOP.search(folded, start, end)


def build_lexicon(
    entries: Iterable[Entry], *, spaced: bool, prefixes: Iterable[str] = (), article: str = ""
) -> Lexicon:
    """Index phrases, whose text must be in plain form already; raises ValueError for one that nothing can match.

    `article` is the one that may be written onto any word of a phrase.
    """
    longest_first = sorted(dict.fromkeys(prefixes), key=len, reverse=True)
    written = forms(entries, spaced=spaced, article=article)
    return Lexicon(spaced, longest_first, Index(written, spaced=spaced, prefixes=longest_first))


def outermost(matches: Sequence[Match]) -> list[Match]:
    """Matches that do not lie within a longer one; equal spans all stay. Takes and gives them in text order."""
    kept: list[Match] = []
    reach: tuple[int, int] = (-1, -1)
    for match in matches:
        if match.end <= reach[1] and (match.start, match.end) != reach:
            continue
        kept.append(match)
        reach = (match.start, match.end)
    return kept
