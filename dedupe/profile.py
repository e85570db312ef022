"""A signature made ready for comparison: weighed by what is rare in the store, once for many pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dedupe.evidence import Name, Signature
from dedupe.figures import Weighed, rarity, weigh
from dedupe.fingerprint import MOST_FIGURES, figure_key, sound_key
from dedupe.names import Sounds
from dedupe.naming import MOST_NAMES
from dedupe.urls import site

_DAY_SECONDS = 86_400.0


@dataclass(frozen=True)
class Rarity:
    """How common the keys of one article are in the store.

    `key_counts` are articles by key, `article_count` all articles, `nearby` those published about the same time;
    `figures` what figures of the article tell, by kind and digits.
    """

    key_counts: Mapping[str, int]
    article_count: int
    nearby: int | None = None
    figures: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def around(
        cls, signature: Signature, key_counts: Mapping[str, int], article_count: int, nearby: int | None = None
    ) -> "Rarity":
        """What the counts of an article's keys say; what it does not share with others counts as rare."""
        told = {
            (kind, digits): rarity(key_counts.get(figure_key(kind, digits), 0), article_count)
            for kind, digits, _ in signature.quantities[:MOST_FIGURES]
        }
        return cls(key_counts, article_count, nearby, told)

    def of(self, key: str) -> float:
        """What the key tells, from 0 (all articles have it) to 1."""
        return rarity(self.key_counts.get(key, 0), self.article_count)


@dataclass(frozen=True)
class Profile:
    """What comparisons need of a signature, made when first asked for: most pairs are told apart by figures alone."""

    signature: Signature
    known: Rarity

    @cached_property
    def figures(self) -> tuple[Weighed, ...]:
        """The figures in text order."""
        return weigh(self.signature.quantities, self.known.figures)

    @cached_property
    def units(self) -> str:
        """One letter for each figure's kind of unit."""
        return "".join(figure.kind[0] for figure in self.figures)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in order of first mention."""
        return self.signature.names[:MOST_NAMES]

    @cached_property
    def sounds(self) -> Sounds:
        """The names, found by what they sound like."""
        return Sounds(self.names, [self.known.of(sound_key(name.sound)) for name in self.names])

    @cached_property
    def site(self) -> str:
        """The site that the article stands on."""
        return site(self.signature.url)


def days_apart(one: Signature, other: Signature) -> float | None:
    """Days between two publications; None where a time is not known."""
    if one.published_at is None or other.published_at is None:
        return None
    return abs((one.published_at - other.published_at).total_seconds()) / _DAY_SECONDS
