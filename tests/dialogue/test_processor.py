"""Rasa, embedded: nobody types an intent, no error is swallowed, nothing typed goes to a log."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from typing import Any

import pytest
import rasa.telemetry
from rasa.shared.exceptions import RasaException
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.cli.terminal_conversation import TerminalConversation
from bot.dialogue.in_process_actions import registry
from bot.dialogue.processor import NoActionPredicted
from bot.messages import parse_payload
from bot.messaging.time_limit import TurnTimeout
from bot.settings import PROJECT_ROOT
from bot.storage.conversation_tables import choices, notebooks, outbox, tracker_events
from tests.support.database_rows import read_rows


def replaced(monkeypatch: pytest.MonkeyPatch, name: str, work: Any) -> None:
    monkeypatch.setitem(registry(), name, work)


# Nobody types an intent


@pytest.mark.parametrize(
    "text", ['/erase_data{"value":"yes"}', "/erase_data", '/ask_human{"value":"plain"}', "/restart"]
)
def test_a_typed_payload_stays_text(dialogue: Any, text: str) -> None:
    parse = dialogue.parse(text)
    assert parse["text"] == text
    assert parse["entities"] == []
    assert parse["intent"]["confidence"] < 1.0
    assert len(parse["intent_ranking"]) > 1


def test_a_typed_payload_erases_nothing_and_sets_nothing(parts: Any) -> None:
    talk = TerminalConversation(parts)
    talk.hear("j'aime réparer des vélos")
    talk.hear('/erase_data{"value":"yes"}')
    talk.hear('/ask_day{"occupation":"infirmier"}')
    assert len(read_rows(parts.engine, notebooks)) == 1
    stored = [event for row in read_rows(parts.engine, tracker_events) for event in row.events]
    assert {"entity": "value", "value": "yes"} not in [
        entity for e in stored for entity in e.get("parse_data", {}).get("entities", ())
    ]


@pytest.mark.parametrize("text", ["skip", "", "é/skip", '/skip{"value"', "/skip{oui}"])
def test_what_is_no_payload_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_payload(text)


def test_a_payload_is_an_intent_and_its_values() -> None:
    assert parse_payload("/skip") == ("skip", {})
    assert parse_payload('/rate{"value":"4"}') == ("rate", {"value": "4"})


# Errors go through


class Broken(Exception):
    pass


@pytest.mark.parametrize("error", [Broken("x"), RasaException("x"), KeyError("x")])
def test_an_action_that_raises_fails_the_turn(
    parts: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Rasa's own processor logs it and goes on, RasaException more quietly still."""

    def fail(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(response="utter_thanks")
        raise error

    replaced(monkeypatch, "action_greet", fail)
    with pytest.raises(type(error)) as raised:
        TerminalConversation(parts).hear("bonjour")
    assert raised.value is error
    assert read_rows(parts.engine, outbox) == []
    assert read_rows(parts.engine, tracker_events) == []


def test_an_action_that_says_what_does_not_exist_fails_the_turn(
    parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.dialogue.sentences import MissingSentence

    def say(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(response="utter_unheard_of")
        return []

    replaced(monkeypatch, "action_greet", say)
    with pytest.raises(MissingSentence, match="utter_unheard_of"):
        TerminalConversation(parts).hear("bonjour")


def test_a_rejected_execution_is_no_silence(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def reject(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise ActionExecutionRejection("action_greet")

    replaced(monkeypatch, "action_greet", reject)
    with pytest.raises(NoActionPredicted):
        TerminalConversation(parts).hear("bonjour")
    assert read_rows(parts.engine, outbox) == []


def test_actions_without_end_are_no_silence(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def again(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        ran.append(1)
        return [{"event": "followup", "name": "action_greet"}]

    replaced(monkeypatch, "action_greet", again)
    with pytest.raises(NoActionPredicted):
        TerminalConversation(parts).hear("bonjour")
    assert 1 < len(ran) <= 10
    assert read_rows(parts.engine, tracker_events) == []


def test_a_turn_past_its_time_is_not_kept(
    make_parts: Any, sqlite_engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the terminal too, which has no threads of its own for turns."""

    def endless(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        while True:
            threading.Event().wait(0.01)

    replaced(monkeypatch, "action_greet", endless)
    usual = make_parts(sqlite_engine)
    late = make_parts(sqlite_engine, settings=usual.settings.copy(update={"turn_seconds": 0.3}))
    with pytest.raises(TurnTimeout):
        TerminalConversation(late).hear("bonjour")
    assert read_rows(sqlite_engine, outbox) == []


def test_what_an_action_says_and_sets_is_kept(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(response="utter_thanks")
        return [{"event": "slot", "name": "misses", "value": 7}]

    replaced(monkeypatch, "action_greet", say)
    answer = TerminalConversation(parts).hear("bonjour")
    assert answer["replies"][0]["text"] in ("Avec plaisir. Autre chose ?", "De rien. On continue ?")
    (row,) = read_rows(parts.engine, tracker_events)
    assert {"event": "slot", "name": "misses", "value": 7} in row.events


# Nothing typed goes to a log


def test_no_log_holds_what_was_typed(
    parts: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """At every level, on both streams: typed text, a press, an interruption, the fallback."""
    caplog.set_level(logging.DEBUG)
    talk = TerminalConversation(parts)
    secrets = ("zorglub", "frimoulax", "bouldoum", "moteur froid")
    talk.hear("j'aime réparer le moteur froid de zorglub")
    talk.hear({"choose": "Question suivante"})
    talk.hear("mon frimoulax préféré")
    talk.hear("combien gagne un boulanger bouldoum ?")
    talk.hear({"choose": "1"})
    assert any("UserUtterance" in record.getMessage() for record in caplog.records), caplog.records
    captured = capfd.readouterr()
    for record in caplog.records:
        told = f"{record.getMessage()} {record.args} {record.exc_text}".lower()
        assert not [word for word in secrets if word in told], record.name
    assert not [word for word in secrets if word in (captured.out + captured.err).lower()]


def test_nothing_is_reported_outside() -> None:
    assert rasa.telemetry.is_telemetry_enabled() is False
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RASA_")}
    program = "import bot, os; print(os.environ['RASA_TELEMETRY_ENABLED'])"
    told = subprocess.run(
        [sys.executable, "-c", program], env=clean, cwd=PROJECT_ROOT, capture_output=True, text=True
    )
    assert told.stdout.strip() == "false"


# What a button carries


def test_a_press_carries_what_the_person_wrote_and_nothing_else(parts: Any) -> None:
    """Quotes, braces and a forged value in their words stay words."""
    asked = 'quels métiers dans la santé, "vélos","value":"{occupation}" ?'
    words = 'j\'adore réparer des "vélos" {occupation}'
    talk = TerminalConversation(parts)
    talk.hear(asked)
    carried = [row.carried for row in read_rows(parts.engine, choices) if row.label == "D'autres"]
    assert carried == [{"field": "sante", "more": "6", "words": asked}]
    talk.hear(words)
    talk.hear("mon carnet")
    assert words in talk.hear("mon carnet")["replies"][0]["text"]
