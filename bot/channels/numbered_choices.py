"""Choices selected by typing their number, such as « 2 ».

Labels that are too long for a platform's buttons are listed in the text with numbers
(`reply_compiler`), which invites people to type one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Optional

from bot.channels.reply_compiler import PlatformMessage
from bot.messages import Reply
from bot.storage.conversation_repository import find_conversation_without_human
from bot.storage.reply_repository import list_last_replies
from bot.storage.unit_of_work import UnitOfWork

_NUMBER_PATTERN = re.compile(
    r"(?:(?:le|la|n°|num[ée]ro|choix|option)\s*)?(\d{1,3})\s*[.)]?", re.IGNORECASE
)
# Bounds the pattern's time, which is quadratic in the number of blanks.
_MAX_NUMBER_CHARS = 24
CompileReply = Callable[[Reply, int], Sequence[PlatformMessage]]


def is_choice_number(text: str) -> bool:
    """Whether the text is only a number, as of a choice."""
    return _match_number(text) is not None


def find_numbered_choice(
    unit: UnitOfWork, person: str, text: str, compiled: CompileReply
) -> Optional[str]:
    """Return the token of the choice that the last answer listed under that number.

    The newest list counts. None if there is no such choice, or a human has the conversation.
    """
    match = _match_number(text)
    conversation = find_conversation_without_human(unit, person) if match else None
    if match is None or conversation is None:
        return None
    next_row: Any = None
    for row in reversed(list_last_replies(unit, conversation)):
        followed = next_row is not None and next_row.created == row.created
        reply = replace(Reply.from_json(row.reply), followed=followed)
        for message in compiled(reply, row.seq):
            for choice in (*message.buttons, *message.quick_replies):
                if choice.label.startswith(f"{int(match[1])}. "):
                    return choice.token
        next_row = row
    return None


def _match_number(text: str) -> Optional[re.Match[str]]:
    bare = text.strip()
    return _NUMBER_PATTERN.fullmatch(bare) if len(bare) <= _MAX_NUMBER_CHARS else None
