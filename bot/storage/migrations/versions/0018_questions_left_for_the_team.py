"""Questions that people leave for the team, and invitations to answer them"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, UtcTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_UNDELIVERED = sa.text("state != 'waiting' AND delivered IS NULL")


def upgrade() -> None:
    op.create_table(
        "deferred_questions",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("conversation_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(160), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("author", sa.String(12), nullable=False),
        sa.Column("answered_by", BigId, sa.ForeignKey("counsellors.id")),
        sa.Column("answered", UtcTime()),
        sa.Column("delivered", UtcTime()),
        sa.Column("helped", sa.Boolean()),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    for name in ("conversation_id", "created"):
        op.create_index(f"ix_deferred_questions_{name}", "deferred_questions", [name])
    op.create_index(
        "undelivered_answers",
        "deferred_questions",
        ["id"],
        sqlite_where=_UNDELIVERED,
        postgresql_where=_UNDELIVERED,
    )
    op.create_table(
        "question_invitations",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("question_id", BigId, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("created_by", BigId, sa.ForeignKey("counsellors.id"), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("expires", UtcTime(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("drafted", UtcTime()),
        sa.ForeignKeyConstraint(["question_id"], ["deferred_questions.id"], ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_invitations_question_id", "question_invitations", ["question_id"])


def downgrade() -> None:
    op.drop_table("question_invitations")
    op.drop_table("deferred_questions")
