"""The chat page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.live_service import LiveService

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
Page = sync_api.Page


class Visitor:
    """One browser profile on the site; everything it asks for is written down."""

    def __init__(self, service: LiveService, browser: Any, **options: Any) -> None:
        self.service = service
        self.context = browser.new_context(locale="fr-BE", **options)
        self.context.set_default_timeout(30_000)
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.context.on("console", self._console)

    def _console(self, message: Any) -> None:
        # A request that fails is also told on the console, whatever the page makes of it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def tab(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.goto(self.service.url + path)
        return page

    def chat(self) -> Page:
        """A new conversation, once the bot has said its first words."""
        page = self.tab()
        page.get_by_role("button", name="Commencer").click()
        expect(bot_lines(page)).to_have_count(1)
        return page


@pytest.fixture
def visit(service: LiveService, browser: Any) -> Iterator[Any]:
    visitors = []

    def new(**options: Any) -> Visitor:
        visitors.append(Visitor(service, browser, **options))
        return visitors[-1]

    yield new
    for visitor in visitors:
        visitor.context.close()
        assert visitor.errors == [], visitor.errors
        assert [url for url in visitor.asked if not url.startswith(service.url)] == []


@pytest.fixture
def visitor(visit: Any) -> Visitor:
    return visit()


def bot_lines(page: Page) -> Any:
    return page.locator("#messages > .bot")


def person_lines(page: Page) -> Any:
    return page.locator("#messages > .person")


def say(page: Page, text: str) -> Any:
    """Type a text, press Enter; the line that answers."""
    before = bot_lines(page).count()
    page.get_by_label("Ton message").fill(text)
    page.get_by_label("Ton message").press("Enter")
    expect(bot_lines(page).nth(before)).to_be_visible()
    return bot_lines(page).nth(before)


def read_storage(page: Page) -> dict[str, str]:
    return page.evaluate("() => ({...localStorage, ...sessionStorage})")


# What has the focus, inside the chat's shadow too.
ACTIVE = """() => {
  let one = document.activeElement;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  return one;
}"""


def has_focus(page: Page, selector: str) -> bool:
    found: bool = page.evaluate_handle(ACTIVE).evaluate(
        "(one, what) => one.matches(what)", selector
    )
    return found


def find_overflowing(page: Page) -> list[str]:
    """What stands out of the window, were it hidden by its box."""
    found: list[str] = page.evaluate(
        """() => {
          const all = (root) => [...root.querySelectorAll("*")]
            .flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
          return all(document.body)
            .filter((one) => !one.closest(".sr, .skip, .rose, style") && one.checkVisibility())
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 120));
        }"""
    )
    return found
