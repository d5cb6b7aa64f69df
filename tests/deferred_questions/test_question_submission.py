"""Leaving a question: what is stored, who may, and what happens to it with its conversation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.deferred_questions import question_submission
from bot.deferred_questions.deferred_question_errors import DistressInQuestion
from bot.deferred_questions.question_submission import MAX_QUESTION_CHARS, MAX_TALK_GAP
from bot.deferred_questions.working_days import WorkingDays
from bot.privacy.erasure import erase_person, purge_expired
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import run_sql
from tests.support.deferred_questions import (
    QUESTION,
    answer_as_counsellor,
    leave_question,
    list_questions,
    press_label,
)


@pytest.fixture
def person(make_parts: Any, sqlite_engine: Engine) -> ConversationClient:
    add_counsellors(sqlite_engine, ["Conseil A"])
    return ConversationClient(make_parts(sqlite_engine))


def test_a_second_press_of_the_button_stores_nothing_more(person: ConversationClient) -> None:
    leave_question(person)
    person.gets(person.presses(person.token("Laisser ma question")))
    assert [row.text for row in list_questions(person.parts.engine)] == [QUESTION]


def test_an_old_button_leaves_nothing_after_a_sign_of_distress(
    person: ConversationClient, clock: Any
) -> None:
    person.says(QUESTION)
    person.says("je veux mourir")
    (told,) = press_label(person, "Laisser ma question")
    assert "0800 32 123" in told
    assert list_questions(person.parts.engine) == []
    clock.now += MAX_TALK_GAP + dt.timedelta(minutes=1)
    assert "mot pour mot" in press_label(person, "Laisser ma question")[-1]


def test_a_sign_that_only_the_classifier_sees_is_enough(person: ConversationClient) -> None:
    person.says(QUESTION)
    run_sql(person.parts.engine, "UPDATE inbox SET signal = 'checking'")
    press_label(person, "Laisser ma question")
    assert list_questions(person.parts.engine) == []


def test_a_pattern_in_the_carried_words_is_enough(person: ConversationClient) -> None:
    person.says("bonjour")
    number, now = person.conversation().id, person.parts.clock()
    with writing(person.parts.engine) as unit, pytest.raises(DistressInQuestion) as caught:
        question_submission.leave_question(unit, number, "je veux mourir", "", WorkingDays(), now)
    assert caught.value.signal.level == "danger"


def test_a_question_that_is_too_long_is_asked_for_again(person: ConversationClient) -> None:
    person.says(QUESTION)
    press_label(person, "Laisser ma question")
    press_label(person, "Changer la question")
    told = person.says("et le bus ? " * (MAX_QUESTION_CHARS // 10))
    assert f"{MAX_QUESTION_CHARS} caractères" in told[-1]
    assert "« et le bus ? »" in person.says("et le bus ?")[-1]
    assert [row.text for row in list_questions(person.parts.engine)] == ["et le bus ?"]


def test_giving_up_keeps_what_was_left(person: ConversationClient) -> None:
    leave_question(person)
    press_label(person, "Changer la question")
    person.says("non")
    assert [row.text for row in list_questions(person.parts.engine)] == [QUESTION]


def test_asking_for_a_human_is_no_question_to_leave(person: ConversationClient) -> None:
    leave_question(person)
    press_label(person, "Changer la question")
    assert "Personne de l'équipe n'est en ligne" in person.says("je veux parler à un humain")[-1]
    assert [row.text for row in list_questions(person.parts.engine)] == [QUESTION]


def test_what_is_answered_cannot_be_changed_or_taken_back(person: ConversationClient) -> None:
    number = leave_question(person)
    answer_as_counsellor(person, number)
    assert "déjà répondu" in press_label(person, "La reprendre")[-1]
    press_label(person, "Changer la question")
    assert "déjà répondu" in person.says("et l'an prochain ?")[-1]
    assert [row.text for row in list_questions(person.parts.engine)] == [QUESTION]


def test_nobody_touches_the_question_of_another(person: ConversationClient) -> None:
    number = leave_question(person)
    other = ConversationClient(person.parts, "other")
    leave_question(other, "c'est quoi le programme Zéphyr 4000 ?")
    run_sql(
        person.parts.engine,
        f"""UPDATE choices SET carried = '{{"value":"take_back","item":"{number}"}}'"""
        " WHERE label = 'La reprendre'",
    )
    assert "n'est plus là" in press_label(other, "La reprendre")[-1]
    assert len(list_questions(person.parts.engine)) == 2


def test_p6_erasure_takes_the_question_with_it(person: ConversationClient) -> None:
    leave_question(person)
    with writing(person.parts.engine) as unit:
        erase_person(unit, person.name, person.parts.clock())
        unit.commit()
    assert list_questions(person.parts.engine) == []


def test_p7_it_goes_with_its_conversation(person: ConversationClient, clock: Any) -> None:
    leave_question(person)
    with writing(person.parts.engine) as unit:
        purge_expired(unit, clock.now + dt.timedelta(days=31), 30, 12, 7)
        unit.commit()
    assert list_questions(person.parts.engine) == []


def test_a_message_that_is_taken_back_takes_the_question_with_it(
    person: ConversationClient,
) -> None:
    leave_question(person, "mon nom est Zélie Vandermeulen, c'est quoi le programme Zéphyr 3000 ?")
    person.says("efface mon nom")
    assert list_questions(person.parts.engine) == []


@pytest.mark.parametrize(
    ("left", "due"),
    [("2026-11-25", "2026-11-26"), ("2026-11-27", "2026-11-30"), ("2026-12-23", "2026-12-29")],
    ids=["on a Wednesday", "on a Friday", "before closing for Christmas"],
)
def test_the_target_is_one_working_day(left: str, due: str) -> None:
    from bot.booking.closing_days import Closure

    closed = Closure(dt.date(2026, 12, 24), dt.date(2026, 12, 28), "inventaire")
    days, day = WorkingDays(closures=(closed,)), dt.date.fromisoformat(left)
    assert days.find_target_day(day) == dt.date.fromisoformat(due)
    assert days.count_between(day, dt.date.fromisoformat(due)) == 1
