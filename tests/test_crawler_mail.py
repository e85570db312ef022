"""The outbox against a real mail server: at least once, never twice on purpose, and what the mail says."""

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from crawler import mail
from crawler.application import Application
from crawler.letter import Item, Letter, Link, compose
from crawler.mail import MailError, SendReport, is_due, next_attempt, queue_messages, send_due, send_test
from crawler.smtp import Courier, ServerUnavailableError
from crawler.watches import Schedule
from indicators.observation import Status
from store import alerts, observations
from store.engine import Store
from store.records import AlertRecord, AlertState
from tests.mailroom.desk import OBSERVATION, SEEN, SENTENCE, WATCH, application, raise_for, settings, state
from tests.mailroom.server import Script, serving

LATER = SEEN + timedelta(minutes=1)


@pytest.fixture
def script() -> Iterator[Script]:
    """A mail server that takes everything until it is told otherwise."""
    with serving(Script()) as script:
        yield script


def at(text: str) -> datetime:
    """A time in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")


def body(message: EmailMessage, kind: str) -> str:
    """One part of a mail as text."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def alerted(store: Store, *watches: Any, **changes: Any) -> int:
    """An observation with a pending alert for each watch."""
    observation_id = state(store, **changes)
    raise_for(store, *watches, ids=[observation_id])
    return observation_id


def states(store: Store) -> list[AlertState]:
    """Where each alert is, oldest first."""
    with store.reading() as session:
        return [alert.state for alert in reversed(alerts.listed(session))]


def test_an_alert_is_mailed_once(store: Store, script: Script) -> None:
    """However often mails are sent: what was delivered is not delivered again."""
    alerted(store, WATCH)
    app = application(store, WATCH, port=script.port)
    assert send_due(app, now=SEEN) == SendReport(queued=1, sent=1)
    assert send_due(app, now=LATER) == SendReport()
    assert [recipients for recipients, _ in script.taken] == [["lan@paper.example"]]
    assert states(store) == [AlertState.SENT]


def test_a_mail_says_what_is_new_and_where_it_stands(sqlite_store: Store, script: Script) -> None:
    """Place, indicator, value, period, the sentence, the link and the watch, in text and in HTML."""
    alerted(sqlite_store, WATCH)
    send_due(application(sqlite_store, WATCH, port=script.port), now=SEEN)
    (message,) = script.mails
    assert str(message["Subject"]).replace("\xa0", " ") == "Tinbao, leaders: 1 new figure: Hòa Bình"
    assert message["From"] == "Tinbao <tinbao@paper.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        said = body(message, kind).replace("\xa0", " ")
        for words in ("Hòa Bình", "Loans outstanding", "5,142.6 billion VND", "Feb 28, 2026", SENTENCE, "leaders"):
            assert words in said
        assert "https://paper.example/a-1.html" in said


def test_a_revised_value_is_shown_beside_the_one_before(sqlite_store: Store, script: Script) -> None:
    """The reader sees at once what was corrected; the superseded observation is not told any more."""
    old, higher = alerted(sqlite_store, WATCH), OBSERVATION.value + 10**9
    new = state(
        sqlite_store,
        "https://paper.example/b.html",
        status=Status.REVISED,
        value=higher,
        supersedes=old,
    )
    with sqlite_store.writing() as session:
        observations.supersede(session, old, by=new, now=SEEN)
    raise_for(sqlite_store, WATCH, ids=[new])
    send_due(application(sqlite_store, WATCH, port=script.port), now=SEEN)
    said = body(script.mails[0], "plain").replace("\xa0", " ")
    assert "(revised, before: 5,142.6 billion VND)" in said
    assert script.mails[0]["Subject"].startswith("Tinbao, leaders: 1 new figure:")
    assert states(sqlite_store) == [AlertState.SENT]


def test_a_server_that_is_busy_is_asked_again(store: Store, script: Script) -> None:
    """4xx puts a mail off by a growing time; it is neither lost nor tried before its time."""
    alerted(store, WATCH)
    app = application(store, WATCH, port=script.port)
    script.message = "451 Try again later"
    report = send_due(app, now=SEEN)
    assert (report.put_off, report.sent) == (1, 0)
    assert report.errors == ("lan@paper.example: 451 Try again later",)
    script.message = None
    assert send_due(app, now=SEEN + timedelta(seconds=59)) == SendReport()
    assert send_due(app, now=SEEN + timedelta(minutes=1)) == SendReport(sent=1)
    assert len(script.taken) == 1


