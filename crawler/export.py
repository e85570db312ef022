"""Observations as files: streamed, and there whole or not at all."""

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from sqlmodel import Session

from crawler.contract import ObservationRow
from crawler.csv_cells import csv_cells
from crawler.errors import TinbaoError
from crawler.rows import observation_row
from store.observations import iterate
from store.records import Filters


class ExportError(TinbaoError):
    """A file that cannot be written; names it and the way out."""


def export_observations(session: Session, filters: Filters, path: Path, *, replace: bool = False) -> int:
    """Write the observations that the filters leave; returns how many.

    Raises:
        ExportError: the ending names no known form, the file exists and is not to be replaced, or cannot be written.
    """
    write = writer_for(path)
    if path.exists() and not replace:
        raise ExportError(f"{path} exists", "Replace it with --force, or name another file.")
    with _appearing_whole(path) as file:
        return write(file, map(observation_row, iterate(session, filters)))


def writer_for(path: Path) -> Callable[[TextIO, Iterable[ObservationRow]], int]:
    """What writes rows in the form that the file's ending names."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        ending = path.suffix or "no ending"
        raise ExportError(f"{path}: {ending} is no form that export writes", f"Use {' or '.join(_WRITERS)}.")
    return writer


def _write_csv(file: TextIO, rows: Iterable[ObservationRow]) -> int:
    keys = tuple(ObservationRow.__annotations__)
    writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    writer.writerow(keys)
    count = 0
    for row in rows:
        writer.writerow(csv_cells(row, keys))
        count += 1
    return count


def _write_lines(file: TextIO, rows: Iterable[ObservationRow]) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


_WRITERS: Final[Mapping[str, Callable[[TextIO, Iterable[ObservationRow]], int]]] = {
    ".csv": _write_csv,
    ".jsonl": _write_lines,
}


@contextmanager
def _appearing_whole(path: Path) -> Iterator[TextIO]:
    """A file beside the target that takes its place when all went well, and goes away otherwise."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}", "Name a file in a folder that you may write to.") from error
    temporary = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - a descriptor has no path
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}", "See that the disk has room, and try again.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
