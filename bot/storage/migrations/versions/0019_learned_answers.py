"""How an unanswered question was met, and the wordings that do not get an approved answer"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import Json

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    reason = sa.Column("reason", sa.String(14), nullable=False, server_default="not_known")
    op.add_column("unanswered", reason)
    op.add_column("answers", sa.Column("missed", Json(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("answers", "missed")
    op.drop_column("unanswered", "reason")
