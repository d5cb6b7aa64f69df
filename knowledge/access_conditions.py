"""Conditions of access to a profession: which one a question names, and what the entry says of it.

« faut le permis pour être jardinier ? » names a licence. The answer comes from the entry's
`access`, else from its sentences that mention one; that about a diploma comes from the ways in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.language.normalisation import normalise
from bot.language.word_lists import STOP_WORDS
from knowledge.entry_schema import Occupation, Training, WayIn
from knowledge.fact_status import is_expired

DIPLOMA, AGE, EXAM, EQUIPMENT, LICENCE = "diploma", "age", "exam", "equipment", "licence"
_AGES, _AT_MOST = (
    re.compile(r"\b[1-7]\d\b"),
    re.compile(r"\b(?:jusqu|moins de|au plus|max|avant|de \d\d a)"),
)
_TOOLS = r"(?:materiel|outillage|outils?|equipements?|mallettes?|couteaux|tenues?|uniformes?)"
_BOUGHT = r"(?:combien|cout\w*|prix|achet\w+|pay\w+|chers?|frais)"
# Condition → (pattern of a question, pattern of an entry), over normalised text.
CONDITION_PATTERNS = {
    EQUIPMENT: (
        rf"{_BOUGHT}(?: \w+){{0,6}} {_TOOLS}|{_TOOLS}(?: \w+){{0,6}} {_BOUGHT}",
        rf"{_TOOLS}(?: \w+){{0,6}} euros",
    ),
    LICENCE: (r"permis(?! (?:de travail|unique|de sejour))", r"permis"),
    AGE: (
        r"limites? d ?ages?|d?ages?|trop (?:vieux|vieille|jeunes?|agee?s?)|[1-6]\d ans?",
        r"ages?|(?:des|avant|jusqu a|au moins|moins de|avoir) (?:\w+ ){0,2}\d+ ans(?! d etudes)",
    ),
    "record": (r"casier|condamnee?s?|prison", r"casier|bonne vie|moralite"),
    "language": (
        r"langues?|anglais|neerlandais|flamand|allemand|bilingue",
        r"langues?|anglais|neerlandais|allemand|bilingue",
    ),
    EXAM: (
        r"examens?|exam|concours|tests? d entree|epreuves?|selections?",
        r"examens?|concours|tests?|epreuves?|selections?",
    ),
    "health": (
        r"sante|visite medicale|lunettes|la vue|daltonien\w*|vertiges?|asthme|diabete|tatouages?"
        r"|mal au dos|handicap\w*|taille",
        r"medical\w*|sante|aptitudes? physiques?|epreuves? (?:physiques?|sportives?)",
    ),
    DIPLOMA: (r"cess|diplomes?|brevet requis|sans etudes|sans bac", r"cess|diplomes?"),
}
_WITHOUT_CESS = re.compile(
    r"\b(?:sans|pas|ni|jamais)\b(?: \w+){0,3} (?:cess|diplomes?|etudes|bac)\b"
)
# What asks whether a condition is met, where others only tell it or ask for all there are.
_WHETHER = re.compile(
    r"\b(?:peu[tx]?|pouv\w+|pourr\w+|possible|faut|besoin|oblig\w+|exig\w+|requis\w*|bloque\w*"
    r"|empeche\w*|trop|sans|encore)\b"
)
_WHAT = re.compile(r"\b(?:quoi|comment|quels?|quelles?|combien)\b")
# The conditions that are plain enough to be asked about of any profession, in order.
_WHETHER_OF = {
    DIPLOMA: re.compile(rf"\bcess\b|{_WITHOUT_CESS.pattern}"),
    LICENCE: re.compile(rf"\b(?:{CONDITION_PATTERNS[LICENCE][0]})\b"),
    AGE: re.compile(r"\b(?:encore|trop (?!jeunes?\b)\w+|limites?|max\w*|minimum)\b"),
}
_OPEN_LEVEL, _AFTER_SECONDARY, _MAX_SENTENCES, _MIN_START = 4, 5, 2, 3
# A way to another profession, which its title names.
_NEAR_TRADE = re.compile(r"\bmétier proche\b")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class ShortestWays:
    """The shortest way into a profession without a CESS, and the shortest of all."""

    open: Optional[WayIn]
    shortest: Optional[WayIn]

    @property
    def is_after_secondary(self) -> bool:
        """Whether the shortest way directly follows secondary school."""
        return self.shortest is not None and self.shortest.level == _AFTER_SECONDARY


def find_condition(text: str, asked: bool = False) -> Optional[str]:
    """Return the condition that a question names, or None.

    `asked`: the CESS, a licence or an age, only if the text asks whether it is met, and does not
    merely tell it: « j'ai 17 ans et je veux devenir pilote ».
    """
    words = normalise(text)
    found = (
        key
        for key, (named, _) in CONDITION_PATTERNS.items()
        if re.search(rf"\b(?:{named})\b", words)
    )
    if not asked:
        return next(found, None)
    if not _WHETHER.search(words) or _WHAT.search(words):
        return None
    named_conditions = set(found)
    kinds = (kind for kind, whether in _WHETHER_OF.items() if whether.search(words))
    return next((kind for kind in kinds if kind in named_conditions), None)


def find_school_subject(text: str, subjects: Iterable[str]) -> Optional[str]:
    """Return the school subject that a text names, in full or abbreviated (« maths », « bio »)."""
    words = [word.rstrip("s") for word in normalise(text).split()]
    starts = tuple(w for w in words if len(w) >= _MIN_START and w not in STOP_WORDS)
    return next((name for name in subjects if normalise(name).startswith(starts)), None)


def asks_without_diploma(text: str) -> bool:
    """Whether a question asks if the profession is open without a diploma."""
    return bool(_WITHOUT_CESS.search(normalise(text)))


def list_condition_numbers(condition: str, occupation: Occupation, today: dt.date) -> list[int]:
    """Return the indices of the unexpired access conditions of one kind, or of all kinds ("")."""
    return [
        number
        for number, access in enumerate(occupation.access)
        if condition in ("", access.kind) and not is_expired(access, today)
    ]


def list_condition_sentences(
    condition: str,
    occupation: Occupation,
    trainings: tuple[Training, ...],
    today: dt.date,
    age: Optional[int] = None,
) -> list[str]:
    """Return the access conditions of one kind, else the sentences that mention it, of the entry
    and its trainings; with an `age` in years, what matters at it: not « dès 15 ans » at 33."""
    found = _list_sentences(condition, occupation, trainings, today)
    return [each for each in found if age is None or _concerns_age(each, age)]


def _concerns_age(sentence: str, age: int) -> bool:
    older = any(int(each) > age for each in _AGES.findall(sentence))
    return older or _AT_MOST.search(normalise(sentence)) is not None


def _list_sentences(
    condition: str, occupation: Occupation, trainings: tuple[Training, ...], today: dt.date
) -> list[str]:
    numbers = list_condition_numbers(condition, occupation, today)
    if numbers:
        return [occupation.access[number].says for number in numbers]
    pattern = re.compile(rf"\b(?:{CONDITION_PATTERNS[condition][1]})\b")
    found = (s for s in _iter_sentences(occupation, trainings) if pattern.search(normalise(s)))
    return list(dict.fromkeys(found))[:_MAX_SENTENCES]


def find_shortest_ways(occupation: Occupation) -> ShortestWays:
    """Return the shortest ways into a profession, with and without a CESS."""
    own = [way for way in occupation.ways_in if not _NEAR_TRADE.search(way.title)]
    ways = sorted(own, key=lambda way: way.level)
    without_cess = (way for way in ways if way.level <= _OPEN_LEVEL and "CESS" not in way.title)
    return ShortestWays(next(without_cess, None), ways[0] if ways else None)


def _iter_sentences(occupation: Occupation, trainings: tuple[Training, ...]) -> Iterator[str]:
    texts = [
        occupation.regulation.note or "",
        *occupation.conditions.dict().values(),
        occupation.prospects,
        *(training.conditions for training in trainings),
    ]
    for text in texts:
        yield from (s for s in _SENTENCES.split(text) if s)
    for way in occupation.ways_in:
        yield f"{way.title} : {way.length}."
