"""The schema's history, run by the program itself: users need no alembic.ini."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from store.errors import SchemaError

FOLDER = Path(__file__).parent

#: The revision that this Tinbao works with; a test holds it against the files in `versions`.
HEAD = "0004"

# Any number that no other program on the server takes for its advisory locks.
_MIGRATION_LOCK = 7_846_201


def bring_up_to_date(connection: Connection, *, upgrade: bool) -> None:
    """Make the schema in an empty database; upgrade an older one if told to. The caller owns the transaction.

    Raises:
        SchemaError: The schema is older and `upgrade` is false, or of a newer Tinbao, or none of Tinbao's.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    current = current_revision(connection)
    if current == HEAD:
        return
    if current is not None and current not in known_revisions():
        raise SchemaError(f"the store's schema {current} is of a newer Tinbao than this one: install that version")
    if current is not None and not upgrade:
        raise SchemaError(f"the store's schema is {current}, this Tinbao needs {HEAD}; run: tinbao db upgrade")
    run_migrations(connection)


def current_revision(connection: Connection) -> str | None:
    """The revision of the schema; None for an empty database.

    Raises:
        SchemaError: There are tables, but no history of ours.
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        return (
            str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or "") or None
        )
    if {"page", "article"} & tables:
        raise SchemaError("the database holds tables named as Tinbao's but not made by it; name another with --store")
    return None


def known_revisions() -> frozenset[str]:
    """All revisions that this Tinbao can upgrade from."""
    return frozenset(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("*_*.py"))


def run_migrations(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to `target` in the connection's transaction."""
    # Alembic is only imported when there is something to migrate: every command opens the store.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
