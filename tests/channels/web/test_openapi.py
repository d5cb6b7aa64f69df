"""The description of the public API is true: of the routes, the limits, and every answer.

schemathesis makes requests from it, right and wrong ones; `make soak` makes many more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.routing import Route

from bot.channels import request_body
from bot.channels.web.openapi_document import load_openapi
from bot.privacy.message_validation import MAX_MESSAGE_CHARS
from tests.support.live_service import LiveService
from tests.support.openapi_validation import resolve_reference
from tests.support.web_chat_client import WebChatClient

EXAMPLES = int(os.environ.get("EXAMPLES", "30"))


def test_it_describes_every_route_of_the_api_and_no_other(service: LiveService) -> None:
    routes = service.service.application().routes
    public = {
        (route.path, method.lower())
        for route in routes
        if isinstance(route, Route) and (route.path.startswith("/api/") or route.path == "/healthz")
        for method in (route.methods or {"GET"}) - {"HEAD"}
    }
    paths = load_openapi()["paths"]
    assert {(path, method) for path, each in paths.items() for method in each} == public


def test_it_is_served_as_it_is_read(service: LiveService) -> None:
    answer = httpx.get(f"{service.url}/api/openapi.json")
    assert answer.json() == load_openapi()
    assert answer.headers["cache-control"] == "no-store"


def test_it_tells_the_limits_that_are_in_force() -> None:
    schemas = load_openapi()["components"]["schemas"]
    assert schemas["Text"]["properties"]["text"]["maxLength"] == MAX_MESSAGE_CHARS
    told = load_openapi()["paths"]["/api/messages"]["post"]["requestBody"]["description"]
    assert f"{request_body.MAX_BODY_BYTES // 1024} KiB" in told
    assert "eight levels" in told
    assert request_body.MAX_DEPTH_LEVELS == 8
    assert "ten seconds" in told
    assert request_body.MAX_READ_SECONDS == 10


def schemas(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        if "schema" in part:
            yield part["schema"]
        for each in part.values():
            yield from schemas(each)


def test_every_schema_is_one() -> None:
    found = [*schemas(load_openapi()), *load_openapi()["components"]["schemas"].values()]
    assert len(found) > 20
    for schema in found:
        Draft202012Validator.check_schema(schema)
        assert "$ref" not in schema or resolve_reference(schema)


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
    unsupported_method,
)
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


# Where nothing is asked for, no request is wrong.
ASKED_FOR = ("parameters", "requestBody")
OPERATIONS = [
    (path, method, mode)
    for path, each in load_openapi()["paths"].items()
    for method, operation in each.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or any(part in operation for part in ASKED_FOR)
]
IDS = [f"{method} {path} {mode.value}" for path, method, mode in OPERATIONS]


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS, ids=IDS)
def test_c5_what_is_made_from_it_gets_what_it_says(
    service: LiveService, path: str, method: str, mode: GenerationMode
) -> None:
    """Without a session where the answer would be a stream without end."""
    page = WebChatClient(service)
    headers = {} if path == "/api/events" else page.bearer
    described = schemathesis.openapi.from_url(f"{service.url}/api/openapi.json")
    asked = 0

    @FUZZ
    @given(described[path][method].as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(service.url, headers=headers, checks=list(CHECKS))

    holds()
    assert asked
    assert page.say("bonjour")
