"""CARE S5: what was said in distress is not shown in figures."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.booking.local_time import ZONE
from bot.console.statistics import monthly_counts
from bot.storage import database_engine as engines
from bot.storage.conversation_tables import notebooks, unanswered
from bot.storage.figure_tables import figure_drafts, figure_months, figures
from bot.storage.handoff_tables import alerts, answered, ratings
from bot.storage.staff_tables import audit
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import read_rows

FIGURES = (figure_months, figure_drafts, figures)
# What staff reads of conversations, or what outlives them.
KEPT = (unanswered, answered, ratings, notebooks, audit)
TOLD = ("jveu mourir", "oui", "depuis 2 ans", "mon père me frappe", "c'est gratuit ?", "aide moi")


def counted(parts: Any, told: tuple[str, ...]) -> list[list[Any]]:
    """What figures show of six people who say hello, and this."""
    engine = parts.engine
    add_counsellors(engine, ["Conseil A"], duty="on")
    for number in range(6):
        person = ConversationClient(parts, f"person {number}")
        for words in ("bonjour", *told):
            person.says(words)
    with writing(engine) as unit:
        assert monthly_counts.count_finished_days(unit, dt.datetime(2026, 12, 4, 12, tzinfo=ZONE))
        unit.commit()
    for table in KEPT:
        assert read_rows(engine, table, sa.true(), sa.true()) == []
    assert len(read_rows(engine, alerts, sa.true(), alerts.c.id)) == (6 if told else 0)
    return [read_rows(engine, table, sa.true(), sa.true()) for table in FIGURES]


def test_s5_who_was_in_distress_is_counted_like_anybody(
    make_parts: Any, sqlite_engine: Any, empty_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "other.sqlite"
    shutil.copy(empty_sqlite, path)
    other = engines.create_database_engine(f"sqlite:///{path}")
    shown = counted(make_parts(sqlite_engine), TOLD)
    assert shown == counted(make_parts(other), ())
    assert any(shown)
    other.dispose()
