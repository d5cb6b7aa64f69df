"""What entries of the knowledge base are about, and the names of referents."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.dialogue import appointment_questions
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import Referent
from knowledge import training_constraints

ROBOT_TOPIC = "robot"
_PRICE = re.compile(r"\d euro|gratuit", re.IGNORECASE)
_AMOUNT = re.compile(r"euro|payant|paiement|frais|co[uû]t", re.IGNORECASE)
_TIME = re.compile(
    r"\bdur\w*|\b(?:\d+|une?|deux|trois|quelques) (?:minute|heure|jour|semaine)s?\b", re.IGNORECASE
)
_MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DAY = re.compile(rf"\b\d+(?:er)? (?:{_MONTH})\b", re.IGNORECASE)
_DATE = re.compile(
    rf"\b(?:{_MONTH}|rentrée|printemps|été|automne|hiver|toute l'année)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")


def is_about_robot(entry_id: str, state: InformationState) -> bool:
    """Whether an entry is about the bot."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic == ROBOT_TOPIC


def is_about_booking(entry_id: str, state: InformationState) -> bool:
    """Whether an entry is about appointments."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic == appointment_questions.BOOKING_TOPIC


def referent_name(referent: Referent, state: InformationState) -> str:
    """Return the title of a referent, or the words the person used."""
    title = state.library.base.title(referent.id)
    return title if title else referent.id


def has_figure_for(
    segment: SegmentReading, entry_id: str, state: InformationState, at_once: bool = False
) -> bool:
    """Whether an entry has the length, amount or date that a segment asks for, if it asks for one.

    `at_once`: in its short answer, not in passing.
    """
    if entry_id not in state.library.base.questions or segment.label not in FIGURES:
        return True
    return bool(find_figure(segment, entry_id, state, at_once))


def find_figure(
    segment: SegmentReading, entry_id: str, state: InformationState, at_once: bool = False
) -> str:
    """Return the first sentence of an entry with the length, amount or date asked for, or ""."""
    entry = state.library.base.questions.get(entry_id)
    if entry is None or segment.label not in FIGURES:
        return ""
    text = entry.short if at_once else " ".join((entry.short, *entry.more))
    sentences = [str(each) for each in _SENTENCE_END.split(text)]
    found = (s for tells in FIGURES[segment.label] for s in sentences if tells(s))
    return next(found, "")


def _tells_length(sentence: str) -> bool:
    in_months = training_constraints.parse_months(sentence) is not None
    return in_months or _TIME.search(sentence) is not None


# Labels that ask for a length, an amount or a date, and what tells it, the surest first.
FIGURES: dict[str, tuple[Callable[[str], object], ...]] = {
    "ask.cost": (_PRICE.search, _AMOUNT.search),
    "ask.dates": (_DAY.search, _DATE.search),
    "ask.length": (_tells_length,),
}
