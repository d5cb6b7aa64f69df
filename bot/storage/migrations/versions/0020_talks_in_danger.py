"""Requests in danger, who joined a talk, and which counsellor wrote a reply"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, UtcTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_CONSENT = ("consent_from", "consent_until")


def upgrade() -> None:
    """Nobody who waits is in danger as far as is known, and no consent is carried over.

    The defaults stay in the database: without them SQLite would recreate the table and cascade to
    the notes.
    """
    danger = sa.Column("danger", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("handoffs", danger)
    for name in _CONSENT:
        op.add_column("handoffs", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("counsellor_id", BigId, nullable=True))
    op.create_table(
        "handoff_participants",
        sa.Column(
            "handoff_id",
            BigId,
            sa.ForeignKey("handoffs.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("counsellor_id", BigId, sa.ForeignKey("counsellors.id"), primary_key=True),
        sa.Column("joined", UtcTime(), nullable=False),
    )


def downgrade() -> None:
    """Without a batch, for which SQLite would recreate the tables and cascade to others."""
    op.drop_table("handoff_participants")
    op.execute("ALTER TABLE outbox DROP COLUMN counsellor_id")
    for name in ("danger", *_CONSENT):
        op.execute(f"ALTER TABLE handoffs DROP COLUMN {name}")
