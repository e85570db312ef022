"""A signature made ready for comparison: weighed by what is rare in the store, once for many pairs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dedupe.evidence import Signature
from dedupe.figures import Weighed, rarity, weigh
from dedupe.fingerprint import MOST_KEYS, name_key
from dedupe.text import skeleton
from dedupe.urls import site

_DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Rarity:
    """How common keys are in the store: articles by key, all articles, and those published about the same time."""

    key_counts: Mapping[str, int]
    article_count: int
    nearby: int | None = None

    def of(self, key: str) -> float:
        """What the key tells, from 0 (all articles have it) to 1."""
        return rarity(self.key_counts.get(key, 0), self.article_count)


class Name(NamedTuple):
    """A romanised name made ready for comparison: its consonants, and what it tells (0 to 1)."""

    written: str
    skeleton: str
    weight: float


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything of a signature that every comparison needs; `units` has one letter for each figure's kind of unit."""

    signature: Signature
    figures: tuple[Weighed, ...]
    units: str
    names: tuple[Name, ...]
    site: str


def profile(signature: Signature, known: Rarity) -> Profile:
    """Weigh a signature's evidence."""
    figures = weigh(signature, known.key_counts, known.article_count)
    units = "".join(figure.kind[0] for figure in figures)
    names = tuple(_name(name, known) for name in signature.names[: MOST_KEYS["name"] * 2])
    return Profile(signature, figures, units, names, site(signature.url))


def _name(written: str, known: Rarity) -> Name:
    bones = skeleton(written)
    return Name(written, bones, known.of(name_key(bones)))


def days_apart(one: Signature, other: Signature) -> float | None:
    """Days between two publications; None where a time is not known."""
    if one.published_at is None or other.published_at is None:
        return None
    return abs((one.published_at - other.published_at).total_seconds()) / _DAY_SECONDS
