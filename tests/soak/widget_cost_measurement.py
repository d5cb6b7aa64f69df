"""What the chat costs the browser of a page that embeds it: first paint and interactions, as
Chromium measures them, at full speed and with a slower processor. `make soak` prints it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
from playwright.sync_api import Error

from bot.settings import PROJECT_ROOT
from bot.site.assets import chat_bytes
from tests.support.chromium import launch_chromium
from tests.support.widget_host_site import HostSite, run_host_site

PORT = 18733
ROUNDS = 10
PATIENCE = 120.0
BARS = {"first paint of the launcher": 100, "interaction": 50}

# Nothing but the launcher is on this page, so the first contentful paint is its own.
PAINT = """() => new Promise((done) => {
  const files = performance.getEntriesByType("resource");
  const script = files.find((one) => /widget\\.js/.test(one.name));
  new PerformanceObserver((list) => {
    const [painted] = list.getEntriesByName("first-contentful-paint");
    if (painted) done(painted.startTime - script.responseEnd);
  }).observe({ type: "paint", buffered: true });
})"""
WATCH = """() => {
  window.took = {};
  new PerformanceObserver((list) => {
    for (const { interactionId: id, duration } of list.getEntries()) {
      if (id) window.took[id] = Math.max(window.took[id] ?? 0, duration);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""


def main() -> None:
    """Print each figure with its bar."""
    print(f"every script and the style, gzip -9: {chat_bytes() / 1000:.1f} kB (bar 30)")
    with run_host_site() as site, _service(site.url) as url, launch_chromium() as browser:
        site.boussole = url
        for slower in (1, 4):
            paints = sorted(_paint(browser, site, slower) for _ in range(ROUNDS))
            _tell("first paint of the launcher", slower, paints)
        _tell("interaction", 4, _interactions(browser, site, 4))


def _tell(name: str, slower: int, took: list[float]) -> None:
    middle, most = sorted(took)[len(took) // 2], max(took)
    told = f"median {middle:.0f} ms, most {most:.0f} ms of {len(took)}"
    print(f"{name}, processor {slower} times slower: {told} (bar {BARS[name]})")


@contextmanager
def _service(origin: str) -> Iterator[str]:
    """Its own data, but for the vectors: they take minutes and are the same."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(PROJECT_ROOT / "var" / "tests" / "vectors.sqlite", folder)
        given = {"BOUSSOLE_DATA": folder, "BOUSSOLE_ALLOWED_ORIGINS": origin}
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(PORT)]
        running = subprocess.Popen(command, env={**os.environ, **given}, cwd=PROJECT_ROOT)
        try:
            _wait()
            yield f"http://127.0.0.1:{PORT}"
        finally:
            running.terminate()
            running.wait(PATIENCE)


def _wait() -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError


def _page(browser: Any, slower: int) -> Any:
    page = browser.new_context(locale="fr-BE", viewport={"width": 390, "height": 844}).new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    # Without a screen Chromium presents no frame for a typed letter, and an event without a frame
    # has no end: somebody has to look.
    devtools.on("Page.screencastFrame", lambda frame: _seen(devtools, frame["sessionId"]))
    devtools.send("Page.startScreencast", {"format": "jpeg", "quality": 1, "maxWidth": 32})
    return page


def _seen(devtools: Any, frame: int) -> None:
    with suppress(Error):  # the page is closed
        devtools.send("Page.screencastFrameAck", {"sessionId": frame})


def _paint(browser: Any, site: HostSite, slower: int) -> float:
    page = _page(browser, slower)
    site.page("/vide", "")
    site.pages["/vide"] = site.pages["/vide"].replace("<h1>Une école</h1>", "")
    page.goto(f"{site.url}/vide")
    took: float = page.evaluate(PAINT)
    page.context.close()
    return took


def _interactions(browser: Any, site: HostSite, slower: int) -> list[float]:
    """The longest event of each: open, choose, type, send, menus, close."""
    page = _page(browser, slower)
    page.goto(site.page("/ecole", ""))
    page.evaluate(WATCH)
    messages = page.locator("#messages > .bot")
    page.locator(".launcher").click()
    messages.first.wait_for()
    page.get_by_role("button", name="Aucune idée").click()
    messages.nth(1).wait_for()
    for count, text in enumerate(("c koi un mecano moto", "jaime la mecanique", "merci"), 2):
        page.get_by_label("Ton message").press_sequentially(text)
        page.get_by_label("Ton message").press("Enter")
        messages.nth(count).wait_for()
    for name in ("Aide", "Menu"):
        page.get_by_text(name, exact=True).click()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Réduire le chat").click()
    page.locator(".launcher").wait_for()
    page.wait_for_timeout(1000)  # entries come once the frame is shown
    took: dict[str, float] = page.evaluate("() => window.took")
    page.context.close()
    return list(took.values())


if __name__ == "__main__":
    main()
