"""What a percentage is a share of: the noun right behind it ("0.1 % of total loans", "97,6% số tổ").

Such a noun names the whole, not what its sentence speaks of, so it labels no other figure.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from indicators.catalogue import Catalogue
from indicators.figure import Statistic
from indicators.labels.statistics import Cue
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages

_GAP = 30  # " of the district's total ": characters between a percentage and the money that it is a share of
_NEAR_GAP = 12  # " of all ", " tổng số ": the same for things
_ADVERB = 10  # characters of an adverb between a whole and its share, with the spaces
_TIMES = frozenset({"year", "month"})  # a rate by the year is no share
_NO_THINGS = frozenset({"percent", "times"})


def find_wholes(
    quantities: Sequence[Quantity],
    cues: Sequence[Cue],
    matches: Sequence[Match],
    phrases: Sequence[Match],
    *,
    catalogue: Catalogue,
    passages: Passages,
    folded: str,
) -> dict[int, Match]:
    """For each percentage by its index, the indicator phrase (else the unit) that it is a share of."""
    # "of the total" says that there is a whole, but not which.
    totals = [phrase for phrase in phrases if _is_total(phrase.entry.code, catalogue)]
    phrases = [phrase for phrase in phrases if not catalogue.indicators[phrase.entry.code].shares]
    starts = [phrase.start for phrase in phrases]
    begun, ended = [phrase.start for phrase in totals], {phrase.end: phrase for phrase in totals}
    units = [match for match in matches if match.entry.dimension == "unit" and _is_thing(match.entry.code)]
    places = [match.start for match in units]
    found: dict[int, Match] = {}
    for index, (quantity, cue) in enumerate(zip(quantities, cues, strict=True)):
        if quantity.unit != "percent" or cue.statistic is Statistic.CHANGE or quantity.per in _TIMES:
            continue
        over = phrases[bisect_left(starts, quantity.end) - 1] if starts and starts[0] < quantity.end else None
        if over is not None and over.end > quantity.end and _is_rate(over, catalogue):
            continue  # "41,7 % des familles restent pauvres" is one phrase
        named = _behind(quantity, phrases, starts, passages, folded)
        if named is not None and _is_rate(named, catalogue):
            continue
        named = named if named is not None and _is_near(named, quantity, catalogue, folded) else None
        named = named or _behind(quantity, totals, begun, passages, folded, gap=_NEAR_GAP)
        named = named or _ahead(quantity, ended, folded)
        whole = named or _behind(quantity, units, places, passages, folded, gap=_NEAR_GAP)
        if whole is not None and (whole is named or not _counted(whole, folded)):
            found[index] = whole
    return found


def whole_label(whole: Match, base: str | None, catalogue: Catalogue) -> tuple[str, Statistic | None] | None:
    """The indicator of a share by its whole and the indicator of its part; None where the whole tells nothing.

    A share of money is what the part's own share measures (overdue debt: the overdue rate), else what the whole's
    does; a share of things is one of their indicator.
    """
    if whole.entry.dimension == "unit":
        measuring = [one for one in catalogue.indicators.values() if whole.entry.code in one.units]
        alone = len(measuring) == 1 and "percent" not in measuring[0].units
        return (measuring[0].code, Statistic.SHARE) if alone else None
    indicator = catalogue.indicators[whole.entry.code]
    part = catalogue.indicators[base] if base is not None else None
    if part is not None and "percent" in part.units and not part.shares:
        return part.code, None
    if "VND" not in indicator.units and not indicator.shares:
        return whole.entry.code, Statistic.SHARE
    if part is not None and part.as_percent:
        return part.as_percent, None
    if indicator.shares:
        return whole.entry.code, None
    return (indicator.as_percent, None) if indicator.as_percent else (whole.entry.code, Statistic.SHARE)


def told_phrases(phrases: Sequence[Match], wholes: Mapping[int, Match], quantities: Sequence[Quantity]) -> list[Match]:
    """The phrases that may label figures: all but the wholes of shares and what ties them to those ("of the total")."""
    spent = {offset for index, whole in wholes.items() for offset in range(quantities[index].end, whole.end)}
    spent |= {whole.start for whole in wholes.values()}
    return [phrase for phrase in phrases if phrase.start not in spent]


def _is_near(named: Match, quantity: Quantity, catalogue: Catalogue, folded: str) -> bool:
    """Whether a phrase behind a percentage can be its whole: things at once, and no number of their own behind them."""
    if "VND" in catalogue.indicators[named.entry.code].units:
        return True
    return named.start - quantity.end <= _NEAR_GAP and not _counted(named, folded)


def _counted(word: Match, folded: str) -> bool:
    """Whether a number of its own stands right behind a word: ผ่านกลุ่มออมทรัพย์ 2,310 กลุ่ม."""
    return any(map(str.isdigit, folded[word.end : word.end + 2]))


def _ahead(quantity: Quantity, ended: Mapping[int, Match], folded: str) -> Match | None:
    """Words of the total before a percentage, with an adverb between at most: कुल बकाया का मात्र 0.54 प्रतिशत."""
    for end in range(quantity.start, max(quantity.start - _ADVERB, 0), -1):
        if (end in ended) or folded[end - 1].isdigit() or folded[end - 1] in ",;.।":
            return ended.get(end)
    return None


def _is_total(code: str, catalogue: Catalogue) -> bool:
    """Whether phrases of an indicator say "of the total": it is what shares of others are."""
    return catalogue.indicators[code].shares and any(one.as_percent == code for one in catalogue.indicators.values())


def _is_thing(code: str) -> bool:
    return code not in _NO_THINGS and not code.isupper()


def _is_rate(phrase: Match, catalogue: Catalogue) -> bool:
    """Whether a phrase names a percentage of its own ("0.11 % overdue debt") or anything at all."""
    indicator = catalogue.indicators[phrase.entry.code]
    codes = (phrase.entry.code, *indicator.companions)
    return any(not catalogue.indicators[code].units or "percent" in catalogue.indicators[code].units for code in codes)


def _behind(
    quantity: Quantity,
    words: Sequence[Match],
    starts: Sequence[int],
    passages: Passages,
    folded: str,
    *,
    gap: int = _GAP,
) -> Match | None:
    """The word that begins within a few characters behind a percentage, in its clause."""
    position = bisect_left(starts, quantity.end)
    if position == len(words):
        return None
    word = words[position]
    between = folded[quantity.end : word.start]
    near = len(between) <= gap and not any(map(str.isdigit, between))
    return word if near and passages.clause(word.start) == passages.clause(quantity.end - 1) else None
