"""Numbers with their magnitudes: 1,5 milliard; 3.579 tỷ 654 triệu; 9조2640억; ملياري."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.quantities.numerals import Marks, Number, Token, read_token
from indicators.words.lexicon import Match

MatchesAt = Mapping[int, Sequence[Match]]
_LINKS = frozenset({" ", "-", "'"})
_THOUSAND, _MYRIAD, _LAKH = Decimal(1_000), Decimal(10_000), Decimal(100_000)
_MILLION = Decimal(1_000_000)
_OF_MILLIONS = frozenset({100 * _MILLION, 1000 * _MILLION})  # "hundred million" and "thousand million"
_ABBREVIATED = re.compile(r"\. ")  # 3.569 δισ. 659 εκατ.
_TENTH = Decimal("0.1")
_GROUP = 3  # digits
_LEADING = frozenset({"magnitude_before", "added"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its magnitude words at a span of the plain text.

    `magnitude` is what the digits are multiplied with (1 without a word), `step` the unit of the last printed digit,
    `coarse` that of the last printed digit that is no zero. `kind` tells how it is written: `digits`, `spelled`,
    `word` (an amount in one word, such as an Arabic dual), `times` (doubled) or `share` (tenths, as percent). `largest`
    is the largest of its magnitude words (a crore of 30 thousand crore).
    """

    start: int
    end: int
    value: Decimal
    magnitude: Decimal
    step: Decimal
    coarse: Decimal
    kind: str
    other: Decimal | None = None
    qualifier: str | None = None
    written: str = ""
    largest: Decimal = Decimal(1)


def longest(at: MatchesAt, position: int, *dimensions: str) -> Match | None:
    """The longest phrase of some dimensions that begins at an offset, where the longest comes first."""
    for match in at.get(position, ()):
        if match.entry.dimension in dimensions:
            return match
    return None


def following(folded: str, at: MatchesAt, position: int, *dimensions: str) -> Match | None:
    """The longest phrase that begins at an offset or behind one space, hyphen or apostrophe there."""
    match = longest(at, position, *dimensions) if position in at else None
    if match is None and position + 1 in at and folded[position] in _LINKS:
        return longest(at, position + 1, *dimensions)
    return match


def read_amounts(
    folded: str,
    tokens: Sequence[Token],
    words: Sequence[Match],
    at: tuple[MatchesAt, MatchesAt],
    *,
    marks: Marks,
    counted: frozenset[int],
) -> tuple[Amount, ...]:
    """All amounts in text order; `words` are amounts in letters, `counted` the offsets of tokens that count things.

    `at` are the phrases of the text by where they begin and by where they end.
    """
    begin, finish = at
    amounts = [*_in_digits(tokens, marks, counted), *_in_words(words)]
    amounts.sort(key=lambda amount: (amount.start, -amount.end))
    chained: list[Amount] = []
    led = (_led(folded, amount, finish) for amount in amounts)
    for magnified in _grouped(folded, _apart(_magnify(folded, amount, begin) for amount in led)):
        if chained and _adds_up(folded, chained[-1], magnified, begin):
            chained[-1] = _sum(chained[-1], magnified)
        else:
            chained.append(magnified)
    return tuple(chained)


def _apart(amounts: Iterable[Amount]) -> list[Amount]:
    """The amounts that do not begin within the one before them."""
    kept: list[Amount] = []
    for amount in amounts:
        if not kept or kept[-1].end <= amount.start:
            kept.append(amount)
    return kept


