"""The chat page without network: it opens, shows the talk, and forgets when it is told to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bot.stores import utc_now
from tests.support.chat_browser import Visitor, bot_lines, expect, person_lines, read_storage, say
from tests.support.live_service import LiveService, run_service

pytestmark = pytest.mark.chromium

READY = "() => !!navigator.serviceWorker.controller"
TALK_KEPT = "async () => (await (await caches.open('boussole-talk')).keys()).length === 1"
NOTHING_LEFT = """async () => !(await caches.keys()).length
  && !(await navigator.serviceWorker.getRegistrations()).length"""
CACHES = """async () => {
  const texts = {};
  for (const name of await caches.keys()) {
    const answers = await (await caches.open(name)).matchAll();
    texts[name] = (await Promise.all(answers.map((one) => one.text()))).join("\\n");
  }
  return texts;
}"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
PLACE = {"site_hours": "Lundi, de 9 h à 12 h", "site_address": "Rue de l'Essai 1, Liège"}


class Switch:
    """One address where the service runs, with what settings, or not at all."""

    def __init__(self, make: Callable[..., Any], settings: Any) -> None:
        self._make, self._settings, self._stack = make, settings, ExitStack()
        self.running: Any = None
        self._port = 0

    def on(self, **changes: Any) -> LiveService:
        self.off()
        settings = self._settings.copy(update={"offline_page": True, **PLACE, **changes})
        service = run_service(self._make(settings), self._port)
        self.running = self._stack.enter_context(service)
        self._port = self.running.port
        return self.running

    def off(self) -> None:
        self._stack.close()


@pytest.fixture
def switch(make_parts: Any, sqlite_engine: Any, settings: Any) -> Iterator[Switch]:
    # The service worker keeps a talk for some days by the clock of the browser, which is right.
    made = Switch(
        lambda changed: make_parts(sqlite_engine, settings=changed, clock=utc_now), settings
    )
    yield made
    made.off()


@pytest.fixture
def visitor(switch: Switch, browser: Any) -> Iterator[Visitor]:
    """On the service, which has the offline page."""
    made = Visitor(switch.on(), browser)
    yield made
    made.context.close()
    assert [url for url in made.asked if not url.startswith(made.service.url)] == []


