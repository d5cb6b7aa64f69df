"""What is known of an appointment while it is being asked for, kept with the open question."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Optional, cast

from bot.booking.appointment_kinds import BookingRequest, Kind, Mode
from bot.language.normalisation import normalise

_KIND_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "class_visit": re.compile(r"\b(visiter?|(ma|mes|une|notre|la) classes?|eleves)\b"),
    "short": re.compile(r"\b(courte?|rapide|petite? question|20 ?min\w*)\b"),
    # An « entretien d'embauche » is had elsewhere.
    "orientation": re.compile(
        r"\b(orientation|entretien(?! (d|de|du|des) (?!orientation))|conseill\w*|45 ?min\w*)\b"
    ),
}
_MODE_PATTERNS: dict[Mode, re.Pattern[str]] = {
    "telephone": re.compile(r"\b((par|au) (tel|phone)|telephone|m appeler|vous appeler)\b"),
    "video": re.compile(r"\b(en (video|ligne)|visio\w*|par (video|zoom|teams)|a distance)\b"),
    "on_site": re.compile(r"\b(sur place|en vrai|face a face|presentiel|a la cite)\b"),
}
_PURPOSE_PATTERNS = {
    "cancel": re.compile(
        r"\b(annul\w*|suprim\w*|supprim\w*|(veux|peux|sais) (plus|pas) (y )?(venir|aller)"
        r"|j?viens? plus|viendrai (pas|plus)|viendra (pas|plus))\b"
    ),
    # « changer de métier » is no change of an appointment.
    "move": re.compile(
        r"\b(deplac\w*|decal\w*|report\w*|repouss\w*|(chang|avanc|modifi)\w*"
        r"(?= (de |d |le |la |l |mon |une autre |un autre )*(rdv|rendez|heure|jour|date|moment)))"
    ),
    "mine": re.compile(
        r"\b(g|j ?ai) (deja )?un (rdv|rendez)|"
        r"\b(quand|quel(le)? (heure|jour)|c est ou|perdu|oublie|rappel\w*)\b.*\b(mon|le) "
        r"(rdv|rendez)|\bmon (rdv|rendez( vous)?)\b"
    ),
}
# While an appointment is being asked for; « mon rdv » is one that was made.
_LEAD_IN = r"(?:(?:non|nan|bon|ok|ah|euh|en fait|finalement|stp|tkt) )*"
_APPOINTMENT_WORDS = r"(?:(?:d|de|du|le|un|ce|pour|par) )*(?:rdv|rendez(?: vous)?)"
_DROPPED_OBJECT = (
    rf"(?: (?:ca|cela|tout ca|(?:la|cette|ma) (?:demande|reservation)|{_APPOINTMENT_WORDS}))?"
)
_NEGATION = (
    r"(?:(?:je|j|ne|n|suis|ai) )*(?:(?:jsuis|chui|chuis|jai|jveux|veux|voudrais) )?(?:plus|pas)"
)
_DROP_PATTERN = re.compile(
    rf"{_LEAD_IN}(?:(?:(?:on |j |je veux )?(?:ann?ul|abandon)\w*"
    rf"|(?:on |je )?l?ai\w* tomb\w*|oublie\w*|tant pis){_DROPPED_OBJECT}"
    rf"|(?:stop|(?:on )?arrete\w*) {_APPOINTMENT_WORDS}"
    rf"|{_NEGATION} interes\w*(?: {_APPOINTMENT_WORDS})?"
    rf"|{_NEGATION} (?:(?:envie|besoin) )?{_APPOINTMENT_WORDS}"
    r"|finalement non|non finalement)(?: (?:stp|svp|merci|desole\w*|finalement|en fait))*"
)
_ANOTHER_PATTERN = re.compile(
    r"\b(autres?|nouveau|nouvelle|deuxieme|encore) (rdv|rendez|entretien)"
)
_WORK_PATTERN = re.compile(r"\b(metiers?|travail\w*|boulots?|bosse\w*|aime)\b")
_REDACTION_MARKS = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Draft:
    """`when`: the words about a time that were said before it could be asked. `move`: the
    appointment that is moved, by its id. `day`: the date (ISO) whose hours are shown; `shown`: the
    starts that are, one behind the other."""

    kind: Optional[Kind] = None
    way: Optional[Mode] = None
    when: str = ""
    move: Optional[int] = None
    day: str = ""
    shown: str = ""

    @property
    def wanted(self) -> BookingRequest:
        """Both are known by now."""
        return BookingRequest(cast(Kind, self.kind), cast(Mode, self.way))

    def values(self) -> tuple[str, ...]:
        """As a question keeps it; `from_values` is the inverse."""
        return tuple(str(getattr(self, each.name) or "") for each in fields(self))

    @classmethod
    def from_values(cls, values: tuple[str, ...]) -> Draft:
        """A draft from what a question kept."""
        kind, way, when, move, day, shown = (*values, "", "")[:6]
        return cls(
            kind=cast(Optional[Kind], kind or None),
            way=cast(Optional[Mode], way or None),
            when=when,
            move=int(move) if move else None,
            day=day,
            shown=shown,
        )

    def with_offered_starts(self, starts: list[str], day: str = "") -> Draft:
        """With these starts on screen, all of one day or of several."""
        return replace(self, when="", day=day, shown=" ".join(starts))


def find_purpose(text: str) -> Optional[str]:
    """What is wanted of an appointment that was made: « cancel », « move » or « mine »."""
    said = normalise(text)
    return next((name for name, words in _PURPOSE_PATTERNS.items() if words.search(said)), None)


def is_dropped(text: str) -> bool:
    """Whether the request that is half-way is given up, and not an appointment that was made."""
    return bool(_DROP_PATTERN.fullmatch(normalise(text)))


def asks_for_another(text: str) -> bool:
    """Whether one more appointment is wanted, beside those that are to come."""
    return bool(_ANOTHER_PATTERN.search(normalise(text)))


def is_about_work(text: str) -> bool:
    """Whether hours and days are those of work: « un métier où on travaille pas le week-end »."""
    return bool(_WORK_PATTERN.search(normalise(text)))


def find_kind(text: str) -> Optional[Kind]:
    """The kind that words speak of."""
    said = normalise(text)
    return next((kind for kind, words in _KIND_PATTERNS.items() if words.search(said)), None)


def find_mode(text: str) -> Optional[Mode]:
    """The way that words speak of."""
    said = normalise(_REDACTION_MARKS.sub(" ", text))  # « [téléphone] » is a number that was masked
    return next((way for way, words in _MODE_PATTERNS.items() if words.search(said)), None)
