"""Changeable notebook codes, typed codes and wrong codes"""

import sqlalchemy as sa
from alembic import op

from bot.storage import conversation_tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notebooks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_seed", sa.String(length=64), nullable=True))
    # Existing codes are derived from the pseudonym, and stay valid.
    op.execute("UPDATE notebooks SET code_seed = person")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_hash", sa.String(length=64), nullable=True))
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "wrong_codes",
        sa.Column("id", big_id, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("created", conversation_tables.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("wrong_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wrong_codes_created"), ["created"], unique=False)


def downgrade() -> None:
    """Keep the notebooks; codes changed since then become invalid.

    Without a batch, for which SQLite would recreate the tables and reuse ids of messages.
    """
    op.drop_table("wrong_codes")
    op.execute("ALTER TABLE inbox DROP COLUMN code_hash")
    op.execute("ALTER TABLE notebooks DROP COLUMN code_seed")
