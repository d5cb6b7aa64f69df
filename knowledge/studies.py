"""A study that is spoken about: its kind, the trainings of the base, and the rules of its kind.

« la chimie à l'unif », « compta en promotion sociale », « Saint-Luc »: words name a study as a
title names a profession. What the base holds of it is found by the words of its subject or its
school; what holds for every study of its kind (fees, admission) stands in one entry a kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Optional

from bot.privacy.remembered import remembered
from knowledge import trainings
from knowledge.base import Base
from knowledge.schema import Training
from knowledge.text import fold, normalise, stem, tokens
from knowledge.words import STOP_WORDS

UNIVERSITY, COLLEGE, ARTS, ADULTS, ALTERNATING, JOB_SEEKERS, SECONDARY, HIGHER, NONE = (
    *("university", "college", "arts", "adults", "alternating", "job_seekers", "secondary"),
    *("higher", ""),
)
# Kind → how people name it, over normal forms; the first that fits.
_NAMED = {
    ADULTS: r"promotion sociale|promsoc|(?:enseignement|cours) pour adultes|cours du soir",
    ALTERNATING: r"cefa|ifapme|en alternance|apprentissage",
    JOB_SEEKERS: r"forem|centre de competence",
    ARTS: r"conservatoire|saint luc|beaux arts|ecoles? (?:superieures? des arts|d arts?)",
    COLLEGE: r"hautes? ecoles?|hepl|helmo|hech|hel",
    UNIVERSITY: r"unif|universites?|uliege|fac",
    SECONDARY: r"secondaire|humanites|qualification|7e|septieme",
    HIGHER: r"bacheliers?|masters?",
}
# What a training's own kind says of it.
_KINDS = {
    "enseignement pour adultes": ADULTS,
    "alternance CEFA": ALTERNATING,
    "apprentissage IFAPME": ALTERNATING,
    "chef d'entreprise IFAPME": ALTERNATING,
    "formation Le Forem": JOB_SEEKERS,
    "centre de compétence": JOB_SEEKERS,
    "CISP": JOB_SEEKERS,
}
_BACHELORS = ("bachelier", "master")
_AN_AUDITION = "épreuve d'admission"
# Names of a level, a certificate or a kind of school as such: they tell no study from another.
_GENERIC = r"""(?x) (?:(?:le|la|les|l|un|une|mon|ma|mes|ton|ta|son|sa|des?|du|a|en|au)\ )*
(?:bacheliers?|bac(?:\ \d)?|masters?|doctorats?|graduats?|licences?|brevets?|cess|cq\d?|ceb|ce1d
|ce2d|ce6p|[1-7]e?\ ?(?:p|tq|pro\w*|prepa|secondaire)?|diplomes?|certificats?|humanites|etudes?
|formations?|rheto|secondaire|superieur|unif|universites?|fac|(?:haute\ )?ecoles?|hautes?)
(?:\ (?:professionnel(?:le)?|technique|superieures?|secondaires?))?"""
_OF_A_TITLE = frozenset(
    {"bachelier", "master", "science", "option", "orientation", "etude", "formation"}
)
# So much of a title, before its comma, is what the words name.
_COVERED, _BY_NAME = 0.5, 2.0
_BEGINNING, _MAX_BEGINNING = 3, 6
BACHELOR_LEVEL, MASTER_LEVEL = 6, 7
# The entry that holds for every study of a kind, by what is asked.
_OF_HIGHER = {
    "cost": "minerval",
    "admission": "test-entree-superieur",
    "enrol": "inscription-30-septembre",
    "dates": "inscription-30-septembre",
    "difficulty": "vais-je-reussir-le-superieur",
    "length": "lexique-superieur",
    "after": "master-ou-travailler",
    "level": "etudier-sans-cess",
}
RULES: dict[str, dict[str, str]] = {
    UNIVERSITY: _OF_HIGHER,
    COLLEGE: {**_OF_HIGHER, "after": "passerelles"},
    ARTS: {**_OF_HIGHER, "admission": "ecoles-arts-admission"},
    HIGHER: _OF_HIGHER,
    ADULTS: {
        "cost": "prix-enseignement-adultes",
        **dict.fromkeys(("admission", "level", "schedule", "length"), "enseignement-pour-adultes"),
    },
    ALTERNATING: {"cost": "alternance-outils-frais"},
    SECONDARY: {"cost": "frais-scolaires"},
}


# What every training of the base says of itself.
OWN = frozenset(
    {"length", "place", "trainings", "schedule", "admission", "level", "access", "enrol"}
)


@dataclass(frozen=True)
class Study:
    """`words`: how it is called. `trainings` of the base, the nearest first; none may be known."""

    words: str
    kind: str = NONE
    trainings: tuple[Training, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.kind or self.trainings)

    def beside(self, other: Study) -> Study:
        """The same with the trainings that its words name elsewhere."""
        known = {each.id for each in self.trainings}
        more = tuple(each for each in other.trainings if each.id not in known)
        return replace(self, trainings=self.trainings + more)

    def has(self, aspect: str) -> bool:
        """Whether its trainings or the rule of its kind answer an aspect."""
        return bool(self.rule(aspect) or (self.trainings and aspect in OWN))

    def rule(self, aspect: str) -> str:
        """The entry that answers an aspect for every study of this kind, or none."""
        return RULES.get(self.kind, {}).get(aspect, "")


@remembered(8192)
def is_generic(text: str) -> bool:
    """Whether words name no more than a level, a certificate or a kind of school: « le master »,
    « mon CESS », « l'unif »."""
    return re.fullmatch(_GENERIC, normalise(text)) is not None


