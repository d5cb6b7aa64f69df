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

from bot.language.erasable_caches import erasable_cache
from bot.language.normalisation import normalise, stem, to_masculine_singular, tokenise
from bot.language.word_lists import STOP_WORDS
from knowledge import training_search
from knowledge.entry_schema import Training
from knowledge.knowledge_base import KnowledgeBase

UNIVERSITY, COLLEGE, ARTS, ADULTS, ALTERNATING, JOB_SEEKERS, SECONDARY, HIGHER, NONE = (
    *("university", "college", "arts", "adults", "alternating", "job_seekers", "secondary"),
    *("higher", ""),
)
# Kind → how people name it, over normal forms; the first that fits.
_KIND_PATTERNS = {
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
_TRAINING_KINDS = {
    "enseignement pour adultes": ADULTS,
    "alternance CEFA": ALTERNATING,
    "apprentissage IFAPME": ALTERNATING,
    "chef d'entreprise IFAPME": ALTERNATING,
    "formation Le Forem": JOB_SEEKERS,
    "centre de compétence": JOB_SEEKERS,
    "CISP": JOB_SEEKERS,
}
_DEGREE_PREFIXES = ("bachelier", "master")
_AN_AUDITION = "épreuve d'admission"
# Names of a level, a certificate or a kind of school as such: they tell no study from another.
_GENERIC = r"""(?x) (?:(?:le|la|les|l|un|une|mon|ma|mes|ton|ta|son|sa|des?|du|a|en|au)\ )*
(?:bacheliers?|bac(?:\ \d)?|masters?|doctorats?|graduats?|licences?|brevets?|cess|cq\d?|ceb|ce1d
|ce2d|ce6p|[1-7]e?\ ?(?:p|tq|pro\w*|prepa|secondaire)?|diplomes?|certificats?|humanites|etudes?
|formations?|rheto|secondaire|superieur|unif|universites?|fac|(?:haute\ )?ecoles?|hautes?)
(?:\ (?:professionnel(?:le)?|technique|superieures?|secondaires?))?"""
_TITLE_WORDS = frozenset(
    {"bachelier", "master", "science", "option", "orientation", "etude", "formation"}
)
# So much of a title, before its comma, is what the words name.
_MIN_COVERED_SHARE, _EXACT_NAME_SCORE = 0.5, 2.0
_MIN_PREFIX_LETTERS, _MAX_PREFIX_LETTERS = 3, 6
BACHELOR_LEVEL, MASTER_LEVEL = 6, 7
# The entry that holds for every study of a kind, by what is asked.
_HIGHER_EDUCATION_RULES = {
    "cost": "minerval",
    "admission": "test-entree-superieur",
    "enrol": "inscription-30-septembre",
    "dates": "inscription-30-septembre",
    "difficulty": "vais-je-reussir-le-superieur",
    "length": "lexique-superieur",
    "after": "master-ou-travailler",
    "level": "etudier-sans-cess",
}
KIND_RULES: dict[str, dict[str, str]] = {
    UNIVERSITY: _HIGHER_EDUCATION_RULES,
    COLLEGE: {**_HIGHER_EDUCATION_RULES, "after": "passerelles"},
    ARTS: {**_HIGHER_EDUCATION_RULES, "admission": "ecoles-arts-admission"},
    HIGHER: _HIGHER_EDUCATION_RULES,
    ADULTS: {
        "cost": "prix-enseignement-adultes",
        **dict.fromkeys(("admission", "level", "schedule", "length"), "enseignement-pour-adultes"),
    },
    ALTERNATING: {"cost": "alternance-outils-frais"},
    SECONDARY: {"cost": "frais-scolaires"},
}


# What every training of the base says of itself.
TRAINING_ASPECTS = frozenset(
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
        return bool(self.rule(aspect) or (self.trainings and aspect in TRAINING_ASPECTS))

    def rule(self, aspect: str) -> str:
        """The entry that answers an aspect for every study of this kind, or none."""
        return KIND_RULES.get(self.kind, {}).get(aspect, "")


@erasable_cache(8192)
def is_generic(text: str) -> bool:
    """Whether words name no more than a level, a certificate or a kind of school: « le master »,
    « mon CESS », « l'unif »."""
    return re.fullmatch(_GENERIC, normalise(text)) is not None


def parse_kind(text: str) -> str:
    """The kind of study that words name, or none."""
    said = normalise(text)
    found = (kind for kind, named in _KIND_PATTERNS.items() if re.search(rf"\b(?:{named})\b", said))
    return next(found, NONE)


def find_kind_words(said: str) -> Optional[tuple[int, int]]:
    """The first and the last word (by number) that name a kind in a text of folded words."""
    for named in _KIND_PATTERNS.values():
        found = re.search(rf"\b(?:{named})\b", said)
        if found:
            return said[: found.start()].count(" "), said[: found.end()].count(" ")
    return None


def get_training_kind(training: Training) -> str:
    """The kind of a training of the base."""
    if training.kind in _TRAINING_KINDS:
        return _TRAINING_KINDS[training.kind]
    if training.kind.startswith(_DEGREE_PREFIXES):
        if _AN_AUDITION in training.conditions:
            return ARTS
        return UNIVERSITY if training.school.startswith("Universit") else COLLEGE
    return SECONDARY if training.level <= 4 else NONE


@erasable_cache(64)
def resolve_study(named: str, base: KnowledgeBase, degree: str = "") -> Study:
    """A study by the id of one of its trainings, or by words; a turn asks for one often."""
    training = base.trainings.get(named)
    return (
        get_study_of_training(training, base, degree)
        if training
        else find_study(named, base, degree)
    )


def find_study(words: str, base: KnowledgeBase, degree: str = "") -> Study:
    """A study by its words; `degree`: words that may name a level (« et le master »)."""
    kind = parse_kind(words)
    asked = list_subject_words(training_search.extract_subject(_strip_kind(words), base))
    every = [t for t in base.trainings.values() if kind in (NONE, HIGHER, get_training_kind(t))]
    found = _match_titles(asked, every) or _match_school(words, every)
    level = _parse_degree_level(degree) or _parse_degree_level(words)
    found = [t for t in found if level in (0, t.level)] or ([] if degree else found)
    shown = tuple(found)
    if kind in (NONE, HIGHER) and shown:
        kind = get_training_kind(shown[0])
    return Study(words, kind, shown)


def get_study_of_training(training: Training, base: KnowledgeBase, degree: str = "") -> Study:
    """The study that a training is part of: the same at other schools and levels."""
    key, kind = _title_words(get_main_title(training)), get_training_kind(training)
    alike = [
        each
        for each in base.trainings.values()
        if each.id != training.id and _alike(_title_words(get_main_title(each)), key)
    ]
    level = _parse_degree_level(degree)
    every = [training, *alike]
    if level and level != training.level:
        every = [t for t in every if t.level == level] or [
            t for t in _match_titles(key, base.trainings.values()) if t.level == level
        ]
    return Study(training.title, kind, tuple(every))


def get_main_title(training: Training) -> str:
    """The title without its option: « Bachelier en chimie, orientation biochimie »."""
    return training.title.partition(",")[0]


def list_subject_words(text: str) -> tuple[str, ...]:
    """The words that tell a study from others: not its kind, its degree or its town."""
    found = (to_masculine_singular(word) for word in tokenise(_strip_kind(text)))
    return tuple(
        word
        for word in found
        if not {word, to_masculine_singular(word)} & (STOP_WORDS | _TITLE_WORDS)
        and not is_generic(word)
    )


# For the titles of the base alone: what persons typed is not to stay here.
_title_words = lru_cache(maxsize=16384)(list_subject_words)


def _strip_kind(text: str) -> str:
    said = normalise(text)
    for named in _KIND_PATTERNS.values():
        said = re.sub(rf"\b(?:{named})\b", " ", said)
    return said


@erasable_cache(4096)
def is_same_word(first: str, second: str) -> bool:
    """Whether one word is the other or its beginning: « bio », « biologiques »."""
    short, long = sorted((stem(first), stem(second)), key=len)
    least = min(len(short), _MAX_PREFIX_LETTERS)
    return least >= _MIN_PREFIX_LETTERS and long.startswith(short[:least])


def _match_titles(asked: Iterable[str], every: Iterable[Training]) -> list[Training]:
    """Trainings whose title is mostly what is asked for, the nearest first."""
    words = tuple(asked)
    scored = [(*_score_title(words, training), training) for training in every] if words else []
    near = [one for one in scored if one[0] >= _MIN_COVERED_SHARE]
    return [each for *_, each in sorted(near, key=lambda one: (-one[0], one[1], one[2]))]


def _score_title(words: tuple[str, ...], training: Training) -> tuple[float, int, int]:
    """How much of the title or of another name is `words`; the length of the whole title and the
    level, between alike."""
    names = (get_main_title(training), *training.aliases)
    covered = _covered_share(words, _title_words(names[0]))
    very = any(set(_title_words(name)) == set(words) for name in names)
    return _EXACT_NAME_SCORE if very else covered, len(_title_words(training.title)), training.level


def _covered_share(words: tuple[str, ...], name: tuple[str, ...]) -> float:
    """The share of a name that `words` say; nothing where one of them is not in it."""
    if not name or not all(any(is_same_word(w, each) for each in name) for w in words):
        return 0.0
    return sum(any(is_same_word(word, each) for each in words) for word in name) / len(name)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _covered_share(one, other) == _covered_share(other, one) == 1.0


def _match_school(words: str, every: Iterable[Training]) -> list[Training]:
    """The trainings of a school that is called by its name: « Saint-Luc », « la HEPL »."""
    name = " ".join(word for word in normalise(words).split() if word not in STOP_WORDS)
    if len(name) < _MIN_PREFIX_LETTERS:
        return []
    return [t for t in every if f" {name} " in _padded_school_name(t.school)]


@lru_cache(maxsize=1024)
def _padded_school_name(name: str) -> str:
    return f" {normalise(name)} "


def find_common_rule(trainings: Iterable[Training], aspect: str) -> str:
    """The first rule that one of these has: of a profession, the fees of what leads to it."""
    kinds = dict.fromkeys(get_training_kind(each) for each in trainings)
    return next(filter(None, (KIND_RULES.get(kind, {}).get(aspect, "") for kind in kinds)), "")


def names_degree(text: str) -> bool:
    """Whether a bachelier or a master is spoken of."""
    return bool(_parse_degree_level(text))


def _parse_degree_level(text: str) -> int:
    said = normalise(text).split()
    if "master" in said or "masters" in said:
        return MASTER_LEVEL
    return BACHELOR_LEVEL if "bachelier" in said or "bac" in said else 0
