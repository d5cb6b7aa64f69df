"""Questions that the base could not answer"""

import sqlalchemy as sa
from alembic import op

from bot.storage import conversation_tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "unanswered",
        sa.Column("id", big_id, nullable=False),
        sa.Column("conversation_id", big_id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", conversation_tables.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("unanswered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unanswered_created"), ["created"], unique=False)


def downgrade() -> None:
    op.drop_table("unanswered")
