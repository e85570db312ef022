"""The last step: which watches are to be told of an observation."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from crawler.watches import Watch, canonical_json, matches
from store import alerts, observations, watches
from store.records import ObservationRecord


def raise_alerts(
    session: Session, standing: Sequence[Watch], observation_ids: Iterable[int], *, now: datetime
) -> list[tuple[str, int]]:
    """Raise an alert for every watch that an observation answers; returns those raised just now, as (watch, id).

    An observation is alerted once for each watch, however often the step runs. What was superseded or is no longer
    stated by any article is left out.
    """
    if not standing:
        return []
    ids = watch_ids(session, standing, now=now)
    found = [observations.load(session, observation_id) for observation_id in observation_ids]
    return [
        (watch.name, observation.id)
        for observation in found
        for watch in standing
        if answers(watch, observation) and alerts.raise_alert(session, ids[watch.name], observation.id, now=now)
    ]


def answers(watch: Watch, observation: ObservationRecord) -> bool:
    """Whether the observation stands and is what the watch asks for."""
    stands = observation.superseded_at is None and bool(observation.figures)
    return stands and matches(watch, observation) is None


def watch_ids(session: Session, standing: Sequence[Watch], *, now: datetime) -> dict[str, int]:
    """The store's ids of the watches by name, after telling it of new and changed ones."""
    definitions = {watch.name: canonical_json(watch) for watch in standing}
    return {record.name: record.id for record in watches.sync(session, definitions, now=now)}
