"""Questions about an appointment: who will be there, how long, at what cost.

« faut payer ? » is about the appointment only while one is discussed. Patterns come first, then the
likeliest entry on appointments.
"""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.booking import appointment_repository
from bot.booking.booking_draft import find_kind, find_mode
from bot.booking.date_expressions.time_wishes import mentions_time, names_moment
from bot.booking.local_time import local_day
from bot.booking.practical_questions import find_practical_question
from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.turn_context import Turn

BOOKING_TOPIC = "rendez-vous"
# Least score of a hit, chosen on tests/actions/practical_questions_dev.yml.
_MIN_SCORE = 0.45
_BOOKING_QUESTIONS = frozenset({"booking", "booking_made"})
_APPOINTMENT_WORDS = phrase(r"\b(?:rdv|rendez|entretien(?! d e?mbauche))\b")
# « prendre rdv avec mon fils ? » requests one.
_REQUEST_PATTERN = phrase(
    r"\b(?:j?veu[xt]|j?voud\w+|j?aimer\w+|prendre|avoir|fixer|souhait\w*|cherch\w*|besoin d ?un"
    r"|faudrait|faut|planifier|caler) (?:\w+ ){0,2}(?:rdv|rendez|entretien)"
)
# « réserver », or to see somebody: a request where a time is named with it.
_RESERVE = phrase(r"\b(?:réserv\w*|prendre date|fixer (?:une )?(?:date|rencontre))\b")
_SEE_SOMEBODY = phrase(
    r"\b(?:voir|vois|voie|voient|rencontr\w*|(?:parl|discut)\w+(?: \w+){0,5} (?:à|avec)"
    r"|(?:moment|minutes?|temps|créneau|place) (?:avec|chez)) (?:\w+ ){0,2}"
    r"(?:quelqu|qqn|qqun|conseill\w*|une personne|un humain|un de vos)"
)
# Least probabilities: that a message about a class and a time asks to come with it, and that one
# with a time asks for an appointment.
_MIN_VISIT, _MIN_REQUEST = 0.3, 0.6
_COMING = phrase(
    r"\b(?:visit\w*|venir|viendr\w*|amen\w*|emmen\w*|pass\w*|découvr\w*|accueill\w*|reçev\w*"
    r"|recev\w*|sortie|excursion)"
)
# Marks of a question without a question mark.
_QUESTION_PATTERN = phrase(
    r"\?|\b(?:qui|ki|quoi|koi|qu|que|quel\w*|kel\w*|combien|cb|cmb|comment|est ce|c|ca|sa|si|s|faut"
    r"|fo|j?pe(?:ux|u|ut|uvent)|j?dois?|vais|jvais|va|vont|ya|y a|besoin|vous|tu|on)\b"
)
_OTHER_SUBJECTS = phrase(
    r"\b(?:étud\w*|écoles?|formations?|métiers?|bourses?|minerval|permis|inscri\w*|gagn\w*|salaires?"
    r"|années?|ans|travail\w*|boulot\w*|job\w*|stages?|unif|cours|classe|apprenti\w*|cefa|ifapme)\b"
)
# Least score while something else is discussed: nearly the wording of an entry.
_SURE_SCORE = 0.7


_WISHED = phrase(
    r"\b(?:voud\w+|aimer\w+|souhait\w*|pourr\w+|possible|organis\w+|réserv\w+|puis je"
    r"|comment|compt\w+|prévo\w+)\b"
)


def names_appointment(text: str) -> bool:
    """Whether a text names an appointment."""
    return bool(_APPOINTMENT_WORDS.search(fold_text(text)))


def requests_appointment(turn: Turn) -> bool:
    """Whether a text requests an appointment, by its name, by « réserver », as a meeting at a time
    that it names, or as a visit with a group at such a time."""
    text, segments = fold_text(turn.text), turn.reading.segments
    likely = max(each.labels["request.appointment"] for each in segments) >= _MIN_REQUEST
    if _APPOINTMENT_WORDS.search(text):
        return likely or bool(_REQUEST_PATTERN.search(text) or _SEE_SOMEBODY.search(text))
    if _RESERVE.search(text):
        return likely or find_kind(turn.text) is not None or _mentions_time(turn)
    if find_kind(turn.text) == "class_visit":
        visits = max(each.labels["request.visit"] for each in segments)
        comes = bool(_COMING.search(text) and _WISHED.search(text))
        return comes or (visits >= _MIN_VISIT and _mentions_time(turn))
    # Who wants to see somebody at once asks for a human, not for an appointment.
    return (likely or bool(_SEE_SOMEBODY.search(text))) and names_time(turn)


def names_time(turn: Turn) -> bool:
    """Whether a text holds a day, a part of it or an hour."""
    today = _today(turn)
    return names_moment(turn.text, today)


def _mentions_time(turn: Turn) -> bool:
    return mentions_time(turn.text, _today(turn))


def _today(turn: Turn) -> dt.date:
    return local_day(turn.now)


def find_practical(text: str) -> tuple[Optional[str], bool]:
    """Return the practical question that a text asks, and whether it names another subject."""
    folded = fold_text(text)
    return find_practical_question(folded), bool(_OTHER_SUBJECTS.search(folded))


def find_asked_question(turn: Turn, wanting: bool) -> Optional[str]:
    """Return the id of the entry on appointments that a text asks for, or None.

    `wanting`: the model is sure that an appointment is requested, or that one is meant.
    """
    text = fold_text(turn.text)
    if "?" not in text and (_mentions_time(turn) or find_mode(turn.text)):
        return None  # an answer, of when or of how
    question = turn.notebook.question
    standing = question is not None and question.kind in _BOOKING_QUESTIONS
    named = bool(_APPOINTMENT_WORDS.search(text)) and (
        standing or not _REQUEST_PATTERN.search(text)
    )
    if not (standing or named):
        # Most texts stop here: a search costs as much as the rest of the turn.
        if wanting or not _QUESTION_PATTERN.search(text) or not _has_coming_appointment(turn):
            return None
        found, least = None, _SURE_SCORE
    else:
        elsewhere = not named and (
            _OTHER_SUBJECTS.search(text) or turn.library.link(turn.text).named
        )
        found = None if elsewhere else find_practical_question(text)
        least = _SURE_SCORE if elsewhere else _MIN_SCORE
    if found is None and not wanting:
        found = _find_likeliest_question(turn, text, least)
    return found


def _has_coming_appointment(turn: Turn) -> bool:
    return bool(appointment_repository.list_upcoming(turn.unit, turn.person, turn.now))


def _find_likeliest_question(turn: Turn, text: str, least: float) -> Optional[str]:
    if not _QUESTION_PATTERN.search(text):
        return None
    hits = turn.library.search(turn.text, ("faq",), 1, _today(turn))
    if not hits or hits[0].score < least:
        return None
    entry = turn.library.base.questions.get(hits[0].id)
    return entry.id if entry is not None and entry.topic == BOOKING_TOPIC else None
