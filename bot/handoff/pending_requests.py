"""What words mean while an appointment is to come, or while somebody waits for a human.

« jviens plus » is no goodbye then, and « je veux sortir de la file » needs no button. The database
is asked only where the words could mean it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_repository
from bot.booking.booking_draft import find_purpose
from bot.choice_payloads import AskHuman
from bot.handoff.handoff_repository import find_open_handoff
from bot.language.normalisation import normalise
from bot.storage.unit_of_work import UnitOfWork

_LEAVE_QUEUE_PATTERN = re.compile(
    r"\b(quit\w*|sort\w*|enlev\w*|annul\w*|retir\w*)\b.*\b(file|queue|demande|attente|attendre)\b"
    r"|^(annul\w*|quitter?)( tout)?$|\b(veux|vais) (plus|pas) (attendre|parler)\b"
    r"|\bn?attends? plus\b"
)


@dataclass(frozen=True)
class InterpretedIntent:
    """An intent of the domain, and what a button for it would carry."""

    intent: str
    values: tuple[tuple[str, str], ...] = ()


def interpret(
    unit: UnitOfWork, person: str, conversation: int, text: str, now: dt.datetime
) -> Optional[InterpretedIntent]:
    """What a text means of what stands, or None: nothing stands, or it is about something else."""
    said = normalise(text)
    if _LEAVE_QUEUE_PATTERN.search(said) and find_open_handoff(unit, conversation) is not None:
        return InterpretedIntent("ask_human", (("value", AskHuman.LEAVE),))
    wanted = find_purpose(text)
    if wanted in ("cancel", "move") and appointment_repository.list_upcoming(unit, person, now):
        return InterpretedIntent("ask_appointment")
    return None
