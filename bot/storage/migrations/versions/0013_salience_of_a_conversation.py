"""What a conversation is about, for questions that do not name their subject"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("salience", Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "salience")
