"""Is everything well? Each part is examined on its own, and each finding says the way out."""

import platform
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.configuration import find_config, unknown_variables
from crawler.errors import TinbaoError
from crawler.findings import Finding, Grade
from crawler.logs import hide_passwords
from crawler.settings import Settings, load_settings
from crawler.smtp import Courier, ServerUnavailableError
from spiders.errors import SourceError
from spiders.registry import load_sources
from store import integrity, pages
from store.engine import open_store
from store.errors import StoreError
from store.records import Stage

_PACKAGE: Final = re.compile(r"[A-Za-z0-9._-]+")
_OLDEST_PYTHON: Final = (3, 11)
_LITTLE_DISK_BYTES: Final = 1_000_000_000  # a month of a dozen sources is some 300 MB
_NO_DISK_BYTES: Final = 100_000_000
#: No computer that runs this release shows an earlier date; one that does would misdate every observation.
_RELEASED: Final = datetime(2026, 1, 1, tzinfo=UTC)


def examine(config: Path | None, *, store_url: str | None = None) -> Iterator[Finding]:
    """Examine Python, packages, configuration, store, sources, mail server, disk and clock; one after another."""
    yield _python()
    yield _packages()
    yield _clock(datetime.now(UTC))
    try:
        settings = load_settings(config, store_url=store_url)
    except TinbaoError as error:
        yield Finding("configuration", Grade.FAIL, error.message, error.way_out)
        return
    yield from _configuration(config, settings)
    yield from _store(settings)
    yield _disk(settings)
    yield _sources(settings)
    yield _mail(settings)


def _python() -> Finding:
    found = f"Python {platform.python_version()} at {sys.executable}"
    if sys.version_info < _OLDEST_PYTHON:
        return Finding("python", Grade.FAIL, found, "Install Python 3.11 or newer.")
    return Finding("python", Grade.OK, found)


def _packages() -> Finding:
    try:
        wanted = [match[0] for match in map(_PACKAGE.match, requires("tinbao") or ()) if match]
    except PackageNotFoundError:
        return Finding("packages", Grade.FAIL, "Tinbao is not installed", "Install it: `make demo`, or pip install.")
    missing = [name for name in wanted if not _is_installed(name)]
    if missing:
        return Finding(
            "packages",
            Grade.FAIL,
            f"missing: {', '.join(missing)}",
            "Install Tinbao anew in an environment of its own.",
        )
    return Finding("packages", Grade.OK, f"tinbao {version('tinbao')} and the {len(wanted)} packages that it needs")


def _is_installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def _clock(now: datetime) -> Finding:
    if now < _RELEASED:
        return Finding("clock", Grade.FAIL, f"the clock says {now:%Y-%m-%d}", "Set it; let it be kept by NTP.")
    return Finding("clock", Grade.OK, f"{now:%Y-%m-%d %H:%M} UTC")


def _configuration(config: Path | None, settings: Settings) -> Iterator[Finding]:
    path = find_config(config)
    found = str(path) if path else "no tinbao.toml: defaults and environment"
    if settings.contact or "contact" in settings.fetch.model_fields_set:
        yield Finding("configuration", Grade.OK, found)
    else:
        yield Finding(
            "configuration",
            Grade.WARN,
            f"{found}; no contact is set",
            'Write contact = "you@example.org" in it: site owners should know whom to write to.',
        )
    for sentence in unknown_variables(Settings):
        yield Finding("environment", Grade.WARN, sentence, "Correct its name, or unset it.")


def _store(settings: Settings) -> Iterator[Finding]:
    shown = hide_passwords(settings.store_url)
    try:
        with closing(open_store(settings.store_url)) as store, store.reading() as session:
            counts = pages.count_by_stage(session)
            broken = integrity.problem(session)
    except StoreError as error:
        yield Finding("store", Grade.FAIL, str(error))
        return
    if broken:
        yield Finding("store", Grade.FAIL, f"{shown}: {broken}", "Restore the last copy of it.")
    else:
        yield Finding("store", Grade.OK, f"{shown}: {sum(counts.values())} pages, schema up to date, intact")
    if failed := counts.get(Stage.FAILED, 0):
        yield Finding("pages", Grade.WARN, f"{failed} pages on which a step failed", "`tinbao reprocess --failed`")


def _disk(settings: Settings) -> Finding:
    address = urlsplit(settings.store_url)
    folder = Path(unquote(address.path[1:])).parent if address.scheme == "sqlite" else Path.cwd()
    free = shutil.disk_usage(_existing(folder)).free
    found = f"{free / 1e9:.1f} GB free at {_existing(folder)}"
    if free < _NO_DISK_BYTES:
        return Finding("disk", Grade.FAIL, found, "Make room: nothing can be stored soon.")
    if free < _LITTLE_DISK_BYTES:
        return Finding("disk", Grade.WARN, found, "Make room: a month of a dozen sources takes some 300 MB.")
    return Finding("disk", Grade.OK, found)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _sources(settings: Settings) -> Finding:
    try:
        watched = settings.chosen(load_sources(settings.sources_folders))
    except SourceError as error:
        return Finding("sources", Grade.FAIL, str(error))
    except TinbaoError as error:
        return Finding("sources", Grade.FAIL, error.message, error.way_out)
    return Finding("sources", Grade.OK, f"{len(watched)} sources, all valid")


def _mail(settings: Settings) -> Finding:
    where = f"{settings.mail.host}:{settings.mail.port}"
    try:
        with Courier(settings.mail) as courier:
            courier.check()
    except ServerUnavailableError as error:
        grade = Grade.FAIL if settings.watches else Grade.WARN
        found = error.message if settings.watches else f"{error.message}; no watch needs it yet"
        return Finding("mail", grade, found, error.way_out)
    return Finding("mail", Grade.OK, f"the server at {where} takes mail")
