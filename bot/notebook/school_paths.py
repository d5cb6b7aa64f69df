"""School years and diplomas in a clause: « 5e TQ coiffure », « mon CESS »."""

from __future__ import annotations

import re
from typing import Optional

from bot.language.normalisation import normalise
from bot.language.word_lists import STOP_WORDS

_YEAR = re.compile(
    r"\b(?P<year>[1-7]) ?(?:(?:e|eme|ere|re|iere)\b ?(?P<branch>g|gen\w*|tt|tq|p|prof?"
    r"|professionnel\w*|technique(?: de (?:transition|qualif\w*))?|qualif\w*|transition"
    r"|artistique|secondaires?)?|(?P<short>g|tt|tq|p))\b"
)
_ORDINAL = {
    **{"premiere": "1re", "deuxieme": "2e", "seconde": "2e", "troisieme": "3e", "quatrieme": "4e"},
    **{"cinquieme": "5e", "sixieme": "6e", "septieme": "7e"},
}
_ORDINALS = re.compile(
    rf"\b(?:{'|'.join(_ORDINAL)})\b(?= (?:secondaires?|g|gen\w*|t[tq]|p|prof?\w*|tech\w*)\b)"
)
# The coming year is not the current one.
_NEXT_YEAR = re.compile(r"\bpasse\w*(?: \w+)? en\b|\ban prochain\b|\bannee prochaine\b")
# Questions about a year that is not the person's own: « des infos sur la 7e ».
# « je suis pas en 4e »
_NOT_IN = re.compile(r"\b(?:pas|plus) (?:(?:en|dans|la|de|l) )*$")
_OF_A_YEAR = re.compile(r"\b(?:sur|pour|apres|vers|avant|une?) (?:la |ma |une )?$")
_BRANCHES = {
    "g": "générale",
    "gen": "générale",
    "tt": "technique de transition",
    "tran": "technique de transition",
    "tq": "technique de qualification",
    "qual": "technique de qualification",
    "technique de t": "technique de transition",
    "technique de q": "technique de qualification",
    "tech": "technique",
    "p": "professionnelle",
    "arti": "artistique",
    "sec": "secondaire",
}
_RHETO = re.compile(r"\brheto\b")
_BAC = re.compile(
    r"\bbac ?(?P<year>[1-3])\b(?: (?:en |de )?(?P<of>(?!a\b|et\b|mais\b|depuis\b)\w{3,}))?"
)
_STOPPED = re.compile(r"\b(?:arrete\w*|quitte\w*|lache\w*|abandonne\w*|stoppe\w*)\b")
_DIPLOMA = re.compile(r"\b(?P<name>cess|ceb|ce1d|ce2d|cqs?6?|diplome)\b")
# A higher education diploma and its field: « un bachelier en chimie ».
_DEGREE = re.compile(
    r"\b(?:bachelier|graduat|master|licence|baccalauréat|doctorat|brevet)s?\b"
    r"(?: (?:en|de|d['’]) ?[\w'’-]+(?: (?:en|de|du|des) [\w'’-]+)?)?",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"\b(?:j ?ai|ai|eu|obtenu|a (?:deja |bien )?(?:un|une|son|le|eu|reussi|fini|termine))\b"
    r"|^(?:et )?mon (?!diplome)\w+$"
)
_WANTS = re.compile(r"\b(?:veux|veut|voudrai\w*|aimerai\w*|faire|fais|fait|envisage|commence\w*)\b")
# « elle veut que j'ai mon cess »: what follows is not there yet.
_WANTS_THAT = re.compile(r"\b(?:veu[xt]|veulent|voudrai\w*|aimerai\w*)\b.*\bque?\b")
# Words that only introduce an option.
_OF_OPTIONS = frozenset({"option", "options", "section"})
# A shorter word is not an option of a school year.
MAX_LINK_CHARS = 4


def find_school_year(clause: str, said: str) -> str:
    """Return the person's school year in full, or "".

    « 5e technique de qualification coiffure », « rhéto », « bac 2 », or « arrêt en 4e » if they
    left. `said` is the clause in normal form.
    """
    said = _ORDINALS.sub(lambda found: _ORDINAL[found[0]], said)
    year, bac = _find_own_year(said), _BAC.search(said)
    if year:
        path = _describe_year(year, clause, said)
    elif _RHETO.search(said):
        path = "rhéto"
    elif bac:
        path = f"bac {bac['year']}" + (f" {bac['of']}" if bac["of"] else "")
    else:
        return ""
    return f"arrêt en {path}" if _STOPPED.search(said) else path


def find_diploma(clause: str, said: str, missing: bool) -> str:
    """Return the diploma that the person has, or with `missing` does not have; "" if none."""
    degree = _DEGREE.search(clause)
    if degree:
        held = _HAS.search(said) and not (_WANTS.search(said) or missing)
        return degree[0] if held else ""
    diploma = _DIPLOMA.search(said)
    held = re.search(r"\bj ?ai\b|\beu\b", said) and not _WANTS_THAT.search(said)
    wanted = _WANTS.search(said) and not held
    if not diploma or wanted or not (missing or _HAS.search(said)):
        return ""
    return diploma["name"].upper() if diploma["name"] != "diplome" else "diplôme"


def _find_own_year(said: str) -> Optional[re.Match[str]]:
    """Return the match of the current year; a bare number needs « en », « ma » or « la »."""
    year = None if _NEXT_YEAR.search(said) else _YEAR.search(said)
    if year is None or _OF_A_YEAR.search(said[: year.start()]):
        return None
    if _NOT_IN.search(said[: year.start()]):
        return None
    named = year["branch"] or year["short"]
    return (
        year if named or re.search(r"\b(?:en|ma|la|arrete\w*) " + year[0].strip(), said) else None
    )


def _describe_year(year: re.Match[str], clause: str, said: str) -> str:
    number = "1re" if year["year"] == "1" else f"{year['year']}e"
    branch = year["branch"] or year["short"]
    if not branch:
        return number
    option = _find_school_option(clause, said[year.end() :])
    return f"{number} {_expand_branch(branch)} {option}".strip()


def _find_school_option(clause: str, after: str) -> str:
    """Return the option, as typed: « coiffure » of « 5e TQ coiffure »."""
    word = next(iter(after.split()), "")
    if len(word) <= MAX_LINK_CHARS or word in STOP_WORDS or word in _OF_OPTIONS:
        return ""
    typed = (each.strip(".,;:!?()") for each in clause.split())
    return next((each for each in typed if normalise(each) == word), "")


def _expand_branch(named: str) -> str:
    """Return the full name of a branch of secondary school: « pro » is « professionnelle »."""
    if named in _BRANCHES:
        return _BRANCHES[named]
    return next(
        (full for short, full in _BRANCHES.items() if len(short) > 2 and named.startswith(short)),
        "professionnelle" if named.startswith("pro") else "",
    )
