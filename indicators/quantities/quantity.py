"""What a quantity is, and the text around it that tells its unit, qualifier and rate; spans count in the plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.figure import Qualifier
from indicators.quantities.amounts import Amount, MatchesAt
from indicators.words.lexicon import Match


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity at a span of the plain text; `unit` is None until the text or its neighbours tell."""

    start: int
    end: int
    amount: Amount
    unit: str | None
    qualifier: Qualifier
    value_max: Decimal | None = None
    per: str | None = None
    whole: Decimal | None = None  # of "152/152 units"
    noun: Match | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around amounts: phrases by where they begin and end, and how a language counts.

    `nouns_known` tells whether the language has a list of counted nouns; without one, any noun may be one.
    """

    text: str
    folded: str
    begin: MatchesAt
    finish: MatchesAt
    matches: Sequence[Match]
    starts: Sequence[int]
    noun_words: int
    spaced: bool
    nouns_known: bool


def preceding(around: Surroundings, position: int, *dimensions: str) -> Match | None:
    """The longest phrase of some dimensions that ends at an offset or before one space or hyphen there."""
    ending = around.finish.get(position, ())
    if position - 1 in around.finish and around.folded[position - 1 : position] in {" ", "-"}:
        ending = [*ending, *around.finish[position - 1]]
    if not ending:
        return None
    found = [match for match in ending if match.entry.dimension in dimensions]
    return min(found, key=lambda match: match.start) if found else None
