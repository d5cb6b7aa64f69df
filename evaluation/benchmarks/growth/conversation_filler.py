"""Fills a database with copies of one finished talk, by INSERT … SELECT: millions of rows a minute.

Each copy has the rows of the talk in every table, its own person, session and choices. Copies are
spread over the days that conversations are kept and one more, so that the purge has work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage.column_types import UtcTime
from bot.storage.conversation_tables import (
    choices,
    conversations,
    inbox,
    notebooks,
    outbox,
    sessions,
    tracker_events,
    unanswered,
)
from bot.storage.handoff_tables import handoffs
from bot.storage.id_sequences import advance_sequences
from bot.storage.unit_of_work import writing
from evaluation.benchmarks.growth.talk_template import TalkTemplate

KEPT_DAYS = 30
# One conversation in so many left a question without an answer, and was with a counsellor.
UNANSWERED_EACH, HANDOFF_EACH = 10, 20
_PERSON_CHARS, _NUMBER_BASE = 64, 10**11


def fill_conversations(
    engine: Engine, template: TalkTemplate, messages: int, now: dt.datetime
) -> int:
    """Add copies until they have about so many messages; return how many copies."""
    copies = max(1, messages // template.messages)
    with writing(engine) as unit:
        offset = unit.execute(sa.select(sa.func.max(conversations.c.id))).scalar_one()
        for first, last, when in _spread(copies, now):
            for statement in _copy_statements(template, offset, first, last, when):
                unit.execute(statement)
        advance_sequences(unit, {"conversations": offset + copies})
        unit.commit()
    return copies


def lengthen_talk(engine: Engine, template: TalkTemplate, messages: int) -> None:
    """Repeat the messages and replies of the talk in itself until it has so many messages."""
    copies = max(0, messages // template.messages - 1)
    if not copies:
        return
    number = _numbers(1, copies)
    said, replied = number * template.messages, number * template.replies
    own = {"conversation_id": sa.literal(template.conversation)}
    external = inbox.c.external_id + sa.literal("-") + sa.cast(number, sa.String)
    message = {**own, "seq": inbox.c.seq + said, "external_id": external}
    reply = {**own, "seq": outbox.c.seq + replied, "answers": outbox.c.answers + said}
    mine = conversations.c.id == template.conversation
    grown = {"last_reply": template.replies * (copies + 1)}
    with writing(engine) as unit:
        unit.execute(_copy(inbox, inbox.c.conversation_id == template.conversation, message))
        unit.execute(_copy(outbox, outbox.c.conversation_id == template.conversation, reply))
        unit.execute(conversations.update().where(mine).values(grown))
        unit.commit()


def _spread(copies: int, now: dt.datetime) -> Iterator[tuple[int, int, dt.datetime]]:
    """Yield the first and last number of each day's copies, the oldest day first."""
    days = KEPT_DAYS + 1
    for day in range(days):
        first, last = day * copies // days + 1, (day + 1) * copies // days
        if first <= last:
            yield first, last, now - dt.timedelta(days=KEPT_DAYS - day, hours=1)


def _copy_statements(
    template: TalkTemplate, offset: int, first: int, last: int, when: dt.datetime
) -> Iterator[Any]:
    number = _numbers(first, last)
    moment = sa.literal(when, UtcTime())
    conversation = number + offset
    text = sa.cast(number + _NUMBER_BASE, sa.String)
    person = sa.literal("0" * (_PERSON_CHARS - 12)) + text
    own = {"conversation_id": conversation, "created": moment}
    token = sa.func.substr(choices.c.token, 1, 20) + text
    pressed = sa.func.substr(inbox.c.body, 1, 20) + text
    body = sa.case((inbox.c.kind == "choice", pressed), else_=inbox.c.body)
    external = person + sa.literal(":") + sa.cast(inbox.c.seq, sa.String)
    talk = {"id": conversation, "person": person, "created": moment, "last_seen": moment}
    yield _copy(conversations, conversations.c.id == template.conversation, talk)
    for table, values in (
        (inbox, {**own, "received": moment, "external_id": external, "body": body}),
        (outbox, own),
        (choices, {**own, "token": token}),
        (tracker_events, own),
    ):
        yield _copy(table, table.c.conversation_id == template.conversation, values)
    source = sa.select(conversations.c.person).where(conversations.c.id == template.conversation)
    kept = {"person": person, "code_hash": sa.null(), "created": moment, "last_used": moment}
    yield _copy(notebooks, notebooks.c.person == source.scalar_subquery(), kept)
    yield _insert(sessions, {"token_hash": person, **own})
    left = {**own, "text": sa.literal("une question sans réponse")}
    yield _insert(unanswered, left, number % UNANSWERED_EACH == 0)
    ended = {"state": sa.literal("ended"), "outcome": sa.literal("closed"), "ended": moment}
    yield _insert(handoffs, {**own, **ended}, number % HANDOFF_EACH == 0)


def _numbers(first: int, last: int) -> Any:
    """Return a column with the numbers from `first` to `last`."""
    numbers = sa.select(sa.literal(first).label("number")).cte("numbers", recursive=True)
    following = sa.select(numbers.c.number + 1).where(numbers.c.number < last)
    return numbers.union_all(following).c.number


def _copy(table: sa.Table, rows: Any, values: dict[str, Any]) -> Any:
    """Return the statement that inserts `rows` of a table again, with other `values`."""
    kept = {c.name: c for c in table.columns if c.name != "id"}
    return _insert(table, {**kept, **values}, rows)


def _insert(table: sa.Table, values: dict[str, Any], condition: Any = None) -> Any:
    unknown = values.keys() - {column.name for column in table.columns}
    chosen = {name: value for name, value in values.items() if name not in unknown}
    query = sa.select(*(value.label(name) for name, value in chosen.items()))
    if condition is not None:
        query = query.where(condition)
    return table.insert().from_select(list(chosen), query)
