"""Measures the choice of five leads in a catalogue of the size of ROME."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from itertools import cycle, islice

from bot.matching.catalogue import Catalogue
from bot.matching.lead_suggestions import suggest_leads
from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import ITEMS
from bot.settings import Settings
from knowledge.entry_schema import Occupation
from knowledge.library import Library

ROME_OCCUPATIONS = 1584
_ROUNDS = 50
_NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone.utc)


def measure(settings: Settings) -> Iterator[tuple[str, float]]:
    """Yield the median of fifty choices for a person with complete answers."""
    from bot.stores import open_library

    library = open_library(settings)
    catalogue = Catalogue(
        _repeat_to_rome_size(library), library.base.contexts, library.skills.skills
    )
    notebook, took = _build_full_notebook(library), []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        suggest_leads(notebook, catalogue)
        took.append(time.perf_counter() - began)
    yield "choosing five among 1,584 p50, ms", 1000 * statistics.median(took)


def _repeat_to_rome_size(library: Library) -> Iterator[Occupation]:
    """Repeat the base's trades under new ids."""
    every = library.base.occupations.values()
    for number, occupation in enumerate(islice(cycle(every), ROME_OCCUPATIONS)):
        again = number // len(every)
        yield occupation.copy(update={"id": f"{occupation.id}-{again}"}) if again else occupation


def _build_full_notebook(library: Library) -> Notebook:
    notebook = Notebook()
    for words in ("réparer la moto de mon cousin", "aider les petits", "dessiner des plans"):
        notebook.add_dream(
            words, library.find_interests(words), _NOW, library.near(words, told=True)
        )
    for place, item in enumerate(ITEMS):
        notebook.answer(item.id, 1 + place % 5, _NOW)
    notebook.refuse("un bureau", _NOW, near=library.near("un bureau", told=True))
    notebook.add_experience("j'ai gardé des enfants", [1, 14], _NOW)
    notebook.confirm_skill(1)
    notebook.wish("nights", 1, _NOW)
    for like in islice(library.base.occupations, 2):
        notebook.like(like, _NOW)
    return notebook
