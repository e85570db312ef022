"""A real SMTP server that does as it is told: takes, puts off, refuses, or drops the line."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Script:
    """What the server answers: to each recipient, and to the message; and what it took, with the envelope's names."""

    def __init__(self) -> None:
        self.recipients: dict[str, str] = {}
        self.message: str | None = None
        self.drops = 0  # so many connections are cut at the end of the message, after it was kept
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.port = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages taken, oldest first."""
        return [message for _, message in self.taken]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """Answer for one recipient."""
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer for the message."""
        if self.message is not None:
            return self.message
        message = message_from_bytes(envelope.original_content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append((list(envelope.rcpt_tos), message))
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return "250 Taken"


@contextmanager
def serving(script: Script, *, tls: ssl.SSLContext | None = None, password: bytes | None = None) -> Iterator[Script]:
    """Serve the script on a free port of this machine; `script.port` names it."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == password
        return AuthResult(success=right, handled=right)

    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if password is not None:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    controller = Controller(script, hostname="127.0.0.1", port=_free_port(), server_hostname="localhost", **options)
    controller.start()
    script.port = controller.port
    try:
        yield script
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
