"""From the figures of a story to observations: what each translation says, agreed on, and judged against the known."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from indicators.compare import align, judge
from indicators.observation import Fact, Statement, Status, Verdict
from store import articles, figures, observations
from store.records import ArticleRecord, FigureRecord, NewObservation, ObservationRecord


def record_observations(session: Session, story_id: int, *, now: datetime) -> list[int]:
    """Bring a story's observations up to date with its figures; the ids of those that are new, revised or conflicting.

    Run again on the same story it changes nothing and gives an empty list.
    """
    stated = figures.of_story(session, story_id)
    reports = {id_: articles.load(session, id_, with_text=False) for id_ in {figure.article_id for figure in stated}}
    facts = align([_statement(figure, reports[figure.article_id]) for figure in stated])
    placed = {figure.id: figure for figure in stated}
    fresh = [
        observation_id
        for fact in facts
        if (observation_id := _record(session, story_id, fact, _reports_of(fact, placed, reports), now=now))
    ]
    observations.withdraw_empty(session, story_id)
    return fresh


def _statement(record: FigureRecord, article: ArticleRecord) -> Statement:
    return Statement(
        figure_id=record.id,
        article_id=record.article_id,
        origin=article.origin,
        is_original=article.language == "vi",
        figure=record.figure,
        observation_id=record.observation_id,
        published_at=article.published_at,
    )


def _reports_of(fact: Fact, placed: dict[int, FigureRecord], reports: dict[int, ArticleRecord]) -> list[ArticleRecord]:
    """The articles that state a fact, first seen first."""
    ids = {placed[figure_id].article_id for figure_id in fact.figure_ids}
    return sorted((reports[id_] for id_ in ids), key=lambda article: (article.first_seen_at, article.id))


def _record(
    session: Session, story_id: int, fact: Fact, reports: Sequence[ArticleRecord], *, now: datetime
) -> int | None:
    """Write one fact; its observation's id if that is new to the reader, else None."""
    if fact.observation_ids:
        _keep(session, fact)
        return None
    verdict = judge(fact, observations.known(session, fact.series), story_id=story_id)
    if verdict.status is Status.RESTATED and verdict.observation_id is not None:
        _restate(session, verdict.observation_id, fact, verdict)
        return None
    observation_id = observations.add(session, _observation(fact, verdict, reports, now=now))
    figures.link(session, fact.figure_ids, observation_id)
    if verdict.supersedes is not None:
        observations.supersede(session, verdict.supersedes, by=observation_id, now=now)
    return observation_id


def _keep(session: Session, fact: Fact) -> None:
    """The fact is an observation already: take in the figures of translations that came since, and their consensus."""
    first, *others = fact.observation_ids
    if others:
        observations.merge(session, into=first, others=others)
    figures.link(session, fact.figure_ids, first)
    known = observations.load(session, first)
    if len(known.stories) <= 1:  # shared with another story, its value is not this story's alone to settle
        _update(session, known, fact)


def _restate(session: Session, observation_id: int, fact: Fact, verdict: Verdict) -> None:
    figures.link(session, fact.figure_ids, observation_id)
    known = observations.load(session, observation_id)
    kept = {name: getattr(known, name) for name in NewObservation.__dataclass_fields__}
    kept |= {"status": Status.RESTATED, "value_low": verdict.interval.low, "value_high": verdict.interval.high}
    observations.update(session, observation_id, NewObservation(**kept))


def _update(session: Session, known: ObservationRecord, fact: Fact) -> None:
    kept = {name: getattr(known, name) for name in NewObservation.__dataclass_fields__}
    kept |= {
        "indicator": fact.series.indicator,
        "programme": fact.series.programme,
        "statistic": fact.series.statistic,
        "unit": fact.series.unit,
        "area": fact.area_name,
        "area_code": fact.series.area_code,
        "period": fact.period,
        "value": fact.value,
        "value_max": fact.value_max,
        "value_low": fact.interval.low,
        "value_high": fact.interval.high,
        "confidence": fact.confidence,
        "dissent": fact.dissent,
    }
    observations.update(session, known.id, NewObservation(**kept))


def _observation(fact: Fact, verdict: Verdict, reports: Sequence[ArticleRecord], *, now: datetime) -> NewObservation:
    published = [article.published_at for article in reports if article.published_at]
    return NewObservation(
        indicator=fact.series.indicator,
        programme=fact.series.programme,
        statistic=fact.series.statistic,
        unit=fact.series.unit,
        area=fact.area_name,
        area_code=fact.series.area_code,
        period=fact.period,
        value=fact.value,
        value_max=fact.value_max,
        value_low=verdict.interval.low,
        value_high=verdict.interval.high,
        status=verdict.status,
        confidence=fact.confidence,
        published_at=min(published, default=None),
        first_reported_at=now,
        first_reported_by=reports[0].source,
        baseline=all(article.baseline for article in reports),
        supersedes=verdict.supersedes,
        dissent=fact.dissent,
        reason=verdict.reason,
    )
