"""When the clock was last believed. Of what is there already, the last use is a sign"""

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
    found = [connection.execute(sa.select(sa.func.max(each))).scalar() for each in uses]
    known = [each for each in found if each is not None]
    if known:
        connection.execute(made.insert().values(of="purge", seen=max(known), waited=0))


def downgrade() -> None:
    op.drop_table("sign_of_life")
