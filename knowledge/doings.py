"""Aliases that say what is done, « réparer des motos »: what people tell of themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from knowledge.lexicon import DOER
from knowledge.schema import Occupation
from knowledge.text import stems, tokens

_TO_DO = re.compile(r"\w{2,}(?:er|ir|re)")
# « faire du pain » says too little: « faire » is any doing.
_LEAST = 2


class Doings:
    """The professions by what is done there, as stems."""

    def __init__(
        self, occupations: Iterable[Occupation], read: Callable[[str], list[str]] = tokens
    ) -> None:
        """`read`: the words of a text."""
        all_of_them = list(occupations)
        doers = {read(name)[0] for each in all_of_them for name in (each.title.f, each.title.m)}
        self._found = [
            (frozenset(stems(words)), each.id)
            for each in all_of_them
            for words in map(read, each.aliases)
            if _says_what_is_done(words, doers) and len(set(stems(words))) >= _LEAST
        ]

    def said(self, said: Iterable[str]) -> set[str]:
        """The ids of which an alias is wholly among these stems."""
        among = set(said)
        return {entry_id for words, entry_id in self._found if words <= among}


def _says_what_is_done(words: list[str], doers: set[str]) -> bool:
    """Whether they begin with an infinitive: « conseiller », « peintre » are people."""
    first = words[0] if words else ""
    return bool(_TO_DO.fullmatch(first)) and first not in doers and not DOER.search(first)
