"""The widget in a page of another origin, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.settings import Settings
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.unit_of_work import writing
from tests.support.chat_browser import Visitor, bot_lines, expect
from tests.support.live_service import LiveService
from tests.support.widget_host_site import HostSite, run_host_site

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def site() -> Iterator[HostSite]:
    with run_host_site() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, site: HostSite) -> Settings:
    return settings.copy(update={"allowed_origins": site.url})


@pytest.fixture
def service(service: LiveService, site: HostSite) -> LiveService:
    site.boussole = service.url
    return service


@pytest.fixture
def guest(service: LiveService, site: HostSite, browser: Any) -> Iterator[Any]:
    """Makes visitors of the other site; each asks only the two, and sees no error."""
    visitors: list[Visitor] = []

    def new(**options: Any) -> Visitor:
        visitors.append(Visitor(service, browser, **{"viewport": DESK, **options}))
        return visitors[-1]

    yield new
    for visitor in visitors:
        visitor.context.close()
        assert visitor.errors == []
        mine = (service.url, site.url, "data:", "blob:")
        assert [url for url in visitor.asked if not url.startswith(mine)] == []


def open_page(visitor: Visitor, address: str) -> Any:
    page = visitor.context.new_page()
    page.goto(address)
    return page


def launcher(page: Any) -> Any:
    return page.get_by_role("button", name=re.compile("Boussole : ouvrir le chat"))


def open_chat(visitor: Visitor, address: str) -> Any:
    """The page with its chat open, once the bot has said its first words."""
    page = open_page(visitor, address)
    launcher(page).click()
    expect(bot_lines(page)).to_have_count(1)
    return page


def add_bot_reply(service: LiveService, **said: Any) -> None:
    """The bot says something by itself, in the only conversation."""
    parts = service.parts
    with writing(parts.engine) as unit:
        row = unit.execute(sa.select(conversations)).one()
        seq = row.last_reply + 1
        unit.execute(
            outbox.insert().values(
                conversation_id=row.id, seq=seq, answers=1, reply=said, created=parts.clock()
            )
        )
        unit.execute(conversations.update().values(last_reply=seq))
        unit.commit()
    service.loop.call_soon_threadsafe(service.service.listeners.tell, row.id)
