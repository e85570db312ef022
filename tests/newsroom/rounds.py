"""Runs one round in a process of its own, as the application does; the process also is this module."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from spiders.fetching import CrawlReport, FetchSettings, Outcome
from spiders.page import Page
from spiders.registry import parse_source

ROOT = Path(__file__).parents[2]
FAST = {"retry_wait_s": 0.05, "timeout_s": 5.0, "retries": 1}


@dataclass
class Rounds:
    """A source and what is remembered of it between rounds; pages are kept in a file, line by line."""

    folder: Path
    source: str
    settings: dict[str, Any] = field(default_factory=dict)
    validators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stderr: str = ""

    @property
    def pages_file(self) -> Path:
        """Where the process writes the pages."""
        return self.folder / "pages.jsonl"

    @property
    def pages(self) -> list[dict[str, Any]]:
        """Every page stored so far."""
        if not self.pages_file.is_file():
            return []
        return [json.loads(line) for line in self.pages_file.read_text().splitlines()]

    @property
    def urls(self) -> list[str]:
        """The addresses of all pages stored so far."""
        return [page["url"] for page in self.pages]

    def begin(self) -> subprocess.Popen[str]:
        """Start a round."""
        job = {
            "source": self.source,
            "settings": FAST | self.settings,
            "validators": self.validators,
            "pages": str(self.pages_file),
        }
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.newsroom.rounds"],
            cwd=ROOT,
            env={**os.environ, "no_proxy": "", "http_proxy": "http://127.0.0.1:9"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(job))
        process.stdin.close()
        process.stdin = None
        return process

    def end(self, process: subprocess.Popen[str]) -> CrawlReport:
        """Wait for a round's report and remember its validators."""
        out, self.stderr = process.communicate(timeout=100)
        assert process.returncode == 0, self.stderr
        report = CrawlReport(**json.loads(out))
        self.validators = report.validators
        return report

    def run(self) -> CrawlReport:
        """One whole round."""
        return self.end(self.begin())

    def kill(self, process: subprocess.Popen[str]) -> None:
        """End a round as a power cut does."""
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=100)


def assert_books_balance(report: CrawlReport) -> None:
    """Every listing asked and every article listed has exactly one ending."""
    totals = ("asked", "listed", "fetched")
    endings = sum(count for name, count in report.counts.items() if name not in totals)
    assert endings == report.counts["asked"] + report.counts["listed"], report.counts
    assert Outcome(report.outcome)


def _main() -> None:
    import logging

    from spiders.crawl import crawl_source

    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    job = json.load(sys.stdin)
    pages = Path(job["pages"])

    def known(urls: Iterable[str]) -> set[str]:
        stored = pages.read_text().splitlines() if pages.is_file() else []
        return set(urls) & {json.loads(line)["url"] for line in stored}

    def store_page(page: Page) -> None:
        with pages.open("a") as file:
            file.write(json.dumps(asdict(page), default=str) + "\n")

    report = crawl_source(
        parse_source(job["source"], Path("test_source.toml")),
        settings=FetchSettings.model_validate(job["settings"]),
        known=known,
        store_page=store_page,
        validators=job["validators"],
    )
    json.dump(asdict(report), sys.stdout)


if __name__ == "__main__":
    _main()
