"""Kinds of appointment that the centre sets, the waiting list, calendars on servers"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import BigId, Json, UtcTime

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

_NAMES = {
    "orientation": ("un entretien d'orientation", 45),
    "short": ("une question courte", 20),
    "class_visit": ("une visite de classe", 90),
}


def upgrade() -> None:
    kinds = op.create_table(
        "appointment_kinds",
        sa.Column("code", sa.String(12), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("description", sa.String(160), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer()),
        sa.Column("after", sa.Integer()),
        sa.Column("notice", sa.Integer()),
        sa.Column("horizon", sa.Integer()),
        sa.Column("modes", Json(), nullable=False),
        sa.Column("languages", Json(), nullable=False),
        sa.Column("place", sa.String(160), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
    )
    first = {
        "description": "",
        "modes": ["on_site", "telephone", "video"],
        "languages": [],
        "place": "",
        "paused": False,
    }
    op.bulk_insert(
        kinds,
        [
            {"code": code, "position": position, "name": name, "minutes": minutes, **first}
            for position, (code, (name, minutes)) in enumerate(_NAMES.items(), start=1)
        ],
    )
    for name, length in (("kind_name", 60), ("place", 160)):
        op.add_column(
            "appointments", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    made = sa.table("appointments", sa.column("kind"), sa.column("kind_name"))
    for code, (name, _) in _NAMES.items():
        op.execute(made.update().where(made.c.kind == code).values(kind_name=name))

    op.create_table(
        "waiting_entries",
        sa.Column("id", BigId, primary_key=True),
        sa.Column(
            "conversation_id",
            BigId,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("refused", Json(), nullable=False),
        sa.Column("appointment_id", BigId, sa.ForeignKey("appointments.id", ondelete="SET NULL")),
        sa.Column("answer_by", UtcTime()),
        sa.Column("created", UtcTime(), nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("conversation_id", "appointment_id"):
        op.create_index(f"ix_waiting_entries_{column}", "waiting_entries", [column])
    op.create_table(
        "calendar_sources",
        sa.Column("id", BigId, primary_key=True),
        sa.Column(
            "counsellor_id",
            BigId,
            sa.ForeignKey("counsellors.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("busy", Json(), nullable=False),
        sa.Column("fetched", UtcTime()),
        sa.Column("tried", UtcTime()),
        sa.Column("problem", sa.String(40), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
    )
    op.create_index("ix_calendar_sources_counsellor_id", "calendar_sources", ["counsellor_id"])


def downgrade() -> None:
    op.drop_table("calendar_sources")
    op.drop_table("waiting_entries")
    # Without a batch, for which SQLite would recreate the table and cascade to its cells.
    op.execute("ALTER TABLE appointments DROP COLUMN place")
    op.execute("ALTER TABLE appointments DROP COLUMN kind_name")
    op.drop_table("appointment_kinds")
