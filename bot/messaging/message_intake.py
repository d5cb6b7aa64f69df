"""Message intake: validate, detect distress, redact, and store once, before acknowledging."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Optional

from sqlalchemy.engine import Engine

from bot.booking import appointment_codes, appointment_contacts, appointment_repository
from bot.care.detector import NOTHING, Signal, detect
from bot.care.reply_kinds import HelpReply, read_reply
from bot.notebook import notebook_repository
from bot.privacy import delivery_address_repository
from bot.privacy.delivery_address_repository import DeliveryAddress
from bot.privacy.message_validation import clean_message, strip_hidden_characters
from bot.privacy.redaction import redact
from bot.privacy.vault import Vault
from bot.privacy.word_codes import find_code, hash_code
from bot.storage import choice_repository, message_repository
from bot.storage.conversation_repository import (
    fetch_conversation,
    find_or_create_conversation,
    lock_person,
)
from bot.storage.unit_of_work import UnitOfWork, writing
from bot.storage.wakeup_repository import MESSAGE_STORED, notify

# Per person, and in total; beyond that, answers would take so long that messages are refused.
MAX_WAITING_MESSAGES, MAX_TOTAL_WAITING_MESSAGES = 20, 1000
# Messages that call for help get higher limits (S1), but not unlimited ones.
DISTRESS_LIMIT_FACTOR = 3


class TooManyWaiting(Exception):
    """Too many messages of this person are waiting."""


class ServiceCrowded(Exception):
    """Too many messages are waiting in total; the message can be sent again later."""


class StaleChoice(Exception):
    """The choice belongs to another conversation, or was erased."""


@dataclass(frozen=True)
class MenuButton:
    """A button of a platform's menu, which belongs to no conversation."""

    label: str
    intent: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class IncomingMessage:
    """A message as a channel hands it over.

    Attributes:
        kind: text, choice, open (the chat was opened), or a kind of `bot.messaging.non_text_input`.
        body: the cleaned and redacted text, or the token of a choice.
        code: the keyed hash of a notebook's or an appointment's code in the text.
        contact: the sealed addresses and numbers in the text, kept only if a contact was asked for.
        route: the delivery address, on platforms that are delivered to.
        button: the meaning of a choice that no reply offered; its `body` is a new token.
    """

    channel: str
    person: str
    external_id: str
    kind: str
    body: str = ""
    signal: Signal = NOTHING
    code: Optional[str] = None
    contact: Optional[str] = None
    route: Optional[DeliveryAddress] = None
    button: Optional[MenuButton] = None


@dataclass(frozen=True)
class PendingMessage:
    """The first waiting message of a conversation, as the worker takes it."""

    id: int
    conversation: int
    seq: int
    kind: str
    body: str
    signal: Signal
    code: Optional[str] = None
    channel: str = ""

    @cached_property
    def reply(self) -> HelpReply:
        """The text read as a reply to help, once for all rules of care."""
        return read_reply(self.body)


def build_typed_message(
    channel: str,
    person: str,
    external_id: str,
    text: str,
    key: bytes,
    vault: Optional[Vault] = None,
) -> IncomingMessage:
    """Build a typed message: distress is detected in the original text, the body is redacted.

    Raises:
        MessageRefused: the text is not valid (`bot.privacy.message_validation`).
    """
    text = clean_message(text)
    signal, text = detect(text), strip_hidden_characters(text)
    found = find_code(text)
    appointment = appointment_codes.find_code(text) if found is None else None
    if appointment is not None:
        found, text = appointment
    redacted = redact(text)
    contacts = appointment_contacts.extract_contacts(text) if vault and redacted.kinds else ""
    return IncomingMessage(
        channel,
        person,
        external_id,
        "text",
        redacted.text,
        signal,
        hash_code(found, key) if found else None,
        vault.seal(contacts) if vault and contacts else None,
    )


def accept_message(
    engine: Engine, message: IncomingMessage, now: dt.datetime
) -> Optional[PendingMessage]:
    """Store a message once; None if it was received before.

    Counts the first attempt already, which saves a commit in the turn and bounds the retries of a
    message that kills the process.

    Raises:
        StaleChoice, TooManyWaiting, ServiceCrowded: the message is not stored.
    """
    with writing(engine) as unit:
        conversation = _find_or_make_conversation(unit, message, now)
        if message_repository.was_received(unit, message.channel, _scope_external_id(message)):
            return None
        if message.button:
            _insert_menu_choice(unit, conversation, message.body, message.button, now)
        elif message.kind == "choice" and not choice_repository.is_choice_of(
            unit, message.body, conversation
        ):
            raise StaleChoice
        if message.route:
            delivery_address_repository.save_delivery_address(
                unit, conversation, message.route, now
            )
        if message.contact and _is_contact_asked(unit, message.person):
            appointment_repository.store_requested_contact(
                unit, message.person, message.contact, now
            )
        seq = _next_seq(unit, conversation, message.signal)
        head = _insert_message(unit, conversation, seq, message, now)
        notify(unit, MESSAGE_STORED, conversation)
        unit.commit()
        return head


def _insert_message(
    unit: UnitOfWork, conversation: int, seq: int, message: IncomingMessage, now: dt.datetime
) -> PendingMessage:
    signal, code = message.signal, message.code
    message_id = message_repository.insert_message(
        unit,
        conversation_id=conversation,
        channel=message.channel,
        external_id=_scope_external_id(message),
        seq=seq,
        kind=message.kind,
        body=message.body,
        signal=signal.level,
        topic=signal.topic,
        matter=signal.matter,
        code_hash=code,
        attempts=1,
        received=now,
    )
    kind, body = message.kind, message.body
    return PendingMessage(message_id, conversation, seq, kind, body, signal, code, message.channel)


def _is_contact_asked(unit: UnitOfWork, person: str) -> bool:
    """Whether the open question asks for a contact; a number said elsewhere is not one."""
    kept = notebook_repository.find_notebook(unit, person)
    return kept is not None and notebook_repository.read_question_topic(kept.data) == (
        appointment_contacts.QUESTION_KIND,
        appointment_contacts.QUESTION_TOPIC,
    )


def _scope_external_id(message: IncomingMessage) -> str:
    """Scope an id made by a client, which is unique for its person only."""
    return f"{message.person}:{message.external_id}"


def _find_or_make_conversation(unit: UnitOfWork, message: IncomingMessage, now: dt.datetime) -> int:
    """Return the person's conversation, created if missing; locks out other accepts of theirs."""
    lock_person(unit, message.person)
    return find_or_create_conversation(unit, message.person, message.channel, now)


def _next_seq(unit: UnitOfWork, conversation: int, signal: Signal) -> int:
    waiting, total, last = message_repository.count_messages(unit, conversation)
    times = DISTRESS_LIMIT_FACTOR if signal else 1
    if waiting >= MAX_WAITING_MESSAGES * times:
        raise TooManyWaiting
    if total >= MAX_TOTAL_WAITING_MESSAGES * times:
        raise ServiceCrowded
    if last is None:
        kept = fetch_conversation(unit, conversation)
        # None if just purged: the insert then fails, and the message is sent again.
        last = kept.erased_through if kept else 0
    return int(last + 1)


def _insert_menu_choice(
    unit: UnitOfWork, conversation: int, token: str, button: MenuButton, now: dt.datetime
) -> None:
    """Store a menu button as a choice of this conversation."""
    row = {
        "token": token,
        "conversation_id": conversation,
        "label": button.label,
        "intent": button.intent,
        "carried": button.values,
        "created": now,
    }
    choice_repository.insert_choices(unit, [row])
