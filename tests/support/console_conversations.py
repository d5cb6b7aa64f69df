"""People who write, wait and are answered, as the desk of the console sees them."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.console.web.dependencies import ConsoleDependencies
from bot.handoff import handoff_requests
from bot.handoff.handoff_repository import Handoff
from bot.storage.conversation_tables import outbox
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from knowledge.entry_schema import Question
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary
from knowledge.provenance import Source
from tests.support import handoff_factories
from tests.support.console_accounts import Account
from tests.support.console_application import ConsoleApplication, ConsoleBrowser

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
SUMMARY = "Demande : rester en général ?\nMes mots : « trouver la panne »"
_numbers = count(1)


@dataclass
class RecordingBot:
    """A stand-in for `announce` that records what was said to whom."""

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


def attach_bot(site: ConsoleApplication, library: Any = None) -> RecordingBot:
    """Give the console's desk a bot that records what it says, and a library if one is given."""
    bot = RecordingBot()
    object.__setattr__(site.desk, "announce", bot)
    if library is not None:
        site.desk.learning.current = CurrentLibrary(library, library.base, NOW.date())
    return bot


@contextmanager
def unit(engine: Engine):
    """A transaction that is committed."""
    with writing(engine) as opened:
        yield opened
        opened.commit()


def add_conversation(opened: UnitOfWork, channel: str = "web", created: dt.datetime = NOW) -> int:
    """The id of a conversation with somebody new."""
    person = f"person-{next(_numbers)}"
    return handoff_factories.add_conversation(opened, person, channel, created)


def add_waiting_person(
    engine: Engine,
    pseudonym: str = "Renard 42",
    share: str = "summary",
    summary: str = SUMMARY,
    created: dt.datetime = NOW,
) -> Handoff:
    """Somebody in the queue, who wrote once before."""
    with unit(engine) as opened:
        conversation = add_conversation(opened, created=created)
        add_message(opened, conversation, "tout au début", created)
        return handoff_requests.request_handoff(
            opened, conversation, share, summary, pseudonym, created
        )


def add_message(opened: UnitOfWork, conversation: int, text: str, when: dt.datetime = NOW) -> None:
    """A message of the person that the bot has answered."""
    handoff_factories.add_message(opened, conversation, text, when, status="done")


def send_message(engine: Engine, desk: ConsoleDependencies, conversation: int, text: str) -> None:
    """Store a message and notify the listeners, as the web channel does."""
    with unit(engine) as opened:
        add_message(opened, conversation, text)
    desk.listeners.tell(conversation)


def read_replies(engine: Engine, conversation: int) -> list[dict[str, Any]]:
    with reading(engine) as opened:
        query = sa.select(outbox.c.reply).where(outbox.c.conversation_id == conversation)
        return list(opened.execute(query.order_by(outbox.c.seq)).scalars())


def sign_in_on_duty(
    site: ConsoleApplication, name: str = "Anna Dupont", role: str = "counsellor"
) -> ConsoleBrowser:
    """Somebody who is signed in and on duty."""
    browser = site.signed_in(name, role)
    set_duty(site, browser.person, "on")
    return browser


def set_duty(site: ConsoleApplication, person: Account, state: str = "on") -> None:
    with unit(site.engine) as opened:
        mine = counsellors.c.id == person.id
        opened.execute(counsellors.update().where(mine).values(duty=state))


def claim_person(site: ConsoleApplication, browser: ConsoleBrowser, **more: Any) -> Handoff:
    """A person whom this counsellor has taken."""
    held = add_waiting_person(site.engine, **more)
    answer = browser.post(f"/conversation/{held.id}/prendre")
    assert answer.headers["location"].endswith(f"/conversation/{held.id}?fait=prise"), answer.text
    return held


def get_csrf_token(browser: ConsoleBrowser) -> str:
    """The session's, as the cookie holds it."""
    found = browser.client.cookies.get("__Host-conseillers")
    assert found
    return found


class OneAnswerLibrary:
    """A library of one answer."""

    def __init__(self) -> None:
        source = Source(
            id="cefa", title="Le CEFA", publisher="Infor Jeunes", published=dt.date(2026, 11, 3)
        )
        entry = Question(
            id="cefa-quoi",
            sources=("cefa",),
            confirmed=dt.date(2026, 11, 12),
            question="C'est quoi le <CEFA> ?",
            short="Le CEFA mêle cours et entreprise.",
            regime="Dès 15 ans.",
            topic="secondaire",
        )
        self.base = KnowledgeBase([source], [entry])
        self.asked: list[Any] = []

    def search(self, text: str, kinds: Any, top: int, today: Any) -> list[Any]:
        self.asked.append((text, kinds, top))
        return [SimpleNamespace(id="cefa-quoi")] if "cefa" in text else []
