"""The system's Chromium for the tests of pages; required where REQUIRE names it, else a skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# What `bin/browser` looks for, too.
COMMANDS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def launch_chromium() -> Iterator[Any]:
    """A browser of Playwright's. While it runs, its event loop is this thread's, and nothing else
    may start one."""
    path = next(filter(None, map(shutil.which, COMMANDS)), None)
    if path is None:
        missing = f"no Chromium on this machine (one of the commands {', '.join(COMMANDS)})"
        if "chromium" in os.environ.get("REQUIRE", ""):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()
