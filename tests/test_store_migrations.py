"""The schema's history: models and migrations agree, from empty to the newest, and nothing runs twice."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from store import figures, migrations
from store.engine import open_store
from store.errors import SchemaError
from store.migrations.autogenerate import is_ours
from store.schema import Table
from tests.storeroom.shelves import FIGURE, put_article


@pytest.fixture
def engine(store_url: str) -> Any:
    """A plain SQLAlchemy engine on a store that the migrations made."""
    opened = _engine(store_url)
    yield opened
    opened.dispose()


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def test_models_and_migrations_agree(engine: Engine) -> None:
    """Promise: a change of the models without a migration is noticed, on both engines."""
    with engine.connect() as connection:
        options = {"include_object": is_ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Table.metadata) == []


def test_a_forgotten_migration_would_be_noticed(engine: Engine) -> None:
    """Promise: the comparison is no formality: a missing index and a missing column are found."""
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_page_stage_id"))
        connection.execute(text("ALTER TABLE lease ADD COLUMN surplus INTEGER"))
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"include_object": is_ours}), Table.metadata
        )
    assert {difference[0] for difference in found} == {"add_index", "remove_column"}


def test_the_newest_revision_is_the_one_that_the_store_expects() -> None:
    """Promise: HEAD, which spares every command the import of Alembic, is the head of the files."""
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [migrations.HEAD]
    assert {revision.revision for revision in script.walk_revisions()} == migrations.known_revisions()


def test_opening_again_changes_nothing(store_url: str, engine: Engine) -> None:
    """Promise: `db upgrade` of a store that is up to date does nothing, however often."""
    before = _schema(engine)
    for upgrade in (None, True, True, False):
        open_store(store_url, upgrade=upgrade).close()
    assert _schema(engine) == before


def test_an_older_store_is_upgraded_only_when_told_to(store_url: str, engine: Engine, monkeypatch: Any) -> None:
    """Promise: nobody's store is changed unasked; the message names the command."""
    monkeypatch.setattr(migrations, "HEAD", "9999")
    with pytest.raises(SchemaError, match="tinbao db upgrade"):
        open_store(store_url)


def test_a_newer_store_is_refused(store_url: str, engine: Engine) -> None:
    """Promise: an old Tinbao never writes into a newer store."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer Tinbao"):
        open_store(store_url, upgrade=True)


def test_down_to_nothing_and_up_again(store_url: str, engine: Engine) -> None:
    """Promise: the first migration can be undone and run again."""
    from alembic import command

    before = _schema(engine)
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert _schema(engine) == {"alembic_version": ["version_num"]}
    open_store(store_url).close()
    assert _schema(engine) == before


def test_popular_keys_are_counted_when_a_store_is_upgraded(store_url: str, engine: Engine) -> None:
    """Promise: after the upgrade a store of the first schema knows how many articles carry its popular keys."""
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    ids = range(1, 31)
    with engine.begin() as connection:
        insert = (
            "INSERT INTO article (id, url_digest, url, source, first_seen_at, revision, baseline)"
            " VALUES (:id, :digest, '', '', '2024-01-01', 1, :no)"
        )
        connection.execute(text(insert), [{"id": one, "digest": str(one), "no": False} for one in ids])
        keys = [{"key": key, "id": one} for one in ids for key in (7, -one, *([8] * (one <= 20)))]
        connection.execute(text("INSERT INTO fingerprint (key, article_id) VALUES (:key, :id)"), keys)
    open_store(store_url, upgrade=True).close()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT key, articles FROM popular_key")).all() == [(7, 30)]


def test_figures_of_an_older_store_have_no_checks(store_url: str, engine: Engine) -> None:
    """Promise: figures stored before there were checks are there after the upgrade, each as it was."""
    from alembic import command

    opened = open_store(store_url)
    with opened.writing() as session:
        article = put_article(session, "a")
        figures.replace(session, article.revision_id, [FIGURE], reader_version="1")
    opened.close()
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    upgraded = open_store(store_url, upgrade=True)
    with upgraded.reading() as session:
        (record,) = figures.of_article(session, article.id)
    upgraded.close()
    assert record.figure == replace(FIGURE, checks=())


def test_migrations_need_no_file_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: a store is made from any folder, without an alembic.ini."""
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///tinbao.db").close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tinbao.db"]


def test_every_column_says_what_null_means() -> None:
    """Promise: for each nullable column the schema says what null stands for."""
    silent = [
        f"{table.name}.{column.name}"
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if column.nullable and "null" not in _description(table.name, column.name)
    ]
    assert silent == []


def _description(table: str, column: str) -> str:
    models = {mapper.local_table.name: mapper.class_ for mapper in Table._sa_registry.mappers}  # type: ignore[attr-defined]
    return str(models[table].model_fields[column].description or "")


def _schema(engine: Engine) -> dict[str, list[str]]:
    inspector = inspect(engine)
    return {name: [column["name"] for column in inspector.get_columns(name)] for name in inspector.get_table_names()}
