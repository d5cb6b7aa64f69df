"""Questions whether the centre is open on a day: « vous êtes ouverts le 29 décembre ? »."""

from __future__ import annotations

from bot.booking.date_expressions.time_wishes import read_named_days
from bot.booking.local_time import local_day
from bot.dialogue.appointment_messages import concerns_coming_appointment
from bot.dialogue.reading.labels import TOWN
from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.turn_context import Turn

_OPEN = phrase(
    r"\b(?:r?ouvert\w*|r?ouvr\w*|fermé\w*|ferm(?:ez|ent|eture\w*)|faites? (?:vous )?le pont"
    r"|(?:en )?congé annuel|accueil\w*|portes? closes?"
    r"|(?:vous|vs|tu|on) (?:boss|travaill)\w+|accessibl\w+|portes? fermées?"
    r"|(?:vous|vs) (?:êtes|serez|etes) (?:encore |déjà |toujours |bien )?(?:là|présent\w*)"
    r"|recevez(?: vous| encore)?(?: (?:du |le )?(?:public|monde|gens))?(?! (?:ma|mes|un|une|des)\b)"
    r"|(?:y ?a|il y a|y aura|trouver\w*) (?:t il )?(?:quelqu|qqn|qqun|du monde|une personne))"
)
# Coming, which may also be to an appointment.
_COME = phrase(
    r"\b(?:on|je|j|tu|puis)? ?(?:peut|peux|peu|pe|px|puis|pourrai\w*|possible)(?: on| je| de)? "
    r"(?:juste )?(?:passer|venir|débarquer|me présenter)\b"
)
_GROUP = phrase(r"\b(?:classes?|élèves?|groupe)\b")
# Open days of schools, and a door that is open in a figure of speech.
_OTHER_OPENINGS = phrase(
    r"\bportes ouvertes\b|\bouverte?s? (?:à|d esprit|aux?)\b|\bdemande ouverte"
)
_WITHOUT = phrase(r"\bsans (?:\w+ )?(?:rdv|rendez(?: vous)?|réserv\w*|prévenir)\b")
_APPOINTMENT = phrase(r"\b(?:rdv|rendez|créneau\w*|entretien\w*|place)\b")
_SERVICE_LABELS = ("service.place", "service.access")
# Least probability that the centre is meant: where it opens or closes by its words, else.
_MIN_OPENING, _MIN_SERVICE = 0.15, 0.45


def asks_about_opening(turn: Turn) -> bool:
    """Whether a typed text asks if the centre is open on a day that it names."""
    folded = fold_text(turn.text)
    walks_in = bool(_WITHOUT.search(folded))
    folded = _WITHOUT.sub(" ", folded)
    if _OTHER_OPENINGS.search(folded) or _APPOINTMENT.search(folded) or turn.reading is None:
        return False
    opens = walks_in or bool(_OPEN.search(folded))
    comes = "?" in turn.text and bool(_COME.search(folded)) and not _GROUP.search(folded)
    segments = turn.reading.segments
    asked = max(sum(segment.labels[label] for label in _SERVICE_LABELS) for segment in segments)
    # A town says where somebody comes from.
    named = any(each.type != TOWN for segment in segments for each in segment.mentions)
    if asked < (_MIN_SERVICE if named or not (opens or comes) else _MIN_OPENING):
        return False
    if not opens and concerns_coming_appointment(turn):
        return False
    return bool(read_named_days(turn.text, local_day(turn.now)))
