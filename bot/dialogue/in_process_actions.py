"""Run the actions of the project in this process instead of an action server."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa_sdk
from rasa.core.actions.action import Action, ActionExecutionRejection, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection


class TurnDispatcher(CollectingDispatcher):
    """A dispatcher that gives actions access to the turn."""

    def __init__(self, turn: Any) -> None:
        super().__init__()
        self.turn = turn


@lru_cache(maxsize=1)
def registry() -> dict[str, Any]:
    """Return every action of the `actions` package by name."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return dict(executor.actions)


class InProcessAction(Action):
    """Runs one action of the registry; its errors fail the turn."""

    def __init__(self, name: str, turn: Any) -> None:
        super().__init__()
        self._name = name
        self._turn = turn

    def name(self) -> str:
        """Return the name of the action in the domain."""
        return self._name

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Run the action and return its messages, then its events."""
        dispatcher = TurnDispatcher(self._turn)
        try:
            changes = await rasa_sdk.utils.call_potential_coroutine(
                registry()[self._name](dispatcher, _make_sdk_tracker(tracker), {})
            )
        except SdkRejection as rejection:
            raise ActionExecutionRejection(self._name) from rejection
        uttered = [
            await _render_message(message, nlg, tracker, output_channel)
            for message in dispatcher.messages
        ]
        return [*uttered, *deserialise_events(list(changes or ()))]


def _make_sdk_tracker(tracker: DialogueStateTracker) -> rasa_sdk.Tracker:
    """Return the tracker that an action sees, without events: copying them is expensive."""
    return rasa_sdk.Tracker(
        sender_id=tracker.sender_id,
        slots=tracker.current_slot_values(),
        latest_message=tracker.latest_message.as_sub_state()
        | {
            "text": tracker.latest_message.text,
            "intent": tracker.latest_message.intent,
            "entities": tracker.latest_message.entities,
        },
        events=[],
        paused=False,
        followup_action=None,
        active_loop={},
        latest_action_name=tracker.latest_action_name,
    )


async def _render_message(
    message: dict[str, Any],
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    output_channel: OutputChannel,
) -> BotUttered:
    facts = {key: value for key, value in message.items() if key not in _SDK_FIELDS}
    draft = await nlg.generate(message["response"], tracker, output_channel.name(), **facts)
    return create_bot_utterance({**(draft or {}), "utter_action": message["response"]})


# Fields that `utter_message` adds to the facts of an action.
_SDK_FIELDS = frozenset(
    {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}
)
