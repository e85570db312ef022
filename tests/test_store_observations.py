"""Observations: what is known, what replaces what, and what nothing states any more."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlmodel import Session

from indicators.figure import Interval
from indicators.observation import Status
from store import alerts, articles, figures, observations, stories, watches
from store.engine import Store
from store.errors import NotFoundError
from store.records import AlertState, Filters, ObservationRecord
from tests.storeroom.shelves import (
    FIGURE,
    NOW,
    OBSERVATION,
    SERIES,
    join,
    put_article,
    put_figure,
    put_observation,
)

LATER = NOW + timedelta(days=1)


def _ids(found: list[ObservationRecord]) -> list[int]:
    return [record.id for record in found]


def _alert(session: Session, observation_id: int) -> int:
    [watch] = watches.sync(session, {"mine": "{}"}, now=NOW)
    alerts.raise_alert(session, watch.id, observation_id, now=NOW)
    return next(alert.id for alert in alerts.listed(session) if alert.observation_id == observation_id)


def _tell(session: Session, alert_id: int, message_id: str) -> None:
    row_id = alerts.queue_message(session, "mine", message_id, ["a@example.org"], b"mail", [alert_id], now=NOW)
    alerts.mark_sent(session, row_id, now=NOW)


def test_an_observation_comes_back_with_all_that_state_it(store: Store) -> None:
    """Promise: an observation knows its figures, stories and languages, each once."""
    with store.writing() as session:
        observation_id, story_id = put_observation(session, "a")
        article = put_article(session, "b", language="en")
        stories.apply(session, article.id, join(story_id), now=NOW)
        figures.link(session, [put_figure(session, article)], observation_id)
        found = observations.load(session, observation_id)
    assert (found.stories, found.languages, len(found.figures)) == ((story_id,), ("vi", "en"), 2)
    assert replace(found, id=0, stories=(), figures=(), languages=()) == ObservationRecord(
        **{name: getattr(OBSERVATION, name) for name in OBSERVATION.__dataclass_fields__}
    )


def test_an_observation_takes_a_new_state(store: Store) -> None:
    """Promise: an update replaces what is known of it and keeps its id."""
    with store.writing() as session:
        observation_id, _ = put_observation(session, "a")
        changed = replace(
            OBSERVATION, status=Status.RESTATED, value_high=Decimal("587.0"), area="Hà Nội", dissent=("fr",)
        )
        observations.update(session, observation_id, changed)
        found = observations.load(session, observation_id)
        assert (found.status, found.value_high, found.dissent) == (Status.RESTATED, Decimal("587.0"), ("fr",))
        assert _ids(observations.listed(session, Filters(area="ha noi"))) == [observation_id]


def test_what_is_known_of_a_series(store: Store) -> None:
    """Promise: of exactly that series, what stands, with the outlets and stories that state it."""
    with store.writing() as session:
        observation_id, story_id = put_observation(session, "a")
        put_observation(session, "b", replace(OBSERVATION, unit="percent"))
        put_observation(session, "c", replace(OBSERVATION, programme="housing"))
        put_observation(session, "d", replace(OBSERVATION, area_code=None, area=None))
        [known] = observations.known(session, SERIES)
        assert (known.observation_id, known.series, known.period) == (observation_id, SERIES, "2025")
        assert known.interval == Interval(Decimal(586500000000), None)
        assert (known.origins, known.story_ids, known.published_at) == (
            frozenset({"hanam"}),
            frozenset({story_id}),
            NOW,
        )
        [placeless] = observations.known(session, replace(SERIES, area_code=None))
        assert placeless.series.area_code is None


def test_an_unknown_place_is_known_by_its_name(store: Store) -> None:
    """Promise: without a code the printed name is the series' area."""
    with store.writing() as session:
        observation_id, _ = put_observation(session, "a", replace(OBSERVATION, area_code=None, area="Xã Mới"))
        assert [k.observation_id for k in observations.known(session, replace(SERIES, area_code="Xã Mới"))] == [
            observation_id
        ]


