"""Pages as they came, and their way through the steps."""

import zlib
from datetime import datetime

import pytest
from sqlmodel import Session, select

from store import articles, pages
from store.engine import Store
from store.errors import NotFoundError, StoreError
from store.records import Stage
from store.schema import PageRow
from tests.storeroom.shelves import NOW, new_page, new_revision


def test_a_page_comes_back_as_it_came(store: Store) -> None:
    """Promise: bytes, headers, status and times of a page are kept unchanged, and compressed."""
    body = bytes(range(256)) * 1000
    with store.writing() as session:
        page_id = pages.add(session, new_page("a", body))
    with store.reading() as session:
        page = pages.load(session, page_id)
        kept = len(session.exec(select(PageRow.body)).one())
    assert (page.body, page.headers, page.fetched_at) == (body, {"content-type": "text/html"}, NOW)
    assert (page.stage, page.error) == (Stage.CLEAN, None)
    assert kept < len(body) / 10


def test_the_same_body_again_is_the_same_page(store: Store) -> None:
    """Promise: a body that came before starts nothing anew; another body of that URL is another page."""
    with store.writing() as session:
        first = pages.add(session, new_page("a", b"one"))
        pages.advance(session, first, Stage.DONE)
        assert pages.add(session, new_page("a", b"one")) == first
        other = pages.add(session, new_page("a", b"two"))
        assert pages.add(session, new_page("b", b"one")) not in {first, other}
        assert pages.load(session, first).stage is Stage.DONE


def test_waiting_pages_come_oldest_first(store: Store) -> None:
    """Promise: the oldest page is next, of all steps or of one; what is done waits no more."""
    with store.writing() as session:
        ids = [pages.add(session, new_page(str(number))) for number in range(4)]
        pages.advance(session, ids[0], Stage.FIGURES)
        pages.advance(session, ids[1], Stage.DONE)
        assert pages.waiting(session) == [(ids[0], Stage.FIGURES), (ids[2], Stage.CLEAN), (ids[3], Stage.CLEAN)]
        assert pages.waiting(session, Stage.CLEAN, limit=1) == [(ids[2], Stage.CLEAN)]
        assert pages.count_by_stage(session) == {Stage.FIGURES: 1, Stage.DONE: 1, Stage.CLEAN: 2}


def test_known_urls_are_told_apart(store: Store) -> None:
    """Promise: of many URLs, however long, exactly those of which a page is stored are known."""
    long = "x" * 10_000
    with store.writing() as session:
        pages.add(session, new_page(long))
        asked = [f"https://example.org/{name}" for name in (long, *map(str, range(2000)))]
        assert pages.known_urls(session, asked) == {asked[0]}
        assert pages.known_urls(session, []) == set()


def test_a_failed_step_is_recorded(store: Store) -> None:
    """Promise: a page that a step failed on says at which step and why, and can be sent back there."""
    with store.writing() as session:
        page_id = pages.add(session, new_page("a"))
        pages.advance(session, page_id, Stage.FAILED, error="ValueError: no text")
        assert pages.load(session, page_id).error == "ValueError: no text"
        assert pages.restart(session, Stage.CLEAN, only_failed=True) == 1
        page = pages.load(session, page_id)
        assert (page.stage, page.error) == (Stage.CLEAN, None)


def _at(session: Session, name: str, stage: Stage, *, failing_at: Stage | None = None) -> int:
    page_id = pages.add(session, new_page(name))
    if stage is not Stage.REJECTED:
        articles.record_revision(session, page_id, new_revision(name), now=NOW)
    if failing_at is not None:
        pages.advance(session, page_id, failing_at)
    pages.advance(session, page_id, stage)
    return page_id


def test_restart_sends_back_whose_way_passed(store: Store) -> None:
    """Promise: pages beyond a step go back to it; pages before it, or that never made an article, stay."""
    with store.writing() as session:
        waiting = _at(session, "waiting", Stage.FIGURES)
        done = _at(session, "done", Stage.DONE)
        early = _at(session, "early", Stage.FAILED, failing_at=Stage.FIGURES)
        late = _at(session, "late", Stage.FAILED, failing_at=Stage.OBSERVATIONS)
        rejected = _at(session, "rejected", Stage.REJECTED)
        assert pages.restart(session, Stage.STORY) == 2
        assert pages.waiting(session, Stage.STORY) == [(done, Stage.STORY), (late, Stage.STORY)]
        assert pages.load(session, waiting).stage is Stage.FIGURES
        assert pages.load(session, early).stage is Stage.FAILED
        assert pages.load(session, rejected).stage is Stage.REJECTED
        assert pages.restart(session, Stage.CLEAN, source="elsewhere") == 0
        assert pages.restart(session, Stage.CLEAN) == 5


def test_restart_takes_the_page_of_the_current_wording(store: Store) -> None:
    """Promise: an outdated wording is not read again; the page that made the current one is, whatever it is marked."""
    with store.writing() as session:
        old = pages.add(session, new_page("a", b"1"))
        articles.record_revision(session, old, new_revision("a", "first"), now=NOW)
        pages.advance(session, old, Stage.DONE)
        current = pages.add(session, new_page("a", b"2"))
        articles.record_revision(session, current, new_revision("a", "second"), now=NOW)
        pages.advance(session, current, Stage.UNCHANGED)
        assert pages.restart(session, Stage.FIGURES) == 1
        assert pages.waiting(session) == [(current, Stage.FIGURES)]


def test_pages_go_back_to_steps_only(store: Store) -> None:
    """Promise: sending pages to where no step waits is refused."""
    with pytest.raises(StoreError, match="not to done"), store.writing() as session:
        pages.restart(session, Stage.DONE)


@pytest.mark.parametrize("damage", [b"no zlib", zlib.compress(b"x" * 50_000_000), zlib.compress(b"another")])
def test_a_damaged_body_is_noticed(sqlite_store: Store, damage: bytes) -> None:
    """Promise: a body that is not what was stored is an error, and never inflates beyond its noted size."""
    with sqlite_store.writing() as session:
        page_id = pages.add(session, new_page("a", b"whole"))
        session.get_one(PageRow, page_id).body = damage
    with pytest.raises(StoreError, match="damaged"), sqlite_store.reading() as session:
        pages.load(session, page_id)


def test_an_unknown_page_is_named(store: Store, now: datetime) -> None:
    """Promise: an id without page says so."""
    with pytest.raises(NotFoundError, match="no page 99"), store.reading() as session:
        pages.load(session, 99)
