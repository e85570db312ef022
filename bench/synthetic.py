"""Made-up evidence of many articles: stories in many languages, template series, and the documents that all cite.

Only signatures are made, no texts: growing a store to a million articles must not take a million readings. The shape
follows the gold: 8 to 45 figures a report, of which some are lost, rounded or misread in each translation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from dedupe.evidence import Quantity, Signature

LANGUAGES = ("vi", "en", "fr", "ar", "zh", "es", "ru", "de", "ja", "ko", "pt", "it", "id", "ms", "th", "lo", "km", "hi")
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_PROVINCES = 63
_DISTRICTS = 11
_NAME_POOL = 60_000
_MEAN_COPIES = 6
_SERIES = 0.3  # of the stories are the next report of a series that has begun
_OPEN_SERIES = 400
_MOVED = (0.5, 1.0)  # the share of figures that move from one report of a series to the next
_LOST = 0.08  # of the figures of an article: not printed, or not read
_ROUNDED = 0.06
_MISREAD = 0.02
_CITING = (0.45, 0.3, 0.2, 0.12, 0.1, 0.08, 0.06, 0.05)  # shares of all articles that cite the well-known documents
_SHINGLES = 128


@dataclass(frozen=True, slots=True)
class Report:
    """What all translations of one report have in common."""

    story: int
    published_at: datetime
    quantities: tuple[Quantity, ...]
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
        report = (
            _next(random, story, published, series) if _continues(random, series) else _new(random, story, published)
        )
        if len(series) < _OPEN_SERIES:
            series.append(report)
        else:
            series[random.randrange(_OPEN_SERIES)] = report
        languages = random.sample(LANGUAGES, min(len(LANGUAGES), 1 + int(random.expovariate(1 / (_MEAN_COPIES - 1)))))
        for language in languages[: count - made]:
            yield story, _article(random, report, language, made)
            made += 1
        story += 1


def _continues(random: Random, series: list[Report]) -> bool:
    return bool(series) and random.random() < _SERIES


def _new(random: Random, story: int, published: datetime) -> Report:
    province = random.randrange(_PROVINCES)
    places = [f"vn.{province}"]
    if random.random() < 0.5:
        places.insert(0, f"vn.{province}.{random.randrange(_DISTRICTS)}")
    return Report(
        story=story,
        published_at=published,
        quantities=tuple(_quantity(random) for _ in range(min(45, 8 + int(random.gammavariate(2.0, 6.0))))),
        documents=_documents(random),
        places=tuple(places),
        periods=(published.date().isoformat()[:7],),
        names=tuple(dict.fromkeys(_name(_zipf(random)) for _ in range(random.randint(6, 16)))),
    )


def _next(random: Random, story: int, published: datetime, series: list[Report]) -> Report:
    """The next report of a series: same place, documents and form, most figures moved."""
    last = random.choice(series)
    moved = random.uniform(*_MOVED)
    quantities = tuple(_moved(random, each) if random.random() < moved else each for each in last.quantities)
    return replace(
        last, story=story, published_at=published, quantities=quantities, periods=(published.date().isoformat()[:7],)
    )


def _quantity(random: Random) -> Quantity:
    drawn = random.random()
    if drawn < 0.45:
        size = random.lognormvariate(4.5, 2.0)  # thousand millions of dong
        return Quantity(Decimal(f"{size:.{random.choice((2, 2, 3, 3, 4))}g}") * 10**9, "VND")
    if drawn < 0.7:
        return Quantity(Decimal(f"{random.betavariate(0.9, 2.0) * 100:.{random.choice((0, 1, 1, 2, 2))}f}"), "percent")
    return Quantity(
        Decimal(int(random.lognormvariate(6.5, 2.2)) + 1), random.choice(("household", "person", "commune"))
    )


def _moved(random: Random, quantity: Quantity) -> Quantity:
    digits = max(2, len(str(quantity.value).strip("0.").replace(".", "")))
    value = Decimal(f"{float(quantity.value) * random.uniform(0.9, 1.25):.{digits}g}")
    return replace(quantity, value=value)


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


def _article(random: Random, report: Report, language: str, number: int) -> Signature:
    names = [name for name in report.names if random.random() < 0.8]
    return Signature(
        language=language,
        source=f"source-{number % 40}",
        url=f"https://site-{number % 40}.example/{language}/report-{number}",
        title=f"Report {number}",
        published_at=report.published_at + timedelta(hours=random.expovariate(1 / 12)),
        slug=f"report-{number}",
        quantities=tuple(_printed(random, each) for each in report.quantities if random.random() >= _LOST),
        documents=report.documents,
        places=report.places,
        periods=report.periods,
        names=tuple(names),
        shingles=tuple(sorted(random.getrandbits(48) for _ in range(_SHINGLES))),
    )


def _printed(random: Random, quantity: Quantity) -> Quantity:
    drawn = random.random()
    if drawn < _MISREAD:
        return replace(quantity, value=quantity.value * 1000)
    if drawn < _MISREAD + _ROUNDED and quantity.value >= 1000:
        return replace(quantity, value=Decimal(f"{float(quantity.value):.3g}"))
    return quantity
