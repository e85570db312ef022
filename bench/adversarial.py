"""What hostile texts cost to read: `python -m bench.adversarial [--language xx] [--most CHARACTERS] [--only NAME]`.

Texts that make bad patterns backtrack and bad loops look at everything again, in growing lengths. CPU milliseconds per
1,000 characters, which stay about the same where time is linear in the length of the text.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rich.console import Console
from rich.table import Table

from bench.reading_speed import SIZES, spent
from indicators.read import Reader, load_reader

SHORT = 100_000  # characters up to which a text is read more than once
ROUNDS = 3
_NATIVE = "\u0661\u06f2\u0969\u0e54\u0ed5\u17e6\uff17"  # a digit of each of seven scripts

#: Each hostile text by what it is made of, again and again.
PIECES: Mapping[str, str] = MappingProxyType(
    {
        "digits": "1234567890",
        "one digit": "7",
        "grouped digits": "1.234,",
        "digits and spaces": "123 ",
        "native digits": _NATIVE,
        "separators": ".,",
        "hyphens": "-",
        "slashes": "1/",
        "spaces": " ",
        "lines": "\n",
        "brackets": "(",
        "closed brackets": "(1)",
        "percent signs": "%",
        "currency signs": "$",
        "apostrophes": "'",
        "one letter": "a",
        "one capital": "A",
        "letters and apostrophes": "l'",
        "marks that combine": "e\u0301",
        "invisible marks": "a\u200b",
        "nested ranges": "from 1 to from 2 to ",
        "chained ranges": "1-2-",
        "a magnitude word": "billion ",
        "amounts and magnitudes": "5 billion 3 million ",
        "a sentence of amounts": "lent 5 billion VND to 40 households and ",
        "a sentence of shares": "of which 4.5% of loans, ",
        "changes": "rose from 5% to 6% in 2024, ",
        "dates": "30/9/2024 ",
        "months": "in May ",
        "years": "2019-2024-",
        "document numbers": "40-CT/TW ",
        "addresses": "a.b@c.de/",
        "telephone numbers": "+84 912 345 678 ",
        "clock times": "12:30",
        "kinds of places": "district ",
        "names of places": "Quang Tri ",
        "capitalised words": "Abc ",
        "phrases with gaps": "outstanding entrusted ",
        "furniture": "Photo: Source: ",
        "Hán characters": "亿",
        "Thai letters": "กา",
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.adversarial", description=__doc__)
    parser.add_argument("--language", default="en", help="the language that the texts are read in")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="characters of the longest text")
    parser.add_argument("--only", choices=sorted(PIECES), help="only this text")
    options = parser.parse_args(arguments)
    sizes = [size for size in SIZES if size <= options.most]
    names = [options.only] if options.only else list(PIECES)
    Console().print(cost_table(names, sizes, options.language, load_reader()))
    return 0


def cost_table(names: Sequence[str], sizes: Sequence[int], language: str, reader: Reader) -> Table:
    """One row a text: the cost at each length, and how much dearer a character of the longest is than of the first."""
    table = Table(title=f"CPU milliseconds per 1,000 characters, read as {language}, by length of the text")
    table.add_column("text of")
    for heading in (*(f"{size:,}" for size in sizes), "growth"):
        table.add_column(heading, justify="right")
    for name in names:
        costs = [cost(PIECES[name], size, language, reader) for size in sizes]
        table.add_row(name, *(f"{each:.2f}" for each in costs), f"{costs[-1] / costs[0]:.1f}")
    return table


def cost(piece: str, size: int, language: str, reader: Reader) -> float:
    """CPU milliseconds per 1,000 characters of a text of one piece; of short ones the best of a few rounds."""
    text = (piece * (size // len(piece) + 1))[:size]
    rounds = ROUNDS if size <= SHORT else 1
    return min(spent(reader.read, text, language) for _ in range(rounds)) / size * 1000


if __name__ == "__main__":
    sys.exit(main())
