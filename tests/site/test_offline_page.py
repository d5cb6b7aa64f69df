"""What is served for the chat page without network, and what is served instead when it is off."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.site.offline_page import list_shell_files, offline_routes
from bot.site.page_facts import build_page_facts
from bot.site.public_pages import page_routes
from bot.site.security_headers import SecurityHeaders


def client(**settings: Any) -> TestClient:
    facts = build_page_facts(Settings(_env_file=None, **settings))
    routes = [*offline_routes(facts), *page_routes(facts)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)]))


def worker(**settings: Any) -> str:
    return client(offline_page=True, **settings).get("/service-worker.js").text


def test_every_file_that_is_kept_is_there() -> None:
    served = client(offline_page=True)
    told = json.loads(re.findall(r"FILES = (\[.*\]);", worker())[0])
    assert told == list_shell_files()
    assert [path for path in told if served.get(path).status_code != 200] == []
    page = served.get("/")
    asked = re.findall(r'(?:src|href)="(/(?:static|offline)/[^"]+)"', page.text)
    assert [path for path in asked if path not in told] == ["/offline/manifest.webmanifest"]
    assert "manifest-src 'self'" in page.headers["content-security-policy"]
    assert served.get("/offline/manifest.webmanifest").json()["start_url"] == "/"


def test_the_worker_changes_with_what_the_page_says() -> None:
    assert worker() == worker()
    assert worker() != worker(site_hours="Lundi, de 9 h à 12 h")


def test_turned_off_a_worker_that_removes_itself_is_all_that_is_there() -> None:
    served = client()
    answer = served.get("/service-worker.js")
    assert "registration.unregister()" in answer.text
    assert answer.headers["cache-control"] == "public, no-cache"
    assert served.get("/offline/page.js").status_code == 404
    for path in ("/", "/confidentialite"):
        assert "offline" not in served.get(path).text
        assert "sans réseau" not in served.get(path).text
    assert "sans réseau" in client(offline_page=True).get("/confidentialite").text
