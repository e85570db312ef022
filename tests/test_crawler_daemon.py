"""What hangs or dies in a process of its own never touches the daemon, and is said."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.application import Application
from crawler.crawl import crawl_round
from crawler.settings import load_settings
from store import pages, visits
from store.engine import open_store
from store.records import NewPage, Stage
from tests.newsroom.server import Answer, Newsroom, serving

CRAWL, PROCESS = "crawler.crawl_process", "crawler.process_waiting"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A newsroom whose front page is never finished."""
    with serving() as running:
        running.routes["/"] = Answer(b"<html>", stall_s=600)
        yield running


def config(folder: Path, newsroom: Newsroom | None, *, timeout_seconds: float = 600) -> Path:
    """A configuration that watches that newsroom alone, or nothing that is ever due."""
    sources = folder / "sources"
    sources.mkdir()
    host = newsroom.host if newsroom else "127.0.0.1:9"
    (sources / "stalling.toml").write_text(
        f"""
title = "Stalling"
homepage = "http://{host}/"
language = "vi"
country = "VN"
kind = "listing"
start = ["http://{host}/"]
article = ['^http://127']
private_hosts = ["{host}"]
"""
    )
    path = folder / "tinbao.toml"
    path.write_text(
        f"""
store_url = "sqlite:///{folder / "tinbao.db"}"
sources_folders = ["{sources}"]
sources = ["stalling"]
log_level = "error"
[fetch]
timeout_s = 600
[daemon]
tick_seconds = 0.2
crawl_timeout_seconds = {timeout_seconds}
"""
    )
    return path


def child_of(parent: int, module: str) -> int:
    """The process that runs a module of ours below another one, once there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                above = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                if above == parent and module in (process / "cmdline").read_text():
                    return int(process.name)
        time.sleep(0.02)
    raise AssertionError(f"no {module} below process {parent}")


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


def test_a_crawl_that_hangs_is_ended_and_said(newsroom: Newsroom, tmp_path: Path) -> None:
    """A round that takes longer than it may is `killed`; the visit is recorded, the source's turn comes again."""
    with Application(load_settings(config(tmp_path, newsroom, timeout_seconds=6))) as application:
        (report,) = crawl_round(application, only_due=False)
        assert report.outcome == "killed"
        assert "crawl_timeout_seconds" in (report.error or "")
        with application.store.reading() as session:
            (visit,) = visits.listed(session, "stalling")
        assert visit.outcome == report.outcome
        assert visit.finished_at is not None


def test_a_crawl_that_crashes_is_a_report(newsroom: Newsroom, tmp_path: Path) -> None:
    """Its process killed from outside, a round reports that it was, and no exception reaches who asked for it."""
    with Application(load_settings(config(tmp_path, newsroom))) as application:
        application.load()
        killer = threading.Thread(target=lambda: os.kill(child_of(os.getpid(), CRAWL), signal.SIGKILL))
        killer.start()
        (report,) = crawl_round(application, only_due=False)
        killer.join()
    assert report.outcome == "killed"
    assert "-9" in (report.error or "")


def test_a_page_that_kills_its_reader_is_set_aside(tmp_path: Path) -> None:
    """The daemon lives on, the page is `failed` with the reason, and the pages after it are processed."""
    path = config(tmp_path, None)
    store = open_store(f"sqlite:///{tmp_path / 'tinbao.db'}")
    heavy = ("Tổng dư nợ đạt 586 tỷ đồng, tăng 37,6 tỷ đồng. " * 60_000).encode()
    light = ("Tổng dư nợ của huyện Ba Bể đạt 586 tỷ đồng, tăng 37,6 tỷ đồng. " * 10).encode()
    with store.writing() as session:
        first, second = (pages.add(session, text_page(number, body)) for number, body in enumerate((heavy, light)))

    def stage(page_id: int) -> Stage:
        with store.reading() as session:
            return pages.load(session, page_id).stage

    daemon = subprocess.Popen([sys.executable, "-m", "crawler", "--config", str(path), "daemon"])
    try:
        reader = child_of(daemon.pid, PROCESS)
        wait_until(lambda: stage(first) is Stage.FIGURES)  # it is reading the heavy page now
        os.kill(reader, signal.SIGKILL)
        wait_until(lambda: stage(second) is Stage.DONE)
        assert stage(first) is Stage.FAILED
        assert daemon.poll() is None
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=30) == 0
    finally:
        daemon.kill()
        daemon.wait()
    with store.reading() as session:
        assert "died on this page" in (pages.load(session, first).error or "")
    store.close()


def text_page(number: int, body: bytes) -> NewPage:
    """A page of plain Vietnamese text."""
    return NewPage(
        url=f"https://paper.example/{number}.txt",
        source="stalling",
        fetched_at=datetime.now(UTC),
        status=200,
        headers={"content-type": "text/plain; charset=utf-8"},
        body=body,
        language="vi",
    )
