"""The facts in what somebody tells: each clause by itself, of its own kind, as it is said back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from bot.guidance import clauses, doors, topics
from bot.guidance.topics import CONSTRAINT, Topic
from knowledge.text import normalise

LIKE, DISLIKE = "like", "dislike"
_OF_WHO_ASKS = ("situation", "done")
_MIN_WORDS = 3
_DISLIKES = re.compile(
    r"\b(?:\w*aime\w* (?:pas|plus|moins|rien)|detest\w*|support\w* pas|plait (?:pas|plus)"
    r"|plaisent (?:pas|plus)|(?:veux|veut|voudrais|voudrait|aimerais) (?:pas|plus|surtout pas)"
    r"|kiff\w* pas|horreur|en ai marre|jen ai marre)\b"
)
# What the robot offers and is not wanted: « pas besoin d'orientation », « je veux pas de test ».
_OFFERED = (
    r"(?:d |de |des |du |un |une |ton |tes |vos |votre )?"
    r"(?:orientation|tests?|questionnaires?|conseils?|coach\w*|profil|psy\w*|bilan)\b"
)
_DECLINES = re.compile(
    r"(?:\bpas (?:besoin|envie)|\b(?:veux|veut|voudrais|cherche|demande) (?:pas|aucune?)|^pas)"
    rf"(?: \w+){{0,2}}? {_OFFERED}"
    r"|\b(?:juste|seulement|que) (?:l |les |des |une |la |ma )?"
    r"(?:infos?|faits?|reponses?|renseignements?)\b"
)
_DOUBTS = re.compile(
    r"\btu (?:rigoles|plaisantes|deconnes)\b|\bvous (?:rigolez|plaisantez)\b|\blaisse moi rire\b"
    r"|\bt ?es? serieu\w*|\bvous etes serieu\w*|\b(?:tu crois|vous croyez)\b(?! que?)"
    r"|\bn importe quoi\b|\bjamais de la vie\b|\btu te fous\b"
)
OF_AGE = re.compile(r"\bage\b|\btrop (?:vieux|vieille|tard|age\w*)\b|\b[2-7]\d ans\b")


@dataclass(frozen=True)
class Told:
    """One fact. `kind`: « like », « dislike » or a key of `FACTS`; `topics`: what it is of a known
    kind, none where the words are all there is."""

    kind: str
    words: str
    topics: tuple[Topic, ...] = ()


def apart(kind: str, words: str, of: Optional[str] = None, other: bool = False) -> list[Told]:
    """The facts of a text that was read as `kind`. `of`: for whom the person asks, None for
    themselves; `other`: the text was read as telling about somebody else."""
    found = []
    for clause in clauses.bearing(words, others=of is not None):
        if other and of is None and not doors.of_oneself(clause):
            continue
        if of in doors.WHOM and kind in _OF_WHO_ASKS and doors.of_oneself(clause):
            continue  # the trade of a parent is none of the child's
        read = tuple(topics.read(clause))
        if not read and kind in _OF_WHO_ASKS and len(clause.split()) < _MIN_WORDS:
            continue  # a fragment: « d'animaux »
        found.append(Told(_kind(kind, clause, read), clause, read))
    return found


def _kind(kind: str, clause: str, read: tuple[Topic, ...]) -> str:
    """What a clause is noted as: what it surely says goes before what the whole was read as."""
    against = [topic for topic in read if topic.against and topic.kind == CONSTRAINT]
    if kind == DISLIKE:
        return kind
    if against or any(topic.key in ("hours", "part_time", "rides") for topic in read):
        return CONSTRAINT
    if read and kind != LIKE:
        return read[0].kind if read[0].kind != CONSTRAINT else kind
    return DISLIKE if _DISLIKES.search(normalise(clause)) else kind


def declines(text: str) -> bool:
    """Whether the words want none of what the robot offers beside answers."""
    return bool(_DECLINES.search(normalise(text)))


def doubts(text: str) -> bool:
    """Whether the words wonder, as no fact does: « à mon âge, tu rigoles »."""
    return "?" not in text and bool(_DOUBTS.search(normalise(text)))
