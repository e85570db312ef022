"""What `Filters` mean for the figures that articles, stories and listings are narrowed by."""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from store.folding import fold
from store.records import Filters
from store.schema import FigureRow, ObservationRow


def figure_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The dimensions of a figure that the filters ask for; empty where they ask for none."""
    return dimension_conditions(FigureRow, filters)


def dimension_conditions(model: type[FigureRow] | type[ObservationRow], filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on area, indicator and programme; an area's name matches with or without its marks."""
    conditions: list[ColumnElement[bool]] = []
    if filters.area is not None:
        conditions.append(or_(col(model.area_code) == filters.area, col(model.area_folded) == fold(filters.area)))
    if filters.indicator is not None:
        conditions.append(col(model.indicator) == filters.indicator)
    if filters.programme is not None:
        conditions.append(col(model.programme) == filters.programme)
    return conditions


def states_a_figure(revision_id: Any, conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether the revision of that id has a figure of which the conditions hold."""
    return select(FigureRow.id).where(col(FigureRow.revision_id) == revision_id, *conditions).exists()
