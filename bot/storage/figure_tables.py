"""The tables of figures: how many, of no one. They stay when what was counted is erased."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, Integer, String, Table
from sqlalchemy import PrimaryKeyConstraint as PrimaryKey

from bot.storage.column_types import metadata

# A calendar month, by its first day. `counted`: the last day that is in the drafts; `shown`: the
# last day that is in the figures; `closed`: nothing of it changes any more.
figure_months = Table(
    "figure_months",
    metadata,
    Column("month", Date, primary_key=True),
    Column("counted", Date, nullable=False),
    Column("shown", Date),
    Column("closed", Boolean, nullable=False, default=False),
)

# The sums of a month that goes on, shown to nobody; they go when it is closed.
figure_drafts = Table(
    "figure_drafts",
    metadata,
    Column("month", Date, nullable=False),
    Column("subject", String(20), nullable=False),
    Column("key", String(40), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKey("month", "subject", "key"),
)

# What is shown. The database itself refuses what is below five, or more exact than by fives.
# `value`: the median or the mean of so many, where there is one.
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
