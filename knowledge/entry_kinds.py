"""The kinds of entries: their models, their names, and the files they are written in."""

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

# What `--kind` and `SearchHit.kind` say, and where the entries of a kind are written.
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

# What can be searched; a French sheet is an occupation to whoever searches.
SEARCHED_KINDS = ("occupation", "training", "faq", "service", "event")

# What people write, and what a package of another Cité may bring.
_NOT_EXCHANGED = ("source", "field", "wage")

EXCHANGED_MODELS = {
    kind: model for kind, (model, _) in KIND_FILES.items() if kind not in _NOT_EXCHANGED
}

# What only an importer brings.
IMPORTED_MODELS = {
    "sheet": RomeSheet,
    "school": School,
    "esco": EscoName,
    "isco": IscoGroup,
    "review": FactReview,
}

SEARCHED_MODELS = (Occupation, RomeSheet, Training, Question, Service, Event)


def kind_of(entry: Any) -> str:
    """One of SEARCHED_KINDS, « shortage » or « deadline »."""
    if isinstance(entry, RomeSheet):
        return "occupation"
    return next(kind for kind in EXCHANGED_MODELS if isinstance(entry, KIND_FILES[kind][0]))


def title_of(entry: Entry) -> str:
    """What an entry is called on a card: both titles of a profession, the question of an answer."""
    if isinstance(entry, (Occupation, RomeSheet)):
        return str(entry.title.both)
    return str(entry.question if isinstance(entry, Question) else entry.title)
