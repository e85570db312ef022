"""The figures of one text as an account that can be checked: claims, and what tells which figures belong together."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from indicators.arithmetic.formulas import Formula
from indicators.catalogue import Catalogue
from indicators.figure import Area, CheckKind, Figure, Qualifier, Statistic
from indicators.labels.statistics import Cue
from indicators.periods.timespan import compatible
from indicators.quantities.quantity import Quantity
from indicators.words.lexicon import Match
from indicators.words.passages import Passages

_DIRECTLY = re.compile(r"[^\d\n]{0,30}")  # between two figures of one statement: a date would begin another
_FEW_PHRASES = 6  # between two figures
_NO_COUNTS = frozenset({"percent", "times", ""})


@dataclass(frozen=True, slots=True)
class Claim:
    """A formula that some figures, by index and in the formula's order, are claimed to satisfy.

    Only a `sure` claim can be contradicted; another one can but confirm. One that is not `telling` says nothing when
    it holds: most figures are smaller than some whole.
    """

    kind: CheckKind
    formula: Formula
    terms: tuple[int, ...]
    sure: bool = True
    telling: bool = True


#: Claims of which one has to hold: "99.39 % of the total", where several figures may be the total.
Alternatives = tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The figures of one text with what claims are read from; sequences go by the figures' index.

    `phrases` are those of indicators in text order, `phrase_starts` where each begins, `wholes` what percentages are
    said to be shares of, `matches` all phrases of the language in text order; offsets are of the plain text.
    `counted` tells of each figure whether it is a level of something counted or paid, and can be compared: no rate,
    no change, no ceiling; `levels` are the indices of those by indicator and unit. `sentences` and `paragraphs` are
    the numbers of those that figures stand in.
    """

    figures: Sequence[Figure]
    quantities: Sequence[Quantity]
    cues: Sequence[Cue]
    passages: Passages
    phrases: Sequence[Match]
    phrase_starts: Sequence[int]
    wholes: Mapping[int, Match]
    matches: Sequence[Match]
    folded: str
    catalogue: Catalogue
    counted: Sequence[bool]
    levels: Mapping[tuple[str, str], Sequence[int]]
    sentences: Sequence[int]
    paragraphs: Sequence[int]

    def before(self, index: int, reach: int) -> range:
        """The indices of the figures before one in its sentence, the nearest first."""
        first = max(index - reach, 0)
        while first < index and not self.in_one_sentence(first, index):
            first += 1
        return range(index - 1, first - 1, -1)

    def behind(self, index: int, reach: int) -> range:
        """The indices of the figures behind one in its sentence, the nearest first."""
        last = min(index + reach, len(self.figures) - 1)
        while last > index and not self.in_one_sentence(index, last):
            last -= 1
        return range(index + 1, last + 1)

    def around(self, index: int, reach: int) -> Iterator[int]:
        """The indices of the figures around one in its sentence: those before it, then those behind."""
        yield from self.before(index, reach)
        yield from self.behind(index, reach)

    def nearest_levels(self, index: int, indicator: str, unit: str, most: int) -> Sequence[int]:
        """The levels of an indicator and unit nearest to a figure in the text, itself left out."""
        found = self.levels.get((indicator, unit), ())
        if not found or (len(found) == 1 and found[0] == index):
            return ()
        position = bisect_left(found, index)
        return [other for other in found[max(position - most, 0) : position + most] if other != index]

    def following_levels(self, index: int, reach: int) -> Sequence[int]:
        """The levels of a level's own indicator and unit among the figures that follow it."""
        figure = self.figures[index]
        found = self.levels[figure.indicator, figure.unit]
        return found[bisect_right(found, index) : bisect_right(found, index + reach)]

    def in_one_sentence(self, one: int, other: int) -> bool:
        """Whether two figures stand in one sentence."""
        return self.sentences[one] == self.sentences[other]

    def in_one_clause(self, one: int, other: int) -> bool:
        """Whether two figures stand in one clause."""
        clause = self.passages.clause
        return clause(self.quantities[one].start) == clause(self.quantities[other].start)

    def in_one_paragraph(self, one: int, other: int) -> bool:
        """Whether two figures stand in one paragraph."""
        return self.paragraphs[one] == self.paragraphs[other]

    def directly(self, one: int, other: int) -> bool:
        """Whether one figure follows the other with but a few words between them."""
        return _DIRECTLY.fullmatch(self.folded, self.quantities[one].end, self.quantities[other].start) is not None

    def on_one_base(self, one: int, other: int, reach: int) -> bool:
        """Whether two changes are from one level: close together, no word of comparison between them.

        "Up 65 billion on the year before, 8 times as much as in 2014" compares with two.
        """
        begin, end = self.quantities[one].end, self.quantities[other].start
        if end - begin > reach or not self.in_one_sentence(one, other):
            return False
        first, last = (bisect_left(self.matches, offset, key=attrgetter("start")) for offset in (begin, end))
        return not any(_compares(match) for match in self.matches[first:last])

    def alike(self, one: int, other: int) -> bool:
        """Whether two figures are of one indicator, programme and place, whatever their unit and time."""
        first, second = self.figures[one], self.figures[other]
        same = (first.indicator, first.programme) == (second.indicator, second.programme)
        return same and one_place(first.area, second.area)

    def one_time(self, one: int, other: int) -> bool:
        """Whether two figures are of one time; what has none is of its paragraph's."""
        first, second = self.figures[one].period, self.figures[other].period
        if first is None or second is None:
            return self.in_one_paragraph(one, other)
        return compatible(first, second)

    def phrases_between(self, start: int, end: int) -> Sequence[Match]:
        """The phrases of indicators that begin between two offsets, at most a few of them."""
        first, last = bisect_left(self.phrase_starts, start), bisect_left(self.phrase_starts, end)
        return self.phrases[first : min(last, first + _FEW_PHRASES)]

    def named(self, start: int, end: int) -> list[str]:
        """The indicators of amounts and counts whose phrases begin between two offsets; rates are left out."""
        codes = (phrase.entry.code for phrase in self.phrases_between(start, end))
        return [code for code in codes if not self.is_rate(code)]

    def is_programme_of(self, part: Figure, whole: Figure) -> bool:
        """Whether one sum is told of a programme, the other of all; near-poor households are no part of the poor."""
        by_programme = part.unit.isupper() and self.catalogue.indicators[part.indicator].programmes
        return by_programme and whole.programme is None and part.programme is not None

    def is_rate(self, indicator: str) -> bool:
        """Whether an indicator is told in per cent only."""
        return self.catalogue.indicators[indicator].units == ("percent",)


