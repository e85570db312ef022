"""A figure as a row, and back."""

from decimal import Decimal
from typing import Any

from indicators.figure import Area, AreaLevel, Check, CheckKind, Evidence, Figure, Interval, Qualifier, Statistic
from store.folding import fold
from store.schema import FigureRow


def values_of(figure: Figure) -> dict[str, Any]:
    """The columns of a figure, without its place in the store."""
    return (
        _plain(figure)
        | _labels(figure)
        | {
            "readings": [str(reading) for reading in figure.readings],
            "evidence": [_evidence_values(evidence) for evidence in figure.evidence],
            "checks": [_check_values(check) for check in figure.checks],
        }
    )


def figure_of(row: FigureRow) -> Figure:
    """The figure of a row."""
    return Figure(
        start=row.start,
        end=row.end,
        raw=row.raw,
        value=row.value,
        value_max=row.value_max,
        interval=Interval(row.value_low, row.value_high),
        unit=row.unit,
        qualifier=Qualifier(row.qualifier),
        indicator=row.indicator,
        programme=row.programme,
        statistic=Statistic(row.statistic),
        area=_area(row),
        period=row.period,
        language=row.language,
        per=row.per,
        confidence=row.confidence,
        readings=tuple(Decimal(reading) for reading in row.readings),
        evidence=tuple(Evidence(**evidence) for evidence in row.evidence),  # type: ignore[arg-type]
        checks=tuple(_check(values) for values in row.checks),
    )


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "start": figure.start,
        "end": figure.end,
        "raw": figure.raw,
        "value": figure.value,
        "value_max": figure.value_max,
        "value_low": figure.interval.low,
        "value_high": figure.interval.high,
        "unit": figure.unit,
        "per": figure.per,
        "qualifier": figure.qualifier.value,
        "language": figure.language,
        "confidence": figure.confidence,
    }


def _labels(figure: Figure) -> dict[str, Any]:
    area = figure.area
    return {
        "indicator": figure.indicator,
        "programme": figure.programme,
        "statistic": figure.statistic.value,
        "period": figure.period,
        "area": area.name if area else None,
        "area_code": area.code if area else None,
        "area_level": area.level.value if area else None,
        "area_folded": fold(area.name) if area else None,
    }


def _area(row: FigureRow) -> Area | None:
    if row.area is None or row.area_level is None:
        return None
    return Area(row.area, row.area_code, AreaLevel(row.area_level))


def _evidence_values(evidence: Evidence) -> dict[str, Any]:
    return {
        "dimension": evidence.dimension,
        "code": evidence.code,
        "confidence": evidence.confidence,
        "words": evidence.words,
        "start": evidence.start,
        "end": evidence.end,
    }


def _check_values(check: Check) -> dict[str, Any]:
    return {
        "kind": check.kind.value,
        "holds": check.holds,
        "others": [list(span) for span in check.others],
        "explanation": check.explanation,
    }


def _check(values: dict[str, Any]) -> Check:
    others = tuple((int(start), int(end)) for start, end in values["others"])
    return Check(CheckKind(values["kind"]), bool(values["holds"]), others, str(values["explanation"]))
