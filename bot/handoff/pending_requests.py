"""Interpretation of texts about an upcoming appointment or a place in the queue.

« jviens plus » then is a cancellation, « je veux sortir de la file » leaves the queue. The database
is only queried if a pattern matches.
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

_LEAVE_NAMED_QUEUE = (
    r"\b(quit\w*|sort\w*|enlev\w*|annul\w*|retir\w*)\b.*\b(file|queue|demande|attente|attendre)\b"
)
_LEAVE_NAMED_QUEUE_PATTERN = re.compile(_LEAVE_NAMED_QUEUE)
_LEAVE_QUEUE_PATTERN = re.compile(
    _LEAVE_NAMED_QUEUE
    + r"|^(annul\w*|quitter?)( tout)?$|\b(veux|vais) (plus|pas) (attendre|parler)\b"
    r"|\bn?attends? plus\b"
)


@dataclass(frozen=True)
class InterpretedIntent:
    """An intent of the domain and its values, as of a button."""

    intent: str
    values: tuple[tuple[str, str], ...] = ()


def names_leaving_queue(unit: UnitOfWork, conversation: int, text: str) -> bool:
    """Whether a person who waits says in so many words that they leave the queue."""
    return _leaves_queue(unit, conversation, _LEAVE_NAMED_QUEUE_PATTERN, text)


def interpret(
    unit: UnitOfWork, person: str, conversation: int, text: str, now: dt.datetime
) -> Optional[InterpretedIntent]:
    """Return the intent of a text about a pending request, or None."""
    if _leaves_queue(unit, conversation, _LEAVE_QUEUE_PATTERN, text):
        return InterpretedIntent("ask_human", (("value", AskHuman.LEAVE),))
    purpose = find_purpose(text)
    if purpose in ("cancel", "move") and appointment_repository.list_upcoming(unit, person, now):
        return InterpretedIntent("ask_appointment")
    return None


def _leaves_queue(unit: UnitOfWork, conversation: int, words: re.Pattern[str], text: str) -> bool:
    """Whether a person who waits says one of these words."""
    said = words.search(normalise(text)) is not None
    return said and find_open_handoff(unit, conversation) is not None
