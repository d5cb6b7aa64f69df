"""Constraints on a training besides its subject: place, length, schedule, admission."""

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
# « Quelques semaines à quelques mois »: some time under a year.
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
    """The constraints of a request; None or False if absent. `town` is normalised."""

    town: Optional[str] = None
    months: Optional[int] = None
    evening: bool = False
    alternating: bool = False
    without_cess: bool = False

    def __bool__(self) -> bool:
        return self != TrainingConstraints()

    def fits(self, training: Training) -> bool:
        """Whether a training meets all constraints; an unknown value does not."""
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
    """Return the normalised towns where trainings are given."""
    towns = set()
    for training in trainings:
        postal = _POSTAL_TOWN.search(training.place)
        place = postal.group(1) if postal else training.place.rpartition(",")[2]
        if 0 < len(place.split()) <= 3 and not _NO_TOWN.match(normalise(place)):
            towns.add(normalise(place))
    return frozenset(towns)


def parse_constraints(text: str, known: Iterable[str]) -> TrainingConstraints:
    """Return the constraints in a text; `known` are the towns it may name."""
    words = f" {normalise(text)} "
    towns = [town for town in known if f" {town} " in words]
    length = parse_months(text)
    if length is None and _SHORT.search(words):
        length = MAX_SHORT_MONTHS
    return TrainingConstraints(
        town=max(towns, key=len, default=None),
        months=length,
        evening=bool(_EVENING.search(words)),
        alternating=bool(_ALTERNATING.search(words)),
        without_cess=bool(_NO_CESS.search(words)),
    )


def strip_constraints(text: str, known: Iterable[str]) -> str:
    """Return a normalised text without constraints (« le soir », « à Verviers »)."""
    words = f" {normalise(text)} "
    for town in sorted(known, key=len, reverse=True):
        words = words.replace(f" {town} ", " ")
    for pattern in (_LENGTH, _EVENING, _ALTERNATING, _NO_CESS, _SHORT):
        words = pattern.sub(" ", words)
    return " ".join(words.split())


def parse_months(text: str) -> Optional[int]:
    """Return the first duration in a text, in months: « en un an » is 12."""
    words = normalise(text)
    length = _LENGTH.search(words)
    if not length:
        return _A_FEW_MONTHS if _FEW.search(words) else None
    number, unit = length.groups()
    return (int(number) if number.isdecimal() else _NUMBERS[number]) * _MONTHS[unit]


def _is_open_without_cess(training: Training) -> bool:
    asked = normalise(training.conditions)
    return training.level <= 4 and not re.search(r"\b(avoir|etre|titulaire).*\bcess\b", asked)
