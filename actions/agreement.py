"""Agreement in a typed message: the yes or no it begins with, or other words that agree."""

from __future__ import annotations

import re
from typing import Any, Optional

from bot.booking.practical_questions import find_practical_question
from bot.guidance.short_answer_parser import parse_opening
from bot.language.folding import fold_text
from bot.language.normalisation import normalise
from bot.turn_context import Turn

# An answer to a question, and what follows it.
Settled = Optional[tuple[bool, str]]
# Least probabilities of the labels of a segment.
_MIN_ASKING, _MIN_AGREEING = 0.4, 0.6
_ASKING_ACTS = ("ask", "service", "request")
# Requests that the answer itself settles.
_OF_APPOINTMENT = (
    *("request.cancel", "request.retract", "request.erase"),
    *("request.reschedule", "request.appointment"),
)
# Without « oui », what is denied, doubted, put off or asked is no agreement.
_NO_AGREEMENT = re.compile(
    r"\b(?:ne|n|pas|plus|jamais|ni|sans|si|peut etre|mais|est ce|comment|quand|pourquoi|quoi)\b"
)
_CONTRASTS = ("mais", "enfin", "en fait", "plutot")


def find_opening(turn: Turn) -> Settled:
    """Return the answer that a message begins with, unless what follows takes it back."""
    opening = parse_opening(turn.text)
    if opening is None or not opening[1]:
        return None
    yes, rest = opening
    folded = fold_text(rest)
    for contrast in _CONTRASTS:
        folded = folded.removeprefix(f"{contrast} ")
    contrary = parse_opening(folded)
    if contrary is not None and contrary[0] != yes:
        return None
    # « non mais c'est où ? » refuses nothing, « oui mais j'hésite » agrees to nothing.
    hedged = fold_text(rest).split()[:1] == ["mais"]
    return None if hedged and not (yes and asks_in(turn, rest)) else opening


def asks_about_appointments(turn: Turn) -> bool:
    """Whether the message asks something practical about appointments."""
    return find_practical_question(fold_text(turn.text)) is not None


def asks_in(turn: Turn, text: str) -> bool:
    """Whether a part of the message asks something."""
    if "?" in text or find_practical_question(fold_text(text)):
        return True
    return any(
        _asking(each) >= _MIN_ASKING for each in turn.reading.segments if _shares(each, text)
    )


def _asking(segment: Any) -> float:
    asked = sum(segment.acts[act] for act in _ASKING_ACTS)
    return float(asked - sum(segment.labels[label] for label in _OF_APPOINTMENT))


def _shares(segment: Any, text: str) -> bool:
    return segment.text in text or text in segment.text


def agrees(turn: Turn, labels: tuple[str, ...]) -> bool:
    """Whether a message agrees in other words than a short answer, and asks nothing."""
    if _NO_AGREEMENT.search(normalise(turn.text)) or asks_in(turn, turn.text):
        return False
    return all(
        sum(each.labels[label] for label in labels) >= _MIN_AGREEING
        for each in turn.reading.segments
    )
