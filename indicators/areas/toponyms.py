"""The administrative units of Vietnam, dated, and the ways their names are written."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources import files

from indicators.figure import Area, AreaLevel
from indicators.words.phonetics import skeleton_of_name
from indicators.words.romanise import romanise

_LEVELS = {
    "nation": AreaLevel.NATION,
    "tinh": AreaLevel.PROVINCE,
    "quan": AreaLevel.DISTRICT,
    "huyen": AreaLevel.DISTRICT,
    "thi_xa": AreaLevel.DISTRICT,
    "xa": AreaLevel.COMMUNE,
    "phuong": AreaLevel.COMMUNE,
    "thi_tran": AreaLevel.COMMUNE,
    "dac_khu": AreaLevel.COMMUNE,
}
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_K = re.compile(r"c(?=$|[^aeiouyh])|c(?=[aou])")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit; `valid_until` is the first day on which it was no more, None while it stands."""

    code: str
    kind: str
    name: str
    valid_from: date | None = None
    valid_until: date | None = None
    became: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The code of the unit that it lies in; None for the nation."""
        return _parent(self.code)

    @property
    def level(self) -> AreaLevel:
        """A city is a province or a district: its code tells."""
        if self.kind == "thanh_pho":
            return AreaLevel.PROVINCE if self.parent == "VN" else AreaLevel.DISTRICT
        return _LEVELS[self.kind]

    @property
    def area(self) -> Area:
        """The unit as figures name it."""
        return Area(self.name, self.code, self.level)

    def stands_on(self, day: date | None) -> bool:
        """Whether the unit existed on a day; every unit does on no day in particular."""
        if day is None:
            return True
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)


@lru_cache(maxsize=16384)
def _parent(code: str) -> str | None:
    if code == "VN":
        return None
    head = code.rpartition(".")[0]
    return "VN" if head in {"vn", "vn.2025"} else head


@lru_cache(maxsize=16384)
def key_of(name: str) -> str:
    """What all spellings of a name in Latin letters share: "Đắk Glong", "Dac Glong", "DAK G'LONG" are one key."""
    folded = _NOT_KEY.sub("", romanise(name))
    return _K.sub("k", folded).replace("y", "i")


@lru_cache(maxsize=16384)
def toned(name: str) -> str:
    """A name with its diacritics, wherever in the syllable the tone is set: "Hoà" and "Hòa" are equal."""
    words = unicodedata.normalize("NFD", name).casefold().split()
    return " ".join("".join(sorted(word, key=lambda mark: mark in _TONES)) for word in words)


class NameIndex:
    """Units by what is left of their names after transliteration; each index is made when first asked for."""

    def __init__(self, named: Iterable[tuple[str, Unit]]) -> None:
        """`named` are units with each of their names."""
        self._named = tuple(named)

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Unit, ...]]:
        """Units by the spelling of their names in Latin letters."""
        return self._by(key_of)

    @cached_property
    def by_skeleton(self) -> Mapping[str, tuple[Unit, ...]]:
        """Units by the consonants of their names."""
        return self._by(skeleton_of_name)

    def _by(self, left_of: Callable[[str], str]) -> Mapping[str, tuple[Unit, ...]]:
        found: dict[str, dict[str, Unit]] = defaultdict(dict)
        for name, unit in self._named:
            found[left_of(name)][unit.code] = unit
        return {left: tuple(units.values()) for left, units in found.items()}


def load_units() -> tuple[Unit, ...]:
    """All units of the shipped gazetteer, the nation first."""
    text = (files("indicators") / "gazetteer" / "units.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return (Unit("VN", "nation", "Việt Nam"), *map(_unit, lines))


def _unit(columns: list[str]) -> Unit:
    code, kind, name, begun, ended, became = columns
    return Unit(code, kind, name, _day(begun), _day(ended), tuple(became.split(",")) if became else ())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
