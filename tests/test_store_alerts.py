"""Watches, alerts and the outbox."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from store import alerts, watches
from store.engine import Store
from store.errors import NotFoundError
from store.records import AlertState
from tests.storeroom.shelves import NOW, put_observation

LATER = NOW + timedelta(hours=1)


def _raised(session: Session, count: int = 1) -> list[int]:
    [watch] = watches.sync(session, {"mine": "{}"}, now=NOW)
    for number in range(count):
        observation_id, _ = put_observation(session, str(number))
        alerts.raise_alert(session, watch.id, observation_id, now=NOW)
    return [alert.id for alert in alerts.pending(session)]


def _queued(session: Session) -> int:
    return alerts.queue_message(session, "mine", "<1@x>", ["a@example.org"], b"mail", _raised(session), now=NOW)


def test_watches_keep_the_time_since_when_they_watch(store: Store) -> None:
    """Promise: a changed definition keeps `since`; what is gone is inactive; what returns starts anew."""
    with store.writing() as session:
        first = watches.sync(session, {"b": "{}", "a": "{}"}, now=NOW)
        assert [(watch.name, watch.since) for watch in first] == [("a", NOW), ("b", NOW)]
        [changed] = watches.sync(session, {"a": '{"area":"vn.35"}'}, now=LATER)
        assert (changed.id, changed.definition, changed.since) == (first[0].id, '{"area":"vn.35"}', NOW)
        again = watches.sync(session, {"a": "{}", "b": "{}"}, now=LATER)
        assert [(watch.id, watch.since) for watch in again] == [(first[0].id, NOW), (first[1].id, LATER)]


def test_an_alert_is_raised_once(store: Store) -> None:
    """Promise: one observation is one alert of a watch, however often it is raised and whatever became of it."""
    with store.writing() as session:
        [watch] = watches.sync(session, {"mine": "{}"}, now=NOW)
        observation_id, _ = put_observation(session, "a")
        raised = [alerts.raise_alert(session, watch.id, observation_id, now=NOW) for _ in range(2)]
        assert raised == [True, False]
        [alert] = alerts.pending(session)
        assert (alert.watch, alert.observation_id, alert.state) == ("mine", observation_id, AlertState.PENDING)
        assert alerts.pending(session, "other") == []
        watches.sync(session, {}, now=NOW)
        assert alerts.pending(session) == []


def test_alerts_are_queued_with_their_message(store: Store) -> None:
    """Promise: the mail and the state of its alerts change in one transaction; the same Message-ID is one mail."""
    with pytest.raises(KeyError), store.writing() as session:
        _queue_and_fail(session)
    with store.writing() as session:
        row_id = _queued(session)
        assert alerts.queue_message(session, "mine", "<1@x>", [], b"other", [], now=NOW) == row_id
        assert alerts.pending(session) == []
        [alert] = alerts.listed(session, state=AlertState.QUEUED)
        assert alert.message_id == row_id
        [message] = alerts.due_messages(session, now=NOW)
        assert (message.id, message.recipients, message.body) == (row_id, ("a@example.org",), b"mail")


def _queue_and_fail(session: Session) -> None:
    _queued(session)
    raise KeyError("the process dies")


def test_a_sent_message_is_not_sent_again(store: Store) -> None:
    """Promise: delivery is recorded for the mail and its alerts, once."""
    with store.writing() as session:
        row_id = _queued(session)
        alerts.mark_sent(session, row_id, now=NOW)
        alerts.mark_sent(session, row_id, now=LATER)
        assert alerts.due_messages(session, now=LATER) == []
        [alert] = alerts.listed(session, state=AlertState.SENT)
        assert alert.sent_at == NOW


def test_a_failed_delivery_is_tried_again_when_due(store: Store) -> None:
    """Promise: a delivery that failed waits for its time, is given up without one, and can be taken up again."""
    with store.writing() as session:
        row_id = _queued(session)
        alerts.mark_attempt_failed(session, row_id, error="451 later", next_attempt_at=LATER)
        assert alerts.due_messages(session, now=NOW) == []
        [message] = alerts.due_messages(session, now=LATER)
        assert (message.attempts, message.error) == (1, "451 later")
        alerts.mark_attempt_failed(session, row_id, error="550 never", next_attempt_at=None)
        assert alerts.due_messages(session, now=LATER) == []
        assert [alert.state for alert in alerts.listed(session)] == [AlertState.FAILED]
        assert [alerts.retry_failed(session) for _ in range(2)] == [1, 0]
        assert [message.id for message in alerts.due_messages(session, now=NOW)] == [row_id]
        assert [alert.state for alert in alerts.listed(session)] == [AlertState.QUEUED]


def test_alerts_are_listed_newest_first(store: Store) -> None:
    """Promise: pending alerts come in the order raised, listings newest first and no longer than asked for."""
    with store.writing() as session:
        ids = _raised(session, 3)
        assert ids == sorted(ids)
        assert [alert.id for alert in alerts.listed(session, limit=2)] == ids[:0:-1]


def test_an_unknown_message_is_named(store: Store) -> None:
    """Promise: what is not in the outbox cannot be sent."""
    with pytest.raises(NotFoundError, match="no message 9"), store.writing() as session:
        alerts.mark_sent(session, 9, now=NOW)
