"""Crawling the demo's newsroom for real: nothing twice, nothing lost, whatever is killed."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.application import Application
from crawler.crawl import UnknownSourceError, crawl_round, groups_by_host
from crawler.demo.newsroom import Newsroom
from crawler.demo.reports import load_reports
from crawler.demo.sources import write_sources
from crawler.pipeline import process_waiting
from crawler.settings import load_settings
from store import articles, observations, pages, stories, visits
from store.engine import Store, open_store
from store.records import Filters
from tests.mailroom.server import Script, serving

EVERYTHING = Filters(limit=None)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """The demo's newsroom on free ports."""
    with Newsroom(load_reports()) as open_newsroom:
        yield open_newsroom


@pytest.fixture
def postbox() -> Iterator[Script]:
    """A mail server that takes everything."""
    with serving(Script()) as script:
        yield script


@pytest.fixture
def config(tmp_path: Path, newsroom: Newsroom, postbox: Script) -> Path:
    """A configuration that watches the newsroom alone: an edition by listing, one by sitemap, the paper by feed."""
    folder = tmp_path / "sources"
    write_sources(folder, newsroom.addresses)
    path = tmp_path / "tinbao.toml"
    path.write_text(
        f"""
store_url = "sqlite:///{tmp_path / "tinbao.db"}"
sources_folders = ["{folder}"]
sources = ["demo_portal_ar", "demo_portal_en", "demo_song_da"]
contact = "tests@example.org"
log_level = "error"

[fetch]
retries = 0

[daemon]
tick_seconds = 0.2

[[watches]]
name = "all"
to = ["analyst@example.org"]
baseline = true
horizon_days = 36500

[mail]
host = "127.0.0.1"
port = {postbox.port}
"""
    )
    return path


def visible(store: Store) -> dict[str, object]:
    """What a user sees of a store, without ids and times."""
    with store.reading() as session:
        return {
            "articles": sorted((a.url, a.revision) for a in articles.listed(session, EVERYTHING)),
            "stories": sorted(sorted(s.languages) for s in stories.listed(session, EVERYTHING)),
            "observations": sorted(
                (o.indicator, str(o.programme), str(o.area_code), str(o.period), str(o.value))
                for o in observations.listed(session, EVERYTHING)
            ),
        }


def test_second_round_fetches_no_article_again(config: Path, newsroom: Newsroom) -> None:
    """Known articles are not asked for; what was found the first time stays as it is."""
    with Application(load_settings(config)) as application:
        first = crawl_round(application, only_due=False)
        process_waiting(application)
        before, fetched = visible(application.store), newsroom.articles_fetched
        assert {report.outcome for report in first} == {"ok"}
        assert fetched > 12
        crawl_round(application, only_due=False)
        assert process_waiting(application).observation_ids == ()
        assert newsroom.articles_fetched == fetched
        assert visible(application.store) == before


def test_only_sources_that_are_due_are_visited(config: Path) -> None:
    """After a visit a source rests for its interval; the state is in the store."""
    with Application(load_settings(config)) as application:
        assert len(crawl_round(application, only_due=True)) == len(application.sources)
        assert crawl_round(application, only_due=True) == []


def test_sources_of_one_host_are_crawled_in_turn(config: Path) -> None:
    """Politeness is towards a host: editions that share one are never crawled side by side."""
    with Application(load_settings(config)) as application:
        groups = groups_by_host(list(application.sources.values()))
    hosts = [set().union(*(source.hosts for source in group)) for group in groups]
    assert all(not one & other for one, other in itertools.combinations(hosts, 2))
    assert max(map(len, groups)) > 1


def test_unknown_source_is_named_and_nothing_is_crawled(config: Path, newsroom: Newsroom) -> None:
    """A typing error is said at once."""
    with Application(load_settings(config)) as application, pytest.raises(UnknownSourceError, match="no-such-source"):
        crawl_round(application, ["no-such-source"], only_due=False)
    assert not newsroom.requests


def test_a_newsroom_that_is_away_is_a_report_and_no_exception(config: Path, newsroom: Newsroom) -> None:
    """Every source says that it failed; the visit is recorded, and the next round comes later."""
    newsroom.stop()
    with Application(load_settings(config)) as application:
        reports = crawl_round(application, only_due=False)
        assert {report.outcome for report in reports} == {"failed"}
        with application.store.reading() as session:
            assert all(state.failures == 1 for state in visits.states(session).values())


def pages_stored(path: Path) -> int:
    """How many pages a store file has; 0 before it exists."""
    if not path.exists():
        return 0
    store = open_store(f"sqlite:///{path}")
    try:
        with store.reading() as session:
            return sum(pages.count_by_stage(session).values())
    finally:
        store.close()


def articles_stored(path: Path) -> int:
    """How many articles a store file has."""
    if not path.exists():
        return 0
    store = open_store(f"sqlite:///{path}")
    try:
        with store.reading() as session:
            return len(articles.listed(session, EVERYTHING))
    finally:
        store.close()


@pytest.mark.parametrize(
    ("count", "least"),
    [(pages_stored, 1), (pages_stored, 12), (articles_stored, 1), (articles_stored, 12)],
    ids=["crawl begun", "crawl half done", "processing begun", "processing half done"],
)
def test_killed_in_the_middle_the_next_run_completes_it(
    config: Path, postbox: Script, tmp_path: Path, count: Callable[[Path], int], least: int
) -> None:
    """SIGKILL to `tinbao crawl`: run again, the same articles, stories and observations as without it; one mail."""
    command = [sys.executable, "-m", "crawler", "--config", str(config), "crawl"]
    undisturbed = tmp_path / "undisturbed.db"
    subprocess.run([*command[:-1], "--store", f"sqlite:///{undisturbed}", "crawl"], check=True, capture_output=True)

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while count(tmp_path / "tinbao.db") < least and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(2):
        subprocess.run([*command, *sources_of(config)], check=True, capture_output=True)
        subprocess.run([*command[:-1], "alerts", "send"], check=True, capture_output=True)
    assert len(postbox.mails) == 1

    whole, mended = (open_store(f"sqlite:///{path}") for path in (undisturbed, tmp_path / "tinbao.db"))
    try:
        assert visible(mended) == visible(whole)
    finally:
        whole.close()
        mended.close()


def sources_of(config: Path) -> list[str]:
    """Named sources are crawled whether due or not."""
    return list(load_settings(config).sources)


def test_daemon_crawls_processes_and_stops_cleanly(config: Path, newsroom: Newsroom, tmp_path: Path) -> None:
    """The daemon does the whole job by itself, and SIGTERM ends it with exit code 0, its work kept."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", "--config", str(config), "daemon"], stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 60
        while articles_stored(tmp_path / "tinbao.db") < 12 and time.monotonic() < deadline:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=40)
    finally:
        process.kill()
    assert process.returncode == 0, log
    assert articles_stored(tmp_path / "tinbao.db") >= 12
