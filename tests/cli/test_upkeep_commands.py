"""`knowledge`, `forget`, `purge`, `migrate`."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT_ROOT
from bot.storage.conversation_tables import conversations, inbox, notebooks
from bot.storage.database_engine import create_database_engine
from bot.storage.schema_migration import downgrade_schema, list_revisions, read_revision
from tests.support.command_runs import Boussole, read_home_rows

KNOWLEDGE = PROJECT_ROOT / "knowledge" / "data"


def test_the_base_is_in_order(boussole: Boussole) -> None:
    run = boussole("knowledge", "check")
    assert run.status == 0, run.out
    assert "0 errors" in run.err


@pytest.fixture
def broken(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the base, to be broken."""
    copy = home / "knowledge"
    shutil.copytree(KNOWLEDGE, copy)
    monkeypatch.setenv("BOUSSOLE_KNOWLEDGE", str(copy))
    return copy


def test_check_names_the_entry_that_is_wrong(boussole: Boussole, broken: Path) -> None:
    path = sorted((broken / "occupations").glob("*.yml"))[0]
    entries = yaml.safe_load(path.read_text("utf-8"))
    entries[0]["related"] = ["nulle-part"]
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    run = boussole("knowledge", "check")
    assert run.status == 1
    (found,) = [line for line in run.lines if "nulle-part" in line]
    assert path.name in found
    assert "error" in found


@pytest.mark.parametrize("text", ["- id: [", "un texte", "- {id: x}", "- 3"])
@pytest.mark.parametrize("command", ["check", "load"])
def test_a_base_that_does_not_load_is_one_line(
    boussole: Boussole, broken: Path, text: str, command: str
) -> None:
    (broken / "occupations" / "cassé.yml").write_text(text, "utf-8")
    run = boussole("knowledge", command)
    assert (run.status, run.out) == (1, "")
    assert len(run.err.splitlines()) == 1
    assert "occupations/cassé.yml" in run.err


@pytest.mark.parametrize(
    "command",
    ["purge", "forget un deux", "keys rotate", "knowledge unanswered", "counsellor reset Léa"],
)
def test_where_there_is_no_database_none_is_made(
    boussole: Boussole, home: Path, command: str
) -> None:
    """Nothing to do is not said of a database that is somewhere else."""
    run = boussole(*command.split())
    assert (run.status, run.out) == (1, "")
    assert run.err == f"boussole: there is no database at {home / 'boussole.sqlite'}\n"
    assert not (home / "boussole.sqlite").exists()


def test_no_base_is_one_line(
    boussole: Boussole, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_KNOWLEDGE", str(home / "nulle-part"))
    run = boussole("knowledge", "check")
    assert run.status == 1
    assert "nulle-part" in run.err


def test_load_says_what_is_there(boussole: Boussole, library: Any) -> None:
    run = boussole("knowledge", "load")
    assert run.status == 0
    base = library.base
    assert run.lines == [
        f"{len(base.occupations)} occupations, 0 French sheets, "
        f"{len(base.trainings)} trainings, {len(base.questions)} questions, "
        f"{len(base.services)} services, 0 events"
    ]


@pytest.fixture
def code(boussole: Boussole, loaded: None) -> str:
    """Of the notebook of somebody who has just spoken."""
    typed = "j'aime réparer des vélos\nquel est mon code ?\n"
    answer = boussole("chat", "--json", typed=typed).json[-1]
    assert answer["intent"] == "ask_code"
    return answer["replies"][0]["text"].partition("Ton code : ")[2].splitlines()[0]


def test_p6_forget_erases_everything_once(boussole: Boussole, home: Path, code: str) -> None:
    assert len(read_home_rows(home, notebooks)) == 1
    first = boussole("forget", code)
    assert (first.status, first.out) == (0, "erased\n")
    assert [read_home_rows(home, table) for table in (notebooks, conversations, inbox)] == [
        [],
        [],
        [],
    ]
    again = boussole("forget", code)
    assert (again.status, again.out) == (1, "")
    assert "no notebook has this code" in again.err


def test_a_code_is_read_as_it_was_dictated(boussole: Boussole, home: Path, code: str) -> None:
    assert boussole("forget", *code.upper().split("-")).status == 0
    assert read_home_rows(home, notebooks) == []


def test_a_wrong_code_erases_nothing(boussole: Boussole, home: Path, code: str) -> None:
    other = "-".join(reversed(code.split("-")))
    run = boussole("forget", other)
    assert (run.status, run.out) == (1, "")
    assert len(read_home_rows(home, notebooks)) == 1
    assert code not in run.err


def test_forget_needs_a_code(boussole: Boussole) -> None:
    assert boussole("forget").status == 2


@pytest.mark.usefixtures("code")
def test_p7_purge_erases_what_is_old_and_says_how_much(
    boussole: Boussole, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert boussole("purge").lines == ["0 erased"]
    now = dt.datetime.now(dt.timezone.utc)
    monkeypatch.setattr("bot.stores.utc_now", lambda: now + dt.timedelta(days=31))
    assert boussole("purge").lines == ["1 erased"]
    assert read_home_rows(home, conversations) == read_home_rows(home, inbox) == []
    assert len(read_home_rows(home, notebooks)) == 1
    monkeypatch.setattr("bot.stores.utc_now", lambda: now + dt.timedelta(days=400))
    doubted = boussole("purge")
    assert (doubted.status, doubted.out, len(doubted.err.splitlines())) == (1, "", 1)
    assert "369 days and 0 hours ahead of the last sign of life" in doubted.err
    assert len(read_home_rows(home, notebooks)) == 1
    assert boussole("purge", "--clock-is-right").lines == ["1 erased"]
    assert read_home_rows(home, notebooks) == []
    assert boussole("purge").lines == ["0 erased"]


def test_migrate_makes_a_database_and_brings_an_older_one_up(
    boussole: Boussole, home: Path
) -> None:
    newest = list_revisions()[-1]
    assert boussole("migrate").lines == [newest]
    url = f"sqlite:///{home / 'boussole.sqlite'}"
    engine = create_database_engine(url)
    downgrade_schema(engine, "0024")
    assert boussole("migrate").lines == [newest]
    assert read_revision(engine) == newest
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    refused = boussole("migrate")
    assert (refused.status, refused.out, len(refused.err.splitlines())) == (1, "", 1)
