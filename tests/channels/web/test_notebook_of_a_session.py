"""The notebook over HTTP, on both databases: a session reads its own and nobody else's.

The language model has no part in it, so none is loaded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.web import chat_sessions
from bot.channels.web.chat_api import WebChannel
from bot.messaging.db_executor import DbExecutor
from bot.messaging.turn_dependencies import TurnDependencies
from bot.notebook import notebook_repository, notebook_transfer
from bot.notebook.model import Notebook
from bot.privacy.erasure import erase_content
from bot.privacy.word_codes import hash_code
from bot.settings import Settings
from bot.site.notebook_pages import NotebookPages
from bot.site.page_facts import build_page_facts
from bot.storage.unit_of_work import writing

FACTS = build_page_facts(Settings(_env_file=None, site_name="Cité des Métiers de Liège"))


class Site:
    """The pages, and people whose sessions are real."""

    def __init__(self, parts: TurnDependencies) -> None:
        self.engine, self.clock, self.key = parts.engine, parts.clock, parts.key
        self.threads = DbExecutor(1)
        nothing: Any = None
        web = WebChannel(parts, self.threads, nothing, nothing)
        pages = NotebookPages(FACTS, web.notebook, lambda name, **facts: name, self.clock)
        self.http = TestClient(Starlette(routes=[*pages.routes()]))

    def person(self, words: str = "") -> tuple[str, str]:
        """A token and the pseudonym it stands for; `words` go to the notebook."""
        with writing(self.engine) as unit:
            token, session = chat_sessions.create_session(unit, self.key, self.clock())
            if words:
                notebook = Notebook()
                notebook.add_dream(words, [], self.clock())
                notebook_repository.save_notebook(
                    unit, session.person, self.key, notebook.to_json(), self.clock()
                )
            unit.commit()
        return token, session.person

    def get(self, token: str, path: str = "/carnet") -> Any:
        return self.http.get(path, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def site(make_parts: Any, engine: Engine) -> Iterator[Site]:
    one = Site(make_parts(engine))
    yield one
    one.threads.close()


def test_each_session_reads_its_own(site: Site) -> None:
    one, _ = site.person("réparer des vélos")
    other, _ = site.person("dessiner des affiches")
    for token, mine, theirs in (
        (one, "réparer des vélos", "dessiner des affiches"),
        (other, "dessiner des affiches", "réparer des vélos"),
    ):
        page, file = site.get(token), site.get(token, "/carnet/pdf")
        told = PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
        assert (page.status_code, file.status_code) == (200, 200)
        for text in (page.text, told):
            assert mine in text
            assert theirs not in text


def test_nothing_but_a_known_token_opens_it(site: Site) -> None:
    token, person = site.person("réparer des vélos")
    for headers in (
        {},
        {"authorization": f"Basic {token}"},
        {"authorization": "Bearer "},
        {"authorization": f"Bearer {token[:-1]}"},
        {"authorization": f"Bearer {person}"},
        {"authorization": f"Bearer {'a' * 5000}"},
        {"cookie": f"token={token}"},
    ):
        for path in ("/carnet", "/carnet/pdf", f"/carnet?token={token}"):
            answer = site.http.get(path, headers=headers)
            assert "vélos" not in answer.text
            assert answer.headers["content-type"].startswith("text/html")


def test_p6_an_erased_notebook_is_gone_from_the_page(site: Site) -> None:
    token, person = site.person("réparer des vélos")
    with writing(site.engine) as unit:
        erase_content(unit, person, site.clock())
        unit.commit()
    answer = site.get(token)
    assert answer.status_code == 200
    assert "vélos" not in answer.text
    assert "encore vide" in answer.text
    assert site.get(token, "/carnet/pdf").status_code == 404


def test_a_notebook_taken_up_elsewhere_is_read_there_only(site: Site) -> None:
    before, holder = site.person("réparer des vélos")
    after, taker = site.person()
    with writing(site.engine) as unit:
        code = notebook_repository.find_code(unit, holder, site.key)
        assert code
        notebook_transfer.take_over_notebook(
            unit, taker, hash_code(code, site.key), site.clock(), 12
        )
        unit.commit()
    assert "réparer des vélos" in site.get(after).text
    assert "vélos" not in site.get(before).text
