"""A counsellor who leaves: the bot goes on with whom they talked to."""

from __future__ import annotations

from bot.console import holding, news
from bot.console.visit import Visit
from bot.handoff.ending import let_go
from bot.handoff.handoff import Handoff
from bot.storage.unit_of_work import UnitOfWork


def end_talks(unit: UnitOfWork, visit: Visit, counsellor: int) -> list[Handoff]:
    """Those of somebody who is off duty already, so that no other begins; each person is told.
    Once it is committed, `spread` tells the pages.

    The counsellor is locked before the conversations here, unlike in a claim: that one holds a
    conversation of the queue, which is none of these, so neither waits for the other.
    """
    ended = let_go(unit, counsellor, visit.now)
    for held in ended:
        visit.noted(unit, "conversation_closed", holding.subject(held.id))
        visit.desk.announce(
            unit, held.conversation, "utter_human_left", visit.now, owner="bot", note=""
        )
    return ended


def spread(visit: Visit, ended: list[Handoff]) -> None:
    """Wake the pages of those conversations, and those of the queue."""
    for held in ended:
        visit.desk.tell(held.conversation)
    visit.desk.tell(news.QUEUE)
