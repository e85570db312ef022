"""Local files on their way into the store: text, HTML, WARC, folders, and what is none of these."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.application import Application
from crawler.ingest import IngestError, ingest_paths
from crawler.local_files import file_page, files_of, language_of
from crawler.settings import load_settings
from store import articles
from store.engine import Store, open_store
from store.records import ArticleRecord, Filters

#: Bytes that a file may have on the full disk: an empty store fits, four reports do not.
ROOM = 600_000
REPORT = (
    "<html lang='en'><head><title>Loans in Ba Be</title></head><body><article><h1>Loans in Ba Be</h1><p>"
    + "As of 30 September 2024, outstanding loans in Ba Be district reached 465.9 billion VND for 7,214 customers. " * 3
    + "</p></article></body></html>"
)


@pytest.fixture
def application(store: Store) -> Application:
    """Without sources of its own and without watches."""
    return Application(load_settings(None, store_url="unused.db"), store)


def stored(application: Application) -> list[ArticleRecord]:
    """All articles of the store."""
    with application.store.reading() as session:
        return articles.listed(session, Filters(limit=None))


def warc(path: Path, *, body: str = REPORT, status: str = "200 OK") -> Path:
    """An archive with one response, as ISO 28500 writes it."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example.org/loans\r\n"
        "WARC-Date: 2024-10-03T01:30:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    record = head.encode() + answer + b"\r\n\r\n"
    path.write_bytes(gzip.compress(record) if path.suffix == ".gz" else record)
    return path


@pytest.mark.parametrize("name", ["archive.warc", "archive.warc.gz"])
def test_articles_of_an_archive_keep_their_addresses(application: Application, folder: Path, name: str) -> None:
    """A WARC's response becomes the same article that a crawl would have made."""
    report = ingest_paths(application, [warc(folder / name)])
    assert report.counts == {"stored": 1, "done": 1}
    assert [article.url for article in stored(application)] == ["https://paper.example.org/loans"]


def test_responses_that_are_no_articles_are_counted_and_left_out(application: Application, folder: Path) -> None:
    """Error answers in an archive are skipped, with a count."""
    assert ingest_paths(application, [warc(folder / "a.warc", status="404 Not Found")]).counts == {"skipped": 1}
    assert stored(application) == []


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"WARC/1.0\r\nWARC-Type: response\r\n"])
def test_a_damaged_archive_stops_nothing(application: Application, folder: Path, content: bytes) -> None:
    """The files after it are still taken in."""
    (folder / "a.warc").write_bytes(content)
    (folder / "b.html").write_text(REPORT)
    assert ingest_paths(application, [folder]).counts["done"] == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the store's own files are not in."""
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_an_html_file_is_cleaned_like_a_crawled_page(application: Application, folder: Path) -> None:
    """Its title heads its text, and its markup is gone."""
    (folder / "report.html").write_text(REPORT)
    (article,) = ingest_paths(application, [folder]).article_ids
    with application.store.reading() as session:
        text = articles.load(session, article).text
    assert text.startswith("Loans in Ba Be\n\nAs of 30 September 2024")


def test_other_files_and_hidden_ones_are_left_out(application: Application, folder: Path) -> None:
    """What ingest cannot read is counted as skipped; hidden files are not even looked at."""
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.txt").write_text("hidden")
    (folder / "empty.txt").write_text("")
    assert ingest_paths(application, [folder]).counts == {"skipped": 1, "stored": 1, "rejected": 1}


def test_a_path_that_is_not_there_is_named_and_nothing_is_stored(application: Application, folder: Path) -> None:
    """A typing error is said before anything happens."""
    (folder / "report.html").write_text(REPORT)
    with pytest.raises(IngestError, match=r"missing\.txt"):
        ingest_paths(application, [folder / "report.html", folder / "missing.txt"])
    assert stored(application) == []


@pytest.mark.parametrize(
    ("name", "stated", "language"),
    [("a.fr.txt", None, "fr"), ("a.zh-Hant.html", None, "zh-Hant"), ("a.txt", None, None), ("a.fr.txt", "vi", "vi")],
)
def test_language_from_the_ending_unless_stated(name: str, stated: str | None, language: str | None) -> None:
    """`--lang` first, then an ending like `.fr.txt`; otherwise the text is asked."""
    assert language_of(Path(name), stated) == language


def test_files_come_in_a_stable_order(folder: Path) -> None:
    """The same folder gives the same order on every machine."""
    for name in ("b.txt", "a.txt", "c/d.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert [path.name for path in files_of([folder])] == ["a.txt", "b.txt", "d.txt"]
    assert file_page(folder / "a.txt", None).url.startswith("file:///")


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """The store cannot grow: exit code 1 and words, no trace of a crash; with room again, the same run completes."""
    reports = Path(__file__).parent / "data" / "reports"
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM}, {ROOM})); "
    command = (
        f"from crawler.cli.app import run; raise SystemExit(run({['--store', 'full.db', 'ingest', str(reports)]}))"
    )
    full, again = (
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        for code in (limited + command, command)
    )
    assert full.returncode == 1
    assert "disk" in full.stderr
    assert "Traceback" not in full.stderr
    assert again.returncode == 0, again.stderr
    store = open_store(f"sqlite:///{tmp_path / 'full.db'}")
    with store.reading() as session:
        assert len(articles.listed(session, Filters(limit=None))) == 4
    store.close()
