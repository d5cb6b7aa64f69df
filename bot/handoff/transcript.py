"""The transcript of a handoff: the part of the conversation that the person shares."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

from bot.booking import appointment_codes
from bot.care.signals import NONE as NO_SIGNAL
from bot.handoff.handoff_repository import Handoff
from bot.messages import Reply
from bot.privacy.word_codes import find_code_spans
from bot.storage.message_history_repository import list_shown_messages, list_shown_signals
from bot.storage.reply_repository import list_replies_after
from bot.storage.unit_of_work import UnitOfWork

NOTEBOOK_MARK = "[code]"
# Messages and replies among which the last one with a text is looked for.
_LOOKED_BACK = 5
PERSON, BOT, HUMAN = AUTHORS = ("person", "bot", "human")


@dataclass(frozen=True)
class TranscriptMessage:
    """A message or reply. `seq` counts messages and replies separately; `choices_labels` are the
    offered buttons; `signal` is the level of distress of a message; `counsellor` wrote a reply."""

    author: str
    text: str
    choices_labels: tuple[str, ...]
    at: dt.datetime
    seq: int
    signal: str = NO_SIGNAL
    counsellor: Optional[int] = None

    @property
    def is_signalled(self) -> bool:
        """Whether the message has a signal of distress, of any level."""
        return self.signal != NO_SIGNAL


def list_messages(unit: UnitOfWork, handoff: Handoff) -> list[TranscriptMessage]:
    """Return the shared messages and replies of a handoff in order, with those of an alert that the
    person let be read.

    A pressed button appears as its label.
    """
    conversation, ended = handoff.conversation, handoff.ended
    consent = (handoff.consent_from, handoff.consent_until)
    messages = list_shown_messages(unit, conversation, handoff.from_message, ended, consent)
    replies = list_replies_after(unit, conversation, handoff.from_reply, ended)
    return list(_merge_in_order(messages, replies))


def list_signalled_messages(unit: UnitOfWork, handoff: Handoff) -> list[TranscriptMessage]:
    """Return those shared messages of an open handoff that have a signal of distress, in order."""
    consent = (handoff.consent_from, handoff.consent_until)
    rows = list_shown_signals(unit, handoff.conversation, handoff.from_message, consent)
    return [each for each in map(_from_person, rows) if each.is_signalled]


def find_last_message(
    unit: UnitOfWork, handoff: Handoff, last_message: int, last_reply: int
) -> Optional[TranscriptMessage]:
    """Return the last shared message of an open handoff that has a text, None if there is none.

    `last_message` and `last_reply` are the last numbers of its conversation.
    """
    conversation = handoff.conversation
    messages = list_shown_messages(
        unit, conversation, max(handoff.from_message, last_message - _LOOKED_BACK)
    )
    replies = list_replies_after(
        unit, conversation, max(handoff.from_reply, last_reply - _LOOKED_BACK)
    )
    merged = [each for each in _merge_in_order(messages, replies) if each.text]
    return merged[-1] if merged else None


def _merge_in_order(messages: list[Any], replies: list[Any]) -> Iterator[TranscriptMessage]:
    """Merge by time, with each reply after the message that it answers."""
    waiting = deque(messages)
    for reply in replies:
        while waiting and _comes_first(waiting[0], reply):
            yield _from_person(waiting.popleft())
        yield _from_reply(reply)
    yield from map(_from_person, waiting)


def _comes_first(message: Any, reply: Any) -> bool:
    return bool(message.seq <= reply.answers or message.received < reply.created)


def _from_person(row: Any) -> TranscriptMessage:
    if row.kind == "choice":  # it may carry the episode of distress, but says nothing by itself
        return TranscriptMessage(PERSON, row.label or "", (), row.received, row.seq)
    return TranscriptMessage(PERSON, row.body, (), row.received, row.seq, signal=row.signal)


def _from_reply(row: Any) -> TranscriptMessage:
    reply = Reply.from_json(row.reply)
    cards = [f"{card.title}\n{card.text}".strip() for card in reply.cards]
    others = [reply.image.alt] if reply.image else []
    others += [each.label for each in (reply.link, reply.file) if each]
    text = "\n\n".join(part for part in (reply.text, *cards, *others) if part)
    return TranscriptMessage(
        author=HUMAN if reply.author == HUMAN else BOT,
        text=_mask_codes(text, reply.code),
        choices_labels=tuple(choice.label for choice in reply.offered),
        at=row.created,
        seq=row.seq,
        counsellor=row.counsellor_id,
    )


def _mask_codes(text: str, code: str) -> str:
    """Mask the codes in a reply, which give access to the notebook or the appointment.

    `code` is that declared by the reply. Without one, codes are searched for: older replies do not
    declare theirs, and counsellors may write one.
    """
    if code:
        mark = appointment_codes.CODE_MARK if appointment_codes.is_code(code) else NOTEBOOK_MARK
        return text.replace(code, mark)
    masked = appointment_codes.find_code(text)
    text = masked[1] if masked else text
    for start, end in find_code_spans(text):
        return f"{text[:start]}{NOTEBOOK_MARK}{text[end:]}"
    return text
