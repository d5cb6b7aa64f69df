"""Trainings as learning opportunities of the European learning model (ELM 3), as Europass reads it.

Property names are those of its profile for opportunities and qualifications (LOQ). Shapes of the
profile are closed, so that provenance is told in notes and documents.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from knowledge.entry_schema import Training
from knowledge.open_data.learning_model_nodes import (
    render_concept,
    render_documents,
    render_duration,
    render_location,
    render_note,
    render_organisation,
    render_page,
    render_text,
)
from knowledge.open_data.publishable_facts import (
    PublishableFacts,
    drop_empty,
    list_sources,
    parse_duration,
)

OPPORTUNITIES = "learning-opportunities"
CONTEXT = MappingProxyType(
    {
        "adms": "http://www.w3.org/ns/adms#",
        "dc": "http://purl.org/dc/terms/",
        "elm": "http://data.europa.eu/snb/model/elm/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "rov": "http://www.w3.org/ns/regorg#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
_FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
_EQF_LEVELS = "http://data.europa.eu/snb/eqf/"


def render_opportunity(training: Training, published: PublishableFacts) -> dict[str, Any]:
    """Return a training as JSON-LD."""
    facts = published.list_facts(training)
    read = max((fact.read for fact in facts if fact.read), default=None)
    page = published.read(training, "url")
    address = published.address(OPPORTUNITIES, training.id)
    thing = {
        "@context": dict(CONTEXT),
        "@id": address,
        "@type": "elm:LearningOpportunity",
        "dc:title": render_text(training.title),
        "dc:description": render_text(published.read(training, "summary")),
        "foaf:homepage": render_page(page) if page else None,
        "elm:duration": render_duration(parse_duration(published.read(training, "length"))),
        "elm:scheduleInformation": render_note(published.read(training, "schedule")),
        "elm:providedBy": render_organisation(training, published),
        "elm:location": render_location(published.read(training, "place")),
        "elm:learningAchievementSpecification": _render_specification(training, published, address),
        "elm:defaultLanguage": render_concept(_FRENCH, "français"),
        "elm:supplementaryDocument": render_documents(list_sources(facts)),
        "dc:modified": {"@type": "xsd:dateTime", "@value": f"{read}T00:00:00Z"} if read else None,
    }
    return drop_empty(thing)


def _render_specification(
    training: Training, published: PublishableFacts, address: str
) -> dict[str, Any]:
    """Return what is learnt. Its field (ISCED-F) and outcomes are not in the base."""
    level = published.read(training, "level")
    return drop_empty(
        {
            "@id": f"{address}#specification",
            "@type": "elm:LearningAchievementSpecification",
            "dc:title": render_text(training.title),
            "dc:language": render_concept(_FRENCH, "français"),
            "elm:educationLevel": render_concept(f"{_EQF_LEVELS}{level}", f"CFC {level}")
            if level
            else None,
            "elm:entryRequirement": render_note(published.read(training, "conditions")),
        }
    )
