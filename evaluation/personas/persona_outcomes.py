"""Leads proposed to the forty written personas: the shares that fit or are absurd.

`tests/evaluation/personas` was written independently of the formula. Its weights were tuned on the
even ones (01, 03 …) only, so both groups are reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from bot.matching.catalogue import Catalogue
from bot.matching.lead_suggestions import has_enough_input, suggest_leads
from bot.notebook.model import Notebook
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.settings import PROJECT_ROOT
from knowledge import work_fields
from knowledge.library import Library

PERSONAS_FOLDER = PROJECT_ROOT / "tests" / "evaluation" / "personas"
_NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone.utc)
IntentReader = Callable[[str], str]


@dataclass(frozen=True)
class PersonaOutcome:
    """The leads of a persona, with those that fit and those that would be absurd."""

    name: str
    tuned_on: bool
    leads: tuple[str, ...]
    fitting: frozenset[str]
    absurd: frozenset[str]


def evaluate_personas(
    library: Library, catalogue: Catalogue, intent: IntentReader
) -> Iterator[PersonaOutcome]:
    """Yield outcomes in file order. `intent` is the model's intent of a line."""
    for place, path in enumerate(sorted(PERSONAS_FOLDER.glob("*.yml"))):
        persona = yaml.safe_load(path.read_text("utf-8"))
        notebook = build_persona_notebook(persona, library, intent)
        leads = suggest_leads(notebook, catalogue) if has_enough_input(notebook, catalogue) else ()
        ids = tuple(lead.occupation_id for lead in leads)
        yield PersonaOutcome(
            path.stem,
            place % 2 == 0,
            ids,
            frozenset(ids) & _expand_ids(persona["fits"], library),
            frozenset(ids) & _expand_ids(persona["absurd"], library),
        )


def build_persona_notebook(
    persona: dict[str, Any], library: Library, intent: IntentReader
) -> Notebook:
    """Return the notebook after all statements and confirmations of the persona."""
    notebook = Notebook()
    for words in persona["says"]:
        near = library.near(words, told=True)
        if intent(words) == "tell_refusal":
            notebook.refuse(words, _NOW, near=near)
        else:
            notebook.add_dream(words, library.find_interests(words), _NOW, near)
    for interest in list(notebook.interests):
        notebook.confirm_interest(interest.number)
    for item, value in (persona.get("answers") or {}).items():
        notebook.answer(item, value, _NOW)
    for words in persona.get("refuses") or ():
        notebook.refuse(words, _NOW, near=library.near(words, told=True))
    for occupation in persona.get("likes") or ():
        notebook.like(occupation, _NOW)
    if persona.get("limit") == "short":
        notebook.limit(MAX_SHORT_STUDIES_LEVEL, _NOW)
    return notebook


def compute_shares(found: list[PersonaOutcome]) -> tuple[float, float]:
    """Return the share of personas with a fitting lead, and the share of absurd leads."""
    fitting = sum(bool(one.fitting) for one in found) / len(found)
    return fitting, sum(len(one.absurd) for one in found) / (5 * len(found))


def _expand_ids(judged: list[dict[str, str]], library: Library) -> frozenset[str]:
    """Return the named professions, all those of a field for `field:…`."""
    ids: set[str] = set()
    for one in judged:
        kind, _, field = one["id"].partition(":")
        if kind == "field":
            members = work_fields.list_professions(library.base, library.base.fields[field])
            ids |= {occupation.id for occupation in members}
        else:
            ids.add(one["id"])
    return frozenset(ids)
