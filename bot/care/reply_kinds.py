"""Read a reply to help: a question about the helplines, a yes, « moi aussi ».

Uses patterns only (replies.yml). A reply is not a signal; it is only read after one.
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
_SECRET_KINDS = frozenset({SECRECY, "told", "parents", "anonymous"})
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
class HelpReply:
    """What a message says, read as a reply to help.

    Attributes:
        kind: the kind of reply, or None; an insult counts as LEAVE.
        kinds: every kind whose words it has.
        about_calling: whether it is about calling a helpline, not a boss or a school.
        wants_secrecy: whether it asks that nobody be told, or who will know.
        refuses: whether it denies or questions something.
        asks: whether it asks for something; `wants`: or wishes for something.
        names_service: whether it names a subject that only this service covers.
        names_orientation: whether it names a subject of this service. A noun alone (« les études »)
            does not count: it may answer « qu'est-ce qui pèse le plus ? ».
        erases: whether it explicitly asks to erase the stored data.
    """

    kind: Optional[str]
    kinds: frozenset[str]
    about_calling: bool
    wants_secrecy: bool
    refuses: bool
    asks: bool
    wants: bool
    names_service: bool
    names_orientation: bool
    erases: bool


@dataclass(frozen=True)
class _ReplyPatterns:
    kinds: dict[str, tuple[Pattern, ...]]
    grave: dict[str, str]


def read_reply(text: str) -> HelpReply:
    """Read a message that follows help."""
    words = normalise_for_patterns(text)
    kinds = [
        name
        for name, patterns in _load_reply_patterns().kinds.items()
        if any(pattern.search(words) for pattern in patterns)
    ]
    insult = not kinds and abusive_messages.classify_abuse(text) == abusive_messages.INSULT
    asks = "?" in text or _ASKS.search(words) is not None
    names_service = _SERVICE_NAMES.search(words) is not None or _CESS.search(text) is not None
    of_work = load_patterns().work.search(words) is not None
    return HelpReply(
        kind=LEAVE if insult else next(iter(kinds), None),
        kinds=frozenset(kinds),
        about_calling=not of_work and not ABOUT_CALLING.isdisjoint(kinds),
        wants_secrecy=not _SECRET_KINDS.isdisjoint(kinds),
        refuses=_AGAINST.search(words) is not None,
        asks=asks,
        wants=asks or _WISHES.search(words) is not None,
        names_service=names_service,
        names_orientation=names_service or _STUDY_NAMES.search(words) is not None,
        erases=_ERASES.search(words) is not None,
    )


def interpret_yes_no(kind: Optional[str], topic: Optional[str]) -> Optional[str]:
    """Return what a bare yes or no means after help on this topic; None if it was open."""
    grave = _load_reply_patterns().grave.get(topic or "")
    if grave is None or kind not in (YES, NO):
        return None
    return GRAVE if kind == grave else RELIEVED


@lru_cache(maxsize=1)
def _load_reply_patterns() -> _ReplyPatterns:
    data = read_pattern_file("replies.yml")
    macros, grave = {**load_macros(), **data.pop("macros")}, data.pop("grave")
    kinds = {
        name: compile_patterns(f"replies.{name}", sources, macros) for name, sources in data.items()
    }
    return _ReplyPatterns(kinds, grave)
