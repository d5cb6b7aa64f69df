"""The console without the model, and a browser that works with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.console.answers.library_refresher import LibraryRefresher
from bot.console.auth.console_keys import Keys
from bot.console.console_app import Console
from bot.console.web.dependencies import ConsoleDependencies
from bot.messaging.db_executor import DbExecutor
from bot.settings import Settings
from bot.storage.staff_tables import audit
from bot.storage.unit_of_work import reading
from tests.support.console_accounts import PASSPHRASE, Account, open_account

ROOT = "/conseillers"
SESSION = "__Host-conseillers"
# Seconds for what a page does to the database: that a machine is busy is no fault of the page.
PATIENCE = 60.0


class ConsoleApplication:
    """The application and whoever works with it. `clock` is moved by hand."""

    def __init__(self, engine: Engine, keys: Keys, settings: Settings, clock: Any) -> None:
        self.engine, self.keys, self.clock = engine, keys, clock
        self.threads = DbExecutor(1, PATIENCE)
        learning = LibraryRefresher(engine, settings.imported, clock)
        self.desk = ConsoleDependencies(engine, self.threads, keys, settings, clock, learning)
        self.app = Starlette(routes=Console(self.desk).routes())

    def browser(self) -> ConsoleBrowser:
        """A browser that is not signed in."""
        return ConsoleBrowser(self)

    def person(self, name: str = "Anna Dupont", role: str = "counsellor") -> Account:
        """An account that is ready, made yesterday."""
        return open_account(self.engine, self.keys, name, role)

    def signed_in(self, name: str = "Anna Dupont", role: str = "counsellor") -> ConsoleBrowser:
        """A browser of somebody who has signed in; `browser.person` is who."""
        browser = self.browser()
        answer = browser.sign_in(self.person(name, role))
        assert answer.status_code == 303, extract_main_text(answer)
        return browser

    def audit(self) -> list[tuple[str, str]]:
        """Actions and subjects, in order."""
        with reading(self.engine) as unit:
            query = sa.select(audit.c.action, audit.c.subject).order_by(audit.c.id)
            return [tuple(row) for row in unit.execute(query)]


class ConsoleBrowser:
    """A client that keeps cookies and fills in the token of forms, and follows no redirect."""

    def __init__(self, site: ConsoleApplication) -> None:
        self.site = site
        self.client = TestClient(site.app, "https://console.test", follow_redirects=False)
        self.client.__enter__()
        self.person: Account

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(ROOT + path, **options)

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Any:
        """As a form of the page would; the token is that of the cookies in the jar."""
        return self.client.post(ROOT + path, data={"jeton": self.token(), **(fields or {}), **more})

    def token(self) -> str:
        from bot.console.auth import staff_sessions

        jar = self.client.cookies
        bound = jar.get(SESSION) or jar.get("__Host-formulaire")
        return staff_sessions.make_csrf_token(bound, self.site.keys) if bound else ""

    def follow(self, answer: Any) -> Any:
        """The page that a form led to."""
        assert answer.status_code == 303, (answer.status_code, extract_main_text(answer))
        return self.client.get(answer.headers["location"])

    def sign_in(self, person: Account, **changed: str) -> Any:
        self.person = person
        self.get("/entrer")
        code = person.code(self.site.clock())
        typed = {"name": person.name, "passphrase": PASSPHRASE, "code": code, **changed}
        return self.post("/entrer", typed)

    def close(self) -> None:
        self.client.__exit__(None, None, None)


def extract_main_text(answer: Any) -> str:
    """The words of a page's main part, without tags."""
    inside = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    assert inside, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside[0])).split())


@contextmanager
def run_console(
    engine: Engine, keys: Keys, folder: Path, clock: Any
) -> Iterator[ConsoleApplication]:
    """Threads end with it."""
    settings = Settings(_env_file=None, data=folder, site_name="Cité des Métiers de Liège")
    site = ConsoleApplication(engine, keys, settings, clock)
    yield site
    site.threads.close()
