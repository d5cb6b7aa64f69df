"""Facts about entries, as the sentences of the domain take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Optional

from babel.dates import format_date

from bot.booking.local_time import local_day
from knowledge import places
from knowledge import ways as ways_into
from knowledge.base import Base
from knowledge.cited import Cited, Source
from knowledge.fact import Standing, Status
from knowledge.official import Sheet
from knowledge.schema import Event, Occupation, Service, Shortage, Training, Wage

LEVELS = {1: "short", 2: "short", 3: "short", 4: "secondary", 5: "after", 6: "bachelor"}


def day(when: dt.date) -> str:
    """« 25 novembre 2026 », « 1er janvier 2027 »; of a moment, its date in Brussels."""
    date = local_day(when) if isinstance(when, dt.datetime) else when
    shown = format_date(date, "d MMMM y", locale="fr")
    return shown.replace("1 ", "1er ", 1) if date.day == 1 else shown


def lasting(count: int, unit: str) -> str:
    """« 1 jour », « 30 jours », « 12 mois »."""
    return f"{count}\u00a0{unit}{'s' if count > 1 and not unit.endswith('s') else ''}"


def days(first: dt.date, last: dt.date) -> str:
    """From a day to another in words, the end only when it is another day."""
    start, end = day(first), day(last)
    return start if start == end else f"{start} – {end}"


def level(number: int) -> dict[str, Any]:
    """A CFC level in words; 7 and 8 are a master and what follows."""
    return {"say": f"utter_level_{LEVELS.get(number, 'master')}"}


def cited(sources: Iterable[Source]) -> dict[str, Any]:
    """Where facts come from, as a card shows it: a few of them; empty without a source."""
    found = list(dict.fromkeys(sources))[:_MAX_SOURCES]
    return {
        "source": " · ".join(source.title for source in found),
        "date": dated(found) if found else "",
    }


def dated(sources: Sequence[Source]) -> Any:
    """The date that the newest of these sources gives itself; of one that gives none, when it was
    read, and that it was so."""
    published = [source.published for source in sources if source.published]
    if published:
        return day(max(published))
    read = max((source.read for source in sources if source.read), default=None)
    return {"say": "utter_source_undated", "read": day(read)} if read else ""


def standing(found: Standing, owner: Optional[str] = None) -> dict[str, Any]:
    """How sure a fact is, in a sentence."""
    if found.status is Status.VERIFIED and found.read:
        return {"say": "utter_status_verified", "checked": day(found.read)}
    if found.status is Status.OFFICIAL:
        return {"say": "utter_status_official", "year": str(found.year)}
    return {"say": "utter_status_to_confirm", "whom": beside(owner)}


def beside(owner: Optional[str]) -> str:
    """« auprès du Forem », « auprès de l'ARES », « auprès d'un guichet »; nothing for nobody."""
    if not owner:
        return ""
    for article, joined in (("le ", "du "), ("les ", "des "), ("un ", "d'un "), ("une ", "d'une ")):
        if owner.startswith(article):
            return f" auprès {joined}{owner[len(article) :]}"
    return f" auprès d'{owner}" if owner[0].lower() in _VOWELS else f" auprès de {owner}"


_VOWELS = "aeiouyhâéèêîô"


def sources_of(entry: Cited, base: Base) -> list[Source]:
    """The sources of an entry."""
    return [base.sources[source] for source in entry.sources]


def source(entry: Cited, base: Base, every: bool = False) -> Any:
    """Where an entry comes from, in a sentence: its first source, or all; nothing without one."""
    found = sources_of(entry, base)
    if not found:
        return ""
    return {"say": "utter_question_source", **cited(found if every else found[:1])}


def service(entry: Service, base: Base) -> dict[str, Any]:
    """What a card about the centre or a partner shows."""
    return {
        "title": entry.title,
        "summary": " ".join(filter(None, (entry.summary, entry.contact))),
        "page": {"say": "utter_service_page", "url": entry.url} if entry.url else "",
        "audience": entry.audience,
        **cited(sources_of(entry, base)),
    }


def occupation(entry: Occupation, base: Base) -> dict[str, Any]:
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
        "asks_pay": asks_pay(entry, base),
        "prospects": entry.prospects,
        "shortage": shortages(entry, base),
        "levels": levels(entry),
        **entry.conditions.dict(),
        **cited(sources_of(entry, base)),
    }


def pay(entry: Occupation, base: Base, today: dt.date) -> dict[str, Any]:
    """The newest figure with its scale and year, the guaranteed minimum without one. Where to look
    stands beside all but a figure of this year."""
    wage, least = base.wages.get(entry.id), base.minimum_wage
    if wage is None and least is None:
        return {"say": "utter_pay_nowhere", "where": entry.pay}
    if wage is None:
        return {"say": "utter_pay_minimum", "where": entry.pay, **amount(least)}
    kind = "range" if wage.high else "figure"
    if wage.year >= today.year:
        return {"say": f"utter_pay_{kind}", **amount(wage)}
    passed = least is not None and wage.low < least.low and not wage.independent
    floor = {"say": "utter_pay_floor", **amount(least)} if passed else ""
    return {"say": f"utter_pay_old_{kind}", "rest": [floor, entry.pay], **amount(wage)}


def amount(wage: Optional[Wage]) -> dict[str, str]:
    """What a sentence tells of a pay."""
    if wage is None:
        return {}
    return {
        "low": euros(wage.low),
        "from": thousands(wage.low),
        "high": euros(wage.high or wage.low),
        "what": wage.what,
        "scale": wage.scale or "",
        "year": str(wage.year),
    }


def asks_pay(entry: Occupation, base: Base) -> dict[str, Any]:
    """What the button says that asks for the pay: no figure is promised where none is known."""
    known = entry.id in base.wages
    return {"say": "utter_button_pay" if known else "utter_button_where_pay"}


def euros(amount: int) -> str:
    """« 2.112 euros », as Belgians write it."""
    return f"{thousands(amount)} euros"


def thousands(number: int) -> str:
    """« 2.112 »."""
    return f"{number:,}".replace(",", ".")


def sheet(entry: Sheet, base: Base) -> dict[str, Any]:
    """A French sheet as a card, and the professions of ours that are nearest to it."""
    near = [o.id for o in base.occupations.values() if f"rome-{o.rome.lower()}" in entry.related]
    same = [o.id for o in base.occupations.values() if o.rome[:3] == entry.rome[:3]]
    return {
        "title": entry.title.both,
        "summary": "\n".join(entry.summary),
        "tasks": "\n".join(f"• {task}" for task in entry.tasks),
        "options": options(list(dict.fromkeys([*near, *same]))[:4], base),
        **cited(sources_of(entry, base)),
    }


def shortages(entry: Occupation, base: Base) -> dict[str, Any]:
    """What the newest lists say of a profession, each told by its own name. Silence of a list is
    told as that, and where the list of the employment service is to be found."""
    lists = _newest(base.shortages.values())
    if not lists:
        return {"say": "utter_shortage_unknown"}
    naming = [[each for each in same if entry.id in each.occupations] for same in lists]
    named = [same for same in naming if same]
    served = any(same[0].region == _HERE and same[0].list != _PERMITS for same in lists)
    elsewhere = "" if served else {"say": "utter_shortage_elsewhere"}
    silent = [{"say": "utter_shortage_absent", **_list(same[0])} for same in _of_here(lists)]
    if not named:
        return {"say": "utter_shortage_no", "lists": silent, "elsewhere": elsewhere}
    told = [_cites(same) for same in _of_here(named)]
    here = any(same[0].region == _HERE for same in named)
    beside = [] if here or _of_here(lists) == lists else silent
    return {"say": "utter_shortage_yes", "lists": [*told, *beside], "elsewhere": elsewhere}


_HERE, _PERMITS = "Wallonie", "permis de travail"
_NAMES = {
    (_PERMITS, "Wallonie"): "utter_list_permits_wallonia",
    (_PERMITS, "Bruxelles"): "utter_list_permits_brussels",
}
_MAX_TITLES = 2


def _newest(every: Iterable[Shortage]) -> list[list[Shortage]]:
    """Of each list and region, the titles of its newest year."""
    found: dict[tuple[str, str], list[Shortage]] = {}
    for each in sorted(every, key=lambda shortage: -shortage.year):
        same = found.setdefault((each.list, each.region), [])
        if not same or same[0].year == each.year:
            same.append(each)
    return list(found.values())


def _of_here(lists: list[list[Shortage]]) -> list[list[Shortage]]:
    """Those of the region; where there are none, all."""
    return [same for same in lists if same[0].region == _HERE] or lists


def _cites(same: Sequence[Shortage]) -> dict[str, Any]:
    """A list, its year, and the titles of it that name a profession."""
    until = same[0].until
    return {
        "say": "utter_shortage_list",
        **_list(same[0]),
        "titles": " ; ".join(f"« {each.title} »" for each in same[:_MAX_TITLES]),
        "until": {"say": "utter_shortage_until", "day": day(until)} if until else "",
    }


def _list(first: Shortage) -> dict[str, Any]:
    """The name of a list, never another's, and its year."""
    name = _NAMES.get((first.list, first.region), "utter_list_other")
    named = {"say": name, "kind": first.list, "region": first.region}
    return {"list": named, "year": str(first.year)}


