"""How many articles carry a popular key: counting them anew for each article took longer with every article."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FEWEST = 21
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "popular_key",
        sa.Column("key", _ID, autoincrement=False, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_popular_key"),
    )
    op.execute(
        "INSERT INTO popular_key (key, articles) "
        f"SELECT key, count(*) FROM fingerprint GROUP BY key HAVING count(*) >= {_FEWEST}"
    )


def downgrade() -> None:
    op.drop_table("popular_key")