def test_a_superseded_observation_is_no_longer_known(store: Store) -> None:
    """Promise: what was revised stays listed, with the time of revision, but is not weighed against."""
    with store.writing() as session:
        old, _ = put_observation(session, "a")
        new, _ = put_observation(session, "b", replace(OBSERVATION, status=Status.REVISED, supersedes=old))
        observations.supersede(session, old, by=new, now=NOW)
        observations.supersede(session, old, by=new, now=LATER)
        assert [known.observation_id for known in observations.known(session, SERIES)] == [new]
        assert observations.load(session, old).superseded_at == NOW
        assert observations.load(session, old).superseded_by == new
        assert observations.load(session, new).supersedes == old


def test_the_past_shows_as_it_was(store: Store) -> None:
    """Promise: `known_at` leaves out what came later, and what was revised or withdrawn later stands as then."""
    with store.writing() as session:
        old, _ = put_observation(session, "a")
        new, _ = put_observation(session, "b", replace(OBSERVATION, first_reported_at=LATER, supersedes=old))
        gone, story_id = put_observation(session, "c")
        observations.supersede(session, old, by=new, now=LATER)
        [article_id] = stories.load(session, story_id).articles
        articles.withdraw(session, article_id, now=LATER)
        observations.withdraw_empty(session, story_id, now=LATER)
        then = observations.listed(session, Filters(), known_at=NOW)
        assert [(record.id, record.superseded_at) for record in then] == [(gone, None), (old, None)]
        today = observations.listed(session, Filters(), known_at=LATER)
        assert [(record.id, record.superseded_at) for record in today] == [(new, None), (old, LATER)]
        assert _ids(observations.listed(session, Filters())) == [new, old]


def test_what_nothing_states_is_withdrawn(store: Store) -> None:
    """Promise: an observation whose figures were all read away is withdrawn, once; stated again, it stands again."""
    with store.writing() as session:
        observation_id, story_id = put_observation(session, "a")
        assert observations.withdraw_empty(session, story_id) == 0
        article = articles.load(session, stories.load(session, story_id).articles[0])
        alert_id = _alert(session, observation_id)
        figures.replace(session, article.revision_id, [], reader_version="2")
        assert [observations.withdraw_empty(session, story_id) for _ in range(2)] == [1, 0]
        assert observations.load(session, observation_id).withdrawn_at is not None
        assert observations.listed(session, Filters()) == []
        assert observations.known(session, SERIES) == []
        assert alert_id not in [alert.id for alert in alerts.listed(session)]
        figures.link(session, [put_figure(session, article)], observation_id)
        assert _ids(observations.of_story(session, story_id)) == [observation_id]


def test_a_reader_who_was_told_keeps_the_record(store: Store) -> None:
    """Promise: an alert that was sent outlives the observation's withdrawal."""
    with store.writing() as session:
        observation_id, story_id = put_observation(session, "a")
        _tell(session, _alert(session, observation_id), "<1@x>")
        article = articles.load(session, stories.load(session, story_id).articles[0])
        figures.replace(session, article.revision_id, [], reader_version="2")
        assert observations.withdraw_empty(session, story_id) == 1
        assert [alert.state for alert in alerts.listed(session)] == [AlertState.SENT]


def test_a_merge_moves_everything(store: Store) -> None:
    """Promise: figures, stories and references move; the others are gone; merging again changes nothing."""
    with store.writing() as session:
        one, first_story = put_observation(session, "a")
        two, second_story = put_observation(session, "b")
        after, _ = put_observation(session, "c", replace(OBSERVATION, supersedes=two))
        observations.supersede(session, one, by=two, now=NOW)
        for _ in range(2):
            observations.merge(session, one, [two, one, 999])
        merged = observations.load(session, one)
        assert (merged.stories, len(merged.figures)) == ((first_story, second_story), 2)
        assert (merged.superseded_by, merged.superseded_at) == (None, None)
        assert observations.load(session, after).supersedes == one
        assert _ids(observations.of_story(session, second_story)) == [one]
        with pytest.raises(NotFoundError):
            observations.load(session, two)


