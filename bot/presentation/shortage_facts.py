"""What the lists of shortage occupations say of a profession, as the sentences take it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.presentation.dates_and_amounts import format_day
from knowledge.entry_schema import Occupation, Shortage
from knowledge.knowledge_base import KnowledgeBase

_HOME_REGION, _PERMIT_LIST = "Wallonie", "permis de travail"

_LIST_RESPONSES = {
    (_PERMIT_LIST, "Wallonie"): "utter_list_permits_wallonia",
    (_PERMIT_LIST, "Bruxelles"): "utter_list_permits_brussels",
}

_MAX_TITLES = 2


def render_shortages(entry: Occupation, base: KnowledgeBase) -> dict[str, Any]:
    """What the newest lists say of a profession, each told by its own name. Silence of a list is
    told as that, and where the list of the employment service is to be found."""
    lists = _newest_lists(base.shortages.values())
    if not lists:
        return {"say": "utter_shortage_unknown"}
    naming = [[each for each in same if entry.id in each.occupations] for same in lists]
    named = [same for same in naming if same]
    served = any(same[0].region == _HOME_REGION and same[0].list != _PERMIT_LIST for same in lists)
    elsewhere = "" if served else {"say": "utter_shortage_elsewhere"}
    silent = [
        {"say": "utter_shortage_absent", **_list_facts(same[0])} for same in _regional_lists(lists)
    ]
    if not named:
        return {"say": "utter_shortage_no", "lists": silent, "elsewhere": elsewhere}
    told = [_cite_list(same) for same in _regional_lists(named)]
    here = any(same[0].region == _HOME_REGION for same in named)
    beside = [] if here or _regional_lists(lists) == lists else silent
    return {"say": "utter_shortage_yes", "lists": [*told, *beside], "elsewhere": elsewhere}


def _newest_lists(every: Iterable[Shortage]) -> list[list[Shortage]]:
    """Of each list and region, the titles of its newest year."""
    found: dict[tuple[str, str], list[Shortage]] = {}
    for each in sorted(every, key=lambda shortage: -shortage.year):
        same = found.setdefault((each.list, each.region), [])
        if not same or same[0].year == each.year:
            same.append(each)
    return list(found.values())


def _regional_lists(lists: list[list[Shortage]]) -> list[list[Shortage]]:
    """Those of the region; where there are none, all."""
    return [same for same in lists if same[0].region == _HOME_REGION] or lists


def _cite_list(same: Sequence[Shortage]) -> dict[str, Any]:
    """A list, its year, and the titles of it that name a profession."""
    until = same[0].until
    return {
        "say": "utter_shortage_list",
        **_list_facts(same[0]),
        "titles": " ; ".join(f"« {each.title} »" for each in same[:_MAX_TITLES]),
        "until": {"say": "utter_shortage_until", "day": format_day(until)} if until else "",
    }


def _list_facts(first: Shortage) -> dict[str, Any]:
    """The name of a list, never another's, and its year."""
    name = _LIST_RESPONSES.get((first.list, first.region), "utter_list_other")
    named = {"say": name, "kind": first.list, "region": first.region}
    return {"list": named, "year": str(first.year)}
