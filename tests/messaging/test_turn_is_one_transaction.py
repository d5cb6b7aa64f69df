"""One turn, one transaction: what fails leaves nothing, and is told."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.care.detector import detect
from bot.dialogue.processor import TurnProcessor
from bot.messaging import turn_processor as turns
from bot.messaging.time_limit import TurnTimeout
from bot.messaging.turn_processor import TurnOutcome, close_failed_message
from bot.notebook.notebook_entries import Question
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import count_rows, run_sql


class Broken(Exception):
    """What the action of a test raises."""


def _half_done_then_raises(dispatcher: Any, tracker: Any, domain: Any) -> list:
    """Says something, changes the notebook, offers choices, sets a slot — then fails."""
    turn = dispatcher.turn
    turn.hear(tracker, dispatcher.utter_message)
    turn.notebook.open(Question("erase"))
    turn.close()
    turn.say("utter_erase_confirm")
    turn.set(misses=7)
    raise Broken("0475 12 34 56")


@pytest.fixture
def greeted(person: ConversationClient) -> ConversationClient:
    """Someone who opened the chat: the doors are there."""
    person.gets(person.opens())
    return person


def _presses(person: ConversationClient, label: str) -> Any:
    return person.presses(person.token(label))


def test_a_failing_action_leaves_nothing_behind(
    greeted: ConversationClient, replace_action: Any
) -> None:
    replace_action("action_ask_privacy", _half_done_then_raises)
    head = _presses(greeted, "Détails")
    before, told, conversation = (
        count_rows(greeted.parts.engine),
        greeted.told(),
        greeted.conversation(),
    )
    with pytest.raises(Broken):
        greeted.gets(head)
    assert count_rows(greeted.parts.engine) == before
    assert greeted.told() == told
    assert greeted.notebook() is None
    assert greeted.conversation() == conversation
    assert greeted.statuses() == ["done", "waiting"]


def test_no_rule_runs_after_an_action_that_raised(
    greeted: ConversationClient, replace_action: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []
    run = TurnProcessor._run_action

    async def spied(self: Any, action: Any, *rest: Any) -> bool:
        ran.append(action.name())
        return await run(self, action, *rest)

    monkeypatch.setattr(TurnProcessor, "_run_action", spied)
    greeted.gets(_presses(greeted, "Détails"))
    assert ran == ["action_ask_privacy", "action_listen"]
    ran.clear()
    replace_action("action_ask_privacy", _half_done_then_raises)
    head = _presses(greeted, "Détails")
    with pytest.raises(Broken):
        greeted.gets(head)
    assert ran == ["action_ask_privacy"]


async def test_a_failing_action_is_told_and_the_next_message_is_answered(
    greeted: ConversationClient, replace_action: Any, run_worker: Any, sentence: Any, caplog: Any
) -> None:
    replace_action("action_ask_privacy", _half_done_then_raises)
    failing, fine = _presses(greeted, "Détails"), _presses(greeted, "Effacer")
    async with run_worker(greeted.parts) as running:
        await running.answered(greeted)
    assert greeted.statuses() == ["done", "failed", "done"]
    assert greeted.told(failing.seq) == [sentence("utter_failed")]
    assert greeted.told(fine.seq) == [sentence("utter_erase_confirm")]
    last = greeted.replies()[-2]
    assert last.reply["choices"][0]["label"] == "Un humain"
    # The person can press the way to a human that the honest reply offers.
    assert greeted.gets(greeted.presses(greeted.token("Un humain"))).outcome is TurnOutcome.ANSWERED
    assert "Broken" in caplog.text
    assert "0475" not in caplog.text  # the exception's text may quote what was typed


def test_the_slot_of_a_failed_turn_is_not_there_in_the_next(
    greeted: ConversationClient, replace_action: Any
) -> None:
    seen = {}
    replace_action("action_ask_privacy", _half_done_then_raises)
    failing = _presses(greeted, "Détails")
    with pytest.raises(Broken):
        greeted.gets(failing)
    close_failed_message(greeted.parts, failing)

    def look(dispatcher: Any, tracker: Any, domain: Any) -> list:
        seen.update(tracker.slots, question=dispatcher.turn.notebook.question)
        dispatcher.utter_message(response="utter_ok")
        return []

    replace_action("action_ask_privacy", look)
    greeted.gets(_presses(greeted, "Détails"))
    assert (seen["misses"], seen["question"]) == (0, None)


def test_a_failed_commit_is_not_swallowed(
    person: ConversationClient, monkeypatch: pytest.MonkeyPatch, sentence: Any
) -> None:
    engine, head = person.parts.engine, person.sends("bonjour")
    before = count_rows(engine)

    def full(connection: Any) -> None:
        raise engine.dialect.dbapi.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(engine.dialect, "do_commit", full)
        with pytest.raises(OperationalError):
            person.gets(head)
    assert count_rows(engine) == before
    assert person.statuses() == ["waiting"]
    assert person.gets(head).outcome is TurnOutcome.ANSWERED
    assert len(person.told()) == 1


async def test_a_failed_save_is_answered_later_by_the_sweep(
    person: ConversationClient, run_worker: Any, replace_action: Any
) -> None:
    """The tracker's table goes away for one turn, then comes back."""
    engine, head = person.parts.engine, person.sends("bonjour")
    run_sql(engine, "ALTER TABLE tracker_events RENAME TO gone")
    with pytest.raises(DBAPIError):
        person.gets(head)
    assert (person.statuses(), person.told()) == (["waiting"], [])
    run_sql(engine, "ALTER TABLE gone RENAME TO tracker_events")
    async with run_worker(person.parts) as running:
        await running.answered(person)
    assert person.statuses() == ["done"]
    assert len(person.told()) == 1


