"""What delivery needs of a platform: a `Sender`, and how a send can end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.messages import Reply

# The bytes of a file of this service, as the person of a conversation gets it.
# Raises FileGone: there is none (any more).
FileLoader = Callable[[int, str], Awaitable[bytes]]


class FileUnavailable(Exception):
    """Nothing is at this address for this person."""


@dataclass(frozen=True)
class Recipient:
    """Whom to write to: the platform's own id, and when the person last wrote."""

    conversation: int
    native_id: str
    heard: dt.datetime


class SendError(Exception):
    """A message did not simply arrive. Its text never holds an id or what was to be said."""

    counted = ""


class RetryableError(SendError):
    """It did not arrive and may be tried again, after so many seconds if the platform said so."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__("later")
        self.seconds = seconds


class DeliveryUnknown(RetryableError):
    """Whether it arrived is not known: it is tried again, and counted."""

    counted = "unknown"


class MessageRefused(SendError):
    """The platform will never take this message; the next one is tried."""

    counted = "refused"


class WindowClosed(SendError):
    """The platform takes no answer any more until the person writes again."""

    counted = "late"


class RecipientGone(SendError):
    """The person blocked us, or left: nothing is sent until they write again."""

    counted = "gone"


class PlatformSender(Protocol):
    """Implemented by the channels that deliver; built by `bot.app`."""

    channel: str

    def messages(self, reply: Reply, seq: int) -> Sequence[Any]:
        """The messages that carry a reply, in order; the same at each call."""

    async def send(self, to: Recipient, message: Any, now: dt.datetime) -> None:
        """Hand one of them to the platform; returns once it has it.

        Raises:
            Later, Unknown, Refused, TooLate, Gone: all SendError.
        """
