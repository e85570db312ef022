"""Paraphrases: the phrase of a language file that the words around a figure resemble most, by rapidfuzz."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from indicators.catalogue import OTHER
from indicators.words.lexicon import Match
from indicators.words.phrases import Entry, expand

_SHORTEST = 9  # characters; shorter phrases resemble too much
_CUTOFF = 84.0  # of 100; below it unrelated phrases of one field begin to meet
# The least part of a phrase's letters that a text as like has in their order: it is cut off by the edge of its span.
_LETTERS = _CUTOFF / (200 - _CUTOFF)


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The indicator phrases of one language by code, in full: without their signs for endings and gaps."""

    phrases: Mapping[str, Mapping[str, Entry]]
    _by_length: dict[tuple[str, ...], dict[int, dict[int, str]]] = field(default_factory=dict, repr=False)

    def most_similar(
        self, folded: str, start: int, end: int, fits: Callable[[str], bool]
    ) -> tuple[Match, float] | None:
        """The phrase most like a part of a span of the text, with its likeness from 0 to 1; None below the cutoff."""
        codes = tuple(code for code in self.phrases if fits(code))
        choices = self._possible(codes, folded[start:end])
        best = process.extractOne(folded[start:end], choices, scorer=fuzz.partial_ratio, score_cutoff=_CUTOFF)
        if best is None:
            return None
        phrase, score, _ = best
        aligned = fuzz.partial_ratio_alignment(phrase, folded[start:end])
        span = (start + aligned.dest_start, start + aligned.dest_end) if aligned else (start, end)
        entry = next(self.phrases[code][phrase] for code in codes if phrase in self.phrases[code])
        return Match(*span, entry), score / 100

    def _possible(self, codes: tuple[str, ...], span: str) -> list[str]:
        """The phrases of some codes, in their order, that a part of a span may be like: these have its letters.

        Most phrases have not, which is known far sooner than how like they are.
        """
        found: list[tuple[int, str]] = []
        for length, phrases in self._of(codes).items():
            if length <= len(span):
                least = int(length * _LETTERS)
                alike = process.extract(span, phrases, scorer=LCSseq.similarity, score_cutoff=least, limit=None)
                found += [(order, phrase) for phrase, _, order in alike]
        return [phrase for _, phrase in sorted(found)]

    def _of(self, codes: tuple[str, ...]) -> dict[int, dict[int, str]]:
        """The phrases of some codes by length, numbered in their order."""
        if codes not in self._by_length:
            grouped: dict[int, dict[int, str]] = {}
            for order, phrase in enumerate(phrase for code in codes for phrase in self.phrases[code]):
                grouped.setdefault(len(phrase), {})[order] = phrase
            self._by_length[codes] = grouped
        return self._by_length[codes]


def build_phrasebook(entries: Iterable[Entry]) -> Phrasebook:
    """Collect the indicator phrases that are long enough to be recognised by likeness."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        if entry.dimension == "indicator" and entry.code != OTHER:  # resembling no indicator says nothing
            for written in expand(entry.phrase):
                plain = " ".join(written.replace("*", "").replace("…", " ").split())
                if len(plain) >= _SHORTEST and plain[0].isalpha():
                    found.setdefault(entry.code, {}).setdefault(plain, entry)
    return Phrasebook(found)
