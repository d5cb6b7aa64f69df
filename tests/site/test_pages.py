"""The public pages: what they say, and what they may never contain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Optional

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.site import assets, public_pages
from bot.site.notebook_pages import NotebookPages
from bot.site.page_facts import build_page_facts
from bot.site.public_pages import page_routes
from bot.site.security_headers import SecurityHeaders

STATIC = Path(public_pages.__file__).parent / "static"
MODULES = sorted(STATIC.glob("*.js"))
PATHS = ("/", "/confidentialite", "/accessibilite", "/carnet")
KEPT = ("/", "/confidentialite", "/accessibilite")  # the same for all; the notebook is not
EMPTY: dict[str, str] = {}
FILLED = {
    "name": "Cité des Métiers de Liège",
    "address": "Rue de l'Essai 1 <b>& fils</b>",
    "hours": "Lundi, de 9 h à 12 h",
    "phone": "04 000 00 00",
    "email": "essai@example.org",
    "dpo": "donnees@example.org",
}


def client(site: Optional[dict[str, str]] = None, **settings: Any) -> TestClient:
    place = FILLED if site is None else site
    named = {f"site_{name}": value for name, value in place.items()}
    facts = build_page_facts(Settings(_env_file=None, **named, **settings))
    streaming = Route("/api/events", _stream)
    notebook = NotebookPages(facts, _nobody, _no_sentence, _never).routes()
    every = [streaming, *notebook, *page_routes(facts)]
    return TestClient(Starlette(routes=every, middleware=[Middleware(SecurityHeaders)]))


def _never() -> dt.datetime:
    raise AssertionError("no page of this test is about time")


async def _nobody(request: Request) -> None:
    """No session is known."""


def _no_sentence(name: str, **facts: Any) -> str:
    raise AssertionError(name)


async def _stream(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        yield "data: 1\n\n"
        yield "data: 2\n\n"

    headers = {"cache-control": "no-store", "referrer-policy": "same-origin"}
    return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text inside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any]]] = []
        self.raw = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.raw += data.strip()


def elements(path: str, site: Optional[dict[str, str]] = None) -> Elements:
    return Elements(client(site).get(path).text)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("site", [EMPTY, FILLED], ids=["empty", "filled"])
def test_each_page_renders_with_its_helplines(path: str, site: dict[str, str]) -> None:
    answer = client(site).get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1") >= 1
    for line in ("112", "103", "107"):
        assert f'href="tel:{line}"' in answer.text
    assert "None" not in answer.text


@pytest.mark.parametrize("path", KEPT)
def test_says_how_to_reach_the_cite(path: str) -> None:
    html = client().get(path).text
    assert "Rue de l&#39;Essai 1 &lt;b&gt;&amp; fils&lt;/b&gt;" in html
    assert "Lundi, de 9 h à 12 h" in html
    assert 'href="tel:040000000"' in html
    assert "essai@example.org" in html
    assert "Pas encore renseigné" not in html


@pytest.mark.parametrize("path", KEPT)
def test_is_honest_about_empty_settings(path: str) -> None:
    html = client(EMPTY).get(path).text
    missing = "Pas encore renseigné ici&nbsp;: l’adresse, les heures d’ouverture"
    assert f"{missing}, le téléphone." in html
    partly = client({**EMPTY, "phone": "04 000 00 00"}).get(path).text
    assert f"{missing}." in partly


def test_first_screen_tells_what_it_is_and_what_is_kept() -> None:
    html = client(conversation_days=21, notebook_months=7).get("/").text
    for words in ("Un robot", "Anonyme", "Gratuit", "21\u00a0jours", "7\u00a0mois", "Effacer"):
        assert words in html
    assert "1\u00a0jour après" in client(conversation_days=1).get("/").text
    inside = re.search(r"<noscript>(.*?)</noscript>", html, re.S)
    assert inside
    assert "Rue de l&#39;Essai" in inside.group(1)


@pytest.mark.parametrize("path", PATHS)
def test_c6_nothing_inline_and_nothing_from_elsewhere(path: str) -> None:
    page = elements(path)
    assert page.raw == ""
    for tag, attributes in page.found:
        assert tag not in {"style", "iframe", "object", "embed", "base"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        address = attributes.get("src") or attributes.get("href") or "/"
        local = address.startswith(("/", "#")) and not address.startswith("//")
        assert local or tag == "a", (tag, address)
        if not local:
            assert address.startswith(("https://", "tel:", "mailto:"))
        if tag == "script":
            assert attributes["src"].startswith(f"{assets.versioned_prefix()}/")
        if tag == "form":
            assert "action" not in attributes


@pytest.mark.parametrize("path", PATHS)
def test_ids_are_unique_and_references_resolve(path: str) -> None:
    found = elements(path).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
        if (attributes.get("href") or "").startswith("#"):
            assert attributes["href"][1:] in ids


def test_each_page_has_a_strict_policy() -> None:
    headers = client().get("/").headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "img-src 'self' data:;" in policy  # pictures of results are their own address
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/", "/static/widget.js", "/static/compass.svg"])
def test_kept_by_the_browser_but_asked_about_each_time(path: str) -> None:
    browser = client()
    first = browser.get(path)
    assert first.headers["cache-control"] == "public, no-cache"
    again = browser.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers


def test_streams_pass_and_keep_their_own_headers() -> None:
    with client().stream("GET", "/api/events") as answer:
        assert answer.read() == b"data: 1\n\ndata: 2\n\n"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "content-security-policy" in answer.headers


def test_every_static_file_named_exists() -> None:
    browser = client()
    for path in PATHS:
        for _, attributes in elements(path).found:
            address = attributes.get("src") or attributes.get("href") or ""
            if address.startswith("/static/"):
                assert browser.get(address).status_code == 200
                assert address.startswith(f"{assets.versioned_prefix()}/")


def test_files_of_a_version_are_kept_for_good_and_those_of_another_are_not_there() -> None:
    browser = client()
    kept = browser.get(f"{assets.versioned_prefix()}/chat.css", headers={"accept-encoding": "gzip"})
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-encoding"] == "gzip"
    plain = browser.get(
        f"{assets.versioned_prefix()}/chat.css", headers={"accept-encoding": "identity"}
    )
    assert "content-encoding" not in plain.headers
    assert plain.text == kept.text
    assert "accept-encoding" in plain.headers["vary"]
    assert browser.get("/static/0123456789abcdef/chat.css").status_code == 404


def test_the_address_that_others_name_leads_to_the_newest_version() -> None:
    answer = client().get("/widget.js", follow_redirects=False)
    assert answer.headers["location"] == f"{assets.versioned_prefix()}/widget.js"
    assert answer.headers["cache-control"] == "public, max-age=300"


def test_the_chat_asks_for_all_its_modules_at_once() -> None:
    (listed,) = re.findall(r'MODULES =\s+"([a-z ]+)"', (STATIC / "widget.js").read_text())
    outside = {"widget", "page", "quit", "notebook"}
    assert listed.split() == sorted({one.stem for one in MODULES} - outside)
    assert not re.findall(r"^import ", (STATIC / "widget.js").read_text(), re.MULTILINE)


def test_the_chat_weighs_little() -> None:
    assert assets.chat_bytes() <= 30_000


def test_remarks_stay_at_home_and_nothing_else() -> None:
    sent = client().get("/static/sse.js").text
    assert "/**" not in sent
    assert "CRLF" not in sent
    assert 'if (end < 0 || (this.#rest[end] === "\\r"' in sent
    whole = [line.strip() for line in (STATIC / "sse.js").read_text().splitlines()]
    assert [line for line in whole if line and line in sent.splitlines()] == [
        line for line in sent.splitlines() if line
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.name)
def test_c6_modules_write_text_only(module: Path) -> None:
    source = module.read_text()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in source
    for imported in re.findall(r'from "\./([\w.]+)"', source):
        assert (STATIC / imported).is_file()


def test_c6_outside_is_not_there() -> None:
    assert client().get("/static/../pages.py").status_code == 404
    assert client().get("/static/none.js").status_code == 404


def test_what_counts_network_addresses_is_told_where_it_is_done() -> None:
    quiet, counting = (
        client(address_shares=on).get("/confidentialite").text for on in (False, True)
    )
    assert "reste en mémoire, un jour au plus" in counting
    assert "en mémoire" not in quiet


def test_class_mode_is_on_the_page_about_what_is_kept() -> None:
    assert "ni ton enseignant·e, ni l’école, ni la Cité" in client().get("/confidentialite").text
