"""Ids of erased messages, so that a platform that sends one again does not bring it back"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import UtcTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_messages",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=160), nullable=False),
        sa.Column("created", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "external_id"),
    )
    with op.batch_alter_table("erased_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erased_messages_created"), ["created"], unique=False)


def downgrade() -> None:
    op.drop_table("erased_messages")
