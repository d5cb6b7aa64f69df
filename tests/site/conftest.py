"""A running service and a browser for the tests of the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from live_service import Live, live

# What `bin/browser` looks for, too.
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
def service(parts) -> Iterator[Live]:
    with live(parts) as running:
        yield running


@pytest.fixture(scope="module")
def browser(dialogue, library) -> Iterator[Any]:
    """The system's Chromium; required where REQUIRE names it, else its lack is a skip.

    One a module: while it runs, its event loop is this thread's, and nothing else may start one.
    """
    path = next(filter(None, map(shutil.which, COMMANDS)), None)
    if path is None:
        missing = f"no Chromium on this machine (one of the commands {', '.join(COMMANDS)})"
        if "chromium" in os.environ.get("REQUIRE", ""):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
