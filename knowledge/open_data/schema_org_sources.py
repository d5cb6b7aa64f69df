"""Provenance in schema.org: each fact as a `Claim` that cites sources, each a `CreativeWork`."""

from __future__ import annotations

from typing import Any, Optional

from knowledge.facts import Fact
from knowledge.open_data.publishable_facts import PublishableFacts, drop_empty, list_sources
from knowledge.provenance import Source

CONTEXT = "https://schema.org"
# Of a source that names no licence.
FACTS_ONLY_NOTICE = "Licence non précisée par la source : seuls des faits en sont repris."


def render_document(
    thing: dict[str, Any], facts: list[Fact], published: PublishableFacts
) -> dict[str, Any]:
    """Return a JSON-LD document of a thing, with the claims and sources that it rests on."""
    page = thing["@id"]
    claims = [_render_claim(fact, page, published) for fact in facts]
    sources = [_render_source(source, page) for source in list_sources(facts)]
    return {"@context": CONTEXT, "@graph": [{**thing, "subjectOf": claims}, *sources]}


def _render_claim(fact: Fact, page: str, published: PublishableFacts) -> dict[str, Any]:
    valid_until = fact.rests_on.valid_until
    return drop_empty(
        {
            "@type": "Claim",
            "@id": f"{page}#{fact.name}",
            "text": fact.value,
            "creativeWorkStatus": fact.standing(published.today).status.value,
            "citation": [{"@id": _source_address(source, page)} for source in fact.sources],
            "dateModified": fact.read.isoformat() if fact.read else None,
            "expires": valid_until.isoformat() if valid_until else None,
        }
    )


def _render_source(source: Source, page: str) -> dict[str, Any]:
    return drop_empty(
        {
            "@type": "CreativeWork",
            "@id": _source_address(source, page),
            "name": source.title,
            "publisher": {"@type": "Organization", "name": source.publisher},
            "datePublished": source.published.isoformat() if source.published else None,
            "temporalCoverage": _render_years(source.covers),
            "license": {"@type": "CreativeWork", "name": source.licence}
            if source.licence
            else None,
            "copyrightNotice": None if source.licence else FACTS_ONLY_NOTICE,
            "url": source.url,
            "description": source.note,
        }
    )


def _render_years(covers: Optional[str]) -> Optional[str]:
    """Return a year, or a school year as an ISO 8601 interval."""
    return covers.replace("-", "/") if covers else None


def _source_address(source: Source, page: str) -> str:
    return f"{page}#source-{source.id}"
