"""A second counsellor in a talk with a person in danger.

Both read and write. The first one stays the owner, who alone hands back or ends the talk.
"""

from __future__ import annotations

import datetime as dt

from bot.handoff import handoff_errors, participant_repository
from bot.handoff.duty_repository import find_duty
from bot.handoff.handoff_repository import Handoff
from bot.handoff.ownership_lock import find_locked_handoff
from bot.handoff.states import HUMAN, QUEUED
from bot.storage.unit_of_work import UnitOfWork

MAX_PARTICIPANTS = 1


def is_in_talk(unit: UnitOfWork, handoff: Handoff, counsellor_id: int) -> bool:
    """Whether a counsellor holds or joined a handoff, or did when it ended."""
    if handoff.counsellor == counsellor_id:
        return True
    return counsellor_id in participant_repository.list_participants(unit, handoff.id)


def join_talk(unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime) -> bool:
    """Let a counsellor join a talk; return False if they are in it already.

    Not limited by the number of their chats.

    Raises:
        AlreadyEnded: the handoff ended or was erased.
        NotClaimed: no counsellor holds it.
        NotInDanger: it is not known that the person is in danger.
        OffDuty: the counsellor is not on duty.
        AlreadyJoined: another counsellor joined.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None or held.state not in (QUEUED, HUMAN):
        raise handoff_errors.AlreadyEnded(handoff_id)
    if held.counsellor is None:
        raise handoff_errors.NotClaimed(handoff_id)
    if not held.danger:
        raise handoff_errors.NotInDanger(handoff_id)
    if is_in_talk(unit, held, counsellor_id):
        return False
    if find_duty(unit, counsellor_id) != "on":
        raise handoff_errors.OffDuty(counsellor_id)
    if len(participant_repository.list_participants(unit, handoff_id)) >= MAX_PARTICIPANTS:
        raise handoff_errors.AlreadyJoined(handoff_id)
    participant_repository.insert_participant(unit, handoff_id, counsellor_id, now)
    return True


def leave_talk(unit: UnitOfWork, handoff_id: int, counsellor_id: int) -> Handoff:
    """Let a counsellor leave a talk that they joined.

    Raises:
        AlreadyEnded: the handoff ended or was erased.
        NotYours: they have not joined it; its owner hands it back instead.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None or held.state != HUMAN:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if not participant_repository.delete_participant(unit, handoff_id, counsellor_id):
        raise handoff_errors.NotYours(handoff_id)
    return held
