"""Lists of shortage occupations as facts for the responses of the domain."""

from __future__ import annotations

import datetime as dt
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


def render_shortages(entry: Occupation, base: KnowledgeBase, today: dt.date) -> dict[str, Any]:
    """Say which of the newest lists name a profession, and which regional lists do not.

    A list that no longer holds is told as past, and claims no shortage of today. Where the base
    lacks the list of the regional employment service, say where to find it.
    """
    lists = _newest_lists(base.shortages.values())
    if not lists:
        return {"say": "utter_shortage_unknown"}
    matches = [[row for row in rows if entry.id in row.occupations] for rows in lists]
    naming = [rows for rows in matches if rows]
    has_regional = any(
        rows[0].region == _HOME_REGION and rows[0].list != _PERMIT_LIST for rows in lists
    )
    elsewhere = "" if has_regional else {"say": "utter_shortage_elsewhere"}
    absent = [_cite_silence(rows[0], today) for rows in _regional_lists(lists)]
    if not naming:
        return {"say": "utter_shortage_no", "lists": absent, "elsewhere": elsewhere}
    cited = [_cite_list(rows, today) for rows in _regional_lists(naming)]
    is_named_regionally = any(rows[0].region == _HOME_REGION for rows in naming)
    if not is_named_regionally and _regional_lists(lists) != lists:
        cited += absent
    holds = any(not _is_over(rows[0], today) for rows in _regional_lists(naming))
    said = "utter_shortage_yes" if holds else "utter_shortage_past"
    return {"say": said, "lists": cited, "elsewhere": elsewhere}


def _newest_lists(every: Iterable[Shortage]) -> list[list[Shortage]]:
    """Group the rows by list and region, keeping the newest year of each."""
    groups: dict[tuple[str, str], list[Shortage]] = {}
    for row in sorted(every, key=lambda shortage: -shortage.year):
        rows = groups.setdefault((row.list, row.region), [])
        if not rows or rows[0].year == row.year:
            rows.append(row)
    return list(groups.values())


def _regional_lists(lists: list[list[Shortage]]) -> list[list[Shortage]]:
    """Keep the lists of the home region, or all if there are none."""
    return [rows for rows in lists if rows[0].region == _HOME_REGION] or lists


def _cite_list(rows: Sequence[Shortage], today: dt.date) -> dict[str, Any]:
    """Cite a list, its year and the titles in it that name the profession."""
    facts = _list_facts(rows[0])
    return {
        "say": "utter_shortage_list_over" if _is_over(rows[0], today) else "utter_shortage_list",
        **facts,
        "titles": " ; ".join(f"« {row.title} »" for row in rows[:_MAX_TITLES]),
        "until": {"say": "utter_shortage_until", **facts} if facts["day"] else "",
    }


def _cite_silence(first: Shortage, today: dt.date) -> dict[str, Any]:
    """Say that a list does not name the profession, or did not while it held."""
    over = _is_over(first, today)
    said = "utter_shortage_absent_over" if over else "utter_shortage_absent"
    return {"say": said, **_list_facts(first)}


def _is_over(first: Shortage, today: dt.date) -> bool:
    return first.until is not None and first.until < today


def _list_facts(first: Shortage) -> dict[str, Any]:
    """Return the name and the year of a list, and its last day, "" where it has none."""
    name = _LIST_RESPONSES.get((first.list, first.region), "utter_list_other")
    named = {"say": name, "kind": first.list, "region": first.region}
    day = format_day(first.until) if first.until else ""
    return {"list": named, "year": str(first.year), "day": day}
