"""Remove gender, school paths and places from a sentence, so that they carry no weight.

« je suis passionnée, en 4e TQ à Seraing » becomes « je suis passionné ». Other words stay, since
the sentence model reads whole sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_GENDERED = (
    (r"ées?\b", "é"),
    (r"(?<=\w\w)trices?\b", "teur"),
    (r"(?<=\w\w)euses?\b", "eux"),
    (r"(?<=\w\w)eurs?\b", "eux"),
    (r"(?<=\w\w)ives?\b", "if"),
    (r"(?<=\w)ières?\b", "ier"),
    (r"(?<=\w)iennes?\b", "ien"),
    (r"(?<=\w\w)elles?\b", "el"),
    (r"(?<=\w\w)antes?\b", "ant"),
    (r"(?<=\w\w)entes?\b", "ent"),
    (r"(?<=\w\w)tes?\b", "t"),
    (r"(?<=\w\w)des?\b", "d"),
    (r"(?<=\w)ues?\b", "u"),
    (r"(?<=\w)ies?\b", "i"),
)
_SELF_DESCRIPTION = re.compile(
    r"\b((?:suis|jsuis|chui|chuis|étais|etais|reste|deviens|quelqu'un)"
    r"(?: (?:très|tres|trop|assez|plutôt|plutot|vraiment|pas|un peu|super|hyper|bien|tout|toute))*"
    r") (\w+)(?!['’\w])",
    re.IGNORECASE,
)
_PERSONS = re.compile(
    r"(?<!\bles )(?<!\bdes )(?<!\baux )\b(?:(?:une?|jeune) )*"
    r"(?:filles?|gar[cç]ons?|femmes?|hommes?|meufs?|mecs?|maman|papa"
    r"|m[eè]re c[eé]libataire|p[eè]re c[eé]libataire)\b",
    re.IGNORECASE,
)
_SCHOOL_PATH = re.compile(
    r"\b(?:(?:je suis|chui|jsuis|étant|suis)?,? ?(?:actuellement )?(?:en |à |au |aux? |l'|dans )?)"
    r"(?:(?:[1-7] ?(?:re|ère|ere|e|ème|eme|è)? ?)"
    r"(?:tq|tt|ttr|(?:g|p|ts|s)(?! de\b)|générale?|generale?|professionnelle?|prof|technique"
    r"(?: de (?:qualification|transition))?|qualif(?:ication)?|transition|différenciée?|commune)"
    r"|(?:un |le |une )?(?:cefa|ceta|daspa|ifapme|rhéto|rheto)"
    r"|(?:l')?(?:enseignement )?sp[eé]cialis[eé]e?(?: (?:de )?forme [1-4])?|forme [1-4])\b,?",
    re.IGNORECASE,
)

_PLACE_PREPOSITIONS = "à|a|de|d'|vers|sur|près de"
# Requests to the bot: « vous pouvez me dire », « pourriez-vous », « dites-moi ». What is said of
# the centre (« vous êtes où ») stays.
_ASKED_OF = re.compile(
    r"\b(?P<who>vous) (?P<verb>pouvez|pourriez|voulez|voudriez)\b"
    r"|\b(?P<asked>pouvez|pourriez|voulez|voudriez)-(?P<you>vous)\b"
    r"|\b(?P<told>\w+ez|dites|faites)-(?:moi|nous)\b",
    re.IGNORECASE,
)
_TO_A_FRIEND = {
    **{"pouvez": "peux", "pourriez": "pourrais", "voulez": "veux", "voudriez": "voudrais"},
    **{"dites": "dis", "faites": "fais", "vous": "tu"},
}

_MAX_SHORT_TOWN_CHARS = 3  # « gérante de spa » is not about the town


def mentions_school_path(text: str) -> bool:
    """Return whether a sentence mentions a school path (« je suis en 5e TQ »)."""
    return _SCHOOL_PATH.search(text) is not None


def neutralise(text: str, towns: Iterable[str] = ()) -> str:
    """Return the sentence to embed when it is about the person; never shown or stored."""
    neutral = _compile_places(tuple(towns)).sub(" ", _SCHOOL_PATH.sub(" ", text))
    neutral = _PERSONS.sub("quelqu'un", neutral)
    neutral = _SELF_DESCRIPTION.sub(lambda found: f"{found[1]} {to_masculine(found[2])}", neutral)
    return " ".join(neutral.split()) or text


@lru_cache(maxsize=8)
def _compile_places(towns: tuple[str, ...]) -> re.Pattern[str]:
    """Match « à Seraing », « près de Liège », longer names first."""
    each = [
        rf"(?:{_PLACE_PREPOSITIONS if len(town) > _MAX_SHORT_TOWN_CHARS else 'à|a'})"
        rf" ?{re.escape(town)}"
        for town in sorted(towns, key=len, reverse=True)
    ]
    return re.compile(rf"\b(?:{'|'.join(each)})\b" if each else r"(?!)", re.IGNORECASE)


def find_self_descriptions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each word of a self-description: « je suis perdue », 8 to 14."""
    return (found.span(2) for found in _SELF_DESCRIPTION.finditer(text))


def find_formal_requests(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, word): each formal request and its « tu » form."""
    for found in _ASKED_OF.finditer(text):
        for name, said in found.groupdict().items():
            if said:
                word = said.lower()
                yield (*found.span(name), _TO_A_FRIEND.get(word, word.removesuffix("z")))


def to_masculine(word: str) -> str:
    """Return the masculine of a word by its ending: « perdue », « perdu »."""
    for ending, plain in _GENDERED:
        shorter = re.sub(ending, plain, word)
        if shorter != word:
            return shorter
    return word
