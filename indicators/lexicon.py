"""Phrases of a language, found in a text in one pass.

A phrase is written as people write, with three signs: `*` at a word's end stands for any further letters, `…` for up
to four words in between, and `(a|b)` for a choice (`(a|)` for something that may be missing). Matching looks each
word up, then compares: no backtracking, time linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

_KEY_LENGTH = 3
_MOST_SEEN = 100_000  # words remembered: more than any language's news have, less than a hostile text could make
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


class Match(NamedTuple):
    """An entry found at a span of the folded text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Form:
    entry: Entry
    head: str
    rest: tuple[str, ...]  # literals; "*" and "…" between them are parts of their own
    rank: tuple[int, int]  # of phrases with one span, the order in which they are given


class _Candidates(NamedTuple):
    """The forms that may begin so many characters behind a word's beginning."""

    offset: int
    forms: tuple[_Form, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases of one language, indexed by how they begin.

    `spaced` tells whether the language writes spaces between words; `prefixes` are what it writes onto a word's
    beginning (the Arabic article, conjunctions), longest first. `words` are the forms by their first word, where words
    are spaced; `letters` all others by up to three first characters. `reach` is how much of a word tells what may begin
    at it, which is worked out once and remembered in `_seen`.
    """

    spaced: bool
    prefixes: tuple[str, ...]
    words: Mapping[str, Sequence[_Form]]
    letters: Mapping[str, Sequence[_Form]]
    reach: int
    _seen: dict[str, tuple[_Candidates, ...]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, folded: str) -> tuple[Match, ...]:
        """Every phrase at every place, in text order; overlapping ones are all given, the longest first."""
        matches: list[Match] = []
        for position, forms in self._beginnings(folded):
            for form in forms:
                if folded.startswith(form.head, position):
                    end = self._end(folded, position + len(form.head), form.rest)
                    if end is not None:
                        matches.append(Match(position, end, form.entry))
        matches.sort(key=lambda match: (match.start, -match.end))
        return tuple(matches)

    def _beginnings(self, folded: str) -> Iterator[tuple[int, tuple[_Form, ...]]]:
        """Where phrases may begin, and which."""
        for symbol in _SYMBOL.finditer(folded):
            yield from self._of_letters(folded, symbol.start(), symbol.end())
        for word in _WORD.finditer(folded):
            if self.spaced:
                start = word.start()
                for offset, forms in self._of_word(word.group()):
                    yield start + offset, forms
            else:
                yield from self._of_letters(folded, word.start(), word.end())

    def _of_word(self, word: str) -> tuple[_Candidates, ...]:
        """What may begin at a word, and behind each of the prefixes that may be written onto it."""
        known = self._seen.get(word)
        if known is None:
            word = word[: self.reach]
            prefixes = [one for one in self.prefixes if word.startswith(one) and len(word) > len(one) + 1]
            every = (_Candidates(len(prefix), self._begun_by(word[len(prefix) :])) for prefix in ("", *prefixes))
            known = self._remember(word, tuple(candidates for candidates in every if candidates.forms))
        return known

    def _of_letters(self, folded: str, start: int, end: int) -> Iterator[tuple[int, tuple[_Form, ...]]]:
        """What may begin at each of some characters, by up to three of them."""
        for position in range(start, end):
            letters = folded[position : position + _KEY_LENGTH]
            known = self._seen.get(letters)
            if known is None:
                keys = (letters[:length] for length in range(1, len(letters) + 1))
                forms = tuple(form for key in keys for form in self.letters.get(key, ()))
                known = self._remember(letters, (_Candidates(0, forms),) if forms else ())
            for _, forms in known:
                yield position, forms

    def _remember(self, written: str, candidates: tuple[_Candidates, ...]) -> tuple[_Candidates, ...]:
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen[written] = candidates
        return candidates

    def _begun_by(self, word: str) -> tuple[_Form, ...]:
        """The forms whose first word this is, or whose first letters it begins with and that go on from there."""
        longer = (
            form
            for length in range(1, len(word))
            for form in self.words.get(word[:length], ())
            if len(form.head) == length and (form.rest or not word.isalpha())
        )
        return tuple(sorted((*self.words.get(word, ()), *longer), key=lambda form: form.rank))

    def _end(self, folded: str, position: int, parts: tuple[str, ...]) -> int | None:
        """Where the rest of a phrase ends that goes on from an offset; None where it does not stand there."""
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
    words: dict[str, list[_Form]] = {}
    letters: dict[str, list[_Form]] = {}
    forms = (form for entry in entries for form in _forms(entry, spaced=spaced))
    for number, (entry, parts) in enumerate(forms):
        form = _Form(entry, parts[0], parts[1:], (min(len(parts[0]), _KEY_LENGTH), number))
        word = _WORD.match(parts[0]) if spaced else None
        if word:
            words.setdefault(word.group(), []).append(form)
        else:
            letters.setdefault(parts[0][:_KEY_LENGTH], []).append(form)
    longest_first = tuple(sorted(prefixes, key=len, reverse=True))
    reach = max(map(len, words), default=0) + max(map(len, longest_first), default=0) + 2
    return Lexicon(spaced, longest_first, words, letters, reach)


def _forms(entry: Entry, *, spaced: bool) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for written in expand(entry.phrase):
        parts = _parts(written, spaced=spaced)
        if not parts or parts[0] in "*…":
            raise ValueError(f"phrase {entry.phrase!r} does not begin with a letter or symbol")
        yield entry, parts


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
