"""Reviews of facts of the base against their source"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, UtcTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("entry", sa.String(80), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("written_by", BigId, nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("reviews")
