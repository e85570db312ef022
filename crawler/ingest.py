"""Another way into the same steps: local files (HTML, text, WARC; folders too) become pages like crawled ones."""

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.local_files import HTML, MOST_BYTES, SOURCE, TEXT, WARC, file_page, files_of
from crawler.pipeline import Progress, process_waiting
from store import pages
from store.records import NewPage


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
    except (OSError, ArchiveLoadFailed, zlib.error, AttributeError):  # warcio raises the last on a record cut short
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
        known = pages.is_stored(session, page)
        pages.add(session, page)
    return "known" if known else "stored"
