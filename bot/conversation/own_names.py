"""Beside an answer: a name or an address is not needed here, and the message can be taken back."""

from __future__ import annotations

from actions.taking_back import names_in
from actions.turn import Turn
from bot.conversation.intake import Head
from bot.dialogue.agent import Dialogue
from bot.messages import Reply
from bot.safeguarding.detector import NOTHING

_SAID = "utter_names_not_needed"


def told(dialogue: Dialogue, turn: Turn, head: Head) -> list[Reply]:
    """Once in a talk, to whoever seems to write one; nothing beside a word of care."""
    if head.kind != "text" or head.signal.level != NOTHING.level or turn.forgotten:
        return []
    if _SAID in turn.salience.closed or not names_in(head.body):
        return []
    turn.salience = turn.salience.closing(_SAID)
    return [dialogue.say(turn, _SAID, head.seq, message=head.seq)]
