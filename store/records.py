"""The frozen records that leave and enter the store; every time is aware and in UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from indicators.figure import Figure
from indicators.observation import Judgement, Status


def outlet(origin_url: str | None, source: str) -> str:
    """The outlet that a report comes from: the host of the origin that it cites, else its source's id."""
    try:
        host = urlsplit(origin_url or "").hostname
    except ValueError:  # such as an unclosed bracket in what a page cites
        host = None
    return host or source


class Stage(StrEnum):
    """The next step that a page waits for, or where its way ended."""

    CLEAN = "clean"
    FIGURES = "figures"
    STORY = "story"
    OBSERVATIONS = "observations"
    DONE = "done"
    UNCHANGED = "unchanged"  # the same article text as before: no new revision
    REJECTED = "rejected"  # not an article (too short, an error page, not on the topic)
    FAILED = "failed"  # a step raised; `error` says what, `tinbao reprocess --failed` tries again


@dataclass(frozen=True, slots=True)
class NewPage:
    """One fetched version of a URL as it came. `baseline` marks what the first round over a source brought."""

    url: str
    source: str
    fetched_at: datetime
    status: int
    headers: dict[str, str]
    body: bytes
    baseline: bool = False
    language: str | None = None  # as the source says; None lets the clean step find out
    discovered_on: str | None = None  # URL of the listing, feed or sitemap
    alternates: tuple[str, ...] = ()  # siblings that the listing or sitemap names


@dataclass(frozen=True, slots=True)
class PageRecord(NewPage):
    """A stored page."""

    id: int = 0
    stage: Stage = Stage.CLEAN
    error: str | None = None


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What cleaning makes of a page; `text` is what every figure's span counts in."""

    url: str  # canonical
    source: str
    language: str
    title: str
    text: str
    published_at: datetime | None
    byline: str | None = None
    origin_url: str | None = None
    image_url: str | None = None
    alternates: tuple[str, ...] = ()
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article at its current revision."""

    id: int
    url: str
    source: str
    language: str
    title: str
    published_at: datetime | None
    first_seen_at: datetime
    story_id: int | None
    revision: int  # counts from 1
    revision_id: int
    page_id: int | None
    byline: str | None
    origin_url: str | None
    image_url: str | None
    alternates: tuple[str, ...]
    baseline: bool
    text: str = field(repr=False, default="")

    @property
    def origin(self) -> str:
        """The outlet that the report comes from."""
        return outlet(self.origin_url, self.source)


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A figure with its place in the store; `doc` is the article's URL (or path, when ingested)."""

    id: int
    article_id: int
    revision_id: int
    story_id: int | None
    observation_id: int | None
    doc: str
    figure: Figure
    source: str = ""
    language: str = ""  # of the article
    origin_url: str | None = None  # of the article
    published_at: datetime | None = None  # of the article, else when it was first seen

    @property
    def origin(self) -> str:
        """The outlet that the report comes from."""
        return outlet(self.origin_url, self.source)


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story with its living articles; `articles` oldest first."""

    id: int
    title: str
    languages: tuple[str, ...]
    articles: tuple[int, ...]
    area: str | None
    first_seen_at: datetime
    series: tuple[int, ...] = ()  # look-alikes that were kept apart


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """Why an article is in its story."""

    article_id: int
    story_id: int
    action: str
    score: float
    reasons: tuple[str, ...]
    decided_at: datetime
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class NewObservation:
    """An observation to be recorded, or the new state of one."""

    indicator: str
    programme: str | None
    statistic: str
    unit: str
    area: str | None
    area_code: str | None
    period: str | None
    value: Decimal
    value_max: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    status: Status
    confidence: float
    published_at: datetime | None  # of the earliest report that states it
    first_reported_at: datetime  # when Tinbao first saw it
    first_reported_by: str  # source id
    baseline: bool = False
    supersedes: int | None = None  # the observation that this one revises
    dissent: tuple[str, ...] = ()
    reason: str = ""
    doubts: tuple[str, ...] = ()  # why it may be wrong, in words


@dataclass(frozen=True, slots=True)
class ObservationRecord(NewObservation):
    """A stored observation with all that state it."""

    id: int = 0
    superseded_at: datetime | None = None
    superseded_by: int | None = None
    withdrawn_at: datetime | None = None  # no standing article states it any more, or a person rejected it
    judgement: Judgement | None = None  # what a person decided; the machine never undoes it
    stories: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgementRecord:
    """What a person once decided about an observation, and why."""

    judgement: Judgement
    value_before: Decimal
    value: Decimal
    note: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class WatchRecord:
    """A standing question as the store knows it; `definition` is its canonical JSON."""

    id: int
    name: str
    definition: str
    since: datetime


class AlertState(StrEnum):
    """Where an alert is on its way to the reader."""

    PENDING = "pending"
    QUEUED = "queued"  # in a message of the outbox
    SENT = "sent"
    FAILED = "failed"  # given up; `tinbao alerts send --failed` tries again


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """One new or revised observation for one watch."""

    id: int
    watch: str
    observation_id: int
    state: AlertState
    created_at: datetime
    message_id: int | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A mail of the outbox: rendered once, delivered at least once under one Message-ID."""

    id: int
    watch: str
    message_id: str
    recipients: tuple[str, ...]
    body: bytes = field(repr=False)  # the whole message, RFC 5322
    state: AlertState = AlertState.QUEUED
    attempts: int = 0
    next_attempt_at: datetime | None = None
    error: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """One round over one source: every outcome counted, so that silence is never mistaken for health.

    `outcome` is `ok`, `empty` (no article link found), `partial` (some fetches failed), `failed` or `killed`.
    `counts` has one number for each kind of outcome of a URL: `listed`, `known`, `fetched`, `stored`, `refused`,
    `forbidden` (robots.txt), `too_large`, `http_404`, …
    """

    id: int
    source: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    counts: dict[str, int]
    error: str | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between rounds; `validators` maps a listing's URL to ETag and Last-Modified."""

    source: str
    first_visit_at: datetime | None
    last_visit_at: datetime | None
    last_success_at: datetime | None
    next_due_at: datetime | None
    failures: int
    validators: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a listing is narrowed to; every None leaves a dimension open. `area` matches a name or a code."""

    area: str | None = None
    indicator: str | None = None
    programme: str | None = None
    source: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: Status | None = None
    doubtful: bool = False  # only observations that may be wrong and that no person has judged
    story: int | None = None
    limit: int | None = 50
    after_id: int | None = None  # for paging: only ids below this one, newest first


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article found by words, with a snippet in which the hits stand between `[` and `]`."""

    article: ArticleRecord
    snippet: str
    rank: float
