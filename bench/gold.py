"""Read a gold folder: texts, annotated figures with their places, and which texts are one story."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any


class GoldError(Exception):
    """A gold folder that cannot be used; the message names the file."""


@dataclass(frozen=True)
class GoldFigure:
    """One annotated figure and where it stands in its text."""

    start: int
    end: int
    raw: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    qualifier: str
    indicator: str
    programme: str | None
    statistic: str
    area: str | None
    area_level: str | None
    period: str | None


@dataclass(frozen=True)
class GoldArticle:
    """One text with its figures in order; `language` comes from the ending `.xx.txt`, `story` is None if unsaid."""

    doc: str
    language: str
    text: str
    story: str | None
    figures: tuple[GoldFigure, ...]


def load_gold(folder: Path) -> tuple[GoldArticle, ...]:
    """All annotated articles of a gold folder, in order of name; raises GoldError."""
    lines = _lines(folder)
    stories = _stories(folder)
    docs = sorted({*lines, *stories})
    if not docs:
        raise GoldError(f"{folder}: no annotated figures (*.jsonl) and no stories.tsv; name another gold folder")
    return tuple(_article(folder, doc, lines.get(doc, []), stories.get(doc)) for doc in docs)


def _lines(folder: Path) -> dict[str, list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                figure = json.loads(line)
                lines[figure["doc"]].append(figure)
    return lines


def _stories(folder: Path) -> dict[str, str]:
    path = folder / "stories.tsv"
    if not path.is_file():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row[0]: row[1] for row in rows}


def _article(folder: Path, doc: str, lines: list[dict[str, Any]], story: str | None) -> GoldArticle:
    places = (folder / "articles" / doc, folder / doc, folder.parent / "seeds" / doc)
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise GoldError(f"{folder}: no text {doc} (looked in articles/, here and ../seeds/)")
    parts = doc.rsplit(".", 2)
    if len(parts) < 3:
        raise GoldError(f"{path}: the language is read from the ending, as in report.fr.txt; rename the text")
    text = path.read_text(encoding="utf-8")
    return GoldArticle(doc, parts[1], text, story, tuple(_placed(doc, text, lines)))


def _placed(doc: str, text: str, lines: list[dict[str, Any]]) -> list[GoldFigure]:
    """Figures with their offsets: the same `raw` twice in a text is matched in order."""
    figures, cursor = [], 0
    for line in lines:
        start = text.find(line["raw"], cursor)
        if start < 0:
            raise GoldError(f"{doc}: {line['raw']!r} is not in the text after the figure before it; run check.py")
        cursor = start + len(line["raw"])
        figures.append(_figure(line, start, cursor))
    return figures


def _figure(line: dict[str, Any], start: int, end: int) -> GoldFigure:
    return GoldFigure(
        start=start,
        end=end,
        raw=line["raw"],
        value=Decimal(line["value"]),
        value_max=Decimal(line["value_max"]) if line.get("value_max") is not None else None,
        unit=line["unit"],
        qualifier=line["qualifier"],
        indicator=line["indicator"],
        programme=line["programme"],
        statistic=line["statistic"],
        area=line["area"],
        area_level=line["area_level"],
        period=line["period"],
    )
