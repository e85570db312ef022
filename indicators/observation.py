"""What an observation is: one value of a series at a time period, with every figure that states it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from indicators.figure import Figure, Interval, Statistic


class Status(StrEnum):
    """How an observation stands to what was known before it."""

    NEW = "new"
    RESTATED = "restated"
    REVISED = "revised"
    CONFLICTING = "conflicting"


class Judgement(StrEnum):
    """What a person decided about an observation."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Series:
    """What is observed over time, in SDMX's sense; `area_code` falls back to the printed name of an unknown place."""

    indicator: str
    programme: str | None
    statistic: Statistic
    unit: str
    area_code: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A stored figure with what is needed to weigh it.

    `origin` is the outlet that the report comes from (the host of the cited origin, else the source's id);
    `is_original` is true for an article that is no translation. `observation_id` is the observation that the figure
    already belongs to, from an earlier run. `published_at` is when the article was published, None if unknown.
    """

    figure_id: int
    article_id: int
    origin: str
    is_original: bool
    figure: Figure
    observation_id: int | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one story: the consensus of the statements of its translations.

    `dissent` names, printably, the languages whose translation says otherwise. `observation_ids` are the observations
    that its figures already belong to, oldest first. `published_at` is the earliest publication that states it.
    `rivals` counts the other values that the same story states of the same series and period (parts beside their
    whole): such values can neither revise nor contradict.
    """

    series: Series
    area_name: str | None
    period: str | None
    value: Decimal
    value_max: Decimal | None
    interval: Interval
    figure_ids: tuple[int, ...]
    languages: tuple[str, ...]
    confidence: float
    origin: str
    dissent: tuple[str, ...] = ()
    observation_ids: tuple[int, ...] = ()
    published_at: datetime | None = None
    rivals: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """An observation that is known; `judgement` is what a person decided about it."""

    observation_id: int
    series: Series
    period: str | None
    value: Decimal
    interval: Interval
    status: Status
    origins: frozenset[str]
    story_ids: frozenset[int]
    published_at: datetime
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fact is in the light of what is known.

    `observation_id` names the observation that it restates; `supersedes` the one that it revises. `interval` is the
    tightened interval of the observation.
    """

    status: Status
    interval: Interval
    observation_id: int | None = None
    supersedes: int | None = None
    reason: str = ""
