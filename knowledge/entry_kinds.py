"""The kinds of entries: their models, names and files."""

from __future__ import annotations

from typing import Any, Union

from knowledge.entry_schema import (
    Deadline,
    Event,
    Field,
    Occupation,
    Question,
    Service,
    Shortage,
    Training,
    Wage,
)
from knowledge.fact_reviews import FactReview
from knowledge.imported_models import EscoName, IscoGroup, RomeSheet, School
from knowledge.provenance import Source

Entry = Union[Occupation, RomeSheet, Training, Question, Service, Event]

PLACE_FILE = "place.yml"

# The value of `--kind` and `SearchHit.kind` → the model and the files of its entries.
KIND_FILES: dict[str, tuple[type, tuple[str, ...]]] = {
    "source": (Source, ("sources.yml",)),
    "occupation": (Occupation, ("occupations/*.yml",)),
    "training": (Training, ("trainings/*.yml",)),
    "faq": (Question, ("questions/*.yml",)),
    "service": (Service, (PLACE_FILE, "partners.yml")),
    "event": (Event, ("events.yml",)),
    "shortage": (Shortage, ("shortages.yml",)),
    "deadline": (Deadline, ("deadlines.yml",)),
    "field": (Field, ("fields.yml",)),
    "wage": (Wage, ("wages.yml",)),
}

# Kinds that can be searched; a ROME sheet counts as an occupation.
SEARCHED_KINDS = ("occupation", "training", "faq", "service", "event")

# Hand-written kinds, which a package of another Cité may contain, except these.
_NOT_EXCHANGED = ("source", "field", "wage")

EXCHANGED_MODELS = {
    kind: model for kind, (model, _) in KIND_FILES.items() if kind not in _NOT_EXCHANGED
}

# Kinds that only importers produce.
IMPORTED_MODELS = {
    "sheet": RomeSheet,
    "school": School,
    "esco": EscoName,
    "isco": IscoGroup,
    "review": FactReview,
}

SEARCHED_MODELS = (Occupation, RomeSheet, Training, Question, Service, Event)


def kind_of(entry: Any) -> str:
    """Return the kind of an entry: one of SEARCHED_KINDS, "shortage" or "deadline"."""
    if isinstance(entry, RomeSheet):
        return "occupation"
    return next(kind for kind in EXCHANGED_MODELS if isinstance(entry, KIND_FILES[kind][0]))


def title_of(entry: Entry) -> str:
    """Return the display title: both titles of a profession, the question of an answer."""
    if isinstance(entry, (Occupation, RomeSheet)):
        return str(entry.title.both)
    return str(entry.question if isinstance(entry, Question) else entry.title)
