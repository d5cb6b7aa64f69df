"""The trainings that answer a request: of its subject, and within its constraints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Optional

from bot.privacy.remembered import remembered
from knowledge import constraints, fields
from knowledge.base import Base
from knowledge.constraints import Constraints
from knowledge.embedding import Embedder
from knowledge.index import ENOUGH, Index
from knowledge.linking import link
from knowledge.schema import Training
from knowledge.text import fold, normalise, tokens
from knowledge.words import STOP_WORDS

# Words of the asking, not of what is asked.
_WORDS_OF_ASKING = """
aimerait annee annees apprendre apprentissage besoin bonjour centre centres cherche chercher
commencer connaitre cours cursus diplome duree ecole ecoles endroit endroits etude etudes etudier
existe exister faudrait formation formations former inscription inscrire inscrit lieu liste montre
niveau option options ou pendant possible pouvoir pres proche propose proposer proposez quoi
reprendre section sections stp suivre svp trouve trouver where ya
"""
_ASKING = frozenset(_WORDS_OF_ASKING.split())
_TRAINING = frozenset({"apprendre", "cour", "ecole", "etude", "etudier", "former", "formation"})
_THAT = re.compile(r"\b(pour|faire|de|a) (ca|sa|cela)\b|\bce (metier|boulot|taf)\b")
# How many professions a described subject (« cuisiner ») may mean.
_LIKELY = 3
# How much less near than the nearest a description may be, where nothing is named.
_AS_NEAR = 0.05
# Letters of a word that names a training rather than tells what it is about.
_MIN_NAME = 4
# In more titles than this a word is no name of a subject.
_MAX_OF_A_NAME = 12


@dataclass(frozen=True)
class Trainings:
    """What was found: `fitting` meet all that was asked, the nearest first.

    `near`: of the same subject but outside a constraint, when nothing is fitting. `asked`: the
    constraints that were read. `followed`: those of the profession spoken about, none being named.
    """

    fitting: tuple[Training, ...] = ()
    near: tuple[Training, ...] = ()
    asked: Constraints = field(default_factory=Constraints)
    followed: bool = False


def find(
    text: str, index: Index, embedder: Embedder, occupation_id: Optional[str] = None
) -> Trainings:
    """Search a text; when it names no subject, that of `occupation_id`, the one spoken about."""
    every = index.base.trainings
    known = index.base.towns
    limits = constraints.read(text, known)
    subject = _subject(constraints.rest(text, known))
    if not subject:
        about = list(every.values())
        if occupation_id is not None:
            about = list(index.base.trainings_for(occupation_id))
        elif not limits:
            return Trainings()
        about = _nearest(about, _scores(text, index, embedder))
    else:
        about = _about(subject, index, embedder)
    fitting = tuple(each for each in about if limits.fits(each))
    followed = not subject and occupation_id is not None
    near = () if fitting or not (subject or followed) else tuple(about)
    return Trainings(fitting, near, limits, followed)


def asked(text: str, base: Base) -> bool:
    """Whether the words ask for trainings, within limits or in a field: « des cours à Huy »."""
    limits = constraints.read(text, base.towns)
    if says_training(text):
        subject = _subject(constraints.rest(text, base.towns))
        return bool(limits) or fields.named(base, subject) is not None
    return (limits.evening or limits.alternating) and not names_subject(text, base)


def says_no_more(text: str, base: Base) -> bool:
    """Whether limits and a field are all that a text says of the trainings that it asks for: « des
    cours à Waremme où l'on signe » says more."""
    subject = _subject(constraints.rest(text, base.towns))
    return not subject or fields.named(base, subject) is not None


def says_training(text: str) -> bool:
    """Whether a text speaks of trainings at all."""
    return not _TRAINING.isdisjoint(fold(word) for word in tokens(text))


def follows(text: str) -> bool:
    """Whether a text goes on about what was spoken of: « et le soir ? », « des écoles pour ça »."""
    return not says_training(text) or bool(_THAT.search(normalise(text)))


def names_subject(text: str, base: Base) -> bool:
    """Whether something is left of a text besides its asking words and constraints."""
    return bool(_subject(constraints.rest(text, base.towns)))


def without_limits(text: str, base: Base) -> str:
    """The subject that a text names, without town, schedule and words of asking."""
    return _subject(constraints.rest(text, base.towns))


def _subject(rest: str) -> str:
    return " ".join(w for w in tokens(rest) if w not in STOP_WORDS and w not in _ASKING)


def _about(subject: str, index: Index, embedder: Embedder) -> list[Training]:
    """Those that lead to what the subject names, else to its field; and those near in meaning."""
    every = index.base.trainings
    linked = link(subject, embedder.query, index)
    meant = set(linked.occupation_ids or linked.candidates)
    named = fields.named(index.base, subject)
    if not linked.occupation_ids and named is not None:
        meant |= {each.id for each in fields.members(index.base, named)}
    if not meant:
        hits = index.search(subject, embedder.query(subject), ("occupation",), _LIKELY)
        meant = {hit.id for hit in hits if hit.score >= ENOUGH}
    scores = _scores(subject, index, embedder)
    leading = {i: each for i, each in every.items() if meant & set(each.occupations)}
    titled = _called(subject, every.values())
    if titled:
        # What is called so is what is asked for; beside it what leads to the profession named.
        precise = set(linked.occupation_ids)
        beside = [
            each
            for i, each in leading.items()
            if each not in titled and precise & set(each.occupations) and scores[i] >= ENOUGH
        ]
        return _nearest(titled, scores) + _nearest(beside, scores)
    if leading:
        return _nearest(leading.values(), scores)
    best = max(scores.values(), default=0.0)
    least = max(ENOUGH, best - _AS_NEAR)
    return _nearest([each for i, each in every.items() if scores.get(i, 0.0) >= least], scores)


def _called(subject: str, trainings: Iterable[Training]) -> list[Training]:
    """The trainings whose title, or another name, has a word of the subject; « bachelier » and
    « alternance », in the titles of many, name none."""
    names = [
        (each, frozenset().union(*map(_words, (each.title, *each.aliases)))) for each in trainings
    ]
    wanted = {fold(word) for word in subject.split() if len(word) >= _MIN_NAME}
    counts = {word: sum(word in name for _, name in names) for word in wanted}
    telling = {word for word, count in counts.items() if count <= _MAX_OF_A_NAME}
    return [each for each, name in names if telling & name]


@remembered(4096)
def _words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in tokens(name))


def _scores(text: str, index: Index, embedder: Embedder) -> dict[str, float]:
    hits = index.search(text, embedder.query(text), ("training",), len(index.base.trainings))
    return {hit.id: hit.score for hit in hits}


def _nearest(trainings: Iterable[Training], scores: Mapping[str, float]) -> list[Training]:
    return sorted(trainings, key=lambda each: -scores.get(each.id, 0.0))
