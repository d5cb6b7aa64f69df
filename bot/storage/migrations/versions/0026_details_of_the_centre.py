"""Details of the centre that its admins confirm, and what they read before opening"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, UtcTime

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None

_LENGTHS = {
    "name": 120,
    "address": 200,
    "access": 300,
    "phone": 40,
    "email": 120,
    "web": 120,
    "open_hours": 400,
    "hours_note": 160,
}


def upgrade() -> None:
    op.create_table(
        "site_details",
        sa.Column("id", BigId, primary_key=True),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in _LENGTHS.items()),
        sa.Column("confirmed", sa.Date(), nullable=False),
        sa.Column("written_by", BigId, nullable=False),
    )
    op.create_table(
        "opening_checks",
        sa.Column("subject", sa.String(60), primary_key=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("checked", UtcTime(), nullable=False),
        sa.Column("written_by", BigId, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("opening_checks")
    op.drop_table("site_details")
