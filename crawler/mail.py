"""Alert mails: rendered once into the store's outbox, then delivered at least once under one Message-ID.

A mail is written and its alerts are marked in one transaction, so nothing is told twice however often this runs. What
dies between the server's yes and our note of it is sent again with the same Message-ID, which mail programs show once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Final

from sqlmodel import Session

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.leases import holding
from crawler.letter import MOST_ITEMS, Item, Letter, Link, compose, message_id
from crawler.present import indicator_title, period_text, programme_title, sentence_around, value_text
from crawler.settings import MailSettings
from crawler.smtp import Courier, Delivery, ServerUnavailableError
from crawler.steps.alerts import answers
from crawler.watches import Schedule, Watch, asks_about
from store import alerts, articles, figures, observations
from store.records import AlertRecord, FigureRecord, Filters, MessageRecord, ObservationRecord

#: Waits after the first, second, … failed attempt; after the last one a mail is given up, some four days after it was
#: written, as RFC 5321 (4.5.4.1) asks.
RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440))
_TEST_ITEMS: Final = 3
_MOST_LINKS: Final = 20
_READERS_LANGUAGE: Final = "en"


class MailError(TinbaoError):
    """A mail could not be delivered, or there is no such watch."""


@dataclass(frozen=True, slots=True)
class SendReport:
    """How many mails were written, delivered, put off and given up; `errors` say why in words."""

    queued: int = 0
    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    errors: tuple[str, ...] = ()


def queue_messages(application: Application, *, now: datetime) -> int:
    """Write one mail for each watch whose pending alerts are due by its schedule; returns how many were written."""
    with application.store.writing() as session:
        written = [_queue(session, watch, application.settings.mail, now) for watch in application.settings.watches]
    return sum(written)


def send_due(application: Application, *, now: datetime, failed: bool = False) -> SendReport:
    """Write what is due and deliver the outbox; one process at a time does so on a store.

    With `failed`, mails that were given up are tried once more. A server that cannot be reached puts everything off;
    it raises nothing, for the mails are safe in the outbox.
    """
    with holding(application.store, "mail"):
        queued = queue_messages(application, now=now)
        if failed:
            with application.store.writing() as session:
                alerts.retry_failed(session)
        with application.store.reading() as session:
            due = alerts.due_messages(session, now=now)
        deliveries = _deliver(application, due, now)
    return SendReport(
        queued=queued,
        sent=sum(bool(delivery.taken) for delivery in deliveries),
        put_off=sum(bool(delivery.later) for delivery in deliveries),
        given_up=sum(bool(delivery.refused) and not delivery.later for delivery in deliveries),
        errors=tuple(dict.fromkeys(delivery.error for delivery in deliveries if delivery.error)),
    )


def send_test(application: Application, watch_name: str) -> int:
    """Send a mail for the watch with the latest figures that it asks about, marked as a test; returns how many.

    Raises:
        MailError: No such watch, or the server did not take the mail for every recipient.
    """
    watch = _named(application.settings.watches, watch_name)
    settings = application.settings.mail
    with application.store.reading() as session:
        latest = observations.listed(session, Filters(limit=500))
        items = [_item(session, known) for known in latest if asks_about(watch, known)][:_TEST_ITEMS]
    letter = Letter(
        watch,
        items,
        sender=settings.sender,
        message_id=make_msgid(domain=settings.sender.rpartition("@")[2]),
        written_at=datetime.now().astimezone(),
        is_test=True,
    )
    with Courier(settings) as courier:
        delivery = courier.deliver(watch.to, compose(letter))
    if delivery.error:
        raise MailError(f"the test mail of {watch.name} was not taken: {delivery.error}", "Check [mail] and the watch.")
    return len(items)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts; None once it is time to give up."""
    return now + RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def is_due(schedule: Schedule, pending: Sequence[AlertRecord], now: datetime) -> bool:
    """Whether a watch's pending alerts are to be told now: at once, or once their hour or day (UTC) is over."""
    if not pending:
        return False
    oldest = min(alert.created_at for alert in pending)
    match schedule:
        case Schedule.IMMEDIATE:
            return True
        case Schedule.HOURLY:
            return (oldest.date(), oldest.hour) < (now.date(), now.hour)
        case Schedule.DAILY:
            return oldest.date() < now.date()


