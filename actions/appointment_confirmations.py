"""The yes or no of a message to a time that is held, a move or a cancellation to confirm.

« oui, et c'est gratuit ? » is a yes, whatever it asks besides; « oui mais plutôt jeudi » is none.
"""

from __future__ import annotations

import datetime as dt

from actions.agreement import Settled, agrees, asks_in, find_opening
from actions.booking_steps import find_named_kind
from actions.booking_wishes import wish_context, wishes_time
from bot.booking.booking_draft import Draft, find_mode, read_appointment_words
from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.time_wishes import mentions_time, read_time_wish
from bot.booking.local_time import ZONE, local_day
from bot.booking.practical_questions import find_practical_question
from bot.language.folding import fold_text
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn

_AGREEING = ("answer.yes",)
# « parfait, je prends »: of a time that is held, not of an appointment that is moved or cancelled.
_TAKING = (*_AGREEING, "react.choose", "react.like")
_CANCELLING = (*_TAKING, "request.cancel", "request.retract", "request.erase")


def settle_held(turn: Turn, question: Question) -> Settled:
    """Settle a held time or a move: None where the message changes what is to be confirmed."""
    if question.about != "sure":
        return None
    draft = Draft.from_values(question.values).beside_held
    opening = find_opening(turn)
    if opening is not None:
        return None if _changes_draft(turn, draft, *opening) else _with_question(turn, *opening)
    labels = _AGREEING if draft.move else _TAKING
    return (True, "") if agrees(turn, labels) and not _changes_draft(turn, draft, True) else None


def settle_cancellation(turn: Turn, question: Question) -> Settled:
    """Settle a cancellation: None where the message wants something else of the appointment."""
    if question.about != "cancel":
        return None
    opening = find_opening(turn)
    if opening is None:
        cancels = read_appointment_words(turn.text).purpose == "cancel"
        return (True, "") if agrees(turn, _CANCELLING if cancels else _AGREEING) else None
    yes, rest = opening
    words = read_appointment_words(rest)
    asks, moves = asks_in(turn, rest), words.purpose == "move"
    if yes and not asks and (words.not_cancelled or moves):
        return None
    if not yes and not asks and words.purpose == "cancel" and not words.not_cancelled:
        return None
    moves = moves or mentions_time(rest, local_day(turn.now))
    return opening if moves and not yes else _with_question(turn, yes, rest)


def _with_question(turn: Turn, yes: bool, rest: str) -> tuple[bool, str]:
    """Return an answer with what follows it, left out where it asks nothing: « oui, parfait »."""
    return yes, rest if asks_in(turn, rest) else ""


def _changes_draft(turn: Turn, draft: Draft, yes: bool, rest: str = "") -> bool:
    """Whether what follows an answer changes the request: another time, another kind, another
    mode, or what is to happen with the appointment."""
    text, asks = rest or turn.text, asks_in(turn, rest or turn.text)
    practical = find_practical_question(fold_text(text)) is not None
    if not practical and wishes_time(turn, draft, text):
        return not (yes and _is_same_time(turn, draft, text))
    named = {find_named_kind(turn, text), find_mode(text)}
    names_other = not named <= {None, draft.kind, draft.way}
    if asks:  # a kind may be the name of an entry, too: « oui mais pour le bilan de compétences »
        return names_other and "?" not in text and fold_text(text).startswith("mais ")
    purpose = read_appointment_words(text).purpose
    moves_as_asked = yes and draft.move is not None and purpose == "move"
    return names_other or (purpose in ("cancel", "move") and not moves_as_asked)


def _is_same_time(turn: Turn, draft: Draft, text: str) -> bool:
    """Whether the only time that a text names is the one to confirm."""
    try:
        wish = read_time_wish(text, wish_context(turn, draft))
    except BookingError:
        return False
    start = dt.datetime.fromisoformat(draft.when).astimezone(ZONE)
    return wish is not None and wish.when.holds(start) and wish.when.time in (None, start.time())