def test_a_refused_mail_is_given_up_and_can_be_tried_again(store: Store, script: Script) -> None:
    """5xx will not change by itself: the alert is marked, and `alerts send --failed` tries once more."""
    alerted(store, WATCH)
    app = application(store, WATCH, port=script.port)
    script.message = "550 Not wanted here"
    report = send_due(app, now=SEEN)
    assert (report.given_up, report.errors) == (1, ("lan@paper.example: 550 Not wanted here",))
    assert states(store) == [AlertState.FAILED]
    script.message = None
    assert send_due(app, now=LATER) == SendReport()
    assert send_due(app, now=LATER, failed=True) == SendReport(sent=1)
    assert states(store) == [AlertState.SENT]


def test_one_refused_recipient_does_not_keep_the_mail_from_the_others(store: Store, script: Script) -> None:
    """Who has it gets it no second time; who was put off gets the same mail later; who was refused is recorded."""
    watch = WATCH.model_copy(update={"to": ("lan@paper.example", "binh@paper.example", "gone@paper.example")})
    alerted(store, watch)
    app = application(store, watch, port=script.port)
    script.recipients = {"binh@paper.example": "451 Greylisted", "gone@paper.example": "550 No such user"}
    report = send_due(app, now=SEEN)
    assert (report.sent, report.put_off) == (1, 1)
    script.recipients = {}
    assert send_due(app, now=LATER) == SendReport(sent=1)
    assert send_due(app, now=LATER + timedelta(days=9)) == SendReport()
    assert [recipients for recipients, _ in script.taken] == [["lan@paper.example"], ["binh@paper.example"]]
    assert len({message["Message-ID"] for message in script.mails}) == 1


