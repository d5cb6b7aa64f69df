"""Whether « ça a aidé ? » was asked in the chat after an appointment"""

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
    """Not as a batch: SQLite would make the table anew, and its cells would go with the old one."""
    op.execute("ALTER TABLE appointments DROP COLUMN rating_asked")
