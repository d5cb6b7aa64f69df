"""Professions found by aliases that name an activity (« réparer des motos »)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.language.normalisation import stem_words, tokenise
from knowledge.entry_schema import Occupation
from knowledge.name_lexicon import AGENT_NOUN

_INFINITIVE = re.compile(r"\w{2,}(?:er|ir|re)")
# « faire du pain » is too vague: « faire » fits any activity.
_MIN_STEMS = 2


class ActivityAliases:
    """The professions by the stems of their activities."""

    def __init__(
        self, occupations: Iterable[Occupation], read: Callable[[str], list[str]] = tokenise
    ) -> None:
        """Index the aliases of `occupations`; `read` splits a text into words."""
        professions = list(occupations)
        titles = {read(name)[0] for each in professions for name in (each.title.f, each.title.m)}
        self._aliases = [
            (frozenset(stem_words(words)), each.id)
            for each in professions
            for words in map(read, each.aliases)
            if _begins_with_infinitive(words, titles) and len(set(stem_words(words))) >= _MIN_STEMS
        ]

    def said(self, said: Iterable[str]) -> set[str]:
        """Return the ids of the professions with an alias whose stems are all among these."""
        stems = set(said)
        return {entry_id for alias, entry_id in self._aliases if alias <= stems}


def _begins_with_infinitive(words: list[str], titles: set[str]) -> bool:
    """Whether `words` begin with an infinitive, not a title such as « conseiller », « peintre »."""
    first = words[0] if words else ""
    is_title = first in titles or AGENT_NOUN.search(first)
    return bool(_INFINITIVE.fullmatch(first)) and not is_title
