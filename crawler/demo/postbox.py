"""A mail server on loopback that puts every mail into a folder, as a real one would put it into a mailbox."""

from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller

from crawler.demo.newsroom import HOST
from crawler.errors import TinbaoError


class PostboxError(TinbaoError):
    """The mail server cannot open its port."""


class Postbox:
    """Takes mails by SMTP and keeps them as `.eml` files, numbered in order of arrival. A context manager."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        # Without a name of its own the server asks DNS for one, and can hang there.
        self._controller = Controller(_Keeper(folder), hostname=HOST, port=port, server_hostname="localhost")

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._controller.start()
        except OSError as error:
            raise PostboxError(
                f"port {self._controller.port} of {HOST} cannot be opened for mail ({error.strerror})",
                "End what uses it, or begin anew with other ports: tinbao demo --fresh",
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def mails(self) -> tuple[Path, ...]:
        """The mails in the folder, oldest first."""
        return tuple(sorted(self._folder.glob("*.eml")))


class _Keeper:
    """Answers aiosmtpd's call for each mail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail; it has its name only when it is whole."""
        path = self._folder / f"{len(list(self._folder.glob('*.eml'))) + 1:03}.eml"
        whole = path.with_suffix(".part")
        whole.write_bytes(bytes(envelope.original_content))
        whole.rename(path)
        return "250 Message accepted for delivery"
