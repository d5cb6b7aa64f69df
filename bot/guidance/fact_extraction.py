"""The facts in what somebody tells: each clause by itself, of its own kind, as it is said back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from bot.guidance import clause_extraction, polarity, self_contained_clauses
from bot.guidance.audience import AUDIENCES, find_audience, is_about_oneself
from bot.guidance.personal_identifiers import only_identifies
from bot.language.normalisation import normalise
from bot.notebook import fact_topics
from bot.notebook.fact_topics import CONSTRAINT, SITUATION, Topic

LIKE, DISLIKE = "like", "dislike"
_OF_WHO_ASKS = ("situation", "done")
_MIN_WORDS = 3
# Read as something that is told, and not surely as what: the clause says, or nothing is noted.
UNSURE_KIND = "unsure"
# Hardly read as something that is told: nothing is noted but what is of a known kind.
HARDLY_KIND = "hardly"
# … and where it does not say, kept in the person's words.
KEPT_KIND = "kept"
JUDGED_KINDS = (LIKE, DISLIKE)
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
ANYBODY_AUDIENCE = "anybody"
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
AGE_PATTERN = re.compile(r"\bage\b|\btrop (?:vieux|vieille|tard|age\w*)\b|\b[2-7]\d ans\b")


@dataclass(frozen=True)
class ExtractedFact:
    """One fact. `kind`: « like », « dislike » or a key of `FACTS`; `topics`: what it is of a known
    kind, none where the words are all there is."""

    kind: str
    words: str
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class ReadClause:
    """A clause that was read by itself. `words`: as typed, to be quoted; `spelt`: as it was read;
    `kind`: what it was read as; `of_another`: nothing of whoever writes is in it."""

    words: str
    spelt: str
    kind: str
    of_another: bool = False


def extract_facts(
    read_kind: str,
    words: str,
    audience: Optional[str] = None,
    about_another: bool = False,
    pieces: Sequence[ReadClause] = (),
) -> list[ExtractedFact]:
    """The facts of a text that was read as `kind`, or of its `pieces`, each read by itself. `of`:
    for whom the person asks, None for themselves; `other`: the text was read as telling about
    somebody else."""
    pieces = pieces or [
        ReadClause(c.text, c.text, read_kind, c.of_another)
        for c in clause_extraction.extract_clauses(words)
    ]
    found = []
    for piece in pieces:
        if audience is None and piece.of_another:
            continue
        read_kind, clause = piece.kind, piece.spelt
        if only_identifies(clause):
            continue
        if about_another and audience is None and not is_about_oneself(clause):
            continue
        if audience in AUDIENCES and read_kind in _OF_WHO_ASKS and is_about_oneself(clause):
            ages = [topic for topic in fact_topics.parse_topics(clause) if topic.key == "age"]
            theirs = ages if find_audience(clause) == audience else []
            found += [ExtractedFact(SITUATION, piece.words, (topic,)) for topic in theirs]
            continue  # the trade of a parent is none of the child's, « ma fille de 13 ans » is
        for part, typed in _pair_parts(piece):
            read = tuple(fact_topics.parse_topics(part))
            if not read and read_kind in _OF_WHO_ASKS and len(normalise(part).split()) < _MIN_WORDS:
                continue  # a fragment: « d'animaux »
            noted = _resolve_kind(read_kind, part, read)
            if noted == LIKE:
                read = tuple(topic for topic in read if not topic.against)
            if noted and (
                read
                or audience == ANYBODY_AUDIENCE
                or self_contained_clauses.is_self_contained(part, noted, audience)
            ):
                found.append(ExtractedFact(noted, typed, read))
    return found


def _pair_parts(piece: ReadClause) -> list[tuple[str, str]]:
    """The parts of a clause as they were read, each as it was typed."""
    read, typed = _split_exception(piece.spelt), _split_exception(piece.words)
    if len(read) == len(typed):
        return list(zip(read, typed, strict=True))
    return [(piece.spelt, piece.words)]


def _split_exception(clause: str) -> list[str]:
    """A refusal with its exception is one; an exception that is liked is told by itself."""
    refused, exception = polarity.split_exception(clause)
    liked = _WHEN.sub("", exception).strip()
    return (
        [refused, liked] if refused and polarity.find_polarity(liked) == polarity.FOR else [clause]
    )


def _resolve_kind(kind: str, clause: str, read: tuple[Topic, ...]) -> str:
    """What a clause is noted as: what it surely says goes before what the whole was read as; empty
    where neither says."""
    if kind == HARDLY_KIND:
        return read[0].kind if read else ""
    if kind == WEAKNESS and _NOT_BAD.search(normalise(clause)):
        return STRENGTH
    if kind == GOAL and _ONCE.search(normalise(clause)):
        return ""
    if kind in (GOAL, UNSURE_KIND) and read and all(topic.key == "place" for topic in read):
        return CONSTRAINT if read[0].kind == CONSTRAINT else SITUATION
    if read and all(topic.against and topic.kind == SITUATION for topic in read):
        return SITUATION  # « sans diplôme » refuses nothing
    judged = polarity.find_polarity(
        clause, wanting_counts=kind in (*JUDGED_KINDS, UNSURE_KIND, KEPT_KIND)
    )
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
    if kind in (*_OF_WHO_ASKS, UNSURE_KIND, KEPT_KIND) and _MUST.search(normalise(clause)):
        return CONSTRAINT
    if read and (kind not in JUDGED_KINDS or read[0].kind == SITUATION):
        unsure = kind in (UNSURE_KIND, KEPT_KIND)
        return read[0].kind if read[0].kind != CONSTRAINT or unsure else kind
    return {UNSURE_KIND: "", KEPT_KIND: SITUATION}.get(kind, kind)


def declines_offers(text: str) -> bool:
    """Whether the words want none of what the robot offers beside answers."""
    return bool(_DECLINES.search(normalise(text)))


def expresses_doubt(text: str) -> bool:
    """Whether the words wonder, as no fact does: « à mon âge, tu rigoles »."""
    return "?" not in text and bool(_DOUBTS.search(normalise(text)))
