"""Which origins are answered, and where."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot import settings as settings_module
from bot.settings import SettingsError
from bot.site.cross_origin import CrossOriginMiddleware
from bot.site.error_pages import ErrorResponses
from bot.site.security_headers import SecurityHeaders

SCHOOL, STRANGER = "https://www.ecole.example", "https://ailleurs.example"


async def _answer(request: Request) -> Response:
    return PlainTextResponse("ok")


def client(*origins: str) -> TestClient:
    paths = ("/", "/api/events", "/widget.js", "/carnet", "/carnet/pdf", "/conseillers/agenda")
    faults = ErrorResponses({"site": {"name": ""}}, lambda name: name)
    middleware = [
        Middleware(SecurityHeaders, origins=origins),
        Middleware(CrossOriginMiddleware, origins=origins, faults=faults),
    ]
    return TestClient(Starlette(routes=[Route(p, _answer) for p in paths], middleware=middleware))


@pytest.mark.parametrize("path", ["/api/events", "/widget.js", "/carnet/pdf"])
def test_c10_a_listed_origin_is_answered(path: str) -> None:
    headers = client(SCHOOL).get(path, headers={"origin": SCHOOL}).headers
    assert headers["access-control-allow-origin"] == SCHOOL
    assert "access-control-allow-credentials" not in headers
    assert "Origin" in headers["vary"]


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/api/events", STRANGER),
        ("/api/events", "null"),
        ("/api/events", SCHOOL + ".evil.example"),
        ("/widget.js", "http://www.ecole.example"),
        ("/conseillers/agenda", SCHOOL),
        ("/carnet", SCHOOL),
        ("/", SCHOOL),
    ],
)
def test_c10_others_and_other_pages_are_not(path: str, origin: str) -> None:
    headers = client(SCHOOL).get(path, headers={"origin": origin}).headers
    assert "access-control-allow-origin" not in headers


def test_what_is_kept_without_an_origin_is_not_given_to_one_that_asks_later() -> None:
    assert "Origin" in client(SCHOOL).get("/widget.js").headers["vary"]


def test_a_browser_asks_before_and_keeps_the_answer() -> None:
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    answer = client(SCHOOL).options("/api/events", headers={"origin": SCHOOL, **asked})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SCHOOL
    assert answer.headers["access-control-max-age"] == "7200"
    refused = client(SCHOOL).options("/api/events", headers={"origin": STRANGER, **asked})
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("path", ["/", "/carnet", "/conseillers/agenda"])
def test_c10_only_the_page_of_the_chat_stands_in_frames_of_listed_origins(path: str) -> None:
    allowed = f"frame-ancestors {SCHOOL}" if path == "/" else "frame-ancestors 'none'"
    assert f"{allowed};" in client(SCHOOL).get(path).headers["content-security-policy"]
    assert "frame-ancestors 'none';" in client().get(path).headers["content-security-policy"]


@pytest.mark.parametrize(
    "value",
    ["*", "ecole.example", "https://ecole.example/", "https://*.ecole.example", "https://a, null"],
)
def test_c10_a_wrong_origin_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BOUSSOLE_ALLOWED_ORIGINS", value)
    with pytest.raises(SettingsError, match=r"^BOUSSOLE_ALLOWED_ORIGINS: .*is not an origin"):
        settings_module.read_settings()


def test_origins_are_read_from_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUSSOLE_ALLOWED_ORIGINS", f"{SCHOOL}, http://localhost:8080")
    assert settings_module.read_settings().origins == (SCHOOL, "http://localhost:8080")
    monkeypatch.setenv("BOUSSOLE_ALLOWED_ORIGINS", "")
    assert settings_module.read_settings().origins == ()
