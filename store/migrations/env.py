"""What Alembic runs: the migrations, on the connection that the store hands over."""

from alembic import context
from sqlalchemy import Connection

from store.migrations.autogenerate import is_ours
from store.schema import Table


def _migrate(connection: Connection) -> None:
    # SQLite cannot alter most of a table in place: batch mode copies it.
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        include_object=is_ours,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


_migrate(context.config.attributes["connection"])
