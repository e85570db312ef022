"""What leaves Tinbao as data: flat rows whose keys are the contract of `--format json`, exports and API.

Keys may be added, never renamed or dropped (docs/reference/commands.md).
"""

from typing_extensions import TypedDict


class FigureRow(TypedDict):
    """A figure as read in one document, whose path or URL is `doc`; `raw` is the article's text[start:end].

    `contradictions` tell where the article's own arithmetic speaks against it; empty where it does not.
    """

    doc: str
    start: int
    end: int
    raw: str
    value: str
    value_max: str | None
    unit: str
    qualifier: str
    indicator: str
    programme: str | None
    statistic: str
    area: str | None
    area_code: str | None
    area_level: str | None
    period: str | None
    language: str
    per: str | None
    value_low: str | None
    value_high: str | None
    confidence: float
    contradictions: list[str]


class StoredFigureRow(FigureRow):
    """A stored figure: as read, with its ids."""

    id: int
    article_id: int
    story_id: int | None
    observation_id: int | None


class ArticleRow(TypedDict):
    """An article at its current revision, without its text."""

    id: int
    url: str
    source: str
    language: str
    title: str
    published_at: str | None
    story_id: int | None
    revision: int
    origin_url: str | None
    first_seen_at: str
    byline: str | None
    baseline: bool


class HitRow(ArticleRow):
    """A found article; in the snippet the words stand between brackets."""

    snippet: str
    rank: float


class StoryRow(TypedDict):
    """A story with the ids of its living articles, and of look-alike stories (`series`)."""

    id: int
    title: str
    languages: list[str]
    articles: list[int]
    area: str | None
    first_seen_at: str
    series: list[int]


class ObservationRow(TypedDict):
    """An observation with the ids of the stories and figures that state it."""

    id: int
    indicator: str
    programme: str | None
    statistic: str
    unit: str
    area: str | None
    area_code: str | None
    period: str | None
    value: str
    value_max: str | None
    value_low: str | None
    value_high: str | None
    status: str
    first_reported_at: str
    stories: list[int]
    figures: list[int]
    first_reported_by: str
    published_at: str | None
    languages: list[str]
    confidence: float
    baseline: bool
    supersedes: int | None
    superseded_at: str | None
    dissent: list[str]
    reason: str
    doubts: list[str]
    judgement: str | None


class AlertRow(TypedDict):
    """An alert and where it is on its way."""

    id: int
    watch: str
    observation_id: int
    state: str
    created_at: str
    message_id: int | None
    sent_at: str | None


class SourceRow(TypedDict):
    """A watched source and what is remembered of its visits."""

    id: str
    title: str
    homepage: str
    language: str
    country: str
    kind: str
    area: str | None
    last_visit_at: str | None
    last_success_at: str | None
    next_due_at: str | None
    failures: int


class WatchRow(TypedDict):
    """A watch of the configuration; an empty list leaves its dimension open."""

    name: str
    to: list[str]
    areas: list[str]
    indicators: list[str]
    programmes: list[str]
    statuses: list[str]
    schedule: str


class FindingRow(TypedDict):
    """What `doctor` found of one part."""

    part: str
    grade: str
    found: str
    way_out: str
