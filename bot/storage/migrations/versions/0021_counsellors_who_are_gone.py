"""Signs of life of the console, talks whose counsellor is gone, and talks offered to a colleague"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, UtcTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("console_sessions", sa.Column("alive", UtcTime(), nullable=True))
    for name in ("taken", "gone", "requeued"):
        op.add_column("handoffs", sa.Column(name, UtcTime(), nullable=True))
    op.create_table(
        "handoff_offers",
        sa.Column("id", BigId, primary_key=True),
        sa.Column(
            "handoff_id",
            BigId,
            sa.ForeignKey("handoffs.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("from_id", BigId, sa.ForeignKey("counsellors.id"), nullable=False),
        sa.Column("to_id", BigId, sa.ForeignKey("counsellors.id"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
    )


def downgrade() -> None:
    """Without a batch, for which SQLite would recreate the table and cascade to its notes."""
    op.drop_table("handoff_offers")
    for name in ("taken", "gone", "requeued"):
        op.execute(f"ALTER TABLE handoffs DROP COLUMN {name}")
    op.execute("ALTER TABLE console_sessions DROP COLUMN alive")
