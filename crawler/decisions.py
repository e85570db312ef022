"""What people decide: which articles are one report, and which doubtful observations stand. Machines never undo it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.steps.alerts import raise_alerts
from crawler.steps.observations import record_observations
from dedupe.evidence import Action, Decision
from store import figures, judgements, stories

_REASON = "a person says so"


class DecisionError(TinbaoError):
    """What was asked for cannot be decided."""


def accept(application: Application, observation_id: int, *, note: str = "", now: datetime) -> None:
    """A doubtful value is right: who watches it is told now. Raises StoreError where there is no such observation."""
    with application.store.writing() as session:
        judgements.accept(session, observation_id, note=note, now=now)
        raise_alerts(session, application.settings.watches, [observation_id], now=now)


def correct(application: Application, observation_id: int, value: Decimal, *, note: str = "", now: datetime) -> None:
    """The right value is this one: who watches it is told now. Raises StoreError where there is no such observation."""
    with application.store.writing() as session:
        judgements.correct(session, observation_id, value, note=note, now=now)
        raise_alerts(session, application.settings.watches, [observation_id], now=now)


def reject(application: Application, observation_id: int, *, note: str = "", now: datetime) -> None:
    """This is no observation. Raises StoreError where there is no such one."""
    with application.store.writing() as session:
        judgements.reject(session, observation_id, note=note, now=now)


def split(application: Application, story_id: int, article_ids: Sequence[int], *, now: datetime) -> int:
    """Take articles out of a story into one of their own; the new story's id.

    Raises:
        DecisionError: They are not of this story, or all of it.
        StoreError: There is no such story.
    """
    with application.store.writing() as session:
        story = stories.load(session, stories.resolve(session, story_id))
        wanted = sorted(set(article_ids))
        strangers = sorted(set(wanted) - set(story.articles))
        if strangers or not wanted:
            named = ", ".join(f"a{number}" for number in strangers) or "no article"
            raise DecisionError(f"{named}: not of story s{story.id}", f"see `tinbao show s{story.id}` for its articles")
        if len(wanted) == len(story.articles):
            raise DecisionError(f"these are all articles of story s{story.id}", "name those that are another report")
        figures.part(session, story.id, wanted)
        own = stories.apply(session, wanted[0], _decision(Action.FOUND, None), now=now, by_person=True)
        for article_id in wanted[1:]:
            stories.apply(session, article_id, _decision(Action.JOIN, own), now=now, by_person=True)
        _observe(application, session, (story.id, own), now=now)
        return own


def merge(application: Application, story_ids: Sequence[int], *, now: datetime) -> int:
    """Make several stories one; the id of the oldest, which lives on.

    Raises:
        DecisionError: They are not at least two.
        StoreError: There is no such story.
    """
    with application.store.writing() as session:
        oldest, *others = sorted({stories.resolve(session, story_id) for story_id in story_ids})
        if not others:
            raise DecisionError(f"story s{oldest} alone is one already", "name the stories that are the same report")
        bridge = _decision(Action.BRIDGE, oldest, tuple(others))
        stories.apply(session, stories.load(session, oldest).articles[0], bridge, now=now, by_person=True)
        _observe(application, session, (oldest,), now=now)
        return oldest


def _decision(action: Action, story_id: int | None, merged: tuple[int, ...] = ()) -> Decision:
    return Decision(action, story_id, 1.0, (_REASON,), merged)


def _observe(application: Application, session: Session, story_ids: Sequence[int], *, now: datetime) -> None:
    for story_id in story_ids:
        fresh = record_observations(session, story_id, application.reader.catalogue, now=now)
        raise_alerts(session, application.settings.watches, fresh, now=now)
