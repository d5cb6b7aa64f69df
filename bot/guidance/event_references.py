"""Which event a text names, or goes on from: « l'atelier CV, c'est où ? », « c'est quand ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.normalisation import normalise, stem_words, tokenise

# What is asked of an event that was just told, in few words.
_OF_IT = re.compile(
    r"\b(?:quand|qd|kan|kand|quel(?:le)?s? (?:jour|jours|date|dates|heure|heures)|a quelle heure"
    r"|ou|pour qui|quel age|gratuit|payant|combien|s inscri\w*|reserv\w*)\b"
)
# Of the words of a title, so many name it: its kind (« journée », « atelier ») with half of them.
_MIN_SHARE, _MIN_SHARE_WITH_KIND = 0.75, 0.5

AnnouncedEvent = tuple[str, str]  # id, title


def find_named_events(text: str, announced: Sequence[AnnouncedEvent]) -> tuple[str, ...]:
    """The ids of those that a text names best; nothing for words that merely come near."""
    said = set(stem_words(tokenise(text)))
    shares = {i: _compute_share(said, title) for i, title in announced}
    best = max(shares.values(), default=0.0)
    return tuple(i for i, share in shares.items() if share == best) if best else ()


def asks_event_detail(text: str) -> bool:
    """Whether a text asks when, where, for whom or at what price."""
    return bool(_OF_IT.search(normalise(text)))


def _compute_share(said: set[str], title: str) -> float:
    """The share of a title's words that were said, 0 where they do not name it."""
    words = list(dict.fromkeys(stem_words(tokenise(title))))
    found = [word for word in words if _is_said(word, said)]
    share = len(found) / len(words) if words else 0.0
    of_its_kind = bool(found) and found[0] == words[0]
    enough = share >= _MIN_SHARE or (of_its_kind and share >= _MIN_SHARE_WITH_KIND)
    return share if enough and (len(found) > 1 or len(words) == 1) else 0.0


def _is_said(word: str, said: set[str]) -> bool:
    """« info » says « information »."""
    return word in said or any(len(each) > 3 and word.startswith(each) for each in said)
