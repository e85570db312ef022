"""Places in a text: which administrative unit of Vietnam each name means.

Names are shared by many units, and most are words or people too. So a name is taken beside a word for its kind
("huyện Mai Sơn", "Mai Son district"), or when it is a province's, or when the text has named it with its kind
elsewhere; which of several units of one name is meant follows from the provinces and districts that the text is about,
and stays open (`code` None) where that does not tell.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from indicators.areas.names import Match, Names
from indicators.areas.sightings import Sighting
from indicators.areas.text import find_sightings
from indicators.areas.toponyms import Unit
from indicators.figure import Area, AreaLevel

_SAME_FIT = 0.08  # names that fit worse than the best by more are out of the question
_SUPPORT = 0.3  # what it adds to a name's fit that the text is about the place that it lies in
_MEANT = 0.6  # how sure it is that "the whole district" is the district that the text is most about
_SURE = {  # without that, a name must fit like this at least: the more names there are, the more sound alike
    AreaLevel.NATION: 0.0,
    AreaLevel.PROVINCE: 0.55,
    AreaLevel.DISTRICT: 0.65,
    AreaLevel.COMMUNE: 0.9,
}


@dataclass(frozen=True, slots=True)
class AreaMention:
    """A place that a text names: `raw` is `text[start:end]` without the kind word; `confidence` from 0 to 1."""

    start: int
    end: int
    raw: str
    area: Area
    confidence: float


class Gazetteer:
    """The administrative units of Vietnam, before and after 1 July 2025, and the names they go by."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._units = names.units

    def get(self, code: str) -> Area | None:
        """The area of a code; None for a code that is not in the gazetteer."""
        unit = self._units.get(code)
        return unit.area if unit else None

    def parents(self, code: str) -> tuple[Area, ...]:
        """The areas that an area lies in, the nearest first, the nation last; empty for an unknown code."""
        return tuple(unit.area for unit in self._above(code))

    def province_of(self, code: str) -> Area | None:
        """The province that an area is or lies in; None for the nation and for unknown codes."""
        unit = self._units.get(code)
        line = (unit, *self._above(code)) if unit else ()
        return next((part.area for part in line if part.level is AreaLevel.PROVINCE), None)

    def became(self, code: str) -> tuple[Area, ...]:
        """What an area became on 1 July 2025; empty where it stayed, or where nothing is known (districts)."""
        unit = self._units.get(code)
        return tuple(self._units[after].area for after in unit.became) if unit else ()

    def find(
        self, text: str, language: str, *, published: date | None = None, home: str | None = None
    ) -> tuple[AreaMention, ...]:
        """All places that a text names, in text order, never overlapping.

        `published` chooses between units of before and after 1 July 2025; without it the older are preferred.
        `home` is the code of the area that the source writes about, which settles names that the text leaves open.
        """
        sightings = find_sightings(text, language, self._names)
        return _Resolution(self._units, published, home).of(text, sightings)

    def _above(self, code: str) -> Iterator[Unit]:
        unit = self._units.get(code)
        while unit is not None and unit.parent is not None:
            unit = self._units.get(unit.parent)
            if unit is not None:
                yield unit


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The shipped gazetteer; loaded once, communes when first needed."""
    return Gazetteer(Names())


class _Resolution:
    """Chooses for one text among the units that each name may mean."""

    def __init__(self, units: dict[str, Unit], published: date | None, home: str | None) -> None:
        self._units = units
        self._published = published
        self._context: Counter[str] = Counter()
        if home is not None:
            self._learn(home)

    def of(self, text: str, sightings: list[Sighting]) -> tuple[AreaMention, ...]:
        """The mentions of all sightings that name a unit."""
        for levels in ({AreaLevel.NATION, AreaLevel.PROVINCE}, {AreaLevel.DISTRICT}, {AreaLevel.COMMUNE}):
            for sighting in sightings:
                if levels.isdisjoint([match.unit.level for match in sighting.matches]):
                    continue
                chosen = self._narrowed(sighting.matches)
                if len({match.unit.code for match in chosen}) == 1 and chosen[0].unit.level in levels:
                    self._learn(chosen[0].unit.code)
        mentions = [mention for sighting in sightings if (mention := self._mention(text, sighting))]
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def _learn(self, code: str) -> None:
        unit = self._units.get(code)
        while unit is not None and unit.parent is not None:
            self._context[unit.code] += 1
            unit = self._units.get(unit.parent)

    def _main(self, level: AreaLevel) -> tuple[Match, ...]:
        """The unit of a level that the text is most about."""
        codes = [code for code in self._context if self._units[code].level is level]
        best = max(codes, key=lambda code: self._context[code], default=None)
        return (Match(self._units[best], _MEANT),) if best else ()

    def _mention(self, text: str, sighting: Sighting) -> AreaMention | None:
        chosen = self._main(sighting.meant) if sighting.meant else self._narrowed(sighting.matches)
        if not chosen or (sighting.needs_context and not self._supports(chosen[0].unit)):
            return None
        best = chosen[0]
        area, confidence = best.unit.area, best.fit
        if len(chosen) > 1:
            area, confidence = Area(best.unit.name, None, best.unit.level), best.fit * 0.5
        return AreaMention(
            sighting.start, sighting.end, text[sighting.start : sighting.end], area, round(confidence, 3)
        )

    def _supports(self, unit: Unit) -> bool:
        """Whether the text is about the unit that this one lies in, or about its province."""
        above = self._units.get(unit.parent or "")
        return above is not None and (above.code in self._context or above.parent in self._context)

    def _narrowed(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """The matches left when fit, context and date have spoken."""
        matches = tuple(
            [match for match in matches if match.fit >= _SURE[match.unit.level] or self._supports(match.unit)]
        )
        for narrow in (self._by_fit, self._by_day, self._by_context, self._by_sound):
            if len(matches) > 1:
                matches = narrow(matches)
        return matches

    def _by_day(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        if self._published is None:
            standing = tuple(match for match in matches if match.unit.valid_from is None)
        else:
            standing = tuple(match for match in matches if match.unit.stands_on(self._published))
        return standing or matches

    def _by_fit(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """Those that fit about as well as the best; what lies where the text is about fits better."""
        fits = [match.fit + (_SUPPORT if self._supports(match.unit) else 0) for match in matches]
        least = max(fits, default=0.0) - _SAME_FIT
        return tuple(match for match, fit in zip(matches, fits, strict=True) if fit >= least)

    @staticmethod
    def _by_sound(matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """The last resort: what sounds best, be it by a little."""
        best = max(match.fit for match in matches)
        return tuple(match for match in matches if match.fit == best)

    def _by_context(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        weights = [self._context[match.unit.parent or ""] + self._context[match.unit.code] for match in matches]
        most = max(weights)
        return tuple(match for match, weight in zip(matches, weights, strict=True) if weight == most)
