"""How CLDR writes dates: names of months, and patterns in the notation of the language files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_SLOTS = {"d": "{d}", "dd": "{d}", "MMMM": "{month}", "MMM": "{month}", "LLLL": "{month}", "LLL": "{month}"}
_SLOTS |= {"y": "{y}", "M": "{m}", "MM": "{m}", "L": "{m}"}
_PIECE = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")
_SIGNS = re.compile(r"[()|*…]")
_OPTIONAL = re.compile(r"\(([^\W\d_]+)\)")  # Basque "y('e')'ko'"


def months(data: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The names of the months as they stand in dates and alone, in full and short."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in data["months"][context][width].items():
                if not str(name).isdigit() and len(name) > 1 and not _SIGNS.search(str(name)):
                    yield str(name).rstrip("."), int(number)


def templates(locales: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The templates of days, months and quarters, of a language's scripts together."""
    days: list[str] = []
    written: list[str] = []
    quarters: list[str] = []
    for data in locales:
        days += [str(data["date_formats"][width].pattern) for width in ("long", "medium")]
        days += _skeletons(data, "yMMMMd", "yMMMd", "MMMMd", "MMMd")
        written += _skeletons(data, "yMMMM", "yMMM")
        quarters += _quarters(data)
    return {"day": _templates(days), "month": _templates(written), "quarter": tuple(dict.fromkeys(quarters))}


def _skeletons(data: Mapping[str, Any], *names: str) -> list[str]:
    skeletons = data["datetime_skeletons"]
    return [str(getattr(skeletons[name], "pattern", skeletons[name])) for name in names if name in skeletons]


def _templates(patterns: Sequence[str]) -> tuple[str, ...]:
    """CLDR's date patterns in the notation of the language files: "d 'de' MMMM" becomes "{d} de {month}".

    Each also ends with its last slot, and goes without commas: reports leave out the full stop and the word for "year".
    """
    written = []
    for pattern in patterns:
        template = _template(pattern)
        if "{month}" in template or "{m}" in template:
            written += [template, template[: template.rindex("}") + 1], template.replace(",", "")]
    return tuple(dict.fromkeys(written))


def _template(pattern: str, slots: Mapping[str, str] = _SLOTS) -> str:
    pieces = [
        match.group(1) if match.group(1) is not None else slots.get(match.group(), match.group())
        for match in _PIECE.finditer(pattern)
    ]
    whole = _OPTIONAL.sub(r"<\1>", "".join(pieces))
    return _SIGNS.sub("", whole).replace("<", "(").replace(">", "|)").strip()


def _quarters(data: Mapping[str, Any]) -> Iterator[str]:
    """The names of quarters that say their number in digits, with and without the year."""
    names = data["quarters"]["format"]["wide"]
    for name in dict.fromkeys(str(names[number]).replace(str(number), "{q}", 1) for number in names):
        if "{q}" in name and not _SIGNS.search(name) and any(map(str.isalpha, name.replace("{q}", ""))):
            yield from (_template(pattern, {"QQQQ": name, "y": "{y}"}) for pattern in _skeletons(data, "yQQQQ"))
            yield name
