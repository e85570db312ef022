"""The tables. SQLModel classes never leave the package: `records.py` has what callers get.

Each column says its unit and what null means where the name does not; each index says which query it serves.
All times are UTC. Spans count code points in the text of their revision.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.columns import ExactDecimal, Identifier, SafeText, UTCDateTime

# Ids of deleted rows are never given again: ids are written into mails, URLs and exports.
_IDS_NEVER_REUSED = {"sqlite_autoincrement": True}


class Table(SQLModel):
    """Base of all tables, with a metadata of their own and constraint names that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PageRow(Table, table=True):
    """One fetched version of a URL, as it came."""

    __tablename__ = "page"
    __table_args__ = (
        Index(None, "stage", "id"),  # pages.waiting, pages.count_by_stage
        Index(None, "url_digest"),  # pages.known_urls
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    digest: str = Field(sa_type=SafeText, unique=True, description="of URL and body: the page's key")
    url_digest: str = Field(sa_type=SafeText, description="of the URL, which may be too long for an index")
    url: str = Field(sa_type=SafeText, description="after redirects; a path's URI when ingested")
    source: str = Field(sa_type=SafeText, description="id of the source, or what ingested it")
    fetched_at: datetime = Field(sa_type=UTCDateTime)
    status: int = Field(description="HTTP status")
    headers: dict[str, str] = Field(sa_type=JSON, description="lower-cased names, first values")
    body: bytes = Field(sa_type=LargeBinary, description="zlib-compressed")
    body_bytes: int = Field(description="size before compression, in bytes; bounds the decompression")
    baseline: bool = Field(description="came with the first round over its source")
    language: str | None = Field(
        sa_type=SafeText, description="BCP 47, as the source says; null: the clean step finds out"
    )
    discovered_on: str | None = Field(sa_type=SafeText, description="URL of the listing; null: not found through one")
    alternates: list[str] = Field(sa_type=JSON, description="URLs of siblings in other languages")
    stage: str = Field(sa_type=SafeText, description="the step that it waits for, or where its way ended")
    failed_stage: str | None = Field(
        sa_type=SafeText, default=None, description="the step that raised; null unless stage is failed"
    )
    error: str | None = Field(default=None, sa_type=SafeText, description="what the step said; null: nothing failed")


class ArticleRow(Table, table=True):
    """What cleaning makes of pages of one canonical URL; its title and text are those of its current revision."""

    __tablename__ = "article"
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    url_digest: str = Field(sa_type=SafeText, unique=True, description="of the canonical URL: the article's key")
    url: str = Field(sa_type=SafeText, description="canonical")
    source: str = Field(
        sa_type=SafeText, index=True, description="id of the source that brought it first"
    )  # listings by source
    first_seen_at: datetime = Field(sa_type=UTCDateTime)
    story_id: int | None = Field(
        default=None,
        foreign_key="story.id",
        index=True,  # articles and figures of a story
        sa_type=Identifier,
        description="null: not placed yet",
    )
    revision: int = Field(description="number of the current revision, from 1")
    baseline: bool = Field(description="came with the first round over its source")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: it still stands")


class RevisionRow(Table, table=True):
    """One wording of an article. `text` is last: listings then never read the pages that it overflows into."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("article_id", "number"),)  # the current revision of an article
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    article_id: int = Field(foreign_key="article.id", sa_type=Identifier)
    number: int = Field(description="counts from 1 within the article")
    page_id: int = Field(foreign_key="page.id", index=True, sa_type=Identifier)  # articles.of_page
    created_at: datetime = Field(sa_type=UTCDateTime)
    language: str = Field(sa_type=SafeText, description="BCP 47")
    title: str = Field(sa_type=SafeText)
    published_at: datetime | None = Field(sa_type=UTCDateTime, description="at the source; null: it does not say")
    byline: str | None = Field(sa_type=SafeText, description="null: none printed")
    origin_url: str | None = Field(sa_type=SafeText, description="cited as its source; null: cites none")
    image_url: str | None = Field(sa_type=SafeText, description="lead image; null: none")
    alternates: list[str] = Field(sa_type=JSON, description="canonical URLs of siblings in other languages")
    text: str = Field(sa_type=SafeText)


class StoryRow(Table, table=True):
    """All articles that are the same report. A story merged into another stays as a redirect: its id was told."""

    __tablename__ = "story"
    __table_args__ = _IDS_NEVER_REUSED
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    first_seen_at: datetime = Field(sa_type=UTCDateTime)
    merged_into: int | None = Field(
        default=None,
        foreign_key="story.id",
        index=True,  # redirects to a story are kept one step long
        sa_type=Identifier,
        description="null: a living story",
    )


class StoryDecisionRow(Table, table=True):
    """Why an article is in its story; rows are only ever added."""

    __tablename__ = "story_decision"
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    article_id: int = Field(foreign_key="article.id", index=True, sa_type=Identifier)  # the last word on an article
    story_id: int = Field(foreign_key="story.id", index=True, sa_type=Identifier)  # stories.decisions
    action: str = Field(sa_type=SafeText, description="found, join or bridge")
    score: float = Field(description="0 to 1")
    reasons: list[str] = Field(sa_type=JSON)
    decided_at: datetime = Field(sa_type=UTCDateTime)
    by_person: bool = Field(default=False, description="never undone by the machine")


class StoryLinkRow(Table, table=True):
    """Two stories that look alike and were kept apart; the lower id first."""

    __tablename__ = "story_link"
    story_id: int = Field(foreign_key="story.id", primary_key=True, sa_type=Identifier)
    other_id: int = Field(foreign_key="story.id", primary_key=True, index=True, sa_type=Identifier)  # from either end
    by_person: bool = Field(default=False, description="a person parted them: the machine never joins them")


class SignatureRow(Table, table=True):
    """The language-neutral evidence of an article, as dedupe made it."""

    __tablename__ = "signature"
    article_id: int = Field(foreign_key="article.id", primary_key=True, sa_type=Identifier)
    evidence: dict[str, object] = Field(sa_type=JSON)


class FingerprintRow(Table, table=True):
    """The posting list: which articles carry a fingerprint key."""

    __tablename__ = "fingerprint"
    __table_args__ = {"sqlite_with_rowid": False}  # the primary key is the table: stories.candidates
    key: int = Field(primary_key=True, sa_type=Identifier, description="64-bit hash of the key")
    article_id: int = Field(
        foreign_key="article.id",
        primary_key=True,
        index=True,  # replacing an article's keys
        sa_type=Identifier,
    )


class PopularKeyRow(Table, table=True):
    """How many articles carry a key that many carry; those of few are counted in the posting list."""

    __tablename__ = "popular_key"
    key: int = Field(
        primary_key=True,
        sa_type=Identifier,
        sa_column_kwargs={"autoincrement": False},
        description="64-bit hash of the key",
    )
    articles: int = Field(description="that carry it")


class ObservationRow(Table, table=True):
    """One value of a series at a time period."""

    __tablename__ = "observation"
    __table_args__ = (
        Index(None, "indicator", "series_area", "unit"),  # observations.known; listings by indicator
        Index(None, "area_code"),  # listings by area
        Index(None, "area_folded"),  # listings by area's name
        _IDS_NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    indicator: str = Field(sa_type=SafeText, description="code of the catalogue, or other")
    programme: str | None = Field(sa_type=SafeText, description="code of the catalogue; null: none, or not told")
    statistic: str = Field(sa_type=SafeText, description="level, change, ratio, share or average")
    unit: str = Field(sa_type=SafeText, description="ISO 4217 code, percent, times or the counted noun")
    area: str | None = Field(sa_type=SafeText, description="name with diacritics; null: no place told")
    area_code: str | None = Field(sa_type=SafeText, description="of the gazetteer; null: not in it")
    area_folded: str | None = Field(sa_type=SafeText, description="the name as it is searched; null: no place told")
    series_area: str | None = Field(sa_type=SafeText, description="code, else name: the series' area; null: no place")
    period: str | None = Field(sa_type=SafeText, description="ISO 8601; null: not told")
    value: Decimal = Field(sa_type=ExactDecimal, description="in the unit's own size")
    value_max: Decimal | None = Field(sa_type=ExactDecimal, description="upper end of a printed range; null: no range")
    value_low: Decimal | None = Field(sa_type=ExactDecimal, description="low end of the interval; null: open")
    value_high: Decimal | None = Field(sa_type=ExactDecimal, description="high end of the interval; null: open")
    status: str = Field(
        sa_type=SafeText, index=True, description="new, restated, revised or conflicting"
    )  # listings by status
    confidence: float = Field(description="0 to 1")
    published_at: datetime | None = Field(sa_type=UTCDateTime, description="of the earliest report; null: undated")
    first_reported_at: datetime = Field(sa_type=UTCDateTime, index=True)  # listings since and until
    first_reported_by: str = Field(sa_type=SafeText, description="id of the source")
    baseline: bool = Field(description="known since the first round over its source: nobody is alerted")
    supersedes: int | None = Field(
        foreign_key="observation.id", index=True, sa_type=Identifier, description="what it revises; null: nothing"
    )
    superseded_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: not superseded")
    superseded_by: int | None = Field(
        default=None, foreign_key="observation.id", index=True, sa_type=Identifier, description="null: not superseded"
    )
    withdrawn_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="when its last figure went away; null: it stands"
    )
    dissent: list[str] = Field(sa_type=JSON, description="languages whose translation says otherwise")
    reason: str = Field(sa_type=SafeText, description="why it has its status")
    doubts: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}, description="why it may be wrong"
    )
    judgement: str | None = Field(
        default=None,
        sa_type=SafeText,
        index=True,  # what a person rejected, beside what is known
        description="accepted, corrected or rejected by a person; null: by none",
    )


class JudgementRow(Table, table=True):
    """What a person decided about an observation, each time."""

    __tablename__ = "judgement"
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    observation_id: int = Field(foreign_key="observation.id", index=True, ondelete="CASCADE", sa_type=Identifier)
    judgement: str = Field(sa_type=SafeText, description="accepted, corrected or rejected")
    value_before: Decimal = Field(sa_type=ExactDecimal, description="as the machine, or the last person, had it")
    value: Decimal = Field(sa_type=ExactDecimal, description="from then on")
    note: str = Field(sa_type=SafeText, description="why, in the person's words; may be empty")
    decided_at: datetime = Field(sa_type=UTCDateTime)


class ObservationStoryRow(Table, table=True):
    """Which stories ever stated an observation, and through which outlet: it outlives re-read figures."""

    __tablename__ = "observation_story"
    observation_id: int = Field(foreign_key="observation.id", primary_key=True, ondelete="CASCADE", sa_type=Identifier)
    story_id: int = Field(foreign_key="story.id", primary_key=True, index=True, sa_type=Identifier)  # of_story
    origin: str = Field(primary_key=True, sa_type=SafeText, description="host of the cited origin, else source id")


class FigureRow(Table, table=True):
    """A quantity as one revision prints it."""

    __tablename__ = "figure"
    __table_args__ = (
        Index(None, "revision_id", "start"),  # figures of an article, in text order
        Index(None, "indicator"),  # listings by indicator
        Index(None, "area_code"),  # listings by area
        Index(None, "area_folded"),  # listings by area's name
        _IDS_NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    revision_id: int = Field(foreign_key="revision.id", sa_type=Identifier)
    observation_id: int | None = Field(
        default=None,
        foreign_key="observation.id",
        index=True,  # the figures of an observation
        sa_type=Identifier,
        description="null: not recorded as an observation",
    )
    reader_version: str = Field(sa_type=SafeText, description="of the reader that read it")
    start: int = Field(description="first code point of the span")
    end: int = Field(description="behind the span's last code point")
    raw: str = Field(sa_type=SafeText, description="text[start:end]")
    value: Decimal = Field(sa_type=ExactDecimal, description="in the unit's own size")
    value_max: Decimal | None = Field(sa_type=ExactDecimal, description="upper end of a printed range; null: no range")
    value_low: Decimal | None = Field(sa_type=ExactDecimal, description="low end of the interval; null: open")
    value_high: Decimal | None = Field(sa_type=ExactDecimal, description="high end of the interval; null: open")
    unit: str = Field(sa_type=SafeText, description="ISO 4217 code, percent, times or the counted noun")
    per: str | None = Field(sa_type=SafeText, description="denominator of a rate; null: no rate")
    qualifier: str = Field(sa_type=SafeText, description="exact, over, nearly, about or up_to")
    indicator: str = Field(sa_type=SafeText, description="code of the catalogue, or other")
    programme: str | None = Field(sa_type=SafeText, description="code of the catalogue; null: none, or not told")
    statistic: str = Field(sa_type=SafeText, description="level, change, ratio, share or average")
    area: str | None = Field(sa_type=SafeText, description="name with diacritics; null: no place told")
    area_code: str | None = Field(sa_type=SafeText, description="of the gazetteer; null: not in it")
    area_level: str | None = Field(
        sa_type=SafeText, description="nation, province, district or commune; null: no place told"
    )
    area_folded: str | None = Field(sa_type=SafeText, description="the name as it is searched; null: no place told")
    period: str | None = Field(sa_type=SafeText, description="ISO 8601; null: not told")
    language: str = Field(sa_type=SafeText, description="BCP 47")
    confidence: float = Field(description="0 to 1")
    readings: list[str] = Field(sa_type=JSON, description="other values the characters may mean, likeliest first")
    evidence: list[dict[str, object]] = Field(sa_type=JSON, description="why each label was given")
    checks: list[dict[str, Any]] = Field(
        sa_type=JSON,
        sa_column_kwargs={"server_default": "[]"},  # figures stored before there were checks
        description="what the article's own arithmetic says of it",
    )


class WatchRow(Table, table=True):
    """A reader's standing question, as the configuration has it."""

    __tablename__ = "watch"
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    name: str = Field(unique=True, sa_type=SafeText)
    definition: str = Field(sa_type=SafeText, description="canonical JSON")
    since: datetime = Field(sa_type=UTCDateTime, description="nothing reported before is alerted")
    active: bool = Field(default=True, description="false: no longer in the configuration")


class MessageRow(Table, table=True):
    """A mail of the outbox: rendered once, delivered at least once under one Message-ID."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "state", "next_attempt_at"),)  # alerts.due_messages
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    watch: str = Field(sa_type=SafeText, description="name of the watch")
    message_id: str = Field(unique=True, sa_type=SafeText, description="RFC 5322 Message-ID: the message's key")
    recipients: list[str] = Field(sa_type=JSON)
    body: bytes = Field(sa_type=LargeBinary, description="the whole message, RFC 5322")
    state: str = Field(sa_type=SafeText, description="queued, sent or failed")
    attempts: int = Field(default=0, description="deliveries tried")
    created_at: datetime = Field(sa_type=UTCDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: at once, or never")
    error: str | None = Field(default=None, sa_type=SafeText, description="of the last attempt; null: none failed")
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: not sent")


class AlertRow(Table, table=True):
    """One observation for one watch, until it is delivered."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("watch_id", "observation_id"),  # nobody is told twice
        Index(None, "state", "id"),  # alerts.pending, alerts.listed
        _IDS_NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    watch_id: int = Field(foreign_key="watch.id", sa_type=Identifier)
    observation_id: int = Field(foreign_key="observation.id", index=True, sa_type=Identifier)  # merging observations
    state: str = Field(sa_type=SafeText, description="pending, queued, sent or failed")
    created_at: datetime = Field(sa_type=UTCDateTime)
    message_id: int | None = Field(
        default=None,
        foreign_key="outbox_message.id",
        index=True,  # delivering a message
        sa_type=Identifier,
        description="null: in no message yet",
    )
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: not sent")


class VisitRow(Table, table=True):
    """One round over one source."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "source", "id"),)  # visits.listed, visits.close_abandoned
    id: int | None = Field(default=None, primary_key=True, sa_type=Identifier)
    source: str = Field(sa_type=SafeText)
    started_at: datetime = Field(sa_type=UTCDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: still going on, or dead")
    outcome: str | None = Field(
        sa_type=SafeText, default=None, description="ok, empty, partial, failed or killed; null: not finished"
    )
    counts: dict[str, int] = Field(sa_type=JSON, description="URLs by what became of them")
    error: str | None = Field(default=None, sa_type=SafeText, description="null: none")


class SourceStateRow(Table, table=True):
    """What is remembered of a source between rounds."""

    __tablename__ = "source_state"
    source: str = Field(sa_type=SafeText, primary_key=True)
    first_visit_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: never visited")
    last_visit_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: never visited")
    last_success_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: never went well")
    next_due_at: datetime | None = Field(default=None, sa_type=UTCDateTime, description="null: due now")
    failures: int = Field(default=0, description="rounds in a row that did not go well")
    validators: dict[str, dict[str, str]] = Field(sa_type=JSON, description="by listing URL: ETag, Last-Modified")


class LeaseRow(Table, table=True):
    """Who may do a thing that one process at a time does."""

    __tablename__ = "lease"
    name: str = Field(sa_type=SafeText, primary_key=True)
    holder: str = Field(sa_type=SafeText, description="host:pid:token")
    expires_at: datetime = Field(sa_type=UTCDateTime)
