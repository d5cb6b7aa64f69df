"""The chat in the pages of others: another origin, a strict policy, rules of its own."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage import lock_timeouts
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import reading
from tests.support.chat_browser import (
    Visitor,
    bot_lines,
    expect,
    has_focus,
    person_lines,
    read_storage,
    say,
)
from tests.support.database_lock import hold_lock
from tests.support.live_service import LiveService, run_service
from tests.support.widget_browser import (
    PHONE,
    add_bot_reply,
    guest,
    launcher,
    open_chat,
    open_page,
    service,
    settings,
    site,
)
from tests.support.widget_host_site import HostSite

__all__ = ["guest", "service", "settings", "site"]

pytestmark = pytest.mark.chromium
OFFLINE = float(os.environ.get("OFFLINE", "0"))  # seconds; `make soak` waits for real
SHARED = {"access-control-allow-origin": "*"}
SET_HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
FALLBACK = '<p><a href="https://boussole.example">Parler avec Boussole</a></p>'


def test_nothing_is_stored_and_little_asked_before_it_is_opened(guest: Any, site: HostSite) -> None:
    visitor = guest()
    page = open_page(visitor, site.page("/ecole", ""))
    expect(launcher(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    ours = [url for url in visitor.asked if url.startswith(site.boussole)]
    assert len(ours) == 2  # the address that others name, and where it leads
    assert ours[-1].endswith("/widget.js")
    assert read_storage(page) == {}
    assert visitor.context.cookies() == []
    assert page.evaluate("() => Object.keys(window).filter((n) => /boussole/i.test(n))") == []
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(1)
    assert sorted(read_storage(page)) == ["boussole.seen", "boussole.token"]
    assert visitor.context.cookies() == []


def test_a_conversation_on_another_origin(guest: Any, site: HostSite) -> None:
    visitor = guest()
    page = open_chat(visitor, site.page("/ecole", ""))
    page.get_by_role("button", name="Aucune idée").click()
    expect(bot_lines(page).nth(1)).to_contain_text("Pas besoin de passion")
    say(page, "j'aime réparer des vélos")
    # The notebook needs the key of this page: it comes as a file, not as a page that lacks it.
    with page.expect_download() as download:
        say(page, "mon carnet").get_by_role("button", name="Imprimer mon carnet").click()
    assert download.value.suggested_filename == "carnet.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.reload()
    launcher(page).click()
    expect(person_lines(page)).to_have_count(3)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Effacer ma conversation").click()
    page.get_by_role("button", name="Oui, tout effacer").click()
    expect(page.get_by_role("heading", name="C’est effacé.")).to_be_focused()
    assert read_storage(page) == {}


@pytest.mark.parametrize("own", [True, False])
def test_no_file_travels_twice(guest: Any, site: HostSite, own: bool) -> None:
    visitor = guest()
    page = visitor.context.new_page()
    devtools = visitor.context.new_cdp_session(page)
    devtools.send("Network.enable")
    travelled: list[str] = []
    asked: dict[str, str] = {}
    devtools.on(
        "Network.requestWillBeSent",
        lambda told: asked.update({told["requestId"]: told["request"]["url"]}),
    )
    devtools.on(  # told for what came over the line only
        "Network.responseReceivedExtraInfo",
        lambda told: travelled.append(told["requestId"]),  # at times before its request is told
    )
    page.goto(f"{site.boussole}/" if own else site.page("/ecole", ""))
    (page.get_by_role("button", name="Commencer") if own else launcher(page)).click()
    expect(bot_lines(page)).to_have_count(1)
    # A request that is sent on to a file's lasting address keeps its number.
    urls = [asked.get(number, "") for number in dict.fromkeys(travelled)]
    modules = [url for url in urls if url.endswith((".js", "chat.css")) and "/static/" in url]
    assert len(modules) > 20
    assert sorted(modules) == sorted(set(modules))


def test_a_site_that_is_not_listed_gets_nothing(guest: Any, site: HostSite) -> None:
    visitor = guest()
    body = f'<boussole-chat mode="embedded">{FALLBACK}</boussole-chat>'
    address = site.page("/ecole", body).replace("localhost", "127.0.0.1")
    page = open_page(visitor, address)
    expect(page.get_by_role("link", name="Parler avec Boussole")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => customElements.get('boussole-chat') === undefined")
    assert [error for error in visitor.errors if "CORS policy" in error]
    visitor.errors.clear()
    visitor.asked.clear()  # the same server under the name that is not listed


def test_without_javascript_the_page_says_where_to_go(guest: Any, site: HostSite) -> None:
    visitor = guest(java_script_enabled=False)
    body = f'<boussole-chat mode="embedded">{FALLBACK}</boussole-chat>'
    page = open_page(visitor, site.page("/ecole", body))
    expect(page.get_by_role("link", name="Parler avec Boussole")).to_be_visible()


def test_keyboard_only(guest: Any, site: HostSite) -> None:
    page = open_page(guest(), site.page("/ecole", '<a href="/ecole">Accueil</a>'))
    expect(launcher(page)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert has_focus(page, ".launcher")
    page.keyboard.press("Enter")
    expect(bot_lines(page)).to_have_count(1)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("merci")
    page.keyboard.press("Enter")
    expect(bot_lines(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()
    expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    # Escape closes what is on top first: the menu, the question, then the window.
    page.get_by_text("Aide", exact=True).press("Enter")
    expect(page.get_by_role("link", name="112")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="112")).to_be_hidden()
    page.get_by_text("Menu", exact=True).press("Enter")
    page.get_by_role("button", name="Effacer ma conversation").press("Enter")
    expect(page.get_by_role("button", name="Non, garder")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.locator("#panel")).to_be_visible()
    assert has_focus(page, "#menu summary")


def test_new_messages_are_counted_on_the_launcher(
    guest: Any, site: HostSite, service: LiveService
) -> None:
    visitor = guest()
    address = site.page("/ecole", "")
    page = open_chat(visitor, address)
    page.get_by_role("button", name="Réduire le chat").click()
    expect(launcher(page)).to_have_accessible_name("Boussole : ouvrir le chat")
    add_bot_reply(service, text="Une réponse.")
    add_bot_reply(service, text="Une autre.")
    named = "Boussole : ouvrir le chat, 2 nouveaux messages"
    expect(launcher(page)).to_have_accessible_name(named)
    expect(page.get_by_role("status").filter(has_text="2 nouveaux messages")).to_have_count(1)
    # Another page of the site knows; what is read in one is read in all.
    other = open_page(visitor, address)
    expect(launcher(other)).to_have_accessible_name(named)
    launcher(other).click()
    expect(bot_lines(other)).to_have_count(3)
    expect(launcher(page)).to_have_accessible_name("Boussole : ouvrir le chat")


def said_by_person(service: LiveService) -> list[str]:
    query = sa.select(inbox.c.body).where(inbox.c.kind == "text").order_by(inbox.c.seq)
    with reading(service.parts.engine) as unit:
        return list(unit.execute(query).scalars())


def send(page: Any, text: str) -> None:
    page.get_by_label("Ton message").fill(text)
    page.get_by_label("Ton message").press("Enter")


def test_offline_in_mid_conversation(guest: Any, site: HostSite, service: LiveService) -> None:
    visitor = guest()
    page = open_chat(visitor, site.page("/ecole", ""))
    say(page, "bonjour")
    visitor.context.set_offline(True)
    expect(page.locator("#banner")).to_contain_text("hors ligne")
    page.wait_for_timeout(OFFLINE * 1000)
    for text in ("jsp quoi faire", "jaime la moto"):
        send(page, text)
    expect(person_lines(page).nth(1)).to_contain_text("Pas envoyé. Nouvel essai dans un instant.")
    add_bot_reply(service, text="Dit pendant ce temps.")
    visitor.context.set_offline(False)
    expect(page.locator("#messages")).to_contain_text("Dit pendant ce temps.")
    expect(page.locator("#banner")).to_have_text("")
    expect(page.locator(".state:not(:empty)")).to_have_count(0)
    assert said_by_person(service) == ["bonjour", "jsp quoi faire", "jaime la moto"]
    assert "boussole.outbox" not in read_storage(page)


def test_a_message_that_waits_survives_a_reload(
    guest: Any, site: HostSite, service: LiveService
) -> None:
    page = open_chat(guest(), site.page("/ecole", ""))
    page.route("**/api/messages", lambda route: route.abort())
    send(page, "celui-ci attend")
    expect(person_lines(page)).to_contain_text("Pas envoyé.")
    page.reload()
    launcher(page).click()
    expect(person_lines(page)).to_contain_text("celui-ci attend")
    assert said_by_person(service) == []
    page.unroute("**/api/messages")
    expect(person_lines(page).locator(".state")).to_have_text("")
    expect(bot_lines(page)).to_have_count(2)
    page.reload()
    launcher(page).click()
    expect(person_lines(page)).to_have_count(1)
    assert said_by_person(service) == ["celui-ci attend"]


def test_s1_what_cannot_be_stored_waits_and_a_call_for_help_behind_it_gets_the_lines(
    guest: Any, site: HostSite, service: LiveService
) -> None:
    page = open_chat(guest(), site.page("/ecole", ""))
    with hold_lock(service.parts.engine):
        lock_timeouts.find_lock_state(
            service.parts.engine
        ).stuck = True  # somebody has waited in vain before
        send(page, "celui-ci attend")
        expect(person_lines(page)).to_contain_text("Je n'arrive à rien enregistrer en ce moment")
        send(page, "je veux mourir")
        expect(person_lines(page).last).to_contain_text("0800 32 123")
        page.reload()
        launcher(page).click()
        expect(person_lines(page).last).to_contain_text("0800 32 123")
    expect(page.locator(".state:not(:empty)")).to_have_count(0)
    assert said_by_person(service) == ["celui-ci attend", "je veux mourir"]


def test_the_service_restarts_in_mid_conversation(parts: Any, site: HostSite, browser: Any) -> None:
    with ExitStack() as visit:
        service = ExitStack()
        first = service.enter_context(run_service(parts))
        site.boussole = first.url
        visitor = Visitor(first, browser)
        visit.callback(visitor.context.close)
        page = open_chat(visitor, site.page("/ecole", ""))
        say(page, "bonjour")
        before = page.locator("#messages > li").all_inner_texts()
        service.close()
        expect(page.locator("#banner")).to_have_text("Reconnexion…")
        send(page, "toujours là ?")
        expect(person_lines(page).last).to_contain_text("Pas envoyé.")
        with run_service(parts, first.port):
            expect(bot_lines(page)).to_have_count(3)
            expect(page.locator("#banner")).to_have_text("")
            after = page.locator("#messages > li").all_inner_texts()
            assert after[: len(before)] == before
            assert said_by_person(first) == ["bonjour", "toujours là ?"]
            page.close()


def test_the_line_is_down_when_it_is_first_opened(guest: Any, site: HostSite) -> None:
    visitor = guest()
    page = open_page(visitor, site.page("/ecole", ""))
    expect(launcher(page)).to_be_visible()
    visitor.context.set_offline(True)
    launcher(page).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Vérifie ta connexion"))
    visitor.context.set_offline(False)
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(1)
    expect(page.locator(".bubble")).to_have_text("")


def test_no_conversation_can_be_begun(guest: Any, site: HostSite) -> None:
    page = open_page(guest(), site.page("/ecole", ""))
    page.route("**/api/session", lambda route: route.abort())
    launcher(page).click()
    expect(page.locator("#begin-problem")).to_contain_text("Pas de réponse du site.")
    assert read_storage(page) == {}
    page.unroute("**/api/session")
    page.get_by_role("button", name="Commencer").click()
    expect(bot_lines(page)).to_have_count(1)


def test_a_page_from_before_an_update(guest: Any, site: HostSite) -> None:
    visitor = guest()
    page = open_page(visitor, site.page("/ecole", ""))
    page.route("**/static/*/*", lambda route: route.fulfill(status=404, headers=SHARED))
    launcher(page).click()
    expect(page.get_by_role("alert")).to_have_text("Le chat a changé. Recharge la page.")


def test_reading_back_is_not_disturbed(guest: Any, site: HostSite, service: LiveService) -> None:
    page = open_chat(guest(viewport=PHONE), site.page("/ecole", ""))
    say(page, "c koi un mecano moto")
    transcript = page.locator("#transcript")
    transcript.evaluate("(one) => { one.scrollTop = 0; }")
    add_bot_reply(service, text="Une nouvelle.")
    newer = page.get_by_role("button", name="Nouveaux messages")
    expect(newer).to_be_visible()
    assert transcript.evaluate("(one) => one.scrollTop") == 0
    page.get_by_label("Ton message").focus()
    page.keyboard.press("Shift+Tab")
    assert has_focus(page, "#newer")
    page.keyboard.press("Enter")
    expect(newer).to_be_hidden()
    expect(page.get_by_label("Ton message")).to_be_focused()
    expect(bot_lines(page).last).to_be_in_viewport()


def test_a_slow_line(guest: Any, site: HostSite) -> None:
    visitor = guest(viewport=PHONE, has_touch=True, is_mobile=True)
    page = visitor.context.new_page()
    devtools = visitor.context.new_cdp_session(page)
    slow = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 25_000}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    page.goto(site.page("/ecole", ""))
    launcher(page).tap()
    expect(page.locator(".label")).to_have_text("Ça s’ouvre…")
    expect(bot_lines(page)).to_have_count(1)
    expect(say(page, "c koi un mecano moto").get_by_role("heading").first).to_be_visible()


def test_two_tabs_and_two_chats_in_one_page_show_the_same(guest: Any, site: HostSite) -> None:
    visitor = guest()
    address = site.page("/ecole", "")
    one = open_chat(visitor, address)
    chat = '<boussole-chat mode="embedded"></boussole-chat>'
    other = open_page(visitor, site.page("/deux", chat + chat))
    boxes = [other.locator("boussole-chat").nth(n) for n in (0, 1)]
    say(one, "merci")
    for box in boxes:
        expect(box.locator("#messages > .bot")).to_have_count(2)
        expect(box.get_by_role("button", name="Réduire le chat")).to_have_count(0)
    boxes[1].get_by_role("button", name="Aucune idée").click()
    for shown in (boxes[0], boxes[1], one.locator("boussole-chat")):
        expect(shown.locator("#messages > .bot")).to_have_count(3)
    boxes[0].get_by_text("Menu", exact=True).click()
    boxes[0].get_by_role("button", name="Effacer ma conversation").click()
    boxes[0].get_by_role("button", name="Oui, tout effacer").click()
    expect(boxes[0].get_by_role("heading", name="C’est effacé.")).to_be_visible()
    for shown in (boxes[1], one.locator("boussole-chat")):
        expect(shown.get_by_role("heading", name="La conversation est fermée.")).to_be_visible()
    boxes[0].get_by_role("button", name="Recommencer").click()
    for shown in boxes:
        expect(shown.locator("#messages > .bot")).to_have_count(1)


def test_a_page_that_changes_without_loading(guest: Any, site: HostSite) -> None:
    page = open_chat(guest(), site.page("/ecole", ""))
    say(page, "bonjour")
    page.evaluate(
        """() => {
          window.gone = document.querySelector("boussole-chat");
          window.gone.remove();
        }"""
    )
    page.evaluate("() => document.body.append(window.gone)")
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(2)
    say(page, "merci")
    expect(page.locator("#messages > li")).to_have_count(5)


def test_a_browser_that_refuses_storage(guest: Any, site: HostSite) -> None:
    visitor = guest()
    visitor.context.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
          const get = () => { throw new DOMException("no", "SecurityError"); };
          Object.defineProperty(window, name, { get });
        }"""
    )
    page = open_chat(visitor, site.page("/ecole", ""))
    say(page, "merci")
    page.get_by_role("button", name="Réduire le chat").click()
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(2)