def levels(entry: Occupation) -> Any:
    """The shortest and the longest way in, in words; nothing when no way is known."""
    if not entry.levels:
        return ""
    ends = dict.fromkeys(LEVELS.get(n, "master") for n in (entry.levels[0], entry.levels[-1]))
    shown = [{"say": f"utter_level_{name}"} for name in ends]
    return (
        shown[0] if len(shown) == 1 else {"say": "utter_levels", "from": shown[0], "to": shown[1]}
    )


def ways(entry: Occupation) -> list[dict[str, Any]]:
    """One sentence per way in, its places together."""
    told = []
    for way in ways_into.ways(entry):
        rest = ", ".join(filter(None, (way.length, " ; ".join(way.places[:_MAX_PLACES]))))
        told.append({"say": "utter_way", "way": f"{way.title} : {rest}" if rest else way.title})
    return told


_MAX_PLACES, _MAX_SOURCES = 3, 3


def path(entry: Occupation) -> dict[str, Any]:
    """The first way into a profession, in a sentence; how many others its card has."""
    first, *others = ways_into.ways(entry)
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


def taught_at(trainings: Iterable[Training], base: Base) -> list[dict[str, Any]]:
    """The schools of trainings, a line a town."""
    return [
        {
            "say": "utter_taught_at" if town else "utter_taught_somewhere",
            "town": town,
            "schools": ", ".join(schools[:_MAX_SCHOOLS]),
        }
        for town, schools in places.by_town(trainings, base.towns)[:_MAX_TOWNS]
    ]


