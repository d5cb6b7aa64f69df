"""Open data holds what is known and sourced, in the words of its vocabularies."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from knowledge.entry_schema import Wage
from knowledge.imported_models import School
from knowledge.knowledge_base import KnowledgeBase
from knowledge.open_data.open_collections import OPEN_COLLECTIONS, NoSuchPage
from knowledge.open_data.publishable_facts import PublishableFacts, parse_duration
from knowledge.provenance import Source
from tests.support.knowledge_factories import DATA, occupation, training
from tests.support.linked_data import list_schema_org_faults, list_shape_faults, read_graph

TODAY = dt.date(2026, 11, 30)
SOURCES = (
    Source(id="rome", title="ROME", publisher="P", published="2025-09-18", licence="L 2.0"),
    Source(id="page", title="Une page", publisher="École", read="2026-11-20", url="https://e.be/p"),
)
OCCUPATIONS, COURSES, OPPORTUNITIES = OPEN_COLLECTIONS
# What the profile asks for and the base does not hold.
NOT_KNOWN = {
    "LearningAchievementSpecification ISCEDFCode",
    "LearningAchievementSpecification learningOutcome",
}
NOT_ALWAYS_KNOWN = NOT_KNOWN | {"LearningOpportunity homepage", "Organisation location"}


@pytest.fixture(scope="module")
def shipped() -> PublishableFacts:
    return PublishableFacts(KnowledgeBase.load(DATA).on(TODAY), TODAY)


def published(*entries: Any, day: dt.date = TODAY) -> PublishableFacts:
    return PublishableFacts(KnowledgeBase(SOURCES, entries), day, "https://boussole.example.be")


def of(collection: Any, entry: Any, *others: Any, day: dt.date = TODAY) -> Any:
    return collection.find(entry.id, published(entry, *others, day=day))


def whole_training(**changes: Any) -> Any:
    known = {
        "sources": ["page"],
        "fase": "2050",
        "url": "https://e.be/p",
        "length": "3 ans",
        "conditions": "Le CESS.",
        "place": "Rue Haute 1, Liège",
    }
    return training("t", "Soins", **{**known, **changes})


def test_everything_that_ships_is_schema_org(shipped: PublishableFacts) -> None:
    checked = 0
    for collection in (OCCUPATIONS, COURSES):
        for entry_id in collection.list_entries(shipped.base):
            document = collection.find(entry_id, shipped)
            if document:
                assert list_schema_org_faults(document["@graph"]) == [], entry_id
                checked += 1
    assert checked > 600


def test_a_fault_of_schema_org_is_found() -> None:
    wrong = {
        "@type": "Course",
        "tuition": "5",
        "hasCourseInstance": {"@type": "Claim"},
        "provider": {"@type": "School_"},
    }
    assert list_schema_org_faults(wrong) == [
        "Course has no tuition",
        "hasCourseInstance of Course takes no Claim",
        "no type School_",
        "provider of Course takes no School_",
    ]


def test_every_fact_names_its_source_the_day_it_was_read_and_its_last_day() -> None:
    way = {"title": "Bachelier", "level": 6, "sources": ["page"], "valid_until": "2027-06-30"}
    document = of(OCCUPATIONS, occupation("o", "infirmière", "infirmier", ways_in=[way]))
    thing, *sources = document["@graph"]
    claim = next(each for each in thing["subjectOf"] if each["@id"].endswith("#ways_in.0"))
    assert claim["text"] == "Bachelier"
    assert (claim["dateModified"], claim["expires"]) == ("2026-11-20", "2027-06-30")
    [cited] = claim["citation"]
    known = {source["@id"]: source for source in sources}
    assert known[cited["@id"]]["url"] == "https://e.be/p"
    assert [("license" in each, "copyrightNotice" in each) for each in sources] == [
        (True, False),
        (False, True),
    ]


def test_what_has_no_source_or_has_expired_is_left_out() -> None:
    ways = [
        {"title": "Sans source", "level": 6},
        {"title": "Fini", "level": 6, "sources": ["page"], "valid_until": "2026-11-29"},
        {"title": "Sûr", "level": 6, "sources": ["page"]},
    ]
    entry = occupation("o", "infirmière", "infirmier", ways_in=ways, access=[])
    text = json.dumps(of(OCCUPATIONS, entry), ensure_ascii=False)
    assert ["Sans source" in text, "Fini" in text, "Sûr" in text] == [False, False, True]
    assert of(COURSES, training("t", "Soins")) is None


def test_a_salary_is_what_employees_earn_in_a_month() -> None:
    entry = occupation("o", "infirmière", "infirmier")
    told = {"id": "w", "sources": ["page"], "occupation": "o", "low": 3000, "year": 2026}
    wage = Wage(**told, high=3500, what="à l'hôpital")
    salary = of(OCCUPATIONS, entry, wage)["@graph"][0]["estimatedSalary"]
    assert (salary["value"]["minValue"], salary["value"]["maxValue"]) == (3000, 3500)
    own = Wage(**told, what="à son compte", independent=True)
    assert "estimatedSalary" not in of(OCCUPATIONS, entry, own)["@graph"][0]


@pytest.mark.parametrize(
    ("text", "duration"),
    [("3 ans", "P3Y"), ("1 an", "P1Y"), ("18 mois", "P18M"), ("1 à 3 ans", None), (None, None)],
)
def test_a_duration_is_one_or_is_not_told(text: Any, duration: Any) -> None:
    assert parse_duration(text) == duration


def test_an_opportunity_lacks_what_the_base_does_not_hold() -> None:
    school = School(id="s", fase="2050", name="École", network="N", address="Rue Haute 1, Liège")
    assert set(list_shape_faults(of(OPPORTUNITIES, whole_training(), school))) == NOT_KNOWN
    bare = of(OPPORTUNITIES, whole_training(url=None))
    assert set(list_shape_faults(bare)) == NOT_ALWAYS_KNOWN


def test_opportunities_that_ship_have_no_other_fault(shipped: PublishableFacts) -> None:
    every = [OPPORTUNITIES.find(each, shipped) for each in shipped.base.trainings]
    documents = [document for document in every if document][::10]
    assert len(documents) > 20
    for document in documents:
        assert set(list_shape_faults(document)) <= NOT_ALWAYS_KNOWN, document["@id"]


def test_identifiers_are_relative_until_the_public_address_is_known() -> None:
    entry = whole_training()
    absolute = of(COURSES, entry)["@graph"][0]["@id"]
    assert absolute == "https://boussole.example.be/api/v1/open/courses/t"
    relative = COURSES.find("t", PublishableFacts(KnowledgeBase(SOURCES, [entry]), TODAY))
    assert relative["@graph"][0]["@id"] == "/api/v1/open/courses/t"
    assert {str(s) for s in read_graph(relative).subjects() if str(s).endswith("/t")} == {absolute}


def test_pages_hold_each_published_entry_once(shipped: PublishableFacts) -> None:
    first, pages = OCCUPATIONS.list_page(1, shipped)
    every = [first, *(OCCUPATIONS.list_page(n, shipped)[0] for n in range(2, pages + 1))]
    items = [item for page in every for item in page["itemListElement"]]
    assert [item["position"] for item in items] == list(range(1, first["numberOfItems"] + 1))
    assert len({item["url"] for item in items}) == len(items) == len(shipped.base.occupations)
    assert list_schema_org_faults(every) == []
    with pytest.raises(NoSuchPage):
        OCCUPATIONS.list_page(pages + 1, shipped)
