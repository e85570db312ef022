"""How well the article's own arithmetic finds misread figures: `python -m bench.arithmetic [FOLDER …] [--list]`.

Reads the texts of the folders (default: the gold articles, the seeds and the unseen articles). Coherent articles should
be contradicted nowhere. Then one figure at a time is misread, as numbers go wrong (ten or a thousand times too large
or too small; one digit of a percentage), with all labels left as they are, and who is contradicted is counted: of all
figures, and of those that some arithmetic of their article confirms when read right.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from indicators.arithmetic.account import Account
from indicators.arithmetic.checks import checked
from indicators.figure import Figure, Interval
from indicators.read import load_reader

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
DEFAULT = (SHARED / "gold" / "articles", SHARED / "seeds", ROOT / "bench" / "unseen" / "first" / "articles")

Misreading = Callable[[Figure], Figure | None]


@dataclass(slots=True)
class Tally:
    """Figures misread in one way: how many, how many of them contradicted; and the same of the confirmed ones."""

    seeded: int = 0
    caught: int = 0
    confirmed: int = 0
    confirmed_caught: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where there is nothing to measure."""
    options = _options(arguments)
    accounts = dict(read_accounts(options.folders or DEFAULT))
    if not accounts:
        print("bench.arithmetic: no texts *.xx.txt; name a folder of them", file=sys.stderr)
        return 1
    console = Console()
    console.print(coherent_table(accounts))
    if options.list:
        for name, said in contradictions(accounts):
            console.print(f"{name}: {said}", markup=False, highlight=False)
    console.print(seeded_table({name: seed(accounts.values(), misread) for name, misread in MISREADINGS.items()}))
    return 0


def read_accounts(folders: Sequence[Path]) -> Iterator[tuple[str, Account]]:
    """Every text of the folders, by its path, as the account that its figures are checked by."""
    reader, kept = load_reader(), list[Account]()

    def keep(account: Account) -> tuple[Figure, ...]:
        kept.append(account)
        return checked(account)

    with patch("indicators.describe.check_arithmetic", keep):
        for path in sorted(path for folder in folders for path in folder.glob("*.*.txt")):
            reader.read(path.read_text(encoding="utf-8"), path.name.split(".")[-2])
            yield str(path), kept[-1]


def contradictions(accounts: Mapping[str, Account]) -> list[tuple[str, str]]:
    """Every contradiction in the texts as they are: the text's path and the arithmetic."""
    return [
        (name, said)
        for name, account in accounts.items()
        for said in dict.fromkeys(
            check.explanation for figure in checked(account) for check in figure.checks if not check.holds
        )
    ]


def coherent_table(accounts: Mapping[str, Account]) -> Table:
    """How many figures take part in arithmetic that holds, and in a contradiction, by kind."""
    table = Table(title=f"{len(accounts)} articles as they are: figures, by what the arithmetic says of them")
    for heading in ("kind", "confirmed", "contradicted"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    figures = [figure for account in accounts.values() for figure in checked(account)]
    for figure in figures:
        for kind, holds in {(check.kind.value, check.holds) for check in figure.checks}:
            counts[kind][not holds] += 1
    for kind, (confirmed, contradicted) in sorted(counts.items()):
        table.add_row(kind, str(confirmed), str(contradicted))
    some = [sum(any(check.holds is holds for check in figure.checks) for figure in figures) for holds in (True, False)]
    table.add_row(f"any, of {len(figures)}", str(some[0]), str(some[1]))
    return table


def seed(accounts: Iterable[Account], misread: Misreading) -> Tally:
    """Misread every figure of every account in turn."""
    tally = Tally()
    for account in accounts:
        confirmed = [any(check.holds for check in figure.checks) for figure in checked(account)]
        for index, figure in enumerate(account.figures):
            wrong = misread(figure)
            if wrong is None:
                continue
            figures = [*account.figures[:index], wrong, *account.figures[index + 1 :]]
            found = checked(replace(account, figures=figures))[index]
            caught = any(not check.holds for check in found.checks)
            tally.seeded += 1
            tally.caught += caught
            tally.confirmed += confirmed[index]
            tally.confirmed_caught += confirmed[index] and caught
    return tally


def seeded_table(tallies: Mapping[str, Tally]) -> Table:
    """One row a way of misreading."""
    table = Table(title="One figure misread at a time: how often it is contradicted")
    for heading in ("misread", "figures", "caught", "of confirmed", "caught"):
        table.add_column(heading, justify="left" if heading == "misread" else "right")
    for name, tally in tallies.items():
        table.add_row(
            name,
            str(tally.seeded),
            _share(tally.caught, tally.seeded),
            str(tally.confirmed),
            _share(tally.confirmed_caught, tally.confirmed),
        )
    return table


def scaled(factor: Decimal) -> Misreading:
    """A misreading of amounts and counts by a factor."""

    def misread(figure: Figure) -> Figure | None:
        if figure.unit in {"percent", "times"} or figure.value_max is not None:
            return None
        ends = (None if end is None else end * factor for end in (figure.interval.low, figure.interval.high))
        return replace(figure, value=figure.value * factor, interval=Interval(*ends))

    return misread


def first_digit(figure: Figure) -> Figure | None:
    """A misreading of a percentage: its first digit is another one."""
    if figure.unit != "percent" or figure.value_max is not None or not figure.value:
        return None
    digit = int(str(figure.value.scaleb(-figure.value.adjusted()))[figure.value < 0])
    shift = Decimal(4 if digit <= 5 else -4).scaleb(figure.value.adjusted()).copy_sign(figure.value)
    if digit > 5:
        shift = -shift
    ends = (None if end is None else end + shift for end in (figure.interval.low, figure.interval.high))
    return replace(figure, value=figure.value + shift, interval=Interval(*ends))


MISREADINGS: Mapping[str, Misreading] = {
    "a thousand times too large": scaled(Decimal(1000)),
    "a thousand times too small": scaled(Decimal("0.001")),
    "ten times too large": scaled(Decimal(10)),
    "ten times too small": scaled(Decimal("0.1")),
    "first digit of a percentage": first_digit,
}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.arithmetic", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", help="folders of texts named *.xx.txt, xx the language")
    parser.add_argument("--list", action="store_true", help="list the contradictions of the texts as they are")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
