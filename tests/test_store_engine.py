"""Opening the store, transactions, and what goes wrong."""

from sqlalchemy import text

from store.engine import Store


def test_a_store_opens_on_both_engines(store: Store) -> None:
    """Promise: the same schema stands on SQLite and on PostgreSQL."""
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM page")).scalar_one() == 0
