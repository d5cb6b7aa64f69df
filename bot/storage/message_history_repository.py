"""Queries of earlier messages (`inbox`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.column_types import UtcTime
from bot.storage.conversation_tables import choices, inbox
from bot.storage.message_repository import CHOICE, MORE, NON_TEXT_KINDS, OPENING, OTHER, TEXT
from bot.storage.unit_of_work import UnitOfWork

_NO_SIGNAL = "none"

_IN_CONVERSATION = inbox.c.conversation_id == sa.bindparam("conversation")
_BEFORE = inbox.c.seq < sa.bindparam("before")
_NEWEST_FIRST = inbox.c.seq.desc()
_IS_PRESSED = sa.and_(
    inbox.c.kind == CHOICE,
    choices.c.token == inbox.c.body,
    choices.c.conversation_id == inbox.c.conversation_id,
)
_IS_CONSENTED = sa.and_(
    inbox.c.kind == TEXT,
    inbox.c.seq.between(sa.bindparam("consent_from"), sa.bindparam("consent_until")),
)
_IS_SHOWN = inbox.c.kind.notin_((OPENING, MORE))
_SHOWN_MESSAGES = (
    sa.select(inbox, choices.c.label)
    .select_from(inbox.outerjoin(choices, _IS_PRESSED))
    .where(_IN_CONVERSATION, sa.or_(inbox.c.seq > sa.bindparam("after"), _IS_CONSENTED), _IS_SHOWN)
    .order_by(inbox.c.seq)
)
_SHOWN_SIGNALS = _SHOWN_MESSAGES.where(inbox.c.signal != _NO_SIGNAL)
_SHOWN_MESSAGES_UNTIL = _SHOWN_MESSAGES.where(inbox.c.received <= sa.bindparam("until"))
_LAST_TYPED_MESSAGE = (
    sa.select(inbox.c.body)
    .where(_IN_CONVERSATION, _BEFORE, inbox.c.kind == TEXT, inbox.c.signal == _NO_SIGNAL)
    .order_by(_NEWEST_FIRST)
    .limit(1)
)
_LAST_TYPED_MESSAGES = _LAST_TYPED_MESSAGE.limit(sa.bindparam("most", type_=sa.Integer))
_EARLIER_MESSAGES = (
    sa.select(
        *(inbox.c[name] for name in ("kind", "body", "received", "signal", "topic", "matter"))
    )
    .where(_IN_CONVERSATION, _BEFORE)
    .order_by(_NEWEST_FIRST)
)
_LAST_EARLIER_MESSAGES = _EARLIER_MESSAGES.limit(sa.bindparam("most", type_=sa.Integer))
_SIGNALLED_MESSAGES = _LAST_EARLIER_MESSAGES.where(
    inbox.c.received >= sa.bindparam("since", type_=UtcTime),
    inbox.c.signal.in_(sa.bindparam("levels", expanding=True)),
)
_PREVIOUS_MESSAGE = _EARLIER_MESSAGES.where(
    sa.or_(inbox.c.kind.notin_(NON_TEXT_KINDS), inbox.c.signal != _NO_SIGNAL)
).limit(1)
_HAS_SIGNAL_SINCE = (
    sa.select(inbox.c.id)
    .where(
        _IN_CONVERSATION,
        inbox.c.received > sa.bindparam("since"),
        inbox.c.signal != _NO_SIGNAL,
    )
    .limit(1)
)
_NUMBERED = _IN_CONVERSATION & (inbox.c.seq == sa.bindparam("number"))


def list_shown_messages(
    unit: UnitOfWork,
    conversation: int,
    after: int,
    until: Optional[dt.datetime] = None,
    consent: tuple[int, int] = (0, 0),
) -> list[Any]:
    """Return the rows after number `after` and not after the time `until`, in order.

    Each has the `label` of a pressed choice. Openings of the chat and MORE are left out. `consent`:
    the first and last number of typed messages that are returned too.
    """
    mine = {"conversation": conversation, "after": after}
    mine.update(zip(("consent_from", "consent_until"), consent, strict=True))
    if until is None:
        return list(unit.execute(_SHOWN_MESSAGES, mine))
    return list(unit.execute(_SHOWN_MESSAGES_UNTIL, {**mine, "until": until}))


def list_shown_signals(
    unit: UnitOfWork, conversation: int, after: int, consent: tuple[int, int]
) -> list[Any]:
    """Return those rows of `list_shown_messages` that have a signal."""
    numbers = {"consent_from": consent[0], "consent_until": consent[1]}
    mine = {"conversation": conversation, "after": after, **numbers}
    return list(unit.execute(_SHOWN_SIGNALS, mine))


def count_shown_in(conversation: Any, *after: Any) -> Any:
    """Return a subquery that counts the messages of a conversation after each of these numbers, as
    `list_shown_messages` returns them. All are columns."""
    later = [inbox.c.seq > number for number in after]
    query = sa.select(sa.func.count()).where(
        inbox.c.conversation_id == conversation, _IS_SHOWN, *later
    )
    return query.scalar_subquery()


def last_time_in(conversation: Any, after: Any) -> Any:
    """Return a subquery: when the last message of a conversation after a number came (columns)."""
    query = sa.select(inbox.c.received).where(
        inbox.c.conversation_id == conversation, inbox.c.seq > after
    )
    return query.order_by(_NEWEST_FIRST).limit(1).scalar_subquery()


def weigh_signals_in(conversation: Any, levels: Sequence[str]) -> Any:
    """Return a subquery that differs with the number of messages of each level in a conversation (a
    column), up to a thousand; 0 without any."""
    worth = sa.case(
        *((inbox.c.signal == level, 1000**place) for place, level in enumerate(levels)), else_=0
    )
    query = sa.select(sa.func.coalesce(sa.func.sum(worth), 0))
    return query.where(inbox.c.conversation_id == conversation).scalar_subquery()


def fetch_last_typed_message(unit: UnitOfWork, conversation: int, before: int) -> Optional[str]:
    """Return the last typed message without a signal before number `before`."""
    found = unit.execute(_LAST_TYPED_MESSAGE, {"conversation": conversation, "before": before})
    return found.scalar()


def fetch_last_typed_messages(
    unit: UnitOfWork, conversation: int, before: int, most: int
) -> list[str]:
    """Return the last `most` typed messages without a signal before number `before`, oldest
    first."""
    mine = {"conversation": conversation, "before": before, "most": most}
    return [body for body in unit.execute(_LAST_TYPED_MESSAGES, mine).scalars() if body][::-1]


def list_earlier_messages(unit: UnitOfWork, conversation: int, before: int, most: int) -> list[Any]:
    """Return kind, body, time and signal of the last `most` messages before number `before`, newest
    first."""
    mine = {"conversation": conversation, "before": before, "most": most}
    return list(unit.execute(_LAST_EARLIER_MESSAGES, mine))


def find_previous_message(unit: UnitOfWork, conversation: int, before: int) -> Any:
    """Return the last message before number `before`, except MORE and OTHER without a signal."""
    mine = {"conversation": conversation, "before": before}
    rows = unit.read_once(inbox, _PREVIOUS_MESSAGE, mine)
    return rows[0] if rows else None


def list_signalled_messages(
    unit: UnitOfWork,
    conversation: int,
    before: int,
    levels: Collection[str],
    since: dt.datetime,
    most: int,
) -> list[Any]:
    """Return the last `most` messages before number `before` and since the time `since` whose
    signal is one of `levels`, newest first."""
    mine = {"conversation": conversation, "before": before, "most": most}
    wanted = {**mine, "since": since, "levels": tuple(levels)}
    return unit.read_once(inbox, _SIGNALLED_MESSAGES, wanted)


def find_last_signalled_message(
    unit: UnitOfWork, conversation: int, before: int, level: str
) -> Any:
    """Return the last message before number `before` whose signal is `level`, if any."""
    query = _EARLIER_MESSAGES.where(inbox.c.signal == level).limit(1)
    return unit.execute(query, {"conversation": conversation, "before": before}).first()


def find_signalled_message_since(
    unit: UnitOfWork, conversation: int, level: str, since: dt.datetime
) -> Any:
    """Return number, topic and matter of the last message since `since` with this signal, or
    None."""
    query = sa.select(inbox.c.seq, inbox.c.topic, inbox.c.matter).where(
        _IN_CONVERSATION, inbox.c.signal == level, inbox.c.received >= since
    )
    last = query.order_by(_NEWEST_FIRST).limit(1)
    return unit.execute(last, {"conversation": conversation}).first()


def has_signal_since(unit: UnitOfWork, conversation: int, since: dt.datetime) -> bool:
    """Whether a message since the time `since` has a signal."""
    mine = {"conversation": conversation, "since": since}
    return unit.execute(_HAS_SIGNAL_SINCE, mine).first() is not None


def find_last_message_time(
    unit: UnitOfWork, conversation: int, after: int
) -> Optional[dt.datetime]:
    """Return the time of the last message after number `after`, if any."""
    query = sa.select(inbox.c.received).where(_IN_CONVERSATION, inbox.c.seq > after)
    last = query.order_by(_NEWEST_FIRST).limit(1)
    return unit.execute(last, {"conversation": conversation}).scalar()


def list_typed_messages(unit: UnitOfWork, conversation: int, first: int, last: int) -> list[Any]:
    """Return body and time of the typed messages numbered `first` to `last`, in order."""
    query = (
        sa.select(inbox.c.body, inbox.c.received)
        .where(_IN_CONVERSATION, inbox.c.kind == TEXT, inbox.c.seq.between(first, last))
        .order_by(inbox.c.seq)
    )
    return list(unit.execute(query, {"conversation": conversation}))


def list_first_messages(
    unit: UnitOfWork, conversation_ids: Collection[int], most: int
) -> list[Any]:
    """Return conversation, body and choice label of what was typed or pressed among the first
    `most` messages of each conversation."""
    query = (
        sa.select(inbox.c.conversation_id, inbox.c.body, choices.c.label)
        .select_from(inbox.outerjoin(choices, choices.c.token == inbox.c.body))
        .where(
            inbox.c.conversation_id.in_(conversation_ids),
            inbox.c.seq <= most,
            inbox.c.kind.in_((TEXT, CHOICE)),
        )
        .order_by(inbox.c.conversation_id, inbox.c.seq)
    )
    return list(unit.execute(query))


def list_last_typed_messages(
    unit: UnitOfWork, conversation: int, before: int, most: int
) -> list[Any]:
    """Return number and body of the last `most` typed messages before `before`, newest first."""
    query = sa.select(inbox.c.seq, inbox.c.body).where(
        _IN_CONVERSATION, _BEFORE, inbox.c.kind == TEXT
    )
    latest = query.order_by(_NEWEST_FIRST).limit(most)
    return list(unit.execute(latest, {"conversation": conversation, "before": before}))


def find_typed_text(unit: UnitOfWork, conversation: int, number: int) -> Optional[str]:
    """Return the text of a typed message; None if it is not typed or was replaced."""
    query = sa.select(inbox.c.body).where(_NUMBERED, inbox.c.kind == TEXT)
    return unit.execute(query, {"conversation": conversation, "number": number}).scalar()


def replace_words(unit: UnitOfWork, conversation: int, number: int, mark: str) -> None:
    """Replace the text of a message by `mark`, so that it no longer counts as typed."""
    unit.execute(
        inbox.update().where(_NUMBERED).values(kind=OTHER, body=mark, code_hash=None),
        {"conversation": conversation, "number": number},
    )
