"""The reference page of the schema."""

from pathlib import Path

from store.reference import described

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "schema.md"


def test_the_reference_is_the_schema() -> None:
    """Promise: the page says what the tables are; `python -m store.reference > docs/reference/schema.md` renews it."""
    assert PAGE.read_text(encoding="utf-8") == described()
