"""The chat in a real browser, against the real service."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.dialogue.agent import Dialogue
from bot.settings import PROJECT_ROOT
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import reading
from tests.support.accessibility import find_violations
from tests.support.chat_browser import (
    ACTIVE,
    Page,
    Visitor,
    bot_lines,
    expect,
    find_overflowing,
    has_focus,
    person_lines,
    read_storage,
    say,
    visit,
    visitor,
)
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService

__all__ = ["visit", "visitor"]

pytestmark = pytest.mark.chromium


SCREENSHOT = os.environ.get("BOUSSOLE_SCREENSHOT") == "1"
DOORS = [
    "J'ai une question",
    "Aucune idée",
    "J'hésite",
    "Ça coince à l'école",
    "C'est pour quelqu'un d'autre",
    "Un humain",
    "Détails",
    "Effacer",
]


def lines(page: Page) -> list[str]:
    return page.locator("#messages > li").all_inner_texts()


def test_p4_nothing_is_kept_or_asked_before_the_chat_is_opened(visitor: Visitor) -> None:
    page = visitor.tab()
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert read_storage(page) == {}
    assert visitor.context.cookies() == []
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert not [url for url in visitor.asked if "/api/" in url]
    page.get_by_role("button", name="Commencer").click()
    expect(bot_lines(page)).to_have_count(1)
    assert list(read_storage(page)) == ["boussole.token"]
    assert visitor.context.cookies() == []


def test_first_minute_with_its_doors(visitor: Visitor) -> None:
    page = visitor.chat()
    welcome = bot_lines(page).first
    for words in ("le robot de la Cité des Métiers de Liège", "Gratuit, anonyme", "30 jours"):
        expect(welcome).to_contain_text(words)
    bar = welcome.get_by_role("toolbar", name="Réponses possibles")
    assert bar.get_by_role("button").all_inner_texts() == DOORS
    bar.get_by_role("button", name="Aucune idée").click()
    expect(person_lines(page)).to_have_text([re.compile("Aucune idée")])
    expect(bot_lines(page).nth(1)).to_contain_text("Pas besoin de passion")
    # What was offered stays to be read, with what was chosen.
    chosen = bar.get_by_role("button", name="Aucune idée")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    for button in bar.get_by_role("button").all():
        expect(button).to_be_disabled()


def test_a_trade_in_slang_gives_its_card(visitor: Visitor) -> None:
    page = visitor.chat()
    answer = say(page, "c koi un mecano moto")
    title = answer.get_by_role("heading")
    expect(title.first).to_have_text(re.compile("mécanicien.* moto", re.IGNORECASE))
    expect(answer.get_by_role("button", name="Comment y arriver")).to_be_visible()
    expect(answer.locator(".origin").first).to_contain_text("Source")


def test_c6_what_a_person_types_is_shown_as_it_is(visitor: Visitor) -> None:
    page = visitor.chat()
    text = "<img src=x onerror=alert(1)><b>gras</b>"
    say(page, text)
    assert person_lines(page).locator(".said").all_inner_texts() == [text]
    assert page.locator("#messages img, #messages b").count() == 0


def test_a_helpline_can_be_dialled(visitor: Visitor) -> None:
    page = visitor.chat()
    answer = say(page, "j'ai envie de mourir")
    line = answer.get_by_role("link", name="0800 32 123")
    expect(line).to_have_attribute("href", "tel:080032123")
    expect(answer.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    expect(line.locator("..")).to_contain_text("Centre de prévention du suicide : 0800 32 123 (")


def press_until(page: Page, key: str, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press(key)
        if has_focus(page, selector):
            return
    raise AssertionError(f"{key} never reaches {selector}")


def focused(page: Page) -> str:
    found: str = page.evaluate_handle(ACTIVE).evaluate("(one) => one.textContent || one.id")
    return found


def test_keyboard_only(visitor: Visitor) -> None:
    page = visitor.tab()
    expect(page.locator("#start")).to_be_visible()
    press_until(page, "Tab", "#start")
    page.keyboard.press("Enter")
    expect(bot_lines(page)).to_have_count(1)
    expect(page.locator("#text")).to_be_focused()
    press_until(page, "Shift+Tab", ".choice")
    assert focused(page) == DOORS[0]
    for key, door in (
        ("ArrowRight", DOORS[1]),
        ("ArrowDown", DOORS[2]),
        ("End", DOORS[-1]),
        ("ArrowRight", DOORS[0]),
        ("ArrowLeft", DOORS[-1]),
        ("Home", DOORS[0]),
        ("ArrowRight", DOORS[1]),
    ):
        page.keyboard.press(key)
        assert focused(page) == door
    # One stop for Tab, where one was.
    page.keyboard.press("Tab")
    assert not has_focus(page, ".choice")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == DOORS[1]
    page.keyboard.press("Enter")
    expect(bot_lines(page).nth(1)).to_contain_text("Pas besoin de passion")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("merci")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("beaucoup")
    page.keyboard.press("Enter")
    expect(bot_lines(page)).to_have_count(3)
    assert person_lines(page).locator(".said").last.inner_text() == "merci\nbeaucoup"
    # The menu: opened, used and closed without a mouse.
    press_until(page, "Shift+Tab", "#menu summary")
    page.keyboard.press("Enter")
    expect(page.locator("#erase")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#erase")).to_be_hidden()
    assert focused(page) == "Menu"


def test_the_live_region_tells_each_reply_once(visitor: Visitor) -> None:
    page = visitor.chat()
    region = page.get_by_role("log", name="Nouvelles réponses")
    expect(region).to_have_attribute("aria-live", "polite")
    expect(region).to_contain_text("On cherche ensemble, tu choisis.")
    expect(region).to_contain_text("8 réponses possibles.")
    answer = say(page, "merci").locator(".text").inner_text().replace("\u00a0", " ")
    expect(region).to_contain_text(answer)
    expect(region).not_to_contain_text("On cherche ensemble")
    assert region.inner_text().count(answer) == 1
    # The past is not read aloud again.
    page.reload()
    expect(bot_lines(page)).to_have_count(2)
    expect(region).to_have_text("")


def test_a_reload_keeps_the_conversation(visitor: Visitor) -> None:
    page = visitor.chat()
    page.get_by_role("button", name="Aucune idée").click()
    expect(bot_lines(page)).to_have_count(2)
    say(page, "c koi un mecano moto")
    before, token = lines(page), read_storage(page)
    page.reload()
    expect(page.locator("#messages > li")).to_have_count(len(before))
    assert lines(page) == before
    assert read_storage(page) == token
    chosen = page.get_by_role("button", name="Aucune idée")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    say(page, "merci")


def test_two_tabs_show_the_same(visitor: Visitor) -> None:
    one = visitor.chat()
    other = visitor.tab()
    expect(bot_lines(other)).to_have_count(1)
    say(one, "merci")
    expect(bot_lines(other)).to_have_count(2)
    other.get_by_role("button", name="Aucune idée").click()
    expect(bot_lines(one)).to_have_count(3)
    expect(bot_lines(other)).to_have_count(3)
    assert lines(one) == lines(other)


def test_a_lost_line_loses_nothing(visitor: Visitor) -> None:
    page = visitor.chat()
    visitor.context.set_offline(True)
    expect(page.locator("#banner")).to_contain_text("hors ligne")
    page.get_by_label("Ton message").fill("merci")
    page.get_by_role("button", name="Envoyer").click()
    expect(person_lines(page)).to_contain_text("Pas envoyé. Nouvel essai dans un instant.")
    visitor.context.set_offline(False)
    expect(bot_lines(page)).to_have_count(2)
    expect(page.locator("#banner")).to_have_text("")
    expect(person_lines(page).locator(".state")).to_have_text("")


def test_a_process_that_is_replaced_is_not_noticed(visitor: Visitor) -> None:
    """Its stream ends whole, and another one goes on with it."""
    page, held = visitor.tab(), []
    ended = {"status": 200, "content_type": "text/event-stream", "body": ": over\r\n"}
    page.route("**/api/events*", lambda route: held.append(route), times=1)
    page.route("**/api/events*", lambda route: route.fulfill(**ended), times=1)
    with page.expect_request("**/api/events*"):
        page.get_by_role("button", name="Commencer").click()
    with page.expect_request("**/api/events*"):
        pass
    expect(page.locator("#banner")).to_have_text("")
    held[0].continue_()
    expect(bot_lines(page)).to_have_count(1)


def test_a_limit_that_is_met_says_so_and_loses_nothing(visitor: Visitor) -> None:
    """The message stays, a reload through, and leaves by itself."""
    page = visitor.chat()
    told = "Trop de demandes viennent de ce réseau en ce moment."
    refusal = {"status": 429, "json": {"error": "refused_busy_network", "message": told}}
    page.route("**/api/messages", lambda route: route.fulfill(**refusal))
    page.get_by_label("Ton message").fill("merci")
    page.get_by_role("button", name="Envoyer").click()
    expect(person_lines(page)).to_contain_text(f"Pas envoyé. Nouvel essai dans un instant. {told}")
    page.reload()
    expect(person_lines(page)).to_contain_text(told)
    page.unroute("**/api/messages")
    expect(bot_lines(page)).to_have_count(2)
    expect(person_lines(page).locator(".state")).to_have_text("")


@pytest.mark.parametrize("width", [320, 360])
def test_no_horizontal_scroll_on_a_phone(visit: Any, width: int) -> None:
    visitor = visit(viewport={"width": width, "height": 740}, has_touch=True, is_mobile=True)
    scrolls = "() => document.documentElement.scrollWidth > innerWidth"
    for path in ("/", "/confidentialite", "/accessibilite", "/carnet"):
        page = visitor.tab(path)
        assert not page.evaluate(scrolls), path
        assert find_overflowing(page) == []
    page = visitor.chat()
    say(page, "c koi un mecano moto")
    say(page, "anticonstitutionnellement" * 10)
    assert not page.evaluate(scrolls)
    assert find_overflowing(page) == []
    assert page.locator("#transcript").evaluate("(one) => one.scrollWidth <= one.clientWidth")
    # The field and its button stay in view above whatever the conversation holds.
    for place in ("#text", "#send"):
        expect(page.locator(place)).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_hexagon_on_a_phone(visit: Any, scheme: str) -> None:
    size = {"width": 320, "height": 740}
    visitor = visit(viewport=size, has_touch=True, is_mobile=True, color_scheme=scheme)
    page = visitor.chat()
    say(page, "faire le questionnaire")
    for _ in range(12):
        say(page, "3")
    line = say(page, "montre l'hexagone")
    picture = line.get_by_role("img")
    expect(picture).to_have_attribute("alt", re.compile(r"Hexagone : .*Le concret \(R\) : 3,0\."))
    expect(page.locator("#announcer")).to_contain_text("Le concret (R) : 3,0.")
    # The policy lets it through, it is decoded, and it fits.
    assert picture.evaluate("async (one) => { await one.decode(); return one.naturalWidth }") > 0
    box = picture.bounding_box()
    assert box is not None
    assert 200 < box["width"] < 320
    assert box["height"] > box["width"]
    assert find_overflowing(page) == []
    assert find_violations(page) == []
    page.reload()
    expect(page.get_by_role("img", name=re.compile("Hexagone"))).to_have_count(1)


def waiting_for(service: LiveService) -> list[str]:
    with reading(service.parts.engine) as unit:
        return unit.execute(sa.select(inbox.c.body).where(inbox.c.kind == "text")).scalars().all()


def test_p6_erasing_by_the_menu(visitor: Visitor) -> None:
    page = visitor.chat()
    other = visitor.tab()
    expect(bot_lines(other)).to_have_count(1)
    page.bring_to_front()
    say(page, "merci")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Effacer ma conversation").click()
    dialog = page.get_by_role("dialog", name=re.compile("Tout effacer"))
    expect(dialog.get_by_role("button", name="Non, garder")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert waiting_for(visitor.service) == ["merci"]
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Effacer ma conversation").click()
    dialog.get_by_role("button", name="Oui, tout effacer").click()
    expect(page.get_by_role("heading", name="C’est effacé.")).to_be_focused()
    expect(other.get_by_role("heading", name="La conversation est fermée.")).to_be_visible()
    for tab in (page, other):
        expect(tab.locator("#messages > li")).to_have_count(0)
    assert read_storage(page) == {}
    assert waiting_for(visitor.service) == []
    page.get_by_role("button", name="Recommencer").click()
    expect(bot_lines(page)).to_have_count(1)


def test_p6_nothing_leaves_behind_an_erasure(visitor: Visitor) -> None:
    """What is on its way when it is asked for arrives before, what waits behind that is dropped."""
    page = visitor.chat()
    under_way, posted = [], []

    def post(route: Any) -> None:
        posted.append(route.request)
        if route.request.url.endswith("/messages") and not under_way:
            under_way.append(route)
        else:
            route.continue_()

    page.route(re.compile("/api/(messages|forget)"), post)
    for words in ("je veux devenir soudeur", "ou alors carreleur"):
        page.get_by_label("Ton message").fill(words)
        page.get_by_label("Ton message").press("Enter")
    expect(person_lines(page)).to_have_count(2)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Effacer ma conversation").click()
    page.get_by_role("dialog").get_by_role("button", name="Oui, tout effacer").click()
    expect(page.locator("#confirm-problem")).to_have_text("Effacement…")
    assert len(posted) == 1
    under_way[0].continue_()
    expect(page.get_by_role("heading", name="C’est effacé.")).to_be_visible()
    assert [each.url.rsplit("/", 1)[1] for each in posted] == ["messages", "forget"]


def test_what_waits_leaves_when_an_erasure_fails(visitor: Visitor) -> None:
    page = visitor.chat()
    page.route("**/api/forget", lambda route: route.abort())
    page.route("**/api/messages", lambda route: route.abort())
    page.get_by_label("Ton message").fill("merci")
    page.get_by_label("Ton message").press("Enter")
    expect(person_lines(page)).to_contain_text("Réessayer")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Effacer ma conversation").click()
    page.get_by_role("dialog").get_by_role("button", name="Oui, tout effacer").click()
    expect(page.locator("#confirm-problem")).to_contain_text("Pas de réponse du site")
    page.unroute("**/api/messages")
    page.get_by_role("dialog").get_by_role("button", name="Non, garder").click()
    expect(bot_lines(page)).to_have_count(2)


def test_p6_erasing_by_words_clears_every_open_page(visitor: Visitor) -> None:
    page = visitor.chat()
    other = visitor.tab()
    expect(bot_lines(other)).to_have_count(1)
    say(page, "je voudrais réparer des motos")
    # In the other tab a message waits for a line that is down.
    other.route("**/api/messages", lambda route: route.abort())
    other.get_by_label("Ton message").fill("celui-ci attend")
    other.get_by_label("Ton message").press("Enter")
    expect(person_lines(other).last).to_contain_text("Pas envoyé.")
    confirm = say(page, "efface toutes mes données")
    expect(confirm).to_contain_text("Tout effacer ?")
    page.get_by_label("Ton message").fill("oui")
    page.get_by_label("Ton message").press("Enter")
    for tab in (page, other):
        expect(tab.locator("#messages > li")).to_have_text([re.compile("C'est effacé.")])
        expect(tab.locator("#typing")).to_be_hidden()
        expect(tab.locator("#announcer")).to_contain_text("C'est effacé.")
        expect(tab.locator("#announcer")).not_to_contain_text("Tout effacer")
    other.unroute("**/api/messages")
    for tab in (other, page):
        say(tab, "bonjour")
    for tab in (page, other):
        expect(bot_lines(tab)).to_have_count(3)
    assert lines(page) == lines(other)
    assert waiting_for(visitor.service) == ["bonjour", "bonjour"]
    # A page that comes later has only what was said since.
    page.reload()
    expect(bot_lines(page)).to_have_count(3)
    assert lines(page) == lines(other)


def test_p6_a_message_that_is_taken_back_leaves_every_open_page(visitor: Visitor) -> None:
    page = visitor.chat()
    other = visitor.tab()
    say(page, "je m'appelle Karim Bensaïd et j'aime réparer des motos")
    for tab in (page, other):
        expect(tab.locator("#messages")).to_contain_text("Bensaïd")
    page.get_by_role("button", name="Effacer ce message").press("Enter")
    for tab in (page, other):
        expect(bot_lines(tab).last).to_contain_text("ce message est effacé")
        expect(person_lines(tab).first.locator(".said")).to_have_text("[message effacé]")
        expect(tab.locator("main")).not_to_contain_text("Bensaïd")
        expect(tab.locator("#announcer")).not_to_contain_text("Bensaïd")
    assert lines(page) == lines(other)
    page.reload()
    expect(bot_lines(page).last).to_contain_text("ce message est effacé")
    assert lines(page) == lines(other)


def test_erasing_while_a_choice_has_the_focus(visitor: Visitor) -> None:
    page = visitor.chat()
    other = visitor.tab()
    expect(bot_lines(other)).to_have_count(1)
    other.get_by_role("button", name="Un humain").focus()
    page.bring_to_front()
    say(page, "efface toutes mes données")
    page.get_by_role("button", name="Oui, tout effacer").click()
    expect(bot_lines(other)).to_have_text([re.compile("C'est effacé.")])
    expect(other.locator("#text")).to_be_focused()


def test_typing_indicator(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, parse = threading.Event(), Dialogue.parse

    def held(dialogue: Dialogue, text: str) -> Any:
        assert opened.wait(MAX_WAIT_SECONDS)
        return parse(dialogue, text)

    monkeypatch.setattr(Dialogue, "parse", held)  # of the class: see `Gate` in test_web_api.py
    page = visitor.chat()
    typing = page.locator("#typing")
    expect(typing).to_be_hidden()
    try:
        page.get_by_label("Ton message").fill("merci")
        page.get_by_label("Ton message").press("Enter")
        expect(typing).to_be_visible()
        expect(typing).to_contain_text("Boussole écrit…")
        # A page that is opened meanwhile shows it too.
        other = visitor.tab()
        expect(other.locator("#typing")).to_be_visible()
    finally:
        opened.set()
    for tab in (page, other):
        expect(bot_lines(tab)).to_have_count(2)
        expect(tab.locator("#typing")).to_be_hidden()


STATES = ["/", "/confidentialite", "/accessibilite", "/carnet", "chat", "menu", "dialog", "ended"]


def reach(visitor: Visitor, state: str) -> Page:
    """A page in one of the states a person may find it in."""
    if state.startswith("/"):
        return visitor.tab(state)
    page = visitor.chat()
    page.get_by_role("button", name="Aucune idée").click()
    expect(bot_lines(page)).to_have_count(2)
    say(page, "c koi un mecano moto")
    if state != "chat":
        page.get_by_text("Menu", exact=True).click()
    if state in ("dialog", "ended"):
        page.get_by_role("button", name="Effacer ma conversation").click()
    if state == "ended":
        page.get_by_role("button", name="Oui, tout effacer").click()
        expect(page.locator("#ended")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_basic_accessibility(visit: Any, state: str, scheme: str) -> None:
    page = reach(visit(color_scheme=scheme), state)
    assert page.locator("html").get_attribute("lang") in ("fr", "fr-BE")
    assert find_violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["/confidentialite", "/accessibilite", "/classe/inconnue", "/rendez-vous/inconnu"]
)
def test_pages_of_words_on_small_and_large_screens(
    visit: Any, path: str, width: int, scheme: str
) -> None:
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 800}).tab(path)
    assert find_violations(page) == []


def test_the_checks_look_into_the_chat(visitor: Visitor) -> None:
    page = visitor.chat()
    page.locator("#messages").evaluate(
        """(list) => {
          const made = (name) => document.createElement(name);
          const [line, image, pale, small] = ["li", "img", "p", "button"].map(made);
          image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
          pale.textContent = "Pâle";
          pale.style.color = "#ddd";
          small.style.width = small.style.height = "9px";
          small.style.padding = "0";
          line.append(image, pale, small);
          list.append(line);
        }"""
    )
    found = " ".join(find_violations(page))
    for rule in ("button-name", "image-alt", "color-contrast", "small"):
        assert rule in found


@pytest.mark.skipif(not SCREENSHOT, reason="writes the README's picture: BOUSSOLE_SCREENSHOT=1")
def test_screenshot_of_the_readme(visit: Any) -> None:
    visitor = visit(viewport={"width": 900, "height": 700}, color_scheme="light")
    page = visitor.chat()
    page.get_by_role("button", name="Aucune idée").click()
    expect(bot_lines(page)).to_have_count(2)
    say(page, "c koi un mecano moto")
    page.evaluate("() => document.fonts.ready")
    path = PROJECT_ROOT / "docs" / "images" / "chat.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled", caret="hide")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_notebook_opens_in_a_tab_is_printed_and_downloaded(visitor: Visitor) -> None:
    page = visitor.chat()
    say(page, "j'aime réparer des vélos")
    link = say(page, "mon carnet").get_by_role("link", name="Imprimer mon carnet")
    with visitor.context.expect_page() as opened:
        link.click()
    notebook = opened.value
    expect(notebook.get_by_role("heading", name="Mon carnet d’orientation")).to_be_visible()
    expect(notebook.locator("#notebook")).to_contain_text("réparer des vélos")
    with notebook.expect_download() as download:
        notebook.get_by_role("button", name="Télécharger le PDF").click()
    assert download.value.suggested_filename == "carnet.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    notebook.evaluate("() => { window.print = () => { window.printed = true; }; }")
    notebook.get_by_role("button", name="Imprimer").click()
    assert notebook.evaluate("() => window.printed")
    # Erased in the other tab: nothing of it stays on the screen here.
    page.evaluate("() => localStorage.removeItem('boussole.token')")
    expect(notebook.locator("#notebook")).not_to_contain_text("vélos")
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("path", ["/", "/carnet", "/confidentialite"])
def test_leaving_fast_from_every_page(visit: Any, service: LiveService, path: str) -> None:
    visitor = visit()
    visitor.context.route(
        "https://fr.wikipedia.org/**", lambda route: route.fulfill(body="<p>Ailleurs")
    )
    visitor.chat().close()
    page = visitor.tab(path)
    page.get_by_role("link", name="Quitter vite").click()
    expect(page.get_by_text("Ailleurs")).to_be_visible()
    visitor.asked.clear()
    assert read_storage(visitor.tab("/accessibilite")) == {}


def test_leaving_fast_while_the_notebook_opens(visit: Any) -> None:
    visitor, held = visit(), {}
    visitor.chat().close()

    def hold(route: Any) -> None:
        if route.request.resource_type == "document" and "carnet" in route.request.url:
            route.continue_()
        else:
            held[route.request.resource_type] = route

    visitor.context.route(re.compile("carnet$|wikipedia"), hold)
    page = visitor.tab("/carnet")
    page.get_by_role("link", name="Quitter vite").click(no_wait_after=True)
    held["fetch"].fulfill(body="<p data-notebook><h1>Mon carnet</h1>")
    page.wait_for_timeout(300)  # what fails after the answer is told as an error of the page
    held["document"].fulfill(body="<p>Ailleurs")
    expect(page.get_by_text("Ailleurs")).to_be_visible()
    visitor.asked.clear()


def test_help_leads_to_people_and_lines(visitor: Visitor) -> None:
    page = visitor.chat()
    page.get_by_text("Aide", exact=True).click()
    expect(page.locator("#help").get_by_role("link", name="112")).to_have_attribute(
        "href", "tel:112"
    )
    page.get_by_role("link", name="Joindre la Cité").click()
    expect(page.locator("section#human")).to_be_focused()
    page.get_by_text("Aide", exact=True).click()
    page.get_by_role("button", name="Demander un humain").click()
    expect(person_lines(page)).to_contain_text("je veux parler à un humain")
    expect(bot_lines(page)).to_have_count(2)
