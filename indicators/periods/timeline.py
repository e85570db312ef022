"""Which reference period each figure of a text is as of."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.periods.periods import Period
from indicators.words.passages import Passages

_TELLING = frozenset({"as_of", "plain", "since"})
_OPENING = 60
_DAY = len("2024-09-30")
_ATTACHED_GAP = 18
_ORIGIN_GAP = 32  # "from 13.75 % at the handover in 2002 to": what a change came from has its own date
_BREAKS = ",;.:\n،؛)，、；：。）।॥។"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods of a text and which of them belong to one figure alone.

    `attached` maps the index of a figure to its own period; `spent` are periods of what a figure came from ("from
    0.38 % in 2014"), which tell nothing of the figures after it. `owned` are periods tied to one figure, which tell
    little of others. `changes` are the indexes of figures that "since" tells what they changed from.
    """

    periods: Sequence[Period]
    starts: Sequence[int]
    attached: Mapping[int, Period]
    spent: frozenset[int]
    owned: frozenset[int]
    changes: frozenset[int]
    passages: Passages

    def period_of(self, index: int, start: int, end: int, *, flow: bool) -> Period | None:
        """The period of a figure: its own, else of its sentence, else of its paragraph before it."""
        attached = self._fitted(self.attached.get(index), flow=flow)
        sentence, paragraph = self.passages.sentence_start(start), self.passages.paragraph_start(start)
        own, before = self._between(sentence, start), self._between(paragraph, start)
        if attached is not None and not (flow and _is_next(attached) and any(period.flow for period in own)):
            return attached
        if index in self.changes:
            own = [period for period in own if period.flow or period.role != "since"]
        fitting = [period for period in own if period.flow == flow]
        if fitting or (own and flow):
            return (fitting or own)[-1]
        following = None if own else self._following(end)
        if following is not None and following.flow and flow:
            return following
        found = self._topic([period for period in before if period.flow == flow]) or self._topic(own or before)
        return self._fitted(found or self._following(end), flow=flow)

    def own_of(self, index: int, start: int, *, since: int = 0) -> Period | None:
        """The period of a figure that its sentence names for it: its own, else the last one before it.

        `since` is where the figure before it ends, whose own period is not this one's.
        """
        if index in self.attached:
            return self.attached[index]
        taken = {period.start for period in self.attached.values()} if since else ()
        own = self._between(max(self.passages.sentence_start(start), since), start)
        return next((period for period in reversed(own) if period.start not in taken), None)

    def together(self, one: int, other: int) -> bool:
        """Whether two offsets lie in one sentence."""
        return self.passages.sentence(one) == self.passages.sentence(other)

    def _topic(self, periods: Sequence[Period]) -> Period | None:
        """The last period that opens a sentence, else the first: one named in passing does not govern what follows."""
        periods = [period for period in periods if period.start not in self.owned] or periods
        opening = [
            period for period in periods if period.start - self.passages.sentence_start(period.start) <= _OPENING
        ]
        return opening[-1] if opening else next(iter(periods), None)

    @staticmethod
    def _fitted(period: Period | None, *, flow: bool) -> Period | None:
        """A level at a date is not of "the first six months"."""
        return None if period is not None and period.flow and period.months and not flow else period

    def covered(self, start: int) -> str | None:
        """From the first to the last period that figures of the sentence before an offset have as their own."""
        sentence = self.passages.sentence_start(start)
        own = sorted({period.start: period for period in self.attached.values()}.items())
        codes = [period.code for offset, period in own if sentence <= offset < start and not period.flow]
        return f"{codes[0]}/{codes[-1]}" if len(codes) > 1 and codes[0] < codes[-1] else None

    def _between(self, start: int, end: int) -> list[Period]:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [
            period
            for period in self.periods[max(first, last - 24) : last]
            if period.role in _TELLING and period.start not in self.spent
        ]

    def _following(self, end: int) -> Period | None:
        """A period later in the same sentence."""
        sentence = self.passages.sentence(end - 1)
        for period in self.periods[bisect_left(self.starts, end) :][:2]:
            if self.passages.sentence(period.start) == sentence and period.role in _TELLING:
                return period
        return None


def _is_next(period: Period) -> bool:
    """Whether a date behind a flow is a day of levels: of what comes next, where no mark ends a sentence."""
    return not period.flow and period.role == "as_of" and len(period.code) == _DAY


def build_timeline(
    periods: Sequence[Period],
    spans: Sequence[tuple[int, int]],
    *,
    origins: frozenset[int],
    based: frozenset[int],
    changes: frozenset[int],
    against: frozenset[int],
    genitives: Mapping[int, Sequence[int]],
    folded: str,
    passages: Passages,
) -> Timeline:
    """Tell which periods stand directly behind a figure, or in the genitive before it (2014年的96亿).

    `origins` are the indexes of figures that a change starts from; `based` of those behind which stands what they are
    compared with ("double the 2016-2020 period"); `changes` of those behind which "from" tells what they changed from;
    `against` of those that others are held against ("against 27.9 % in 2023").
    `genitives` tells where words that tie a date to the figure behind them begin, by where they end.
    """
    starts = [period.start for period in periods]
    attached = _in_genitive(periods, spans, genitives, folded)
    spent = {period.start for index, period in attached.items() if index in origins or index in based}
    owned = {period.start for period in attached.values()}
    attached = {index: period for index, period in attached.items() if index not in based and period.role != "compared"}
    for index, (_, end) in enumerate(spans):
        position = bisect_left(starts, end)
        if position == len(periods):
            break
        period = periods[position]
        limit = spans[index + 1][0] if index + 1 < len(spans) else len(folded)
        gap = folded[end : period.start]
        if period.start in owned or index in attached:
            continue
        if (
            period.start >= limit
            or len(gap) > (_ORIGIN_GAP if index in origins else _ATTACHED_GAP)
            or any(mark in gap for mark in _BREAKS)
        ):
            continue
        changed_from = index in changes and period.role == "since"
        if period.role not in {"compared", "event"} and index not in based and not changed_from:
            attached[index] = period
        if index in origins or index in based or index in against:
            spent.add(period.start)
    for index in range(1, len(spans)):
        # "3,412 households at the end of 2021 (15.23 %)": the bracket is of the same date.
        if index - 1 in attached and _in_brackets(spans[index - 1][1], spans[index][0], folded):
            attached.setdefault(index, attached[index - 1])
    return Timeline(periods, starts, attached, frozenset(spent), frozenset(owned), changes, passages)


def _in_brackets(end: int, start: int, folded: str) -> bool:
    """Whether a bracket opens between the end of one figure and the start of the next."""
    between = folded[end:start]
    opened = max(between.rfind("("), between.rfind("（")) > max(between.rfind(")"), between.rfind("）"))
    return len(between) <= _ORIGIN_GAP and opened and "\n" not in between


def _in_genitive(
    periods: Sequence[Period], spans: Sequence[tuple[int, int]], genitives: Mapping[int, Sequence[int]], folded: str
) -> dict[int, Period]:
    """The periods that a genitive ties to the figure behind them, by the figure's index."""
    ends = {period.end: period for period in periods}
    found: dict[int, Period] = {}
    for index, (start, _) in enumerate(spans):
        # Directly before it, with nothing but a space between: "2014년 96억 동".
        known = [*genitives.get(start, ()), *genitives.get(start - 1, ())]
        known.append(start - 1 if folded[start - 1] == " " else start)
        known += [place - 1 for place in known if folded[place - 1 : place] == " "]  # "2014 के 96 अरब"
        period = next((ends[place] for place in known if place in ends), None)
        if period is not None:
            found[index] = period
    return found
