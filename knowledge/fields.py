"""The professions of a field of work, as people name it."""

from __future__ import annotations

import re
from typing import Optional

from bot.privacy.remembered import remembered
from knowledge.base import Base
from knowledge.schema import Field, Occupation
from knowledge.text import fold, normalise, tokens
from knowledge.words import STOP_WORDS

_TRADES = frozenset({"boulot", "job", "metier", "profession", "taf"})
_WHAT_IS_THERE = re.compile(r"\by ?a (quoi|koi)\b|\bqu est ce qu il y a\b")
_WITH_A_TRAIT = re.compile(
    r"(les |des |un |quels? )?(metiers?|professions?) "
    r"(avec|dans|ou|pour|qui|sans) (?!moi\b|ca\b|quoi\b)"
)


_BUT = re.compile(
    r"\b(?:sans|pas|sauf|autres? que|a part|ni)\b(?: (?:etre|faire|de|d|le|la|les|l))* (.+)"
)
# Words of the asking, not of what is asked.
_ASKING = re.compile(
    r"\b(?:metiers?|boulots?|jobs?|tafs?|professions?|quel(?:le)?s?|kels?|ya|il y a|y a|quoi|koi)\b"
)
_SHORT = re.compile(
    r"\b(?:sans|pas (?:de|d|besoin de|le|mon)|ni) (?:faire (?:de |d )?)?(?:le |mon |un |aucun )?"
    r"(?:diplomes?|ces|cess|(?:longues? |grandes? )?etudes?|bac)\b"
    r"|\b(?:courtes|petites|peu d) ?etudes\b"
)


# Words beside the name of a field, where it is asked for instead of something else.
_INSTEAD = frozenset({"plutot", "domaine", "secteur", "metier", "boulot", "job", "sinon"})


def names_work(text: str) -> bool:
    """Whether words name a trade or a job, whichever: « un boulot »."""
    return not _TRADES.isdisjoint(fold(word) for word in tokens(text))


def says_only(field: Field, text: str) -> bool:
    """Whether a text is hardly more than a name of the field: « et dans la mode alors ? »."""
    names = {fold(word) for name in field.names for word in tokens(name)}
    left = {fold(word) for word in tokens(text) if word not in STOP_WORDS}
    return left <= names | _INSTEAD


def without(text: str) -> str:
    """What a list is asked without, in the person's words: « pas prof », « sans médecine »."""
    found = _BUT.search(normalise(text))
    return found.group(1) if found and not _SHORT.search(found.group(0)) else ""


def wanted(text: str) -> str:
    """What a list is asked for: without the asking itself, and without what is left out."""
    return _ASKING.sub(" ", _BUT.sub(" ", normalise(text))).strip()


def with_short_studies(text: str) -> bool:
    """Whether a list is asked of what needs no diploma, or no long studies."""
    return _SHORT.search(normalise(text)) is not None


def named(base: Base, text: str) -> Optional[Field]:
    """The field that a text names, the longest name first; None when it names none."""
    said = tuple(fold(word) for word in tokens(text))  # not kept: a person typed it
    best: tuple[int, Optional[Field]] = (0, None)
    for field in base.fields.values():
        for name in field.names:
            words = _folded(name)
            if len(words) > best[0] and _within(words, said):
                best = (len(words), field)
    return best[1]


def asked(base: Base, text: str) -> bool:
    """Whether the words ask for trades, of a field (« ya koi com taf ds la musique ») or with a
    trait (« métier pour voyager »)."""
    said = normalise(text)
    if _WITH_A_TRAIT.match(said):
        return True
    several = _WHAT_IS_THERE.search(said) or _TRADES & {fold(word) for word in said.split()}
    return bool(several) and named(base, text) is not None


def members(base: Base, field: Field) -> list[Occupation]:
    """Its professions: in the order of the codes that they begin with, then by id."""
    found = []
    for occupation in base.occupations.values():
        places = [i for i, start in enumerate(field.rome) if occupation.rome.startswith(start)]
        if places:
            found.append((places[0], occupation.id, occupation))
    return [occupation for _, _, occupation in sorted(found, key=lambda one: one[:2])]


@remembered(1024)
def _folded(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in tokens(name))


def _within(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1))
