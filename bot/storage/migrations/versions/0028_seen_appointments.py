"""Whether the counsellor saw that an appointment was made"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was made before is not news."""
    seen = sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("appointments", seen)


def downgrade() -> None:
    """Without a batch, for which SQLite would recreate the table and cascade to its cells."""
    op.execute("ALTER TABLE appointments DROP COLUMN seen")
