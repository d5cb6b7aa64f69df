"""Knowledge entries as facts for the responses of the domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Optional

from bot.presentation.dates_and_amounts import (
    format_day,
    format_euros,
    format_span,
    format_thousands,
)
from bot.presentation.shortage_facts import render_shortages
from knowledge import training_places, ways_in_summary
from knowledge.entry_schema import Event, Occupation, Service, Training, Wage
from knowledge.fact_status import DatedStatus, Status
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import EntryModel, Source

LEVEL_NAMES = {1: "short", 2: "short", 3: "short", 4: "secondary", 5: "after", 6: "bachelor"}


def render_level(number: int) -> dict[str, Any]:
    """Name a CFC level; 7 and 8 are both named « master »."""
    return {"say": f"utter_level_{LEVEL_NAMES.get(number, 'master')}"}


def source_facts(sources: Iterable[Source]) -> dict[str, Any]:
    """Return the titles of the first sources and their date, or empty strings without a source."""
    found = list(dict.fromkeys(sources))[:_MAX_SOURCES]
    return {
        "source": " · ".join(source.title for source in found),
        "date": source_date(found) if found else "",
    }


def source_date(sources: Sequence[Source]) -> Any:
    """Return the latest date of publication of these sources, else the date they were read on."""
    published = [source.published for source in sources if source.published]
    if published:
        return format_day(max(published))
    read = max((source.read for source in sources if source.read), default=None)
    return {"say": "utter_source_undated", "read": format_day(read)} if read else ""


def render_certainty(found: DatedStatus, owner: Optional[str] = None) -> dict[str, Any]:
    """Say how certain a fact is, and with whom to confirm it if it is not."""
    if found.status is Status.VERIFIED and found.read:
        return {"say": "utter_status_verified", "checked": format_day(found.read)}
    if found.status is Status.OFFICIAL:
        return {"say": "utter_status_official", "year": str(found.year)}
    return {"say": "utter_status_to_confirm", "whom": render_owner(owner)}


def render_owner(owner: Optional[str]) -> str:
    """Render an owner as « auprès du Forem », « auprès d'un guichet »; "" for no owner."""
    if not owner:
        return ""
    for article, contraction in _CONTRACTIONS.items():
        if owner.startswith(article):
            return f" auprès {contraction}{owner[len(article) :]}"
    return f" auprès d'{owner}" if owner[0].lower() in _VOWELS else f" auprès de {owner}"


_CONTRACTIONS = {"le ": "du ", "les ": "des ", "un ": "d'un ", "une ": "d'une "}
_VOWELS = "aeiouyhâéèêîô"


def sources_of_entry(entry: EntryModel, base: KnowledgeBase) -> list[Source]:
    """Return the sources of an entry."""
    return [base.sources[source] for source in entry.sources]


def render_source(entry: EntryModel, base: KnowledgeBase, every: bool = False) -> Any:
    """Name the first source of an entry, or all with `every`; "" without a source."""
    found = sources_of_entry(entry, base)
    if not found:
        return ""
    return {"say": "utter_question_source", **source_facts(found if every else found[:1])}


def service_facts(entry: Service, base: KnowledgeBase) -> dict[str, Any]:
    """Return the card of a service of the centre or of a partner."""
    return {
        "title": entry.title,
        "summary": " ".join(filter(None, (entry.summary, entry.contact))),
        "page": {"say": "utter_service_page", "url": entry.url} if entry.url else "",
        "audience": entry.audience,
        **source_facts(sources_of_entry(entry, base)),
    }


def occupation_facts(entry: Occupation, base: KnowledgeBase, today: dt.date) -> dict[str, Any]:
    """Return everything that the cards of a profession show."""
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
        "shortage": render_shortages(entry, base, today),
        "levels": render_levels(entry),
        **entry.conditions.dict(),
        **source_facts(sources_of_entry(entry, base)),
    }


