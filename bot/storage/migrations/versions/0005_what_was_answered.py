"""Entries of the base used in answers, for the summary"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "answered",
        sa.Column("id", big_id, nullable=False),
        sa.Column("conversation_id", big_id, nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "entry"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("answered")
