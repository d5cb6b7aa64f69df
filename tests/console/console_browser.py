"""The console under uvicorn, on a free port of the loopback address, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import uvicorn
from console_site import Site

PATIENCE = 60  # seconds; only a failing test waits that long
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [`wider than the window: ${document.documentElement.scrollWidth}`] : []"""
# WCAG 2.2, 2.5.8: 24 by 24 pixels; links inside a sentence are exempt.
SMALL = """() => [...document.querySelectorAll(
    "button, summary, input:not([type=hidden]), select, textarea, nav a, .button")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => {
    const {width, height} = one.getBoundingClientRect();
    return width < 24 || height < 24;
  })
  .map((one) => `small: ${one.outerHTML.slice(0, 80)}`)"""


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address it answers at."""
    options: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "ws": "none", "access_log": False}
    server = _Server(uvicorn.Config(site.app, log_level="warning", **options))
    thread = threading.Thread(target=server.run, name="console", daemon=True)
    thread.start()
    try:
        assert server.listens.wait(PATIENCE), "the console did not start"
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def wrong(page: Any) -> list[str]:
    """What axe finds, one line each; a page that scrolls sideways, a target that is too small."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    lines = [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
    return [*lines, *page.evaluate(TOO_WIDE), *page.evaluate(SMALL)]
