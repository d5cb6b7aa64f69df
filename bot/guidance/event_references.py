"""References to announced events: « l'atelier CV, c'est où ? », « c'est quand ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.normalisation import normalise, stem_words, tokenise

# Short questions about the event just announced.
_OF_IT = re.compile(
    r"\b(?:quand|qd|kan|kand|quel(?:le)?s? (?:jour|jours|date|dates|heure|heures)|a quelle heure"
    r"|ou|pour qui|quel age|gratuit|payant|combien|s inscri\w*|reserv\w*)\b"
)
# Minimum share of a title's words to name it, lower if its kind (« journée », « atelier ») is one.
_MIN_SHARE, _MIN_SHARE_WITH_KIND = 0.75, 0.5

AnnouncedEvent = tuple[str, str]  # id, title


def find_named_events(text: str, announced: Sequence[AnnouncedEvent]) -> tuple[str, ...]:
    """Return the ids of the events that the text names best; a vague similarity is not enough."""
    stems = set(stem_words(tokenise(text)))
    shares = {i: _compute_share(stems, title) for i, title in announced}
    best = max(shares.values(), default=0.0)
    return tuple(i for i, share in shares.items() if share == best) if best else ()


def asks_event_detail(text: str) -> bool:
    """Return whether a text asks when, where, for whom or at what price."""
    return bool(_OF_IT.search(normalise(text)))


def _compute_share(said: set[str], title: str) -> float:
    """Return the share of a title's words that were mentioned, 0 if they do not name it."""
    words = list(dict.fromkeys(stem_words(tokenise(title))))
    mentioned = [word for word in words if _is_said(word, said)]
    share = len(mentioned) / len(words) if words else 0.0
    of_its_kind = bool(mentioned) and mentioned[0] == words[0]
    enough = share >= _MIN_SHARE or (of_its_kind and share >= _MIN_SHARE_WITH_KIND)
    return share if enough and (len(mentioned) > 1 or len(words) == 1) else 0.0


def _is_said(word: str, said: set[str]) -> bool:
    """Return whether a word was mentioned, also shortened: « info » for « information »."""
    return word in said or any(len(each) > 3 and word.startswith(each) for each in said)
