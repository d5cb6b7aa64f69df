"""The messages of an alert, the person's consent and who read it"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBERS = ("from_message", "until_message")


def upgrade() -> None:
    """Existing alerts get no consent, since nobody was asked for it."""
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        for name in _NUMBERS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        batch_op.add_column(sa.Column("read_by", big_id, nullable=True))
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        for name in _NUMBERS:
            batch_op.alter_column(name, server_default=None)
    op.execute(
        "UPDATE alerts SET agreed = false, from_message = coalesce((SELECT max(i.seq)"
        " FROM inbox i WHERE i.conversation_id = alerts.conversation_id), 0)"
    )


def downgrade() -> None:
    """Withdraw all consents: they covered more than the earlier schema shows."""
    op.execute("UPDATE alerts SET agreed = false")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        for name in (*_NUMBERS, "read_by"):
            batch_op.drop_column(name)
