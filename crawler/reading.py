"""The figures in local files, read without storing anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import TinbaoError
from crawler.local_files import HTML, MOST_BYTES, TEXT, file_page, files_of
from crawler.steps.clean import NotAnArticle, clean_page
from crawler.steps.page_metadata import VIETNAM
from indicators.figure import Context, Figure

if TYPE_CHECKING:
    from indicators.read import Reader


class UnreadableError(TinbaoError):
    """A named file in which no figures can be read."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file as read: the text that its figures' offsets count in, and the figures."""

    path: Path
    language: str
    text: str
    figures: tuple[Figure, ...]


def read_paths(reader: "Reader", paths: Sequence[Path], *, language: str | None = None) -> Iterator[ReadDocument]:
    """Read text and HTML files; in folders other files are passed over.

    A text file is UTF-8 and its text is the file's, line endings included; of an HTML page it is the article's, as
    `tinbao ingest` would store it.

    Raises:
        UnreadableError: a named file is missing, too large, or neither text nor HTML.
    """
    for path in paths:
        if not path.exists():
            raise UnreadableError(f"{path}: no such file or folder")
        for file in files_of([path]):
            if _is_readable(file, named=file == path):
                yield read_file(reader, file, language=language)


def read_file(reader: "Reader", path: Path, *, language: str | None = None) -> ReadDocument:
    """Read one file; raises UnreadableError where it is too large or holds no article."""
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableError(f"{path}: larger than {MOST_BYTES:,} bytes", "Split it into its articles.")
    cleaned = clean_page(file_page(path, language), reader.body_end)
    if isinstance(cleaned, NotAnArticle):
        raise UnreadableError(f"{path}: {cleaned.reason}")
    published = cleaned.published_at.astimezone(VIETNAM).date() if cleaned.published_at else None
    reading = reader.read(cleaned.text, cleaned.language, Context(title=cleaned.title, published=published))
    return ReadDocument(path, cleaned.language, cleaned.text, reading.figures)


def _is_readable(path: Path, *, named: bool) -> bool:
    if path.name.lower().endswith(TEXT + HTML):
        return True
    if named:
        raise UnreadableError(
            f"{path}: read takes text ({', '.join(TEXT)}) and HTML ({', '.join(HTML)}) files",
            "For a WARC file: `tinbao ingest`, then `tinbao figures`.",
        )
    return False
