"""Conversations, messages and handoffs in the database, and works that run at the same time."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.handoff import handoff_claims
from bot.handoff.handoff_repository import Handoff
from bot.handoff.handoff_requests import request_handoff
from bot.messages import Choice, Reply
from bot.storage.conversation_tables import choices, conversations, inbox, outbox
from bot.storage.staff_tables import console_sessions
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
MINUTE = dt.timedelta(minutes=1)


def add_conversation(
    unit: UnitOfWork, name: str = "someone", channel: str = "web", created: dt.datetime = NOW
) -> int:
    """The id of a new conversation."""
    row = conversations.insert().values(
        person=name, channel=channel, created=created, last_seen=created
    )
    return unit.execute(row).inserted_primary_key[0]


def add_queued_conversation(
    unit: UnitOfWork, name: str = "someone", now: dt.datetime = NOW
) -> Handoff:
    """A new conversation that waits for a human."""
    return request_handoff(unit, add_conversation(unit, name), "none", "", "Renard 42", now)


def open_session(
    unit: UnitOfWork, counsellor: int, alive: dt.datetime, used: dt.datetime | None = None
) -> None:
    """A session of the console with a sign of life, and the last input."""
    token = secrets.token_hex(8)
    values = {"token_hash": token, "created": NOW, "last_seen": used or alive, "alive": alive}
    unit.execute(console_sessions.insert().values(counsellor_id=counsellor, **values))


def add_held_conversation(unit: UnitOfWork, name: str = "Ann") -> tuple[Handoff, int]:
    """A talk that a new counsellor has just claimed, with a session seen now; and who that is."""
    counsellor = add_counsellor(unit, name)
    open_session(unit, counsellor, NOW)
    waiting = add_queued_conversation(unit, f"someone of {name}")
    return handoff_claims.claim_handoff(unit, waiting.id, counsellor, NOW), counsellor


def add_message(
    unit: UnitOfWork,
    conversation: int,
    body: str,
    at: dt.datetime = NOW,
    kind: str = "text",
    **columns: Any,
) -> int:
    """The number of the person's next message, stored as the intake does."""
    last = sa.select(sa.func.max(inbox.c.seq)).where(inbox.c.conversation_id == conversation)
    seq = (unit.execute(last).scalar() or 0) + 1
    unit.execute(
        inbox.insert().values(
            conversation_id=conversation,
            channel="web",
            external_id=f"{conversation}:{seq}",
            seq=seq,
            kind=kind,
            body=body,
            received=at,
            **columns,
        )
    )
    return seq


def add_bot_reply(
    unit: UnitOfWork,
    conversation: int,
    text: str,
    answers: int,
    at: dt.datetime = NOW,
    labels: Sequence[str] = (),
) -> None:
    """Store the bot's next reply as the turn does; its choices have their label as token."""
    mine = conversations.c.id == conversation
    last = unit.execute(sa.select(conversations.c.last_reply).where(mine)).scalar_one()
    for label in labels:
        unit.execute(
            choices.insert().values(
                token=f"{conversation}-{label}"[:32],
                conversation_id=conversation,
                label=label,
                intent="affirm",
                carried={},
                created=at,
            )
        )
    reply = Reply(text, tuple(Choice(each, f"{conversation}-{each}"[:32]) for each in labels))
    unit.execute(
        outbox.insert().values(
            conversation_id=conversation,
            seq=last + 1,
            answers=answers,
            reply=reply.to_json(),
            created=at,
        )
    )
    unit.execute(conversations.update().where(mine).values(last_reply=last + 1))


def read_owner(unit: UnitOfWork, conversation: int) -> str:
    """Who owns the conversation."""
    mine = conversations.c.id == conversation
    return unit.execute(sa.select(conversations.c.owner).where(mine)).scalar_one()


def queue_up(person: ConversationClient) -> Handoff:
    """Put the person's conversation into the queue, with nothing shared."""
    with writing(person.parts.engine) as unit:
        now = person.parts.clock()
        made = request_handoff(unit, person.conversation().id, "none", "", "Renard 42", now)
        unit.commit()
    return made


def claim(person: ConversationClient, handoff: Handoff, counsellor: int) -> int:
    """Claim the handoff; the number of the last reply at that moment."""
    with writing(person.parts.engine) as unit:
        handoff_claims.claim_handoff(unit, handoff.id, counsellor, person.parts.clock())
        mine = conversations.c.id == handoff.conversation
        last = unit.execute(sa.select(conversations.c.last_reply).where(mine)).scalar_one()
        unit.commit()
    return int(last)


def run_concurrently(
    engine: Engine, rounds: int, *works: Callable[[UnitOfWork, int], Any]
) -> list[list[Any]]:
    """Run all works at the same time, each in a thread and a transaction of its own.

    Returns, for each round, what each work returned or raised; a work that raised is rolled back.
    """
    _hurry(engine)
    gate = threading.Barrier(len(works), timeout=30)
    results: list[list[Any]] = [[None] * len(works) for _ in range(rounds)]

    def run(place: int) -> None:
        for number in range(rounds):
            gate.wait()
            try:
                with writing(engine) as unit:
                    results[number][place] = works[place](unit, number)
                    unit.commit()
            except Exception as error:  # noqa: BLE001  # the test looks at it
                results[number][place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def _hurry(engine: Engine) -> None:
    """Who wins is tested, not what a power cut leaves: no commit waits for the disk."""
    sqlite = engine.dialect.name == "sqlite"
    setting = "PRAGMA synchronous=OFF" if sqlite else "SET synchronous_commit TO off"

    def apply(connection: Any, record: Any) -> None:
        connection.cursor().execute(setting)
        connection.commit()

    event.listen(engine, "connect", apply)
    engine.dispose()
