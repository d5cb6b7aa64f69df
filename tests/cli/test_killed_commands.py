"""`kill -9` in the middle of a purge (P7) and of a rotation (P8): nothing is left half done."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.vault import Vault
from bot.settings import PROJECT_ROOT, Settings
from bot.storage.channel_tables import routes
from bot.storage.conversation_repository import create_conversation
from bot.storage.conversation_tables import conversations, inbox, notebooks, outbox, tracker_events
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork, reading, writing

DRIVER = Path(__file__).parents[1] / "support" / "command_killer.py"
PEOPLE = 7
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc)
OF_A_CONVERSATION = (inbox, outbox, tracker_events, handoffs, routes)
Command = Callable[..., int]
IN_POSTGRES = pytest.mark.postgres


@pytest.fixture
def command(engine: Engine, tmp_path: Path) -> Command:
    """`command("DELETE", 4, "purge")`: the exit status; dies at the fourth DELETE."""
    url = engine.url.render_as_string(hide_password=False)
    given = {
        "BOUSSOLE_DATA": str(tmp_path),
        "BOUSSOLE_DATABASE": url,
        "PYTHONPATH": str(PROJECT_ROOT),
    }

    def run(word: str, number: int, *arguments: str) -> int:
        call = [sys.executable, str(DRIVER), word, str(number), *arguments]
        done = subprocess.run(call, env={**os.environ, **given}, cwd=tmp_path, capture_output=True)
        return done.returncode

    return run


def a_person(unit: UnitOfWork, name: str, sealed: str = "sealed") -> None:
    """With something in every table that a purge of conversations and notebooks empties."""
    number = create_conversation(unit, name, "telegram", LONG_AGO)
    mine = {"conversation_id": number}
    message = {**mine, "channel": "telegram", "external_id": name, "seq": 1, "kind": "text"}
    unit.execute(inbox.insert().values(**message, body="a", status="done", received=LONG_AGO))
    said = {"seq": 1, "answers": 1, "reply": {"text": "b"}, "created": LONG_AGO}
    unit.execute(outbox.insert().values(**mine, **said))
    unit.execute(tracker_events.insert().values(**mine, turn=1, events=[]))
    unit.execute(handoffs.insert().values(**mine, state="ended", created=LONG_AGO))
    way = {"channel": "telegram", "sealed": sealed, "heard": LONG_AGO}
    ends = dt.datetime(2100, 1, 1, tzinfo=dt.timezone.utc)
    unit.execute(routes.insert().values(**mine, **way, expires=ends))
    kept = {"data": {}, "created": LONG_AGO, "last_used": LONG_AGO}
    unit.execute(notebooks.insert().values(person=name, **kept))


def left(engine: Engine) -> tuple[set[int], list[set[int]], int]:
    """The conversations, whose rows there are in each table, and how many notebooks."""
    with reading(engine) as unit:
        there = set(unit.execute(sa.select(conversations.c.id)).scalars())
        rows = [
            set(unit.execute(sa.select(table.c.conversation_id)).scalars())
            for table in OF_A_CONVERSATION
        ]
        kept = unit.execute(sa.select(sa.func.count()).select_from(notebooks)).scalar_one()
    return there, rows, kept


@pytest.mark.parametrize("number", [2, 11, 30])
def test_p7_a_purge_that_is_killed_leaves_nobody_in_half_and_goes_on(
    command: Command, engine: Engine, number: int
) -> None:
    with writing(engine) as unit:
        for each in range(PEOPLE):
            a_person(unit, f"person{each}")
        unit.commit()
    assert command("DELETE", number, "purge") == -signal.SIGKILL
    there, rows, kept = left(engine)
    assert len(there) in range(1, PEOPLE + 1, 2)  # two at a time
    assert [found for found in rows if found != there] == []
    assert kept == len(there)
    assert command("nothing", 1, "purge") == 0
    assert left(engine) == (set(), [set()] * len(OF_A_CONVERSATION), 0)


def opened(engine: Engine, vault: Vault) -> list[str]:
    with reading(engine) as unit:
        sealed = unit.execute(sa.select(routes.c.sealed).order_by(routes.c.conversation_id))
        return [vault.open(token) for token in sealed.scalars()]


def test_p8_a_rotation_that_is_killed_loses_nothing_and_can_be_done_again(
    command: Command, engine: Engine, tmp_path: Path
) -> None:
    """The new key is in the file by then, what is stored is still sealed with the old one."""
    settings = Settings(_env_file=None, data=tmp_path)
    (old,) = settings.load_vault_keys()
    ids = [str(number) for number in range(PEOPLE)]
    with writing(engine) as unit:
        for each in ids:
            a_person(unit, each, Vault([old]).seal(each))
        unit.commit()
    engine.dispose()  # what PostgreSQL knows of would be refused as a service that runs
    assert command("UPDATE routes", 4, "keys", "rotate") == -signal.SIGKILL
    assert len(settings.load_vault_keys()) == 2
    assert opened(engine, Vault([old])) == opened(engine, Vault.of(settings)) == ids
    engine.dispose()
    assert command("nothing", 1, "keys", "rotate") == 0
    newest = settings.load_vault_keys()[0]
    assert opened(engine, Vault([newest])) == ids


@pytest.mark.parametrize("engine", [pytest.param("postgres", marks=IN_POSTGRES)], indirect=True)
def test_with_somebody_connected_no_key_is_changed(
    command: Command, engine: Engine, tmp_path: Path
) -> None:
    """PostgreSQL has no file to lock: it tells of a service by its connections."""
    settings = Settings(_env_file=None, data=tmp_path)
    (old,) = settings.load_vault_keys()
    with reading(engine) as unit:
        unit.execute(sa.select(routes)).all()
        assert command("nothing", 1, "keys", "rotate") == 1
    assert settings.load_vault_keys() == [old]
    engine.dispose()
    assert command("nothing", 1, "keys", "rotate") == 0
