"""For whom a message asks, and whether the writer is leaving school."""

from __future__ import annotations

import re
from typing import Optional

from bot.language.normalisation import normalise

# The programmes of the Cité for schools; those missing in a base are not shown.
SCHOOL_PROGRAMMES = (
    "cdm-emc2",
    "cdm-ouvre-boites",
    "cdm-cqfd-link-it",
    "cdm-2b-plus",
    "cdm-protech",
)

# For whom the writer may ask.
AUDIENCES = frozenset({"child", "pupils", "relative"})
# Somebody who asks for a child or for pupils is an adult, addressed with « vous » by default.
FORMAL_AUDIENCES = frozenset({"child", "pupils", "programmes"})

# Professionals who work with pupils; « un prof de mon fils » is a parent nevertheless.
_TEACHERS = (
    r"(profs?|professeure?s?|enseignante?s?|instit\w*|educat\w+|titulaire"
    r"|direct(?:eur|rice|ion)|pms)"
)
_I_AM = r"(je suis|jsuis|chui|j suis|nous sommes|on est|en tant qu?e?)( (?!avec\b|chez\b)\w+){0,2}"
_PUPILS = re.compile(
    rf"\b{_I_AM} {_TEACHERS}\b|\b(mes|nos|un de mes|une de mes) eleves?\b"
    r"|\b(?<!de )(ma|mes|nos) classes?\b|\bpour (un|une|des|mes|les) eleves?\b|\bpour une classe\b"
)
_OLDER = re.compile(r"\bpour (ma mere|mon pere|mes parents|ma grand mere|mon grand pere)\b")
_OWN_CHILD = (
    r"\b(mon|ma|mes|notre|nos) ((petit|grand|beau|belle)(e|s|es)? )?"
    r"(fils|fille?s?|enfants?|gamine?s?|ado(lescente?)?s?|gosses?|fiston|aine|aines|cadet\w*)\b"
)
# « mon grand est en 4e », « ma plus jeune a 12 ans »
_CHILD_WITHOUT_NOUN = (
    r"\b(?:mon|ma|notre) (?:(?:plus )?(?:grande?|petite?|jeune)|deuxieme|derniere?|loulou\w*|puce)"
    r" (?=(?:qui|a|est|va|fait|veut|passe|doit|aime|adore|deteste|entre|finit|rentre|vient|hesite"
    r"|sait|rate|reve|ne|n|s)\b)"
)
_CHILD = re.compile(
    rf"{_OWN_CHILD}|{_CHILD_WITHOUT_NOUN}"
    r"|\b(maman|papa|parents?|mere|pere|beaux? parents?|petits enfants|petit fils)\b"
)
_MY_CHILD = re.compile(rf"{_OWN_CHILD}|{_CHILD_WITHOUT_NOUN}")
_FOR_CHILD = re.compile(
    rf"\b(?:pour|que?|concernant|a propos de|aide\w*) {_OWN_CHILD[2:]}|\b(?:il|elle)\b"
)
# Greetings of a whole class.
_CLASS = re.compile(
    r"\b(?:on est|nous sommes|c est|cest|ici) (?:\w+ ){0,3}(?:classe|eleves)\b"
    r"|\b(?:on est|nous sommes) (?:1\d|2\d)\b(?! ans)|\bcoucou de la classe\b"
)
_RELATIVE = re.compile(
    r"\b(mon|ma|mes|notre|un|une) ((petit|grand|meilleur)(e|s|es)? |ptite? |ancien(ne)? )?"
    r"(frere|soeur|ami|amie|pote|copain|copine|cousin|cousine|neveu|niece|mari|femme|compagnon"
    r"|compagne|conjointe?|voisine?|collegue|proche|demandeur|personne|jeune)s?\b"
)
# Asking on their behalf: « pour mon frère », « de la part d'une voisine ».
_FOR_RELATIVE = re.compile(
    rf"\b(?:pour|part d[e]?|concernant|aide\w*|accompagn\w*) {_RELATIVE.pattern[2:]}"
    rf"|{_OLDER.pattern}"
)
_SCHOOL = r"(l ?ecole|(en|les|mes|aux) cours|(la|en) classe|le secondaire|le bahut)"
_LEAVING = re.compile(
    rf"\b(arret\w*|lach\w*|quitt\w*|abandonn\w*|stopp\w*|plaqu\w*)( \w+){{0,3}} {_SCHOOL}\b"
    rf"|\b(plus|pas)( \w+){{0,4}} (aller|retourner|continuer|remettre)( \w+){{0,2}} {_SCHOOL}\b"
    rf"|\bj?vais (plus|pas)( \w+){{0,2}} {_SCHOOL}\b|\bmarre( \w+){{0,2}} {_SCHOOL}\b"
    r"|\bl ?ecole (c est |cest )?(pas|plus) pour moi\b|\bpas faite? pour l ?ecole\b"
    r"|\bj?e? ?(brosse|seche) (souvent|tout|tous|les|mes|l ?ecole)\b|\bdecroch\w*"
    r"|\benvie d ?arreter\b|\b(arret\w*|lach\w*|abandonn\w*|quitt\w*) (mes|les|mon|ma) "
    r"(etudes|bac|annee|rheto|secondaires?|humanites)\b"
)
# Somebody else's tastes: « il aime les voitures », « mes élèves sont pas motivés ».
_THEY = re.compile(
    r"\b(il|elle|ils|elles)\b"
    r"(?! ((me|te|nous|vous) (faut|faudrait)|parait|semble|y a|y avait|faut|faudrait|fallait"
    r"|fait (beau|froid|chaud)|pleut)\b)"
)
_THEIR_NOTEBOOK = re.compile(
    r"\b(leurs?|son) carnets?\b|\bcarnets? (de|des|du|d) "
    r"(mon|ma|mes|nos|notre|l|la|un|une|eleves?|enfants?)\b"
)
# No French word starts with « j » and a consonant: « jbosse », « jveux » are the first person.
_ONESELF = re.compile(
    r"\b(je|j|jai\w*|jador\w*|jetais|jetudi\w*|jaurai\w*|javais|chui|moi|nous)\b"
    r"|\bj[bcdfghklmnpqrstvwxz]\w+"
)


