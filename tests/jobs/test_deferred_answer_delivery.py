"""The team's answer reaches the person once, and where they can read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.deferred_questions import deferred_answers
from bot.deferred_questions.question_submission import MAX_TALK_GAP
from bot.jobs import deferred_answer_delivery
from bot.jobs.deferred_answer_delivery import deliver_answers
from bot.notebook import notebook_repository
from bot.privacy.erasure import erase_content
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import run_sql
from tests.support.deferred_questions import (
    ANSWER,
    QUESTION,
    answer_as_counsellor,
    leave_question,
    list_questions,
    press_label,
)


@pytest.fixture
def person(make_parts: Any, engine: Engine) -> ConversationClient:
    """Somebody whose question has an answer that waits."""
    add_counsellors(engine, ["Conseil A"])
    person = ConversationClient(make_parts(engine))
    answer_as_counsellor(person, leave_question(person))
    return person


def test_it_comes_once_with_question_answer_and_author(person: ConversationClient) -> None:
    assert deliver_answers(person.parts) == [person.conversation().id]
    assert deliver_answers(person.parts) == []
    given = person.replies()[-1].reply
    for words in (QUESTION, ANSWER, "mercredi 25 novembre", "une conseillère ou d'un conseiller"):
        assert words in given["text"]
    assert given["author"] == "team"
    assert "Tant mieux" in press_label(person, "Ça répond")[-1]
    assert [row.helped for row in list_questions(person.parts.engine)] == [True]


def test_who_is_not_helped_is_offered_a_human(person: ConversationClient) -> None:
    deliver_answers(person.parts)
    press_label(person, "Pas vraiment")
    assert [row.helped for row in list_questions(person.parts.engine)] == [False]
    labels = [choice["label"] for choice in person.replies()[-1].reply["choices"]]
    assert labels[:2] == ["Un humain", "Un rendez-vous"]


def test_a_refusal_says_why(make_parts: Any, sqlite_engine: Engine) -> None:
    add_counsellors(sqlite_engine, ["Conseil A"])
    person = ConversationClient(make_parts(sqlite_engine))
    number = leave_question(person)
    with writing(person.parts.engine) as unit:
        reason = "Il faut voir ton dossier avec toi."
        deferred_answers.decline_question(unit, number, 1, reason, person.parts.clock())
        unit.commit()
    deliver_answers(person.parts)
    assert reason in person.told()[-1]
    assert "Un rendez-vous" in [c["label"] for c in person.replies()[-1].reply["choices"]]


def test_it_waits_while_a_counsellor_has_the_conversation(person: ConversationClient) -> None:
    run_sql(person.parts.engine, "UPDATE conversations SET owner = 'human'")
    assert deliver_answers(person.parts) == []
    run_sql(person.parts.engine, "UPDATE conversations SET owner = 'queued'")
    assert len(deliver_answers(person.parts)) == 1  # the bot speaks there too


def test_it_waits_for_a_message_that_is_being_answered(person: ConversationClient) -> None:
    head = person.sends("bonjour")
    assert deliver_answers(person.parts) == []
    person.gets(head)
    assert len(deliver_answers(person.parts)) == 1


def test_it_waits_after_a_sign_of_distress(person: ConversationClient, clock: Any) -> None:
    person.says("je veux mourir")
    assert deliver_answers(person.parts) == []
    clock.now += MAX_TALK_GAP + dt.timedelta(minutes=1)
    assert len(deliver_answers(person.parts)) == 1


def test_messenger_takes_it_for_a_week_and_then_with_the_next_message(
    person: ConversationClient, clock: Any
) -> None:
    run_sql(person.parts.engine, "UPDATE conversations SET channel = 'messenger'")
    clock.now += dt.timedelta(days=7)
    assert deliver_answers(person.parts) == []
    run_sql(person.parts.engine, f"UPDATE conversations SET last_seen = '{clock.now:%F %T}'")
    clock.now += dt.timedelta(days=6)
    assert len(deliver_answers(person.parts)) == 1


def test_p6_who_erased_everything_gets_nothing(person: ConversationClient) -> None:
    with writing(person.parts.engine) as unit:
        erase_content(unit, person.name, person.parts.clock())
        unit.commit()
    assert deliver_answers(person.parts) == []
    assert person.replies() == []


def test_a_failure_does_not_keep_the_others_waiting(
    person: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ConversationClient(person.parts, "other")
    answer_as_counsellor(other, leave_question(other))
    announce, broken = deferred_answer_delivery.announce, person.conversation().id

    def fail_once(parts: Any, unit: Any, conversation: int, *rest: Any, **facts: Any) -> None:
        if conversation == broken:
            raise RuntimeError
        announce(parts, unit, conversation, *rest, **facts)

    monkeypatch.setattr(deferred_answer_delivery, "announce", fail_once)
    assert deliver_answers(person.parts) == [other.conversation().id]
    monkeypatch.undo()
    assert deliver_answers(person.parts) == [broken]


def code_of(person: ConversationClient) -> str:
    with reading(person.parts.engine) as unit:
        code = notebook_repository.find_code(unit, person.name, person.parts.key)
    assert code
    return code.replace("-", " ")


@pytest.mark.parametrize("read_before", [False, True], ids=["not delivered", "delivered"])
def test_it_follows_the_code(person: ConversationClient, read_before: bool) -> None:
    if read_before:
        deliver_answers(person.parts)
    desk = ConversationClient(person.parts, "desk")
    desk.says(f"mon code : {code_of(person)}")
    told = desk.says("oui")
    assert [ANSWER in text for text in told].count(True) == 1
    assert deliver_answers(person.parts) == []
    press_label(desk, "Ça répond")
    assert [row.conversation_id for row in list_questions(desk.parts.engine)] == [
        desk.conversation().id
    ]


def test_what_was_rated_is_not_given_again_elsewhere(person: ConversationClient) -> None:
    deliver_answers(person.parts)
    press_label(person, "Ça répond")
    desk = ConversationClient(person.parts, "desk")
    desk.says(f"mon code : {code_of(person)}")
    assert not any(ANSWER in text for text in desk.says("oui"))


def test_an_answer_written_after_the_code_was_used_goes_where_the_person_is(
    make_parts: Any, sqlite_engine: Engine
) -> None:
    add_counsellors(sqlite_engine, ["Conseil A"])
    phone = ConversationClient(make_parts(sqlite_engine), "phone")
    number = leave_question(phone)
    desk = ConversationClient(phone.parts, "desk")
    desk.says(f"mon code : {code_of(phone)}")
    desk.says("oui")
    answer_as_counsellor(phone, number)
    assert deliver_answers(phone.parts) == [desk.conversation().id]