def test_a_lost_answer_doubles_a_mail_under_one_message_id(store: Store, script: Script) -> None:
    """When the line breaks after the mail was handed over, nobody knows: sent again, recognisably the same."""
    alerted(store, WATCH)
    app = application(store, WATCH, port=script.port)
    script.drops = 1
    assert send_due(app, now=SEEN).put_off == 1
    assert send_due(app, now=LATER).sent == 1
    first, second = script.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_a_crash_between_sending_and_noting_it_loses_nothing(
    store: Store, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail stays in the outbox and goes out again under its Message-ID; the alert is told at least once."""
    alerted(store, WATCH)
    app = application(store, WATCH, port=script.port)

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "mark_sent", die)
        with pytest.raises(KeyboardInterrupt):
            send_due(app, now=SEEN)
    assert states(store) == [AlertState.QUEUED]
    assert send_due(app, now=LATER) == SendReport(sent=1)
    assert len({message["Message-ID"] for message in script.mails}) == 1
    assert len(script.mails) == 2


def test_a_server_that_is_away_puts_everything_off(sqlite_store: Store) -> None:
    """The report names host, port and the settings to look at; the mails stay in the outbox."""
    other = WATCH.model_copy(update={"name": "second"})
    alerted(sqlite_store, WATCH, other)
    report = send_due(application(sqlite_store, WATCH, other, port=1), now=SEEN)
    assert (report.queued, report.put_off, report.sent) == (2, 2, 0)
    assert "no mail server answers at 127.0.0.1:1" in report.errors[0]
    with serving(Script()) as script:
        assert send_due(application(sqlite_store, WATCH, other, port=script.port), now=LATER).sent == 2


def test_mails_are_given_up_after_some_days() -> None:
    """As RFC 5321 asks: the waits grow, and their sum is between four and five days."""
    waits = [moment - SEEN for attempts in range(1, 30) if (moment := next_attempt(attempts, SEEN))]
    assert waits == sorted(waits)
    assert timedelta(days=3) < sum(waits, timedelta()) < timedelta(days=5)
    assert next_attempt(30, SEEN) is None


@pytest.mark.parametrize(
    ("schedule", "raised", "due_at"),
    [
        (Schedule.IMMEDIATE, at("2026-03-14 08:59:59"), at("2026-03-14 08:59:59")),
        (Schedule.HOURLY, at("2026-03-14 08:59:59"), at("2026-03-14 09:00")),
        (Schedule.HOURLY, at("2026-03-14 23:10"), at("2026-03-15 00:00")),
        (Schedule.DAILY, at("2026-03-14 00:00"), at("2026-03-15 00:00")),
        (Schedule.DAILY, at("2026-12-31 12:00"), at("2027-01-01 00:00")),
    ],
)
def test_a_schedule_gathers_alerts(schedule: Schedule, raised: datetime, due_at: datetime) -> None:
    """Hourly and daily watches write once their hour or day is over, and not a second before."""
    pending = [AlertRecord(1, "leaders", 1, AlertState.PENDING, raised, None, None)]
    assert is_due(schedule, pending, due_at)
    assert schedule is Schedule.IMMEDIATE or not is_due(schedule, pending, due_at - timedelta(seconds=1))
    assert not is_due(schedule, [], due_at)


def test_a_daily_watch_writes_one_mail_of_all(sqlite_store: Store, script: Script) -> None:
    """What was raised through the day comes in one mail after midnight (UTC)."""
    watch = WATCH.model_copy(update={"schedule": Schedule.DAILY})
    alerted(sqlite_store, watch)
    second = state(sqlite_store, "https://paper.example/b.html", period="2026-01-31")
    raise_for(sqlite_store, watch, ids=[second], now=SEEN + timedelta(hours=9))
    app = application(sqlite_store, watch, port=script.port)
    assert send_due(app, now=SEEN + timedelta(hours=10)) == SendReport()
    assert send_due(app, now=SEEN + timedelta(days=1)) == SendReport(queued=1, sent=1)
    assert "2 figures are new to you." in body(script.mails[0], "plain")


def test_nothing_is_written_twice_into_the_outbox(store: Store) -> None:
    """Queueing is one transaction: the mail is in the outbox and its alerts are queued, or neither."""
    alerted(store, WATCH)
    app = application(store, WATCH)
    assert queue_messages(app, now=SEEN) == 1
    assert queue_messages(app, now=SEEN) == 0
    with store.reading() as session:
        assert len(alerts.due_messages(session, now=SEEN)) == 1


def letter(**changes: Any) -> Letter:
    """A letter with one item, some fields changed."""
    item = Item(
        place="Hòa Bình", indicator="Loans outstanding", programme="", value="1 billion VND", period="", status="new"
    )
    fields: dict[str, Any] = {
        "items": [item],
        "sender": "tinbao@paper.example",
        "message_id": "<1@paper.example>",
        "written_at": SEEN,
    }
    return Letter(WATCH, **(fields | changes))


def test_no_page_can_write_headers() -> None:
    """A place's name with line breaks stays one line of the subject, without control characters."""
    item = Item("Hòa\r\nBcc: all@paper.example\x00\u202e", "x", "", "1", "", "new")
    raw = compose(letter(items=[item]))
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in head
    assert b"\x00" not in raw


def test_a_long_subject_keeps_its_spaces() -> None:
    """Python's own folding drops the space between two encoded words."""
    names = ("Lạc Sơn", "Quý Hòa", "Đà Bắc", "Mường Khương")
    items = [Item(name, "x", "", "1", "", "new") for name in names]
    message = message_from_bytes(compose(letter(items=items)), policy=default)
    assert str(message["Subject"]).replace("\xa0", " ").endswith("4 new figures: Lạc Sơn, Quý Hòa, Đà Bắc …")


def test_no_page_can_write_html() -> None:
    """What pages print is escaped, and only web addresses become links."""
    link = Link("en", "javascript:alert(1)", '"><script>')
    item = Item("<b>x</b>", "x", "", "1", "", "new", sentence="<script>alert(1)</script>", links=(link,))
    message = message_from_bytes(compose(letter(items=[item])), policy=default)
    assert isinstance(message, EmailMessage)
    html = body(message, "html")
    assert "<script" not in html
    assert "<b>x" not in html
    assert 'href="javascript' not in html
    assert "<script>alert(1)</script>" in body(message, "plain")


def test_a_mail_can_be_unsubscribed_where_that_is_set_up() -> None:
    """The header that mail programs make a button of."""
    raw = compose(letter(unsubscribe="mailto:stop@paper.example"))
    assert b"\r\nList-Unsubscribe: <mailto:stop@paper.example>\r\n" in raw


def test_a_mail_is_safe_for_servers_that_know_seven_bits() -> None:
    """No byte above 127 and no line above 998 characters, whatever the languages."""
    item = Item("Hòa Bình", "x", "", "1", "", "new", sentence="ارتفع " * 400)
    raw = compose(letter(items=[item]))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_test_mail_shows_what_a_watch_is_about(sqlite_store: Store, script: Script) -> None:
    """It says that it is a test, and spends no alert."""
    alerted(sqlite_store, WATCH)
    assert send_test(application(sqlite_store, WATCH, port=script.port), "leaders") == 1
    assert script.mails[0]["Subject"].startswith("[test] ")
    assert "This is a test" in body(script.mails[0], "plain")
    assert states(sqlite_store) == [AlertState.PENDING]


def test_a_test_mail_that_fails_says_why(sqlite_store: Store, script: Script) -> None:
    """An unknown watch, a refusing server, and no server at all are errors with a way out."""
    app = application(sqlite_store, WATCH, port=script.port)
    with pytest.raises(MailError, match=r"no watch 'leader'.*there is leaders"):
        send_test(app, "leader")
    script.message = "550 Not wanted here"
    with pytest.raises(MailError, match="550 Not wanted here"):
        send_test(app, "leaders")
    with pytest.raises(ServerUnavailableError, match=r"mail\.port"):
        send_test(application(sqlite_store, WATCH, port=1), "leaders")


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on loopback, without TLS: the server's own warning
def test_a_wrong_password_is_told_from_a_refused_mail(sqlite_store: Store) -> None:
    """Nothing is given up for it: the settings can be mended, and then everything goes out."""
    alerted(sqlite_store, WATCH)
    with serving(Script(), password=b"right") as script:
        wrong = application(sqlite_store, WATCH, port=script.port, username="tinbao", password="wrong")
        report = send_due(wrong, now=SEEN)
        assert report.put_off == 1
        assert "refused the login of tinbao" in report.errors[0]
        assert "wrong" not in report.errors[0]
        right = application(sqlite_store, WATCH, port=script.port, username="tinbao", password="right")
        assert send_due(right, now=LATER).sent == 1


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that nobody signed but itself, and a server's context with it."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.now().astimezone() - timedelta(hours=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def test_starttls_encrypts_and_checks_the_certificate(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that the machine does not trust is refused; with its authority known, the mail goes out."""
    path, context = certificate
    with serving(Script(), tls=context) as script:
        chosen = settings(port=script.port, tls="starttls").mail
        with Courier(chosen) as courier, pytest.raises(ServerUnavailableError, match="certificate"):
            courier.deliver(["lan@paper.example"], compose(letter()))
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        with Courier(chosen) as courier:
            assert courier.deliver(["lan@paper.example"], compose(letter())).taken == ("lan@paper.example",)
    assert len(script.mails) == 1


def test_starttls_is_never_left_out_silently(script: Script) -> None:
    """A server that offers no encryption gets no mail when encryption is asked for."""
    chosen = settings(port=script.port, tls="starttls").mail
    with Courier(chosen) as courier, pytest.raises(ServerUnavailableError, match=r"mail\.tls"):
        courier.deliver(["lan@paper.example"], compose(letter()))
    assert not script.taken


def test_one_connection_serves_many_mails_and_is_renewed(script: Script) -> None:
    """A connection that the server closed in between is opened anew, unseen."""
    with Courier(settings(port=script.port).mail) as courier:
        for _ in range(3):
            assert courier.deliver(["lan@paper.example"], compose(letter())).error is None
        script.drops = 1
        assert "connection broke" in str(courier.deliver(["lan@paper.example"], compose(letter())).error)
        assert courier.deliver(["lan@paper.example"], compose(letter())).error is None


def test_a_huge_answer_of_a_server_is_cut(script: Script) -> None:
    """A stranger's words go into logs and the store: one line, bounded, printable."""
    script.message = "550 " + "x" * 400 + "\x1b[31m"
    with Courier(settings(port=script.port).mail) as courier:
        error = str(courier.deliver(["lan@paper.example"], compose(letter())).error)
    assert len(error) < 400
    assert error.isprintable()


def test_long_lists_are_counted_and_not_shown(
    sqlite_store: Store, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail shows a bounded number of figures and says how many more there are; all count as told."""
    monkeypatch.setattr(mail, "MOST_ITEMS", 2)
    for number in range(5):
        alerted(sqlite_store, WATCH, url=f"https://paper.example/{number}.html", period=f"2026-02-0{number + 1}")
    app: Application = application(sqlite_store, WATCH, port=script.port)
    send_due(app, now=SEEN)
    said = body(script.mails[0], "plain")
    assert "5 figures are new to you." in said
    assert "… and 3 more" in said
    assert states(sqlite_store) == [AlertState.SENT] * 5
