"""Visits: every round and its outcome, and what is remembered of a source."""

from datetime import timedelta

import pytest

from store import visits
from store.engine import Store
from store.errors import NotFoundError
from tests.storeroom.shelves import NOW

LATER = NOW + timedelta(hours=1)


def test_a_source_never_visited_is_empty(store: Store) -> None:
    """Promise: an unknown source has a state, all of it empty."""
    with store.reading() as session:
        state = visits.state(session, "hanam")
        assert (state.first_visit_at, state.last_success_at, state.failures, state.validators) == (None, None, 0, {})
        assert visits.states(session) == {}


def test_a_round_is_recorded(store: Store) -> None:
    """Promise: start, end, outcome and every count of a round are kept, and what the next round needs."""
    validators = {"https://example.org/feed": {"etag": '"1"'}}
    with store.writing() as session:
        visit_id = visits.begin(session, "hanam", now=NOW)
        counts = {"listed": 3, "http_404": 1}
        visits.finish(session, visit_id, now=LATER, outcome="partial", counts=counts, validators=validators)
        visits.set_next_due(session, "hanam", LATER)
    with store.reading() as session:
        [visit] = visits.listed(session, "hanam")
        assert (visit.started_at, visit.finished_at, visit.outcome, visit.counts) == (NOW, LATER, "partial", counts)
        state = visits.states(session)["hanam"]
        assert (state.first_visit_at, state.last_visit_at, state.last_success_at) == (NOW, NOW, LATER)
        assert (state.next_due_at, state.failures, state.validators) == (LATER, 0, validators)


@pytest.mark.parametrize("outcome", ["failed", "empty", "killed"])
def test_rounds_that_did_not_go_well_are_counted(store: Store, outcome: str) -> None:
    """Promise: failures in a row are counted, silence among them; a round that goes well ends the row."""
    with store.writing() as session:
        for _ in range(2):
            visit_id = visits.begin(session, "hanam", now=NOW)
            visits.finish(session, visit_id, now=NOW, outcome=outcome, counts={}, error="why")
        assert visits.state(session, "hanam").failures == 2
        assert visits.state(session, "hanam").last_success_at is None
        visits.finish(session, visits.begin(session, "hanam", now=NOW), now=NOW, outcome="ok", counts={})
        assert visits.state(session, "hanam").failures == 0


def test_validators_stay_until_there_are_newer(store: Store) -> None:
    """Promise: a failed round does not forget what makes the next one cheap."""
    with store.writing() as session:
        known = {"u": {"etag": "1"}}
        visits.finish(session, visits.begin(session, "s", now=NOW), now=NOW, outcome="ok", counts={}, validators=known)
        visits.finish(session, visits.begin(session, "s", now=NOW), now=NOW, outcome="failed", counts={})
        assert visits.state(session, "s").validators == known


def test_a_finished_visit_stays_as_it_was(store: Store) -> None:
    """Promise: finishing twice counts once."""
    with store.writing() as session:
        visit_id = visits.begin(session, "hanam", now=NOW)
        visits.finish(session, visit_id, now=NOW, outcome="failed", counts={})
        visits.finish(session, visit_id, now=LATER, outcome="ok", counts={"listed": 1})
        assert visits.listed(session)[0].outcome == "failed"
        assert visits.state(session, "hanam").failures == 1


def test_abandoned_visits_are_closed(store: Store) -> None:
    """Promise: a round whose process died is recorded as killed, once, and other sources' rounds go on."""
    with store.writing() as session:
        visits.begin(session, "hanam", now=NOW)
        visits.begin(session, "other", now=NOW)
        assert [visits.close_abandoned(session, "hanam", now=LATER) for _ in range(2)] == [1, 0]
        assert [(visit.source, visit.outcome) for visit in visits.listed(session)] == [
            ("other", None),
            ("hanam", "killed"),
        ]
        assert visits.state(session, "hanam").failures == 1


def test_visits_are_listed_newest_first(store: Store) -> None:
    """Promise: the newest round first, no more than asked for."""
    with store.writing() as session:
        ids = [visits.begin(session, "hanam", now=NOW) for _ in range(3)]
        assert [visit.id for visit in visits.listed(session, limit=2)] == ids[:0:-1]


def test_an_unknown_visit_is_named(store: Store) -> None:
    """Promise: a round that never began cannot end."""
    with pytest.raises(NotFoundError, match="no visit 4"), store.writing() as session:
        visits.finish(session, 4, now=NOW, outcome="ok", counts={})
