"""What is known of an appointment while it is being asked for, kept with the open question."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Optional, cast

from bot.booking.kinds import Kind, Wanted, Way
from knowledge.text import normalise

_KINDS: dict[Kind, re.Pattern[str]] = {
    "class_visit": re.compile(r"\b(visite|visiter|classe|eleves)\b"),
    "short": re.compile(r"\b(courte?|rapide|vite|petite?|20)\b"),
    "orientation": re.compile(r"\b(orientation|entretien|long(ue)?|conseill\w*|45)\b"),
}
_WAYS: dict[Way, re.Pattern[str]] = {
    "telephone": re.compile(r"\b(tel|telephone|tele|appel\w*|phone)\b"),
    "video": re.compile(r"\b(video|visio\w*|cam|zoom|teams|en ligne|a distance)\b"),
    "on_site": re.compile(r"\b(sur place|en vrai|face a face|venir|presentiel|a la cite)\b"),
}
_PURPOSES = {
    "cancel": re.compile(r"\b(annul\w*|sup+rim\w*|(veux|peux|sais|viens?) (plus|pas) venir)\b"),
    "move": re.compile(
        r"\b(dep?lac\w*|decal\w*|report\w*|chang\w*|repouss\w*|avanc\w*|modifi\w*)\b"
    ),
    "mine": re.compile(
        r"\b(quand|quel(le)? (heure|jour)|c est ou|perdu|oublie|rappel\w*)\b.*\b(mon|le) "
        r"(rdv|rendez)|\bmon (rdv|rendez( vous)?)\b"
    ),
}


@dataclass(frozen=True)
class Draft:
    """`when`: the words about a time that were said before it could be asked. `move`: the
    appointment that is moved, by its id."""

    kind: Optional[Kind] = None
    way: Optional[Way] = None
    when: str = ""
    move: Optional[int] = None

    @property
    def wanted(self) -> Wanted:
        """Both are known by now."""
        return Wanted(cast(Kind, self.kind), cast(Way, self.way))

    def values(self) -> tuple[str, ...]:
        """As a question keeps it; `from_values` is the inverse."""
        return tuple(str(getattr(self, each.name) or "") for each in fields(self))

    @classmethod
    def from_values(cls, values: tuple[str, ...]) -> Draft:
        """A draft from what a question kept."""
        kind, way, when, move = values
        return cls(
            kind=cast(Optional[Kind], kind or None),
            way=cast(Optional[Way], way or None),
            when=when,
            move=int(move) if move else None,
        )


def purpose(text: str) -> Optional[str]:
    """What is wanted of an appointment that was made: « cancel », « move » or « mine »."""
    said = normalise(text)
    return next((name for name, words in _PURPOSES.items() if words.search(said)), None)


def kind_in(text: str) -> Optional[Kind]:
    """The kind that words speak of."""
    said = normalise(text)
    return next((kind for kind, words in _KINDS.items() if words.search(said)), None)


def way_in(text: str) -> Optional[Way]:
    """The way that words speak of."""
    said = normalise(text)
    return next((way for way, words in _WAYS.items() if words.search(said)), None)
