"""Steps back and forward again with rows in every table: none fails, and what each costs is known
(`docs/upgrading.md` says it to operators)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking.appointment_kinds import INITIAL_KINDS
from bot.settings import PROJECT_ROOT
from bot.storage.schema_migration import (
    downgrade_schema,
    list_revisions,
    load_metadata,
    migrate_schema,
)
from tests.support.populated_tables import fill_tables, read_rows

TABLES = {table.name: table for table in load_metadata().sorted_tables}
PAGE = (PROJECT_ROOT / "docs" / "upgrading.md").read_text("utf-8")
# What is lost by undoing each step, as the page says it: a whole table, or a column, which has its
# first value again.
LOST: dict[str, set[str]] = {
    step: set(TABLES) if text == "everything" else set(re.findall(r"`([a-z_.]+)`", text))
    for step, text in re.findall(r"^\| (\d{4}) \|.*\| (.+) \|$", PAGE, re.MULTILINE)
}
# But for these columns of handoffs: who waits for a human goes on waiting, at every step.
WAITS = ("conversation_id", "summary", "created", "state")
STEPS = sorted(LOST)


def lost_before(step: str) -> set[str]:
    """What is lost by undoing this step and all after it."""
    return set().union(*(lost for each, lost in LOST.items() if each >= step))


def comparable(found: list[dict[str, Any]], table: str, lost: set[str]) -> list[dict[str, Any]]:
    """Rows without the columns that are lost."""
    return [
        {name: value for name, value in row.items() if f"{table}.{name}" not in lost}
        for row in found
    ]


def waiting(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in WAITS} for row in found if row["state"] == "queued"]


def test_the_page_for_operators_lists_every_step() -> None:
    assert list_revisions() == STEPS
    assert LOST["0001"] == set(TABLES)


def test_what_the_page_says_is_lost_is_a_table_or_a_column() -> None:
    columns = {str(column) for table in TABLES.values() for column in table.columns}
    assert set().union(*LOST.values()) <= set(TABLES) | columns


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_undone_and_done_again(engine: Engine, step: str) -> None:
    fill_tables(engine)
    before = {name: read_rows(engine, name) for name in TABLES}
    assert [found for found in before.values() if len(found) != 2] == []
    downgrade_schema(engine, _steps_back_before(step))
    migrate_schema(engine)
    lost = lost_before(step)
    last_used = sorted(read_rows(engine, "conversations"), key=lambda row: row["last_seen"])[-1:]
    for name in TABLES:
        after = read_rows(engine, name)
        if name not in lost:
            assert comparable(after, name, lost) == comparable(before[name], name, lost), name
        elif name == "sign_of_life":  # made again of what is there
            assert [row["seen"] for row in after] == [row["last_seen"] for row in last_used]
        elif name == "appointment_kinds":  # the first ones again
            assert {row["code"] for row in after} == {each.code for each in INITIAL_KINDS}
        elif name != "handoffs" or step == "0001":
            assert after == [], name
        else:
            assert waiting(after) == waiting(before[name]) != []


def test_steps_are_undone_one_by_one(engine: Engine) -> None:
    """As an operator would."""
    fill_tables(engine)
    for each in reversed(STEPS):
        downgrade_schema(engine, "-1")
        assert _revision(engine) == (None if each == "0001" else STEPS[STEPS.index(each) - 1])


def test_the_line_that_undoes_steps_does(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = re.findall(r'-c "(from bot.settings .*)"$', PAGE, re.MULTILINE)
    monkeypatch.setenv("BOUSSOLE_DATA", str(Path(sqlite_engine.url.database).parent))
    exec(line)
    assert _revision(sqlite_engine) == "0011"


def test_nobody_is_left_to_a_human_who_is_not_there_any_more(engine: Engine) -> None:
    """Undoing 0004 ends the talks with counsellors: the bot answers there again."""
    fill_tables(engine)
    downgrade_schema(engine, "0003")
    assert {row["owner"] for row in read_rows(engine, "conversations")} == {"bot"}
    migrate_schema(engine)
    owners = {row["id"]: row["owner"] for row in read_rows(engine, "conversations")}
    assert owners == {1: "queued", 2: "bot"}


@pytest.mark.parametrize("step", STEPS)
def test_a_number_is_never_given_twice_after_a_step_was_undone(
    sqlite_engine: Engine, step: str
) -> None:
    """SQLite gives a number again, unless its table says AUTOINCREMENT; PostgreSQL never does."""
    made = _counting(sqlite_engine)
    assert {"conversations", "inbox", "appointments"} <= made
    fill_tables(sqlite_engine)
    downgrade_schema(sqlite_engine, _steps_back_before(step))
    migrate_schema(sqlite_engine)
    assert _counting(sqlite_engine) == made
    kept = {name for name in made if read_rows(sqlite_engine, name)}
    assert {row["name"] for row in read_rows(sqlite_engine, "sqlite_sequence")} >= kept


def _steps_back_before(step: str) -> str:
    """How far back from the newest revision the one before `step` is, as Alembic takes it."""
    return f"-{len(STEPS) - STEPS.index(step)}"


def _counting(engine: Engine) -> set[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
    with engine.connect() as connection:
        found = connection.exec_driver_sql(query).all()
    return {name for name, made in found if re.search("AUTOINCREMENT", made or "")}


def _revision(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
