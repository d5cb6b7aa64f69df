"""C6, C10: what every answer of the service carries, whatever is asked and in whatever way.

The routes are read from the application itself: a new one is looked at from its first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.app import Service
from bot.site import assets

HERE, PARTNER, STRANGER = (
    "https://boussole.test",
    "https://www.ecole.example",
    "https://ailleurs.example",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
# Kept by browsers, since it is the same for everybody; all else is kept by nobody.
PUBLIC = re.compile(
    r"/|/confidentialite|/accessibilite|/(?:widget|service-worker)\.js|(/conseillers)?/static/.+"
)
SHARED = re.compile(r"/|/widget\.js|/static/.+")
KEPT = (
    "public, no-cache",
    "no-cache",
    "public, max-age=300",
    "public, max-age=31536000, immutable",
)
PLANTED = "https://evil.test/"


@pytest.fixture
def client(make_parts: Any, sqlite_engine: Engine, settings: Any) -> Iterator[TestClient]:
    """The whole application with both platforms, over HTTPS; nothing is followed by itself."""
    given = {
        "telegram_token": "1:a",
        "telegram_secret": "s" * 20,
        "messenger_token": "t",
        "messenger_secret": "s" * 20,
        "messenger_verify": "v" * 20,
        "allowed_origins": PARTNER,
    }
    service = Service.of(make_parts(sqlite_engine, settings=settings.copy(update=given)))
    app = service.application()
    yield TestClient(app, HERE, raise_server_exceptions=False, follow_redirects=False)
    service.threads.close()


def routes(found: Any, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every path with its methods; those of mounted applications too."""
    for route in found:
        if isinstance(route, Route):
            yield before + route.path, set(route.methods or ())
            continue
        assert isinstance(route, Mount), route
        inside: Any = route.app
        while hasattr(inside, "app"):  # what wraps it
            inside = inside.app
        if hasattr(inside, "routes"):
            yield from routes(inside.routes, before + route.path)
        else:  # a folder of files
            yield f"{before}{route.path}/rien.css", {"GET", "HEAD"}


def addresses(client: TestClient) -> dict[str, set[str]]:
    """Every address, with something in its parameters, and the methods that it knows."""
    app: Any = client.app
    known: dict[str, set[str]] = {}
    for path, methods in routes(app.routes):
        known.setdefault(re.sub(r"{\w+}", "1", path), set()).update(methods)
    assert {"/api/session", "/telegram", "/messenger", "/conseillers/comptes/1"} <= known.keys()
    return known


def wrong(address: str, answer: Any) -> list[str]:
    """What an answer lacks, or says too much."""
    headers, found = answer.headers, []
    policy = headers.get("content-security-policy", "").split("; ")
    framed = f"frame-ancestors {PARTNER}" if address == "/" else "frame-ancestors 'none'"
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", framed):
        found += [] if part in policy else [f"no {part}"]
    found += ["unsafe"] if "unsafe" in headers["content-security-policy"] else []
    shared = "cross-origin" if SHARED.fullmatch(address) else "same-origin"
    # Forms of the console and of an appointment say where they come from, to this site alone.
    forms = address.startswith("/conseillers/")
    forms |= address.startswith(("/rendez-vous/", "/question/")) and answer.status_code != 405
    referrer = "same-origin" if forms else "no-referrer"
    for name, value in {
        "x-content-type-options": "nosniff",
        "referrer-policy": referrer,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": shared,
        "strict-transport-security": "max-age=31536000; includeSubDomains",
    }.items():
        found += [] if headers.get(name) == value else [f"{name}: {headers.get(name)}"]
    found += [] if "geolocation=()" in headers.get("permissions-policy", "") else ["permissions"]
    is_kept = PUBLIC.fullmatch(address) and answer.status_code < 400
    cached = headers.get("cache-control", "")
    found += [] if (cached in KEPT if is_kept else cached == "no-store") else [f"kept: {cached}"]
    for cookie in headers.get_list("set-cookie"):
        flags = {each.lower() for each in cookie.split("; ")[1:]}
        strict = {"secure", "httponly", "path=/", "samesite=lax"} <= flags
        ours = cookie.startswith("__Host-") and address.startswith("/conseillers")
        found += [] if strict and ours and "domain" not in cookie.lower() else [cookie]
    found += [name for name in ("server", "x-powered-by") if name in headers]
    found += ["a traceback"] if "Traceback" in answer.text else []
    return found


def test_c6_every_answer_has_its_headers_its_cache_and_its_cookies(client: TestClient) -> None:
    files = (
        f"{assets.versioned_prefix()}/chat.css",
        "/static/chat.css",
        "/conseillers/static/console.css",
    )
    asked = [(method, path) for path in addresses(client) for method in METHODS]
    asked += [("GET", path) for path in (*files, "/rien", "/conseillers/rien")]
    told = {}
    for method, path in asked:
        told[method, path] = wrong(path, client.request(method, path))
    assert {key: problems for key, problems in told.items() if problems} == {}


def test_c6_a_failure_of_ours_has_the_headers_and_tells_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(assets, "load_assets", fails)
    answer = client.get("/static/chat.css")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert [each for each in wrong("/static/chat.css", answer) if each] == []


