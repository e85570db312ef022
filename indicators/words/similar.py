"""Paraphrases: the phrase of a language file that the words around a figure resemble most, by rapidfuzz."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from indicators.catalogue import OTHER
from indicators.words.lexicon import Match
from indicators.words.phrases import Entry, expand

_SHORTEST = 9  # characters; shorter phrases resemble too much
_CUTOFF = 84.0  # of 100; below it unrelated phrases of one field begin to meet


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The indicator phrases of one language by code, in full: without their signs for endings and gaps."""

    phrases: Mapping[str, Mapping[str, Entry]]

    def most_similar(
        self, folded: str, start: int, end: int, fits: Callable[[str], bool]
    ) -> tuple[Match, float] | None:
        """The phrase most like a part of a span of the text, with its likeness from 0 to 1; None below the cutoff."""
        fitting = [written for code, written in self.phrases.items() if fits(code)]
        choices = [phrase for written in fitting for phrase in written if len(phrase) <= end - start]
        best = process.extractOne(folded[start:end], choices, scorer=fuzz.partial_ratio, score_cutoff=_CUTOFF)
        if best is None:
            return None
        phrase, score, _ = best
        aligned = fuzz.partial_ratio_alignment(phrase, folded[start:end])
        span = (start + aligned.dest_start, start + aligned.dest_end) if aligned else (start, end)
        entry = next(written[phrase] for written in fitting if phrase in written)
        return Match(*span, entry), score / 100


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