async def test_a_worker_puts_off_what_the_database_refuses(
    person: ConversationClient, run_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One commit of the running worker fails: no honest reply is forced, the sweep answers."""
    from bot.messaging import worker as workers

    failed = []

    def answer(parts: Any, head: Any, known: Any) -> Any:
        if not failed:
            failed.append(head.seq)
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))
        return turns.answer_message(parts, head, known)

    monkeypatch.setattr(workers, "answer_message", answer)
    person.sends("bonjour")
    async with run_worker(person.parts) as running:
        await running.answered(person)
    assert failed == [1]
    assert person.statuses() == ["done"]


def test_an_action_that_says_nothing_gets_the_fallback(
    greeted: ConversationClient, replace_action: Any, sentence: Any
) -> None:
    replace_action("action_ask_privacy", lambda dispatcher, tracker, domain: [])
    head = _presses(greeted, "Détails")
    greeted.gets(head)
    assert greeted.told(head.seq) == [sentence("utter_silence")]
    assert greeted.statuses() == ["done", "done"]


def test_a_turn_past_its_time_keeps_nothing(
    person: ConversationClient, replace_action: Any
) -> None:
    engine, head = person.parts.engine, person.sends("bonjour")
    before = count_rows(engine)

    def endless(dispatcher: Any, tracker: Any, domain: Any) -> list:
        dispatcher.turn.notebook.open(Question("erase"))
        while True:
            threading.Event().wait(0.01)

    greet = replace_action("action_greet", endless)
    hurried = replace(
        person.parts, settings=person.parts.settings.copy(update={"turn_seconds": 0.3})
    )
    with pytest.raises(TurnTimeout):
        ConversationClient(hurried).gets(head)
    assert count_rows(engine) == before
    replace_action("action_greet", greet)
    assert person.gets(head).outcome is TurnOutcome.ANSWERED


def test_s1_distress_is_answered_without_the_dialogue_and_the_question_stands(
    greeted: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeted.gets(_presses(greeted, "Effacer"))  # opens a question
    question = greeted.notebook()["question"]
    assert question is not None
    events = count_rows(greeted.parts.engine)["tracker_events"]
    words = "j'ai envie de mourir"
    assert detect(words).level == "danger"
    with monkeypatch.context() as patch:
        patch.setattr(type(greeted.parts.dialogue), "respond", None)  # would fail if called
        told, nobody = greeted.says(words)
    assert "personne n'a été prévenu" in nobody
    assert "107" in told or "0800 32 123" in told
    assert "112" in told
    assert greeted.notebook()["question"] == question
    assert count_rows(greeted.parts.engine)["tracker_events"] == events
    again = " ".join(greeted.says("oui"))  # may answer the question of care: it erases nothing
    assert "112" in again
    assert "effacé" not in again
    assert greeted.notebook()["question"] == question


def test_s1_distress_gets_the_helplines_even_when_its_turn_fails(
    person: ConversationClient, sentence: Any
) -> None:
    head = person.sends("j'ai envie de mourir")
    close_failed_message(person.parts, head)
    first, second = person.told()
    assert "112" in first
    assert second == sentence("utter_failed")


@pytest.mark.parametrize("words", ["j'ai envie de mourir", "bonjour"])
def test_s1_help_and_honest_errors_need_no_readable_notebook(
    person: ConversationClient, sentence: Any, words: str
) -> None:
    """A notebook of a version that this process does not know: nothing of it is written over."""
    person.says("j'aime réparer des vélos")
    run_sql(person.parts.engine, """UPDATE notebooks SET data = '{"version": 99}'""")
    head = person.sends(words)
    if detect(words):
        person.gets(head)
        assert "112" in person.told(head.seq)[0]
    else:
        close_failed_message(person.parts, head)
        assert person.told()[-1] == sentence("utter_failed")
    assert person.notebook() == {"version": 99}


def test_a_message_that_was_answered_is_stale_for_a_late_worker(person: ConversationClient) -> None:
    head = person.sends("bonjour")
    person.gets(head)
    told = person.told()
    assert person.gets(head).outcome is TurnOutcome.STALE
    assert close_failed_message(person.parts, head).outcome is TurnOutcome.STALE
    assert person.told() == told
    assert person.statuses() == ["done"]


def test_only_the_head_of_a_conversation_is_answered(person: ConversationClient) -> None:
    first, second = person.sends("bonjour"), person.sends("merci")
    assert person.gets(second).outcome is TurnOutcome.STALE
    assert person.gets(first).outcome is TurnOutcome.ANSWERED
    assert person.gets(second).outcome is TurnOutcome.ANSWERED
    assert [row.answers for row in person.replies()] == [1, 2]
