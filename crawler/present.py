"""Observations as people read them: values with their marks and words, titles instead of codes, periods in words."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from indicators.catalogue import Catalogue, load_catalogue
from indicators.figure import Qualifier, Statistic
from store.records import JudgementRecord, NewObservation

#: Vietnamese reports count money in tỷ (billions) however large it is; so does whoever compares with them.
_LARGEST_SCALE: Final = Decimal(10**9)
_SMALLEST_SCALE: Final = Decimal(10**6)
_SPACE: Final = "\N{NO-BREAK SPACE}"
#: A printed value is exact to half of its last digit; whose interval is wider was said to be "about" so much.
_HALF: Final = Decimal("0.5")
_MONTH: Final = re.compile(r"(\d{4})-(\d\d)")
_ENGLISH: Final = "en"


def value_text(observation: NewObservation, locale: str = _ENGLISH) -> str:
    """The value as a person would print it: `over 586 billion VND`, `30.55 %`, `+410.4 billion VND (change)`."""
    words = _words(locale)
    signed = observation.statistic == Statistic.CHANGE
    printed = _quantity(observation.value, observation.unit, locale, signed=signed)
    if observation.value_max is not None:
        low = _number(observation.value, observation.unit, locale, signed=False)[0]
        high = _quantity(observation.value_max, observation.unit, locale, signed=False)
        return str(words["qualifier"]["range"]).format(low=low, high=high)
    limit = qualifier(observation)
    if limit is not Qualifier.EXACT:
        printed = str(words["qualifier"][limit.value]).format(value=printed)
    statistic: str | None = words["statistic"].get(observation.statistic)
    return statistic.format(value=printed) if statistic else printed


def judgement_text(record: JudgementRecord) -> str:
    """What a person decided about an observation: `corrected from 586 on 3 November 2026: asked the bank`."""
    before = f" from {record.value_before:f}" if record.value != record.value_before else ""
    why = f": {record.note}" if record.note else ""
    return f"{record.judgement.value}{before} on {format_date(record.decided_at, 'long', _ENGLISH)}{why}"


def qualifier(observation: NewObservation) -> Qualifier:
    """How the value stands in its interval, which several figures may have narrowed together."""
    value, low, high = observation.value, observation.value_low, observation.value_high
    if low is None:
        return Qualifier.UP_TO if high is not None else Qualifier.ABOUT
    if high is None:
        return Qualifier.OVER
    below, above = value - low, high - value
    if below <= 0 < above:
        return Qualifier.OVER
    if above <= 0 < below:
        # Only what is said to have no lower end reaches down to nothing.
        return Qualifier.UP_TO if low == 0 else Qualifier.NEARLY
    return Qualifier.ABOUT if max(below, above) > _HALF * _last_place(value) else Qualifier.EXACT


def indicator_title(code: str) -> str:
    """The catalogue's title of an indicator; the code itself where the catalogue no longer has it."""
    indicator = _catalogue().indicators.get(code)
    return indicator.title if indicator else code


def programme_title(code: str | None) -> str:
    """The catalogue's title of a programme without its Vietnamese name; empty for all programmes together."""
    if code is None:
        return ""
    return _catalogue().programmes.get(code, code).partition(" (")[0]


def period_text(period: str | None, locale: str = _ENGLISH) -> str:
    """An ISO 8601 period in words: `31 Mar 2025`, `January 2025 to April 2025`; empty where it is not known."""
    if period is None:
        return ""
    start, slash, end = period.partition("/")
    if not slash:
        return _date_text(start, locale)
    words = _words(locale)["period"]
    form = str(words["open"] if end == ".." else words["closed"])
    return form.format(start=_date_text(start, locale), end=_date_text(end, locale))


def sentence_around(text: str, start: int, end: int, *, longest: int = 320) -> str:
    """The sentence of `text` in which the span stands, in one line, cut with an ellipsis where it is too long."""
    return "".join(sentence_parts(text, start, end, longest=longest))


def sentence_parts(text: str, start: int, end: int, *, longest: int = 320) -> tuple[str, str, str]:
    """As `sentence_around`, in three parts: what stands before the span, the span, what stands behind it."""
    first = max((match.end() for match in _SENTENCE_END.finditer(text, 0, start)), default=0)
    following = _SENTENCE_END.search(text, end)
    last = following.end() if following else len(text)
    left, right = max(first, start - longest // 2), min(last, end + longest // 2)
    before, span, behind = (_SPACES.sub(" ", part) for part in (text[left:start], text[start:end], text[end:right]))
    return (
        f"{'… ' if left > first else ''}{before.lstrip()}",
        span,
        f"{behind.rstrip()}{' …' if right < last else ''}",
    )


_SPACES: Final = re.compile(r"\s+")
_SENTENCE_END: Final = re.compile(r"(?:[.!?؟](?=\s+[^\s\d]|\s*$)|[。！？]|\n)\s*")


def _quantity(value: Decimal, unit: str, locale: str, *, signed: bool) -> str:
    number, counted = _number(value, unit, locale, signed=signed)
    return f"{number}{_SPACE}{_unit_word(unit, counted, locale)}"


def _number(value: Decimal, unit: str, locale: str, *, signed: bool) -> tuple[str, Decimal]:
    """The number with its magnitude word, and the number that the unit's plural goes by."""
    sign = "+" if signed and value > 0 else ""
    if _is_currency(unit) and abs(value) >= _SMALLEST_SCALE:
        return sign + _scaled(value, locale), value
    return sign + _decimal(value, locale), value


def _scaled(value: Decimal, locale: str) -> str:
    """Millions or billions, in the locale's own words and its own steps (ten thousands where it counts so)."""
    known = _locale(locale)
    patterns = known.compact_decimal_formats.get("long") or known.compact_decimal_formats["short"]
    size = _LARGEST_SCALE if abs(value) >= _LARGEST_SCALE else _SMALLEST_SCALE
    form = patterns["other"][str(size)].pattern
    step = size / 10 ** (form.count("0") - 1)
    plural = known.plural_form(abs(value / step))
    chosen = patterns.get(plural, patterns["other"]).get(str(size), patterns["other"][str(size)]).pattern
    return re.sub(r"0+", _decimal(value / step, locale), chosen, count=1).replace("'", "")


def _decimal(value: Decimal, locale: str) -> str:
    return format_decimal(value, locale=_locale(locale), decimal_quantization=False)


def _unit_word(unit: str, counted: Decimal, locale: str) -> str:
    forms = _words(locale)["unit"].get(unit)
    if forms is None:
        return unit.replace("_", " ")
    return str(forms.get(_locale(locale).plural_form(abs(counted)), forms["other"]))


def _is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def _last_place(value: Decimal) -> Decimal:
    """The size of the last digit that a printer of the value would write: 100 of 4,300, 0.01 of 30.55."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _date_text(text: str, locale: str) -> str:
    try:
        if _MONTH.fullmatch(text):
            return format_date(date.fromisoformat(f"{text}-01"), "LLLL y", _locale(locale))
        return format_date(date.fromisoformat(text), "medium", _locale(locale))
    except ValueError:
        return text  # a year, a quarter, or what only its reader understands


def _words(locale: str) -> Mapping[str, Mapping[str, Any]]:
    words = _all_words()
    return words.get(_locale(locale).language, words[_ENGLISH])


@cache
def _all_words() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return tomllib.loads((files("crawler") / "present.toml").read_text("utf-8"))


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()


@cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale(_ENGLISH)