_MAX_TOWNS, _MAX_SCHOOLS = 4, 4


def training(entry: Training, base: Base) -> dict[str, Any]:
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
        **cited(sources_of(entry, base)),
    }


def event(entry: Event, base: Base) -> dict[str, Any]:
    """An event as a card."""
    return {
        "title": entry.title,
        "when": days(entry.start.date(), entry.end.date()),
        "where": entry.place,
        "audience": entry.audience,
        "summary": entry.summary,
        **cited(sources_of(entry, base)),
    }


def options(ids: Iterable[str], base: Base) -> list[dict[str, Any]]:
    """Professions to choose from."""
    return [
        {"id": one.id, "title": one.title.both}
        for one in (base.occupations.get(each) for each in ids)
        if one is not None
    ]


def scale(name: str, values: Sequence[int] = (1, 2, 3, 4, 5)) -> list[dict[str, Any]]:
    """The five answers, labelled by the sentences `utter_<name>_1` to `_5`."""
    return [{"value": n, "label": {"say": f"utter_{name}_{n}"}} for n in values]


def known(name: str, value: Optional[str]) -> dict[str, Any]:
    """A setting of the place, or the honest sentence when it is empty."""
    return {"say": f"utter_{name}", "value": value} if value else {"say": f"utter_{name}_unknown"}


def about(entry: Optional[Occupation]) -> dict[str, Any]:
    """« pour « … » », where an answer is limited to a profession that was not named again."""
    return (
        {"say": "utter_about", "title": entry.title.both} if entry else {"say": "utter_about_any"}
    )


def aim(base: Base, chosen: Optional[str]) -> str:
    """What somebody chose: the title of the entry, or their own words for a study."""
    return title(base, chosen) or chosen or ""


def title(base: Base, entry_id: Optional[str]) -> str:
    """The title of any entry, or nothing."""
    return (base.title(entry_id) if entry_id else None) or ""
