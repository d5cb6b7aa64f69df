"""Figures by calendar month, which stay when the counted data is erased"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counted", sa.Date(), nullable=False),
        sa.Column("shown", sa.Date(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("month"),
    )
    op.create_table(
        "figure_drafts",
        *_key(),
        sa.PrimaryKeyConstraint("month", "subject", "key"),
    )
    op.create_table(
        "figures",
        *_key(),
        sa.Column("value", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("month", "subject", "key"),
        sa.CheckConstraint("count >= 5 AND count % 5 = 0", name="figures_by_five"),
    )


def downgrade() -> None:
    for table in ("figures", "figure_drafts", "figure_months"):
        op.drop_table(table)


def _key() -> list[sa.Column]:
    return [
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    ]