def kind_named(text: str) -> str:
    """The kind of study that words name, or none."""
    said = normalise(text)
    found = (kind for kind, named in _NAMED.items() if re.search(rf"\b(?:{named})\b", said))
    return next(found, NONE)


def find_kind(said: str) -> Optional[tuple[int, int]]:
    """The first and the last word (by number) that name a kind in a text of folded words."""
    for named in _NAMED.values():
        found = re.search(rf"\b(?:{named})\b", said)
        if found:
            return said[: found.start()].count(" "), said[: found.end()].count(" ")
    return None


def kind_of(training: Training) -> str:
    """The kind of a training of the base."""
    if training.kind in _KINDS:
        return _KINDS[training.kind]
    if training.kind.startswith(_BACHELORS):
        if _AN_AUDITION in training.conditions:
            return ARTS
        return UNIVERSITY if training.school.startswith("Universit") else COLLEGE
    return SECONDARY if training.level <= 4 else NONE


@remembered(64)
def called(named: str, base: Base, degree: str = "") -> Study:
    """A study by the id of one of its trainings, or by words; a turn asks for one often."""
    training = base.trainings.get(named)
    return of_training(training, base, degree) if training else find(named, base, degree)


def find(words: str, base: Base, degree: str = "") -> Study:
    """A study by its words; `degree`: words that may name a level (« et le master »)."""
    kind = kind_named(words)
    asked = subject_words(trainings.without_limits(_without_kind(words), base))
    every = [t for t in base.trainings.values() if kind in (NONE, HIGHER, kind_of(t))]
    found = _about(asked, every) or _of_a_school(words, every)
    level = _level(degree) or _level(words)
    found = [t for t in found if level in (0, t.level)] or ([] if degree else found)
    shown = tuple(found)
    if kind in (NONE, HIGHER) and shown:
        kind = kind_of(shown[0])
    return Study(words, kind, shown)


