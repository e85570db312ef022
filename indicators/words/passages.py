"""Paragraphs, sentences and clauses of a text, and which of its lines are furniture."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indicators.words.lexicon import Match
from indicators.words.normalise import Plain

_SENTENCE_END = re.compile(r"[.!?…؟۔](?=[\"'”»)\]]{0,3}\s)|[。！？।॥។៕]|\n|[.](?=\Z)")
# Thai has no commas: a space between its words parts clauses.
_CLAUSE_END = re.compile("[,،，、](?!\\d)|[;:؛；：៖()（）–—]|(?<=[\u0e01-\u0e4e]) (?=[\u0e01-\u0e44])")
_ITEM_END = re.compile("[;؛；]")
_INITIAL = re.compile(r"(?:^|[\s.(])[^\W\d_]\.?$")
_CAPTION_CHARACTERS = 300
_BULLETS = frozenset(" \"'•-–*[(")  # before the word that begins a tail
_TAIL_CHARACTERS = 90
_BODY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Passages:
    """Where paragraphs, sentences, clauses and list items begin, as offsets in the plain text, each list from 0 on."""

    paragraphs: Sequence[int]
    sentences: Sequence[int]
    clauses: Sequence[int]
    items: Sequence[int]

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph that an offset lies in."""
        return bisect_right(self.paragraphs, offset)

    def sentence(self, offset: int) -> int:
        """The number of the sentence that an offset lies in."""
        return bisect_right(self.sentences, offset)

    def clause(self, offset: int) -> int:
        """The number of the clause that an offset lies in."""
        return bisect_right(self.clauses, offset)

    def item(self, offset: int) -> int:
        """The number of the item that an offset lies in: semicolons part the items of a list."""
        return bisect_right(self.items, offset)

    def sentence_start(self, offset: int) -> int:
        """Where the sentence of an offset begins."""
        return self.sentences[self.sentence(offset) - 1]

    def paragraph_start(self, offset: int) -> int:
        """Where the paragraph of an offset begins."""
        return self.paragraphs[self.paragraph(offset) - 1]


def divide(plain: Plain, matches: Sequence[Match], dates: Iterable[tuple[int, int]] = ()) -> Passages:
    """Divide a text; a full stop after an abbreviation of the language, an initial or within a date ends no sentence.

    `dates` are the spans of date expressions ("am 2. September", "im 3. Quartal").
    """
    abbreviations = frozenset(match.end for match in matches if match.entry.dimension == "abbreviation")
    paragraphs = [0, *(match.end() for match in re.finditer(r"\n+", plain.text))]
    dated = frozenset(offset for start, end in dates for offset in range(start, end - 1))
    sentences = [0, *_sentence_starts(plain.text, abbreviations, dated)]
    begun = (match.start for match in matches if match.entry.dimension == "clause")
    clauses = sorted({*sentences, *begun, *(match.end() for match in _CLAUSE_END.finditer(plain.text))})
    items = sorted({*sentences, *(match.end() for match in _ITEM_END.finditer(plain.text))})
    return Passages(paragraphs, sentences, clauses, items)


def _sentence_starts(text: str, abbreviations: frozenset[int], dated: frozenset[int]) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(text):
        if match.group() == ".":
            if match.start() in dated or match.start() in abbreviations or match.end() in abbreviations:
                continue
            if text[match.end() + 1 : match.end() + 2].islower():
                continue  # "12 Mio. dong": no sentence begins in small letters
            if _INITIAL.search(text, max(match.start() - 3, 0), match.start()):
                continue
        yield match.end()


def body_end(plain: Plain, matches: Iterable[Match]) -> int:
    """Where the report ends and its tail (source line, comments, related links) begins; else the text's length."""
    for match in matches:
        if match.entry.dimension != "furniture" or match.entry.code != "tail":
            continue
        line_start = match.start
        while line_start and plain.text[line_start - 1] in _BULLETS:
            line_start -= 1
        if plain.text[line_start - 1 : line_start] != "\n" or line_start < _BODY_CHARACTERS:
            continue
        line_end = _line_end(plain.text, match.end)
        rest = plain.text[match.end : line_end].strip()
        closed = not rest or rest[0] in ":：(" or match.entry.phrase.endswith(":") or rest.startswith("http")
        if closed and line_end - line_start <= _TAIL_CHARACTERS + 200 * rest.count("/"):
            return line_start
    return len(plain.text)


def captions(plain: Plain, matches: Iterable[Match]) -> tuple[tuple[int, int], ...]:
    """The photo captions and credits: short lines that begin with a word for a photo, and line ends from it on."""
    lines: dict[int, int] = {}
    for match in matches:
        if match.entry.dimension != "furniture" or match.entry.code != "caption":
            continue
        credit = match.entry.phrase.endswith(":") or plain.text[match.end : match.end + 2].strip()[:1] in {":", "："}
        line = _short_line(plain.text, match.start, match.end) if credit else None
        if line is not None:
            # Behind a sentence a credit names who took the photo; the sentence itself may well report.
            lines[line[0] if not plain.text[line[0] : match.start].strip() else match.start] = line[1]
    return tuple(lines.items())


def _short_line(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The line around a span; None for one too long for a caption, of which no more is looked at."""
    before = text.rfind("\n", max(start - _CAPTION_CHARACTERS, 0), start)
    behind = text.find("\n", end, end + _CAPTION_CHARACTERS)
    line = before + 1, len(text) if behind < 0 else behind
    return line if line[1] - line[0] <= _CAPTION_CHARACTERS else None


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
