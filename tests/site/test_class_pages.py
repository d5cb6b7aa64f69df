"""The pages of class mode: the chat, the poster, the code; and a link that is closed."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from bot.guidance import class_links
from bot.presentation import qr_code
from bot.settings import Settings
from bot.site.class_pages import ClassPages
from bot.site.page_facts import build_page_facts
from bot.site.public_pages import page_routes
from bot.site.security_headers import SecurityHeaders

KEY = b"a key of thirty-two bytes or more"
FACTS = build_page_facts(Settings(_env_file=None, site_name="Cité des Métiers de Liège"))


@pytest.fixture
def client(clock: Any) -> TestClient:
    return made(clock, "")


def made(clock: Any, address: str) -> TestClient:
    pages = ClassPages(FACTS, address, KEY, clock)
    app = Starlette(
        routes=[*pages.routes(), *page_routes(FACTS)], middleware=[Middleware(SecurityHeaders)]
    )
    return TestClient(app, base_url="https://chat.example.be")


@pytest.fixture
def session(clock: Any) -> class_links.ClassSession:
    return class_links.create_session(KEY, clock())


def test_the_link_opens_the_usual_chat(
    client: TestClient, session: class_links.ClassSession
) -> None:
    page = client.get(session.path)
    assert page.status_code == 200
    assert 'id="start"' in page.text
    assert "Ton prof ne voit rien" in page.text
    assert "mon code" in page.text
    assert session.token not in page.text  # the script reads it from the address
    assert "Mode classe" not in client.get("/").text


def test_the_poster_holds_the_code_the_address_and_three_lines(
    client: TestClient, session: class_links.ClassSession
) -> None:
    page = client.get(session.poster)
    assert page.status_code == 200
    address = f"https://chat.example.be{session.path}"
    assert address in page.text
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]{20,})"', page.text)
    assert found
    assert b64decode(found[1]).decode() == qr_code.render_qr_code(address)
    rules = re.search(r'<ul class="rules">(.*?)</ul>', page.text, re.S)
    assert rules
    assert rules[1].count("<li>") == 3
    for words in ("Ni compte, ni nom", "Ton prof ne voit rien", "mon code"):
        assert words in rules[1]
    assert "26 novembre 2026" in page.text


def test_the_public_address_wins(clock: Any, session: class_links.ClassSession) -> None:
    html = made(clock, "https://boussole.example.be").get(session.poster).text
    assert f"https://boussole.example.be{session.path}" in html
    assert "chat.example.be" not in html


def test_the_code_alone_is_a_picture(client: TestClient, session: class_links.ClassSession) -> None:
    picture = client.get(session.code)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text == qr_code.render_qr_code(f"https://chat.example.be{session.path}")


@pytest.mark.parametrize("page", ["path", "poster", "code"])
def test_a_closed_link_says_so_and_leads_to_the_chat(
    client: TestClient, clock: Any, session: class_links.ClassSession, page: str
) -> None:
    clock.now = session.until
    closed = client.get(getattr(session, page))
    assert closed.status_code == 410
    assert "n’est plus ouvert" in closed.text
    assert '<a href="/">Ouvrir le chat</a>' in closed.text


def test_a_link_that_was_never_made(client: TestClient) -> None:
    for token in ("20261126-aaaaaaaaaaaaaaaa", "x", "%00", "²"):
        assert client.get(f"/classe/{token}").status_code == 404


@pytest.mark.parametrize("page", ["path", "poster"])
def test_p4_nothing_inline_no_cookie_and_nothing_kept(
    client: TestClient, session: class_links.ClassSession, page: str
) -> None:
    answer = client.get(getattr(session, page))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith(("/", "#", "tel:", "data:image/", "https://fr.wikipedia.org"))
        if address.startswith("/static/"):
            assert client.get(address).status_code == 200
