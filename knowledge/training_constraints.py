"""What a person asks of a training besides its subject: where, how long, when, with what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from bot.language.normalisation import normalise
from knowledge.entry_schema import Training

_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "neuf": 9}
_MONTHS = {"an": 12, "ans": 12, "annee": 12, "annees": 12, "mois": 1}
_LENGTH = re.compile(r"(?<!plus d )\b(\d{1,2}|" + "|".join(_NUMBERS) + r") (ans?|annees?|mois)\b")
# « Quelques semaines à quelques mois »: under a year, no more is known.
_FEW = re.compile(r"\bquelques (semaines|mois)\b")
_EVENING = re.compile(
    r"\bsoir(ee)?s?\b|\bapres (le )?(boulot|travail|journee)\b|\bhoraire decale\b"
)
_ALTERNATING = re.compile(r"\balternances?\b|\bcefa\b|\bifapme\b|\ben entreprise\b")
_NO_CESS = re.compile(r"\b(sans|pas( de| le| mon)?|ni) (le |mon |un )?(cess|diplome)\b")
_SHORT = re.compile(r"\bcourtes?\b|\brapides?\b")
_POSTAL_TOWN = re.compile(r"\b\d{4} ([^,(]+)")
_NO_TOWN = re.compile(r"^(campus|institut|centre|a verifier)\b")
MAX_SHORT_MONTHS = 12
_A_FEW_MONTHS = 11


@dataclass(frozen=True)
class TrainingConstraints:
    """What was asked; None or False where nothing was said. `town` is a normalised name."""

    town: Optional[str] = None
    months: Optional[int] = None
    evening: bool = False
    alternating: bool = False
    without_cess: bool = False

    def __bool__(self) -> bool:
        return self != TrainingConstraints()

    def fits(self, training: Training) -> bool:
        """Whether a training meets all of it, as far as its entry says; unknown is not met."""
        schedule = normalise(f"{training.kind} {training.schedule} {training.title}")
        length = parse_months(training.length)
        return all(
            (
                self.town is None or f" {self.town} " in f" {normalise(training.place)} ",
                self.months is None or (length is not None and length <= self.months),
                not self.evening or "soir" in schedule,
                not self.alternating or bool(_ALTERNATING.search(schedule)),
                not self.without_cess or _is_open_without_cess(training),
            )
        )


def collect_towns(trainings: Iterable[Training]) -> frozenset[str]:
    """The towns where trainings are given, normalised."""
    found = set()
    for training in trainings:
        postal = _POSTAL_TOWN.search(training.place)
        place = postal.group(1) if postal else training.place.rpartition(",")[2]
        if 0 < len(place.split()) <= 3 and not _NO_TOWN.match(normalise(place)):
            found.add(normalise(place))
    return frozenset(found)


def parse_constraints(text: str, known: Iterable[str]) -> TrainingConstraints:
    """The constraints in a text; `known` are the towns it may name."""
    said = f" {normalise(text)} "
    named = [town for town in known if f" {town} " in said]
    length = parse_months(text)
    if length is None and _SHORT.search(said):
        length = MAX_SHORT_MONTHS
    return TrainingConstraints(
        town=max(named, key=len, default=None),
        months=length,
        evening=bool(_EVENING.search(said)),
        alternating=bool(_ALTERNATING.search(said)),
        without_cess=bool(_NO_CESS.search(said)),
    )


def strip_constraints(text: str, known: Iterable[str]) -> str:
    """A text without its constraints, normalised: « en coiffure à Verviers » is « en coiffure »."""
    said = f" {normalise(text)} "
    for town in sorted(known, key=len, reverse=True):
        said = said.replace(f" {town} ", " ")
    for pattern in (_LENGTH, _EVENING, _ALTERNATING, _NO_CESS, _SHORT):
        said = pattern.sub(" ", said)
    return " ".join(said.split())


def parse_months(text: str) -> Optional[int]:
    """The first length of time in a text, in months: « en un an » is 12."""
    said = normalise(text)
    found = _LENGTH.search(said)
    if not found:
        return _A_FEW_MONTHS if _FEW.search(said) else None
    number, unit = found.groups()
    return (int(number) if number.isdecimal() else _NUMBERS[number]) * _MONTHS[unit]


def _is_open_without_cess(training: Training) -> bool:
    asked = normalise(training.conditions)
    return training.level <= 4 and not re.search(r"\b(avoir|etre|titulaire).*\bcess\b", asked)