def account_of(
    figures: Sequence[Figure],
    *,
    quantities: Sequence[Quantity],
    cues: Sequence[Cue],
    passages: Passages,
    phrases: Sequence[Match],
    wholes: Mapping[int, Match],
    matches: Sequence[Match],
    folded: str,
    catalogue: Catalogue,
) -> Account:
    """The account of a text's figures, with its levels sorted by what they count."""
    levels: dict[tuple[str, str], list[int]] = defaultdict(list)
    counted = [_is_counted(figure) for figure in figures]
    for index, figure in enumerate(figures):
        if counted[index]:
            levels[figure.indicator, figure.unit].append(index)
    return Account(
        figures=figures,
        quantities=quantities,
        cues=cues,
        passages=passages,
        phrases=phrases,
        phrase_starts=[phrase.start for phrase in phrases],
        wholes=wholes,
        matches=matches,
        folded=folded,
        catalogue=catalogue,
        counted=counted,
        levels=levels,
        sentences=[passages.sentence(quantity.start) for quantity in quantities],
        paragraphs=[passages.paragraph(quantity.start) for quantity in quantities],
    )


def _compares(match: Match) -> bool:
    return match.entry.dimension == "anchor" and match.entry.code in {"compared", "compared_after"}


def one_place(one: Area | None, other: Area | None) -> bool:
    """Whether two figures are of the same place; of an article that names none, all are of one."""
    if one is None or other is None:
        return one is other
    return (one.code or one.name) == (other.code or other.name)


def lies_in(part: Area | None, whole: Area | None) -> bool:
    """Whether a place lies in another one: its code begins with the other's."""
    if part is None or whole is None or part.code is None or whole.code is None:
        return False
    return part.code.startswith(f"{whole.code}.") or (whole.code == "VN" and part.code != "VN")


def _is_counted(figure: Figure) -> bool:
    counted = figure.unit not in _NO_COUNTS and figure.statistic is Statistic.LEVEL and figure.per is None
    return counted and figure.qualifier is not Qualifier.UP_TO
