"""Counsellors, appointments that cannot overlap, and the live handoff"""

import sqlalchemy as sa
from alembic import op

from bot.storage import column_types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state IN ('queued', 'human')")
# A range of one number works with the core's GiST, so no extension is needed.
_NO_TWO_AT_ONCE = """
ALTER TABLE appointments ADD CONSTRAINT no_two_at_once EXCLUDE USING gist (
    int8range(counsellor_id, counsellor_id, '[]') WITH &&,
    tstzrange(guard_starts, guard_ends) WITH &&
) WHERE (state <> 'cancelled')
"""
_ONLY_APPENDED = {
    "postgresql": (
        """
        CREATE FUNCTION audit_is_only_appended() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit trail is only appended to'; END $$
        """,
        """
        CREATE TRIGGER audit_is_only_appended BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_is_only_appended()
        """,
    ),
    "sqlite": tuple(
        f"""
        CREATE TRIGGER audit_refuses_{verb} BEFORE {verb} ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only appended to'); END
        """
        for verb in ("UPDATE", "DELETE")
    ),
}


def upgrade() -> None:
    _staff()
    _booking()
    _handoff()
    backend = op.get_bind().dialect.name
    for statement in _ONLY_APPENDED[backend]:
        op.execute(statement)
    if backend == "postgresql":
        op.execute(_NO_TWO_AT_ONCE)


def downgrade() -> None:
    """Keep waiting requests in their earlier form and drop everything else; all conversations
    return to the bot."""
    op.execute("UPDATE conversations SET owner = 'bot'")
    op.rename_table("handoffs", "handoffs_of_0004")
    _requests()
    op.execute(
        "INSERT INTO handoffs (conversation_id, state, agreed, wish, created)"
        " SELECT conversation_id, 'waiting', true, summary, created FROM handoffs_of_0004"
        " WHERE state = 'queued'"
    )
    for table in ("handoff_notes", "handoffs_of_0004", "alerts", "ratings"):
        op.drop_table(table)
    for table in ("appointment_cells", "appointments", "closures"):
        op.drop_table(table)
    for table in ("answers", "corrections", "events", "audit"):
        op.drop_table(table)
    for table in ("failed_sign_ins", "console_sessions", "credentials", "counsellors"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_only_appended()")


def _staff() -> None:
    op.create_table(
        "counsellors",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("pole", sa.String(length=80), nullable=False),
        sa.Column("languages", column_types.Json(), nullable=False),
        sa.Column("weekly", column_types.Json(), nullable=False),
        sa.Column("exceptions", column_types.Json(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "credentials",
        sa.Column("counsellor_id", BIG_ID, nullable=False),
        sa.Column("passphrase", sa.Text(), nullable=True),
        sa.Column("totp", sa.Text(), nullable=True),
        sa.Column("totp_step", BIG_ID, nullable=False),
        sa.Column("recovery", column_types.Json(), nullable=False),
        sa.Column("invitation", sa.String(length=64), nullable=True),
        sa.Column("invited", column_types.UtcTime(timezone=True), nullable=True),
        sa.Column("feed", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellors.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("counsellor_id"),
        sa.UniqueConstraint("feed"),
        sa.UniqueConstraint("invitation"),
    )
    op.create_table(
        "console_sessions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("counsellor_id", BIG_ID, nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("last_seen", column_types.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellors.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_console_sessions_counsellor_id"), ["counsellor_id"], unique=False
        )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("failed_sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failed_sign_ins_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_failed_sign_ins_created"), ["created"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("counsellor_id", BIG_ID, nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_created"), ["created"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("variants", column_types.Json(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_by", BIG_ID, nullable=False),
        sa.Column("decided_by", BIG_ID, nullable=True),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "corrections",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("should", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_by", BIG_ID, nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "events",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("ends", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("written_by", BIG_ID, nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_ends"), ["ends"], unique=False)


def _booking() -> None:
    op.create_table(
        "closures",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closures_last"), ["last"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("counsellor_id", BIG_ID, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("pseudonym", sa.String(length=40), nullable=False),
        sa.Column("request", sa.String(length=80), nullable=True),
        sa.Column("code_seed", sa.String(length=64), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=True),
        sa.Column("starts", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("ends", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("guard_starts", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("guard_ends", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_until", column_types.UtcTime(timezone=True), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_asked", column_types.UtcTime(timezone=True), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("attendance", sa.String(length=8), nullable=True),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellors.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
        sa.UniqueConstraint("request"),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("uid"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointments_counsellor_id"), ["counsellor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointments_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointments_starts"), ["starts"], unique=False)
    op.create_table(
        "appointment_cells",
        sa.Column("counsellor_id", BIG_ID, nullable=False),
        sa.Column("starts", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("appointment_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("counsellor_id", "starts"),
    )
    with op.batch_alter_table("appointment_cells", schema=None) as batch_op:
        batch_op.create_index("cells_of_appointment", ["appointment_id"], unique=False)


def _handoff() -> None:
    op.rename_table("handoffs", "handoffs_of_0003")
    op.create_table(
        "handoffs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("pseudonym", sa.String(length=40), nullable=False),
        sa.Column("share", sa.String(length=10), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("counsellor_id", BIG_ID, nullable=True),
        sa.Column("from_message", sa.Integer(), nullable=False),
        sa.Column("from_reply", sa.Integer(), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("claimed", column_types.UtcTime(timezone=True), nullable=True),
        sa.Column("ended", column_types.UtcTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellors.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.create_index("queue", ["state", "created"], unique=False)
        batch_op.create_index(
            "one_open_handoff",
            ["conversation_id"],
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        )
    # Requests that people approved stay queued, without access to earlier messages.
    op.execute(
        "INSERT INTO handoffs (conversation_id, state, pseudonym, share, summary, from_message,"
        " from_reply, created, label, rated, note)"
        " SELECT h.conversation_id, 'queued', '', 'summary', h.wish,"
        " coalesce((SELECT max(i.seq) FROM inbox i WHERE i.conversation_id = c.id), 0),"
        " c.last_reply, h.created, '', false, ''"
        " FROM handoffs_of_0003 h JOIN conversations c ON c.id = h.conversation_id"
        " WHERE h.state = 'waiting'"
    )
    op.execute(
        "UPDATE conversations SET owner = 'queued'"
        " WHERE id IN (SELECT conversation_id FROM handoffs)"
    )
    op.drop_table("handoffs_of_0003")
    op.create_table(
        "handoff_notes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("handoff_id", BIG_ID, nullable=False),
        sa.Column("counsellor_id", BIG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["counsellor_id"],
            ["counsellors.id"],
        ),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.Column("seen_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "ratings",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ratings_day"), ["day"], unique=False)


def _requests() -> None:
    """Create the table as in 0001."""
    op.create_table(
        "handoffs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("summary", column_types.Json(), nullable=True),
        sa.Column("created", column_types.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
