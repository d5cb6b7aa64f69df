"""Professions as schema.org `Occupation`, trainings as `Course`."""

from __future__ import annotations

from typing import Any, Optional

from knowledge.entry_schema import Occupation, Training, Wage, WayIn
from knowledge.facts import Fact
from knowledge.open_data.publishable_facts import PublishableFacts, drop_empty, parse_duration
from knowledge.open_data.schema_org_sources import render_document

OCCUPATIONS, COURSES = "occupations", "courses"
_LEVELS = "Cadre francophone des certifications (CFC)"
_CODE_SETS = (("isco", "ISCO-08"), ("rome", "ROME 4.0"))


def render_occupation(occupation: Occupation, published: PublishableFacts) -> dict[str, Any]:
    """Return a profession as JSON-LD."""
    facts = published.list_facts(occupation)
    names = {fact.name for fact in facts}
    ways = [way for n, way in enumerate(occupation.ways_in) if f"ways_in.{n}" in names]
    conditions = [each for n, each in enumerate(occupation.access) if f"access.{n}" in names]
    wage, wage_facts = _find_wage(occupation, published)
    thing = {
        "@type": "Occupation",
        "@id": published.address(OCCUPATIONS, occupation.id),
        "name": occupation.title.both,
        "description": " ".join(occupation.summary),
        "occupationalCategory": _render_codes(occupation, published),
        "educationRequirements": [_render_way_in(way) for way in ways],
        "qualifications": [each.says for each in conditions],
        "estimatedSalary": _render_wage(wage) if wage else None,
    }
    return render_document(drop_empty(thing), [*facts, *wage_facts], published)


def render_course(training: Training, published: PublishableFacts) -> dict[str, Any]:
    """Return a training as JSON-LD."""
    thing = {
        "@type": "Course",
        "@id": published.address(COURSES, training.id),
        "name": training.title,
        "description": published.read(training, "summary"),
        "url": published.read(training, "url"),
        "provider": _render_school(training, published),
        "educationalLevel": _render_level(published.read(training, "level")),
        "coursePrerequisites": published.read(training, "conditions"),
        "timeRequired": parse_duration(published.read(training, "length")),
        "hasCourseInstance": _render_session(training, published),
    }
    facts = published.list_facts(training)
    return render_document(drop_empty(thing), facts, published)


def _render_codes(occupation: Occupation, published: PublishableFacts) -> list[dict[str, Any]]:
    return [
        {
            "@type": "CategoryCode",
            "codeValue": getattr(occupation, name),
            "inCodeSet": {"@type": "CategoryCodeSet", "name": title},
        }
        for name, title in _CODE_SETS
        if published.find(occupation, name)
    ]


def _render_school(training: Training, published: PublishableFacts) -> dict[str, Any]:
    fase = published.read(training, "fase")
    number = {"@type": "PropertyValue", "propertyID": "FASE", "value": fase} if fase else None
    school = {"@type": "Organization", "name": training.school, "identifier": number}
    return drop_empty(school)


def _render_session(training: Training, published: PublishableFacts) -> Optional[dict[str, Any]]:
    place, schedule = published.read(training, "place"), published.read(training, "schedule")
    known = drop_empty(
        {"location": {"@type": "Place", "name": place} if place else None, "description": schedule}
    )
    return {"@type": "CourseInstance", **known} if known else None


def _render_way_in(way: WayIn) -> dict[str, Any]:
    return {
        "@type": "EducationalOccupationalCredential",
        "name": way.title,
        "educationalLevel": _render_level(way.level),
    }


def _render_level(level: Optional[int]) -> Optional[dict[str, Any]]:
    if level is None:
        return None
    terms = {"@type": "DefinedTermSet", "name": _LEVELS}
    return {"@type": "DefinedTerm", "termCode": str(level), "inDefinedTermSet": terms}


def _find_wage(
    occupation: Occupation, published: PublishableFacts
) -> tuple[Optional[Wage], list[Fact]]:
    """Return the newest wage of employees, with its fact."""
    wage = published.base.wages.get(occupation.id)
    fact = published.find(wage, "low") if wage and not wage.independent else None
    return (wage, [fact]) if fact else (None, [])


def _render_wage(wage: Wage) -> dict[str, Any]:
    """Return gross euros a month, as a range or a single figure."""
    figures = {"minValue": wage.low, "maxValue": wage.high} if wage.high else {"value": wage.low}
    return {
        "@type": "MonetaryAmount",
        "name": wage.what,
        "description": ", ".join(filter(None, (wage.scale, str(wage.year)))),
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "unitText": "MONTH", **figures},
    }
