"""What was once is told as history, by its name alone: a project of 2015 is no service of today."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT_ROOT
from knowledge import search_documents
from knowledge.base_checks import iter_prose
from knowledge.base_report import get_report_day
from knowledge.entry_kinds import PLACE_FILE
from knowledge.fact_status import get_school_year, get_source_year

# So many years after its newest source, nobody can say that a service of the centre still exists.
MAX_YEARS = 5
_ONCE = re.compile(r"C'étai(?:t|ent)\b")


def past(base: Any) -> list[Any]:
    return [each for each in base.services.values() if each.past]


def test_a_service_of_the_centre_that_no_recent_source_tells_of_is_past(library: Any) -> None:
    base = library.base
    assert past(base)
    for each in base.services.values():
        years = [get_source_year(base.sources[source]) or 0 for source in each.sources]
        old = not years or max(years) < get_school_year(get_report_day(base)) - MAX_YEARS
        if base.files[each.id] == PLACE_FILE:
            assert bool(each.past) == old, each.id


def test_what_is_past_is_told_in_the_past_with_its_year(library: Any) -> None:
    for each in past(library.base):
        first = re.split(r"(?<=[.])\s", each.summary)[0]
        assert _ONCE.match(first), each.id
        assert str(each.past) in first, each.id
        assert str(each.past) in each.audience, each.id
        assert each.contact is None
        assert each.url is None
        assert each.followed_by


def test_no_button_and_no_list_offers_what_is_past(library: Any) -> None:
    ids = {each.id for each in past(library.base)}
    domain = "".join(
        path.read_text("utf-8") for path in (PROJECT_ROOT / "bot/domain").glob("*.yml")
    )
    assert not ids & set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", domain))
    assert '{"value":"programmes"}' not in domain
    assert not ids & {each.id for each in library.base.partners}


def test_what_is_past_is_found_by_its_name_and_by_nothing_else(library: Any) -> None:
    for each in past(library.base):
        for name in each.aliases:
            found = library.search(f"c'est quoi {name} ?", ("faq", "service"), 3)
            assert found[0].id == each.id, name
    asked = [each.question for each in library.base.questions.values()]
    ids = {each.id for each in past(library.base)}
    named = {word for each in past(library.base) for word in search_documents.list_names(each)}
    for text in asked:
        if not any(name.lower() in text.lower() for name in named):
            assert not ids & {hit.id for hit in library.search(text, ("faq", "service"), 8)}, text


@pytest.mark.parametrize(
    "text",
    [
        "je veux être orienté",
        "j'aimerais explorer des métiers",
        "qui parle d'innovation ici ?",
        "visiter une entreprise avec ma classe",
        "la sécurité en entreprise",
        "un stage en entreprise pour profs",
        "comment me comporter en entreprise",
    ],
)
def test_words_that_only_come_near_a_name_find_nothing_past(library: Any, text: str) -> None:
    ids = {each.id for each in past(library.base)}
    assert not ids & {hit.id for hit in library.search(text, ("faq", "service"), 8)}


def test_no_other_entry_tells_of_what_is_past_as_of_today(library: Any) -> None:
    base = library.base
    names = [
        name for each in past(base) for name in search_documents.list_names(each) if len(name) > 4
    ]
    spelt = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    for entry in base.entries.values():
        if getattr(entry, "past", None):
            continue
        for text in iter_prose(entry):
            assert not spelt.search(text), f"{entry.id}: {text}"


def test_the_address_of_the_centre_carries_a_doubt_and_its_source() -> None:
    site = yaml.safe_load((PROJECT_ROOT / "knowledge/data/site.yml").read_text("utf-8"))
    assert re.search(r"20\d\d", site["doubt"])
    assert site["sources"]


def test_a_contact_says_what_it_rests_on(library: Any) -> None:
    """A telephone, a site or a place, with the page that gives it; no number stands in prose."""
    contacts = [each for each in library.base.services.values() if each.contact]
    assert contacts
    for each in contacts:
        assert (each.facts or {})["contact"].sources, each.id
        assert re.search(r"\d{4} \d|\.be\b|\.brussels\b|à [A-Z]|Liège", each.contact), each.id
    for each in library.base.services.values():
        assert not re.search(r"\b0\d{2,3}[ /]\d{2}", each.summary), each.id
