"""Local files on their way into the store: text, HTML, WARC, folders, and what is none of these."""

from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.application import Application
from crawler.ingest import IngestError, ingest_paths
from crawler.local_files import file_page, files_of, language_of
from crawler.settings import load_settings
from store import articles
from store.engine import Store
from store.records import ArticleRecord, Filters

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
    """An archive with one response."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        headers = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            "https://paper.example.org/loans", "response", payload=BytesIO(body.encode()), http_headers=headers
        )
        writer.write_record(record)
    return path


@pytest.mark.parametrize("name", ["archive.warc", "archive.warc.gz"])
def test_articles_of_an_archive_keep_their_addresses(application: Application, tmp_path: Path, name: str) -> None:
    """A WARC's response becomes the same article that a crawl would have made."""
    report = ingest_paths(application, [warc(tmp_path / name)])
    assert report.counts == {"stored": 1, "done": 1}
    assert [article.url for article in stored(application)] == ["https://paper.example.org/loans"]


def test_responses_that_are_no_articles_are_counted_and_left_out(application: Application, tmp_path: Path) -> None:
    """Error answers in an archive are skipped, with a count."""
    assert ingest_paths(application, [warc(tmp_path / "a.warc", status="404 Not Found")]).counts == {"skipped": 1}
    assert stored(application) == []


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"WARC/1.0\r\nWARC-Type: response\r\n"])
def test_a_damaged_archive_stops_nothing(application: Application, tmp_path: Path, content: bytes) -> None:
    """The files after it are still taken in."""
    (tmp_path / "a.warc").write_bytes(content)
    (tmp_path / "b.html").write_text(REPORT)
    assert ingest_paths(application, [tmp_path]).counts["done"] == 1


def test_an_html_file_is_cleaned_like_a_crawled_page(application: Application, tmp_path: Path) -> None:
    """Its title heads its text, and its markup is gone."""
    (tmp_path / "report.html").write_text(REPORT)
    (article,) = ingest_paths(application, [tmp_path]).article_ids
    with application.store.reading() as session:
        text = articles.load(session, article).text
    assert text.startswith("Loans in Ba Be\n\nAs of 30 September 2024")


def test_other_files_and_hidden_ones_are_left_out(application: Application, tmp_path: Path) -> None:
    """What ingest cannot read is counted as skipped; hidden files are not even looked at."""
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "notes.txt").write_text("hidden")
    (tmp_path / "empty.txt").write_text("")
    assert ingest_paths(application, [tmp_path]).counts == {"skipped": 1, "stored": 1, "rejected": 1}


def test_a_path_that_is_not_there_is_named_and_nothing_is_stored(application: Application, tmp_path: Path) -> None:
    """A typing error is said before anything happens."""
    (tmp_path / "report.html").write_text(REPORT)
    with pytest.raises(IngestError, match=r"missing\.txt"):
        ingest_paths(application, [tmp_path / "report.html", tmp_path / "missing.txt"])
    assert stored(application) == []


@pytest.mark.parametrize(
    ("name", "stated", "language"),
    [("a.fr.txt", None, "fr"), ("a.zh-Hant.html", None, "zh-Hant"), ("a.txt", None, None), ("a.fr.txt", "vi", "vi")],
)
def test_language_from_the_ending_unless_stated(name: str, stated: str | None, language: str | None) -> None:
    """`--lang` first, then an ending like `.fr.txt`; otherwise the text is asked."""
    assert language_of(Path(name), stated) == language


def test_files_come_in_a_stable_order(tmp_path: Path) -> None:
    """The same folder gives the same order on every machine."""
    for name in ("b.txt", "a.txt", "c/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [path.name for path in files_of([tmp_path])] == ["a.txt", "b.txt", "d.txt"]
    assert file_page(tmp_path / "a.txt", None).url.startswith("file:///")
