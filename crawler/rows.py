"""Records as the rows of crawler.contract: decimals as strings without exponent, times ISO 8601 in UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from crawler.contract import (
    AlertRow,
    ArticleRow,
    FigureRow,
    FindingRow,
    HitRow,
    ObservationRow,
    SourceRow,
    StoredFigureRow,
    StoryRow,
    WatchRow,
)
from crawler.findings import Finding
from crawler.watches import Watch
from indicators.figure import Figure
from spiders.source import Source
from store.records import (
    AlertRecord,
    ArticleRecord,
    FigureRecord,
    ObservationRecord,
    SearchHit,
    SourceState,
    StoryRecord,
)


def decimal_text(value: Decimal) -> str:
    """The decimal in full, without exponent or trailing zeros behind the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def time_text(moment: datetime) -> str:
    """The time in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def figure_row(doc: str, figure: Figure) -> FigureRow:
    """A figure as read in one document; `doc` is the document's path or URL."""
    area = figure.area
    return {
        "doc": doc,
        "start": figure.start,
        "end": figure.end,
        "raw": figure.raw,
        "value": decimal_text(figure.value),
        "value_max": _decimal(figure.value_max),
        "unit": figure.unit,
        "qualifier": figure.qualifier.value,
        "indicator": figure.indicator,
        "programme": figure.programme,
        "statistic": figure.statistic.value,
        "area": area.name if area else None,
        "area_code": area.code if area else None,
        "area_level": area.level.value if area else None,
        "period": figure.period,
        "language": figure.language,
        "per": figure.per,
        "value_low": _decimal(figure.interval.low),
        "value_high": _decimal(figure.interval.high),
        "confidence": round(figure.confidence, 3),
        "contradictions": contradictions([figure]),
    }


def contradictions(figures: Iterable[Figure]) -> list[str]:
    """Where the articles' own arithmetic speaks against figures, each told once."""
    told = (check.explanation for figure in figures for check in figure.checks if not check.holds)
    return list(dict.fromkeys(told))


def stored_figure_row(record: FigureRecord) -> StoredFigureRow:
    """A stored figure: as read, with its ids."""
    return {
        **figure_row(record.doc, record.figure),
        "id": record.id,
        "article_id": record.article_id,
        "story_id": record.story_id,
        "observation_id": record.observation_id,
    }


def article_row(record: ArticleRecord) -> ArticleRow:
    """An article at its current revision, without its text."""
    return {
        "id": record.id,
        "url": record.url,
        "source": record.source,
        "language": record.language,
        "title": record.title,
        "published_at": _time(record.published_at),
        "story_id": record.story_id,
        "revision": record.revision,
        "origin_url": record.origin_url,
        "first_seen_at": time_text(record.first_seen_at),
        "byline": record.byline,
        "baseline": record.baseline,
    }


def story_row(record: StoryRecord) -> StoryRow:
    """A story with the ids of its living articles."""
    return {
        "id": record.id,
        "title": record.title,
        "languages": list(record.languages),
        "articles": list(record.articles),
        "area": record.area,
        "first_seen_at": time_text(record.first_seen_at),
        "series": list(record.series),
    }


def observation_row(record: ObservationRecord) -> ObservationRow:
    """An observation with the ids of the stories and figures that state it."""
    return {
        "id": record.id,
        "indicator": record.indicator,
        "programme": record.programme,
        "statistic": record.statistic,
        "unit": record.unit,
        "area": record.area,
        "area_code": record.area_code,
        "period": record.period,
        "value": decimal_text(record.value),
        "value_max": _decimal(record.value_max),
        "value_low": _decimal(record.value_low),
        "value_high": _decimal(record.value_high),
        "status": record.status.value,
        "first_reported_at": time_text(record.first_reported_at),
        "stories": list(record.stories),
        "figures": list(record.figures),
        "first_reported_by": record.first_reported_by,
        "published_at": _time(record.published_at),
        "languages": list(record.languages),
        "confidence": round(record.confidence, 3),
        "baseline": record.baseline,
        "supersedes": record.supersedes,
        "superseded_at": _time(record.superseded_at),
        "dissent": list(record.dissent),
        "reason": record.reason,
        "doubts": list(record.doubts),
        "judgement": record.judgement.value if record.judgement else None,
    }


def search_row(hit: SearchHit) -> HitRow:
    """A found article with the snippet in which the words stand between brackets."""
    return {**article_row(hit.article), "snippet": hit.snippet, "rank": round(hit.rank, 4)}


def alert_row(record: AlertRecord) -> AlertRow:
    """An alert and where it is on its way."""
    return {
        "id": record.id,
        "watch": record.watch,
        "observation_id": record.observation_id,
        "state": record.state.value,
        "created_at": time_text(record.created_at),
        "message_id": record.message_id,
        "sent_at": _time(record.sent_at),
    }


def source_row(watched: tuple[Source, SourceState | None]) -> SourceRow:
    """A watched source; `failures` counts those since its last success."""
    source, state = watched
    return {
        "id": source.id,
        "title": source.title,
        "homepage": source.homepage,
        "language": source.language,
        "country": source.country,
        "kind": source.kind.value,
        "area": source.area,
        "last_visit_at": _time(state.last_visit_at) if state else None,
        "last_success_at": _time(state.last_success_at) if state else None,
        "next_due_at": _time(state.next_due_at) if state else None,
        "failures": state.failures if state else 0,
    }


def watch_row(watch: Watch) -> WatchRow:
    """A watch with its codes."""
    return {
        "name": watch.name,
        "to": list(watch.to),
        "areas": list(watch.areas),
        "indicators": list(watch.indicators),
        "programmes": list(watch.programmes),
        "statuses": [status.value for status in watch.statuses],
        "schedule": watch.schedule.value,
    }


def finding_row(finding: Finding) -> FindingRow:
    """A finding of `doctor`."""
    return {
        "part": finding.part,
        "grade": finding.grade.value,
        "found": finding.found,
        "way_out": finding.way_out,
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else time_text(moment)
