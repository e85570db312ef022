"""Made-up evidence of many articles: stories in many languages, template series, and the documents that all cite.

Only signatures are made, no texts: growing a store to a million articles must not take a million readings. The shape
follows the gold: 8 to 45 figures a report, of which some are lost, rounded or misread in each translation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from dedupe.evidence import Name, Quantity, Signature, digits
from dedupe.naming import skeleton

LANGUAGES = ("vi", "en", "fr", "ar", "zh", "es", "ru", "de", "ja", "ko", "pt", "it", "id", "ms", "th", "lo", "km", "hi")
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_PROVINCES = 63
_DISTRICTS = 11
_NAME_POOL = 60_000
_MEAN_COPIES = 6
_SERIES = 0.3  # of the stories are the next report of a series that has begun
_OPEN_SERIES = 400
_MOVED = (0.5, 1.0)  # the share of figures that move from one report of a series to the next
_CITING = (0.45, 0.3, 0.2, 0.12, 0.1, 0.08, 0.06, 0.05)  # shares of all articles that cite the well-known documents
_SHINGLES = 128


@dataclass(frozen=True, slots=True)
class Translation:
    """What printing and reading in another language does: shares of figures lost, rounded, misread; of names kept."""

    lost: float = 0.08
    rounded: float = 0.06
    misread: float = 0.02
    named: float = 0.8


_USUAL = Translation()


class Value(NamedTuple):
    """A quantity of a report, as a reader of the report knows it."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Report:
    """What all translations of one report have in common."""

    story: int
    published_at: datetime
    values: tuple[Value, ...]
    documents: tuple[str, ...]
    places: tuple[str, ...]
    periods: tuple[str, ...]
    names: tuple[str, ...]


def articles(count: int, *, days: float, seed: int = 0) -> Iterator[tuple[int, Signature]]:
    """So many articles over so many days, each with the number of the story that it belongs to."""
    random = Random(seed)
    made = 0
    series: list[Report] = []
    story = 0
    while made < count:
        published = _BEGIN + timedelta(days=days * made / count)
        if series and random.random() < _SERIES:
            last = random.choice(series)
            report = continued(random, last, moved=random.uniform(*_MOVED), story=story, published_at=published)
        else:
            report = new_report(random, story, places=_places(random), published_at=published)
        if len(series) < _OPEN_SERIES:
            series.append(report)
        else:
            series[random.randrange(_OPEN_SERIES)] = report
        languages = random.sample(LANGUAGES, min(len(LANGUAGES), 1 + int(random.expovariate(1 / (_MEAN_COPIES - 1)))))
        for language in languages[: count - made]:
            yield story, replace(translated(random, report, language), **_address(language, made))
            made += 1
        story += 1


def new_report(random: Random, story: int, *, places: tuple[str, ...], published_at: datetime = _BEGIN) -> Report:
    """A report that resembles no other but in what all cite."""
    return Report(
        story=story,
        published_at=published_at,
        values=tuple(_value(random) for _ in range(min(45, 8 + int(random.gammavariate(2.0, 6.0))))),
        documents=_documents(random),
        places=places,
        periods=(published_at.date().isoformat()[:7],),
        names=tuple(dict.fromkeys(_name(_zipf(random)) for _ in range(random.randint(6, 16)))),
    )


def continued(random: Random, last: Report, *, moved: float, story: int = 0, published_at: datetime = _BEGIN) -> Report:
    """The next report of a series: same place, documents and form; a share of its figures has moved."""
    moving = set(random.sample(range(len(last.values)), round(moved * len(last.values))))
    values = tuple(_moved(random, each) if at in moving else each for at, each in enumerate(last.values))
    period = published_at.date().isoformat()[:7]
    return replace(last, story=story, published_at=published_at, values=values, periods=(period,))


def translated(random: Random, report: Report, language: str, by: Translation = _USUAL) -> Signature:
    """What one article says of a report, in one language, as it is read."""
    return Signature(
        language=language,
        source="made-up",
        url=f"https://made-up.example/{language}/{random.getrandbits(60)}",
        title=f"Report {report.story}",
        published_at=report.published_at + timedelta(hours=random.expovariate(1 / 12)),
        quantities=tuple(_printed(random, each, by) for each in report.values if random.random() >= by.lost),
        documents=report.documents,
        places=report.places,
        periods=report.periods,
        names=tuple(
            Name(name, skeleton(name), round(min(1.0, (at + random.random()) / len(report.names)), 3))
            for at, name in enumerate(report.names)
            if random.random() < by.named
        ),
        shingles=tuple(sorted(random.getrandbits(48) for _ in range(_SHINGLES))),
    )


def _places(random: Random) -> tuple[str, ...]:
    province = random.randrange(_PROVINCES)
    places = [f"vn.{province}"]
    if random.random() < 0.5:
        places.insert(0, f"vn.{province}.{random.randrange(_DISTRICTS)}")
    return tuple(places)


def _value(random: Random) -> Value:
    drawn = random.random()
    if drawn < 0.45:
        size = random.lognormvariate(4.5, 2.0)  # thousand millions of dong
        return Value(Decimal(f"{size:.{random.choice((2, 2, 3, 3, 4))}g}") * 10**9, "VND")
    if drawn < 0.7:
        return Value(Decimal(f"{random.betavariate(0.9, 2.0) * 100:.{random.choice((0, 1, 1, 2, 2))}f}"), "percent")
    return Value(Decimal(int(random.lognormvariate(6.5, 2.2)) + 1), random.choice(("household", "person", "commune")))


def _moved(random: Random, value: Value) -> Value:
    """Another value, printed as exactly."""
    precision = max(2, len(digits(value.amount)))
    moved = value.amount
    while moved == value.amount and moved:
        moved = Decimal(f"{float(value.amount) * random.uniform(0.9, 1.25):.{precision}g}")
    return value._replace(amount=moved)


def _documents(random: Random) -> tuple[str, ...]:
    cited = [f"{number}-CT/TW" for number, share in enumerate(_CITING) if random.random() < share]
    if random.random() < 0.3:
        cited.append(f"{random.randrange(1, 4000)}/QD-UBND")
    return tuple(cited)


def _zipf(random: Random) -> int:
    return int(_NAME_POOL ** random.random()) - 1


def _name(number: int) -> str:
    """A pronounceable name for a number: names differ in their consonants."""
    consonants, vowels = "bcdgklmnprstvx", "aeiou"
    letters = []
    number += 14**2
    while number:
        number, digit = divmod(number, 14)
        letters.append(consonants[digit] + vowels[digit % 5])
    return "".join(letters)


def _address(language: str, number: int) -> dict[str, Any]:
    site = number % 40
    return {
        "source": f"source-{site}",
        "url": f"https://site-{site}.example/{language}/report-{number}",
        "slug": f"report-{number}",
    }


def _printed(random: Random, value: Value, by: Translation) -> Quantity:
    drawn = random.random()
    if drawn < by.misread:
        return Quantity.of(value.amount * 1000, value.unit)
    if drawn < by.misread + by.rounded and value.amount >= 1000:
        return Quantity.of(Decimal(f"{float(value.amount):.3g}"), value.unit)
    return Quantity.of(value.amount, value.unit)
