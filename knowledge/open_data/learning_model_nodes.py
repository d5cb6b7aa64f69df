"""Nodes of the European learning model: texts, notes, concepts, places, organisations, pages."""

from __future__ import annotations

from typing import Any, Optional

from knowledge.entry_schema import Training
from knowledge.open_data.publishable_facts import PublishableFacts, drop_empty
from knowledge.provenance import Source

_BELGIUM = "http://publications.europa.eu/resource/authority/country/BEL"


def render_text(text: Optional[str]) -> Optional[dict[str, Any]]:
    """Return a text in French; None for none."""
    return {"@language": "fr", "@value": text} if text else None


def render_note(text: Optional[str]) -> Optional[dict[str, Any]]:
    """Return a note of this text; None for none."""
    return {"@type": "elm:Note", "elm:noteLiteral": render_text(text)} if text else None


def render_duration(duration: Optional[str]) -> Optional[dict[str, Any]]:
    """Return an ISO 8601 duration; XML Schema has no weeks, which are left out."""
    if not duration or duration.endswith("W"):
        return None
    return {"@type": "xsd:duration", "@value": duration}


def render_concept(address: str, label: str) -> dict[str, Any]:
    """Return a concept of a controlled vocabulary."""
    return {"@id": address, "@type": "skos:Concept", "skos:prefLabel": render_text(label)}


def render_page(address: str, title: Optional[str] = None) -> dict[str, Any]:
    """Return a public page."""
    location = {"@type": "xsd:anyURI", "@value": address}
    page = {
        "@type": "elm:WebResource",
        "elm:contentUrl": location,
        "dc:title": render_text(title),
    }
    return drop_empty(page)


def render_documents(sources: list[Source]) -> list[dict[str, Any]]:
    """Return the sources that have an address, titled with publisher, date and licence."""
    return [render_page(source.url, _render_title(source)) for source in sources if source.url]


def render_location(place: Optional[str]) -> Optional[dict[str, Any]]:
    """Return a place in Belgium, where all trainings of the base are; None for none."""
    if not place:
        return None
    address = {
        "@type": "elm:Address",
        "elm:fullAddress": render_note(place),
        "elm:countryCode": render_concept(_BELGIUM, "Belgique"),
    }
    return {"@type": "dc:Location", "elm:address": address}


def render_organisation(training: Training, published: PublishableFacts) -> dict[str, Any]:
    """Return the school, with the address of the school register where that is imported."""
    fase = published.read(training, "fase")
    registered = published.base.schools.get(fase or "")
    number = {"@type": "elm:Identifier", "skos:notation": fase, "elm:schemeName": "FASE"}
    return drop_empty(
        {
            "@type": "elm:Organisation",
            "rov:legalName": render_text(training.school),
            "adms:identifier": number if fase else None,
            "elm:location": render_location(registered.address if registered else None),
        }
    )


def _render_title(source: Source) -> str:
    read = f"lu le {source.read}" if source.read else None
    parts = (source.title, source.publisher, source.published, read, source.licence)
    return ", ".join(str(part) for part in parts if part)
