"""Classify a reply to help: a question about the helplines, a yes, « moi aussi ».

Uses patterns only (replies.yml). A reply is not a signal; it is only classified after one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from bot.care import abusive_messages
from bot.care.patterns import (
    Pattern,
    compile_patterns,
    load_macros,
    load_patterns,
    read_pattern_file,
)
from bot.language.pattern_normalisation import normalise_for_patterns
from bot.language.phrases import phrase

# About calling a helpline: specific enough to be recognised after other talk too.
ABOUT_CALLING = frozenset({"afraid", "refuses"})
# « Dites rien à l'école », in the message that expresses distress or after it.
SECRECY = "secret"
# « Inutile d'en faire un drame ».
MINIMIZES = "minimizes"
# Also recognised in a message that expresses distress again.
ABOUT_LINES = ABOUT_CALLING | {
    *("credit", "unanswered", "free", "parents", "anonymous", "told", "hours"),
    *("has_told", "has_nobody", "help_comes", MINIMIZES, SECRECY),
}
# Kinds that end the episode.
CLOSING = frozenset({"joke", "better"})
# After one of these kinds, a liked activity is not an answer to a question of care.
LETTING_GO = CLOSING | {"leave"}
# Kinds that, repeated, ask for nothing.
PARTING = frozenset({"leave", "thanks", "bye"})
SELF, LEAVE, SOMEBODY, RESUMES = "self", "leave", "somebody", "resumes"
# « Oui, c'est lourd », after the soft line.
HEAVY = "heavy"
DESPAIR, MEANS = "despair", "means"
YES, NO = "yes", "no"
GRAVE, RELIEVED = "grave", "relieved"
# Kinds with their own response, « utter_care_ » and the name.
ANSWERED_KINDS = (
    ABOUT_LINES | CLOSING | PARTING | {SOMEBODY, GRAVE, RELIEVED, "calls", "who", "hello", "unsure"}
)

_AGAINST = phrase(
    r" (?:pas?|plus?|rien|jamais|aucune?|personne|sans|pourquoi|pkoi|pk|déteste\w*|hais|supporte\w*"
    r"|sert|arrêt\w*|quitt\w*|lâch\w*) "
)
_ASKS = phrase(
    r" (?:(?:on|tu|vous) (?:peu?[xt]?|pouvez|pourrai\w*|va|vas|connaî\w*|sais|fait)"
    r"|peut|peux|pouvez|est ce|(?:re)?montr\w*|dis|parl\w*|propos\w*|aid\w*|pos\w*|renseign\w*"
    r"|comment|[qk]u?el\w*|combien|cb|cmb|ou|quand|kan|quoi|koi|cherche|trouver|savoir|voir|possible"
    r"|faut) "
)
_WISHES = phrase(r" (?:devenir|veux|voudrai\w*|aimerai\w*|finir|reprendre) ")
# Words that nobody uses of their own pain.
_SERVICE_NAMES = phrase(
    r" [ld]?(?:métiers|orientation|questionnaires?|quiz|forem|cefa|ifapme|siep|bachelier|minerval"
    r"|bourses? d|carnet|rdv|rendez vous|portes ouvertes|promotion sociale|alternance|ao[abc]|ce1d"
    r"|la cité|cité des métiers|mon code) "
)
_STUDY_NAMES = phrase(
    r" [ld]?(?:métier|formations?|études?|écoles?|options?|tests?|boulots?|jobs?|stages?|diplômes?"
    r"|inscri\w*|pistes?|rhéto|cours du soir|resultas?|résultats?|apprendre (?:un|le) métier|ceb"
    r"|bourses?|erasmus|questions (?:sur|suivantes?)|question (?:suivante|sur)) "
)
_CESS = re.compile(r"\bcess\b", re.IGNORECASE)  # normalisation turns it into « ces »
# About stored data: not « je veux m'effacer », « oublie moi », « effacer mes photos ».
_ERASES = phrase(
    r"(?<! m) (?:(?:effac|supprim)(?:e|es|ez) $|(?:effac|supprim)\w* (?:(?:moi )?tout "
    r"(?:$|ce qu\w* j ai (?:écrit|dit) )|ce qu\w* j ai (?:écrit|dit) |moi de "
    r"|(?:mes|mon|ma|la|cette|toute la|le) (?:donné\w*|messages?|réponses|conversation|discussion"
    r"|carnet) ))"
)


@dataclass(frozen=True)
class _ReplyPatterns:
    kinds: dict[str, tuple[Pattern, ...]]
    grave: dict[str, str]


def classify_reply(text: str) -> Optional[str]:
    """Return the kind of reply, or None. An insult counts as LEAVE."""
    words = normalise_for_patterns(text)
    kind = next((name for name in _load_reply_patterns().kinds if _matches_kind(name, words)), None)
    return kind or (
        LEAVE if abusive_messages.classify_abuse(text) == abusive_messages.INSULT else None
    )


def is_about_calling(text: str) -> bool:
    """Return whether it is about calling a helpline, not a boss or a school."""
    words = normalise_for_patterns(text)
    explained = load_patterns().work.search(words) is not None
    return not explained and any(_matches_kind(kind, words) for kind in ABOUT_CALLING)


def asks_for_secrecy(text: str) -> bool:
    """Return whether it asks that nobody be told, or who will know."""
    words = normalise_for_patterns(text)
    return any(_matches_kind(kind, words) for kind in (SECRECY, "told", "parents", "anonymous"))


def resumes_orientation(text: str) -> bool:
    """Return whether it only asks for orientation again."""
    return _matches_kind(RESUMES, normalise_for_patterns(text))


def expresses_refusal(text: str) -> bool:
    """Return whether it denies or questions something."""
    return _AGAINST.search(normalise_for_patterns(text)) is not None


def asks_something(text: str) -> bool:
    """Return whether it asks for something."""
    return "?" in text or _ASKS.search(normalise_for_patterns(text)) is not None


def wants_something(text: str) -> bool:
    """Return whether it asks or wishes for something."""
    return asks_something(text) or _WISHES.search(normalise_for_patterns(text)) is not None


def names_the_service(text: str) -> bool:
    """Return whether it names a subject that only this service covers."""
    return (
        _SERVICE_NAMES.search(normalise_for_patterns(text)) is not None
        or _CESS.search(text) is not None
    )


def names_orientation(text: str) -> bool:
    """Return whether it names a subject of this service.

    A noun alone (« les études ») does not count: it may answer « qu'est-ce qui pèse le plus ? ».
    """
    return names_the_service(text) or _STUDY_NAMES.search(normalise_for_patterns(text)) is not None


def asks_for_erasure(text: str) -> bool:
    """Return whether it explicitly asks to erase the stored data."""
    return _ERASES.search(normalise_for_patterns(text)) is not None


def mentions_means(text: str) -> bool:
    """Return whether it names a means of self-harm, at any time after help."""
    return _matches_kind(MEANS, normalise_for_patterns(text))


def interpret_yes_no(kind: Optional[str], topic: Optional[str]) -> Optional[str]:
    """Return what a bare yes or no means after help on this topic; None if it was open."""
    grave = _load_reply_patterns().grave.get(topic or "")
    if grave is None or kind not in (YES, NO):
        return None
    return GRAVE if kind == grave else RELIEVED


def _matches_kind(kind: str, words: str) -> bool:
    return any(pattern.search(words) for pattern in _load_reply_patterns().kinds[kind])


@lru_cache(maxsize=1)
def _load_reply_patterns() -> _ReplyPatterns:
    data = read_pattern_file("replies.yml")
    macros, grave = {**load_macros(), **data.pop("macros")}, data.pop("grave")
    kinds = {
        name: compile_patterns(f"replies.{name}", sources, macros) for name, sources in data.items()
    }
    return _ReplyPatterns(kinds, grave)