def render_pay(entry: Occupation, base: KnowledgeBase, today: dt.date) -> dict[str, Any]:
    """Render the newest wage of a profession, else the guaranteed minimum wage.

    Where to look is added unless the figure is of this year.
    """
    wage, least = base.wages.get(entry.id), base.minimum_wage
    if wage is None and least is None:
        return {"say": "utter_pay_nowhere", "where": entry.pay}
    if wage is None:
        return {"say": "utter_pay_minimum", "where": entry.pay, **wage_facts(least)}
    kind = "range" if wage.high else "figure"
    if wage.year >= today.year:
        return {"say": f"utter_pay_{kind}", **wage_facts(wage)}
    is_below_minimum = least is not None and wage.low < least.low and not wage.independent
    floor = {"say": "utter_pay_floor", **wage_facts(least)} if is_below_minimum else ""
    return {"say": f"utter_pay_old_{kind}", "rest": [floor, entry.pay], **wage_facts(wage)}


def wage_facts(wage: Optional[Wage]) -> dict[str, str]:
    """Return the amounts, scale and year of a wage; empty without one."""
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
    """Label the pay button so that it promises a figure only if one is known."""
    known = entry.id in base.wages
    return {"say": "utter_button_pay" if known else "utter_button_where_pay"}


def sheet_facts(entry: RomeSheet, base: KnowledgeBase) -> dict[str, Any]:
    """Return the card of a French ROME sheet, with the nearest professions of the base."""
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
    """Name the lowest and the highest level of the ways in; "" when none is known."""
    if not entry.levels:
        return ""
    ends = dict.fromkeys(LEVEL_NAMES.get(n, "master") for n in (entry.levels[0], entry.levels[-1]))
    shown = [{"say": f"utter_level_{name}"} for name in ends]
    if len(shown) == 1:
        return shown[0]
    return {"say": "utter_levels", "from": shown[0], "to": shown[1]}


def render_ways_in(entry: Occupation) -> list[dict[str, Any]]:
    """Render one sentence per way in, with its length and places."""
    sentences = []
    for way in ways_in_summary.summarise_ways_in(entry):
        rest = ", ".join(filter(None, (way.length, " ; ".join(way.places[:_MAX_PLACES]))))
        text = f"{way.title} : {rest}" if rest else way.title
        sentences.append({"say": "utter_way", "way": text})
    return sentences


_MAX_PLACES, _MAX_SOURCES = 3, 3


def render_first_way_in(entry: Occupation) -> dict[str, Any]:
    """Render the first way into a profession and the number of other ways."""
    first, *others = ways_in_summary.summarise_ways_in(entry)
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
    """Render the schools of trainings, one line per town."""
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
    """Return the card of a training; its certainty is said once, before the cards."""
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
    """Return the card of an event."""
    return {
        "title": entry.title,
        "when": format_span(entry.start, entry.end),
        "where": entry.place,
        "audience": entry.audience,
        "summary": entry.summary,
        **source_facts(sources_of_entry(entry, base)),
    }


def occupation_options(ids: Iterable[str], base: KnowledgeBase) -> list[dict[str, Any]]:
    """Return a button for each of these professions that the base has."""
    return [
        {"id": each, "title": base.occupations[each].title.both}
        for each in ids
        if each in base.occupations
    ]


def answer_scale(name: str, values: Sequence[int] = (1, 2, 3, 4, 5)) -> list[dict[str, Any]]:
    """Return a button for each value, labelled by the response `utter_<name>_<value>`."""
    return [{"value": n, "label": {"say": f"utter_{name}_{n}"}} for n in values]


def render_setting(name: str, value: Optional[str]) -> dict[str, Any]:
    """Render a setting of the place, or say that it is not known."""
    return {"say": f"utter_{name}", "value": value} if value else {"say": f"utter_{name}_unknown"}


def render_about(entry: Optional[Occupation]) -> dict[str, Any]:
    """Name the profession that an answer is limited to, if it was not named again."""
    if entry is None:
        return {"say": "utter_about_any"}
    return {"say": "utter_about", "title": entry.title.both}


def aim_title(base: KnowledgeBase, chosen: Optional[str]) -> str:
    """Return the title of the chosen entry, or the person's own words for a study."""
    return entry_title(base, chosen) or chosen or ""


def entry_title(base: KnowledgeBase, entry_id: Optional[str]) -> str:
    """Return the title of any entry, or ""."""
    return (base.title(entry_id) if entry_id else None) or ""
