"""The wishes and values about working life: ids and patterns; the words are in bot/domain.

A *wish* is about something that an occupation requires or not (nights, outdoors, maths …), from 1
(« surtout pas ») to 5 (« j'y tiens »). Two more are worries about the means, money and transport
(1: no worry, 5: a worry): they lead to information instead of a score. A *value* is what counts
most; it is chosen and not scored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Optional

from bot.language.normalisation import normalise

STUDIES, MONEY, DISTANCE = "long_studies", "money", "distance"
# Properties of occupations: ROME's working contexts, and maths among the helpful subjects.
TRADE_WISHES = ("nights", "weekends", "outdoors", "public", "physical", "travel", "alone", "maths")
WISHES = (STUDIES, *TRADE_WISHES, MONEY, DISTANCE)

VALUES = (
    "help",
    "learn",
    "create",
    "security",
    "money",
    "freedom",
    "team",
    "time",
    "nature",
    "recognition",
)
MAX_VALUES = 3

# The sentence of an entry's conditions that answers a question about each wish.
CONDITION_BY_WISH = {
    "nights": "hours",
    "weekends": "hours",
    "outdoors": "outdoors",
    "public": "people",
    "alone": "people",
    "physical": "physical",
    "travel": "travel",
}
# Wishes about working hours.
HOURS_WISHES = ("nights", "weekends")
# Worries: they lead to information and carry no weight.
WORRIES = (MONEY, DISTANCE)

NEVER, AVOIDED, NEUTRAL, KEEN = 1, 2, 3, 4

# Names by which people refer to them: « enlève la nuit ».
_SAID = {
    STUDIES: r"etudes|longues etudes",
    "nights": r"nuits?|la nuit",
    "weekends": r"week ?ends?|samedis?|dimanches?",
    "outdoors": r"dehors|exterieur",
    "public": r"public|monde|contact",
    "physical": r"physique|porter",
    "travel": r"deplacements?|deplacer|voyages?",
    "alone": r"seule?|solitude",
    "maths": r"maths?|mathematiques",
    MONEY: r"argent|sous",
    DISTANCE: r"distance|trajets?|transports?",
}
_SAID_VALUES = {
    "help": r"aider(?: des gens| les gens| les autres)?|aide",
    "learn": r"apprendre(?: sans cesse)?",
    "create": r"creer|creation|creativite",
    "security": r"emploi stable|stabilite|stable|securite",
    "money": r"bien gagner(?: sa| ma)? vie|bien gagner|argent|salaire|paie",
    "freedom": r"(?:etre )?libre(?: de s organiser)?|liberte",
    "team": r"equipe(?: ambiance| l ambiance)?|ambiance",
    "time": r"(?:du )?temps(?: a cote| libre)?",
    "nature": r"nature(?: le vivant)?|vivant",
    "recognition": r"(?:etre )?reconnue?|reconnaissance",
}
_ARTICLE = re.compile(r"^(?:le|la|les|l|du|de la|des|mes?|un|une) ")


# How they are mentioned in a sentence: « pas la nuit et pas le we ».
_ABOUT = {
    STUDIES: r"etudier|longues etudes|(?<!^pas )longtemps|des etudes|annees (?:d )?etudes",
    "nights": r"nuits?",
    "weekends": r"week ?ends?|we|samedis?|dimanches?",
    "outdoors": r"dehors|exterieur|plein air",
    "public": r"public|clients?",
    "physical": r"porter|(?<!la )(?<!de )(?<!en )physique(?! quantique)|lourd|lourdes?",
    "travel": r"deplacements?|me deplacer",
    "alone": r"(?<!la )(?<!le )(?<!une )(?<!toute )(?<!tout )seule?|solo",
    "maths": r"math(?:s|eux|euse|ematiques?)?",
    MONEY: r"payer|cher|moyens|argent|thunes?|fric|budget|(?:de|des|mes|les) sous",
    DISTANCE: r"voiture|permis|trajets?|loin",
}
_NOT = re.compile(
    r"\b(pas|jamais|sans|ni|aucune?|non|moins(?! cher)|courte?s?"
    r"|(?:veux|peux|vais|voudrais) plus"
    r"|trop (?:loin|cher|lourd))\b"
)
# Daytime work has neither nights nor late evenings: « pendant les heures d'école ».
_BY_DAY = re.compile(
    r"\b(?:heures? (?:d |de |des )?(?:ecole|creche|bureau|scolaires?)"
    r"|horaires? (?:scolaires?|d ecole)"
    r"|(?:rentrer|rentre|etre|chez (?:moi|soi)) .{0,20}\bsoirs?"
    # « pas ce soir » is said of the talk.
    r"|(?:pas|jamais|ni) .{0,20}\b(?<!ce )soirs?"
    r"|(?:de|en) journee|la journee seulement)\b"
)
_WITH_PEOPLE = re.compile(r"\b(?:avec|voir|aider|pres)\b.{0,12}\b(?:gens|monde|personnes)\b")
_ASKING = re.compile(r"\b(si|questions?|comment|ou pas|ou non|gagner)\b|\?")
_CLAUSES = re.compile(r"[,.;:!…\n]+| mais | et (?!(?:le|la|les|l|du|de|des)\b)")


def parse_wishes(text: str) -> list[tuple[str, int]]:
    """Return the wishes of a sentence with their answers; [] if it asks for the questions."""
    if _ASKING.search(text.casefold()):
        return []
    answers: dict[str, int] = {}
    for clause in map(normalise, _CLAUSES.split(text)):
        against = bool(_NOT.search(clause))
        for key, words in _ABOUT.items():
            if re.search(rf"\b(?:{words})\b", clause) and (against or key not in WORRIES):
                answers[key] = 5 if key in WORRIES else 1 if against else KEEN
        if _BY_DAY.search(clause):
            answers["nights"] = NEVER
    # Studies that are too expensive do not imply a wish for short ones.
    if MONEY in answers:
        answers.pop(STUDIES, None)
    return list(answers.items())


def parse_trade_requirements(text: str) -> dict[str, bool]:
    """Return what an occupation must have or not: « comme fleuriste, mais dehors » → outdoors."""
    plain = normalise(text)
    requirements = {
        key: value >= KEEN
        for key, value in parse_wishes(text.replace("?", ""))
        if key in TRADE_WISHES
    }
    if _WITH_PEOPLE.search(plain):
        requirements["public"] = True
    return requirements


def find_mentioned_wishes(text: str) -> list[str]:
    """Return the wishes that a question mentions: « on travaille la nuit ? » → nights."""
    plain = normalise(text)
    return [key for key, words in _ABOUT.items() if re.search(rf"\b(?:{words})\b", plain)]


# A question for work without these hours: « on peut le faire sans nuit ? ».
_WITHOUT = r"\b(?:sans|eviter|jamais|pas)\b(?: \w+){0,3} "
# Hours that exclude these, unless shifts or on-call duties are mentioned too.
_NONE = {
    "nights": r"en journee|bureau|scolaire",
    "weekends": r"en semaine|de bureau|scolaire",
}
_BESIDES = re.compile(r"\b(?:equipes?|pauses?|gardes?|soir|soiree|parfois|tard|evenements?)\b")


def answer_hours_question(question: str, hours: str) -> str:
    """Answer a question about nights or weekends from an occupation's hours.

    Returns "yes", "no", "avoided" if the question is for work without them, or "" if the hours do
    not tell.
    """
    asked = [key for key in find_mentioned_wishes(question) if key in _NONE]
    offered, wanted = normalise(hours), normalise(question)
    if not asked:
        return ""
    if all(re.search(rf"\b(?:{_ABOUT[key]})\b", offered) for key in asked):
        without = any(re.search(rf"{_WITHOUT}(?:{_ABOUT[key]})\b", wanted) for key in asked)
        return "avoided" if without else "yes"
    none = all(re.search(rf"\b(?:{_NONE[key]})\b", offered) for key in asked)
    return "no" if none and not _BESIDES.search(offered) else ""


def find_wish_clauses(text: str) -> list[tuple[str, str]]:
    """Return the wishes that a sentence mentions, each with its clause as written."""
    clauses = [clause.strip() for clause in _CLAUSES.split(text)]
    return [(key, clause) for clause in clauses for key in find_mentioned_wishes(clause)]


def parse_values(text: str) -> list[str]:
    """Return the values that a sentence names, at most three: « un emploi stable et du temps »."""
    plain = normalise(text)
    values = [key for key, words in _SAID_VALUES.items() if re.search(rf"\b(?:{words})\b", plain)]
    return values[:MAX_VALUES]


def find_wish_by_name(words: str) -> Optional[str]:
    """Return the wish of this name, or None."""
    return _find_by_name(words, _SAID)


def find_value_by_name(words: str) -> Optional[str]:
    """Return the value of this name, or None."""
    return _find_by_name(words, _SAID_VALUES)


def _find_by_name(words: str, said: Mapping[str, str]) -> Optional[str]:
    whole = normalise(words)
    bare = _ARTICLE.sub("", whole)
    return next(
        (k for k, name in said.items() if re.fullmatch(name, bare) or re.fullmatch(name, whole)),
        None,
    )


def find_wish_position(key: str) -> tuple[int, int]:
    """Return the position of a wish, from 1, and the number of wishes."""
    return WISHES.index(key) + 1, len(WISHES)