def of_training(training: Training, base: Base, degree: str = "") -> Study:
    """The study that a training is part of: the same at other schools and levels."""
    key, kind = _title_words(main_title(training)), kind_of(training)
    alike = [
        each
        for each in base.trainings.values()
        if each.id != training.id and _alike(_title_words(main_title(each)), key)
    ]
    level = _level(degree)
    every = [training, *alike]
    if level and level != training.level:
        every = [t for t in every if t.level == level] or [
            t for t in _about(key, base.trainings.values()) if t.level == level
        ]
    return Study(training.title, kind, tuple(every))


def main_title(training: Training) -> str:
    """The title without its option: « Bachelier en chimie, orientation biochimie »."""
    return training.title.partition(",")[0]


def subject_words(text: str) -> tuple[str, ...]:
    """The words that tell a study from others: not its kind, its degree or its town."""
    found = (fold(word) for word in tokens(_without_kind(text)))
    return tuple(
        word
        for word in found
        if not {word, fold(word)} & (STOP_WORDS | _OF_A_TITLE) and not is_generic(word)
    )


# For the titles of the base alone: what persons typed is not to stay here.
_title_words = lru_cache(maxsize=16384)(subject_words)


def _without_kind(text: str) -> str:
    said = normalise(text)
    for named in _NAMED.values():
        said = re.sub(rf"\b(?:{named})\b", " ", said)
    return said


@remembered(4096)
def names_the_same(first: str, second: str) -> bool:
    """Whether one word is the other or its beginning: « bio », « biologiques »."""
    short, long = sorted((stem(first), stem(second)), key=len)
    least = min(len(short), _MAX_BEGINNING)
    return least >= _BEGINNING and long.startswith(short[:least])


def _about(asked: Iterable[str], every: Iterable[Training]) -> list[Training]:
    """Trainings whose title is mostly what is asked for, the nearest first."""
    words = tuple(asked)
    scored = [(*_nearness(words, training), training) for training in every] if words else []
    near = [one for one in scored if one[0] >= _COVERED]
    return [each for *_, each in sorted(near, key=lambda one: (-one[0], one[1], one[2]))]


def _nearness(words: tuple[str, ...], training: Training) -> tuple[float, int, int]:
    """How much of the title or of another name is `words`; the length of the whole title and the
    level, between alike."""
    names = (main_title(training), *training.aliases)
    covered = _covered(words, _title_words(names[0]))
    very = any(set(_title_words(name)) == set(words) for name in names)
    return _BY_NAME if very else covered, len(_title_words(training.title)), training.level


def _covered(words: tuple[str, ...], name: tuple[str, ...]) -> float:
    """The share of a name that `words` say; nothing where one of them is not in it."""
    if not name or not all(any(names_the_same(w, each) for each in name) for w in words):
        return 0.0
    return sum(any(names_the_same(word, each) for each in words) for word in name) / len(name)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _covered(one, other) == _covered(other, one) == 1.0


def _of_a_school(words: str, every: Iterable[Training]) -> list[Training]:
    """The trainings of a school that is called by its name: « Saint-Luc », « la HEPL »."""
    name = " ".join(word for word in normalise(words).split() if word not in STOP_WORDS)
    if len(name) < _BEGINNING:
        return []
    return [t for t in every if f" {name} " in _school(t.school)]


@lru_cache(maxsize=1024)
def _school(name: str) -> str:
    return f" {normalise(name)} "


def rule_of_all(trainings: Iterable[Training], aspect: str) -> str:
    """The first rule that one of these has: of a profession, the fees of what leads to it."""
    kinds = dict.fromkeys(kind_of(each) for each in trainings)
    return next(filter(None, (RULES.get(kind, {}).get(aspect, "") for kind in kinds)), "")


def names_a_level(text: str) -> bool:
    """Whether a bachelier or a master is spoken of."""
    return bool(_level(text))


def _level(text: str) -> int:
    said = normalise(text).split()
    if "master" in said or "masters" in said:
        return MASTER_LEVEL
    return BACHELOR_LEVEL if "bachelier" in said or "bac" in said else 0
