"""Shares in tenths, as East Asian languages tell them: 3割, 7割5分, 三成, 六成五."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from indicators.quantities.amounts import Amount, MatchesAt, longest

_TEN = Decimal(10)


def read_tenths(amounts: Sequence[Amount], at: MatchesAt) -> list[Amount]:
    """The amounts with those in tenths as percentages, of kind `share`; single digits behind them are hundredths."""
    read: list[Amount] = []
    for amount in amounts:
        if read and _continues(read[-1], amount):
            read[-1] = _with_hundredths(read[-1], amount, at)
        else:
            read.append(_in_tenths(amount, at) or amount)
    return read


def _in_tenths(amount: Amount, at: MatchesAt) -> Amount | None:
    word = longest(at, amount.end, "tenth")
    other = longest(at, amount.end, "unit", "duration")
    if word is None or word.entry.code != "1" or amount.value > _TEN or (other and other.end > word.end):
        return None
    value, step, coarse = (number * _TEN for number in (amount.value, amount.step, amount.coarse))
    return replace(amount, end=word.end, value=value, step=step, coarse=coarse, kind="share")


def _continues(share: Amount, amount: Amount) -> bool:
    whole = share.kind == "share" and share.step == _TEN
    return whole and share.end == amount.start and amount.magnitude == 1 and amount.value < _TEN


def _with_hundredths(share: Amount, amount: Amount, at: MatchesAt) -> Amount:
    word = longest(at, amount.end, "tenth")
    end = word.end if word is not None and word.entry.code == "0" else amount.end
    return replace(share, end=end, value=share.value + amount.value, step=amount.step, coarse=amount.coarse)
