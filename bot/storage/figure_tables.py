"""The tables of anonymous figures, which stay when the counted data is erased."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, Integer, String, Table
from sqlalchemy import PrimaryKeyConstraint as PrimaryKey

from bot.storage.column_types import metadata

# Calendar months, by their first day. `counted`: the last day in the drafts; `shown`: the last day
# in the figures; `closed`: the month is final.
figure_months = Table(
    "figure_months",
    metadata,
    Column("month", Date, primary_key=True),
    Column("counted", Date, nullable=False),
    Column("shown", Date),
    Column("closed", Boolean, nullable=False, default=False),
)

# The sums of an open month, not shown, and deleted when it is closed.
figure_drafts = Table(
    "figure_drafts",
    metadata,
    Column("month", Date, nullable=False),
    Column("subject", String(20), nullable=False),
    Column("key", String(40), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKey("month", "subject", "key"),
)

# The figures shown, multiples of five only. `value`: a median or mean over `count`, if any.
figures = Table(
    "figures",
    metadata,
    Column("month", Date, nullable=False),
    Column("subject", String(20), nullable=False),
    Column("key", String(40), nullable=False),
    Column("count", Integer, nullable=False),
    Column("value", Float),
    PrimaryKey("month", "subject", "key"),
    CheckConstraint("count >= 5 AND count % 5 = 0", name="figures_by_five"),
)
