"""Insults, sexual messages and criticism of the bot: a limit, once, then calm."""

from __future__ import annotations

from actions import asking
from actions.registering import action
from actions.turn import Turn


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
    elif not asking.comes_back(turn.notebook.question):
        turn.say("utter_limit_quiet")
