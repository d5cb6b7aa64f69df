"""Takeover of a conversation by the team outside of the console.

Such a chat has no counsellor and cannot be read in the console. It ends when the person leaves, an
admin ends it, or it is silent for an hour (`handoff_endings`).
"""

from __future__ import annotations

import datetime as dt

from bot.booking.local_time import local_day
from bot.handoff.daily_pseudonyms import make_daily_pseudonym
from bot.handoff.handoff_repository import (
    find_last_talk,
    find_open_handoff,
    insert_handoff,
    update_handoff,
)
from bot.handoff.handoff_requests import NONE
from bot.handoff.ownership_lock import set_owner
from bot.handoff.states import BOT, ELSEWHERE, HUMAN, advance
from bot.storage.conversation_repository import lock_conversation
from bot.storage.message_repository import last_message_number
from bot.storage.unit_of_work import UnitOfWork


def take_over_externally(unit: UnitOfWork, conversation: int, at: dt.datetime) -> bool:
    """Record that a human wrote at a time; return whether this takes over the conversation.

    False if a human owns the conversation already (it is then prolonged), or if the chat ended
    since: notifications may be late or repeated.
    """
    row = lock_conversation(unit, conversation)
    if row is None:
        return False
    before = find_open_handoff(unit, conversation)
    if before is not None and before.state == HUMAN:
        if before.counsellor is None and before.claimed is not None and before.claimed < at:
            update_handoff(unit, before.id, claimed=at)
        return False
    ended = find_last_talk(unit, conversation)
    if ended is not None and ended.ended is not None and ended.ended >= at:
        return False
    owner = advance(before.phase if before else BOT, ELSEWHERE)
    if before is not None:
        update_handoff(unit, before.id, state=HUMAN, claimed=at)
    else:
        made = {"state": HUMAN, "share": NONE, "created": at, "claimed": at}
        name = make_daily_pseudonym(row.person, local_day(at))
        read_from = {"from_message": last_message_number(unit, row), "from_reply": row.last_reply}
        insert_handoff(unit, conversation, pseudonym=name, **made, **read_from)
    set_owner(unit, conversation, owner)
    return True
