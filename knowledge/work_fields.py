"""Fields of work, and requests for lists of professions."""

from __future__ import annotations

import re
from typing import Optional

from bot.language.erasable_caches import erasable_cache
from bot.language.normalisation import normalise, to_masculine_singular, tokenise
from bot.language.word_lists import STOP_WORDS
from knowledge.entry_schema import Field, Occupation
from knowledge.knowledge_base import KnowledgeBase

_TRADES = frozenset({"boulot", "job", "metier", "profession", "taf"})
_WHAT_IS_THERE = re.compile(r"\by ?a (quoi|koi)\b|\bqu est ce qu il y a\b")
_WITH_A_TRAIT = re.compile(
    r"(les |des |un |quels? )?(metiers?|professions?) "
    r"(avec|dans|ou|pour|qui|sans) (?!moi\b|ca\b|quoi\b)"
)


_EXCLUSION = re.compile(
    r"\b(?:sans|pas|sauf|autres? que|a part|ni)\b(?: (?:etre|faire|de|d|le|la|les|l))* (.+)"
)
# Words of the request itself.
_REQUEST_WORDS = re.compile(
    r"\b(?:metiers?|boulots?|jobs?|tafs?|professions?|quel(?:le)?s?|kels?|ya|il y a|y a|quoi|koi)\b"
)
_SHORT_STUDIES = re.compile(
    r"\b(?:sans|pas (?:de|d|besoin de|le|mon)|ni) (?:faire (?:de |d )?)?(?:le |mon |un |aucun )?"
    r"(?:diplomes?|ces|cess|(?:longues? |grandes? )?etudes?|bac)\b"
    r"|\b(?:courtes|petites|peu d) ?etudes\b"
)


# Words beside the name of a field, where it is asked for instead of something else.
_FILLER_WORDS = frozenset({"plutot", "domaine", "secteur", "metier", "boulot", "job", "sinon"})


def names_work(text: str) -> bool:
    """Whether a text contains a generic word for a trade: « un boulot »."""
    return not _TRADES.isdisjoint(to_masculine_singular(word) for word in tokenise(text))


def names_only_field(field: Field, text: str) -> bool:
    """Whether a text is little more than a name of the field: « et dans la mode alors ? »."""
    names = {to_masculine_singular(word) for name in field.names for word in tokenise(name)}
    left = {to_masculine_singular(word) for word in tokenise(text) if word not in STOP_WORDS}
    return left <= names | _FILLER_WORDS


def parse_exclusion(text: str) -> str:
    """Return what a list should exclude, in the person's words: « pas prof »."""
    found = _EXCLUSION.search(normalise(text))
    return found.group(1) if found and not _SHORT_STUDIES.search(found.group(0)) else ""


def strip_exclusion(text: str) -> str:
    """Return the normalised request without its exclusion and request words."""
    return _REQUEST_WORDS.sub(" ", _EXCLUSION.sub(" ", normalise(text))).strip()


def asks_for_short_studies(text: str) -> bool:
    """Whether a text asks for professions without a diploma or long studies."""
    return _SHORT_STUDIES.search(normalise(text)) is not None


def find_field(base: KnowledgeBase, text: str) -> Optional[Field]:
    """Return the field with the longest name in a text, or None."""
    # Not `_fold_name`: its cache must not keep typed text.
    typed = tuple(to_masculine_singular(word) for word in tokenise(text))
    best: tuple[int, Optional[Field]] = (0, None)
    for field in base.fields.values():
        for name in field.names:
            words = _fold_name(name)
            if len(words) > best[0] and _contains_words(words, typed):
                best = (len(words), field)
    return best[1]


def find_named_field(base: KnowledgeBase, text: str) -> Optional[Field]:
    """Return the field of which a text is only the name, or None."""
    field = find_field(base, text)
    return field if field is not None and names_only_field(field, text) else None


def asks_for_professions(base: KnowledgeBase, text: str) -> bool:
    """Whether a text asks for the professions of a field (« ya koi com taf ds la musique ») or with
    a trait (« métier pour voyager »)."""
    typed = normalise(text)
    if _WITH_A_TRAIT.match(typed):
        return True
    several = _WHAT_IS_THERE.search(typed) or _TRADES & {
        to_masculine_singular(word) for word in typed.split()
    }
    return bool(several) and find_field(base, text) is not None


def list_professions(base: KnowledgeBase, field: Field) -> list[Occupation]:
    """Return the professions of a field by the order of its code prefixes, then by id."""
    ranked = []
    for occupation in base.occupations.values():
        places = [i for i, start in enumerate(field.rome) if occupation.rome.startswith(start)]
        if places:
            ranked.append((places[0], occupation.id, occupation))
    return [occupation for _, _, occupation in sorted(ranked, key=lambda one: one[:2])]


@erasable_cache(1024)
def _fold_name(name: str) -> tuple[str, ...]:
    return tuple(to_masculine_singular(word) for word in tokenise(name))


def _contains_words(words: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    return any(typed[at : at + len(words)] == words for at in range(len(typed) - len(words) + 1))
