"""Numbers in digits: where they stand and what they are worth, whichever marks the text groups and divides with."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from indicators.words.normalise import Plain

# The Arabic comma groups digits only where it can do nothing else; it also ends a clause.
_TOKEN = re.compile(r"[0-9]+(?:(?:[.,٫٬']|،(?=[0-9]{3}(?![0-9])))[0-9]+)*")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_NEXT_GROUP = re.compile(r"[0-9]{3}([.,٫][0-9]+)?")
_MARKS = re.compile(r"[^0-9]")
_GROUP_ONLY = "' ٬،"
_MAX_DIGITS = 18


class Token(NamedTuple):
    """Digits with the marks inside them, at a span of the plain text."""

    start: int
    end: int
    text: str


class Number(NamedTuple):
    """What digits are worth. `decimals` counts the digits behind the decimal mark; `other` is a second reading."""

    value: Decimal
    decimals: int
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """How one text uses marks: what its language says, corrected by what the text itself shows.

    `decimal_shown` counts per mark the numbers in which it can only be a decimal mark, `group_shown` those in which it
    can only group digits (counted things have no fractions).
    """

    decimal: str
    group: str
    decimal_shown: Counter[str]
    group_shown: Counter[str]

    def groups(self, mark: str) -> bool:
        """Whether a mark before exactly three digits groups them, where the number alone leaves it open."""
        if mark in _GROUP_ONLY:
            return True
        if mark == "٫":
            return False
        if self.group_shown[mark]:
            return True
        usual_decimal, other = self.decimal, "," if self.decimal == "." else "."
        turned = self.decimal_shown[other] > self.decimal_shown[usual_decimal]
        return mark == (usual_decimal if turned else other)

    def settled(self, mark: str) -> bool:
        """Whether the text itself shows, without contradiction, which way the mark is used."""
        if mark in "'٬٫ ،":
            return True
        shown_group = self.group_shown[mark] or self.decimal_shown["," if mark == "." else "."]
        return bool(shown_group) != bool(self.decimal_shown[mark])


def find_tokens(plain: Plain, *, spaces_group: bool) -> tuple[Token, ...]:
    """All numbers in digits, in text order; `spaces_group` joins "18 000" where the language writes so."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(plain.text):
        token = Token(match.start(), match.end(), match.group())
        if tokens and _continues(tokens[-1], token, plain, spaces_group=spaces_group):
            head = tokens.pop()
            token = Token(head.start, token.end, f"{head.text} {token.text}")
        tokens.append(token)
    return tuple(token for token in tokens if len(token.text) <= _MAX_DIGITS or _digits(token.text) <= _MAX_DIGITS)


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def learn_marks(tokens: Iterable[Token], counted: Iterable[Token], *, decimal: str, group: str) -> Marks:
    """What a text shows of its marks; `counted` are the tokens that count things, which have no fractions."""
    decimals: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for token in tokens:
        if token.text.isdecimal():
            continue
        marks = _MARKS.findall(token.text)
        tail = len(token.text) - 1 - token.text.rfind(marks[-1])
        distinct = list(dict.fromkeys(marks))
        if len(distinct) == 2 and marks.count(distinct[1]) == 1:
            decimals[distinct[1]] += 1
            groups[distinct[0]] += 1
        elif len(marks) > 1 and len(distinct) == 1:
            groups[marks[0]] += 1
        elif len(marks) == 1 and (tail != 3 or token.text.startswith("0")):
            decimals[marks[0]] += 1
    for token in counted:
        if _ambiguous(token.text):
            groups[_MARKS.findall(token.text)[0]] += 1
    return Marks(decimal, group, decimals, groups)


def read_token(text: str, marks: Marks, *, counted: bool = False) -> Number | None:
    """The worth of digits, or None where the marks make no number (a version, a list number, a date)."""
    if text.isdecimal():
        return Number(Decimal(text), 0)
    written = _MARKS.findall(text)
    distinct = list(dict.fromkeys(written))
    if len(distinct) > 1:
        decimal_once = len(distinct) == 2 and written.count(distinct[1]) == 1
        return _split(text, distinct[0], distinct[1]) if decimal_once else None
    if len(written) > 1 or distinct[0] in _GROUP_ONLY:
        return _split(text, distinct[0], None)
    return _one_mark(text, distinct[0], marks, counted=counted)


def _one_mark(text: str, mark: str, marks: Marks, *, counted: bool) -> Number | None:
    """The worth of digits with a single mark, and the other reading where nothing settles what it does."""
    divided = _split(text, None, mark)
    if not _ambiguous(text):
        return divided
    grouped = _split(text, mark, None)
    if grouped is None or divided is None or counted:
        return grouped
    chosen, other = (grouped, divided) if marks.groups(mark) else (divided, grouped)
    return Number(chosen.value, chosen.decimals, None if marks.settled(mark) else other.value)


def _ambiguous(text: str) -> bool:
    """One mark before exactly three digits: grouped in one convention, divided in the other."""
    return _AMBIGUOUS.fullmatch(text) is not None


def _split(text: str, group: str | None, decimal: str | None) -> Number | None:
    whole, _, fraction = text.partition(decimal) if decimal else (text, "", "")
    if group and not _well_grouped(whole.split(group)):
        return None
    digits = whole.replace(group, "") if group else whole
    return Number(Decimal(f"{digits}.{fraction}" if fraction else digits), len(fraction))


def _well_grouped(groups: Sequence[str]) -> bool:
    """Groups of three, or the Indian way: groups of two before a last one of three."""
    head, *tails = groups
    sizes = {len(tail) for tail in tails[:-1]}
    return 1 <= len(head) <= 3 and len(tails[-1]) == 3 and (sizes <= {3} or (sizes <= {2} and len(head) <= 2))


def _continues(head: Token, tail: Token, plain: Plain, *, spaces_group: bool) -> bool:
    """Whether a token is the next group of three of a number grouped with spaces."""
    if tail.start != head.end + 1 or plain.text[head.end] != " " or not _NEXT_GROUP.fullmatch(tail.text):
        return False
    if len(head.text) > _MAX_DIGITS * 2:
        return False
    first, *more = head.text.split(" ")
    well = (
        first.isdigit()
        and len(first) <= 3
        and first[0] != "0"
        and all(len(part) == 3 and part.isdigit() for part in more)
    )
    return well and (spaces_group or head.end in plain.grouping)
