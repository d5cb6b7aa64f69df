"""How sure a person is before and after their guidance"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sureness",
        sa.Column("conversation_id", BigId, primary_key=True),
        sa.Column("before", sa.Integer()),
        sa.Column("asked_after", sa.Boolean(), nullable=False),
        sa.Column("after", sa.Integer()),
        sa.Column("day", sa.Date()),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_sureness_day", "sureness", ["day"])


def downgrade() -> None:
    op.drop_table("sureness")
