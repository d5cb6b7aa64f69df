"""Platform input that is answered without the dialogue.

MORE: a press of « Plus de choix », the token behind the choices that a channel shows; answered with
the remaining choices. OTHER: a photo, a voice message, an unreadable text; only a mark of its type
is stored, and a fixed response answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Optional

from bot.dialogue.agent import Dialogue
from bot.messages import Choice, Reply
from bot.messaging.message_intake import PendingMessage
from bot.storage.message_repository import MORE, OTHER
from bot.storage.reply_repository import find_reply
from bot.storage.unit_of_work import UnitOfWork
from bot.turn_context import Turn

# The mark stored for each type of OTHER, and its response in the domain.
MARK_RESPONSES: Mapping[str, str] = MappingProxyType(
    {
        "[photo]": "utter_received_photo",
        "[vidéo]": "utter_received_photo",
        "[message vocal]": "utter_received_voice",
        "[autocollant]": "utter_received_sticker",
        "[fichier]": "utter_received_file",
        "[contact]": "utter_received_contact",
        "[position]": "utter_received_location",
        "[message modifié]": "utter_received_edit",
        "[autre envoi]": "utter_received_other",
        "[message trop long]": "utter_refused_too_long",
        "[message illisible]": "utter_refused_not_unicode",
        "[ancien bouton]": "utter_refused_stale_choice",
    }
)

_TOKEN_PATTERN = re.compile(r"more\.(\d{1,9})\.(\d{1,4})")


def encode_more_token(seq: int, shown: int) -> str:
    """Return the token for the remaining choices of reply `seq`, after `shown` of them."""
    return f"more.{seq}.{shown}"


def is_more_token(text: str) -> bool:
    """Whether `encode_more_token` made the text; tokens of choices contain no dot."""
    return _TOKEN_PATTERN.fullmatch(text) is not None


def render_non_text_replies(dialogue: Dialogue, turn: Turn, head: PendingMessage) -> list[Reply]:
    """Render the replies to a MORE or an OTHER; empty for other messages."""
    if head.kind == OTHER:
        return [dialogue.say(turn, MARK_RESPONSES[head.body], head.seq)]
    if head.kind != MORE:
        return []
    choices = _find_remaining_choices(turn.unit, turn.conversation, head.body)
    if choices is None:  # the reply was erased since
        return [dialogue.say(turn, "utter_refused_stale_choice", head.seq)]
    return [replace(dialogue.say(turn, "utter_more_choices", head.seq), choices=choices)]


def _find_remaining_choices(
    unit: UnitOfWork, conversation: int, body: str
) -> Optional[tuple[Choice, ...]]:
    """Return the choices that were not shown; None if the reply was erased or has no others."""
    match = _TOKEN_PATTERN.fullmatch(body)
    if match is None:
        return None
    seq, shown = map(int, match.groups())
    reply = find_reply(unit, conversation, seq)
    return (Reply.from_json(reply).choices[shown:] or None) if reply else None
