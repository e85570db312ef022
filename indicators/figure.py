"""What a figure is: a quantity as one article prints it, its interval, and what it is a figure of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Qualifier(StrEnum):
    """How the text limits the value that it prints."""

    EXACT = "exact"
    OVER = "over"
    NEARLY = "nearly"
    ABOUT = "about"
    UP_TO = "up_to"


class Statistic(StrEnum):
    """How the value stands to its indicator; the codes of the catalogue's `[statistic]` table."""

    LEVEL = "level"
    CHANGE = "change"
    RATIO = "ratio"
    SHARE = "share"
    AVERAGE = "average"


class AreaLevel(StrEnum):
    """The administrative level of a reference area."""

    NATION = "nation"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of decimals; `None` stands for an open end.

    Values of figures are compared by their intervals: equality of printed numbers means nothing.
    """

    low: Decimal | None
    high: Decimal | None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"interval from {self.low} to {self.high}: the low end is above the high end")

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both intervals."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and self.low > other.high
        return not below and not above

    def narrowed(self, other: "Interval") -> "Interval":
        """The part common to both; raises ValueError where they do not meet."""
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        return Interval(max(lows, default=None), min(highs, default=None))


@dataclass(frozen=True, slots=True)
class Area:
    """A place of the gazetteer, or a place only named (`code` is None where the gazetteer does not know it).

    `name` is the Vietnamese name with diacritics and without its kind ("Duy Tiên"); `code` is `VN` for the nation,
    else `vn.` + the General Statistics Office's codes, stable over time.
    """

    name: str
    code: str | None
    level: AreaLevel


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a label was given: which dimension, which code, how sure (0 to 1), from which words of the text."""

    dimension: str
    code: str
    confidence: float
    words: str
    start: int
    end: int


class CheckKind(StrEnum):
    """Which arithmetic of its article a figure is held against."""

    SHARE = "share"  # a part over its whole is the printed share
    CHANGE = "change"  # two levels and the change, the growth or the multiple between them
    SUM = "sum"  # parts add up to no more than their whole
    AVERAGE = "average"  # an average times a count is the total
    RATE = "rate"  # a rate lies between 0 and 100 %


@dataclass(frozen=True, slots=True)
class Check:
    """One piece of the article's own arithmetic that a figure has a part in.

    It `holds` where some values that the printed digits and words allow satisfy it; otherwise the article contradicts
    itself, or was misread. `others` are the spans of the other figures, as offsets in the article's text.
    `explanation` tells it in one English sentence with the figures as printed.
    """

    kind: CheckKind
    holds: bool
    others: tuple[tuple[int, int], ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity as one article prints it.

    `start` and `end` count code points in the article's text and `raw` is `text[start:end]`. `value` is in the unit's
    own size (dong, percentage points, plain counts), negative for a fall; `value_max` is the upper end of a printed
    range. `interval` is what the words and digits allow. `unit` is `VND` or another ISO 4217 code, `percent`,
    `times`, or the counted noun (`household`, `person`, …). `per` names the denominator of a rate ("/hộ" gives
    `household`). `period` is ISO 8601: a date, month or year for a level, `start/end` for a flow, `start/..` while
    open; None where the text does not say. `readings` are other values that the same characters may mean, most likely
    first. `language` is the BCP 47 code of the article. `checks` tell where the article's own arithmetic confirms or
    contradicts the figure; a contradiction has lowered its `confidence` already.
    """

    start: int
    end: int
    raw: str
    value: Decimal
    value_max: Decimal | None
    interval: Interval
    unit: str
    qualifier: Qualifier
    indicator: str
    programme: str | None
    statistic: Statistic
    area: Area | None
    period: str | None
    language: str
    per: str | None = None
    confidence: float = 0.0
    readings: tuple[Decimal, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is not a figure but tells one report from another: a document number, a date, a place name.

    `kind` is `document`, `date` or `place`; `code` its normal form (`40-CT/TW`, ISO 8601, an area code).
    """

    kind: str
    code: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of an article beside its text, for labels that the text leaves open.

    `published` is the date of publication at the source; `area_code` the source's default reference area.
    """

    title: str = ""
    published: date | None = None
    area_code: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one article: figures and mentions in text order, and where page furniture begins.

    `body_end` is the offset at which the report ends and tails such as "Source … Comment (0)" begin.
    """

    figures: tuple[Figure, ...]
    mentions: tuple[Mention, ...]
    body_end: int
