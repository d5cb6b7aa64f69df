"""A notebook begun on a phone goes on at a desk: two people for the service, one code between them.

A conversation file knows one person, so this behaviour is told here.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

import pytest
import sqlalchemy as sa

from bot.notebook import notebook_repository, notebook_transfer
from bot.privacy import code_attempts
from bot.privacy.erasure import WRONG_CODE_LIFETIME
from bot.storage.conversation_tables import metadata, notebooks
from bot.storage.unit_of_work import reading
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import run_sql


def code_of(person: ConversationClient) -> str:
    """The words that the bot tells, as somebody dictates them."""
    with reading(person.parts.engine) as unit:
        code = notebook_repository.find_code(unit, person.name, person.parts.key)
    assert code
    (told,) = person.says("mon code")
    assert code in told
    return code.replace("-", " ")


def dreams(person: ConversationClient) -> list[str]:
    return [note["words"] for note in (person.notebook() or {}).get("dreams", [])]


def everything(person: ConversationClient) -> str:
    """All that the database holds of a conversation, and all that belongs to none."""
    mine = person.conversation().id
    with reading(person.parts.engine) as unit:
        return "\n".join(
            repr(row)
            for table in metadata.sorted_tables
            for row in unit.execute(sa.select(table))
            if getattr(row, "conversation_id", mine) == mine
        )


@pytest.fixture
def phone(both: Any) -> ConversationClient:
    one = ConversationClient(both, "a" * 64)
    one.says("j'aime réparer des motos")
    return one


@pytest.fixture
def desk(both: Any) -> ConversationClient:
    return ConversationClient(both, "b" * 64)


def test_the_notebook_goes_on_at_the_desk(
    phone: ConversationClient, desk: ConversationClient, sentence: Any
) -> None:
    code = code_of(phone)
    (_, asked) = desk.says(f"salut, mon code c'est {code}")  # the first notice, then the question
    assert "J'ai trouvé un carnet, utilisé le 25 novembre 2026" in asked
    assert dreams(desk) == []
    resumed = desk.says("oui")
    assert "C'est repris" in resumed[0]
    assert dreams(desk) == ["j'aime réparer des motos"]
    assert dreams(phone) == []
    assert "j'aime réparer des motos" in desk.says("mon carnet")[0]
    assert "Ton carnet est vide" in phone.says("mon carnet")[0]
    # The same words bring it back.
    phone.says(code.upper())
    assert "C'est repris" in phone.says("oui")[0]
    assert (dreams(phone), dreams(desk)) == (["j'aime réparer des motos"], [])


def test_what_stands_here_is_lost_only_after_a_yes(
    phone: ConversationClient, desk: ConversationClient
) -> None:
    code = code_of(phone)
    desk.says("j'aime cuisiner")
    assert "il remplace le carnet d'ici" in desk.says(code)[0]
    desk.says("non")
    assert dreams(desk) == ["j'aime cuisiner"]
    assert dreams(phone) == ["j'aime réparer des motos"]
    desk.says(code)
    desk.gets(desk.presses(desk.token("Oui, le reprendre")))
    assert dreams(desk) == ["j'aime réparer des motos"]


def test_the_words_are_nowhere_but_where_the_bot_told_them(
    phone: ConversationClient, desk: ConversationClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = code_of(phone)
    words = code.split()
    desk.says(f"voici : {code}")
    desk.says(" ".join([*words[:7], "zut"]))
    desk.says("oui")
    assert [message.body for message in desk.messages()] == ["voici : [code]", "[code] zut", "oui"]
    assert [message.code_hash for message in desk.messages()] == [None] * 3
    for kept in (everything(desk), caplog.text):
        assert code not in kept
        assert "-".join(words) not in kept
        assert " ".join(words[:7]) not in kept


def test_a_code_waits_with_its_message(phone: ConversationClient, desk: ConversationClient) -> None:
    """Another process answers it, after a crash: what it needs is stored, in no words."""
    head = desk.sends(code_of(phone))
    assert head
    assert head.body == "[code]"
    assert head.code
    assert [message.code_hash for message in desk.messages()] == [head.code]
    desk.gets(head)
    assert "J'ai trouvé un carnet" in desk.told(head.seq)[-1]


def test_five_wrong_codes_and_even_the_right_one_waits(
    phone: ConversationClient, desk: ConversationClient, clock: Any, sentence: Any
) -> None:
    code = code_of(phone)
    wrong = " ".join(reversed(code.split()))
    for _ in range(code_attempts.MAX_WRONG_CODES_PER_HOUR):
        assert "n'ouvrent aucun carnet" in desk.says(wrong)[-1]
    assert desk.says(code) == [sentence("utter_code_wait")]
    clock.now += WRONG_CODE_LIFETIME
    assert "J'ai trouvé un carnet" in desk.says(code)[0]


def test_a_changed_code_opens_nothing(phone: ConversationClient, desk: ConversationClient) -> None:
    before = code_of(phone)
    assert "L'ancien n'ouvre plus rien" in phone.says("change mon code")[0]
    assert "n'ouvrent aucun carnet" in desk.says(before)[-1]
    assert "J'ai trouvé un carnet" in desk.says(code_of(phone))[-1]


def test_an_old_code_opens_nothing_though_the_purge_has_not_come(
    phone: ConversationClient, desk: ConversationClient, clock: Any
) -> None:
    code = code_of(phone)
    clock.now += 2 * (clock.now - notebook_transfer.months_before(clock.now, 12))
    assert "n'ouvrent aucun carnet" in desk.says(code)[-1]


def test_p6_erased_at_the_desk_it_is_nowhere(
    phone: ConversationClient, desk: ConversationClient
) -> None:
    code = code_of(phone)
    desk.says(code)
    desk.says("oui")
    desk.says("efface mes données")
    desk.says("oui")
    with reading(desk.parts.engine) as unit:
        assert unit.execute(sa.select(notebooks)).all() == []
    assert "n'ouvrent aucun carnet" in phone.says(code)[-1]


def test_distress_beside_a_code_comes_first(
    phone: ConversationClient, desk: ConversationClient
) -> None:
    code = code_of(phone)
    told = " ".join(desk.says(f"{code} j'ai envie de mourir"))
    assert "0800 32 123" in told
    assert "carnet" not in told
    assert desk.messages()[0].body == "[code] j'ai envie de mourir"


def test_words_about_a_code_are_understood(
    desk: ConversationClient, phone: ConversationClient
) -> None:
    assert "les huit mots du code" in desk.says("j'ai déjà un code, je fais comment ?")[-1]
    assert "Le nouveau code" in phone.says("je voudrais changer mon code")[-1]


def test_a_turn_that_fails_moves_nothing(
    phone: ConversationClient, desk: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(phone)
    desk.says(code)

    def fail(*args: Any, **named: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("bot.messaging.turn_processor._store_replies", fail)
    with pytest.raises(sqlite3.OperationalError):
        desk.says("oui")
    monkeypatch.undo()
    assert dreams(phone) == ["j'aime réparer des motos"]
    run_sql(desk.parts.engine, "DELETE FROM inbox WHERE status = 'waiting'")
    desk.says("oui")
    assert dreams(desk) == ["j'aime réparer des motos"]
