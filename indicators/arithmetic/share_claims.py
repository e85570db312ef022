"""Claims of shares: a part over its whole is the percentage printed behind it."""

from collections.abc import Iterator

from indicators.arithmetic import formulas
from indicators.arithmetic.account import Account, Alternatives, Claim, one_place
from indicators.catalogue import OTHER
from indicators.figure import CheckKind, Statistic
from indicators.words.lexicon import Match

_WHOLES = 4  # figures of one label on either side that are tried as the whole of a part
_OPENING = 8  # figures before a part in its sentence
_CHANGES = 2  # between a part and its share


def share_claims(account: Account, index: int) -> Iterator[Alternatives]:
    """What a text claims of the percentage at an index as the share of a figure before it."""
    if account.cues[index].share and account.figures[index].unit == "percent":
        yield _of_whole(account, index)
        yield _of_one_whole(account, index)


def _of_whole(account: Account, index: int) -> Alternatives:
    part = _part_of(account, index)
    if part is None:
        return ()
    wholes = [(whole, _is_whole(account, part, whole, index)) for whole in _wholes(account, part, index)]
    wholes.sort(key=lambda found: (not found[1], abs(found[0] - part)))
    claims = [
        Claim(CheckKind.SHARE, formulas.share_of_whole, (part, whole, index), sure=sure) for whole, sure in wholes
    ]
    # "6,215 billion, 498 billion (8.7 %) more": what looks like a part may be the change that led to that level.
    levels = [whole for whole, _ in wholes if whole < part and account.in_one_sentence(whole, part)]
    claims += [Claim(CheckKind.CHANGE, formulas.growth, (level, part, index), sure=False) for level in levels]
    return tuple(claims)


def _of_one_whole(account: Account, index: int) -> Alternatives:
    """Two parts with their shares in one sentence: "1,389 poor households (2.96 %) and 2,046 near-poor (4.36 %)"."""
    other = index + 2
    if other >= len(account.figures) or not account.in_one_sentence(index, other):
        return ()
    one, two = _part_of(account, index), _part_of(account, other)
    if one != index - 1 or two != other - 1:
        return ()
    part, others_part = account.figures[one], account.figures[two]
    if (part.indicator, part.unit) != (others_part.indicator, others_part.unit):
        return ()
    sure = one_place(part.area, others_part.area) and account.one_time(one, two)
    sure = sure and not _named_whole(account, index) and not _named_whole(account, other)
    return (Claim(CheckKind.SHARE, formulas.one_whole, (one, index, two, other), sure=sure),)


def _part_of(account: Account, index: int) -> int | None:
    """The figure of which a percentage is said to be the share: the level before it, changes of that passed over."""
    cue, share = account.cues[index], account.figures[index]
    if not cue.share or cue.planned or share.statistic is Statistic.CHANGE:
        return None
    for part in account.before(index, _CHANGES + 1):
        if account.counted[part]:
            return part if _says_share(account, part, index) else None
        if not _is_change_of(account, part):
            return None
    return None


def _is_change_of(account: Account, index: int) -> bool:
    """Whether a figure tells how the level before it came about: "410 billion, up 65 billion, 8 times as much"."""
    told = account.figures[index].statistic in {Statistic.CHANGE, Statistic.RATIO}
    return told and index > 0 and account.alike(index - 1, index)


def _says_share(account: Account, part: int, index: int) -> bool:
    """Whether a percentage is a share of a figure: its label is, or nothing else is spoken of between the two."""
    level, share = account.figures[part], account.figures[index]
    named = {phrase.entry.code for phrase in _spoken_of(account, index)}
    if share.indicator in {OTHER, level.indicator, account.catalogue.indicators[level.indicator].as_percent}:
        return named <= {level.indicator}
    return part == index - 1 and not named and account.directly(part, index)


def _spoken_of(account: Account, index: int) -> list[Match]:
    """The phrases between a share and the figure before it that are no words of share; nor its whole, behind those."""
    begin, end = account.quantities[index - 1].end, account.quantities[index].start
    word = account.cues[index].word
    if word is None or word.end > end:
        return list(account.phrases_between(begin, end))
    return [
        phrase
        for phrase in account.phrases_between(begin, end)
        if phrase.end <= word.start or (phrase.start >= word.end and account.is_rate(phrase.entry.code))
    ]


def _named_whole(account: Account, index: int) -> str | None:
    """The indicator of which a share is said to be: "0.11 % of outstanding loans", 占总余额的0.1%."""
    if (whole := account.wholes.get(index)) is not None:
        # "Of the total" says that there is a whole, "of households" what it counts; neither says which it is.
        tells = whole.entry.dimension == "indicator" and not account.is_rate(whole.entry.code)
        return whole.entry.code if tells else None
    word, end = account.cues[index].word, account.quantities[index].start
    begin = word.end if word is not None and word.end <= end else account.quantities[index - 1].end
    return next(iter(account.named(begin, end)), None)


def _wholes(account: Account, part: int, index: int) -> list[int]:
    """The figures that may be the whole of which a percentage says the share."""
    level = account.figures[part]
    named = _named_whole(account, index)
    codes = [named] if named else [account.catalogue.indicators[level.indicator].part_of, level.indicator]
    return [
        whole
        for code in filter(None, codes)
        for whole in account.nearest_levels(part, code, level.unit, _WHOLES)
        if whole + 1 != index
    ]


def _is_whole(account: Account, part: int, whole: int, index: int) -> bool:
    """Whether it is sure that one figure is the whole of another, of which a percentage says the share."""
    one, other = account.figures[part], account.figures[whole]
    if not one_place(one.area, other.area) or not account.one_time(part, whole):
        return False
    if one.indicator != other.indicator:
        # A programme's balance is a share of the balance of all sooner than of the capital.
        return other.programme == one.programme
    if one.programme != other.programme:
        return account.is_programme_of(one, other)
    return not _named_whole(account, index) and _is_first_of_two(account, whole, part)


def _is_first_of_two(account: Account, whole: int, part: int) -> bool:
    """Whether a level opens its sentence and the part is the next one like it: "10,127 households, of which 4,841"."""
    figure = account.figures[whole]
    alike = [other for other in account.before(part, _OPENING) if account.counted[other] and account.alike(other, part)]
    alike = [other for other in alike if account.figures[other].unit == figure.unit]
    # What is itself said to be a share, or is what a change starts from, is no whole.
    return alike == [whole] and _part_of(account, whole + 1) != whole and not account.cues[whole].origin
