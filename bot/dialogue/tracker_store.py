"""The tracker of one turn, read and written inside the transaction of the turn.

Rasa reads, copies and featurises the whole session at each turn, so the session is bounded: after
MAX_SESSION_TURNS turns, or once a message is retracted, the changed slots open a new one and the
older rows are deleted. Rules look at one turn; longer memory is in slots and in the notebook.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.dialogue import tracker_repository
from bot.turn_context import Turn

MAX_SESSION_TURNS = 8
# Set on every event by Rasa and never read.
_UNREAD_FIELDS = ("timestamp", "model_id", "assistant_id", "metadata", "input_channel")


class TurnTrackerStore(TrackerStore):
    """Rows of `tracker_events`, one per turn. Errors fail the turn."""

    def __init__(self, domain: Domain, turn: Turn) -> None:
        super().__init__(domain)
        self._turn = turn
        self._unit = turn.unit
        self._conversation = turn.conversation
        self._turns: list[int] = []
        self._known = 0

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the session, or None if there is none."""
        rows = tracker_repository.list_turns(self._unit, self._conversation)
        self._turns = [row.turn for row in rows]
        events = [_event_from_json(data) for row in rows for data in row.events]
        if not events:
            return None
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        self._known = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events of this turn, or start the next session."""
        if self._turn.forgotten:
            return
        events = list(tracker.events)
        if self._turn.taken_back or (
            len(self._turns) + 1 >= MAX_SESSION_TURNS and _at_rest(tracker)
        ):
            tracker_repository.delete_turns(self._unit, self._conversation)
            new: Iterable[Event] = new_session(tracker)
        else:
            new = events[self._known :]
        number = (self._turns[-1] if self._turns else 0) + 1
        rows = [_event_to_json(event) for event in new]
        tracker_repository.insert_turn(self._unit, self._conversation, number, rows)


def new_session(tracker: Optional[DialogueStateTracker]) -> list[Event]:
    """Return the events that open a session: one per changed slot."""
    slots = tracker.slots.values() if tracker else ()
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *(SlotSet(slot.name, slot.value) for slot in slots if slot.value != slot.initial_value),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def _at_rest(tracker: DialogueStateTracker) -> bool:
    return (
        tracker.latest_action_name == ACTION_LISTEN_NAME
        and not tracker.active_loop_name
        and not tracker.followup_action
    )


def _event_to_json(event: Event) -> dict[str, Any]:
    data = event.as_dict()
    if isinstance(event, BotUttered):
        data["data"] = {}  # the outbox holds what was said; policies never read it
        data["text"] = None
    if isinstance(event, UserUttered):
        intent = {"name": event.intent_name, "confidence": event.intent.get("confidence", 1.0)}
        data["parse_data"] = {"intent": intent, "entities": event.entities}
    return {
        key: value for key, value in data.items() if key not in _UNREAD_FIELDS and value is not None
    }


def _event_from_json(data: dict[str, Any]) -> Event:
    cls = _class_of(data["event"])
    if cls is None:
        raise ValueError(f"unknown tracker event: {data['event']}")
    # `from_parameters` would look up the class again.
    return cls._from_parameters(data)


@cache
def _class_of(name: str) -> Optional[type[Event]]:
    """Return an event class by name; the look-up of Rasa takes 1.4 ms a turn."""
    return next((cls for cls in all_subclasses(Event) if cls.type_name == name), None)
