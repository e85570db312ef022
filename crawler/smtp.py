"""One conversation with an SMTP server: what became of a message for each of its recipients."""

import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from crawler.errors import TinbaoError
from crawler.settings import MailSettings

_PERMANENT: Final = 500  # RFC 5321, 4.2.1: 4yz may succeed later, 5yz will not


class ServerUnavailableError(TinbaoError):
    """The server takes no mail at all now: not reached, not encrypted as asked, or the login refused."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message: who has it, and why others do not (yet), by recipient."""

    taken: tuple[str, ...] = ()
    later: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> str | None:
        """The first reasons in words; None where everybody has it."""
        reasons = [f"{recipient}: {reason}" for recipient, reason in [*self.refused.items(), *self.later.items()]]
        return "; ".join(reasons[:5]) or None


class Courier:
    """Delivers messages over one connection, which is opened for the first and opened anew when it is lost."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def check(self) -> None:
        """Connect and log in, hand over nothing; raises ServerUnavailableError where that does not work."""
        self._connected()

    def deliver(self, recipients: Sequence[str], body: bytes) -> Delivery:
        """Hand over one message.

        Raises:
            ServerUnavailableError: The server cannot be used now; the message was not handed over.
        """
        server = self._connected()
        answers: Mapping[str, tuple[int, bytes | str]]
        try:
            answers = server.sendmail(self._settings.sender, list(recipients), body)
        except smtplib.SMTPRecipientsRefused as error:
            answers = error.recipients
        except smtplib.SMTPResponseException as error:
            answers = dict.fromkeys(recipients, (error.smtp_code, error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            # Perhaps it was taken and only the answer got lost: sent again, under the same Message-ID.
            self._hang_up()
            return Delivery(later=dict.fromkeys(recipients, f"the connection broke: {_reason(error)}"))
        return _sorted(recipients, answers)

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None and _answers(self._server):
            return self._server
        self._hang_up()
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            server = self._server = self._connect()
        except OSError as error:
            raise ServerUnavailableError(
                f"no mail server answers at {where}: {_reason(error)}", "Check mail.host, mail.port and mail.tls."
            ) from error
        except smtplib.SMTPException as error:
            raise ServerUnavailableError(f"the mail server {where} sent no greeting: {_reason(error)}") from error
        try:
            self._secure(server)
            self._log_in(server)
        except ServerUnavailableError:
            self._hang_up()
            raise
        return server

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        # The name said in EHLO: smtplib's own choice asks DNS for it and can hang there.
        name = socket.gethostname()
        if settings.tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                settings.host, settings.port, name, timeout=settings.timeout_seconds, context=context
            )
        return smtplib.SMTP(settings.host, settings.port, name, timeout=settings.timeout_seconds)

    def _secure(self, server: smtplib.SMTP) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            if self._settings.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerUnavailableError(
                f"the mail server {self._settings.host} would not greet or encrypt: {_reason(error)}",
                'Check mail.tls ("none", "starttls" or "implicit") and the server\'s certificate.',
            ) from error

    def _log_in(self, server: smtplib.SMTP) -> None:
        settings = self._settings
        if not settings.username:
            return
        password = settings.password.get_secret_value() if settings.password else ""
        try:
            server.login(settings.username, password)
        except (smtplib.SMTPException, OSError) as error:
            raise ServerUnavailableError(
                f"the mail server {settings.host} refused the login of {settings.username}: {_reason(error)}",
                "Check mail.username and mail.password.",
            ) from error

    def _hang_up(self) -> None:
        if self._server is None:
            return
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()  # it is gone already, which is all that was wanted
        self._server = None


def _answers(server: smtplib.SMTP) -> bool:
    """Whether the connection still stands; servers close idle ones without a word."""
    try:
        code, _ = server.noop()
    except (smtplib.SMTPException, OSError):
        return False
    return 200 <= code < 300


def _sorted(recipients: Sequence[str], answers: Mapping[str, tuple[int, bytes | str]]) -> Delivery:
    taken = tuple(recipient for recipient in recipients if recipient not in answers)
    reasons = {recipient: (code, f"{code} {_text(text)}") for recipient, (code, text) in answers.items()}
    return Delivery(
        taken,
        later={recipient: reason for recipient, (code, reason) in reasons.items() if code < _PERMANENT},
        refused={recipient: reason for recipient, (code, reason) in reasons.items() if code >= _PERMANENT},
    )


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    """A server's words in one bounded line; they are a stranger's too."""
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    line = " ".join("".join(character if character.isprintable() else " " for character in words).split())
    return line[:300]
