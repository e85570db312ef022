"""Paraphrases: the phrase of a language file that the words around a figure resemble most, by rapidfuzz."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from indicators.catalogue import OTHER
from indicators.lexicon import Match
from indicators.phrases import Entry, expand

_SHORTEST = 9  # characters; shorter phrases resemble too much
_CUTOFF = 84.0  # of 100; below it unrelated phrases of one field begin to meet


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The indicator phrases of one language in full, without their signs for endings and gaps, and their codes."""

    phrases: tuple[tuple[str, Entry], ...]
    codes: frozenset[str]

    def most_similar(
        self, folded: str, start: int, end: int, fits: Callable[[str], bool]
    ) -> tuple[Match, float] | None:
        """The phrase most like a part of a span of the text, with its likeness from 0 to 1; None below the cutoff."""
        fitting = {code for code in self.codes if fits(code)}
        choices = [phrase for phrase, entry in self.phrases if entry.code in fitting and len(phrase) <= end - start]
        best = process.extractOne(folded[start:end], choices, scorer=fuzz.partial_ratio, score_cutoff=_CUTOFF)
        if best is None:
            return None
        phrase, score, _ = best
        aligned = fuzz.partial_ratio_alignment(phrase, folded[start:end])
        span = (start + aligned.dest_start, start + aligned.dest_end) if aligned else (start, end)
        entry = next(entry for written, entry in self.phrases if written == phrase and fits(entry.code))
        return Match(*span, entry), score / 100


def build_phrasebook(entries: Iterable[Entry]) -> Phrasebook:
    """Collect the indicator phrases that are long enough to be recognised by likeness."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.dimension == "indicator" and entry.code != OTHER:  # resembling no indicator says nothing
            for written in expand(entry.phrase):
                plain = " ".join(written.replace("*", "").replace("…", " ").split())
                if len(plain) >= _SHORTEST and plain[0].isalpha():
                    found.setdefault((plain, entry.code), entry)
    phrases = tuple((plain, entry) for (plain, _), entry in found.items())
    return Phrasebook(phrases, frozenset(entry.code for entry in found.values()))