def test_a_merge_tells_nobody_twice(store: Store) -> None:
    """Promise: pending alerts of the merged go; a sent one moves and takes the place of a pending one."""
    with store.writing() as session:
        kept, _ = put_observation(session, "a")
        told, _ = put_observation(session, "b")
        untold, _ = put_observation(session, "c")
        _alert(session, kept)
        _tell(session, _alert(session, told), "<1@x>")
        _alert(session, untold)
        observations.merge(session, kept, [told, untold])
        assert [(alert.observation_id, alert.state) for alert in alerts.listed(session)] == [(kept, AlertState.SENT)]


def test_ids_are_never_given_again(store: Store) -> None:
    """Promise: an id that stood in a mail never comes to mean another observation."""
    with store.writing() as session:
        one, _ = put_observation(session, "a")
        two, _ = put_observation(session, "b")
        observations.merge(session, one, [two])
        assert observations.add(session, OBSERVATION) > two


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), "ba"),
        (Filters(limit=1), "b"),
        (Filters(area="Duy Tien"), "a"),
        (Filters(area="vn.01"), "b"),
        (Filters(indicator="other"), "b"),
        (Filters(programme="housing"), "b"),
        (Filters(status=Status.CONFLICTING), "b"),
        (Filters(source="hanam"), "ba"),
        (Filters(source="elsewhere"), ""),
        (Filters(language="vi"), "ba"),
        (Filters(language="fr"), ""),
        (Filters(since=LATER), "b"),
        (Filters(until=NOW), "a"),
        (Filters(story=1), "a"),
        (Filters(after_id=2), "a"),
    ],
)
def test_filters_narrow_observations(store: Store, filters: Filters, found: str) -> None:
    """Promise: each filter narrows by its dimension, for listing, counting and exporting alike."""
    other = replace(
        OBSERVATION,
        indicator="other",
        programme="housing",
        area="Hà Nội",
        area_code="vn.01",
        status=Status.CONFLICTING,
        first_reported_at=LATER,
    )
    with store.writing() as session:
        names = {put_observation(session, "a")[0]: "a", put_observation(session, "b", other)[0]: "b"}
    with store.reading() as session:
        listed = "".join(names[record.id] for record in observations.listed(session, filters))
        counted = observations.count(session, filters)
        exported = "".join(names[record.id] for record in observations.iterate(session, filters))
    assert listed == found
    assert (counted, exported) == ((2, "ba") if filters.limit == 1 else (len(found), found))


def test_many_are_read_with_few_queries(store: Store) -> None:
    """Promise: a listing takes the same few queries for one observation as for forty; an export is streamed whole."""
    with store.writing() as session:
        first, _ = put_observation(session, "a")
        for number in range(39):
            put_observation(session, str(number))
        for _ in range(1100):
            observations.add(session, OBSERVATION)
    with store.reading() as session:
        statements: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
        assert len(observations.listed(session, Filters(limit=1140))) == 1140
        assert len(stories.listed(session, Filters(limit=None))) == 40
        assert len([line for line in statements if line.startswith("SELECT")]) <= 8
        assert not any("revision.text" in statement for statement in statements)
        assert len({record.id for record in observations.iterate(session, Filters())}) == 1140
        assert observations.load(session, first).id == first


def test_a_figure_elsewhere_may_state_it_too(store: Store) -> None:
    """Promise: another story's restatement counts its story, and keeps the observation when the first falls."""
    with store.writing() as session:
        observation_id, story_id = put_observation(session, "a")
        _, other_story = put_observation(session, "b", replace(OBSERVATION, indicator="other"))
        article = articles.load(session, stories.load(session, other_story).articles[0])
        ids = figures.replace(session, article.revision_id, [replace(FIGURE, start=0)], reader_version="2")
        figures.link(session, ids, observation_id)
        assert observations.load(session, observation_id).stories == (story_id, other_story)
        articles.withdraw(session, stories.load(session, story_id).articles[0], now=NOW)
        assert observations.withdraw_empty(session, story_id) == 0
        assert observations.load(session, observation_id).stories == (other_story,)
