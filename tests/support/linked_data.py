"""Checks of JSON-LD: against schema.org, as packages carry it, and against shapes."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec_schemaorg.models as schema_org_types
import pyshacl
from rdflib import Graph
from rdflib.namespace import RDF, SDO, SH

SHAPES = Path(__file__).with_name("learning_opportunity_shapes.ttl")
# Among the types of the package, those that JSON writes as a text or a number.
PLAIN_TYPES = {"str", "int", "URL", "date", "Duration"}
BASE = "https://boussole.example.be"


def list_schema_org_faults(node: Any) -> list[str]:
    """Types and properties that schema.org does not know, or not of this type with such a value."""
    return sorted(set(_iter_faults(node)))


def read_graph(document: dict[str, Any]) -> Graph:
    """The document as RDF. The context of schema.org is on the network: its vocabulary, here."""
    if document["@context"] == "https://schema.org":
        document = {**document, "@context": {"@vocab": str(SDO)}}
    return Graph().parse(data=json.dumps(document), format="json-ld", publicID=BASE)


def list_shape_faults(document: dict[str, Any]) -> list[str]:
    """« Type property » for each property that breaks a shape."""
    graph = read_graph(document)
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    results = [
        (report.value(each, SH.focusNode), report.value(each, SH.resultPath))
        for each in report.subjects(RDF.type, SH.ValidationResult)
    ]
    return sorted({f"{_name(graph.value(node, RDF.type))} {_name(path)}" for node, path in results})


def _iter_faults(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _iter_faults(each)
    if not isinstance(node, dict):
        return
    kind = node.get("@type")
    if kind is not None and kind not in dir(schema_org_types):
        yield f"no type {kind}"
    for name, value in node.items():
        if not name.startswith("@") and kind in dir(schema_org_types):
            yield from _iter_property_faults(kind, name, value)
        yield from _iter_faults(value)


def _iter_property_faults(kind: str, name: str, value: Any) -> Iterator[str]:
    accepted = _find_range(getattr(schema_org_types, kind), name)
    if name not in SDO.__annotations__ or accepted is None:
        yield f"{kind} has no {name}"
        return
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and "@type" in each:
            line = getattr(schema_org_types, each["@type"], str).__mro__
            if not {above.__name__ for above in line} & accepted:
                yield f"{name} of {kind} takes no {each['@type']}"
        elif isinstance(each, (str, int)) and not accepted & PLAIN_TYPES:
            yield f"{name} of {kind} takes no plain value"


def _find_range(kind: type, name: str) -> Any:
    """The names of the types that a property takes; None where the type has no such property."""
    for above in kind.__mro__:
        annotation = inspect.get_annotations(above).get(name)
        if annotation is not None:
            return set(re.findall(r"\w+", annotation))
    return None


def _name(address: Any) -> str:
    return re.split(r"[/#]", str(address))[-1]
