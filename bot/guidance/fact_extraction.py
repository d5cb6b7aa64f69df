"""Extract facts from a message, clause by clause, each with its own kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
# Below this confidence the kind comes from the words, or nothing is noted.
UNSURE_KIND = "unsure"
# Below this confidence only topics of a known kind are noted.
HARDLY_KIND = "hardly"
# Otherwise the fact is kept in the person's words.
KEPT_KIND = "kept"
JUDGED_KINDS = (LIKE, DISLIKE)
GOAL, STRENGTH, WEAKNESS = "goal", "strength", "weakness"
# Contradictions between the kind of a clause and its polarity that discredit both.
_AT_ODDS = frozenset({(WEAKNESS, polarity.FOR), (STRENGTH, polarity.AGAINST)})
# « mon anglais n'est pas mauvais »
_NOT_BAD = re.compile(r"\bpas (?:trop |si |tres |du tout )?(?:mauvais\w*|mal|nul\w*)\b")
# A past wish: « quand j'avais dix ans je voulais être pilote ».
_ONCE = re.compile(
    r"\b(?:voulais|voulait|revais|revait|pensais|j ?pensais|croyais)\b(?!.*\btoujours\b)"
)
# Any statement answers a prompt, also one about somebody else (« qui admires-tu ? »).
ANYBODY_AUDIENCE = "anybody"
_FOR, _AGAINST = (LIKE, GOAL, STRENGTH), (DISLIKE, CONSTRAINT, WEAKNESS)
_WHEN = re.compile(
    r"^[\s,]*(?:sauf|[àa] part|excepté)\s+(?:(?:si|quand|pour)\s+)?(?:c['’ ]?est\s+)?"
    r"(?:pour\s+)?",
    re.IGNORECASE,
)
# Obligations and impossibilities; « je sais pas monter » means « I cannot » in Liège.
_MUST = re.compile(
    r"\b(?:sais|sait|peux|peut) (?:pas|plus) \w{3,}(?:er|ir|re)\b|"
    r"\b(?:dois|doit|faut que|me faut|lui faut|oblige\w*)"
    r"(?: \w+){0,2} (?:rester|garder|rentrer\w*|etre|gagner|toucher|finir|recuperer|deposer)\b"
)
# Refused offers of the bot: « pas besoin d'orientation », « je veux pas de test ».
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
    """A fact. `kind`: « like », « dislike » or one of `FACT_KINDS`; `topics`: its known topics."""

    kind: str
    words: str
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class ReadClause:
    """An interpreted clause.

    `words`: as typed, for quotation; `spelt`: corrected; `kind`: as classified; `of_another`: it is
    only about somebody else.
    """

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
    """Return the facts of a text classified as `read_kind`, or of its `pieces`.

    `audience`: for whom the person asks, None for themselves; `about_another`: the text was
    classified as being about somebody else.
    """
    pieces = pieces or [
        ReadClause(c.text, c.text, read_kind, c.of_another)
        for c in clause_extraction.extract_clauses(words)
    ]
    facts = []
    for piece in pieces:
        if _is_irrelevant(piece, audience, about_another):
            continue
        # The occupation of a parent is not the child's; « ma fille de 13 ans » is about the child.
        if audience in AUDIENCES and piece.kind in _OF_WHO_ASKS and is_about_oneself(piece.spelt):
            facts += _extract_age(piece, audience)
        else:
            facts += _extract_parts(piece, audience)
    return facts


def _is_irrelevant(piece: ReadClause, audience: Optional[str], about_another: bool) -> bool:
    """Return whether a clause only identifies somebody, or is about somebody else."""
    if only_identifies(piece.spelt):
        return True
    own = is_about_oneself(piece.spelt)
    others = piece.of_another or (about_another and not own)
    # « on m'a dit que j'étais bonne en dessin »; what others find wrong is not noted.
    own_strength = own and piece.kind == STRENGTH
    return audience is None and others and not own_strength


def _extract_age(piece: ReadClause, audience: Optional[str]) -> list[ExtractedFact]:
    if find_audience(piece.spelt) != audience:
        return []
    return [
        ExtractedFact(SITUATION, piece.words, (topic,))
        for topic in fact_topics.parse_topics(piece.spelt)
        if topic.key == "age"
    ]


def _extract_parts(piece: ReadClause, audience: Optional[str]) -> Iterator[ExtractedFact]:
    for part, typed in _pair_parts(piece):
        topics = tuple(fact_topics.parse_topics(part))
        # « d'animaux »
        fragment = len(normalise(part).split()) < _MIN_WORDS
        if not topics and piece.kind in _OF_WHO_ASKS and fragment:
            continue
        kind = _resolve_kind(piece.kind, part, topics)
        if kind == LIKE:
            topics = tuple(topic for topic in topics if not topic.against)
        if kind and (
            topics
            or audience == ANYBODY_AUDIENCE
            or self_contained_clauses.is_self_contained(part, kind, audience)
        ):
            yield ExtractedFact(kind, typed, topics)


def _pair_parts(piece: ReadClause) -> list[tuple[str, str]]:
    """Return the parts of a clause as corrected, each with the part as typed."""
    read, typed = _split_exception(piece.spelt), _split_exception(piece.words)
    if len(read) == len(typed):
        return list(zip(read, typed, strict=True))
    return [(piece.spelt, piece.words)]


def _split_exception(clause: str) -> list[str]:
    """Keep a refusal with its exception; an exception that is liked is a part of its own."""
    refused, exception = polarity.split_exception(clause)
    liked = _WHEN.sub("", exception).strip()
    return (
        [refused, liked] if refused and polarity.find_polarity(liked) == polarity.FOR else [clause]
    )


def _resolve_kind(kind: str, clause: str, read: tuple[Topic, ...]) -> str:
    """Return the kind to note, "" if undecidable; cues in the clause take precedence."""
    if kind == HARDLY_KIND:
        return read[0].kind if read else ""
    if kind == WEAKNESS and _says(_NOT_BAD, clause):
        return STRENGTH
    if kind == GOAL and _says(_ONCE, clause):
        return ""
    if kind in (GOAL, UNSURE_KIND) and read and all(topic.key == "place" for topic in read):
        return CONSTRAINT if read[0].kind == CONSTRAINT else SITUATION
    if read and all(topic.against and topic.kind == SITUATION for topic in read):
        return SITUATION  # « sans diplôme » is not a refusal
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
    if kind in (*_OF_WHO_ASKS, UNSURE_KIND, KEPT_KIND) and _says(_MUST, clause):
        return CONSTRAINT
    if read and (kind not in JUDGED_KINDS or read[0].kind == SITUATION):
        unsure = kind in (UNSURE_KIND, KEPT_KIND)
        return read[0].kind if read[0].kind != CONSTRAINT or unsure else kind
    return {UNSURE_KIND: "", KEPT_KIND: SITUATION}.get(kind, kind)


def declines_offers(text: str) -> bool:
    """Return whether the text declines the bot's offers other than answers."""
    return _says(_DECLINES, text)


def expresses_doubt(text: str) -> bool:
    """Return whether the text expresses doubt, not a fact: « à mon âge, tu rigoles »."""
    return "?" not in text and _says(_DOUBTS, text)


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(normalise(text)) is not None
