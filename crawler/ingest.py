"""Another way into the same steps: local files (HTML, text, WARC; folders too) become pages like crawled ones."""

import mimetypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.pipeline import Progress, process_waiting
from store import pages
from store.records import NewPage

#: The id under which local files are kept where no other source is named.
SOURCE = "ingest"
#: A file, or a record of an archive, above this size is left out and counted.
MOST_BYTES = 20 * 1024 * 1024

#: Endings that say what a file is; others in a folder are left out and counted.
TEXT, HTML, WARC = (".txt", ".text", ".md"), (".html", ".htm", ".xhtml"), (".warc", ".warc.gz")
_LANGUAGE_ENDING = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.(?:txt|text|md|html?|xhtml)$")


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the files: how many were `stored`, already `known`, `skipped`, `too_large`, `unreadable`."""

    counts: Mapping[str, int]
    article_ids: tuple[int, ...]
    observation_ids: tuple[int, ...]


class IngestError(TinbaoError):
    """A path that cannot be ingested at all."""


def ingest_paths(
    application: Application,
    paths: Sequence[Path],
    *,
    language: str | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Store local files as pages and take them through the pipeline; files already stored change nothing.

    Raises:
        IngestError: a path that does not exist; nothing was stored.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise IngestError(f"no such file or folder: {', '.join(missing)}")
    counts: Counter[str] = Counter()
    for path in files_of(paths):
        for page in _pages_of(path, language, counts):
            counts[_keep(application, page)] += 1
    processed = process_waiting(application, progress=progress)
    return IngestReport(
        {**counts, **processed.counts}, article_ids=processed.article_ids, observation_ids=processed.observation_ids
    )


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file that the paths name, folders walked in a stable order, hidden files left out."""
    for path in paths:
        if path.is_dir():
            found = (file for file in sorted(path.rglob("*")) if file.is_file())
            yield from (
                file for file in found if not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
        else:
            yield path


def language_of(path: Path, stated: str | None) -> str | None:
    """The language of a file: as stated, else from an ending like `.fr.txt`; None leaves it to detection."""
    if stated:
        return stated
    ending = _LANGUAGE_ENDING.search(path.name)
    return ending.group(1) if ending else None


def file_page(path: Path, language: str | None) -> NewPage:
    """A local file as a page; its address is its absolute path as a `file:` URL."""
    kind = "text/plain; charset=utf-8" if path.suffix in TEXT else mimetypes.guess_type(path.name)[0] or "text/html"
    return NewPage(
        url=path.resolve().as_uri(),
        source=SOURCE,
        fetched_at=datetime.now(UTC),
        status=200,
        headers={"content-type": kind},
        body=path.read_bytes(),
        language=language_of(path, language),
    )


def _pages_of(path: Path, language: str | None, counts: Counter[str]) -> Iterator[NewPage]:
    name = path.name.lower()
    try:
        if name.endswith(WARC):
            yield from _records_of(path, language, counts)
        elif not name.endswith(TEXT + HTML):
            counts["skipped"] += 1
        elif path.stat().st_size > MOST_BYTES:
            counts["too_large"] += 1
        else:
            yield file_page(path, language)
    except OSError:
        counts["unreadable"] += 1


def _records_of(path: Path, language: str | None, counts: Counter[str]) -> Iterator[NewPage]:
    """The HTML responses of a WARC archive."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            headers = {key.lower(): value for key, value in record.http_headers.headers}
            if record.http_headers.get_statuscode() != "200" or "html" not in headers.get("content-type", ""):
                counts["skipped"] += 1
                continue
            body = record.content_stream().read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                counts["too_large"] += 1
                continue
            yield NewPage(
                url=str(record.rec_headers.get_header("WARC-Target-URI")),
                source=SOURCE,
                fetched_at=_time_of(record.rec_headers.get_header("WARC-Date")),
                status=200,
                headers=headers,
                body=body,
                language=language,
            )


def _time_of(value: str | None) -> datetime:
    try:
        return datetime.fromisoformat(value or "").astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _keep(application: Application, page: NewPage) -> str:
    with application.store.writing() as session:
        known = pages.known_urls(session, [page.url])
        before = pages.count_by_stage(session)
        pages.add(session, page)
        return "stored" if pages.count_by_stage(session) != before else "known" if known else "stored"
