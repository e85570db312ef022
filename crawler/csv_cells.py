"""Rows as cells of CSV, for people who open them in a spreadsheet."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


def csv_cells(row: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """The row's cells in the order of `keys`: lists joined by spaces, nothing for null."""
    return [cell(row[key]) for key in keys]


def cell(value: object) -> str:
    """A value as one cell.

    Titles and snippets come from strangers, and spreadsheets run a cell that looks like a formula. Text that begins
    with =, +, -, @, tab or return therefore gets an apostrophe before it; plain numbers stay as they are. JSON lines
    carry the text unchanged.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text) else text
