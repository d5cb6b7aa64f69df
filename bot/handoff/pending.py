"""What words mean while an appointment is to come, or while somebody waits for a human.

« jviens plus » is no goodbye then, and « je veux sortir de la file » needs no button. The database
is asked only where the words could mean it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointments
from bot.booking.draft import purpose
from bot.handoff.handoff import open_of
from bot.storage.unit_of_work import UnitOfWork
from knowledge.text import normalise

_OUT_OF_THE_QUEUE = re.compile(
    r"\b(quit\w*|sort\w*|enlev\w*|annul\w*|retir\w*)\b.*\b(file|queue|demande|attente|attendre)\b"
    r"|^(annul\w*|quitter?)( tout)?$|\b(veux|vais) (plus|pas) (attendre|parler)\b"
    r"|\bn?attends? plus\b"
)


@dataclass(frozen=True)
class Meant:
    """An intent of the domain, and what a button for it would carry."""

    intent: str
    values: tuple[tuple[str, str], ...] = ()


def meant(
    unit: UnitOfWork, person: str, conversation: int, text: str, now: dt.datetime
) -> Optional[Meant]:
    """What a text means of what stands, or None: nothing stands, or it is about something else."""
    said = normalise(text)
    if _OUT_OF_THE_QUEUE.search(said) and open_of(unit, conversation) is not None:
        return Meant("ask_human", (("value", "leave"),))
    wanted = purpose(text)
    if wanted in ("cancel", "move") and appointments.coming(unit, person, now):
        return Meant("ask_appointment")
    return None
