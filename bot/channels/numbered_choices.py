"""« 2 », where the last answer listed choices under numbers: what stood there was chosen.

Labels that are too long for a platform's buttons stand in the text, numbered (`reply_compiler`);
whoever sees a numbered list types a number.
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
_MAX_NUMBER_CHARS = (
    24  # nobody types more for a number; the pattern's time grows with the square of blanks
)
CompileReply = Callable[[Reply, int], Sequence[PlatformMessage]]


def is_choice_number(text: str) -> bool:
    """Whether it is nothing but the number of something."""
    return _match_number(text) is not None


def find_numbered_choice(
    unit: UnitOfWork, person: str, text: str, compiled: CompileReply
) -> Optional[str]:
    """The token of what the last answer to a person listed under that number, the newest list
    first; None where it listed nothing there, and while a human reads what they write."""
    match = _match_number(text)
    conversation = find_conversation_without_human(unit, person) if match else None
    if match is None or conversation is None:
        return None
    behind: Any = None
    for row in reversed(list_last_replies(unit, conversation)):
        followed = behind is not None and behind.created == row.created
        reply = replace(Reply.from_json(row.reply), followed=followed)
        for message in compiled(reply, row.seq):
            for choice in (*message.buttons, *message.quick_replies):
                if choice.label.startswith(f"{int(match[1])}. "):
                    return choice.token
        behind = row
    return None


def _match_number(text: str) -> Optional[re.Match[str]]:
    bare = text.strip()
    return _NUMBER_PATTERN.fullmatch(bare) if len(bare) <= _MAX_NUMBER_CHARS else None
