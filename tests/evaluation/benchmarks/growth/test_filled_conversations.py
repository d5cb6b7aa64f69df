"""Copies of a talk are rows as the service writes them: its repositories find each of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.erasure import purge_expired
from bot.storage import choice_repository, conversation_repository, message_repository
from bot.storage.conversation_tables import conversations, inbox, sessions
from bot.storage.message_history_repository import list_shown_messages
from bot.storage.reply_repository import insert_replies, list_replies_after
from bot.storage.unit_of_work import reading, writing
from evaluation.benchmarks.growth.conversation_filler import fill_conversations, lengthen_talk
from evaluation.benchmarks.growth.statement_plans import explain_statements, record_statements
from evaluation.benchmarks.growth.talk_template import TalkTemplate
from tests.support.database_rows import count_rows, read_rows
from tests.support.manual_clock import NOW

TOKEN = "k" * 32


@pytest.fixture
def template(engine: Engine) -> TalkTemplate:
    """A talk of a typed message and a press, each with an answer."""
    with writing(engine) as unit:
        number = conversation_repository.create_conversation(unit, "f" * 64, "web", NOW)
        offered = {"token": TOKEN, "conversation_id": number, "label": "J'explore", "created": NOW}
        choice_repository.insert_choices(unit, [{**offered, "intent": "explore", "carried": {}}])
        for seq, (kind, body) in enumerate((("text", "bonjour"), ("choice", TOKEN)), start=1):
            said = {"external_id": f"f:{seq}", "seq": seq, "kind": kind, "body": body}
            message_repository.insert_message(
                unit, conversation_id=number, channel="web", received=NOW, status="done", **said
            )
            row = conversation_repository.fetch_conversation(unit, number)
            last = insert_replies(unit, row, seq, [{"text": f"réponse {seq}"}], NOW)
            conversation_repository.update_conversation(unit, number, last_reply=last)
        unit.commit()
    return TalkTemplate(number, messages=2, replies=2)


def test_each_copy_is_a_talk_of_its_own(engine: Engine, template: TalkTemplate) -> None:
    assert fill_conversations(engine, template, 80, NOW) == 40
    rows = count_rows(engine)
    assert (rows["conversations"], rows["inbox"], rows["choices"], rows["handoffs"]) == (
        *(41, 82, 41),
        2,
    )
    people = [row.person for row in read_rows(engine, conversations, order=conversations.c.id)]
    assert len(set(people)) == 41
    with reading(engine) as unit:
        copy = conversation_repository.find_conversation(unit, people[7])
        assert copy is not None
        shown = list_shown_messages(unit, copy, 0)
        assert [(row.body, row.label) for row in shown][:1] == [("bonjour", None)]
        assert shown[1].label == "J'explore"  # by the token of the copy
        assert shown[1].body != TOKEN
        replies = list_replies_after(unit, copy, 0)
        assert [(row.answers, row.reply["text"]) for row in replies] == [
            (1, "réponse 1"),
            (2, "réponse 2"),
        ]
        assert message_repository.list_waiting_heads(unit) == {}
    with writing(engine) as unit:  # ids go on after the copies
        new = conversation_repository.create_conversation(unit, "n" * 64, "web", NOW)
        assert new > max(row.conversation_id for row in read_rows(engine, sessions))


def test_the_oldest_day_is_due_for_the_purge(engine: Engine, template: TalkTemplate) -> None:
    fill_conversations(engine, template, 310, NOW)
    with writing(engine) as unit:
        assert purge_expired(unit, NOW, 30, 12, 7) == 155 // 31
        unit.commit()
    assert count_rows(engine)["sessions"] == 155 - 5


def test_a_talk_is_made_long_within_itself(engine: Engine, template: TalkTemplate) -> None:
    lengthen_talk(engine, template, 9)
    rows = read_rows(engine, inbox, order=inbox.c.seq)
    assert [row.seq for row in rows] == list(range(1, 9))
    with reading(engine) as unit:
        row = conversation_repository.fetch_conversation(unit, template.conversation)
        assert row.last_reply == 8
        assert len(list_replies_after(unit, template.conversation, 0)) == 8


def test_a_plan_names_the_index_or_that_the_table_is_read_whole(engine: Engine) -> None:
    with record_statements(engine) as statements, writing(engine) as unit:
        conversation_repository.find_conversation(unit, "nobody")
        unit.execute(sa.select(conversations.c.id).where(conversations.c.channel == "web"))
        unit.execute(conversations.delete().where(conversations.c.channel == "web"))
    found = explain_statements(engine, statements)
    assert [each["steps"][0][:2] for each in found[1:]] == [["SCAN", "conversations"]] * 2
    assert found[0]["steps"][0][:2] == ["SEARCH", "conversations"]
    assert found[0]["steps"][0][2]
