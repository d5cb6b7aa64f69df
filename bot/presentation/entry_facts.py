"""Facts about entries, as the sentences of the domain take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Optional

from bot.presentation.dates_and_amounts import (
    format_day,
    format_day_range,
    format_euros,
    format_thousands,
)
from bot.presentation.shortage_facts import render_shortages
from knowledge import training_places
from knowledge import ways_in_summary as ways_into
from knowledge.entry_schema import Event, Occupation, Service, Training, Wage
from knowledge.fact_status import DatedStatus, Status
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import EntryModel, Source

LEVEL_NAMES = {1: "short", 2: "short", 3: "short", 4: "secondary", 5: "after", 6: "bachelor"}


def render_level(number: int) -> dict[str, Any]:
    """A CFC level in words; 7 and 8 are a master and what follows."""
    return {"say": f"utter_level_{LEVEL_NAMES.get(number, 'master')}"}


def source_facts(sources: Iterable[Source]) -> dict[str, Any]:
    """Where facts come from, as a card shows it: a few of them; empty without a source."""
    found = list(dict.fromkeys(sources))[:_MAX_SOURCES]
    return {
        "source": " · ".join(source.title for source in found),
        "date": source_date(found) if found else "",
    }


def source_date(sources: Sequence[Source]) -> Any:
    """The date that the newest of these sources gives itself; of one that gives none, when it was
    read, and that it was so."""
    published = [source.published for source in sources if source.published]
    if published:
        return format_day(max(published))
    read = max((source.read for source in sources if source.read), default=None)
    return {"say": "utter_source_undated", "read": format_day(read)} if read else ""


def render_certainty(found: DatedStatus, owner: Optional[str] = None) -> dict[str, Any]:
    """How sure a fact is, in a sentence."""
    if found.status is Status.VERIFIED and found.read:
        return {"say": "utter_status_verified", "checked": format_day(found.read)}
    if found.status is Status.OFFICIAL:
        return {"say": "utter_status_official", "year": str(found.year)}
    return {"say": "utter_status_to_confirm", "whom": render_owner(owner)}


def render_owner(owner: Optional[str]) -> str:
    """« auprès du Forem », « auprès de l'ARES », « auprès d'un guichet »; nothing for nobody."""
    if not owner:
        return ""
    for article, joined in (("le ", "du "), ("les ", "des "), ("un ", "d'un "), ("une ", "d'une ")):
        if owner.startswith(article):
            return f" auprès {joined}{owner[len(article) :]}"
    return f" auprès d'{owner}" if owner[0].lower() in _VOWELS else f" auprès de {owner}"


_VOWELS = "aeiouyhâéèêîô"


def sources_of_entry(entry: EntryModel, base: KnowledgeBase) -> list[Source]:
    """The sources of an entry."""
    return [base.sources[source] for source in entry.sources]


def render_source(entry: EntryModel, base: KnowledgeBase, every: bool = False) -> Any:
    """Where an entry comes from, in a sentence: its first source, or all; nothing without one."""
    found = sources_of_entry(entry, base)
    if not found:
        return ""
    return {"say": "utter_question_source", **source_facts(found if every else found[:1])}


def service_facts(entry: Service, base: KnowledgeBase) -> dict[str, Any]:
    """What a card about the centre or a partner shows."""
    return {
        "title": entry.title,
        "summary": " ".join(filter(None, (entry.summary, entry.contact))),
        "page": {"say": "utter_service_page", "url": entry.url} if entry.url else "",
        "audience": entry.audience,
        **source_facts(sources_of_entry(entry, base)),
    }


def occupation_facts(entry: Occupation, base: KnowledgeBase) -> dict[str, Any]:
    """All that cards about a profession may show."""
    return {
        "id": entry.id,
        "title": entry.title.both,
        "summary": " ".join(entry.summary),
        "what": entry.summary[0],
        "more": " ".join(entry.summary[1:]),
        "day": entry.day,
        "pleasant": ", ".join(entry.pleasant),
        "hard": ", ".join(entry.hard),
        "asks_pay": pay_button_label(entry, base),
        "prospects": entry.prospects,
        "shortage": render_shortages(entry, base),
        "levels": render_levels(entry),
        **entry.conditions.dict(),
        **source_facts(sources_of_entry(entry, base)),
    }


def render_pay(entry: Occupation, base: KnowledgeBase, today: dt.date) -> dict[str, Any]:
    """The newest figure with its scale and year, the guaranteed minimum without one. Where to look
    stands beside all but a figure of this year."""
    wage, least = base.wages.get(entry.id), base.minimum_wage
    if wage is None and least is None:
        return {"say": "utter_pay_nowhere", "where": entry.pay}
    if wage is None:
        return {"say": "utter_pay_minimum", "where": entry.pay, **wage_facts(least)}
    kind = "range" if wage.high else "figure"
    if wage.year >= today.year:
        return {"say": f"utter_pay_{kind}", **wage_facts(wage)}
    passed = least is not None and wage.low < least.low and not wage.independent
    floor = {"say": "utter_pay_floor", **wage_facts(least)} if passed else ""
    return {"say": f"utter_pay_old_{kind}", "rest": [floor, entry.pay], **wage_facts(wage)}


def wage_facts(wage: Optional[Wage]) -> dict[str, str]:
    """What a sentence tells of a pay."""
    if wage is None:
        return {}
    return {
        "low": format_euros(wage.low),
        "from": format_thousands(wage.low),
        "high": format_euros(wage.high or wage.low),
        "what": wage.what,
        "scale": wage.scale or "",
        "year": str(wage.year),
    }


def pay_button_label(entry: Occupation, base: KnowledgeBase) -> dict[str, Any]:
    """What the button says that asks for the pay: no figure is promised where none is known."""
    known = entry.id in base.wages
    return {"say": "utter_button_pay" if known else "utter_button_where_pay"}


def sheet_facts(entry: RomeSheet, base: KnowledgeBase) -> dict[str, Any]:
    """A French sheet as a card, and the professions of ours that are nearest to it."""
    near = [o.id for o in base.occupations.values() if f"rome-{o.rome.lower()}" in entry.related]
    same = [o.id for o in base.occupations.values() if o.rome[:3] == entry.rome[:3]]
    return {
        "title": entry.title.both,
        "summary": "\n".join(entry.summary),
        "tasks": "\n".join(f"• {task}" for task in entry.tasks),
        "options": occupation_options(list(dict.fromkeys([*near, *same]))[:4], base),
        **source_facts(sources_of_entry(entry, base)),
    }


def render_levels(entry: Occupation) -> Any:
    """The shortest and the longest way in, in words; nothing when no way is known."""
    if not entry.levels:
        return ""
    ends = dict.fromkeys(LEVEL_NAMES.get(n, "master") for n in (entry.levels[0], entry.levels[-1]))
    shown = [{"say": f"utter_level_{name}"} for name in ends]
    return (
        shown[0] if len(shown) == 1 else {"say": "utter_levels", "from": shown[0], "to": shown[1]}
    )


def render_ways_in(entry: Occupation) -> list[dict[str, Any]]:
    """One sentence per way in, its places together."""
    told = []
    for way in ways_into.summarise_ways_in(entry):
        rest = ", ".join(filter(None, (way.length, " ; ".join(way.places[:_MAX_PLACES]))))
        told.append({"say": "utter_way", "way": f"{way.title} : {rest}" if rest else way.title})
    return told


_MAX_PLACES, _MAX_SOURCES = 3, 3


def render_first_way_in(entry: Occupation) -> dict[str, Any]:
    """The first way into a profession, in a sentence; how many others its card has."""
    first, *others = ways_into.summarise_ways_in(entry)
    length = {"say": "utter_path_length", "length": first.length} if first.length else ""
    places = {"say": "utter_path_places", "places": " ; ".join(first.places[:2])}
    left = "one" if len(others) == 1 else "many"
    return {
        "say": "utter_path",
        "way": first.title,
        "rest": [
            length,
            places if first.places else "",
            {"say": f"utter_path_{left}_more", "count": str(len(others))} if others else "",
        ],
    }


def render_schools(trainings: Iterable[Training], base: KnowledgeBase) -> list[dict[str, Any]]:
    """The schools of trainings, a line a town."""
    return [
        {
            "say": "utter_taught_at" if town else "utter_taught_somewhere",
            "town": town,
            "schools": ", ".join(schools[:_MAX_SCHOOLS]),
        }
        for town, schools in training_places.group_by_town(trainings, base.towns)[:_MAX_TOWNS]
    ]


_MAX_TOWNS, _MAX_SCHOOLS = 4, 4


def training_facts(entry: Training, base: KnowledgeBase) -> dict[str, Any]:
    """A training as a card: what is known of it, the doubt being said once before the cards."""
    where = ", ".join(filter(None, (entry.school, entry.place)))
    known = (where, entry.length, entry.schedule.rstrip("."))
    asked = {"say": "utter_training_asks", "conditions": entry.conditions}
    return {
        "training": entry.title,
        "details": " ".join(f"{each}." for each in known if each),
        "school": entry.school,
        "where": where,
        "length": entry.length,
        "schedule": entry.schedule,
        "conditions": entry.conditions,
        "asked": asked if entry.conditions else "",
        **source_facts(sources_of_entry(entry, base)),
    }


def event_facts(entry: Event, base: KnowledgeBase) -> dict[str, Any]:
    """An event as a card."""
    return {
        "title": entry.title,
        "when": format_day_range(entry.start.date(), entry.end.date()),
        "where": entry.place,
        "audience": entry.audience,
        "summary": entry.summary,
        **source_facts(sources_of_entry(entry, base)),
    }


def occupation_options(ids: Iterable[str], base: KnowledgeBase) -> list[dict[str, Any]]:
    """Professions to choose from."""
    return [
        {"id": one.id, "title": one.title.both}
        for one in (base.occupations.get(each) for each in ids)
        if one is not None
    ]


def answer_scale(name: str, values: Sequence[int] = (1, 2, 3, 4, 5)) -> list[dict[str, Any]]:
    """The five answers, labelled by the sentences `utter_<name>_1` to `_5`."""
    return [{"value": n, "label": {"say": f"utter_{name}_{n}"}} for n in values]


def render_setting(name: str, value: Optional[str]) -> dict[str, Any]:
    """A setting of the place, or the honest sentence when it is empty."""
    return {"say": f"utter_{name}", "value": value} if value else {"say": f"utter_{name}_unknown"}


def render_about(entry: Optional[Occupation]) -> dict[str, Any]:
    """« pour « … » », where an answer is limited to a profession that was not named again."""
    return (
        {"say": "utter_about", "title": entry.title.both} if entry else {"say": "utter_about_any"}
    )


def aim_title(base: KnowledgeBase, chosen: Optional[str]) -> str:
    """What somebody chose: the title of the entry, or their own words for a study."""
    return entry_title(base, chosen) or chosen or ""


def entry_title(base: KnowledgeBase, entry_id: Optional[str]) -> str:
    """The title of any entry, or nothing."""
    return (base.title(entry_id) if entry_id else None) or ""
