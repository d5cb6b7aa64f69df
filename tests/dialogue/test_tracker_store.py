"""The tracker of a turn: what goes in comes back, it stays short, and nothing is swallowed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    FollowupAction,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.cli.terminal_conversation import TerminalConversation
from bot.dialogue.tracker_store import MAX_SESSION_TURNS, TurnTrackerStore
from bot.storage.conversation_tables import tracker_events
from bot.storage.unit_of_work import reading, writing
from bot.turn_context import Turn

NOISE = {"timestamp", "model_id", "assistant_id", "metadata", "input_channel"}


@pytest.fixture
def store(blank_turn: Turn, dialogue: Any) -> Any:
    """`store()`: a store as the next turn would open it."""
    return lambda: TurnTrackerStore(dialogue._processor.domain, blank_turn)


def tracker_of(dialogue: Any, *events: Any) -> DialogueStateTracker:
    domain = dialogue._processor.domain
    return DialogueStateTracker.from_events("a" * 64, list(events), domain.slots)


def stored(engine: Any) -> list[dict[str, Any]]:
    with reading(engine) as unit:
        query = sa.select(tracker_events.c.events).order_by(tracker_events.c.turn)
        return [event for events in unit.execute(query).scalars() for event in events]


async def test_what_policies_and_actions_read_comes_back(store: Any, dialogue: Any) -> None:
    intent = {"name": "ask_pay", "confidence": 0.87}
    entities = [{"entity": "occupation", "value": "boulanger"}]
    before = tracker_of(
        dialogue,
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
        UserUttered("« ça gagne ? »\n🥖", intent, entities, message_id="3"),
        SlotSet("occupation", ["été", {"é": None}]),
        SlotSet("misses", 0),
        ActionExecuted("action_ask_pay", policy="Rules", confidence=1.0),
        BotUttered("rien de secret", {"buttons": [{"title": "x"}]}),
        FollowupAction("action_listen"),
        ActionExecuted("action_listen"),
    )
    await store().save(before)
    after = await store().retrieve("a" * 64)
    kept = [(type(e), e.type_name) for e in before.events]
    assert [(type(e), e.type_name) for e in after.events] == kept
    assert after.current_slot_values() == before.current_slot_values()
    assert after.latest_action_name == before.latest_action_name
    heard = after.latest_message
    assert (heard.text, heard.intent, heard.entities) == ("« ça gagne ? »\n🥖", intent, entities)
    assert [e.as_dict()["name"] for e in after.events if isinstance(e, ActionExecuted)] == [
        e.as_dict()["name"] for e in before.events if isinstance(e, ActionExecuted)
    ]


async def test_a_second_round_adds_only_what_is_new(store: Any, dialogue: Any) -> None:
    await store().save(tracker_of(dialogue, SlotSet("misses", 1), ActionExecuted("action_listen")))
    second = store()
    tracker = await second.retrieve("a" * 64)
    tracker.update_with_events([SlotSet("misses", 2)], dialogue._processor.domain)
    await second.save(tracker)
    third = await store().retrieve("a" * 64)
    assert [e.value for e in third.events if isinstance(e, SlotSet)] == [1, 2]


async def test_a_conversation_that_has_none_has_none(store: Any) -> None:
    assert await store().retrieve("a" * 64) is None


async def test_an_unknown_event_is_an_error(store: Any, blank_turn: Turn) -> None:
    """Left out silently, the dialogue would go on from a state that never was."""
    blank_turn.unit.execute(
        tracker_events.insert().values(
            conversation_id=blank_turn.conversation, turn=1, events=[{"event": "unheard_of"}]
        )
    )
    with pytest.raises(ValueError, match="unheard_of"):
        await store().retrieve("a" * 64)


def test_an_unknown_event_fails_the_turn(parts: Any) -> None:
    talk = TerminalConversation(parts)
    talk.hear("bonjour")
    with writing(parts.engine) as unit:
        unit.execute(tracker_events.update().values(events=[{"event": "unheard_of"}]))
        unit.commit()
    with pytest.raises(ValueError, match="unheard_of"):
        talk.hear("bonjour")


def test_nothing_that_was_said_or_stamped_is_stored_twice(parts: Any) -> None:
    """The outbox holds what the bot said; stamps are read by nothing here."""
    TerminalConversation(parts).hear("bonjour")
    events = stored(parts.engine)
    assert events
    assert not [event for event in events if NOISE & set(event)]
    assert [e.get("text") for e in events if e["event"] == "bot"] == [None]


def test_a_long_conversation_stays_short_and_remembers(parts: Any) -> None:
    talk = TerminalConversation(parts)
    talk.hear("parle-moi du métier de boulanger")
    most = 0
    for _ in range(2 * MAX_SESSION_TURNS + 1):
        talk.hear("merci")
        with reading(parts.engine) as unit:
            count = unit.execute(sa.select(sa.func.count()).select_from(tracker_events)).scalar()
        most = max(most, count)
    assert most < MAX_SESSION_TURNS
    card = talk.hear("et le salaire ?")
    assert card["intent"] == "ask_pay"
    assert "boulang" in card["replies"][0]["text"].lower()


def test_p6_after_an_erasure_no_event_is_kept(parts: Any) -> None:
    talk = TerminalConversation(parts)
    talk.hear("parle-moi du métier de boulanger")
    talk.hear("efface tout")
    talk.hear({"choose": "Oui, tout effacer"})
    assert stored(parts.engine) == []
