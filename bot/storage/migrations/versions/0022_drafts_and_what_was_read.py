"""Drafts of replies, what was read of a conversation, texts of the team"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, UtcTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _belongs_to(table: str, name: str, **options: bool) -> sa.Column:
    return sa.Column(
        name, BigId, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, **options
    )


def upgrade() -> None:
    op.create_table(
        "handoff_drafts",
        sa.Column("id", BigId, primary_key=True),
        _belongs_to("handoffs", "handoff_id"),
        _belongs_to("counsellors", "counsellor_id"),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.UniqueConstraint("handoff_id", "counsellor_id"),
    )
    op.create_table(
        "handoff_reads",
        _belongs_to("handoffs", "handoff_id", primary_key=True),
        _belongs_to("counsellors", "counsellor_id", primary_key=True),
        sa.Column("message", sa.Integer(), nullable=False),
    )
    op.create_table(
        "canned_texts",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("written_by", BigId, nullable=False),
        sa.Column("changed", UtcTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("canned_texts")
    op.drop_table("handoff_reads")
    op.drop_table("handoff_drafts")