def _queue(session: Session, watch: Watch, settings: MailSettings, now: datetime) -> int:
    raised = [
        (alert, observations.load(session, alert.observation_id)) for alert in alerts.pending(session, watch.name)
    ]
    alerts.drop(session, [alert.id for alert, observation in raised if observation.superseded_at is not None])
    # Since an alert was raised, a translation may have corrected the reading, or its article may have been withdrawn.
    standing = [(alert, observation) for alert, observation in raised if answers(watch, observation)]
    standing.sort(key=lambda pair: (pair[1].area is None, pair[1].area or "", pair[0].id))
    pending = [alert for alert, _ in standing]
    if not is_due(watch.schedule, pending, now):
        return 0
    items = [_item(session, observation) for _, observation in standing[:MOST_ITEMS]]
    name = message_id(watch.name, pending, settings.sender)
    letter = Letter(
        watch,
        items,
        left_out=len(standing) - len(items),
        sender=settings.sender,
        message_id=name,
        written_at=now,
        unsubscribe=settings.unsubscribe,
    )
    ids = [alert.id for alert in pending]
    alerts.queue_message(session, watch.name, name, watch.to, compose(letter), ids, now=now)
    return 1


def _deliver(application: Application, due: Sequence[MessageRecord], now: datetime) -> list[Delivery]:
    deliveries = []
    with Courier(application.settings.mail) as courier:
        unavailable: str | None = None
        for message in due:
            if unavailable is None:
                try:
                    delivery = courier.deliver(message.recipients, message.body)
                except ServerUnavailableError as error:
                    unavailable = error.message
            if unavailable is not None:
                delivery = Delivery(later=dict.fromkeys(message.recipients, unavailable))
            with application.store.writing() as session:
                _record(session, message, delivery, now)
            deliveries.append(delivery)
    return deliveries


def _record(session: Session, message: MessageRecord, delivery: Delivery, now: datetime) -> None:
    if not delivery.taken:
        again = next_attempt(message.attempts + 1, now) if delivery.later else None
        alerts.mark_attempt_failed(session, message.id, error=str(delivery.error), next_attempt_at=again)
        return
    alerts.mark_sent(session, message.id, now=now)
    for left, again in ((delivery.later, next_attempt(message.attempts + 1, now)), (delivery.refused, None)):
        if left:
            rest = _queue_rest(session, message, tuple(left), now)
            error = str(Delivery(later=left).error)
            alerts.mark_attempt_failed(session, rest, error=error, next_attempt_at=again)


def _queue_rest(session: Session, message: MessageRecord, recipients: tuple[str, ...], now: datetime) -> int:
    """The same mail, Message-ID included, for those who do not have it yet."""
    suffix = hashlib.sha256(" ".join(recipients).encode()).hexdigest()[:12]
    name = f"{message.message_id}#{suffix}"
    return alerts.queue_message(session, message.watch, name, recipients, message.body, (), now=now)


def _item(session: Session, observation: ObservationRecord) -> Item:
    """The observation in words, with the sentence that states it and a link to each article that does."""
    stated = figures.of_observation(session, observation.id)
    links: dict[int, Link] = {}
    for figure in stated[:_MOST_LINKS]:
        article = articles.load(session, figure.article_id, with_text=False)
        links[article.id] = Link(article.language, article.url, article.title)
    quoted = _quoted(stated)
    text = articles.load(session, quoted.article_id).text if quoted else ""
    return Item(
        place=observation.area or "Place not known",
        indicator=indicator_title(observation.indicator),
        programme=programme_title(observation.programme),
        value=value_text(observation),
        period=period_text(observation.period),
        status=observation.status.value,
        before=_value_before(session, observation),
        sentence=sentence_around(text, quoted.figure.start, quoted.figure.end) if quoted else "",
        sentence_language=quoted.figure.language if quoted else "",
        links=tuple(links.values()),
        dissent=observation.dissent,
    )


def _quoted(stated: Sequence[FigureRecord]) -> FigureRecord | None:
    """The figure to be shown in its sentence: in the reader's language if there is one, else the surest."""
    return max(
        stated,
        key=lambda known: (known.figure.language == _READERS_LANGUAGE, known.figure.confidence, -known.id),
        default=None,
    )


def _value_before(session: Session, observation: ObservationRecord) -> str:
    if observation.supersedes is None:
        return ""
    return value_text(observations.load(session, observation.supersedes))


def _named(watches: Sequence[Watch], name: str) -> Watch:
    for watch in watches:
        if watch.name == name:
            return watch
    known = ", ".join(watch.name for watch in watches) or "none"
    raise MailError(f"there is no watch {name!r} in the settings; there is {known}", "Add it as a [[watches]] table.")
