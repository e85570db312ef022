"""How healthy sources are, and how a new one comes to be."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.demo.newsroom import Newsroom
from crawler.demo.reports import load_reports
from crawler.findings import Grade
from crawler.source_health import examine_source
from spiders.fetching import FetchSettings
from spiders.registry import load_sources
from store.records import VisitRecord

NOW = datetime(2026, 3, 14, tzinfo=UTC)
TINBAO = Path(sys.executable).with_name("tinbao")


def visits(*outcomes: str, stored: int = 1, days_apart: int = 1) -> list[VisitRecord]:
    """Visits with these outcomes, newest first."""
    return [
        VisitRecord(
            number, "x", time := NOW - timedelta(days=number * days_apart), time, outcome, {"stored": stored}, None
        )
        for number, outcome in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("history", "grade", "told"),
    [
        (visits(), Grade.WARN, "never visited"),
        (visits("ok"), Grade.OK, "sound"),
        (visits("failed", "ok", "failed"), Grade.WARN, "the last round failed"),
        (visits("failed", "killed", "failed"), Grade.FAIL, "the last round failed"),
        (visits("empty", "ok"), Grade.FAIL, "no article link"),
        (visits("ok", "ok", stored=0, days_apart=300), Grade.WARN, "no new article for 300 days"),
    ],
)
def test_a_source_is_judged_by_its_rounds(history: list[VisitRecord], grade: Grade, told: str) -> None:
    """Silence and empty listings are never taken for health; one failure is not yet a broken source."""
    source = next(iter(load_sources([]).values()))
    (finding,) = examine_source(source, history, settings=FetchSettings(), now=NOW)
    assert finding.grade is grade
    assert told in finding.found
    assert finding.way_out or grade is Grade.OK


def test_a_source_can_be_added_from_its_address(sqlite_url: str, tmp_path: Path) -> None:
    """The drafted file is valid, is watched at once, and is not written over."""
    (tmp_path / "tinbao.toml").write_text('sources_folders = ["mine"]\n[fetch]\ndelay_s = 0\n')
    (tmp_path / "mine").mkdir()
    with Newsroom(load_reports()) as newsroom:
        home = newsroom.addresses.paper
        arguments = ("sources", "add", home, "--private-host", urlsplit(home).netloc)
        added = _tinbao(tmp_path, sqlite_url, *arguments)
        assert added.returncode == 0, added.stderr
        (file,) = (tmp_path / "mine").glob("*.toml")
        again = _tinbao(tmp_path, sqlite_url, *arguments)
    assert again.returncode == 1
    assert "exists" in again.stderr
    listed = _tinbao(tmp_path, sqlite_url, "sources", "list", "--format", "json")
    assert file.stem in {json.loads(line)["id"] for line in listed.stdout.splitlines()}
    checked = _tinbao(tmp_path, sqlite_url, "sources", "check", file.stem, "--format", "json")
    assert checked.returncode == 0, checked.stdout
    assert "never visited" in checked.stdout


def test_a_new_source_needs_a_folder(sqlite_url: str, tmp_path: Path) -> None:
    """Without a folder of one's own nothing is fetched, and the message says how to name one."""
    done = _tinbao(tmp_path, sqlite_url, "sources", "add", "http://127.0.0.1:9/")
    assert done.returncode == 1
    assert "sources_folders" in done.stderr


def _tinbao(folder: Path, store_url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "TINBAO_STORE_URL": store_url, "XDG_CONFIG_HOME": str(folder / "config")}
    return subprocess.run(
        [TINBAO, "--log-level", "error", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
