"""The first schema.

Written once from the models; a released migration is never changed: write another one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_DECIMAL = sa.Numeric().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    _create_tables()
    _create_search(op.get_bind().dialect.name)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _create_search(engine: str) -> None:
    """Words come folded and cut already (store/folding.py); marks stay on the letters of scripts that need them."""
    if engine == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_search USING fts5("
            """title, body, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'")"""
        )
        return
    op.execute(
        "CREATE TABLE article_search ("
        "article_id BIGINT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_article_search_words ON article_search USING gin (words)")


def _create_tables() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "observation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("statistic", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("area_folded", sa.Text(), nullable=True),
        sa.Column("series_area", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("value", _DECIMAL, nullable=False),
        sa.Column("value_max", _DECIMAL, nullable=True),
        sa.Column("value_low", _DECIMAL, nullable=True),
        sa.Column("value_high", _DECIMAL, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("published_at", _TIME, nullable=True),
        sa.Column("first_reported_at", _TIME, nullable=False),
        sa.Column("first_reported_by", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("supersedes", _ID, nullable=True),
        sa.Column("superseded_at", _TIME, nullable=True),
        sa.Column("superseded_by", _ID, nullable=True),
        sa.Column("withdrawn_at", _TIME, nullable=True),
        sa.Column("dissent", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["superseded_by"], ["observation.id"], name="fk_observation_superseded_by"),
        sa.ForeignKeyConstraint(["supersedes"], ["observation.id"], name="fk_observation_supersedes"),
        sa.PrimaryKeyConstraint("id", name="pk_observation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_observation_area_code", "observation", ["area_code"], unique=False)
    op.create_index("ix_observation_area_folded", "observation", ["area_folded"], unique=False)
    op.create_index("ix_observation_first_reported_at", "observation", ["first_reported_at"], unique=False)
    op.create_index(
        "ix_observation_indicator_series_area_unit", "observation", ["indicator", "series_area", "unit"], unique=False
    )
    op.create_index("ix_observation_status", "observation", ["status"], unique=False)
    op.create_index("ix_observation_superseded_by", "observation", ["superseded_by"], unique=False)
    op.create_index("ix_observation_supersedes", "observation", ["supersedes"], unique=False)
    op.create_table(
        "outbox_message",
        sa.Column("id", _ID, nullable=False),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("next_attempt_at", _TIME, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sent_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_message_id"),
    )
    op.create_index(
        "ix_outbox_message_state_next_attempt_at", "outbox_message", ["state", "next_attempt_at"], unique=False
    )
    op.create_table(
        "page",
        sa.Column("id", _ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("url_digest", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("body_bytes", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("discovered_on", sa.Text(), nullable=True),
        sa.Column("alternates", sa.JSON(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("failed_stage", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_page"),
        sa.UniqueConstraint("digest", name="uq_page_digest"),
    )
    op.create_index("ix_page_stage_id", "page", ["stage", "id"], unique=False)
    op.create_index("ix_page_url_digest", "page", ["url_digest"], unique=False)
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_visit_at", _TIME, nullable=True),
        sa.Column("last_visit_at", _TIME, nullable=True),
        sa.Column("last_success_at", _TIME, nullable=True),
        sa.Column("next_due_at", _TIME, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("validators", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_source_state"),
    )
    op.create_table(
        "story",
        sa.Column("id", _ID, nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("merged_into", _ID, nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["story.id"], name="fk_story_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_story_merged_into", "story", ["merged_into"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
    )
    op.create_index("ix_visit_source_id", "visit", ["source", "id"], unique=False)
    op.create_table(
        "watch",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watch"),
        sa.UniqueConstraint("name", name="uq_watch_name"),
    )
    op.create_table(
        "alert",
        sa.Column("id", _ID, nullable=False),
        sa.Column("watch_id", _ID, nullable=False),
        sa.Column("observation_id", _ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("message_id", _ID, nullable=True),
        sa.Column("sent_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"], name="fk_alert_message_id"),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name="fk_alert_observation_id"),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name="fk_alert_watch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("watch_id", "observation_id", name="uq_alert_watch_id_observation_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alert_message_id", "alert", ["message_id"], unique=False)
    op.create_index("ix_alert_observation_id", "alert", ["observation_id"], unique=False)
    op.create_index("ix_alert_state_id", "alert", ["state", "id"], unique=False)
    op.create_table(
        "article",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url_digest", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("story_id", _ID, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_article_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("url_digest", name="uq_article_url_digest"),
    )
    op.create_index("ix_article_source", "article", ["source"], unique=False)
    op.create_index("ix_article_story_id", "article", ["story_id"], unique=False)
    op.create_table(
        "observation_story",
        sa.Column("observation_id", _ID, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name="fk_observation_story_observation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_observation_story_story_id"),
        sa.PrimaryKeyConstraint("observation_id", "story_id", "origin", name="pk_observation_story"),
    )
    op.create_index("ix_observation_story_story_id", "observation_story", ["story_id"], unique=False)
    op.create_table(
        "story_link",
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("other_id", _ID, nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["story.id"], name="fk_story_link_other_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_story_link_story_id"),
        sa.PrimaryKeyConstraint("story_id", "other_id", name="pk_story_link"),
    )
    op.create_index("ix_story_link_other_id", "story_link", ["other_id"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("key", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_fingerprint_article_id"),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_fingerprint"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprint_article_id", "fingerprint", ["article_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published_at", _TIME, nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("origin_url", sa.Text(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("alternates", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id"),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_revision_page_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("article_id", "number", name="uq_revision_article_id_number"),
    )
    op.create_index("ix_revision_page_id", "revision", ["page_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_signature_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_signature"),
    )
    op.create_table(
        "story_decision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("decided_at", _TIME, nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_story_decision_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_story_decision_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_story_decision"),
    )
    op.create_index("ix_story_decision_article_id", "story_decision", ["article_id"], unique=False)
    op.create_index("ix_story_decision_story_id", "story_decision", ["story_id"], unique=False)
    op.create_table(
        "figure",
        sa.Column("id", _ID, nullable=False),
        sa.Column("revision_id", _ID, nullable=False),
        sa.Column("observation_id", _ID, nullable=True),
        sa.Column("reader_version", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("value", _DECIMAL, nullable=False),
        sa.Column("value_max", _DECIMAL, nullable=True),
        sa.Column("value_low", _DECIMAL, nullable=True),
        sa.Column("value_high", _DECIMAL, nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("per", sa.Text(), nullable=True),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("statistic", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("area_level", sa.Text(), nullable=True),
        sa.Column("area_folded", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name="fk_figure_observation_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_figure_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_figure"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_figure_area_code", "figure", ["area_code"], unique=False)
    op.create_index("ix_figure_area_folded", "figure", ["area_folded"], unique=False)
    op.create_index("ix_figure_indicator", "figure", ["indicator"], unique=False)
    op.create_index("ix_figure_observation_id", "figure", ["observation_id"], unique=False)
    op.create_index("ix_figure_revision_id_start", "figure", ["revision_id", "start"], unique=False)


_TABLES = (
    "lease",
    "observation",
    "outbox_message",
    "page",
    "source_state",
    "story",
    "visit",
    "watch",
    "alert",
    "article",
    "observation_story",
    "story_link",
    "fingerprint",
    "revision",
    "signature",
    "story_decision",
    "figure",
    "article_search",
)
