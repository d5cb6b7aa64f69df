"""A base that also has what importers bring: a French sheet, an event, a shortage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Optional

from bot.language.normalisation import slugify
from knowledge.entry_schema import Event, Question, Shortage
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source

SOURCE = Source(id="essai", title="Essai", publisher="Essai", published=dt.date(2026, 1, 1))
CITED = {"sources": ("essai",)}
SHEET = RomeSheet(
    id="rome-l1212",
    title={"f": "Dompteuse", "m": "Dompteur"},
    rome="L1212",
    riasec="RA",
    summary=["Présente un numéro avec des animaux."],
    tasks=["Nourrir un animal"],
    related=["rome-l1203"],
    **CITED,
)


def event(name: str, start: str, end: str) -> Event:
    return Event(
        id=name,
        title=f"Matinée {name}",
        start=start,
        end=end,
        place="Liège",
        audience="Tout le monde",
        summary="On se rencontre.",
        **CITED,
    )


def shortage(
    occupation: str, year: int = 2026, name: str = "pénurie", region: str = "Wallonie"
) -> Shortage:
    return Shortage(
        id=slugify(f"{name} {region} {occupation} {year}"),
        title=occupation,
        year=year,
        list=name,
        region=region,
        occupations=(occupation,),
        **CITED,
    )


def make_dated_answer(
    name: str, valid_until: Optional[str] = None, **dated: Any
) -> tuple[Source, Question]:
    """An official source of a certain age, and an answer that rests on it."""
    source = Source(
        id=f"page-{name}",
        title="La page",
        publisher="L'ARES",
        official=True,
        read=dt.date(2026, 11, 20),
        **dated,
    )
    entry = Question(
        id=name,
        question=f"Quoi, {name} ?",
        short="Voilà.",
        regime="Supérieur.",
        topic="école",
        sources=(source.id,),
        valid_until=valid_until,
    )
    return source, entry


def add_imported_entries(library: Any, *others: Any) -> Any:
    """The library with more entries in its base; the index stays that of the hand-written ones."""
    base = library.base
    kept = (*base.entries.values(), *base.deadlines.values(), *base.fields.values())
    sources = (*base.sources.values(), SOURCE, *(o for o in others if isinstance(o, Source)))
    entries = (*kept, *(other for other in others if not isinstance(other, Source)))
    made = KnowledgeBase(sources, entries, base.files, base.site)
    return replace(library, base=made)


def add_rome_sheet(library: Any) -> Any:
    """The library with the sheet imported, its index made anew."""
    return library.of(library.base.with_dataset("rome.jsonl", [SOURCE], [SHEET]))