def test_leaving_fast_empties_the_page(guest: Any, site: HostSite) -> None:
    visitor = guest()
    site.pages["/meteo"] = "<!doctype html><title>Météo</title><p>Il pleut."
    page = open_chat(visitor, site.page("/ecole", "", f'data-quit="{site.url}/meteo"'))
    page.get_by_role("button", name="Quitter vite").click()
    expect(page.get_by_text("Il pleut.")).to_be_visible()
    assert read_storage(page) == {}
    page.go_back()
    expect(page.locator("#messages > li")).to_have_count(0)


def test_the_page_of_the_chat_in_a_frame(guest: Any, site: HostSite) -> None:
    visitor = guest()
    frame = f'<iframe title="Boussole" src="{site.boussole}/"></iframe>'
    page = open_page(visitor, site.page("/cadre", frame, 'data-launcher="none"'))
    inside = page.frame_locator("iframe")
    expect(launcher(page)).to_have_count(0)
    inside.get_by_role("button", name="Commencer").click()
    expect(inside.locator("#messages > .bot")).to_have_count(1)


@pytest.mark.parametrize("mode", ["", '<boussole-chat mode="embedded"></boussole-chat>'])
def test_unseen_words_of_a_counsellor_are_announced_and_stand_in_the_title(
    guest: Any, site: HostSite, service: LiveService, mode: str
) -> None:
    """The chat is closed, or the page is in the background; a reply of the bot changes no title."""
    visitor = guest()
    if mode:
        page = open_page(visitor, site.page("/ecole", mode))
        page.get_by_role("button", name="Commencer").click()
        expect(bot_lines(page)).to_have_count(1)
        page.evaluate(SET_HIDDEN, True)
    else:
        page = open_chat(visitor, site.page("/ecole", ""))
        page.get_by_role("button", name="Réduire le chat").click()
    title = page.title()
    add_bot_reply(service, text="Un rappel.")
    expect(bot_lines(page)).to_have_count(2)
    assert page.title() == title
    for number in (1, 2):
        add_bot_reply(service, text="Bonjour.", author="human")
        expect(page).to_have_title(f"({number}) La Cité des Métiers · {title}")
    if mode:
        expect(page.locator("#announcer")).to_contain_text("La Cité des Métiers")
        page.evaluate(SET_HIDDEN, False)
    else:
        heard = page.locator(".heard")
        expect(heard).to_have_text("3 nouveaux messages, la Cité t’a écrit")
        launcher(page).click()
        expect(heard).to_have_text("")
    expect(page).to_have_title(title)
