"""Why a figure has its value and its labels, in words that a person understands in a minute."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from crawler.notation import figure_value, grouped
from crawler.present import indicator_title, period_text, programme_title
from indicators.catalogue import OTHER
from indicators.figure import Evidence, Figure, Statistic

_DIRECTLY: Final = 3  # characters between words and figure


@dataclass(frozen=True, slots=True)
class Reason:
    """What one dimension of a figure is, and why: by which words of the text, and where these stand.

    Where no words said so, `words` is empty, `because` says what stood in for them, and there is no confidence.
    """

    dimension: str
    label: str
    words: str
    because: str
    confidence: float | None = None


def reasons(figure: Figure) -> tuple[Reason, ...]:
    """The value of a figure, then each of its labels with the words that gave it or what stood in for words."""
    told = {evidence.dimension: evidence for evidence in figure.evidence}
    labelled = (_reason(figure, dimension, label(figure), told) for dimension, label in _LABELS.items())
    return (_value(figure), *labelled)


def words_of(figure: Figure) -> tuple[str, ...]:
    """The words of the text that gave a figure its labels, each once, in text order."""
    pieces = sorted(figure.evidence, key=lambda evidence: evidence.start)
    return tuple(dict.fromkeys(_line(evidence.words) for evidence in pieces))


def _value(figure: Figure) -> Reason:
    low, high = (grouped(end) if end is not None else "…" for end in (figure.interval.low, figure.interval.high))
    because = f"allows {low} to {high}"
    if figure.readings:
        because += f"; may also be read as {' or '.join(map(grouped, figure.readings))}"
    return Reason("value", figure_value(figure, grouped), _line(figure.raw), because)


def _reason(figure: Figure, dimension: str, label: str, told: Mapping[str, Evidence]) -> Reason:
    evidence = told.get(dimension)
    if evidence is None:
        return Reason(dimension, label, "", _without_words(figure, dimension))
    # Words for programmes that name none say that all of them are meant.
    said = "all of them" if dimension == "programme" and figure.programme is None else label
    return Reason(dimension, said, _line(evidence.words), _where(figure, evidence), evidence.confidence)


def _where(figure: Figure, evidence: Evidence) -> str:
    """How far the words stand from the figure, and on which side."""
    if evidence.end <= figure.start:
        distance, side = figure.start - evidence.end, "before it"
    elif evidence.start >= figure.end:
        distance, side = evidence.start - figure.end, "behind it"
    else:
        return "in the figure itself"
    return f"directly {side}" if distance <= _DIRECTLY else f"{distance:,} characters {side}"


def _without_words(figure: Figure, dimension: str) -> str:
    """What gives a label where no words do."""
    return {
        "indicator": "no words near it name one" if figure.indicator == OTHER else "its unit, or the figure before it",
        "programme": "no programme is told" if figure.programme is None else "its indicator, or the figures before it",
        "statistic": "nothing says otherwise" if figure.statistic is Statistic.LEVEL else "its unit and its place",
        "area": "no place is told" if figure.area is None else "what the article is about",
        "period": "no time is told" if figure.period is None else "its paragraph",
    }[dimension]


def _area(figure: Figure) -> str:
    return f"{figure.area.name} ({figure.area.code or 'not in the gazetteer'})" if figure.area else "–"


def _coded(title: str, code: str) -> str:
    return title if title == code else f"{title} ({code})"


_LABELS: Final[Mapping[str, Callable[[Figure], str]]] = {
    "indicator": lambda figure: _coded(indicator_title(figure.indicator), figure.indicator),
    "programme": lambda figure: (
        _coded(programme_title(figure.programme), figure.programme) if figure.programme else "–"
    ),
    "statistic": lambda figure: figure.statistic.value,
    "area": _area,
    "period": lambda figure: _coded(period_text(figure.period), figure.period) if figure.period else "–",
}


def _line(text: str) -> str:
    return " ".join(text.split())
