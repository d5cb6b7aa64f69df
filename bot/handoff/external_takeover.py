"""Somebody of the team wrote to a person outside of the console: the bot steps back.

Nobody of the console has such a talk, and nothing of it is read there. It ends as the others do:
the person leaves, an admin ends it, or nothing was written in it for an hour (`ending`).
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
    """A human wrote `at` that time; whether the bot steps back for it.

    False when a human had the conversation already (then it lasts longer), and when the talk it
    belongs to is over: news of a message may come late, and twice.
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
    owner = advance(before.owner if before else BOT, ELSEWHERE)
    if before is not None:
        update_handoff(unit, before.id, state=HUMAN, claimed=at)
    else:
        made = {"state": HUMAN, "share": NONE, "created": at, "claimed": at}
        name = make_daily_pseudonym(row.person, local_day(at))
        read_from = {"from_message": last_message_number(unit, row), "from_reply": row.last_reply}
        insert_handoff(unit, conversation, pseudonym=name, **made, **read_from)
    set_owner(unit, conversation, owner)
    return True
