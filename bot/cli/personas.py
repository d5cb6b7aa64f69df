"""What forty written personas are proposed: do the leads fit, is one absurd.

The personas of `tests/guidance/personas` were written apart from the formula. The even ones (01, 03
…) served to choose its weights, the odd ones did not: both are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from bot.guidance.catalogue import Catalogue
from bot.guidance.levels import SHORT_STUDIES
from bot.guidance.matching import knows_enough, suggest
from bot.guidance.notebook import Notebook
from bot.settings import ROOT
from knowledge import fields
from knowledge.library import Library

FOLDER = ROOT / "tests" / "guidance" / "personas"
_NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone.utc)
Intent = Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """The leads of one persona, and which of them fit or would be absurd."""

    name: str
    tuned_on: bool
    leads: tuple[str, ...]
    fitting: frozenset[str]
    absurd: frozenset[str]


def outcomes(library: Library, catalogue: Catalogue, intent: Intent) -> Iterator[Outcome]:
    """One for each persona, in the order of the files; `intent`: the model's reading of a line."""
    for place, path in enumerate(sorted(FOLDER.glob("*.yml"))):
        persona = yaml.safe_load(path.read_text("utf-8"))
        notebook = told(persona, library, intent)
        leads = suggest(notebook, catalogue) if knows_enough(notebook, catalogue) else ()
        ids = tuple(lead.occupation_id for lead in leads)
        yield Outcome(
            path.stem,
            place % 2 == 0,
            ids,
            frozenset(ids) & _ids(persona["fits"], library),
            frozenset(ids) & _ids(persona["absurd"], library),
        )


def told(persona: dict[str, Any], library: Library, intent: Intent) -> Notebook:
    """The notebook after the persona has said everything and confirmed what was read."""
    notebook = Notebook()
    for words in persona["says"]:
        near = library.near(words, told=True)
        if intent(words) == "tell_refusal":
            notebook.refuse(words, _NOW, near=near)
        else:
            notebook.dream(words, library.interests_in(words), _NOW, near)
    for interest in list(notebook.interests):
        notebook.confirm_interest(interest.number)
    for item, value in (persona.get("answers") or {}).items():
        notebook.answer(item, value, _NOW)
    for words in persona.get("refuses") or ():
        notebook.refuse(words, _NOW, near=library.near(words, told=True))
    for occupation in persona.get("likes") or ():
        notebook.like(occupation, _NOW)
    if persona.get("limit") == "short":
        notebook.limit(SHORT_STUDIES, _NOW)
    return notebook


def shares(found: list[Outcome]) -> tuple[float, float]:
    """(share of personas with a fitting lead, share of absurd ones among five leads each)."""
    fitting = sum(bool(one.fitting) for one in found) / len(found)
    return fitting, sum(len(one.absurd) for one in found) / (5 * len(found))


def _ids(judged: list[dict[str, str]], library: Library) -> frozenset[str]:
    """The professions named, those of a whole field for `field:…`."""
    ids: set[str] = set()
    for one in judged:
        kind, _, field = one["id"].partition(":")
        if kind == "field":
            members = fields.members(library.base, library.base.fields[field])
            ids |= {occupation.id for occupation in members}
        else:
            ids.add(one["id"])
    return frozenset(ids)
