"""The last trusted time of the clock, initialised from the last use of existing data"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import UtcTime

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

_conversations = sa.table("conversations", sa.column("last_seen", UtcTime()))
_notebooks = sa.table("notebooks", sa.column("last_used", UtcTime()))


def upgrade() -> None:
    made = op.create_table(
        "sign_of_life",
        sa.Column("of", sa.String(30), primary_key=True),
        sa.Column("seen", UtcTime(), nullable=False),
        sa.Column("looked", UtcTime(), nullable=True),
        sa.Column("waited", sa.Integer(), nullable=False),
    )
    connection = op.get_bind()
    uses = (_conversations.c.last_seen, _notebooks.c.last_used)
    times = [connection.execute(sa.select(sa.func.max(column))).scalar() for column in uses]
    known = [time for time in times if time is not None]
    if known:
        connection.execute(made.insert().values(of="purge", seen=max(known), waited=0))


def downgrade() -> None:
    op.drop_table("sign_of_life")
