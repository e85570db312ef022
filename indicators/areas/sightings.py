"""A stretch of a text that may name a place, and the best stretch beside a word."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.areas.kinds import UNSPACED
from indicators.areas.names import Match, Names
from indicators.figure import AreaLevel
from indicators.words.phonetics import skeleton_of_name

_SOUND_BESIDE_KIND = 0.4  # least likeness of sound beside a kind word: vowels may be missing altogether
_SOUND_UNSPACED = 0.5  # where no space says where a name ends, any text is a candidate
_SOUND_SURE = 0.85  # from which on a name is taken for what its kind word usually means
_LONGER = 0.05  # a shorter stretch must fit better by more than this
_PER_CONSONANT = 0.08
_NUMBERED = frozenset({"quan", "phuong"})  # "Quận 1": only these have numbers for names

#: The levels of units that a kind word may mean.
LEVELS_OF = {
    "tinh": (AreaLevel.PROVINCE,),
    "thanh_pho": (AreaLevel.PROVINCE, AreaLevel.DISTRICT),
    "quan": (AreaLevel.DISTRICT,),
    "huyen": (AreaLevel.DISTRICT,),
    "thi_xa": (AreaLevel.DISTRICT,),
    "xa": (AreaLevel.COMMUNE,),
    "phuong": (AreaLevel.COMMUNE,),
    "thi_tran": (AreaLevel.COMMUNE,),
    "dac_khu": (AreaLevel.COMMUNE,),
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of a text that may name one of several units.

    `needs_context`: only if the text is about the unit's parent. `meant` is the level of "the whole district", which
    names nothing and means the one that the text is about.
    """

    start: int
    end: int
    matches: tuple[Match, ...]
    needs_context: bool = False
    meant: AreaLevel | None = None


def best_of(stretches: Iterable[tuple[int, int]], text: str, kinds: tuple[str, ...], names: Names) -> Sighting | None:
    """The stretch that fits a unit of the kinds best; the longer of equals, which come first.

    What is called a province is none of the cities within one; where the same word is written for districts too, it
    means one if no province sounds like the name.
    """
    if kinds[0] != "tinh":
        return _best(stretches, text, kinds, kinds, names)
    tried = tuple(stretches)
    province = _best(tried, text, kinds[:1], kinds, names)
    if "huyen" not in kinds or (province is not None and province.matches[0].fit >= _SOUND_SURE):
        return province
    district = _best(tried, text, ("huyen",), ("huyen",), names)
    surer = district is not None and (province is None or district.matches[0].fit > province.matches[0].fit)
    return district if surer else province


def _best(
    stretches: Iterable[tuple[int, int]], text: str, named: tuple[str, ...], kinds: tuple[str, ...], names: Names
) -> Sighting | None:
    """The best stretch among units of the levels that some kinds are of."""
    levels = tuple(dict.fromkeys(level for kind in named for level in LEVELS_OF[kind]))
    best: Sighting | None = None
    for start, end in stretches:
        written = text[start:end]
        if kinds[0] not in _NUMBERED and not any(map(str.isalpha, written)):
            continue
        least = _SOUND_UNSPACED if UNSPACED.match(written) else _SOUND_BESIDE_KIND
        known = names.find(written, levels, least=least)
        if written[-1].isdecimal() and " " in written:
            # "Xã A Lưới 4": a number is part of a name only where the gazetteer has it there.
            known = tuple(match for match in known or () if match.unit.name.endswith(f" {written[-1]}"))
        matches = _of_kinds(known, kinds) if known else ()
        if matches and (best is None or _weight(matches[0]) > _weight(best.matches[0]) + _LONGER):
            best = Sighting(start, end, matches)
    return best


def _of_kinds(matches: tuple[Match, ...], kinds: tuple[str, ...]) -> tuple[Match, ...]:
    """The matches of these kinds; of units with one name only those of the first kind."""
    fitting = [match for match in matches if match.unit.kind in kinds]
    first: dict[str, int] = {}
    for match in fitting:
        first[match.unit.name] = min(first.get(match.unit.name, len(kinds)), kinds.index(match.unit.kind))
    return tuple(match for match in fitting if kinds.index(match.unit.kind) == first[match.unit.name])


def _weight(match: Match) -> float:
    """How much a match says: a long name is not met by chance."""
    return match.fit + _PER_CONSONANT * len(skeleton_of_name(match.unit.name))
