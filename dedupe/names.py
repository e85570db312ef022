"""Two articles' names side by side: which sound alike, and whether they come at the same point of the report.

A translation mentions the same names in the same places. The next day's report mentions the same people elsewhere, and
another report shares a name by chance: the shorter a name's sound, the more often.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log10

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from dedupe import thresholds
from dedupe.evidence import Name

_VOWELS = re.compile(r"[aeiou]")


@dataclass(frozen=True, slots=True)
class Namesakes:
    """What names say of a pair, in powers of ten: `told` in all.

    `in_place` and `elsewhere` are the likenesses of those that stand in the same place of both texts (`shared`), and of
    those that stand in others.
    """

    told: float = 0.0
    in_place: float = 0.0
    elsewhere: float = 0.0
    shared: tuple[str, ...] = ()

    @property
    def is_other_report(self) -> bool:
        """Whether the same names are told of in another order: the next day's report of the same people."""
        likeness = self.in_place + self.elsewhere
        return likeness >= thresholds.ENOUGH_NAMES and self.elsewhere >= thresholds.ELSEWHERE * likeness


class Sounds:
    """The names of one article, found by sounds that differ in a consonant at most.

    `weights` say what each tells, from 0 to 1.
    """

    def __init__(self, names: Sequence[Name], weights: Sequence[float]) -> None:
        self.names = names
        self.weights = weights
        self._by_variant: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(names):
            for variant in _variants(name.sound):
                self._by_variant[variant].append(at)

    def near(self, name: Name) -> set[int]:
        """Which names may sound like one."""
        found: set[int] = set()
        for variant in _variants(name.sound):
            found.update(self._by_variant.get(variant, ()))
        return found


def compare_names(mine: Sounds, theirs: Sequence[Name]) -> Namesakes:
    """What two articles' names say; each of theirs speaks once, through the one of mine that sounds most like it."""
    told = in_place = elsewhere = 0.0
    shared: list[str] = []
    for name in theirs:
        near = mine.near(name)
        likeness, at = max(((_likeness(name, mine.names[at]), at) for at in near), default=(0.0, 0))
        if likeness < thresholds.NAMESAKE:
            continue
        placed = _placed(abs(name.place - mine.names[at].place))
        weight = mine.weights[at]
        if placed > 0 and _repeats(name.written, shared):
            continue
        if placed > 0:
            told += weight * (likeness * min(1.0, placed / thresholds.SURE_OF_PLACE) + placed)
            in_place += weight * likeness
            shared.append(name.written)
        else:
            told += weight * (placed - likeness)
            elsewhere += weight * likeness
    return Namesakes(told, in_place, elsewhere, tuple(shared))


def _repeats(written: str, shared: Sequence[str]) -> bool:
    """Whether a name has been counted as a part of a longer one, or by a part: Quang, Tri and Quang Tri."""
    return any(written in other or other in written for other in shared)


def overhear(names: Sequence[Name], stream: str, before: Namesakes) -> Namesakes:
    """What is added by names of one article that are heard in the other, whose script puts no spaces between words.

    `stream` is the other text in Latin letters. A name is listened for around its own place only, and not where it
    has spoken `before`; where nothing marks names there are too many that are none.
    """
    if len(names) > thresholds.MOST_LISTENED_FOR:
        return before
    told, shared = 0.0, []
    taken: list[tuple[int, int]] = []
    for name in names:
        if len(name.written) < thresholds.SHORTEST_OVERHEARD or name.written in before.shared:
            continue
        start = max(0, int((name.place - thresholds.EARSHOT) * len(stream)))
        around = stream[start : int((name.place + thresholds.EARSHOT) * len(stream)) + len(name.written)]
        heard = fuzz.partial_ratio_alignment(name.written, around, score_cutoff=thresholds.LEAST_OVERHEARD)
        likeness = _overheard(name.written, heard.score / 100) if heard else 0.0
        if heard is None or likeness < thresholds.NAMESAKE:
            continue
        span = start + heard.dest_start, start + heard.dest_end
        if all(span[1] <= begin or end <= span[0] for begin, end in taken):
            taken.append(span)
            told += likeness
            shared.append(name.written)
    return Namesakes(before.told + told, before.in_place + told, before.elsewhere, (*before.shared, *shared))


def _overheard(written: str, alike: float) -> float:
    letters = min(len(written), thresholds.LONGEST_OVERHEARD)
    likeness = (
        thresholds.OVERHEARD_BEFORE + thresholds.PER_OVERHEARD * alike + thresholds.PER_OVERHEARD_LETTER * letters
    )
    return min(likeness, thresholds.MOST_LIKENESS)


def _likeness(one: Name, other: Name) -> float:
    """By how many powers of ten two names that sound so alike are likelier met in one report than in two."""
    is_bare = _is_bare(one.written) or _is_bare(other.written)
    written = (_consonants(one.written), _consonants(other.written)) if is_bare else (one.written, other.written)
    spelled = fuzz.ratio(*written, score_cutoff=thresholds.LEAST_SPELLING) / 100
    if not spelled:
        return 0.0
    apart = Levenshtein.distance(one.sound, other.sound) if one.sound != other.sound else 0
    likeness = (
        (thresholds.BARE_NAME_BEFORE if is_bare else thresholds.NAME_BEFORE)
        + thresholds.PER_CONSONANT * max(len(one.sound), len(other.sound))
        - thresholds.PER_DIFFERENCE * apart
        + thresholds.PER_SPELLING * spelled
    )
    return min(likeness, thresholds.MOST_LIKENESS)


@lru_cache(maxsize=10_000)
def _consonants(written: str) -> str:
    return _VOWELS.sub("", written)


def _is_bare(written: str) -> bool:
    """Whether the script leaves vowels unwritten, as Arabic and Hebrew do."""
    return len(_consonants(written)) == len(written)


def _placed(apart: float) -> float:
    """By how many powers of ten names so far apart in their texts (0 to 1) are likelier of one report than of two."""
    near = exp(-apart / thresholds.PLACES_APART) / thresholds.PLACES_APART
    by_chance = 2 * (1 - min(apart, 0.99))
    return log10(((1 - thresholds.MISPLACED) * near + thresholds.MISPLACED * by_chance) / by_chance)


@lru_cache(maxsize=10_000)
def _variants(sound: str) -> frozenset[str]:
    """A sound, and what is left of it without one consonant; two share one if they differ in one."""
    if len(sound) < thresholds.FUZZY_FROM:
        return frozenset((sound,))
    return frozenset((sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))))
