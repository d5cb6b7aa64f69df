"""Class mode in a browser: the link travels once, and a device that passes on shows nobody's chat.

The chat API is a stand-in, so no model is needed.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.guidance import class_links
from bot.settings import Settings
from bot.site.class_pages import ClassPages
from bot.site.page_facts import build_page_facts
from bot.site.public_pages import page_routes
from bot.site.security_headers import SecurityHeaders

pytestmark = pytest.mark.chromium
KEY = b"a key of thirty-two bytes or more"
FACTS = build_page_facts(Settings(_env_file=None, site_name="Cité des Métiers de Liège"))


@pytest.fixture(scope="module")
def dialogue() -> None:
    """The browser waits for what takes long to load; here nothing does."""


@pytest.fixture(scope="module")
def library() -> None:
    """As above."""


@dataclass
class Standin:
    """Mints « t1 », « t2 », … and remembers what class link came with each."""

    links: list[str] = field(default_factory=list)
    url: str = ""

    async def open(self, request: Request) -> Response:
        self.links.append(request.headers.get("class-session", ""))
        return JSONResponse({"token": f"t{len(self.links)}"}, status_code=201)

    async def events(self, request: Request) -> Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        said = (
            f'id: 1.1\ndata: {{"from": "bot", "seq": 1, "answers": 1, "text": "Ici {token}."}}\n\n'
        )
        return StreamingResponse(iter([said]), media_type="text/event-stream")


@pytest.fixture
def site(clock: Any) -> Iterator[Standin]:
    standin = Standin()
    app = Starlette(
        routes=[
            Route("/api/session", standin.open, methods=["POST"]),
            Route("/api/events", standin.events),
            *ClassPages(FACTS, "", KEY, clock).routes(),
            *page_routes(FACTS),
        ],
        middleware=[Middleware(SecurityHeaders)],
    )
    config = uvicorn.Config(app, host="127.0.0.1", port=0, ws="none", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    standin.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield standin
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(locale="fr-BE", viewport={"width": 320, "height": 740})
    yield context.new_page()
    context.close()


def said(page: Any) -> Any:
    return page.locator("#messages")


def test_the_link_travels_when_a_pupil_begins(site: Standin, page: Any, clock: Any) -> None:
    session = class_links.create_session(KEY, clock())
    page.goto(site.url + session.path)
    assert page.get_by_text("Ton prof ne voit rien").is_visible()
    assert not page.locator("#mine").is_visible()
    page.get_by_role("button", name="Commencer").click()
    said(page).get_by_text("Ici t1.").wait_for()
    page.reload()
    said(page).get_by_text("Ici t1.").wait_for()
    assert site.links == [session.token]
    wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)


def test_the_next_pupil_does_not_see_the_one_before(site: Standin, page: Any, clock: Any) -> None:
    path = class_links.create_session(KEY, clock()).path
    page.goto(site.url + path)
    page.get_by_role("button", name="Commencer").click()
    said(page).get_by_text("Ici t1.").wait_for()
    page.goto(site.url + "/accessibilite")
    page.goto(site.url + path)
    begin = page.get_by_role("button", name="Commencer")
    begin.wait_for()
    assert said(page).inner_text() == ""
    begin.click()
    said(page).get_by_text("Ici t2.").wait_for()
    assert "t1" not in said(page).inner_text()


def test_who_comes_back_may_go_on(site: Standin, page: Any, clock: Any) -> None:
    path = class_links.create_session(KEY, clock()).path
    page.goto(site.url + "/")
    page.get_by_role("button", name="Commencer").click()
    said(page).get_by_text("Ici t1.").wait_for()
    page.goto(site.url + path)
    page.get_by_role("button", name="Reprendre la conversation").click()
    said(page).get_by_text("Ici t1.").wait_for()
    assert site.links == [""]


def test_the_usual_page_goes_on_as_ever(site: Standin, page: Any) -> None:
    page.goto(site.url + "/")
    page.get_by_role("button", name="Commencer").click()
    said(page).get_by_text("Ici t1.").wait_for()
    page.goto(site.url + "/accessibilite")
    page.goto(site.url + "/")
    said(page).get_by_text("Ici t1.").wait_for()


def test_the_poster_fits_a_phone_and_one_printed_page(site: Standin, page: Any, clock: Any) -> None:
    page.goto(site.url + class_links.create_session(KEY, clock()).poster)
    code = page.locator("img.qr")
    assert code.evaluate("async (one) => { await one.decode(); return one.naturalWidth }") > 200
    wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    assert "mon code" in printed.pages[0].extract_text()
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator(".screen-only").is_visible()
