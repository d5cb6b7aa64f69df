"""Kinds of appointment that the centre sets, with the ones there were as the first"""

import sqlalchemy as sa
from alembic import op

from bot.storage.column_types import Json

revision = "0024"
down_revision = "0017"
branch_labels = None
depends_on = None

_NAMES = {
    "orientation": ("un entretien d’orientation", 45),
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


def downgrade() -> None:
    # Without a batch, for which SQLite would recreate the table and cascade to its cells.
    op.execute("ALTER TABLE appointments DROP COLUMN place")
    op.execute("ALTER TABLE appointments DROP COLUMN kind_name")
    op.drop_table("appointment_kinds")