def find_audience(text: str) -> Optional[str]:
    """Return « child », « pupils » or « relative », or None if the words do not tell."""
    normalised = normalise(text)
    if _OLDER.search(normalised):
        return "relative"
    if _PUPILS.search(normalised):
        return "pupils"
    if _CHILD.search(normalised):
        return "child"
    if re.search(r"\bcpms\b", normalised):
        return "pupils"
    return "relative" if _RELATIVE.search(normalised) else None


def find_stated_audience(text: str) -> Optional[str]:
    """Return for whom an unprompted message asks, or None.

    A person who is only mentioned (« mon père est chauffeur ») does not count.
    """
    normalised = normalise(text)
    whom = find_audience(text)
    if whom == "child" and not _MY_CHILD.search(normalised):
        return None
    if whom == "child" and is_about_oneself(text) and not _FOR_CHILD.search(normalised):
        return None  # « je vais chercher mon fils à l'école »
    return None if whom == "relative" and not _FOR_RELATIVE.search(normalised) else whom


def is_leaving_school(text: str) -> bool:
    """Return whether the writer leaves or left school. A question does not count."""
    return "?" not in text and _says(_LEAVING, text)


def speaks_as_class(text: str) -> bool:
    """Return whether a class is writing: « on est une classe de 3e »."""
    return "?" not in text and _says(_CLASS, text)


def is_about_another(text: str) -> bool:
    """Return whether a sentence is about a third person and not about the writer."""
    normalised = normalise(text)
    about = any(form.search(normalised) for form in (_THEY, _CHILD, _PUPILS, _RELATIVE))
    return about and not is_about_oneself(text)


def is_about_oneself(text: str) -> bool:
    """Return whether a sentence is in the first person."""
    return _says(_ONESELF, text)


def asks_for_others_notebook(text: str) -> bool:
    """Return whether the text asks to see another person's notebook, which is refused."""
    return _says(_THEIR_NOTEBOOK, text)


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(normalise(text)) is not None
