"""Replies to insults, sexual messages and criticism of the bot."""

from __future__ import annotations

from actions import prompts
from actions.action_registry import action
from bot.turn_context import Turn


@action("action_insult", interrupts=True)
def insult(turn: Turn) -> None:
    """State the limit, then a shorter one; from the third time, only return to the question."""
    count = int(turn.slots.get("limits") or 0)
    turn.set(limits=count + 1)
    kind = turn.values.get("value", "criticism")
    if count == 0:
        turn.say(f"utter_limit_{kind}")
    elif count == 1:
        turn.say(f"utter_limit_{kind}_again")
    elif not prompts.should_remind(turn.notebook.question):
        turn.say("utter_limit_quiet")
