"""The alerts step: each observation is raised once for each watch that it answers."""

from crawler.watches import Watch
from indicators.observation import Status
from store import alerts, figures, observations, watches
from store.engine import Store
from tests.mailroom.desk import SEEN, WATCH, observation, raise_for, state


def test_an_observation_is_raised_once_for_each_watch(store: Store) -> None:
    """However often the step runs: reprocessing never tells twice."""
    other = WATCH.model_copy(update={"name": "nghe-an", "areas": ("vn.40",)})
    observation_id = state(store)
    assert raise_for(store, WATCH, other, ids=[observation_id]) == [("leaders", observation_id)]
    assert raise_for(store, WATCH, other, ids=[observation_id]) == []
    with store.reading() as session:
        assert [alert.observation_id for alert in alerts.pending(session)] == [observation_id]


def test_the_store_learns_the_watches(store: Store) -> None:
    """With their definition, so that what was asked when is known later."""
    raise_for(store, WATCH, ids=[])
    with store.reading() as session:
        known = watches.listed(session)
    assert [(record.name, Watch.model_validate_json(record.definition)) for record in known] == [("leaders", WATCH)]


def test_what_no_longer_stands_is_not_raised(sqlite_store: Store) -> None:
    """Neither a superseded observation nor one that no article states any more."""
    old, new = state(sqlite_store), state(sqlite_store, "https://paper.example/b-2.html", status=Status.REVISED)
    with sqlite_store.writing() as session:
        observations.supersede(session, old, by=new, now=SEEN)
        bare = observations.add(session, observation(indicator="savings_groups", unit="group"))
        assert not figures.of_observation(session, bare)
    assert raise_for(sqlite_store, WATCH, ids=[old, new, bare]) == [("leaders", new)]


def test_without_watches_nothing_is_asked(sqlite_store: Store) -> None:
    """And a store that had watches keeps them active: an ingest without configuration must not end them."""
    raise_for(sqlite_store, WATCH, ids=[])
    assert raise_for(sqlite_store, ids=[state(sqlite_store)]) == []
    with sqlite_store.reading() as session:
        assert [record.name for record in watches.listed(session)] == ["leaders"]
