"""Standing questions and the mails that answer them."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from crawler.cli.opening import examples, opened, settings_of
from crawler.cli.options import Format, FormatOption

app = typer.Typer()
watches = typer.Typer(help="Standing questions: list, test.", no_args_is_help=True)
alerts = typer.Typer(help="What is told to whom: list, send.", no_args_is_help=True)


class StateOption(StrEnum):
    """Where an alert is on its way."""

    PENDING = "pending"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@watches.command("list", epilog=examples("tinbao watches list", "tinbao watches list --format json"))
def list_watches(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """List the watches of the configuration."""
    from crawler.cli.listings import WATCHES
    from crawler.cli.output import print_listing

    print_listing(WATCHES, settings_of(context).watches, form)


@watches.command("test", epilog=examples("tinbao watches test leaders"))
def test_watch(context: typer.Context, name: Annotated[str, typer.Argument(help="Name of the watch.")]) -> None:
    """Send a test mail to a watch's addresses.

    It says that it is one, and no alert is spent.
    """
    from crawler.cli.output import note
    from crawler.mail import send_test

    with opened(context) as application:
        send_test(application, name)
    note(f"The mail server took a test mail for {name}.")


@alerts.command("list", epilog=examples("tinbao alerts list", "tinbao alerts list --state failed --format json"))
def list_alerts(
    context: typer.Context,
    state: Annotated[StateOption | None, typer.Option(help="Only alerts in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, newest first.")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """List alerts, newest first.

    Each is pending, queued in a mail, sent, or failed.
    """
    from crawler.cli.listings import ALERTS
    from crawler.cli.output import print_listing
    from store import alerts as stored
    from store.records import AlertState

    wanted = AlertState(state.value) if state else None
    with opened(context) as application, application.store.reading() as session:
        print_listing(ALERTS, stored.listed(session, state=wanted, limit=limit), form)


@alerts.command("send", epilog=examples("tinbao alerts send", "tinbao alerts send --failed"))
def send_alerts(
    context: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Try again also what was given up.")] = False,
) -> None:
    """Write and deliver the mails that are due.

    Exit code 1 when the server did not take one; it stays in the outbox and is tried again later.
    """
    from crawler.cli.output import note
    from crawler.mail import send_due
    from store.alerts import retry_failed

    with opened(context) as application:
        if failed:
            with application.store.writing() as session:
                retry_failed(session)
        report = send_due(application, now=datetime.now(UTC))
    note(f"Mails: {report.queued} written, {report.sent} sent, {report.put_off} put off, {report.given_up} given up.")
    for error in report.errors:
        note(error)
    if report.put_off or report.given_up:
        raise typer.Exit(1)
