"""Assignment of the official names of a ROME code to hand-written professions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.language.normalisation import to_masculine_singular, tokenise
from bot.language.word_lists import LINK_WORDS
from knowledge.entry_schema import Occupation
from knowledge.imported_models import RomeSheet


def assign_official_names(
    occupations: Iterable[Occupation], sheets: Iterable[RomeSheet]
) -> Mapping[str, tuple[str, ...]]:
    """Return the official names by entry id: that of the sheet, or of a profession with its code.

    Among several professions with one code, a name goes to the one that shares most of its words,
    or to all if none shares any.
    """
    by_code: dict[str, list[Occupation]] = defaultdict(list)
    for occupation in occupations:
        by_code[occupation.rome].append(occupation)
    assigned: dict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        written = by_code.get(sheet.rome)
        names = (sheet.title.f, sheet.title.m, *sheet.names)
        if not written:
            assigned[sheet.id] += names
            continue
        known = {occupation.id: _occupation_words(occupation) for occupation in written}
        for name in names:
            for entry_id in _nearest_professions(name, known):
                assigned[entry_id].append(name)
    return {entry_id: tuple(dict.fromkeys(names)) for entry_id, names in assigned.items()}


def _nearest_professions(name: str, known: Mapping[str, set[str]]) -> list[str]:
    own = _name_words(name)
    shared = {entry_id: len(own & words) for entry_id, words in known.items()}
    best = max(shared, key=lambda entry_id: shared[entry_id])
    return [best] if shared[best] else list(known)


def _occupation_words(occupation: Occupation) -> set[str]:
    names = (occupation.title.both, *occupation.aliases, *occupation.branches)
    return {word for name in names for word in _name_words(name)}


def _name_words(name: str) -> set[str]:
    return {to_masculine_singular(word) for word in tokenise(name) if word not in LINK_WORDS}
