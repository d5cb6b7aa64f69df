"""Questions about an appointment that is talked about: who will be there, how long, with whom.

« faut payer ? » asks about the appointment then; elsewhere it may be about anything. Words that
say it plainly come first, then the likeliest question of the base.
"""

from __future__ import annotations

import re
from typing import Optional

from actions.booking_steps import when_said
from actions.turn import Turn
from bot.booking import appointments
from bot.booking.draft import way_in
from bot.booking.local_time import local_day
from bot.booking.practical import plainly
from bot.guidance.folding import fold

TOPIC = "rendez-vous"
# How good a hit must be, chosen on tests/actions/practical_questions_dev.yml.
_LEAST = 0.45
_ABOUT = frozenset({"booking", "booking_made"})
_NAMED = re.compile(r"\b(?:rdv|rendez|entretien(?! d e?mbauche))\b")
# « prendre rdv avec mon fils ? » asks for one.
_WANTS = re.compile(
    r"\b(?:veu[xt]|jveux|voudrais|aimerais|prendre|avoir|fixer|souhait\w*|besoin d un) "
    r"(?:\w+ ){0,2}(?:rdv|rendez|entretien)"
)
# What makes a question of words without a question mark.
_ASKS = re.compile(
    r"\?|\b(?:qui|ki|quoi|koi|qu|que|quel\w*|kel\w*|combien|cb|cmb|coment|est ce|c|ca|sa|si|s|faut"
    r"|fo|j?pe(?:ux|u|ut|uvent)|j?dois?|vais|jvais|va|vont|ya|y a|besoin|vous|tu|on)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:etud\w*|ecoles?|formations?|metiers?|bourses?|minerval|permis|inscri\w*|gagn\w*|salaires?"
    r"|anes?|ans|travail\w*|boulot\w*|job\w*|stages?|unif|cours|clase|apprenti\w*|cefa|ifapme)\b"
)
# An appointment is to come, and something else is talked about: only what is nearly a sample.
_SURE = 0.7


def named(text: str) -> bool:
    """Whether a text speaks of an appointment as such."""
    return bool(_NAMED.search(fold(text)))


def asked(turn: Turn, wanting: bool) -> Optional[str]:
    """The question of the base, by its id, where it is one about appointments.

    `wanting`: the model is sure that an appointment is wanted, or one that was made is meant.
    """
    text = fold(turn.text)
    if "?" not in text and (when_said(turn) or way_in(turn.text)):
        return None  # an answer, of when or of how
    question = turn.notebook.question
    standing = question is not None and question.kind in _ABOUT
    named = bool(_NAMED.search(text)) and (standing or not _WANTS.search(text))
    if not (standing or named):
        # Most texts end here: a search costs as much as the rest of their turn.
        if wanting or not _ASKS.search(text) or not _one_is_coming(turn):
            return None
        found, least = None, _SURE
    else:
        elsewhere = not named and (_ELSEWHERE.search(text) or turn.library.link(turn.text).named)
        found = None if elsewhere else plainly(text)
        least = _SURE if elsewhere else _LEAST
    if found is None and not wanting:
        found = _likeliest(turn, text, least)
    return found


def _one_is_coming(turn: Turn) -> bool:
    return bool(appointments.coming(turn.unit, turn.person, turn.now))


def _likeliest(turn: Turn, text: str, least: float) -> Optional[str]:
    if not _ASKS.search(text):
        return None
    hits = turn.library.search(turn.text, ("faq",), 1, local_day(turn.now))
    if not hits or hits[0].score < least:
        return None
    entry = turn.library.base.questions.get(hits[0].id)
    return entry.id if entry is not None and entry.topic == TOPIC else None
