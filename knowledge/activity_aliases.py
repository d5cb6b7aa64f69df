"""Aliases that say what is done, « réparer des motos »: what people tell of themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.language.normalisation import stem_words, tokenise
from knowledge.entry_schema import Occupation
from knowledge.name_lexicon import AGENT_NOUN

_INFINITIVE = re.compile(r"\w{2,}(?:er|ir|re)")
# « faire du pain » says too little: « faire » is any doing.
_MIN_STEMS = 2


class ActivityAliases:
    """The professions by what is done there, as stems."""

    def __init__(
        self, occupations: Iterable[Occupation], read: Callable[[str], list[str]] = tokenise
    ) -> None:
        """`read`: the words of a text."""
        all_of_them = list(occupations)
        doers = {read(name)[0] for each in all_of_them for name in (each.title.f, each.title.m)}
        self._found = [
            (frozenset(stem_words(words)), each.id)
            for each in all_of_them
            for words in map(read, each.aliases)
            if _begins_with_infinitive(words, doers) and len(set(stem_words(words))) >= _MIN_STEMS
        ]

    def said(self, said: Iterable[str]) -> set[str]:
        """The ids of which an alias is wholly among these stems."""
        among = set(said)
        return {entry_id for words, entry_id in self._found if words <= among}


def _begins_with_infinitive(words: list[str], doers: set[str]) -> bool:
    """Whether they begin with an infinitive: « conseiller », « peintre » are people."""
    first = words[0] if words else ""
    return (
        bool(_INFINITIVE.fullmatch(first)) and first not in doers and not AGENT_NOUN.search(first)
    )
