"""Every route of the console, with an address for each."""

from __future__ import annotations

import re

from bot.console.pages import ALL_PAGES

PUBLIC = {"/entrer", "/conditions", "/appareil", "/invitation", "/agenda/{token}.ics"}
READ_PAGES = [page for page in ALL_PAGES if page.method == "GET" and page.path not in PUBLIC]
SENT_PAGES = [page for page in ALL_PAGES if page.method == "POST"]


def fill_path(path: str) -> str:
    """The path with 1 for each of its numbers."""
    return re.sub(r"{\w+}", "1", path)
