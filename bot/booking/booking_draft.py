"""The draft of an appointment request, kept with the open question, and parsing of its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Optional, TypeVar, cast

from bot.booking.appointment_kinds import AppointmentKind, BookingRequest, Kind, Mode
from bot.language.normalisation import normalise, stem_words, tokenise

_Name = TypeVar("_Name", bound=str)
_KIND_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "class_visit": re.compile(
        r"\b(visiter?|visites? (de|pour|avec|chez)|eleves|(un|mon|notre|petit) groupe"
        r"|(ma|mes|une|notre|la|nos) ((deux|trois) )?classes?)\b"
    ),
    "short": re.compile(r"\b(courte?|rapide|p(e?ti)?te? question|20 ?min\w*)\b"),
    # Not « entretien d'embauche ».
    "orientation": re.compile(
        r"\bd?(orientation|entretien(?! (d|de|du|des) (?!orientation))|conseill\w*|45 ?min\w*)\b"
    ),
}
_MODE_PATTERNS: dict[Mode, re.Pattern[str]] = {
    "telephone": re.compile(r"\b((par|au) (tel|phone)|telephone|m appeler|vous appeler)\b"),
    "video": re.compile(r"\b(en (video|ligne)|visio\w*|par (video|zoom|teams)|a distance)\b"),
    "on_site": re.compile(r"\b(sur place|en vrai|face a face|presentiel|a la cite)\b"),
}
_PURPOSE_PATTERNS = {
    "cancel": re.compile(
        r"\b(m?annul\w*|suprim\w*|supprim\w*|(veux|peux|sais) (plus|pas) (y )?(venir|aller)"
        r"|j?viens? plus|viendrai (pas|plus)|viendra (pas|plus))\b"
    ),
    # Not « changer de métier ».
    "move": re.compile(
        r"\b(deplac\w*|decal\w*|report\w*|repouss\w*|(chang|avanc|modifi)\w*"
        r"(?= (de |d |le |la |l |mon |une autre |un autre )*(rdv|rendez|heure|jour|date|moment)))"
    ),
    "mine": re.compile(
        r"\b(g|j ?ai) (deja )?un (rdv|rendez)|"
        r"\b(quand|kan[dt]?|qd|quel(le)? (heure|jour)|c est ou|perdu|oublie|rappel\w*)\b.*"
        r"\b(mon|le) (rdv|rendez)|\bmon (rdv|rendez( vous)?)\b"
    ),
}
# Dropping a request; « mon rdv » refers to an existing appointment instead.
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
_NOT_CANCELLED = re.compile(
    r"\b(?:ann?ul|sup?prim)\w*(?: moi| le| la| rien| surtout)* (?:pas|rien)\b"
    r"|\b(?:pas|sans|jamais|plutot que d|au lieu d)(?: l| le| d)* ?(?:ann?ul|sup?prim)\w*"
)
_NO_OTHER_TIME = re.compile(
    r"\b(?:pas|aucun\w*|ni|sans)(?: d| de| un| une)* autres? (?:date|jour|heure|fois|moment)s?\b"
    r"|\b(?:inutile|pas la peine|pas besoin) (?:de |d )?(?:report|deplac|decal|cherch)er\b"
)
_OWN_TIME = re.compile(
    r"\b(quand|kan[dt]?|qd|quel(le)? (heure|jour|date)|perdu|oublie|rappel\w*|note)\b.*"
    r"\b(mon|ma|le|notre|du|de) ?(rdv|rendez|entretien|visite)"
    r"|\bj?(sai[st]?|souviens|retrouve|rappelle) (meme )?(plus|pas|pu) (si|quand|kan[dt]?|qd"
    r"|quel(le)?|a quelle|l heure|la date|le jour)\b"
    r"|\b(mon|notre) (rdv|rendez( vous)?|entretien) (c est |est |cest |c |a )*"
    r"(quand|kan[dt]?|qd|quel(le)? (heure|jour|date))\b"
)
_ANOTHER_PATTERN = re.compile(
    r"\b(autres?|nouveau|nouvelle|deuxieme|encore) (rdv|rendez|entretien)"
)
_TRADE_PATTERN = re.compile(r"\b(metiers?|aime)\b")
_WORK_PATTERN = re.compile(r"\b(metiers?|travail\w*|boulots?|bosse\w*|aime)\b")
_ISO_START = re.compile(r"\d{4}-\d\d-\d\dT")
_REDACTION_MARKS = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Draft:
    """The state of an appointment request.

    `when`: words about the time that came before the question. `move`: the id of the appointment to
    move. `day`: the ISO date whose hours are shown; `shown`: the offered starts, space-separated.
    """

    kind: Optional[Kind] = None
    way: Optional[Mode] = None
    when: str = ""
    move: Optional[int] = None
    day: str = ""
    shown: str = ""
    pupils: Optional[int] = None

    @property
    def wanted(self) -> BookingRequest:
        """The request; kind and mode must be known."""
        return BookingRequest(cast(Kind, self.kind), cast(Mode, self.way))

    @property
    def shown_starts(self) -> tuple[dt.datetime, ...]:
        """The offered starts."""
        return tuple(map(dt.datetime.fromisoformat, self.shown.split()))

    @property
    def beside_held(self) -> Draft:
        """The draft with the start to confirm, if any, as what « plus tard » is about."""
        return replace(self, shown=self.when) if _ISO_START.match(self.when) else self

    def values(self) -> tuple[str, ...]:
        """Return the fields as stored with a question; `from_values` is the inverse."""
        return tuple(str(getattr(self, each.name) or "") for each in fields(self))

    @classmethod
    def from_values(cls, values: tuple[str, ...]) -> Draft:
        """Return the draft stored with a question."""
        kind, way, when, move, day, shown, pupils = (*values, "", "", "")[:7]
        return cls(
            kind=kind or None,
            way=cast(Optional[Mode], way or None),
            when=when,
            move=int(move) if move else None,
            day=day,
            shown=shown,
            pupils=int(pupils) if pupils else None,
        )

    def with_offered_starts(self, starts: list[str], day: str = "") -> Draft:
        """Return the draft with these starts offered, all of one `day` or of several."""
        return replace(self, when="", day=day, shown=" ".join(starts))


@dataclass(frozen=True)
class AppointmentWords:
    """What the words of a text say of an appointment.

    `purpose`: as `find_purpose` returns it. `own_time`: it asks when the person's appointment is.
    `not_cancelled`: it says not to cancel; `no_other_time`: that no other time is wished.
    `another`, `work`: as `asks_for_another` and `is_about_work` say.
    """

    purpose: Optional[str]
    own_time: bool
    not_cancelled: bool
    no_other_time: bool
    another: bool
    work: bool


def read_appointment_words(text: str) -> AppointmentWords:
    """Return what the words of a text say of an appointment."""
    words = normalise(text)
    return AppointmentWords(
        purpose=find_purpose(text),
        own_time=bool(_OWN_TIME.search(words)),
        not_cancelled=bool(_NOT_CANCELLED.search(words)),
        no_other_time=bool(_NO_OTHER_TIME.search(words)),
        another=asks_for_another(text),
        work=is_about_work(text),
    )


def find_purpose(text: str) -> Optional[str]:
    """Return what a text wants of an existing appointment: "cancel", "move", "mine" or None."""
    return _find_match(_PURPOSE_PATTERNS, text)


def is_dropped(text: str) -> bool:
    """Whether a text drops the pending request, rather than an existing appointment."""
    return bool(_DROP_PATTERN.fullmatch(normalise(text)))


def asks_for_another(text: str) -> bool:
    """Whether a text asks for an additional appointment."""
    return _says(_ANOTHER_PATTERN, text)


def is_about_trades(text: str) -> bool:
    """Whether a text is about professions or tastes, whatever days and hours it holds."""
    return _says(_TRADE_PATTERN, text)


def is_about_work(text: str) -> bool:
    """Whether hours and days in a text concern work (« un métier sans week-end »)."""
    return _says(_WORK_PATTERN, text)


def find_kind(text: str) -> Optional[Kind]:
    """Return the kind of appointment that a text names in the usual words, or None."""
    return _find_match(_KIND_PATTERNS, text)


def find_named_kind(
    text: str, offered: Iterable[AppointmentKind], is_asked: bool = False
) -> Optional[Kind]:
    """Return the kind that a text names as the centre does, else in the usual words, or None.

    A name is there with all its words; if the kind `is_asked`, a text of some of them will do. The
    longest name counts, where several are there.
    """
    words = frozenset(stem_words(tokenise(text)))
    found = {
        kind.code: len(words & name)
        for kind in offered
        if (name := frozenset(stem_words(tokenise(kind.name))))
        and (name <= words or (is_asked and words and words <= name))
    }
    longest = [code for code, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else find_kind(text)


def find_mode(text: str) -> Optional[Mode]:
    """Return the mode of meeting that a text names, or None."""
    # Without redaction marks: « [téléphone] » is a masked number.
    return _find_match(_MODE_PATTERNS, _REDACTION_MARKS.sub(" ", text))


def _find_match(patterns: Mapping[_Name, re.Pattern[str]], text: str) -> Optional[_Name]:
    words = normalise(text)
    return next((name for name, pattern in patterns.items() if pattern.search(words)), None)


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(normalise(text)) is not None
