"""Indexes of references to conversations and handoffs, which a purge follows"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_REFERENCES = {
    "sessions": "conversation_id",
    "unanswered": "conversation_id",
    "handoffs": "conversation_id",
    "alerts": "conversation_id",
    "handoff_notes": "handoff_id",
}


def upgrade() -> None:
    for table, column in _REFERENCES.items():
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _REFERENCES.items():
        op.drop_index(f"ix_{table}_{column}", table)
