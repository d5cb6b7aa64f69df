"""Busy times from counsellors' own calendars"""

import sqlalchemy as sa
from alembic import op

from bot.storage import column_types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "calendars",
        sa.Column("counsellor_id", big_id, nullable=False),
        sa.Column("busy", column_types.Json(), nullable=False),
        sa.Column("sent", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellors.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("counsellor_id"),
    )


def downgrade() -> None:
    op.drop_table("calendars")
