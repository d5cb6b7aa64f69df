"""SQL that stands outside of repositories."""

from __future__ import annotations

import pytest

TABLES = "inbox = outbox = sessions = None\n"
SQL = {
    "select": "import sqlalchemy as sa\nquery = sa.select(1)\n",
    "text": "from sqlalchemy import text as raw\nquery = raw('select 1')\n",
    "dialect": "from sqlalchemy.dialects import sqlite\nquery = sqlite.insert(1)\n",
    "execute": "def run(unit):\n    return unit.execute(1)\n",
    "scalars": "def run(session):\n    return session.scalars(1)\n",
    "table": "from bot.storage.tables import sessions\nquery = sessions.insert()\n",
}
NO_SQL = {
    "dictionary": "known = {}\nknown.update(a=1)\n",
    "set": "known = set()\nknown.union([1])\n",
    "own select": "def select(): ...\nselect()\n",
    "result": "from bot.a_repository import find\nfind().scalars()\n",
}


@pytest.mark.parametrize("kind", SQL)
def test_sql_outside_is_found(house, kind: str) -> None:
    figures = house({"bot/a.py": SQL[kind], "bot/storage/tables.py": TABLES})
    assert figures["sql_outside"].found == ("bot/a.py 1",)
    assert figures["sql_calls_outside"].value == 1


@pytest.mark.parametrize("kind", NO_SQL)
def test_what_is_none_is_not(house, kind: str) -> None:
    assert house({"bot/a.py": NO_SQL[kind]})["sql_outside"].value == 0


def test_a_repository_and_the_storage_are_its_home(house) -> None:
    homes = ("bot/repository.py", "bot/talks/talk_repository.py", "bot/storage/engine.py")
    figures = house({**dict.fromkeys(homes, SQL["select"]), "bot/repositoryish.py": SQL["select"]})
    assert figures["sql_outside"].found == ("bot/repositoryish.py 1",)
    assert figures["repositories"].value == 2


def test_long_repositories_are_found(house) -> None:
    figures = house({"bot/a_repository.py": "x = 1\n" * 301, "bot/b_repository.py": ""})
    assert figures["repositories_too_long"].found == ("bot/a_repository.py 301",)


def test_who_names_the_message_tables_is_found(house) -> None:
    figures = house(
        {
            "bot/storage/tables.py": TABLES,
            "bot/a.py": "from bot.storage.tables import inbox as came, outbox\n",
            "bot/b.py": "from bot.storage import tables\nprint(tables.outbox, tables.sessions)\n",
            "bot/c.py": "from bot.storage.tables import sessions\n",
            "bot/d.py": "outbox = 'a word'\n",
            "bot/message_repository.py": "from bot.storage.tables import inbox\n",
        }
    )
    found = figures["message_tables_named"].found
    assert found == ("bot/a.py: inbox, outbox", "bot/b.py: outbox")
