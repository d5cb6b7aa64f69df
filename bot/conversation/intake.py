"""What comes in: checked, read for distress, redacted, and stored once. Only then acknowledged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking import contacts, designating
from bot.conversation.wakeups import HEARD, notify
from bot.guidance import shelf
from bot.privacy import routing
from bot.privacy.codes import find_code, hash_code
from bot.privacy.intake import clean, in_sight
from bot.privacy.redaction import redact
from bot.privacy.routing import Route
from bot.privacy.vault import Vault
from bot.safeguarding.detector import NOTHING, Signal, detect
from bot.storage.conversations import find_or_make, queue_up
from bot.storage.tables import choices, conversations, erased_messages, inbox
from bot.storage.unit_of_work import UnitOfWork, writing

# Of one person, and of all: more would wait for an answer so long that it is better said at once.
MOST_WAITING, MOST_WAITING_OF_ALL = 20, 1000
# Whoever is in distress is not asked to wait (S1); a flood of it is no distress.
TIMES_IN_DISTRESS = 3

# Built once, as in `turn`.
_SEEN = sa.select(
    sa.or_(
        *(
            sa.exists().where(
                table.c.channel == sa.bindparam("channel"),
                table.c.external_id == sa.bindparam("external_id"),
            )
            for table in (inbox, erased_messages)
        )
    )
)
_COUNTS = sa.select(
    sa.func.count().filter(inbox.c.status == "waiting"), sa.func.max(inbox.c.seq)
).where(inbox.c.conversation_id == sa.bindparam("conversation"))
_OF_ALL = sa.select(sa.func.count()).where(inbox.c.status == "waiting")
_OFFERED = sa.select(choices.c.token).where(
    choices.c.token == sa.bindparam("token"),
    choices.c.conversation_id == sa.bindparam("conversation"),
)
_STORE = inbox.insert()
_OFFER = choices.insert()


class TooManyWaiting(Exception):
    """This person's messages wait already; the next one is asked to wait too."""


class Crowded(Exception):
    """Too much of everybody waits: this can be sent again later."""


class StaleChoice(Exception):
    """The choice is unknown here: another conversation's, or erased."""


@dataclass(frozen=True)
class Button:
    """One of a platform's menu, in no conversation: what it says and what it means."""

    label: str
    intent: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """One message as a channel hands it over. `body` is clean and redacted, or a choice's token;
    `code` the keyed hash of a notebook's or an appointment's code that the text held; `contact` the
    addresses and numbers in it, sealed, kept only where one is asked for; `route` the way back, on
    a platform that is delivered to; `button` what a choice means that no reply offered (its `body`
    is a new token). `kind`: text, choice, open (the chat was opened), or one of
    `bot.conversation.aside`."""

    channel: str
    person: str
    external_id: str
    kind: str
    body: str = ""
    signal: Signal = NOTHING
    code: Optional[str] = None
    contact: Optional[str] = None
    route: Optional[Route] = None
    button: Optional[Button] = None


@dataclass(frozen=True)
class Head:
    """The message at the head of a conversation, as the worker takes it."""

    id: int
    conversation: int
    seq: int
    kind: str
    body: str
    signal: Signal
    code: Optional[str] = None
    channel: str = ""


def typed(
    channel: str,
    person: str,
    external_id: str,
    text: str,
    key: bytes,
    vault: Optional[Vault] = None,
) -> Incoming:
    """A typed message: refused when it cannot be read (`bot.privacy.intake`), else read for
    distress as it came, and redacted."""
    text = clean(text)
    signal, text = detect(text), in_sight(text)
    found = find_code(text)
    appointment = designating.find_code(text) if found is None else None
    if appointment is not None:
        found, text = appointment
    redacted = redact(text)
    return Incoming(
        channel,
        person,
        external_id,
        "text",
        redacted.text,
        signal,
        hash_code(found, key) if found else None,
        vault.seal(contacts.in_text(text)) if vault and contacts.among(redacted.kinds) else None,
    )


def accept(engine: Engine, message: Incoming, now: dt.datetime) -> Optional[Head]:
    """Store the message once; None when it had come before.

    The first attempt is counted here, so that a message that kills the process is not retried for
    ever and a first answer costs no extra commit.
    """
    with writing(engine) as unit:
        conversation = _conversation(unit, message, now)
        if _seen(unit, message):
            return None
        if message.button:
            _offer(unit, conversation, message.body, message.button, now)
        elif message.kind == "choice":
            _check_choice(unit, conversation, message.body)
        if message.route:
            routing.keep(unit, conversation, message.route, now)
        if message.contact and _contact_is_asked(unit, message.person):
            contacts.keep(unit, message.person, message.contact, now)
        seq = _next_seq(unit, conversation, message.signal)
        row = unit.execute(
            _STORE,
            {
                "conversation_id": conversation,
                "channel": message.channel,
                "external_id": _scoped(message),
                "seq": seq,
                "kind": message.kind,
                "body": message.body,
                "signal": message.signal.level,
                "topic": message.signal.topic,
                "matter": message.signal.matter,
                "code_hash": message.code,
                "attempts": 1,
                "received": now,
            },
        )
        notify(unit, HEARD, conversation)
        unit.commit()
        return Head(
            row.inserted_primary_key[0],
            conversation,
            seq,
            message.kind,
            message.body,
            message.signal,
            message.code,
            message.channel,
        )


def _contact_is_asked(unit: UnitOfWork, person: str) -> bool:
    """Whether that is the question that stands: a number in another talk is nobody's contact."""
    kept = shelf.fetch(unit, person)
    question = (kept.data.get("question") or {}) if kept else {}
    return question.get("kind") == contacts.KIND and question.get("about") == contacts.ABOUT


def _scoped(message: Incoming) -> str:
    """Ids that a client makes are unique for that person only."""
    return f"{message.person}:{message.external_id}"


def _seen(unit: UnitOfWork, message: Incoming) -> bool:
    found = unit.execute(
        _SEEN, {"channel": message.channel, "external_id": _scoped(message)}
    ).scalar_one()
    return bool(found)


def _conversation(unit: UnitOfWork, message: Incoming, now: dt.datetime) -> int:
    """The person's conversation, made at the first message; accepts of one person queue up."""
    queue_up(unit, message.person)
    return find_or_make(unit, message.person, message.channel, now)


def _next_seq(unit: UnitOfWork, conversation: int, signal: Signal) -> int:
    waiting, last = unit.execute(_COUNTS, {"conversation": conversation}).one()
    times = TIMES_IN_DISTRESS if signal else 1
    if waiting >= MOST_WAITING * times:
        raise TooManyWaiting
    if unit.execute(_OF_ALL).scalar_one() >= MOST_WAITING_OF_ALL * times:
        raise Crowded
    if last is None:
        mine = conversations.c.id == conversation
        last = unit.execute(sa.select(conversations.c.erased_through).where(mine)).scalar_one()
    return last + 1


def _check_choice(unit: UnitOfWork, conversation: int, token: str) -> None:
    found = unit.execute(_OFFERED, {"token": token, "conversation": conversation}).first()
    if found is None:
        raise StaleChoice


def _offer(
    unit: UnitOfWork, conversation: int, token: str, button: Button, now: dt.datetime
) -> None:
    """From here on it is a choice of this conversation like any other."""
    unit.execute(
        _OFFER,
        {
            "token": token,
            "conversation_id": conversation,
            "label": button.label,
            "intent": button.intent,
            "carried": button.values,
            "created": now,
        },
    )
