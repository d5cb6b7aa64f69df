"""Insults, sexual messages and criticism of the bot: a limit, once, then calm."""

from __future__ import annotations

from actions import prompts
from actions.action_registry import action
from bot.turn_context import Turn


@action("action_insult", interrupts=True)
def insult(turn: Turn) -> None:
    """Said whole, then shorter; from the third on no more than the open question is offered."""
    said = int(turn.slots.get("limits") or 0)
    turn.set(limits=said + 1)
    kind = turn.values.get("value", "criticism")
    if said == 0:
        turn.say(f"utter_limit_{kind}")
    elif said == 1:
        turn.say(f"utter_limit_{kind}_again")
    elif not prompts.should_remind(turn.notebook.question):
        turn.say("utter_limit_quiet")
