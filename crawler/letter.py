"""What an alert mail says: rendered from plain values by templates that escape whatever came from a page."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from crawler.present import indicator_title, programme_title
from crawler.watches import Watch
from store.records import AlertRecord

#: A longer mail is not read; the rest is counted and can be listed.
MOST_ITEMS: Final = 100
_LONGEST_SUBJECT: Final = 150
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Link:
    """An article that states the figure; `is_web` is False for an ingested file, whose `url` is a path."""

    language: str
    url: str
    title: str

    @property
    def is_web(self) -> bool:
        """Whether the address may be made clickable: `javascript:` and the like never are."""
        return self.url.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Item:
    """One observation in words. `before` is the value that it revises."""

    place: str
    indicator: str
    programme: str
    value: str
    period: str
    status: str
    before: str = ""
    sentence: str = ""
    sentence_language: str = ""
    links: tuple[Link, ...] = ()
    dissent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a mail of one watch is made of.

    `message_id` has its angle brackets; `left_out` counts observations that are told of and not shown.
    """

    watch: Watch
    items: Sequence[Item]
    sender: str
    message_id: str
    written_at: datetime
    unsubscribe: str | None = None
    left_out: int = 0
    is_test: bool = False

    @property
    def count(self) -> int:
        """How many observations the mail tells of."""
        return len(self.items) + self.left_out


def message_id(watch: str, alerts: Sequence[AlertRecord], sender: str) -> str:
    """The same for the same alerts of a watch, so that a mail sent twice after a crash is known as one."""
    parts = [watch, *(f"{alert.id} {alert.created_at.isoformat()}" for alert in sorted(alerts, key=lambda a: a.id))]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return f"<{digest}@{Address(addr_spec=sender).domain}>"


def compose(letter: Letter) -> bytes:
    """The whole message as RFC 5322 bytes, text and HTML, safe for servers that know 7 bits only."""
    subject = _subject(letter)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Tinbao", addr_spec=letter.sender)
    message["To"] = [Address(addr_spec=recipient) for recipient in letter.watch.to]
    message["Subject"] = subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{letter.watch.name}.watches.{Address(addr_spec=letter.sender).domain}>"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    values = {
        "items": letter.items,
        "count": letter.count,
        "left_out": letter.left_out,
        "since": letter.written_at.date().isoformat(),
        "subject": subject,
        "watch": letter.watch.name,
        "question": question(letter.watch),
        "unsubscribe": letter.unsubscribe,
        "is_test": letter.is_test,
    }
    environment = _environment()
    message.set_content(_plain(environment.get_template("alert.txt.jinja").render(values)))
    message.add_alternative(_plain(environment.get_template("alert.html.jinja").render(values)), subtype="html")
    return message.as_bytes()


def question(watch: Watch) -> str:
    """What the watch asks for, in words."""
    statuses = " or ".join(status.value for status in watch.statuses)
    subject = ", ".join(indicator_title(code) for code in watch.indicators) or "all indicators"
    programmes = ", ".join(programme_title(code) for code in watch.programmes)
    places = ", ".join(watch.areas) or "all places"
    return f"{statuses} figures of {subject}{f' ({programmes})' if programmes else ''} for {places}"


def _subject(letter: Letter) -> str:
    places = list(dict.fromkeys(item.place for item in letter.items))
    count = f"{letter.count} new figure{'' if letter.count == 1 else 's'}"
    test = "[test] " if letter.is_test else ""
    fixed = f"{test}Tinbao, {letter.watch.name}: {count}"
    if not places:
        return fixed
    named = ", ".join(places[:3]) + (" …" if len(places) > 3 else "")
    return f"{fixed}: {_unfolded(_header(named))}"


def _unfolded(text: str) -> str:
    """With spaces that stay: Python 3.11 drops an ordinary one between two words that it has to encode."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _header(text: str) -> str:
    """One line without control characters: a place's name is printed by a page, and pages are strangers."""
    line = " ".join(_CONTROLS.sub(" ", text).split())
    return line if len(line) <= _LONGEST_SUBJECT else f"{line[:_LONGEST_SUBJECT]}…"


def _plain(text: str) -> str:
    """Without characters that move the cursor or turn the direction of what follows."""
    return _CONTROLS.sub(" ", text)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("crawler"),
        # Only the HTML template is escaped: `&amp;` has no place in plain text.
        autoescape=select_autoescape(enabled_extensions=("html", "html.jinja"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
