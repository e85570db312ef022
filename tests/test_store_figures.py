"""Figures with their place, and what they state."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from indicators.figure import Area, AreaLevel, Figure, Interval, Qualifier, Statistic
from indicators.observation import Status
from store import articles, figures, observations, pages, stories
from store.engine import Store
from store.errors import NotFoundError
from store.records import Filters
from tests.storeroom.shelves import (
    FIGURE,
    FOUND,
    NOW,
    OBSERVATION,
    join,
    new_page,
    new_revision,
    put_article,
    put_figure,
    put_observation,
)

SHARE = Figure(
    start=40,
    end=46,
    raw="30,55%",
    value=Decimal("30.55"),
    value_max=Decimal("31.00"),
    interval=Interval(Decimal("30.545"), Decimal("31.005")),
    unit="percent",
    qualifier=Qualifier.EXACT,
    indicator="other",
    programme="housing",
    statistic=Statistic.SHARE,
    area=Area("Xã Nào Đó", None, AreaLevel.COMMUNE),
    period=None,
    language="vi",
    per="household",
)


def test_a_figure_comes_back_whole(store: Store) -> None:
    """Promise: every part of a figure is kept, decimals to the last digit."""
    with store.writing() as session:
        article = put_article(session, "a")
        bare = replace(SHARE, area=None, start=50, end=56)
        ids = figures.replace(session, article.revision_id, [SHARE, FIGURE, bare], reader_version="1")
    with store.reading() as session:
        found = figures.of_article(session, article.id)
    assert [record.figure for record in found] == [FIGURE, SHARE, bare]
    assert {record.id for record in found} == set(ids)
    assert str(found[1].figure.value_max) == "31.00"
    assert (found[0].doc, found[0].source, found[0].origin) == ("https://example.org/a", "hanam", "hanam")


def test_the_same_figures_keep_their_ids(store: Store) -> None:
    """Promise: reading the same again changes nothing, in whatever order; a new reader's labels take their place."""
    with store.writing() as session:
        article = put_article(session, "a")
        first = figures.replace(session, article.revision_id, [FIGURE, SHARE], reader_version="1")
        assert figures.replace(session, article.revision_id, [SHARE, FIGURE], reader_version="1") == first[::-1]
        relabelled = replace(FIGURE, indicator="credit_capital", confidence=0.5)
        again = figures.replace(session, article.revision_id, [relabelled, SHARE], reader_version="2")
        assert again == first
        assert figures.of_article(session, article.id)[0].figure == relabelled


def test_two_figures_may_share_a_span(store: Store) -> None:
    """Promise: two figures of the same words and value are two, and stay two."""
    twin = replace(FIGURE, indicator="credit_capital")
    with store.writing() as session:
        article = put_article(session, "a")
        ids = figures.replace(session, article.revision_id, [FIGURE, twin], reader_version="1")
        assert len(set(ids)) == 2
        assert figures.replace(session, article.revision_id, [FIGURE, twin], reader_version="1") == ids


def test_a_changed_reading_keeps_the_links_of_what_is_unchanged(store: Store) -> None:
    """Promise: of a text read anew, figures of the same span and value still state their observation."""
    with store.writing() as session:
        article = put_article(session, "a")
        stories.apply(session, article.id, FOUND, now=NOW)
        ids = figures.replace(session, article.revision_id, [FIGURE, SHARE], reader_version="1")
        observation_id = observations.add(session, OBSERVATION)
        figures.link(session, ids, observation_id)
        reread = replace(FIGURE, indicator="credit_capital")
        figures.replace(session, article.revision_id, [reread, replace(SHARE, start=41)], reader_version="2")
        assert [record.observation_id for record in figures.of_article(session, article.id)] == [observation_id, None]
        assert [record.figure for record in figures.of_observation(session, observation_id)] == [reread]


def test_a_new_revision_inherits_what_it_says_again(store: Store) -> None:
    """Promise: an edited article still states the observations whose figures it repeats, wherever they stand now."""
    with store.writing() as session:
        observation_id, _ = put_observation(session, "a")
        page_id = pages.add(session, new_page("a", b"edited", at=NOW + timedelta(hours=1)))
        edited, _ = articles.record_revision(session, page_id, new_revision("a", "edited"), now=NOW)
        moved = replace(FIGURE, start=60, end=77)
        figures.replace(session, edited.revision_id, [replace(SHARE, start=1), moved], reader_version="1")
        stated = [(record.figure.start, record.observation_id) for record in figures.of_article(session, edited.id)]
        assert stated == [(1, None), (60, observation_id)]


def test_a_story_has_the_figures_of_its_current_wordings(store: Store) -> None:
    """Promise: outdated wordings and withdrawn articles state nothing."""
    with store.writing() as session:
        kept, edited, gone = (put_article(session, name) for name in "abc")
        story_id = stories.apply(session, kept.id, FOUND, now=NOW)
        for article in (edited, gone):
            stories.apply(session, article.id, join(story_id), now=NOW)
        kept_id, _, _ = (put_figure(session, article) for article in (kept, edited, gone))
        page_id = pages.add(session, new_page("b", b"edited", at=NOW + timedelta(hours=1)))
        articles.record_revision(session, page_id, new_revision("b", "edited"), now=NOW)
        articles.withdraw(session, gone.id, now=NOW)
        assert [record.id for record in figures.of_story(session, story_id)] == [kept_id]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), 2),
        (Filters(area="duy tien"), 1),
        (Filters(area="xa nao do"), 1),
        (Filters(indicator="other", programme="housing"), 1),
        (Filters(status=Status.NEW), 1),
        (Filters(status=Status.REVISED), 0),
        (Filters(language="fr"), 0),
        (Filters(source="hanam"), 2),
        (Filters(story=999), 0),
        (Filters(since=NOW + timedelta(days=1)), 0),
        (Filters(until=NOW), 2),
        (Filters(limit=1), 1),
    ],
)
def test_filters_narrow_figures(store: Store, filters: Filters, found: int) -> None:
    """Promise: each filter narrows the list of figures by its dimension."""
    with store.writing() as session:
        put_observation(session, "a")
        put_figure(session, put_article(session, "b"), SHARE)
    with store.reading() as session:
        assert len(figures.listed(session, filters)) == found


def test_figures_are_listed_newest_first(store: Store) -> None:
    """Promise: the newest figure first, and paging goes on below an id."""
    with store.writing() as session:
        ids = [put_figure(session, put_article(session, str(number))) for number in range(3)]
        assert [record.id for record in figures.listed(session, Filters(limit=2))] == ids[:0:-1]
        assert [record.id for record in figures.listed(session, Filters(after_id=ids[1]))] == [ids[0]]


def test_linking_needs_an_observation(store: Store) -> None:
    """Promise: a figure cannot state what is not recorded."""
    with store.writing() as session:
        figure_id = put_figure(session, put_article(session, "a"))
    with pytest.raises(NotFoundError, match="no observation 3"), store.writing() as session:
        figures.link(session, [figure_id], 3)
