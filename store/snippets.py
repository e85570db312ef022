"""The piece of an article in which the words of a search stand, as the article prints it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from store.folding import Token, tokens

# Code points around the hits, and how much of a long article is looked through.
_WIDTH = 200
_LEAD = 60
_READ = 200_000

_ELLIPSIS = "…"


def snippet(title: str, text: str, phrases: Sequence[Sequence[str]]) -> str:
    """A piece of the text of some 200 code points, hits between `[` and `]`; the title's where the text has none."""
    read = text[:_READ]
    spans = _spans(tokens(read), phrases)
    if not spans:
        return _marked(title, _spans(tokens(title), phrases), 0, len(title))
    start = _start_of_word(read, max(0, _densest(spans) - _LEAD))
    return _marked(read, spans, start, min(len(read), start + _WIDTH))


def _spans(found: Sequence[Token], phrases: Iterable[Sequence[str]]) -> list[tuple[int, int]]:
    """Where the phrases stand, in text order and without overlaps."""
    words = [token.word for token in found]
    by_first: dict[str, list[list[str]]] = defaultdict(list)
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first[phrase[0]].append(list(phrase))
    spans: list[tuple[int, int]] = []
    for position, word in enumerate(words):
        standing = (p for p in by_first.get(word, ()) if words[position : position + len(p)] == p)
        phrase = next(standing, [])
        start = found[position].start
        if phrase and (not spans or start >= spans[-1][1]):
            spans.append((start, found[position + len(phrase) - 1].end))
    return spans


def _densest(spans: Sequence[tuple[int, int]]) -> int:
    """Where a window with the most hits begins; the first of them where several are equal."""
    starts = [start for start, _ in spans]
    within = [
        sum(start <= other < start + _WIDTH - _LEAD for other in starts[i : i + 20]) for i, start in enumerate(starts)
    ]
    return starts[within.index(max(within))]


def _start_of_word(text: str, position: int) -> int:
    space = text.find(" ", max(0, position - 1), position + 20)
    return position if position == 0 or space < 0 else space + 1


def _marked(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    pieces = [_ELLIPSIS if start > 0 else ""]
    position = start
    for low, high in spans:
        if low < position or high > end:
            continue
        pieces += [text[position:low], "[", text[low:high], "]"]
        position = high
    pieces += [text[position:end], _ELLIPSIS if end < len(text) else ""]
    return " ".join("".join(pieces).split())
