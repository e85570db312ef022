"""The catalogue: what a figure can be a figure of. All of it is data, in `catalogue.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from indicators.errors import CatalogueError
from indicators.figure import Statistic

OTHER = "other"
_REQUIRED = frozenset({"title", "vi", "unit", "about"})
_OPTIONAL = frozenset(
    {
        "time",
        "companions",
        "own_programmes",
        "shares",
        "yields",
        "as_percent",
        "part_of",
        "programme",
        "programmes",
        "place",
        "people",
        "personal_below",
        "yearly",
    }
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue.

    `units` are the units that its level may have; empty for any. `flow` tells amounts of a period from levels at a
    date. `companions` are indicators that the same words name in other units ("outstanding loans … 9,214 households").
    `as_percent` is what a share of it measures, `part_of` the whole that it is never more than. `programme` is implied;
    `programmes` tells whether it is reported by programme, `own_programmes` are those that only words at the figure
    itself give. Percentages of an indicator that `shares` are shares. One that `yields` gives way to others that are
    named nearby. `place` is False for conditions that hold everywhere, such as an interest rate. Words for
    `people` yield to other words, where there are any. A sum (dong) that is `personal_below` is one borrower's: no
    place is so small that it would be its total. Percentages a year that nothing else names are of a `yearly` one.
    """

    code: str
    title: str
    vi: str
    about: str
    units: tuple[str, ...]
    flow: bool
    companions: tuple[str, ...]
    as_percent: str | None
    part_of: str | None
    programme: str | None
    programmes: bool
    own_programmes: tuple[str, ...]
    shares: bool
    yields: bool
    place: bool
    people: bool
    personal_below: int
    yearly: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators, programmes and statistics by code."""

    indicators: Mapping[str, Indicator]
    programmes: Mapping[str, str]
    statistics: Mapping[str, str]

    @property
    def units(self) -> frozenset[str]:
        """Every unit that some indicator counts in."""
        return frozenset(unit for indicator in self.indicators.values() for unit in indicator.units)


def load_catalogue(path: Path | None = None) -> Catalogue:
    """The shipped catalogue, or another file of its form; raises CatalogueError naming file and key."""
    source = path or resources.files("indicators") / "catalogue.toml"
    try:
        document = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{source}: cannot be read as TOML: {error}") from error
    tables = {key: _table(document, key, source) for key in ("indicator", "programme", "statistic")}
    indicators = {code: _indicator(code, entry, source) for code, entry in tables["indicator"].items()}
    catalogue = Catalogue(
        indicators=indicators,
        programmes={code: str(title) for code, title in tables["programme"].items()},
        statistics={code: str(about) for code, about in tables["statistic"].items()},
    )
    _check(catalogue, source)
    return catalogue


def _table(document: Mapping[str, Any], key: str, source: object) -> dict[str, Any]:
    table = document.get(key)
    if not isinstance(table, dict) or not table:
        raise CatalogueError(f"{source}: the table [{key}] is missing")
    return table


def _indicator(code: str, entry: Mapping[str, Any], source: object) -> Indicator:
    where = f"{source}: [indicator.{code}]"
    if unknown := set(entry) - _REQUIRED - _OPTIONAL:
        raise CatalogueError(f"{where} has unknown keys {sorted(unknown)}; known are {sorted(_REQUIRED | _OPTIONAL)}")
    if missing := _REQUIRED - set(entry):
        raise CatalogueError(f"{where} lacks {sorted(missing)}")
    time = entry.get("time", "stock")
    if time not in {"stock", "flow"}:
        raise CatalogueError(f"{where} time = {time!r}: write stock (a level at a date) or flow (over a period)")
    unit = str(entry["unit"])
    return Indicator(
        code=code,
        title=str(entry["title"]),
        vi=str(entry["vi"]),
        about=str(entry["about"]),
        units=() if unit == "any" else tuple(unit.split("|")),
        flow=time == "flow",
        companions=tuple(entry.get("companions", ())),
        as_percent=entry.get("as_percent"),
        part_of=entry.get("part_of"),
        programme=entry.get("programme"),
        programmes=bool(entry.get("programmes", False)),
        own_programmes=tuple(entry.get("own_programmes", ())),
        shares=bool(entry.get("shares", False)),
        yields=bool(entry.get("yields", False)),
        place=bool(entry.get("place", True)),
        people=bool(entry.get("people", False)),
        personal_below=int(entry.get("personal_below", 0)),
        yearly=bool(entry.get("yearly", False)),
    )


def _check(catalogue: Catalogue, source: object) -> None:
    if OTHER not in catalogue.indicators:
        raise CatalogueError(f"{source}: [indicator.{OTHER}] is missing; what cannot be labelled is kept under it")
    if set(catalogue.statistics) != set(Statistic):
        raise CatalogueError(f"{source}: [statistic] must have exactly {[str(code) for code in Statistic]}")
    for code, indicator in catalogue.indicators.items():
        named = (*indicator.companions, *filter(None, (indicator.as_percent, indicator.part_of)))
        if unknown := set(named) - set(catalogue.indicators):
            raise CatalogueError(f"{source}: [indicator.{code}] names unknown indicators {sorted(unknown)}")
        if indicator.programme is not None and indicator.programme not in catalogue.programmes:
            raise CatalogueError(f"{source}: [indicator.{code}] names unknown programme {indicator.programme!r}")
