"""Observations: the list of them, and what a person decides about the doubtful ones."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format, FormatOption, filtered, moment, number_of

if TYPE_CHECKING:
    from store.records import Filters

app = typer.Typer()

Id = Annotated[str, typer.Argument(metavar="ID", help="The observation: o7, or 7.")]
Note = Annotated[str, typer.Option(help="Why; kept with the decision.")]


@app.callback(
    invoke_without_command=True,
    epilog=examples(
        "tinbao observations --status new --since 7d",
        "tinbao observations --area 'Điện Biên' --format csv > dien-bien.csv",
        "tinbao observations --known-at 2026-06-30 --format json",
        "tinbao observations --doubtful",
    ),
)
@filtered()
def observations(
    context: typer.Context,
    wanted: "Filters",
    known_at: Annotated[
        str | None, typer.Option(help="As they were known at this day's end, or at this time; UTC.")
    ] = None,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only those that may be wrong and that nobody has judged.")
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """List observations, newest first; or decide about one.

    An observation is one value of a series at a time, and whether it was known before.
    """
    if context.invoked_subcommand is not None:
        return
    from dataclasses import replace

    from crawler.cli.listings import DOUBTFUL, OBSERVATIONS
    from crawler.cli.output import print_listing
    from store.observations import listed

    then = moment(known_at, option="--known-at", end_of_day=True)
    with opened(context) as application, application.store.reading() as session:
        records = listed(session, replace(wanted, doubtful=doubtful), known_at=then)
        print_listing(DOUBTFUL if doubtful else OBSERVATIONS, records, form)


@app.command(epilog=examples("tinbao observations accept o7", "tinbao observations accept o7 --note 'asked the bank'"))
def accept(context: typer.Context, observation: Id, note: Note = "") -> None:
    """Say that a doubtful observation is right.

    Who watches it is told now. No later reading changes it.
    """
    from crawler import decisions

    number = number_of(observation, "o")
    with opened(context) as application:
        decisions.accept(application, number, note=note, now=datetime.now(UTC))
    _tell(f"Observation o{number} is accepted.")


@app.command(epilog=examples("tinbao observations correct o7 586500000000", "tinbao observations correct o7 12.86"))
def correct(
    context: typer.Context,
    observation: Id,
    value: Annotated[str, typer.Argument(help="The right value in the observation's unit, with a decimal point.")],
    note: Note = "",
) -> None:
    """Give an observation its right value.

    Money is in whole dong, percentages in points. What the articles print stays beside it.
    """
    from crawler import decisions

    number = number_of(observation, "o")
    try:
        right = Decimal(value)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{value!r} is no number; write 586500000000 or 12.86", param_hint="VALUE") from error
    if not right.is_finite():
        raise typer.BadParameter(f"{value!r} is no finite number", param_hint="VALUE")
    with opened(context) as application:
        decisions.correct(application, number, right, note=note, now=datetime.now(UTC))
    _tell(f"Observation o{number} is corrected.")


@app.command(epilog=examples("tinbao observations reject o7", "tinbao observations reject o7 --note 'misprint'"))
def reject(context: typer.Context, observation: Id, note: Note = "") -> None:
    """Say that this is no observation.

    It disappears from lists, nobody is told of it, and it does not come back when its articles are read again.
    """
    from crawler import decisions

    number = number_of(observation, "o")
    with opened(context) as application:
        decisions.reject(application, number, note=note, now=datetime.now(UTC))
    _tell(f"Observation o{number} is rejected.")


def _tell(sentence: str) -> None:
    from crawler.cli.output import note

    note(sentence)
