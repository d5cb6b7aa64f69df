"""What a counsellor does with a person: take, answer, label, note, give back, end.

Each is one transaction with its line in the audit trail; the person is told in it, too. Errors are
those of `bot.handoff.errors` and `bot.privacy.intake`: nothing has changed then.
"""

from __future__ import annotations

from bot.console.errors import NoSuchPage
from bot.console.visit import Visit
from bot.conversation.wakeups import SAID, notify
from bot.handoff import claiming, ending, notes, replying
from bot.handoff.errors import NotYours
from bot.handoff.handoff import Handoff, find
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork

LABELS = ("orientation", "ecole", "formation", "emploi", "aides", "autre")


def subject(handoff: int) -> str:
    """How the audit trail calls it."""
    return f"handoff:{handoff}"


def found(unit: UnitOfWork, handoff: int) -> Handoff:
    """The handoff. Raises NoSuchPage: never there, or erased."""
    held = find(unit, handoff)
    if held is None:
        raise NoSuchPage
    return held


def claim(unit: UnitOfWork, visit: Visit, handoff: int) -> Handoff:
    """The person is this counsellor's, and told so."""
    held = claiming.claim(unit, handoff, visit.me.counsellor, visit.now)
    visit.noted(unit, "conversation_claimed", subject(handoff))
    visit.desk.announce(unit, held.conversation, "utter_human_here", visit.now, owner="human")
    return held


def reply(unit: UnitOfWork, visit: Visit, handoff: int, text: str) -> Handoff:
    """Say something to the person."""
    replying.reply(unit, handoff, visit.me.counsellor, text, visit.now, _public(visit))
    visit.noted(unit, "conversation_replied", subject(handoff))
    held = found(unit, handoff)
    notify(unit, SAID, held.conversation)
    return held


def hand_back(unit: UnitOfWork, visit: Visit, handoff: int, note: str) -> Handoff:
    """The bot goes on, and passes the note on if there is one. An admin may do it for others."""
    admin, public = visit.me.role == "admin", _public(visit)
    held = ending.hand_back(
        unit, handoff, visit.me.counsellor, note, visit.now, admin=admin, public=public
    )
    visit.noted(unit, "conversation_handed_back", subject(handoff))
    said = {"say": "utter_human_note", "words": held.note} if held.note else ""
    visit.desk.announce(
        unit, held.conversation, "utter_human_handed_back", visit.now, owner="bot", note=said
    )
    return held


def close(unit: UnitOfWork, visit: Visit, handoff: int) -> Handoff:
    """It is over. An admin may do it for others."""
    admin = visit.me.role == "admin"
    held = ending.close(unit, handoff, visit.me.counsellor, visit.now, admin=admin)
    visit.noted(unit, "conversation_closed", subject(handoff))
    visit.desk.announce(
        unit, held.conversation, "utter_human_left", visit.now, owner="bot", note=""
    )
    return held


def note(unit: UnitOfWork, visit: Visit, handoff: int, text: str) -> Handoff:
    """Write something for colleagues; also once it is over."""
    held = _mine(unit, visit, handoff)
    notes.add(unit, handoff, visit.me.counsellor, text, visit.now)
    visit.noted(unit, "conversation_noted", subject(handoff))
    return held


def label(unit: UnitOfWork, visit: Visit, handoff: int, chosen: str) -> Handoff:
    """What it was about: one of LABELS, or nothing."""
    held = _mine(unit, visit, handoff)
    if chosen not in ("", *LABELS):
        raise NoSuchPage
    unit.execute(handoffs.update().where(handoffs.c.id == handoff).values(label=chosen))
    visit.noted(unit, "conversation_labelled", subject(handoff))
    return held


def _public(visit: Visit) -> tuple[str, ...]:
    """What everybody may be told to call or to write to: the place itself."""
    return visit.desk.settings.site_phone, visit.desk.settings.site_email


def _mine(unit: UnitOfWork, visit: Visit, handoff: int) -> Handoff:
    held = found(unit, handoff)
    if held.counsellor != visit.me.counsellor:
        raise NotYours(handoff)
    return held
