"""From the figures of a story to observations: what each translation says, agreed on, and judged against the known."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from crawler.steps.doubts import weigh_doubts
from indicators.catalogue import Catalogue
from indicators.facts.compare import align, judge
from indicators.observation import Fact, Statement, Status, Verdict
from store import articles, figures, observations
from store.records import ArticleRecord, FigureRecord, NewObservation, ObservationRecord

#: The language that the reports are written in; articles in others are translations, or agencies' retellings.
ORIGINAL_LANGUAGE = "vi"


def record_observations(session: Session, story_id: int, catalogue: Catalogue, *, now: datetime) -> list[int]:
    """Bring a story's observations up to date with its figures; the ids of those that are new, revised or conflicting.

    Run again on the same story it changes nothing and gives an empty list. What a person judged keeps its value.
    """
    stated = {figure.id: figure for figure in figures.of_story(session, story_id)}
    reports = articles.load_many(session, sorted({figure.article_id for figure in stated.values()}))
    facts = align([_statement(figure, reports[figure.article_id]) for figure in stated.values()])
    told = [(fact, _reports_of(fact, stated, reports)) for fact in facts]
    changed = _keep([each for each in told if each[0].observation_ids], session, story_id, stated)
    fresh = [
        observation_id
        for fact, reporting in told
        if not fact.observation_ids and (observation_id := _record(session, story_id, fact, reporting, now=now))
    ]
    observations.withdraw_empty(session, story_id)
    weigh_doubts(session, story_id, {*changed, *fresh}, catalogue)
    return fresh


def _statement(record: FigureRecord, article: ArticleRecord) -> Statement:
    return Statement(
        figure_id=record.id,
        article_id=record.article_id,
        origin=article.origin,
        is_original=article.language == ORIGINAL_LANGUAGE,
        figure=record.figure,
        observation_id=record.observation_id,
        published_at=article.published_at,
    )


def _reports_of(
    fact: Fact, stated: Mapping[int, FigureRecord], reports: Mapping[int, ArticleRecord]
) -> list[ArticleRecord]:
    """The articles that state a fact, first published first, of those published at once the original first."""
    ids = {stated[figure_id].article_id for figure_id in fact.figure_ids}
    return sorted((reports[id_] for id_ in ids), key=_precedence)


def _precedence(article: ArticleRecord) -> tuple[datetime, bool, int]:
    return article.published_at or article.first_seen_at, article.language != ORIGINAL_LANGUAGE, article.id


def _keep(
    told: Sequence[tuple[Fact, Sequence[ArticleRecord]]],
    session: Session,
    story_id: int,
    stated: Mapping[int, FigureRecord],
) -> set[int]:
    """Facts that are observations already: take in the figures of translations that came since, and their consensus.

    Returns the observations whose value or labels changed. Those that a person judged keep theirs; a fact that a person
    rejected stays rejected.
    """
    own = {fact.figure_ids: _own_observation(session, fact) for fact, _ in told}
    links = {figure_id: own[fact.figure_ids] for fact, _ in told for figure_id in fact.figure_ids}
    figures.link_all(session, {id_: to for id_, to in links.items() if stated[id_].observation_id != to})
    known = {observation.id: observation for observation in observations.of_story(session, story_id)}
    changed: set[int] = set()
    for fact, reporting in told:
        observation = known.get(own[fact.figure_ids])
        if observation is None:
            continue
        if observation.judgement is not None or len(observation.stories) > 1:
            # A person's word, or a value shared with another story: not this story's translations' to settle.
            _change(session, observation, _earlier(observation, reporting[0]))
            continue
        interval = {"value_low": fact.interval.low, "value_high": fact.interval.high}
        if _change(session, observation, _consensus(fact) | interval | _credit(reporting[0])):
            changed.add(observation.id)
    return changed


def _own_observation(session: Session, fact: Fact) -> int:
    """The observation that a fact is; several that its figures belong to become one, that which a person judged."""
    first, *others = fact.observation_ids
    if others:
        judged = [id_ for id_ in fact.observation_ids if observations.load(session, id_).judgement is not None]
        first = judged[0] if judged else first
        observations.merge(session, into=first, others=fact.observation_ids)
    return first


def _record(
    session: Session, story_id: int, fact: Fact, reports: Sequence[ArticleRecord], *, now: datetime
) -> int | None:
    """Write a fact that its story did not state before; its observation's id if that is new to the reader."""
    verdict = judge(fact, observations.known(session, fact.series), story_id=story_id)
    if verdict.status is Status.RESTATED and verdict.observation_id is not None:
        _restate(session, verdict.observation_id, fact, verdict)
        return None
    observation_id = observations.add(session, _observation(fact, verdict, reports, now=now))
    figures.link(session, fact.figure_ids, observation_id)
    if verdict.supersedes is not None:
        observations.supersede(session, verdict.supersedes, by=observation_id, now=now)
    return observation_id


def _restate(session: Session, observation_id: int, fact: Fact, verdict: Verdict) -> None:
    figures.link(session, fact.figure_ids, observation_id)
    tightened = {"value_low": verdict.interval.low, "value_high": verdict.interval.high}
    _change(session, observations.load(session, observation_id), {"status": Status.RESTATED, **tightened})


def _change(session: Session, known: ObservationRecord, changes: dict[str, Any]) -> bool:
    """Give an observation a new state; False where it is the state that it has."""
    if all(getattr(known, name) == value for name, value in changes.items()):
        return False
    state = {name: getattr(known, name) for name in NewObservation.__dataclass_fields__}
    observations.update(session, known.id, NewObservation(**state | changes))
    return True


def _earlier(known: ObservationRecord, report: ArticleRecord) -> dict[str, Any]:
    """A report that was published before the one that was seen first has the honour of having reported first."""
    if report.published_at is None or (known.published_at and known.published_at <= report.published_at):
        return {}
    return _credit(report)


def _credit(report: ArticleRecord) -> dict[str, Any]:
    return {"published_at": report.published_at, "first_reported_by": report.source}


def _consensus(fact: Fact) -> dict[str, Any]:
    """What the translations of a report agree on."""
    return {
        "indicator": fact.series.indicator,
        "programme": fact.series.programme,
        "statistic": fact.series.statistic,
        "unit": fact.series.unit,
        "area": fact.area_name,
        "area_code": fact.series.area_code,
        "period": fact.period,
        "value": fact.value,
        "value_max": fact.value_max,
        "confidence": fact.confidence,
        "dissent": fact.dissent,
    }


def _observation(fact: Fact, verdict: Verdict, reports: Sequence[ArticleRecord], *, now: datetime) -> NewObservation:
    return NewObservation(
        **_consensus(fact),
        **_credit(reports[0]),
        value_low=verdict.interval.low,
        value_high=verdict.interval.high,
        status=verdict.status,
        first_reported_at=now,
        baseline=all(article.baseline for article in reports),
        supersedes=verdict.supersedes,
        reason=verdict.reason,
    )
