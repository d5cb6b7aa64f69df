"""Search for trainings by subject and constraints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Optional

from bot.language.erasable_caches import erasable_cache
from bot.language.normalisation import normalise, to_masculine_singular, tokenise
from bot.language.word_lists import STOP_WORDS
from knowledge import training_constraints, work_fields
from knowledge.entry_schema import Training
from knowledge.knowledge_base import KnowledgeBase
from knowledge.profession_linking import link_professions
from knowledge.search_index import SearchIndex
from knowledge.search_scores import MIN_HIT_SCORE
from knowledge.sentence_embedding import Embedder
from knowledge.training_constraints import TrainingConstraints

# Words of the request itself, which are not part of its subject.
_REQUEST_WORD_LIST = """
aimerait annee annees apprendre apprentissage besoin bonjour centre centres cherche chercher
commencer connaitre cours cursus diplome duree ecole ecoles endroit endroits etude etudes etudier
existe exister faudrait formation formations former inscription inscrire inscrit lieu liste montre
niveau option options ou pendant possible pouvoir pres proche propose proposer proposez quoi
reprendre section sections stp suivre svp trouve trouver where ya
"""
_REQUEST_WORDS = frozenset(_REQUEST_WORD_LIST.split())
_TRAINING_WORDS = frozenset(
    {"apprendre", "cour", "ecole", "etude", "etudier", "former", "formation"}
)
_BACK_REFERENCE = re.compile(r"\b(pour|faire|de|a) (ca|sa|cela)\b|\bce (metier|boulot|taf)\b")
# Number of professions that a described subject (« cuisiner ») may mean.
_MAX_LIKELY_PROFESSIONS = 3
# Maximum distance from the best score for a training found by its description only.
_MAX_SCORE_GAP = 0.05
# Minimum length of a word that can name a training.
_MIN_NAME_LETTERS = 4
# Words in more titles than this do not name a subject.
_MAX_TITLES_PER_WORD = 12


@dataclass(frozen=True)
class FoundTrainings:
    """Search results: `fitting` trainings meet all constraints, the nearest first.

    `near`: trainings of the subject that violate a constraint, if none is fitting. `asked`: the
    parsed constraints. `followed`: whether the subject is that of the current profession.
    """

    fitting: tuple[Training, ...] = ()
    near: tuple[Training, ...] = ()
    asked: TrainingConstraints = field(default_factory=TrainingConstraints)
    followed: bool = False


def find_trainings(
    text: str, index: SearchIndex, embedder: Embedder, occupation_id: Optional[str] = None
) -> FoundTrainings:
    """Return the trainings a text asks for; without a subject, those of `occupation_id`."""
    every = index.base.trainings
    limits = training_constraints.parse_constraints(text, index.base.towns)
    subject = extract_subject(text, index.base)
    if not subject:
        about = list(every.values())
        if occupation_id is not None:
            about = list(index.base.list_trainings_for(occupation_id))
        elif not limits:
            return FoundTrainings()
        about = _sort_by_score(about, _search_scores(text, index, embedder))
    else:
        about = _find_by_subject(subject, index, embedder)
    fitting = tuple(each for each in about if limits.fits(each))
    followed = not subject and occupation_id is not None
    near = () if fitting or not (subject or followed) else tuple(about)
    return FoundTrainings(fitting, near, limits, followed)


def asks_for_trainings(text: str, base: KnowledgeBase) -> bool:
    """Whether a text asks for trainings with a constraint or in a field: « des cours à Huy »."""
    limits = training_constraints.parse_constraints(text, base.towns)
    if mentions_training(text):
        subject = extract_subject(text, base)
        return bool(limits) or work_fields.find_field(base, subject) is not None
    return (limits.evening or limits.alternating) and not names_subject(text, base)


def asks_only_for_trainings(text: str, base: KnowledgeBase) -> bool:
    """Whether a text names nothing but constraints and a field of work.

    « des cours à Waremme où l'on signe » names more.
    """
    subject = extract_subject(text, base)
    return not subject or work_fields.find_field(base, subject) is not None


def mentions_training(text: str) -> bool:
    """Whether a text mentions trainings."""
    return not _TRAINING_WORDS.isdisjoint(to_masculine_singular(word) for word in tokenise(text))


def is_follow_up(text: str) -> bool:
    """Whether a text refers to the current subject: « et le soir ? », « des écoles pour ça »."""
    return not mentions_training(text) or bool(_BACK_REFERENCE.search(normalise(text)))


def names_subject(text: str, base: KnowledgeBase) -> bool:
    """Whether a text names a subject besides request words and constraints."""
    return bool(extract_subject(text, base))


def extract_subject(text: str, base: KnowledgeBase) -> str:
    """Return the subject that a text names, without constraints and request words."""
    return _strip_request_words(training_constraints.strip_constraints(text, base.towns))


def _strip_request_words(rest: str) -> str:
    return " ".join(w for w in tokenise(rest) if w not in STOP_WORDS and w not in _REQUEST_WORDS)


def _find_by_subject(subject: str, index: SearchIndex, embedder: Embedder) -> list[Training]:
    """Return the trainings that lead to what the subject names, else those near in meaning."""
    every = index.base.trainings
    linked = link_professions(subject, embedder.query, index)
    meant = set(linked.occupation_ids or linked.candidates)
    named = work_fields.find_field(index.base, subject)
    if not linked.occupation_ids and named is not None:
        meant |= {each.id for each in work_fields.list_professions(index.base, named)}
    if not meant:
        hits = index.search(
            subject, embedder.query(subject), ("occupation",), _MAX_LIKELY_PROFESSIONS
        )
        meant = {hit.id for hit in hits if hit.score >= MIN_HIT_SCORE}
    scores = _search_scores(subject, index, embedder)
    leading = {i: each for i, each in every.items() if meant & set(each.occupations)}
    titled = _match_names(subject, every.values())
    if titled:
        # Trainings with that name first, then those that lead to a profession of that name.
        precise = set(linked.occupation_ids)
        beside = [
            each
            for i, each in leading.items()
            if each not in titled and precise & set(each.occupations) and scores[i] >= MIN_HIT_SCORE
        ]
        return _sort_by_score(titled, scores) + _sort_by_score(beside, scores)
    if leading:
        return _sort_by_score(leading.values(), scores)
    best = max(scores.values(), default=0.0)
    least = max(MIN_HIT_SCORE, best - _MAX_SCORE_GAP)
    return _sort_by_score(
        [each for i, each in every.items() if scores.get(i, 0.0) >= least], scores
    )


def _match_names(subject: str, trainings: Iterable[Training]) -> list[Training]:
    """Return the trainings with a name that contains a distinctive word of the subject.

    Words of many titles, such as « bachelier » and « alternance », are not distinctive.
    """
    names = [
        (each, frozenset().union(*map(_name_words, (each.title, *each.aliases))))
        for each in trainings
    ]
    wanted = {
        to_masculine_singular(word) for word in subject.split() if len(word) >= _MIN_NAME_LETTERS
    }
    counts = {word: sum(word in name for _, name in names) for word in wanted}
    distinctive = {word for word, count in counts.items() if count <= _MAX_TITLES_PER_WORD}
    return [training for training, name in names if distinctive & name]


@erasable_cache(4096)
def _name_words(name: str) -> frozenset[str]:
    return frozenset(to_masculine_singular(word) for word in tokenise(name))


def _search_scores(text: str, index: SearchIndex, embedder: Embedder) -> dict[str, float]:
    hits = index.search(text, embedder.query(text), ("training",), len(index.base.trainings))
    return {hit.id: hit.score for hit in hits}


def _sort_by_score(trainings: Iterable[Training], scores: Mapping[str, float]) -> list[Training]:
    return sorted(trainings, key=lambda each: -scores.get(each.id, 0.0))