def _grouped(folded: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Put the parts before one magnitude together: 6천273억 and 15 mil 900 millones are 6,273 and 15,900 of it."""
    kept: list[Amount] = []
    for amount in reversed(amounts):
        whole = _under_one_magnitude(folded, amount, kept[-1]) if kept else None
        if whole is not None:
            kept[-1] = whole
        else:
            kept.append(amount)
    return kept[::-1]


def _under_one_magnitude(folded: str, head: Amount, tail: Amount) -> Amount | None:
    """What two amounts are together where the magnitude of the second is meant for both, else None."""
    gap = folded[head.end : tail.start]
    if gap not in {"", " "} or head.magnitude == 1 or tail.kind != "digits":
        return None
    if gap == "" and head.magnitude < _MYRIAD <= tail.magnitude:
        power = _MYRIAD ** (tail.magnitude.adjusted() // _MYRIAD.adjusted())
    elif gap and tail.magnitude in _OF_MILLIONS and tail.magnitude / _MILLION < head.magnitude <= _LAKH:
        power = _MILLION  # 4 แสน 8 หมื่น 6 พัน 9 ร้อยล้าน: hundreds of thousands down to hundreds, of millions
    elif gap and head.magnitude in {_THOUSAND, _LAKH} and head.magnitude < tail.magnitude:
        power = tail.largest  # 1 lakh 48 thousand 600 crore
    else:
        return None
    if tail.value / power >= head.step:
        return None
    return replace(tail, start=head.start, value=head.value * power + tail.value, other=None)


def _in_digits(tokens: Sequence[Token], marks: Marks, counted: frozenset[int]) -> Iterator[Amount]:
    for token in tokens:
        number = read_token(token.text, marks, counted=token.start in counted)
        if number is not None:
            step = Decimal(1).scaleb(-number.decimals)
            yield Amount(
                token.start, token.end, number.value, Decimal(1), step, _coarse(number, step), "digits",
                number.other, written=token.text,
            )  # fmt: skip


def _coarse(number: Number, step: Decimal) -> Decimal:
    digits = str(number.value).replace(".", "")
    zeros = len(digits) - len(digits.rstrip("0")) if number.value else 0
    return step.scaleb(zeros)


def _in_words(words: Sequence[Match]) -> Iterator[Amount]:
    kinds = {"spelled": "spelled", "amount": "word", "times": "times"}
    for match in words:
        value, one = Decimal(match.entry.code), Decimal(1)
        kind = kinds[match.entry.dimension]
        # An amount in one word is exact to its magnitude: ملياري is two times a milliard.
        step = one.scaleb(value.adjusted()) if kind == "word" else one
        magnitude = step if kind == "word" else one
        yield Amount(match.start, match.end, value, magnitude, step, step, kind)


def _led(folded: str, amount: Amount, finish: MatchesAt) -> Amount:
    """Multiply an amount with the magnitude word before it (milioni 3,5), or add what a word adds (साढ़े 9 is 9.5)."""
    ends = (amount.start, amount.start - 1) if folded[amount.start - 1 : amount.start] == " " else (amount.start,)
    words = [match for end in ends for match in finish.get(end, ()) if match.entry.dimension in _LEADING]
    if not words or amount.kind == "times":
        return amount
    word = min(words, key=lambda match: match.start)
    led = replace(amount, start=word.start)
    if word.entry.dimension == "added":
        return replace(led, value=led.value + Decimal(word.entry.code), step=_TENTH, coarse=_TENTH, other=None)
    return _multiplied(led, Decimal(1).scaleb(int(word.entry.code)), end=led.end, qualifier=led.qualifier)


def _multiplied(
    amount: Amount, factor: Decimal, *, end: int, qualifier: str | None, largest: Decimal = Decimal(1)
) -> Amount:
    return Amount(
        amount.start,
        end,
        amount.value * factor,
        amount.magnitude * factor,
        amount.step * factor,
        amount.coarse * factor,
        amount.kind,
        None if amount.other is None else amount.other * factor,
        qualifier,
        amount.written,
        largest,
    )


def _magnify(folded: str, amount: Amount, at: MatchesAt) -> Amount:
    """Multiply an amount with the magnitude words that follow it: nghìn tỷ is a thousand milliards."""
    if amount.kind == "times":
        return amount
    inside = following(folded, at, amount.end, "qualifier_inside")
    position = inside.end if inside else amount.end
    factor = power = Decimal(1)
    while match := following(folded, at, position, "magnitude"):
        word = Decimal(1).scaleb(int(match.entry.code))
        if factor > word:
            break
        power, position = word, match.end
        factor *= power
    if factor == 1:
        return _approximated(folded, amount, inside, at)
    # "462,8 Mrd. VND": the full stop of an abbreviation.
    if folded[position : position + 2] == ". " and longest(at, position + 2, "unit", "magnitude"):
        position += 1
    qualifier = inside.entry.code if inside else None
    magnified = _multiplied(amount, factor, end=position, qualifier=qualifier, largest=power)
    return _approximated(folded, magnified, following(folded, at, position, "qualifier_inside"), at)


def _approximated(folded: str, amount: Amount, inside: Match | None, at: MatchesAt) -> Amount:
    """Take up a qualifier between a number and what it counts: 5200多名, 8만 1,000여 명."""
    if inside is None or following(folded, at, inside.end, "unit", "anaphor") is None:
        return amount
    return replace(amount, end=inside.end, qualifier=inside.entry.code)


def _adds_up(folded: str, head: Amount, tail: Amount, at: MatchesAt) -> bool:
    """Whether an amount continues the one before it with a smaller magnitude."""
    gap = folded[head.end : tail.start]
    if head.magnitude == 1 or tail.kind == "times" or not tail.value:  # 1000억이: a word that is no number
        return False
    thousand = head.magnitude == _THOUSAND and len(tail.written) == _GROUP
    if gap not in {"", " "}:
        joined = _ABBREVIATED.fullmatch(gap) if tail.magnitude > 1 else None
        smaller = 1 < tail.magnitude < head.magnitude or (tail.magnitude == 1 and thousand)
        return smaller and tail.value < head.step and (joined is not None or _joined(folded, head, tail, at))
    # Without a magnitude of their own go only glued digits (22만4519), those behind a myriad (22만 4,519), and three of
    # them behind a thousand (12 mil 400).
    bare = gap == "" or head.magnitude == _MYRIAD or thousand
    smaller = tail.magnitude < head.magnitude and (tail.magnitude > 1 or bare)
    return smaller and tail.value < head.step and tail.step >= 1


def _joined(folded: str, head: Amount, tail: Amount, at: MatchesAt) -> bool:
    """Whether "and" alone stands between two amounts: 78 مليارا و215 مليون, 2 billion and 300 million."""
    conjunction = following(folded, at, head.end, "conjunction")
    joins = conjunction is not None and conjunction.entry.code == "and"
    return conjunction is not None and joins and not folded[conjunction.end : tail.start].strip()


def _sum(head: Amount, tail: Amount) -> Amount:
    return replace(
        head,
        end=tail.end,
        value=head.value + tail.value,
        magnitude=tail.magnitude,
        step=tail.step,
        coarse=tail.coarse,
        other=None,
        qualifier=tail.qualifier or head.qualifier,
    )
