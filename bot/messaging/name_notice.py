"""The notice that names and addresses are not needed, and that the message can be taken back."""

from __future__ import annotations

from bot.care.detector import NOTHING
from bot.dialogue.agent import Dialogue
from bot.guidance.personal_identifiers import find_identifiers
from bot.messages import Reply
from bot.messaging.message_intake import PendingMessage
from bot.turn_context import Turn

_RESPONSE = "utter_names_not_needed"


def render_name_notice(dialogue: Dialogue, turn: Turn, head: PendingMessage) -> list[Reply]:
    """Render the notice if the message seems to contain a name or an address, once per talk.

    Never shown next to a reply to distress.
    """
    if head.kind != "text" or head.signal.level != NOTHING.level or turn.forgotten:
        return []
    if _RESPONSE in turn.salience.closed or not find_identifiers(head.body):
        return []
    turn.salience = turn.salience.closing(_RESPONSE)
    return [dialogue.say(turn, _RESPONSE, head.seq, message=head.seq)]
