"""The facts in what somebody tells: each clause by itself, of its own kind, as it is said back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from bot.guidance import clauses, doors, polarity, standing_alone, topics
from bot.guidance.own_name import says_only_who
from bot.guidance.topics import CONSTRAINT, SITUATION, Topic
from knowledge.known_words import is_word
from knowledge.text import normalise

LIKE, DISLIKE = "like", "dislike"
_OF_WHO_ASKS = ("situation", "done")
_MIN_WORDS = 3
# Read as something that is told, and not surely as what: the clause says, or nothing is noted.
UNSURE = "unsure"
# Hardly read as something that is told: nothing is noted but what is of a known kind.
HARDLY = "hardly"
# … and where it does not say, kept in the person's words.
KEPT = "kept"
WEIGHED = (LIKE, DISLIKE)
GOAL, STRENGTH, WEAKNESS = "goal", "strength", "weakness"
# What a clause was read as and what its words judge it to be, where neither can be believed.
_AT_ODDS = frozenset({(WEAKNESS, polarity.FOR), (STRENGTH, polarity.AGAINST)})
# « mon anglais n'est pas mauvais »
_NOT_BAD = re.compile(r"\bpas (?:trop |si |tres |du tout )?(?:mauvais\w*|mal|nul\w*)\b")
# What was wanted once: « quand j'avais dix ans je voulais être pilote ».
_ONCE = re.compile(
    r"\b(?:voulais|voulait|revais|revait|pensais|j ?pensais|croyais)\b(?!.*\btoujours\b)"
)
# At a prompt whatever is told is its answer, also of somebody else (« qui admires-tu ? »).
ANYBODY = "anybody"
_FOR, _AGAINST = (LIKE, GOAL, STRENGTH), (DISLIKE, CONSTRAINT, WEAKNESS)
_WHEN = re.compile(
    r"^[\s,]*(?:sauf|[àa] part|excepté)\s+(?:(?:si|quand|pour)\s+)?(?:c['’ ]?est\s+)?"
    r"(?:pour\s+)?",
    re.IGNORECASE,
)
# What somebody has to do or cannot do; « je sais pas monter » is « I cannot » in Liège.
_MUST = re.compile(
    r"\b(?:sais|sait|peux|peut) (?:pas|plus) \w{3,}(?:er|ir|re)\b|"
    r"\b(?:dois|doit|faut que|me faut|lui faut|oblige\w*)"
    r"(?: \w+){0,2} (?:rester|garder|rentrer\w*|etre|gagner|toucher|finir|recuperer|deposer)\b"
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


@dataclass(frozen=True)
class Piece:
    """A clause that was read by itself. `words`: as typed, to be quoted; `spelt`: as it was read;
    `kind`: what it was read as; `of_another`: nothing of whoever writes is in it."""

    words: str
    spelt: str
    kind: str
    of_another: bool = False


def apart(
    kind: str,
    words: str,
    of: Optional[str] = None,
    other: bool = False,
    pieces: Sequence[Piece] = (),
) -> list[Told]:
    """The facts of a text that was read as `kind`, or of its `pieces`, each read by itself. `of`:
    for whom the person asks, None for themselves; `other`: the text was read as telling about
    somebody else."""
    pieces = pieces or [Piece(c.text, c.text, kind, c.of_another) for c in clauses.every(words)]
    found = []
    for piece in pieces:
        if of is None and piece.of_another:
            continue
        kind, clause = piece.kind, piece.spelt
        if says_only_who(clause, is_word):
            continue
        if other and of is None and not doors.of_oneself(clause):
            continue
        if of in doors.WHOM and kind in _OF_WHO_ASKS and doors.of_oneself(clause):
            ages = [topic for topic in topics.read(clause) if topic.key == "age"]
            theirs = ages if doors.for_whom(clause) == of else []
            found += [Told(SITUATION, piece.words, (topic,)) for topic in theirs]
            continue  # the trade of a parent is none of the child's, « ma fille de 13 ans » is
        for part, typed in _parts(piece):
            read = tuple(topics.read(part))
            if not read and kind in _OF_WHO_ASKS and len(normalise(part).split()) < _MIN_WORDS:
                continue  # a fragment: « d'animaux »
            noted = _kind(kind, part, read)
            if noted == LIKE:
                read = tuple(topic for topic in read if not topic.against)
            if noted and (read or of == ANYBODY or standing_alone.says(part, noted, of)):
                found.append(Told(noted, typed, read))
    return found


def _parts(piece: Piece) -> list[tuple[str, str]]:
    """The parts of a clause as they were read, each as it was typed."""
    read, typed = _with_exception(piece.spelt), _with_exception(piece.words)
    if len(read) == len(typed):
        return list(zip(read, typed, strict=True))
    return [(piece.spelt, piece.words)]


def _with_exception(clause: str) -> list[str]:
    """A refusal with its exception is one; an exception that is liked is told by itself."""
    refused, exception = polarity.without_exception(clause)
    liked = _WHEN.sub("", exception).strip()
    return [refused, liked] if refused and polarity.of(liked) == polarity.FOR else [clause]


def _kind(kind: str, clause: str, read: tuple[Topic, ...]) -> str:
    """What a clause is noted as: what it surely says goes before what the whole was read as; empty
    where neither says."""
    if kind == HARDLY:
        return read[0].kind if read else ""
    if kind == WEAKNESS and _NOT_BAD.search(normalise(clause)):
        return STRENGTH
    if kind == GOAL and _ONCE.search(normalise(clause)):
        return ""
    if kind in (GOAL, UNSURE) and read and all(topic.key == "place" for topic in read):
        return CONSTRAINT if read[0].kind == CONSTRAINT else SITUATION
    if read and all(topic.against and topic.kind == SITUATION for topic in read):
        return SITUATION  # « sans diplôme » refuses nothing
    judged = polarity.of(clause, wanting=kind in (*WEIGHED, UNSURE, KEPT))
    if (kind, judged) in _AT_ODDS:
        return ""
    against = [topic for topic in read if topic.against and topic.kind == CONSTRAINT]
    if judged == polarity.FOR:
        return kind if kind in _FOR else LIKE
    if against and kind != DISLIKE:
        return CONSTRAINT
    if judged == polarity.AGAINST:
        return kind if kind in _AGAINST else DISLIKE
    if any(topic.key in ("hours", "part_time", "rides") for topic in read):
        return CONSTRAINT
    if kind in (*_OF_WHO_ASKS, UNSURE, KEPT) and _MUST.search(normalise(clause)):
        return CONSTRAINT
    if read and (kind not in WEIGHED or read[0].kind == SITUATION):
        unsure = kind in (UNSURE, KEPT)
        return read[0].kind if read[0].kind != CONSTRAINT or unsure else kind
    return {UNSURE: "", KEPT: SITUATION}.get(kind, kind)


def declines(text: str) -> bool:
    """Whether the words want none of what the robot offers beside answers."""
    return bool(_DECLINES.search(normalise(text)))


def doubts(text: str) -> bool:
    """Whether the words wonder, as no fact does: « à mon âge, tu rigoles »."""
    return "?" not in text and bool(_DOUBTS.search(normalise(text)))
