"""Whether an answer of the public API is one that its description allows."""

from __future__ import annotations

from functools import cache
from typing import Any, Optional

import httpx
from jsonschema import Draft202012Validator, RefResolver

from bot.channels.web.openapi_document import load_openapi

JSON, STREAM = "application/json", "text/event-stream"


def assert_described(answer: httpx.Response) -> None:
    """Its status, its kind and its body are described; to be used as an event hook of httpx."""
    path, method = answer.request.url.path, answer.request.method.lower()
    operations = load_openapi()["paths"].get(path)
    if operations is None:
        return
    operation = operations.get("get" if method == "head" else method)
    if operation is None:
        assert answer.status_code == 405, f"{method} {path} is not described"
        return
    told = resolve_reference(operation["responses"].get(str(answer.status_code)))
    assert told is not None, f"{method} {path} → {answer.status_code} is not described"
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in told["content"], f"{method} {path} → {kind} is not described"
    if kind == JSON and method != "head":
        answer.read()
        make_validator(answer.status_code, path, method).validate(answer.json())
        if "x-errors" in told:
            assert answer.json()["error"] in told["x-errors"]


def resolve_reference(part: Optional[dict[str, Any]]) -> Any:
    """What a reference leads to."""
    if part is None or "$ref" not in part:
        return part
    found: Any = load_openapi()
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


@cache
def make_validator(status: int, path: str, method: str) -> Draft202012Validator:
    """Of the JSON of one answer."""
    told = resolve_reference(load_openapi()["paths"][path][method]["responses"][str(status)])
    schema = told["content"][JSON]["schema"]
    return Draft202012Validator(schema, resolver=RefResolver.from_schema(load_openapi()))
