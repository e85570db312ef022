"""Local files as pages: which files a path names, what they are, and in which language."""

import mimetypes
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from store.records import NewPage

#: The id under which local files are kept where no other source is named.
SOURCE = "ingest"
#: A file, or a record of an archive, above this size is left out and counted.
MOST_BYTES = 20 * 1024 * 1024

#: Endings that say what a file is; others in a folder are left out and counted.
TEXT, HTML, WARC = (".txt", ".text", ".md"), (".html", ".htm", ".xhtml"), (".warc", ".warc.gz")
_LANGUAGE_ENDING = re.compile(r"\.([a-z]{2,3}(?:[-_][A-Za-z]{2,4})*)\.(?:txt|text|md|html?|xhtml)$")


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
