"""What commands print: tables, JSON lines and CSV on standard output, everything else on standard error."""

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

from crawler.cli.options import Format
from crawler.csv_cells import csv_cells

if TYPE_CHECKING:
    from crawler.pipeline import Progress
    from indicators.figure import Figure

_PIPE_WIDTH: Final = 240  # a table that goes into a pipe or file is not cut to some terminal's width
_SIGPIPE_EXIT: Final = 141  # what a shell reports for a program that its reader left
# Control characters, and those that turn the direction of what follows: a page's title could repaint the terminal.
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_UNESCAPED_CONTROLS: Final = re.compile(r"[\x7f-\x9f]")


_HIGHLIGHT: Final = ("\x1b[1;7m", "\x1b[0m")
_BRACKETS: Final = ("⟦", "⟧")  # used by no article, and seen in a pipe or a file too


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, what stands in it, whether it is set to the right."""

    heading: str
    text: Callable[[Any], str | None]
    right: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """How one kind of record is listed: its row of the contract, the row's keys, and the columns of its table."""

    row: Callable[[Any], Mapping[str, Any]]
    keys: tuple[str, ...]
    columns: tuple[Column, ...]


def print_listing(listing: Listing, records: Iterable[Any], form: Format) -> None:
    """Print records; JSON lines and CSV are streamed. An empty table says so on standard error."""
    with leaving_quietly():
        if form is Format.JSON:
            for record in records:
                print_line(json_line(listing.row(record)))
        elif form is Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(listing.keys)
            writer.writerows(csv_cells(listing.row(record), listing.keys) for record in records)
        else:
            print_table(listing.columns, list(records))
        sys.stdout.flush()


def print_table(columns: Sequence[Column], records: Sequence[Any], title: str | None = None) -> None:
    """Print a table; on a terminal it fits its width."""
    if not records:
        note("Nothing found.")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(column.heading, justify="right" if column.right else "left", overflow="fold")
    for record in records:
        table.add_row(*(Text(printable(column.text(record) or "")) for column in columns))
    console = Console(file=sys.stdout, width=width(), highlight=False)
    with console.capture() as captured:
        console.print(table)
    write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def width() -> int | None:
    """The width to print at; None lets Rich ask the terminal."""
    return None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _PIPE_WIDTH


def json_line(row: Mapping[str, Any]) -> str:
    """One JSON object on one line; control characters that JSON allows and terminals obey are escaped."""
    text = json.dumps(row, ensure_ascii=False)
    return _UNESCAPED_CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


def printable(text: str) -> str:
    """The text without characters that command a terminal."""
    return _CONTROLS.sub(" ", text)


def highlighted(text: str) -> str:
    """The text set off from what stands around it: inverse on a terminal, in brackets elsewhere."""
    opening, closing = _HIGHLIGHT if sys.stdout.isatty() else _BRACKETS
    return f"{opening}{printable(text)}{closing}"


def print_contradictions(figures: "Iterable[Figure]") -> None:
    """Below a table of figures, where their articles' own arithmetic speaks against them."""
    from crawler.rows import contradictions

    for said in contradictions(figures):
        print_line(printable(f"Contradicted: {said}"))


def print_line(text: str = "") -> None:
    """Print one line that carries no text from outside but what was made printable."""
    write(text + "\n")


def write(text: str) -> None:
    """Write to standard output; what its encoding cannot hold becomes a question mark."""
    with leaving_quietly():
        sys.stdout.write(text)


def note(text: str) -> None:
    """Tell the user something that is not the answer."""
    sys.stderr.write(printable_lines(text) + "\n")


def printable_lines(text: str) -> str:
    """Each line of the text without characters that command a terminal."""
    return "\n".join(printable(line) for line in text.split("\n"))


@contextmanager
def leaving_quietly() -> Iterator[None]:
    """End without a word when the reader of our output left, as `| head` does."""
    try:
        yield
    except BrokenPipeError:
        _leave()


def _leave() -> NoReturn:
    # Else the interpreter would complain when it flushes at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(_SIGPIPE_EXIT)


@contextmanager
def progress_bar(stream: TextIO | None = None) -> "Iterator[Progress]":
    """Shows progress on standard error where that is a terminal; elsewhere the log tells."""
    target = stream or sys.stderr
    if not target.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=target), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield show
