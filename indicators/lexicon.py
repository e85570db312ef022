"""Phrases of a language, found in a text in one pass.

A phrase is written as people write, with three signs: `*` at a word's end stands for any further letters, `…` for up
to four words in between, and `(a|b)` for a choice (`(a|)` for something that may be missing). Matching looks up the
first letters of each word, then compares: no backtracking, time linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

_KEY_LENGTH = 3
_GAP_CHARACTERS = 48
_GAP_WORDS = 4
# The vowel signs of South and South-East Asian scripts and other combining marks, which are no letters to Python.
_SIGNS = "".join(mark for mark in map(chr, range(0x0300, 0x1800)) if unicodedata.category(mark).startswith("M"))
_WORD = re.compile(rf"[^\W\d_]+(?:[{_SIGNS}]+[^\W\d_]*)*")
_SYMBOL = re.compile(r"[^\w\s.,;:!?'\"()]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_STOPS = frozenset(".!?;:。？！；؟؛\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase and what it says: a code in a dimension (`unit`, `indicator`, `over`, …)."""

    dimension: str
    code: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found at a span of the folded text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Form:
    entry: Entry
    parts: tuple[str, ...]  # literals; "*" and "…" between them are parts of their own


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases of one language, indexed by their first letters.

    `spaced` tells whether the language writes spaces between words; `prefixes` are what it writes onto a word's
    beginning (the Arabic article, conjunctions), longest first.
    """

    spaced: bool
    prefixes: tuple[str, ...] = ()
    forms: dict[str, tuple[_Form, ...]] = field(default_factory=dict)

    def find(self, folded: str) -> tuple[Match, ...]:
        """Every phrase at every place, in text order; overlapping ones are all given, the longest first."""
        matches = [match for position in self._beginnings(folded) for match in self.at(folded, position)]
        matches.sort(key=lambda match: (match.start, -match.end))
        return tuple(matches)

    def at(self, folded: str, position: int) -> Iterator[Match]:
        """The phrases that begin at one offset."""
        for length in range(1, _KEY_LENGTH + 1):
            for form in self.forms.get(folded[position : position + length], ()):
                end = self._end(folded, position, form.parts)
                if end is not None:
                    yield Match(position, end, form.entry)

    def _beginnings(self, folded: str) -> Iterator[int]:
        for symbol in _SYMBOL.finditer(folded):
            yield symbol.start()
        for word in _WORD.finditer(folded):
            if not self.spaced:
                yield from range(word.start(), word.end())
                continue
            yield word.start()
            for prefix in self.prefixes:
                if folded.startswith(prefix, word.start()) and word.end() - word.start() > len(prefix) + 1:
                    yield word.start() + len(prefix)

    def _end(self, folded: str, position: int, parts: tuple[str, ...]) -> int | None:
        for part in parts:
            if part == "*":
                position = _letters_end(folded, position) if self.spaced else position
                continue
            if part == "…":
                return self._after_gap(folded, position, parts[parts.index("…") + 1 :])
            if not folded.startswith(part, position):
                skipped = self._skip_prefix(folded, position, part)
                if skipped is None:
                    return None
                position = skipped
            position += len(part)
        return None if self.spaced and _inside_word(folded, position) else position

    def _skip_prefix(self, folded: str, position: int, part: str) -> int | None:
        """Where a later word of a phrase begins, behind the space and what is written onto the word."""
        if not self.prefixes or not part.startswith(" ") or not folded.startswith(" ", position):
            return None
        for prefix in self.prefixes:
            if folded.startswith(prefix + part[1:], position + 1):
                return position + len(prefix)
        return None

    def _after_gap(self, folded: str, position: int, parts: tuple[str, ...]) -> int | None:
        """The end of the rest of a phrase after a gap of at most four words within the sentence."""
        words = 0
        for index in range(position, min(position + _GAP_CHARACTERS, len(folded))):
            mark = folded[index]
            if mark in _STOPS and not folded[index + 1 : index + 2].isdigit():
                return None
            if mark == " ":
                words += 1
                if words > _GAP_WORDS + 1:
                    return None
            end = self._end(folded, index, parts) if not self.spaced or mark == " " else None
            if end is not None:
                return end
        return None


def build_lexicon(entries: Iterable[Entry], *, spaced: bool, prefixes: Iterable[str] = ()) -> Lexicon:
    """Index phrases, whose text must be in plain form already; raises ValueError for one that nothing can match."""
    index: dict[str, list[_Form]] = {}
    for entry in entries:
        for written in expand(entry.phrase):
            parts = _parts(written, spaced=spaced)
            if not parts or parts[0] in "*…":
                raise ValueError(f"phrase {entry.phrase!r} does not begin with a letter or symbol")
            index.setdefault(parts[0][:_KEY_LENGTH], []).append(_Form(entry, parts))
    frozen = {key: tuple(forms) for key, forms in index.items()}
    return Lexicon(spaced, tuple(sorted(prefixes, key=len, reverse=True)), frozen)


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


def expand(phrase: str) -> tuple[str, ...]:
    """All ways to write a phrase with choices; raises ValueError where brackets do not match."""
    pieces = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(_CHOICE.split(phrase))]
    written = tuple(dict.fromkeys(re.sub(r"\s+", " ", "".join(way)).strip() for way in product(*pieces)))
    if any(mark in way for way in written for mark in "()|"):
        raise ValueError(f"phrase {phrase!r} has brackets that do not match; write choices as (one|two)")
    return written


def _parts(written: str, *, spaced: bool) -> tuple[str, ...]:
    """The literals of a phrase; a space before or after a gap belongs to the literal behind it."""
    parts = [part for part in re.split(r"([*…])", re.sub(r"\s*…\s*", "… " if spaced else "…", written)) if part]
    return tuple(parts)


def _letters_end(folded: str, position: int) -> int:
    limit = min(position + 16, len(folded))
    while position < limit and (_is_letter(folded[position]) or folded[position] == "'"):
        position += 1
    return position


def _inside_word(folded: str, position: int) -> bool:
    return position < len(folded) and _is_letter(folded[position]) and _is_letter(folded[position - 1])


def _is_letter(mark: str) -> bool:
    return mark.isalpha() or mark in _SIGNS