def test_c6_no_promise_of_https_without_it(client: TestClient) -> None:
    for path in ("/", "/conseillers/entrer", "/api/session"):
        answer = client.get(f"http://boussole.test{path}")
        assert "strict-transport-security" not in answer.headers


def test_c6_only_the_methods_of_a_route_do_anything(client: TestClient) -> None:
    """No TRACE, and no header or field that makes one method another."""
    disguised = {"x-http-method-override": "POST", "x-http-method": "POST", "x-method": "POST"}
    for path, methods in addresses(client).items():
        for method in set(METHODS) - methods:
            assert client.request(method, path).status_code == 405, (method, path)
        if "POST" in methods and "GET" not in methods:
            answer = client.get(path, params={"_method": "POST"}, headers=disguised)
            assert answer.status_code == 405, path


def test_c6_nothing_leads_to_another_site(client: TestClient) -> None:
    """Neither a parameter, nor a field, nor the host that a request names."""
    names = ("next", "vers", "retour", "url", "redirect", "return", "continue", "to", "fait")
    planted = dict.fromkeys(names, PLANTED)
    strange = {"host": "evil.test", "x-forwarded-host": "evil.test", "referer": PLANTED}
    led = []
    for path, methods in addresses(client).items():
        for address in (path, f"{path}/", f"{HERE}/{path}", path.upper()):
            for method in {"GET", "POST"} & methods:
                data = {"data": planted} if method == "POST" else {}
                answer = client.request(method, address, params=planted, headers=strange, **data)
                led += [(method, address, answer.headers.get("location", "/"))]
    assert led
    for method, address, location in led:
        assert re.match(r"/(?![/\\])", location), (method, address, location)


@pytest.mark.parametrize("host", ["[", "a b", "evil/x?", 'e"><script>', "x:99999999", "", "é"])
def test_c6_a_broken_host_breaks_nothing(client: TestClient, host: str) -> None:
    for path in ("/", "/classe/1/affiche", "/conseillers/compte", "/rendez-vous/1", "/question/1"):
        answer = client.get(path, headers={"host": host.encode()})
        assert answer.status_code < 500
        assert "<script>" not in answer.text


def test_c6_no_file_outside_its_folder(client: TestClient) -> None:
    for folder in ("/static", assets.versioned_prefix(), "/conseillers/static"):
        for way in ("../", "..%2f", "%2e%2e/", "..%5c", "....//", "/", "%00", ".%00./"):
            for file in ("pages.py", "web.py", "templates/base.html", "etc/passwd"):
                answer = client.get(f"{folder}/{way}{way}{file}")
                assert answer.status_code in (404, 405), (folder, way, file)


def test_c10_only_listed_origins_are_answered(client: TestClient) -> None:
    for path, methods in addresses(client).items():
        for origin in (STRANGER, "null", f"{PARTNER}.evil.test", "http://www.ecole.example"):
            for method in ("OPTIONS", *sorted({"GET", "POST"} & methods)):
                asking = {"origin": origin, "access-control-request-method": "POST"}
                headers = client.request(method, path, headers=asking).headers
                assert "access-control-allow-origin" not in headers, (method, path)
        answer = client.options(
            path, headers={"origin": PARTNER, "access-control-request-method": "POST"}
        )
        allowed = answer.headers.get("access-control-allow-origin")
        shared = path.startswith(("/api/", "/static/", "/widget.js", "/carnet/"))
        assert allowed == (PARTNER if shared else None), path
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("site", "origin", "status"),
    [
        ("same-origin", HERE, 201),
        ("none", None, 201),
        (None, None, 201),  # no browser, or an old one
        ("cross-site", PARTNER, 201),
        ("cross-site", STRANGER, 403),
        ("cross-site", "null", 403),
        ("cross-site", None, 403),
        ("same-site", "https://autre.boussole.test", 403),
        (None, HERE, 201),  # browsers of before 2023 say the origin alone
        (None, PARTNER, 201),
        (None, STRANGER, 403),
        (None, "null", 403),
        (None, b"\xe9", 403),
        (None, "http://boussole.test", 403),
        (None, "https://boussole.test.evil.example", 403),
        ("none", STRANGER, 403),
    ],
)
def test_c10_a_page_of_elsewhere_begins_no_conversation(
    client: TestClient, site: Any, origin: Any, status: int
) -> None:
    """Its browser would send this request without asking, and hide only the answer."""
    named = {"sec-fetch-site": site, "origin": origin}
    answer = client.post("/api/session", headers={k: v for k, v in named.items() if v})
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"] == "refused_foreign"
        assert "autre site" in answer.json()["message"]


def test_c10_behind_a_proxy_its_own_page_is_known_all_the_same(
    make_parts: Any, sqlite_engine: Engine, settings: Any
) -> None:
    """One that speaks HTTP to the service, or calls it by another name."""
    settings = settings.copy(update={"site_url": "https://chat.example"})
    service = Service.of(make_parts(sqlite_engine, settings=settings))
    inside = TestClient(service.application(), "http://127.0.0.1:8000")
    for host, origin in (
        ("127.0.0.1:8000", "https://chat.example"),
        ("www.chat.example", "https://www.chat.example"),
    ):
        said = {"host": host, "origin": origin}
        assert inside.post("/api/session", headers=said).status_code == 201
    service.threads.close()
