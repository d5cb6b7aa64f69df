"""Run the page in Chromium, from files alone, and read what it says."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_COMMANDS = ("chromium", "chromium-browser", "google-chrome")
_READ = """(texts) => texts.map((text) => {
  const began = performance.now();
  const found = browserSteps.read(text);
  return { ...found, ms: performance.now() - began };
})"""
_SUGGEST = "(people) => people.map((answers) => browserSteps.suggest(answers))"


class _SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Log nothing."""


class PageRun:
    """The page, loaded and then cut off from its files."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def read(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return label, masked label, professions and milliseconds of each text."""
        found: list[dict[str, Any]] = self._page.evaluate(_READ, list(texts))
        return found

    def suggest(self, people: Sequence[Mapping[str, int]]) -> list[list[str]]:
        """Return the leads for the answers of each person, by statement."""
        found: list[list[str]] = self._page.evaluate(_SUGGEST, [dict(each) for each in people])
        return found

    def ready_after(self) -> float:
        """Return the milliseconds from the address to the page that answers."""
        found: float = self._page.evaluate("() => browserSteps.readyAt")
        return found

    def slow_down(self, times: int) -> None:
        """Make the processor so many times slower for what follows."""
        devtools = self._page.context.new_cdp_session(self._page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})


@contextmanager
def launch_browser() -> Iterator[Any]:
    """Run the system's Chromium."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, _COMMANDS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--headless=new", "--no-sandbox"]
        )
        yield browser
        browser.close()


@contextmanager
def open_page(folder: Path, browser: Any) -> Iterator[PageRun]:
    """Open the page of a folder; its server ends as soon as the page is loaded."""
    handler = functools.partial(_SilentHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.wait_for_selector("body[data-ready]", state="attached")
        server.shutdown()
        page.context.set_offline(True)
        yield PageRun(page)
    finally:
        page.close()
        server.shutdown()
        server.server_close()
