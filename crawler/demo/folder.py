"""The demo's folder: its ports, what its newsroom has published, and a configuration that any command can use."""

import shutil
import socket
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from crawler.demo.newsroom import HOST
from crawler.errors import TinbaoError

CONFIG: Final = "tinbao.toml"
STORE: Final = "tinbao.db"
SOURCES: Final = "sources"
MAILS: Final = "mail"
_STATE: Final = "newsroom.toml"
_OWN: Final = (CONFIG, STORE, f"{STORE}-wal", f"{STORE}-shm", SOURCES, MAILS, _STATE)


class DemoFolderError(TinbaoError):
    """The folder holds something that is not the demo's."""


@dataclass(frozen=True, slots=True)
class State:
    """What has to stay the same from one run to the next: an article's URL has the port in it."""

    portal_port: int
    paper_port: int
    mail_port: int
    published: tuple[str, ...] = ()


def opened(folder: Path, *, fresh: bool) -> State:
    """The folder's state; a new or fresh folder gets free ports. `fresh` deletes the demo's own files, nothing else."""
    if fresh:
        _clear(folder)
    path = folder / _STATE
    if not path.exists():
        if folder.exists() and any(folder.iterdir()):
            raise DemoFolderError(
                f"{folder} holds other files than the demo's", "Name another one: tinbao demo --folder …"
            )
        portal, paper, mail = _free_ports(3)
        return State(portal, paper, mail)
    try:
        return TypeAdapter(State).validate_python(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise DemoFolderError(f"{path} cannot be read: {error}", "Begin anew: tinbao demo --fresh") from error


def keep(folder: Path, state: State, published: Iterable[str] = ()) -> State:
    """Remember the state, with these reports published besides."""
    state = replace(state, published=tuple(sorted({*state.published, *published})))
    names = ", ".join(f'"{name}"' for name in state.published)
    lines = [
        "# What `tinbao demo` must find again in its next run.",
        f"portal_port = {state.portal_port}",
        f"paper_port = {state.paper_port}",
        f"mail_port = {state.mail_port}",
        f"published = [{names}]",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _STATE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return state


def write_config(folder: Path, state: State, sources: Iterable[str]) -> Path:
    """Write the configuration that the demo and its reader's next commands use; returns its path."""
    names = ", ".join(f'"{name}"' for name in sources)
    path = folder / CONFIG
    path.write_text(
        f"""# Written by `tinbao demo`. Try it with any command: tinbao --config {path} observations
store_url = "{STORE}"
sources_folders = ["{SOURCES}"]
sources = [{names}]
contact = "demo@localhost"
log_level = "warning"

[fetch]
delay_s = 0

[mail]
host = "{HOST}"
port = {state.mail_port}
sender = "tinbao@demo.example"

[[watches]]
name = "everything-new"
to = ["reader@demo.example"]
statuses = ["new", "revised"]
# A first round over a source is a baseline and stays unsaid; the demo wants to be told of it too,
baseline = true
# and its reports are of 2025.
horizon_days = 0
""",
        encoding="utf-8",
    )
    return path


def _clear(folder: Path) -> None:
    for name in _OWN:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _free_ports(count: int) -> list[int]:
    """Ports that are free now, held all at once so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()
