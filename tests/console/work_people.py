"""People who write, wait and are answered, for the tests of the day's work."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sqlalchemy as sa
from console_site import Browser, Site
from sqlalchemy.engine import Engine

from bot.console.desk import Desk
from bot.handoff import asking
from bot.handoff.handoff import Handoff
from bot.storage.staff_tables import counsellors
from bot.storage.tables import conversations, inbox, outbox
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from knowledge.library import Current

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
SUMMARY = "Demande : rester en général ?\nMes mots : « trouver la panne »"
_numbers = count(1)


@dataclass
class Bot:
    """Stands in for `announce`: remembers what was said to whom."""

    said: list[tuple[int, str, str, Any]] = field(default_factory=list)

    def __call__(
        self,
        unit: UnitOfWork,
        conversation: int,
        response: str,
        now: dt.datetime,
        owner: str = "",
        **facts: Any,
    ) -> None:
        self.said.append((conversation, response, owner, facts.get("note")))


def give_bot(site: Site, library: Any = None) -> Bot:
    """The console's desk gets a bot that can be looked at, and what it knows."""
    bot = Bot()
    object.__setattr__(site.desk, "announce", bot)
    if library is not None:
        site.desk.learning.current = Current(library, library.base, NOW.date())
    return bot


@contextmanager
def unit(engine: Engine):
    """A transaction that is committed."""
    with writing(engine) as opened:
        yield opened
        opened.commit()


def talk(opened: UnitOfWork, channel: str = "web", created: dt.datetime = NOW) -> int:
    """A conversation."""
    row = conversations.insert().values(
        person=f"person-{next(_numbers)}", channel=channel, created=created, last_seen=created
    )
    return opened.execute(row).inserted_primary_key[0]


def waits(
    engine: Engine,
    pseudonym: str = "Renard 42",
    share: str = "summary",
    summary: str = SUMMARY,
    created: dt.datetime = NOW,
) -> Handoff:
    """Somebody in the queue, who wrote once before."""
    with unit(engine) as opened:
        conversation = talk(opened, created=created)
        said(opened, conversation, "tout au début", created)
        return asking.ask(opened, conversation, share, summary, pseudonym, created)


def said(opened: UnitOfWork, conversation: int, text: str, when: dt.datetime = NOW) -> None:
    """A message of the person."""
    last = sa.select(sa.func.max(inbox.c.seq)).where(inbox.c.conversation_id == conversation)
    seq = (opened.execute(last).scalar() or 0) + 1
    row = inbox.insert().values(
        conversation_id=conversation,
        channel="web",
        external_id=f"{conversation}-{seq}",
        seq=seq,
        kind="text",
        body=text,
        status="done",
        received=when,
    )
    opened.execute(row)


def says(engine: Engine, desk: Desk, conversation: int, text: str) -> None:
    """As the web channel does it: stored, then told."""
    with unit(engine) as opened:
        said(opened, conversation, text)
    desk.listeners.tell(conversation)


def replies(engine: Engine, conversation: int) -> list[dict[str, Any]]:
    with reading(engine) as opened:
        query = sa.select(outbox.c.reply).where(outbox.c.conversation_id == conversation)
        return list(opened.execute(query.order_by(outbox.c.seq)).scalars())


def on_duty(site: Site, name: str = "Anna Dupont", role: str = "counsellor") -> Browser:
    """Somebody who is signed in and on duty."""
    browser = site.signed_in(name, role)
    duty(site, browser, "on")
    return browser


def duty(site: Site, browser: Browser, state: str) -> None:
    with unit(site.engine) as opened:
        mine = counsellors.c.id == browser.person.id
        opened.execute(counsellors.update().where(mine).values(duty=state))


def claimed(site: Site, browser: Browser, **more: Any) -> Handoff:
    """A person whom this counsellor has taken."""
    held = waits(site.engine, **more)
    answer = browser.post(f"/conversation/{held.id}/prendre")
    assert answer.headers["location"].endswith(f"/conversation/{held.id}?fait=prise"), answer.text
    return held


def token(browser: Browser) -> str:
    """The session's, as the cookie holds it."""
    found = browser.client.cookies.get("__Host-conseillers")
    assert found
    return found
