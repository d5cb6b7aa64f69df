"""Which condition of access a question about a profession asks after, and what its entry says.

« faut le permis pour être jardinier ? » asks after a licence; the answer is what the entry asks for
(`access`), else its sentences that speak of one, or that none does. A diploma is answered by the
ways in.
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

DIPLOMA, AGE, EXAM, EQUIPMENT = "diploma", "age", "exam", "equipment"
_TOOLS = r"(?:materiel|outillage|outils?|equipements?|mallettes?|couteaux|tenues?|uniformes?)"
_BOUGHT = r"(?:combien|cout\w*|prix|achet\w+|pay\w+|chers?|frais)"
# Condition → (how a question names it, how an entry does), over normal forms.
CONDITION_PATTERNS = {
    EQUIPMENT: (
        rf"{_BOUGHT}(?: \w+){{0,6}} {_TOOLS}|{_TOOLS}(?: \w+){{0,6}} {_BOUGHT}",
        rf"{_TOOLS}(?: \w+){{0,6}} euros",
    ),
    "licence": (r"permis(?! (?:de travail|unique|de sejour))", r"permis"),
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
_WITHOUT_CESS = re.compile(r"\b(?:sans|pas|ni)\b(?: \w+){0,3} (?:cess|diplomes?|etudes|bac)\b")
_OPEN_LEVEL, _AFTER_SECONDARY, _MAX_SENTENCES, _MIN_START = 4, 5, 2, 3
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class ShortestWays:
    """The shortest way into a profession that asks for no CESS, and the shortest of all."""

    open: Optional[WayIn]
    shortest: Optional[WayIn]

    @property
    def is_after_secondary(self) -> bool:
        """Whether the shortest comes right after secondary school, and may take others too."""
        return self.shortest is not None and self.shortest.level == _AFTER_SECONDARY


def find_condition(text: str) -> Optional[str]:
    """The condition that a question names, or None."""
    said = normalise(text)
    found = (
        key
        for key, (named, _) in CONDITION_PATTERNS.items()
        if re.search(rf"\b(?:{named})\b", said)
    )
    return next(found, None)


def find_school_subject(text: str, subjects: Iterable[str]) -> Optional[str]:
    """The school subject that a text names, whole or by its beginning (« maths », « bio »)."""
    said = [word.rstrip("s") for word in normalise(text).split()]
    starts = {word for word in said if len(word) >= _MIN_START and word not in STOP_WORDS}
    found = (each for each in subjects if normalise(each).startswith(tuple(starts or {" "})))
    return next(found, None)


def asks_without_diploma(text: str) -> bool:
    """Whether a question is whether the profession is open without a diploma."""
    return bool(_WITHOUT_CESS.search(normalise(text)))


def list_condition_numbers(condition: str, occupation: Occupation, today: dt.date) -> list[int]:
    """The numbers of the conditions of access of one kind, or of all (""), that hold on a day."""
    every = enumerate(occupation.access)
    return [n for n, each in every if condition in ("", each.kind) and not is_expired(each, today)]


def list_condition_sentences(
    condition: str, occupation: Occupation, trainings: tuple[Training, ...], today: dt.date
) -> list[str]:
    """What an entry asks for of one kind, else its sentences and those of its trainings that speak
    of it."""
    numbers = list_condition_numbers(condition, occupation, today)
    if numbers:
        return [occupation.access[number].says for number in numbers]
    speaks = re.compile(rf"\b(?:{CONDITION_PATTERNS[condition][1]})\b")
    found = (s for s in _iter_sentences(occupation, trainings) if speaks.search(normalise(s)))
    return list(dict.fromkeys(found))[:_MAX_SENTENCES]


def find_shortest_ways(occupation: Occupation) -> ShortestWays:
    """What a diploma changes: see `Ways`."""
    rising = sorted(occupation.ways_in, key=lambda way: way.level)
    open_to_all = (w for w in rising if w.level <= _OPEN_LEVEL and "CESS" not in w.title)
    return ShortestWays(next(open_to_all, None), rising[0] if rising else None)


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
