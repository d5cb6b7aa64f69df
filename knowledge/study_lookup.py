"""Lookup of a study by name: its kind, its trainings, and the rules of its kind.

« la chimie à l'unif », « compta en promotion sociale », « Saint-Luc »: trainings are found by the
words of the subject or the school; rules that hold for a whole kind of study (fees, admission) are
one entry per kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
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
# Kind → pattern of its names, over normalised text; the first match wins.
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
# `Training.kind` → kind of study.
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
# Names of a level, a certificate or a kind of school, which do not identify a study.
_GENERIC = r"""(?x) (?:(?:le|la|les|l|un|une|mon|ma|mes|ton|ta|son|sa|des?|du|a|en|au)\ )*
(?:bacheliers?|bac(?:\ \d)?|masters?|doctorats?|graduats?|licences?|brevets?|cess|cq\d?|ceb|ce1d
|ce2d|ce6p|[1-7]e?\ ?(?:p|tq|pro\w*|prepa|secondaire)?|diplomes?|certificats?|humanites|etudes?
|formations?|rheto|secondaire|superieur|unif|universites?|fac|(?:haute\ )?ecoles?|hautes?
|general|techniques?|professionnel(?:le)?|(?:technique\ de\ )?(?:transition|qualification))
(?:\ (?:professionnel(?:le)?|technique|superieures?|secondaires?))?"""
_TITLE_WORDS = frozenset(
    {"bachelier", "master", "science", "option", "orientation", "etude", "formation"}
)
_MIN_COVERED_SHARE, _EXACT_NAME_SCORE = 0.5, 2.0  # the share is of the words of a main title
_MIN_PREFIX_LETTERS, _MAX_PREFIX_LETTERS = 3, 6
BACHELOR_LEVEL, MASTER_LEVEL = 6, 7
DATES_RULE = "inscription-30-septembre"  # until when one enrols: no other date is known
_HIGHER_EDUCATION_RULES = {
    "cost": "minerval",
    "admission": "test-entree-superieur",
    **dict.fromkeys(("enrol", "dates"), DATES_RULE),
    "difficulty": "vais-je-reussir-le-superieur",
    "length": "lexique-superieur",
    "after": "master-ou-travailler",
    "level": "etudier-sans-cess",
}
# Kind → aspect → the entry that answers it for every study of that kind.
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
    JOB_SEEKERS: {"cost": "formation-forem"},
    SECONDARY: {"cost": "frais-scolaires"},
}
# Aspects that every training of the base answers.
TRAINING_ASPECTS = frozenset(
    {"length", "place", "trainings", "schedule", "admission", "level", "access", "enrol"}
)


@dataclass(frozen=True)
class Study:
    """A study as named by `words`, with its `trainings` in the base, the nearest first."""

    words: str
    kind: str = NONE
    trainings: tuple[Training, ...] = ()

    @property
    def known(self) -> bool:
        """Whether its kind or one of its trainings is known."""
        return bool(self.kind or self.trainings)

    def beside(self, other: Study) -> Study:
        """Return this study with the trainings of `other` added."""
        known = {each.id for each in self.trainings}
        more = tuple(each for each in other.trainings if each.id not in known)
        return replace(self, trainings=self.trainings + more)

    @property
    def occupations(self) -> tuple[str, ...]:
        """The professions that its trainings prepare for, those of the nearest first; none of a
        whole school (« HELMo »)."""
        if any(self.words.lower() in each.school.lower() for each in self.trainings):
            return ()
        return tuple(dict.fromkeys(chain.from_iterable(t.occupations for t in self.trainings)))

    def has(self, aspect: str) -> bool:
        """Whether its trainings or a rule of its kind answer an aspect."""
        prepared = aspect == "after" and self.occupations
        trained = self.trainings and aspect in TRAINING_ASPECTS
        return bool(self.rule(aspect) or prepared or trained)

    def rule(self, aspect: str) -> str:
        """Return the entry that answers an aspect for every study of this kind, or ""."""
        return KIND_RULES.get(self.kind, {}).get(aspect, "")


@erasable_cache(8192)
def is_generic(text: str) -> bool:
    """Whether a text only names a level, a certificate or a kind of school (« le master »)."""
    return re.fullmatch(_GENERIC, normalise(text)) is not None


def parse_kind(text: str) -> str:
    """Return the kind of study that a text names, or NONE."""
    words = normalise(text)
    patterns = _KIND_PATTERNS.items()
    return next((kind for kind, names in patterns if re.search(rf"\b(?:{names})\b", words)), NONE)


def find_kind_words(said: str) -> Optional[tuple[int, int]]:
    """Return the indices of the first and last word that name a kind in a normalised text."""
    for named in _KIND_PATTERNS.values():
        found = re.search(rf"\b(?:{named})\b", said)
        if found:
            return said[: found.start()].count(" "), said[: found.end()].count(" ")
    return None


def get_training_kind(training: Training) -> str:
    """Return the kind of study of a training."""
    if training.kind in _TRAINING_KINDS:
        return _TRAINING_KINDS[training.kind]
    if training.kind.startswith(_DEGREE_PREFIXES):
        if _AN_AUDITION in training.conditions:
            return ARTS
        return UNIVERSITY if training.school.startswith("Universit") else COLLEGE
    return SECONDARY if training.level <= 4 else NONE


@erasable_cache(64)
def resolve_study(named: str, base: KnowledgeBase, degree: str = "") -> Study:
    """Return a study by the id of one of its trainings, or by words. Cached: turns repeat it."""
    training = base.trainings.get(named)
    if training:
        return get_study_of_training(training, base, degree)
    return find_study(named, base, degree)


def find_study(words: str, base: KnowledgeBase, degree: str = "") -> Study:
    """Return a study by its words; `degree` is a text that may name a level (« et le master »)."""
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
    """Return the study of a training, with the same study at other schools and levels."""
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
    """Return the title without its option: « Bachelier en chimie, orientation biochimie »."""
    return training.title.partition(",")[0]


def list_subject_words(text: str) -> tuple[str, ...]:
    """Return the words that identify a study, without those of its kind and degree."""
    found = (to_masculine_singular(word) for word in tokenise(_strip_kind(text)))
    return tuple(
        word
        for word in found
        if not {word, to_masculine_singular(word)} & (STOP_WORDS | _TITLE_WORDS)
        and not is_generic(word)
    )


# Only for titles of the base: typed text must not stay in an unerasable cache.
_title_words = lru_cache(maxsize=16384)(list_subject_words)


def _strip_kind(text: str) -> str:
    rest = normalise(text)
    for named in _KIND_PATTERNS.values():
        rest = re.sub(rf"\b(?:{named})\b", " ", rest)
    return rest


@erasable_cache(4096)
def is_same_word(first: str, second: str) -> bool:
    """Whether one word equals or abbreviates the other: « bio », « biologiques »."""
    short, long = sorted((stem(first), stem(second)), key=len)
    least = min(len(short), _MAX_PREFIX_LETTERS)
    return least >= _MIN_PREFIX_LETTERS and long.startswith(short[:least])


def _match_titles(asked: Iterable[str], every: Iterable[Training]) -> list[Training]:
    """Return the trainings whose title is mostly covered by the words, the nearest first."""
    words = tuple(asked)
    scored = [(*_score_title(words, training), training) for training in every] if words else []
    near = [one for one in scored if one[0] >= _MIN_COVERED_SHARE]
    return [each for *_, each in sorted(near, key=lambda one: (-one[0], one[1], one[2]))]


def _score_title(words: tuple[str, ...], training: Training) -> tuple[float, int, int]:
    """Return the score of a training, then the length of its title and its level to break ties."""
    names = (get_main_title(training), *training.aliases)
    is_exact = any(set(_title_words(name)) == set(words) for name in names)
    score = _EXACT_NAME_SCORE if is_exact else _covered_share(words, _title_words(names[0]))
    return score, len(_title_words(training.title)), training.level


def _covered_share(words: tuple[str, ...], name: tuple[str, ...]) -> float:
    """Return the share of a name that `words` cover, 0 if one of them is not in it."""
    if not name or not all(any(is_same_word(w, each) for each in name) for w in words):
        return 0.0
    return sum(any(is_same_word(word, each) for each in words) for word in name) / len(name)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _covered_share(one, other) == _covered_share(other, one) == 1.0


def _match_school(words: str, every: Iterable[Training]) -> list[Training]:
    """Return the trainings of a school that is named: « Saint-Luc », « la HEPL »."""
    name = " ".join(word for word in normalise(words).split() if word not in STOP_WORDS)
    if len(name) < _MIN_PREFIX_LETTERS:
        return []
    return [t for t in every if f" {name} " in _padded_school_name(t.school)]


@lru_cache(maxsize=1024)
def _padded_school_name(name: str) -> str:
    return f" {normalise(name)} "


def list_rules_for(occupation_id: str, aspect: str, base: KnowledgeBase) -> tuple[str, ...]:
    """Return the rules for an aspect of the paths to a profession; an apprentice's come last."""
    ways_in = base.occupations[occupation_id].ways_in if occupation_id in base.occupations else ()
    ways = {way.title: base.trainings.get(way.training or "") for way in ways_in}
    kinds = [get_training_kind(each) if each else parse_kind(title) for title, each in ways.items()]
    if any(ways.values()):
        kinds += map(get_training_kind, base.list_trainings_for(occupation_id))
    rules = (KIND_RULES.get(k, {}).get(aspect) for k in sorted(kinds, key=ALTERNATING.__eq__))
    return tuple(dict.fromkeys(filter(None, rules)))


def names_degree(text: str) -> bool:
    """Whether a text names a bachelor's or master's degree."""
    return _parse_degree_level(text) > 0


def _parse_degree_level(text: str) -> int:
    words = normalise(text).split()
    if "master" in words or "masters" in words:
        return MASTER_LEVEL
    return BACHELOR_LEVEL if "bachelier" in words or "bac" in words else 0
