"""What each client sent and saw, what the database holds, and where the two disagree.

Nothing here asks the service: histories come from `recording_clients`, rows from `stored_rows`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

WAITING, FAILED = "waiting", "failed"


class Violation(Enum):
    """What must not happen, whatever breaks."""

    UNSTORED = "confirmed, but not stored"
    UNCONFIRMED = "never confirmed"
    UNANSWERED = "stored, but not answered"
    UNSEEN = "answered, but never shown"
    STORED_TWICE = "stored twice"
    ANSWERED_TWICE = "answered twice"
    SHOWN_TWICE = "shown twice"
    OUT_OF_ORDER = "out of order"
    FOREIGN = "somebody else's"
    SILENT_REFUSAL = "refused without a sentence"


@dataclass(frozen=True)
class Finding:
    """A violation, with whose it is and the number or id of the message."""

    violation: Violation
    client: str
    about: object

    def __str__(self) -> str:
        return f"{self.violation.value}: {self.about} of {self.client}"


@dataclass(frozen=True)
class SentMessage:
    """`id` is unique among all clients; `own_word` is in the answer to this client alone."""

    id: str
    text: str
    own_word: str = ""


@dataclass(frozen=True)
class ShownReply:
    """A reply as a page shows it; `seq` numbers it, `answers` is the number of the message."""

    seq: int
    answers: int
    text: str


@dataclass
class ClientHistory:
    """What one client did and saw, in order. `confirmed`: ids that the service said it has.

    `refused`: the sentence of each refusal. `echoes`: ids of own messages in the page.
    """

    client: str
    sent: list[SentMessage] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    echoes: list[str] = field(default_factory=list)
    shown: list[ShownReply] = field(default_factory=list)


@dataclass(frozen=True)
class StoredMessage:
    """A row of the inbox."""

    seq: int
    id: str
    text: str
    status: str


@dataclass(frozen=True)
class StoredConversation:
    """The rows of one person, by number. `turns`: how many turns answered them."""

    messages: Sequence[StoredMessage]
    replies: Sequence[ShownReply]
    turns: int


def find_violations(
    history: ClientHistory, stored: StoredConversation, opening: str = ""
) -> list[Finding]:
    """Compare a client with its rows, once everything is quiet.

    `opening`: the id of the message that opened the chat, which no client sends.
    """
    found = [
        *_stored_wrongly(history, stored, opening),
        *_answered_wrongly(stored),
        *_shown_wrongly(history, stored),
    ]
    if not all(history.refused):
        found.append((Violation.SILENT_REFUSAL, "a message"))
    return [Finding(violation, history.client, about) for violation, about in found]


_Found = Iterator[tuple[Violation, object]]


def _stored_wrongly(history: ClientHistory, stored: StoredConversation, opening: str) -> _Found:
    ids = [message.id for message in stored.messages if message.id != opening]
    sent = [message.id for message in history.sent]
    yield from ((Violation.STORED_TWICE, each) for each in repeated(ids))
    yield from ((Violation.UNSTORED, each) for each in history.confirmed if each not in ids)
    yield from ((Violation.UNCONFIRMED, each) for each in sent if each not in history.confirmed)
    yield from ((Violation.FOREIGN, each) for each in ids if each not in sent)
    if ids != [each for each in sent if each in ids]:
        yield Violation.OUT_OF_ORDER, "messages"
    texts = {message.id: message.text for message in history.sent}
    for message in stored.messages:
        if message.id in texts and texts[message.id] != message.text:
            yield Violation.FOREIGN, message.id


def _answered_wrongly(stored: StoredConversation) -> _Found:
    answered = [reply.answers for reply in stored.replies]
    for message in stored.messages:
        if message.status == WAITING or message.seq not in answered:
            yield Violation.UNANSWERED, message.seq
    # The replies to a message are stored by one turn, so they stand side by side and differ.
    groups = [number for number, _ in groupby(answered)]
    yield from ((Violation.ANSWERED_TWICE, number) for number in repeated(groups))
    same = repeated((reply.answers, reply.text) for reply in stored.replies)
    yield from ((Violation.ANSWERED_TWICE, number) for number, _ in same)
    if stored.turns > len(stored.messages):
        yield Violation.ANSWERED_TWICE, f"{stored.turns} turns"
    if groups != sorted(groups):
        yield Violation.OUT_OF_ORDER, "answers"


def _shown_wrongly(history: ClientHistory, stored: StoredConversation) -> _Found:
    yield from ((Violation.SHOWN_TWICE, seq) for seq in repeated(r.seq for r in history.shown))
    yield from ((Violation.SHOWN_TWICE, each) for each in repeated(history.echoes))
    if [reply.seq for reply in history.shown] != sorted(reply.seq for reply in history.shown):
        yield Violation.OUT_OF_ORDER, "shown"
    seen = {reply.seq for reply in history.shown}
    yield from ((Violation.UNSEEN, r.seq) for r in stored.replies if r.seq not in seen)
    theirs = set(stored.replies)
    yield from ((Violation.FOREIGN, reply.seq) for reply in history.shown if reply not in theirs)
    yield from _without_own_word(history, stored)


def _without_own_word(history: ClientHistory, stored: StoredConversation) -> _Found:
    """Answers that do not speak of what this client alone asked about."""
    words = {message.id: message.own_word for message in history.sent if message.own_word}
    for message in stored.messages:
        if message.status == FAILED or message.id not in words:
            continue
        told = [reply.text for reply in history.shown if reply.answers == message.seq]
        if told and not any(words[message.id] in text for text in told):
            yield Violation.FOREIGN, message.seq


def find_delivery_violations(
    client: str, expected: Sequence[str], arrived: Sequence[str], allowed_copies: int
) -> list[Finding]:
    """Compare what a chat of a platform shows with what the outbox holds for it.

    A send of which the platform said nothing is made again, so a message may come again right
    behind itself: as often as such sends were counted (`allowed_copies`).
    """
    place = copies = 0
    for text in arrived:
        if place < len(expected) and text == expected[place]:
            place += 1
        elif place and text == expected[place - 1]:
            copies += 1
        else:
            known = Violation.OUT_OF_ORDER if text in expected else Violation.FOREIGN
            return [Finding(known, client, place + 1)]
    found = [Finding(Violation.UNSEEN, client, place + 1)] if place < len(expected) else []
    if copies > allowed_copies:
        found.append(Finding(Violation.SHOWN_TWICE, client, f"{copies} messages"))
    return found


def count_copies(expected: Sequence[str], arrived: Sequence[str]) -> int:
    """How many messages came more than once."""
    return max(0, len(arrived) - len(expected))


def repeated(values: Iterable[object]) -> list:
    """Those that occur more than once, in order."""
    return [value for value, times in Counter(values).items() if times > 1]
