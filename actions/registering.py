"""From a function to a Rasa SDK action, run in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import asking
from actions.turn import Turn

Act = Callable[[Turn], None]


def action(name: str, *, interrupts: bool = False) -> Callable[[Act], Act]:
    """Register `act(turn)` as the action `name`.

    `interrupts`: it answers something else than the open question, which is offered again after.
    """

    def register(act: Act) -> Act:
        def run(
            self: Action, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
        ) -> list[dict[str, Any]]:
            turn: Turn = dispatcher.turn
            turn.hear(tracker, dispatcher.utter_message)
            before = turn.notebook.question if interrupts else None
            act(turn)
            if asking.offered_again(before) and turn.notebook.question == before:
                turn.say("utter_back_to_question")
            return [SlotSet(slot, value) for slot, value in turn.changes().items()]

        kind = type(name, (Action,), {"name": lambda self: name, "run": run})
        kind.__module__ = act.__module__
        KINDS.append(kind)
        return act

    return register


# Rasa's SDK finds actions among the living subclasses of `Action`.
KINDS: list[type[Action]] = []
