"""What is compared when two articles are asked whether they are the same report: only what survives translation."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from math import inf
from typing import NamedTuple

_MOST_DIGITS = 12


class Quantity(NamedTuple):
    """What of one printed quantity survives translation: a coarse kind of unit, significant digits, size."""

    kind: str
    digits: str
    size: float

    @classmethod
    def of(cls, value: Decimal, unit: str) -> "Quantity":
        """A quantity by its value (a range gives its low end) and unit."""
        size = abs(float(value)) if value.is_finite() else inf
        return cls(kind_of_unit(unit), digits(value), size)


def digits(value: Decimal) -> str:
    """The significant digits of a value: the same for 638 billion, 638 milliards, 6380亿 and a lost magnitude."""
    mantissa = str(value).partition("E")[0]
    return mantissa.replace(".", "").lstrip("-0").rstrip("0")[:_MOST_DIGITS].rstrip("0") or "0"


def kind_of_unit(unit: str) -> str:
    """What a unit measures, coarsely: counted nouns are mistaken for one another, money is never mistaken for them."""
    if unit in ("percent", "times"):
        return unit
    return "money" if len(unit) == 3 and unit.isupper() else "count"


class Name(NamedTuple):
    """What is written like a name: in Latin letters, its consonants as they sound, where it first stands (0 to 1)."""

    written: str
    sound: str
    place: float


@dataclass(frozen=True, slots=True)
class Signature:
    """The language-neutral evidence of one article; stored with it, so that nothing is computed twice.

    `slug` is the URL's path without its language (None where the path says nothing); `origin_url` the canonical URL
    that the article cites as its source, or its own where it is an original; `alternates` its canonical hreflang
    siblings; `image` the lead image's path; `documents` normalised document numbers; `places` codes of the gazetteer
    in order of weight; `dates` the days that the text names, by month and day; `names` in order of first mention;
    `stream` the text in Latin letters where its script puts no spaces between words; `shingles` hashes of word
    sequences, comparable within one language; `quantities` in text order.
    """

    language: str
    source: str
    url: str
    title: str
    published_at: datetime | None
    slug: str | None = None
    origin_url: str | None = None
    alternates: tuple[str, ...] = ()
    image: str | None = None
    quantities: tuple[Quantity, ...] = ()
    documents: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    stream: str = ""
    shingles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article already in the store that shares a key with the one being placed."""

    article_id: int
    story_id: int
    signature: Signature


class Action(StrEnum):
    """What becomes of an article: it founds a story, joins one, or bridges several into one."""

    FOUND = "found"
    JOIN = "join"
    BRIDGE = "bridge"


@dataclass(frozen=True, slots=True)
class Decision:
    """Where an article belongs, and why.

    `story_id` is None when it founds a story; `merged` are the story ids that a bridge closes into `story_id` (the
    oldest lives on). `reasons` are printable pieces of evidence with their weights; `series` are stories that look
    alike and were kept apart.
    """

    action: Action
    story_id: int | None
    score: float
    reasons: tuple[str, ...] = ()
    merged: tuple[int, ...] = ()
    series: tuple[int, ...] = ()
