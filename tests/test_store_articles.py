"""Articles and their revisions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store import articles, figures, pages
from store.engine import Store
from store.errors import NotFoundError
from store.records import Filters
from tests.storeroom.shelves import NOW, new_page, new_revision, put_article, put_figure


def test_an_edited_article_gets_a_revision(store: Store) -> None:
    """Promise: another text under the same URL is a new revision of one article; its first sight stays."""
    later = NOW + timedelta(hours=5)
    with store.writing() as session:
        first = pages.add(session, new_page("a", b"1"))
        article, changed = articles.record_revision(session, first, new_revision("a", "one"), now=NOW)
        assert (article.revision, changed) == (1, True)
        second = pages.add(session, new_page("a", b"2", at=later))
        edited, changed = articles.record_revision(session, second, new_revision("a", "two"), now=later)
        assert (edited.id, edited.revision, edited.text, changed) == (article.id, 2, "two", True)
        assert edited.first_seen_at == NOW
        assert edited.revision_id != article.revision_id


def test_the_same_wording_changes_nothing(store: Store) -> None:
    """Promise: a page with other furniture around the same text makes no revision; what is around it is taken over."""
    with store.writing() as session:
        put_article(session, "a")
        again = pages.add(session, new_page("a", b"other furniture"))
        revision = replace(new_revision("a"), byline="Lan", published_at=NOW)
        article, changed = articles.record_revision(session, again, revision, now=NOW)
        assert (article.revision, article.byline, article.published_at, changed) == (1, "Lan", NOW, False)


def test_cleaning_anew_rewrites_its_own_revision(store: Store) -> None:
    """Promise: better cleaning of a stored page is no edit by the newsroom."""
    with store.writing() as session:
        article = put_article(session, "a")
        assert article.page_id is not None
        cleaned, changed = articles.record_revision(session, article.page_id, new_revision("a", "better"), now=NOW)
        assert (cleaned.revision, cleaned.revision_id, cleaned.text) == (1, article.revision_id, "better")
        assert changed
        assert not articles.record_revision(session, article.page_id, new_revision("a", "better"), now=NOW)[1]


def test_an_older_page_cleaned_late_changes_nothing(store: Store) -> None:
    """Promise: whatever the order in which pages are cleaned, the page fetched last is what the article says."""
    with store.writing() as session:
        old = pages.add(session, new_page("a", b"1", at=NOW))
        new = pages.add(session, new_page("a", b"2", at=NOW + timedelta(hours=1)))
        articles.record_revision(session, new, new_revision("a", "new"), now=NOW)
        article, changed = articles.record_revision(session, old, new_revision("a", "old"), now=NOW)
        assert (article.text, article.revision, changed) == ("new", 1, False)


def test_a_page_that_gets_another_canonical_url_leaves_its_article(store: Store) -> None:
    """Promise: cleaning that finds the right canonical URL leaves no twin under the wrong one."""
    with store.writing() as session:
        wrong = put_article(session, "a?print=1")
        assert wrong.page_id is not None
        right, _ = articles.record_revision(session, wrong.page_id, new_revision("a"), now=NOW)
        assert [article.id for article in articles.listed(session, Filters())] == [right.id]
        found = articles.of_page(session, wrong.page_id)
        assert found is not None
        assert found.id == right.id


def test_hostile_text_makes_one_revision(store: Store) -> None:
    """Promise: text with characters that no database keeps is the same text the second time."""
    with store.writing() as session:
        page_id = pages.add(session, new_page("a"))
        first, _ = articles.record_revision(session, page_id, new_revision("a", "a\x00b\ud800"), now=NOW)
        assert first.text == "a\ufffdb\ufffd"
        assert not articles.record_revision(session, page_id, new_revision("a", "a\x00b\ud800"), now=NOW)[1]


def test_listing_is_newest_first_and_pages_on(store: Store) -> None:
    """Promise: a listing gives the newest first, continues below an id, and carries no texts."""
    with store.writing() as session:
        ids = [put_article(session, str(number)).id for number in range(5)]
    with store.reading() as session:
        found = articles.listed(session, Filters(limit=2))
        assert [article.id for article in found] == [ids[4], ids[3]]
        assert {article.text for article in found} == {""}
        rest = articles.listed(session, Filters(limit=None, after_id=ids[3]))
        assert [article.id for article in rest] == [ids[2], ids[1], ids[0]]
        assert articles.load(session, ids[0], with_text=False).text == ""
        assert articles.load(session, ids[0]).text != ""


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(area="duy tien"), ["b"]),
        (Filters(area="DUY TIÊN"), ["b"]),
        (Filters(area="vn.35.349"), ["b"]),
        (Filters(area="vn.35"), []),
        (Filters(indicator="credit_outstanding"), ["b"]),
        (Filters(programme="housing"), []),
        (Filters(language="en"), ["a"]),
        (Filters(source="hanam", language="vi"), ["b"]),
        (Filters(since=NOW), ["b", "a"]),
        (Filters(since=NOW + timedelta(seconds=1)), []),
        (Filters(until=NOW - timedelta(seconds=1)), []),
    ],
)
def test_filters_narrow(store: Store, filters: Filters, names: list[str]) -> None:
    """Promise: each filter narrows by its dimension; an area is met by name, with or without marks, or by code."""
    with store.writing() as session:
        put_article(session, "a", language="en")
        put_figure(session, put_article(session, "b"))
    with store.reading() as session:
        found = articles.listed(session, filters)
    assert [article.url.rpartition("/")[2] for article in found] == names


def test_a_withdrawn_article_stands_again_when_it_comes_back(store: Store) -> None:
    """Promise: what was taken down is neither listed nor counted, until its source publishes it again."""
    with store.writing() as session:
        article = put_article(session, "a")
        put_figure(session, article)
        articles.withdraw(session, article.id, now=NOW)
        assert articles.listed(session, Filters()) == []
        assert figures.listed(session, Filters()) == []
        again = pages.add(session, new_page("a", b"again"))
        articles.record_revision(session, again, new_revision("a"), now=NOW)
        assert len(articles.listed(session, Filters())) == 1


def test_what_is_not_there_is_said(store: Store) -> None:
    """Promise: an unknown article is an error, a page without article is None."""
    with store.writing() as session:
        assert articles.of_page(session, pages.add(session, new_page("a"))) is None
        with pytest.raises(NotFoundError, match="no article 5"):
            articles.load(session, 5)


def test_the_outlet_is_the_cited_host(store: Store) -> None:
    """Promise: a report comes from the host that it cites, else from its source, however odd the citation."""
    with store.writing() as session:
        article = put_article(session, "a")
    assert article.origin == "hanam"
    assert replace(article, origin_url="https://baohanam.com.vn/x").origin == "baohanam.com.vn"
    assert replace(article, origin_url="https://[broken").origin == "hanam"
