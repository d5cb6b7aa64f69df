"""The interface of platforms that replies are delivered to, and the errors of a send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.messages import Reply

# Loads a file as the person of a conversation gets it, by URL path. Raises FileUnavailable.
FileLoader = Callable[[int, str], Awaitable[bytes]]


class FileUnavailable(Exception):
    """There is no file at this address for this person."""


@dataclass(frozen=True)
class Recipient:
    """The recipient of a message: the platform's own id, and when the person last wrote."""

    conversation: int
    native_id: str
    heard: dt.datetime


class SendError(Exception):
    """A message was not delivered. The text never contains an id or the message.

    `counted` is the outcome that `delivery_counts` counts; empty for none.
    """

    counted = ""


class RetryableError(SendError):
    """The message did not arrive and may be retried, after `seconds` if the platform said so."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__("later")
        self.seconds = seconds


class DeliveryUnknown(RetryableError):
    """It is unknown whether the message arrived; it is retried and counted."""

    counted = "unknown"


class MessageRefused(SendError):
    """The platform rejects this message for good; delivery goes on with the next one."""

    counted = "refused"


class WindowClosed(SendError):
    """The platform accepts no more answers until the person writes again."""

    counted = "late"


class RecipientGone(SendError):
    """The person blocked the bot or left; nothing is sent until they write again."""

    counted = "gone"


class PlatformSender(Protocol):
    """Sends replies to a platform; implemented by its channel."""

    channel: str

    def messages(self, reply: Reply, seq: int) -> Sequence[Any]:
        """Return the platform messages of a reply, in order; the same at each call."""

    async def send(self, to: Recipient, message: Any, now: dt.datetime) -> None:
        """Send one of the messages; returns once the platform has accepted it.

        Raises:
            SendError: the message was not delivered.
        """
