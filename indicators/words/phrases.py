"""Phrases as language files write them.

A phrase is written as people write, with three signs: `*` at a word's end stands for any further letters, `…` for up
to four words in between, and `(a|b)` for a choice (`(a|)` for something that may be missing).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

_MOST_LATER = 3  # words behind the first of a phrase that may have the article: each doubles the ways to write it
MOST_ENDING = 16  # letters that "*" stands for at most
# The vowel signs of South and South-East Asian scripts and other combining marks, which are no letters to Python.
_SIGNS = "".join(mark for mark in map(chr, range(0x0300, 0x1800)) if unicodedata.category(mark).startswith("M"))
_GAP = re.compile(r"\s*…\s*")
_SIGN = re.compile(r"([*…])")
_SPACES = re.compile(r"\s+")
_CHOICE = re.compile(r"\(([^()]*)\)")
#: A word in any script with spaces.
WORD = re.compile(rf"[^\W\d_]+(?:[{_SIGNS}]+[^\W\d_]*)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase and what it says: a code in a dimension (`unit`, `indicator`, `over`, …).

    In a text `phrase` is the one way of all that choices allow that was found there.
    """

    dimension: str
    code: str
    phrase: str


class Form(NamedTuple):
    """One way to write a phrase, or what is left of it behind the word that it begins with.

    It is, or goes on with, the literal `head` and then the parts in `rest`: literals, "*" and "…". `start` and `end`
    are where in that word it begins and how far that leads. `rank` is its place among phrases of one span.
    """

    entry: Entry
    rank: int
    head: str
    rest: tuple[str, ...]
    start: int = 0
    end: int = 0


def forms(entries: Iterable[Entry], *, spaced: bool, article: str = "") -> Iterator[Form]:
    """All ways to write some phrases; raises ValueError for one that nothing can match.

    An `article` may be written onto any word of a phrase; what is written onto its first word, the text tells.
    """
    ways = ((entry, way) for entry in entries for one in expand(entry.phrase) for way in _definite(one, article))
    for rank, (entry, written) in enumerate(ways):
        parts = _parts(written, spaced=spaced)
        if not parts or parts[0] in "*…":
            raise ValueError(f"phrase {entry.phrase!r} does not begin with a letter or symbol")
        if parts[-1] == "…":
            raise ValueError(f"phrase {entry.phrase!r} ends in a gap")
        yield Form(replace(entry, phrase=written), rank, parts[0], parts[1:])


def _definite(written: str, article: str) -> tuple[str, ...]:
    """A phrase with and without the article at each of its words but the first."""
    first, *later = written.split(" ")
    if not article or "…" in later or len(later) > _MOST_LATER:
        return (written,)
    ways = product(*([word] if word.startswith(article) else [word, article + word] for word in later))
    return tuple(" ".join((first, *way)) for way in ways)


def expand(phrase: str) -> tuple[str, ...]:
    """All ways to write a phrase with choices; raises ValueError where brackets do not match."""
    if "(" not in phrase and ")" not in phrase and "|" not in phrase:
        return (" ".join(phrase.split()),)
    pieces = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(_CHOICE.split(phrase))]
    written = tuple(dict.fromkeys(_SPACES.sub(" ", "".join(way)).strip() for way in product(*pieces)))
    if any(mark in way for way in written for mark in "()|"):
        raise ValueError(f"phrase {phrase!r} has brackets that do not match; write choices as (one|two)")
    return written


def _parts(written: str, *, spaced: bool) -> tuple[str, ...]:
    """The literals of a phrase; a space before or after a gap belongs to the literal behind it."""
    gapped = _GAP.sub("… " if spaced else "…", written)
    return tuple(part for part in _SIGN.split(gapped) if part)


def letters_end(folded: str, position: int) -> int:
    """Where the letters end that "*" stands for from an offset on."""
    limit = min(position + MOST_ENDING, len(folded))
    while position < limit and (_is_letter(folded[position]) or folded[position] == "'"):
        position += 1
    return position


def inside_word(folded: str, position: int) -> bool:
    """Whether letters of one word stand on both sides of an offset."""
    return position < len(folded) and _is_letter(folded[position]) and _is_letter(folded[position - 1])


def _is_letter(mark: str) -> bool:
    return mark.isalpha() or mark in _SIGNS
