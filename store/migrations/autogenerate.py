"""What Alembic compares when it looks for differences between models and database."""

from alembic.runtime.environment import NameFilterType
from sqlalchemy.schema import SchemaItem

# Full-text search differs by engine and is made by the migrations themselves.
_BY_HAND = "article_search"


def is_ours(
    _item: SchemaItem, name: str | None, _kind: NameFilterType, _reflected: bool, _other: SchemaItem | None
) -> bool:
    """Whether a table, column or index is described by `store/schema.py`."""
    return not (name or "").removeprefix("ix_").startswith(_BY_HAND)
