"""Whether feedback was asked for in the chat after an appointment"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    asked = sa.Column("rating_asked", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("appointments", asked)


def downgrade() -> None:
    """Without a batch, for which SQLite would recreate the table and cascade to its cells."""
    op.execute("ALTER TABLE appointments DROP COLUMN rating_asked")
