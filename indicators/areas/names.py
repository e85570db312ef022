"""Which units a stretch of text may name: exact in Latin letters, by reading in Hán characters, by sound elsewhere."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import islice, product

from indicators.areas.toponyms import NameIndex, Unit, key_of, load_units, toned
from indicators.figure import AreaLevel
from indicators.words.phonetics import likeness, readings_of_text, sound_in_abjad, sound_of_name

_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ0-9]")
_FOREIGN = re.compile("[\u0308\u0327\u030c]")  # marks that no Vietnamese letter has: Hanoï
_HAN = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003ffff－-]+$")
_SYLLABLE_WORDS = re.compile(r"[\u0600-\u06ff\u0900-\u097f]")
_ABJAD = re.compile(r"[\u0600-\u06ff]")
_SYLLABLE_MISSING = 0.15
_LONGEST = 64  # code points of a name; the longest in the list has 25
_MAX_READINGS = 32  # combinations tried for one written name: a hostile text may not make more


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that a stretch of text may name, and how well the name fits (0 to 1)."""

    unit: Unit
    fit: float


class Names:
    """The names of all units, provinces and districts at once, communes when first asked for."""

    def __init__(self) -> None:
        data = tomllib.loads((files("indicators") / "gazetteer" / "names.toml").read_text(encoding="utf-8"))
        self._data = data
        spelled: dict[str, str] = data["spelled"]
        self.units = {
            unit.code: _spelled(unit, spelled[unit.code]) if unit.code in spelled else unit for unit in load_units()
        }
        self.with_kind_only = frozenset(key_of(name) for name in data["with_kind_only"]["names"])
        self.family = frozenset(key_of(name) for name in data["family"]["names"])
        self._remember = lru_cache(maxsize=32768)(self._find)  # of 8,192, two hundred reports had outgrown half

    def of_level(self, level: AreaLevel) -> NameIndex:
        """The index of one level."""
        return {AreaLevel.PROVINCE: self._provinces, AreaLevel.DISTRICT: self._districts}.get(level) or self._communes

    def find(self, written: str, levels: tuple[AreaLevel, ...], *, least: float) -> tuple[Match, ...]:
        """Units of these levels that `written` may name, best first; `least` is the smallest likeness of sound."""
        return self._remember(written, levels, least) if len(written) <= _LONGEST else ()

    def _find(self, written: str, levels: tuple[AreaLevel, ...], least: float) -> tuple[Match, ...]:
        matches = [match for level in levels for match in self._of_script(written, level, least)]
        best = {match.unit.code: match for match in sorted(matches, key=lambda match: match.fit)}
        return tuple(sorted(best.values(), key=lambda match: (-match.fit, match.unit.code)))

    def _of_script(self, written: str, level: AreaLevel, least: float) -> Iterator[Match]:
        if _LATIN.search(written):
            return self._latin(written, level)
        if _HAN.match(written):
            return self._han(written, level)
        known = [self.units[code] for code in self._written_names.get(written, ())]
        exact = [Match(unit, 1.0) for unit in known if unit.level is level]
        return iter(exact or self._by_sound(written, level, least))

    def _latin(self, written: str, level: AreaLevel) -> Iterator[Match]:
        units = self.of_level(level).by_key.get(key_of(written), ())
        if written.isascii() or _FOREIGN.search(unicodedata.normalize("NFD", written)):
            return (Match(unit, 0.95) for unit in units)
        exact = [unit for unit in units if toned(unit.name) == toned(written)]
        return (Match(unit, 1.0 if exact else 0.7) for unit in exact or units)

    def _han(self, written: str, level: AreaLevel) -> Iterator[Match]:
        for code in self._written_names.get(written, ()):
            if self.units[code].level is level:
                yield Match(self.units[code], 1.0)
        readings = [self._readings.get(character, ()) for character in written]
        for reading in islice(product(*readings), _MAX_READINGS):
            for unit in self.of_level(level).by_key.get(key_of("".join(reading)), ()):
                yield Match(unit, 0.9)

    def _by_sound(self, written: str, level: AreaLevel, least: float) -> list[Match]:
        index, vowels = self.of_level(level).by_skeleton, not _ABJAD.search(written)
        fits: dict[str, Match] = {}
        for skeleton, sound in readings_of_text(written):
            for unit in index.get(skeleton, ()):
                fit = likeness(sound_of_name(unit.name), sound, vowels=vowels) - _misfit(unit, written)
                if fit >= least and (unit.code not in fits or fit > fits[unit.code].fit):
                    fits[unit.code] = Match(unit, fit)
        return list(fits.values())

    @cached_property
    def _provinces(self) -> NameIndex:
        return self._index(AreaLevel.PROVINCE)

    @cached_property
    def _districts(self) -> NameIndex:
        return self._index(AreaLevel.DISTRICT)

    @cached_property
    def _communes(self) -> NameIndex:
        return self._index(AreaLevel.COMMUNE)

    def _index(self, level: AreaLevel) -> NameIndex:
        also: dict[str, list[str]] = self._data["also"]
        units = [unit for unit in self.units.values() if unit.level is level]
        return NameIndex((name, unit) for unit in units for name in (unit.name, *also.get(unit.code, ())))

    @cached_property
    def _readings(self) -> dict[str, tuple[str, ...]]:
        readings: dict[str, list[str]] = defaultdict(list)
        for reading, characters in self._data["han"].items():
            for character in characters:
                readings[character].append(reading)
        return {character: tuple(found) for character, found in readings.items()}

    @cached_property
    def _written_names(self) -> dict[str, tuple[str, ...]]:
        names: dict[str, list[str]] = defaultdict(list)
        for table in ("han_names", "abugida_names"):
            for code, written in self._data[table].items():
                named = self.units[code]
                same = [unit.code for unit in self.of_level(named.level).by_key[key_of(named.name)]]
                for name in written:
                    names[name] += [other for other in same if self.units[other].name == named.name]
        return {name: tuple(codes) for name, codes in names.items()}

    @cached_property
    def first_sounds(self) -> frozenset[str]:
        """How the names of provinces begin, as Arabic letters tell it: their first syllables and single words."""
        named = [unit.name for unit in self.units.values() if unit.level is AreaLevel.PROVINCE]
        return frozenset(sound_in_abjad(part) for name in named for part in (name.split()[0], name.replace(" ", "")))

    @cached_property
    def all_first_sounds(self) -> frozenset[str]:
        """The same for the names of all units."""
        return frozenset(sound_in_abjad(unit.name.split()[0]) for unit in self.units.values())

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable of a province's or district's name, without diacritics: what a Vietnamese name is made of."""
        units = (unit for unit in self.units.values() if unit.level is not AreaLevel.COMMUNE)
        return frozenset(key_of(word) for unit in units for word in unit.name.split())


def _misfit(unit: Unit, written: str) -> float:
    """What it costs that scripts which write each syllable as a word write more or fewer words than the name has."""
    if not _SYLLABLE_WORDS.search(written):
        return 0.0
    return _SYLLABLE_MISSING * abs(len(written.split()) - len(unit.name.split()))


def _spelled(unit: Unit, name: str) -> Unit:
    return Unit(unit.code, unit.kind, name, unit.valid_from, unit.valid_until, unit.became)
