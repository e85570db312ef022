"""How each kind of record is listed."""

from typing import Any, Final

from crawler.cli.output import Column, Listing
from crawler.contract import (
    AlertRow,
    ArticleRow,
    FindingRow,
    HitRow,
    ObservationRow,
    SourceRow,
    StoredFigureRow,
    StoryRow,
    WatchRow,
)
from crawler.notation import day, figure_value, minute
from crawler.present import indicator_title, period_text, programme_title, value_text
from crawler.rows import (
    alert_row,
    article_row,
    finding_row,
    observation_row,
    search_row,
    source_row,
    stored_figure_row,
    story_row,
    watch_row,
)

_LONGEST_TITLE: Final = 80


def shortened(text: str) -> str:
    """The beginning of a long title: enough to know it by."""
    return text if len(text) <= _LONGEST_TITLE else f"{text[:_LONGEST_TITLE].rstrip()}…"


def _keys(row: Any) -> tuple[str, ...]:
    return tuple(row.__annotations__)


OBSERVATIONS = Listing(
    observation_row,
    _keys(ObservationRow),
    (
        Column("id", lambda record: f"o{record.id}"),
        Column("place", lambda record: record.area),
        Column("indicator", lambda record: indicator_title(record.indicator)),
        Column("programme", lambda record: programme_title(record.programme)),
        Column("period", lambda record: period_text(record.period)),
        Column("value", value_text, right=True),
        Column("status", lambda record: record.status.value),
        Column("first reported by", lambda record: record.first_reported_by),
        Column("languages", lambda record: " ".join(record.languages)),
        Column("since", lambda record: minute(record.first_reported_at)),
    ),
)

DOUBTFUL = Listing(
    observation_row,
    _keys(ObservationRow),
    (*OBSERVATIONS.columns[:7], Column("why doubtful", lambda record: "; ".join(record.doubts))),
)

ARTICLES = Listing(
    article_row,
    _keys(ArticleRow),
    (
        Column("id", lambda record: f"a{record.id}"),
        Column("story", lambda record: f"s{record.story_id}" if record.story_id else ""),
        Column("language", lambda record: record.language),
        Column("source", lambda record: record.source),
        Column("published", lambda record: day(record.published_at)),
        Column("title", lambda record: shortened(record.title)),
        Column("revision", lambda record: str(record.revision), right=True),
    ),
)

STORIES = Listing(
    story_row,
    _keys(StoryRow),
    (
        Column("id", lambda record: f"s{record.id}"),
        Column("place", lambda record: record.area),
        Column("languages", lambda record: " ".join(record.languages)),
        Column("articles", lambda record: " ".join(f"a{number}" for number in record.articles)),
        Column("first seen", lambda record: minute(record.first_seen_at)),
        Column("title", lambda record: shortened(record.title)),
    ),
)

FIGURES = Listing(
    stored_figure_row,
    _keys(StoredFigureRow),
    (
        Column("article", lambda record: f"a{record.article_id}"),
        Column("at", lambda record: str(record.figure.start), right=True),
        Column("words", lambda record: record.figure.raw),
        Column("value", lambda record: figure_value(record.figure), right=True),
        Column("indicator", lambda record: record.figure.indicator),
        Column("programme", lambda record: record.figure.programme),
        Column("statistic", lambda record: record.figure.statistic.value),
        Column("place", lambda record: record.figure.area.name if record.figure.area else ""),
        Column("period", lambda record: record.figure.period),
        Column("observation", lambda record: f"o{record.observation_id}" if record.observation_id else ""),
    ),
)

READ = (
    Column("at", lambda figure: str(figure.start), right=True),
    Column("words", lambda figure: figure.raw),
    Column("value", figure_value, right=True),
    Column("indicator", lambda figure: figure.indicator),
    Column("programme", lambda figure: figure.programme),
    Column("statistic", lambda figure: figure.statistic.value),
    Column("place", lambda figure: figure.area.name if figure.area else ""),
    Column("period", lambda figure: figure.period),
)

HITS = Listing(
    search_row,
    _keys(HitRow),
    (
        Column("id", lambda hit: f"a{hit.article.id}"),
        Column("story", lambda hit: f"s{hit.article.story_id}" if hit.article.story_id else ""),
        Column("language", lambda hit: hit.article.language),
        Column("title", lambda hit: shortened(hit.article.title)),
        Column("found", lambda hit: hit.snippet),
    ),
)

ALERTS = Listing(
    alert_row,
    _keys(AlertRow),
    (
        Column("id", lambda record: str(record.id), right=True),
        Column("watch", lambda record: record.watch),
        Column("observation", lambda record: f"o{record.observation_id}"),
        Column("state", lambda record: record.state.value),
        Column("raised", lambda record: minute(record.created_at)),
        Column("sent", lambda record: minute(record.sent_at)),
    ),
)

SOURCES = Listing(
    source_row,
    _keys(SourceRow),
    (
        Column("id", lambda watched: watched[0].id),
        Column("title", lambda watched: watched[0].title),
        Column("language", lambda watched: watched[0].language),
        Column("kind", lambda watched: watched[0].kind.value),
        Column("last visit", lambda watched: minute(watched[1].last_visit_at) if watched[1] else "never"),
        Column("last success", lambda watched: minute(watched[1].last_success_at) if watched[1] else ""),
        Column("failures since", lambda watched: str(watched[1].failures) if watched[1] else "", right=True),
        Column("due", lambda watched: minute(watched[1].next_due_at) or "now" if watched[1] else "now"),
    ),
)

WATCHES = Listing(
    watch_row,
    _keys(WatchRow),
    (
        Column("name", lambda watch: watch.name),
        Column("to", lambda watch: " ".join(watch.to)),
        Column("places", lambda watch: ", ".join(watch.areas) or "all"),
        Column("indicators", lambda watch: " ".join(watch.indicators) or "all"),
        Column("programmes", lambda watch: " ".join(watch.programmes) or "all"),
        Column("statuses", lambda watch: " ".join(watch.statuses)),
        Column("schedule", lambda watch: watch.schedule.value),
    ),
)

FINDINGS = Listing(
    finding_row,
    _keys(FindingRow),
    (
        Column("part", lambda finding: finding.part),
        Column("grade", lambda finding: finding.grade.value),
        Column("found", lambda finding: finding.found),
        Column("way out", lambda finding: finding.way_out),
    ),
)