def wait_until(page: Any, condition: str) -> None:
    """Playwright's own wait takes the promise of an asynchronous condition for its value."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def talk(visitor: Visitor) -> Any:
    """A page with a talk that is kept, and the service worker in charge."""
    page = visitor.chat()
    say(page, "c koi un mecano moto")
    wait_until(page, READY)
    wait_until(page, TALK_KEPT)
    page.wait_for_timeout(500)  # the last entries
    return page


def leave_the_network(visitor: Visitor, switch: Switch) -> None:
    switch.off()
    visitor.context.set_offline(True)


def test_p4_nothing_is_kept_before_a_talk_begins(visitor: Visitor) -> None:
    page = visitor.tab()
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (read_storage(page), page.evaluate(CACHES), page.evaluate(WORKERS)) == ({}, {}, 0)


def test_the_page_opens_offline_with_the_talk_the_lines_and_the_place(
    visitor: Visitor, switch: Switch
) -> None:
    page = talk(visitor)
    told = page.locator("#messages > li").all_inner_texts()
    leave_the_network(visitor, switch)
    page.reload()
    expect(page.locator("#messages > li")).to_have_count(len(told))
    assert page.locator("#messages > li").all_inner_texts() == told
    expect(page.locator("#banner")).to_have_text(re.compile("hors ligne|Reconnexion"))
    for words in ("Rue de l'Essai 1, Liège", "Lundi, de 9 h à 12 h", "112", "107"):
        expect(page.locator("body")).to_contain_text(words)
    # What is typed now waits, a reload through, and goes once there is a network.
    page.get_by_label("Ton message").fill("merci")
    page.get_by_role("button", name="Envoyer").click()
    expect(person_lines(page).last).to_contain_text("Pas envoyé.")
    page.reload()
    expect(person_lines(page)).to_have_count(2)
    visitor.context.set_offline(False)
    switch.on()
    expect(bot_lines(page)).to_have_count(len(told))
    expect(person_lines(page).last.locator(".state")).to_have_text("")


def test_without_a_talk_the_page_still_says_where_to_go(visitor: Visitor, switch: Switch) -> None:
    talk(visitor).close()
    visitor.context.clear_cookies()
    leave_the_network(visitor, switch)
    page = visitor.tab("/?installee")
    page.evaluate("() => localStorage.clear()")
    page.reload()
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()
    expect(page.locator("body")).to_contain_text("Rue de l'Essai 1, Liège")
    assert page.locator("#messages > li").count() == 0  # the kept talk needs its key


def test_an_update_takes_over_by_itself(visitor: Visitor, switch: Switch) -> None:
    page = talk(visitor)
    [before] = [name for name in page.evaluate(CACHES) if "shell" in name]
    switch.on(site_hours="Mardi, de 14 h à 17 h")
    page.reload()
    expect(page.locator("body")).to_contain_text("Mardi, de 14 h à 17 h")
    wait_until(page, f"async () => !(await caches.keys()).includes('{before}')")
    leave_the_network(visitor, switch)
    page.reload()
    expect(page.locator("body")).to_contain_text("Mardi, de 14 h à 17 h")
    expect(person_lines(page)).to_have_count(1)


def test_turned_off_it_is_gone_at_the_next_visit(visitor: Visitor, switch: Switch) -> None:
    page = talk(visitor)
    switch.on(offline_page=False)
    page.reload()
    wait_until(page, NOTHING_LEFT)
    page.reload()
    expect(person_lines(page)).to_have_count(1)
    assert page.evaluate("() => navigator.serviceWorker.controller") is None


@pytest.mark.parametrize("way", ["erase", "say", "quit", "quit elsewhere"])
def test_p6_whoever_erases_or_leaves_leaves_no_word_in_the_browser(
    visitor: Visitor, switch: Switch, way: str
) -> None:
    page = talk(visitor)
    assert "mecano" in page.evaluate(CACHES)["boussole-talk"]
    visitor.context.route("https://fr.wikipedia.org/**", lambda route: route.fulfill(body="là"))
    if way == "erase":
        page.get_by_text("Menu", exact=True).click()
        page.get_by_role("button", name="Effacer ma conversation").click()
        page.get_by_role("button", name="Oui, tout effacer").click()
        expect(page.get_by_role("heading", name="C’est effacé.")).to_be_visible()
    elif way == "say":
        say_and_confirm(page)
    else:
        if way == "quit elsewhere":
            page.goto(f"{visitor.service.url}/confidentialite")
        page.get_by_role("link", name="Quitter vite").click()
        page.wait_for_url("https://fr.wikipedia.org/")
        visitor.asked = [url for url in visitor.asked if "wikipedia" not in url]
    other = visitor.tab("/accessibilite")
    other.wait_for_timeout(500)
    assert "mecano" not in str(other.evaluate(CACHES))
    leave_the_network(visitor, switch)
    again = visitor.tab()
    expect(again.locator("#messages")).not_to_contain_text("mecano")


def say_and_confirm(page: Any) -> None:
    say(page, "/oublier").get_by_role("button", name="Oui, tout effacer").click()
    expect(person_lines(page)).to_have_count(0)


def test_a_message_taken_back_is_not_kept(visitor: Visitor, switch: Switch) -> None:
    page = talk(visitor)
    say(page, "efface mon dernier message")
    expect(person_lines(page).first).to_contain_text("[message effacé]")
    page.wait_for_timeout(800)
    assert "mecano" not in page.evaluate(CACHES)["boussole-talk"]


def test_a_talk_that_ended_long_ago_is_not_shown_and_is_removed(
    visitor: Visitor, switch: Switch
) -> None:
    page = talk(visitor)
    page.evaluate(
        """async (age) => {
          const cache = await caches.open("boussole-talk");
          const [request] = await cache.keys();
          const kept = await cache.match(request);
          const headers = new Headers(kept.headers);
          headers.set("x-last-entry", String(Date.now() - age));
          await cache.put(request, new Response(await kept.text(), { headers }));
        }""",
        8 * 24 * 3600 * 1000,
    )
    leave_the_network(visitor, switch)
    page.reload()
    expect(page.get_by_label("Ton message")).to_be_visible()
    assert person_lines(page).count() == 0
    assert "boussole-talk" not in page.evaluate(CACHES)


def test_class_pages_keep_nothing(visitor: Visitor, switch: Switch) -> None:
    from bot.guidance import class_links

    parts = switch.running.parts
    session = class_links.create_session(parts.key, parts.clock())
    page = visitor.tab(session.path)
    page.get_by_role("button", name="Commencer").click()
    expect(bot_lines(page)).to_have_count(1)
    page.wait_for_timeout(500)
    assert (page.evaluate(CACHES), page.evaluate(WORKERS)) == ({}, 0)
