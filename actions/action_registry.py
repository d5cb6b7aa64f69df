"""Registers functions as Rasa SDK actions that run in the transaction of the turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import prompts
from actions.standalone_turn import open_turn
from bot.guidance import form_of_address
from bot.turn_context import Turn

ActionFunction = Callable[[Turn], None]
# Counts the messages that were not understood; any other action resets the count.
FALLBACK_ACTION = "action_fallback"


def action(name: str, *, interrupts: bool = False) -> Callable[[ActionFunction], ActionFunction]:
    """Register the decorated function as the action `name`.

    With `interrupts`, the action answers something other than the open question, and the person
    is reminded of that question afterwards.
    """

    def register(act: ActionFunction) -> ActionFunction:
        def run(
            self: Action, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
        ) -> list[dict[str, Any]]:
            turn: Optional[Turn] = getattr(dispatcher, "turn", None)
            if turn is not None:
                return _perform(name, act, turn, tracker, dispatcher, interrupts)
            with open_turn(tracker) as turn:
                return _perform(name, act, turn, tracker, dispatcher, interrupts)

        kind = type(name, (Action,), {"name": lambda self: name, "run": run})
        kind.__module__ = act.__module__
        ACTION_CLASSES.append(kind)
        return act

    return register


# Rasa's SDK finds actions among the subclasses of `Action`; this list keeps them alive.
ACTION_CLASSES: list[type[Action]] = []


def _perform(
    name: str,
    act: ActionFunction,
    turn: Turn,
    tracker: Tracker,
    dispatcher: CollectingDispatcher,
    interrupts: bool,
) -> list[dict[str, Any]]:
    turn.hear(tracker, dispatcher.utter_message)
    turn.notebook.speak(form_of_address.parse_requested_form(turn.text))
    if name != FALLBACK_ACTION and turn.slots.get("misses"):
        turn.set(misses=0)
    before = turn.notebook.question
    act(turn)
    # A question that the act asked again is equal to the one before, but another object.
    passed = turn.notebook.question is before
    passed = passed or (interrupts and turn.notebook.question == before)
    if passed and not turn.more_to_come:
        prompts.remind_of_question(turn, aloud=interrupts)
    return [SlotSet(slot, value) for slot, value in turn.changes().items()]
