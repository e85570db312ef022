"""What makes a value doubtful, and what people decide about it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_DECIMAL = sa.Numeric().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.add_column("observation", sa.Column("doubts", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("observation", sa.Column("judgement", sa.Text(), nullable=True))
    op.create_index("ix_observation_judgement", "observation", ["judgement"])
    op.create_table(
        "judgement",
        sa.Column("id", _ID, nullable=False),
        sa.Column("observation_id", _ID, nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("value_before", _DECIMAL, nullable=False),
        sa.Column("value", _DECIMAL, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_judgement"),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name="fk_judgement_observation_id_observation", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_judgement_observation_id", "judgement", ["observation_id"])


def downgrade() -> None:
    op.drop_table("judgement")
    op.drop_index("ix_observation_judgement", "observation")
    op.drop_column("observation", "judgement")
    op.drop_column("observation", "doubts")
